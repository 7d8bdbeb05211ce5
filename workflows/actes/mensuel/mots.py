"""The lines of a mail: the figures of a dashboard in words; what a reader may not have is not in its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from courrier.messages_mensuel import Detail, LigneTableau
from formats.nombres import euros, heures, nombre
from formats.typographie import INSECABLE, typographier
from metier.arrondi import arrondir
from metier.missions import CodeDocument
from metier.realisation import NUL, taux
from metier.rythme import StatutLot
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.mensuel.chiffres import Chiffres, Statuts

GRAVITE = (
    StatutLot.EN_RETARD,
    StatutLot.A_SURVEILLER,
    StatutLot.NON_DEMARRE,
    StatutLot.CONFORME,
    StatutLot.SOLDE,
)
TONS = {
    StatutLot.EN_RETARD: "mauvais",
    StatutLot.A_SURVEILLER: "moyen",
    StatutLot.NON_DEMARRE: "neutre",
    StatutLot.CONFORME: "bon",
    StatutLot.SOLDE: "bon",
}
TITRES = {
    CodeDocument.H1: "Vos marchés",
    CodeDocument.H2: "Vos lots",
    CodeDocument.H3: "Vos missions et vos salariés",
}


def ligne(operation: Operation, code: CodeDocument, chiffres: Chiffres, periode: str) -> LigneTableau:
    """An operation in the table of a mail."""
    statuts = dict(chiffres.statuts)
    pire = next((un for un in GRAVITE if un in statuts.values()), None)
    return LigneTableau(
        reference=operation.reference,
        intitule=typographier(operation.intitule or operation.reference),
        precision=_precision(operation, code),
        heures=_heures(code, chiffres),
        du_mois=typographier(f"dont {heures(chiffres.du_mois)} en {periode}"),
        statut=typographier(_statut(chiffres)),
        ton=TONS[pire] if pire else "neutre",
        details=tuple(_details(code, chiffres)),
    )


def _statut(chiffres: Chiffres) -> str:
    """With what was not received: a statement late is not hours not done (documents.md §12)."""
    manquants, statut = chiffres.releves_manquants, statut_en_mots(chiffres.statuts)
    return f"{statut}, {_non_recus(manquants)}" if statut and manquants else statut


def _non_recus(manquants: int) -> str:
    pluriel = "s" if manquants > 1 else ""
    return f"{manquants}{INSECABLE}relevé{pluriel} non reçu{pluriel}"


def gravite(chiffres: Chiffres) -> int:
    """The place of an operation in a mail: what goes worst first, what has no status last."""
    return min((GRAVITE.index(statut) for _, statut in chiffres.statuts), default=len(GRAVITE))


def _precision(operation: Operation, code: CodeDocument) -> str:
    """The reference, with the buyer's name for those who are not the buyer."""
    autre = operation.reference_acheteur if code is CodeDocument.H1 else operation.maitre_ouvrage_nom
    return f"{operation.reference} · {autre}" if autre else operation.reference


def statut_en_mots(statuts: Statuts) -> str:
    """« en retard (lot 2) ; conforme (lots 1 et 3) », the worst first; the words alone where there is one lot."""
    if len({statut for _, statut in statuts}) == 1:
        return statuts[0][1].libelle
    lots: dict[StatutLot, list[str]] = defaultdict(list)
    for lot, statut in sorted(statuts, key=lambda une: une[0]):
        lots[statut].append(str(lot))
    return typographier(" ; ".join(f"{un.libelle} ({_lots(lots[un])})" for un in GRAVITE if un in lots))


def _lots(numeros: list[str]) -> str:
    if len(numeros) == 1:
        return f"lot{INSECABLE}{numeros[0]}"
    return f"lots{INSECABLE}{', '.join(numeros[:-1])} et {numeros[-1]}"


def _heures(code: CodeDocument, chiffres: Chiffres) -> str:
    if code is CodeDocument.H3:
        return f"{heures(chiffres.validees)} validées depuis le début"
    part = taux(chiffres.validees, chiffres.dues)
    ecrit = "" if part is None else f" ({nombre(part, 1)}{INSECABLE}%)"
    return f"{heures(chiffres.validees)} validées sur {heures(chiffres.dues)} dues{ecrit}"


def _details(code: CodeDocument, chiffres: Chiffres) -> Iterator[Detail]:
    reserve = ", avant les relevés non reçus" if chiffres.releves_manquants else ""
    if chiffres.releves_manquants:
        phrase = f"{_non_recus(chiffres.releves_manquants)} ; des heures, peut-être faites, ne sont pas encore comptées"
        yield Detail(nom="À recevoir", valeur=typographier(phrase))
    if code is not CodeDocument.H3 and chiffres.dues:
        yield Detail(nom="Rythme", valeur=typographier(_rythme(chiffres)))
        yield Detail(nom="Prévision", valeur=typographier(_prevision(chiffres)))
        if chiffres.a_risque:
            phrase = f"{heures(chiffres.a_risque)} ne seraient pas faites à ce rythme{reserve}"
            yield Detail(nom="À risque", valeur=typographier(phrase))
    if chiffres.declarees:
        yield Detail(nom="À valider", valeur=f"{heures(chiffres.declarees)} déclarées")
    if chiffres.contestees:
        yield Detail(nom="Contestées", valeur=heures(chiffres.contestees))
    if chiffres.non_comptees:
        yield Detail(nom="Non comptées", valeur=f"{heures(chiffres.non_comptees)}, faute d’éligibilité validée")
    if code is CodeDocument.H1 and chiffres.exposition:
        phrase = (
            f"{euros(chiffres.exposition)} si rien de plus n’était validé{reserve} (indicatif, vous en décidez seul)"
        )
        yield Detail(nom="Exposition aux pénalités", valeur=typographier(phrase))


def _rythme(chiffres: Chiffres) -> str:
    if chiffres.attendu is None:
        return "non calculable, dates de lot à compléter"
    attendues = arrondir(chiffres.attendu, 0)
    ecart = arrondir(chiffres.validees - chiffres.attendu, 0)
    if not attendues:
        return "rien n’était encore attendu à cette date"
    mot = "autant qu’attendu" if not ecart else f"{heures(abs(ecart))} de {'plus' if ecart > 0 else 'moins'} qu’attendu"
    return f"{mot} à cette date ({heures(attendues)})"


def _prevision(chiffres: Chiffres) -> str:
    if chiffres.projection is None:
        return "non calculable, dates de lot à compléter"
    fin = heures(arrondir(max(NUL, chiffres.projection), 0))
    return f"{fin} à la fin, au rythme des trois derniers mois"
