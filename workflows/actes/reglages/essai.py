"""A mail server tried with the settings in use: what it answered, in one French sentence; nothing is sent or read."""

from __future__ import annotations

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from config.settings import Settings, get_settings
from courrier import oauth
from courrier.adresses import AdresseServeur, verifier_mode
from courrier.boite import Boite
from courrier.session_smtp import Arret, ouvrir
from formats.typographie import typographier
from metier.droits import Acces
from metier.enumeration import Enumeration
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.depots import journal
from sqlmodel_store.session import unit_of_work
from workflows.actes import installation

DELAI_S = 20.0
CACHE = "•••"


class Liaison(Enumeration):
    SMTP = "smtp", "serveur d’envoi"
    IMAP = "imap", "boîte de réception"
    TRACE = "trace", "boîte des copies"
    OAUTH = "oauth", "fournisseur de jetons"


@dataclass(frozen=True, kw_only=True)
class Reponse:
    """Whether the server took us in, and the sentence that says it."""

    bonne: bool
    phrase: str


def essayer(acces: Acces, liaison: Liaison) -> Reponse:
    """Try one server; the journal keeps which and whether it answered. Raises AccesRefuse."""
    installation.exiger(acces)
    reponse = _dans_le_temps(liaison)
    with unit_of_work() as session:
        journal.noter(session, "liaison_essayee", acteur=acces.nom, liaison=liaison.value, bonne=reponse.bonne)
    return reponse


def _dans_le_temps(liaison: Liaison) -> Reponse:
    fil = ThreadPoolExecutor(1, thread_name_prefix="essai")
    try:
        return fil.submit(_essayer, liaison, get_settings()).result(DELAI_S)
    except TimeoutError:
        return _non(f"le {liaison.libelle} n'a pas répondu en {DELAI_S:.0f} secondes ; vérifiez le serveur et le port")
    finally:
        fil.shutdown(wait=False)


def _essayer(liaison: Liaison, settings: Settings) -> Reponse:
    if liaison is Liaison.OAUTH:
        return _jeton(settings)
    url: SecretStr | None = getattr(settings, f"{liaison.value}_url")
    if url is None:
        return _non("aucun serveur n'est réglé ici ; enregistrez-en un, puis essayez-le")
    reglage, ecrite = f"RELAIS_{liaison.name}_URL", url.get_secret_value()
    try:
        adresse = verifier_mode(ecrite, settings.mail_mode, reglage)
        if liaison is Liaison.SMTP:
            ouvrir(adresse, None, "localhost").close()
        else:
            Boite.ouvrir(ecrite, mode=settings.mail_mode, reglage=reglage).fermer()
    except (FauteDeSaisie, PanneExterne) as faute:
        return Reponse(bonne=False, phrase=_sans_secret(faute.phrase, ecrite, reglage))
    except Arret as arret:
        return Reponse(bonne=False, phrase=_sans_secret(f"{adresse.point} : {arret.issue.reponse}", ecrite, reglage))
    return _oui(_accueil(adresse, liaison))


def _accueil(adresse: AdresseServeur, liaison: Liaison) -> str:
    identifie = f" et accepte l'identifiant {adresse.utilisateur}" if adresse.utilisateur else ""
    rien = "rien n'a été envoyé" if liaison is Liaison.SMTP else f"le dossier {adresse.boite} s'ouvre, rien n'a été lu"
    return f"{adresse.point} ({adresse.securite.libelle}) répond{identifie} ; {rien}"


def _jeton(settings: Settings) -> Reponse:
    if settings.oauth.token_url is None:
        return _non("aucun fournisseur de jetons n'est réglé ; les serveurs sont ouverts par mot de passe")
    try:
        oauth.oublier()
        oauth.jeton()
    except (FauteDeSaisie, PanneExterne) as faute:
        return Reponse(bonne=False, phrase=faute.phrase)
    return _oui(f"{urlsplit(settings.oauth.token_url).netloc} donne un jeton")


def _sans_secret(phrase: str, url: str, reglage: str) -> str:
    """A server may repeat what it was told."""
    try:
        adresse = verifier_mode(url, "reel", reglage)
    except FauteDeSaisie:
        return phrase
    secret, utilisateur = adresse.mot_de_passe, adresse.utilisateur or ""
    if not secret:
        return phrase
    ecrits = (secret, f"\0{utilisateur}\0{secret}")
    for mot in (secret, *(b64encode(un.encode()).decode() for un in ecrits)):
        phrase = phrase.replace(mot, CACHE)
    return phrase


def _oui(quoi: str) -> Reponse:
    return Reponse(bonne=True, phrase=_phrase(quoi))


def _non(quoi: str) -> Reponse:
    return Reponse(bonne=False, phrase=_phrase(quoi))


def _phrase(quoi: str) -> str:
    return typographier(f"{quoi[:1].upper()}{quoi[1:]}.")
