"""What each person did, on its day, through the acts of Relais; the replay does them in the order of the days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cli.demo_suivi.calendrier import Calendrier, J, M
from cli.demo_suivi.dossier import POSTE_OUVERT, Evenement, OperationSuivie
from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from metier.cycle import Transition
from metier.gestes import Geste
from sqlmodel_store.depots import operations, postes
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.demandes import Appel, demander, executer

PAR = "facilitatrice (démonstration)"


@dataclass(frozen=True, kw_only=True)
class Acte:
    """What someone did on a day, which gives the files it wrote; `dit` is the sentence that tells it."""

    jour: date
    faire: Callable[[], Sequence[Path]]
    dit: str | None = None


def de_l_operation(suivie: OperationSuivie, calendrier: Calendrier) -> Iterator[Acte]:
    """The arrival of an operation, what the facilitatrice does with it, its people and contracts; hours are apart."""
    yield Acte(
        jour=calendrier.le(suivie.arrivee),
        faire=lambda: _importer(calendrier.dater(suivie.importe())),
        dit=f"{suivie.reference} : {suivie.annonce}",
    )
    evenements = [*suivie.evenements, *_des_personnes(suivie), *_des_contrats(suivie), *_des_factures(suivie)]
    for rang, evenement in enumerate(evenements):
        yield demande(suivie.reference, evenement, calendrier, f"{rang}")


def demande(reference: str, evenement: Evenement, calendrier: Calendrier, cle: str) -> Acte:
    """A geste or a transition, asked and done at once."""
    donnees = calendrier.dater(evenement.donnees)
    jour = calendrier.le(evenement.le)
    acte = _acte(evenement.acte)

    def faire() -> Sequence[Path]:
        appel = Appel(
            reference=reference,
            transition=acte,
            donnees=_avec_le_poste(reference, donnees),
            par=PAR,
            cle=f"demonstration:{reference}:{jour}:{acte.value}:{cle}",
        )
        return [Path(reference) / fichier for fichier in executer(demander(appel)).documents]

    return Acte(jour=jour, faire=faire, dit=evenement.dit)


def _acte(code: str) -> Transition | Geste:
    return Transition(code) if code in set(Transition) else Geste(code)


def _avec_le_poste(reference: str, donnees: Mapping[str, Any]) -> dict[str, Any]:
    if donnees.get("poste") != POSTE_OUVERT:
        return dict(donnees)
    with lecture() as session:
        ouvert = postes.de_l_operation(session, operations.exiger(session, reference).id)[0]
    return {**donnees, "poste": ouvert.code}


def _importer(brut: dict[str, Any]) -> Sequence[Path]:
    with unit_of_work() as session:
        importer(session, [lire_dossier(brut)], acteur=PAR)
    return ()


def _des_personnes(suivie: OperationSuivie) -> Iterator[Evenement]:
    for une in suivie.nouvelles():
        yield _geste(une.validee_le, Geste.ENREGISTRER_BENEFICIAIRE, une.identite())
        decision = {"beneficiaire": une.id, "validee_le": une.validee_le, "piece": une.piece}
        yield _geste(une.validee_le, Geste.VALIDER_ELIGIBILITE, decision)
    for une in suivie.personnes:
        for sortie in une.sorties:
            donnees = {
                "beneficiaire": une.id,
                "jalon": sortie.jalon,
                "date": sortie.le,
                "situation": sortie.situation,
            }
            yield _geste(sortie.le, Geste.NOTER_SORTIE, donnees)


def _des_contrats(suivie: OperationSuivie) -> Iterator[Evenement]:
    for un in suivie.contrats:
        if un.debut.rang >= 0:
            ouvert = Evenement(le=un.debut, acte=Geste.ENREGISTRER_CONTRAT.value, donnees=un.ouvert(), dit=un.dit)
            yield ouvert
        if un.fin is not None:
            fin = {"contrat": un.code, "fin": un.fin, "motif_fin": un.motif_fin}
            yield _geste(un.fin, Geste.TERMINER_CONTRAT, fin)


def _des_factures(suivie: OperationSuivie) -> Iterator[Evenement]:
    for rang, factures in suivie.factures.items():
        for lot, montant in factures:
            facture = {"lot": lot, "mois": M(rang), "montant_ht": montant}
            yield _geste(J(rang + 1, 4), Geste.NOTER_FACTURE, facture)


def _geste(le: J, acte: Geste, donnees: Mapping[str, Any]) -> Evenement:
    return Evenement(le=le, acte=acte.value, donnees=donnees)
