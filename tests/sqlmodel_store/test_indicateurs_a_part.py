"""The figures of dashboards and final reports against totals worked out apart, in plain SQL, by other joins."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from demandes_rapports import demande
from sqlalchemy import text
from suivis import ATTENDUS, REGLES
from suivis_en_nombre import DEUX_CENTS, charger, deux_cents, garnie, objets

from documents.contextes.h1 import tableau_de_bord_moa
from documents.contextes.i1_donnees import json_bilan
from formats.nombres import heures, nombre
from metier.consolidation import Consolidation, SuiviRelais
from metier.indicateurs import indicateurs
from metier.periodes import Mois
from metier.realisation import par_mois
from sqlmodel_store.depots import indicateurs as totaux
from sqlmodel_store.depots import operations
from sqlmodel_store.depots.indicateurs_mois import du_mois
from sqlmodel_store.session import lecture

__all__ = ["deux_cents", "garnie"]

FIN = Mois(2027, 12)
SANS = """(e.beneficiaire_id IS NULL OR (
  e.motif_tardif IS NULL AND e.validee_le > k.debut AND CAST(e.validee_le AS VARCHAR) > h.mois || '-01'))"""
HEURES = f"""
SELECT o.reference, h.mois, h.etat, {SANS}, SUM(ROUND(CAST(h.heures AS NUMERIC) * 100))
FROM operation o, beneficiaire b LEFT JOIN eligibilite e ON e.beneficiaire_id = b.id, contrat k, heures h
WHERE b.operation_id = o.id AND k.beneficiaire_id = b.id AND h.contrat_id = k.id
AND h.declarant <> 'entreprise_utilisatrice'
GROUP BY o.reference, h.mois, h.etat, {SANS}
"""
AFFECTEES = f"""
SELECT o.reference, h.mois, h.etat, {SANS}, SUM(ROUND(CAST(f.heures AS NUMERIC) * 100))
FROM affectation f, operation o, heures h, contrat k, beneficiaire b
LEFT JOIN eligibilite e ON e.beneficiaire_id = b.id
WHERE b.operation_id = f.operation_id AND k.beneficiaire_id = b.id AND k.code = f.contrat AND h.contrat_id = k.id
AND h.mois = f.mois AND h.declarant <> 'entreprise_utilisatrice' AND o.id = f.%s
GROUP BY o.reference, h.mois, h.etat, {SANS}
"""
SENS = ((HEURES, 1), (AFFECTEES % "operation_id", -1), (AFFECTEES % "cible_id", 1))
"""Done, given, received."""
ENGAGEES = """
SELECT t.reference, SUM(t.heures) FROM (
  SELECT o.reference, ROUND(CAST(a.heures_engagees AS NUMERIC) * 100) AS heures
  FROM lot l, operation o, attribution a WHERE l.operation_id = o.id AND a.lot_id = l.id
  UNION ALL
  SELECT o.reference, ROUND(CAST(v.heures AS NUMERIC) * 100)
  FROM lot l, operation o, attribution a, avenant v
  WHERE l.operation_id = o.id AND a.lot_id = l.id AND v.attribution_id = a.id
) t GROUP BY t.reference
"""
CONTRATS = """
SELECT o.reference, k.type, COUNT(*) FROM lot l, operation o, contrat k
WHERE l.operation_id = o.id AND k.lot_id = l.id GROUP BY o.reference, k.type
"""
QUI = "p.nom || '|' || p.prenom || '|' || p.naissance"
SOUS_CONTRAT = f"""
SELECT o.reference AS reference, {QUI} AS qui FROM operation o, lot l, contrat k, beneficiaire b, personne p
WHERE l.operation_id = o.id AND k.lot_id = l.id AND k.beneficiaire_id = b.id AND b.personne_id = p.id
"""
FORMEES = f"""
SELECT o.reference AS reference, {QUI} AS qui FROM operation o, formation f, participation x, beneficiaire b, personne p
WHERE f.operation_id = o.id AND x.formation_id = f.id AND x.beneficiaire_id = b.id AND b.personne_id = p.id
"""
AU_TRAVAIL = f"""{SOUS_CONTRAT} AND EXISTS (
SELECT 1 FROM heures h LEFT JOIN eligibilite e ON e.beneficiaire_id = k.beneficiaire_id WHERE h.contrat_id = k.id
AND h.etat = 'validee' AND h.declarant = 'employeur' AND CAST(h.heures AS NUMERIC) > 0 AND NOT {SANS})
"""
ETATS = {"declaree": "heures_en_attente", "contestee": "heures_contestees", "validee": "heures_validees"}
PERSONNES = {
    "personnes_distinctes": f"{SOUS_CONTRAT} UNION {FORMEES}",
    "personnes_ayant_travaille": AU_TRAVAIL,
    "personnes_formees": FORMEES,
}


def a_part(session) -> dict[str, dict]:
    """By reference, then under the name of each figure; what has none is zero."""
    chiffres: dict[str, dict] = defaultdict(Counter[str])
    types, mois = defaultdict(dict), defaultdict(Counter)
    for requete, signe in SENS:
        for reference, du_mois_, etat, sans, centiemes in session.execute(text(requete)):
            nom = ETATS[etat] if etat != "validee" or not sans else "heures_non_comptees"
            chiffres[reference][nom] += signe * Decimal(int(centiemes)) / 100
            if nom == "heures_validees":
                mois[reference][du_mois_] += signe * Decimal(int(centiemes)) / 100
    for reference, centiemes in session.execute(text(ENGAGEES)):
        chiffres[reference]["heures_engagees"] = Decimal(int(centiemes or 0)) / 100
    for reference, type_, combien in session.execute(text(CONTRATS)):
        chiffres[reference]["contrats"] += combien
        types[reference][type_] = combien
    for nom, presentes in PERSONNES.items():
        comptees = f"SELECT t.reference, COUNT(DISTINCT t.qui) FROM ({presentes}) t GROUP BY t.reference"
        for reference, combien in session.execute(text(comptees)):
            chiffres[reference][nom] = combien
    return {nom: {"compte": un, "types": types[nom], "mois": dict(mois[nom])} for nom, un in chiffres.items()}


RIEN = {"compte": Counter(), "types": {}, "mois": {}}
COMPARES = (
    "heures_engagees",
    "heures_validees",
    "heures_en_attente",
    "heures_contestees",
    "heures_non_comptees",
    "contrats",
    *PERSONNES,
)


def test_dashboards_and_final_reports_say_what_plain_sql_says(garnie):
    """Each figure of the final report, each month, and what the database adds up."""
    comparer(garnie)


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_two_thousand_operations_say_what_plain_sql_says(base):
    """The same at ten times the number, on each engine."""
    charger(base, 2_000)
    comparer(base)


def comparer(adresse):
    with lecture(adresse) as session:
        suivis, vues, attendus = objets(session), du_mois(session, FIN, REGLES), a_part(session)
    assert len(suivis) > len(attendus) > len(suivis) * 0.8
    for une in vues:
        suivi, attendu = suivis[une.reference], attendus.get(une.reference, RIEN)
        compte = attendu["compte"]
        bilan = json.loads(json_bilan(suivi, indicateurs(suivi, FIN, REGLES)).octets)
        assert {nom: Decimal(bilan[nom]) for nom in COMPARES} == {nom: compte[nom] for nom in COMPARES}
        assert bilan["contrats_par_type"] == attendu["types"]
        assert {str(m): f.validees for m, f in par_mois(suivi).items() if f.validees} == {
            m: f for m, f in attendu["mois"].items() if f
        }
        assert (une.cumul.validees, une.cumul.non_comptees) == (
            compte["heures_validees"],
            compte["heures_non_comptees"],
        )
        assert une.effectifs.personnes == compte["personnes_distinctes"]


def test_consolidations_and_totals_of_a_set_say_what_plain_sql_says(garnie):
    """The year of all operations together, its lines; the totals of some operations, for which allocations move."""
    with lecture(garnie) as session:
        suivis, attendus = objets(session), a_part(session)
        quelques = operations.lister(session)[::20]
        seules = [totaux.calculer(session, [une.id]) for une in quelques]
        ensemble = totaux.calculer(session, [une.id for une in quelques])
    tout = Consolidation(tuple(SuiviRelais(suivi=un, relais="") for un in suivis.values()), 2025, 2027, Decimal(1600))
    validees = sum(un["compte"]["heures_validees"] for un in attendus.values())
    assert tout.synthese.volumes.validees == sum(une.annuelles.validees for une in tout.lignes) == validees
    for une, vue in zip(quelques, seules, strict=True):
        attendu = attendus.get(une.reference, RIEN)
        assert (vue.heures_validees, vue.heures_non_comptees) == (
            attendu["compte"]["heures_validees"],
            attendu["compte"]["heures_non_comptees"],
        )
        assert {m: f for m, f in vue.heures_par_mois.items() if f} == {m: f for m, f in attendu["mois"].items() if f}
    assert ensemble.heures_validees == sum(vue.heures_validees for vue in seules)


def test_the_printed_dashboard_shows_those_totals(deux_cents):
    """The band of figures of H1, at the end of October 2026, where every hour of the examples is before."""
    with lecture(deux_cents) as session:
        suivis, attendus = objets(session), a_part(session)
    for nom in sorted(suivis)[::5]:
        compte = attendus.get(nom, RIEN)["compte"]
        bandeau = {un.nom: un.valeur for un in tableau_de_bord_moa(demande(suivis[nom])).chiffres}
        assert bandeau["Heures dues"] == heures(compte["heures_engagees"])
        assert bandeau["Heures validées"] == heures(compte["heures_validees"])
        assert bandeau["Personnes"] == nombre(compte["personnes_distinctes"])


def test_persons_are_not_contracts_nor_missions_of_a_month(deux_cents):
    """Of all operations together: fewer persons than contracts, and persons of one are those of another."""
    with lecture(deux_cents) as session:
        ensemble, un_par_un = totaux.calculer(session), a_part(session)
        distinctes = session.execute(text(f"SELECT COUNT(DISTINCT t.qui) FROM ({PERSONNES['personnes_distinctes']}) t"))
        assert ensemble.personnes_distinctes == distinctes.scalar_one()
    assert ensemble.contrats == sum(une["compte"]["contrats"] for une in un_par_un.values())
    additionnees = sum(une["compte"]["personnes_distinctes"] for une in un_par_un.values())
    assert 0 < ensemble.personnes_distinctes < additionnees < ensemble.contrats
    assert ensemble.operations == DEUX_CENTS + len(ATTENDUS)
