"""A meeting as documents and mails need it: the operation around it, who is called."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time

from sqlmodel import Session

from config.horloge import aujourdhui
from config.identites import Identite
from config.paths import Paths
from config.settings import get_settings
from courrier.adresses import ADRESSE
from documents.contextes.lots_en_reunion import lots_en_reunion
from documents.contextes.reunions import DemandeReunion
from documents.manques import collect_manques
from documents.piece import Attendue, AvecModele
from documents.production import make_followup_piece
from echanges.suivi import charger
from formats.typographie import typographier
from metier.acteurs import RoleContact
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.reunion import Participant, Presence, TypeReunion
from metier.reunion import Reunion as ReunionMetier
from metier.suivi import Suivi
from sqlmodel_store.depots import reunions
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import Convie, Reunion
from workflows.actes.editions import complete
from workflows.actes.effets import PieceProduite
from workflows.actes.identites import identite_du_suivi

HEURE = time(9, 0)


@dataclass(frozen=True, kw_only=True)
class Tenue:
    """A meeting as documents and mails need it."""

    suivi: Suivi
    operation: Operation
    ligne: Reunion
    appeles: tuple[Convie, ...]

    @property
    def code(self) -> str:
        return self.ligne.code

    @property
    def metier(self) -> ReunionMetier:
        ligne = self.ligne
        assert ligne.jour is not None
        return ReunionMetier(
            type=ligne.type,
            jour=ligne.jour,
            heure=ligne.heure or HEURE,
            convocateur=ligne.convoquee_par,
            duree_minutes=ligne.duree_minutes,
            lieu=ligne.lieu,
            visio=ligne.visio,
            ordre_du_jour=tuple(json.loads(ligne.ordre_du_jour or "[]")),
            participants=tuple(
                Participant(organisation=un.organisation or un.courriel, role=un.role, nom=un.nom, presence=un.presence)
                for un in self.appeles
            ),
        )

    @property
    def identite(self) -> Identite:
        return identite_du_suivi(self.suivi)

    @property
    def demande(self) -> DemandeReunion:
        identite = self.identite
        mois = Mois.de(aujourdhui()).precedent
        return DemandeReunion(
            suivi=self.suivi,
            reunion=self.metier,
            relais=identite.relais,
            facilitateur=identite.facilitateur,
            date=aujourdhui(),
            lots=tuple(lot for lot in lots_en_reunion(self.suivi, mois) if self._concerne(lot.lot)),
            arrete_au=mois.fin,
        )

    def _concerne(self, lot: int) -> bool:
        return not self.ligne.lots or lot in json.loads(self.ligne.lots)


def reunir(
    session: Session, operation: Operation, ligne: Reunion, presences: dict[str, Presence] | None = None
) -> Tenue:
    """The meeting of a row, written or not; those to call where nobody was yet. `presences`: by address."""
    suivi = charger(session, operation.reference)
    appeles = reunions.convies(session, [ligne.id]) if ligne.id else list(_a_convier(suivi, ligne))
    copies = tuple(Convie(**convie.model_dump()) for convie in appeles)
    for convie in copies:
        convie.presence = (presences or {}).get(convie.courriel.lower(), convie.presence)
    return Tenue(suivi=suivi, operation=operation, ligne=ligne, appeles=copies)


def _a_convier(suivi: Suivi, ligne: Reunion) -> Iterator[Convie]:
    """The companies of the lots, and, but for a company's own appointment, the buyer and the maître d’œuvre."""
    vus: set[str] = set()
    for convie in _candidats(suivi, ligne):
        if ADRESSE.fullmatch(convie.courriel) and convie.courriel.lower() not in vus:
            vus.add(convie.courriel.lower())
            yield convie


def _candidats(suivi: Suivi, ligne: Reunion) -> Iterable[Convie]:
    lots = set(json.loads(ligne.lots or "[]"))
    for une in suivi.attributions:
        adresse = (une.referent.courriel if une.referent else None) or une.courriel
        if adresse and (not lots or une.lot in lots):
            nom = une.referent.nom if une.referent else None
            yield Convie(courriel=adresse, nom=nom, organisation=une.entreprise, role=RoleContact.ENTREPRISE)
    if ligne.type is TypeReunion.RDV_ENTREPRISE:
        return
    for contact in suivi.contacts:
        if contact.courriel and contact.role in (RoleContact.MAITRE_OUVRAGE, RoleContact.MAITRE_OEUVRE):
            yield Convie(
                courriel=contact.courriel, nom=contact.nom, organisation=contact.organisation, role=contact.role
            )


def exiger(session: Session, operation: Operation, code: str) -> Reunion:
    """A meeting that is not cancelled. Raises FauteDeSaisie naming those that are known."""
    ligne = reunions.par_code(session, operation.id, code)
    if ligne is not None and ligne.annulee_le is None:
        return ligne
    connues = [une.code for une in reunions.lister(session, [operation.id]) if une.annulee_le is None]
    phrase = f"code : aucune réunion « {code} » à tenir ; réunions connues : {', '.join(connues) or 'aucune'}."
    raise FauteDeSaisie("code", typographier(phrase))


def produire(tenue: Tenue, code: CodeDocument, contexte: AvecModele) -> PieceProduite:
    """A document of the meeting, its texts checked."""
    identite = tenue.identite
    controlee = make_followup_piece(
        Attendue(code=code, contexte=contexte, precision=tenue.code),
        tenue.suivi,
        identite.relais,
        identite.facilitateur,
        definitif=complete(collect_manques(contexte)),
        cites=(tenue.metier.participants,),
        dossier_modeles=Paths(get_settings().home).modeles,
    )
    faite_de = {"reunion": tenue.code, "jour": str(tenue.ligne.jour), "version": tenue.ligne.sequence}
    return PieceProduite(piece=controlee.piece, donnees=json.dumps(faite_de, sort_keys=True))
