"""The trace of a search for candidates: to whom a post was offered, when it really left, what each answered.

No candidate is named anywhere: the trace proves what was done, and that nobody came where nobody came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from documents.contextes.rapports import combien
from formats.dates import date_courte, date_longue
from formats.typographie import typographier
from metier.recrutement import CloturePoste, ReponseOffre
from sqlmodel_store.depots import postes
from sqlmodel_store.depots.postes import Envoi


@dataclass(frozen=True, kw_only=True)
class Diligence:
    """The search for one post: what was offered, to whom, when it really left, what was answered."""

    code: str
    intitule: str
    lot: int
    entreprise: str
    nombre: int
    pourvus: int
    ouvert_le: date
    clos_le: date | None
    cloture: CloturePoste | None
    envois: tuple[Envoi, ...]

    @property
    def candidats(self) -> int:
        """How many candidates were proposed in all."""
        return sum(un.candidats or 0 for un in self.envois)

    @property
    def sans_candidat(self) -> bool:
        """Whether everybody to whom the offer really went answered, and nobody proposed anyone."""
        partis = [un for un in self.envois if un.parti_le is not None]
        return bool(partis) and all(
            un.reponse is not None and un.reponse is not ReponseOffre.CANDIDATS for un in partis
        )


def diligences(session: Session, operation_id: int) -> list[Diligence]:
    """The searches made for an operation, as E5 and I1 may cite them: no candidate is named anywhere."""
    envois = postes.envois(session, operation_id)
    return [
        Diligence(
            code=poste.code,
            intitule=poste.intitule,
            lot=poste.lot,
            entreprise=poste.entreprise,
            nombre=poste.nombre,
            pourvus=poste.pourvus,
            ouvert_le=poste.ouvert_le,
            clos_le=poste.clos_le,
            cloture=poste.cloture,
            envois=tuple(un for un in envois if un.poste == poste.code),
        )
        for poste in postes.de_l_operation(session, operation_id)
    ]


def raconter(diligence: Diligence) -> str:
    """The trace of a search in words, to be kept with the operation: who was asked, when, what each answered."""
    lignes = [
        f"Poste {diligence.code} : {diligence.intitule}",
        f"Lot {diligence.lot}, {diligence.entreprise} ; {diligence.nombre} poste(s), {diligence.pourvus} pourvu(s)",
        f"Ouvert le {date_courte(diligence.ouvert_le)}",
    ]
    if diligence.cloture and diligence.clos_le:
        lignes.append(f"Clos le {date_courte(diligence.clos_le)} : {diligence.cloture.libelle}")
    lignes += ["", f"Offre adressée à {len(diligence.envois)} destinataire(s), par ordre alphabétique :"]
    lignes += [f"- {_raconter_envoi(un)}" for un in diligence.envois]
    lignes += ["", f"Candidats proposés en tout : {diligence.candidats}."]
    return typographier("\n".join(lignes)) + "\n"


def recherches(session: Session, operation_id: int, entreprise: str) -> tuple[str, ...]:
    """The searches made for a company, one sentence each, as E5 lists what was done; what has not left is not said."""
    return tuple(
        _en_une_phrase(une)
        for une in diligences(session, operation_id)
        if une.entreprise == entreprise and any(un.parti_le for un in une.envois)
    )


def sans_candidat(session: Session, operation_id: int) -> tuple[str, ...]:
    """The searches closed because nobody came, one sentence each, as I1 lists what slowed the operation down."""
    return tuple(
        typographier(f"lot {une.lot}, {une.entreprise}, recherche close sans candidat : {_en_une_phrase(une)}")
        for une in diligences(session, operation_id)
        if une.cloture is CloturePoste.SANS_CANDIDAT and any(un.parti_le for un in une.envois)
    )


def _en_une_phrase(diligence: Diligence) -> str:
    partis = [un for un in diligence.envois if un.parti_le]
    premier = min(un.parti_le for un in partis if un.parti_le)
    reponses = sum(un.reponse is not None for un in partis)
    return typographier(
        f"offre {diligence.code} ({diligence.intitule}, {combien(diligence.nombre, 'poste')}) adressée le "
        f"{date_longue(premier)} à {combien(len(partis), 'destinataire')} : {combien(reponses, 'réponse')}, "
        f"{combien(diligence.candidats, 'candidat proposé', 'candidats proposés')}, "
        f"{combien(diligence.pourvus, 'recrutement')}"
    )


def _raconter_envoi(envoi: Envoi) -> str:
    qui = f"{envoi.destinataire} ({envoi.type})" if envoi.type else envoi.destinataire
    parti = f"parti le {date_courte(envoi.parti_le)}" if envoi.parti_le else "message non parti"
    if envoi.reponse is None:
        return f"{qui} : {parti} ; sans réponse"
    candidats = f" ({envoi.candidats})" if envoi.candidats else ""
    le = f" le {date_courte(envoi.repondu_le)}" if envoi.repondu_le else ""
    return f"{qui} : {parti} ; réponse{le} : {envoi.reponse.libelle}{candidats}"
