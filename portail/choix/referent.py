"""The referent of a company, as its page names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from courrier.adresses import ADRESSE

TEXTE_MAXIMUM = 200
CHAMPS = {"nom": "rn", "fonction": "rf", "courriel": "rc", "telephone": "rt"}
SANS_NOM = "Donnez le nom de cette personne."
SANS_ADRESSE = "Cette adresse n’est pas complète, comme prenom.nom@entreprise.fr."


@dataclass(frozen=True, kw_only=True)
class ReferentSaisi:
    """What was typed; `fautes`: a sentence by field."""

    nom: str = field(default="", repr=False)
    fonction: str = ""
    courriel: str = field(default="", repr=False)
    telephone: str = field(default="", repr=False)
    fautes: Mapping[str, str] = field(default_factory=dict)

    @property
    def rempli(self) -> bool:
        return bool(self.en_donnees())

    def en_donnees(self) -> dict[str, str] | None:
        """As a dossier writes it; None where nothing is typed."""
        return {nom: dit for nom in CHAMPS if (dit := getattr(self, nom))} or None


def deja_nomme(connu: Mapping[str, str] | None) -> ReferentSaisi:
    return _saisi({nom: (connu or {}).get(nom, "") for nom in CHAMPS}, {})


def nommer(cle: str, champs: Mapping[str, str]) -> ReferentSaisi:
    """What the fields of that group say, on one line each, without what no document can show."""
    dits = {nom: _propre(champs.get(f"{prefixe}:{cle}", "")) for nom, prefixe in CHAMPS.items()}
    fautes = {}
    if any(dits.values()) and not dits["nom"]:
        fautes["nom"] = SANS_NOM
    if dits["courriel"] and not (ADRESSE.fullmatch(dits["courriel"]) and "." in dits["courriel"].rpartition("@")[2]):
        fautes["courriel"] = SANS_ADRESSE
    return _saisi(dits, fautes)


def _saisi(dits: Mapping[str, str], fautes: Mapping[str, str]) -> ReferentSaisi:
    return ReferentSaisi(
        nom=dits["nom"],
        fonction=dits["fonction"],
        courriel=dits["courriel"],
        telephone=dits["telephone"],
        fautes=fautes,
    )


def _propre(texte: str) -> str:
    ligne = " ".join(texte.split())
    return "".join(signe for signe in ligne if signe.isprintable())[:TEXTE_MAXIMUM]
