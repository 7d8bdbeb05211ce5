"""What a column of a follow-up spreadsheet may hold, and the headings by which facilitateurs call it."""

from __future__ import annotations

import re

from metier.enumeration import Enumeration


class Notion(Enumeration):
    """In the order in which they are shown; the value is what the mapping file writes."""

    REFERENCE = "reference", "référence de l’opération"
    INTITULE = "intitule", "intitulé de l’opération"
    MAITRE_OUVRAGE = "maitre_ouvrage", "maître d’ouvrage"
    TYPE_MAITRE_OUVRAGE = "type_maitre_ouvrage", "type de maître d’ouvrage"
    NATURE = "nature", "nature du marché"
    COMMUNE = "commune", "commune de l’opération"
    ETAPE = "etape", "étape de l’opération"
    LOT = "lot", "lot"
    INTITULE_LOT = "intitule_lot", "intitulé du lot"
    MONTANT_HT = "montant_ht", "montant HT du lot"
    ENTREPRISE = "entreprise", "entreprise attributaire"
    SIRET = "siret", "SIRET de l’entreprise"
    COURRIEL = "courriel", "courriel de l’entreprise"
    DATE_NOTIFICATION = "date_notification", "date de notification"
    HEURES_ENGAGEES = "heures_engagees", "heures engagées"
    NOM = "nom", "nom de la personne"
    PRENOM = "prenom", "prénom de la personne"
    NOM_COMPLET = "nom_complet", "nom et prénom, dans une colonne"
    NAISSANCE = "naissance", "date de naissance"
    SEXE = "sexe", "sexe"
    RESIDENCE = "residence", "commune de résidence"
    CATEGORIE = "categorie", "critère d’éligibilité"
    TYPE_CONTRAT = "type_contrat", "type de contrat"
    EMPLOYEUR = "employeur", "employeur"
    TYPE_EMPLOYEUR = "type_employeur", "type de structure de l’employeur"
    DEBUT = "debut", "début du contrat"
    FIN = "fin", "fin du contrat"
    MOIS = "mois", "mois des heures"
    HEURES = "heures", "heures réalisées"
    FORMATION = "formation", "dont heures de formation"
    ETAT_HEURES = "etat_heures", "état des heures"


D_OPERATION = frozenset({Notion.REFERENCE, Notion.INTITULE})
DE_PERSONNE = frozenset({Notion.NOM, Notion.NOM_COMPLET})
CONSTANTES = (
    Notion.REFERENCE,
    Notion.INTITULE,
    Notion.MAITRE_OUVRAGE,
    Notion.TYPE_MAITRE_OUVRAGE,
    Notion.NATURE,
    Notion.ETAPE,
    Notion.LOT,
    Notion.ENTREPRISE,
    Notion.CATEGORIE,
    Notion.TYPE_CONTRAT,
    Notion.EMPLOYEUR,
    Notion.TYPE_EMPLOYEUR,
    Notion.DEBUT,
    Notion.MOIS,
    Notion.ETAT_HEURES,
)
"""What may be said once for every row of a sheet that leaves it empty."""
HABITUDES = frozenset(
    {
        Notion.TYPE_MAITRE_OUVRAGE,
        Notion.NATURE,
        Notion.CATEGORIE,
        Notion.TYPE_CONTRAT,
        Notion.TYPE_EMPLOYEUR,
        Notion.DEBUT,
        Notion.ETAT_HEURES,
    }
)
"""Those of the constants that hold for the next spreadsheet of the same headings as well."""
PREMIER_MOIS = "premier_mois"
"""A constant for the start of contracts: the first day of the first month that has hours."""

_MOA = r"(moa|maitres? d ouvrages?|maitrise d ouvrage|donneurs? d ordres?|acheteurs?|pouvoir adjudicateur)"
_HEURES = r"(heures?|hrs?|h|nbh|volume)"
_DUES = (
    r"(engage\w*|dues?|du|prevu\w*|objectifs?|contractue\w*|a realiser|a faire|clause\w*|ccap|previsionnel\w*|marche)"
)
_RESTE = r"(restant\w*|reste|solde|ecart|taux|cumul\w*|total etp|etp|pourcentage|avancement|manquant\w*|absences?)"
_EMPLOYEUR = r"(employeurs?|structures?|siae|etti|agence|si)"
_PERSONNE = r"(salarie\w*|beneficiaires?|interimaires?|participants?|personnes?|publics?)"
_REFERENCE = (
    r"(refs?|references?|n|no|numeros?|num|codes?|id)"
    r"( (de |du |de l |d )?(operations?|marches?|chantiers?|dossiers?|affaires?|internes?|relais))?"
    r"|(operation|marche|dossier|affaire) (n|no|numero|ref|reference)"
)

TITRES: tuple[tuple[Notion, str, str | None], ...] = (
    (Notion.NAISSANCE, r"(?!.*\bnom\b).*\b(naissance|nee? le|ne e( le)?|nee|ddn)\b.*", None),
    (Notion.NOM_COMPLET, r"(?=.*\bnoms?\b)(?=.*\bprenoms?\b).*", None),
    (Notion.PRENOM, r".*\bprenoms?\b.*", None),
    (Notion.SIRET, r".*\b(siret|siren)\b.*", rf".*\b({_MOA}|{_EMPLOYEUR})\b.*"),
    (Notion.COURRIEL, r".*\b(courriels?|mails?|emails?)\b.*", rf".*\b({_MOA}|{_EMPLOYEUR}|{_PERSONNE})\b.*"),
    (
        Notion.DATE_NOTIFICATION,
        r".*\b(notification|notifie|notif)\b.*|date (d |de l |de )?attribution",
        rf".*\b{_HEURES}\b.*",
    ),
    (Notion.FORMATION, r".*\bformations?\b.*", r".*\b(niveau|hors|y compris)\b.*"),
    (
        Notion.ETAT_HEURES,
        r".*\b(validees?|validation|etat)\b.*\bheures?\b.*|.*\bheures?\b.*\b(etat|validation)\b.*",
        None,
    ),
    (
        Notion.INTITULE_LOT,
        r"(intitule|libelle|nom|designation|objet|titre) (du |de )?lots?|corps d etat|lots? \(?intitule.*",
        None,
    ),
    (
        Notion.HEURES_ENGAGEES,
        rf"(?=.*\b{_HEURES}\b)(?=.*\b{_DUES}\b).*|objectifs?|engagements?|engagees?",
        rf".*\b({_RESTE}|realisees?|effectuees?|validees?|travaillees?)\b.*",
    ),
    (Notion.LOT, r".*\blots?\b.*", rf".*\b({_HEURES}|montant|ht|nombre|nb)\b.*"),
    (Notion.TYPE_MAITRE_OUVRAGE, rf"(type|nature|statut) (de |du |d )?{_MOA}", None),
    (
        Notion.MAITRE_OUVRAGE,
        rf".*\b({_MOA}|commanditaire|collectivite|clients?)\b.*",
        r".*\b(contact|tel|telephone|adresse|referent|siret)\b.*",
    ),
    (
        Notion.TYPE_CONTRAT,
        r"(types?|natures?|statut|forme) (de |du |d )?contrats?.*|contrats?( type)?|type emploi",
        None,
    ),
    (Notion.TYPE_EMPLOYEUR, rf"(types?|nature|statut) (de |du |d |de la |de l )?{_EMPLOYEUR}|type siae", None),
    (
        Notion.DEBUT,
        r".*\b(debut|entree|embauche)\b.*|du",
        rf".*\b({_HEURES}|marche|chantier|travaux|operation|lot)\b.*",
    ),
    (
        Notion.FIN,
        r".*\b(fin|sortie|terme)\b.*|au",
        rf".*\b({_HEURES}|marche|chantier|travaux|operation|lot|motif|situation)\b.*",
    ),
    (Notion.MOIS, r"(mois|periode|annee mois|date|mois (de|d|concerne|du|des|annee|travaille).*|periode .*)", None),
    (
        Notion.MONTANT_HT,
        r".*\b(montants?|ht|budget)\b.*",
        r".*\b(insertion|horaire|ttc|penalites?|heure|operation)\b.*",
    ),
    (Notion.HEURES, rf".*\b{_HEURES}\b.*|realise|realisees?|total mois", rf".*\b({_RESTE}|{_DUES}|cout|prix)\b.*"),
    (
        Notion.EMPLOYEUR,
        rf".*\b{_EMPLOYEUR}\b.*",
        r".*\b(contact|tel|telephone|adresse|referent|siret|courriel|mail)\b.*",
    ),
    (
        Notion.ENTREPRISE,
        r".*\b(entreprises?|attributaires?|titulaires?|societes?|raison sociale|mandataires?)\b.*",
        r".*\b(contact|tel|telephone|adresse|referent|siret|taille)\b.*",
    ),
    (Notion.RESIDENCE, r".*\b(residence|domicile|habitation)\b.*|(commune|ville) (du |de la |des )?" + _PERSONNE, None),
    (
        Notion.CATEGORIE,
        r".*\b(categories?|publics?|eligibilites?|criteres?|profils?|typologie)\b.*",
        r".*\b(date|valide\w*|piece)\b.*",
    ),
    (Notion.NOM, rf"noms?|noms? (de famille|usuel|d usage|du|de la|des)? ?{_PERSONNE}?|{_PERSONNE}", None),
    (Notion.SEXE, r"sexe|genre|civilite|h f|f h|m f", None),
    (Notion.NATURE, r"(nature|type)( (du|de|des) (marches?|prestations?|achats?|operations?))?", None),
    (
        Notion.ETAPE,
        r"(etat|statut|avancement|etape|situation|phase)( (de l |d |de |du )?(avancement|operation|marche|dossier))?",
        None,
    ),
    (
        Notion.REFERENCE,
        _REFERENCE,
        None,
    ),
    (Notion.COMMUNE, r".*\b(communes?|villes?|lieux?|localisation|localite)\b.*", None),
    (
        Notion.INTITULE,
        r".*\b(operations?|intitules?|chantiers?|marches?|libelles?|projets?|objets?|designation|affaires?)\b.*",
        r".*\b(date|montant|type|nombre|nb|annee|duree)\b.*",
    ),
)
"""Headings, written small and without signs: what they must be, what they must not be; the first that fits wins."""

_INCLUSIF = re.compile(r"(?<=[a-z]{3}) (?:e s|es|ere|ere s|ne|trice|e|s)\b")
_COMPILES = tuple((notion, re.compile(oui), re.compile(non) if non else None) for notion, oui, non in TITRES)


def du_titre(titre: str) -> Notion | None:
    """What a heading announces, « simple » as `heures.ecriture.simple` writes it; None for any other.

    « Salarié(e)s » is read as « Salarié » where it announces nothing as it is.
    """
    return next(
        (
            notion
            for ecrit in dict.fromkeys((titre, _INCLUSIF.sub("", titre)))
            for notion, oui, non in _COMPILES
            if oui.fullmatch(ecrit) and not (non and non.fullmatch(ecrit))
        ),
        None,
    )
