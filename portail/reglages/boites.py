"""The mailboxes as a form: an address of the settings taken apart, put together again, its password never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from config.ecriture_reglages import Chemin
from config.reglages_ecrits import Ecrits, imposes
from config.settings import get_settings
from courrier.adresses import Securite, lire_url
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie, FautesDeSaisie
from workflows.actes.reglages.essai import Liaison

SCHEMAS = {
    "imap": {Securite.TLS: "imaps", Securite.STARTTLS: "imap+starttls", Securite.CLAIR: "imap"},
    "smtp": {Securite.TLS: "smtps", Securite.STARTTLS: "smtp+starttls", Securite.CLAIR: "smtp"},
}
PORT_MAX = 65535
SANS_SERVEUR = {
    Liaison.SMTP: "Sans serveur, chaque courriel devient un fichier .eml du dossier courrier/sortant.",
    Liaison.IMAP: "Sans serveur, les fichiers .eml déposés dans le dossier courrier/entrant sont lus.",
    Liaison.TRACE: "Facultative\u00a0: une boîte IMAP qui garde copie des envois, pour y chercher un envoi interrompu.",
}
OAUTH = ("token_url", "client_id", "client_secret", "refresh_token", "scope")
SECRETS = ("client_secret", "refresh_token")


@dataclass(frozen=True, kw_only=True)
class Boite:
    """A server as its form shows it; `secret`: whether it has a password; `impose`: the variable that holds it."""

    liaison: Liaison
    securite: str = Securite.TLS.value
    hote: str = ""
    port: str = ""
    utilisateur: str = ""
    dossier: str = ""
    secret: bool = False
    impose: str | None = None
    fautes: Mapping[str, str] = field(default_factory=dict)

    @property
    def reglee(self) -> bool:
        return bool(self.hote)

    @property
    def sans(self) -> str:
        """What happens without it."""
        return SANS_SERVEUR[self.liaison]


@dataclass(frozen=True, kw_only=True)
class Oauth:
    """The provider of tokens as its form shows it: its texts, and which secrets are set."""

    textes: Mapping[str, str]
    secrets: frozenset[str]
    imposes: Mapping[str, str]
    fautes: Mapping[str, str] = field(default_factory=dict)


def chemin(liaison: Liaison) -> Chemin:
    return ("", f"{liaison.value}_url")


def montrer(liaison: Liaison, ecrits: Ecrits) -> Boite:
    """The server in the file, or the one that the environment imposes."""
    impose = imposes().get(chemin(liaison))
    url = _en_vigueur(liaison) if impose else ecrits.valeur(chemin(liaison))
    if not url:
        return Boite(liaison=liaison, impose=impose)
    try:
        lue = lire_url(str(url), f"RELAIS_{liaison.name}_URL")
    except FauteDeSaisie as faute:
        return Boite(liaison=liaison, impose=impose, fautes={"hote": faute.phrase})
    return Boite(
        liaison=liaison,
        securite=lue.securite.value,
        hote=lue.hote,
        port=str(lue.port),
        utilisateur=lue.utilisateur or "",
        dossier=lue.boite,
        secret=lue.mot_de_passe is not None,
        impose=impose,
    )


def dire(boite: Boite) -> str:
    """The server in words, whether it has a password and never which."""
    if boite.fautes:
        return "adresse illisible"
    if not boite.reglee:
        return "aucun serveur"
    parties = [f"{boite.hote}:{boite.port}", Securite(boite.securite).libelle]
    if boite.dossier and boite.liaison is not Liaison.SMTP:
        parties.append(f"dossier {boite.dossier}")
    if boite.utilisateur:
        parties += [f"identifiant {boite.utilisateur}", "avec mot de passe" if boite.secret else "sans mot de passe"]
    return ", ".join(parties)


def lire(liaison: Liaison, envoye: Mapping[str, str], ecrits: Ecrits) -> str | None:
    """The address that the form says, None when it names no server; without a new password the former one stays.

    Raises FautesDeSaisie naming fields of the form.
    """
    hote = envoye.get("hote", "").strip()
    if not hote:
        return None
    fautes = []
    if not _est_un_nom(hote):
        fautes.append(_faute("hote", "un nom de serveur est attendu, comme mail.relais.example"))
    port = envoye.get("port", "").strip()
    if port and not (port.isascii() and port.isdecimal() and 1 <= int(port[:6]) <= PORT_MAX):
        fautes.append(_faute("port", "un numéro de 1 à 65535 est attendu, ou rien pour le port habituel"))
    if fautes:
        raise FautesDeSaisie(fautes)
    schema = SCHEMAS["smtp" if liaison is Liaison.SMTP else "imap"][_securite(envoye.get("securite", ""))]
    acces = _acces(liaison, envoye, ecrits)
    serveur = f"[{hote.strip('[]')}]" if ":" in hote else hote
    dossier = "" if liaison is Liaison.SMTP else f"/{quote(envoye.get('dossier', '').strip() or 'INBOX', safe='/')}"
    return f"{schema}://{acces}{serveur}{f':{port}' if port else ''}{dossier}"


def revenir(liaison: Liaison, envoye: Mapping[str, str], avant: Boite, fautes: Mapping[str, str]) -> Boite:
    """The form as it was sent, but for the password."""
    return Boite(
        liaison=liaison,
        **{cle: envoye.get(cle, "").strip() for cle in ("securite", "hote", "port", "utilisateur", "dossier")},
        secret=avant.secret,
        fautes=fautes,
    )


def montrer_oauth(ecrits: Ecrits) -> Oauth:
    """The provider in the file; secrets are only told to be there."""
    tenus = {cle: variable for (table, cle), variable in imposes().items() if table == "oauth"}
    lus = {cle: ecrits.valeur(("oauth", cle)) for cle in OAUTH}
    return Oauth(
        textes={cle: str(lus[cle] or "") for cle in OAUTH if cle not in SECRETS},
        secrets=frozenset(cle for cle in SECRETS if lus[cle] or cle in tenus),
        imposes=tenus,
    )


def lire_oauth(envoye: Mapping[str, str], ecrits: Ecrits) -> dict[Chemin, Any]:
    """What the form changes; a secret left empty stays, unless it is to be forgotten.

    Raises FauteDeSaisie when a secret that stays would be shown to another server.
    """
    tenus = imposes()
    changements: dict[Chemin, Any] = {}
    adresse, avant = envoye.get("token_url", "").strip(), ecrits.valeur(("oauth", "token_url"))
    ailleurs = bool(adresse and avant) and urlsplit(adresse).netloc != urlsplit(str(avant)).netloc
    for cle in OAUTH:
        texte = envoye.get(cle, "").strip()
        if ("oauth", cle) in tenus:
            continue
        if cle in SECRETS and not texte and envoye.get("oublier") != "oui":
            if ailleurs and ecrits.valeur(("oauth", cle)):
                raise _faute(cle, "le fournisseur a changé ; écrivez de nouveau ce secret, ou oubliez-le")
            continue
        changements["oauth", cle] = texte or None
    return changements


def revenir_oauth(envoye: Mapping[str, str], avant: Oauth, fautes: Mapping[str, str]) -> Oauth:
    textes = {cle: envoye.get(cle, "").strip() for cle in avant.textes}
    return Oauth(textes=textes, secrets=avant.secrets, imposes=avant.imposes, fautes=fautes)


def _acces(liaison: Liaison, envoye: Mapping[str, str], ecrits: Ecrits) -> str:
    """« user:password@ »; the password of before is kept for the same user of the same server only."""
    utilisateur, secret = envoye.get("utilisateur", "").strip(), envoye.get("secret", "")
    if not utilisateur:
        return ""
    if envoye.get("oublier") == "oui":
        return f"{quote(utilisateur, safe='')}@"
    if not secret:
        secret = _garde(str(ecrits.valeur(chemin(liaison)) or ""), envoye)
    suite = f":{quote(secret, safe='')}" if secret else ""
    return f"{quote(utilisateur, safe='')}{suite}@"


def _garde(url: str, envoye: Mapping[str, str]) -> str:
    """The password of before. Raises FauteDeSaisie when it would be shown to another server, or for another user."""
    avant = urlsplit(url) if url else None
    if avant is None or avant.password is None:
        return ""
    memes = ((avant.hostname or "").lower(), unquote(avant.username or "")) == (
        envoye.get("hote", "").strip().lower(),
        envoye.get("utilisateur", "").strip(),
    )
    if not memes:
        raise _faute("secret", "le serveur ou l'identifiant a changé ; écrivez de nouveau le mot de passe")
    return unquote(avant.password)


def _securite(texte: str) -> Securite:
    return Securite(texte) if texte in set(Securite) else Securite.TLS


def _est_un_nom(hote: str) -> bool:
    return hote.isascii() and len(hote) <= 253 and all(un.isalnum() or un in ".-:[]" for un in hote)  # noqa: PLR2004 - of the DNS


def _en_vigueur(liaison: Liaison) -> str | None:
    secret = getattr(get_settings(), f"{liaison.value}_url")
    return secret.get_secret_value() if secret else None


def _faute(champ: str, quoi: str) -> FauteDeSaisie:
    return FauteDeSaisie(champ, typographier(f"{quoi[:1].upper()}{quoi[1:]}."))
