"""A big relay, made by bulk statements in a few seconds: operations of four years, people, contracts and hours.

`GRAND` is two thousand operations and a hundred thousand rows of hours, of which two thousand contracts are running in
`MOIS` in two hundred and fifty operations that are followed, one of them with thirty lots and two hundred persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import insert, text

from metier.acteurs import RoleContact
from metier.contrats import TypeContrat
from metier.cycle import Etape
from metier.operation import Mode, Nature, TypeMaitreOuvrage
from metier.publics import Categorie
from sqlmodel_store.depots import relais
from sqlmodel_store.modeles.acteurs import Attribution, Contact
from sqlmodel_store.modeles.insertion import Beneficiaire, Contrat, Eligibilite, Personne
from sqlmodel_store.modeles.operation import Lot, Operation
from sqlmodel_store.session import unit_of_work

MOIS = "2026-09"
LE_JOUR = date(2026, 10, 12)
VIVANTES = (Etape.CALIBRAGE, Etape.ATTRIBUTION)
"""What one operation in forty, each, is at, of those that are not followed; the others are closed."""
DITS = ("2025-11", "2025-12", *(f"2026-{mois:02}" for mois in range(1, 10)))


@dataclass(frozen=True, kw_only=True)
class Taille:
    """How many operations, how many of them followed; contracts of each, on two lots; those of the big one."""

    operations: int
    suivies: int
    contrats: int = 8
    grosse_lots: int = 30
    grosse_personnes: int = 200
    anciens: int = 4


GRAND = Taille(operations=2000, suivies=226)
PETIT = Taille(operations=40, suivies=6, grosse_lots=2, grosse_personnes=8)
DIX_FOIS = Taille(operations=400, suivies=60, grosse_lots=3, grosse_personnes=16)


def remplir(taille: Taille, premiere: int = 0) -> str:
    """The relay, in the base in use; returns the reference of its big operation.

    `premiere`: the number from which operations are named, where some are there already.
    """
    with unit_of_work() as session:
        fait = _Remplissage(session, taille, relais.retenir(session, None).id, premiere)
        fait.operations()
        fait.personnes()
        fait.heures()
    return fait.grosse


class _Remplissage:
    def __init__(self, session, taille, relais_id, premiere):
        self.session, self.taille, self.relais_id = session, taille, relais_id
        self.rangs = range(premiere, premiere + taille.operations)
        self.base = premiere * 1000 + 1
        self.grosse = _reference(self.rangs[0])

    def _suivie(self, rang):
        return rang - self.rangs[0] < self.taille.suivies

    def _lots(self, rang):
        return self.taille.grosse_lots if rang == self.rangs[0] else 2

    def _combien(self, rang):
        if rang == self.rangs[0]:
            return self.taille.grosse_personnes
        return self.taille.contrats if self._suivie(rang) else self.taille.anciens

    def _numero(self, rang, dans=0):
        """Ids of its own for each row, a thousand for each operation."""
        return rang * 1000 + dans + 1

    def operations(self):
        self._ecrire(Operation, (self._operation(rang) for rang in self.rangs))
        lots = [(rang, lot) for rang in self.rangs for lot in range(self._lots(rang))]
        self._ecrire(Lot, (_lot(self._numero(rang, lot), self._numero(rang), lot) for rang, lot in lots))
        self._ecrire(
            Attribution,
            (_attribution(self._numero(rang, lot), self._numero(rang), lot, rang) for rang, lot in lots),
        )
        self._ecrire(
            Contact,
            (
                {
                    "id": self._numero(rang),
                    "operation_id": self._numero(rang),
                    "rang": 0,
                    "role": RoleContact.MAITRE_OUVRAGE,
                    "organisation": f"Commune de Bourg-{rang % 60}",
                    "courriel": f"marches{rang % 60}@bourg.example",
                }
                for rang in self.rangs
            ),
        )

    def _operation(self, rang):
        jour = date(2022, 10, 1) + timedelta(days=(rang % 2000) * 1430 // 2000)
        autre = VIVANTES[rang % 40] if rang % 40 < len(VIVANTES) else Etape.CLOSE
        return {
            "id": self._numero(rang),
            "reference": _reference(rang),
            "relais_id": self.relais_id,
            "etape": Etape.SUIVI if self._suivie(rang) else autre,
            "etape_depuis": jour,
            "intitule": f"Réhabilitation de l’école n° {rang}",
            "maitre_ouvrage_nom": f"Commune de Bourg-{rang % 60}",
            "maitre_ouvrage_type": TypeMaitreOuvrage.COLLECTIVITE,
            "nature": Nature.TRAVAUX,
            "date_avis": jour,
        }

    def personnes(self):
        tous = [(rang, un) for rang in self.rangs for un in range(self._combien(rang))]
        self._ecrire(
            Personne,
            (
                {
                    "id": self._numero(rang, un),
                    "nom": f"nom{rang}x{un}",
                    "prenom": "alix",
                    "naissance": date(1990, 1, 1),
                }
                for rang, un in tous
            ),
        )
        self._ecrire(
            Beneficiaire,
            (
                {
                    "id": self._numero(rang, un),
                    "operation_id": self._numero(rang),
                    "personne_id": self._numero(rang, un),
                    "rang": un,
                    "code": f"b{un + 1}",
                    "nom": f"Nom{rang}x{un}",
                    "prenom": "Alix",
                    "categorie": Categorie.DELD,
                }
                for rang, un in tous
            ),
        )
        self._ecrire(
            Eligibilite,
            (
                {"beneficiaire_id": self._numero(rang, un), "validee_le": date(2025, 10, 1)}
                for rang, un in tous
                if un % 40 or not self._suivie(rang)
            ),
        )
        self._ecrire(Contrat, (self._contrat(rang, un) for rang, un in tous))

    def _contrat(self, rang, un):
        lot = un % self._lots(rang)
        suivie = self._suivie(rang)
        return {
            "id": self._numero(rang, un),
            "operation_id": self._numero(rang),
            "beneficiaire_id": self._numero(rang, un),
            "lot_id": self._numero(rang, lot),
            "rang": un,
            "code": f"k{un + 1}",
            "type": (TypeContrat.CDD, TypeContrat.CTT_ETTI, TypeContrat.MAD_AI)[un % 3],
            "employeur": f"Entreprise {(rang + lot) % 150}" if un % 3 == 0 else f"Tremplin {rang % 12}",
            "debut": date(2025, 11, 1) if suivie else date(2023, 1, 1),
            "fin": None if suivie else date(2023, 12, 31),
        }

    def heures(self):
        """Those of past contracts all validated; of those that run, `MOIS` is declared, but for one in nine."""
        for rang, mois in enumerate(DITS):
            self._un_mois("debut >= '2025-01-01'", rang, mois, "declaree" if mois == MOIS else "validee")
        for rang in range(12):
            self._un_mois("debut < '2025-01-01'", rang, f"2023-{rang + 1:02}", "validee")

    def _un_mois(self, qui, rang, mois, etat):
        numero = self.rangs[0] * 1000
        ecartes = "AND id % 9 <> 0" if mois == MOIS else ""
        self.session.execute(
            text(
                "INSERT INTO heures (contrat_id, rang, mois, declarant, heures, dont_formation, etat)"
                f" SELECT id, {rang}, '{mois}', 'employeur', '70.5', '0', '{etat}' FROM contrat"
                f" WHERE {qui} AND id > {numero} {ecartes}"
            )
        )

    def _ecrire(self, modele, valeurs):
        self.session.execute(insert(modele), list(valeurs))


def _reference(rang):
    return f"2026-VIL-{rang:05}"


def _lot(numero, operation_id, lot):
    return {
        "id": numero,
        "operation_id": operation_id,
        "rang": lot,
        "numero": lot + 1,
        "intitule": f"Lot {lot + 1}",
        "clause": True,
        "mode": Mode.HEURES_AU_MARCHE,
        "heures": 3000,
    }


def _attribution(numero, operation_id, lot, rang):
    nom = f"Entreprise {(rang + lot) % 150}"
    return {
        "id": numero,
        "operation_id": operation_id,
        "lot_id": numero,
        "rang": lot,
        "entreprise_nom": nom,
        "courriel": f"insertion{(rang + lot) % 150}@entreprise.example",
        "date_notification": date(2025, 10, 1),
        "heures_engagees": Decimal(3000),
    }
