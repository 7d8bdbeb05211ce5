"""D1, D2, D3: who calls a meeting, what is said of each lot, and no beneficiary's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import suivis
from lecture_docx import fautes, texte
from operations_exemple import HOSTILE, HOSTILE_PROPRE
from reunions_exemple import LOTS, demande_reunion, reunion, suivi
from syrupy.assertion import SnapshotAssertion

from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.d1 import POINTS, convocation
from documents.contextes.d2 import DemandeCompteRendu, compte_rendu
from documents.contextes.d3 import as_text, encart
from documents.contextes.lots_en_reunion import lots_en_reunion
from documents.contextes.reunions import DemandeReunion
from documents.manques import collect_manques
from documents.word import render
from formats.typographie import typographier
from metier.acteurs import RoleContact
from metier.fautes import FauteDeSaisie
from metier.operation import Nature
from metier.periodes import Mois
from metier.portee import Portee
from metier.realisation import heures_dues, volumes
from metier.reunion import LotEnReunion, Point, TypeReunion

DECISION = Point(
    sujet="Postes ouverts",
    decision="Deux postes d’aide-maçon sont ouverts.",
    responsable="Bâti Lorraine",
    echeance=date(2026, 11, 2),
)


def ecrit(contexte: object) -> str:
    """The text that the template of a context makes of it."""
    return texte(render(contexte.modele, contexte).octets)  # type: ignore[attr-defined]


def minutes(demande: DemandeReunion | None = None, **autres: object) -> DemandeCompteRendu:
    """The minutes of a committee, one decision."""
    valeurs = {"points": (DECISION,), "alertes": ("Relevé de septembre non reçu.",), "prochaine": date(2026, 12, 8)}
    return DemandeCompteRendu(demande=demande or demande_reunion(), **(valeurs | autres))  # type: ignore[arg-type]


@pytest.mark.parametrize("type_", list(TypeReunion))
def test_the_letter_is_read_over(type_: TypeReunion, snapshot: SnapshotAssertion) -> None:
    """Each type of meeting, as it is received."""
    assert ecrit(convocation(demande_reunion(type_))) == snapshot


@pytest.mark.parametrize(
    ("type_", "emetteur"),
    [
        (TypeReunion.DEMARRAGE, "Communauté de communes du Val de Brielle"),
        (TypeReunion.CHANTIER, "Atelier Brielle architectes"),
    ],
)
def test_the_letter_of_the_buyer_or_architect_only_holds_a_point_of_the_relay(
    type_: TypeReunion, emetteur: str
) -> None:
    """They call and sign; the relay prepares a draft and its own point."""
    lignes = ecrit(convocation(demande_reunion(type_))).split("\n")
    assert lignes[0].startswith("Projet préparé par le relais")
    assert lignes[1] == emetteur
    assert lignes[-1] == f"{emetteur} – [nom et qualité du signataire]"
    assert "[points propres à la réunion]" in lignes
    assert all(typographier(point) in lignes for point in POINTS[type_])


def test_the_relay_signs_the_letter_of_its_own_meetings() -> None:
    """No draft, no open signature; its own agenda where it gives one."""
    propre = ecrit(convocation(demande_reunion(reunion=reunion(ordre_du_jour=("bilan du trimestre",)))))
    assert "Projet préparé" not in propre
    assert "[nom et qualité" not in propre
    assert propre.endswith("Claire Aubertin, facilitatrice des clauses sociales – Relais Emploi du Val de Brielle")
    assert "bilan du trimestre" in propre
    assert POINTS[TypeReunion.COMITE_DE_SUIVI][0] not in propre


def test_the_relay_does_not_call_the_meetings_of_the_site() -> None:
    """The fault names who may; the kick-off is the buyer's, which may leave it to the relay."""
    with pytest.raises(FauteDeSaisie) as faute:
        reunion(TypeReunion.CHANTIER, convocateur=RoleContact.RELAIS)
    assert faute.value.champ == "reunion.convocateur"
    assert "maître d’ouvrage" in faute.value.phrase
    assert reunion(TypeReunion.DEMARRAGE, convocateur=RoleContact.RELAIS).du_relais


def test_a_meeting_is_held_somewhere() -> None:
    """A place or a link; the link alone is enough."""
    with pytest.raises(FauteDeSaisie) as faute:
        reunion(lieu=None)
    assert faute.value.champ == "reunion.lieu"
    assert "https://visio.example/abc" in ecrit(
        convocation(demande_reunion(reunion=reunion(lieu=None, visio="https://visio.example/abc")))
    )


@pytest.mark.parametrize(
    ("type_", "jour"),
    [
        (TypeReunion.DEMARRAGE, date(2026, 10, 3)),
        (TypeReunion.CHANTIER, date(2026, 10, 8)),
        (TypeReunion.COMITE_DE_SUIVI, date(2026, 9, 28)),
    ],
)
def test_a_letter_leaves_ten_five_or_fifteen_days_before(type_: TypeReunion, jour: date) -> None:
    """The last day to send it, by type."""
    assert reunion(type_).envoi_au_plus_tard == jour


def test_the_days_that_a_convocation_names_are_worked() -> None:
    """The letter leaves on the Friday before a Sunday; the answer is asked for three working days before."""
    lettre = ecrit(convocation(demande_reunion(reunion=reunion(jour=date(2026, 12, 29)), date=date(2026, 12, 1))))
    assert "avant le mercredi 23\u00a0décembre\u00a02026" in lettre.replace("mercredi\u00a0", "mercredi ")
    projet = ecrit(convocation(demande_reunion(TypeReunion.DEMARRAGE)))
    assert "envoi au plus tard le 2\u00a0octobre\u00a02026" in projet


def test_a_meeting_called_late_asks_for_no_answer() -> None:
    """The day of the answer is past: nothing is asked for by then."""
    tard = ecrit(convocation(demande_reunion(date=reunion().jour)))
    assert "confirmer votre présence" not in tard


def test_an_architect_who_is_not_known_is_missing() -> None:
    """The field that would fill it is named."""
    contexte = convocation(demande_reunion(TypeReunion.CHANTIER, suivi=suivi(contacts=())))
    assert [manque.champ for manque in collect_manques(contexte)] == ["contacts[].organisation"]


def test_services_speak_of_an_operations_manager() -> None:
    """No site supervisor where there is no site."""
    lettre = ecrit(convocation(demande_reunion(suivi=suivi(nature=Nature.SERVICES))))
    assert "responsable d’exploitation" in lettre
    assert "conducteur de travaux de chaque" not in lettre


def test_the_minutes_are_read_over(snapshot: SnapshotAssertion) -> None:
    """Presences, lots with gap and action, decisions, what follows."""
    assert ecrit(compte_rendu(minutes())) == snapshot


@pytest.mark.parametrize("type_", list(TypeReunion))
def test_the_minutes_say_which_meeting_it_was(type_: TypeReunion) -> None:
    """The four types share one form."""
    ecrites = ecrit(compte_rendu(minutes(demande_reunion(type_))))
    assert ecrites.startswith(f"Compte rendu – {type_.libelle}")


def test_a_lot_is_told_with_its_gap_and_who_does_what_when() -> None:
    """Done less due, with its sign; the total of both lots has no gap: no lot makes up for another."""
    lignes = ecrit(compte_rendu(minutes())).split("\n")
    assert (
        "2 – Gros œuvreBâti Lorrainemise à disposition, sous-traitance | 1\u202f292\u00a0h | 121,50\u00a0h | "
        "−1\u202f170,50\u00a0h | transmettre deux fiches de poste | Bâti Lorraine | 06/11/2026"
    ) in lignes
    assert any(ligne.startswith("Total | 1\u202f432\u00a0h | 273,50\u00a0h |  |") for ligne in lignes)
    assert any("+12\u00a0h" in ligne for ligne in lignes)


def test_an_absent_company_is_told_and_approval_is_tacit_after_eight_days() -> None:
    """Only companies that did not excuse themselves; the delay is to be confirmed."""
    contexte = compte_rendu(minutes())
    assert contexte.absents == "Couleurs du Val"
    assert "reçue au plus tard le 5\u00a0octobre\u00a02026, il est réputé approuvé" in ecrit(contexte)
    assert contexte.garde.a_valider == ("compte rendu réputé approuvé sans observation sous 8\u00a0jours",)


@pytest.mark.parametrize("nom", ["Petitjean", "PETITJEAN"])
@pytest.mark.parametrize("champ", ["points[0].decision", "alertes[0]", "lots[0].action"])
def test_a_beneficiary_s_name_is_refused_wherever_it_is_written(nom: str, champ: str) -> None:
    """The field is named, the person is not."""
    dit = f"Contrat de {nom} prolongé"
    demandes = {
        "points[0].decision": minutes(points=(replace(DECISION, decision=dit),)),
        "alertes[0]": minutes(alertes=(dit,)),
        "lots[0].action": minutes(demande_reunion(lots=(replace(LOTS[0], action=dit),))),
    }
    with pytest.raises(FauteDeSaisie) as faute:
        compte_rendu(demandes[champ])
    assert faute.value.champ == champ
    assert nom not in faute.value.phrase


def test_a_common_word_is_not_a_name() -> None:
    """« petit » is no one, even where a beneficiary is called Petit."""
    personne = replace(suivi().beneficiaires[0], nom="Petit")
    demande = demande_reunion(suivi=suivi(beneficiaires=(personne,)))
    assert compte_rendu(minutes(demande, alertes=("Un petit retard du lot 2.",)))
    with pytest.raises(FauteDeSaisie):
        encart(replace(demande, lots=(replace(LOTS[0], question="Que devient Mme Petit ?"),)))


def test_the_box_for_the_architect_pastes_well(snapshot: SnapshotAssertion) -> None:
    """One table, plain styles; the same as lines for a mail."""
    contexte = encart(demande_reunion())
    assert ecrit(contexte) == snapshot(name="word")
    assert as_text(contexte) == snapshot(name="texte")


def test_a_box_as_text_needs_its_date() -> None:
    """A line that says « [à compléter] » does not go into someone else's minutes."""
    with pytest.raises(FauteDeSaisie) as faute:
        as_text(encart(demande_reunion(arrete_au=None)))
    assert faute.value.champ == "arrete_au"


def test_a_lot_without_hours_has_no_share() -> None:
    """No division by zero."""
    vide = LotEnReunion(lot=3, intitule="Sols", entreprise="X", dues=Decimal(0), validees=Decimal(0))
    assert "| 0\u00a0h | 0\u00a0h | – | –" in ecrit(encart(demande_reunion(lots=(vide,))))


def test_they_are_valid_files_with_hostile_texts_and_repeatable_bytes() -> None:
    """No lot, thirty lots, long and hostile names: valid Word, the same bytes, nothing of it executed."""
    nombreux = tuple(replace(LOTS[1], lot=rang, intitule=HOSTILE, entreprise=HOSTILE * 3) for rang in range(1, 31))
    for lots in ((), nombreux):
        demande = demande_reunion(lots=lots, suivi=suivi(intitule=HOSTILE))
        for contexte in (convocation(demande), compte_rendu(minutes(demande)), encart(demande)):
            octets = render(contexte.modele, contexte).octets
            assert fautes(octets) == []
            assert render(contexte.modele, contexte).octets == octets
            assert texte(octets).count(HOSTILE_PROPRE) >= 30 if lots else "[à compléter]" not in texte(octets)


def test_a_relay_without_identity_is_what_is_missing() -> None:
    """Name, address of mail, telephone, address."""
    contexte = convocation(demande_reunion(relais=IdentiteRelais(), facilitateur=Facilitateur()))
    assert {manque.champ for manque in collect_manques(contexte)} == {
        "relais.nom",
        "relais.adresse",
        "relais.courriel",
        "relais.telephone",
    }


def test_the_lots_of_a_meeting_come_from_the_follow_up() -> None:
    """Hours validated by the end of the month, those since the month before, what is missing; no person named."""
    ecole = suivis.suivi("01-ecole")
    tous = lots_en_reunion(ecole, suivis.OCTOBRE)
    assert [(un.lot, un.entreprise) for un in tous] == sorted((une.lot, une.entreprise) for une in ecole.attributions)
    assert sum(un.validees for un in tous) == volumes(ecole, Portee(jusqu_a=suivis.OCTOBRE)).validees
    assert sum(un.dues for un in tous) == heures_dues(ecole)
    assert all(un.depuis is None for un in tous)
    depuis = lots_en_reunion(ecole, suivis.OCTOBRE, suivis.OCTOBRE)
    assert {un.depuis for un in depuis} == {Decimal(0)}
    recents = lots_en_reunion(ecole, suivis.OCTOBRE, Mois(2026, 3))
    attendues = volumes(ecole, Portee(depuis=Mois(2026, 4), jusqu_a=suivis.OCTOBRE)).validees
    assert sum(un.depuis or 0 for un in recents) == attendues
    assert compte_rendu(minutes(demande_reunion(suivi=ecole, lots=tous), points=(), alertes=()))
