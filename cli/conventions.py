"""`relais convention …`: hours of a company counted on several operations, under a convention (C3)."""

from __future__ import annotations

from pathlib import Path

from config.paths import Paths
from config.settings import get_settings
from documents.contextes.rapports import combien
from echanges import champs
from echanges.donnees import lire_donnees
from echanges.format_dossier import Identifiant
from echanges.lecture_json import lire_json
from formats.dates import mois_long
from formats.nombres import heures
from formats.typographie import typographier
from metier.periodes import Mois
from sqlmodel_store.depots import affectations
from sqlmodel_store.migration import migrer
from sqlmodel_store.session import lecture
from workflows.actes.conventions import ConventionSaisie, enregistrer_convention
from workflows.actes.globalisation import produire_c3
from workflows.actes.mutualisation import affecter, repartir_le_mois

ACTEUR = "ligne de commande"


class Accord(champs.Format):
    """An operation under the convention, and the day its buyer agreed; None: not yet."""

    operation: champs.Reference
    accord_le: champs.DateIso | None = None


class ConventionDite(champs.Format):
    reference: champs.Reference
    entreprise: champs.TexteRempli
    debut: champs.DateIso
    fin: champs.DateIso | None = None
    signee_le: champs.DateIso | None = None
    operations: tuple[Accord, ...]


class Part(champs.Format):
    """Hours counted on a lot of an operation."""

    operation: champs.Reference
    lot: champs.NumeroLot
    heures: champs.Heures


class AffectationDite(champs.Format):
    """Hours of a contract in a month, counted elsewhere; `parts` empty takes everything back.

    `motif`: why hours of a closed month are counted otherwise.
    """

    operation: champs.Reference
    contrat: Identifiant
    mois: champs.MoisIso
    parts: tuple[Part, ...] = ()
    motif: champs.TexteRempli | None = None


def enregistrer(fichier: Path) -> None:
    """Write a convention down, or correct it, and make C3. Raises FauteDeSaisie naming the field at fault."""
    dite = lire_donnees(ConventionDite, lire_json(fichier))
    migrer()
    saisie = ConventionSaisie(
        reference=dite.reference,
        entreprise=dite.entreprise,
        debut=dite.debut,
        fin=dite.fin,
        signee_le=dite.signee_le,
        accords={un.operation: un.accord_le for un in dite.operations},
    )
    enregistrer_convention(saisie, acteur=ACTEUR)
    nom = produire_c3(dite.reference, acteur=ACTEUR)
    print(f"{dite.reference} : convention enregistrée.")
    for reference in saisie.accords:
        print(f"  {Paths(get_settings().home).documents(reference) / nom}")


def affecter_heures(convention: str, fichier: Path) -> None:
    """Count hours of a contract in a month on other operations. Raises FauteDeSaisie."""
    dite = lire_donnees(AffectationDite, lire_json(fichier))
    migrer()
    parts = {(une.operation, une.lot): une.heures for une in dite.parts}
    mois = Mois.lire(dite.mois)
    affecter(convention, dite.operation, dite.contrat, mois, parts, motif=dite.motif, acteur=ACTEUR)
    print(f"{dite.operation} : heures affectées, {sum(parts.values())} h sur {len(parts)} lot(s).")


def repartir(convention: str, mois: str, motif: str | None = None) -> None:
    """Share out a month in proportion of the hours due. Raises FauteDeSaisie."""
    periode = Mois.lire(mois, "AAAA-MM")
    migrer()
    faite = repartir_le_mois(convention, periode, motif=motif, acteur=ACTEUR)
    if not faite.contrats and not faite.changes:
        dit = f"aucune heure à répartir en {mois_long(periode)}"
    elif not faite.changes:
        dit = f"{combien(faite.contrats, 'contrat')} déjà en parts de cette clé, rien ne change"
    else:
        dit = f"répartition de {combien(faite.changes, 'contrat')} changée en {mois_long(periode)}"
    print(typographier(f"{convention} : {dit}."))


def lister() -> None:
    """Every convention, its company, its operations, the agreements awaited, what is counted under it."""
    migrer()
    with lecture() as session:
        conventions = [
            (une, affectations.membres(session, une.id), affectations.de_la_convention(session, une.id))
            for une in affectations.lister(session)
        ]
    if not conventions:
        print("Aucune convention de globalisation.")
    for une, accords, ecrites in conventions:
        attendus = [reference for reference, accord in accords.items() if accord is None]
        suite = f" ; accord attendu : {', '.join(attendus)}" if attendus else ""
        print(typographier(f"{une.reference} : {une.entreprise}, {', '.join(accords)}{suite}"))
        for part in ecrites:
            d_ou, vers = f"{part.source}, contrat {part.contrat}", f"{part.cible}, lot {part.lot}"
            dit = f"{mois_long(Mois.lire(part.mois))} : {heures(part.heures)} de {d_ou} comptées sur {vers}"
            print(typographier(f"  {dit}"))
