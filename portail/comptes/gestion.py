"""Accounts written and ended, from the command line or the page of the administrator."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from sqlmodel import Session

from config.identites import PREMIER, fichier_de, fichiers
from courrier.adresses import ADRESSE
from formats.typographie import typographier
from metier.droits import DE_TOUT_LE_RESEAU
from metier.fautes import FauteDeSaisie
from metier.roles import Role
from portail.comptes import mots_de_passe
from portail.comptes.oubli import deposer_lien
from sqlmodel_store.depots import comptes, essais_connexion, journal, relais
from sqlmodel_store.depots.essais_connexion import sujet
from sqlmodel_store.modeles.comptes import Utilisateur
from sqlmodel_store.session import unit_of_work


@dataclass(frozen=True, kw_only=True)
class NouveauCompte:
    """What is said of an account; `relais` are codes, none where the installation has one relay only.

    `mot_de_passe` None: its owner will choose it, by a link sent to them.
    """

    courriel: str
    role: Role
    nom: str | None = None
    relais: tuple[str, ...] = ()
    mot_de_passe: str | None = None


def creer(nouveau: NouveauCompte, *, par: str) -> Utilisateur:
    """The account, new or opened again. Raises FauteDeSaisie naming what is at fault; an account in use is one."""
    exiger_adresse(nouveau.courriel)
    empreinte = None
    if nouveau.mot_de_passe is not None:
        mots_de_passe.controler(nouveau.mot_de_passe, comptes.normal(nouveau.courriel))
        empreinte = mots_de_passe.hacher(nouveau.mot_de_passe)
    with unit_of_work() as session:
        return _ecrire(session, nouveau, empreinte, par)


def exiger_adresse(courriel: str) -> str:
    """The address as accounts are known by. Raises FauteDeSaisie for what is none."""
    normal = comptes.normal(courriel)
    if not ADRESSE.fullmatch(normal):
        montre = courriel[:80]
        raise _faute("courriel", f"courriel : « {montre} » n'est pas une adresse ; par exemple nom@relais.example")
    return normal


def inviter(nouveau: NouveauCompte, *, par: str) -> Utilisateur:
    """The account, and the mail by which its owner chooses a password, together. Raises FauteDeSaisie."""
    with unit_of_work() as session:
        compte = _ecrire(session, nouveau, None, par)
        deposer_lien(session, compte, ouverture=True)
        return compte


def renvoyer_lien(courriel: str, *, par: str) -> None:
    """Another link to choose a password. Raises FauteDeSaisie when no open account has that address."""
    with unit_of_work() as session:
        connu = _exiger(session, courriel)
        deposer_lien(session, connu, ouverture=True)
        journal.noter(session, "lien_envoye", acteur=par, compte=connu.id)


def _ecrire(session: Session, nouveau: NouveauCompte, empreinte: str | None, par: str) -> Utilisateur:
    courriel = exiger_adresse(nouveau.courriel)
    connu = comptes.par_courriel(session, courriel)
    if connu is not None and connu.desactive_le is None:
        raise _faute(
            "courriel", f"courriel : {courriel} a déjà un compte ({connu.role.libelle}) ; le désactiver d'abord"
        )
    numeros = _relais(session, nouveau)
    compte = comptes.ecrire(session, courriel, nouveau.role, nom=nouveau.nom, relais=numeros, mot_de_passe=empreinte)
    journal.noter(session, "compte_ouvert", acteur=par, compte=compte.id, role=nouveau.role.value)
    return compte


def _relais(session: Session, nouveau: NouveauCompte) -> list[int]:
    """The relays of the account: those named, or the only one."""
    connus = relais_connus(session)
    if nouveau.role in DE_TOUT_LE_RESEAU:
        if nouveau.relais:
            raise _faute(
                "relais", f"relais : un compte « {nouveau.role.libelle} » voit tout le réseau ; n'en nommer aucun"
            )
        return []
    if not nouveau.relais and len(connus) > 1:
        raise _faute("relais", f"relais : dire lesquels ce compte voit ; relais connus : {', '.join(connus)}")
    for code in nouveau.relais:
        if code not in connus:
            raise _inconnu(code, connus)
    return [relais.retenir(session, code).id for code in nouveau.relais or (None,)]


def relais_connus(session: Session) -> list[str]:
    """The codes that an account may name: of relays that follow operations or have accounts, or are described."""
    decrits = [unquote(fichier.parent.name) for fichier in fichiers()]
    connus = [un.code for un in relais.lister(session)] or [PREMIER]
    return list(dict.fromkeys([*connus, *decrits]))


def _inconnu(code: str, connus: list[str]) -> FauteDeSaisie:
    """A code mistyped would make a relay of it."""
    return _faute(
        "relais",
        f"relais : « {code[:40]} » n'est pas connu ; relais connus : {', '.join(connus)} ; un relais de plus se "
        f"déclare d'abord en écrivant {fichier_de(code[:40])}",
    )


def desactiver(courriel: str, *, par: str, sauf: int | None = None) -> None:
    """Ends an account and its sessions at once; not that of id `sauf`, who asks.

    Raises FauteDeSaisie when no open account has that address.
    """
    with unit_of_work() as session:
        connu = _exiger(session, courriel)
        if connu.id == sauf:
            raise _faute("courriel", "courriel : un compte ne se désactive pas lui-même ; le demander à un autre")
        comptes.desactiver(session, connu.id)
        journal.noter(session, "compte_desactive", acteur=par, compte=connu.id)


def changer_mot_de_passe(courriel: str, mot_de_passe: str, *, par: str) -> None:
    """Another password, every session of the account over, guessing forgotten. Raises FauteDeSaisie."""
    mots_de_passe.controler(mot_de_passe, courriel)
    empreinte = mots_de_passe.hacher(mot_de_passe)
    with unit_of_work() as session:
        connu = _exiger(session, courriel)
        comptes.changer_mot_de_passe(session, connu.id, empreinte)
        essais_connexion.oublier(session, sujet("compte", connu.courriel))
        journal.noter(session, "mot_de_passe_change", acteur=par, compte=connu.id)


def _exiger(session: Session, courriel: str) -> Utilisateur:
    connu = comptes.par_courriel(session, courriel)
    if connu is None or connu.desactive_le is not None:
        raise _faute("courriel", f"courriel : aucun compte ouvert ne porte l'adresse « {courriel[:80]} »")
    return connu


def _faute(champ: str, phrase: str) -> FauteDeSaisie:
    return FauteDeSaisie(champ, typographier(f"{phrase}."))
