"""What an account decides about mails that left badly: the same acts as the command line's, its rights checked here."""

from __future__ import annotations

from collections.abc import Callable, Collection

from courrier.adresses import ADRESSE
from formats.typographie import typographier
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import envois_vus, journal, operations_vues, registre
from sqlmodel_store.depots.registre import Criteres, Ecriture
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import decisions_envoi
from workflows.actes.decisions_envoi import Decision
from workflows.actes.registre import en_table


class EnvoiInconnu(Exception):
    """The account sees no such mail."""


def trancher(acces: Acces, numeros: Collection[int], decision: Decision) -> int:
    """Settle these mails, all or none; how many. Raises AccesRefuse, EnvoiInconnu, FauteDeSaisie as the act does."""
    acces.exiger(Droit.CONDUIRE)
    with lecture() as session:
        vus = envois_vus.trouver(session, acces, numeros)
    if len(vus) != len(set(numeros)):
        raise EnvoiInconnu
    return decisions_envoi.trancher([un.cle for un in vus], decision, acteur=acces.nom)


def lever_adresse(acces: Acces, adresse: str) -> None:
    """The address is right after all. Raises AccesRefuse, FauteDeSaisie."""
    _exiger_adresse(acces, adresse)
    decisions_envoi.lever_adresse(adresse, acteur=acces.nom)


def remplacer_adresse(acces: Acces, ancienne: str, nouvelle: str) -> tuple[int, int]:
    """The contact has another address; how many mails, how many places. Raises AccesRefuse, FauteDeSaisie."""
    _exiger_adresse(acces, ancienne)
    if not ADRESSE.fullmatch(nouvelle):
        phrase = f"Nouvelle adresse : « {nouvelle[:80]} » n’est pas une adresse de courriel ; attendu : nom@domaine.fr."
        raise FauteDeSaisie("nouvelle", typographier(phrase))
    return decisions_envoi.remplacer_adresse(ancienne, nouvelle, acteur=acces.nom)


def ecritures(acces: Acces, criteres: Criteres) -> list[Ecriture]:
    """The lines of the ledger that the account sees, oldest first."""
    with lecture() as session:
        vus = envois_vus.numeros(session, acces)
        return [une for une in registre.ecritures(session, criteres) if une.id in vus]


def exporter(acces: Acces, criteres: Criteres, garde: Callable[[Ecriture], bool]) -> bytes:
    """The same as a table, those that `garde` keeps; the export is journalled. Raises AccesRefuse."""
    acces.exiger(Droit.CONSOLIDER)
    lignes = [une for une in ecritures(acces, criteres) if garde(une)]
    with lecture() as session:
        vues = {une.reference for une in operations_vues.reperes(session, acces)}
        citees = registre.references(session, criteres).items()
        octets = en_table(session, lignes, {numero: [une for une in dites if une in vues] for numero, dites in citees})
    with unit_of_work() as session:
        journal.noter(session, "registre_exporte", acteur=acces.nom, lignes=len(lignes))
    return octets


def _exiger_adresse(acces: Acces, adresse: str) -> None:
    acces.exiger(Droit.CONDUIRE)
    with lecture() as session:
        if envois_vus.sert_ailleurs(session, acces, adresse):
            phrase = (
                f"{adresse} : un autre relais écrit aussi à cette adresse ; la personne qui administre Relais la "
                "corrige pour tous."
            )
            raise FauteDeSaisie("adresse", typographier(phrase))
