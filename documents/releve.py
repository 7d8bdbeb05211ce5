"""G3, the monthly statement that an employer fills in: locked but for its yellow cells, read back exactly."""

from __future__ import annotations

import io
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from documents.archive import repack
from documents.classeur import CREE_LE, HAUTEUR_LIGNE, PAYSAGE_A4, count_lines
from documents.demande_releve import EDITION, DemandeReleve, require_contracts
from documents.encres import Encres
from documents.nettoyage import on_one_line
from documents.releve_feuille import FeuilleReleve
from documents.releve_notice import TITRE, sections
from formats.dates import date_longue
from formats.releve import CLES, LISTES, NOTICE, RELEVE, SCHEMA, empreinte
from formats.typographie import typographier
from metier.releve import IdentiteReleve, Observation
from metier.suivi import Contrat

__all__ = ["DemandeReleve", "releve_mensuel"]

LARGEUR = 92  # characters of the notice, on a page


def releve_mensuel(demande: DemandeReleve) -> bytes:
    """The .xlsx of a statement: sheets « Notice », « Relevé » and the hidden « Listes »; same input, same bytes.

    Raises FauteDeSaisie when the employer has no contract on that lot in that month.
    """
    contrats = require_contracts(demande)
    tampon = io.BytesIO()
    livre = xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    livre.set_properties(_proprietes(demande.identite))
    livre.set_custom_property("code", "G3")
    livre.set_custom_property("edition", EDITION)
    encres = Encres(livre)
    _Notice(livre.add_worksheet(NOTICE), encres).ecrire(demande)
    page = livre.add_worksheet(RELEVE)
    FeuilleReleve(page, encres, demande).ecrire()
    _listes(livre.add_worksheet(LISTES), demande.identite, contrats)
    page.activate()
    livre.close()
    return repack(tampon.getvalue())


def _proprietes(identite: IdentiteReleve) -> dict[str, object]:
    titre = f"Relevé mensuel des heures d’insertion – {identite.operation} – lot {identite.lot} – {identite.mois}"
    return {"title": titre[:255], "created": CREE_LE}


def _listes(page: Worksheet, identite: IdentiteReleve, contrats: list[Contrat]) -> None:
    """The sheet that identifies the file; it cannot be shown from the menus."""
    ids = [contrat.id for contrat in contrats]
    valeurs = (SCHEMA, identite.operation, str(identite.lot), identite.employeur, str(identite.mois), str(len(ids)))
    for rang, (cle, valeur) in enumerate(zip(CLES, (*valeurs, empreinte(identite, ids)), strict=True)):
        page.write_string(rang, 0, cle)
        page.write_string(rang, 1, valeur)
    for rang, observation in enumerate(Observation):
        page.write_string(rang, 3, observation.libelle)
    page.protect()
    page.very_hidden()


@dataclass(frozen=True)
class _Notice:
    page: Worksheet
    encres: Encres

    def ecrire(self, demande: DemandeReleve) -> None:
        self.page.set_column(0, 0, LARGEUR)
        self.page.write_string(0, 0, TITRE, self.encres.titre)
        self.page.write_string(1, 0, self._retour(demande), self.encres.cle)
        rang = 3
        for titre, phrases in sections():
            self.page.write_string(rang, 0, titre, self.encres.section)
            for phrase in phrases:
                rang += 1
                self.page.set_row(rang, HAUTEUR_LIGNE * count_lines(phrase, LARGEUR) + 2)
                self.page.write_string(rang, 0, f"• {phrase}", self.encres.phrase)
            rang += 2
        self.page.protect()
        self.page.set_paper(PAYSAGE_A4)
        self.page.fit_to_pages(1, 1)
        self.page.hide_gridlines(2)

    def _retour(self, demande: DemandeReleve) -> str:
        quand = f"au plus tard le {date_longue(demande.retour_le)}" if demande.retour_le else "dès la fin du mois"
        a_qui = f"à {on_one_line(demande.courriel)}" if demande.courriel else "au facilitateur"
        return typographier(f"À renvoyer {quand}, {a_qui}.")
