"""The statements said missing on one day are the same wherever one reads of them, on operations drawn at random."""

from __future__ import annotations

import random
import re
from datetime import date

import pytest
from mois_a_declarer import BATI, TREMPLIN, charger, contrat, dossier, heures, numero
from sqlalchemy import update
from tableaux_a_reprendre import classeur, reprise

from config.horloge import aujourdhui
from config.settings import get_settings
from documents.contextes import alertes_suivi
from documents.contextes.h1 import tableau_de_bord_moa
from documents.contextes.h2 import tableau_de_bord_entreprise
from documents.contextes.h3 import DemandeTableauDeBordSiae, tableau_de_bord_siae
from documents.contextes.rapports import DemandeTableauDeBord, Emission
from echanges.suivi import charger_toutes
from formats.dates import de_mois, mois_long
from metier.droits import Acces
from metier.periodes import Mois
from metier.roles import Role
from portail.mois import survol
from sqlmodel_store.depots import operations
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import MoisClos, TableauDeBord
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import situation, sujets
from workflows.actes.demande_heures.calendrier import mois_demande, mois_rappeles
from workflows.actes.demande_heures.declarants import repartir
from workflows.actes.demande_heures.mois import lire as lire_declaration
from workflows.actes.jetons import Lien
from workflows.actes.mensuel.chiffres import Chiffres, garder
from workflows.actes.mensuel.courriels import envois, rediger
from workflows.actes.regles import regles

JOUR = date(2027, 1, 11)
MOIS = list(Mois(2026, 1).jusqu_a(Mois(2026, 12)))
ADRESSES = {"Tremplin ETTI": TREMPLIN, "Bâti": BATI}
ETAPES = ("suivi", "suivi", "mise_en_oeuvre", "bilan")
PAR_ECRIT = {ecrit(mois): mois for mois in MOIS for ecrit in (mois_long, de_mois)}
UN_MOIS = "|".join(sorted(map(re.escape, PAR_ECRIT), key=len, reverse=True))


@pytest.fixture
def le_jour(installation, regler, monkeypatch):
    regler(DATE=JOUR.isoformat())
    monkeypatch.setattr(alertes_suivi, "MOIS_CITES", 99)
    monkeypatch.setattr(alertes_suivi, "PHRASES_PAR_SUJET", 99)


def tirer(hasard: random.Random, rang: int) -> dict:
    """Two lots, one of which may have no clause or be over; contracts of three employers, months declared or not."""
    contrats = []
    for k in range(hasard.randint(1, 5)):
        debut = date(2026, hasard.randint(1, 12), hasard.randint(1, 28))
        fin = hasard.choice([None, None, date(2026, 12, 31), max(debut, date(2026, hasard.randint(1, 12), 28))])
        qui = hasard.choice(["Tremplin ETTI", "Bâti", "Inconnue de tous"])
        contrats.append(contrat(f"k{k}", qui, hasard.choice([1, 2]), debut=str(debut), fin=fin and str(fin)))
    un = dossier(
        f"2026-TIR-{rang:03d}",
        contrats=contrats,
        heures=[
            heures(une["id"], str(mois), "5")
            for une in contrats
            for mois in MOIS
            if mois.rencontre(date.fromisoformat(une["debut"]), une["fin"] and date.fromisoformat(une["fin"]))
            and hasard.random() < 0.6
        ],
        etape=hasard.choice(ETAPES),
    )
    for lot in un["operation"]["lots"]:
        lot |= {"debut": "2026-01-05", "duree_mois": hasard.choice([3, 12])}
    if hasard.random() < 0.3:
        un["operation"]["lots"][1] |= {"clause": False, "motif_non_clause": "montant trop faible"}
        un["attributions"] = un["attributions"][:1]
    return un


def semer(graine: int, combien: int) -> list[dict]:
    hasard = random.Random(graine)
    tires = [tirer(hasard, rang) for rang in range(combien)]
    charger(*tires)
    with unit_of_work() as session:
        for un in tires:
            un["depuis"] = hasard.choice([date(2026, 1, 1), date(2026, 1, 1), date(2026, 9, 1)])
            un["clos"] = hasard.sample(MOIS, hasard.choice([0, 0, 2]))
            reference = un["operation"]["reference"]
            session.execute(
                update(Operation).where(Operation.reference == reference).values(releves_depuis=un["depuis"])
            )
            for mois in un["clos"]:
                session.add(MoisClos(operation_id=numero(reference), mois=str(mois), clos_le=JOUR, par="essai"))
    return tires


def attendus(tires: list[dict]) -> set:
    """Worked out from the dossiers, month by month."""
    trouves = set()
    for un in tires:
        dites = {(une["contrat"], une["mois"]) for une in un["heures"]}
        clauses = {lot["numero"] for lot in un["operation"]["lots"] if lot["clause"]}
        for une in un["contrats"]:
            for mois in MOIS:
                if (
                    un["etape"] != "bilan"
                    and une["lot"] in clauses
                    and date.fromisoformat(une["debut"]) <= mois.fin
                    and (une["fin"] is None or date.fromisoformat(une["fin"]) >= mois.debut)
                    and un["depuis"] <= mois.debut
                    and mois not in un["clos"]
                    and (une["id"], str(mois)) not in dites
                ):
                    trouves.add((un["operation"]["reference"], une["lot"], une["employeur"], mois))
    return trouves


PHRASE = re.compile(r"[Ll]ots?\W(\d+)\b.*relevés? d’heures non reçus?, (.+?) \((.+)\)\.")


def des_phrases(reference: str, phrases: tuple[str, ...]) -> set:
    """What the sentences of a dashboard say."""
    return {
        (reference, int(trouve[1]), trouve[2], PAR_ECRIT[mois])
        for phrase in phrases
        if (trouve := PHRASE.search(phrase))
        for mois in re.findall(UN_MOIS, trouve[3])
    }


def des_tableaux(suivis: list) -> dict[str, set]:
    settings, mois = get_settings(), MOIS[-1]
    emission = Emission(
        relais=settings.relais, facilitateur=settings.facilitateur, produit_le=JOUR, arrete_le=JOUR, edition=1
    )
    lus: dict[str, set] = {"H1": set(), "H2": set(), "H3": set()}
    for suivi in suivis:
        demande = DemandeTableauDeBord(suivi=suivi, mois=mois, regles=regles(), emission=emission)
        lus["H1"] |= des_phrases(suivi.reference, tableau_de_bord_moa(demande).alertes)
        for nom in {une.entreprise for une in suivi.attributions}:
            lus["H2"] |= des_phrases(suivi.reference, tableau_de_bord_entreprise(demande, nom).a_fournir)
        for nom in {un.employeur for un in suivi.contrats}:
            h3 = DemandeTableauDeBordSiae(suivis=(suivi,), structure=nom, mois=mois, regles=regles(), emission=emission)
            lus["H3"] |= des_phrases(suivi.reference, tableau_de_bord_siae(h3).a_fournir)
    return lus


DECLARER = re.compile(rf"^Déclarer les heures ({UN_MOIS}), lot (\d+)")
ADRESSE = re.compile(rf"^Adresse manquante\W+(.+), à qui demander les heures ({UN_MOIS}), lot (\d+)$")
DECIDER = re.compile(r"^Décider d.+ jamais reçus?, lot (\d+), (.+) \((.+)\)")


def des_actions(actions: list[tuple[str, str, str]]) -> set:
    """What waits, as (operation, words, who)."""
    lus = set()
    for reference, libelle, qui in actions:
        if trouve := DECLARER.search(libelle):
            lus.add((reference, int(trouve[2]), qui, PAR_ECRIT[trouve[1]]))
        elif trouve := ADRESSE.search(libelle):
            lus.add((reference, int(trouve[3]), trouve[1], PAR_ECRIT[trouve[2]]))
        elif trouve := DECIDER.search(libelle):
            lus |= {(reference, int(trouve[1]), trouve[2], PAR_ECRIT[un]) for un in re.findall(UN_MOIS, trouve[3])}
    return lus


def des_courriels(session, ids: list[int], references: dict[int, str]) -> set:
    """What the mails of dashboards of the month ask for, each to an address that has one for every operation."""
    faits = [
        TableauDeBord(
            operation_id=un,
            mois=str(MOIS[-1]),
            code="H3",
            organisation=qui,
            destinataire=adresse,
            chiffres=garder(Chiffres(), Chiffres()),
            fichier="f.pdf",
            sha256="0",
            arrete_au=JOUR,
        )
        for qui, adresse in ADRESSES.items()
        for un in ids
    ]
    lus = set()
    for envoi in envois(session, MOIS[-1], faits):
        ecrit = rediger(envoi, (), str)
        for un in ecrit.manquants:
            qui, lot, reference = re.fullmatch(r"(.+), lot\W(\d+)(?:, (.+))?", un.precision).groups()
            lus.add((reference or references[ids[0]], int(lot), qui, Mois.lire(un.lien)))
            assert un.libelle == f"Relevé {de_mois(Mois.lire(un.lien))}"
    return lus


def de_la_grille(session) -> set:
    acces = Acces(compte=1, nom="essai", role=Role.RESPONSABLE, relais=None)
    lus = set()
    for mois in MOIS:
        lu = survol.lire(session, acces, mois)
        lus |= {(lu.cadres[ou].reference, lot, qui, mois) for ou, lot, qui in lu.manquants}
    return lus


def des_liens(session) -> set:
    """What the pages of declaration still ask for, of operations that are followed."""
    lus = set()
    for adresse in ADRESSES.values():
        for mois in MOIS:
            lu = lire_declaration(session, Lien(destinataire=adresse, mois=mois))
            restent = [un for un in lu.a_declarer if un.contrat_id in lu.attendus and un.dite is None]
            assert lu.restent == len(restent)
            lus |= {
                (un.reference, un.lot, un.employeur, mois)
                for un in restent
                if lu.operations[un.operation_id].etape.value != "bilan"
            }
    return lus


@pytest.mark.parametrize("graine", [1, 2])
def test_every_place_tells_the_same_statements(le_jour, graine):
    """H1, H2, H3, the list of the day, `operation montrer`, the mails, the requests, the grid, the pages of links."""
    tires = semer(graine, 12)
    voulus = attendus(tires)
    assert len({mois for *_, mois in voulus}) > 8
    connus = {un for un in voulus if un[2] in ADRESSES}
    with lecture() as session:
        toutes = operations.lister(session)
        references = {une.id: une.reference for une in toutes}
        lus = des_tableaux(charger_toutes(session, toutes))
        du_jour = [(une.reference, une.libelle, une.qui) for une in sujets.attentes(session, toutes)]
        montrees = [
            (une.reference, action["libelle"], action["qui"])
            for une in toutes
            for action in situation.montrer(session, une.reference)["actions"]
        ]
        dernier = mois_demande(aujourdhui())
        fenetre = [*mois_rappeles(dernier), dernier]
        demandes = repartir(session, fenetre)
        demandes = {
            (un.reference, un.lot, un.employeur, un.mois)
            for siens in (*demandes.par_adresse.values(), demandes.sans_adresse)
            for un in siens
        }
        assert des_actions(du_jour) == voulus
        assert des_actions(montrees) == voulus
        assert lus["H1"] == voulus
        assert lus["H3"] == voulus
        assert lus["H2"] == voulus
        assert demandes == {un for un in voulus if un[3] in fenetre}
        assert de_la_grille(session) == voulus
        assert des_courriels(session, sorted(references), references) == connus
        assert des_liens(session) == connus


TITRES = (
    *("Réf. opération", "Lot", "Entreprise", "Date de notification", "Heures engagées", "Nom", "Prénom", "Né(e) le"),
    *("Sexe", "Public", "Type de contrat", "Employeur", "Date d’embauche", "Date de fin", "Mois", "Heures réalisées"),
)
LEA = ("MARTIN", "Léa", "02/05/1990", "F", "DELD", "CDD", "Bâti", "16/02/2026", None)
HISTOIRE = [
    TITRES,
    *(["2025-VAL-1", 1, "Bâti", "02/02/2026", 292, *LEA, f"{mois:02d}/2026", 70] for mois in (2, 3, 5)),
    ["2025-VAL-1", 2, "Peintures", "02/02/2026", 120, *[None] * 11],
]


def test_a_spreadsheet_just_taken_over_is_late_of_nothing(le_jour):
    """Its months are history, its contracts began eleven months ago: all is awaited from that day."""
    assert reprise(classeur({"Suivi": HISTOIRE})).faite
    with lecture() as session:
        actions = sujets.attentes(session, operations.lister(session))
    assert any(une.libelle.startswith("Valider l’éligibilité") for une in actions)
    assert any(une.libelle.startswith("Valider les heures de mars") for une in actions)
    assert [une for une in actions if une.en_retard or une.depuis < JOUR] == []


def test_what_a_month_later_is_not_done_is_late_since_the_delay_given(le_jour, regler):
    reprise(classeur({"Suivi": HISTOIRE}))
    regler(DATE="2027-02-11")
    with lecture() as session:
        (action,) = [
            une
            for une in sujets.attentes(session, operations.lister(session))
            if une.libelle.startswith("Valider l’éligibilité")
        ]
    assert (action.depuis, action.avant_le, action.en_retard) == (JOUR, date(2027, 1, 18), True)


def test_an_employer_brought_in_today_owes_nothing_since_last_year(le_jour, regler):
    """In an operation followed since long: awaited from that day; the other employer since it was asked."""
    regler(DATE="2026-03-02")
    charger(dossier(contrats=[contrat("k1", debut="2026-03-02")]))
    regler(DATE=JOUR.isoformat())
    charger(dossier(contrats=[contrat("k1", debut="2026-03-02"), contrat("k2", "Bâti", 2, debut="2026-03-02")]))
    with lecture() as session:
        actions = sujets.attentes(session, operations.lister(session))
    neufs = [une for une in actions if une.qui == "Bâti" or ", Bâti (" in une.libelle]
    assert len(neufs) > 6
    assert {une.depuis for une in neufs} == {JOUR}
    assert [une for une in neufs if une.en_retard] == []
    assert min(une.depuis for une in actions if une.qui == "Tremplin ETTI") == date(2026, 7, 1)


def test_what_no_request_recalls_any_more_is_for_a_person_to_decide(le_jour):
    charger(dossier(contrats=[contrat("k1", debut="2026-03-02")]))
    with unit_of_work() as session:
        session.execute(update(Operation).values(releves_depuis=date(2026, 3, 1)))
    with lecture() as session:
        dites = {une.libelle: une for une in sujets.attentes(session, operations.lister(session))}
    (action,) = [une for libelle, une in dites.items() if libelle.startswith("Décider")]
    assert action.libelle.replace("\u00a0", " ").replace("\u202f", " ") == (
        "Décider des relevés jamais reçus, lot 1, Tremplin ETTI (mars 2026, avril 2026 et mai 2026) : ils ne sont plus "
        "demandés ; saisir les heures, clore ces mois, ou corriger les dates des contrats"
    )
    assert (action.qui, action.reference) == ("facilitateur", "2026-ECO-001")
