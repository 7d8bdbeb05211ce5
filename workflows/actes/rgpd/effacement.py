"""A person forgotten: an anonymous mark in place of who they are, hours and figures as they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session

from config.horloge import aujourdhui
from config.paths import Paths
from config.settings import get_settings
from formats.dates import date_courte
from formats.typographie import typographier
from metier.anonymat import PRENOM_EFFACE
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import journal, registre, rgpd, rgpd_effacements, rgpd_textes
from sqlmodel_store.depots.personnes import Identite
from sqlmodel_store.depots.rgpd import Fiche
from sqlmodel_store.depots.rgpd_effacements import Remplacement
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from sqlmodel_store.tassement import tasser
from workflows.actes.echeances import Genre
from workflows.actes.pieces_liees import VERROU as VERROU_PIECES
from workflows.actes.rgpd.recherche import Trouvailles, chercher
from workflows.actes.rgpd.regards import Regards, regards, remplacement

EVENEMENT = "personne_effacee"
ESSAIS = 3


@dataclass(frozen=True, kw_only=True)
class Projet:
    """What forgetting a person would do: who, where they are named, why it must wait, what is lost by it."""

    fiche: Fiche
    regards: Regards
    par: Remplacement
    trouvailles: Trouvailles
    refus: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Lieu:
    """An installation: its base and its home."""

    base: str
    home: Path

    @classmethod
    def ici(cls) -> Lieu:
        return cls(base=get_settings().base, home=get_settings().home)


def projeter(personne_id: int, lieu: Lieu | None = None) -> Projet:
    """What would be done; nothing changes. Raises FauteDeSaisie for an unknown person."""
    lieu = lieu or Lieu.ici()
    with lecture(lieu.base) as session:
        return _projeter(session, personne_id, lieu, par=None)


def effacer(personne_id: int, *, acteur: str) -> Projet:
    """Forget a person: texts and rows in one transaction, files after it, then the pages of the base.

    Killed in between, `achever` goes on. Raises FauteDeSaisie for an unknown person, and where it must wait.
    """
    lieu = Lieu.ici()
    projet = _appliquer(personne_id, lieu, acteur=acteur)
    achever(lieu)
    return projet


def achever(lieu: Lieu | None = None) -> int:
    """Delete what is left of the files of people forgotten; returns of how many people there were some."""
    lieu = lieu or Lieu.ici()
    with lecture(lieu.base) as session:
        restes = rgpd_effacements.a_achever(session)
    for marque, fichiers in restes.items():
        for fichier in fichiers:
            (lieu.home / fichier).unlink(missing_ok=True)
        with unit_of_work(lieu.base) as session:
            rgpd_effacements.achever(session, marque)
    return len(restes)


def _a_achever(session: Session, _jour: date) -> list[str]:
    return sorted(rgpd_effacements.a_achever(session))


def _achever(_marques: Sequence[str], _jour: date) -> None:
    achever()


EFFACEMENTS = Genre(nom="effacements_a_achever", dues=_a_achever, faire=_achever)


def refaire(lieu: Lieu) -> int:
    """Forget again, in an installation put back, the people that its ledger knows; returns how many there were."""
    with lecture(lieu.base) as session:
        retrouvees = rgpd_effacements.a_effacer_de_nouveau(session)
    for personne_id, par in retrouvees.items():
        _appliquer(personne_id, lieu, acteur="restauration", par=par)
    achever(lieu)
    return len(retrouvees)


def _appliquer(personne_id: int, lieu: Lieu, *, acteur: str, par: Remplacement | None = None) -> Projet:
    """Files are read before the transaction, which takes a moment; what came meanwhile has them read again."""
    for essai in range(ESSAIS):
        with lecture(lieu.base) as session:
            temoin = rgpd.temoin(session)
            projet = _projeter(session, personne_id, lieu, par=par)
        if projet.refus and par is None:
            raise FauteDeSaisie("PERSONNE", typographier(f"PERSONNE : {projet.refus[0]}"))
        with unit_of_work(lieu.base) as session:
            verrouiller(session, "dossiers")
            verrouiller(session, VERROU_PIECES)
            if rgpd.temoin(session) == temoin or essai == ESSAIS - 1:
                _effacer(session, projet, Paths(lieu.home), acteur=acteur)
                break
    return projet


def _projeter(session: Session, personne_id: int, lieu: Lieu, *, par: Remplacement | None) -> Projet:
    fiche = rgpd.fiche(session, personne_id)
    if fiche is None or fiche.personne.prenom == normaliser(PRENOM_EFFACE):
        phrase = "PERSONNE : personne ne porte cette référence ; « relais rgpd chercher » donne celles d’un nom."
        raise FauteDeSaisie("PERSONNE", typographier(phrase))
    par = par or remplacement(fiche, rgpd_effacements.nouvelle_marque(session))
    vues = regards(session, fiche, par)
    trouvailles = chercher(session, fiche, vues, lieu.home)
    return Projet(fiche=fiche, regards=vues, par=par, trouvailles=trouvailles, refus=_refus(fiche, trouvailles))


def _refus(fiche: Fiche, trouvailles: Trouvailles) -> tuple[str, ...]:
    """What is still going on: a contract (the data serve it, RGPD art. 17.3 b and e), mails about the person."""
    refus = []
    for une in fiche.presences:
        for un in une.contrats:
            if un.contrat.fin is None or un.contrat.fin >= aujourdhui():
                fin = f"jusqu’au {date_courte(un.contrat.fin)}" if un.contrat.fin else "sans date de fin"
                refus.append(
                    f"un contrat court encore ({une.operation.reference}, {un.contrat.code}, {fin}) ; "
                    "les données servent à son suivi : effacer après sa fin (terminer_contrat)."
                )
    if en_cours := trouvailles.en_cours:
        refus.append(
            f"{en_cours} courriel{'s' if en_cours > 1 else ''} qui la nomme{'nt' if en_cours > 1 else ''} "
            "attend d’être lu, tranché ou envoyé : le régler d’abord (relais courrier etat)."
        )
    return tuple(refus)


def _effacer(session: Session, projet: Projet, paths: Paths, *, acteur: str) -> None:
    jour, trouvailles = aujourdhui(), projet.trouvailles
    fiche = rgpd.fiche(session, projet.fiche.personne.id)
    if fiche is None or fiche.personne.prenom == normaliser(PRENOM_EFFACE):
        return
    qui = Identite(fiche.personne.nom, fiche.personne.prenom, fiche.personne.naissance)
    references = [une.operation.reference for une in fiche.presences]
    rgpd_textes.blanchir(session, projet.regards)
    _anonymiser(fiche, projet.par)
    for courriel in trouvailles.envoyes:
        registre.purger(session, courriel.id, jour)
    rgpd.retirer_les_pieces(session, trouvailles.pieces, jour)
    rgpd_effacements.noter(session, references, qui, projet.par, le=jour, a_oter=trouvailles.fichiers(paths))
    journal.noter(
        session,
        EVENEMENT,
        acteur=acteur,
        marque=projet.par.marque,
        operations=references,
        documents=len(trouvailles.documents),
        courriels=len(trouvailles.recus) + len(trouvailles.envoyes),
        jour=jour.isoformat(),
    )


def _anonymiser(fiche: Fiche, par: Remplacement) -> None:
    """The rows of the person: identity replaced, what only told of them dropped, what figures count kept."""
    fiche.personne.nom, fiche.personne.prenom = normaliser(par.marque), normaliser(PRENOM_EFFACE)
    fiche.personne.naissance = par.anonyme
    for une in fiche.presences:
        une.beneficiaire.nom, une.beneficiaire.prenom = par.marque, PRENOM_EFFACE
        if une.eligibilite is not None:
            une.eligibilite.piece = une.eligibilite.motif_tardif = None
        for un in une.contrats:
            un.contrat.motif_fin = None


def tasser_ici() -> bool:
    """The base of this installation without what was deleted; False when it is to be done again."""
    return tasser(get_settings().base)
