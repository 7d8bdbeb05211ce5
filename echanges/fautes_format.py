"""What pydantic refuses, said in French: one sentence per fault, starting with the path of the field."""

from __future__ import annotations

import difflib
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from echanges.champs import REFUS, montrer
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie, FautesDeSaisie

Chemin = tuple[int | str, ...]


def faute(chemin: str, raison: str) -> FauteDeSaisie:
    """A fault whose sentence is « path : reason. », typography set; a reason that asks keeps its question mark."""
    point = "" if raison.endswith("?") else "."
    return FauteDeSaisie(chemin, typographier(f"{chemin} : {raison}{point}"))


def traduire(erreur: ValidationError, modele: type[BaseModel]) -> FautesDeSaisie:
    """Every fault of a validation, in the order found."""
    details = erreur.errors(include_url=False)
    return FautesDeSaisie([_faute(detail, modele) for detail in details if not _double(detail, details)])


def _double(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Whether a list is « too short » only because its elements are themselves at fault."""
    chemin = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(autre["loc"]) > len(chemin) and autre["loc"][: len(chemin)] == chemin for autre in details
    )


def chemin_lisible(chemin: Chemin) -> str:
    """`("lots", 0, "motif")` becomes `lots[0].motif`; the invisible characters of a key are written out."""
    lisible = ""
    for partie in chemin:
        lisible += f"[{partie}]" if isinstance(partie, int) else f".{montrer(partie)}"
    return lisible.removeprefix(".") or "l’objet"


def _faute(detail: ErrorDetails, modele: type[BaseModel]) -> FauteDeSaisie:
    return faute(chemin_lisible(detail["loc"]), _raison(detail, modele))


def _raison(detail: ErrorDetails, modele: type[BaseModel]) -> str:
    if detail["type"] == REFUS:
        return str(detail["ctx"]["phrase"])
    if detail["type"] == "extra_forbidden":
        return _inconnue(detail["loc"], modele)
    if detail["type"] == "missing" or detail["input"] is None:
        return _ATTENDUS["missing"] + _seule_valeur(detail["loc"], modele)
    if detail["type"] in {"enum", "literal_error"}:
        return _hors_liste(detail)
    return _ATTENDUS.get(detail["type"], "valeur refusée") + _vu(detail)


_ATTENDUS = {
    "missing": "donnée absente, elle est attendue ici",
    "model_type": "un objet « { … } » est attendu",
    "model_attributes_type": "un objet « { … } » est attendu",
    "tuple_type": "une liste « [ … ] » est attendue",
    "list_type": "une liste « [ … ] » est attendue",
    "frozen_set_type": "une liste « [ … ] » est attendue",
    "bool_type": "true ou false est attendu",
    "string_type": "un texte est attendu",
    "too_short": "liste vide, au moins un élément est attendu",
}


def _vu(detail: ErrorDetails) -> str:
    if detail["type"] == "too_short" or isinstance(detail["input"], dict | list):
        return ""
    return f" ; reçu : « {montrer(detail['input'])} »"


def _hors_liste(detail: ErrorDetails) -> str:
    admises = [valeur.strip("'") for valeur in str(detail["ctx"]["expected"]).replace(" or ", ", ").split(", ")]
    vu = montrer(detail["input"])
    if len(admises) == 1:
        return f"« {vu} » reçu ; « {admises[0]} » est attendu"
    return f"« {vu} » reçu ; valeurs attendues : {', '.join(admises)}{_proche(vu, admises)}"


def _seule_valeur(chemin: Chemin, modele: type[BaseModel]) -> str:
    """The value a field must have, when there is but one."""
    champ = _modele_a(modele, chemin[:-1]).model_fields.get(str(chemin[-1])) if chemin else None
    if champ is None or get_origin(champ.annotation) is not Literal:
        return ""
    return f" : « {get_args(champ.annotation)[0]} »"


def _inconnue(chemin: Chemin, modele: type[BaseModel]) -> str:
    admises = list(_modele_a(modele, chemin[:-1]).model_fields)
    cle = str(chemin[-1])
    if cle not in admises and (parent := _parent(modele, cle)):
        return f"clé inconnue à cet endroit ; sa place est dans « {parent} »"
    proche = _proche(cle, admises)
    return f"clé inconnue{proche}" if proche else f"clé inconnue ; clés admises : {', '.join(admises)}"


def _proche(cherche: str, admises: list[str]) -> str:
    trouvees = difflib.get_close_matches(cherche[:100], admises, n=1, cutoff=0.6)
    return f" ; vouliez-vous dire « {trouvees[0]} » ?" if trouvees else ""


def _modele_a(modele: type[BaseModel], chemin: Chemin) -> type[BaseModel]:
    """The model that the object at this path follows."""
    for partie in chemin:
        if isinstance(partie, str) and partie in modele.model_fields:
            modele = _modele_dans(modele.model_fields[partie].annotation) or modele
    return modele


def _modele_dans(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((trouve for partie in get_args(annotation) if (trouve := _modele_dans(partie))), None)


def _parent(modele: type[BaseModel], cle: str) -> str | None:
    """The field of the model whose object holds that key, None when no object does."""
    for nom, champ in modele.model_fields.items():
        dedans = _modele_dans(champ.annotation)
        if dedans and (cle in dedans.model_fields or _parent(dedans, cle)):
            return nom if cle in dedans.model_fields else _parent(dedans, cle)
    return None
