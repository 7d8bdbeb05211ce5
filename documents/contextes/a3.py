"""The context of A3, the article of the CCAP."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from config.clauses import Parametre
from documents.contextes.communs import (
    BlocFacilitateur,
    LigneLot,
    Mots,
    avis_motive,
    by_ratio,
    criteres_eligibles,
    facilitateur,
    lots,
    structures_eligibles,
    total,
    words,
)
from documents.contextes.demande import DemandePack, cover
from documents.contextes.garde import Garde, complete
from documents.contextes.reservations import basis
from documents.manques import Manque, Texte
from formats.nombres import euros
from formats.typographie import INSECABLE
from metier.operation import Ccag, Forme, Mode, Montage, Nature


@dataclass(frozen=True, kw_only=True)
class Delais:
    """The delays of the article, each with its unit."""

    validation: Texte
    comptage: Texte
    comptage_alternance: Texte
    plafond_cdi: Texte
    referent: Texte
    jour_limite: Texte
    pieces: Texte
    bilan: Texte
    contradictoire: Texte


SANS_OBJET_RESERVE = {"validation": "", "comptage": "", "comptage_alternance": "", "plafond_cdi": "", "jour_limite": ""}


@dataclass(frozen=True, kw_only=True)
class Donnees:
    """What the data protection officer has to confirm in A5."""

    roles: Texte
    conservation: Texte


@dataclass(frozen=True, kw_only=True)
class ArticleCcap:
    """A3, its blocks A4 to A6 included. Booleans choose the variants; the rest is printed."""

    modele: ClassVar[str] = "marches/a3_ccap.docx"

    garde: Garde
    mots: Mots
    fondement: Texte
    reserve: bool
    avec_critere: bool
    avec_ccag: bool
    ccag: Texte
    lots: tuple[LigneLot, ...]
    total: Texte | None
    avec_heures: bool
    un_seul_lot: bool
    autres_lots: bool
    pourcentage: bool
    ratio: bool
    seuil: bool
    forfait: bool
    bons_de_commande: bool
    tranches: bool
    concession: bool
    rapport_annuel: str | None
    travaux: bool
    services: bool
    publics_structures: tuple[Texte, ...]
    publics_criteres: tuple[Texte, ...]
    avis_motive: bool
    delais: Delais
    formation: Texte
    facilitateur: BlocFacilitateur
    donnees: Donnees
    penalite_heure: Texte
    penalite_document: Texte
    exonerations: tuple[Texte, ...]


def article_ccap(demande: DemandePack) -> ArticleCcap:
    """The context of A3 for this request."""
    operation = demande.operation
    vises = demande.lots_vises
    modes = {lot.mode for lot in vises if lot.heures_retenues is None}
    ratios = [lot for lot in vises if by_ratio(demande, lot)]
    return complete(
        ArticleCcap(
            garde=cover(demande),
            mots=words(demande),
            fondement=basis(demande),
            reserve=demande.reserve,
            avec_critere=operation.montage is Montage.EXECUTION_CRITERE,
            avec_ccag=operation.ccag is not Ccag.AUCUN,
            ccag=ccag_article(demande),
            lots=lots(demande),
            total=total(demande),
            avec_heures=bool(demande.calibrage.lots),
            un_seul_lot=len(vises) == 1,
            autres_lots=len(vises) < len(operation.lots),
            pourcentage=Mode.HEURES_TRAVAILLEES in modes,
            ratio=bool(ratios),
            seuil=any(lot.seuil_declenchement_ht is not None for lot in ratios),
            forfait=len(ratios) < len(vises),
            bons_de_commande=operation.forme is Forme.BONS_DE_COMMANDE,
            tranches=operation.forme is Forme.TRANCHES,
            concession=demande.concession,
            rapport_annuel=_rapport_annuel(demande),
            travaux=operation.nature is Nature.TRAVAUX,
            services=operation.nature is Nature.SERVICES,
            publics_structures=() if demande.reserve else structures_eligibles(demande),
            publics_criteres=() if demande.reserve else criteres_eligibles(demande),
            avis_motive=avis_motive(demande) and not demande.reserve,
            delais=delays(demande),
            formation="" if demande.reserve else _formation(demande),
            facilitateur=facilitateur(demande),
            donnees=_donnees(demande),
            penalite_heure=_penalite(demande, "heure", "montant de la pénalité par heure non réalisée"),
            penalite_document=_penalite(demande, "jour_document", "montant de la pénalité par jour et par document"),
            exonerations=() if demande.reserve else _exonerations(demande),
        )
    )


def _rapport_annuel(demande: DemandePack) -> str | None:
    """The article that asks for insertion in the yearly report of a concession, where it holds already."""
    article = demande.fondements.rapport_annuel
    return article if article and demande.en_vigueur(article) else None


def ccag_article(demande: DemandePack) -> Texte:
    """« l’article 16.1 du CCAG-FCS », without number where none was found; empty where no CCAG applies."""
    if demande.operation.ccag is None:
        return Manque("ccag", "CCAG auquel le contrat se réfère")
    if demande.operation.ccag is Ccag.AUCUN:
        return ""
    reference = demande.parametres.ccag[demande.operation.ccag]
    if reference.article is None:
        return f"l’article du {reference.nom} ({reference.sigle}) relatif à l’insertion"
    texte = f"l’article {reference.article} du {reference.nom} ({reference.sigle})"
    return demande.nuancer(
        texte, f"numéro d’article du {reference.sigle} : {reference.article}", verifie=reference.verifie
    )


def delays(demande: DemandePack) -> Delais:
    """The delays of the parameters, as they are printed."""
    p = demande.parametres.parametres

    def duree(parametre: Parametre, unite: str) -> Texte:
        return demande.a_valider(f"{parametre.valeur}{INSECABLE}{unite}", parametre)

    tous = Delais(
        validation=duree(p.delai_validation_h, "heures ouvrées"),
        comptage=duree(p.duree_comptage_mois, "mois"),
        comptage_alternance=demande.a_valider(str(p.duree_comptage_alternance.valeur), p.duree_comptage_alternance),
        plafond_cdi=duree(p.plafond_cdi_mois, "mois"),
        referent=duree(p.delai_referent_j, "jours"),
        jour_limite=demande.a_valider(str(p.jour_limite.valeur), p.jour_limite),
        pieces=duree(p.delai_pieces_j, "jours ouvrés"),
        bilan=duree(p.delai_bilan_j, "jours"),
        contradictoire=duree(p.contradictoire_jours, "jours"),
    )
    return dataclasses.replace(tous, **SANS_OBJET_RESERVE) if demande.reserve else tous


def _formation(demande: DemandePack) -> Texte:
    regle = demande.parametres.parametres.compte_formation
    return demande.a_valider(str(regle.valeur), regle)


def _donnees(demande: DemandePack) -> Donnees:
    qualification = "qualification des responsables de traitement et durées de conservation, à trancher par le DPO"
    return Donnees(
        roles=demande.nuancer(
            "l’employeur et le facilitateur sont chacun responsables du traitement qu’ils mettent en œuvre",
            qualification,
            verifie=False,
        ),
        conservation=demande.nuancer(
            "le facilitateur ne conserve pas les justificatifs après leur contrôle ; les données nominatives sont "
            "effacées "
            "ou rendues anonymes à l’issue du contrat et des délais de contrôle des financements",
            qualification,
            verifie=False,
        ),
    )


def _penalite(demande: DemandePack, champ: str, libelle: str) -> Texte:
    montant: Decimal | None = getattr(demande.operation.penalites, champ)
    if champ == "heure" and demande.reserve:
        return ""
    return euros(montant) if montant else Manque(f"penalites.{champ}", libelle)


def _exonerations(demande: DemandePack) -> tuple[Texte, ...]:
    causes, mots = demande.parametres.exonerations, words(demande)
    textes = [texte.replace("titulaire", mots.titulaire).replace("acheteur", mots.acheteur) for texte in causes.textes]
    fins = [";"] * (len(causes.textes) - 1) + ["."]
    return tuple(
        demande.nuancer(f"{texte}{INSECABLE if fin == ';' else ''}{fin}", causes.libelle, verifie=causes.verifie)
        for texte, fin in zip(textes, fins, strict=True)
    )
