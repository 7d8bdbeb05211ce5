"""The same operation before and after the law of August 2026 differs exactly where the law does."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from demandes import CRITERE, LOTS, demande, lot, operation
from python_calamine import CalamineWorkbook
from syrupy.assertion import SnapshotAssertion

from cli.modeles import lister
from config.clauses import get_clauses
from config.droit import DOSSIER, Changement, get_droit
from config.lexique import get_lexique
from config.settings import get_settings
from documents.droit_des_modeles import droit_au, outdated, outdated_file
from documents.lecture_word import read_paragraphs
from documents.pack import Pack, pack_dce
from documents.word import GABARITS
from metier.fautes import FauteDeSaisie
from metier.operation import Ccag, Dispense, Forme, Mode, Montage, Nature, Operation
from metier.regime import CodeRegime

RACINE = DOSSIER.parent
AVANT, APRES = date(2026, 8, 20), date(2026, 8, 23)
SERVICES = {"nature": Nature.SERVICES, "ccag": Ccag.FCS}
NETTOYAGE = lot(
    1,
    "Nettoyage des écoles",
    mode=Mode.HEURES_TRAVAILLEES,
    heures_totales=Decimal(20_000),
    part_main_oeuvre=None,
    cout_horaire=None,
)
GRAND_LOT = lot(1, "Gros œuvre", montant_ht=Decimal(5_600_000))
CAS = {
    "travaux au-dessus du seuil": operation(lots=(GRAND_LOT, *LOTS[2:])),
    "travaux sous le seuil": operation(),
    "travaux avec critère": operation(
        lots=(GRAND_LOT, *LOTS[2:]), montage=Montage.EXECUTION_CRITERE, criteres=(CRITERE,)
    ),
    "travaux sous le seuil avec critère": operation(montage=Montage.EXECUTION_CRITERE, criteres=(CRITERE,)),
    "services au-dessus du seuil": operation(**SERVICES, lots=(dataclasses.replace(NETTOYAGE),)),
    "concession": operation(
        forme=Forme.CONCESSION,
        nature=Nature.SERVICES,
        ccag=Ccag.AUCUN,
        lots=(lot(1, "Chauffage urbain", montant_ht=Decimal(6_000_000)),),
    ),
    "réservé aux deux familles": operation(
        **SERVICES, montage=Montage.RESERVE, articles_reservation=("L2113-14",), lots=(NETTOYAGE,)
    ),
    "dispense": operation(
        montage=Montage.AUCUN,
        duree_mois=5,
        dispense=Dispense(cas=4, motif="Travaux de cinq mois selon le planning du 12 juillet 2026."),
        lots=(lot(1, "Réservoir", montant_ht=Decimal(6_000_000), clause=False),),
    ),
}
_DATES = re.compile(
    r"\b\d{1,2}(?:er)?[ \u00a0](?:[a-zéû]+)[ \u00a0]20\d\d\b|\b\d{2}/\d{2}/20\d\d\b|\b20\d\d-\d\d-\d\d\b"
)


def pack(op: Operation, jour: date, **autres: object) -> Pack:
    """The pack of the operation with that date of notice."""
    return pack_dce(demande(dataclasses.replace(op, date_avis=jour), **autres))


def paragraphes(fait: Pack) -> dict[str, list[str]]:
    """Every line of every piece, LISEZMOI.txt and the alerts, by name."""
    lus = {"alertes": list(fait.alertes), "LISEZMOI": fait.lisezmoi.decode("utf-8-sig").splitlines()}
    for piece in fait.pieces:
        lus[piece.nom] = list(LECTEURS[Path(piece.fichier).suffix](piece.octets))
    return lus


@cache
def textes(nom_du_cas: str, jour: date) -> dict[str, list[str]]:
    """The texts of a case with that date of notice, made once."""
    return paragraphes(pack(CAS[nom_du_cas], jour))


def _cellules(octets: bytes) -> Iterator[str]:
    livre = CalamineWorkbook.from_filelike(io.BytesIO(octets))
    for nom in livre.sheet_names:
        for rangee in livre.get_sheet_by_name(nom).to_python():
            yield from (str(valeur) for valeur in rangee if valeur not in ("", None))


def _lignes(octets: bytes) -> list[str]:
    return octets.decode("utf-8-sig").splitlines()


LECTEURS: dict[str, Callable[[bytes], Iterable[str]]] = {
    ".docx": read_paragraphs,
    ".xlsx": _cellules,
    ".csv": _lignes,
}


def differences(nom_du_cas: str, avant: date = AVANT, apres: date = APRES) -> list[str]:
    """The paragraphs of one side only, « − » before and « + » after; dates masked, for they follow the notice."""
    ancien, nouveau = textes(nom_du_cas, avant), textes(nom_du_cas, apres)
    lignes = []
    for nom in dict.fromkeys((*ancien, *nouveau)):
        gauche, droite = ([_DATES.sub("‹date›", p) for p in cote.get(nom, ())] for cote in (ancien, nouveau))
        if (nom in ancien) is not (nom in nouveau):
            lignes.append(f"{nom} : {'+ pièce ajoutée' if droite else '− pièce retirée'}")
            continue
        lignes += [f"{nom} : − {p}" for p in gauche if p not in droite]
        lignes += [f"{nom} : + {p}" for p in droite if p not in gauche]
    return lignes


@pytest.mark.parametrize("nom", CAS)
def test_two_days_apart_only_the_law_differs(nom: str, snapshot: SnapshotAssertion) -> None:
    """Every piece, LISEZMOI.txt and the alerts, from 20 to 23 August 2026."""
    assert "\n".join(differences(nom)) == snapshot


@pytest.mark.parametrize("nom", ["travaux avec critère", "concession", "dispense"])
def test_without_a_change_of_law_two_dates_give_the_same_text(nom: str) -> None:
    """A year before and after the change: nothing but dates differs inside one state of the law."""
    assert differences(nom, date(2026, 8, 6), AVANT) == []
    assert differences(nom, APRES, date(2026, 9, 6)) == []


def tout(op: Operation, jour: date) -> str:
    return "\n".join(p for textes in paragraphes(pack(op, jour)).values() for p in textes)


@pytest.mark.parametrize(
    ("nom", "article"),
    [
        ("travaux au-dessus du seuil", "L2112-2-1"),
        ("services au-dessus du seuil", "L2112-2-1"),
        ("concession", "L3114-2-1"),
    ],
)
def test_the_obligation_is_cited_only_once_it_holds(nom: str, article: str) -> None:
    """In the texts for candidates: never before, always after; never under the threshold nor in a reserved contract."""
    for code in ("A1", "A2", "A3"):
        assert article not in "\n".join(textes(nom, AVANT)[code])
        assert article in "\n".join(textes(nom, APRES)[code])


@pytest.mark.parametrize("nom", ["travaux sous le seuil", "réservé aux deux familles"])
def test_the_obligation_is_not_cited_where_it_does_not_bind(nom: str) -> None:
    """A clause by choice, a reservation: another foundation."""
    for code in ("A1", "A2", "A3"):
        assert not re.search(r"L2112-2-1|L3114-2-1", "\n".join(textes(nom, APRES)[code]))


def test_a_concession_never_cites_the_articles_of_a_marche() -> None:
    """L3114-2 and not L2112-2; its criterion is R3124-4, its report R3131-3 from 21 August."""
    avec_critere = dataclasses.replace(
        CAS["concession"], montage=Montage.EXECUTION_CRITERE, criteres=(CRITERE,), reference="2026-VAL-015"
    )
    texte = "\n".join(
        p
        for nom, textes in paragraphes(pack(avec_critere, APRES)).items()
        if nom[:2] in ("A1", "A2", "A3")
        for p in textes
    )
    assert "L2112" not in texte
    assert "R2152" not in texte
    assert "R3124-4" in texte
    assert "R3131-3" in texte
    assert "R3131-3" not in tout(avec_critere, AVANT)


@pytest.mark.parametrize(
    ("jour", "critere", "obligation"),
    [
        (date(2026, 8, 20), False, False),
        (date(2026, 8, 21), True, False),
        (date(2026, 8, 22), True, True),
    ],
)
def test_the_regulation_comes_one_day_before_the_law(jour: date, critere: bool, obligation: bool) -> None:
    """R2152-7 on the 21st, L2112-2-1 on the 22nd; the day between is told to be a person's to settle."""
    fait = pack(CAS["travaux avec critère"], jour)
    a2 = "\n".join(paragraphes(fait)["A2"])
    assert ("R2152-7" in a2) is critere
    assert ("L2112-2-1" in a2) is obligation
    assert any("à trancher à la main" in alerte for alerte in fait.alertes) is (jour.day == 21)


def test_a_defence_contract_is_reminded_of_no_criterion() -> None:
    """Neither the obligation nor the environmental criterion bind it."""
    defense = dataclasses.replace(CAS["travaux avec critère"], defense=True)
    a2 = "\n".join(paragraphes(pack(defense, APRES))["A2"])
    assert "R2152-7" not in a2
    assert "L2112-2-1" not in a2


def test_the_waiver_exists_only_once_there_is_an_obligation() -> None:
    """Before: no note, and the waiver is told to be without object."""
    assert [piece.code for piece in pack(CAS["dispense"], AVANT).pieces] == []
    assert [piece.code for piece in pack(CAS["dispense"], APRES).pieces] == ["A10"]
    assert demande(dataclasses.replace(CAS["dispense"], date_avis=AVANT)).regime.code is CodeRegime.VOLONTAIRE


@pytest.mark.parametrize("jour", [AVANT, APRES])
def test_both_families_together_in_a_marche_never_in_a_concession(jour: date) -> None:
    """L2113-14 allows it, L3113-3 forbids it, on both sides of the change."""
    a1 = "\n".join(textes("réservé aux deux familles", jour)["A1"])
    assert "des articles L2113-12, L2113-13, L2113-14 et R2113-7" in a1
    for articles in (("L2113-14",), ("L3113-1", "L3113-2"), ("L2113-12", "L3113-2")):
        concession = operation(
            forme=Forme.CONCESSION, montage=Montage.RESERVE, articles_reservation=articles, ccag=Ccag.AUCUN
        )
        with pytest.raises(FauteDeSaisie) as refus:
            pack(concession, jour)
        assert refus.value.champ == "articles_reservation"
        assert "L3113-3" in refus.value.phrase


@pytest.fixture
def loi_nouvelle(monkeypatch: pytest.MonkeyPatch) -> Changement:
    """A change of law that no template knows yet."""
    changement = Changement(
        date=date(2027, 1, 1), libelle="seuil abaissé", articles=("L2112-2-1",), source="essai", verifie=False
    )
    connu = get_droit()
    augmente = dataclasses.replace(connu, changements=(*connu.changements, changement))
    monkeypatch.setattr("documents.droit_des_modeles.get_droit", lambda: augmente)
    return changement


def test_the_supplied_templates_know_the_law_read() -> None:
    """No alert, before or after the change."""
    for gabarit in GABARITS.rglob("*.docx"):
        assert outdated(gabarit.read_bytes(), date(2026, 11, 22)) is None, gabarit
    for jour in (AVANT, APRES):
        assert not [alerte for alerte in pack(operation(), jour).alertes if "texte à relire" in alerte]


def test_a_template_older_than_the_law_is_told_for_later_notices_only(loi_nouvelle: Changement) -> None:
    """In the alerts of the pack, piece by piece: the date of the text, the change it ignores."""
    assert not [alerte for alerte in pack(operation(), date(2026, 12, 31)).alertes if "texte à relire" in alerte]
    alertes = [alerte for alerte in pack(operation(), loi_nouvelle.date).alertes if "texte à relire" in alerte]
    assert [alerte.partition("\u00a0")[0] for alerte in alertes] == ["A1", "A2", "A3", "A7", "A9", "B1"]
    assert "droit au 22\u00a0août\u00a02026, avant le changement du 1er\u00a0janvier\u00a02027" in alertes[0]
    assert "(L2112-2-1\u00a0: seuil abaissé)" in alertes[0]


def test_a_relay_s_template_that_says_no_date_is_told(tmp_path: Path) -> None:
    """Its own A3, without the property: told once a change holds on the date of the notice, not before."""
    with (
        zipfile.ZipFile(GABARITS / "marches/a3_ccap.docx") as fourni,
        zipfile.ZipFile(tmp_path / "a3_ccap.docx", "w") as propre,
    ):
        for nom in fourni.namelist():
            propre.writestr(nom, fourni.read(nom).replace(b"droit_au", b"autre_propriete"))
    assert droit_au((tmp_path / "a3_ccap.docx").read_bytes()) is None
    alertes = pack(operation(), APRES, dossier_modeles=tmp_path).alertes
    assert [alerte for alerte in alertes if alerte.startswith("A3") and "droit_au" in alerte]
    assert not [alerte for alerte in pack(operation(), AVANT, dossier_modeles=tmp_path).alertes if "droit_au" in alerte]
    (tmp_path / "abime.docx").write_bytes(b"rien")
    assert outdated_file(tmp_path / "abime.docx", APRES) is None


def test_the_listing_of_templates_tells_the_old_ones(
    loi_nouvelle: Changement, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`relais modeles lister`, on today's date: nothing before the change, a sentence under each template after."""
    for jour, attendu in (("2026-12-31", False), ("2027-01-01", True)):
        monkeypatch.setenv("RELAIS_DATE", jour)
        get_settings.cache_clear()
        lister(json=False)
        assert ("texte à relire" in capsys.readouterr().out) is attendu
        lister(json=True)
        assert any(un["alerte"] for un in json.loads(capsys.readouterr().out)) is attendu


def test_every_article_named_by_the_program_is_dated_data_with_its_source() -> None:
    """Sources, templates, parameters: no article number that droit.toml does not list."""
    motif = re.compile(r"\b[LRD]\d{4}-\d+(?:-\d+)*\b")
    cites: dict[str, str] = {}
    for paquet in ("documents", "formats", "metier", "config", "echanges", "courrier", "workflows", "portail", "cli"):
        for fichier in (RACINE / paquet).rglob("*"):
            if fichier.suffix in (".py", ".toml", ".html") and fichier.name != "droit.toml":
                for numero in motif.findall(fichier.read_text(encoding="utf-8")):
                    cites[numero] = str(fichier.relative_to(RACINE))
    connus = get_droit().articles
    assert {numero: ou for numero, ou in cites.items() if numero not in connus} == {}
    assert all(article.source and article.objet for article in connus.values())


def test_every_change_names_known_articles_from_that_day() -> None:
    """A change and the versions it brings carry the same date."""
    droit = get_droit()
    for changement in droit.changements:
        assert changement.source
        for numero in changement.articles:
            assert droit.articles[numero].depuis in (None, changement.date), numero


def test_thresholds_words_and_ccag_say_where_they_come_from() -> None:
    """A source each, and whether it was read."""
    seuils = tomllib.loads((DOSSIER / "seuils.toml").read_text(encoding="utf-8"))["tables"]
    assert all(table["source"] and isinstance(table["verifie"], bool) for table in seuils)
    assert all(terme.source for terme in get_lexique())
    assert all(article.source and article.date == date(2021, 3, 30) for article in get_clauses().ccag.values())


def test_the_last_change_ignored_is_the_one_in_force(loi_nouvelle: Changement) -> None:
    """The latest that the text does not know; none once it knows it."""
    droit = dataclasses.replace(get_droit(), changements=(*get_droit().changements, loi_nouvelle))
    ignore = droit.changement_ignore
    assert ignore(date(2026, 8, 20), date(2026, 8, 21)) == droit.changements[0]
    assert ignore(date(2026, 8, 20), date(2026, 12, 1)) == droit.changements[1]
    assert ignore(None, date(2027, 6, 1)) == loi_nouvelle
    assert ignore(date(2027, 1, 1), date(2027, 6, 1)) is None
    assert ignore(None, date(2026, 8, 1)) is None
