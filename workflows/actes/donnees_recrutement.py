"""What the gestes of a recruitment read: a post, an answer, a closing."""

from __future__ import annotations

import difflib
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from config.referentiels import get_rome
from echanges import champs
from echanges.champs import Format, montrer, refuser
from echanges.format_dossier import Courriel
from metier.contrats import TypeContrat
from metier.poste import CadrePoste, Candidature, Conditions, Poste
from metier.recrutement import CloturePoste, ReponseOffre

NOMBRE_MAXIMUM = 99


def _nombre(valeur: object) -> int:
    if isinstance(valeur, bool) or not isinstance(valeur, int) or not 1 <= valeur <= NOMBRE_MAXIMUM:
        raise refuser(f"{montrer(valeur)} reçu ; un nombre entier, de 1 à {NOMBRE_MAXIMUM}, est attendu")
    return valeur


Nombre = Annotated[int, BeforeValidator(_nombre)]
Textes = tuple[champs.TexteRempli, ...]


def _connu(code: str) -> str:
    """A code of the list shipped; the nearest ones are told otherwise."""
    rome = get_rome()
    if code in rome:
        return code
    proches = difflib.get_close_matches(code, rome, n=3, cutoff=0.6)
    suite = " ; codes proches : " + ", ".join(f"{un} ({rome[un]})" for un in proches) if proches else ""
    raise refuser(f"« {code} » reçu ; un code du référentiel ROME du relais est attendu{suite}")


RomeConnu = Annotated[champs.CodeRome, AfterValidator(_connu)]


class ConditionsPoste(Format):
    debut: champs.DateIso | None = None
    fin: champs.DateIso | None = None
    duree: champs.TexteRempli | None = None
    hebdomadaire: champs.TexteRempli | None = None
    horaires: champs.TexteRempli | None = None
    contraintes: Textes = ()
    equipements: Textes = ()
    habilitations: Textes = ()
    carte_btp: champs.Oui = False


class CandidaturePoste(Format):
    canal: champs.TexteRempli | None = None
    contact: champs.TexteRempli | None = None
    date_limite: champs.DateIso | None = None
    nombre: Nombre | None = None


class OuverturePoste(Format):
    """A post, as F1 and F2 say it; `entreprise` tells the members of a groupement apart."""

    lot: champs.NumeroLot
    entreprise: champs.TexteRempli | None = None
    intitule: champs.TexteRempli
    cadre: CadrePoste
    missions: Annotated[Textes, Field(min_length=1)]
    nombre: Nombre = 1
    rome: RomeConnu | None = None
    metier: champs.TexteRempli | None = None
    anonyme: champs.Oui = False
    designation: champs.TexteRempli | None = None
    employeur: champs.TexteRempli | None = None
    contrat: TypeContrat | None = None
    remuneration: champs.TexteRempli | None = None
    secteur: champs.TexteRempli | None = None
    adresse: champs.TexteRempli | None = None
    acces: champs.TexteRempli | None = None
    permis: champs.TexteRempli | None = None
    permis_motif: champs.TexteRempli | None = None
    conditions: ConditionsPoste = ConditionsPoste()
    prerequis: Textes = ()
    formation: champs.TexteRempli | None = None
    qualification: champs.TexteRempli | None = None
    rythme: champs.TexteRempli | None = None
    tuteur: champs.TexteRempli | None = None
    accueil: champs.TexteRempli | None = None
    evolution: champs.TexteRempli | None = None
    candidature: CandidaturePoste = CandidaturePoste()


class FichePoste(OuverturePoste):
    """A post as it is kept: its number, and the company that offers it."""

    numero: str
    entreprise: champs.TexteRempli

    def poste(self) -> Poste:
        """The post as F1 and F2 read it. Raises FauteDeSaisie as `metier.poste.Poste` does."""
        valeurs: dict[str, Any] = {nom: valeur for nom, valeur in self if nom != "lot"}
        return Poste(
            **valeurs
            | {"conditions": Conditions(**dict(self.conditions)), "candidature": Candidature(**dict(self.candidature))}
        )


class SurPoste(Format):
    """A post, by its number."""

    poste: champs.TexteRempli


class Reponse(SurPoste):
    """What a recipient of an offer answered; never who it proposes."""

    courriel: Courriel
    reponse: ReponseOffre
    candidats: Nombre | None = None
    le: champs.DateIso | None = None


class Pourvoi(SurPoste):
    nombre: Nombre = 1
    le: champs.DateIso | None = None


class Cloture(SurPoste):
    cloture: CloturePoste
    le: champs.DateIso | None = None
