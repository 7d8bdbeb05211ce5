"""Letters to make: one builder, every variant by name, from the three example operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from demandes import FACILITATEUR, RELAIS
from lecture_docx import texte
from suivis import NOM_LONG, OCTOBRE, de_noms_longs, suivi

from config.clauses import get_clauses
from documents.contextes.e1 import DemandeRappel, rappel
from documents.contextes.e2 import DemandeModalites, modalites
from documents.contextes.e3 import DemandeRelance, MotifRelance, relance
from documents.contextes.e4a import invitation
from documents.contextes.e4b import DemandeMiseEnDemeure, mise_en_demeure
from documents.contextes.e5 import DemandeConstat, Proposition, constat
from documents.contextes.garde import AvecGarde
from documents.contextes.manquement import DemandeManquement, MotifManquement
from documents.manques import collect_manques
from documents.word import render
from metier.acteurs import RoleAttributaire
from metier.suivi import Attribution, Suivi

ECOLE, NETTOYAGE, REGION = "01-ecole", "02-nettoyage-accord-cadre", "03-region-aval"
JOUR = date(2026, 11, 23)


def donnees(suivie: Suivi, *attributions: Attribution, **autres: Any) -> dict[str, Any]:
    """What every letter is made from: an operation, the attributions of a company, a relay fully identified."""
    return {
        "suivi": suivie,
        "attributions": attributions or suivie.attributions[:1],
        "relais": RELAIS,
        "facilitateur": FACILITATEUR,
        "parametres": get_clauses(),
        "date": JOUR,
        "arrete": OCTOBRE,
    } | autres


def de(nom: str, *rangs: int, **autres: Any) -> dict[str, Any]:
    """The same for the attributions of these ranks in an example."""
    suivie = suivi(nom)
    return donnees(suivie, *(suivie.attributions[rang] for rang in rangs), **autres)


def avec(suivie: Suivi, **changes: Any) -> Suivi:
    """An operation reduced to its first attribution, changed."""
    return replace(suivie, attributions=(replace(suivie.attributions[0], **changes),))


def aux_noms_longs() -> dict[str, Any]:
    """The letters that hold on one page, everything in them as long as can be: relay, company, group, lot, meetings."""
    seule = de_noms_longs()
    une = replace(seule.attributions[0], role=RoleAttributaire.COTRAITANT)
    groupe = replace(seule, attributions=(une, replace(une, role=RoleAttributaire.MANDATAIRE, entreprise=NOM_LONG)))
    relais = RELAIS.model_copy(
        update={
            "nom": NOM_LONG,
            "adresse": "Bâtiment C, 128 bis avenue des Quatre-Vents, 57100 Thionville",
        }
    )
    facilitateur = FACILITATEUR.model_copy(update={"fonction": "facilitatrice des clauses sociales du guichet unique"})
    commun = donnees(groupe, une, relais=relais, facilitateur=facilitateur) | {"creneaux": CRENEAUX}
    return {
        "e1": rappel(DemandeRappel(**commun | {"arrete": None}, visa=JOUR)),
        "e3": relance(DemandeRelance(**commun, motif=MotifRelance.HEURES, niveau=2, precedentes=(date(2026, 10, 12),))),
    }


def mille_heures(validees: int) -> Suivi:
    """1 000 hours due on one lot and that many validated, at 60 euros a missing hour (documents.md §16)."""
    depart = suivi(ECOLE)
    dues = avec(depart, heures_engagees=Decimal(1000), avenants=())
    eligibles = {personne.id for personne in depart.beneficiaires if personne.validee_le}
    contrat = next(un for un in depart.contrats if un.lot == 1 and un.beneficiaire in eligibles)
    ligne = next(une for une in depart.heures if une.etat == "validee" and une.declarant == "employeur")
    return replace(
        dues,
        contrats=(contrat,),
        heures=(replace(ligne, contrat=contrat.id, mois=OCTOBRE, heures=Decimal(validees)),),
    )


def _structures() -> tuple[Any, ...]:
    return tuple(
        {
            modalite.structure
            for nom in (ECOLE, NETTOYAGE, REGION)
            for une in suivi(nom).attributions
            for modalite in une.modalites
            if modalite.structure
        }
    )


CRENEAUX = ("mardi 1er décembre, 9 h", "jeudi 3 décembre, 14 h")
RELEVES = ("relevé d’heures de septembre 2026", "relevé d’heures d’octobre 2026")
HEURES, DOCUMENTS = MotifManquement.HEURES, MotifManquement.DOCUMENTS

LETTRES: dict[str, Callable[[], AvecGarde]] = {
    "E1 lot": lambda: rappel(DemandeRappel(**de(ECOLE, 0), creneaux=CRENEAUX, visa=date(2026, 11, 20))),
    "E1 bons de commande": lambda: rappel(DemandeRappel(**de(NETTOYAGE, 0, 1))),
    "E1 groupement": lambda: rappel(DemandeRappel(**de(NETTOYAGE, 2))),
    "E2 travaux": lambda: modalites(DemandeModalites(**de(REGION, 0), structures=_structures())),
    "E2 services": lambda: modalites(DemandeModalites(**de(NETTOYAGE, 0, 1))),
    "E3 heures 1": lambda: relance(DemandeRelance(**de(REGION, 0), motif=MotifRelance.HEURES)),
    "E3 heures 2": lambda: relance(
        DemandeRelance(**de(REGION, 0), motif=MotifRelance.HEURES, niveau=2, precedentes=(date(2026, 10, 12),))
    ),
    "E3 pièces 1": lambda: relance(
        DemandeRelance(**de(NETTOYAGE, 0, 1), motif=MotifRelance.PIECES, releves_manquants=(OCTOBRE,))
    ),
    "E3 pièces 2": lambda: relance(
        DemandeRelance(
            **de(REGION, 0),
            motif=MotifRelance.PIECES,
            niveau=2,
            releves_manquants=(OCTOBRE.precedent, OCTOBRE),
            creneaux=CRENEAUX,
        )
    ),
    "E3 contact 1": lambda: relance(
        DemandeRelance(**donnees(avec(suivi(ECOLE), referent=None, modalites=())), motif=MotifRelance.CONTACT)
    ),
    "E4a heures": lambda: invitation(
        DemandeManquement(**de(REGION, 0), motif=HEURES, relances=(date(2026, 10, 12), date(2026, 11, 2)))
    ),
    "E4a documents": lambda: invitation(
        DemandeManquement(**de(NETTOYAGE, 2), motif=DOCUMENTS, documents_manquants=RELEVES)
    ),
    "E4b heures": lambda: mise_en_demeure(
        DemandeMiseEnDemeure(
            **de(REGION, 0),
            motif=HEURES,
            relances=(date(2026, 10, 12),),
            invitation_le=date(2026, 11, 2),
            observations_le=date(2026, 11, 12),
        )
    ),
    "E4b documents": lambda: mise_en_demeure(
        DemandeMiseEnDemeure(
            **de(NETTOYAGE, 2), motif=DOCUMENTS, documents_manquants=RELEVES, invitation_le=date(2026, 11, 2)
        )
    ),
    "E5 pénalité": lambda: constat(
        DemandeConstat(
            **de(REGION, 0),
            proposition=Proposition.PENALITE,
            motif="aucun accueil n’a été organisé après la relance",
            diligences_facilitateur=("relance du 12 octobre", "six candidats orientés en septembre"),
            orientees=6,
            refusees=6,
        )
    ),
    "E5 exonération": lambda: constat(
        DemandeConstat(
            **de(REGION, 0),
            proposition=Proposition.EXONERATION,
            motif="les candidats demandés à temps n’ont pas été trouvés",
            diligences_entreprise=("demande de candidats du 2 mars", "rappel du 4 mai"),
            orientees=0,
            causes=("absence de candidats, attestée par le facilitateur",),
        )
    ),
    "E5 report": lambda: constat(
        DemandeConstat(
            **de(REGION, 0),
            proposition=Proposition.REPORT,
            report_au=date(2027, 1, 29),
            motif="le calendrier du lot a glissé de deux mois",
            pieces=("planning recalé du 9 octobre",),
        )
    ),
}


def ecrit(contexte: AvecGarde) -> str:
    """The text of a letter, spaces made plain."""
    octets = render(contexte.modele, contexte).octets
    return texte(octets).replace("\u00a0", " ").replace("\u202f", " ")


def champs(contexte: AvecGarde) -> list[str]:
    """The paths of what a letter lacks."""
    return [manque.champ for manque in collect_manques(contexte)]
