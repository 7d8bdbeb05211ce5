"""The mails of the month and of reminders: both bodies say the same, in French, whoever wrote the names."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup

from config.settings import Facilitateur, IdentiteRelais
from courrier.messages import Message, OperationCitee, PieceJointe, Suite
from courrier.messages_heures import (
    DemandeHeures,
    HeuresContestees,
    MoisEnRetard,
    OperationADeclarer,
    RecuDeclaration,
    demande_heures,
    heures_contestees,
    recu_declaration,
)
from courrier.messages_relances import (
    CopieRelance,
    OperationEnRetard,
    ProjetASigner,
    Relance,
    copie_relance,
    projet_a_signer,
    relance,
)
from metier.periodes import Mois

JANVIER = Mois(2027, 1)
LIEN = "https://relais.example/declaration/abc"
COMMUN = {
    "destinataire": "agence@tremplin.example",
    "relais": IdentiteRelais(nom="Relais de l’Écluse"),
    "suite": Suite(
        contact=Facilitateur(nom="Jeanne Fressac", telephone="03 00 55 10 04"),
        prochaine_action="déclarer les heures",
        avant_le=date(2027, 2, 8),
    ),
}
OPERATION = OperationCitee(reference="2026-THI-014", intitule="Groupe scolaire", maitre_ouvrage="Val de Brielle")
RELEVES = (OperationADeclarer(operation=OPERATION, releves=("Lot\u00a01, Tremplin ETTI\u00a0: 3\u00a0contrats",)),)
MANQUES = (OperationEnRetard(operation=OPERATION, manques=("Relevé de janvier\u00a02027, lot\u00a01",)),)
PIECE = PieceJointe(nom="E3.docx", octets=b"PK")
DEMANDE = DemandeHeures(
    **COMMUN,
    du_mois="de janvier\u00a02027",
    retour_le=date(2027, 2, 8),
    lien=LIEN,
    operations=RELEVES,
    en_retard=(MoisEnRetard(mois="décembre\u00a02026", lien=LIEN + "d"),),
    releves=(PIECE,),
)
RECU = RecuDeclaration(
    **COMMUN,
    du_mois="de janvier\u00a02027",
    declare_le=date(2027, 2, 3),
    total="121,50\u00a0h",
    operations=RELEVES,
    reste=0,
    lien=LIEN,
)
RELANCE = Relance(
    **COMMUN,
    niveau=1,
    demande_le=date(2027, 2, 1),
    precedente=None,
    operations=MANQUES,
    liens=(MoisEnRetard(mois="janvier\u00a02027", lien=LIEN),),
    lettres=(PIECE,),
)
COPIE = CopieRelance(**COMMUN, organisations=("Bâti",), reponse_avant_le=date(2027, 2, 8), operations=MANQUES)
PROJET = ProjetASigner(
    **COMMUN,
    operation=OPERATION,
    entreprise="Bâti",
    titre="projet de mise en demeure",
    usage="Il n’a d’effet que signé par vous.",
    a_completer=("article du CCAP",),
    document=PIECE,
)
CONTESTEES = HeuresContestees(
    **COMMUN, du_mois="de janvier\u00a02027", entreprise="Bâti", lignes=("lot\u00a01, contrat k1\u00a0: 70\u00a0h",)
)
TOUS = [
    pytest.param(demande_heures(DEMANDE, JANVIER), id="demande"),
    pytest.param(demande_heures(replace(DEMANDE, en_retard=(), releves=()), JANVIER), id="demande sans pièce"),
    pytest.param(recu_declaration(RECU, JANVIER, "e1"), id="recu"),
    pytest.param(recu_declaration(replace(RECU, reste=2), JANVIER, "e2"), id="recu partiel"),
    pytest.param(heures_contestees(CONTESTEES, JANVIER, "e3"), id="contestees"),
    pytest.param(relance(RELANCE, "relance:1:1:x"), id="relance"),
    pytest.param(
        relance(replace(RELANCE, niveau=2, precedente=date(2027, 2, 9), copie=True, liens=()), "relance:2:2:x"),
        id="relance 2",
    ),
    pytest.param(copie_relance(COPIE, [(2, "bati@x.example")]), id="copie"),
    pytest.param(projet_a_signer(PROJET, "E4b.docx"), id="projet"),
]


def html(message: Message) -> str:
    """The words of the HTML body, no-break spaces kept."""
    return re.sub("[ \n]+", " ", BeautifulSoup(message.html, "html.parser").get_text(" ")).strip()


@pytest.mark.parametrize("message", TOUS)
def test_every_mail_is_typeset_says_what_is_next_and_whom_to_call(message):
    assert message.objet.startswith("[Clause insertion]")
    for corps in (message.texte, html(message)):
        assert not re.search(r" [:;?!»]|« |[{}']", corps)
        for attendu in ("déclarer les heures", "Jeanne Fressac", "03 00 55 10 04", "8\u00a0février\u00a02027"):
            assert attendu in corps
    assert "\n\n\n" not in message.texte
    assert "pénalité" not in message.texte


@pytest.mark.parametrize("message", TOUS)
def test_both_bodies_give_the_same_addresses_and_lines(message):
    liens = {balise["href"] for balise in BeautifulSoup(message.html, "html.parser").find_all("a")}
    assert {un for un in liens if un.startswith("https")} == set(re.findall(r"https://[^\s>]+", message.texte))
    for ligne in re.findall(r"^ - (.+)$", message.texte, flags=re.MULTILINE):
        assert ligne.partition(" <https")[0].rstrip("\u00a0:") in html(message)


@pytest.mark.parametrize("hostile", ["<b>x</b>", "{{ 7*7 }}", "a\r\nBcc: p@x.example", "אבג", "\x0b"])
def test_names_written_by_others_stay_names(hostile):
    operation = replace(OPERATION, intitule=hostile)
    message = demande_heures(
        replace(DEMANDE, operations=(OperationADeclarer(operation=operation, releves=(hostile,)),)), JANVIER
    )
    assert "\n" not in message.objet
    assert not BeautifulSoup(message.html, "html.parser").find("b")
    assert "49" not in html(message)


def test_one_operation_is_named_in_the_subject_several_are_not():
    plusieurs = (*RELEVES, OperationADeclarer(operation=replace(OPERATION, reference="B-2"), releves=("Lot\u00a02",)))
    assert "[2026-THI-014]" in demande_heures(DEMANDE, JANVIER).objet
    message = demande_heures(replace(DEMANDE, operations=plusieurs), JANVIER)
    assert "2026-THI-014" not in message.objet
    assert message.operation is None
