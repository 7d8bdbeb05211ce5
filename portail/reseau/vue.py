"""What the network's pages show: a line per relay, the charts of a consolidation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from formats.nombres import heures, nombre
from metier.cycle import TERMINEES
from metier.droits import Acces
from metier.periodes import Mois
from portail.en_attente import en_retard
from portail.graphiques import Graphique, graphique
from sqlmodel_store.depots import manques, operations_vues, relais
from sqlmodel_store.depots.manques import Manques
from sqlmodel_store.session import lecture
from workflows.actes.identites import noms
from workflows.actes.reseau import Resume

CHIFFRES = (
    ("heures_validees", "Heures validées"),
    ("heures_engagees", "Heures engagées"),
    ("heures_en_attente", "Heures à valider"),
    ("heures_contestees", "Heures contestées"),
    ("heures_non_comptees", "Heures non comptées"),
)
COMPTES = (
    ("operations", "Opérations"),
    ("lots", "Lots"),
    ("maitres_ouvrage", "Maîtres d’ouvrage"),
    ("structures_insertion", "Structures d’insertion"),
    ("personnes_distinctes", "Personnes"),
    ("contrats", "Contrats"),
)


@dataclass(frozen=True, kw_only=True)
class Total:
    nom: str
    texte: str


@dataclass(frozen=True, kw_only=True)
class LigneRelais:
    """A relay: its operations, those still open, those on which something is overdue, what they lack.

    `propre`: whether its identity is its own, not that of the settings.
    """

    code: str
    nom: str
    operations: int
    ouvertes: int
    retards: int
    manques: Manques
    propre: bool


def relais_vus(acces: Acces) -> tuple[LigneRelais, ...]:
    """Every relay that the account sees, those with most delays first; a constant number of statements."""
    with lecture() as session:
        tous = relais.lister(session)
        dits = noms(tous)
        connus = [un for un in tous if acces.voit(un.id)]
        comptes = operations_vues.comptes(session, acces)
        manquent = manques.par_relais(session, acces)
    retards = Counter(une.relais_id for une in en_retard(acces))
    toutes: Counter[int] = Counter()
    ouvertes: Counter[int] = Counter()
    for (numero, etape), combien in comptes.items():
        toutes[numero] += combien
        ouvertes[numero] += combien if etape not in TERMINEES else 0
    lignes = [
        LigneRelais(
            code=un.code,
            nom=dits[un.id],
            operations=toutes[un.id],
            ouvertes=ouvertes[un.id],
            retards=retards[un.id],
            manques=manquent.get(un.id, Manques()),
            propre=un is not tous[0],
        )
        for un in connus
    ]
    return tuple(sorted(lignes, key=lambda une: (-une.retards, une.nom)))


def totaux(chiffres: Mapping[str, Any]) -> tuple[Total, ...]:
    """The totals in words and figures."""
    return (
        *(Total(nom=nom, texte=heures(Decimal(chiffres[cle]))) for cle, nom in CHIFFRES),
        Total(nom="ETP", texte=nombre(Decimal(chiffres["etp"]), 2)),
        *(Total(nom=nom, texte=nombre(int(chiffres[cle]))) for cle, nom in COMPTES),
    )


def graphiques(resume: Resume) -> tuple[Graphique, ...]:
    """The hours by month, modality and kind of contract, the persons by criterion."""
    par_mois = {
        Mois.lire(mois).debut.strftime("%m/%Y"): Decimal(dit)
        for mois, dit in sorted(resume.totaux["heures_par_mois"].items())
    }
    coupes = resume.coupes
    return tuple(
        graphique(titre, (quoi, mesure), valeurs, ecrire)
        for titre, quoi, mesure, valeurs, ecrire in (
            ("Heures validées par mois", "Mois", "Heures", par_mois, heures),
            ("Heures validées par modalité", "Modalité", "Heures", coupes["modalites"], heures),
            ("Heures validées par employeur et contrat", "Contrat", "Heures", coupes["familles"], heures),
            ("Personnes par critère d’éligibilité", "Critère", "Personnes", coupes["criteres"], nombre),
        )
        if valeurs
    )
