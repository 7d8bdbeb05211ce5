"""A second relay in an installation, « sud », with an identity of its own; the first one is that of the settings."""

from __future__ import annotations

from config.identites import fichier_de
from sqlmodel_store.depots import relais
from sqlmodel_store.session import unit_of_work

CODE = "sud"
NOM = "Relais des Trois Forêts"
COURRIEL = "bonjour@trois-forets.example"
FACILITATRICE = "Inès Valmont"
IDENTITE = f"""[relais]
nom = "{NOM}"
adresse = "4 place du Lavoir, 57200 Sarreguemines"
courriel = "{COURRIEL}"
telephone = "03 00 00 00 57"
[facilitateur]
nom = "{FACILITATRICE}"
courriel = "i.valmont@trois-forets.example"
telephone = "03 00 00 00 58"
"""


def heberger(identite: str = IDENTITE) -> int:
    """The installation's first relay takes its place, then this one; returns its id."""
    with unit_of_work() as session:
        numero = relais.retenir(session, CODE).id
    if identite:
        decrire(identite)
    return numero


def decrire(identite: str) -> None:
    fichier = fichier_de(CODE)
    fichier.parent.mkdir(parents=True, exist_ok=True)
    fichier.write_text(identite, encoding="utf-8")
