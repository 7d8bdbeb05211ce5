"""Reminders really posted: on their day, counted from what left, one for all, with its link and its letters."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from email import message_from_bytes, policy
from itertools import pairwise

import pytest
from mois_a_declarer import ACHETEUR, BATI, TREMPLIN, charger, contrat, dossier, heures, numero, partis
from operations_en_base import documents_de
from sqlmodel import select

from config.horloge import aujourdhui
from config.jours_ouvres import feries
from metier.echeances import est_ouvre
from metier.fautes import FauteDeSaisie
from metier.heures import Declarant, EtatHeures
from sqlmodel_store.depots import operations
from sqlmodel_store.depots.courriers_sortants import Lettre, deposer
from sqlmodel_store.modeles.insertion import Contrat, Heures
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import sujets
from workflows.actes.demande_heures.attentes import des_releves
from workflows.actes.demande_heures.demande import DEMANDES
from workflows.actes.expedition import expedier
from workflows.actes.relances import relance as relance_du_jour
from workflows.actes.relances.attentes import sans_reponse
from workflows.actes.relances.relance import RELANCES

DEMANDE = date(2026, 12, 1)
PREMIERE = date(2026, 12, 15)
"""Asked on 1 December, to be answered before the 8th, five working days later."""


def passer(jour, regler, genres=(DEMANDES, RELANCES), *, envoyer=True):
    """A day of the machine: what is due is done, then leaves."""
    regler(DATE=jour.isoformat())
    for genre in genres:
        with lecture() as session:
            cles = genre.dues(session, jour)
        if cles:
            genre.faire(cles, jour)
    if envoyer:
        expedier()


def jours(debut, combien):
    """Those of that many days on which people work."""
    tous = (debut + timedelta(days=rang) for rang in range(combien))
    return [jour for jour in tous if est_ouvre(jour, feries())]


def relances(prefixe="relance:"):
    return [(un.cle, un.pose_le) for un in partis(prefixe)]


def texte(courrier):
    lu = message_from_bytes(courrier.octets, policy=policy.default)
    return " ".join(lu.get_body(("plain",)).get_content().replace("\u00a0", " ").split())


def jointes(courrier):
    return [un.get_filename() for un in message_from_bytes(courrier.octets, policy=policy.default).iter_attachments()]


def declarer(code, mois, reference="2026-ECO-001"):
    """The employer answers."""
    with unit_of_work() as session:
        voulu = select(Contrat.id).where(Contrat.code == code, Contrat.operation_id == numero(reference))
        session.add(
            Heures(
                contrat_id=session.exec(voulu).one(),
                rang=900,
                mois=mois,
                declarant=Declarant.EMPLOYEUR,
                heures=Decimal(70),
                dont_formation=Decimal(0),
                etat=EtatHeures.DECLAREE,
            )
        )


def changer_etape(etape, reference="2026-ECO-001"):
    with unit_of_work() as session:
        operations.exiger(session, reference).etape = etape


def rappeler_les_engagements(jour, regler, reference="2026-ECO-001", adresse=BATI):
    """The pack « démarrage » left that day."""
    regler(DATE=jour.isoformat())
    lettre = Lettre(
        cle=f"demarrage_entreprise:{reference}:1+2:{adresse}",
        destinataire=adresse,
        message_id=f"<{reference}.{adresse}>",
        objet="Vos engagements",
        corps=b"Subject: essai\r\n\r\n",
    )
    with unit_of_work() as session:
        deposer(session, lettre)
    expedier()


def test_a_missing_statement_is_reminded_of_five_working_days_after_its_date_then_weekly_three_times(
    installation, regler
):
    charger(dossier(contrats=[contrat("k1")]))
    for jour in jours(DEMANDE, 30):
        passer(jour, regler)
    assert relances() == [
        (f"relance:1:1:{TREMPLIN}", PREMIERE),
        (f"relance:2:1:{TREMPLIN}", date(2026, 12, 22)),
        (f"relance:3:1:{TREMPLIN}", date(2026, 12, 30)),
    ]
    dit = texte(partis("relance:2")[0])
    for attendu in (
        "demandé le 1er décembre 2026, malgré notre relance du 15 décembre 2026",
        "Relevé de novembre 2026, lot 1, Tremplin ETTI : attendu le 8 décembre 2026",
        "/declaration/",
        "Votre prochaine action : déclarer les heures manquantes",
        "Avant le : 30 décembre 2026",
        "Votre contact",
    ):
        assert attendu in dit
    assert "pénalité" not in dit


def test_nothing_is_counted_from_a_request_that_did_not_leave(sur_sqlite, regler):
    """Posted on the 1st, it leaves on the 14th: the delays run from there."""
    charger(dossier(contrats=[contrat("k1")]))
    for jour in jours(DEMANDE, 13):
        passer(jour, regler, envoyer=False)
    for jour in jours(date(2026, 12, 14), 18):
        passer(jour, regler)
    assert relances() == [(f"relance:1:1:{TREMPLIN}", date(2026, 12, 29))]


def test_the_answer_ends_the_reminders(sur_sqlite, regler):
    charger(dossier(contrats=[contrat("k1")]))
    for jour in jours(DEMANDE, 16):
        passer(jour, regler)
    declarer("k1", "2026-11")
    for jour in jours(date(2026, 12, 17), 14):
        passer(jour, regler)
    assert len(relances()) == 1


@pytest.mark.parametrize("etape", ["suspendue", "close", "abandonnee", "bilan"])
def test_nobody_is_reminded_of_an_operation_that_stopped(sur_sqlite, regler, etape):
    charger(dossier(contrats=[contrat("k1")]))
    passer(DEMANDE, regler)
    changer_etape(etape)
    for jour in jours(DEMANDE, 30):
        passer(jour, regler)
    assert relances() == []


def test_one_reminder_speaks_of_all_the_operations_of_a_recipient(sur_sqlite, regler):
    charger(*(dossier(f"2026-OP-{rang}", contrats=[contrat("k1"), contrat("k2", lot=2)]) for rang in range(3)))
    passer(DEMANDE, regler)
    passer(PREMIERE, regler)
    (courrier,) = partis("relance:")
    dit = texte(courrier)
    assert all(f"2026-OP-{rang}" in dit for rang in range(3))
    assert dit.count("/declaration/") == 1


def test_a_company_that_employs_gets_the_letter_e3_a_structure_does_not(sur_sqlite, regler):
    """The letter is addressed to the holder of a lot; it is recorded and written with the operation."""
    charger(dossier())
    passer(DEMANDE, regler)
    passer(PREMIERE, regler)
    mails = {un.destinataire: un for un in partis("relance:")}
    assert jointes(mails[BATI]) == ["E3_relance_bati-1_2026-ECO-001.pdf"]
    assert jointes(mails[TREMPLIN]) == []
    ecrits = documents_de("2026-ECO-001")
    assert {nom: un.code for nom, un in ecrits.items()} == {
        "E3_relance_bati-1.docx": "E3",
        "E3_relance_bati-1.pdf": "E3",
    }
    assert all((sur_sqlite / "documents" / "2026-ECO-001" / nom).is_file() for nom in ecrits)


def test_beyond_two_months_missing_the_buyer_is_told_apart_and_a_plan_is_asked_for(sur_sqlite, regler):
    """The reminder of level 2 goes to the company, its copy, without any link, to the maître d'ouvrage."""
    charger(dossier(contrats=[contrat("k2", "Bâti", 2)]))
    for jour in (DEMANDE, PREMIERE, date(2027, 1, 4), date(2027, 2, 1), *jours(date(2027, 2, 9), 9)):
        passer(jour, regler)
    niveaux = [cle.split(":")[2] for cle, _ in relances()]
    assert niveaux == sorted(niveaux)
    assert set(niveaux) == {"1", "2"}
    copies = partis("copie_relance:")
    assert {un.destinataire for un in copies} == {ACHETEUR}
    assert len(copies) == niveaux.count("2")
    for copie in copies:
        assert "/declaration/" not in texte(copie)
        assert "pénalité" not in texte(copie)
        assert "Quermeur" not in texte(copie)
    de_niveau_2 = next(un for un in partis("relance:") if un.cle.split(":")[2] == "2")
    assert "plan de rattrapage" in texte(de_niveau_2)
    assert "reçoit une copie" in texte(de_niveau_2)


def test_a_buyer_has_one_copy_of_the_reminders_of_a_day(sur_sqlite, regler):
    """Four companies far behind at mid-course, one of which cannot be written to: one copy of the three letters."""
    saisi = dossier(contrats=[], attributions=[])
    modele = saisi["operation"]["lots"][0]
    saisi["operation"]["lots"] = [modele | {"numero": rang, "intitule": f"Lot {rang}"} for rang in range(1, 5)]
    saisi["attributions"] = [
        {
            "lot": rang,
            "entreprise": {"nom": f"Societe {rang}"},
            "courriel": f"s{rang}@societe.example",
            "date_notification": "2026-09-15",
            "heures_engagees": 292,
            "modalites": [{"type": "embauche_directe", "heures": 292}],
        }
        for rang in range(1, 5)
    ]
    charger(saisi)
    for rang in range(1, 5):
        rappeler_les_engagements(date(2026, 10, 1), regler, adresse=f"s{rang}@societe.example")
    preparer = relance_du_jour._preparer

    def refuser_la_derniere(session, qui, *suite):
        if qui == "s4@societe.example":
            raise FauteDeSaisie("essai", "essai : lettre refusée.")
        return preparer(session, qui, *suite)

    with pytest.MonkeyPatch.context() as ici:
        ici.setattr(relance_du_jour, "_preparer", refuser_la_derniere)
        regler(DATE="2027-04-15")
        assert sujets.faire_le_jour().empechees == ["essai : lettre refusée."]
    assert len(partis("relance:")) == 3
    (copie,) = partis("copie_relance:")
    assert (copie.destinataire, len(jointes(copie))) == (ACHETEUR, 3)
    assert "3 relances envoyées" in copie.objet
    assert texte(copie).count("2026-ECO-001") == 1
    assert "leur est demandé" in texte(copie)
    assert sujets.faire_le_jour().empechees == []
    assert len(partis("copie_relance:")) == 2


def test_two_reminders_to_one_recipient_are_a_week_apart_at_least(sur_sqlite, regler):
    charger(dossier(), dossier("2026-GYM-002", contrats=[contrat("k1", debut="2026-12-07")]))
    for jour in (DEMANDE, *jours(PREMIERE, 10), date(2027, 1, 4), *jours(date(2027, 1, 15), 16)):
        passer(jour, regler)
    par_adresse = {}
    for cle, pose in relances():
        par_adresse.setdefault(cle.rsplit(":", 1)[1], []).append(pose)
    assert set(par_adresse) == {BATI, TREMPLIN}
    for poses in par_adresse.values():
        assert len(poses) > 2
        assert all(suivante - une >= timedelta(days=7) for une, suivante in pairwise(poses))


def test_the_same_day_twice_posts_one_reminder(sur_sqlite, regler):
    charger(dossier(contrats=[contrat("k1")]))
    passer(DEMANDE, regler)
    with lecture() as session:
        cles = RELANCES.dues(session, PREMIERE)
    for _ in range(3):
        RELANCES.faire(cles, PREMIERE)
    assert len(relances()) == len(cles) == 1


def test_a_company_that_has_not_chosen_is_reminded_once_its_commitments_were_recalled(sur_sqlite, regler):
    """Notified on 15 September: twenty working days lead to 13 October; not before the pack left."""
    attributions = [
        {
            "lot": lot,
            "entreprise": {"nom": "Bâti"},
            "courriel": BATI,
            "date_notification": "2026-09-15",
            "heures_engagees": 292,
        }
        for lot in (1, 2)
    ]
    charger(dossier(contrats=[], etape="demarrage", attributions=attributions))
    for jour in jours(date(2026, 9, 16), 30):
        passer(jour, regler)
    assert relances() == []
    rappeler_les_engagements(date(2026, 10, 16), regler)
    for jour in jours(date(2026, 10, 17), 8):
        passer(jour, regler)
    assert relances() == [(f"relance:1:1:{BATI}", date(2026, 10, 23))]
    dit = texte(partis("relance:")[0])
    assert "Choix des modalités de réalisation, lot 1, Bâti (292 h) : attendu le 13 octobre 2026" in dit
    assert "/declaration/" not in dit
    assert jointes(partis("relance:")[0]) == ["E3_relance_bati-1_2026-ECO-001.pdf"]


def test_far_behind_at_mid_course_the_second_level_comes_at_once(sur_sqlite, regler):
    """Ten months from October: only at the end of March is half the time gone."""
    du = [heures("k2", mois, "4", etat="validee") for mois in ("2026-11", "2026-12", "2027-01", "2027-02")]
    charger(dossier(contrats=[contrat("k2", "Bâti", 2, fin="2027-02-28")], heures=du))
    rappeler_les_engagements(date(2026, 10, 1), regler)
    for jour in (date(2027, 3, 15), date(2027, 4, 14)):
        passer(jour, regler)
    assert relances() == []
    passer(date(2027, 4, 15), regler)
    assert relances() == [(f"relance:1:2:{BATI}", date(2027, 4, 15))]
    dit = texte(partis("relance:")[0])
    assert "16 h validées pour" in dit
    assert "attendues au 31 mars 2027" in dit
    assert [un.destinataire for un in partis("copie_relance:")] == [ACHETEUR]


IDENTITE = {
    "RELAIS__NOM": "Relais de la Brielle",
    "RELAIS__ADRESSE": "1 rue du Port, 57000 Brielle",
    "RELAIS__TELEPHONE": "03 00 00 00 00",
    "RELAIS__COURRIEL": "contact@relais.example",
    "FACILITATEUR__NOM": "Jeanne Fressac",
    "FACILITATEUR__COURRIEL": "j.fressac@relais.example",
}


def test_without_the_optional_article_the_letter_leaves_where_mail_reaches_people(sur_sqlite, regler):
    """Far behind at mid-course, no article of the CCAP in the dossier: the plan is asked for all the same."""
    du = [heures("k2", mois, "4", etat="validee") for mois in ("2026-11", "2026-12", "2027-01", "2027-02")]
    regler(DATE="2027-03-01")
    charger(dossier(contrats=[contrat("k2", "Bâti", 2, fin="2027-02-28")], heures=du))
    rappeler_les_engagements(date(2026, 10, 1), regler)
    regler(MAIL_MODE="reel", **IDENTITE)
    passer(date(2027, 4, 15), regler, envoyer=False)
    (posee,) = partis("relance:")
    assert [nom for nom in jointes(posee) if nom.startswith("E3")] != []


def test_a_letter_that_may_not_leave_is_an_open_action_until_it_can(sur_sqlite, regler):
    """The operation, the field, the commands; the same in what waits for that operation; gone once the letter left."""
    saisi = dossier(contrats=[contrat("k2", "Bâti", 2)])
    engagees = [une.pop("heures_engagees") for une in saisi["attributions"]]
    regler(DATE=DEMANDE.isoformat())
    charger(saisi)
    passer(DEMANDE, regler)
    regler(MAIL_MODE="reel", DATE=PREMIERE.isoformat(), **IDENTITE)
    assert [phrase[:28] for phrase in sujets.faire_le_jour().empechees] == ["2026-ECO-001\u00a0: attributions["]
    assert partis("relance:") == []
    (action,) = empechees()
    assert (action.reference, action.qui) == ("2026-ECO-001", "facilitateur")
    for dit in ("(E3) non partie", "attributions[].heures_engagees", "relais dossier importer", "relais echeances"):
        assert dit in action.libelle
    sujets.faire_le_jour()
    assert len(empechees()) == 1
    for une, combien in zip(saisi["attributions"], engagees, strict=True):
        une["heures_engagees"] = combien
    charger(saisi)
    sujets.faire_le_jour()
    assert len(partis("relance:")) == 1
    assert empechees() == []


def empechees():
    with lecture() as session:
        ouvertes = sujets.attentes(session, operations.lister(session))
    return [une for une in ouvertes if "non partie" in une.libelle]


def test_the_lapse_of_a_cotraitant_is_not_put_on_the_mandataire(sur_sqlite, regler):
    commun = {"lot": 1, "date_notification": "2026-09-15", "heures_engagees": 146}
    attributions = [
        commun | {"entreprise": {"nom": "Bâti"}, "courriel": BATI, "role": "mandataire"},
        commun
        | {"entreprise": {"nom": "Charpentes Rive"}, "courriel": "rive@charpentes.example", "role": "cotraitant"},
    ]
    charger(dossier(contrats=[contrat("k1", "Charpentes Rive", type="cdd")], attributions=attributions))
    for jour in jours(DEMANDE, 25):
        passer(jour, regler)
    assert {cle.rsplit(":", 1)[1] for cle, _ in relances()} == {"rive@charpentes.example"}


def test_what_waits_shows_the_level_of_the_last_reminder_then_a_person(sur_sqlite, regler):
    charger(dossier(contrats=[contrat("k1")]))
    for jour in jours(DEMANDE, 15):
        passer(jour, regler)
    with lecture() as session:
        (action,) = des_releves(session, operations.lister(session))
        assert "relancé le 15/12/2026, niveau 1" in action.libelle
        assert sans_reponse(session, operations.lister(session)) == []
    for jour in jours(date(2026, 12, 16), 16):
        passer(jour, regler)
    with lecture() as session:
        (reprise,) = sans_reponse(session, operations.lister(session))
    assert reprise.qui == "facilitateur"
    assert "en parler avec l’entreprise du lot 1, Bâti" in reprise.libelle
    assert "E4a" not in reprise.libelle
    assert reprise.reference == "2026-ECO-001"
    assert reprise.avant_le > aujourdhui()


def test_where_nobody_works_no_hours_are_said_to_be_awaited(sur_sqlite, regler):
    """The facilitateur's turn, on a day that does not move; once a contract is there, the employer's."""
    regler(DATE="2026-12-01")
    charger(dossier(contrats=[]))
    with lecture() as session:
        libelles = {une.libelle: une for une in sujets.attentes(session, operations.lister(session))}
        assert "Déclarer les heures du mois" not in libelles
        (action,) = [une for dit, une in libelles.items() if dit.startswith("Enregistrer les contrats")]
        assert action.qui == "facilitateur"
        regler(DATE="2027-03-01")
        assert action in sujets.attentes(session, operations.lister(session))
    charger(dossier())
    with lecture() as session:
        assert "Déclarer les heures" in " ".join(
            une.libelle for une in sujets.attentes(session, operations.lister(session))
        )


def test_the_letter_of_the_buyer_is_advised_for_whoever_holds_a_lot(sur_sqlite, regler):
    """A structure is bound to no contract with the buyer: no invitation to present observations."""
    charger(dossier(contrats=[contrat("k2", "Bâti", 2)]))
    for jour in jours(DEMANDE, 31):
        passer(jour, regler)
    with lecture() as session:
        (reprise,) = sans_reponse(session, operations.lister(session))
    assert "préparer l’invitation à présenter des observations (E4a)" in reprise.libelle


def test_a_month_that_a_reminder_did_not_list_is_not_said_reminded_of(sur_sqlite, regler):
    """Reminded on 11 January of November; December, asked for on the 4th, could not be listed before the 18th."""
    charger(dossier(contrats=[contrat("k1")]))
    for jour in (DEMANDE, date(2026, 12, 28), *jours(date(2027, 1, 4), 8)):
        passer(jour, regler)
    with lecture() as session:
        dits = {une.libelle.replace("\u00a0", " ") for une in des_releves(session, operations.lister(session))}
    assert dits == {
        "Déclarer les heures de novembre 2026, lot 1 (relancé le 11/01/2027, niveau 1)",
        "Déclarer les heures de décembre 2026, lot 1",
    }


def test_the_request_of_the_month_which_recalls_what_is_late_counts_for_the_week(sur_sqlite, regler):
    """On 4 January December is asked for, November recalled: the second reminder waits for the 11th."""
    charger(dossier(contrats=[contrat("k1")]))
    for jour in (DEMANDE, date(2026, 12, 28), *jours(date(2027, 1, 4), 8)):
        passer(jour, regler)
    assert relances() == [
        (f"relance:1:1:{TREMPLIN}", date(2026, 12, 28)),
        (f"relance:2:1:{TREMPLIN}", date(2027, 1, 11)),
    ]
    assert "novembre 2026" in texte(partis("demande_heures:2026-12:")[0])


def test_a_reminder_interrupted_while_its_letters_are_written_leaves_nothing_but_files(sur_sqlite, regler, monkeypatch):
    """The mail, the row and the copy are one transaction with the last file: all of it comes with the next round."""
    charger(dossier(contrats=[contrat("k2", "Bâti", 2)]))
    passer(DEMANDE, regler)

    def tomber(*_arguments):
        raise KeyboardInterrupt

    ecrire = relance_du_jour.ecrire
    monkeypatch.setattr(relance_du_jour, "ecrire", tomber)
    with pytest.raises(KeyboardInterrupt):
        passer(PREMIERE, regler)
    assert relances() == []
    assert documents_de("2026-ECO-001") == {}
    monkeypatch.setattr(relance_du_jour, "ecrire", ecrire)
    passer(PREMIERE, regler)
    assert relances() == [(f"relance:1:1:{BATI}", PREMIERE)]
    assert list(documents_de("2026-ECO-001")) == ["E3_relance_bati-1.docx", "E3_relance_bati-1.pdf"]
