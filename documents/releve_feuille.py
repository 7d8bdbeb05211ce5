"""The sheet « Relevé » of a monthly statement."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from documents.classeur import HAUTEUR_LIGNE, PAYSAGE_A4, count_lines, texte_de_cellule
from documents.demande_releve import EDITION, DemandeReleve
from documents.encres import Encres
from documents.releve_controles import poser_controles
from formats.dates import date_courte
from formats.releve import VISA_EMPLOYEUR, VISA_UTILISATRICE, Colonne, Plan, entete
from formats.typographie import typographier
from metier.releve import contrats_du_releve, entreprise_utilisatrice, heures_anterieures, heures_prevues
from metier.suivi import Beneficiaire, Contrat

LARGEURS: Mapping[Colonne, tuple[str, float]] = {
    Colonne.CONTRAT: ("Contrat", 8),
    Colonne.NOM: ("Nom", 18),
    Colonne.PRENOM: ("Prénom", 14),
    Colonne.ATTESTATION: ("Attestation d’éligibilité", 17),
    Colonne.TYPE: ("Contrat", 22),
    Colonne.DEBUT: ("Début", 10.5),
    Colonne.FIN: ("Fin", 10.5),
    Colonne.POSTE: ("Poste occupé", 18),
    Colonne.HEURES: ("Heures du mois (h)", 10.5),
    Colonne.FORMATION: ("dont formation (h)", 10.5),
    Colonne.ANTERIEUR: ("Cumul avant ce mois (h)", 11),
    Colonne.CUMUL: ("Cumul (h)", 10.5),
    Colonne.OBSERVATION: ("Observations", 26),
}
LARGEUR_ENTETE = sum(LARGEURS[colonne][1] for colonne in (Colonne.PRENOM, Colonne.ATTESTATION, Colonne.TYPE))
CONSIGNE = typographier("Remplir les cellules jaunes seulement ; voir la feuille « Notice ».")
NON_VALIDEE = typographier("non validée : heures non comptées")
SOLDE = (
    "Heures prévues avec cet employeur sur le lot",
    "Déjà déclarées ou validées avant ce mois",
    "Heures de ce relevé",
    "Heures restantes après ce relevé",
)
CERTIFICATION = typographier(
    "Je certifie que les heures ci-dessus ont été travaillées sur le marché et payées, et je tiens les justificatifs à "
    "disposition (bulletins de paie, factures, feuilles d’heures)."
)


class FeuilleReleve:
    """Writes the lines of an employer, what is left to do, who certifies."""

    def __init__(self, page: Worksheet, encres: Encres, demande: DemandeReleve) -> None:
        self._page, self._encres, self._demande = page, encres, demande
        self._contrats = contrats_du_releve(demande.suivi, demande.identite)
        self._plan = Plan(len(self._contrats))
        self._suivi, self._identite = demande.suivi, demande.identite
        self._personnes = {une.id: une for une in demande.suivi.beneficiaires}

    def ecrire(self) -> None:
        self._entete()
        self._titres()
        for rang, contrat in enumerate(self._contrats, start=self._plan.premiere):
            self._ligne(rang, contrat)
        self._total()
        self._solde()
        self._visas()
        poser_controles(self._page, self._plan, self._identite.mois)
        self._mise_en_page()

    def _entete(self) -> None:
        lot, employeur, mois = entete(self._identite)
        utilisatrice = entreprise_utilisatrice(self._suivi, self._identite)
        acheteur = self._suivi.maitre_ouvrage.nom if self._suivi.maitre_ouvrage else "non communiqué"
        intitules = [un.intitule for un in self._suivi.lots if un.numero == self._identite.lot]
        self._page.write_string(0, Colonne.NOM, "Relevé mensuel des heures d’insertion", self._encres.titre)
        self._page.set_row(0, 22)
        self._page.write_string(1, Colonne.NOM, CONSIGNE, self._encres.note)
        lignes = (
            ("Opération", self._identite.operation, self._suivi.intitule or ""),
            ("Maître d’ouvrage", acheteur, ""),
            ("Lot", lot, intitules[0] if intitules else ""),
            ("Employeur", employeur, f"pour le compte de {utilisatrice}" if utilisatrice else ""),
            ("Mois", mois, ""),
        )
        for rang, (cle, valeur, precision) in enumerate(lignes, start=Plan.ENTETE):
            self._page.write_string(rang, Colonne.NOM, cle, self._encres.cle)
            self._bande(rang, Colonne.PRENOM, Colonne.TYPE, valeur, self._encres.valeur)
            self._bande(rang, Colonne.DEBUT, Colonne.OBSERVATION, precision, self._encres.valeur)
            self._page.set_row(rang, HAUTEUR_LIGNE * count_lines(valeur, LARGEUR_ENTETE) + 2)

    def _bande(self, rang: int, debut: int, fin: int, texte: str, encre: Format) -> None:
        self._page.merge_range(rang, debut, rang, fin, "", encre)
        self._page.write_string(rang, debut, texte_de_cellule(texte), encre)

    def _titres(self) -> None:
        for colonne, (titre, largeur) in LARGEURS.items():
            cachee = {"hidden": True} if colonne is Colonne.CONTRAT else {}
            self._page.set_column(colonne, colonne, largeur, None, cachee)
            self._page.write_string(Plan.TITRES, colonne, titre, self._encres.intitule)
        self._page.set_row(Plan.TITRES, 40)
        self._page.freeze_panes(self._plan.premiere, Colonne.ATTESTATION)
        self._page.repeat_rows(Plan.TITRES)

    def _ligne(self, rang: int, contrat: Contrat) -> None:
        encres, personne = self._encres, self._personnes[contrat.beneficiaire]
        anterieur = heures_anterieures(self._suivi, self._identite, contrat)
        textes = {
            Colonne.CONTRAT: contrat.id,
            Colonne.NOM: personne.nom,
            Colonne.PRENOM: personne.prenom,
            Colonne.TYPE: contrat.type.libelle,
        }
        for colonne, texte in textes.items():
            self._page.write_string(rang, colonne, texte_de_cellule(texte), encres.texte)
        self._attestation(rang, personne)
        self._page.write_datetime(rang, Colonne.DEBUT, contrat.debut, encres.jour)
        if contrat.fin:
            self._page.write_datetime(rang, Colonne.FIN, contrat.fin, encres.jour)
        else:
            self._page.write_string(rang, Colonne.FIN, "en cours", encres.jour)
        for colonne in (Colonne.POSTE, Colonne.OBSERVATION):
            self._page.write_blank(rang, colonne, None, encres.saisie_texte)
        for colonne in (Colonne.HEURES, Colonne.FORMATION):
            self._page.write_blank(rang, colonne, None, encres.saisie_heures)
        self._page.write_number(rang, Colonne.ANTERIEUR, anterieur, encres.heures)
        heures, avant = xl_rowcol_to_cell(rang, Colonne.HEURES), xl_rowcol_to_cell(rang, Colonne.ANTERIEUR)
        self._page.write_formula(rang, Colonne.CUMUL, f"={avant}+N({heures})", encres.heures, anterieur)
        noms = ((personne.nom, Colonne.NOM), (personne.prenom, Colonne.PRENOM), (contrat.type.libelle, Colonne.TYPE))
        lignes = max(2, *(count_lines(texte, LARGEURS[colonne][1]) for texte, colonne in noms))
        self._page.set_row(rang, HAUTEUR_LIGNE * lignes + 4)

    def _attestation(self, rang: int, personne: Beneficiaire) -> None:
        """The certificate's number or the day of validation, never the reason; without it the hours do not count."""
        numero = self._demande.attestations.get(personne.id)
        if personne.validee_le is None:
            self._page.write_string(rang, Colonne.ATTESTATION, NON_VALIDEE, self._encres.alerte)
            return
        texte = numero or f"validée le {date_courte(personne.validee_le)}"
        self._page.write_string(rang, Colonne.ATTESTATION, texte_de_cellule(texte), self._encres.texte)

    def _total(self) -> None:
        rang, encres = self._plan.total, self._encres
        self._bande(rang, Colonne.NOM, Colonne.POSTE, "Total", encres.total)
        anterieur = sum((heures_anterieures(self._suivi, self._identite, un) for un in self._contrats), Decimal(0))
        valeurs = {Colonne.HEURES: 0, Colonne.FORMATION: 0, Colonne.ANTERIEUR: anterieur, Colonne.CUMUL: anterieur}
        for colonne, valeur in valeurs.items():
            haut, bas = (xl_rowcol_to_cell(r, colonne) for r in (self._plan.premiere, rang - 1))
            self._page.write_formula(rang, colonne, f"=SUM({haut}:{bas})", encres.total_heures, valeur)
        self._page.write_blank(rang, Colonne.OBSERVATION, None, encres.total)

    def _solde(self) -> None:
        rang, encre = self._plan.solde, self._encres.heures
        prevues = heures_prevues(self._suivi, self._identite)
        anterieures = heures_anterieures(self._suivi, self._identite)
        for decalage, libelle in enumerate(SOLDE):
            self._bande(rang + decalage, Colonne.NOM, Colonne.TYPE, libelle, self._encres.texte)
            self._page.merge_range(rang + decalage, Colonne.DEBUT, rang + decalage, Colonne.FIN, "", encre)
        avant, du_mois = (xl_rowcol_to_cell(rang + decalage, Colonne.DEBUT) for decalage in (1, 2))
        self._page.write_number(avant, anterieures, encre)
        self._page.write_formula(du_mois, f"={xl_rowcol_to_cell(self._plan.total, Colonne.HEURES)}", encre, 0)
        if prevues is None:
            for decalage in (0, 3):
                self._page.write_string(rang + decalage, Colonne.DEBUT, "non communiquées", encre)
            return
        self._page.write_number(rang, Colonne.DEBUT, prevues, encre)
        reste = f"=MAX(0,{xl_rowcol_to_cell(rang, Colonne.DEBUT)}-{avant}-{du_mois})"
        self._page.write_formula(rang + 3, Colonne.DEBUT, reste, encre, max(Decimal(0), prevues - anterieures))

    def _visas(self) -> None:
        rang = self._plan.visas
        self._page.set_row(rang - 1, 28)
        self._bande(rang - 1, Colonne.NOM, Colonne.OBSERVATION, CERTIFICATION, self._encres.cle)
        self._visa(rang, Colonne.NOM, VISA_EMPLOYEUR, Colonne.TYPE, "L’employeur")
        if entreprise_utilisatrice(self._suivi, self._identite):
            titre = "L’entreprise pour le compte de laquelle les heures sont faites"
            self._visa(rang, Colonne.POSTE, VISA_UTILISATRICE, Colonne.CUMUL, titre)

    def _visa(self, rang: int, cle: int, debut: int, fin: int, titre: str) -> None:
        self._bande(rang, cle, fin, titre, self._encres.intitule)
        for decalage, libelle in enumerate(("Nom", "Qualité", "Date"), start=1):
            encre = self._encres.saisie_jour if libelle == "Date" else self._encres.saisie_texte
            self._page.write_string(rang + decalage, cle, libelle, self._encres.texte)
            self._page.merge_range(rang + decalage, debut, rang + decalage, fin, "", encre)

    def _mise_en_page(self) -> None:
        self._page.protect("", {"select_locked_cells": True, "format_rows": True, "format_columns": False})
        self._page.set_landscape()
        self._page.set_paper(PAYSAGE_A4)
        self._page.fit_to_pages(1, 0)
        self._page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self._page.hide_gridlines(2)
        self._page.set_selection(self._plan.premiere, Colonne.HEURES, self._plan.premiere, Colonne.HEURES)
        sujet = f"{self._identite.operation} – lot {self._identite.lot} – {self._identite.mois}"
        self._page.set_footer(f"&L&8Relevé {sujet} – G3 édition {EDITION}&R&8page &P sur &N")
