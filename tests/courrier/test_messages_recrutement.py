"""Mails of the follow-up to companies, structures and prescripteurs: wording, keys, what they keep to themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest
from bs4 import BeautifulSoup

from config.settings import Facilitateur, IdentiteRelais
from courrier.composition import composer
from courrier.messages import OperationCitee, PieceJointe, Suite
from courrier.messages_recrutement import (
    AttestationEligibilite,
    BesoinMiseADisposition,
    CopieRappels,
    DemarrageEntreprise,
    MiseADisposition,
    Offre,
    OffreClose,
    OffreEmploi,
    OperationNotifiee,
    RappelCopie,
    RelanceOffre,
    SousTraitance,
    attestation_eligibilite,
    copie_rappels,
    demarrage_entreprise,
    mise_a_disposition,
    offre_close,
    offre_emploi,
    relance_offre,
    sous_traitance,
)

JOUR = date(2026, 9, 8)
RELAIS = IdentiteRelais(nom="Relais de la Brielle", courriel="clauses@relais-brielle.example")
SUITE = Suite(contact=Facilitateur(nom="Jeanne Fressac"), prochaine_action="nous répondre", avant_le=JOUR)
COMMUN = {"destinataire": "agence@tremplin.example", "relais": RELAIS, "suite": SUITE}
OPERATION = OperationCitee(reference="2026-CVB-031", intitule="Extension du gymnase", maitre_ouvrage="Ville de Yutz")
PIECE = PieceJointe(nom="E1_rappel.docx", octets=b"PK\x03\x04")
OFFRE = Offre(
    numero="OF-0001-1", intitule="Manœuvre du bâtiment", nombre=2, metier="F1704", secteur="Thionville", debut=JOUR
)
NOTIFIEE = OperationNotifiee(operation=OPERATION, lots=("Lot 1 – Peinture\u00a0: 140\u00a0h",), pieces=(PIECE,))
SECONDE = replace(
    NOTIFIEE, operation=replace(OPERATION, reference="2026-CVB-032"), lots=("Lot 4 – Serrurerie\u00a0: 70\u00a0h",)
)
DEMARRAGE = DemarrageEntreprise(
    **COMMUN, entreprise="Peintures du Val", operations=(NOTIFIEE,), lien="https://relais.example/choix/a"
)
BESOIN = BesoinMiseADisposition(
    entreprise="Peintures du Val", lot="Lot 1 – Peinture", heures="140\u00a0h", contact="03 00 55 12 12"
)
MISE = MiseADisposition(**COMMUN, operation=OPERATION, structure="Tremplin", besoins=(BESOIN,))
TRAITANCE = SousTraitance(
    **COMMUN, operation=OPERATION, entreprise="Peintures du Val", lignes=("Lot 1\u00a0: Éclat (EI), 40\u00a0h",)
)
ATTESTATION = AttestationEligibilite(
    **COMMUN, operation=OPERATION, employeur="Tremplin", numeros=("AE-0001-001",), pieces=(PIECE,)
)
COPIE = RappelCopie(
    reference="2026-CVB-031", intitule="Extension du gymnase", lots="lot 1", entreprise="Peintures du Val", piece=PIECE
)
TOUS = [
    pytest.param(demarrage_entreprise(DEMARRAGE), id="start"),
    pytest.param(demarrage_entreprise(replace(DEMARRAGE, operations=(NOTIFIEE, SECONDE))), id="start of several"),
    pytest.param(copie_rappels(CopieRappels(**COMMUN, rappels=(COPIE,)), lesquels="7"), id="copy"),
    pytest.param(copie_rappels(CopieRappels(**COMMUN, rappels=(COPIE, COPIE)), lesquels="7+8"), id="copies"),
    pytest.param(mise_a_disposition(MISE, choix="2026-09-08:1-140"), id="people lent"),
    pytest.param(mise_a_disposition(replace(MISE, besoins=(BESOIN, BESOIN)), choix="x"), id="people lent twice"),
    pytest.param(sous_traitance(TRAITANCE, choix="2026-09-08:1-40"), id="sub-contracting"),
    pytest.param(attestation_eligibilite(ATTESTATION, le=JOUR), id="attestation"),
    pytest.param(attestation_eligibilite(replace(ATTESTATION, numeros=("A", "B")), le=JOUR), id="attestations"),
    pytest.param(offre_emploi(OffreEmploi(**COMMUN, offre=OFFRE, piece=PIECE)), id="offer"),
    pytest.param(
        offre_emploi(OffreEmploi(**COMMUN, offre=Offre(numero="OF-1", intitule="Peintre", nombre=1), piece=PIECE)),
        id="bare offer",
    ),
    pytest.param(relance_offre(RelanceOffre(**COMMUN, offres=(OFFRE,), envoyees=(JOUR,))), id="reminder"),
    pytest.param(
        relance_offre(RelanceOffre(**COMMUN, offres=(OFFRE, OFFRE), envoyees=(JOUR, JOUR))), id="reminder of two"
    ),
    pytest.param(offre_close(OffreClose(**COMMUN, offre=OFFRE, motif="le recrutement est fait")), id="closed"),
]


def texte_html(message):
    return re.sub("[ \n]+", " ", BeautifulSoup(message.html, "html.parser").get_text(" "))


@pytest.mark.parametrize("message", TOUS)
def test_every_mail_is_typeset_in_french_and_shows_what_is_expected(message):
    """No-break spaces, no template left over, the card and who wrote, in both bodies."""
    assert message.objet.startswith("[Clause insertion]")
    for corps in (message.texte, texte_html(message)):
        assert not re.search(r" [:;?!»]|« |['{}]|None", corps)
    for corps in (message.texte, texte_html(message)):
        assert "Votre prochaine action" in corps
        assert "Relais de la Brielle" in corps
    assert "\n\n\n" not in message.texte


@pytest.mark.parametrize("message", TOUS)
def test_a_mail_comes_back_as_it_was_composed(message):
    """Its key in the headers, both bodies, its attachments."""
    octets = composer(message, expediteur=RELAIS, le=datetime(2026, 9, 8, tzinfo=UTC)).octets
    recu = message_from_bytes(octets, policy=policy.default)
    assert recu["X-Relais-Cle"] == message.cle
    assert recu.get_body(("plain",)).get_content().replace("\r\n", "\n") == message.texte
    assert len(list(recu.iter_attachments())) == len(message.pieces_jointes)


def test_the_keys_name_the_kind_what_it_is_about_and_the_recipient():
    """The same mail has the same key for ever; another choice, another offer, another one."""
    deux = demarrage_entreprise(replace(DEMARRAGE, operations=(NOTIFIEE, SECONDE)))
    assert deux.cle == "demarrage_entreprise:2026-CVB-031:1:2026-CVB-032:4:agence@tremplin.example"
    assert mise_a_disposition(MISE, choix="a").cle != mise_a_disposition(MISE, choix="b").cle
    assert (
        relance_offre(RelanceOffre(**COMMUN, offres=(OFFRE,), envoyees=(JOUR,))).cle
        == "relance_offre:OF-0001-1:agence@tremplin.example"
    )


def test_an_offer_says_how_to_answer_and_asks_for_nobody_s_name():
    message = offre_emploi(OffreEmploi(**COMMUN, offre=OFFRE, piece=PIECE))
    for corps in (message.texte, texte_html(message)):
        assert "Pas de candidat pour cette offre" in corps
        assert "ni nom ni situation de personne" in corps
        assert "OF-0001-1" in corps


@pytest.mark.parametrize("hostile", ["<b>gras</b> & co", "{{ 7*7 }}", "a\r\nBcc: pirate@x.example"])
def test_hostile_texts_are_shown_as_they_are_and_nothing_more(hostile):
    """Neither HTML, nor template, nor header."""
    message = offre_emploi(OffreEmploi(**COMMUN, offre=replace(OFFRE, intitule=hostile), piece=PIECE))
    recu = message_from_bytes(
        composer(message, expediteur=RELAIS, le=datetime(2026, 9, 8, tzinfo=UTC)).octets, policy=policy.default
    )
    assert recu["Bcc"] is None
    assert "7*7" in recu["Subject"] or "7*7" not in hostile
    assert not BeautifulSoup(message.html, "html.parser").find("b")
