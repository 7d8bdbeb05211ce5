"""What the using company says of an employer's hours: the same, or others, until someone settles them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from config.settings import get_settings
from echanges.fautes_format import faute
from formats.dates import date_courte, de_mois
from metier.echeances import apres
from metier.heures import Declarant, EtatHeures, OrigineHeures
from metier.mois_travaille import ContratDuMois, LigneDuMois, etat_confronte
from metier.periodes import Mois
from workflows.actes.heures.declaration import LigneDite, exiger_plausible, modifiable
from workflows.actes.heures.mois import Changement, Issue, MoisSuivi, Plan, Preparation, faire


def confirmer(
    reference: str,
    *,
    entreprise: str,
    mois: Mois,
    origine: OrigineHeures,
    par: str,
    contrats: Sequence[str] | None = None,
) -> Issue:
    """The using company finds the hours right: of these contracts, or of all that serve it. Raises FauteDeSaisie."""
    return faire(reference, mois, approuver(entreprise, origine, contrats), evenement="heures_confirmees", par=par)


def contester(
    reference: str, *, entreprise: str, mois: Mois, lignes: Sequence[LigneDite], origine: OrigineHeures, par: str
) -> Issue:
    """The using company says its own hours, which it may correct; the employer's are contested where they differ.

    Hours validated before its delay was over are contested all the same. Raises FauteDeSaisie: nothing said by the
    employer, delay over, hours settled, contract that serves another.
    """
    return faire(reference, mois, opposer(entreprise, lignes, origine), evenement="heures_recoupees", par=par)


def accorder(reference: str, *, mois: Mois, ligne: LigneDite, par: str) -> Issue:
    """Contested hours settled: both lines say the agreed figure, validated. Raises FauteDeSaisie."""
    return faire(reference, mois, mettre_d_accord(ligne), evenement="heures_accordees", par=par)


def approuver(entreprise: str, origine: OrigineHeures, contrats: Sequence[str] | None = None) -> Preparation:
    """The act of `confirmer`."""

    def preparer(suivi: MoisSuivi) -> Plan:
        if contrats is None:
            vises = [un for un in suivi.contrats if un.utilisatrice == entreprise and _attend_un_avis(un)]
        else:
            vises = [suivi.exiger(code, f"contrats[{rang}]") for rang, code in enumerate(contrats)]
        lignes = [_comme_l_employeur(suivi, un) for un in vises]
        if not lignes:
            raise faute("contrats", f"aucune heure {de_mois(suivi.mois)} n’attend l’avis de cette entreprise")
        return opposer(entreprise, lignes, origine)(suivi)

    return preparer


def opposer(entreprise: str, lignes: Sequence[LigneDite], origine: OrigineHeures) -> Preparation:
    """The act of `contester`."""

    def preparer(suivi: MoisSuivi) -> Plan:
        changements = [
            changement
            for rang, ligne in enumerate(lignes)
            for changement in _recoupement(suivi, entreprise, ligne, f"lignes[{rang}]", origine)
        ]
        return Plan(changements=tuple(changements))

    return preparer


def mettre_d_accord(ligne: LigneDite) -> Preparation:
    """The act of `accorder`."""

    def preparer(suivi: MoisSuivi) -> Plan:
        contrat = suivi.exiger(ligne.contrat, "contrat")
        exiger_plausible(ligne, "", OrigineHeures.SAISIE)
        if contrat.dite and contrat.dite.validee and _dit(contrat.dite, ligne):
            return Plan()
        suivi.exiger_termine()
        modifiable(suivi, contrat, "contrat", OrigineHeures.SAISIE)
        if contrat.dite is None or contrat.dite.etat is not EtatHeures.CONTESTEE:
            raison = f"les heures {de_mois(suivi.mois)} du contrat « {ligne.contrat} » ne sont pas contestées"
            raise faute("contrat", f"{raison} ; validez-les, ou déclarez-les de nouveau")
        return Plan(changements=tuple(_accordees(contrat, ligne)))

    return preparer


def fin_de_contestation(dite: LigneDuMois) -> date | None:
    """The last day on which the using company may contest; None where nobody knows when the hours were declared."""
    return None if dite.declaree_le is None else fin_du_delai(dite.declaree_le)


def fin_du_delai(declaree_le: date) -> date:
    """The same, of hours declared that day."""
    return apres(declaree_le, get_settings().echeances.contestation, feries())


def se_conteste_encore(un: ContratDuMois) -> bool:
    """Whether hours already validated may still be contested: the company said nothing, its delay is not over.

    The delay is that of the using company: whoever validates sooner takes nothing from it. A closed month is closed.
    """
    if un.dite is None or un.recoupee is not None or un.utilisatrice is None:
        return False
    fin = fin_de_contestation(un.dite)
    return fin is not None and aujourdhui() <= fin


def _attend_un_avis(un: ContratDuMois) -> bool:
    return un.dite is not None and not un.dite.validee and not un.dite.dit_comme(un.recoupee)


def _comme_l_employeur(suivi: MoisSuivi, un: ContratDuMois) -> LigneDite:
    if un.dite is None:
        raise _rien_de_dit(suivi, un.contrat, "contrats")
    return LigneDite(contrat=un.contrat, heures=un.dite.heures, dont_formation=un.dite.dont_formation)


def _recoupement(
    suivi: MoisSuivi, entreprise: str, ligne: LigneDite, champ: str, origine: OrigineHeures
) -> list[Changement]:
    """The line of the using company, then what becomes of the employer's; none when the same is already said."""
    contrat = suivi.exiger(ligne.contrat, f"{champ}.contrat")
    if contrat.utilisatrice != entreprise:
        raise faute(f"{champ}.contrat", f"le contrat « {ligne.contrat} » n’est pas au service de cette entreprise")
    exiger_plausible(ligne, f"{champ}.", origine)
    if _dit(contrat.recoupee, ligne):
        return []
    if suivi.clos or not se_conteste_encore(contrat):
        modifiable(suivi, contrat, f"{champ}.heures", origine)
    if contrat.dite is None:
        raise _rien_de_dit(suivi, ligne.contrat, f"{champ}.contrat")
    _exiger_a_temps(contrat.dite, champ, origine)
    etat = etat_confronte(contrat.dite.heures, ligne.heures, get_settings().heures.tolerance)
    reste_validee = contrat.dite.validee and etat is EtatHeures.DECLAREE
    recoupee = LigneDuMois(
        heures=ligne.heures,
        dont_formation=ligne.dont_formation,
        etat=EtatHeures.VALIDEE if reste_validee else EtatHeures.DECLAREE,
        origine=origine,
        declaree_le=aujourdhui(),
        validee_le=contrat.dite.validee_le if reste_validee else None,
    )
    changements = [Changement(contrat=contrat, apres=recoupee, declarant=Declarant.ENTREPRISE_UTILISATRICE)]
    if etat is not contrat.dite.etat and not reste_validee:
        changements.append(Changement(contrat=contrat, apres=replace(contrat.dite, etat=etat, validee_le=None)))
    return changements


def _exiger_a_temps(dite: LigneDuMois, champ: str, origine: OrigineHeures) -> None:
    """The delay binds the company, not the facilitateur who writes what it says."""
    fin = fin_de_contestation(dite)
    if fin is not None and aujourdhui() > fin and origine is not OrigineHeures.SAISIE:
        raison = f"le délai pour contester ces heures est passé depuis le {date_courte(fin)}"
        raise faute(f"{champ}.heures", f"{raison} ; appelez le facilitateur")


def _rien_de_dit(suivi: MoisSuivi, contrat: str, champ: str) -> Exception:
    raison = f"l’employeur n’a rien déclaré {de_mois(suivi.mois)} pour le contrat « {contrat} »"
    return faute(champ, f"{raison} ; attendez sa déclaration")


def _dit(dite: LigneDuMois | None, ligne: LigneDite) -> bool:
    return dite is not None and (dite.heures, dite.dont_formation) == (ligne.heures, ligne.dont_formation)


def _accordees(contrat: ContratDuMois, ligne: LigneDite) -> list[Changement]:
    jour = aujourdhui()
    return [
        Changement(
            contrat=contrat,
            declarant=declarant,
            apres=LigneDuMois(
                heures=ligne.heures,
                dont_formation=ligne.dont_formation,
                etat=EtatHeures.VALIDEE,
                origine=avant.origine if avant else OrigineHeures.SAISIE,
                declaree_le=avant.declaree_le if avant else jour,
                validee_le=jour,
            ),
        )
        for declarant, avant in (
            (Declarant.EMPLOYEUR, contrat.dite),
            (Declarant.ENTREPRISE_UTILISATRICE, contrat.recoupee),
        )
    ]
