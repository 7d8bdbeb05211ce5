"""The RTF that Outlook writes: unpacked ([MS-OXRTFCP]), then its text, or the HTML it wraps ([MS-OXRTFEX])."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from courrier.lecture.archives import PieceIllisible
from courrier.lecture.charsets import decode_text

RTF_MAX = 1024 * 1024
_GROUPES_MAX = 1000
_DICTIONNAIRE = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_FENETRE = 4096
_SIGNE = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?\x20?|((?:\\'[0-9a-fA-F]{2})+)|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_MUETS = frozenset(
    {
        *("fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "headerl", "headerr"),
        *("footerl", "footerr", "footnote", "themedata", "datastore", "latentstyles", "generator", "xmlnstbl"),
        *("listtable", "listoverridetable", "rsidtbl", "mmathPr", "fldinst"),
    }
)
_SIGNES = {
    "par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\n", "tab": "\t", "cell": "\t", "emdash": "—",
    "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
}  # fmt: skip


def decompresser(octets: bytes) -> bytes:
    """The RTF of a PidTagRtfCompressed. Raises PieceIllisible when it is damaged or beyond 1 MB."""
    if len(octets) < 16:  # noqa: PLR2004 - its header
        raise PieceIllisible("texte enrichi (RTF) abîmé")
    taille, sorte = struct.unpack_from("<I4s", octets, 4)
    if taille > RTF_MAX:
        raise PieceIllisible("texte enrichi (RTF) trop volumineux")
    if sorte == b"MELA":
        return octets[16 : 16 + taille]
    if sorte != b"LZFu":
        raise PieceIllisible("texte enrichi (RTF) abîmé")
    return _unpack(octets[16:], taille)


def _unpack(octets: bytes, taille: int) -> bytes:
    fenetre = bytearray(_DICTIONNAIRE.ljust(_FENETRE, b" "))
    ecrit, sortie, ou = len(_DICTIONNAIRE), bytearray(), 0
    while ou < len(octets) and len(sortie) < taille:
        drapeaux, ou = octets[ou], ou + 1
        for rang in range(8):
            if not drapeaux & 1 << rang:
                morceau, ou = octets[ou : ou + 1], ou + 1
            elif ou + 1 < len(octets):
                repere, ou = octets[ou] << 8 | octets[ou + 1], ou + 2
                if repere >> 4 == ecrit:
                    return bytes(sortie[:taille])
                morceau = _copy(fenetre, repere >> 4, (repere & 15) + 2, ecrit)
            else:
                break
            for octet in morceau:
                fenetre[ecrit] = octet
                ecrit = (ecrit + 1) % _FENETRE
            sortie += morceau
    return bytes(sortie[:taille])


def _copy(fenetre: bytearray, depuis: int, combien: int, ecrit: int) -> bytes:
    """Bytes of the window, those just copied included."""
    saut = (ecrit - depuis) % _FENETRE or _FENETRE
    pris = bytes(fenetre[(depuis + i) % _FENETRE] for i in range(min(combien, saut)))
    return (pris * (combien // len(pris) + 1))[:combien]


@dataclass(kw_only=True)
class _Groupe:
    """What holds between two braces: whether its text is shown, how many characters follow a Unicode one."""

    muet: bool = False
    hors_html: bool = False
    repli: int = 1


@dataclass(kw_only=True)
class _Lecteur:
    """Walks the signs of an RTF; `html` when the RTF wraps an HTML body."""

    html: bool
    charset: str = "cp1252"
    groupe: _Groupe = field(default_factory=_Groupe)
    pile: list[_Groupe] = field(default_factory=list)
    sortie: list[str] = field(default_factory=list)
    a_sauter: int = 0
    etoile: bool = False

    def lire(self, rtf: bytes) -> str:
        for signe in _SIGNE.finditer(rtf):
            mot, valeur, octet, symbole, accolade, texte = signe.groups()
            if accolade:
                self._brace(accolade)
            elif mot:
                self._word(mot.decode("ascii"), valeur)
            elif octet:
                self._bytes(bytes.fromhex(octet.replace(b"\\'", b"").decode("ascii")))
            elif symbole:
                self._symbol(symbole)
            elif texte:
                self._bytes(texte)
        return "".join(self.sortie)

    def _brace(self, accolade: bytes) -> None:
        self.a_sauter, self.etoile = 0, False
        if accolade == b"{":
            if len(self.pile) > _GROUPES_MAX:
                raise PieceIllisible("texte enrichi (RTF) abîmé ou trop volumineux")
            self.pile.append(self.groupe)
            self.groupe = _Groupe(**vars(self.groupe))
        elif self.pile:
            self.groupe = self.pile.pop()

    def _word(self, mot: str, valeur: bytes | None) -> None:
        nombre = int(valeur) if valeur else None
        if mot == "htmltag":
            self.groupe.muet = not self.html
        elif self.etoile or mot in _MUETS:
            self.groupe.muet = True
        elif mot == "htmlrtf":
            self.groupe.hors_html = nombre != 0
        elif mot == "ansicpg" and nombre:
            self.charset = f"cp{nombre}"
        elif mot == "uc":
            self.groupe.repli = min(max(nombre or 0, 0), 10)
        elif mot == "u" and nombre is not None:
            self._write(_character(nombre))
            self.a_sauter = self.groupe.repli
        elif mot in _SIGNES:
            self._write(_SIGNES[mot])
        self.etoile = False

    def _symbol(self, symbole: bytes) -> None:
        if symbole == b"*":
            self.etoile = True
        elif symbole in b"\\{}":
            self._bytes(symbole)
        elif symbole == b"~":
            self._write("\u00a0")
        elif symbole in {b"\r", b"\n"}:
            self._write("\n")

    def _bytes(self, octets: bytes) -> None:
        saut = min(self.a_sauter, len(octets))
        self.a_sauter -= saut
        self._write(decode_text(octets[saut:], self.charset))

    def _write(self, texte: str) -> None:
        if texte and not self.groupe.muet and not (self.html and self.groupe.hors_html):
            self.sortie.append(texte)


def _character(nombre: int) -> str:
    code = nombre + 0x10000 if nombre < 0 else nombre
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""  # noqa: PLR2004 - no halves


def texte_du_rtf(rtf: bytes) -> str:
    """The text of an RTF document. Raises PieceIllisible when it is none."""
    return _read(rtf, html=False)


def corps_du_rtf(rtf: bytes) -> tuple[str | None, str | None]:
    """The text, or the HTML that the RTF wraps: one of them is None. Raises PieceIllisible."""
    if rb"\fromhtml" in rtf[:20_000]:
        return None, _read(rtf, html=True)
    return _read(rtf, html=False), None


def _read(rtf: bytes, *, html: bool) -> str:
    if not rtf.lstrip().startswith(rb"{\rtf") or len(rtf) > RTF_MAX:
        raise PieceIllisible("texte enrichi (RTF) abîmé ou trop volumineux")
    return _Lecteur(html=html).lire(rtf.rstrip(b"\x00"))
