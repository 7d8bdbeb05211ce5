"""contacts.txt of a company's pack: who to call, and every structure of the territory, none preferred."""

from __future__ import annotations

from dataclasses import dataclass

from config.settings import Facilitateur, IdentiteRelais
from documents.contextes.structures import alphabetical
from documents.manques import A_COMPLETER
from documents.nettoyage import on_one_line
from documents.texte_brut import MARGE, heading, ligne, plain_text, section
from metier.acteurs import RoleContact
from metier.suivi import Contact, StructureListee, Suivi

NOM = "contacts.txt"
COMPLETE = "Liste complète du territoire, par ordre alphabétique : aucune structure n’est recommandée ni imposée."
ROLES = (
    (RoleContact.MAITRE_OUVRAGE, "Maître d’ouvrage"),
    (RoleContact.MAITRE_OEUVRE, "Maître d’œuvre"),
    (RoleContact.PRESCRIPTEUR, "Qui oriente les candidats"),
)


@dataclass(frozen=True, kw_only=True)
class DemandeContacts:
    """`structures`: every one of the territory, in any order."""

    suivi: Suivi
    relais: IdentiteRelais
    facilitateur: Facilitateur
    structures: tuple[StructureListee, ...]


def contacts(demande: DemandeContacts) -> bytes:
    """The bytes of the file; same input, same bytes."""
    suivi = demande.suivi
    blocs = (
        heading(f"QUI APPELER – {suivi.reference}"),
        ligne("", suivi.intitule or ""),
        section("Facilitateur des clauses sociales", _facilitateur(demande)),
        *(section(titre, _du_role(suivi, role)) for role, titre in ROLES),
        section("Structures d’insertion et employeurs", _structures(demande.structures)),
    )
    return plain_text(blocs)


def _facilitateur(demande: DemandeContacts) -> list[str]:
    relais, personne = demande.relais, demande.facilitateur
    connus = (
        ("StructureListee", relais.nom or A_COMPLETER),
        ("Personne", _et(personne.nom, personne.fonction)),
        ("Téléphone", personne.telephone or relais.telephone or A_COMPLETER),
        ("Courriel", personne.courriel or relais.courriel or A_COMPLETER),
        ("Adresse", relais.adresse),
        ("Horaires", relais.horaires),
        ("Suppléance", personne.suppleant),
    )
    return [ligne(f"{intitule}\u00a0:".ljust(MARGE), valeur) for intitule, valeur in connus if valeur]


def _du_role(suivi: Suivi, role: RoleContact) -> list[str]:
    return [ligne("- ", _contact(un)) for un in suivi.contacts if un.role is role]


def _contact(contact: Contact) -> str:
    qui = _et(contact.organisation, contact.nom)
    return f"{qui} : {on_one_line(contact.courriel)}" if contact.courriel else qui


def _structures(structures: tuple[StructureListee, ...]) -> list[str]:
    if not structures:
        return [ligne("", f"{A_COMPLETER} la liste complète des structures du territoire.")]
    lignes = [
        ligne("- ", f"{une.nom}{_type(une)} : {une.courriel or 'courriel non communiqué'}")
        for une in alphabetical(structures)
    ]
    return [ligne("", COMPLETE), *lignes]


def _type(structure: StructureListee) -> str:
    return f" ({structure.type.libelle})" if structure.type else ""


def _et(*parties: str | None) -> str:
    """« Claire Aubertin, facilitatrice »."""
    return ", ".join(on_one_line(une) for une in parties if une)
