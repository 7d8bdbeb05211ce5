"""The messages of a mail in each of its writings (text, HTML), and which of them tells the operation."""

from __future__ import annotations

from dataclasses import dataclass

from courrier.lecture.annonces import Annonce, evaluer
from courrier.lecture.blocs import Bloc, Ligne, blocs_du_texte, lignes
from courrier.lecture.fils import est_un_transfert, est_une_reponse
from courrier.lecture.html import blocs_du_html
from courrier.lecture.mime import Courriel
from courrier.lecture.missives import Missive, deplier
from courrier.lecture.operation import Trouvailles, chercher
from courrier.lecture.textes import comparable

LIGNES_MAX, SIGNES_MAX = 6000, 400_000


@dataclass(frozen=True, kw_only=True)
class MissiveLue:
    """A message, what it says, how much it announces."""

    missive: Missive
    trouvailles: Trouvailles
    annonce: Annonce


@dataclass(frozen=True, kw_only=True)
class Ecriture:
    """All messages of a mail in one writing, outermost first."""

    lues: tuple[MissiveLue, ...]

    @property
    def premiere(self) -> MissiveLue:
        return self.lues[0]

    @property
    def richesse(self) -> tuple[int, int]:
        """How much is recognised, then how much is written."""
        reconnu = sum(
            lue.annonce.structure + len(lue.trouvailles.etiquettes) + 2 * len(lue.trouvailles.lots) for lue in self.lues
        )
        return reconnu, sum(len(lue.missive.blocs) for lue in self.lues)

    def origine(self) -> MissiveLue:
        """The message that tells the operation: the sender's own if it does or answers, else the deepest below."""
        objet = self.premiere.missive.objet
        if self.premiere.annonce.structure >= 3 or len(self.lues) == 1 or est_une_reponse(objet):  # noqa: PLR2004
            return self.premiere
        dessous = [lue for lue in self.lues[1:] if not lue.missive.citee or self._forwards()]
        structurees = [lue for lue in dessous if lue.annonce.structure >= 3]  # noqa: PLR2004
        sures = [lue for lue in dessous if lue.annonce.est_sure]
        transferee = dessous[-1:] if self._forwards() else []
        return next(iter(structurees[::-1] or sures[::-1] or transferee), self.premiere)

    def annoncees(self) -> list[MissiveLue]:
        """The forwarded messages that each announce an operation of their own, by reference or title; often none."""
        par_operation: dict[str, MissiveLue] = {}
        for lue in self.lues[1:]:
            if lue.annonce.structure >= 3 and not lue.missive.citee:  # noqa: PLR2004
                par_operation.setdefault(_identite(lue.trouvailles), lue)
        return list(par_operation.values())

    def _forwards(self) -> bool:
        return est_un_transfert(self.premiere.missive.objet)


def _identite(trouvailles: Trouvailles) -> str:
    """The reference, else the title, of what a message announces."""
    surs = [e for e in trouvailles.etiquettes if e.champ in {"reference", "intitule"} and e.rang <= 1]
    surs.sort(key=lambda e: e.champ, reverse=True)
    return comparable(surs[0].valeur) if surs else ""


def lire_ecritures(courriel: Courriel) -> list[Ecriture]:
    """The two writings of a mail, the richer first; twice the same when it has one only."""
    if not _has_two(courriel):
        return [_lire(courriel, html=True)] * 2
    ecritures = [_lire(courriel, html=html) for html in (True, False)]
    return sorted(ecritures, key=lambda e: e.richesse, reverse=True)


def _has_two(courriel: Courriel) -> bool:
    return any(corps.html and corps.texte for corps in courriel.corps) or any(map(_has_two, courriel.joints))


def _lire(courriel: Courriel, *, html: bool) -> Ecriture:
    return Ecriture(lues=tuple(_lue(missive) for missive in _missives(courriel, html=html)))


def _lue(missive: Missive) -> MissiveLue:
    trouvailles = chercher(missive.blocs)
    return MissiveLue(
        missive=missive, trouvailles=trouvailles, annonce=evaluer(missive.objet, missive.blocs, trouvailles)
    )


def _missives(courriel: Courriel, *, html: bool) -> list[Missive]:
    expediteurs = courriel.expediteurs
    nom, adresse = (expediteurs[0].nom, expediteurs[0].courriel) if expediteurs else ("", "")
    premiere = Missive(
        nom=nom,
        courriel=adresse,
        objet=courriel.entete("Subject"),
        entete=f"{nom} <{adresse}>" if nom else adresse,
        blocs=_borner(_blocs(courriel, html=html)),
    )
    return [*deplier(premiere), *(m for joint in courriel.joints for m in _missives(joint, html=html))]


def _blocs(courriel: Courriel, *, html: bool) -> tuple[Bloc, ...]:
    blocs: list[Bloc] = []
    for corps in courriel.corps:
        en_html, en_texte = corps.html or "", corps.texte or ""
        blocs += blocs_du_html(en_html) if (html and en_html) or not en_texte else blocs_du_texte(en_texte[:SIGNES_MAX])
    return tuple(blocs)


def _borner(blocs: tuple[Bloc, ...]) -> tuple[Bloc, ...]:
    """The first blocs, up to 6,000 lines and 400,000 characters: what is below was quoted long ago, if not to harm."""
    gardes: list[Bloc] = []
    nombre = signes = 0
    for bloc in blocs:
        rangees = lignes([bloc])
        nombre += len(rangees)
        signes += sum(map(len, rangees))
        if nombre > LIGNES_MAX or signes > SIGNES_MAX:
            return (*gardes, Ligne(rangees[0][:SIGNES_MAX])) if not gardes else tuple(gardes)
        gardes.append(bloc)
    return tuple(gardes)
