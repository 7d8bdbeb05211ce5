"""Hours found right by the facilitateur, months settled, and what is amended afterwards, with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from config.horloge import aujourdhui
from echanges.fautes_format import faute
from formats.dates import date_courte, de_mois, mois_long
from formats.typographie import typographier
from metier.heures import Declarant, EtatHeures, OrigineHeures
from metier.mois_travaille import ContratDuMois, LigneDuMois
from metier.periodes import Mois
from workflows.actes.heures.contradictoire import fin_de_contestation, se_conteste_encore
from workflows.actes.heures.declaration import LigneDite, exiger_plausible
from workflows.actes.heures.mois import Changement, Issue, MoisSuivi, Plan, Preparation, faire


@dataclass(frozen=True, kw_only=True)
class Choix:
    """Which hours of a month: of some contracts by code, of an employer, of a lot; all by default."""

    contrats: tuple[str, ...] | None = None
    employeur: str | None = None
    lot: int | None = None

    def retenus(self, suivi: MoisSuivi) -> list[ContratDuMois]:
        """The contracts chosen. Raises FauteDeSaisie when there is none."""
        if self.contrats is not None:
            return [suivi.exiger(code, f"contrats[{rang}]") for rang, code in enumerate(self.contrats)]
        return suivi.de(self.employeur, None if self.lot is None else [self.lot])


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What the hours of a contract become, and why; `heures` None removes them."""

    contrat: str
    motif: str
    heures: Decimal | None
    dont_formation: Decimal = Decimal(0)


def valider(reference: str, *, mois: Mois, par: str, choix: Choix | None = None) -> Issue:
    """Hours declared become validated; contested ones wait for an agreement. Raises FauteDeSaisie: month not over.

    One contract named that is contested, or has no hours, is refused; in a larger choice it is left, and told.
    """
    return faire(reference, mois, approuver_le_mois(choix or Choix()), evenement="heures_validees", par=par)


def clore(reference: str, *, mois: Mois, par: str) -> Issue:
    """The month is settled: its hours change by amendments only. Raises FauteDeSaisie while some are not validated."""
    return faire(reference, mois, arreter_le_mois, evenement="mois_clos", par=par)


def rectifier(reference: str, *, mois: Mois, correction: Correction, par: str) -> Issue:
    """Hours validated, or of a settled month, are changed; what they were and why is kept. Raises FauteDeSaisie."""
    return faire(reference, mois, corriger(correction), evenement="heures_rectifiees", par=par)


def approuver_le_mois(choix: Choix) -> Preparation:
    """The act of `valider`."""

    def preparer(suivi: MoisSuivi) -> Plan:
        suivi.exiger_termine()
        retenus = choix.retenus(suivi)
        if choix.contrats is not None:
            for rang, un in enumerate(retenus):
                _exiger_validable(suivi, un, f"contrats[{rang}]")
        if not any(un.dite for un in retenus):
            raise faute("mois", f"aucune heure {de_mois(suivi.mois)} n’est déclarée ; il n’y a rien à valider")
        a_valider = [un for un in retenus if un.dite and un.dite.etat is EtatHeures.DECLAREE]
        changements = tuple(changement for un in a_valider for changement in _validees(un))
        return Plan(changements=changements, alertes=tuple(_alertes(suivi, retenus, a_valider)))

    return preparer


def arreter_le_mois(suivi: MoisSuivi) -> Plan:
    """The act of `clore`.

    A contract of which nothing was declared is told, and the month is closed all the same: an employer that never
    answers does not hold the figures of the others open. Its hours come afterwards by an amendment, with a reason.
    """
    if suivi.clos:
        return Plan()
    suivi.exiger_termine()
    restantes = [un for un in suivi.contrats if un.dite and not un.dite.validee]
    if restantes:
        contestees = sum(un.dite is not None and un.dite.etat is EtatHeures.CONTESTEE for un in restantes)
        raison = f"{len(restantes)} ligne(s) {de_mois(suivi.mois)} ne sont pas validées, dont {contestees} contestée(s)"
        raise faute("mois", f"{raison} ; validez-les ou accordez-les d’abord")
    muets = [un.contrat for un in suivi.contrats if un.dite is None]
    alertes = [f"Sans heures déclarées en {mois_long(suivi.mois)}, clos ainsi : {', '.join(muets)}."] if muets else []
    if fin := _dernier_jour(suivi.contrats):
        alertes.append(
            f"L’entreprise utilisatrice pouvait contester jusqu’au {date_courte(fin)} : elle ne le peut plus."
        )
    return Plan(clore=True, alertes=tuple(map(typographier, alertes)))


def corriger(correction: Correction) -> Preparation:
    """The act of `rectifier`."""

    def preparer(suivi: MoisSuivi) -> Plan:
        contrat = suivi.exiger(correction.contrat, "contrat")
        if not correction.motif.strip():
            raise faute("motif", "texte vide ; la raison de la rectification est attendue")
        if not (suivi.clos or (contrat.dite and contrat.dite.validee)):
            raison = f"les heures {de_mois(suivi.mois)} du contrat « {correction.contrat} » ne sont pas validées"
            raise faute("contrat", f"{raison} ; déclarez-les de nouveau, sans rectification")
        changements = tuple(un for un in _corrigees(contrat, correction) if un.apres != un.avant)
        return Plan(changements=changements, motif=correction.motif.strip())

    return preparer


def _validees(un: ContratDuMois) -> list[Changement]:
    """The line of the using company is settled with the employer's."""
    return [
        Changement(
            contrat=un, declarant=declarant, apres=replace(ligne, etat=EtatHeures.VALIDEE, validee_le=aujourdhui())
        )
        for declarant, ligne in ((Declarant.EMPLOYEUR, un.dite), (Declarant.ENTREPRISE_UTILISATRICE, un.recoupee))
        if ligne is not None
    ]


def _exiger_validable(suivi: MoisSuivi, un: ContratDuMois, champ: str) -> None:
    if un.dite is None:
        raise faute(champ, f"aucune heure {de_mois(suivi.mois)} n’est déclarée pour le contrat « {un.contrat} »")
    if un.dite.etat is EtatHeures.CONTESTEE:
        raison = f"les heures {de_mois(suivi.mois)} du contrat « {un.contrat} » sont contestées"
        raise faute(champ, f"{raison} ; notez d’abord l’accord trouvé")


def _alertes(suivi: MoisSuivi, retenus: Sequence[ContratDuMois], a_valider: Sequence[ContratDuMois]) -> list[str]:
    contestees = [un.contrat for un in retenus if un.dite and un.dite.etat is EtatHeures.CONTESTEE]
    alertes = [f"Contestées {de_mois(suivi.mois)}, non validées : {', '.join(contestees)}."] if contestees else []
    muets = [un.contrat for un in retenus if un.dite is None]
    if muets:
        alertes.append(f"Sans heures déclarées en {mois_long(suivi.mois)} : {', '.join(muets)}.")
    if fin := _dernier_jour(a_valider):
        alertes.append(
            f"L’entreprise utilisatrice peut encore contester jusqu’au {date_courte(fin)}, tant que le mois n’est pas "
            "clos."
        )
    return [typographier(une) for une in alertes]


def _dernier_jour(contrats: Iterable[ContratDuMois]) -> date | None:
    """The last day on which one of these hours, of which its using company said nothing, may be contested."""
    return max(
        (fin for un in contrats if se_conteste_encore(un) and un.dite if (fin := fin_de_contestation(un.dite))),
        default=None,
    )


def _corrigees(contrat: ContratDuMois, correction: Correction) -> list[Changement]:
    """Both lines say the same once amended."""
    recoupe = [Changement(contrat=contrat, declarant=Declarant.ENTREPRISE_UTILISATRICE, apres=None)]
    lignes = [Changement(contrat=contrat, apres=None), *(recoupe if contrat.recoupee else [])]
    return [replace(un, apres=_corrigee(un.avant, correction)) for un in lignes]


def _corrigee(avant: LigneDuMois | None, correction: Correction) -> LigneDuMois | None:
    if correction.heures is None:
        return None
    dite = LigneDite(contrat=correction.contrat, heures=correction.heures, dont_formation=correction.dont_formation)
    exiger_plausible(dite, "", OrigineHeures.SAISIE)
    corrigee = LigneDuMois(
        heures=dite.heures,
        dont_formation=dite.dont_formation,
        etat=EtatHeures.VALIDEE,
        origine=avant.origine if avant else OrigineHeures.SAISIE,
        declaree_le=avant.declaree_le if avant else aujourdhui(),
        validee_le=aujourdhui(),
    )
    return avant if avant is not None and avant.validee and corrigee.dit_comme(avant) else corrigee
