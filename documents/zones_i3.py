"""How the consolidation is cut: by relay, department, kind of buyer, nature, montage; and whether the parts add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from documents.classeur import Valeur
from documents.colonnes_i3 import departement, texte
from metier.consolidation import Consolidation, SuiviRelais, Synthese, synthese
from metier.realisation import NUL

COUPES: Mapping[str, Callable[[SuiviRelais], str]] = {
    "Relais": lambda une: texte(une.relais),
    "Département": lambda une: departement(une.suivi),
    "Type de maître d’ouvrage": lambda une: texte(une.suivi.maitre_ouvrage and une.suivi.maitre_ouvrage.type),
    "Nature": lambda une: texte(une.suivi.nature),
    "Montage": lambda une: texte(une.suivi.montage),
}


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A part of the operations and its totals."""

    coupe: str
    nom: str
    synthese: Synthese


@dataclass(frozen=True, kw_only=True)
class Controle:
    """Two figures that must be the same, and where they come from."""

    libelle: str
    attendu: Decimal
    obtenu: Decimal

    @property
    def conforme(self) -> bool:
        return self.attendu == self.obtenu

    @property
    def ligne(self) -> tuple[Valeur, ...]:
        """The row of the sheet « Contrôles »."""
        resultat = "conforme" if self.conforme else "ÉCART"
        return (self.libelle, self.attendu, self.obtenu, self.obtenu - self.attendu, resultat)


def zones(consolidation: Consolidation) -> list[Zone]:
    """Every part of every cut, in the order of the cuts, then by name."""
    parties: list[Zone] = []
    for coupe, lire in COUPES.items():
        groupes: dict[str, list[SuiviRelais]] = {}
        for une in consolidation.retenues:
            groupes.setdefault(lire(une), []).append(une)
        parties += [
            Zone(coupe=coupe, nom=nom, synthese=_synthese(consolidation, groupes[nom])) for nom in sorted(groupes)
        ]
    return parties


def controles(consolidation: Consolidation) -> list[Controle]:
    """Each way of adding up the same hours, operations and contracts, against the whole."""
    tout, parties = consolidation.synthese, zones(consolidation)
    comptees: list[tuple[str, Callable[[Synthese], Decimal]]] = [
        ("heures validées (h)", lambda une: une.volumes.validees),
        ("heures engagées (h)", lambda une: une.engagees),
        ("opérations", lambda une: Decimal(une.operations)),
        ("contrats", lambda une: Decimal(une.effectifs.contrats)),
    ]
    return [
        *(
            Controle(
                libelle=f"{coupe}, somme des parties\u00a0: {mesure}",
                attendu=lire(tout),
                obtenu=sum((lire(une.synthese) for une in parties if une.coupe == coupe), NUL),
            )
            for coupe in COUPES
            for mesure, lire in comptees
        ),
        *_autres_controles(consolidation),
    ]


def _autres_controles(consolidation: Consolidation) -> list[Controle]:
    tout = consolidation.synthese
    validees, lignes = tout.volumes.validees, consolidation.lignes
    types = sum((une.validees for ligne in lignes for une in ligne.par_type.values()), NUL)
    return [
        _meme("Lots, somme des lignes\u00a0: heures validées (h)", validees, _des_lots(consolidation)),
        _meme("Mois, somme\u00a0: heures validées (h)", validees, _des_mois(tout)),
        _meme("Types de contrat, somme\u00a0: heures validées (h)", validees, types),
        _meme(
            "Types de contrat, somme\u00a0: contrats",
            Decimal(tout.effectifs.contrats),
            Decimal(sum(tout.effectifs.contrats_par_type.values())),
        ),
        _meme(
            "Attributions, somme de la dernière année de chacune\u00a0: cumul validé (h)",
            tout.cumul,
            sum(_derniers_cumuls(consolidation).values(), NUL),
        ),
    ]


def _des_lots(consolidation: Consolidation) -> Decimal:
    return sum((ligne.annuelles.validees for ligne in consolidation.lignes), NUL)


def _derniers_cumuls(consolidation: Consolidation) -> dict[tuple[str | None, str, int, int], Decimal]:
    """The hours of each attribution since its start, in the last year it appears."""
    return {
        (ligne.relais, ligne.suivi.reference, ligne.lot.numero, id(ligne.attribution)): ligne.cumul
        for ligne in consolidation.lignes
    }


def _des_mois(tout: Synthese) -> Decimal:
    return sum((une.validees for une in tout.par_mois.values()), NUL)


def _meme(libelle: str, attendu: Decimal, obtenu: Decimal) -> Controle:
    return Controle(libelle=libelle, attendu=attendu, obtenu=obtenu)


def _synthese(consolidation: Consolidation, unes: list[SuiviRelais]) -> Synthese:
    return synthese([une.suivi for une in unes], consolidation.portee, consolidation.par_etp)
