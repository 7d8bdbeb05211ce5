"""The figures of H1 as a workbook, for the buyer's own tables: lots, months, ways of doing; nothing of any person."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from documents.classeur import Feuille, Proprietes, Titre, Valeur, classeur
from documents.contextes.cumuls import Part, cumuls
from documents.contextes.demande import enumerate_
from documents.contextes.rapports import DemandeTableauDeBord, definitions, intitule, maitre_ouvrage
from documents.nettoyage import on_one_line
from documents.piece import Piece
from formats.dates import date_courte, date_longue, mois_long
from metier.arrondi import arrondir
from metier.enumeration import Enumeration
from metier.indicateurs import Indicateurs, IndicateursLot, indicateurs
from metier.missions import CodeDocument
from metier.portee import TOUT, Portee
from metier.realisation import Volumes, par_modalite, par_type

EDITION = "2026.1"
LOTS = (
    Titre("Lot", 6, "entier"),
    Titre("Intitulé", 34),
    Titre("Entreprises", 30),
    Titre("Heures à l’attribution", 12, "heures"),
    Titre("Heures dues, avenants compris", 12, "heures"),
    Titre("Validées dans le mois", 11, "heures"),
    Titre("Validées, cumul", 11, "heures"),
    Titre("Déclarées, à valider", 11, "heures"),
    Titre("Contestées", 11, "heures"),
    Titre("Taux de réalisation (%)", 11, "jours"),
    Titre("Attendues à date", 11, "entier"),
    Titre("Statut", 14),
    Titre("Personnes distinctes", 11, "entier"),
    Titre("Contrats", 10, "entier"),
    Titre("ETP", 8, "heures"),
)
MOIS = (
    Titre("Mois", 12),
    Titre("Libellé", 18),
    Titre("Validées dans le mois", 14, "heures"),
    Titre("Validées, cumul", 14, "heures"),
    Titre("Attendues", 14, "entier"),
)
FAITES = (
    Titre("Par", 18),
    Titre("Libellé", 52),
    Titre("Validées", 14, "heures"),
    Titre("dont formation", 14, "heures"),
    Titre("Déclarées, à valider", 14, "heures"),
)
PERSONNES = "Une même personne ne compte qu’une fois : les personnes des lots ne s’additionnent pas."


def donnees_h1(demande: DemandeTableauDeBord) -> Piece:
    """The .xlsx that goes with H1; the figures are those of its tables, same demand, same bytes."""
    chiffres = indicateurs(demande.suivi, demande.mois, demande.regles)
    titre = f"Heures d’insertion – {demande.suivi.reference} – {mois_long(demande.mois)}"
    feuilles = (
        _lots(demande, chiffres),
        _mois(demande, chiffres),
        _realisation(demande),
        _definitions(demande),
    )
    autres = {"code": "H1", "edition": EDITION, "mois": str(demande.mois)}
    octets = classeur(feuilles, Proprietes(titre=titre[:255], sujet="", pied=titre, autres=autres))
    return Piece(
        code=CodeDocument.H1,
        nom="H1 données",
        fichier=f"H1_donnees_{demande.mois}.xlsx",
        octets=octets,
        edition=EDITION,
    )


def _intitules(demande: DemandeTableauDeBord, titre: str) -> tuple[str, ...]:
    arrete, mois = date_longue(demande.emission.arrete_le), mois_long(demande.mois)
    return (
        titre,
        f"{demande.suivi.reference} – {intitule(demande.suivi)}",
        f"{maitre_ouvrage(demande.suivi)} – {mois}, données arrêtées au {arrete}",
    )


def _lots(demande: DemandeTableauDeBord, chiffres: Indicateurs) -> Feuille:
    return Feuille(
        nom="Lots",
        intitules=_intitules(demande, "Heures par lot depuis le début"),
        titres=LOTS,
        lignes=[_lot(un) for un in chiffres.lots],
        total=_total(chiffres),
        notes=(PERSONNES, "Les heures déclarées ou contestées ne sont pas des heures validées."),
    )


def _lot(un: IndicateursLot) -> tuple[Valeur, ...]:
    return (
        un.lot.numero,
        on_one_line(un.lot.intitule),
        enumerate_(tuple(map(on_one_line, un.entreprises))) or "non attribué",
        un.initiales,
        un.dues,
        un.du_mois.validees,
        un.cumul.validees,
        un.cumul.declarees,
        un.cumul.contestees,
        un.taux,
        _ronde(un.rythme.attendu),
        un.rythme.statut.libelle,
        un.personnes,
        un.contrats,
        un.etp,
    )


def _total(chiffres: Indicateurs) -> tuple[Valeur, ...]:
    return (
        None,
        "Opération",
        None,
        chiffres.initiales,
        chiffres.dues,
        chiffres.du_mois.validees,
        chiffres.cumul.validees,
        chiffres.cumul.declarees,
        chiffres.cumul.contestees,
        chiffres.taux,
        _ronde(chiffres.attendu),
        None,
        chiffres.effectifs.personnes,
        chiffres.effectifs.contrats,
        chiffres.etp,
    )


def _mois(demande: DemandeTableauDeBord, chiffres: Indicateurs) -> Feuille:
    cumul = cumuls(demande.suivi, [Part(lot=un.lot) for un in chiffres.lots], demande.mois, portee=TOUT)
    lignes: list[tuple[Valeur, ...]] = [
        (str(mois), mois_long(mois), fait, total, _ronde(attendu))
        for mois, fait, total, attendu in zip(cumul.mois, cumul.du_mois, cumul.validees, cumul.attendues, strict=True)
        if fait is not None
    ]
    return Feuille(nom="Mois", intitules=_intitules(demande, "Heures par mois"), titres=MOIS, lignes=lignes)


def _realisation(demande: DemandeTableauDeBord) -> Feuille:
    jusque = Portee(jusqu_a=demande.mois)
    return Feuille(
        nom="Réalisation",
        intitules=_intitules(demande, "Heures par modalité et par type de contrat, depuis le début"),
        titres=FAITES,
        lignes=[
            *_faites("modalité", par_modalite(demande.suivi, jusque).items()),
            *_faites("type de contrat", par_type(demande.suivi, jusque).items()),
        ],
    )


def _faites(par: str, volumes: Iterable[tuple[Enumeration, Volumes]]) -> list[tuple[Valeur, ...]]:
    return [(par, cle.libelle, une.validees, une.dont_formation, une.declarees) for cle, une in volumes]


def _definitions(demande: DemandeTableauDeBord) -> Feuille:
    return Feuille(
        nom="Définitions",
        intitules=_intitules(demande, f"Définitions, édition du {date_courte(demande.emission.produit_le)}"),
        titres=(Titre("Terme", 24), Titre("Sens", 110)),
        lignes=[(une.terme, une.sens) for une in definitions(demande.regles)],
    )


def _ronde(valeur: Decimal | None) -> Decimal | None:
    """An estimate, to the hour, as in the report."""
    return None if valeur is None else arrondir(valeur, 0)
