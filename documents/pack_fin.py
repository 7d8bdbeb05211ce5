"""The pack « fin » of an operation: its final report, an attestation per company and lot, the figures as data.

It is the buyer's: it says what each company owes. A company receives its own attestation alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from documents.connu import Connu
from documents.contextes.i1 import BilanFinal, DemandeBilan, bilan_final
from documents.contextes.i2 import (
    DemandeAttestationRealisation,
    Signataire,
    attestation_realisation,
    fichier_attestation,
)
from documents.contextes.vues import vue_entreprise, vue_lot
from documents.manques import Manque, collect_manques, require_complete
from documents.packs import PackSuivi, alerts, make_checked, organisation_words
from documents.piece import Attendue
from metier.fautes import FauteDeSaisie
from metier.indicateurs import lots_suivis
from metier.missions import CodeDocument

DONNEES = "donnees"
SANS_SIGNATAIRE = Manque("signataire", "signataire des attestations de réalisation")

Cle = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class DemandeFin:
    """The report asked for, who signs the attestations, and the number of each by lot and company."""

    bilan: DemandeBilan
    signataire: Signataire | None = None
    numeros: Mapping[Cle, str] = field(default_factory=dict)
    definitif: bool = False


@dataclass(frozen=True, kw_only=True)
class _Attestations:
    """Those that can be written, and why the others cannot."""

    attendues: Mapping[Cle, Attendue]
    refus: tuple[str, ...]


def pack_fin(demande: DemandeFin) -> PackSuivi:
    """The pack of an operation, or of a lot of it.

    Raises FauteDeSaisie: as `bilan_final`, when a text names a person, and, in a definitive edition only, the first gap
    or the first attestation that may not be written.
    """
    bilan = bilan_final(demande.bilan)
    manques = _manques(demande, bilan)
    if demande.definitif:
        require_complete(manques)
    attestations = _attestations(demande)
    connu = _connu(demande)
    faites = [make_checked(Attendue(code=CodeDocument.I1, contexte=bilan), connu)]
    faites += [make_checked(une, _de_la_cle(connu, cle)) for cle, une in attestations.attendues.items()]
    return PackSuivi(
        nom=_nom(demande),
        pieces=tuple(faite.piece for faite in faites),
        autres={f"{DONNEES}/{jointe.nom}": jointe.octets for jointe in bilan.donnees},
        alertes=alerts(manques, faites, attestations.refus),
        manques=manques,
    )


def _nom(demande: DemandeFin) -> str:
    lot = demande.bilan.lot
    return f"fin-{demande.bilan.suivi.reference}" + ("" if lot is None else f"-lot-{lot}")


def _a_attester(demande: DemandeFin) -> list[Cle]:
    """Each company on each lot that owes hours, in the order of the lots."""
    suivi = demande.bilan.suivi
    suivis = {lot.numero for lot in lots_suivis(suivi)} & ({demande.bilan.lot} if demande.bilan.lot else _tous(demande))
    return sorted({(une.lot, une.entreprise) for une in suivi.attributions if une.lot in suivis})


def _tous(demande: DemandeFin) -> set[int]:
    return {lot.numero for lot in demande.bilan.suivi.lots}


def _manques(demande: DemandeFin, bilan: BilanFinal) -> tuple[Manque, ...]:
    attendues = _a_attester(demande)
    signataire = () if demande.signataire or not attendues else (SANS_SIGNATAIRE,)
    numeros = tuple(
        Manque(f"numeros[{lot}]", f"numéro de l’attestation de réalisation, lot {lot}, {entreprise}")
        for lot, entreprise in attendues
        if (lot, entreprise) not in demande.numeros
    )
    return tuple(dict.fromkeys((*collect_manques(bilan), *signataire, *numeros)))


def _attestations(demande: DemandeFin) -> _Attestations:
    attendues: dict[Cle, Attendue] = {}
    refus = []
    for cle in _a_attester(demande):
        if demande.signataire is None or cle not in demande.numeros:
            continue
        try:
            attendues[cle] = _attestation(demande, demande.signataire, cle)
        except FauteDeSaisie as faute:
            if demande.definitif:
                raise
            refus.append(f"lot {cle[0]}, {cle[1]} : attestation (I2) non produite, {faute.phrase}")
    return _Attestations(attendues=attendues, refus=tuple(refus))


def _attestation(demande: DemandeFin, signataire: Signataire, cle: Cle) -> Attendue:
    lot, entreprise = cle
    numero = demande.numeros[cle]
    contexte = attestation_realisation(
        DemandeAttestationRealisation(
            numero=numero,
            suivi=demande.bilan.suivi,
            lot=lot,
            entreprise=entreprise,
            jusqu_a=demande.bilan.au,
            signataire=signataire,
            emission=demande.bilan.emission,
        )
    )
    return Attendue(
        code=CodeDocument.I2,
        contexte=contexte,
        precision=f"lot {lot} {numero}",
        nom_fichier=fichier_attestation(numero),
    )


def _connu(demande: DemandeFin) -> Connu:
    suivi, emission = demande.bilan.suivi, demande.bilan.emission
    identite = (emission.relais.model_dump(), emission.facilitateur.model_dump(), demande.signataire)
    return Connu(propres=organisation_words(suivi, *identite), definitif=demande.definitif, suivi=suivi)


def _de_la_cle(connu: Connu, cle: Cle) -> Connu:
    """What an attestation is checked against: the contracts it attests alone, still the names of everybody."""
    assert connu.suivi is not None
    lot, entreprise = cle
    siens = vue_entreprise(vue_lot(connu.suivi, lot), entreprise)
    return replace(connu, suivi=replace(connu.suivi, contrats=siens.contrats, heures=siens.heures))
