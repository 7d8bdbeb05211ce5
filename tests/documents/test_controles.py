"""Each check of documents.md §15 with a text that passes and one that fails."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from demandes import CRITERE, RELAIS, demande, lot, operation, variantes
from suivis import de_nombreux_lots, suivi

from documents.archive import archive
from documents.connu import Connu, Facilite, Somme
from documents.constats import Constat, Gravite
from documents.contextes.a1 import mention_avis
from documents.contextes.a2 import article_reglement
from documents.contextes.a3 import article_ccap
from documents.contextes.a7 import engagements
from documents.contextes.a8 import cadre_reponse
from documents.contextes.demande import DemandePack
from documents.controles import check, check_files, controler, controler_docx, known, require_lawful_texts
from documents.exemples import PLEIN, exemple
from documents.lecture_word import read_paragraphs
from documents.pack import pack_dce
from documents.word import render
from metier.fautes import FauteDeSaisie
from metier.operation import Montage
from metier.publics import Categorie
from metier.ventilations import Axe, Cellule, Ventilation, ventiler


def textes(demandee) -> dict[str, tuple[str, ...]]:
    """The pieces of a request as the checks read them."""
    contextes = {"A1": mention_avis(demandee), "A2": article_reglement(demandee), "A3": article_ccap(demandee)}
    if not demandee.reserve:
        contextes |= {f"A7 lot {c.lot_numero}": c for c in engagements(demandee)}
    if demandee.operation.montage is Montage.EXECUTION_CRITERE:
        contextes["A8"] = cadre_reponse(demandee)
    return {nom: read_paragraphs(render(c.modele, c).octets) for nom, c in contextes.items()}


def numeros(demandee, lus) -> set[int]:
    return {constat.controle for constat in check(demandee, lus)}


def avec(lus, piece: str, phrase: str) -> dict[str, tuple[str, ...]]:
    """The same pieces, one of them with a sentence more."""
    return {**lus, piece: (*lus[piece], phrase)}


def sans(lus, piece: str, mots: str) -> dict[str, tuple[str, ...]]:
    """The same pieces, one of them without the paragraphs that hold these words."""
    return {**lus, piece: tuple(p for p in lus[piece] if mots not in p)}


@pytest.mark.parametrize("nom", [nom for nom in variantes() if nom != "marche-insertion"])
def test_the_supplied_templates_break_no_check(nom):
    """Every variant passes, definitive too."""
    for definitif in (False, True):
        demandee = demande(variantes()[nom], definitif=definitif)
        assert check(demandee, textes(demandee)) == ()


@pytest.mark.parametrize(
    ("numero", "piece", "phrase"),
    [
        (3, "A2", "La clause article 14 s’applique."),
        (3, "A3", "Les candidats sont orientés par Pôle emploi."),
        (3, "A1", "ateliers suivis par la DIRECCTE"),
        (8, "A3", "Le lot est estimé à 350 000,00 € HT."),
        (8, "A1", "soit 350\u202f000 €"),
        (8, "A2", "coût de 30,00 €/h"),
        (9, "A3", "Les bénéficiaires sont des habitants de la commune."),
        (9, "A2", "Les personnes doivent résider à proximité."),
        (9, "A3", "Priorité aux personnes domiciliées dans le département."),
        (9, "A2", "Les publics sont issus des quartiers de la ville de Metz."),
        (10, "A3", "Les heures sont réalisées exclusivement par une ETTI."),
        (10, "A3", "Une association intermédiaire est obligatoirement sollicitée."),
        (10, "A3", "Seule la mise à disposition par une association intermédiaire est admise."),
        (14, "A1", "Bonjour {{ nom }}"),
        (14, "A2", "None heures"),
        (23, "A3", "Heures calculées selon le mode de calcul réseau lorrain."),
        (24, "A2", "Les heures d’insertion obligatoires sont de 100."),
        (24, "A3", "La loi impose au titulaire de réaliser des heures d’insertion."),
        (9, "A3", "Le public sera domicilié à Metz."),
        (9, "A2", "Les personnes recrutées résident dans le canton de Briey."),
        (9, "A2", "Un public résident dans le canton de Briey."),
        (9, "A3", "Emplois réservés aux demandeurs d’emploi du bassin d’Hayange."),
        (9, "A3", "Le poste est réservé aux demandeurs d’emploi d’Hayange."),
        (9, "A2", "Priorité aux demandeurs d’emploi locaux."),
        (9, "A2", "Les bénéficiaires habitent à Thionville."),
        (10, "A3", "Les heures passent via la seule structure Tremplin."),
        (10, "A2", "Recrutement auprès de la seule association intermédiaire du secteur."),
        (10, "A3", "Les heures sont réalisées exclusivement par une structure d’insertion."),
        (24, "A3", "Les heures sont obligatoires en vertu de la loi."),
        (24, "A2", "Les heures d’insertion sont obligatoires de par la loi."),
        (24, "A2", "En vertu de la loi, les heures d’insertion sont donc obligatoires."),
        (24, "A3", "La loi rend obligatoires les heures."),
        (24, "A3", "Ce sont des heures imposées par la loi."),
    ],
)
def test_a_wording_at_fault_is_found(numero, piece, phrase):
    """The check, the piece, and where in the piece."""
    demandee = demande()
    constats = [c for c in check(demandee, avec(textes(demandee), piece, phrase)) if c.controle == numero]
    assert [(c.piece, c.gravite) for c in constats] == [(piece, Gravite.BLOQUANT)]
    assert constats[0].phrase


@pytest.mark.parametrize(
    "phrase",
    [
        "L’entreprise est domiciliée à Metz.",
        "La difficulté réside dans le recrutement.",
        "Les personnes résidant en QPV sont éligibles.",
        "Les personnes domiciliées au CCAS peuvent être recrutées.",
        "Les personnes résidant en France depuis plus de trois mois.",
        "Les habitants des quartiers prioritaires de la politique de la ville sont éligibles.",
        "Le facilitateur rencontre les demandeurs d’emploi du bassin de Metz.",
        "Le lot est réservé aux structures d’insertion par l’activité économique.",
        "Marché réservé aux opérateurs qui emploient 50 % de personnes éloignées de l’emploi.",
        "Le poste est réservé aux personnes éligibles, validées par le facilitateur du territoire.",
        "Les demandeurs d’emploi de France Travail sont orientés vers le titulaire.",
        "La personne habite chez ses parents et travaille sur le chantier à Metz.",
        "Via la structure Tremplin, deux personnes ont été embauchées.",
        "Nous avons travaillé avec la seule structure qui a répondu.",
        "Les relevés sont transmis uniquement par la structure.",
        "Seules les heures validées par la structure sont acceptées.",
        "Les heures prévues au marché sont obligatoires pour le titulaire.",
        "Les heures ne sont pas obligatoires en vertu de la loi.",
        "La loi n’impose pas d’heures d’insertion.",
        "La loi rend obligatoires les considérations sociales dans les marchés.",
        "Les heures sont comptées et les pièces obligatoires sont celles de la loi.",
        "Les heures d’insertion sont réalisées pendant la durée du marché.",
    ],
)
def test_an_everyday_sentence_raises_no_alarm(phrase):
    """Addresses, eligible publics, what the contract binds to and what the law does not ask."""
    demandee = demande()
    assert not numeros(demandee, avec(textes(demandee), "A3", phrase)) & {9, 10, 24}


@pytest.mark.parametrize(
    ("numero", "piece", "mots"),
    [
        (1, "A3", "Publics éligibles"),
        (1, "A3", "Facilitateur des clauses sociales"),
        (1, "A3", "292 heures".replace(" ", "\u00a0")),
        (2, "A2", "432 heures".replace(" ", "\u00a0")),
        (2, "A7 lot 2", "292 heures".replace(" ", "\u00a0")),
        (11, "A3", "pièces contractuelles"),
        (12, "A3", "présenter ses observations"),
        (12, "A3", "€"),
    ],
)
def test_a_mention_that_lacks_is_found(numero, piece, mots):
    """Taking a mandatory mention out of a piece is seen."""
    demandee = demande()
    assert numero in numeros(demandee, sans(textes(demandee), piece, mots))


@pytest.mark.parametrize("mots", ["L2113-12", "50\u00a0%"])
def test_a_reservation_without_article_or_half_is_found(mots):
    """Check 4: the notice names the exact article and « 50 % »."""
    demandee = demande(variantes()["reserve"])
    lus = textes(demandee)
    assert 4 not in numeros(demandee, lus)
    assert 4 in numeros(demandee, sans(lus, "A1", mots))


def test_a_criterion_that_was_not_entered_is_pointed_at():
    """Check 5 warns; it does not stop a draft."""
    demandee = demande(operation(montage=Montage.EXECUTION_CRITERE))
    constats = [c for c in check(demandee, textes(demandee)) if c.controle == 5]
    assert [c.gravite for c in constats] == [Gravite.AVERTISSEMENT]


def test_a_criterion_without_its_reply_form_is_found():
    """Check 5: A8 goes with the criterion."""
    demandee = demande(variantes()["critere"])
    lus = textes(demandee)
    assert 5 in numeros(demandee, {nom: texte for nom, texte in lus.items() if nom != "A8"})


def test_works_of_less_than_six_months_are_pointed_at():
    """Check 7 warns below six months, not at six."""
    for duree, attendu in ((5, {7}), (6, set())):
        demandee = demande(operation(duree_mois=duree))
        assert numeros(demandee, textes(demandee)) == attendu


@pytest.mark.parametrize(
    "relais", [RELAIS.model_copy(update={"courriel": "clauses"}), RELAIS.model_copy(update={"telephone": "12 34"})]
)
def test_a_facilitateur_who_cannot_be_reached_is_pointed_at(relais):
    """Check 13: an address without @, a telephone without its digits."""
    demandee = demande(relais=relais)
    assert 13 in numeros(demandee, textes(demandee))


def test_the_buyer_s_own_words_are_never_blocking():
    """A title that says « Pôle emploi » or « {{ x }} » is the buyer's: at most a warning."""
    op = operation(intitule="Agence Pôle emploi des habitants de la commune {{ x }} None, heures obligatoires")
    demandee = demande(op)
    constats = check(demandee, textes(demandee))
    assert {c.controle for c in constats} == {3}
    assert {c.gravite for c in constats} == {Gravite.AVERTISSEMENT}
    require_lawful_texts(constats)


def test_a_definitive_edition_with_a_gap_left_is_found():
    """Check 14: « [à compléter] » may stay in a draft only."""
    lus = avec(textes(demande()), "A3", "[à compléter]")
    assert 14 not in numeros(demande(), lus)
    assert 14 in numeros(demande(definitif=True), lus)


def test_a_blocking_check_names_the_piece_and_the_check():
    """The refusal is one sentence a relay can act on."""
    constats = (
        Constat(controle=3, piece="A2", phrase="rien", gravite=Gravite.AVERTISSEMENT),
        Constat(controle=10, piece="A3", phrase="modalité imposée, dans « ETTI »"),
    )
    with pytest.raises(FauteDeSaisie) as refus:
        require_lawful_texts(constats)
    assert refus.value.champ == "A3"
    assert "A3, contrôle 10 : modalité imposée" in refus.value.phrase


def test_weights_that_do_not_add_up_and_a_missing_environmental_criterion_are_found():
    """Check 5: at most 100 %, sub-criteria of one sum to 100 %, the environmental criterion is recalled."""
    lus = textes(demande(variantes()["critere"]))
    trop = dataclasses.replace(CRITERE, ponderation=Decimal(120), sous_criteres=CRITERE.sous_criteres[:2])
    phrases = [c.phrase for c in check(demande(variantes()["critere"]), lus) if c.controle == 5]
    assert phrases == []
    demandee = demande(operation(montage=Montage.EXECUTION_CRITERE, criteres=(trop,)))
    phrases = [c.phrase for c in check(demandee, sans(lus, "A2", "environnemental")) if c.controle == 5]
    assert len(phrases) == 3
    assert "120" in phrases[0]
    assert "70" in phrases[1]
    assert "environnemental" in phrases[2]


def test_an_obligation_neither_met_nor_waived_is_pointed_at():
    """Check 6: at or above the threshold, a clause or a waiver."""
    lus = textes(demande())
    grosse = operation(lots=(lot(1, montant_ht=Decimal(6_000_000), clause=False),), montage=Montage.AUCUN)
    assert 6 not in numeros(demande(variantes()["obligatoire"]), lus)
    assert 6 in numeros(demande(grosse), {"A1": lus["A1"]})


def controles(piece: str, *paragraphes: str, **connu) -> list[int]:
    return [constat.controle for constat in controler(piece, paragraphes, Connu(**connu))]


def test_a_mandate_that_ends_before_the_contract_is_pointed_at():
    """Check 13: somebody answers until the end of the contract."""
    for fin, attendu in ((date(2027, 12, 31), [13]), (date(2028, 1, 1), [])):
        fiche = Facilite(courriel="a@b.example", fin_mandat=fin, fin_contrat=date(2027, 12, 31))
        assert controles("A3", "x", facilitateur=fiche) == attendu


def trouees(octets: bytes, texte: str) -> bytes:
    """The document with a text taken out of its cells."""
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        tous = {nom: paquet.read(nom) for nom in paquet.namelist()}
    assert texte.encode() in tous["word/document.xml"]
    tous["word/document.xml"] = tous["word/document.xml"].replace(texte.encode(), b"")
    return archive(tous)


def test_a_hole_in_a_table_of_a_document_sent_is_pointed_at():
    """Check 14: the table, the row and the column; not in a draft, not where the reader writes."""
    demandee = demande(definitif=True)
    rendu = render("marches/a3_ccap.docx", article_ccap(demandee)).octets
    connu = known(demandee)
    assert [c for c in controler_docx("A3", rendu, connu) if c.controle == 14] == []
    trous = [c for c in controler_docx("A3", trouees(rendu, "Peinture intérieure"), connu) if c.controle == 14]
    assert [c.phrase for c in trous] == ["cellule vide, tableau 2, ligne 2, colonne 2"]
    troue = trouees(rendu, "Peinture intérieure")
    assert [c for c in controler_docx("A8", troue, connu) if c.controle == 14] == []
    assert [c for c in controler_docx("A3", troue, known(demande())) if c.controle == 14] == []


@pytest.mark.parametrize(
    ("bloc", "attendu"),
    [
        (("Pour le maître d’ouvrage,", "[nom et qualité]"), []),
        (("Pour la commune de Yutz,", "le maire"), []),
        (("Pour le Relais Emploi,", "Claire Aubertin, pour le maître d’ouvrage"), [15]),
        (("Claire Aubertin",), [15]),
    ],
)
def test_a_formal_notice_is_signed_by_the_buyer(bloc, attendu):
    """Check 15: E4a and E4b; the other letters are the relay's."""
    connu = {"maitre_ouvrage": "commune de Yutz", "relais": ("Relais Emploi",)}
    assert controles("E4b", "Je vous mets en demeure.", "Pour une question, écrivez-nous.", *bloc, **connu) == attendu
    assert controles("E3", *bloc, **connu) == []


@pytest.mark.parametrize("modele", ["lettres/e4a_observations.docx", "lettres/e4b_mise_en_demeure.docx"])
def test_the_supplied_formal_notices_are_signed_by_the_buyer(modele):
    """Check 15 on the templates themselves."""
    from documents.champs_modeles import contexte

    contexte_plein = exemple(contexte(modele.split("/")[1].removesuffix(".docx")), PLEIN)
    lus = read_paragraphs(render(modele, contexte_plein).octets)
    assert [c for c in controler("E4a", lus, Connu(relais=("Relais Emploi",))) if c.controle == 15] == []


@pytest.mark.parametrize("phrase", ["Motif : RSA", "travailleuse en situation de handicap", Categorie.QPV.libelle])
def test_an_attestation_never_says_the_criterion(phrase):
    """Check 16: what goes to an employer or a company; the article of the CCAP lists them all."""
    assert controles("G2", phrase) == [16]
    assert controles("H2 lot 1", phrase) == [16]
    assert controles("A3", phrase) == []
    assert controles("G2", "éligible à la clause du 2 février 2026 au 1er février 2028") == []


def test_no_beneficiary_is_named_where_nobody_may_be():
    """Check 17: the name in any case or accents, the date of birth; first name and initial for a company only."""
    dossier = suivi("01-ecole")
    personne = dossier.beneficiaires[0]
    nom, prenom, ne = personne.nom, personne.prenom, personne.naissance
    for dit in (f"{prenom} {nom}", nom.upper(), f"née le {ne.day:02}/{ne.month:02}/{ne.year}", f"{prenom} {nom[0]}."):
        assert set(controles("H1", dit, suivi=dossier)) == {17}, dit
    assert controles("H2", f"{prenom} {nom[0]}.", suivi=dossier) == []
    assert set(controles("H2", f"{prenom} {nom}", suivi=dossier)) == {17}
    assert set(controles("D1", f"{prenom} {nom}", suivi=dossier)) == {17}
    assert controles("G2", f"{prenom} {nom}", suivi=dossier) == []
    assert controles("H1", "12 personnes, 350 heures validées", suivi=dossier) == []


@pytest.mark.parametrize("piece", ["D2", "D3", "H1", "E3"])
def test_a_first_name_alone_is_someone_to_those_who_work_beside(piece):
    """Check 17: blocking in minutes, pointed at elsewhere; not where a participant or a place has it too."""
    dossier = suivi("01-ecole")
    prenom = dossier.beneficiaires[0].prenom
    (constat,) = controler(piece, (f"{prenom} attend ses chaussures.",), Connu(suivi=dossier))
    assert (constat.controle, constat.gravite is Gravite.BLOQUANT) == (17, piece in {"D2", "D3"})
    participant = Connu(suivi=dossier, propres=(f"{prenom} Vernet, conductrice de travaux",))
    assert controler(piece, (f"{prenom} attend la grue.",), participant) == ()
    assert controler(piece, (f"un mot : {prenom.lower()}.",), Connu(suivi=dossier)) == ()


def test_a_family_name_that_is_also_a_word_counts_with_its_capital():
    """« Petit » is someone, « un petit lot » nobody."""
    dossier = suivi("01-ecole")
    petit = dataclasses.replace(dossier.beneficiaires[0], nom="Petit")
    seul = dataclasses.replace(dossier, beneficiaires=(petit, *dossier.beneficiaires[1:]))
    assert controles("H1", "un petit lot", suivi=seul) == []
    assert controles("H1", "monsieur Petit", suivi=seul) == [17]
    assert controles("H1", "M. PETIT", suivi=seul) == [17]


def avec_heures(**autres):
    """An operation of one lot whose first line of hours is changed."""
    dossier = de_nombreux_lots(1)
    return dataclasses.replace(dossier, heures=(dataclasses.replace(dossier.heures[0], **autres), *dossier.heures[1:]))


def test_validated_hours_hold_in_a_month_and_in_the_contract():
    """Check 18: at most what a month carries, within the contract's dates; without eligibility, a warning."""
    from metier.periodes import Mois

    assert controles("H1", "x", suivi=de_nombreux_lots(1)) == []
    assert controles("H1", "x", suivi=avec_heures(heures=Decimal(300))) == [18]
    assert controles("H1", "x", suivi=avec_heures(mois=Mois(2025, 1))) == [18]
    dossier = de_nombreux_lots(1)
    sans_droit = dataclasses.replace(dossier.beneficiaires[0], validee_le=None)
    constats = controler("H1", ("x",), Connu(suivi=dataclasses.replace(dossier, beneficiaires=(sans_droit,))))
    assert {(c.controle, c.gravite) for c in constats} == {(18, Gravite.AVERTISSEMENT)}


def par_sexe(femmes: int | None, hommes: int | None, total: int) -> Ventilation:
    cellules = (Cellule(libelle="femme", effectif=femmes), Cellule(libelle="homme", effectif=hommes))
    return Ventilation(axe=Axe.SEXE, total=total, cellules=cellules)


def test_a_small_figure_is_masked_and_cannot_be_worked_out():
    """Check 19: from 1 to 4; one hidden line beside a total is no secret. Ours passes by construction."""
    for ventilation, attendu in (
        (par_sexe(3, 9, 12), [19]),
        (par_sexe(None, 9, 12), [19]),
        (par_sexe(None, None, 12), []),
        (par_sexe(0, 12, 12), []),
        (par_sexe(5, 7, 12), []),
    ):
        assert controles("H1", "x", ventilations=(ventilation,)) == attendu
    calculees = tuple(ventiler(suivi(nom), axe) for nom in ("01-ecole", "03-region-aval") for axe in Axe)
    assert controles("H1", "x", ventilations=calculees) == []


def test_a_total_is_the_sum_of_its_parts():
    """Check 20: exact decimals."""
    parties = (Decimal("121.50"), Decimal("70.25"))
    assert controles("H1", "x", sommes=(Somme(nom="heures", parties=parties, total=Decimal("191.75")),)) == []
    (constat,) = controler("I3", ("x",), Connu(sommes=(Somme(nom="heures", parties=parties, total=Decimal(192)),)))
    assert constat.controle == 20
    assert "191,75" in constat.phrase


def test_a_statement_counted_twice_is_found():
    """Check 21: one line per contract, month and declarant."""
    dossier = de_nombreux_lots(1)
    assert controles("H1", "x", suivi=dossier) == []
    double = dataclasses.replace(dossier, heures=(*dossier.heures, dossier.heures[0]))
    assert controles("H1", "x", suivi=double) == [21]


def test_a_document_says_which_template_and_bareme_made_it():
    """Check 22: edition and status in properties and footer, the barème in properties."""
    demandee: DemandePack = demande()
    rendu = render("marches/a3_ccap.docx", article_ccap(demandee)).octets
    connu = known(demandee)
    assert controler_docx("A3", rendu, connu) == ()
    with zipfile.ZipFile(io.BytesIO(rendu)) as paquet:
        tous = {nom: paquet.read(nom) for nom in paquet.namelist()}
    sans_proprietes = archive({nom: o for nom, o in tous.items() if nom != "docProps/custom.xml"})
    constats = controler_docx("A3", sans_proprietes, connu)
    assert [(c.controle, c.gravite) for c in constats] == [(22, Gravite.AVERTISSEMENT)] * 3
    sans_pied = archive({nom: o if "docProps" in nom else o.replace(b"2026.11", b"") for nom, o in tous.items()})
    (constat,) = controler_docx("A3", sans_pied, connu)
    assert "pied de page" in constat.phrase


def test_structures_are_all_named_in_order_or_not_at_all():
    """Check 10: never a selection, which would favour a provider."""
    toutes = ("Éco-Chantier", "Abeilles AI", "Tremplin ETTI")
    ordre = ("Abeilles AI, association", "Éco-Chantier", "Tremplin ETTI")
    assert controles("E2", *ordre, structures=toutes) == []
    assert controles("E2", "aucune", structures=toutes) == []
    assert controles("E2", *ordre[:2], structures=toutes) == [10]
    assert controles("E2", *reversed(ordre), structures=toutes) == [10]


@pytest.mark.parametrize("definitif", [False, True])
def test_a_whole_pack_is_checked_file_by_file(definitif):
    """Words, cells and properties of every Word piece of the supplied templates: nothing to say."""
    demandee = demande(variantes()["critere"], definitif=definitif)
    fichiers = {p.nom: p.octets for p in pack_dce(demandee).pieces if p.fichier.endswith(".docx")}
    assert check_files(demandee, fichiers) == ()
