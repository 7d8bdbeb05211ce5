"""The second act from its first month to what is worth opening in the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from cli.demo_suivi.calendrier import DERNIER
from cli.demo_suivi.recit import Lecteur, plier, raconter, titre
from cli.demo_suivi.rejeu import Rejeu
from cli.demo_suivi.territoire import COMMUNAUTE, ELAN
from cli.recit import Recit
from config.horloge import aujourdhui
from config.paths import Paths
from courrier.depot import ecrire
from formats.dates import date_courte, mois_long
from sqlmodel_store.depots import courriers_sortants, registre
from sqlmodel_store.session import lecture
from workflows.actes import situation
from workflows.actes.attentes import Action

DOSSIER = "a-ouvrir"


def revivre(recit: Recit, lecteur: Lecteur) -> Rejeu:
    """Live and tell each month until today."""
    rejeu = Rejeu(aujourdhui())
    recit.acte("Les mois suivants : trois autres opérations du territoire, jusqu’à aujourd’hui")
    if annonce := lecteur.annoncer():
        recit.dire(f"     {annonce}")
    for vecu in rejeu.vivre():
        recit.acte(titre(vecu.mois))
        raconter(vecu, recit.dire)
        lecteur.attendre()
    return rejeu


def a_ouvrir(rejeu: Rejeu, paths: Paths) -> list[tuple[str, str]]:
    """The files worth opening, in order, each with what it is."""
    creche, lycee, _ = (paths.documents(une.reference) for une in rejeu.operations())
    mois, avant = rejeu.calendrier.mois(DERNIER), rejeu.calendrier.mois(DERNIER - 1)
    fichiers = [
        (creche / "I1_bilan.pdf", "le bilan final de la crèche, de la notification au dernier contrat"),
        (
            creche / f"H1_tableau_de_bord_{avant}.pdf",
            f"le tableau de bord de son maître d’ouvrage, fin {mois_long(avant)}",
        ),
        (lycee / f"H1_tableau_de_bord_{mois}.pdf", f"celui de la Région, fin {mois_long(mois)}"),
        (lycee / f"H2_tableau_de_bord_{mois}_maconnerie-audemont.pdf", "celui d’une entreprise, sa part seulement"),
    ]
    courriels = {
        f"tableau_de_bord:{avant}:{COMMUNAUTE.courriel}": ("tableau_de_bord", "un courriel, deux opérations, deux PDF"),
        f"relance:1:1:{ELAN.courriel}": ("relance", "la relance d’un relevé qui n’est pas venu"),
    }
    return [(str(fichier), quoi) for fichier, quoi in [*fichiers, *_courriels(paths, courriels)] if fichier.is_file()]


def references(rejeu: Rejeu) -> list[str]:
    """The operations that were followed."""
    return [une.reference for une in rejeu.operations()]


def ce_matin(recit: Recit) -> None:
    """`relais aujourdhui` in short: how much waits, and what comes first."""
    with lecture() as session:
        actions = situation.du_jour(session)
    retards = sum(une.en_retard for une in actions)
    recit.acte("Ce matin, chez la facilitatrice")
    plier(recit.dire, "attend", f"{len(actions)} actions ouvertes, {retards or 'aucune'} en retard (relais aujourdhui)")
    if actions:
        plier(recit.dire, "d’abord", _nommer(actions[0]))


def _nommer(action: Action) -> str:
    avant = f", avant le {date_courte(action.avant_le)}" if action.avant_le else ""
    return f"{action.reference or 'courrier'}, {action.libelle} ({action.qui}{avant})"


def _courriels(paths: Paths, voulus: Mapping[str, tuple[str, str]]) -> Iterator[tuple[Path, str]]:
    """The HTML part of each mail, in a file that a browser opens."""
    with lecture() as session:
        connus = {un.cle: un.id for un in courriers_sortants.lister(session) if un.cle in voulus}
        partis = {cle: registre.octets(session, numero) for cle, numero in connus.items()}
    for cle, (nom, quoi) in voulus.items():
        if cle in partis:
            lu = message_from_bytes(partis[cle], _class=EmailMessage, policy=default)
            corps = lu.get_body(("html",))
            assert corps is not None
            yield ecrire(corps.get_content().encode(), paths.home / DOSSIER / f"{nom}.html"), quoi
