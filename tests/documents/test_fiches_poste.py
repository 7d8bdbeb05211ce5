"""F1, F2: a post told without discrimination, an offer that keeps quiet what it must."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from courriers_exemple import aux_noms_longs
from lecture_docx import fautes, texte
from operations_exemple import HOSTILE, HOSTILE_PROPRE
from pypdf import PdfReader
from reunions_exemple import LOTS, demande_poste, demande_reunion, poste, suivi
from syrupy.assertion import SnapshotAssertion

from config.referentiels import get_rome, metier
from documents.contextes.d1 import convocation
from documents.contextes.d2 import DemandeCompteRendu, compte_rendu
from documents.contextes.d3 import encart
from documents.contextes.f1 import fiche_poste
from documents.contextes.f2 import offre
from documents.contextes.postes import families, warnings
from documents.manques import collect_manques
from documents.word import render
from metier.fautes import FauteDeSaisie
from metier.poste import CadrePoste, Conditions, Diffusion, Poste
from metier.publics import Categorie
from metier.reunion import TypeReunion

JOUR = date(2026, 10, 2)


def ecrit(contexte: object) -> str:
    """The text that the template of a context makes of it."""
    return texte(render(contexte.modele, contexte).octets)  # type: ignore[attr-defined]


def fiche(**autres: object) -> str:
    return ecrit(fiche_poste(demande_poste(poste=poste(**autres))))


def diffusee(diffusion: Diffusion = Diffusion.PUBLIQUE, **autres: object) -> str:
    return ecrit(offre(demande_poste(poste=poste(**autres)), diffusion, JOUR))


CADRES = {
    CadrePoste.EMBAUCHE: {},
    CadrePoste.MISE_A_DISPOSITION: {"contrat": None},
    CadrePoste.ALTERNANCE: {"contrat": None, "qualification": "CAP maçon", "rythme": "une semaine sur deux"},
}


@pytest.mark.parametrize("cadre", list(CadrePoste))
def test_the_sheet_is_read_over(cadre: CadrePoste, snapshot: SnapshotAssertion) -> None:
    """Hired, made available by a structure, in work-study."""
    assert fiche(cadre=cadre, **CADRES[cadre]) == snapshot


@pytest.mark.parametrize("diffusion", list(Diffusion))
def test_the_offer_is_read_over(diffusion: Diffusion, snapshot: SnapshotAssertion) -> None:
    """For everyone, then for the partners who propose candidates."""
    assert diffusee(diffusion, anonyme=True) == snapshot


def test_missions_and_conditions_stand_side_by_side() -> None:
    """One row of two cells, and the visas of both parties."""
    lignes = fiche().split("\n")
    assert "Missions | Conditions de travail" in lignes
    assert any("Nettoyer et ranger le chantier | Dates" in ligne for ligne in lignes)
    assert "Visa de l’entreprise (nom, date) | Visa du facilitateur (nom, date)" in lignes


def test_the_floor_of_the_pay_is_told_without_a_figure() -> None:
    """The SMIC and the collective agreement, in the sheet as in the offer."""
    for ecrite in (fiche(), diffusee()):
        assert "au moins égale au SMIC et au minimum de la convention collective applicable" in ecrite
        assert "€" not in ecrite


@pytest.mark.parametrize(
    ("champ", "autres"),
    [
        ("poste.prerequis[0]", {"prerequis": ("avoir 18-25 ans",)}),
        ("poste.prerequis[0]", {"prerequis": ("moins de 26 ans",)}),
        ("poste.intitule", {"intitule": "Jeune manœuvre"}),
        ("poste.missions[0]", {"missions": ("Travail pour homme robuste",)}),
        ("poste.prerequis[0]", {"prerequis": ("langue maternelle française",)}),
        ("poste.secteur", {"secteur": "réservé aux habitants de Yutz"}),
        ("poste.prerequis[0]", {"prerequis": ("célibataire apprécié",)}),
        ("poste.accueil", {"accueil": "bonne présentation attendue"}),
        ("poste.conditions.contraintes[0]", {"conditions": Conditions(contraintes=("poste physique, hommes",))}),
    ],
)
def test_a_wording_that_discriminates_is_refused(champ: str, autres: dict[str, object]) -> None:
    """The sheet and the offer refuse alike, naming the field."""
    for ecrire in (fiche, diffusee):
        with pytest.raises(FauteDeSaisie) as faute:
            ecrire(**autres)
        assert faute.value.champ == champ


@pytest.mark.parametrize(
    "prerequis",
    ["femme/homme", "10 ans d’expérience appréciés", "comprendre le français", "une équipe de douze personnes"],
)
def test_a_fair_wording_passes(prerequis: str) -> None:
    """Both sexes named, a number of years that is no age."""
    assert prerequis in fiche(prerequis=(prerequis,))


def test_a_licence_needs_its_reason() -> None:
    """Without one it is refused; with one, both are printed."""
    with pytest.raises(FauteDeSaisie) as faute:
        poste(permis="permis B")
    assert faute.value.champ == "poste.permis_motif"
    assert "permis B\u00a0: véhicule de service conduit entre les sites" in fiche(
        permis="permis B", permis_motif="véhicule de service conduit entre les sites"
    )


@pytest.mark.parametrize("nombre", [0, 7])
def test_a_post_has_one_to_six_missions(nombre: int) -> None:
    """The field is named."""
    with pytest.raises(FauteDeSaisie) as faute:
        poste(missions=("Ranger",) * nombre)
    assert faute.value.champ == "poste.missions"


def test_a_diploma_asked_for_is_pointed_at() -> None:
    """A sentence for the facilitateur; nothing where none is asked for."""
    assert len(warnings(poste(prerequis=("CAP maçon", "savoir lire un plan", "2 ans d’expérience")))) == 2
    assert warnings(poste()) == ()


def test_an_anonymous_offer_names_neither_company_nor_operation_nor_place() -> None:
    """Not in the text, the headers, nor the properties of the file."""
    contexte = offre(demande_poste(poste=poste(anonyme=True, employeur="Tremplin ETTI")), Diffusion.PARTENAIRES, JOUR)
    with zipfile.ZipFile(io.BytesIO(render(contexte.modele, contexte).octets)) as paquet:
        tout = "".join(paquet.read(nom).decode() for nom in paquet.namelist() if nom.endswith((".xml", ".rels")))
    assert "entreprise du gros œuvre" in tout
    for secret in ("Bâti Lorraine", "Tremplin ETTI", "2026-VAL-014", "Trois Rivières", "rue de l’École"):
        assert secret not in tout


@pytest.mark.parametrize(
    ("champ", "autres"),
    [
        ("poste.accueil", {"anonyme": True, "accueil": "visite du dépôt de Bâti Lorraine"}),
        ("poste.acces", {"acces": "arrêt devant le 3 rue de l’École, 57970 Yutz"}),
    ],
)
def test_a_text_that_gives_the_secret_away_is_refused(champ: str, autres: dict[str, object]) -> None:
    """The address always, the company of an anonymous offer."""
    with pytest.raises(FauteDeSaisie) as faute:
        diffusee(**autres)
    assert faute.value.champ == champ


def test_partners_read_how_to_propose_and_the_public_does_not() -> None:
    """Number of candidates, return date, G1."""
    partenaires, publique = diffusee(Diffusion.PARTENAIRES), diffusee()
    assert "candidatures attendues\u00a0: 6\u00a0; retour avant le 23\u00a0octobre\u00a02026" in partenaires
    assert "(G1)" in partenaires
    assert "G1" not in publique
    assert "Pour postuler" in publique


def test_eligibility_is_told_in_general_words() -> None:
    """Neither age, nor district, nor justice; only families that the relay accepts."""
    assert families((Categorie.JEUNE, Categorie.SENIOR, Categorie.QPV, Categorie.JUSTICE)) == (
        "autres personnes éloignées de l’emploi, sur avis d’un prescripteur",
    )
    toutes = " ".join(families(tuple(Categorie)))
    assert "longue durée" in toutes
    assert not any(mot in toutes for mot in ("ans", "jeune", "quartier", "justice", "commune"))


def test_what_is_not_known_is_missing() -> None:
    """The bare minimum of a post: each gap names its field."""
    nu = Poste(
        numero="OF-1", intitule="Agent d’entretien", entreprise="Net", cadre=CadrePoste.EMBAUCHE, missions=("Nettoyer",)
    )
    champs = {manque.champ for manque in collect_manques(fiche_poste(demande_poste(poste=nu)))}
    assert champs == {
        "poste.candidature.date_limite",
        "poste.adresse",
        "poste.remuneration",
        "poste.tuteur",
        "poste.candidature.canal",
    }
    champs = {manque.champ for manque in collect_manques(offre(demande_poste(poste=nu), Diffusion.PARTENAIRES, JOUR))}
    assert champs == {
        "poste.candidature.date_limite",
        "poste.secteur",
        "poste.remuneration",
        "poste.candidature.nombre",
    }


def test_rome_codes_carry_their_label_and_a_free_one_is_admitted() -> None:
    """A code that the list lacks stands alone; the relay's own label wins."""
    assert metier("F1703") == "F1703 – Maçon / Maçonne"
    assert metier("Z9999") == "Z9999"
    assert metier("F1703", "Maçonnerie de pierre") == "F1703 – Maçonnerie de pierre"
    assert metier(None, "Métier rare") == "Métier rare"
    assert metier(None) is None
    assert all(len(code) == 5 and libelle for code, libelle in get_rome().items())
    assert "A1203" in get_rome()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_libreoffice_prints_the_sheet_the_offer_and_the_letters_on_one_page(tmp_path: Path) -> None:
    """With everything there is to say, with names as long as can be; thirty lots with long names still open."""
    plein = poste(
        cadre=CadrePoste.ALTERNANCE,
        contrat=None,
        qualification="titre professionnel de maçon",
        rythme="deux semaines sur quatre en centre de formation",
        missions=("Préparer le mortier et approvisionner les maçons tout au long de la journée",) * 6,
        permis="permis B",
        permis_motif="véhicule de service conduit entre les deux sites",
    )
    nombreux = tuple(replace(LOTS[1], lot=rang, entreprise="Entreprise " * 20) for rang in range(1, 31))
    contextes = {
        "f1": fiche_poste(demande_poste(poste=plein)),
        **{f"f2-{une}": offre(demande_poste(poste=plein), une, JOUR) for une in Diffusion},
        **{f"d1-{type_}": convocation(demande_reunion(type_)) for type_ in TypeReunion},
        "d2": compte_rendu(DemandeCompteRendu(demande=demande_reunion())),
        "d3": encart(demande_reunion()),
        **aux_noms_longs(),
        "trente": compte_rendu(DemandeCompteRendu(demande=demande_reunion(lots=nombreux))),
    }
    for nom, contexte in contextes.items():
        (tmp_path / f"{nom}.docx").write_bytes(render(contexte.modele, contexte).octets)
    commande = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to", "pdf"]
    fichiers = sorted(map(str, tmp_path.glob("*.docx")))
    subprocess.run([*commande, "--outdir", str(tmp_path), *fichiers], check=True, capture_output=True, timeout=180)
    pages = {nom: len(PdfReader(tmp_path / f"{nom}.pdf").pages) for nom in contextes}
    assert pages.pop("trente") > 1
    assert set(pages.values()) == {1}, pages


@pytest.mark.parametrize("diffusion", [None, *Diffusion])
def test_they_are_valid_files_with_hostile_texts_and_repeatable_bytes(diffusion: Diffusion | None) -> None:
    """Very long and hostile texts: valid Word, the same bytes, nothing of it executed."""
    hostile = poste(
        intitule=HOSTILE, missions=(HOSTILE,) * 6, prerequis=(HOSTILE * 5,), evolution=HOSTILE, entreprise=HOSTILE
    )
    demande = demande_poste(poste=replace(hostile), suivi=suivi(intitule=HOSTILE))
    contexte = offre(demande, diffusion, JOUR) if diffusion else fiche_poste(demande)
    octets = render(contexte.modele, contexte).octets
    assert fautes(octets) == []
    assert render(contexte.modele, contexte).octets == octets
    assert texte(octets).count(HOSTILE_PROPRE) >= 13
