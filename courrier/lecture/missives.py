"""One raw mail, several messages: what its sender wrote, what he forwards, what he quotes. Nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from courrier.lecture.blocs import Bloc, Ligne, Tableau
from courrier.lecture.textes import plier, sans_puce

PROFONDEUR_MAX = 10
_ENTETE = re.compile(
    r"^[>\s*]*(?P<cle>de|from|expediteur|envoye(?: le)?|sent|date|a|to|pour|destinataires?|cc|copie a|objet"
    r"|subject|sujet|repondre a|reply-to|organisation|importance|pieces? jointes?)"
    r"\s?\*?\s?:\s?\*?\s?(?P<valeur>.*)$"
)
_SEPARATEUR = re.compile(
    r"^[>\s]*(?:[-_=]{2,}\s*(?:message (?:d'origine|original|transfere|reexpedie|initial)|original message"
    r"|forwarded message|mail (?:transfere|original)|courriel (?:transfere|d'origine)).*"
    r"|debut du message (?:reexpedie|transfere)\s*:?|begin forwarded message\s*:?|_{20,}|-{20,})\s*$"
)
_ATTRIBUTION = re.compile(
    r"^[>\s]*(?:le\s.{6,220}\sa\s+(?:ecrit|dit)\s?:?|on\s.{6,220}\swrote\s?:|.{3,120}\sa ecrit(?: le .{6,40})?\s?:)\s*$"
)
_ADRESSE = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_ENTETES_MIN = 3
_TETE_DE_LIGNE = 1000


@dataclass(frozen=True, kw_only=True)
class Missive:
    """One message of one person. `entete` is the line that names its sender; `citee` when it is a quoted reply."""

    nom: str
    courriel: str
    objet: str
    entete: str
    blocs: tuple[Bloc, ...]
    citee: bool = False


def deplier(premiere: Missive) -> list[Missive]:
    """The message, then the ones it carries in its body, outermost first."""
    missives = [premiere]
    while len(missives) < PROFONDEUR_MAX:
        coupe = _next_cut(missives[-1].blocs)
        if coupe is None:
            return missives
        dessus, dessous = coupe
        missives[-1] = replace(missives[-1], blocs=dessus)
        missives.append(dessous)
    return missives


def _next_cut(blocs: tuple[Bloc, ...]) -> tuple[tuple[Bloc, ...], Missive] | None:
    for rang, bloc in enumerate(blocs):
        if isinstance(bloc, Tableau):
            continue
        if _ATTRIBUTION.match(plier(_with_next(blocs, rang)[:400].lstrip("> "))):
            return blocs[:rang], _quoted(blocs, rang)
        if coupe := _header_block(blocs, rang):
            return coupe
        if bloc.texte.startswith(">"):
            return blocs[:rang], _missive("", "", blocs[rang:], citee=True)
    return None


def _with_next(blocs: tuple[Bloc, ...], rang: int) -> str:
    """The line; with the next one when a client wrapped « … a écrit : »."""
    texte = _texte(blocs[rang])
    plie = plier(texte)
    if not plie.lstrip("> ").startswith(("le ", "on ")) or plie.rstrip().endswith(":"):
        return texte
    return f"{texte} {_texte(blocs[rang + 1]).lstrip('> ')}" if rang + 1 < len(blocs) else texte


def _texte(bloc: Bloc) -> str:
    """The line as far as a header or an attribution may go."""
    return bloc.texte[:_TETE_DE_LIGNE] if isinstance(bloc, Ligne) else ""


def _quoted(blocs: tuple[Bloc, ...], rang: int) -> Missive:
    attribution = _with_next(blocs, rang)
    saut = 1 if attribution == _texte(blocs[rang]) else 2
    return _missive(attribution, "", blocs[rang + saut :], citee=True)


def _missive(attribution: str, objet: str, suite: Sequence[Bloc], *, citee: bool) -> Missive:
    adresse = _ADRESSE.search(attribution)
    return Missive(
        nom=_attributed_name(attribution, adresse),
        courriel=adresse[0].lower() if adresse else "",
        objet=objet,
        entete=attribution.strip("> "),
        blocs=tuple(_unquoted(bloc) for bloc in suite),
        citee=citee,
    )


def _attributed_name(attribution: str, adresse: re.Match[str] | None) -> str:
    avant = attribution[: adresse.start()] if adresse else re.sub(r"\sa\s[ée]crit.*$|\swrote.*$", "", attribution)
    morceau = re.split(r"\d{1,2}[:h]\d{2}|\d{4}", avant)[-1]
    return morceau.strip(" ,<>(\"'[:àa") if ":" not in morceau.strip(" :") else ""


def _unquoted(bloc: Bloc) -> Bloc:
    return Ligne(re.sub(r"^>\s?", "", bloc.texte)) if isinstance(bloc, Ligne) else bloc


def _header_block(blocs: tuple[Bloc, ...], rang: int) -> tuple[tuple[Bloc, ...], Missive] | None:
    """The message whose header lines (De, Envoyé, À, Objet, in any order) begin at `rang` or after its separator."""
    debut = rang
    if _SEPARATEUR.match(plier(_texte(blocs[rang]))):
        debut = next(
            (i for i in range(rang + 1, min(rang + 4, len(blocs))) if _texte(blocs[i]).strip("> ")), len(blocs)
        )
    champs, fin = _read_headers(blocs, debut)
    separe = debut != rang
    if not champs.keys() & {"de", "from", "expediteur"} or len(champs) < (2 if separe else _ENTETES_MIN):
        return None
    return blocs[:rang], _from_headers(champs, blocs[fin:])


def _read_headers(blocs: tuple[Bloc, ...], debut: int) -> tuple[dict[str, str], int]:
    champs: dict[str, str] = {}
    rang, derniere = debut, ""
    while rang < len(blocs) and rang < debut + 20:
        texte = _texte(blocs[rang]).strip()
        entete = _ENTETE.match(plier(texte))
        if entete and entete["cle"] in champs:
            break
        if entete:
            derniere = entete["cle"]
            champs[derniere] = texte[entete.start("valeur") :].strip(" *")
        elif not (texte and derniere and _continues(texte)):
            break
        elif derniere in {"de", "from"}:
            champs[derniere] += f" {texte}"
        rang += 1
    return champs, rang


def _continues(texte: str) -> bool:
    """A wrapped header line: the rest of a list of addresses."""
    return texte.startswith("<") or (_ADRESSE.search(texte) is not None and len(texte) < 200 and ":" not in texte)  # noqa: PLR2004


def _from_headers(champs: dict[str, str], suite: tuple[Bloc, ...]) -> Missive:
    de = next(champs[cle] for cle in ("de", "from", "expediteur") if cle in champs)
    adresse = _ADRESSE.search(de)
    nom = re.sub(r"[<\[(].*$", "", de.replace(adresse[0], "") if adresse else de)
    nom = re.sub(r"\s*de la part de.*$", "", nom)
    return Missive(
        nom=sans_puce(nom.replace("mailto:", "")).strip(" \"'<>[]*,;"),
        courriel=adresse[0].lower() if adresse else "",
        objet=next((champs[cle] for cle in ("objet", "sujet", "subject") if cle in champs), ""),
        entete=de,
        blocs=tuple(_unquoted(bloc) for bloc in suite),
    )
