"""Mails of dashboards: announced, sent, summed up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from galerie.territoire import BATI, ECOLE, GYMNASE, LIEN, LONGUE, MARCHES, RELAIS, piece, suite

from courrier.messages import Message, OperationCitee, Suite
from courrier.messages_mensuel import (
    Detail,
    LigneTableau,
    OperationAnnoncee,
    PreavisTableauxDeBord,
    RecapitulatifTableauxDeBord,
    ReleveAFournir,
    SectionTableau,
    TableauDeBord,
    preavis_tableaux_de_bord,
    recapitulatif_tableaux_de_bord,
    tableau_de_bord,
)


def ligne_de_tableau(rang: int, ton: str = "bon", operation: OperationCitee = ECOLE) -> LigneTableau:
    """An operation as dashboards tell it."""
    statuts = {
        "bon": "conforme",
        "moyen": "à surveiller (lot 4)\u00a0; conforme (lot\u00a01)",
        "mauvais": "en retard",
        "neutre": "non démarré",
    }
    return LigneTableau(
        reference=operation.reference if not rang else f"2026-OPE-{rang:03d}",
        intitule=operation.intitule if not rang else f"{operation.intitule}, opération {rang}",
        precision=f"{operation.reference} · {operation.reference_acheteur or operation.maitre_ouvrage}",
        heures="121,50\u00a0h validées sur 432,00\u00a0h dues (28,1\u00a0%)",
        du_mois="dont 35,00\u00a0h en octobre\u00a02026",
        statut=statuts[ton],
        ton=ton,
        details=(
            Detail(nom="Rythme", valeur="24\u00a0h de moins qu’attendu à cette date (146\u00a0h)"),
            Detail(nom="Prévision", valeur="398\u00a0h à la fin, au rythme des trois derniers mois"),
            Detail(nom="À risque", valeur="34\u00a0h ne seraient pas faites à ce rythme"),
            Detail(nom="À valider", valeur="17,50\u00a0h déclarées"),
            Detail(
                nom="Exposition aux pénalités",
                valeur="2\u00a0040,00\u00a0€ si rien de plus n’était validé (indicatif, vous seul en décidez)",
            ),
        ),
    )


def tableaux(lignes: tuple[LigneTableau, ...], titre: str = "Vos marchés", **autres) -> Message:
    """The dashboards of a month, a PDF per line."""
    contenu = TableauDeBord(
        destinataire=MARCHES,
        relais=RELAIS,
        suite=suite(
            "lire le tableau de bord, et nous dire ce qui ne correspond pas à vos informations", date(2026, 11, 24)
        ),
        mois="2026-10",
        periode="octobre\u00a02026",
        de_la_periode="d’octobre\u00a02026",
        arrete_au=date(2026, 11, 17),
        sections=(SectionTableau(titre=titre, lignes=lignes),),
        pieces=tuple(piece(f"{une.reference}_tableau-de-bord_2026-10.pdf") for une in lignes),
    )
    return tableau_de_bord(replace(contenu, **autres))


def deux_cents() -> Message:
    """Two hundred operations for one buyer: what a reader must still be able to open."""
    tons = ("mauvais",) * 12 + ("moyen",) * 30 + ("bon",) * 158
    return tableaux(tuple(ligne_de_tableau(rang + 1, ton) for rang, ton in enumerate(tons)))


def _preavis(**autres) -> Message:
    contenu = PreavisTableauxDeBord(
        destinataire="j.fressac@relais-brielle.example",
        relais=RELAIS,
        suite=Suite(
            prochaine_action="retenir ce qui ne doit pas partir\u00a0; sans cela, rien à faire",
            avant_le=date(2026, 11, 17),
        ),
        mois="2026-10",
        de_la_periode="d’octobre\u00a02026",
        quand="demain, mardi\u00a017\u00a0novembre\u00a02026",
        courriels=5,
        operations=(
            OperationAnnoncee(
                reference=ECOLE.reference,
                intitule=ECOLE.intitule,
                destinataires="Communauté de communes du Val de Brielle, Bâti Lorraine et Tremplin ETTI",
                differences=(
                    "lot 4\u00a0: conforme → en retard",
                    "heures validées\u00a0: 86,50\u00a0h → 121,50\u00a0h",
                ),
            ),
            OperationAnnoncee(
                reference=GYMNASE.reference,
                intitule=GYMNASE.intitule,
                destinataires="personne (aucune adresse connue)",
                differences=("heures inchangées, contrats en cours",),
            ),
        ),
        autres=3,
        inchanges=2,
        sans_adresse=("2026-CVB-031 – Ville de Yutz (H1)",),
        retenus=("agence@tremplin.example\u00a0: chiffres à vérifier",),
    )
    return preavis_tableaux_de_bord(replace(contenu, **autres))


def _recapitulatif(**autres) -> Message:
    contenu = RecapitulatifTableauxDeBord(
        destinataire="j.fressac@relais-brielle.example",
        relais=RELAIS,
        suite=Suite(prochaine_action="libérer ou corriger ce qui n’est pas parti"),
        mois="2026-10",
        de_la_periode="d’octobre\u00a02026",
        courriels=4,
        documents=7,
        operations=3,
        inchanges=2,
        envois=(f"{MARCHES}\u00a0: 2 documents", f"{BATI}\u00a0: 1 document"),
        autres=2,
        retenus=("agence@tremplin.example\u00a0: chiffres à vérifier",),
        sans_adresse=("2026-CVB-031 – Ville de Yutz (H1)",),
        empeches=("2026-CVB-031, H2 Peintures du Val\u00a0: les dates du lot 2 manquent.",),
    )
    return recapitulatif_tableaux_de_bord(replace(contenu, **autres))


COURRIELS: dict[str, Callable[[], Message]] = {
    "tableau_de_bord une": lambda: tableaux((ligne_de_tableau(0, "moyen"),)),
    "tableau_de_bord quatre": lambda: tableaux(
        tuple(ligne_de_tableau(rang, ton) for rang, ton in enumerate(("mauvais", "moyen", "neutre", "bon")))
    ),
    "tableau_de_bord a declarer": lambda: tableaux(
        (replace(ligne_de_tableau(0, "bon", GYMNASE), details=()),),
        "Vos missions et vos salariés",
        lien=LIEN,
        manquants=(
            ReleveAFournir(libelle="Relevé d’août 2026", precision="Tremplin ETTI, lot\u00a01", lien=f"{LIEN}-aout"),
            ReleveAFournir(libelle="Relevé d’octobre 2026", precision="Tremplin ETTI, lot\u00a02", lien=LIEN),
        ),
    ),
    "tableau_de_bord noms longs": lambda: tableaux((ligne_de_tableau(0, "mauvais", LONGUE),), lien=LIEN),
    "tableau_de_bord deux cents": deux_cents,
    "preavis_tableaux_de_bord": _preavis,
    "preavis_tableaux_de_bord tout retenu": lambda: _preavis(
        courriels=0, tous_retenus=True, operations=(), autres=0, inchanges=0, sans_adresse=()
    ),
    "recapitulatif_tableaux_de_bord": _recapitulatif,
    "recapitulatif_tableaux_de_bord rien": lambda: _recapitulatif(
        courriels=0, documents=0, operations=0, envois=(), autres=0, retenus=(), sans_adresse=(), empeches=()
    ),
}
