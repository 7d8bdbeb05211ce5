"""Which operation a row is about: by our reference, the buyer's, or its title; the same one over all sheets."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from echanges.heures.ecriture import simple
from echanges.reprise.lignes import Ligne
from echanges.reprise.notions import Notion
from echanges.reprise.valeurs import texte

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
Cle = tuple[str, str, str]
"""The reference as it is written, the title and the buyer, « simple »; empty where nothing is said."""


@dataclass(frozen=True, kw_only=True)
class Connue:
    """An operation of the store."""

    reference: str
    reference_acheteur: str | None
    intitule: str | None
    maitre_ouvrage: str | None


class Ambigue(Exception):
    """Several operations may be meant; `raison` says what to write."""

    def __init__(self, raison: str) -> None:
        super().__init__(raison)
        self.raison = raison


@dataclass(kw_only=True)
class Nommees:
    """The operations of a file. `retenues`: by hash of the key, the references given by earlier imports."""

    connues: Sequence[Connue]
    retenues: Mapping[str, str]
    _par_cle: dict[Cle, str] = field(default_factory=dict)
    _alias: dict[str, set[Cle]] = field(default_factory=lambda: defaultdict(set))
    _acheteurs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _par_reference: dict[str, str] = field(default_factory=dict)
    _par_titre: dict[str, list[Connue]] = field(default_factory=lambda: defaultdict(list))
    a_donner: dict[Cle, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for une in self.connues:
            for ecrite in filter(None, (une.reference_acheteur, une.reference)):
                self._par_reference[ecrite] = une.reference
            self._par_titre[simple(une.intitule)].append(une)

    def apprendre(self, lignes: Iterable[Ligne]) -> None:
        """Hears the rows that give a reference, a title and a buyer, so that others may give only one."""
        for ligne in lignes:
            cle = cle_de(ligne)
            if cle[0] and cle[1]:
                self._alias[cle[1]].add((cle[0], "", ""))
            if cle[1] and cle[2]:
                self._acheteurs[cle[1]].add(cle[2])

    def cle(self, ligne: Ligne) -> Cle | None:
        """The key of the row's operation; None when it names none. Raises Ambigue."""
        reference, titre, moa = cle_de(ligne)
        if reference:
            return (reference, "", "")
        if not titre:
            return None
        alias = self._alias.get(titre, set())
        if len(alias) > 1:
            raise Ambigue("plusieurs opérations du fichier portent cet intitulé : écrivez la référence")
        acheteurs = self._acheteurs.get(titre, set())
        if not moa and len(acheteurs) == 1:
            moa = next(iter(acheteurs))
        return next(iter(alias), ("", titre, moa))

    def reference(self, cle: Cle) -> str | None:
        """The reference in the store, or the one to be; None when one is to be given. Raises Ambigue."""
        if cle in self._par_cle:
            return self._par_cle[cle]
        trouvee = self._chercher(cle)
        if trouvee is not None:
            self._par_cle[cle] = trouvee
        else:
            self.a_donner[cle] = None
        return trouvee

    def donner(self, cle: Cle, reference: str) -> None:
        self._par_cle[cle] = reference

    def _chercher(self, cle: Cle) -> str | None:
        ecrite, titre, moa = cle
        if ecrite:
            connue = self._par_reference.get(ecrite) or self.retenues.get(hachage(cle))
            return connue or (ecrite if REFERENCE.fullmatch(ecrite) else None)
        memes = [une for une in self._par_titre.get(titre, []) if not moa or simple(une.maitre_ouvrage) in {"", moa}]
        if len(memes) > 1:
            raise Ambigue("plusieurs opérations connues portent cet intitulé : écrivez la référence")
        return memes[0].reference if memes else self.retenues.get(hachage(cle))


def cle_de(ligne: Ligne) -> Cle:
    """The reference, title and buyer that a row writes."""
    reference = texte(ligne.case(Notion.REFERENCE)) or ""
    titre = simple(texte(ligne.case(Notion.INTITULE)))
    return reference, titre, simple(texte(ligne.case(Notion.MAITRE_OUVRAGE)))


def hachage(cle: Cle) -> str:
    """What the journal keeps of a key."""
    return hashlib.sha256("\n".join(cle).encode()).hexdigest()[:32]
