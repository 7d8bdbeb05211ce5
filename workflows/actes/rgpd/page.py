"""What is held on a person, as they read it: sections, sentences, tables, in French."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from config.settings import IdentiteRelais
from formats.dates import date_courte, date_longue, mois_long
from formats.nombres import heures
from formats.typographie import typographier
from metier.contrats import TypeContrat
from metier.heures import Declarant, EtatHeures, OrigineHeures
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.publics import Categorie, Jalon, Niveau, Sexe, SituationSortie

A_COMPLETER = "[à compléter]"
RIEN = "–"
TERMES = ("Donnée", "Valeur")


@dataclass(frozen=True, kw_only=True)
class Tableau:
    titre: str = ""
    entetes: tuple[str, ...]
    rangees: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    titre: str
    phrases: tuple[str, ...] = ()
    tableaux: tuple[Tableau, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DonneesPersonnelles:
    """The page of what is held on a person (RGPD art. 15)."""

    modele: ClassVar[str] = "rgpd/donnees.html"

    titre: str
    emetteur: str
    pied: str
    introduction: tuple[str, ...]
    sections: tuple[Section, ...]


def donnees_personnelles(
    dites: Mapping[str, Any], entreprises: Sequence[str], relais: IdentiteRelais
) -> DonneesPersonnelles:
    """The page made from the JSON that goes with it; `entreprises`: the companies of the lots worked on."""
    qui = f"{dites['identite']['prenom']} {dites['identite']['nom']}"
    emetteur = relais.nom or A_COMPLETER
    jour = date.fromisoformat(dites["etabli_le"])
    return DonneesPersonnelles(
        titre=f"Ce que le relais sait de {qui}",
        emetteur=emetteur,
        pied=f"{emetteur} – dossier {dites['reference']} – {date_courte(jour)}",
        introduction=tuple(map(typographier, _introduction(jour, emetteur, relais))),
        sections=tuple(_sections(dites, entreprises)),
    )


def _introduction(jour: date, emetteur: str, relais: IdentiteRelais) -> Iterator[str]:
    yield (
        f"Voici, au {date_longue(jour)}, toutes les données à votre sujet que garde {emetteur}, comme le permet "
        "l’article 15 du règlement général sur la protection des données (RGPD). Le fichier donnees.json contient les "
        "mêmes, sous une forme que d’autres logiciels relisent (article 20)."
    )
    yield (
        "Pourquoi : vérifier le droit de compter dans une clause d’insertion, suivre les heures, en faire des totaux. "
        "Base légale : mission d’intérêt public ou intérêt légitime, à préciser par le relais."
    )
    joindre = ", ".join(filter(None, (relais.adresse, relais.courriel, relais.telephone))) or A_COMPLETER
    yield (
        f"Pour corriger une erreur, vous opposer ou faire effacer ces données : {joindre}. Vous pouvez aussi adresser "
        "une réclamation à la CNIL (www.cnil.fr)."
    )


def _sections(dites: Mapping[str, Any], entreprises: Sequence[str]) -> Iterator[Section]:
    yield _identite(dites["identite"])
    for une in dites["operations"]:
        yield _operation(une)
    yield _documents(dites["documents"])
    yield _courriels(dites)
    yield _textes(dites)
    yield _destinataires(dites, entreprises)
    yield _conservation(dites["conservation"])


def _identite(lue: Mapping[str, Any]) -> Section:
    rangees = (
        ("Nom", lue["nom"]),
        ("Prénom", lue["prenom"]),
        ("Date de naissance", _jour(lue["naissance"])),
        ("Sexe", Sexe(lue["sexe"]).libelle if lue["sexe"] else RIEN),
        ("Commune (code)", ", ".join(lue["communes"]) or RIEN),
    )
    return Section(titre="Votre identité", tableaux=(Tableau(entetes=TERMES, rangees=rangees),))


def _operation(une: Mapping[str, Any]) -> Section:
    titre = f"Opération {une['operation']}" + (f" : {une['intitule']}" if une["intitule"] else "")
    tableaux = [Tableau(entetes=TERMES, rangees=tuple(_droit(une)))]
    for contrat in une["contrats"]:
        tableaux += _contrat(contrat)
    if une["formations"]:
        rangees = tuple(
            (un["intitule"], _jour(un["debut"]), _jour(un["fin"]), _heures(un["heures"])) for un in une["formations"]
        )
        tableaux.append(Tableau(titre="Formations", entetes=("Intitulé", "Du", "Au", "Heures"), rangees=rangees))
    if une["sorties"]:
        suites = tuple(
            (Jalon(un["jalon"]).libelle, _jour(un["date"]), SituationSortie(un["situation"]).libelle)
            for un in une["sorties"]
        )
        tableaux.append(Tableau(titre="Suites", entetes=("Moment", "Le", "Situation"), rangees=suites))
    return Section(titre=typographier(titre), tableaux=tuple(tableaux))


def _droit(une: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Maître d’ouvrage", une["maitre_ouvrage"] or RIEN
    yield "Critère d’éligibilité", Categorie(une["categorie"]).libelle
    yield "Niveau de formation", Niveau(une["niveau"]).libelle if une["niveau"] else RIEN
    if (droit := une["eligibilite"]) is not None:
        yield "Éligibilité validée le", _jour(droit["validee_le"])
        yield "Pièce vue (aucune copie gardée)", droit["piece"] or RIEN
        if droit["motif_tardif"]:
            yield "Validée après le premier jour", droit["motif_tardif"]
    elif une["eligibilite_refusee_le"]:
        yield "Éligibilité refusée le", _jour(une["eligibilite_refusee_le"])
    else:
        yield "Éligibilité", "non validée"


def _contrat(un: Mapping[str, Any]) -> Iterator[Tableau]:
    lot = f"lot {un['lot']}" + (f" – {un['lot_intitule']}" if un["lot_intitule"] else "")
    fin = f"au {_jour(un['fin'])}" if un["fin"] else "sans date de fin"
    rangees = [
        ("Employeur", un["employeur"]),
        ("Type", TypeContrat(un["type"]).libelle),
        ("Lot", lot),
        ("Dates", f"du {_jour(un['debut'])} {fin}"),
    ]
    if un["motif_fin"]:
        rangees.append(("Motif de fin", un["motif_fin"]))
    yield Tableau(titre=f"Contrat {un['identifiant']}", entetes=TERMES, rangees=tuple(rangees))
    if un["heures"]:
        yield Tableau(
            titre=f"Heures du contrat {un['identifiant']}",
            entetes=("Mois", "Heures", "dont formation", "État", "Déclarées par"),
            rangees=tuple(_mois(une) for une in un["heures"]),
        )
    if un["remplacees"]:
        yield Tableau(
            titre="Heures que d’autres ont remplacées",
            entetes=("Mois", "Déclarées", "Retenues à la place", "Le", "Motif"),
            rangees=tuple(_remplacee(une) for une in un["remplacees"]),
        )
    if un["rectifications"]:
        corrigees = tuple((_mois_long(une["mois"]), une["motif"], _jour(une["le"])) for une in un["rectifications"])
        yield Tableau(titre="Heures rectifiées", entetes=("Mois", "Motif", "Le"), rangees=corrigees)
    if un["comptees_ailleurs"]:
        ailleurs = tuple(
            (_mois_long(une["mois"]), f"{une['operation']}, lot {une['lot']}", _heures(une["heures"]))
            for une in un["comptees_ailleurs"]
        )
        yield Tableau(
            titre="Heures comptées sur une autre opération", entetes=("Mois", "Où", "Heures"), rangees=ailleurs
        )


def _declarees_par(une: Mapping[str, Any]) -> str:
    saisies = une["origine"] == OrigineHeures.SAISIE.value
    return Declarant(une["declarant"]).libelle + (", écrites par le relais" if saisies else "")


def _remplacee(une: Mapping[str, Any]) -> tuple[str, ...]:
    avant, apres = (_heures(dites) if dites is not None else RIEN for dites in (une["heures"], une["par"]))
    return _mois_long(une["mois"]), avant, apres, _jour(une["le"]), une["motif"] or RIEN


def _mois(une: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        _mois_long(une["mois"]),
        _heures(une["heures"]),
        _heures(une["dont_formation"]),
        EtatHeures(une["etat"]).libelle,
        Declarant(une["declarant"]).libelle
        + (", écrites par le relais" if une["origine"] == OrigineHeures.SAISIE.value else ""),
    )


def _documents(lus: Sequence[Mapping[str, Any]]) -> Section:
    if not lus:
        return Section(titre="Documents", phrases=("Aucun document produit ne vous nomme.",))
    rangees = tuple(
        (
            _code(un["code"]),
            un["operation"],
            _jour(un["produit_le"]),
            "joint (dossier « documents »)" if un["joint"] else un["remarque"],
        )
        for un in lus
    )
    tableau = Tableau(entetes=("Document", "Opération", "Produit le", "Remise"), rangees=rangees)
    return Section(titre="Documents qui vous nomment", tableaux=(tableau,))


def _courriels(dites: Mapping[str, Any]) -> Section:
    recus = [(_jour(un["recu_le"]), f"reçu de {un['de'] or RIEN}", _raison(un)) for un in dites["courriels_recus"]]
    envoyes = [(_jour(un["envoye_le"]), f"envoyé à {un['a']}", _raison(un)) for un in dites["courriels_envoyes"]]
    if not recus + envoyes:
        return Section(titre="Courriels", phrases=("Aucun courriel gardé ne vous nomme.",))
    tableau = Tableau(entetes=("Date", "Courriel", "Pourquoi il est ici"), rangees=(*recus, *envoyes))
    phrase = "Leur copie est remise sur demande, sans ce qui concerne d’autres personnes."
    return Section(titre="Courriels gardés qui vous nomment", phrases=(phrase,), tableaux=(tableau,))


def _raison(un: Mapping[str, Any]) -> str:
    return "une pièce jointe, qui ne se lit pas ici, peut vous nommer" if un["par_prudence"] else "vous nomme"


def _textes(dites: Mapping[str, Any]) -> Section:
    mentions = sum(dites["autres_mentions"].values())
    if not mentions:
        return Section(titre="Notes et journal", phrases=("Aucune note ne vous nomme.",))
    rangees = tuple(
        (un["operation"] or RIEN, un["texte"] or "nomme aussi d’autres personnes : extrait sur demande")
        for un in dites["textes"]
    )
    phrase = typographier(f"Lignes de la base qui vous nomment, notes et journal compris : {mentions}.")
    tableaux = (Tableau(entetes=("Opération", "Texte"), rangees=rangees),) if rangees else ()
    return Section(titre="Notes et journal", phrases=(phrase,), tableaux=tableaux)


def _destinataires(dites: Mapping[str, Any], entreprises: Sequence[str]) -> Section:
    employeurs = sorted({contrat["employeur"] for une in dites["operations"] for contrat in une["contrats"]})
    acheteurs = sorted({une["maitre_ouvrage"] for une in dites["operations"] if une["maitre_ouvrage"]})
    rangees = (
        ("Vos employeurs", ", ".join(employeurs) or RIEN, "identité, éligibilité validée, contrats, heures"),
        ("Entreprises des lots", ", ".join(entreprises) or RIEN, "prénom et initiale, heures ; jamais votre critère"),
        ("Maîtres d’ouvrage", ", ".join(acheteurs) or RIEN, "totaux seulement, sans votre nom"),
        ("Région", "animation du réseau", "totaux seulement, effectifs de moins de cinq masqués"),
    )
    tableau = Tableau(entetes=("Qui", "Lesquels", "Ce qu’ils reçoivent"), rangees=rangees)
    return Section(titre="Qui a reçu vos données", tableaux=(tableau,))


def _conservation(lue: Mapping[str, Any]) -> Section:
    suite = (
        f"La durée de {lue['dossiers_mois']} mois a été validée par le relais le {_jour(lue['durees_validees_le'])}."
        if lue["durees_validees_le"]
        else f"Cette durée ({lue['dossiers_mois']} mois) est à valider par le relais."
    )
    if lue["anonyme_a_partir_du"]:
        quand = (
            f"Fin du suivi : {_jour(lue['fin_du_suivi'])}. Vos données deviennent anonymes à partir du "
            f"{_jour(lue['anonyme_a_partir_du'])} ; les totaux d’heures restent, sans votre nom."
        )
    else:
        quand = "Votre suivi n’est pas terminé : la durée court à partir de la fin du dernier contrat."
    return Section(titre="Jusqu’à quand", phrases=(typographier(quand), typographier(suite)))


def _code(code: str) -> str:
    return f"{code}, {CodeDocument(code).libelle}" if code in set(CodeDocument) else "document déposé"


def _jour(iso: str | None) -> str:
    return date_courte(date.fromisoformat(iso)) if iso else RIEN


def _mois_long(mois: str) -> str:
    return mois_long(Mois.lire(mois))


def _heures(ecrites: str) -> str:
    return heures(Decimal(ecrites))
