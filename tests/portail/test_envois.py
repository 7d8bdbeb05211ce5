"""The mails that left, or did not: who sees which, what a person decides, what the receiver saw, the ledger."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from boite_d_envoi import poster
from operations_en_base import JOUR, evenements, semer
from sqlalchemy import update
from sqlmodel import col
from visiteur import Visiteur

from courrier.messages import Message, PieceJointe
from metier.acteurs import RoleContact
from metier.roles import Role
from portail.envois.assaini import assainir
from sqlmodel_store.depots import adresses_en_cause, contacts, courriers_sortants, operations, registre
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant, MotifRefus
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes import production

HTML = (
    '<html><head><style>p{color:#123456}</style><script>alert(1)</script></head><body onload="x()">'
    '<p style="color:red">Bonjour <a href="https://ailleurs.example/suivi">le lien</a></p>'
    '<img src="https://ailleurs.example/pixel.png"><iframe src="/"></iframe><form action="/x"><input></form>'
    "</body></html>"
)


def ecrire(cle, destinataire, *references, objet="Convocation", html="<p>Bonjour <b>à tous</b></p>", pieces=()):
    """A mail in the outbox about these operations; returns its number."""
    message = Message(
        cle=cle, destinataire=destinataire, objet=objet, texte="Bonjour à tous", html=html, pieces_jointes=pieces
    )
    with unit_of_work() as session:
        production.poster(session, message, *(operations.exiger(session, une).id for une in references))
    return numero_de(cle)


def numero_de(cle):
    return ligne_de(cle).id


def ligne_de(cle):
    with lecture() as session:
        return next(un for un in courriers_sortants.lister(session) if un.cle == cle)


def mettre(cle, etat, **valeurs):
    """A mail in a state, as the sender leaves it."""
    with unit_of_work() as session:
        session.execute(update(CourrierSortant).where(col(CourrierSortant.cle) == cle).values(etat=etat, **valeurs))


def douter(cle):
    mettre(cle, EtatSortant.INCERTAIN, essais=1, doute_depuis=datetime.now(UTC), reponse="envoi interrompu")


def refuser(cle, motif=MotifRefus.CONTENU):
    mettre(cle, EtatSortant.REFUSE, essais=1, motif=motif, reponse="550 5.7.1 message refusé")


@pytest.fixture
def deux_relais(installation):
    """A mail of each relay, one about both, one about none, and one that carries a link to choose a password."""
    nord, sud = (semer(reference=f"R-{code}", relais=code) for code in ("nord", "sud"))
    ecrire("a:1", "nord@acheteur.example", nord)
    ecrire("a:2", "sud@acheteur.example", sud)
    ecrire("a:3", "deux@acheteur.example", nord, sud)
    ecrire("a:4", "personne@acheteur.example")
    ecrire("choix_mot_de_passe:1", "chef@relais.example", objet="Choisissez votre mot de passe")
    return nord, sud


def destinataires(visiteur, chemin="/envois"):
    page = visiteur.voir(chemin)
    return sorted(re.findall(r"[a-z]+@[a-z-]+\.example", " ".join(un.get_text(" ") for un in page.select("tbody tr"))))


def test_each_sees_the_mails_of_its_relays_and_nobody_a_link_to_a_password(deux_relais):
    """Those about no operation are for whoever drives them all; who only reads sees that a mail left, not its words."""
    facilitateur = Visiteur(role=Role.FACILITATEUR, relais=("nord",))
    assert destinataires(facilitateur) == ["deux@acheteur.example", "nord@acheteur.example"]
    assert facilitateur.get(f"/envois/{numero_de('a:4')}").status_code == 404
    assert len(destinataires(Visiteur(role=Role.FACILITATEUR, relais=("nord", "sud")))) == 4
    lecture_seule = Visiteur(role=Role.LECTURE, relais=("nord",))
    assert destinataires(lecture_seule) == ["deux@acheteur.example", "nord@acheteur.example"]
    assert len(destinataires(Visiteur(role=Role.ANIMATEUR))) == 4
    assert Visiteur(role=Role.ADMINISTRATEUR).get("/envois").status_code == 403
    suites = ("", "/vue", "/courriel.eml", "/pieces/0")
    for cle in ("a:2", "choix_mot_de_passe:1"):
        assert {facilitateur.get(f"/envois/{numero_de(cle)}{suite}").status_code for suite in suites} == {404}
    un = numero_de("a:1")
    assert "n’est montré qu’aux personnes" in lecture_seule.voir(f"/envois/{un}").main.text
    assert lecture_seule.get(f"/envois/{un}/courriel.eml").status_code == 404
    partage = facilitateur.voir(f"/envois/{numero_de('a:3')}")
    assert "R-sud" not in partage.main.text
    assert partage.select_one("iframe") is None
    assert facilitateur.get(f"/envois/{numero_de('a:3')}/vue").status_code == 404
    assert facilitateur.get("/envois?operation=R-sud").status_code == 404
    assert destinataires(facilitateur, "/envois?operation=R-nord") == ["deux@acheteur.example", "nord@acheteur.example"]


def test_a_mail_is_shown_as_received_and_given_byte_for_byte(installation):
    """Its HTML in a frame that runs nothing, its text, its attachments, its source, its exact bytes."""
    reference = semer()
    piece = PieceJointe(nom="Convocation n° 1.pdf", octets=b"%PDF-1.7 essai")
    numero = ecrire("a:1", "marches@val-de-brielle.example", reference, objet="Réunion « démarrage »", pieces=(piece,))
    visiteur = Visiteur(role=Role.FACILITATEUR)
    page = visiteur.voir(f"/envois/{numero}")
    assert page.h1.text == "Réunion « démarrage »"
    cadre = page.select_one("iframe")
    assert cadre.has_attr("sandbox")
    assert not cadre["sandbox"]
    vue = visiteur.get(cadre["src"])
    assert "<b>à tous</b>" in vue.text
    politique = vue.headers["content-security-policy"]
    assert all(dit in politique for dit in ("default-src 'none'", "sandbox", "frame-ancestors 'self'"))
    assert vue.headers["x-frame-options"] == "SAMEORIGIN"
    jointe = page.select_one("#jointes").find_parent("section").a
    assert visiteur.get(jointe["href"]).content == b"%PDF-1.7 essai"
    eml = visiteur.get(f"/envois/{numero}/courriel.eml")
    with lecture() as session:
        assert eml.content == registre.octets(session, numero)
    assert eml.headers["content-type"] == "message/rfc822"
    assert "X-Relais-Cle: a:1" in page.select("pre")[-1].text
    assert visiteur.get(f"/envois/{numero}/pieces/7").status_code == 404
    assert visiteur.get("/envois/99999999999").status_code == 404


def test_what_a_mail_could_do_is_taken_out_of_it():
    """Scripts, frames, forms, distant pictures, addresses of links; its looks stay."""
    propre = assainir(HTML, "Objet <b>")
    for danger in ("<script", "onload", "<iframe", "<form", "<input", "pixel.png", "href="):
        assert danger not in propre
    assert 'style="color:red"' in propre
    assert "p{color:#123456}" in propre
    assert 'title="https://ailleurs.example/suivi"' in propre
    assert "<title>Objet &lt;b&gt;</title>" in propre
    assert "alert" not in assainir("<svg><script>alert(1)</script><p>", "") + assainir("<p><noembed><b>alert(1)", "")


def test_a_person_settles_doubts_and_refusals(installation):
    """From the work lists, several at once, or from the page of the mail; each decision is in its trace."""
    reference = semer()
    for rang in (1, 2, 3):
        ecrire(f"a:{rang}", f"d{rang}@acheteur.example", reference)
    douter("a:1")
    douter("a:2")
    refuser("a:3")
    visiteur = Visiteur(role=Role.FACILITATEUR)
    liens = {lien.get_text(" ", strip=True): lien["href"] for lien in visiteur.voir("/envois").select(".pour-qui a")}
    assert {"En doute (2)", "Refusés, à trancher (1)", "À régler (3)"} <= set(liens)
    douteux = visiteur.voir("/envois?liste=en_doute")
    cases = [case["value"] for case in douteux.select("input[name=envoi]")]
    assert [un["value"] for un in douteux.select("button[name=decision]")] == ["envoye", "renvoyer"]
    faite = visiteur.poster("/envois/decisions", envoi=cases, decision="envoye", retour="en_doute")
    assert faite.headers["location"] == "/envois?liste=en_doute"
    assert "2 courriels : noté envoyé." in visiteur.voir("/envois").select_one(".annonce").text.replace("\u00a0", " ")
    assert {ligne_de(cle).etat for cle in ("a:1", "a:2")} == {EtatSortant.ENVOYE}
    refuse = ligne_de("a:3").id
    page = visiteur.voir(f"/envois/{refuse}")
    assert [un.text for un in page.select("button[name=decision]")] == ["L’envoyer de nouveau", "Ne plus l’envoyer"]
    visiteur.poster("/envois/decisions", envoi=refuse, decision="renvoyer", retour=str(refuse))
    assert ligne_de("a:3").etat is EtatSortant.A_ENVOYER
    assert "décidé par une personne" in visiteur.partie(f"/envois/{refuse}", "Ce qu’il est devenu")
    assert "À envoyer de nouveau" in visiteur.partie(f"/operations/{reference}", "Journal")
    assert {un.acteur for un in evenements(reference) if un.evenement.startswith("envoi_")} == {
        "facilitateur-seul@relais.example"
    }


def test_nothing_is_decided_twice_nor_half(installation):
    """A mail settled meanwhile: a sentence, and the others stay as they were; nothing ticked: a sentence too."""
    reference = semer()
    ecrire("a:1", "d1@acheteur.example", reference)
    ecrire("a:2", "d2@acheteur.example", reference)
    douter("a:1")
    visiteur = Visiteur(role=Role.FACILITATEUR)
    visiteur.poster("/envois/decisions", envoi=[numero_de("a:1"), numero_de("a:2")], decision="envoye")
    assert ligne_de("a:1").etat is EtatSortant.INCERTAIN
    assert "ne peut pas être" in visiteur.voir("/envois").select_one(".annonce").text
    visiteur.poster("/envois/decisions", decision="envoye")
    assert "Cochez au moins un courriel" in visiteur.voir("/envois").select_one(".annonce").text
    assert visiteur.poster("/envois/decisions", envoi=424242, decision="envoye").status_code == 404


def test_who_does_not_drive_or_is_of_another_relay_decides_nothing(deux_relais):
    douter("a:1")
    for role, relais, statut in (
        (Role.LECTURE, ("nord",), 403), (Role.ANIMATEUR, (), 403), (Role.FACILITATEUR, ("sud",), 404),
    ):  # fmt: skip
        visiteur = Visiteur(role=role, relais=relais)
        reponse = visiteur.poster("/envois/decisions", envoi=numero_de("a:1"), decision="envoye")
        assert reponse.status_code == statut
    assert ligne_de("a:1").etat is EtatSortant.INCERTAIN


def test_a_wrong_contact_is_corrected_everywhere_or_lifted(installation):
    """The mail kept leaves for the new address, written in the operation too; no address is ever in a URL."""
    reference = semer()
    fausse = "marches@val-de-brielle.example"
    ecrire("a:1", fausse, reference)
    with unit_of_work() as session:
        adresses_en_cause.marquer_adresse_en_cause(session, fausse, "550 5.1.1 inconnu")
    visiteur = Visiteur(role=Role.FACILITATEUR)
    page = visiteur.voir("/envois?liste=mauvais_contact")
    assert "550 5.1.1 inconnu" in page.select_one(".contact").text
    assert not any("@" in lien["href"] for lien in page.select("main a[href]"))
    visiteur.poster("/envois/adresses", adresse=fausse, nouvelle="pas une adresse", action="remplacer")
    assert "n’est pas une adresse" in visiteur.voir("/envois").select_one(".annonce").text
    visiteur.poster("/envois/adresses", adresse=fausse, nouvelle="contact@val-de-brielle.example", action="remplacer")
    assert "1 courriel en partance" in visiteur.voir("/envois").select_one(".annonce").text
    with lecture() as session:
        connu = contacts.courriel(session, operations.exiger(session, reference).id, [RoleContact.MAITRE_OUVRAGE])
    assert connu == "contact@val-de-brielle.example"
    assert destinataires(visiteur, "/envois?liste=en_attente") == ["contact@val-de-brielle.example"]


def test_an_address_that_another_relay_uses_is_not_one_s_own_to_change(deux_relais):
    with unit_of_work() as session:
        adresses_en_cause.marquer_adresse_en_cause(session, "marches@val-de-brielle.example", "550 inconnu")
    visiteur = Visiteur(role=Role.FACILITATEUR, relais=("nord",))
    visiteur.poster("/envois/adresses", adresse="marches@val-de-brielle.example", nouvelle="x@y.example")
    assert "un autre relais écrit aussi" in visiteur.voir("/envois").select_one(".annonce").text


def test_the_ledger_says_what_a_person_received_on_a_day(deux_relais):
    """Part of an address is enough; what another relay sent is not told; the export is for who consolidates."""
    mettre("a:1", EtatSortant.ENVOYE, envoye_le=datetime(2026, 9, 1, 8, tzinfo=UTC), parti_le=JOUR, reponse="250 ok")
    facilitateur = Visiteur(role=Role.FACILITATEUR, relais=("nord",))
    demande = {"destinataire": "acheteur.example", "du": "2026-09-01", "au": "2026-09-01"}
    reponse = facilitateur.poster("/envois/registre", **demande)
    assert "2 courriels" in reponse.text
    assert "250 ok" in reponse.text
    assert "sud@acheteur.example" not in reponse.text
    assert (
        "Aucun courriel"
        in facilitateur.poster("/envois/registre", destinataire="nord@acheteur.example", du="2026-09-02").text
    )
    assert facilitateur.poster("/envois/registre", du="hier").status_code == 422
    assert facilitateur.poster("/envois/registre", destinataire="x", operation="R-sud").status_code == 422
    assert facilitateur.poster("/envois/registre/export", **demande).status_code == 403
    chef = Visiteur(role=Role.RESPONSABLE, relais=("nord",))
    table = chef.poster("/envois/registre/export", **demande)
    lignes = table.content.decode("utf-8-sig").splitlines()
    assert len(lignes) == 1 + 2
    assert "R-sud" not in table.text
    assert [un.acteur for un in evenements(genre="registre_exporte")] == ["responsable-nord@relais.example"]


def test_a_mail_of_another_day_stands_at_its_business_date(deux_relais):
    """`RELAIS_DATE` stands for today: a reminder due before the 24th is not shown as of the day of the machine."""
    for cle, jour in (("a:1", date(2026, 10, 24)), ("a:3", date(2026, 11, 30))):
        mettre(cle, EtatSortant.ENVOYE, envoye_le=datetime(2026, 11, 30, 1, tzinfo=UTC), parti_le=jour)
    facilitateur = Visiteur(role=Role.FACILITATEUR, relais=("nord",))
    for page in ("/envois", "/operations/R-nord"):
        dates = [facilitateur.mots(une) for une in facilitateur.voir(page).select("tr td:last-child time")]
        assert sorted(dates)[:2] == ["24 octobre 2026", "30 novembre 2026 à 2 h 00"], page


def test_a_field_longer_than_any_form_lets_is_named_and_nothing_is_said_of_the_address(deux_relais):
    reponse = Visiteur(role=Role.FACILITATEUR, relais=("nord",)).poster("/envois/registre", destinataire="x" * 400)
    assert reponse.status_code == 422
    assert "Champ «\u00a0destinataire\u00a0»" in reponse.text
    assert "caractères au plus sont attendus" in reponse.text
    assert "adresse n’est pas valable" not in reponse.text


def test_long_lists_are_cut_into_pages(installation):
    poster(*range(1, 121))
    visiteur = Visiteur(role=Role.FACILITATEUR)
    assert len(visiteur.voir("/envois?page=3").select("tbody tr")) == 20
    assert "Page 3 sur 3" in visiteur.voir("/envois?page=99").main.text
    assert "Rien dans cette liste" in visiteur.voir("/envois?liste=en_doute").main.text
