"""Hours that were declared or validated since the page was opened: told, kept or replaced, never lost."""

from __future__ import annotations

from declarant import dites, en_decembre, mots, saisir, tremplin
from mois_a_declarer import charger, contrat, dossier, heures

__all__ = ["en_decembre", "tremplin"]


def test_hours_declared_from_another_page_meanwhile_are_told_before_they_are_replaced(tremplin):
    """The second page is shown them in its review, sent or not; it replaces them once it has seen them."""
    ouverte = {"d:2026-ECO-001:k1": tremplin.champ(tremplin.ouvrir(), "d:2026-ECO-001:k1")}
    tremplin.envoyer(**saisir(k1="70"), **ouverte)
    for action in ("relire", "declarer"):
        reponse = tremplin.envoyer(action, **saisir(k1="80"), **ouverte)
        assert "déjà déclaré entre-temps : 70 h" in mots(reponse)
    assert "entre-temps" not in mots(tremplin.envoyer("relire", **saisir(k1="70"), **ouverte))
    assert dites()["k1"][0] == 70
    vue = {"d:2026-ECO-001:k1": tremplin.champ(reponse, "d:2026-ECO-001:k1")}
    assert tremplin.envoyer(**saisir(k1="80"), **vue).status_code == 303
    assert dites()["k1"][0] == 80


def test_who_is_told_of_hours_declared_meanwhile_may_keep_them(tremplin):
    """Alone, nothing is left to send; with another line, it is all that is left; an empty line loses nothing."""
    ouverte = {f"d:2026-ECO-001:{un}": "" for un in ("k1", "k3")}
    tremplin.envoyer(**saisir(k1="70", k1_f="7"))
    relue = tremplin.envoyer("relire", **saisir(k1="80"), **ouverte)
    assert "déjà déclaré entre-temps : 70 h, dont 7 h de formation, que cet envoi remplacera" in mots(relue)
    assert "Remplacer par les miennes" in mots(relue)
    vue = {un: tremplin.champ(relue, un) for un in ("d:2026-ECO-001:k1", "e:2026-ECO-001:k1", "h:2026-ECO-001:k1")}
    gardee = tremplin.envoyer("garder", **vue)
    assert (gardee.status_code, gardee.headers["location"]) == (303, tremplin.lien)
    reste = tremplin.envoyer("garder", **saisir(k1="80", k3="12"), **ouverte)
    assert "entre-temps" not in mots(reste)
    assert tremplin.champ(reste, "h:2026-ECO-001:k1") == "70"
    assert "laissé vide : 70 h déjà déclarées, gardées" in mots(
        tremplin.envoyer("relire", **saisir(k3="12"), **ouverte)
    )
    assert dites()["k1"][:2] == (70, 7)


def test_validated_hours_are_shown_and_no_longer_asked_for(tremplin):
    charger(dossier(contrats=[contrat("k1"), contrat("k3")], heures=[heures("k1", "2026-11", "70", etat="validee")]))
    reponse = tremplin.ouvrir()
    assert "70 h, validées par le facilitateur" in mots(reponse)
    assert 'name="h:2026-ECO-001:k1"' not in reponse.text
    tremplin.envoyer(**saisir(k3="2"))
    assert {code: dite[0] for code, dite in dites().items()} == {"k1": 70, "k3": 2}


def test_hours_may_be_declared_until_the_month_is_closed_even_at_the_final_report(tremplin):
    charger(dossier(contrats=[contrat("k1")], etape="bilan"))
    assert tremplin.envoyer(**saisir(k1="7")).status_code == 303
    assert dites()["k1"][0] == 7


def test_what_can_no_longer_be_written_is_told_line_by_line_and_whom_to_call(tremplin):
    """The page was open when the facilitateur validated a line: neither silence, nor the others half written."""
    charger(
        dossier(
            contrats=[contrat("k1"), contrat("k3")],
            heures=[heures("k1", "2026-11", "70", etat="validee")],
        )
    )
    reponse = tremplin.envoyer(**saisir(k1="80", k3="12"))
    assert reponse.status_code == 422
    dit = mots(reponse)
    assert "Élodie Q., lot 1, Tremplin ETTI : les heures de novembre 2026 sont validées (70 h)" in dit
    assert "Pour les changer, appelez Jeanne Fressac, 03 00 55 10 04" in dit
    assert "Aucune heure n’est écrite" not in dit
    assert set(dites()) == {"k1"}
    assert tremplin.envoyer(**saisir(k1="70", k3="12")).status_code == 303
