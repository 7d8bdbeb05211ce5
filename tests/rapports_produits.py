"""Every report, of the three examples and of awkward operations, made once for all the tests that look at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from bs4 import BeautifulSoup
from demandes_rapports import EMISSION, demande, operations
from lecture_pdf import Pdf, lire
from suivis import NOM_LONG, NOMS, OCTOBRE, REGLES, suivi

from documents.consolidation import DemandeConsolidation
from documents.contextes.g2 import Decision, DemandeAttestationEligibilite, attestation_eligibilite
from documents.contextes.h1 import tableau_de_bord_moa
from documents.contextes.h2 import tableau_de_bord_entreprise
from documents.contextes.h3 import DemandeTableauDeBordSiae, Offre, tableau_de_bord_siae
from documents.contextes.i1 import DemandeBilan, bilan_final
from documents.contextes.i1_analyse import Analyse, DecisionPenalite, Verbatim
from documents.contextes.i2 import DemandeAttestationRealisation, Signataire, attestation_realisation
from documents.contextes.i3 import DemandeBilanAnnuel, Portrait, bilan_annuel
from documents.pdf import ARCHIVE, ENVOYE, RenduPdf, Variante, render_html, render_pdf
from metier.consolidation import Consolidation, SuiviRelais
from metier.operation import Forme
from metier.suivi import Suivi

ANALYSE = Analyse(
    synthese="Le chantier a tenu ses engagements.",
    freins=("Peu de candidatures en électricité.",),
    reussites=("Deux embauches durables.",),
    verbatims=(Verbatim(texte="J’ai appris un métier.", qualite="un salarié", accord_du=date(2026, 9, 1)),),
    decisions=(DecisionPenalite(lot=1, decision="exonération", date=date(2026, 10, 1), montant=Decimal(0)),),
    preconisations=("Prévoir la réunion de démarrage avant la préparation.",),
)


@dataclass(frozen=True, kw_only=True)
class Produit:
    """A report made: its context, its page as text, its file as it is read."""

    contexte: Any
    rendu: RenduPdf
    lu: Pdf


def h2(operation: Suivi, rang: int = 0) -> Any:
    """The dashboard of one company of the operation."""
    return tableau_de_bord_entreprise(demande(operation), operation.attributions[rang].entreprise)


def h3(*suivis: Suivi, structure: str = "Tremplin de la Brielle") -> Any:
    """The dashboard of one employer."""
    return tableau_de_bord_siae(
        DemandeTableauDeBordSiae(
            suivis=suivis,
            structure=structure,
            mois=OCTOBRE,
            regles=REGLES,
            emission=EMISSION,
            offres=(Offre(intitule="Manœuvre de gros œuvre", lieu="Thionville", avant_le=date(2026, 11, 27)),),
        )
    )


def g2(decision: Decision, **autres: Any) -> Any:
    """The attestation of one person."""
    valeurs: dict[str, Any] = {
        "numero": "AE-2026-0042",
        "decision": decision,
        "nom": "Hennequart",
        "prenom": "Fatou",
        "employeur": "Coup de Main Rombelle",
        "reference": "2026-CVB-003",
        "intitule": "Nettoyage des écoles et des bâtiments intercommunaux",
        "lot": 1,
        "intitule_lot": "Entretien courant des écoles et gymnases",
        "verifiee_le": date(2026, 2, 26),
        "valable_du": date(2026, 3, 2),
        "valable_au": date(2028, 3, 1),
        "completer_avant": date(2026, 3, 31),
        "emission": EMISSION,
    }
    return attestation_eligibilite(DemandeAttestationEligibilite(**valeurs | autres))


def i1(operation: Suivi, **autres: Any) -> Any:
    """The final report of an operation."""
    valeurs = {"suivi": operation, "au": OCTOBRE, "regles": REGLES, "emission": EMISSION, "analyse": ANALYSE}
    return bilan_final(DemandeBilan(**valeurs | autres))


def i2(operation: Suivi, lot: int = 1, entreprise: str | None = None, **autres: Any) -> Any:
    """The attestation of one lot."""
    valeurs: dict[str, Any] = {
        "numero": "AR-2026-0007",
        "suivi": operation,
        "lot": lot,
        "entreprise": entreprise or next(une.entreprise for une in operation.attributions if une.lot == lot),
        "jusqu_a": OCTOBRE,
        "signataire": Signataire(nom="Paul Vernet", qualite="président"),
        "emission": EMISSION,
    }
    return attestation_realisation(DemandeAttestationRealisation(**valeurs | autres))


def i3(*suivis: Suivi) -> Any:
    """The annual report of a relay."""
    tout = Consolidation(tuple(SuiviRelais(suivi=un, relais="BRI") for un in suivis), 2026, 2026, Decimal(1600))
    return bilan_annuel(
        DemandeBilanAnnuel(
            consolidation=DemandeConsolidation(
                consolidation=tout, arretee_le=date(2026, 11, 12), perimetre="Relais de la Brielle"
            ),
            emission=EMISSION,
            editorial="Une année de consolidation.",
            portraits=(
                Portrait(
                    titre="Du chantier à l’emploi", recit="Trois semaines, puis un an.", accord_du=date(2026, 9, 1)
                ),
            ),
        )
    )


def solder(operation: Suivi) -> Suivi:
    """The same, its contracts ended with their last statement."""
    dernier = {une.contrat: une.mois for une in sorted(operation.heures, key=lambda une: une.mois)}
    return replace(
        operation, contrats=tuple(replace(un, fin=dernier[un.id].fin) for un in operation.contrats if un.id in dernier)
    )


def _cas() -> dict[str, Callable[[], Any]]:
    toutes = operations()
    cas: dict[str, Callable[[], Any]] = {}
    for nom, operation in toutes.items():
        cas[f"h1 {nom}"] = lambda operation=operation: tableau_de_bord_moa(demande(operation))
        if operation.attributions and nom not in {"un-lot", "trente-lots"}:
            cas[f"h2 {nom}"] = lambda operation=operation: h2(operation)
    for nom in ("01-ecole", "02-nettoyage", "03-region", "sans-lot", "trente-lots", "hostile"):
        cas[f"i1 {nom}"] = lambda operation=toutes[nom]: i1(operation)
    for decision in Decision:
        cas[f"g2 {decision.value}"] = lambda decision=decision: g2(decision)
    longs = dict.fromkeys(("nom", "prenom", "employeur", "intitule", "intitule_lot"), NOM_LONG)
    exemples = tuple(suivi(nom) for nom in NOMS)
    return cas | {
        "g2 noms-longs": lambda: g2(Decision.REFUSEE, **longs),
        "i1 lot": lambda: i1(suivi("01-ecole"), lot=2),
        "i1 concession": lambda: i1(replace(suivi("02-nettoyage-accord-cadre"), forme=Forme.CONCESSION)),
        "h3 ensemble": lambda: h3(*exemples),
        "h3 noms-longs": lambda: h3(toutes["noms-longs"], structure=NOM_LONG),
        "h3 hostile": lambda: h3(toutes["hostile"], structure=toutes["hostile"].contrats[0].employeur),
        "i2 dépassement": lambda: i2(suivi("01-ecole")),
        "i2 noms-longs": lambda: i2(
            solder(toutes["noms-longs"]),
            signataire=Signataire(nom=NOM_LONG, qualite=NOM_LONG, facilitateur=True, delegation_du=date(2026, 1, 5)),
        ),
        "i3 ensemble": lambda: i3(*exemples),
        "i3 vide": i3,
    }


CAS = _cas()


@cache
def produit(nom: str) -> Produit:
    """One of the cases, as it is mailed or archived."""
    contexte = CAS[nom]()
    variante: Variante = ARCHIVE if nom.startswith("i") else ENVOYE
    rendu = render_pdf(contexte.modele, contexte, variante=variante, pieces_jointes=getattr(contexte, "donnees", ()))
    return Produit(contexte=contexte, rendu=rendu, lu=lire(rendu.octets))


def texte_de(contexte: Any) -> str:
    """What a report says, a line per block, row or figure of its page, drawings left out."""
    page = BeautifulSoup(render_html(contexte.modele, contexte), "lxml")
    for dessin in page.find_all("svg"):
        dessin.decompose()
    for ligne in page.find_all("tr"):
        ligne.replace_with(" | ".join(un.get_text(" ", strip=True) for un in ligne.find_all(["th", "td"])) + "\n")
    for chiffre in page.find_all(class_="chiffre"):
        chiffre.replace_with(" · ".join(chiffre.stripped_strings) + "\n")
    lignes = (" ".join(ligne.split()) for ligne in page.get_text("\n").split("\n"))
    return "\n".join(ligne for ligne in lignes if ligne)
