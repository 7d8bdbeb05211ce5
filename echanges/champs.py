"""The kinds of fields of Relais' own formats (contract §4), each with its French refusal and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StrictBool, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError
from stdnum.exceptions import ValidationError as NumeroInvalide
from stdnum.fr import siret as numero_siret

from echanges import schemas
from echanges.textes_propres import INADMISSIBLES

REFUS = "relais"
TEXTE_MAXIMUM = 20_000
DECIMALES_MAXIMUM = 6
VU_MAXIMUM = 60
PREMIERE_ANNEE, DERNIERE_ANNEE = 1900, 2100

_DECIMAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", re.ASCII)
_ENTIER = re.compile(r"-?[0-9]{1,9}(\.0+)?", re.ASCII)
_VIRGULE = re.compile(r"-?[0-9\s\u00a0\u202f]+,[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOIS = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


class Format(BaseModel):
    """A JSON object of the contract: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def refuser(phrase: str) -> PydanticCustomError:
    """The error a validator raises; the sentence says what was found, then what is expected."""
    return PydanticCustomError(REFUS, "{phrase}", {"phrase": phrase})


def montrer(valeur: object) -> str:
    """What was found, short, on one line, its invisible characters written out."""
    vu = str(valeur)
    vu = vu if len(vu) <= VU_MAXIMUM else f"{vu[:VU_MAXIMUM]}…"
    return "".join(signe if signe.isprintable() else ascii(signe)[1:-1] for signe in vu)


def _nombre(valeur: object) -> Decimal:
    if isinstance(valeur, bool) or not isinstance(valeur, int | float | Decimal | str):
        raise refuser(f"{_nature(valeur)} reçu ; un nombre décimal est attendu, par exemple 350000.00")
    if isinstance(valeur, str):
        return _nombre_ecrit(valeur)
    nombre = valeur if isinstance(valeur, Decimal) else Decimal(repr(valeur))
    if not nombre.is_finite():
        raise refuser(f"{valeur} reçu ; un nombre décimal ordinaire est attendu")
    return nombre


def _nombre_ecrit(ecrit: str) -> Decimal:
    if _DECIMAL.fullmatch(ecrit):
        return Decimal(ecrit)
    if _VIRGULE.fullmatch(ecrit):
        correct = re.sub(r"\s", "", ecrit).replace(",", ".")
        raise refuser(f"« {montrer(ecrit)} » reçu ; un point décimal sans espace est attendu, {correct}")
    raise refuser(f"« {montrer(ecrit)} » reçu ; un nombre décimal est attendu, par exemple 350000.00")


def _nature(valeur: object) -> str:
    noms = {dict: "un objet", list: "une liste", bool: "un booléen", type(None): "null"}
    return noms.get(type(valeur), type(valeur).__name__)


def _decimal(minimum: int, maximum: int, *, strict: bool, attendu: str) -> Callable[[object], Decimal]:
    """A validator for a number from `minimum` (excluded when `strict`) to `maximum`, its written scale kept."""

    def valider(valeur: object) -> Decimal:
        nombre = _nombre(valeur)
        if nombre < minimum or nombre > maximum or (strict and nombre == minimum):
            raise refuser(f"{montrer(valeur)} reçu ; {attendu}")
        exposant = nombre.as_tuple().exponent
        if isinstance(exposant, int) and -exposant > DECIMALES_MAXIMUM and nombre != round(nombre, DECIMALES_MAXIMUM):
            raise refuser(f"{montrer(valeur)} reçu ; {DECIMALES_MAXIMUM} décimales au plus sont attendues")
        return Decimal(format(nombre, "f")) if exposant != 0 else nombre

    return valider


def _positif(maximum: int, attendu: str) -> tuple[BeforeValidator, WithJsonSchema]:
    valider = _decimal(0, maximum, strict=True, attendu=attendu)
    return BeforeValidator(valider), WithJsonSchema(schemas.decimal(maximum, strict=True))


def _ou_zero(maximum: int, attendu: str) -> tuple[BeforeValidator, WithJsonSchema]:
    valider = _decimal(0, maximum, strict=False, attendu=attendu)
    return BeforeValidator(valider), WithJsonSchema(schemas.decimal(maximum, strict=False))


def _part(valeur: object) -> Decimal:
    nombre = _nombre(valeur)
    if 1 < nombre <= 100:  # noqa: PLR2004 - a percentage
        fraction = format((nombre / 100).normalize(), "f")
        fraction = fraction if len(fraction) > len("0.1") else f"{nombre / 100:.2f}"
        raise refuser(
            f"{montrer(valeur)} reçu ; une fraction est attendue, {fraction} pour {format(nombre.normalize(), 'f')} %"
        )
    return _PART(valeur)


_PART = _decimal(0, 1, strict=True, attendu="une fraction entre 0 exclu et 1 est attendue, par exemple 0.05 pour 5 %")

Part = Annotated[Decimal, BeforeValidator(_part), WithJsonSchema(schemas.decimal(1, strict=True))]
Montant = Annotated[Decimal, *_ou_zero(10**10, "un montant en euros entre 0 et 10 milliards est attendu")]
MontantPositif = Annotated[
    Decimal, *_positif(10**7, "un montant en euros, plus grand que 0 et jusqu’à 10 millions, est attendu")
]
CoutHoraire = Annotated[
    Decimal, *_positif(1000, "un coût en euros par heure, plus grand que 0 et jusqu’à 1000, est attendu")
]
Heures = Annotated[Decimal, *_ou_zero(10**8, "un nombre d’heures entre 0 et 100 millions est attendu")]
Ponderation = Annotated[Decimal, *_positif(100, "une pondération plus grande que 0 et jusqu’à 100 est attendue")]


def _entier(minimum: int, maximum: int, attendu: str) -> Callable[[object], int]:
    """A validator for a whole number written as such, as `12`, `"12"` or `12.00`."""

    def valider(valeur: object) -> int:
        if isinstance(valeur, bool) or not _ENTIER.fullmatch(str(valeur)):
            vu = montrer(valeur) if isinstance(valeur, str | int | float | Decimal) else _nature(valeur)
            raise refuser(f"{vu} reçu ; {attendu}")
        entier = int(Decimal(str(valeur)))
        if not minimum <= entier <= maximum:
            raise refuser(f"{entier} reçu ; {attendu}")
        return entier

    return valider


def _entier_ecrit(minimum: int, maximum: int, attendu: str) -> tuple[BeforeValidator, WithJsonSchema]:
    return BeforeValidator(_entier(minimum, maximum, attendu)), WithJsonSchema(schemas.entier(minimum, maximum))


HeuresEntieres = Annotated[int, *_entier_ecrit(0, 10**8, "un nombre entier d’heures, 0 ou plus, est attendu")]
DureeMois = Annotated[int, *_entier_ecrit(1, 600, "un nombre entier de mois, de 1 à 600, est attendu")]


def _rang(maximum: int, attendu: str) -> tuple[BeforeValidator, WithJsonSchema]:
    """The validator and the schema of a number from 1, written as a JSON integer."""

    def valider(valeur: object) -> int:
        if isinstance(valeur, str):
            raise refuser(f"texte « {montrer(valeur)} » reçu ; {attendu}, écrit sans guillemets")
        if isinstance(valeur, bool) or not isinstance(valeur, int) or not 1 <= valeur <= maximum:
            raise refuser(f"{montrer(valeur)} reçu ; {attendu}")
        return valeur

    return BeforeValidator(valider), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": maximum})


NumeroLot = Annotated[int, *_rang(9999, "un numéro de lot entier, de 1 à 9999, est attendu")]
CasDispense = Annotated[int, *_rang(4, "un cas de dispense de 1 à 4 est attendu (article L2112-2-1, II)")]
Oui = StrictBool


def _texte(valeur: object) -> str:
    if not isinstance(valeur, str):
        raise refuser(
            f"{_nature(valeur) if isinstance(valeur, dict | list) else montrer(valeur)} reçu ; un texte est attendu"
        )
    if len(valeur) > TEXTE_MAXIMUM:
        raise refuser(f"texte de {len(valeur)} caractères reçu ; {TEXTE_MAXIMUM} au plus sont attendus")
    return valeur


def _texte_rempli(valeur: object) -> str:
    texte = _texte(valeur)
    if not texte.strip():
        raise refuser("texte vide reçu ; un texte est attendu")
    return texte


_SCHEMA_REMPLI: JsonSchemaValue = {
    "type": "string",
    "minLength": 1,
    "maxLength": TEXTE_MAXIMUM,
    "pattern": schemas.NON_VIDE,
}
Texte = Annotated[str, BeforeValidator(_texte), WithJsonSchema({"type": "string", "maxLength": TEXTE_MAXIMUM})]
TexteRempli = Annotated[
    str,
    BeforeValidator(_texte_rempli),
    WithJsonSchema(_SCHEMA_REMPLI),
]


def _motif(motif: str, attendu: str) -> Callable[[object], str]:
    """A validator for a code of a fixed shape."""
    forme = re.compile(motif, re.ASCII)

    def valider(valeur: object) -> str:
        if not isinstance(valeur, str) or not forme.fullmatch(valeur):
            raise refuser(f"« {montrer(valeur)} » reçu ; {attendu}")
        return valeur

    return valider


def code(motif: str, attendu: str) -> tuple[BeforeValidator, WithJsonSchema]:
    """The validator and the schema of a code of a fixed shape, to unpack in an `Annotated[str, …]`."""
    return BeforeValidator(_motif(motif, attendu)), WithJsonSchema({"type": "string", "pattern": f"^{motif}$"})


_REFERENCE = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
Reference = Annotated[
    str,
    *code(
        _REFERENCE,
        "une référence de 64 caractères au plus est attendue : lettres sans accent, chiffres, point, tiret, souligné, "
        "la première une lettre ou un chiffre",
    ),
]
CodeInsee = Annotated[
    str, *code(r"([0-9]{5}|2[AB][0-9]{3})", "un code Insee de commune à cinq caractères est attendu, par exemple 57672")
]
CodeRome = Annotated[str, *code(r"[A-Z][0-9]{4}", "un code ROME est attendu, par exemple F1606")]
ArticleReservation = Annotated[
    str, *code(r"L[23]113-[0-9]{1,2}(-[0-9])?", "un article de réservation est attendu, par exemple L2113-13")
]


def _reference_acheteur(valeur: object) -> str:
    texte = _texte_rempli(valeur)
    if INADMISSIBLES.search(texte):
        raise refuser(f"« {montrer(texte)} » contient un caractère de contrôle ; une référence lisible est attendue")
    return texte


ReferenceAcheteur = Annotated[
    str,
    BeforeValidator(_reference_acheteur),
    WithJsonSchema(_SCHEMA_REMPLI),
]


def _siret(valeur: object) -> str:
    if not isinstance(valeur, str) or not re.fullmatch(r"[0-9]{14}", valeur, re.ASCII):
        raise refuser(f"« {montrer(valeur)} » reçu ; un SIRET de quatorze chiffres entre guillemets est attendu")
    try:
        numero_siret.validate(valeur)
    except NumeroInvalide as erreur:
        raise refuser(f"« {valeur} » reçu ; la clé de ce SIRET est fausse, vérifiez les quatorze chiffres") from erreur
    return valeur


Siret = Annotated[str, BeforeValidator(_siret), WithJsonSchema({"type": "string", "pattern": "^[0-9]{14}$"})]


def _date(valeur: object) -> date:
    if isinstance(valeur, date):
        return valeur
    if not isinstance(valeur, str) or not _DATE.fullmatch(valeur):
        raise refuser(f"« {montrer(valeur)} » reçu ; une date AAAA-MM-JJ est attendue, par exemple 2026-10-05")
    try:
        jour = date.fromisoformat(valeur)
    except ValueError as erreur:
        raise refuser(f"« {valeur} » reçu ; cette date n’existe pas, une date AAAA-MM-JJ est attendue") from erreur
    if not PREMIERE_ANNEE <= jour.year <= DERNIERE_ANNEE:
        raise refuser(f"« {valeur} » reçu ; une année entre {PREMIERE_ANNEE} et {DERNIERE_ANNEE} est attendue")
    return jour


def _mois(valeur: object) -> str:
    if not isinstance(valeur, str) or not _MOIS.fullmatch(valeur):
        raise refuser(f"« {montrer(valeur)} » reçu ; un mois AAAA-MM est attendu, par exemple 2026-10")
    return valeur


DateIso = Annotated[
    date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date", "pattern": schemas.DATE})
]
MoisIso = Annotated[
    str, BeforeValidator(_mois), WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"})
]
