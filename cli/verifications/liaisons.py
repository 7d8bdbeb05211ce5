"""What Relais talks to: its database, its ports, the mail servers, Prefect."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from cli.superviseur import refus_du_port
from cli.verifications import envois
from cli.verifications.constat import Constat, Etat, bon, fautif
from cli.verifications.sqlite import fichier_en_faute
from config.paths import Paths
from config.settings import Settings
from courrier import oauth
from courrier.adresses import AdresseServeur, verifier_mode
from courrier.boite import Boite
from courrier.session_smtp import Arret, ouvrir
from metier.fautes import FauteDeSaisie, PanneExterne
from sqlmodel_store.migration import derniere_version, version
from sqlmodel_store.session import get_engine
from workflows.acces_prefect import BOUCLE_LOCALE, acces, serveur_externe
from workflows.service_prefect import api_disponible, lire_etat, service_actif

REGLER = "corriger {reglage} dans l’environnement ou dans {fichier}"
DEMARRER = "./relais demarrer"


def base(settings: Settings) -> Constat:
    """Reached and up to date; nothing is created here."""
    try:
        moteur = get_engine(settings.base)
        if moteur.dialect.name == "sqlite" and (constat := fichier_en_faute(moteur)):
            return constat
        presente = version(moteur)
    except FauteDeSaisie as faute:
        return fautif(faute.phrase, _regler("RELAIS_DATABASE_URL", settings))
    except SQLAlchemyError:
        return fautif("la base ne répond pas", _regler("RELAIS_DATABASE_URL", settings))
    return _selon_version(moteur.dialect.name, presente)


def _selon_version(nom: str, presente: str | None) -> Constat:
    attendue = derniere_version()
    if presente is not None and presente > attendue:
        return fautif(
            f"{nom}, version {presente}, plus récente que ce programme ({attendue})", "git pull && ./relais diagnostic"
        )
    if presente != attendue:
        return fautif(f"{nom}, version {presente or 'vide'}, attendue {attendue}", DEMARRER)
    return bon(f"{nom}, à jour (version {presente})")


def ports(settings: Settings) -> Constat:
    """Free, or held by our own service."""
    if actif := service_actif():
        return bon(f"tenus par le service en marche, {actif.portail} et {actif.prefect}")
    voulus = [("RELAIS_PORTAIL_PORT", settings.portail_host, settings.portail_port)]
    if not serveur_externe():
        voulus.append(("RELAIS_PREFECT_PORT", BOUCLE_LOCALE, settings.prefect_port))
    for variable, hote, port in voulus:
        if raison := refus_du_port(hote, port):
            return fautif(raison, f"{variable}={port + 1} ./relais demarrer")
    return bon(f"{' et '.join(str(port) for _, _, port in voulus)}, libres")


def smtp(settings: Settings) -> Constat:
    """The server greets us and accepts the password; nothing is sent."""
    if settings.smtp_url is None:
        return bon(f"aucun serveur, les courriels sont écrits dans {Paths(settings.home).courrier_sortant}")
    constat = _joindre("RELAIS_SMTP_URL", settings.smtp_url, settings)
    return envois.suspension(constat, settings) if constat.etat is Etat.OK else constat


def imap(settings: Settings) -> Constat:
    """The mailbox opens; nothing is read."""
    if settings.imap_url is None:
        return bon(f"aucune boîte, les courriels déposés dans {Paths(settings.home).courrier_entrant} sont lus")
    return _joindre("RELAIS_IMAP_URL", settings.imap_url, settings)


def trace(settings: Settings) -> Constat:
    if settings.trace_url is None:
        return bon("aucune boîte de copies")
    constat = _joindre("RELAIS_TRACE_URL", settings.trace_url, settings)
    return envois.copies(constat, settings.trace_url, settings) if constat.etat is Etat.OK else constat


def jetons(settings: Settings) -> Constat:
    """The OAuth provider gives a token; its servers are asked apart."""
    if settings.oauth.token_url is None:
        return bon("aucun fournisseur, les serveurs de courrier sont ouverts par mot de passe")
    try:
        oauth.jeton()
    except (FauteDeSaisie, PanneExterne) as faute:
        return fautif(faute.phrase, _regler("la table oauth", settings))
    return bon(f"{urlsplit(settings.oauth.token_url).netloc} donne un jeton")


def _joindre(reglage: str, url: SecretStr, settings: Settings) -> Constat:
    adresse_ecrite = url.get_secret_value()
    try:
        adresse = verifier_mode(adresse_ecrite, settings.mail_mode, reglage)
        if reglage == "RELAIS_SMTP_URL":
            ouvrir(adresse, None, "localhost").close()
        else:
            Boite.ouvrir(adresse_ecrite, mode=settings.mail_mode, reglage=reglage).fermer()
    except (FauteDeSaisie, PanneExterne) as faute:
        return fautif(faute.phrase, _regler(reglage, settings))
    except Arret as arret:
        return fautif(f"{adresse.point} : {arret.issue.reponse}", _regler(reglage, settings))
    return bon(f"{_nom(adresse)} répond, mode {settings.mail_mode}")


def _nom(adresse: AdresseServeur) -> str:
    return f"{adresse.point} ({adresse.securite.libelle})"


def prefect(settings: Settings) -> Constat:
    """The user's server answers; ours too, when the service runs."""
    if externe := serveur_externe():
        if api_disponible(acces(settings)):
            return bon(f"{externe} répond (PREFECT_API_URL)")
        return fautif(
            f"{externe} ne répond pas ou refuse le mot de passe", "unset PREFECT_API_URL, ou démarrer ce serveur"
        )
    if actif := service_actif():
        return bon(f"{actif.prefect}, service en marche (processus {actif.pid})")
    if lire_etat(Paths(settings.home)):
        return fautif("le service est marqué en marche mais son serveur Prefect ne répond pas", DEMARRER)
    return bon("service arrêté, les commandes agissent directement")


def _regler(reglage: str, settings: Settings) -> str:
    return REGLER.format(reglage=reglage, fichier=settings.home / "relais.toml")
