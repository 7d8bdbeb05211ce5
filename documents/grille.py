"""The analysis grid of A8, the buyer's own: sub-criteria, points, levels 0 to 4, justifications, weighted notes.

The scale is the one that A8 gives to candidates; a note is points × level ÷ 4. Nothing is noted beforehand.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from documents.archive import repack
from documents.classeur import CREE_LE, HAUTEUR_LIGNE, PAYSAGE_A4, count_lines, texte_de_cellule
from documents.contextes.communs import words
from documents.contextes.demande import DemandePack
from documents.encres import Encres
from documents.nettoyage import on_one_line
from documents.piece import DOSSIER_CONFIDENTIEL, Piece
from formats.nombres import nombre_court
from formats.typographie import typographier
from metier.arrondi import arrondir
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.operation import Critere

EDITION = "2026.1"
FICHIER = f"{DOSSIER_CONFIDENTIEL}/A8_grille_analyse.xlsx"
OFFRES = 6
ECHELLE = (
    "absente, ou sans rapport avec l’exécution du présent {contrat}",
    "générale : des principes, sans moyens identifiés",
    "partielle : des moyens identifiés, sans personne, durée ni fréquence",
    "précise : moyens, personnes, durées et fréquences propres à l’exécution",
    "précise et vérifiable : en outre, indicateurs et preuves que l’acheteur peut suivre",
)
REGLES = (
    "Grille interne à l’acheteur : elle n’est pas remise aux candidats. L’échelle est celle du cadre de réponse (A8).",
    (
        "L’analyse et la note reviennent à l’acheteur. Le facilitateur peut aider à construire la grille ; il ne note "
        "pas une offre à laquelle il est lié, ou dont il a conseillé le candidat."
    ),
    (
        "Noter la seule exécution du présent {contrat} : ni la politique générale de l’entreprise, ni les heures "
        "offertes au-delà du minimum. Ne pas noter deux fois le même élément (valeur technique et insertion)."
    ),
    "Chaque niveau se justifie par ce que dit la réponse. Note = points × niveau ÷ 4.",
    "Les engagements mesurables de l’attributaire deviennent contractuels : les relever pour le suivi.",
)
COLONNES = (
    ("Sous-critère", 34),
    ("Part du critère (%)", 10),
    ("Points", 9),
    ("Niveau\n(0 à 4)", 9),
    ("Ce que ce niveau veut dire", 40),
    ("Justification, avec la page de la réponse", 48),
    ("Note pondérée", 10),
)
INCOMPLETE = "à compléter"
TITRES, PREMIERE = 6, 7
LIGNE_ECHELLE = 3


@dataclass(frozen=True, kw_only=True)
class LigneGrille:
    """What is noted: its share of the criterion in percent, its points out of 100 of the whole award."""

    critere: str
    intitule: str
    part: Decimal
    points: Decimal


def lignes_grille(criteres: Sequence[Critere]) -> tuple[LigneGrille, ...]:
    """One line per sub-criterion; a criterion without any is one line."""
    return tuple(
        LigneGrille(
            critere=critere.intitule,
            intitule=sous,
            part=part,
            points=arrondir(Fraction(critere.ponderation) * Fraction(part) / 100, 4),
        )
        for critere in criteres
        for sous, part in _sous_criteres(critere)
    )


def grille_analyse(demande: DemandePack) -> bytes:
    """The .xlsx: « Notice », one sheet per offer, « Récapitulatif »; same input, same bytes.

    Raises FauteDeSaisie naming `criteres` when the operation states no insertion criterion.
    """
    lignes = lignes_grille(demande.operation.criteres)
    if not lignes:
        raise FauteDeSaisie("criteres", _sans_critere(demande.operation.reference))
    tampon = io.BytesIO()
    livre = xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    titre = f"Grille d’analyse du critère d’insertion – {demande.operation.reference}"
    livre.set_properties({"title": titre, "created": CREE_LE})
    for cle, valeur in (("code", "A8"), ("edition", EDITION), ("operation", demande.operation.reference)):
        livre.set_custom_property(cle, valeur)
    _Grille(livre, demande, lignes).ecrire()
    livre.close()
    return repack(tampon.getvalue())


def grille_a8(demande: DemandePack) -> Piece:
    """The same as a piece of the pack, kept from the candidates. Raises as `grille_analyse`."""
    return replace(grille_a_faire(), octets=grille_analyse(demande))


def grille_a_faire() -> Piece:
    """The same, named and empty: what lists it does not need its bytes."""
    return Piece(code=CodeDocument.A8, nom="A8 grille", fichier=FICHIER, octets=b"", edition=EDITION)


def _sous_criteres(critere: Critere) -> list[tuple[str, Decimal]]:
    if not critere.sous_criteres:
        return [("Ensemble des rubriques du cadre de réponse", Decimal(100))]
    return [(sous.intitule, sous.ponderation) for sous in critere.sous_criteres]


def _sans_critere(reference: str) -> str:
    return (
        f"criteres\u00a0: l’opération {reference} n’en a pas\u00a0; une grille en demande un au moins, avec sa "
        "pondération et, si possible, ses sous-critères."
    )


class _Grille:
    def __init__(self, livre: xlsxwriter.Workbook, demande: DemandePack, lignes: tuple[LigneGrille, ...]) -> None:
        self._livre, self._demande, self._lignes = livre, demande, lignes
        self._encres = Encres(livre)
        self._contrat = words(demande).contrat
        self._total = PREMIERE + len(lignes)

    def ecrire(self) -> None:
        self._notice()
        pages = [self._livre.add_worksheet(f"Offre {rang}") for rang in range(1, OFFRES + 1)]
        for rang, page in enumerate(pages, start=1):
            self._offre(page, rang)
        self._recapitulatif(self._livre.add_worksheet("Récapitulatif"))
        pages[0].activate()

    def _phrase(self, texte: str) -> str:
        return typographier(texte.format(contrat=self._contrat))

    def _notice(self) -> None:
        page, encres = self._livre.add_worksheet("Notice"), self._encres
        page.set_column(0, 0, 9)
        page.set_column(1, 1, 95)
        page.write_string(0, 0, "Grille d’analyse du critère d’insertion – notice", encres.titre)
        for colonne, titre in enumerate(("Niveau", "Réponse")):
            page.write_string(LIGNE_ECHELLE - 1, colonne, titre, encres.intitule)
        for niveau, descripteur in enumerate(ECHELLE):
            page.write_number(LIGNE_ECHELLE + niveau, 0, niveau, encres.centre)
            page.write_string(LIGNE_ECHELLE + niveau, 1, self._phrase(descripteur), encres.texte)
        for rang, regle in enumerate(REGLES, start=LIGNE_ECHELLE + len(ECHELLE) + 1):
            phrase = self._phrase(regle)
            page.set_row(rang, HAUTEUR_LIGNE * count_lines(phrase, 104) + 3)
            page.merge_range(rang, 0, rang, 1, "", encres.phrase)
            page.write_string(rang, 0, f"• {phrase}", encres.phrase)
        self._finir(page)

    def _offre(self, page: Worksheet, numero: int) -> None:
        encres = self._encres
        for colonne, (titre, largeur) in enumerate(COLONNES):
            page.set_column(colonne, colonne, largeur)
            page.write_string(TITRES, colonne, titre, encres.intitule)
        page.set_row(TITRES, 32)
        page.write_string(0, 0, f"Grille d’analyse du critère d’insertion – offre {numero}", encres.titre)
        operation = self._demande.operation
        page.write_string(
            1, 0, texte_de_cellule(f"{operation.reference} – {on_one_line(operation.intitule)}"), encres.note
        )
        for rang, libelle in ((2, "Lot"), (3, "Candidat"), (4, "Analyse faite par, le")):
            page.write_string(rang, 0, libelle, encres.cle)
            page.merge_range(rang, 1, rang, 4, "", encres.saisie_texte)
        for rang, ligne in enumerate(self._lignes, start=PREMIERE):
            self._ligne(page, rang, ligne)
        self._note_totale(page)
        self._regles_de_saisie(page)
        page.freeze_panes(PREMIERE, 1)
        self._finir(page)

    def _ligne(self, page: Worksheet, rang: int, ligne: LigneGrille) -> None:
        encres, niveau = self._encres, xl_rowcol_to_cell(rang, 3)
        points = xl_rowcol_to_cell(rang, 2)
        intitule = on_one_line(ligne.intitule)
        critere = on_one_line(ligne.critere)
        page.write_string(rang, 0, texte_de_cellule(f"{intitule}\n({critere})"), encres.texte)
        page.write_number(rang, 1, ligne.part, encres.heures)
        page.write_number(rang, 2, ligne.points, encres.heures)
        page.write_blank(rang, 3, None, encres.saisie_niveau)
        echelle = f"Notice!$B${LIGNE_ECHELLE + 1}:$B${LIGNE_ECHELLE + len(ECHELLE)}"
        page.write_formula(rang, 4, f'=IF({niveau}="","",INDEX({echelle},{niveau}+1))', encres.texte, "")
        page.write_blank(rang, 5, None, encres.saisie_texte)
        page.write_formula(rang, 6, f'=IF({niveau}="","",{points}*{niveau}/4)', encres.heures, "")
        page.set_row(rang, HAUTEUR_LIGNE * max(3, count_lines(f"{intitule}\n({critere})", COLONNES[0][1])))

    def _note_totale(self, page: Worksheet) -> None:
        rang, encres = self._total, self._encres
        niveaux, notes, points = (self._plage(colonne) for colonne in (3, 6, 2))
        page.merge_range(rang, 0, rang, 1, "", encres.total)
        page.write_string(rang, 0, "Total", encres.total)
        somme = sum((ligne.points for ligne in self._lignes), Decimal(0))
        page.write_formula(rang, 2, f"=SUM({points})", encres.total_heures, somme)
        page.merge_range(rang, 3, rang, 5, "", encres.total)
        complete = f"COUNT({niveaux})={len(self._lignes)}"
        total = f'=IF({complete},SUM({notes}),"{INCOMPLETE}")'
        page.write_formula(rang, 6, total, encres.total_heures, INCOMPLETE)

    def _plage(self, colonne: int) -> str:
        return f"{xl_rowcol_to_cell(PREMIERE, colonne)}:{xl_rowcol_to_cell(self._total - 1, colonne)}"

    def _regles_de_saisie(self, page: Worksheet) -> None:
        niveaux: dict[str, object] = {
            "validate": "list",
            "source": list(range(len(ECHELLE))),
            "error_title": "Niveau refusé",
            "error_message": "Un niveau entier de 0 à 4 est attendu\u00a0; l’échelle est dans la feuille Notice.",
        }
        page.data_validation(PREMIERE, 3, self._total - 1, 3, niveaux)
        niveau, justification = xl_rowcol_to_cell(PREMIERE, 3), xl_rowcol_to_cell(PREMIERE, 5)
        manque = {
            "type": "formula",
            "criteria": f'=AND({niveau.replace("D", "$D")}<>"",{justification.replace("F", "$F")}="")',
            "format": self._livre.add_format({"bg_color": "#F8CBAD"}),
        }
        page.conditional_format(PREMIERE, 5, self._total - 1, 5, manque)

    def _recapitulatif(self, page: Worksheet) -> None:
        encres = self._encres
        page.write_string(0, 0, "Récapitulatif des offres", encres.titre)
        page.write_string(1, 0, self._sous_titre(), encres.note)
        for colonne, (titre, largeur) in enumerate((("Offre", 10), ("Lot", 22), ("Candidat", 48), ("Note", 14))):
            page.set_column(colonne, colonne, largeur)
            page.write_string(3, colonne, titre, encres.intitule)
        for rang in range(1, OFFRES + 1):
            ligne, feuille = 3 + rang, f"'Offre {rang}'"
            page.write_string(ligne, 0, f"Offre {rang}", encres.texte)
            for colonne, source in ((1, "B3"), (2, "B4")):
                formule = f'=IF({feuille}!{source}="","",{feuille}!{source})'
                page.write_formula(ligne, colonne, formule, encres.texte, "")
            total = f"={feuille}!{xl_rowcol_to_cell(self._total, 6)}"
            page.write_formula(ligne, 3, total, encres.total_heures, INCOMPLETE)
        page.freeze_panes(4, 1)
        self._finir(page)

    def _sous_titre(self) -> str:
        total = nombre_court(sum((ligne.points for ligne in self._lignes), Decimal(0)))
        return typographier(f"Critères d’insertion : {total} points sur les 100 de la consultation.")

    def _finir(self, page: Worksheet) -> None:
        page.protect("", {"select_locked_cells": True, "format_rows": True})
        page.set_landscape()
        page.set_paper(PAYSAGE_A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.hide_gridlines(2)
        reference = self._demande.operation.reference
        page.set_footer(f"&L&8Grille d’analyse interne – {reference} – A8 édition {EDITION}&R&8page &P sur &N")
