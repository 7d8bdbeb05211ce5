"""Templates put in use and taken out in the name of an account; every version is kept and can be put back."""

from __future__ import annotations

from config.horloge import maintenant
from config.paths import Paths
from config.settings import get_settings
from documents import installation as depot
from documents import modeles
from documents.modeles import Modele
from documents.verification.paquet import TAILLE_MAX
from formats.typographie import typographier
from metier.droits import Acces
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import journal
from sqlmodel_store.session import unit_of_work
from workflows.actes import installation
from workflows.actes.modeles import examens
from workflows.actes.modeles.examens import Examine

CHAMP = "fichier"


def lister() -> list[Modele]:
    """Every template in use."""
    return modeles.lister(Paths(get_settings().home).modeles)


def trouver(nom: str) -> Modele | None:
    """The template of that name in use."""
    return next((un for un in lister() if un.nom == nom), None)


def proposer(acces: Acces, nom: str, octets: bytes) -> Examine:
    """Examine a file sent for a template; it is kept until it is put in use, unless a fault forbids it.

    Raises AccesRefuse, FauteDeSaisie when no template has that name or nothing was sent.
    """
    installation.exiger(acces)
    if not octets:
        raise FauteDeSaisie(CHAMP, typographier("Aucun fichier choisi ; choisissez un document Word (.docx)."))
    if len(octets) > TAILLE_MAX:
        raise FauteDeSaisie(CHAMP, typographier("Ce fichier dépasse 20 Mo ; compressez ses images dans Word."))
    return examens.faire(nom, octets, candidat=True)


def verifier(acces: Acces, nom: str) -> Examine:
    """Examine again the template in use. Raises AccesRefuse, FauteDeSaisie."""
    installation.exiger(acces)
    return examens.faire(nom, _exiger(nom).fichier.read_bytes(), candidat=False)


def installer(acces: Acces, nom: str, empreinte: str) -> Examine:
    """Put the file that was sent in use, examined again unless it was today. Raises AccesRefuse, FauteDeSaisie."""
    installation.exiger(acces)
    _exiger(nom)
    octets = examens.octets_du_candidat(nom, empreinte)
    if octets is None:
        raise FauteDeSaisie(CHAMP, typographier("Ce fichier n'est plus là : envoyez-le de nouveau."))
    return _mettre_en_service(acces, nom, octets)


def remettre(acces: Acces, nom: str, empreinte: str) -> Examine:
    """Put a version of before in use again, once examined against today's fields and law. Raises as `installer`."""
    installation.exiger(acces)
    _exiger(nom)
    version = next((une for une in versions(nom) if une.empreinte == empreinte), None)
    if version is None:
        raise FauteDeSaisie(CHAMP, typographier("Cette version n'est plus là : rechargez la page."))
    return _mettre_en_service(acces, nom, version.fichier.read_bytes())


def retirer(acces: Acces, nom: str) -> None:
    """Go back to the supplied template; the relay's own is kept. Raises AccesRefuse, FauteDeSaisie."""
    installation.exiger(acces)
    _exiger(nom)
    with unit_of_work() as session:
        journal.noter(session, "modele_retire", acteur=acces.nom, modele=nom)
        session.flush()
        depot.retirer(nom, Paths(get_settings().home).modeles, maintenant())


def versions(nom: str) -> list[depot.Version]:
    """Every version of the relay's own that was ever in use, the last first."""
    return depot.lister_versions(nom, Paths(get_settings().home).modeles)


def _exiger(nom: str) -> Modele:
    trouve = trouver(nom)
    if trouve is None:
        raise FauteDeSaisie("nom", typographier(f"Aucun modèle ne s'appelle « {nom[:60]} »."))
    return trouve


def _mettre_en_service(acces: Acces, nom: str, octets: bytes) -> Examine:
    """Nothing changes when a fault forbids it: the examination, of the day, says which."""
    examen = examens.du_jour(nom, octets) or examens.faire(nom, octets, candidat=False)
    if examen.bloquants:
        return examen
    with unit_of_work() as session:
        journal.noter(session, "modele_installe", acteur=acces.nom, modele=nom, sha256=examen.empreinte)
        session.flush()
        depot.installer(nom, octets, Paths(get_settings().home).modeles, maintenant())
    examens.oublier_le_candidat(nom, examen.empreinte)
    return examen
