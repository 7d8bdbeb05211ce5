"""The rehearsal of a month: who would receive which dashboards, what changed, what is held back or has left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from config.horloge import aujourdhui
from courrier.messages_mensuel import TABLEAU_DE_BORD
from metier.droits import Acces, Droit
from metier.periodes import Mois
from portail.erreurs import Message, Refus
from portail.retenu import retenue
from sqlmodel_store.depots import courriers_sortants, operations_vues, tableaux
from sqlmodel_store.depots.courriers_sortants import Envoi
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.courriers import EtatSortant
from sqlmodel_store.modeles.suivi import Retenue
from sqlmodel_store.session import lecture
from workflows.actes.mensuel import au_nom
from workflows.actes.mensuel.calendrier import Passe, depart
from workflows.actes.mensuel.chiffres import differences
from workflows.actes.mensuel.lignes import Choix, Ligne, choisir
from workflows.actes.mensuel.preparation import Empechement, essayer, preparer_ateliers

PAR_PAGE = 50
TABLEAU_INCONNU = Message(
    titre="Ce tableau de bord n’existe pas",
    texte="Aucun tableau de bord de ce mois n’est dû à ce rang pour cette opération, ou elle n’est pas des vôtres. "
    "Repartez de la répétition du mois.",
)


@dataclass(frozen=True, kw_only=True)
class Tableau:
    """A dashboard; `rang` among those of its operation; `changements`: what changed since the former one, in words."""

    reference: str
    rang: int
    code: str
    organisation: str
    premier: bool
    changements: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Depart:
    """A mail: whom it is for, the dashboards it carries; held back, and why; what became of it once in the outbox."""

    destinataire: str
    tableaux: tuple[Tableau, ...]
    retenu: bool = False
    motif: str | None = None
    envoi: Envoi | None = None

    @property
    def parti(self) -> bool:
        return self.envoi is not None

    @property
    def arrive(self) -> bool:
        return self.envoi is not None and self.envoi.etat is EtatSortant.ENVOYE

    @property
    def organisations(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(un.organisation for un in self.tableaux))


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """A page of the mails of a month; `le` the day they leave, `partis` the day they did."""

    mois: Mois
    le: date
    fini: bool
    partis: date | None
    departs: tuple[Depart, ...]
    total: int
    retenus: int
    numero: int
    pages: int
    sans_adresse: tuple[Tableau, ...]
    inchangees: int
    tous_retenus: bool
    tout_retenable: bool


def lire(session: Session, acces: Acces, mois: Mois, mots: str = "", voulue: int = 1) -> Repetition:
    """What would leave, of the operations that the account sees; the recipients in order, `mots` anywhere in them."""
    choix = _choix(acces, mois)
    tenues = {une.destinataire: une for une in tableaux.retenues(session, mois)}
    par_adresse, sans = _par_adresse(choix)
    cherches = normaliser(mots).split()
    trouves = [qui for qui in sorted(par_adresse) if _repond(qui, par_adresse[qui], cherches)]
    pages = max(1, -(-len(trouves) // PAR_PAGE))
    numero = min(max(1, voulue), pages)
    montres = {qui: par_adresse[qui] for qui in trouves[(numero - 1) * PAR_PAGE : numero * PAR_PAGE]}
    return Repetition(
        mois=mois,
        le=depart(mois),
        fini=mois.fin <= aujourdhui(),
        partis=Passe.lire(session).partis.get(mois),
        departs=_departs(session, mois, montres, tenues),
        total=len(par_adresse),
        retenus=len(set(par_adresse) & set(tenues)),
        numero=numero,
        pages=pages,
        sans_adresse=tuple(un.tableau for un in sans),
        inchangees=choix.inchangees,
        tous_retenus=tableaux.TOUS in tenues,
        tout_retenable=au_nom.peut_tout_retenir(session, acces),
    )


@retenue
def _choix(acces: Acces, mois: Mois) -> Choix:
    with lecture() as session:
        return au_nom.lire(session, acces, mois)


def _departs(
    session: Session, mois: Mois, montres: Mapping[str, list[_Rang]], tenues: Mapping[str, Retenue]
) -> tuple[Depart, ...]:
    envoyes = courriers_sortants.envois(session, [f"{TABLEAU_DE_BORD}:{mois}:"], destinataires=list(montres))
    partis = {un.destinataire: un for un in envoyes}
    return tuple(
        Depart(
            destinataire=qui,
            tableaux=tuple(un.tableau for un in siens),
            retenu=qui in tenues,
            motif=tenues[qui].motif if qui in tenues else None,
            envoi=partis.get(qui),
        )
        for qui, siens in montres.items()
    )


@dataclass(frozen=True, kw_only=True)
class _Rang:
    """A dashboard due, and its place among those of its operation; what changed is worked out for those shown."""

    ligne: Ligne
    rang: int

    @property
    def tableau(self) -> Tableau:
        ligne = self.ligne
        return Tableau(
            reference=ligne.reference,
            rang=self.rang,
            code=ligne.code.value,
            organisation=ligne.organisation,
            premier=ligne.avant is None,
            changements=differences(ligne.avant, ligne.chiffres),
        )


def _par_adresse(choix: Choix) -> tuple[dict[str, list[_Rang]], list[_Rang]]:
    """The dashboards due by address, and those that have none."""
    par_adresse: dict[str, list[_Rang]] = defaultdict(list)
    sans: list[_Rang] = []
    rangs: dict[int, int] = defaultdict(int)
    for ligne in choix.dues:
        un = _Rang(ligne=ligne, rang=rangs[ligne.operation_id])
        rangs[ligne.operation_id] += 1
        for qui in ligne.destinataires:
            par_adresse[qui].append(un)
        if not ligne.destinataires:
            sans.append(un)
    return par_adresse, sans


def _repond(qui: str, siens: list[_Rang], mots: Sequence[str]) -> bool:
    if not mots:
        return True
    dit = normaliser(" ".join([qui, *(f"{un.ligne.reference} {un.ligne.organisation}" for un in siens)]))
    return all(mot in dit for mot in mots)


def produire(acces: Acces, mois: Mois, reference: str, rang: int, piece: int) -> tuple[str, bytes]:
    """A dashboard as it would leave today: the name and the bytes of one of its files; nothing is kept of it.

    Raises AccesRefuse, Refus: 404 for one that is not due or not seen, 422 with the sentence of what prevents it.
    """
    acces.exiger(Droit.LIRE)
    with lecture() as session:
        operation = operations_vues.par_reference(session, acces, reference)
        choix = choisir(session, mois, [operation.id]) if operation else None
        if operation is None or choix is None or not 0 <= rang < len(choix.dues):
            raise Refus(404, TABLEAU_INCONNU)
        atelier = preparer_ateliers(session, choix)[operation.id]
    essai = essayer(atelier, choix.dues[rang])
    if isinstance(essai, Empechement):
        raise Refus(422, Message(titre="Ce tableau de bord ne peut pas être produit", texte=essai.phrase))
    produites = essai.produites
    if not 0 <= piece < len(produites):
        raise Refus(404, TABLEAU_INCONNU)
    return produites[piece].piece.fichier.rpartition("/")[2], produites[piece].piece.octets
