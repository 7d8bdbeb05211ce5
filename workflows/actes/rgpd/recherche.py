"""Where a person is named in an installation: documents, mails, attachments, other files, texts of the base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select as select_colonnes
from sqlmodel import Session, col, select

from config.paths import Paths
from metier.anonymat import Effacee
from metier.courriers import NatureCourrier
from metier.missions import CodeDocument
from metier.periodes import Mois
from sqlmodel_store.depots import documents, reception, registre, rgpd, rgpd_textes
from sqlmodel_store.depots.rgpd import Fiche, Presence
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.courriers import CourrierEntrant, CourrierOperation, CourrierSortant, EtatEntrant
from sqlmodel_store.modeles.documents import Document
from sqlmodel_store.modeles.pieces_liees import PieceLiee
from sqlmodel_store.modeles.suivi import TableauDeBord
from workflows.actes.documents_signes import CODE as SIGNE
from workflows.actes.mensuel.repetition import DOSSIER as REPETITIONS
from workflows.actes.rgpd.lecture import Ecrit, lire, lire_courriel
from workflows.actes.rgpd.regards import Regards

A_ELLE_SEULE = frozenset({CodeDocument.G1.value, CodeDocument.G2.value, CodeDocument.G4.value})
"""The documents that are about one person and name nobody else of the follow-up (documents.md, G1, G2, G4)."""
TABLEAUX = frozenset({CodeDocument.H2.value, CodeDocument.H3.value})


@dataclass(frozen=True, kw_only=True)
class DocumentNomme:
    """A document that names the person, and perhaps others; `fichier` relative to the home."""

    reference: str
    document: Document
    fichier: str

    @property
    def seule(self) -> bool:
        return self.document.code in A_ELLE_SEULE


@dataclass(frozen=True, kw_only=True)
class CourrielNomme:
    """A mail that names the person; `prudence`: it is not known, part of it cannot be read here."""

    id: int
    fini: bool
    fichier: str | None = None
    prudence: bool = False


@dataclass(kw_only=True)
class Trouvailles:
    """All the places; files are relative to the home. `a_voir`: what a person has to look at."""

    documents: list[DocumentNomme] = field(default_factory=list)
    recus: list[CourrielNomme] = field(default_factory=list)
    envoyes: list[CourrielNomme] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    autres: list[str] = field(default_factory=list)
    a_voir: list[str] = field(default_factory=list)
    textes: Counter[str] = field(default_factory=Counter)

    @property
    def en_cours(self) -> int:
        """The mails that wait to be read or sent."""
        return sum(not un.fini for un in (*self.recus, *self.envoyes))

    def fichiers(self, paths: Paths) -> list[str]:
        """Every file that holds the name, relative to the home."""
        pieces = [(paths.pieces_liees / un).relative_to(paths.home).as_posix() for un in self.pieces]
        recus = [un.fichier for un in self.recus if un.fichier]
        return sorted({*(un.fichier for un in self.documents), *recus, *pieces, *self.autres})


def chercher(session: Session, fiche: Fiche, regards: Regards, home: Path) -> Trouvailles:
    """Everything that names the person, as one state of the base and of the home shows it."""
    return _Recherche(session, fiche, regards, Paths(home)).faire()


@dataclass(frozen=True)
class _Recherche:
    session: Session
    fiche: Fiche
    regards: Regards
    paths: Paths
    trouvees: Trouvailles = field(default_factory=Trouvailles)

    def faire(self) -> Trouvailles:
        for presence in self.fiche.presences:
            self._documents(presence)
        self._recus()
        self._envoyes()
        self._pieces()
        self._autres()
        self.trouvees.textes.update(rgpd_textes.nommees(self.session, self.regards))
        return self.trouvees

    def _documents(self, presence: Presence) -> None:
        """Those of an operation that are recorded, then what lies beside them."""
        reference = presence.operation.reference
        dossier = self.paths.documents(reference)
        effacee = self.regards(presence.operation.id)
        tableaux = self._tableaux(presence)
        connus = {dossier / un.fichier: un for un in documents.lister(self.session, presence.operation.id)}
        for fichier in _fichiers(dossier):
            document = connus.get(fichier)
            ici = self._relatif(fichier)
            ecrit = _lire(fichier, lire)
            nomme = effacee.est_nommee(f"{fichier.name}\n{ecrit.texte}")
            if document is None:
                self.trouvees.autres += [ici] if nomme else []
            elif nomme or effacee.est_nommee(document.donnees) or _est_le_sien(document, presence, tableaux):
                self.trouvees.documents.append(DocumentNomme(reference=reference, document=document, fichier=ici))
            elif document.code == SIGNE and ecrit.illisibles:
                self.trouvees.a_voir.append(ici)

    def _tableaux(self, presence: Presence) -> set[str]:
        """The dashboards that list the person: of who employs them, or has their lot, from their first month on."""
        if not presence.debuts:
            return set()
        premier = str(Mois.de(min(presence.debuts)))
        siennes = {normaliser(nom) for nom in (*presence.organisations, *rgpd.entreprises(self.session, presence))}
        requete = select(TableauDeBord).where(
            TableauDeBord.operation_id == presence.operation.id,
            col(TableauDeBord.code).in_(TABLEAUX),
            TableauDeBord.mois >= premier,
        )
        return {un.fichier for un in self.session.exec(requete) if normaliser(un.organisation) in siennes}

    def _recus(self) -> None:
        tranches = reception.tranches(self.session)
        for ligne in self.session.exec(select(CourrierEntrant).order_by(col(CourrierEntrant.id))):
            fichier = self.paths.home / ligne.chemin
            ecrit = _lire(fichier, lire_courriel)
            effacee = self.regards(ligne.operation_id)
            nomme = effacee.est_nommee(ecrit.texte)
            suspect = ligne.operation_id in self.regards.chez_elle and ligne.nature is not NatureCourrier.NOTIFICATION
            if nomme or (suspect and ecrit.illisibles):
                self.trouvees.recus.append(
                    CourrielNomme(
                        id=ligne.id,
                        fini=ligne.etat is not EtatEntrant.RECU
                        and (ligne.nature is not NatureCourrier.A_TRANCHER or ligne.id in tranches),
                        fichier=self._relatif(fichier),
                        prudence=not nomme,
                    )
                )

    def _envoyes(self) -> None:
        """Those whose bytes are still there; a file that cannot be read is told by its hash."""
        siens = {un.document.sha256 for un in self.trouvees.documents}
        connus = {empreinte for _, _, empreinte in documents.empreintes(self.session)}
        cites = self._cites()
        requete = select_colonnes(
            col(CourrierSortant.id), col(CourrierSortant.operation_id), col(CourrierSortant.etat)
        ).where(col(CourrierSortant.purge_le).is_(None))
        for numero, operation, etat in self.session.execute(requete.order_by(col(CourrierSortant.id))):
            operations = [operation] if operation else cites.get(numero, [])
            ecrit = lire_courriel(registre.octets(self.session, numero))
            nomme = self.regards.parmi(operations).est_nommee(ecrit.texte)
            chez_elle = any(une in self.regards.chez_elle for une in operations)
            joints = set(ecrit.illisibles)
            inconnus = chez_elle and bool(joints - connus)
            if nomme or joints & siens or inconnus:
                prudence = not nomme and not joints & siens
                self.trouvees.envoyes.append(CourrielNomme(id=numero, fini=etat in registre.FINIS, prudence=prudence))

    def _cites(self) -> dict[int, list[int]]:
        """The operations of the mails that are about several."""
        cites: dict[int, list[int]] = {}
        for une in self.session.exec(select(CourrierOperation)):
            cites.setdefault(une.courrier_id, []).append(une.operation_id)
        return cites

    def _pieces(self) -> None:
        """Attachments given by links: named as what they are copies of."""
        siens = {un.document.sha256 for un in self.trouvees.documents}
        for empreinte in sorted(set(self.session.exec(select(PieceLiee.sha256)))):
            fichier = self.paths.pieces_liees / empreinte
            ecrit = _lire(fichier, lire)
            if fichier.is_file() and (empreinte in siens or self._large().est_nommee(ecrit.texte)):
                self.trouvees.pieces.append(empreinte)

    def _autres(self) -> None:
        """Mails kept as files, rehearsals of the months the person worked, files sent to be taken over."""
        for dossier in (self.paths.courrier_sortant, self.paths.courrier_entrant):
            for fichier in _fichiers(dossier):
                ecrit = _lire(fichier, lire_courriel)
                siens = {un.document.sha256 for un in self.trouvees.documents}
                if self._large().est_nommee(f"{fichier.name}\n{ecrit.texte}") or siens & set(ecrit.illisibles):
                    self.trouvees.autres.append(self._relatif(fichier))
        debuts = [jour for une in self.fiche.presences for jour in une.debuts]
        premier = str(Mois.de(min(debuts))) if debuts else None
        for mois in sorted((self.paths.home / REPETITIONS).glob("????-??")):
            if premier and mois.name >= premier:
                self.trouvees.autres += [self._relatif(fichier) for fichier in _fichiers(mois)]
        for fichier in _fichiers(self.paths.home / ".reprises"):
            if self._large().est_nommee(_lire(fichier, lire).texte):
                self.trouvees.autres.append(self._relatif(fichier))

    def _large(self) -> Effacee:
        """As seen by who was with them."""
        return next(iter(self.regards.chez_elle.values()), self.regards.ailleurs)

    def _relatif(self, fichier: Path) -> str:
        return fichier.relative_to(self.paths.home).as_posix()


def _est_le_sien(document: Document, presence: Presence, tableaux: set[str]) -> bool:
    """Whether a document that cannot be read is about the person, by what it was made from."""
    if document.code in TABLEAUX:
        return document.fichier in tableaux
    return document.code in A_ELLE_SEULE and f'"{presence.beneficiaire.code}"' in document.donnees


def _fichiers(dossier: Path) -> Iterator[Path]:
    return (fichier for fichier in sorted(dossier.rglob("*")) if fichier.is_file()) if dossier.is_dir() else iter(())


def _lire(fichier: Path, lecteur: Callable[[bytes], Ecrit]) -> Ecrit:
    """What a file says; nothing of one that is gone."""
    try:
        return lecteur(fichier.read_bytes())
    except OSError:
        return Ecrit(texte="")
