"""A relay's logo, sent as a file: looked at as documents will, then put in the home beside the ones of before."""

from __future__ import annotations

import hashlib

from config.identites import fichier_de
from config.settings import get_settings
from documents.ecriture import write_atomically
from documents.logo import CHAMP, OCTETS_MAXIMUM
from formats.typographie import typographier
from metier.droits import Acces
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from workflows.actes import installation
from workflows.actes.reglages.enregistrement import enregistrer

CHEMIN = ("relais", "logo")
JPEG = b"\xff\xd8"


def poser(acces: Acces, octets: bytes, *, signature: str, code: str | None = None) -> None:
    """The logo of the documents to come, of the installation's first relay or of that of the code.

    Raises AccesRefuse, FauteDeSaisie naming `relais.logo`, as `enregistrement.enregistrer`.
    """
    installation.exiger_de_signer(acces, code)
    if not octets:
        raise FauteDeSaisie(CHAMP, typographier("Aucun fichier choisi ; choisissez une image PNG ou JPEG."))
    if len(octets) > OCTETS_MAXIMUM:
        raise FauteDeSaisie(CHAMP, typographier("Ce fichier dépasse 2 Mo ; réduisez l'image, puis recommencez."))
    nom = f"logo-{hashlib.sha256(octets).hexdigest()[:12]}.{'jpg' if octets.startswith(JPEG) else 'png'}"
    home = get_settings().home
    fichier = (fichier_de(code).parent if code else home) / nom
    connu = fichier.is_file()
    write_atomically(fichier, octets)
    try:
        enregistrer(acces, {CHEMIN: str(fichier.relative_to(home))}, signature=signature, code=code)
    except FauteDeSaisie as faute:
        if not connu:
            fichier.unlink()
        raise _sans_chemin(faute, str(fichier)) from None


def retirer(acces: Acces, *, signature: str, code: str | None = None) -> None:
    """No logo any more; its file stays. Raises as `poser`."""
    enregistrer(acces, {CHEMIN: None}, signature=signature, code=code)


def _sans_chemin(faute: FauteDeSaisie, fichier: str) -> FauteDeSaisie:
    une = faute.fautes[0] if isinstance(faute, FautesDeSaisie) else faute
    return FauteDeSaisie(une.champ, une.phrase.replace(typographier(f"{CHAMP} : le fichier {fichier}"), "Ce fichier"))
