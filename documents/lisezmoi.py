"""LISEZMOI.txt of a DCE pack: where each piece goes, what remains, what to look at, in which order to hand it over.

It travels with the pieces: no estimate is written in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from config.droit import mention_lecture
from config.jours_ouvres import feries
from documents.contextes.b1_calendrier import REMISE_DES_PIECES
from documents.contextes.communs import A_ARRETER
from documents.contextes.demande import DemandePack
from documents.nettoyage import on_one_line
from documents.texte_brut import MARGE, heading, ligne, plain_text, section
from formats.calcul import phrase_alerte
from formats.dates import date_longue
from formats.nombres import heures, heures_entre
from formats.regime import nom_regime
from metier.alertes import Alerte, CodeAlerte
from metier.declaration import considerations_sociales
from metier.echeances import apres
from metier.fourchette import total_haut
from metier.regime import CodeRegime

NOM = "LISEZMOI.txt"
EMPLOIS = {
    "A1": "à reprendre dans l’avis de marché, lot par lot ; les valeurs des formulaires sont à la fin de la pièce.",
    "A2": "à coller dans le règlement de la consultation (RC), à la place choisie ; numéro d’article à donner.",
    "A3": "à coller dans le CCAP ou ce qui en tient lieu ; numéro d’article à donner, dérogations au dernier article.",
    "A7": "à joindre à l’acte d’engagement (AE), sans le remplir ; à citer dans les pièces contractuelles du CCAP.",
    "A8": "à joindre au RC, à remplir par le candidat ; à citer au RC dans les pièces de l’offre.",
    "A9": "à joindre au RC comme annexe informative, non contractuelle.",
    "A11": "cahier des charges (CCTP ou CCP) du marché de services d’insertion, à compléter et à joindre au dossier.",
    "A10": "à signer par l’acheteur et à garder au dossier du marché ; ne se publie pas.",
    "B1": "note du facilitateur à l’acheteur ; ne se publie pas.",
    "B2": "calcul détaillé qui accompagne la note ; ne se publie pas.",
}
GRILLE = "grille d’analyse interne à l’acheteur ; ne se remet pas aux candidats."
PASSE = "Si ce jour est passé, remettez-les sans attendre et confirmez ensemble la date de l’avis."
A_PREVOIR = (
    "Opération : considération sociale à prévoir, ou dispense à motiver (L2112-2-1) ; le dossier ne peut pas partir "
    "ainsi, voir « Alertes »."
)
DE_L_ARGENT = frozenset({CodeAlerte.VALEUR_DU_BAREME})


@dataclass(frozen=True, kw_only=True)
class PieceListee:
    """A piece as the list names it: `manques` what it lacks, `a_valider` what the relay confirms, in words."""

    code: str
    fichier: str
    manques: tuple[str, ...] = ()
    a_valider: tuple[str, ...] = ()
    confidentielle: bool = False


def lisezmoi(demande: DemandePack, pieces: Sequence[PieceListee]) -> bytes:
    """The bytes of the file, for the pieces of this pack in the order given."""
    blocs = (
        _titre(demande),
        _identite(demande),
        section("Où va chaque pièce", _emplois(pieces)),
        section("Dans quel ordre", _ordre(demande, pieces)),
        section("Reste à compléter", _reste(demande, pieces)),
        section("À valider par le relais", _a_valider(pieces)),
        section("Alertes", _alertes(demande)),
        section("À déclarer après la notification", _declaration(demande)),
        section("Qui appeler", _contact(demande)),
    )
    return plain_text(blocs)


def _titre(demande: DemandePack) -> str:
    return heading(f"PIÈCES D’INSERTION – {demande.operation.reference}")


def _identite(demande: DemandePack) -> str:
    operation, bareme = demande.operation, demande.calibrage.bareme
    lignes = (
        ("Opération", on_one_line(operation.intitule)),
        ("Acheteur", on_one_line(operation.maitre_ouvrage.nom)),
        ("Avis prévu", date_longue(operation.date_avis)),
        ("Régime", nom_regime(demande.regime)),
        (
            "Heures",
            f"{_total(demande)} ; barème {bareme.nom}, version {bareme.version} du {date_longue(bareme.date)}",
        ),
        ("État", "édition définitive" if demande.definitif else "projet"),
        ("Textes", "modèles à valider par le relais, à faire relire avant publication"),
        ("Droit", mention_lecture(demande.regime.lus_le)),
    )
    return "\n".join(ligne(f"{intitule}\u00a0:".ljust(MARGE), texte) for intitule, texte in lignes)


def _total(demande: DemandePack) -> str:
    """The hours in all; the range where they are the lowest of an assumption."""
    bas, plus = demande.calibrage.total_heures, total_haut(demande.calibrage)
    if plus is None:
        return f"{heures(bas)} en tout"
    return f"{heures_entre(bas, plus)} en tout, {heures(bas)} dans les pièces : {A_ARRETER}"


def _emplois(pieces: Sequence[PieceListee]) -> list[str]:
    """Each code with its files, what to do with them once; then what holds for all."""
    lignes = []
    for (code, confidentielle), groupe in groupby(pieces, key=lambda piece: (piece.code, piece.confidentielle)):
        fichiers = [piece.fichier for piece in groupe]
        lignes += [f"{code if rang == 0 else '':<4} {fichier}" for rang, fichier in enumerate(fichiers)]
        emploi = GRILLE if (code, confidentielle) == ("A8", True) else EMPLOIS.get(code, "à joindre au dossier.")
        lignes.append(ligne("     ", emploi))
    if any(not piece.confidentielle for piece in pieces):
        lignes.append(ligne("", "La page de garde de chaque pièce Word se retire : le texte commence après elle."))
    if any(piece.confidentielle for piece in pieces):
        lignes.append(
            ligne(
                "",
                "Les fichiers confidentiels (estimations, analyse) restent à l’acheteur ; ils ne sont pas dans le zip.",
            )
        )
    return lignes


def _ordre(demande: DemandePack, pieces: Sequence[PieceListee]) -> list[str]:
    remise = date_longue(apres(demande.operation.date_avis, -REMISE_DES_PIECES, feries()))
    calcul = any(piece.code == "B1" for piece in pieces)
    etapes = (
        *(("L’acheteur valide la note de calibrage (B1) et ses volumes.",) if calcul else ()),
        "Le relais complète et valide les textes, puis les fait relire.",
        f"Les pièces sont remises au service des marchés au plus tard le {remise}, cinq jours ouvrés avant l’avis. "
        + PASSE,
        "Le service des marchés donne les numéros d’article et renvoie d’une pièce à l’autre (RC, CCAP, AE).",
        "Le facilitateur relit la version finale du dossier : toute pièce modifiée après le calibrage lui est montrée.",
        "L’acheteur prévient le relais le jour de l’envoi de l’avis : ses coordonnées figurent au dossier.",
    )
    return [ligne(f"{rang}. ", etape) for rang, etape in enumerate(etapes, start=1)]


def _reste(demande: DemandePack, pieces: Sequence[PieceListee]) -> list[str]:
    """What the pieces lack; first what the operation does, where its obligation is not met."""
    manques = dict.fromkeys(f"{piece.code} : {manque}" for piece in pieces for manque in piece.manques)
    lignes = [ligne("- ", manque) for manque in manques]
    if demande.regime.code is CodeRegime.A_REGULARISER:
        lignes.insert(0, ligne("- ", A_PREVOIR))
    fixes = "Les mentions [n°] sont laissées à l’acheteur ; les zones grisées, au candidat."
    return [*(lignes or ["- Aucune donnée ne manque."]), ligne("- ", fixes)]


def _a_valider(pieces: Sequence[PieceListee]) -> list[str]:
    """Each value once, with the pieces that print it."""
    codes: dict[str, list[str]] = {}
    for piece in pieces:
        for libelle in piece.a_valider:
            codes.setdefault(libelle, []).append(piece.code)
    return [ligne("- ", f"{libelle} ({', '.join(dict.fromkeys(porteurs))})") for libelle, porteurs in codes.items()]


def _alertes(demande: DemandePack) -> list[str]:
    alertes = [("", alerte) for alerte in (*demande.calibrage.alertes, *demande.regime.alertes)]
    alertes += [(f"lot {lot.numero} : ", alerte) for lot in demande.calibrage.lots for alerte in lot.alertes]
    return [ligne("- ", phrase) for phrase in dict.fromkeys(prefixe + _phrase(alerte) for prefixe, alerte in alertes)]


def _phrase(alerte: Alerte) -> str:
    if alerte.code is CodeAlerte.PART_NON_PUBLIEE:
        valeurs: Mapping[str, Any] = alerte.valeurs
        entre = heures_entre(valeurs["heures_basses"], valeurs["heures_hautes"])
        return f"{entre} selon la part de main-d’œuvre, non publiée : {A_ARRETER}"
    if alerte.code in DE_L_ARGENT:
        return "une donnée du calcul vient du barème, à confirmer ; voir la note de calibrage"
    return phrase_alerte(alerte)


def _declaration(demande: DemandePack) -> list[str]:
    valeurs = considerations_sociales(demande.operation)
    if not valeurs:
        texte = "« considérations sociales » : selon les clauses et critères inscrits, à valider par l’acheteur."
    else:
        texte = f"« considérations sociales » : {' et '.join(f'« {valeur} »' for valeur in valeurs)}."
    return [
        ligne("- ", f"Données essentielles (DECP), {texte}"),
        ligne(
            "- ",
            "Publication dans les deux mois de la notification, pour un marché d’au moins 40\u202f000 € HT (R2196-1).",
        ),
    ]


def _contact(demande: DemandePack) -> list[str]:
    relais, personne = demande.relais, demande.facilitateur
    lignes = (relais.nom, personne.nom, personne.telephone or relais.telephone, relais.courriel or personne.courriel)
    connues = [on_one_line(ligne) for ligne in lignes if ligne]
    return connues or ["[à compléter]"]
