"""The steps of a calculation and its alerts, in French sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from formats.champs import libelle
from formats.dates import date_courte, date_longue
from formats.nombres import euros, euros_ht, euros_par_heure, heures, heures_entre, nombre, nombre_court, pourcentage
from formats.typographie import typographier
from metier.alertes import Alerte, CodeAlerte, Valeur
from metier.formules import CodeEtape, EtapeCalcul

Valeurs = Mapping[str, Any]
EN_EUROS = frozenset({"montant_ht", "seuil_declenchement_ht", "euros_par_heure"})
PAR_HEURE = frozenset({"cout_horaire", "ca_par_heure"})
PARTS = frozenset({"part_main_oeuvre", "taux_insertion"})


def phrase_etape(etape: EtapeCalcul) -> str:
    """One line: « 350 000,00 € × 50 % = 175 000,00 € de main-d’œuvre »."""
    return typographier(_ETAPES[etape.code](etape.valeurs))


def phrase_alerte(alerte: Alerte) -> str:
    """One sentence that says what to look at; it names no lot, the reader of a lot has it before them."""
    return typographier(_ALERTES[alerte.code](alerte.valeurs))


def valeur_de_champ(champ: str, valeur: Any) -> str:  # noqa: ANN401 - a number of any kind
    """A value as its field is read: a share in percent, a cost per hour, an amount."""
    if champ in PARTS:
        return pourcentage(valeur)
    if champ in PAR_HEURE:
        return euros_par_heure(valeur)
    return euros(valeur) if champ in EN_EUROS else nombre_court(valeur)


def lots(numeros: Valeur) -> str:
    """« lot 2 », « lots 2, 3 et 5 »."""
    ecrits = [str(numero) for numero in numeros] if isinstance(numeros, tuple) else [str(numeros)]
    if len(ecrits) == 1:
        return f"lot {ecrits[0]}"
    return f"lots {', '.join(ecrits[:-1])} et {ecrits[-1]}"


def _potentiel(v: Valeurs) -> str:
    egal = f"{heures(v['total'])} − {heures(v['reprises'])} = {heures(v['resultat'])} à pourvoir"
    part = f" ({pourcentage(v['resultat'] / v['total'])} du total)" if v["total"] and v["resultat"] >= 0 else ""
    return egal + part


def _tranches(v: Valeurs) -> str:
    facture = f"({euros(v['montant'])} − {euros(v['seuil'])}) ÷ {euros(v['euros'])}"
    if v["montant"] <= v["seuil"]:
        return f"{euros(v['montant'])} ne dépasse pas le seuil de {euros(v['seuil'])} : aucune tranche, 0 h"
    tranches = f"{nombre_court(v['tranches'], 4)} tranche{'s' if v['tranches'] >= 2 else ''}"  # noqa: PLR2004 - plural
    return f"{facture} = {tranches}, soit {heures(v['resultat'])} (tranches entières)"


def _conversion(v: Valeurs) -> str:
    jours = f"{heures(v['heures'])} ÷ {nombre_court(v['heures_par_jour'])} = {nombre(v['jours'], 1)} jours"
    return f"{jours} ; ÷ {nombre_court(v['heures_par_etp'])} = {nombre(v['etp'], 2)} ETP"


_ETAPES: dict[CodeEtape, Callable[[Valeurs], str]] = {
    CodeEtape.MAIN_OEUVRE: lambda v: (
        f"{euros(v['montant'])} × {pourcentage(v['part'])} = {euros(v['resultat'])} de main-d’œuvre"
    ),
    CodeEtape.HEURES_MAIN_OEUVRE: lambda v: (
        f"{euros(v['montant'])} ÷ {euros_par_heure(v['cout'])} = {heures(v['resultat'])} de main-d’œuvre"
    ),
    CodeEtape.HEURES_INSERTION: lambda v: (
        f"{heures(v['heures'])} × {pourcentage(v['taux'])} = {heures(v['resultat'])} d’insertion"
    ),
    CodeEtape.PART_DES_HEURES: lambda v: (
        f"{heures(v['heures'])} travaillées × {pourcentage(v['taux'])} = {heures(v['resultat'])} d’insertion"
    ),
    CodeEtape.RATIO: lambda v: (
        f"{euros(v['montant'])} ÷ {euros(v['euros'])} par heure d’insertion = {heures(v['resultat'])}"
    ),
    CodeEtape.TRANCHES: _tranches,
    CodeEtape.HEURES_PRESTATION: lambda v: (
        f"{euros(v['montant'])} ÷ {euros_par_heure(v['ca_par_heure'])} de chiffre d’affaires"
        f" = {heures(v['resultat'])} de prestation"
    ),
    CodeEtape.HEURES_REPRISES: lambda v: (
        f"{heures(v['heures'])} reprises par mois × {nombre(v['duree_mois'])} mois = {heures(v['resultat'])}"
        " déjà tenues par le personnel en place"
    ),
    CodeEtape.POTENTIEL: _potentiel,
    CodeEtape.BORNE: lambda v: f"résultat négatif ({heures(v['calcule'])}), ramené à 0 h",
    CodeEtape.AU_MARCHE: lambda v: (
        f"{heures(v['heures'])} inscrites au marché" + (f" ({v['article']})" if v["article"] else "")
    ),
    CodeEtape.ARRONDI: lambda v: f"{heures(v['exact'])} arrondies à {heures(v['resultat'])}",
    CodeEtape.RETENUES: lambda v: f"{heures(v['resultat'])} retenues à la place du calcul : {v['motif']}",
    CodeEtape.CONVERSION: _conversion,
}


def _duree_courte(v: Valeurs) -> str:
    return (
        f"{heures(v['heures'])} en {v['duree_mois']} mois dépassent le temps d’une personne"
        f" ({heures(v['par_mois'])} par mois) : prévoir {v['personnes']} personnes à la fois, ou un volume moindre"
    )


def _hors_cas(v: Valeurs) -> str:
    if v["forme"] == "concession":
        raison = "une concession n’admet que les cas 2 et 3 (L3114-2-1)"
    else:
        raison = "le cas 4 ne vise que des travaux de moins de six mois (L2112-2-1, II, 4°)"
        raison += f", l’opération en compte {v['duree_mois']}" if v["duree_mois"] else ""
    return f"dispense invoquée hors de son cas ({v['cas']}°) : {raison} ; considération sociale à prévoir"


def _un_lot_suffit(v: Valeurs) -> str:
    """Each lot without consideration; which of them has no reason recorded."""
    muets = v.get("sans_motif", v["lots"])
    if not muets:
        motif = "motif consigné"
    elif muets == v["lots"]:
        motif = "motif à consigner"
    else:
        motif = f"motif à consigner pour {_determine(muets)}"
    return f"{lots(v['lots'])} sans considération sociale : {motif} ; la lecture « un lot suffit » n’est pas tranchée"


def _determine(numeros: Valeur) -> str:
    dits = lots(numeros)
    return f"le {dits}" if dits.startswith("lot ") else f"les {dits}"


_ALERTES: dict[CodeAlerte, Callable[[Valeurs], str]] = {
    CodeAlerte.VALEUR_DU_BAREME: lambda v: (
        f"{libelle(v['champ'])} : {valeur_de_champ(v['champ'], v['valeur'])} selon le barème ({v['source']}), "
        "à confirmer"
    ),
    CodeAlerte.PART_NON_PUBLIEE: lambda v: (
        f"{heures_entre(v['heures_basses'], v['heures_hautes'])} : la part de main-d’œuvre de ce lot n’est pas "
        f"publiée. Hypothèse basse retenue, {pourcentage(v['basse'])} ({v['source']}), jusqu’à "
        f"{pourcentage(v['haute'])} possible ; heures à arrêter avec le facilitateur"
    ),
    CodeAlerte.CLE_IGNOREE: lambda v: (
        f"{v['champ']} n’entre pas dans le calcul de ce lot ({v['mode'].libelle}) et n’a pas été lu"
    ),
    CodeAlerte.SOUS_PLANCHER: lambda v: (
        f"{heures(v['heures'])} : volume sous le plancher du barème, {heures(v['plancher'])} ; le calcul est conservé"
    ),
    CodeAlerte.SOUS_PLANCHER_PROPRETE: lambda v: (
        f"{heures(v['heures'])} : sous {heures(v['plancher'])}, la profession de la propreté recommande de ne pas "
        "mettre de clause ; le calcul est conservé"
    ),
    CodeAlerte.SOUS_CONSEIL: lambda v: (
        f"{heures(v['heures'])} : sous {heures(v['conseil'])}, mieux vaut ne pas clauser cette ligne seule, "
        "ou la regrouper"
    ),
    CodeAlerte.AUCUNE_HEURE: lambda _v: "le calcul ne donne aucune heure : ce lot n’a pas lieu d’être clausé ainsi",
    CodeAlerte.REPRISE_EXCEDENTAIRE: lambda v: (
        f"le personnel repris ({heures(v['reprises'])}) couvre toute la prestation ({heures(v['total'])}) : "
        "aucune heure d’insertion à prévoir"
    ),
    CodeAlerte.DUREE_COURTE: _duree_courte,
    CodeAlerte.RETENUES_ELOIGNEES: lambda v: (
        f"{heures(v['retenues'])} retenues alors que le calcul donne {heures(v['calculees'])} : écart à justifier"
    ),
    CodeAlerte.DATE_A_TRANCHER: lambda v: (
        f"avis daté du {date_longue(v['date'])} : l’obligation prend effet le lendemain pour la loi, "
        "le jour même pour le décret ; à trancher à la main"
    ),
    CodeAlerte.TABLE_NON_DATEE: lambda v: (
        f"aucun seuil daté pour le {date_longue(v['date'])} : la dernière table, du {date_courte(v['debut'])} au "
        f"{date_courte(v['fin'])}, a été appliquée ; vérifiez les seuils en vigueur"
    ),
    CodeAlerte.UN_LOT_SUFFIT: _un_lot_suffit,
    CodeAlerte.A_REGULARISER: lambda _v: (
        "considération sociale à prévoir sur un lot au moins, ou motif de dispense à consigner (L2112-2-1)"
    ),
    CodeAlerte.DISPENSE_HORS_CAS: _hors_cas,
    CodeAlerte.DISPENSE_SANS_MOTIF: lambda v: (
        f"dispense invoquée ({v['cas']}°) sans motif : motif à consigner (L2112-2-1, III), ou considération sociale "
        "à prévoir"
    ),
    CodeAlerte.DISPENSE_SANS_DUREE: lambda v: (
        f"dispense invoquée ({v['cas']}°) sans durée de l’opération : donnez-la, en mois ; "
        "le cas ne vise que des travaux de moins de six mois"
    ),
    CodeAlerte.DISPENSE_SANS_OBJET: lambda _v: (
        "dispense donnée alors que l’opération n’est pas soumise à l’obligation : elle est sans objet"
    ),
    CodeAlerte.MAXIMUM_ABSENT: lambda _v: (
        "accord-cadre sans maximum : le seuil se teste sur le maximum de toute la durée (R2121-8), "
        "la somme des lots a été prise"
    ),
    CodeAlerte.MAXIMUM_SANS_OBJET: lambda v: (
        f"maximum de {euros_ht(v['maximum'])} donné pour une forme qui n’en a pas ({v['forme']}) : il n’a pas été lu, "
        "le seuil se teste sur la somme des lots"
    ),
    CodeAlerte.MAXIMUM_DEPASSE: lambda v: (
        f"maximum de l’accord-cadre, {euros_ht(v['maximum'])}, inférieur à la somme des lots, {euros_ht(v['somme'])} : "
        "l’un des deux est à corriger, le seuil se teste sur le maximum (R2121-8)"
    ),
    CodeAlerte.MONTANT_INCONNU: lambda v: (
        f"montant inconnu ({lots(v['lots'])}) : la valeur de l’opération est incomplète, le régime est à vérifier"
    ),
    CodeAlerte.MONTAGE_SANS_CLAUSE: lambda v: (
        f"montage « aucun » alors que l’opération porte une clause ({lots(v['lots'])}) : l’un des deux est à corriger"
    ),
    CodeAlerte.CLAUSE_ABSENTE: lambda _v: "le montage prévoit une clause d’exécution, mais aucun lot n’est clausé",
    CodeAlerte.CUMUL_EN_CONCESSION: lambda _v: (
        "une concession ne peut réserver à la fois aux EA ou ESAT et aux SIAE (L3113-3)"
    ),
    CodeAlerte.RESERVATION_SANS_ARTICLE: lambda _v: (
        "marché réservé sans dire à qui : l’article de la réservation est à donner (L2113-12, entreprises adaptées et "
        "ESAT ; L2113-13, structures d’insertion), les pièces le laissent à compléter"
    ),
    CodeAlerte.CARACTERES_RETIRES: lambda v: (
        f"{v['champ']} : {v['nombre']} caractère{'s' if v['nombre'] > 1 else ''} de contrôle, "
        f"qu’aucun document ne peut porter, retiré{'s' if v['nombre'] > 1 else ''}"
    ),
    CodeAlerte.ELIGIBILITE_TARDIVE: lambda v: (
        f"éligibilité validée après le premier jour de travail, sans motif tracé : {v['personnes']} ; leurs heures "
        "d’avant la validation sont gardées sans être comptées ; donnez le motif, dans le dossier ou par le geste "
        "valider_eligibilite (motif_tardif), pour qu’elles comptent"
    ),
}
