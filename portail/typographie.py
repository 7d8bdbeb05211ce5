"""The words of the templates in French typography, once and for all, when a template is loaded."""

from __future__ import annotations

import re

from jinja2.ext import Extension

from formats.typographie import INSECABLE, typographier

_JINJA = re.compile(r"(\{[{%#].*?[}%#]\})", re.DOTALL)
_CHAINE = re.compile(r'"[^"]*"')
_AVANT = re.compile(r"\s+(?=[:;!?»%€])")
_APRES = re.compile(r"(?<=«)\s+")


class Typographie(Extension):
    """No-break spaces in what a template says itself; what it is given is typeset where it is written."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - jinja2's
        """The source with its texts, and the texts in its expressions, typeset."""
        morceaux = _JINJA.split(source)
        morceaux[::2] = map(_texte, morceaux[::2])
        morceaux[1::2] = [_CHAINE.sub(lambda chaine: typographier(chaine[0]), un) for un in morceaux[1::2]]
        return "".join(morceaux)


def _texte(html: str) -> str:
    return _APRES.sub(INSECABLE, _AVANT.sub(INSECABLE, html))
