"""Mail received, settled or handed over in the name of an account: its role and what it sees are checked here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256

from sqlmodel import Session

from config.horloge import maintenant
from config.paths import Paths
from config.settings import get_settings
from courrier.adresses import ADRESSE
from courrier.depot import ecrire
from courrier.dossier_local import BoiteLocale
from courrier.identite import identifier
from courrier.lecture import demontage
from courrier.lecture.archives import PieceIllisible
from courrier.lecture.limites import LimiteDepassee
from courrier.lecture.msg import est_un_msg
from courrier.politique import POLITIQUE
from formats.typographie import typographier
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import comptes, courriers_entrants, courriers_vus, journal, relais
from sqlmodel_store.depots.courriers_entrants import Arrivee
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import au_nom_de
from workflows.actes.classement import Decision, classer
from workflows.actes.reception import Suite, tenter

DEPOSE = "courriel_depose"
TEXTE_MAX = 500_000
OCTETS_DE_L_UID = 8
_RECONNU = ("From", "Date", "Subject", "Message-ID", "To")
_D_UN_AUTRE = "fichier : ce courriel a déjà été reçu, et l’opération à laquelle il est rattaché n’est pas des vôtres."
_ILLISIBLE = "fichier : ce fichier ne peut pas être ouvert ({}) ; enregistrez de nouveau le courriel, au format .eml."
_PAS_UN_COURRIEL = (
    "fichier : ce fichier n’est pas un courriel ; dans votre messagerie, enregistrez-le au format .eml ou .msg."
)


class Inconnu(Exception):
    """No such mail for that account."""


@dataclass(frozen=True, kw_only=True)
class Depot:
    """The number of a mail in the ledger, and whether it was not there before."""

    courrier: int
    nouveau: bool


def regler(acces: Acces, numero: int, decision: Decision) -> Suite:
    """Settle a mail as `courrier classer` does, in the account's name.

    Raises AccesRefuse, Inconnu for a mail that it does not see, FauteDeSaisie as `classer` does.
    """
    acces.exiger(Droit.CONDUIRE)
    with lecture() as session:
        if courriers_vus.par_numero(session, acces, numero) is None:
            raise Inconnu
        if decision.operation is not None:
            au_nom_de.exiger(session, acces, decision.operation)
        code = relais_retenu(session, acces, decision.relais)
    return classer(str(numero), replace(decision, relais=code), par=acces.nom)


def relais_retenu(session: Session, acces: Acces, voulu: str | None = None) -> str | None:
    """The code of the relay that follows what the account opens, None for the one that follows what the mailbox opens.

    Raises FauteDeSaisie for one that is not the account's.
    """
    tous, connus = relais.codes(session, None), relais.codes(session, acces.relais)
    choisi = voulu or connus[0]
    if choisi not in connus:
        phrase = "relais : ce relais n’est pas l’un des vôtres, choisissez-en un de la liste."
        raise FauteDeSaisie("relais", typographier(phrase))
    return None if choisi == tous[0] else choisi


def deposer(acces: Acces, octets: bytes) -> Depot:
    """Take in an `.eml` or a `.msg` as one dropped in the folder is; one that is known already is not taken twice.

    Raises AccesRefuse, FauteDeSaisie for what is no mail, or is filed where the account does not see.
    """
    acces.exiger(Droit.CONDUIRE)
    _exiger_un_courriel(octets)
    arrivee = _arrivee(octets)
    with unit_of_work() as session:
        code = relais_retenu(session, acces)
        connu = courriers_entrants.connu(session, arrivee)
        if connu is None:
            ligne, nouveau = courriers_entrants.enregistrer(session, arrivee)
            journal.noter(session, DEPOSE, acteur=acces.nom, courrier=ligne.id)
        else:
            ligne, nouveau = connu, False
        numero = ligne.id
    tenter(numero, code)
    with lecture() as session:
        if courriers_vus.par_numero(session, acces, numero) is None:
            raise FauteDeSaisie("fichier", typographier(_D_UN_AUTRE))
    return Depot(courrier=numero, nouveau=nouveau)


def coller(acces: Acces, texte: str, *, expediteur: str = "", objet: str = "") -> Depot:
    """Take in the text of a mail; without its sender, it comes from the account. Raises as `deposer` does."""
    acces.exiger(Droit.CONDUIRE)
    if not texte.strip():
        raise FauteDeSaisie("texte", typographier("texte : aucun texte reçu ; collez le texte du courriel."))
    if len(texte) > TEXTE_MAX:
        phrase = f"texte : {len(texte)} caractères reçus, {TEXTE_MAX} au plus ; déposez plutôt le fichier du courriel."
        raise FauteDeSaisie("texte", typographier(phrase))
    return deposer(acces, _composer(texte, _adresse(acces, expediteur), " ".join(objet.split())[:500]))


def _adresse(acces: Acces, ecrite: str) -> str:
    """Raises FauteDeSaisie for what is no address."""
    if not ecrite.strip():
        with lecture() as session:
            return comptes.exiger(session, acces.compte).courriel
    adresse = parseaddr(ecrite)[1]
    if not ADRESSE.fullmatch(adresse):
        phrase = f"expediteur : « {ecrite[:60]} » n’est pas une adresse ; par exemple marches@commune.example."
        raise FauteDeSaisie("expediteur", typographier(phrase))
    return adresse


def _composer(texte: str, expediteur: str, objet: str) -> bytes:
    """A message that is the same for the same text, sender and subject, so that it is taken in once."""
    propre = texte.replace("\r\n", "\n").replace("\x00", "")
    empreinte = sha256(f"{expediteur}\0{objet}\0{propre}".encode("utf-8", "replace")).hexdigest()
    courriel = EmailMessage(policy=POLITIQUE)
    courriel["From"] = expediteur
    courriel["Subject"] = objet
    courriel["Message-ID"] = f"<{empreinte[:32]}@courriel-colle.invalid>"
    courriel.set_content(propre.encode("utf-8", "replace").decode("utf-8"))
    return courriel.as_bytes()


def _exiger_un_courriel(octets: bytes) -> None:
    if not octets:
        phrase = "fichier : aucun fichier choisi ; choisissez le courriel enregistré, ou collez son texte."
        raise FauteDeSaisie("fichier", typographier(phrase))
    try:
        courriel = demontage.ouvrir(octets)
    except LimiteDepassee as limite:
        raise FauteDeSaisie("fichier", typographier(f"fichier : {limite}")) from limite
    except PieceIllisible as erreur:
        raise FauteDeSaisie("fichier", typographier(_ILLISIBLE.format(erreur))) from erreur
    except Exception as erreur:  # as the intake: whatever a file makes the parsers raise is a sentence
        raise FauteDeSaisie("fichier", typographier(_ILLISIBLE.format(type(erreur).__name__))) from erreur
    if not any(courriel.message[nom] for nom in _RECONNU):
        raise FauteDeSaisie("fichier", typographier(_PAS_UN_COURRIEL))


def _arrivee(octets: bytes) -> Arrivee:
    """The place that the same file would have in the folder where mail is dropped."""
    home, somme = get_settings().home, sha256(octets)
    suffixe = ".msg" if est_un_msg(octets) else ".eml"
    brut = ecrire(octets, Paths(home).courrier_brut / f"{somme.hexdigest()}{suffixe}")
    identite = identifier(brut)
    return Arrivee(
        boite=BoiteLocale.nom,
        uidvalidity=BoiteLocale.uidvalidity,
        uid=int.from_bytes(somme.digest()[:OCTETS_DE_L_UID]) >> 1,
        message_id=identite.message_id,
        sha256=identite.sha256,
        empreinte=identite.empreinte,
        chemin=str(brut.relative_to(home)),
        recu_le=maintenant(),
    )
