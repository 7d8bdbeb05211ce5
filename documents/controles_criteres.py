"""5. An insertion criterion: its weights, its reply form, the environmental criterion recalled (documents.md §15)."""

from __future__ import annotations

from collections.abc import Iterator

from documents.constats import Constat, Gravite, Textes
from documents.contextes.criteres import reminders
from documents.contextes.demande import DemandePack
from formats.nombres import nombre_court
from metier.operation import Critere, Montage

TOUT = 100


def check_criteria(demande: DemandePack, textes: Textes) -> Iterator[Constat]:
    """What is said of A2, where the operation announces a criterion."""
    if demande.operation.montage is not Montage.EXECUTION_CRITERE or "A2" not in textes:
        return
    if "A8" not in textes:
        yield _constat("un critère est annoncé sans son cadre de réponse (A8)")
    if not demande.operation.criteres:
        phrase = "montage avec critère, mais aucun critère d’insertion n’est saisi (criteres)"
        yield _constat(phrase, Gravite.AVERTISSEMENT)
    yield from _poids(demande.operation.criteres)
    if len(reminders(demande)) > 1 and "environnemental" not in "\n".join(textes["A2"]):
        yield _constat("le critère environnemental, obligatoire à cette date, n’est pas rappelé", Gravite.AVERTISSEMENT)


def _poids(criteres: tuple[Critere, ...]) -> Iterator[Constat]:
    somme = sum(critere.ponderation for critere in criteres)
    if somme > TOUT:
        yield _constat(f"les critères d’insertion pèsent {nombre_court(somme)} %, plus de 100 %")
    for critere in criteres:
        sous = sum(un.ponderation for un in critere.sous_criteres)
        if critere.sous_criteres and sous != TOUT:
            yield _constat(
                f"les sous-critères de « {critere.intitule} » totalisent {nombre_court(sous)} % et non 100 %"
            )


def _constat(phrase: str, gravite: Gravite = Gravite.BLOQUANT) -> Constat:
    return Constat(controle=5, piece="A2", phrase=phrase, gravite=gravite)
