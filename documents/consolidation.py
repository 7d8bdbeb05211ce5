"""I3, the consolidation of a region or of a relay over one or several years: a workbook of ten sheets, and a CSV.

« nr »: not known; « s »: kept secret; zero is zero. Values are written, never formulas: the sheet « Contrôles » says
whether the same hours add up each way.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from documents.classeur import Feuille, Proprietes, Titre, Valeur, classeur
from documents.colonnes_i3 import MESURES, NR, SECRET, colonnes_lots, colonnes_operations
from documents.lisezmoi_i3 import DEFINITIONS
from documents.tableaux_i3 import contrats, siae, sorties, spaser
from documents.tableur import neutraliser
from documents.zones_i3 import controles, zones
from formats.dates import date_longue
from formats.nombres import nombre_court
from formats.typographie import typographier
from metier.consolidation import Consolidation
from metier.ventilations import Axe, ventiler

EDITION = "2026.1"


@dataclass(frozen=True, kw_only=True)
class DemandeConsolidation:
    """A consolidation to write, the day its data were taken, the words for whom it is (« réseau de … »)."""

    consolidation: Consolidation
    arretee_le: date
    perimetre: str

    @property
    def periode(self) -> str:
        """« 2026 », « 2025 à 2026 »."""
        une = self.consolidation
        return str(une.annee) if une.depuis == une.annee else f"{une.depuis} à {une.annee}"


def consolidation_xlsx(demande: DemandeConsolidation) -> bytes:
    """The .xlsx of ten sheets; same input, same bytes."""
    titre = f"Consolidation {demande.periode} – {demande.perimetre}"
    feuilles = (
        _lisez_moi(demande),
        _operations(demande),
        _lots(demande),
        _personnes(demande),
        contrats(demande.consolidation, _intitules(demande, "Contrats")),
        siae(demande.consolidation, _intitules(demande, "Structures d’insertion")),
        sorties(demande.consolidation, _intitules(demande, "Sorties")),
        _synthese(demande),
        spaser(demande.consolidation, _intitules(demande, "Indicateurs pour les SPASER, par maître d’ouvrage")),
        _controles(demande),
    )
    autres = {"code": "I3", "edition": EDITION, "periode": demande.periode}
    return classeur(feuilles, Proprietes(titre=titre[:255], sujet="", pied=titre, autres=autres))


def csv_lots(demande: DemandeConsolidation) -> bytes:
    """The sheet « Lots » as CSV: `;`, UTF-8 with its mark, CRLF, decimal comma, one heading line with stable names."""
    colonnes = colonnes_lots(demande.consolidation)
    tampon = io.StringIO()
    ecriture = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecriture.writerow([colonne.cle for colonne in colonnes])
    for ligne in demande.consolidation.lignes:
        ecriture.writerow([_en_csv(colonne.valeur(ligne)) for colonne in colonnes])
    return tampon.getvalue().encode("utf-8-sig")


def nom_fichier(consolidation: Consolidation, extension: str = "xlsx") -> str:
    """`consolidation_2026.xlsx`, `consolidation_2025-2026.csv`."""
    une = consolidation
    annees = str(une.annee) if une.depuis == une.annee else f"{une.depuis}-{une.annee}"
    return f"consolidation_{annees}.{extension}"


def _en_csv(valeur: Valeur) -> str:
    if isinstance(valeur, Decimal):
        return f"{valeur:f}".replace(".", ",")
    if isinstance(valeur, date):
        return valeur.isoformat()
    return neutraliser(valeur) if isinstance(valeur, str) else str(valeur)


def _intitules(demande: DemandeConsolidation, titre: str) -> tuple[str, ...]:
    arret = f"Période\u00a0: {demande.periode} – données arrêtées au {date_longue(demande.arretee_le)}"
    return (
        titre,
        demande.perimetre,
        f"{arret} – «\u00a0{NR}\u00a0»\u00a0: non renseigné, «\u00a0{SECRET}\u00a0»\u00a0: secret statistique",
    )


def _lisez_moi(demande: DemandeConsolidation) -> Feuille:
    par_etp = nombre_court(demande.consolidation.par_etp)
    return Feuille(
        nom="Lisez-moi",
        intitules=_intitules(demande, f"Consolidation {demande.periode} – définitions, édition {EDITION}"),
        titres=(Titre("Terme", 34), Titre("Définition", 100)),
        lignes=[(typographier(terme), typographier(sens.format(par_etp=par_etp))) for terme, sens in DEFINITIONS],
    )


def _operations(demande: DemandeConsolidation) -> Feuille:
    tout = demande.consolidation
    colonnes = colonnes_operations(tout)
    return Feuille(
        nom="Opérations",
        intitules=_intitules(demande, "Opérations"),
        titres=[colonne.titre for colonne in colonnes],
        lignes=[[colonne.valeur(une) for colonne in colonnes] for une in tout.retenues],
        total=[colonne.total(tout) for colonne in colonnes],
        pages=2,
        notes=("Les personnes du total sont distinctes\u00a0: elles ne sont pas la somme des opérations.",),
    )


def _lots(demande: DemandeConsolidation) -> Feuille:
    tout = demande.consolidation
    colonnes = colonnes_lots(tout)
    return Feuille(
        nom="Lots",
        intitules=_intitules(demande, "Lots, une ligne par relais, année, opération, lot et entreprise"),
        titres=[colonne.titre for colonne in colonnes],
        lignes=[[colonne.valeur(ligne) for colonne in colonnes] for ligne in tout.lignes],
        total=[colonne.total(tout) for colonne in colonnes],
        pages=4,
        notes=("Seules les heures de l’année s’additionnent\u00a0; ni les cumuls, ni les personnes, ni les contrats.",),
    )


def _personnes(demande: DemandeConsolidation) -> Feuille:
    tout = demande.consolidation
    suivis, groupes = [une.suivi for une in tout.retenues], tout.par_relais
    lignes: list[Sequence[Valeur]] = []
    for axe in Axe:
        ventilation = ventiler(suivis, axe, tout.portee, groupes=groupes)
        nom = axe.libelle[:1].upper() + axe.libelle[1:]
        lignes += [(nom, une.libelle, SECRET if une.effectif is None else une.effectif) for une in ventilation.cellules]
        lignes.append((nom, "ensemble", ventilation.total))
    return Feuille(
        nom="Personnes (agrégé)",
        intitules=_intitules(demande, "Personnes distinctes, agrégées sur toute la période"),
        titres=(Titre("Ventilation", 28), Titre("Modalité", 52), Titre("Personnes distinctes", 14, "entier")),
        lignes=lignes,
        notes=(
            "Effectifs de moins de cinq masqués, avec ceux qui les donneraient par soustraction.",
            "Aucune ventilation par relais, opération ou année\u00a0: leur différence avec l’ensemble en dirait trop.",
        ),
    )


def _synthese(demande: DemandeConsolidation) -> Feuille:
    tout = demande.consolidation
    annees = [Consolidation(tout.toutes, annee, annee, tout.par_etp) for annee in tout.annees]
    lignes = [
        ("Ensemble", demande.periode, tout.synthese),
        *(("Année", str(une.annee), une.synthese) for une in annees),
        *((zone.coupe, zone.nom, zone.synthese) for zone in zones(tout)),
    ]
    return Feuille(
        nom="Synthèse",
        intitules=_intitules(demande, "Synthèse"),
        titres=(
            Titre("Coupe", 24),
            Titre("Partie", 30),
            Titre("Opérations", 10, "entier"),
            Titre("Maîtres d’ouvrage", 10, "entier"),
            Titre("Structures d’insertion", 10, "entier"),
            *(titre for _, titre, _ in MESURES),
        ),
        lignes=[
            (coupe, nom, une.operations, une.maitres_ouvrage, une.structures, *(lire(une) for _, _, lire in MESURES))
            for coupe, nom, une in lignes
        ],
        notes=(
            (
                "Une personne suivie dans deux parties compte une fois dans l’ensemble. Un marché de plusieurs années "
                "figure dans chacune\u00a0: d’une année sur l’autre, seules les heures validées s’additionnent."
            ),
        ),
    )


def _controles(demande: DemandeConsolidation) -> Feuille:
    faits = controles(demande.consolidation)
    ecarts = sum(not un.conforme for un in faits)
    bilan = "Tous les contrôles sont conformes." if not ecarts else f"Contrôles en écart\u00a0: {ecarts}."
    return Feuille(
        nom="Contrôles",
        intitules=_intitules(demande, "Contrôles"),
        titres=(
            Titre("Contrôle", 64),
            Titre("Attendu", 14, "nombre"),
            Titre("Obtenu", 14, "nombre"),
            Titre("Écart", 12, "nombre"),
            Titre("Résultat", 14),
        ),
        lignes=[un.ligne for un in faits],
        notes=(bilan,),
    )
