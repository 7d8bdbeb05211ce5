"""A statement made by the relay (G3) that comes back: its own reader, the same lines as any file of hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from echanges.heures import phrases
from echanges.heures.classeur import Feuille
from echanges.heures.contrats import du_mois
from echanges.heures.phrases import ou
from echanges.heures.resultat import LectureHeures, LigneAcceptee, LigneRefusee, RaisonFichier, RaisonLigne
from formats.dates import mois_long
from formats.releve import CLES, LISTES, RELEVE, Plan
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from metier.periodes import Mois
from metier.releve import LigneReleve, Releve
from metier.suivi import Beneficiaire, Contrat, Suivi


def est_un_releve(feuilles: Sequence[Feuille]) -> bool:
    """Whether the hidden sheet that identifies a statement is there."""
    par_nom = {une.nom: une for une in feuilles}
    if RELEVE not in par_nom or LISTES not in par_nom:
        return False
    rangees = par_nom[LISTES].rangees
    return bool(rangees) and bool(rangees[0]) and rangees[0][0] == CLES[0]


def du_releve(releve: Releve, vide: LectureHeures, suivi: Suivi) -> LectureHeures:
    """The lines of a statement that was read; its file is refused when it is of another operation."""
    if releve.identite.operation != suivi.reference:
        phrase = (
            f"Ce relevé est celui de l’opération {releve.identite.operation}, {suivi.reference} est attendue : "
            "renvoyez le relevé de cette opération."
        )
        return replace(vide, fichier_refuse=RaisonFichier.FORMAT, phrase=typographier(phrase))
    premiere = Plan(len(releve.lignes)).premiere + 1
    jugees = [
        _juger(ligne, numero, releve.identite.mois, vide.mois, suivi)
        for numero, ligne in enumerate(releve.lignes, start=premiere)
    ]
    return replace(
        vide,
        acceptees=tuple(une for une in jugees if isinstance(une, LigneAcceptee)),
        refusees=tuple(une for une in jugees if isinstance(une, LigneRefusee)),
        remarques=tuple(une for une in jugees if isinstance(une, str)),
        feuilles=(RELEVE,),
    )


def refus_du_releve(faute: FauteDeSaisie, vide: LectureHeures) -> LectureHeures:
    """The file refused because what identifies it was changed."""
    return replace(vide, fichier_refuse=RaisonFichier.ILLISIBLE, phrase=faute.phrase)


def _juger(
    ligne: LigneReleve, numero: int, ecrit: Mois, attendu: Mois, suivi: Suivi
) -> LigneAcceptee | LigneRefusee | str:
    contrat = next((un for un in suivi.contrats if un.id == ligne.contrat), None)
    personne = next((une for une in suivi.beneficiaires if contrat and une.id == contrat.beneficiaire), None)
    if ecrit != attendu:
        return _refusee(numero, personne, RaisonLigne.MOIS, phrases.autre_mois(ecrit, mois_long(ecrit), attendu))
    if contrat is None or personne is None or contrat not in du_mois(suivi, personne.id, attendu):
        return _refusee(numero, personne, RaisonLigne.HORS_CONTRAT, phrases.hors_contrat(attendu))
    if ligne.heures is None:
        return typographier(f"{ou(RELEVE, numero)} : {phrases.aucune_heure(personne)}")
    return _acceptee(ligne, numero, contrat, personne, attendu)


def _refusee(numero: int, personne: Beneficiaire | None, raison: RaisonLigne, phrase: str) -> LigneRefusee:
    return LigneRefusee(
        feuille=RELEVE,
        ligne=numero,
        nom=personne.nom if personne else "",
        prenom=personne.prenom if personne else "",
        raison=raison,
        phrase=typographier(f"{phrase}."),
    )


def _acceptee(ligne: LigneReleve, numero: int, contrat: Contrat, personne: Beneficiaire, mois: Mois) -> LigneAcceptee:
    return LigneAcceptee(
        contrat=contrat.id,
        nom=personne.nom,
        prenom=personne.prenom,
        mois=mois,
        heures=ligne.heures if ligne.heures is not None else Decimal(0),
        dont_formation=ligne.dont_formation,
        lot=contrat.lot,
        feuille=RELEVE,
        ligne=numero,
    )
