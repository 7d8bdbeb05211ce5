"""What the relay has not said of itself, told where documents and mails are made: they carry « [à compléter] »."""

from __future__ import annotations

from cli.verifications.constat import Etat
from cli.verifications.relais import identite
from config.settings import get_settings
from formats.typographie import typographier


def dire_identite() -> None:
    """Print one alert naming the settings that lack, nothing when the relay and its facilitateur are known."""
    constat = identite(get_settings())
    if constat.etat is not Etat.OK:
        phrase = f"identité du relais : {constat.detail} ; documents et courriels portent « [à compléter] » : "
        print(typographier(f"  À noter : {phrase}{constat.remede}."))
