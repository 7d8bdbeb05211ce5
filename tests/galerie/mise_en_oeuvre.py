"""Mails of a beginning: companies and their choices, structures, offers, people found eligible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from galerie.territoire import BATI, ECOLE, GYMNASE, LONGUE, RELAIS, TREMPLIN, piece, suite

from courrier.messages import Message, OperationCitee
from courrier.messages_choix import ChoixDuLot, RecuChoix, recu_choix
from courrier.messages_recrutement import (
    AttestationEligibilite,
    BesoinMiseADisposition,
    DemarrageEntreprise,
    FicheAViser,
    MiseADisposition,
    Offre,
    OffreClose,
    OffreEmploi,
    OperationNotifiee,
    RelanceOffre,
    SousTraitance,
    attestation_eligibilite,
    demarrage_entreprise,
    fiche_a_viser,
    mise_a_disposition,
    offre_close,
    offre_emploi,
    relance_offre,
    sous_traitance,
)


def _eligibilite(*numeros: str) -> Message:
    contenu = AttestationEligibilite(
        destinataire=TREMPLIN,
        relais=RELAIS,
        suite=suite("conserver l’attestation et nous déclarer les heures de chaque mois"),
        operation=ECOLE,
        employeur="Tremplin ETTI",
        numeros=numeros,
        pieces=tuple(piece(f"G2_{un}.pdf") for un in numeros),
    )
    return attestation_eligibilite(contenu, le=date(2026, 10, 5))


def _demarrage(*operations: OperationCitee) -> Message:
    lots = ("Lot 1 – Gros œuvre\u00a0: 292\u00a0h", "Lot 4 – Peinture et revêtements de sol\u00a0: 140\u00a0h")
    contenu = DemarrageEntreprise(
        destinataire=BATI,
        relais=RELAIS,
        suite=suite("nous appeler pour fixer un rendez-vous", date(2026, 10, 16)),
        entreprise="Bâti Lorraine",
        operations=tuple(
            OperationNotifiee(operation=une, lots=lots, pieces=(piece("E1.docx"), piece("E2.docx")))
            for une in operations
        ),
        lien="https://relais-brielle.example/choix/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    )
    return demarrage_entreprise(contenu)


def _recu_choix(*operations: OperationCitee) -> Message:
    lignes = ("embauche directe : 92 h", "mise à disposition, Tremplin de la Brielle : 200 h")
    contenu = RecuChoix(
        destinataire=BATI,
        relais=RELAIS,
        suite=suite("rien : le facilitateur confirme, ou vous rappelle"),
        recu_le=date(2026, 10, 6),
        choix=tuple(
            ChoixDuLot(operation=une, lot=f"Lot {rang} – Gros œuvre", lignes=lignes[:rang], referent=rang == 1)
            for rang, une in enumerate(operations, 1)
        ),
        lien="https://relais-brielle.example/choix/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    )
    return recu_choix(contenu, "e1")


def _mise_a_disposition(nombre: int) -> Message:
    besoins = (
        BesoinMiseADisposition(
            entreprise="Bâti Lorraine",
            lot="Lot 1 – Gros œuvre",
            heures="200\u00a0h",
            periode="de novembre 2026 à mars 2027",
            contact="Paul Kessel, conducteur de travaux, 06 00 00 00 21",
        ),
        BesoinMiseADisposition(entreprise="Peintures du Val", lot="Lot 4 – Peinture", heures="70\u00a0h"),
    )[:nombre]
    contenu = MiseADisposition(
        destinataire=TREMPLIN,
        relais=RELAIS,
        suite=suite("prendre contact avec l’entreprise et nous dire si vous pouvez répondre", date(2026, 10, 16)),
        operation=ECOLE,
        structure="Tremplin ETTI",
        besoins=besoins,
        pieces=(piece("G1_fiche.docx"),),
    )
    return mise_a_disposition(contenu, choix=str(nombre))


def _sous_traitance() -> Message:
    contenu = SousTraitance(
        destinataire=BATI,
        relais=RELAIS,
        suite=suite("déposer la déclaration de sous-traitance (DC4) auprès du maître d’ouvrage"),
        operation=ECOLE,
        entreprise="Bâti Lorraine",
        lignes=("Lot 1\u00a0: Éclat Services (EI), 100\u00a0h",),
    )
    return sous_traitance(contenu, choix="1")


OFFRE = Offre(
    numero="OF-2026-031-1",
    intitule="Aide-maçon / aide-maçonne",
    nombre=2,
    metier="F1704, préparation du gros œuvre et des travaux publics",
    secteur="Thionville et communes voisines",
    contrat="contrat à durée déterminée, 5 mois, 35 h par semaine",
    debut=date(2026, 11, 2),
    candidats=6,
)
AUTRE_OFFRE = Offre(numero="OF-2026-032-1", intitule="Peintre en bâtiment", nombre=1)


def _fiche_a_viser() -> Message:
    contenu = FicheAViser(
        destinataire=BATI,
        relais=RELAIS,
        suite=suite("viser la fiche, ou nous dire ce qui est à corriger", date(2026, 10, 16)),
        operation=ECOLE,
        lot=1,
        entreprise="Bâti Lorraine",
        offre=OFFRE,
        piece=piece("F1_fiche_poste_OF-0001-1.docx"),
    )
    return fiche_a_viser(contenu)


def _offre(offre: Offre = OFFRE) -> Message:
    return offre_emploi(
        OffreEmploi(
            destinataire=TREMPLIN,
            relais=RELAIS,
            suite=suite("répondre à ce message, même si vous n’avez pas de candidat", date(2026, 10, 23)),
            offre=offre,
            piece=piece("F2_offre.docx"),
        )
    )


def _relance_offre(*offres: Offre) -> Message:
    return relance_offre(
        RelanceOffre(
            destinataire=TREMPLIN,
            relais=RELAIS,
            suite=suite("répondre à ce message par une ligne", date(2026, 10, 30)),
            offres=offres,
            envoyees=(date(2026, 10, 5),) * len(offres),
        )
    )


def _offre_close() -> Message:
    return offre_close(
        OffreClose(
            destinataire=TREMPLIN, relais=RELAIS, suite=suite("aucune"), offre=OFFRE, motif="le poste est pourvu"
        )
    )


COURRIELS: dict[str, Callable[[], Message]] = {
    "attestation_eligibilite une": lambda: _eligibilite("AE-0014-001"),
    "attestation_eligibilite plusieurs": lambda: _eligibilite("AE-0014-001", "AE-0014-002", "AE-0014-003"),
    "demarrage_entreprise une": lambda: _demarrage(ECOLE),
    "demarrage_entreprise deux": lambda: _demarrage(ECOLE, GYMNASE),
    "recu_choix un lot": lambda: _recu_choix(ECOLE),
    "recu_choix deux operations": lambda: _recu_choix(ECOLE, GYMNASE),
    "demarrage_entreprise noms longs": lambda: _demarrage(LONGUE),
    "mise_a_disposition une": lambda: _mise_a_disposition(1),
    "mise_a_disposition deux": lambda: _mise_a_disposition(2),
    "sous_traitance": _sous_traitance,
    "fiche_a_viser": _fiche_a_viser,
    "offre_emploi": _offre,
    "offre_emploi breve": lambda: _offre(AUTRE_OFFRE),
    "relance_offre une": lambda: _relance_offre(OFFRE),
    "relance_offre deux": lambda: _relance_offre(OFFRE, AUTRE_OFFRE),
    "offre_close": _offre_close,
}
