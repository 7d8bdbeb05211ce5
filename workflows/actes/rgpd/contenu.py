"""What is held on one person, as an object: what the JSON handed to them holds, and what the page shows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from config.horloge import PARIS, aujourdhui
from config.settings import get_settings
from metier.anonymat import mots
from metier.heures import Declarant
from metier.mois_travaille import ContratDuMois, LigneDuMois
from metier.periodes import Mois
from sqlmodel_store.depots import rgpd, rgpd_textes
from sqlmodel_store.depots.rgpd import ContratDe, Fiche, Presence
from sqlmodel_store.modeles.courriers import CourrierEntrant, CourrierSortant
from sqlmodel_store.modeles.insertion import Beneficiaire, Heures
from workflows.actes.heures import histoire
from workflows.actes.rgpd.effacement import Projet

FORMAT = "relais-donnees-personnelles/1"
AUTRES_NOMMEES = "nomme aussi d’autres personnes : extrait sur demande au relais"


def contenu(session: Session, projet: Projet) -> dict[str, Any]:
    """Everything, with nothing of anybody else; dates are ISO, hours decimal strings."""
    fiche = projet.fiche
    return {
        "format": FORMAT,
        "reference": f"P{fiche.personne.id}",
        "etabli_le": aujourdhui().isoformat(),
        "identite": _identite(fiche),
        "operations": [_presence(session, une) for une in fiche.presences],
        "documents": _documents(projet),
        "courriels_recus": _recus(session, projet),
        "courriels_envoyes": _envoyes(session, projet),
        "textes": _textes(session, projet),
        "autres_mentions": dict(sorted(projet.trouvailles.textes.items())),
        "conservation": _conservation(fiche),
    }


def _identite(fiche: Fiche) -> dict[str, Any]:
    """As each operation writes it: a commune may have changed."""
    premiere = fiche.presences[0].beneficiaire
    return {
        "nom": premiere.nom,
        "prenom": premiere.prenom,
        "naissance": fiche.personne.naissance.isoformat(),
        "sexe": _valeur(premiere.sexe),
        "communes": sorted({une.beneficiaire.commune for une in fiche.presences if une.beneficiaire.commune}),
    }


def _presence(session: Session, une: Presence) -> dict[str, Any]:
    eligibilite = une.eligibilite
    return {
        "operation": une.operation.reference,
        "intitule": une.operation.intitule,
        "maitre_ouvrage": une.operation.maitre_ouvrage_nom,
        "identifiant": une.beneficiaire.code,
        "categorie": une.beneficiaire.categorie.value,
        "niveau": _valeur(une.beneficiaire.niveau),
        "eligibilite": eligibilite
        and {
            "validee_le": eligibilite.validee_le.isoformat(),
            "piece": eligibilite.piece,
            "motif_tardif": eligibilite.motif_tardif,
        },
        "eligibilite_refusee_le": une.refus.refusee_le.isoformat() if une.refus else None,
        "contrats": [_contrat(un) | {"remplacees": _remplacees(session, une, un)} for un in une.contrats],
        "formations": [
            {"intitule": formation.intitule, "debut": _jour(formation.debut), "fin": _jour(formation.fin)}
            | {"heures": str(sienne.heures)}
            for formation, sienne in une.formations
        ],
        "sorties": [
            {"jalon": sortie.jalon.value, "date": sortie.date.isoformat(), "situation": sortie.situation.value}
            for sortie in une.sorties
        ],
    }


def _contrat(un: ContratDe) -> dict[str, Any]:
    return {
        "identifiant": un.contrat.code,
        "type": un.contrat.type.value,
        "employeur": un.contrat.employeur,
        "lot": un.lot.numero,
        "lot_intitule": un.lot.intitule,
        "debut": un.contrat.debut.isoformat(),
        "fin": _jour(un.contrat.fin),
        "motif_fin": un.contrat.motif_fin,
        "heures": [
            {
                "mois": une.mois,
                "heures": str(une.heures),
                "dont_formation": str(une.dont_formation),
                "etat": une.etat.value,
                "declarant": une.declarant.value,
                "origine": _valeur(une.origine),
            }
            for une in un.heures
        ],
        "rectifications": [
            {"mois": une.mois, "motif": une.motif, "le": une.jour.isoformat()} for une in un.rectifications
        ],
        "comptees_ailleurs": [
            {"mois": une.mois, "operation": vers, "lot": une.lot, "heures": str(une.heures)}
            for une, vers in un.affectations
        ],
    }


def _remplacees(session: Session, une: Presence, un: ContratDe) -> list[dict[str, Any]]:
    """The employer's figures that gave place to others, in the order of months, then as they were replaced."""
    dites = [ligne for ligne in un.heures if ligne.declarant is Declarant.EMPLOYEUR]
    lues = ((ligne.mois, histoire.lire(session, Mois.lire(ligne.mois), [_du_mois(une, un, ligne)])) for ligne in dites)
    return [
        {
            "mois": mois,
            "heures": _dites(fait.avant.heures),
            "declaree_le": _jour(fait.avant.declaree_le),
            "par": _dites(fait.apres),
            "le": fait.le.isoformat(),
            "motif": fait.motif,
        }
        for mois, histoires in lues
        for sienne in histoires.values()
        for fait in sienne.remplacements
    ]


def _du_mois(une: Presence, un: ContratDe, ligne: Heures) -> ContratDuMois:
    return ContratDuMois(
        operation_id=une.operation.id,
        reference=une.operation.reference,
        contrat_id=un.contrat.id,
        contrat=un.contrat.code,
        lot=un.lot.numero,
        employeur=un.contrat.employeur,
        entreprise=None,
        personne_id=une.beneficiaire.personne_id,
        nom=une.beneficiaire.nom,
        prenom=une.beneficiaire.prenom,
        debut=un.contrat.debut,
        fin=un.contrat.fin,
        comptee=une.eligibilite is not None,
        dite=LigneDuMois(
            heures=ligne.heures,
            etat=ligne.etat,
            dont_formation=ligne.dont_formation,
            origine=ligne.origine,
            declaree_le=ligne.declaree_le,
            validee_le=ligne.validee_le,
        ),
    )


def _dites(heures: Decimal | None) -> str | None:
    return None if heures is None else str(heures)


def _documents(projet: Projet) -> list[dict[str, Any]]:
    """Joined where they are about the person alone."""
    return [
        {
            "operation": un.reference,
            "code": un.document.code,
            "fichier": un.fichier.rsplit("/", 1)[-1],
            "produit_le": un.document.produit_le.astimezone(PARIS).date().isoformat(),
            "joint": un.seule,
            "remarque": None if un.seule else AUTRES_NOMMEES,
        }
        for un in projet.trouvailles.documents
    ]


def _recus(session: Session, projet: Projet) -> list[dict[str, Any]]:
    lignes = ((un, session.get_one(CourrierEntrant, un.id)) for un in projet.trouvailles.recus)
    return [
        {
            "recu_le": ligne.recu_le.astimezone(PARIS).date().isoformat(),
            "de": ligne.expediteur,
            "par_prudence": un.prudence,
        }
        for un, ligne in lignes
    ]


def _envoyes(session: Session, projet: Projet) -> list[dict[str, Any]]:
    """To whom, when: these are the recipients of the data."""
    lignes = ((un, session.get_one(CourrierSortant, un.id)) for un in projet.trouvailles.envoyes)
    return [
        {
            "envoye_le": _jour(ligne.parti_le or ligne.pose_le),
            "a": ligne.destinataire,
            "par_prudence": un.prudence,
        }
        for un, ligne in lignes
    ]


def _textes(session: Session, projet: Projet) -> list[dict[str, Any]]:
    """What people wrote of the person; a text that names others too is only told."""
    references = {une.operation.id: une.operation.reference for une in projet.fiche.presences}
    return [
        {
            "ou": table,
            "operation": references.get(operation or 0),
            "texte": texte if not mots([texte]) & _autres(session, operation, projet) else None,
        }
        for table, operation, texte in rgpd_textes.libres(session, projet.regards)
    ]


def _autres(session: Session, operation_id: int | None, projet: Projet) -> frozenset[str]:
    """The words of the names of the other people of an operation; of everybody, outside one."""
    requete = select(Beneficiaire.nom, Beneficiaire.prenom).where(Beneficiaire.personne_id != projet.fiche.personne.id)
    if operation_id is not None:
        requete = requete.where(Beneficiaire.operation_id == operation_id)
    return mots(nom for ligne in session.exec(requete.order_by(col(Beneficiaire.id))) for nom in ligne)


def _conservation(fiche: Fiche) -> dict[str, Any]:
    reglages = get_settings().rgpd
    fin = fiche.fin
    return {
        "fin_du_suivi": _jour(fin),
        "dossiers_mois": reglages.dossiers_mois,
        "anonyme_a_partir_du": _jour(Mois.de(fin).plus(reglages.dossiers_mois + 1).debut) if fin else None,
        "durees_validees_le": _jour(reglages.validees_le),
    }


def entreprises(session: Session, projet: Projet) -> list[str]:
    """The companies whose lots the person worked on."""
    noms = (nom for une in projet.fiche.presences for nom in rgpd.entreprises(session, une))
    return sorted(set(noms))


def _valeur(une: Any) -> str | None:  # noqa: ANN401 - a member of a closed list
    return une.value if une is not None else None


def _jour(jour: date | None) -> str | None:
    return jour.isoformat() if jour else None
