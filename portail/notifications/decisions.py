"""What a person decides of a mail, done by the same acts as the command line; the second of two is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from fastapi.responses import HTMLResponse, RedirectResponse, Response

from formats.typographie import typographier
from metier.courriers import NatureCourrier
from metier.cycle import Transition
from metier.droits import Acces
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from portail import actes
from portail.actes import sans_chemin
from portail.formulaires.actes import composer
from portail.formulaires.saisie import Envoi, lire
from portail.notifications import formulaire
from portail.notifications.annoncee import Annoncee
from portail.notifications.fiche import Fiche, ouvrir
from portail.rendu import page
from portail.visite import Ton, annoncer
from sqlmodel_store.depots import operations, operations_vues
from sqlmodel_store.session import lecture
from workflows.actes import tri
from workflows.actes.classement import CHOIX, Decision
from workflows.actes.reception import Suite

ECARTS = (Transition.CLASSER, Transition.SUSPENDRE, Transition.ABANDONNER)
"""What puts aside an operation that was announced."""
CONFLIT, REFUSE = 409, 422
SAISI_MAX = 4000


def montrer(
    fiche: Fiche,
    statut: int = 200,
    *,
    refus: str = "",
    ailleurs: str = "",
    perdues: list[tuple[str, str]] | None = None,
) -> HTMLResponse:
    """The page of a mail. `refus`: why nothing was done; `perdues`: what had been typed and cannot be sent any more."""
    return page(
        "notifications_courriel",
        statut,
        fiche=fiche,
        refus=refus,
        ailleurs=ailleurs,
        perdues=[(nom, dit[:SAISI_MAX]) for nom, dit in perdues or []],
        natures=CHOIX,
        ecarts=ECARTS,
    )


def _ouvrir(acces: Acces, fiche: Fiche, envoi: Envoi) -> Response:
    """Open what the mail announces, as it was verified, then say of it what no mail is read for."""
    if _allonge(fiche, envoi, "ouvrir"):
        return montrer(_resaisie(fiche, envoi))
    try:
        verifiees = formulaire.lire_annonces(envoi, fiche.relais)
        suite = _regler(acces, fiche, envoi, annonces=verifiees)
    except FauteDeSaisie as faute:
        return _refuser(acces, fiche, envoi, faute, saisie=True)
    ouvertes = list(zip(suite.ouvertes, verifiees, strict=True))
    for reference, verifiee in ouvertes:
        _instruire(acces, fiche, reference, verifiee)
    if len(ouvertes) > 1:
        annoncer(f"{len(ouvertes)} opérations ouvertes\u00a0: {', '.join(suite.ouvertes)}.")
        return _aller("/operations")
    _dire(acces, suite.reference or "", "ouverte et vérifiée", "ouverte")
    return _aller(f"/operations/{quote(suite.reference or '', safe='')}")


def _regler(acces: Acces, fiche: Fiche, envoi: Envoi, *, annonces: list[Annoncee]) -> Suite:
    choisi = next((une.relais for une in annonces if une.relais), None)
    lues = tuple(une.champs_lus() for une in annonces)
    decrite = formulaire.retenues(envoi)[:1] == formulaire.racines(envoi)[:1]
    decision = Decision(annonces=lues, decrite=decrite, relais=choisi, vu_le=vu_le(envoi))
    return tri.regler(acces, fiche.vu.id, decision)


def _instruire(acces: Acces, fiche: Fiche, reference: str, verifiee: Annoncee) -> None:
    """The operation is open whatever happens here: what is refused is said, and completed on its page."""
    cle = f"courriel:{fiche.vu.id}:{reference}"
    try:
        actes.faire(acces, reference, Transition.INSTRUIRE, verifiee.instruction(), cle=cle)
    except FauteDeSaisie as faute:
        annoncer(f"Opération {reference}, à compléter par «\u00a0Instruire\u00a0»\u00a0: {faute.phrase}", Ton.ATTENTION)


def _dire(acces: Acces, reference: str, verifiee: str, sinon: str, *, suite: str = "") -> None:
    """What was done of an operation; it is said to be verified where what it is verified with is there."""
    with lecture() as session:
        operation = operations_vues.par_reference(session, acces, reference)
        assert operation is not None
        restent = formulaire.restent(operation, operations.lots(session, operation.id))
    fait = f"Opération {reference} {sinon if restent else verifiee}. {suite}".rstrip()
    if restent:
        reste = f"Reste à compléter, au plus tard au calibrage\u00a0: {', '.join(restent)}."
        annoncer(f"{fait} {reste}", Ton.ATTENTION)
    else:
        annoncer(fait)


def _confirmer_la_proposition(acces: Acces, fiche: Fiche, envoi: Envoi) -> Response:
    """« Instruire », with what was corrected."""
    reference = fiche.vu.reference
    if fiche.verification is None or fiche.verification.acte != "instruire" or reference is None:
        return _conflit(acces, fiche, envoi)
    if _allonge(fiche, envoi, "instruire"):
        return montrer(_resaisie(fiche, envoi))
    with lecture() as session:
        operation = operations_vues.par_reference(session, acces, reference)
        assert operation is not None
        connu = composer(session, operation, Transition.INSTRUIRE)
    connu = replace(connu, champs=formulaire.instruits(connu.champs))
    corrections = connu.corrections(lire(connu.champs, envoi))
    try:
        resultat = actes.faire(acces, reference, Transition.INSTRUIRE, corrections, cle=envoi.texte("cle")[:80])
    except FauteDeSaisie as faute:
        return _refuser(acces, fiche, envoi, faute, saisie=True)
    _dire(acces, reference, "vérifiée", "confirmée", suite=actes.raconter(Transition.INSTRUIRE, resultat))
    for alerte in resultat.alertes:
        annoncer(alerte, Ton.ATTENTION)
    return _aller(f"/operations/{quote(reference, safe='')}")


def _confirmer_l_expediteur(acces: Acces, fiche: Fiche, envoi: Envoi) -> Response:
    return _classer_selon(acces, fiche, envoi, Decision(confirmer=True, vu_le=vu_le(envoi)))


def _classer(acces: Acces, fiche: Fiche, envoi: Envoi) -> Response:
    """File the mail: beside an operation, or under a nature, or both."""
    try:
        decision = _lire_le_classement(envoi)
    except FauteDeSaisie as faute:
        return montrer(fiche, REFUSE, refus=sans_chemin(faute))
    return _classer_selon(acces, fiche, envoi, decision)


def _lire_le_classement(envoi: Envoi) -> Decision:
    """Raises FauteDeSaisie when nothing is decided, or the month is none."""
    reference, nature, mois = (envoi.texte(nom) for nom in ("operation", "nature", "mois"))
    if not (reference or nature in set(CHOIX)):
        phrase = "operation : dites à quelle opération va ce courriel, ou ce qu’il est."
        raise FauteDeSaisie("operation", typographier(phrase))
    return Decision(
        operation=reference or None,
        nature=NatureCourrier(nature) if nature in set(CHOIX) else None,
        mois=Mois.lire(mois, "mois") if mois else None,
        vu_le=vu_le(envoi),
    )


def _classer_selon(acces: Acces, fiche: Fiche, envoi: Envoi, decision: Decision) -> Response:
    try:
        suite = tri.regler(acces, fiche.vu.id, decision)
    except FauteDeSaisie as faute:
        return _refuser(acces, fiche, envoi, faute)
    reste = suite.nature is NatureCourrier.A_TRANCHER
    avec = f" ({suite.reference})" if suite.reference else ""
    annoncer(
        f"Courriel n°\u00a0{fiche.vu.id}\u00a0: {suite.nature.libelle}{avec}. {suite.raison}",
        Ton.ATTENTION if reste else Ton.FAIT,
    )
    return _aller(f"/notifications/{fiche.vu.id}" if reste else "/notifications")


def _ecarter(acces: Acces, fiche: Fiche, envoi: Envoi) -> Response:
    """Put aside the operation that was announced, with its reason."""
    reference, code = fiche.vu.reference, envoi.texte("ecart")
    ecart = next((une for une in ECARTS if une.value == code), None)
    if reference is None or fiche.verification is None or fiche.verification.acte != "instruire":
        return _conflit(acces, fiche, envoi)
    motif = envoi.texte("motif")
    if ecart is None or not motif:
        return montrer(fiche, REFUSE, refus="Dites ce que devient l’opération, et pourquoi\u00a0: le motif est gardé.")
    try:
        resultat = actes.faire(acces, reference, ecart, {"motif": motif}, cle=envoi.texte("cle")[:80])
    except FauteDeSaisie as faute:
        return _refuser(acces, fiche, envoi, faute)
    annoncer(f"Opération {reference}. {actes.raconter(ecart, resultat)}")
    return _aller("/notifications")


DECISIONS: dict[str, Callable[[Acces, Fiche, Envoi], Response]] = {
    "ouvrir": _ouvrir,
    "instruire": _confirmer_la_proposition,
    "confirmer": _confirmer_l_expediteur,
    "classer": _classer,
    "ecarter": _ecarter,
}


def vu_le(envoi: Envoi) -> datetime | None:
    """When the mail had been settled, as the page that was sent showed it."""
    try:
        return datetime.fromisoformat(envoi.texte("vu_le"))
    except ValueError:
        return None


def _allonge(fiche: Fiche, envoi: Envoi, acte: str) -> bool:
    """Whether a row, or an operation, is asked for rather than the act."""
    ici = fiche.verification is not None and fiche.verification.acte == acte
    return ici and envoi.texte("action").startswith("ajouter:")


def _refuser(acces: Acces, fiche: Fiche, envoi: Envoi, faute: FauteDeSaisie, *, saisie: bool = False) -> Response:
    """Nothing was done: the form again with what is wrong, or what somebody else did meanwhile."""
    actuelle = ouvrir(acces, fiche.vu.id, annonce=envoi.texte("annonce") == "oui")
    if actuelle is None or _a_change(actuelle, envoi):
        return _conflit(acces, actuelle or fiche, envoi)
    if not saisie or actuelle.verification is None:
        return montrer(actuelle, REFUSE, refus=sans_chemin(faute))
    return montrer(_resaisie(actuelle, envoi, faute), REFUSE)


def _a_change(fiche: Fiche, envoi: Envoi) -> bool:
    """Whether the mail, or its operation, is no longer as the page that was sent showed it."""
    etape = fiche.vu.etape.value if fiche.vu.etape else ""
    return fiche.vu.traite_le != vu_le(envoi) or etape != envoi.texte("etape")


def _conflit(acces: Acces, fiche: Fiche, envoi: Envoi) -> Response:
    """What the second of two persons is told; what they had typed is shown, so that nothing is lost."""
    par, deja = fiche.vu.tranche_par, "L’opération de ce courriel a avancé"
    if par:
        deja = "Vous avez déjà réglé ce courriel" if par == acces.nom else f"{par} a réglé ce courriel"
    return montrer(
        fiche,
        CONFLIT,
        refus=f"{deja} depuis l’ouverture de cette page. Rien de cet envoi n’est enregistré\u00a0: voyez où il en est.",
        perdues=formulaire.dites(envoi),
    )


def _resaisie(fiche: Fiche, envoi: Envoi, faute: FauteDeSaisie | None = None) -> Fiche:
    assert fiche.verification is not None
    return replace(fiche, verification=formulaire.resaisie(fiche.verification, envoi, faute))


def _aller(adresse: str) -> RedirectResponse:
    return RedirectResponse(adresse, status_code=303)
