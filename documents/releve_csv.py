"""G3 as CSV, for whoever has no spreadsheet program: the lines of an employer, the hours left to fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from documents.demande_releve import DemandeReleve, require_contracts
from documents.tableur import neutraliser
from formats.dates import date_courte

ENTETE = (
    "Opération",
    "Lot",
    "Employeur",
    "Mois",
    "Nom",
    "Prénom",
    "Attestation",
    "Type de contrat",
    "Début",
    "Fin",
    "Heures",
    "dont formation",
    "Observations",
)


def releve_csv(demande: DemandeReleve) -> bytes:
    """The statement as CSV: `;`, UTF-8 with its mark, CRLF, one heading line; `relais heures importer` reads it back.

    Raises FauteDeSaisie when the employer has no contract on that lot in that month.
    """
    tampon = io.StringIO()
    ecriture = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecriture.writerow(ENTETE)
    ecriture.writerows(_lignes(demande))
    return tampon.getvalue().encode("utf-8-sig")


def _lignes(demande: DemandeReleve) -> Iterator[list[str]]:
    personnes, identite = {une.id: une for une in demande.suivi.beneficiaires}, demande.identite
    for contrat in require_contracts(demande):
        personne = personnes[contrat.beneficiaire]
        textes = (
            identite.operation,
            str(identite.lot),
            identite.employeur,
            str(identite.mois),
            personne.nom,
            personne.prenom,
            demande.attestations.get(personne.id, ""),
            contrat.type.libelle,
            date_courte(contrat.debut),
            date_courte(contrat.fin) if contrat.fin else "",
        )
        yield [*map(neutraliser, textes), "", "", ""]
