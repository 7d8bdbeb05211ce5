"""Each check of documents.md §15 with a text that passes and one that fails."""

from __future__ import annotations

import pytest
from demandes import RELAIS, demande, operation, variantes

from documents.constats import Constat, Gravite
from documents.contextes.a1 import mention_avis
from documents.contextes.a2 import article_reglement
from documents.contextes.a3 import article_ccap
from documents.contextes.a7 import engagements
from documents.contextes.a8 import cadre_reponse
from documents.controles import check, require_lawful_texts
from documents.lecture_word import read_paragraphs
from documents.word import render
from metier.fautes import FauteDeSaisie
from metier.operation import Montage


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
        (10, "A3", "Les heures sont réalisées exclusivement par une ETTI."),
        (10, "A3", "Une association intermédiaire est obligatoirement sollicitée."),
        (14, "A1", "Bonjour {{ nom }}"),
        (14, "A2", "None heures"),
        (23, "A3", "Heures calculées selon le mode de calcul réseau lorrain."),
        (24, "A2", "Les heures d’insertion obligatoires sont de 100."),
    ],
)
def test_a_wording_at_fault_is_found(numero, piece, phrase):
    """The check, the piece, and where in the piece."""
    demandee = demande()
    constats = [c for c in check(demandee, avec(textes(demandee), piece, phrase)) if c.controle == numero]
    assert [(c.piece, c.gravite) for c in constats] == [(piece, Gravite.BLOQUANT)]
    assert constats[0].phrase


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
