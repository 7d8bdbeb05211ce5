"""What a facilitateur says of a meeting."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from echanges import champs
from echanges.format_dossier import Courriel
from formats.typographie import typographier
from metier.acteurs import RoleContact
from metier.fautes import FauteDeSaisie
from metier.reunion import CONVOQUENT, Presence, TypeReunion


class Rendezvous(champs.Format):
    """When and where a meeting is held."""

    date: champs.DateIso
    heure: champs.TexteRempli | None = None
    lieu: champs.TexteRempli | None = None
    visio: champs.TexteRempli | None = None
    duree_minutes: int = Field(60, ge=10, le=600)


def _convoque_le_demarrage(valeur: object) -> object:
    """Only those who call a kick-off (documents.md §8) are told, whatever else was written."""
    admis = [role.value for role in CONVOQUENT[TypeReunion.DEMARRAGE]]
    if valeur not in admis:
        raise champs.refuser(f"« {champs.montrer(valeur)} » reçu ; valeurs attendues : {', '.join(admis)}")
    return valeur


class ReunionDemarrage(champs.Format):
    """The kick-off meeting (contract §6): the buyer or the maître d’œuvre calls it, or the relay when asked to."""

    date: champs.DateIso | None = None
    heure: champs.TexteRempli | None = None
    lieu: champs.TexteRempli | None = None
    visio: champs.TexteRempli | None = None
    convoquee_par: Annotated[RoleContact, BeforeValidator(_convoque_le_demarrage)] = RoleContact.MAITRE_OUVRAGE


class Demarrage(champs.Format):
    reunion: ReunionDemarrage | None = None


class Convocation(Rendezvous):
    """A meeting of the relay: a committee, a company's appointment; `lots` those concerned, all by default."""

    type: TypeReunion
    lots: tuple[champs.NumeroLot, ...] = ()
    ordre_du_jour: tuple[champs.TexteRempli, ...] = ()
    documents: tuple[champs.TexteRempli, ...] = ()


class Deplacement(Rendezvous):
    """Another day or place; the place stays the same where none is given."""

    code: champs.TexteRempli


class Annulation(champs.Format):
    code: champs.TexteRempli
    motif: champs.TexteRempli | None = None


class PresenceDite(champs.Format):
    courriel: Courriel
    presence: Presence


class PointDit(champs.Format):
    sujet: champs.TexteRempli
    decision: champs.TexteRempli
    responsable: champs.TexteRempli | None = None
    echeance: champs.DateIso | None = None


class Minutes(champs.Format):
    """What was said at a meeting: who came, what was decided; no beneficiary is named (documents.md, D2)."""

    code: champs.TexteRempli
    presences: tuple[PresenceDite, ...] = ()
    points: tuple[PointDit, ...] = ()
    alertes: tuple[champs.TexteRempli, ...] = ()
    prochaine: champs.DateIso | None = None


def colonnes(dit: Rendezvous) -> dict[str, Any]:
    """The columns that it decides. Raises FauteDeSaisie where no place is given, or an hour cannot be read."""
    if not (dit.lieu or dit.visio):
        raise FauteDeSaisie(
            "lieu", typographier("lieu : absent ; indiquez un lieu ou un lien de visioconférence (visio).")
        )
    return {
        "jour": dit.date,
        "heure": lire_heure(dit.heure, "heure"),
        "lieu": dit.lieu,
        "visio": dit.visio,
        "duree_minutes": dit.duree_minutes,
    }


def lire_heure(ecrite: str | None, champ: str) -> time | None:
    """`14:30`, `14h30`, `14 h`; None where nothing is said."""
    if ecrite is None:
        return None
    heure, _, minutes = ecrite.lower().replace("\u00a0", " ").replace("h", ":").replace(" ", "").partition(":")
    try:
        return time(int(heure), int(minutes or 0))
    except ValueError:
        phrase = f"{champ} : « {ecrite} » ; une heure est attendue, par exemple 14:30."
        raise FauteDeSaisie(champ, typographier(phrase)) from None
