"""The acts of the end: conclude with the report, make it again signed, write down what became of the persons."""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import Session

from courrier.adresses import ADRESSE
from courrier.messages import Message, PieceJointe, Suite
from courrier.messages_bilan import AttestationRealisation, BilanRemis, attestation_realisation, bilan_remis
from documents.contextes.i1_analyse import Analyse, DecisionPenalite, Verbatim
from documents.contextes.i2 import Signataire
from documents.packs import PackSuivi
from echanges import champs
from echanges.donnees import lire_donnees
from echanges.suivi import charger
from formats.nombres import heures
from formats.typographie import typographier
from metier.acteurs import RoleContact
from metier.declaration import considerations_du_montage
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.operation import Forme
from metier.publics import Jalon, SituationSortie
from metier.realisation import volumes
from sqlmodel_store.depots import contacts, documents, sorties
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.bilan.pack import numeros, preparer, produites
from workflows.actes.citations import citer
from workflows.actes.effets import Effet, Sujet
from workflows.actes.expedition import adresse_du_relais
from workflows.actes.identites import identite_de

DONNEES = "donnees"


class SignataireDit(champs.Format):
    """The buyer's representative, or the facilitateur with the date of the buyer's written delegation."""

    nom: champs.TexteRempli
    qualite: champs.TexteRempli
    facilitateur: champs.Oui = False
    delegation_du: champs.DateIso | None = None


class VerbatimDit(champs.Format):
    texte: champs.TexteRempli
    qualite: champs.TexteRempli
    accord_du: champs.DateIso | None = None


class DecisionDite(champs.Format):
    lot: champs.NumeroLot
    decision: champs.TexteRempli
    date: champs.DateIso
    montant: champs.Montant | None = None


class AnalyseDite(champs.Format):
    synthese: champs.TexteRempli | None = None
    freins: tuple[champs.TexteRempli, ...] = ()
    reussites: tuple[champs.TexteRempli, ...] = ()
    verbatims: tuple[VerbatimDit, ...] = ()
    decisions: tuple[DecisionDite, ...] = ()
    preconisations: tuple[champs.TexteRempli, ...] = ()


class Bilan(champs.Format):
    """Who signs the attestations, and what the facilitateur writes in the report; nothing is obligatory."""

    signataire: SignataireDit | None = None
    analyse: AnalyseDite = AnalyseDite()


class SortieDite(champs.Format):
    """Where a person stands at the end, three or six months later; `beneficiaire` is the dossier's id."""

    beneficiaire: champs.ReferenceAcheteur
    jalon: Jalon
    date: champs.DateIso
    situation: SituationSortie


def conclure(session: Session, sujet: Sujet) -> Effet:
    """The report to the buyer, each company's attestation to that company; the operation goes to its last step."""
    return etablir(session, sujet, lire_donnees(Bilan, sujet.donnees))


def etablir(session: Session, sujet: Sujet, dit: Bilan) -> Effet:
    """The pack « fin », recorded and mailed."""
    adresse_du_relais()
    operation = sujet.operation
    pack = pack_dit(session, operation, dit)
    return Effet(
        pieces=produites(pack, {"operation": operation.reference, DONNEES: sujet.donnees}),
        annexes=dict(pack.autres) | {pack.nom_zip: pack.zip},
        messages=(
            *_au_maitre_ouvrage(session, sujet.operation, pack),
            *_aux_entreprises(session, sujet.operation, pack),
        ),
        alertes=(*_en_suspens(session, operation), *pack.alertes),
    )


def pack_dit(session: Session, operation: Operation, dit: Bilan) -> PackSuivi:
    """The pack « fin » with what was said of it. Raises as `preparer`."""
    signataire = Signataire(**dit.signataire.model_dump()) if dit.signataire else None
    return preparer(session, operation, signataire=signataire, analyse=_analyse(dit.analyse))


def deja_dites(session: Session, operation: Operation) -> dict[str, Any]:
    """What the last report was made with: who signs, what the facilitateur wrote; nothing where there was none."""
    for document in documents.lister(session, operation.id):
        if document.code == CodeDocument.I1.value:
            dites: dict[str, Any] = json.loads(document.donnees).get(DONNEES) or {}
            return dites
    return {}


def noter_sortie(session: Session, sujet: Sujet, dite: SortieDite) -> Effet:
    """What became of a person; said again, it replaces what was said of that milestone."""
    connu = sorties.beneficiaire(session, sujet.operation.id, dite.beneficiaire)
    if connu is None:
        phrase = f"beneficiaire\u00a0: aucune personne «\u00a0{dite.beneficiaire}\u00a0» dans ce dossier."
        raise FauteDeSaisie("beneficiaire", phrase)

    def noter(ici: Session, _operation: Operation) -> None:
        sorties.noter(ici, connu, dite.jalon, jour=dite.date, situation=dite.situation)

    return Effet(modifier=noter)


def _en_suspens(session: Session, operation: Operation) -> tuple[str, ...]:
    """The hours that the report does not count, because nobody settled them."""
    faites = volumes(charger(session, operation.reference))
    return tuple(
        typographier(f"{heures(combien)} {etat} : le bilan ne les compte pas ; réglez-les, puis « etablir_bilan »")
        for combien, etat in ((faites.declarees, "attendent d’être validées"), (faites.contestees, "sont contestées"))
        if combien
    )


def _analyse(dite: AnalyseDite) -> Analyse:
    return Analyse(
        synthese=dite.synthese,
        freins=dite.freins,
        reussites=dite.reussites,
        verbatims=tuple(Verbatim(**un.model_dump()) for un in dite.verbatims),
        decisions=tuple(DecisionPenalite(**une.model_dump()) for une in dite.decisions),
        preconisations=dite.preconisations,
    )


def _au_maitre_ouvrage(session: Session, operation: Operation, pack: PackSuivi) -> tuple[Message, ...]:
    destinataire = contacts.courriel(session, operation.id, (RoleContact.MAITRE_OUVRAGE, RoleContact.REGION))
    if destinataire is None or not ADRESSE.fullmatch(destinataire):
        return ()
    identite = identite_de(session, [operation.id])
    return (
        bilan_remis(
            BilanRemis(
                destinataire=destinataire,
                relais=identite.relais,
                operation=citer(operation),
                suite=Suite(
                    prochaine_action="relire le bilan et nous dire s’il appelle des observations",
                    contact=identite.facilitateur,
                ),
                considerations=_considerations(operation),
                attestations=sum(piece.code is CodeDocument.I2 for piece in pack.pieces),
                pack=PieceJointe(nom=pack.nom_zip, octets=pack.zip),
                version=_version(pack),
            )
        ),
    )


def _aux_entreprises(session: Session, operation: Operation, pack: PackSuivi) -> tuple[Message, ...]:
    """A company receives its own attestations alone."""
    identite = identite_de(session, [operation.id])
    pieces = {piece.nom.rpartition(" ")[2]: piece for piece in pack.pieces if piece.code is CodeDocument.I2}
    par_adresse: dict[str, list[PieceJointe]] = {}
    for (lot, entreprise), adresse in sorties.adresses(session, operation.id).items():
        numero = _numeros(session, operation).get((lot, entreprise), "")
        if numero in pieces and adresse and ADRESSE.fullmatch(adresse):
            piece = pieces[numero]
            par_adresse.setdefault(adresse, []).append(PieceJointe(nom=piece.fichier, octets=piece.octets))
    return tuple(
        attestation_realisation(
            AttestationRealisation(
                destinataire=adresse,
                relais=identite.relais,
                operation=citer(operation),
                suite=Suite(prochaine_action="conserver l’attestation", contact=identite.facilitateur),
                attestations=tuple(jointes),
                version=_version(pack),
            )
        )
        for adresse, jointes in par_adresse.items()
    )


def _numeros(session: Session, operation: Operation) -> dict[tuple[int, str], str]:
    return numeros(charger(session, operation.reference))


def _considerations(operation: Operation) -> tuple[str, ...]:
    """The value to declare in the données essentielles; empty where the buyer decides."""
    if operation.montage is None:
        return ()
    return considerations_du_montage(operation.montage, operation.forme or Forme.ORDINAIRE)


def _version(pack: PackSuivi) -> str:
    """Another content is another mail; the same content, asked twice, is the same one."""
    return "".join(sorted(piece.sha256[:4] for piece in pack.pieces))[:16]
