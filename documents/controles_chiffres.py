"""Figures of a document against what is behind them: validated hours, totals, small numbers (documents.md §15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from documents.connu import Connu
from documents.constats import Constat, Gravite
from formats.nombres import nombre_court
from metier.heures import Declarant, EtatHeures
from metier.suivi import Heures
from metier.ventilations import PLANCHER, Ventilation

HEURES_MOIS_MAX = Decimal(212)  # 48 hours a week (L3121-20 of the code du travail) over the longest month


def check_validated(piece: str, _paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """18. Validated hours hold within what a contract can carry, and only after the eligibility was validated."""
    if connu.suivi is None:
        return
    contrats = {contrat.id: contrat for contrat in connu.suivi.contrats}
    validees = {personne.id: personne.validee_le for personne in connu.suivi.beneficiaires}
    for ligne in _validees(connu):
        contrat = contrats[ligne.contrat]
        if ligne.heures > HEURES_MOIS_MAX or ligne.heures < 0:
            yield _ligne(piece, ligne, f"{nombre_court(ligne.heures)} heures validées, ce qu’un mois ne peut porter")
        if not _dans(ligne, contrat.debut.isoformat(), contrat.fin.isoformat() if contrat.fin else None):
            yield _ligne(piece, ligne, "des heures validées hors des dates du contrat")
        if validees.get(contrat.beneficiaire) is None:
            yield _ligne(
                piece, ligne, "des heures validées sans éligibilité validée : elles ne comptent pas", alerte=True
            )


def check_twice(piece: str, _paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """21. A statement imported twice counts once: one line per contract, month and declarant."""
    if connu.suivi is None:
        return
    fois = Counter((ligne.contrat, ligne.mois, ligne.declarant) for ligne in connu.suivi.heures)
    for (contrat, mois, _), combien in fois.items():
        if combien > 1:
            phrase = f"relevé compté {combien} fois, contrat {contrat}, {mois}"
            yield Constat(controle=21, piece=piece, phrase=phrase)


def check_small_figures(piece: str, _paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """19. No figure from 1 to 4 in a breakdown, nor one that the total gives away."""
    for ventilation in connu.ventilations:
        nom = ventilation.axe.libelle
        for cellule in ventilation.cellules:
            if cellule.effectif is not None and 0 < cellule.effectif < PLANCHER:
                phrase = f"ventilation par {nom} : « {cellule.libelle} » compte moins de {PLANCHER} personnes"
                yield Constat(controle=19, piece=piece, phrase=f"{phrase} et n’est pas masqué")
        if _se_deduit(ventilation):
            phrase = f"ventilation par {nom} : la seule ligne masquée se déduit du total"
            yield Constat(controle=19, piece=piece, phrase=phrase)


def check_totals(piece: str, _paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """20. The total of an operation is that of its lots, the general total that of the areas."""
    for somme in connu.sommes:
        if (attendu := sum(somme.parties, Decimal(0))) != somme.total:
            phrase = f"{somme.nom} : {nombre_court(Decimal(somme.total))} imprimé, {nombre_court(attendu)} attendu"
            yield Constat(controle=20, piece=piece, phrase=phrase)


def _validees(connu: Connu) -> Iterator[Heures]:
    assert connu.suivi is not None
    for ligne in connu.suivi.heures:
        if ligne.etat is EtatHeures.VALIDEE and ligne.declarant is Declarant.EMPLOYEUR:
            yield ligne


def _dans(ligne: Heures, debut: str, fin: str | None) -> bool:
    mois = str(ligne.mois)
    return debut[:7] <= mois and (fin is None or mois <= fin[:7])


def _se_deduit(ventilation: Ventilation) -> bool:
    """One hidden line beside a total: the rest gives it."""
    caches = [cellule for cellule in ventilation.cellules if cellule.effectif is None]
    return len(caches) == 1


def _ligne(piece: str, ligne: Heures, faute: str, *, alerte: bool = False) -> Constat:
    gravite = Gravite.AVERTISSEMENT if alerte else Gravite.BLOQUANT
    return Constat(controle=18, piece=piece, phrase=f"contrat {ligne.contrat}, {ligne.mois} : {faute}", gravite=gravite)
