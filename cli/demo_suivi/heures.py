"""The hours of each month: declared by link on the third working day, late or contested where the story says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cli.demo_suivi.actes import Acte, demande
from cli.demo_suivi.calendrier import DERNIER, Calendrier, J, M
from cli.demo_suivi.dossier import Contrat, Desaccord, OperationSuivie, geste
from cli.demo_suivi.territoire import ELAN, JARDINS, Organisation
from metier.gestes import Geste
from metier.mois_travaille import ContratDuMois
from metier.periodes import Mois
from sqlmodel_store.session import lecture
from workflows.actes.demande_heures.declaration import Avis, HeuresSaisies, enregistrer
from workflows.actes.demande_heures.mois import lire
from workflows.actes.jetons import Lien

RETOUR, CONTESTATION, ACCORD, VALIDATION, RETARD, CLOTURE = 3, 5, 7, 8, 13, 14
"""Working days of the next month on which each step of a month is done."""
EN_RETARD = {(ELAN.nom, 2), (JARDINS.nom, DERNIER)}
"""The statements that only come after a reminder: employer, rank of the month."""
LAISSE = DERNIER
"""The finished month left to whoever looks: a late statement to validate, a disagreement to settle, months to close."""


@dataclass(frozen=True)
class Registre:
    """All that is worked in the story."""

    suivies: Sequence[OperationSuivie]

    def heures(self, contrat: ContratDuMois, rang: int) -> Decimal:
        """What its employer says of a contract in a month."""
        for suivie in self.suivies:
            for un in suivie.contrats:
                if (suivie.reference, un.code) == (contrat.reference, contrat.contrat):
                    return Decimal(un.annoncees.get(rang) or un.heures.get(rang) or 0)
        return Decimal(0)

    def employeurs(self, rang: int) -> list[Organisation]:
        """Who has a contract in a month."""
        tous = [un.employeur for suivie in self.suivies for un in suivie.contrats if un.rencontre(rang)]
        return list(dict.fromkeys(tous))


def des_mois(suivies: Sequence[OperationSuivie], calendrier: Calendrier) -> Iterator[Acte]:
    """Each month, from what employers say to the month settled."""
    registre = Registre(suivies)
    for rang in calendrier.rangs():
        for employeur in registre.employeurs(rang):
            yield _declaration(registre, calendrier, employeur, rang)
        for suivie in suivies:
            yield from _des_desaccords(suivie, calendrier, rang)
            yield from _validations(suivie, calendrier, rang)


def _declaration(registre: Registre, calendrier: Calendrier, employeur: Organisation, rang: int) -> Acte:
    tard = (employeur.nom, rang) in EN_RETARD

    def faire() -> tuple[()]:
        declarer(registre, employeur, calendrier.mois(rang), rang)
        return ()

    dit = f"{employeur.nom} déclare enfin, après la relance" if tard else None
    return Acte(jour=calendrier.le(J(rang + 1, RETARD if tard else RETOUR)), faire=faire, dit=dit)


def declarer(registre: Registre, employeur: Organisation, mois: Mois, rang: int) -> None:
    """What an employer sends from the page of its link, for all its operations."""
    lien = Lien(destinataire=employeur.courriel, mois=mois)
    with lecture() as session:
        page = lire(session, lien)
    lignes = [
        HeuresSaisies(contrat=un, heures=registre.heures(un, rang), dont_formation=Decimal(0))
        for un in page.a_declarer
        if page.modifiable(un)
    ]
    if lignes:
        enregistrer(lien, lignes, [])


def _des_desaccords(suivie: OperationSuivie, calendrier: Calendrier, rang: int) -> Iterator[Acte]:
    for un in suivie.desaccords:
        if un.rang == rang:
            yield _contestation(suivie, un, calendrier)
            if rang != LAISSE:
                yield _accord(suivie, un, calendrier)


def _contestation(suivie: OperationSuivie, desaccord: Desaccord, calendrier: Calendrier) -> Acte:
    annoncees = _contrat(suivie, desaccord).annoncees[desaccord.rang]

    def faire() -> tuple[()]:
        lien = Lien(destinataire=desaccord.entreprise.courriel, mois=calendrier.mois(desaccord.rang))
        with lecture() as session:
            page = lire(session, lien)
        vise = next(
            un for un in page.a_confirmer if (un.reference, un.contrat) == (suivie.reference, desaccord.contrat)
        )
        avis = Avis(contrat=vise, heures=Decimal(desaccord.contestees), motif=desaccord.motif)
        enregistrer(lien, [], [avis])
        return ()

    return Acte(
        jour=calendrier.le(J(desaccord.rang + 1, CONTESTATION)),
        faire=faire,
        dit=f"{desaccord.entreprise.nom} conteste : {desaccord.contestees} h, et non {annoncees} h",
    )


def _accord(suivie: OperationSuivie, desaccord: Desaccord, calendrier: Calendrier) -> Acte:
    heures = _contrat(suivie, desaccord).heures[desaccord.rang]
    accord = geste(
        J(desaccord.rang + 1, ACCORD),
        Geste.ACCORDER_HEURES,
        f"Accord trouvé après lecture des pointages : {heures} h",
        mois=M(desaccord.rang),
        contrat=desaccord.contrat,
        heures=heures,
    )
    return demande(suivie.reference, accord, calendrier, desaccord.contrat)


def _contrat(suivie: OperationSuivie, desaccord: Desaccord) -> Contrat:
    return next(un for un in suivie.contrats if un.code == desaccord.contrat)


def _validations(suivie: OperationSuivie, calendrier: Calendrier, rang: int) -> Iterator[Acte]:
    """What is said is validated before dashboards leave, what came late afterwards; then the month is settled."""
    du_mois = [un for un in suivie.contrats if un.rencontre(rang) and _declares(suivie, rang)]
    a_temps = [un for un in du_mois if (un.employeur.nom, rang) not in EN_RETARD]
    quand = [VALIDATION] * bool(a_temps) + [CLOTURE] * (len(a_temps) < len(du_mois) and rang != LAISSE)
    for jour in quand:
        valider = geste(J(rang + 1, jour), Geste.VALIDER_HEURES, mois=M(rang))
        yield demande(suivie.reference, valider, calendrier, str(rang))
    if du_mois and rang != LAISSE:
        clore = geste(J(rang + 1, CLOTURE), Geste.CLORE_MOIS, mois=M(rang))
        yield demande(suivie.reference, clore, calendrier, str(rang))


def _declares(suivie: OperationSuivie, rang: int) -> bool:
    """Whether the operation is still followed in that month: someone works there."""
    return any(rang in un.heures for un in suivie.contrats)
