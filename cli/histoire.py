"""The demo's story: a fictional operation that a facilitateur would believe, with a calendar counted from today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from config.horloge import PARIS
from courrier.politique import POLITIQUE
from formats.dates import date_courte, date_longue
from formats.nombres import euros

BOITE = "clauses@relais-brielle.example"
CHARGEE_DE_MISSION = {
    "nom": "Maud Sertelle",
    "courriel": "m.sertelle@val-de-brielle.example",
    "organisation": "Communauté de communes du Val de Brielle",
    "type": "collectivite",
    "role": "maitre_ouvrage",
}
INTITULE = "Restructuration et extension du groupe scolaire des Trois Rivières"

REGLAGES = f"""\
[relais]
nom = "Relais de la Brielle"
statut = "association de droit local"
adresse = "12 rue des Forges, 57100 Thionville"
telephone = "03 00 55 10 00"
courriel = "{BOITE}"
territoire = "Val de Brielle et communes voisines"
horaires = "du lundi au vendredi, de 9 h à 12 h et de 14 h à 17 h"

[facilitateur]
nom = "Jeanne Fressac"
fonction = "facilitatrice des clauses sociales"
courriel = "j.fressac@relais-brielle.example"
telephone = "03 00 55 10 04"
suppleant = "Karim Oudrelin, 03 00 55 10 05"
"""


@dataclass(frozen=True, kw_only=True)
class LotAnnonce:
    """A lot as the buyer announces it, and what the facilitatrice adds to it; amounts in euros, shares as fractions."""

    numero: int
    intitule: str
    montant_ht: str
    duree_mois: int
    part_main_oeuvre: str | None = None
    motif_non_clause: str | None = None


LOTS = (
    LotAnnonce(
        numero=1, intitule="Gros œuvre – démolitions", montant_ht="742000.00", duree_mois=9, part_main_oeuvre="0.50"
    ),
    LotAnnonce(
        numero=2, intitule="Charpente métallique", montant_ht="186500.00", duree_mois=3, part_main_oeuvre="0.20"
    ),
    LotAnnonce(
        numero=3, intitule="Couverture – étanchéité", montant_ht="214300.00", duree_mois=4, part_main_oeuvre="0.40"
    ),
    LotAnnonce(
        numero=4, intitule="Plâtrerie – faux plafonds", montant_ht="163800.00", duree_mois=5, part_main_oeuvre="0.45"
    ),
    LotAnnonce(
        numero=5, intitule="Peinture – sols souples", montant_ht="128400.00", duree_mois=4, part_main_oeuvre="0.70"
    ),
    LotAnnonce(
        numero=6,
        intitule="Ascenseur",
        montant_ht="46000.00",
        duree_mois=2,
        motif_non_clause=(
            "Équipement fabriqué en usine et posé par des techniciens habilités : moins de 35 h de pose accessibles."
        ),
    ),
)


@dataclass(frozen=True)
class Histoire:
    """The story told on a given day."""

    jour: date

    @property
    def reference(self) -> str:
        return f"CVB-{self.jour.year}-018"

    @property
    def date_avis(self) -> date:
        return _lundi(self.jour + timedelta(days=35))

    @property
    def remise_offres(self) -> date:
        return self.date_avis + timedelta(days=39)

    @property
    def demarrage(self) -> date:
        return _lundi(self.date_avis + timedelta(days=140))

    def annonce(self, instant: datetime) -> bytes:
        """The buyer's mail, as Outlook would write it."""
        courriel = EmailMessage(policy=POLITIQUE)
        courriel["From"] = f"{CHARGEE_DE_MISSION['nom']} <{CHARGEE_DE_MISSION['courriel']}>"
        courriel["To"] = BOITE
        courriel["Date"] = format_datetime(instant.astimezone(PARIS))
        courriel["Message-ID"] = f"<{instant:%Y%m%d%H%M%S}.annonce@val-de-brielle.example>"
        courriel["Subject"] = "Opération à venir – groupe scolaire des Trois Rivières"
        courriel.set_content(
            "Bonjour,\n\nLe détail des lots est dans la version HTML de ce message.\n\nMaud Sertelle\n"
        )
        courriel.add_alternative(self._corps(), subtype="html")
        return courriel.as_bytes()

    def _corps(self) -> str:
        champs = {
            "Opération": INTITULE,
            "Référence": self.reference,
            "Maître d’ouvrage": CHARGEE_DE_MISSION["organisation"],
            "Commune": "Yutz",
            "Publication de l’avis": date_longue(self.date_avis),
            "Remise des offres": date_longue(self.remise_offres),
            "Démarrage des travaux": date_courte(self.demarrage),
        }
        lignes = "<br>".join(f"<b>{nom}</b>&nbsp;: {valeur}" for nom, valeur in champs.items())
        lots = "".join(map(_rangee, LOTS))
        return (
            '<html><body lang="FR"><div class="WordSection1"><p class="MsoNormal">Bonjour,</p>'
            '<p class="MsoNormal">Nous préparons la consultation ci-dessous et souhaitons y inscrire une clause'
            " d’insertion. Le relais peut-il nous accompagner, du calcul des heures jusqu’au bilan&nbsp;?</p>"
            f'<p class="MsoNormal">{lignes}</p><table class="MsoTableGrid" border="1"><tr><td><b>Lot</b></td>'
            f"<td><b>Intitulé</b></td><td><b>Montant estimé HT</b></td></tr>{lots}</table>"
            '<p class="MsoNormal">Bien cordialement,</p><p class="MsoNormal">Maud SERTELLE<br>'
            "Chargée de mission marchés et insertion<br>Tél.&nbsp;: 03 00 55 01 42</p></div></body></html>"
        )

    def instruction(self) -> dict[str, Any]:
        """What the facilitatrice completes before she answers: the frame of the contract, the labour of each lot."""
        return {
            "nature": "travaux",
            "forme": "ordinaire",
            "montage": "execution",
            "ccag": "travaux",
            "duree_mois": 14,
            "maitre_ouvrage": {
                "nom": CHARGEE_DE_MISSION["organisation"],
                "siret": "00000101600013",
                "type": "collectivite",
            },
            "lieu": {"commune": "Yutz", "insee": "57757"},
            "bareme": "generique-2026",
            "penalites": {"heure": "60.00", "jour_document": "50.00"},
            "lots": [_instruit(lot) for lot in LOTS],
        }


def _rangee(lot: LotAnnonce) -> str:
    montant = euros(Decimal(lot.montant_ht))
    return f"<tr><td>{lot.numero}</td><td>{lot.intitule}</td><td align=right>{montant}</td></tr>"


def _lundi(jour: date) -> date:
    return jour + timedelta(days=-jour.weekday() % 7)


def _instruit(lot: LotAnnonce) -> dict[str, Any]:
    commun = {
        "numero": lot.numero,
        "intitule": lot.intitule,
        "montant_ht": lot.montant_ht,
        "duree_mois": lot.duree_mois,
        "clause": lot.motif_non_clause is None,
    }
    if lot.motif_non_clause:
        return commun | {"motif_non_clause": lot.motif_non_clause}
    return commun | {
        "part_main_oeuvre": lot.part_main_oeuvre,
        "cout_horaire": "30.00",
        "taux_insertion": "0.05",
    }
