"""The PDF of each dashboard: H1 for a buyer, H2 for a company, H3 for an employer of insertion."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from config.horloge import aujourdhui
from config.settings import get_settings
from documents.contextes.h1 import tableau_de_bord_moa
from documents.contextes.h2 import tableau_de_bord_entreprise
from documents.contextes.h3 import DemandeTableauDeBordSiae, Offre, tableau_de_bord_siae
from documents.contextes.rapports import DemandeTableauDeBord, Echeance, Emission
from documents.contextes.vues import vue_entreprise
from documents.donnees_h1 import donnees_h1
from documents.piece import Attendue
from documents.production import make_followup_piece
from formats.lots import des_lots
from formats.releve import en_ascii
from metier.cycle import Responsable
from metier.indicateurs import Regles, indicateurs
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.releves_attendus import releves_manquants
from metier.rythme import StatutLot, calendrier
from metier.suivi import Suivi
from workflows.actes.effets import PieceProduite
from workflows.actes.identites import identite_du_suivi
from workflows.actes.mensuel.chiffres import Chiffres, de_l_operation
from workflows.actes.mensuel.lignes import Ligne
from workflows.actes.regles import regles

HORIZON = timedelta(days=120)
"""How long before the end of a lot it is announced."""


@dataclass(frozen=True, kw_only=True)
class Atelier:
    """What the dashboards of an operation for a month are made from.

    `postes` are those to be filled, `actions` what is expected of the buyer.
    """

    suivi: Suivi
    mois: Mois
    lignes: Sequence[Ligne]
    postes: Sequence[str] = ()
    actions: tuple[Echeance, ...] = ()

    def fichier(self, ligne: Ligne) -> str:
        """« H2_tableau_de_bord_2026-10_bati-rombelle.pdf »: an organisation's name, never a person's."""
        return f"{ligne.code.value}_tableau_de_bord_{self.mois}{self._organisation(ligne)}.pdf"

    def _organisation(self, ligne: Ligne) -> str:
        if ligne.code is CodeDocument.H1:
            return ""
        noms = sorted(une.organisation for une in self.lignes if une.code is ligne.code)
        semblables = [nom for nom in noms if en_ascii(nom) == en_ascii(ligne.organisation)]
        rang = f"-{semblables.index(ligne.organisation) + 1}" if len(semblables) > 1 else ""
        return f"_{en_ascii(ligne.organisation)}{rang}"


@dataclass(frozen=True, kw_only=True)
class Fabriquee:
    """A dashboard made, with the figures that it prints; `classeur` holds those of the buyer's, for its own tables."""

    ligne: Ligne
    produite: PieceProduite
    affiches: Chiffres
    arrete_au: date
    classeur: PieceProduite | None = None

    @property
    def produites(self) -> tuple[PieceProduite, ...]:
        return (self.produite, *([self.classeur] if self.classeur else []))


def fabriquer(atelier: Atelier, ligne: Ligne) -> Fabriquee:
    """Make one dashboard, its texts checked. Raises FauteDeSaisie as `documents.production`."""
    identite, jour = identite_du_suivi(atelier.suivi), aujourdhui()
    emission = Emission(
        relais=identite.relais,
        facilitateur=identite.facilitateur,
        produit_le=jour,
        arrete_le=jour,
        edition=ligne.edition,
    )
    attendue = Attendue(
        code=ligne.code,
        contexte=_CONTEXTES[ligne.code](atelier, ligne, emission),
        precision=ligne.organisation if ligne.code is not CodeDocument.H1 else "",
        nom_fichier=atelier.fichier(ligne),
    )
    definitif = get_settings().mail_mode == "reel"
    faite = make_followup_piece(
        attendue,
        atelier.suivi,
        identite.relais,
        identite.facilitateur,
        definitif=definitif,
        cites=tuple(atelier.postes),
    )
    donnees = json.dumps({"mois": str(atelier.mois), "arrete_au": jour.isoformat(), "edition": ligne.edition})
    return Fabriquee(
        ligne=ligne,
        produite=PieceProduite(piece=faite.piece, donnees=donnees),
        affiches=_affiches(atelier, ligne),
        arrete_au=jour,
        classeur=_classeur(atelier, ligne, emission, donnees),
    )


def fichier_du_classeur(mois: Mois | str) -> str:
    """The workbook of the figures of H1, beside it (documents.md §12)."""
    return f"H1_donnees_{mois}.xlsx"


def _classeur(atelier: Atelier, ligne: Ligne, emission: Emission, donnees: str) -> PieceProduite | None:
    if ligne.code is not CodeDocument.H1:
        return None
    piece = donnees_h1(_demande(atelier, emission))
    return PieceProduite(piece=replace(piece, fichier=fichier_du_classeur(atelier.mois)), donnees=donnees)


def _moa(atelier: Atelier, ligne: Ligne, emission: Emission) -> Any:  # noqa: ANN401 - the context of a template
    return tableau_de_bord_moa(
        replace(_demande(atelier, emission), actions=(*atelier.actions, *_points_a_faire(ligne)))
    )


def _entreprise(atelier: Atelier, ligne: Ligne, emission: Emission) -> Any:  # noqa: ANN401 - same
    lots = {une.lot for une in atelier.suivi.attributions if une.entreprise == ligne.organisation}
    return tableau_de_bord_entreprise(_demande(atelier, emission, lots), ligne.organisation)


def _siae(atelier: Atelier, ligne: Ligne, emission: Emission) -> Any:  # noqa: ANN401 - same
    lots = {un.lot for un in atelier.suivi.contrats if un.employeur == ligne.organisation}
    commune = atelier.suivi.lieu.commune if atelier.suivi.lieu else ""
    return tableau_de_bord_siae(
        DemandeTableauDeBordSiae(
            suivis=(atelier.suivi,),
            structure=ligne.organisation,
            mois=atelier.mois,
            regles=regles(),
            emission=emission,
            offres=tuple(Offre(intitule=titre, lieu=commune) for titre, _ in Counter(atelier.postes).items()),
            echeances=_fins(atelier, lots),
        )
    )


_CONTEXTES = {CodeDocument.H1: _moa, CodeDocument.H2: _entreprise, CodeDocument.H3: _siae}


def _demande(atelier: Atelier, emission: Emission, lots: Iterable[int] | None = None) -> DemandeTableauDeBord:
    return DemandeTableauDeBord(
        suivi=atelier.suivi, mois=atelier.mois, regles=regles(), emission=emission, echeances=_fins(atelier, lots)
    )


def _points_a_faire(ligne: Ligne) -> tuple[Echeance, ...]:
    """A buyer whose lot is late has something to do, whatever else is expected of it."""
    en_retard = [lot for lot, statut in ligne.chiffres.statuts if statut is StatutLot.EN_RETARD]
    if not en_retard:
        return ()
    libelle = f"Faire le point {des_lots(en_retard)}, en retard, avec l’entreprise et le facilitateur"
    return (Echeance(libelle=libelle, qui=Responsable.MAITRE_OUVRAGE.libelle),)


def _fins(atelier: Atelier, lots: Iterable[int] | None = None) -> tuple[Echeance, ...]:
    """The ends to come of the lots followed, of these numbers or of all, but the settled ones; one line for a day's."""
    choisis = None if lots is None else set(lots)
    fins = {
        un.lot.numero: jours.fin
        for un in indicateurs(atelier.suivi, atelier.mois, regles()).lots
        if un.rythme.statut is not StatutLot.SOLDE
        and (choisis is None or un.lot.numero in choisis)
        and (jours := calendrier(atelier.suivi, un.lot))
    }
    passe = max(atelier.mois.fin, aujourdhui() - timedelta(days=1))
    par_jour: dict[date, list[int]] = {}
    for numero, fin in fins.items():
        if passe < fin <= atelier.mois.fin + HORIZON:
            par_jour.setdefault(fin, []).append(numero)
    return tuple(
        Echeance(libelle=f"fin prévue {des_lots(numeros)}", qui="entreprise", avant_le=fin)
        for fin, numeros in sorted(par_jour.items())
    )


def _affiches(atelier: Atelier, ligne: Ligne) -> Chiffres:
    """What the page prints: in a groupement each company has its own pace; a buyer is told what was not received."""
    if ligne.code is CodeDocument.H2:
        return _de_la_page(vue_entreprise(atelier.suivi, ligne.organisation), atelier.mois, regles())
    if ligne.code is CodeDocument.H1:
        return replace(ligne.chiffres, releves_manquants=len(releves_manquants(atelier.suivi, atelier.mois)))
    return ligne.chiffres


def _de_la_page(vue: Suivi, mois: Mois, avec: Regles) -> Chiffres:
    return de_l_operation(indicateurs(vue, mois, avec))
