"""Every kind of mail, from one coherent territory: what tests read, and what is looked at as pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from config.settings import Facilitateur, IdentiteRelais
from courrier.agenda import Invitation
from courrier.messages import (
    CourrielATrancher,
    DcePret,
    Message,
    OperationCitee,
    PieceJointe,
    ReponsePriseEnCharge,
    Suite,
    a_trancher,
    dce_pret,
    reponse_prise_en_charge,
)
from courrier.messages_bilan import AttestationRealisation, BilanRemis, attestation_realisation, bilan_remis
from courrier.messages_choix import ChoixDuLot, RecuChoix, recu_choix
from courrier.messages_comptes import ChoixMotDePasse, choix_mot_de_passe
from courrier.messages_heures import (
    DemandeHeures,
    HeuresContestees,
    OperationADeclarer,
    RecuDeclaration,
    demande_heures,
    en_retard,
    heures_contestees,
    recu_declaration,
)
from courrier.messages_maitre_ouvrage import Demande, RappelMaitreOuvrage, rappel_maitre_ouvrage
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
from courrier.messages_recrutement import (
    AttestationEligibilite,
    BesoinMiseADisposition,
    CopieRappels,
    DemarrageEntreprise,
    FicheAViser,
    MiseADisposition,
    Offre,
    OffreClose,
    OffreEmploi,
    OperationNotifiee,
    RappelCopie,
    RelanceOffre,
    SousTraitance,
    attestation_eligibilite,
    copie_rappels,
    demarrage_entreprise,
    fiche_a_viser,
    mise_a_disposition,
    offre_close,
    offre_emploi,
    relance_offre,
    sous_traitance,
)
from courrier.messages_relances import (
    CopieRelance,
    OperationEnRetard,
    ProjetASigner,
    Relance,
    copie_relance,
    projet_a_signer,
    relance,
)
from courrier.messages_reponses import (
    DeclarationAConfirmer,
    FichierRepondu,
    ReponseReleve,
    declaration_a_confirmer,
    reponse_releve,
)
from courrier.messages_reunions import (
    CompteRenduReunion,
    ConvocationReunion,
    PointOrdreDuJour,
    ReunionAnnulee,
    ReunionCitee,
    compte_rendu,
    convocation,
    point_ordre_du_jour,
    reunion_annulee,
)
from metier.periodes import Mois

RELAIS = IdentiteRelais(
    nom="Relais clauses sociales du Val de Brielle",
    adresse="12 rue des Forges, 57100 Thionville",
    telephone="03 82 00 00 10",
    courriel="clauses@relais-brielle.example",
    horaires="du lundi au vendredi, 8 h 30 – 17 h",
)
FACILITATEUR = Facilitateur(
    nom="Jeanne Fressac",
    fonction="facilitatrice des clauses sociales",
    telephone="03 82 00 00 11",
    courriel="j.fressac@relais-brielle.example",
    suppleant="Paul Hennequin, 03 82 00 00 12",
)
ECOLE = OperationCitee(
    reference="2026-THI-014",
    intitule="Restructuration du groupe scolaire des Trois Rivières",
    maitre_ouvrage="Communauté de communes du Val de Brielle",
    reference_acheteur="26/TRX/18",
)
GYMNASE = OperationCitee(
    reference="2026-CVB-031",
    intitule="Extension du gymnase Colette-Besson",
    maitre_ouvrage="Ville de Yutz",
)
LONGUE = OperationCitee(
    reference="2026-REGION-GRAND-EST-LYCEE-LA-BRIQUERIE-THIONVILLE-TRANCHE-2-BAT-C",
    intitule="Réhabilitation énergétique, mise en accessibilité et restructuration partielle des bâtiments B et C, de "
    "la demi-pension et des abords du lycée polyvalent « La Briquerie » à Thionville (tranches ferme et optionnelles)",
    maitre_ouvrage="Région Grand Est, direction du patrimoine immobilier et de la transition énergétique des lycées",
)
MOIS = Mois(2026, 10)
BATI, TREMPLIN = "insertion@bati-lorraine.example", "agence@tremplin.example"
MARCHES = "marches@val-de-brielle.example"
LIEN = "https://relais.example/declaration/bGllbi1kZS1sYS1nYWxlcmllLTAwMDE"


def piece(nom: str, taille: int = 2_000) -> PieceJointe:
    return PieceJointe(nom=nom, octets=b"%PDF-" + bytes(taille))


def suite(action: str, avant_le: date | None = None) -> Suite:
    return Suite(contact=FACILITATEUR, prochaine_action=action, avant_le=avant_le)


def _reponse(**autres) -> Message:
    contenu = ReponsePriseEnCharge(
        destinataire=MARCHES,
        relais=RELAIS,
        operation=ECOLE,
        suite=suite("nous envoyer le planning et les montants par lot", date(2026, 10, 16)),
        recue_le=date(2026, 10, 5),
        document=piece("C0_reponse_2026-THI-014.docx"),
        pieces_demandees=("le planning prévisionnel des travaux", "les montants estimés, lot par lot"),
    )
    return reponse_prise_en_charge(replace(contenu, **autres))


def _dce(**autres) -> Message:
    contenu = DcePret(
        destinataire=MARCHES,
        relais=RELAIS,
        operation=ECOLE,
        suite=suite("relire les textes et nous dire la date de publication", date(2026, 10, 30)),
        pack=piece("dce-2026-THI-014.zip"),
        lots=("Lot 1 – Gros œuvre, 292 h", "Lot 4 – Peinture et revêtements de sol, 140 h"),
        total_heures="432 heures d’insertion",
        a_completer=("le nom du signataire", "l’article du CCAP où insérer la clause"),
    )
    return dce_pret(replace(contenu, **autres))


def _a_trancher() -> Message:
    return a_trancher(
        CourrielATrancher(
            destinataire="j.fressac@relais-brielle.example",
            relais=RELAIS,
            suite=Suite(prochaine_action="lire ce courriel et décider de la suite"),
            identifiant="42",
            expediteur="secretariat@mairie-de-sauvichay.example",
            objet_recu="TR: travaux salle des fêtes",
            recu_le=date(2026, 10, 5),
            raison="L’expéditeur n’est pas dans l’annuaire.",
            lien="http://127.0.0.1:8000/courriers/42",
        )
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


def _realisation() -> Message:
    return attestation_realisation(
        AttestationRealisation(
            destinataire=BATI,
            relais=RELAIS,
            operation=ECOLE,
            suite=suite("conserver l’attestation"),
            attestations=(piece("I2_attestation_bati-lorraine.pdf"),),
            version="1",
        )
    )


def _bilan(**autres) -> Message:
    contenu = BilanRemis(
        destinataire=MARCHES,
        relais=RELAIS,
        operation=ECOLE,
        suite=suite("relire le bilan et nous dire s’il appelle des observations", date(2027, 12, 17)),
        pack=piece("bilan-2026-THI-014.zip"),
        attestations=2,
        version="1",
        considerations=("Clause sociale", "Critère social"),
    )
    return bilan_remis(replace(contenu, **autres))


REUNION = ReunionCitee(
    code="CS-1",
    nature="Comité de suivi",
    quand="mardi 13\u00a0octobre\u00a02026 à 14\u00a0h\u00a030",
    duree="1\u00a0h\u00a030",
    lieu="salle du conseil, mairie de Yutz",
    visio="https://visio.example/comite-de-suivi-trois-rivieres",
)
INVITATION = Invitation(
    uid="cs-1@relais-brielle.example",
    sequence=0,
    debut=datetime(2026, 10, 13, 14, 30),  # noqa: DTZ001 - local time, as invitations hold it
    duree_minutes=90,
    objet="Comité de suivi",
    lieu="salle du conseil, mairie de Yutz",
    description="Comité de suivi de la clause d’insertion",
    organisateur="clauses@relais-brielle.example",
    convie=BATI,
    ecrite_le=datetime(2026, 9, 28, 8, tzinfo=UTC),
)
POINTS = ("heures réalisées et prévues, lot par lot", "postes à ouvrir cet hiver", "formation des tuteurs")


def _convocation(**autres) -> Message:
    contenu = ConvocationReunion(
        destinataire=BATI,
        relais=RELAIS,
        operation=ECOLE,
        suite=suite("répondre à l’invitation", date(2026, 10, 9)),
        reunion=REUNION,
        points=POINTS,
        document=piece("D1_convocation.pdf"),
        invitation=INVITATION,
    )
    return convocation(replace(contenu, **autres))


def _annulee() -> Message:
    return reunion_annulee(
        ReunionAnnulee(
            destinataire=BATI,
            relais=RELAIS,
            operation=ECOLE,
            suite=suite("aucune"),
            reunion=REUNION,
            invitation=replace(INVITATION, sequence=1, annulee=True),
            motif="Le chantier est arrêté jusqu’au 2\u00a0novembre.",
        )
    )


def _point() -> Message:
    return point_ordre_du_jour(
        PointOrdreDuJour(
            destinataire=MARCHES,
            relais=RELAIS,
            operation=ECOLE,
            suite=suite("inscrire ce point à l’ordre du jour et nous confirmer l’heure et le lieu", date(2026, 10, 9)),
            reunion=replace(REUNION, nature="Réunion de démarrage", visio=None),
            points=POINTS,
            document=piece("D3_encart.docx"),
        )
    )


def _compte_rendu() -> Message:
    return compte_rendu(
        CompteRenduReunion(
            destinataire=BATI,
            relais=RELAIS,
            operation=ECOLE,
            suite=suite("relire le compte rendu joint", date(2026, 10, 23)),
            reunion=REUNION,
            document=piece("D2_compte_rendu.docx"),
        )
    )


def _copie_rappels(nombre: int) -> Message:
    rappels = (
        RappelCopie(
            reference=ECOLE.reference,
            intitule=ECOLE.intitule,
            lots="lots 1 et 4",
            entreprise="Bâti Lorraine",
            piece=piece("E1.docx"),
        ),
        RappelCopie(
            reference=GYMNASE.reference,
            intitule=GYMNASE.intitule,
            lots="lot 2",
            entreprise="Peintures du Val",
            piece=piece("E1_2.docx"),
        ),
    )[:nombre]
    contenu = CopieRappels(
        destinataire=MARCHES,
        relais=RELAIS,
        suite=suite("aucune, ce message est pour information"),
        rappels=rappels,
    )
    return copie_rappels(contenu, lesquels=str(nombre))


RETARDS = (
    OperationEnRetard(
        operation=ECOLE,
        manques=(
            "relevé de septembre 2026, lot 1\u00a0: attendu le 7\u00a0octobre\u00a02026",
            "relevé d’octobre 2026, lots 1 et 4\u00a0: attendu le 6\u00a0novembre\u00a02026",
        ),
    ),
    OperationEnRetard(operation=GYMNASE, manques=("choix des modalités, lot 2\u00a0: attendu le 2\u00a0octobre 2026",)),
)


def _relance(niveau: int, operations=RETARDS, **autres) -> Message:
    contenu = Relance(
        destinataire=BATI,
        relais=RELAIS,
        suite=suite("envoyer ce qui manque", date(2026, 11, 20)),
        niveau=niveau,
        demande_le=date(2026, 10, 1),
        precedente=date(2026, 10, 14) if niveau == 2 else None,
        operations=operations,
        liens=(en_retard(MOIS.precedent, LIEN), en_retard(MOIS, LIEN)),
        copie=niveau == 2,
        lettres=(piece("E3_relance.pdf"),),
    )
    return relance(replace(contenu, **autres), f"relance:{niveau}:{len(operations)}:{BATI}")


def _copie_relance() -> Message:
    contenu = CopieRelance(
        destinataire=MARCHES,
        relais=RELAIS,
        suite=suite("rien pour l’instant\u00a0; nous vous dirons ce qui aura été répondu"),
        organisations=("Bâti Lorraine",),
        reponse_avant_le=date(2026, 11, 20),
        operations=RETARDS[:1],
        lettres=(piece("E3_relance.pdf"),),
    )
    return copie_relance(contenu, [(2, BATI)])


def _projet() -> Message:
    contenu = ProjetASigner(
        destinataire=MARCHES,
        relais=RELAIS,
        suite=suite("décider de la suite, et nous la faire connaître"),
        operation=ECOLE,
        entreprise="Bâti Lorraine",
        titre="projet d’invitation à présenter des observations",
        usage="Si vous en êtes d’accord, reprenez-le à votre en-tête, complétez-le et envoyez-le en recommandé.",
        a_completer=("le nom et la qualité du signataire", "le délai laissé à l’entreprise"),
        document=piece("E4a_projet.docx"),
    )
    return projet_a_signer(contenu, "E4a_projet.docx:1")


DECLAREES = (
    OperationADeclarer(
        operation=ECOLE,
        releves=("Lot 1 – Gros œuvre\u00a0: 3 contrats", "Lot 4 – Peinture et revêtements de sol\u00a0: 1 contrat"),
    ),
    OperationADeclarer(operation=GYMNASE, releves=("Lot 2 – Peinture\u00a0: 2 contrats",)),
)


def _demande_heures(operations=DECLAREES, **autres) -> Message:
    contenu = DemandeHeures(
        destinataire=TREMPLIN,
        relais=RELAIS,
        suite=suite("déclarer les heures d’octobre\u00a02026, même s’il n’y en a aucune", date(2026, 11, 9)),
        du_mois="d’octobre\u00a02026",
        retour_le=date(2026, 11, 9),
        lien=LIEN,
        operations=operations,
        en_retard=(en_retard(MOIS.precedent, LIEN),),
        releves=(piece("G3_2026-10_2026-THI-014.xlsx"), piece("G3_2026-10_2026-CVB-031.xlsx")),
    )
    return demande_heures(replace(contenu, **autres), MOIS)


def _recu(reste: int) -> Message:
    contenu = RecuDeclaration(
        destinataire=TREMPLIN,
        relais=RELAIS,
        suite=suite("rien de plus pour ce mois, merci" if not reste else "compléter la déclaration", None),
        du_mois="d’octobre\u00a02026",
        declare_le=date(2026, 11, 4),
        total="273,50\u00a0h",
        operations=(
            OperationADeclarer(operation=ECOLE, releves=("Lot 1 – Gros œuvre\u00a0: 273,50\u00a0h (3 contrats)",)),
        ),
        reste=reste,
        lien=LIEN,
    )
    return recu_declaration(contenu, MOIS, str(reste))


def _contestees() -> Message:
    contenu = HeuresContestees(
        destinataire="j.fressac@relais-brielle.example",
        relais=RELAIS,
        suite=Suite(prochaine_action="entendre les deux parties et noter l’accord trouvé"),
        du_mois="d’octobre\u00a02026",
        entreprise="Bâti Lorraine",
        lignes=(
            "contrat C-0014-02, lot 1\u00a0: 151,67\u00a0h déclarées, 121,50\u00a0h reconnues, « absent 4 jours »",
        ),
    )
    return heures_contestees(contenu, MOIS, "1")


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


def _rappel_moa(nombre: int) -> Message:
    demandes = (
        Demande(operation=ECOLE, attendu="La date de publication de la consultation", depuis=date(2026, 9, 14)),
        Demande(operation=GYMNASE, attendu="Les attributaires de chaque lot", depuis=date(2026, 9, 21)),
    )[:nombre]
    return rappel_maitre_ouvrage(
        RappelMaitreOuvrage(
            destinataire=MARCHES,
            relais=RELAIS,
            suite=suite("répondre à ce message"),
            demandes=demandes,
            le=date(2026, 10, 5),
            precedent=date(2026, 9, 21),
        )
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


def _releve_lu(*fichiers: FichierRepondu) -> Message:
    contenu = ReponseReleve(
        destinataire=TREMPLIN,
        relais=RELAIS,
        suite=suite("corriger les lignes refusées et renvoyer le fichier", date(2026, 11, 9)),
        fichiers=fichiers,
        reference=ECOLE.reference,
        lien=LIEN,
    )
    return reponse_releve(contenu, date(2026, 11, 4), None)


ACCEPTE = FichierRepondu(
    nom="heures-octobre.xlsx",
    titre="Restructuration du groupe scolaire des Trois Rivières, octobre\u00a02026",
    verdict="3 lignes lues, 273,50\u00a0h enregistrées.",
    accepte=True,
    lignes=("Ligne 6, Léa Petitjean\u00a0: 121,50\u00a0h, lot 1",),
)
REFUSE = FichierRepondu(
    nom="heures-octobre-lot-4.ods",
    titre=None,
    verdict="Rien n’est enregistré\u00a0: une ligne est à corriger.",
    accepte=False,
    lignes=("Ligne 7, Sacha Dumontel\u00a0: personne inconnue sur cette opération.",),
    omises=2,
)


def _a_confirmer(**autres) -> Message:
    contenu = DeclarationAConfirmer(
        destinataire=TREMPLIN,
        relais=RELAIS,
        suite=suite("confirmer ou corriger", date(2026, 11, 9)),
        du_mois="d’octobre\u00a02026",
        compris="comme le mois dernier",
        citation="Bonjour, comme le mois dernier. Cordialement",
        total="121,50\u00a0h",
        operations=DECLAREES[:1],
        reste=1,
        lien=LIEN,
    )
    return declaration_a_confirmer(replace(contenu, **autres), date(2026, 11, 4), None)


def _mot_de_passe(*, ouverture: bool) -> Message:
    return choix_mot_de_passe(
        ChoixMotDePasse(
            destinataire="l.mangin@relais-brielle.example",
            relais=RELAIS,
            suite=Suite(prochaine_action="choisir un mot de passe", contact=FACILITATEUR),
            identifiant=f"1-{ouverture}",
            lien="https://relais.example/mot-de-passe/bGllbi1kZS1sYS1nYWxlcmll",
            duree="une heure",
            ouverture=ouverture,
        )
    )


GALERIE: dict[str, Callable[[], Message]] = {
    "reponse_prise_en_charge oui": _reponse,
    "reponse_prise_en_charge sous reserve": lambda: _reponse(
        reserves=("le calendrier du lot 4 est confirmé avant le 30\u00a0octobre",), pieces_demandees=()
    ),
    "reponse_prise_en_charge non": lambda: _reponse(
        motif="L’opération est hors du territoire du relais.",
        relais_propose="Relais du Saulnois",
        pieces_demandees=(),
        suite=suite("vous adresser au relais indiqué"),
    ),
    "reponse_prise_en_charge noms longs": lambda: _reponse(operation=LONGUE),
    "dce_pret": _dce,
    "dce_pret complet": lambda: _dce(a_completer=()),
    "a_trancher": _a_trancher,
    "attestation_eligibilite une": lambda: _eligibilite("AE-0014-001"),
    "attestation_eligibilite plusieurs": lambda: _eligibilite("AE-0014-001", "AE-0014-002", "AE-0014-003"),
    "attestation_realisation": _realisation,
    "bilan_remis": _bilan,
    "bilan_remis sans attestation": lambda: _bilan(attestations=0, considerations=()),
    "convocation": _convocation,
    "convocation nouvelle date": lambda: _convocation(version=1),
    "convocation rappel": lambda: _convocation(rappel=True),
    "reunion_annulee": _annulee,
    "point_ordre_du_jour": _point,
    "compte_rendu": _compte_rendu,
    "copie_rappels une": lambda: _copie_rappels(1),
    "copie_rappels deux": lambda: _copie_rappels(2),
    "relance premiere": lambda: _relance(1, RETARDS[:1]),
    "relance seconde, deux operations": lambda: _relance(2),
    "relance sans heures": lambda: _relance(1, RETARDS[1:], liens=()),
    "copie_relance": _copie_relance,
    "projet_a_signer": _projet,
    "demande_heures": _demande_heures,
    "demande_heures sans retard ni tableur": lambda: _demande_heures(DECLAREES[:1], en_retard=(), releves=()),
    "recu_declaration complet": lambda: _recu(0),
    "recu_declaration a completer": lambda: _recu(2),
    "heures_contestees": _contestees,
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
    "rappel_maitre_ouvrage une": lambda: _rappel_moa(1),
    "rappel_maitre_ouvrage deux": lambda: _rappel_moa(2),
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
    "reponse_releve accepte": lambda: _releve_lu(ACCEPTE),
    "reponse_releve en partie": lambda: _releve_lu(ACCEPTE, REFUSE),
    "declaration_a_confirmer": _a_confirmer,
    "declaration_a_confirmer aucune heure": lambda: _a_confirmer(compris="aucune heure", total="0\u00a0h", reste=0),
    "choix_mot_de_passe ouverture": lambda: _mot_de_passe(ouverture=True),
    "choix_mot_de_passe oubli": lambda: _mot_de_passe(ouverture=False),
}
