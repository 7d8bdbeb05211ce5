"""One example of every document, to be pictured: Word templates full, reports and spreadsheets of one operation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from config.baremes import get_bareme
from config.clauses import get_clauses
from config.droit import get_seuils
from config.settings import Facilitateur, IdentiteRelais
from config.statuts import get_statuts
from documents.catalogue.fiches import fiches, vignette
from documents.catalogue.operation_exemple import ANNEE, ETTI, MACONS, PEINTRES, operation, suivi
from documents.catalogue.vignettes import Exemplaire
from documents.champs_modeles import contexte
from documents.consolidation import DemandeConsolidation, consolidation_xlsx
from documents.contextes.demande import DemandePack
from documents.contextes.g2 import Decision, DemandeAttestationEligibilite, attestation_eligibilite
from documents.contextes.h1 import tableau_de_bord_moa
from documents.contextes.h2 import tableau_de_bord_entreprise
from documents.contextes.h3 import DemandeTableauDeBordSiae, tableau_de_bord_siae
from documents.contextes.i1 import DemandeBilan, bilan_final
from documents.contextes.i2 import DemandeAttestationRealisation, Signataire, attestation_realisation
from documents.contextes.i3 import DemandeBilanAnnuel, bilan_annuel
from documents.contextes.rapports import DemandeTableauDeBord, Emission
from documents.demande_releve import DemandeReleve
from documents.exemples import PLEIN, exemple
from documents.grille import grille_analyse
from documents.pdf import render_pdf
from documents.releve import releve_mensuel
from documents.tableur import tableau_calcul
from documents.word import render
from metier.calibrage import calibrer
from metier.consolidation import Consolidation, SuiviRelais
from metier.indicateurs import Regles
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.regime import determiner
from metier.releve import IdentiteReleve

MOIS = Mois(ANNEE, 10)
ETP = Decimal(1600)
REGLES = Regles(seuils=get_statuts(), heures_par_etp=ETP)
RELAIS = IdentiteRelais(
    nom="Relais de la Brielle",
    adresse="1 place du Marché, 57000 Valmeuse",
    courriel="facilitation@relais-brielle.example",
    telephone="03 53 01 00 00",
)
FACILITATEUR = Facilitateur(nom="Jeanne Fressac", fonction="facilitatrice des clauses sociales")
EMISSION = Emission(
    relais=RELAIS, facilitateur=FACILITATEUR, produit_le=date(ANNEE, 11, 16), arrete_le=date(ANNEE, 11, 12), edition=9
)


def exemplaires() -> dict[str, Exemplaire]:
    """Every document of the catalogue, by the path of its thumbnail under docs/."""
    return {
        vignette(fiche.code, source): Exemplaire(
            extension=_extension(source),
            octets=_octets(fiche.code, source),
            page=fiche.page_tableur if source == fiche.tableur else fiche.page,
        )
        for fiche in fiches()
        for source in fiche.sources
    }


def _extension(source: str) -> str:
    return ".pdf" if source.endswith(".html") else source[source.rindex(".") :]


def _octets(code: CodeDocument, source: str) -> bytes:
    if source.endswith(".docx"):
        nom = source.rpartition("/")[2].removesuffix(".docx")
        return render(source, exemple(contexte(nom), PLEIN)).octets
    return RAPPORTS[code]() if source.endswith(".html") else TABLEURS[code]()


def _demande_pack() -> DemandePack:
    une = operation()
    return DemandePack(
        operation=une,
        calibrage=calibrer(une, get_bareme(une.bareme)),
        regime=determiner(une, get_seuils()),
        relais=RELAIS,
        facilitateur=FACILITATEUR,
        parametres=get_clauses(),
    )


def _b2() -> bytes:
    demande = _demande_pack()
    return tableau_calcul(demande.operation, demande.calibrage)


def _g3() -> bytes:
    identite = IdentiteReleve(operation=suivi().reference, lot=1, employeur=ETTI.nom, mois=Mois(ANNEE, 6))
    return releve_mensuel(
        DemandeReleve(suivi=suivi(), identite=identite, retour_le=date(ANNEE, 7, 6), courriel=RELAIS.courriel)
    )


def _consolidation() -> DemandeConsolidation:
    tout = Consolidation((SuiviRelais(suivi=suivi(), relais="BRI"),), ANNEE, ANNEE, ETP)
    return DemandeConsolidation(consolidation=tout, arretee_le=date(ANNEE, 11, 12), perimetre="Relais de la Brielle")


def _mensuel() -> DemandeTableauDeBord:
    return DemandeTableauDeBord(suivi=suivi(), mois=MOIS, regles=REGLES, emission=EMISSION)


def _g2() -> Any:  # noqa: ANN401 - the context of a report, as the seven below
    personne = suivi().beneficiaires[0]
    return attestation_eligibilite(
        DemandeAttestationEligibilite(
            numero="AE-2027-0042",
            decision=Decision.ACCEPTEE,
            nom=personne.nom,
            prenom=personne.prenom,
            employeur=ETTI.nom,
            reference=suivi().reference,
            intitule=operation().intitule,
            lot=1,
            intitule_lot="Gros œuvre",
            verifiee_le=date(ANNEE, 1, 20),
            valable_du=date(ANNEE, 2, 2),
            valable_au=date(ANNEE + 2, 2, 1),
            emission=EMISSION,
        )
    )


def _h3() -> Any:  # noqa: ANN401
    return tableau_de_bord_siae(
        DemandeTableauDeBordSiae(suivis=(suivi(),), structure=ETTI.nom, mois=MOIS, regles=REGLES, emission=EMISSION)
    )


def _i2() -> Any:  # noqa: ANN401
    return attestation_realisation(
        DemandeAttestationRealisation(
            numero="AR-2027-0007",
            suivi=suivi(),
            lot=2,
            entreprise=PEINTRES,
            jusqu_a=MOIS,
            signataire=Signataire(nom="Paul Vernet", qualite="président"),
            emission=EMISSION,
        )
    )


def _en_pdf(contexte_: Callable[[], Any]) -> Callable[[], bytes]:
    def faire() -> bytes:
        fait = contexte_()
        return render_pdf(fait.modele, fait).octets

    return faire


RAPPORTS: dict[CodeDocument, Callable[[], bytes]] = {
    CodeDocument.G2: _en_pdf(_g2),
    CodeDocument.H1: _en_pdf(lambda: tableau_de_bord_moa(_mensuel())),
    CodeDocument.H2: _en_pdf(lambda: tableau_de_bord_entreprise(_mensuel(), MACONS)),
    CodeDocument.H3: _en_pdf(_h3),
    CodeDocument.I1: _en_pdf(
        lambda: bilan_final(DemandeBilan(suivi=suivi(), au=MOIS, regles=REGLES, emission=EMISSION))
    ),
    CodeDocument.I2: _en_pdf(_i2),
    CodeDocument.I3: _en_pdf(
        lambda: bilan_annuel(DemandeBilanAnnuel(consolidation=_consolidation(), emission=EMISSION))
    ),
}
TABLEURS: dict[CodeDocument, Callable[[], bytes]] = {
    CodeDocument.A8: lambda: grille_analyse(_demande_pack()),
    CodeDocument.B2: _b2,
    CodeDocument.G3: _g3,
    CodeDocument.I3: lambda: consolidation_xlsx(_consolidation()),
}
