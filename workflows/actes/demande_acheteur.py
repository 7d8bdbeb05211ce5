"""What a buyer leaves on the public page: kept as a mail received, which a person confirms before anything opens."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

from config.horloge import PARIS, aujourdhui, maintenant
from config.paths import Paths
from config.settings import get_settings
from courrier.depot import ecrire
from courrier.lecture import lire
from courrier.lecture.textes import en_une_ligne
from courrier.politique import POLITIQUE
from echanges.format_operation import OperationPartielle
from formats.typographie import typographier
from metier.courriers import NatureCourrier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import courriers_entrants, journal
from sqlmodel_store.depots.courriers_entrants import Arrivee, Issue
from sqlmodel_store.session import unit_of_work
from workflows.actes import marche_decrit
from workflows.actes.marche_decrit import BOITE
from workflows.actes.reception import contexte_de_lecture

ACTEUR = "acheteur"
EN_ATTENTE_MAX = 200
OBJET_MAX = 120
CHIFFRES_UID = 15  # 60 bits of the digest
RAISON = typographier(
    "Laissé par un acheteur sur la page « /clauses » : son adresse n’est pas vérifiée. Confirmez pour ouvrir "
    "l’opération, ou classez ce message."
)
TROP = "Le relais a déjà beaucoup de demandes à lire. Réessayez plus tard, ou appelez-le."


@dataclass(frozen=True, kw_only=True)
class Demande:
    """Who asks, of which market, what else they say; `adresse` is the link that shows the market again.

    `marche.reference_acheteur` is the reference that the buyer gave, absent where none was.
    """

    courriel: str
    marche: OperationPartielle
    message: str
    adresse: str


def deposer(demande: Demande) -> int:
    """The number of the mail in the ledger; the same request on the same day is one mail.

    Raises FauteDeSaisie when too many wait already.
    """
    corps = _corps(demande)
    empreinte = sha256(f"{aujourdhui()}\0{demande.courriel}\0{corps}".encode()).hexdigest()
    octets = _courriel(demande, corps, empreinte)
    home = get_settings().home
    brut = ecrire(octets, Paths(home).courrier_brut / f"{empreinte}.eml")
    arrivee = Arrivee(
        boite=BOITE,
        uidvalidity=1,
        uid=int(empreinte[:CHIFFRES_UID], 16),
        message_id=_message_id(empreinte),
        sha256=empreinte,
        chemin=str(brut.relative_to(home)),
        recu_le=maintenant(),
    )
    with unit_of_work() as session:
        attendent = [
            une
            for une in courriers_entrants.de_nature(session, {NatureCourrier.A_TRANCHER})
            if une.boite == BOITE and une.uid != arrivee.uid
        ]
        if len(attendent) >= EN_ATTENTE_MAX:
            raise FauteDeSaisie("courriel", TROP)
        ligne, nouvelle = courriers_entrants.enregistrer(session, arrivee)
        if nouvelle:
            lu = marche_decrit.relire(lire(octets, contexte_de_lecture(session)), demande.marche)
            retenu = lu.en_json() | {"objet": en_une_ligne(lu.objet), "propos": lu.propos}
            compris = json.dumps(retenu, ensure_ascii=False)
            issue = Issue(nature=NatureCourrier.A_TRANCHER, raison=RAISON, lecture=compris, expediteur=demande.courriel)
            courriers_entrants.traiter(session, ligne.id, issue)
            journal.noter(session, "demande_acheteur", acteur=ACTEUR, courrier=ligne.id)
        return ligne.id


def _message_id(empreinte: str) -> str:
    return f"<{empreinte[:32]}@page-clauses.invalid>"


def _courriel(demande: Demande, corps: str, empreinte: str) -> bytes:
    courriel = EmailMessage(policy=POLITIQUE)
    courriel["From"] = demande.courriel
    courriel["To"] = get_settings().relais.courriel or "relais@page-clauses.invalid"
    courriel["Date"] = format_datetime(maintenant().astimezone(PARIS))
    courriel["Message-ID"] = _message_id(empreinte)
    courriel["Subject"] = f"Opération à venir – {_abreger(demande.marche.intitule or '')}"
    courriel.set_content(corps)
    marche_decrit.joindre(courriel, demande.marche)
    return courriel.as_bytes()


def _abreger(intitule: str) -> str:
    return intitule if len(intitule) <= OBJET_MAX else f"{intitule[: OBJET_MAX - 1].rstrip()}…"


def _corps(demande: Demande) -> str:
    lignes = marche_decrit.lignes(demande.marche)
    blocs = (
        "Bonjour,",
        "Nous préparons la consultation ci-dessous et souhaitons y inscrire une clause d’insertion.",
        "\n".join(une.texte for une in lignes if not une.champ.startswith("lots[")),
        "\n".join(une.texte for une in lignes if une.champ.startswith("lots[")),
        demande.message,
        f"Le marché tel qu’il a été décrit : {demande.adresse}",
    )
    return "\n\n".join(filter(None, blocs)) + "\n"
