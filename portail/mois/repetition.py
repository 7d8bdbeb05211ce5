"""The rehearsal of a month: who would receive which dashboards, what changed, what is held back or has left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from sqlmodel import Session

from config.horloge import aujourdhui
from courrier.messages_mensuel import TABLEAU_DE_BORD
from metier.droits import Acces, Droit
from metier.missions import CodeDocument
from metier.periodes import Mois
from portail.erreurs import Message, Refus
from portail.retenu import retenue
from sqlmodel_store.depots import courriers_sortants, operations_vues, tableaux
from sqlmodel_store.depots.courriers_sortants import Envoi
from sqlmodel_store.depots.unicite import normaliser
from sqlmodel_store.modeles.courriers import EtatSortant
from sqlmodel_store.modeles.suivi import Retenue
from sqlmodel_store.session import lecture
from workflows.actes.mensuel import au_nom, faits
from workflows.actes.mensuel.calendrier import Passe, depart
from workflows.actes.mensuel.faits import Fait
from workflows.actes.mensuel.lignes import Choix, Ligne, choisir, suite
from workflows.actes.mensuel.pieces import fichier_du_classeur
from workflows.actes.mensuel.preparation import Empechement, essayer, preparer_ateliers

PAR_PAGE = 50
TABLEAU_INCONNU = Message(
    titre="Ce tableau de bord n’existe pas",
    texte="Aucun tableau de bord de ce mois n’est dû à ce rang pour cette opération, ou elle n’est pas des vôtres. "
    "Repartez de la répétition du mois.",
)


@dataclass(frozen=True, kw_only=True)
class Tableau:
    """A dashboard; `changements`: what changed since the former one, in words; where it and its workbook are read.

    `fait_le` the day it was made, None for one that a run would make; `depuis`: what changed since that day, `repris`
    in the dashboards of later months; `ecarte` where the mail of the month left without it.
    """

    reference: str
    code: str
    organisation: str
    premier: bool
    changements: tuple[str, ...]
    adresse: str
    classeur: str | None
    fait_le: date | None = None
    depuis: tuple[str, ...] = ()
    repris: bool = False
    ecarte: bool = False


@dataclass(frozen=True, kw_only=True)
class Depart:
    """A mail: whom it is for, the dashboards it carries; held back, and why; what became of it once in the outbox.

    `ecartes`: those that will be told by a later month, its mail having left without them.
    """

    destinataire: str
    tableaux: tuple[Tableau, ...]
    ecartes: tuple[Tableau, ...] = ()
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
        return tuple(dict.fromkeys(un.organisation for un in (*self.tableaux, *self.ecartes)))

    @property
    def retenable(self) -> bool:
        """Whether there is something that one may still hold back."""
        return bool(self.tableaux) and not self.parti


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """A page of the mails of a month; `le` the day they leave, `partis` the day they did.

    `suivant`: the next month to leave, which tells what changed since.
    """

    mois: Mois
    le: date
    fini: bool
    partis: date | None
    suivant: Mois
    suivant_le: date
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
    """What would leave, or left, of the operations that the account sees; the recipients in order.

    `mots`: anywhere in them. What is made is shown as it was made.
    """
    du_mois, passe = _du_mois(acces, mois), Passe.lire(session)
    tenues = {une.destinataire: une for une in tableaux.retenues(session, mois)}
    cherches, suivant = normaliser(mots).split(), faits.suivant(passe, mois)
    trouves = [qui for qui in sorted(du_mois.par_adresse) if _repond(qui, du_mois.par_adresse[qui], cherches)]
    pages = max(1, -(-len(trouves) // PAR_PAGE))
    numero = min(max(1, voulue), pages)
    montres = {qui: du_mois.par_adresse[qui] for qui in trouves[(numero - 1) * PAR_PAGE : numero * PAR_PAGE]}
    lecteur = _Lecteur(session, du_mois, [*(un for siens in montres.values() for un in siens), *du_mois.sans])
    return Repetition(
        mois=mois,
        le=depart(mois),
        fini=mois.fin <= aujourdhui(),
        partis=passe.partis.get(mois),
        suivant=suivant,
        suivant_le=depart(suivant),
        departs=_departs(session, mois, montres, lecteur, tenues, clos=mois in passe.partis),
        total=len(du_mois.par_adresse),
        retenus=len(set(du_mois.par_adresse) & set(tenues)),
        numero=numero,
        pages=pages,
        sans_adresse=tuple(lecteur.tableau(un) for un in du_mois.sans),
        inchangees=du_mois.choix.inchangees,
        tous_retenus=tableaux.TOUS in tenues,
        tout_retenable=au_nom.peut_tout_retenir(acces, toutes=du_mois.toutes),
    )


@dataclass(frozen=True, kw_only=True)
class _Un:
    """A dashboard of a recipient: made, of that id, or due, at that place among those of its operation."""

    reference: str
    organisation: str
    fait: int | None = None
    ligne: Ligne | None = None
    rang: int = 0


@dataclass(frozen=True, kw_only=True)
class _DuMois:
    """The dashboards of a month by address, and those that have none; `toutes`: of all operations, or of some."""

    choix: Choix
    par_adresse: Mapping[str, Sequence[_Un]]
    sans: Sequence[_Un]
    toutes: bool


@retenue
def _du_mois(acces: Acces, mois: Mois) -> _DuMois:
    with lecture() as session:
        siennes, toutes = au_nom.visibles(session, acces)
        choix = choisir(session, mois, siennes)
        destines = tableaux.destines(session, mois)
        vues = operations_vues.references(session, acces, {un.operation_id for un in destines})
    par_adresse: dict[str, list[_Un]] = defaultdict(list)
    deja = set()
    for un in destines:
        if un.operation_id in vues:
            par_adresse[un.destinataire].append(
                _Un(reference=vues[un.operation_id], organisation=un.organisation, fait=un.id)
            )
            deja.add((suite(un.operation_id, un.code, un.organisation), un.destinataire))
    rangs: dict[int, int] = defaultdict(int)
    for ligne in choix.dues:
        rang, rangs[ligne.operation_id] = rangs[ligne.operation_id], rangs[ligne.operation_id] + 1
        du = _Un(reference=ligne.reference, organisation=ligne.organisation, ligne=ligne, rang=rang)
        for qui in ligne.destinataires or ("",):
            if (ligne.suite, qui) not in deja:
                par_adresse[qui].append(du)
    sans = par_adresse.pop("", [])
    return _DuMois(choix=choix, par_adresse=par_adresse, sans=sans, toutes=toutes)


def _departs(
    session: Session,
    mois: Mois,
    montres: Mapping[str, Sequence[_Un]],
    lecteur: _Lecteur,
    tenues: Mapping[str, Retenue],
    *,
    clos: bool,
) -> tuple[Depart, ...]:
    """`clos`: whether the month left, in which what is not made is not made any more."""
    envoyes = courriers_sortants.envois(session, [f"{TABLEAU_DE_BORD}:{mois}:"], destinataires=list(montres))
    partis = {un.destinataire: un for un in envoyes}
    departs = []
    for qui, siens in montres.items():
        lus = [lecteur.tableau(un, parti=clos or qui in partis) for un in siens]
        departs.append(
            Depart(
                destinataire=qui,
                tableaux=tuple(un for un in lus if not un.ecarte),
                ecartes=tuple(un for un in lus if un.ecarte),
                retenu=qui in tenues,
                motif=tenues[qui].motif if qui in tenues else None,
                envoi=partis.get(qui),
            )
        )
    return tuple(departs)


class _Lecteur:
    """What is told of the dashboards that a page shows, those made being read together."""

    def __init__(self, session: Session, du_mois: _DuMois, montres: Sequence[_Un]) -> None:
        self._mois = du_mois.choix.mois
        self._faits = faits.lire(session, du_mois.choix, {un.fait for un in montres if un.fait is not None})

    def tableau(self, un: _Un, *, parti: bool = False) -> Tableau:
        """`parti`: whether the mail that would carry it left."""
        if un.ligne is not None:
            return self._du(un, un.ligne, parti=parti)
        fait = self._faits[un.fait or 0]
        return self._fait(un, fait)

    def _du(self, un: _Un, ligne: Ligne, *, parti: bool) -> Tableau:
        adresse = f"/mois/{self._mois}/repetition/{quote(un.reference, safe='')}/{un.rang}"
        return Tableau(
            reference=un.reference,
            code=ligne.code.value,
            organisation=un.organisation,
            premier=ligne.avant is None,
            changements=ligne.changements,
            adresse=adresse,
            classeur=f"{adresse}?piece=1" if ligne.code is CodeDocument.H1 else None,
            ecarte=parti,
        )

    def _fait(self, un: _Un, fait: Fait) -> Tableau:
        documents = f"/operations/{quote(un.reference, safe='')}/documents/"
        classeur = documents + quote(fichier_du_classeur(self._mois))
        return Tableau(
            reference=un.reference,
            code=fait.tableau.code,
            organisation=un.organisation,
            premier=not fait.avant,
            changements=fait.changements,
            adresse=documents + quote(fait.tableau.fichier),
            classeur=classeur if fait.tableau.code == CodeDocument.H1 else None,
            fait_le=fait.tableau.arrete_au,
            depuis=fait.depuis,
            repris=fait.repris,
        )


def _repond(qui: str, siens: Sequence[_Un], mots: Sequence[str]) -> bool:
    if not mots:
        return True
    dit = normaliser(" ".join([qui, *(f"{un.reference} {un.organisation}" for un in siens)]))
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
