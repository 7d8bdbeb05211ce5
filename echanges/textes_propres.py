"""Characters that no document can carry: taken out of texts with an alert, left in references, which are refused."""

from __future__ import annotations

import re
from typing import Any

from metier.alertes import Alerte, CodeAlerte, alerter

# What XML 1.0 forbids, and so .docx, .xlsx and .odt: control characters, lone surrogates, U+FFFE and U+FFFF.
INADMISSIBLES = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REFERENCES = frozenset({"reference", "reference_acheteur", "relais", "siret", "id"})


def nettoyer(brut: dict[str, Any]) -> tuple[dict[str, Any], tuple[Alerte, ...]]:
    """A copy whose texts hold only what documents can carry, and one alert per text that lost something."""
    alertes: list[Alerte] = []
    return _objet(brut, "", alertes), tuple(alertes)


def _objet(objet: dict[str, Any], chemin: str, alertes: list[Alerte]) -> dict[str, Any]:
    return {
        cle: valeur if cle in REFERENCES else _valeur(valeur, f"{chemin}.{cle}" if chemin else cle, alertes)
        for cle, valeur in objet.items()
    }


def _valeur(valeur: Any, chemin: str, alertes: list[Alerte]) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(valeur, dict):
        return _objet(valeur, chemin, alertes)
    if isinstance(valeur, list):
        return [_valeur(element, f"{chemin}[{rang}]", alertes) for rang, element in enumerate(valeur)]
    return _texte(valeur, chemin, alertes) if isinstance(valeur, str) else valeur


def _texte(texte: str, chemin: str, alertes: list[Alerte]) -> str:
    propre, retires = INADMISSIBLES.subn("", texte)
    if retires:
        alertes.append(alerter(CodeAlerte.CARACTERES_RETIRES, champ=chemin, nombre=retires))
    return propre
