"""Which contract the hours of a row belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from echanges.heures.classeur import Case
from echanges.heures.ecriture import numero_de_lot, simple
from metier.periodes import Mois
from metier.portee import Portee
from metier.suivi import Contrat, Suivi

TITRE_SUR = 4  # letters under which a title of lot says too little


@dataclass(frozen=True, kw_only=True)
class Indices:
    """What a row says of its contract, and what is written above it (title of the sheet, lines over the headings)."""

    lot: Case = None
    employeur: Case = None
    debut: date | None = None
    titres: Sequence[str] = ()


def du_mois(suivi: Suivi, personne: str, mois: Mois) -> list[Contrat]:
    """The contracts of a person that meet the month, by date."""
    portee = Portee.au_mois(mois)
    siens = [un for un in suivi.contrats if un.beneficiaire == personne and portee.rencontre(un)]
    return sorted(siens, key=lambda un: (un.debut, un.id))


def retenir(suivi: Suivi, contrats: Sequence[Contrat], indices: Indices) -> list[Contrat]:
    """Those that the row may mean: its lot decides; its employer, its start, then the titles, only where they help."""
    lot = lot_designe(suivi, indices.lot)
    if lot is not None:
        contrats = [un for un in contrats if un.lot == lot]
    if employeur := simple(indices.employeur):
        contrats = _si_possible(contrats, (un for un in contrats if simple(un.employeur) == employeur))
    contrats = _si_possible(contrats, (un for un in contrats if un.debut == indices.debut))
    if len({un.lot for un in contrats}) > 1:
        lots = {lot_designe(suivi, titre) for titre in indices.titres}
        contrats = _si_possible(contrats, (un for un in contrats if un.lot in lots))
    titres = [simple(titre) for titre in indices.titres]
    return _si_possible(contrats, (un for un in contrats if any(simple(un.employeur) in titre for titre in titres)))


def _si_possible(tous: Sequence[Contrat], certains: Iterable[Contrat]) -> list[Contrat]:
    return list(certains) or list(tous)


def lot_designe(suivi: Suivi, ecrit: Case) -> int | None:
    """The lot of a number or of a title; None when it designates none, or several."""
    numero = numero_de_lot(ecrit)
    if numero is not None:
        return numero
    titre = simple(ecrit)
    if len(titre) < TITRE_SUR:
        return None
    proches = [un.numero for un in suivi.lots if titre in simple(un.intitule) or simple(un.intitule) in titre]
    return proches[0] if len(proches) == 1 else None


def principal(contrats: Sequence[Contrat], mois: Mois) -> Contrat:
    """Of successive contracts, the one that covers most days of the month, the latest where they are equal."""
    return max(contrats, key=lambda un: (jours(un, mois), un.debut, un.id))


def jours(contrat: Contrat, mois: Mois) -> int:
    """Days of the month that a contract covers."""
    fin = min(contrat.fin or mois.fin, mois.fin)
    return max(0, (fin - max(contrat.debut, mois.debut)).days + 1)
