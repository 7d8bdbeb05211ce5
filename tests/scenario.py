"""The life of a school's renovation as people lived it: what each did, on its day, from the first mail to the end.

The dossier tells what was done (`donnees/dossiers/01-ecole.json`); here it is done again, act by act. Every act bears
a key: played again, or after an interruption, it is the same act.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from config.paths import Paths
from config.settings import get_settings
from metier.acteurs import RoleContact
from metier.cycle import Transition
from metier.gestes import Geste
from metier.heures import OrigineHeures
from metier.periodes import Mois
from sqlmodel_store.depots import annuaire
from sqlmodel_store.session import unit_of_work
from workflows.actes.demandes import Appel, demander, executer
from workflows.actes.heures.contradictoire import accorder, contester
from workflows.actes.heures.declaration import LigneDite, declarer, declarer_aucune
from workflows.actes.heures.validation import clore, valider
from workflows.actes.reception import tenter
from workflows.actes.releve import classer, ouvrir_boite, recueillir

DOSSIER = Path(__file__).parent / "donnees" / "dossiers" / "01-ecole.json"
ACHETEUR = "marches@val-de-brielle.example"
PAR = "Jeanne Fressac"
ANNONCE = date(2025, 3, 10)
RETARD = "2025-11"  # the statement that came late, after a reminder
PLANNING = ((1, "2025-09-01", "2026-03-31"), (2, "2026-02-01", "2026-05-31"), (3, "2026-04-01", "2026-07-31"))
"""From the notes of the dossier."""
ANNONCEES = {("k12", "2026-02"): "70.00"}
SIGNATAIRE = {"nom": "Paul Vernet", "qualite": "président"}


@cache
def dossier() -> dict[str, Any]:
    lu: dict[str, Any] = json.loads(DOSSIER.read_text(encoding="utf-8"))
    return lu


def reference() -> str:
    return str(dossier()["operation"]["reference"])


@dataclass(frozen=True)
class Acte:
    """What someone did on a day."""

    jour: date
    nom: str
    faire: Callable[[], None]


def aller_au(jour: date) -> None:
    """That day is today."""
    os.environ["RELAIS_DATE"] = jour.isoformat()
    get_settings.cache_clear()


def actes() -> list[Acte]:
    """Every act, in time."""
    return sorted([*_amont(), *_aval(), *_personnes(), *_heures(), *_fin()], key=lambda un: un.jour)


CONDUIRE: list[Callable[[int], object]] = [executer]
"""How a request is done: in this process, or as a run on a Prefect server."""


def _transition(jour: str, transition: str, **donnees: Any) -> Acte:
    return _demande(date.fromisoformat(jour), Transition(transition), donnees)


def _geste(jour: str, geste: str, /, cle: str = "", **donnees: Any) -> Acte:
    return _demande(date.fromisoformat(jour), Geste(geste), donnees, cle)


def _demande(jour: date, acte: Transition | Geste, donnees: dict[str, Any], cle: str = "") -> Acte:
    cle = f"scenario:{jour}:{acte.value}:{cle}"

    def faire() -> None:
        appel = Appel(reference=reference(), transition=acte, donnees=donnees, par=PAR, cle=cle)
        CONDUIRE[-1](demander(appel))

    return Acte(jour, f"{acte.value} {cle.rpartition(':')[2]}".strip(), faire)


def _amont() -> Iterator[Acte]:
    operation = dossier()["operation"]
    yield Acte(ANNONCE, "annonce", _annoncer)
    yield _transition(
        "2025-03-12", "instruire", **{cle: valeur for cle, valeur in operation.items() if cle != "reference"}
    )
    yield _transition("2025-03-13", "accepter")
    yield _transition("2025-03-20", "calibrer")
    yield _transition("2025-03-27", "rediger", date_publication_prevue="2025-04-14")
    yield _transition("2025-04-14", "publier", date_publication="2025-04-14")
    for contact in dossier()["contacts"]:
        if contact["role"] in {"maitre_oeuvre", "siae", "prescripteur"}:
            yield _geste("2025-03-12", "noter_contact", contact["courriel"], **contact)
    yield _geste("2025-04-16", "noter_dce_definitif", date="2025-04-16")


def _annoncer() -> None:
    """The buyer's mail, dropped in the relay's mailbox."""
    with unit_of_work() as session:
        annuaire.importer(
            session,
            [
                annuaire.Entree(
                    nom="Maud Sertelle",
                    courriel=ACHETEUR,
                    organisation=dossier()["operation"]["maitre_ouvrage"]["nom"],
                    type="collectivite",
                    role=RoleContact.MAITRE_OUVRAGE,
                )
            ],
        )
    courriel = EmailMessage()
    courriel["From"] = f"Maud Sertelle <{ACHETEUR}>"
    courriel["To"] = "facilitation@relais-brielle.example"
    courriel["Date"] = "Mon, 10 Mar 2025 09:12:00 +0100"
    courriel["Message-ID"] = "<20250310.annonce@val-de-brielle.example>"
    courriel["Subject"] = "Opération à venir : rénovation du groupe scolaire des Trois Rivières"
    lots = "\n".join(
        f"Lot {lot['numero']} - {lot['intitule']} : {lot['montant_ht']} € HT" for lot in dossier()["operation"]["lots"]
    )
    courriel.set_content(
        "Bonjour,\n\nNous préparons l’opération suivante et souhaitons y inscrire une clause d’insertion.\n\n"
        f"Opération : {dossier()['operation']['intitule']}\nRéférence : {reference()}\n"
        f"Maître d’ouvrage : {dossier()['operation']['maitre_ouvrage']['nom']}\nCommune : Yutz\n"
        f"Publication de l’avis : 14 avril 2025\nRemise des offres : 23 mai 2025\n\n{lots}\n\n"
        "Le relais peut-il nous accompagner ?\n\nMaud Sertelle\n"
    )
    boite = Paths(get_settings().home).courrier_entrant
    boite.mkdir(parents=True, exist_ok=True)
    (boite / "annonce.eml").write_bytes(courriel.as_bytes())
    with ouvrir_boite() as reception:
        for courrier in recueillir(reception):
            tenter(courrier)
        classer(reception)


def _aval() -> Iterator[Acte]:
    attributions = dossier()["attributions"]
    nues = [
        {cle: valeur for cle, valeur in une.items() if cle not in {"modalites", "avenants"}} for une in attributions
    ]
    yield _transition("2025-07-08", "attribuer", attributions=nues)
    reunion = {
        "date": "2025-07-23",
        "heure": "10:00",
        "lieu": "Mairie de Yutz, salle 2",
        "convoquee_par": "maitre_ouvrage",
    }
    yield _transition("2025-07-10", "demarrer", reunion=reunion)
    for lot, debut, fin in PLANNING:
        yield _geste("2025-07-24", "noter_planning", str(lot), lot=lot, debut=debut, fin=fin)
    yield _geste("2025-07-24", "noter_ordre_service", date="2025-07-24")
    modalites = [
        {"lot": une["lot"], "entreprise": une["entreprise"]["nom"], "modalites": une["modalites"]}
        for une in attributions
    ]
    yield _transition("2025-08-25", "mettre_en_oeuvre", modalites=modalites)
    yield _geste(
        "2025-09-01",
        "ouvrir_poste",
        lot=1,
        intitule="Aide-maçon",
        rome="F1703",
        cadre="embauche",
        contrat="cdi",
        missions=["Préparer le mortier", "Approvisionner les maçons"],
        adresse="2 rue des Trois Rivières, Thionville",
        secteur="Thionville et ses environs",
        remuneration="12,50 € bruts de l’heure, convention du bâtiment",
        tuteur="le chef d’équipe",
        candidature={"nombre": 4, "canal": "par le facilitateur"},
    )
    yield _geste(
        "2025-09-01", "convoquer", type="comite_de_suivi", date="2025-12-02", heure="14:00", lieu="Mairie de Yutz"
    )
    yield _geste(
        "2025-12-04",
        "rendre_compte",
        code="reunion-2",
        presences=_presences(),
        points=[{"sujet": "Lot 1", "decision": "Le retard est rattrapé avant fin mars."}],
    )
    yield _transition("2025-10-13", "suivre")
    for avenant in attributions[0]["avenants"]:
        yield _geste(avenant["date"], "noter_avenant", lot=1, **avenant)


def _presences() -> list[dict[str, str]]:
    """Everyone called to the committee came."""
    lu = dossier()
    adresses = [(une.get("referent") or {}).get("courriel") or une["courriel"] for une in lu["attributions"]]
    adresses += [un["courriel"] for un in lu["contacts"] if un["role"] in {"maitre_ouvrage", "maitre_oeuvre"}]
    return [{"courriel": une, "presence": "present"} for une in dict.fromkeys(adresses)]


def _personnes() -> Iterator[Acte]:
    lu = dossier()
    for personne in lu["beneficiaires"]:
        eligibilite = personne["eligibilite"]
        connu = date.fromisoformat(eligibilite["validee_le"]) if eligibilite else date(2025, 9, 12)
        champs = {cle: valeur for cle, valeur in personne.items() if cle not in {"eligibilite", "sorties"}}
        yield _geste(str(connu), "enregistrer_beneficiaire", personne["id"], **champs)
        if eligibilite:
            yield _geste(str(connu), "valider_eligibilite", personne["id"], beneficiaire=personne["id"], **eligibilite)
        for sortie in personne.get("sorties") or ():
            if sortie["date"] <= "2026-09-15":
                yield _geste(sortie["date"], "noter_sortie", personne["id"], beneficiaire=personne["id"], **sortie)
    for formation in lu["formations"]:
        yield _geste(formation["fin"], "enregistrer_formation", **formation)
    for contrat in lu["contrats"]:
        ouvert = {cle: valeur for cle, valeur in contrat.items() if cle not in {"id", "fin", "motif_fin"}}
        yield _geste(contrat["debut"], "enregistrer_contrat", contrat["id"], **ouvert)
        if contrat["fin"]:
            yield _geste(
                contrat["fin"],
                "terminer_contrat",
                contrat["id"],
                contrat=code(contrat["id"]),
                fin=contrat["fin"],
                motif_fin=contrat["motif_fin"],
            )


def _heures() -> Iterator[Acte]:
    """Each month is declared by each employer on the sixth of the next, validated on the tenth, then settled."""
    for mois in map(Mois.lire, sorted({une["mois"] for une in dossier()["heures"]})):
        for employeur in sorted({_contrat(une["contrat"])["employeur"] for une in _du(mois)}):
            jour = _retour(mois, 16 if str(mois) == RETARD else 5)
            yield Acte(jour, f"declarer {mois} {employeur}", _declaration(mois, employeur))
        for employeur in _silencieux(mois):
            yield Acte(_retour(mois, 5), f"rien {mois} {employeur}", _rien(mois, employeur))
        for une in _du(mois, "entreprise_utilisatrice"):
            yield Acte(_retour(mois, 6), f"contester {mois}", _contestation(mois, une))
            yield Acte(_retour(mois, 8), f"accorder {mois}", _accord(mois, une))
        yield Acte(_retour(mois, 17 if str(mois) == RETARD else 9), f"valider {mois}", _validation(mois))


def _retour(mois: Mois, jours: int) -> date:
    return mois.suivant.debut + timedelta(days=jours)


def _du(mois: Mois, declarant: str | None = None) -> list[dict[str, Any]]:
    return [
        une
        for une in dossier()["heures"]
        if une["mois"] == str(mois) and une.get("declarant") in ((declarant,) if declarant else (None, "employeur"))
    ]


def _contrat(code: str) -> dict[str, Any]:
    return next(un for un in dossier()["contrats"] if un["id"] == code)


@cache
def code(identifiant: str) -> str:
    """The code that a contract receives when it is written down: they are numbered as they begin."""
    ordre = sorted(dossier()["contrats"], key=lambda un: un["debut"])
    return f"k{[un['id'] for un in ordre].index(identifiant) + 1}"


def _silencieux(mois: Mois) -> list[str]:
    """Employers with a contract that month, and no hour."""
    ouverts = {
        un["employeur"]
        for un in dossier()["contrats"]
        if Mois.de(date.fromisoformat(un["debut"])) <= mois
        and (un["fin"] is None or Mois.de(date.fromisoformat(un["fin"])) >= mois)
    }
    return sorted(ouverts - {_contrat(une["contrat"])["employeur"] for une in _du(mois)})


def _declaration(mois: Mois, employeur: str) -> Callable[[], None]:
    lignes = [_dite(une) for une in _du(mois) if _contrat(une["contrat"])["employeur"] == employeur]

    def faire() -> None:
        declarer(reference(), mois=mois, lignes=lignes, origine=OrigineHeures.LIEN, par=employeur, employeur=employeur)

    return faire


def _dite(une: dict[str, Any]) -> LigneDite:
    """What the employer said at first: seventy hours where sixty-three were agreed on afterwards."""
    annoncees = ANNONCEES.get((une["contrat"], une["mois"]), une["heures"])
    return LigneDite(contrat=code(une["contrat"]), heures=Decimal(annoncees))


def _rien(mois: Mois, employeur: str) -> Callable[[], None]:
    return lambda: _ignorer(
        declarer_aucune(reference(), employeur=employeur, mois=mois, origine=OrigineHeures.LIEN, par=employeur)
    )


def _contestation(mois: Mois, une: dict[str, Any]) -> Callable[[], None]:
    ligne = LigneDite(contrat=code(une["contrat"]), heures=Decimal(56))
    return lambda: _ignorer(
        contester(
            reference(),
            entreprise="Bâti Rombelle",
            mois=mois,
            lignes=[ligne],
            origine=OrigineHeures.LIEN,
            par="Bâti Rombelle",
        )
    )


def _accord(mois: Mois, une: dict[str, Any]) -> Callable[[], None]:
    ligne = LigneDite(contrat=code(une["contrat"]), heures=Decimal(une["heures"]))
    return lambda: _ignorer(accorder(reference(), mois=mois, ligne=ligne, par=PAR))


def _validation(mois: Mois) -> Callable[[], None]:
    def faire() -> None:
        valider(reference(), mois=mois, par=PAR)
        clore(reference(), mois=mois, par=PAR)

    return faire


def _ignorer(_resultat: object) -> None:
    return None


def _fin() -> Iterator[Acte]:
    yield _transition("2026-09-01", "conclure", signataire=SIGNATAIRE)
    yield _transition("2026-09-15", "clore")
