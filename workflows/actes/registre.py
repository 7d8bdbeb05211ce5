"""The ledger of mail handed over: a table of its lines, or an archive with the very bytes of each mail."""

from __future__ import annotations

import csv
import io
import os
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from documents.ecriture import write_atomically
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.depots import journal, operations, registre
from sqlmodel_store.depots.registre import Criteres, Ecriture
from sqlmodel_store.session import lecture, unit_of_work

TABLE = "registre.csv"
COLONNES = (
    "numero",
    "date",
    "destinataire",
    "objet",
    "operations",
    "etat",
    "reponse_du_serveur",
    "remis_le",
    "essais",
    "cle",
    "message_id",
    "sha256",
    "octets",
    "purge_le",
    "fichier",
)
_FORMULES = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, kw_only=True)
class Demande:
    """What is asked of the ledger, as it is typed."""

    destinataire: str | None = None
    du: date | None = None
    au: date | None = None
    reference: str | None = None


def consulter(demande: Demande) -> list[Ecriture]:
    """The lines asked for, oldest first. Raises FauteDeSaisie: an unknown operation, dates the wrong way round."""
    with lecture() as session:
        return registre.ecritures(session, _criteres(session, demande))


def exporter(demande: Demande, sortie: Path) -> int:
    """Write the ledger to a .csv, or a .zip with the mails; returns the number of lines. The export is journalled.

    Raises FauteDeSaisie as `consulter`, and for another kind of file; OSError.
    """
    ecrire = {".csv": _ecrire_table, ".zip": _ecrire_archive}.get(sortie.suffix.lower())
    if ecrire is None:
        phrase = f"--sortie : « {sortie.name} » ; attendu : un nom en .csv (les lignes) ou .zip (lignes et courriels)."
        raise FauteDeSaisie("--sortie", typographier(phrase))
    with lecture() as session:
        criteres = _criteres(session, demande)
        lignes, citees = registre.ecritures(session, criteres), registre.references(session, criteres)
        ecrire(session, lignes, citees, sortie)
    with unit_of_work() as session:
        journal.noter(session, "registre_exporte", acteur="registre", lignes=len(lignes))
    return len(lignes)


def _criteres(session: Session, demande: Demande) -> Criteres:
    if demande.du and demande.au and demande.du > demande.au:
        raise FauteDeSaisie("--au", typographier(f"--au : {demande.au} vient avant --du ({demande.du})."))
    operation = operations.par_reference(session, demande.reference) if demande.reference else None
    if demande.reference and operation is None:
        phrase = f"--operation : aucune opération ne porte la référence « {demande.reference[:64]} »."
        raise FauteDeSaisie("--operation", typographier(phrase))
    return Criteres(
        destinataire=demande.destinataire,
        du=demande.du,
        au=demande.au,
        operation_id=operation.id if operation else None,
    )


def _ecrire_table(
    session: Session, lignes: Sequence[Ecriture], citees: Mapping[int, Sequence[str]], sortie: Path
) -> None:
    write_atomically(sortie, en_table(session, lignes, citees))


def en_table(session: Session, lignes: Sequence[Ecriture], citees: Mapping[int, Sequence[str]]) -> bytes:
    """These lines as a spreadsheet opens them, `citees` being the operations of each."""
    return _table([_rangee(une, citees.get(une.id, ()), registre.octets(session, une.id), "") for une in lignes])


def _ecrire_archive(
    session: Session, lignes: Sequence[Ecriture], citees: Mapping[int, Sequence[str]], sortie: Path
) -> None:
    """One mail in memory at a time; the archive appears whole or not at all."""
    sortie.parent.mkdir(parents=True, exist_ok=True)
    descripteur, provisoire = tempfile.mkstemp(dir=sortie.parent, prefix=".", suffix=".partiel")
    try:
        with os.fdopen(descripteur, "wb") as fichier, zipfile.ZipFile(fichier, "w", zipfile.ZIP_DEFLATED) as archive:
            rangees = []
            for une in lignes:
                octets = registre.octets(session, une.id)
                nom = f"courriels/{une.id:06d}.eml" if octets else ""
                if octets:
                    archive.writestr(nom, octets)
                rangees.append(_rangee(une, citees.get(une.id, ()), octets, nom))
            archive.writestr(TABLE, _table(rangees))
        Path(provisoire).replace(sortie)
    except BaseException:
        Path(provisoire).unlink(missing_ok=True)
        raise


def _rangee(une: Ecriture, references: Sequence[str], octets: bytes, fichier: str) -> list[str]:
    jour = une.parti_le or une.pose_le
    valeurs = (
        une.id,
        jour.isoformat() if jour else "",
        une.destinataire,
        une.objet,
        ", ".join(references),
        une.etat.libelle,
        une.reponse or "",
        une.envoye_le.isoformat(timespec="seconds").replace("+00:00", "Z") if une.envoye_le else "",
        une.essais,
        une.cle,
        une.message_id,
        une.sha256 or sha256(octets).hexdigest(),
        len(octets) if une.taille is None else une.taille,
        une.purge_le.isoformat() if une.purge_le else "",
        fichier,
    )
    return [_inerte(str(valeur)) for valeur in valeurs]


def _inerte(valeur: str) -> str:
    """What strangers wrote never becomes a formula in a spreadsheet."""
    return f"'{valeur}" if valeur.startswith(_FORMULES) else valeur


def _table(rangees: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with a mark and semicolons: what French spreadsheets open by a double click."""
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=";").writerows([COLONNES, *rangees])
    return tampon.getvalue().encode("utf-8-sig")
