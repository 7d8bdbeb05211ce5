"""How the months are told: what was asked, who answered, what was late, what left; a few lines each."""

from __future__ import annotations

import select
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from textwrap import wrap

from cli.demo_suivi.rejeu import Fait, MoisVecu
from cli.demo_suivi.territoire import nommer
from formats.dates import mois_long
from formats.nombres import nombre
from formats.typographie import typographier
from metier.enumeration import Enumeration
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.rythme import StatutLot
from sqlmodel_store.depots import courriers_sortants, operations, tableaux
from sqlmodel_store.depots.courriers_sortants import Envoi
from sqlmodel_store.session import lecture
from workflows.actes.mensuel.chiffres import Chiffres, affiches

LARGEUR = 80
MARGE = " " * 5
COLONNE = 8
LECTURE_S = 4.0
"""How long a month stays before the next one comes by itself."""
PARTIS = {
    "demarrage_entreprise": ("rappel d’engagements", "rappels d’engagements"),
    "attestation_eligibilite": ("attestation d’éligibilité", "attestations d’éligibilité"),
    "offre_emploi": ("offre d’emploi", "offres d’emploi"),
    "convocation": ("convocation", "convocations"),
    "compte_rendu": ("compte rendu", "comptes rendus"),
    "tableau_de_bord": ("tableau de bord", "tableaux de bord"),
    "bilan_remis": ("bilan final", "bilans finaux"),
    "attestation_realisation": ("attestation de réalisation", "attestations de réalisation"),
}
DEMANDE, RECU, RELANCE = "demande_heures", "recu_declaration", "relance"


class Rythme(Enumeration):
    SEUL = "seul", "les mois s’enchaînent"
    SUIVI = "suivi", "un lecteur peut presser la touche Entrée"


@dataclass
class Lecteur:
    """Who reads at a terminal: each month stays a while, a key goes on at once, « a » stops waiting."""

    rythme: Rythme

    def annoncer(self) -> str | None:
        """How to go on, for those who can."""
        if self.rythme is Rythme.SEUL:
            return None
        return "Entrée : mois suivant · p Entrée : pause · a Entrée : tout enchaîner (sinon, cela avance seul)"

    def attendre(self) -> None:
        """Until the key, or the delay."""
        if self.rythme is Rythme.SEUL:
            return
        if not select.select([sys.stdin], [], [], LECTURE_S)[0]:
            return
        dit = sys.stdin.readline()
        if dit.strip().lower() == "p":
            dit = sys.stdin.readline()
        if dit.strip().lower() == "a" or not dit:
            self.rythme = Rythme.SEUL


def raconter(vecu: MoisVecu, dire: Callable[[str], None]) -> None:
    """The lines of a month, its title aside."""
    partis = _partis(vecu.mois)
    for fait in sorted([*vecu.faits, *_relances(partis)], key=lambda un: un.jour):
        plier(dire, f"le {fait.jour.day}", fait.dit)
        for fichier in fait.fichiers[:1]:
            dire(f"{MARGE}{'':<{COLONNE}}+ {fichier}{_et_autres(len(fait.fichiers) - 1)}")
    for quoi, suite in (*_comptes(partis), *_realisation(vecu.mois.precedent)):
        plier(dire, quoi, suite)
    for phrase in vecu.refus:
        plier(dire, "à revoir", phrase)


def titre(mois: Mois) -> str:
    """« Juin 2026 »."""
    return mois_long(mois).capitalize()


def plier(dire: Callable[[str], None], quoi: str, suite: str) -> None:
    """« quoi  suite », within the width of a terminal."""
    lignes = wrap(typographier(suite), LARGEUR - len(MARGE) - COLONNE, break_on_hyphens=False)
    for rang, ligne in enumerate(lignes):
        dire(f"{MARGE}{quoi if rang == 0 else '':<{COLONNE}}{ligne}")


def _partis(mois: Mois) -> list[Envoi]:
    """The mails told of, that left in a month."""
    with lecture() as session:
        envois = courriers_sortants.envois(session, [f"{genre}:" for genre in (DEMANDE, RECU, RELANCE, *PARTIS)])
    return [un for un in envois if un.parti_le is not None and un.parti_le in mois]


def _relances(partis: Iterable[Envoi]) -> Iterator[Fait]:
    for un in partis:
        if _genre(un) == RELANCE and un.parti_le is not None:
            dit = f"Un relevé n’est pas venu : relance à {nommer(un.destinataire)}"
            yield Fait(jour=un.parti_le, dit=dit, fichiers=())


def _comptes(partis: Iterable[Envoi]) -> Iterator[tuple[str, str]]:
    comptes = Counter(_genre(un) for un in partis)
    if comptes[DEMANDE] or comptes[RECU]:
        yield "heures", f"{comptes[DEMANDE]} relevés demandés, {comptes[RECU]} reçus"
    if partie := [_compter(comptes[genre], *mots) for genre, mots in PARTIS.items() if comptes[genre]]:
        yield "partis", ", ".join(partie)


def _realisation(mois: Mois) -> Iterator[tuple[str, str]]:
    """Where each operation stood on the dashboards of its buyer for a month."""
    with lecture() as session:
        references = {une.id: une.reference for une in operations.lister(session)}
        faits = [un for un in tableaux.du_mois(session, mois) if un.code == CodeDocument.H1]
    lus = sorted({(references[un.operation_id], un.chiffres) for un in faits})
    if lus:
        yield "validé", " ; ".join(_ou_en_est(reference, affiches(garde)) for reference, garde in lus)


def _ou_en_est(reference: str, chiffres: Chiffres) -> str:
    en_retard = [str(lot) for lot, statut in chiffres.statuts if statut is StatutLot.EN_RETARD]
    retard = f", lot {' et '.join(en_retard)} en retard" if en_retard else ""
    return f"{reference} {nombre(chiffres.validees)} h sur {nombre(chiffres.dues)}{retard}"


def _et_autres(nombre: int) -> str:
    return f" (et {nombre} autre{'s' if nombre > 1 else ''})" if nombre > 0 else ""


def _genre(envoi: Envoi) -> str:
    return envoi.cle.partition(":")[0]


def _compter(combien: int, un: str, plusieurs: str) -> str:
    return f"{combien} {un if combien == 1 else plusieurs}"
