"""How the name of a person is found in a text, however it is written there, and taken out of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from metier.periodes import NOMS_DES_MOIS

RETIRE = "[personne effacée]"
JOUR_RETIRE = "[date effacée]"
PRENOM_EFFACE = "Personne effacée"
CODES = frozenset({"id", "beneficiaire", "contrat"})
"""The keys of a dossier that hold an id local to it."""
SEUL_MIN = 3
"""A first name or a surname under so many letters is only looked for beside the other one."""
MOITIE_MIN = 4
"""Half of a double surname tells the person as well, but not a particle."""

_ACCENTS = "[\u0300-\u036f]*"
_LIAISON = r"[\s\W_]{0,3}"
_DANS_UN_NOM = r"[\W_]{0,3}"
_LIGATURES = {"œ": "(?:œ|oe)", "æ": "(?:æ|ae)", "ß": "(?:ß|ss)"}
_AVANT, _APRES = r"(?<![^\W\d_])", r"(?![^\W\d_])"


def plier(texte: str) -> str:
    """A text without accents, case or surplus spaces, for comparing."""
    nu = "".join(signe for signe in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(signe))
    return " ".join(nu.casefold().split())


def mots(textes: Iterable[str | None]) -> frozenset[str]:
    """The words of these texts, folded: those that tell somebody, or something, else."""
    return frozenset(mot for texte in textes if texte for mot in re.findall(r"[^\W\d_]+", plier(texte)))


def naissance_anonyme(naissance: date, debuts: Collection[date]) -> date:
    """The first day of the same year that gives the same age on each of these days: figures by age stay as they are."""
    avant = [jour for jour in debuts if (jour.month, jour.day) < (naissance.month, naissance.day)]
    if not avant:
        return naissance.replace(month=1, day=1)
    dernier = max(avant, key=lambda jour: (jour.month, jour.day))
    if (dernier.month, dernier.day) == (2, 29):
        return date(naissance.year, 3, 1)
    return date(naissance.year, dernier.month, dernier.day) + timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Effacee:
    """What is known of a person to be forgotten, and what takes its place.

    `marque` stands for the surname, `anonyme` for the date of birth. `voisins`: the words that tell others in the same
    place; a name among them is taken out only beside the first name; None where nothing tells who is there, and both
    names are looked for together. `homonyme`: another person bears the very same names there, texts are left alone.
    """

    nom: str
    prenom: str
    naissance: date
    marque: str
    anonyme: date
    voisins: frozenset[str] | None = None
    homonyme: bool = False

    def est(self, valeur: Mapping[str, Any]) -> bool:
        """Whether an object gives the surname, the first name of the person, and no other date of birth."""
        nom, prenom = valeur.get("nom"), valeur.get("prenom")
        if not isinstance(nom, str) or not isinstance(prenom, str):
            return False
        if (_uni(nom), _uni(prenom)) != (_uni(self.nom), _uni(self.prenom)):
            return False
        dite = valeur.get("naissance")
        return dite == self.naissance.isoformat() or (dite is None and not self.homonyme)

    def est_nommee(self, texte: str) -> bool:
        """Whether a text names the person."""
        return not self.homonyme and self._noms.search(unicodedata.normalize("NFD", texte)) is not None

    def retirer(self, texte: str, par: str = RETIRE) -> str:
        """The text with `par` in place of the person's name, and no date of birth beside it."""
        if not self.est_nommee(texte):
            return texte
        nu = unicodedata.normalize("NFC", self._noms.sub(par, unicodedata.normalize("NFD", texte)))
        return self._jours.sub(JOUR_RETIRE, nu.replace(self.naissance.isoformat(), self.anonyme.isoformat()))

    def retirer_de(self, valeur: Any) -> Any:  # noqa: ANN401 - JSON
        """The same of JSON; an object that is the person takes what stands for them."""
        if isinstance(valeur, str):
            return self.retirer(valeur)
        if isinstance(valeur, list):
            return [self.retirer_de(une) for une in valeur]
        if not isinstance(valeur, dict):
            return valeur
        if self.est(valeur):
            valeur = valeur | {"nom": self.marque, "prenom": PRENOM_EFFACE}
            if "naissance" in valeur:
                valeur["naissance"] = self.anonyme.isoformat()
        return {self.retirer(cle): self._d_une_cle(cle, une) for cle, une in valeur.items()}

    def _d_une_cle(self, cle: str, valeur: Any) -> Any:  # noqa: ANN401 - same
        """An id of a dossier takes the mark: it is written in several places, and must be an id still."""
        if cle in CODES and isinstance(valeur, str):
            return self.retirer(valeur, par=self.marque)
        return self.retirer_de(valeur)

    @cached_property
    def _noms(self) -> re.Pattern[str]:
        nom, prenom = _motif(self.nom), _motif(self.prenom)
        if not nom or not prenom:  # a dash for want of a name: nothing to look for
            return re.compile(r"(?!)")
        initiale = _motif(plier(self.prenom)[:1])
        formes = [f"{prenom}{_LIAISON}{nom}", f"{nom}{_LIAISON}{prenom}"]
        if self._parle_seul(self.nom):
            formes.insert(0, rf"[\w.+\-]*{nom}[\w.+\-]*@[\w.\-]+")
            moities = [_motif(un) for un in _uni(self.nom).split() if len(un) >= MOITIE_MIN]
            formes += [rf"(?:{initiale}\.\s?)?{nom}", *moities]
        else:
            formes += [rf"{initiale}[.\s]{{1,2}}{nom}", rf"{nom}\s{{1,2}}{initiale}\b\.?"]
        if self._parle_seul(self.prenom):
            formes.append(f"(?=(?-i:{re.escape(plier(self.prenom)[:1].upper())})){prenom}")
        return re.compile(f"{_AVANT}(?:{'|'.join(formes)}){_APRES}", re.IGNORECASE)

    @cached_property
    def _jours(self) -> re.Pattern[str]:
        jour, mois, an = self.naissance.day, self.naissance.month, self.naissance.year
        nom_du_mois = _motif(NOMS_DES_MOIS[mois - 1])
        chiffres = rf"0?{jour}\s?[/.\-]\s?0?{mois}\s?[/.\-]\s?(?:{an}|{an % 100:02d})"
        return re.compile(rf"(?<!\d)(?:{chiffres}|{jour}(?:er)?\s+{nom_du_mois}\s+{an})(?!\d)", re.IGNORECASE)

    def _parle_seul(self, nom: str) -> bool:
        """Whether a name tells the person without the other one: nobody else here bears a word of it."""
        if self.voisins is None or len(plier(nom)) < SEUL_MIN:
            return False
        return not mots([nom]) & self.voisins


def _uni(nom: str) -> str:
    """A name in words, whatever joins them."""
    return " ".join(re.split(r"[\W_]+", plier(nom))).strip()


def _motif(nom: str) -> str:
    """The pattern of a name in a decomposed text: its letters with or without accents, joined in any usual way."""
    morceaux = _uni(nom).replace("oe", "œ").replace("ae", "æ").split()
    return _DANS_UN_NOM.join(
        "".join(f"{_LIGATURES.get(signe, re.escape(signe))}{_ACCENTS}" for signe in morceau) for morceau in morceaux
    )
