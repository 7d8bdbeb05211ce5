"""An offer on its way: to whom it goes, one message each, one reminder; what is awaited of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from config.horloge import PARIS, aujourdhui
from config.identites import Identite
from config.jours_ouvres import feries
from config.settings import get_settings
from courrier.adresses import ADRESSE
from courrier.messages import Message, PieceJointe, Suite
from courrier.messages_recrutement import (
    FicheAViser,
    Offre,
    OffreClose,
    OffreEmploi,
    RelanceOffre,
    fiche_a_viser,
    offre_close,
    offre_emploi,
    relance_offre,
)
from documents.contextes.postes import contract, occupation
from formats.typographie import typographier
from metier.cycle import ETAPES_AVAL, Responsable
from metier.echeances import apres
from metier.poste import Poste
from metier.recrutement import CloturePoste, ReponseOffre
from metier.suivi import Attribution, Suivi
from sqlmodel_store.depots import courriers_sortants, postes, structures
from sqlmodel_store.depots.postes import SansReponse
from sqlmodel_store.depots.structures import Organisation
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import OffreEnvoyee
from sqlmodel_store.modeles.suivi import Poste as LignePoste
from sqlmodel_store.session import lecture, unit_of_work, verrouiller
from workflows.actes.annonces_modalites import adresse as adresse_de
from workflows.actes.attentes import Action
from workflows.actes.donnees_recrutement import FichePoste
from workflows.actes.echeances import Genre
from workflows.actes.engagements import cite
from workflows.actes.identites import identite_de, identite_du_suivi
from workflows.actes.production import poster

DELAI_DE_LECTURE = 2  # working days to note an answer that was received
ESPACEMENT = 5  # working days: at most one reminder a week per recipient
RELANCE = "relance_offre"
CLOTURES = {
    CloturePoste.POURVU: "le recrutement est fait",
    CloturePoste.SANS_CANDIDAT: "la recherche est terminée",
    CloturePoste.RETIRE: "l’entreprise l’a retirée",
}


def destinataires(session: Session, operation: Operation) -> tuple[list[Organisation], list[str]]:
    """Every SIAE and prescripteur that can be written to, one address each; the names of those that cannot."""
    connues = structures.du_territoire(session, operation)
    joignables: dict[str, Organisation] = {}
    for une in connues:
        if une.courriel and ADRESSE.fullmatch(une.courriel):
            joignables.setdefault(une.courriel.casefold(), une)
    return list(joignables.values()), [une.nom for une in connues if not une.courriel]


def resumer(poste: Poste) -> Offre:
    """What mails say of a post: no more than F2 does."""
    return Offre(
        numero=poste.numero,
        intitule=poste.intitule,
        nombre=poste.nombre,
        metier=occupation(poste),
        secteur=poste.secteur,
        contrat=contract(poste),
        debut=poste.conditions.debut,
        candidats=poste.candidature.nombre,
    )


def offrir(
    identite: Identite, poste: Poste, piece: PieceJointe, organisations: Iterable[Organisation]
) -> tuple[Message, ...]:
    """One mail to each from that relay, F2 attached."""
    suite = Suite(
        prochaine_action="répondre à ce message, même si vous n’avez pas de candidat",
        avant_le=poste.candidature.date_limite,
        contact=identite.facilitateur,
    )
    return tuple(
        offre_emploi(
            OffreEmploi(
                destinataire=str(une.courriel), relais=identite.relais, suite=suite, offre=resumer(poste), piece=piece
            )
        )
        for une in organisations
    )


def faire_viser(suivi: Suivi, attribution: Attribution, fiche: FichePoste, piece: PieceJointe) -> Message | None:
    """F1 to the company of the lot, which puts its visa on it; None where no address of theirs is known."""
    courriel, identite = adresse_de(attribution), identite_du_suivi(suivi)
    if courriel is None or not ADRESSE.fullmatch(courriel):
        return None
    return fiche_a_viser(
        FicheAViser(
            destinataire=courriel,
            relais=identite.relais,
            suite=Suite(
                prochaine_action="viser la fiche, ou nous dire ce qui est à corriger",
                avant_le=apres(aujourdhui(), get_settings().echeances.reponse_offre, feries()),
                contact=identite.facilitateur,
            ),
            operation=cite(suivi),
            lot=fiche.lot,
            entreprise=attribution.entreprise,
            offre=resumer(fiche.poste()),
            piece=piece,
        )
    )


def noter_les_envois(
    session: Session, poste_id: int, organisations: Sequence[Organisation], messages: Sequence[Message]
) -> None:
    """Writes down to whom a post is offered, and by which mail."""
    for une, message in zip(organisations, messages, strict=True):
        valeurs: dict[str, Any] = {"destinataire": une.nom, "type": une.type, "courriel": message.destinataire}
        envoi = {"poste_id": poste_id, "courrier_cle": message.cle, "envoyee_le": aujourdhui()}
        postes.noter_envoi(session, **valeurs, **envoi)


def annoncer_la_cloture(session: Session, ligne: LignePoste, cloture: CloturePoste) -> tuple[Message, ...]:
    """To who may still be looking for someone; not to who has said that it would propose nobody."""
    identite = identite_de(session, [ligne.operation_id])
    renoncent = {ReponseOffre.SANS_CANDIDAT, ReponseOffre.REFUS}
    return tuple(
        offre_close(
            OffreClose(
                destinataire=une.courriel,
                relais=identite.relais,
                suite=Suite(prochaine_action="aucune", contact=identite.facilitateur),
                offre=resumer(FichePoste.model_validate_json(ligne.fiche).poste()),
                motif=CLOTURES[cloture],
            )
        )
        for une in postes.offres(session, ligne.id)
        if une.reponse not in renoncent
    )


def dues(session: Session, jour: date) -> list[str]:
    """The recipients to remind, each named by the first of its offers."""
    return list(_a_relancer(session, jour))


def faire(cles: Sequence[str], jour: date) -> None:
    """Remind each once, for all the offers that it has not answered."""
    with lecture() as session:
        dus = {cle: offres for cle, offres in _a_relancer(session, jour).items() if cle in cles}
    for cle, offres in dus.items():
        with unit_of_work() as session:
            verrouiller(session, RELANCE)
            if _a_relancer(session, jour).get(cle) == offres:
                poster(session, _relance(session, offres, jour), *dict.fromkeys(une.operation_id for une in offres))


def _a_relancer(session: Session, jour: date) -> dict[str, tuple[SansReponse, ...]]:
    """By the number of the first: the offers to remind a recipient of; none within a week of the last reminder."""
    par_adresse: dict[str, list[SansReponse]] = {}
    for une in postes.sans_reponse(session):
        par_adresse.setdefault(une.courriel, []).append(une)
    relances = _relances(session, list(par_adresse)) if par_adresse else {}
    trouvees = {}
    for adresse, offres in par_adresse.items():
        deja, derniere = relances.get(adresse.casefold(), (frozenset(), None))
        restent = tuple(une for une in offres if une.code not in deja)
        trop_tot = derniere is not None and jour < apres(derniere, ESPACEMENT, feries())
        if not trop_tot and any(_echue(une, jour) for une in restent):
            trouvees[str(restent[0].id)] = restent
    return trouvees


def _echue(offre: SansReponse, jour: date) -> bool:
    return jour >= apres(offre.parti_le, get_settings().echeances.reponse_offre, feries())


def _relances(session: Session, adresses: list[str]) -> dict[str, tuple[frozenset[str], date | None]]:
    """The offers that each was reminded of already, and when last."""
    faites: dict[str, tuple[frozenset[str], date | None]] = {}
    for envoi in courriers_sortants.envois(session, [f"{RELANCE}:"], destinataires=adresses):
        codes, derniere = faites.get(envoi.destinataire.casefold(), (frozenset(), None))
        jours = [jour for jour in (derniere, envoi.pose_le) if jour]
        faites[envoi.destinataire.casefold()] = (
            codes | set(envoi.cle.split(":")[1].split("+")),
            max(jours, default=None),
        )
    return faites


def _relance(session: Session, offres: Sequence[SansReponse], jour: date) -> Message:
    identite = identite_de(session, {une.operation_id for une in offres})
    return relance_offre(
        RelanceOffre(
            destinataire=offres[0].courriel,
            relais=identite.relais,
            suite=Suite(
                prochaine_action="répondre à ce message par une ligne",
                avant_le=apres(jour, get_settings().echeances.reponse_offre, feries()),
                contact=identite.facilitateur,
            ),
            offres=tuple(resumer(FichePoste.model_validate_json(une.fiche).poste()) for une in offres),
            envoyees=tuple(une.parti_le for une in offres),
        )
    )


def en_attente(session: Session, lignes: Sequence[Operation]) -> list[Action]:
    """Answers awaited, or received and not noted; posts from which nobody is awaited any more, to fill or to close."""
    suivies = [ligne.id for ligne in lignes if ligne.etape in ETAPES_AVAL]
    ouverts = postes.ouverts(session, suivies)
    recues = postes.a_noter(session, suivies)
    actions = [
        _noter(poste, operation.reference, recues[poste.id][0], recues[poste.id][1].astimezone(PARIS).date())
        for poste, operation, _ in ouverts
        if poste.id in recues
    ]
    return actions + [_attendre(poste, operation.reference, offres) for poste, operation, offres in ouverts]


def _noter(poste: LignePoste, reference: str, combien: int, depuis: date) -> Action:
    """An answer came by mail, and is not counted yet."""
    libelle = f"Lire et noter {combien} réponse(s) à l’offre {poste.code}, {poste.intitule}"
    avant_le = apres(depuis, DELAI_DE_LECTURE, feries())
    action = _action(libelle, Responsable.FACILITATEUR.libelle, depuis, avant_le, reference)
    return replace(action, lot=poste.lot, ensemble="Lire et noter les réponses aux offres, {}")


def _attendre(poste: LignePoste, reference: str, offres: Sequence[OffreEnvoyee]) -> Action:
    limite = _limite(poste)
    muets = sum(une.reponse is None for une in offres)
    if muets and aujourdhui() <= limite:
        libelle = (
            f"Répondre à l’offre {poste.code}, {poste.intitule} ({muets} réponse(s) attendue(s) sur {len(offres)})"
        )
        action = _action(libelle, "SIAE et service public de l’emploi", poste.ouvert_le, limite, reference)
        return replace(action, lot=poste.lot, ensemble="Répondre aux offres, {}")
    depuis = poste.ouvert_le if not muets else limite
    libelle = (
        f"Pourvoir ou clore le poste {poste.code}, {poste.intitule} ({poste.pourvus} pourvu(s) sur {poste.nombre}"
        f"{f' ; à rappeler, {muets} sans réponse sur {len(offres)}' if muets else ''})"
    )
    delai = get_settings().echeances.fiche_de_poste
    action = _action(libelle, Responsable.FACILITATEUR.libelle, depuis, apres(limite, delai, feries()), reference)
    return replace(action, lot=poste.lot, ensemble="Pourvoir ou clore les postes, {}")


def _limite(poste: LignePoste) -> date:
    dite = FichePoste.model_validate_json(poste.fiche).candidature.date_limite
    return dite or apres(poste.ouvert_le, get_settings().echeances.reponse_offre, feries())


def _action(libelle: str, qui: str, depuis: date, avant_le: date, reference: str) -> Action:
    return Action(libelle=typographier(libelle), qui=qui, depuis=depuis, avant_le=avant_le, reference=reference)


GENRE = Genre(nom="rappels des offres d’emploi", dues=dues, faire=faire)
