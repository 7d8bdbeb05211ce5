"""The two ways in of a mail, a folder and a real mailbox, filled and looked at alike; one pass of the intake."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

from courrier.boite import Boite
from metier.fautes import PanneExterne
from sqlmodel_store.depots import courriers_entrants, operations
from sqlmodel_store.session import lecture
from workflows.actes.reception import tenter
from workflows.actes.releve import A_TRANCHER, QUARANTAINE, TRAITES, classer, ouvrir_boite, recueillir


def relever():
    """One pass of the mailbox of the settings, as the commands and the watcher do."""
    with ouvrir_boite() as boite:
        suites = [tenter(courrier) for courrier in recueillir(boite)]
        classer(boite)
    return suites


def recus():
    with lecture() as session:
        return courriers_entrants.lister(session)


def references():
    with lecture() as session:
        return [une.reference for une in operations.lister(session)]


class Dossier:
    """The folder where `.eml` files are dropped."""

    def __init__(self, home):
        self.racine = home / "courrier" / "entrant"
        self.noms = {TRAITES: "traites", QUARANTAINE: "quarantaine", A_TRANCHER: "a-trancher"}
        self.racine.mkdir(parents=True)

    def livrer(self, octets):
        (self.racine / f"courriel-{len(list(self.racine.rglob('*.eml'))):03d}.eml").write_bytes(octets)

    def contenu(self):
        """Messages by folder; the mailbox itself is « »."""
        return Counter(un.parent.name if un.parent != self.racine else "" for un in self.racine.rglob("*.eml"))


class Imap:
    """The mailbox of a real server."""

    def __init__(self, dovecot):
        self.serveur, self.livrer = dovecot, dovecot.livrer
        self.noms = {nom: nom for nom in (TRAITES, QUARANTAINE, A_TRANCHER)}

    def contenu(self):
        trouves = Counter()
        for dossier in ("INBOX", TRAITES, QUARANTAINE, A_TRANCHER):
            with (
                suppress(PanneExterne),  # the folder was not needed
                Boite.ouvrir(self.serveur.url(boite=dossier), mode="essai") as boite,
            ):
                trouves["" if dossier == "INBOX" else dossier] = len(boite.nouveaux(None, 0))
        return +trouves
