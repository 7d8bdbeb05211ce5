"""The right to count: people written down, validated before their first day, or by status; the attestations (G2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlmodel import Session

from config.horloge import aujourdhui
from echanges import champs
from echanges.controles_dossier import age_refuse
from echanges.effacees import exiger_inconnue
from echanges.format_dossier import Identifiant
from formats.dates import date_courte
from formats.typographie import typographier
from metier.cycle import ETAPES_AVAL, Responsable
from metier.eligibilite import A_CONFIRMER, PIECE_PAR_STATUT, a_l_age_de_travailler, est_tardive, par_statut
from metier.fautes import FauteDeSaisie
from metier.publics import Categorie, Niveau, Sexe
from sqlmodel_store.depots import eligibilites
from sqlmodel_store.depots.eligibilites import NonValidee, Suivie
from sqlmodel_store.depots.personnes import identite
from sqlmodel_store.modeles.insertion import Beneficiaire
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attentes import Action
from workflows.actes.attestations import Attestation, attester
from workflows.actes.effets import Effet, Sujet

PIECE = "piece"
A_VALIDER = "Valider l’éligibilité avant le premier jour"
VALIDER_TARD = "Valider l’éligibilité, le premier jour est passé"
SANS_MOTIF = (
    "Donner le motif de l’éligibilité validée après le premier jour, heures d’avant non comptées "
    "(valider_eligibilite, motif_tardif)"
)


class NouveauBeneficiaire(champs.Format):
    """A person, as the dossier writes them; `id` to correct one that is known."""

    id: Identifiant | None = None
    nom: champs.TexteRempli
    prenom: champs.TexteRempli
    naissance: champs.DateIso
    sexe: Sexe | None = None
    commune: champs.TexteRempli | None = None
    categorie: Categorie
    niveau: Niveau | None = None


class Validation(champs.Format):
    """A decision on a person; `motif_tardif` where they were at work before it, `employeur` where no contract says."""

    beneficiaire: Identifiant
    validee_le: champs.DateIso
    piece: champs.TexteRempli
    motif_tardif: champs.TexteRempli | None = None
    employeur: champs.TexteRempli | None = None


class ValidationParStatut(champs.Format):
    """Everyone that a structure employs, or those that are named."""

    validee_le: champs.DateIso
    motif_tardif: champs.TexteRempli | None = None
    beneficiaires: tuple[Identifiant, ...] = ()


class RefusDEligibilite(champs.Format):
    """A refusal: its reason is told to the person alone, and written nowhere."""

    beneficiaire: Identifiant
    refusee_le: champs.DateIso | None = None
    employeur: champs.TexteRempli | None = None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A person about to be validated."""

    suivie: Suivie
    le: date
    piece: str
    motif_tardif: str | None


def enregistrer_beneficiaire(session: Session, sujet: Sujet, lu: NouveauBeneficiaire) -> Effet:
    """The person is written, or corrected; nobody is there twice."""
    if lu.naissance > aujourdhui():
        raise _faute("naissance", "date à venir reçue ; une date de naissance passée est attendue")
    exiger_inconnue(session, sujet.operation.reference, identite(lu.nom, lu.prenom, lu.naissance))
    connues = eligibilites.suivies(session, sujet.operation.id)
    code, alertes = _code(session, sujet.operation, lu, connues)
    for contrat in (un for une in connues if une.ligne.code == code for un in une.contrats):
        if not a_l_age_de_travailler(lu.naissance, contrat.debut):
            raise _faute("naissance", age_refuse(lu.naissance, contrat.debut, f"du contrat « {contrat.code} »"))
    valeurs = lu.model_dump(exclude={"id", "naissance"})
    return Effet(
        modifier=lambda ici, operation: eligibilites.ecrire_personne(ici, operation.id, code, lu.naissance, valeurs),
        alertes=(typographier(f"bénéficiaire {code} enregistré"), *alertes),
    )


def _code(
    session: Session, operation: Operation, lu: NouveauBeneficiaire, connues: Sequence[Suivie]
) -> tuple[str, tuple[str, ...]]:
    """The local id: that of the person who is there already, else the next one. Raises FauteDeSaisie for a double."""
    qui = identite(lu.nom, lu.prenom, lu.naissance)
    meme = [un.ligne.code for un in connues if identite(un.ligne.nom, un.ligne.prenom, un.naissance) == qui]
    if lu.id is None:
        deja = (typographier(f"{meme[0]} est déjà dans l’opération : ses données sont mises à jour"),) if meme else ()
        return (meme[0] if meme else eligibilites.prochain_code(session, Beneficiaire, operation.id, "b")), deja
    if meme and meme[0] != lu.id:
        raise _faute(
            "id", f"cette personne est déjà dans l’opération, sous « {meme[0]} » ; cet identifiant est attendu"
        )
    return lu.id, ()


def valider_eligibilite(session: Session, sujet: Sujet, lue: Validation) -> Effet:
    """The person counts from now on, with an attestation (G2) for each employer and lot.

    After the first day of work: FauteDeSaisie unless the reason is given, which is kept and journalled.
    """
    suivie = eligibilites.exiger(session, sujet.operation, lue.beneficiaire)
    _pas_a_venir(lue.validee_le)
    if est_tardive(lue.validee_le, suivie.premier_jour) and not lue.motif_tardif:
        jour = date_courte(suivie.premier_jour) if suivie.premier_jour else ""
        raise _faute(
            "motif_tardif",
            f"absent, alors que {lue.beneficiaire} travaille depuis le {jour} ; dites pourquoi l’éligibilité est "
            "validée après le premier jour",
        )
    decision = Decision(suivie=suivie, le=lue.validee_le, piece=lue.piece, motif_tardif=lue.motif_tardif)
    return _valider(session, sujet, [decision], employeur=lue.employeur)


def valider_par_statut(session: Session, sujet: Sujet, lue: ValidationParStatut) -> Effet:
    """Everyone whose only contracts are with structures whose employees are eligible as such; nothing else is asked."""
    _pas_a_venir(lue.validee_le)
    for code in lue.beneficiaires:
        eligibilites.exiger(session, sujet.operation, code)
    visees = [
        une
        for une in eligibilites.suivies(session, sujet.operation.id)
        if une.eligibilite is None and (not lue.beneficiaires or une.ligne.code in lue.beneficiaires)
    ]
    admises = [une for une in visees if par_statut(contrat.type for contrat in une.contrats)]
    tardives = [une for une in admises if est_tardive(lue.validee_le, une.premier_jour) and not lue.motif_tardif]
    decisions = [
        Decision(
            suivie=une,
            le=lue.validee_le,
            piece=PIECE_PAR_STATUT,
            motif_tardif=lue.motif_tardif if est_tardive(lue.validee_le, une.premier_jour) else None,
        )
        for une in admises
        if une not in tardives
    ]
    return _valider(session, sujet, decisions, alertes=_laissees(visees, admises, tardives))


def refuser_eligibilite(session: Session, sujet: Sujet, lu: RefusDEligibilite) -> Effet:
    """The person may not count; the employer is told so by G2, which gives no reason."""
    suivie = eligibilites.exiger(session, sujet.operation, lu.beneficiaire)
    if suivie.eligibilite is not None:
        le = date_courte(suivie.eligibilite.validee_le)
        raise _faute(
            "beneficiaire", f"{lu.beneficiaire} est validé depuis le {le} ; une personne non validée est attendue"
        )
    le_jour = lu.refusee_le or aujourdhui()
    _pas_a_venir(le_jour, "refusee_le")
    faites = attester(session, sujet.operation, [Attestation(suivie=suivie, le=le_jour, acceptee=False)], lu.employeur)
    return Effet(
        pieces=faites.pieces,
        messages=faites.messages,
        modifier=lambda ici, _operation: eligibilites.refuser(ici, suivie, le=le_jour, par=sujet.par),
        alertes=faites.alertes,
    )


def _valider(
    session: Session,
    sujet: Sujet,
    decisions: Sequence[Decision],
    *,
    employeur: str | None = None,
    alertes: Iterable[str] = (),
) -> Effet:
    attestations = [Attestation(suivie=une.suivie, le=une.le, acceptee=True) for une in decisions]
    faites = attester(session, sujet.operation, attestations, employeur)

    def ecrire(ici: Session, _operation: Operation) -> None:
        for une in decisions:
            eligibilites.valider(ici, une.suivie, le=une.le, piece=une.piece, motif_tardif=une.motif_tardif)

    return Effet(pieces=faites.pieces, messages=faites.messages, modifier=ecrire, alertes=(*alertes, *faites.alertes))


def _laissees(visees: Sequence[Suivie], admises: Sequence[Suivie], tardives: Sequence[Suivie]) -> list[str]:
    """Who was not validated and why; what the relay has to confirm."""
    phrases = []
    autres = [une for une in visees if une not in admises and une.contrats]
    if autres:
        phrases.append(f"à valider sur pièces, un contrat n’ouvrant pas droit par statut : {_codes(autres)}")
    if tardives:
        phrases.append(f"au travail avant cette date, motif_tardif attendu : {_codes(tardives)}")
    if confirmer := [une for une in admises if any(contrat.type in A_CONFIRMER for contrat in une.contrats)]:
        phrases.append(f"éligibilité par statut (GEIQ, CDI inclusion) à valider par le relais : {_codes(confirmer)}")
    if not admises:
        phrases.append("personne à valider par statut")
    return list(map(typographier, phrases))


def _codes(suivies: Iterable[Suivie]) -> str:
    return ", ".join(une.ligne.code for une in suivies)


def _pas_a_venir(jour: date, champ: str = "validee_le") -> None:
    if jour > aujourdhui():
        raise _faute(champ, f"{jour.isoformat()} est à venir ; une date passée, ou celle d’aujourd’hui, est attendue")


def _faute(champ: str, raison: str) -> FauteDeSaisie:
    return FauteDeSaisie(champ, typographier(f"{champ} : {raison}."))


def a_valider(session: Session, lignes: Sequence[Operation]) -> list[Action]:
    """People whose hours do not all count: whom nobody has validated, or validated late without the reason."""
    references = {ligne.id: ligne for ligne in lignes if ligne.etape in ETAPES_AVAL}
    lues = (
        (A_VALIDER, eligibilites.non_validees(session, list(references))),
        (SANS_MOTIF, eligibilites.sans_motif(session, list(references))),
    )
    groupes: dict[tuple[str, int, date], list[NonValidee]] = {}
    for quoi, personnes in lues:
        for une in personnes:
            passe = quoi == A_VALIDER and une.premier_jour < aujourdhui()
            groupes.setdefault((VALIDER_TARD if passe else quoi, une.operation_id, une.premier_jour), []).append(une)
    return [_a_valider(references[numero], quoi, jour, unes) for (quoi, numero, jour), unes in groupes.items()]


def _a_valider(operation: Operation, quoi: str, jour: date, unes: Sequence[NonValidee]) -> Action:
    codes = ", ".join([une.code for une in unes])
    noms = ", ".join([f"{une.prenom} {une.nom[:1].upper()}." for une in unes])
    en_un_mot, au_long = _dits(quoi, jour)
    return Action(
        libelle=au_long + typographier(codes),
        qui=Responsable.FACILITATEUR.libelle,
        depuis=min(operation.etape_depuis, jour),
        avant_le=jour,
        reference=operation.reference,
        au_portail=en_un_mot + typographier(noms),
    )


@lru_cache(maxsize=1024)
def _dits(quoi: str, jour: date) -> tuple[str, str]:
    """What is to be done of who began that day, without the command that does it, then with it."""
    suite = f" ({date_courte(jour)}) : "
    return typographier(f"{quoi.partition(' (')[0]}{suite}"), typographier(f"{quoi}{suite}")
