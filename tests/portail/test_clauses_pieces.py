"""What the buyer takes away from the page: the pieces of the market, and the texts one by one."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from acheteur import MARCHE, OPERATION, PIECES, Acheteur
from operations_exemple import HOSTILE

from config.settings import get_settings
from documents.lecture_word import read_paragraphs

DEUX_INCONNUS = {
    "lots.0.intitule": "Électricité",
    "lots.1.intitule": "Restauration de vitraux",
    "lots.1.montant_ht": "300 000",
}
DIT = (
    "heures : lot 1, 117 à 292 h ; lot 2, 100 à 250 h ; en tout, 217 à 542 h "
    "(hypothèse basse, à arrêter avec le facilitateur)"
)


class TestPieces:
    """`POST /clauses/dce`: from the form or from JSON, the zip or one document."""

    def test_the_form_gives_the_zip(self, acheteur):
        acheteur.envoyer("/dce", **PIECES)
        assert acheteur.reponse.headers["content-type"] == "application/zip"
        assert 'filename="dce-2026-VSB-1.zip"' in acheteur.reponse.headers["content-disposition"]
        noms = self.noms(acheteur)
        assert {"A1_avis.docx", "A2_rc.docx", "A3_ccap.docx", "A7_annexe_ae_lot-1.docx", "LISEZMOI.txt"} <= noms
        assert not any("B1" in nom or "B2" in nom for nom in noms)

    def test_so_many_lots_that_they_would_hold_the_machine_are_refused(self, acheteur):
        lots = [OPERATION["lots"][0] | {"numero": rang} for rang in range(1, 202)]
        reponse = acheteur.client.post("/clauses/dce", json=OPERATION | {"lots": lots})
        assert reponse.status_code == 422
        (faute,) = reponse.json()["fautes"]
        assert (faute["champ"], "200 au plus ici" in faute["phrase"]) == ("lots", True)

    def test_the_json_of_an_operation_gives_the_zip_of_the_command(self, acheteur, tmp_path, capsys):
        from cli.documents import dce

        reponse = acheteur.client.post("/clauses/dce", json=OPERATION)
        fichier = tmp_path / "operation.json"
        fichier.write_text(json.dumps(OPERATION), encoding="utf-8")
        dce(fichier, tmp_path / "dce")
        assert reponse.content == (tmp_path / "dce" / "dce-2026-VSB-1.zip").read_bytes()

    def test_one_document_may_be_taken(self, acheteur):
        for piece, nom in (
            ("A3", "A3_ccap.docx"),
            ("A7 lot 1", "A7_annexe_ae_lot-1.docx"),
            ("B2", "B2_tableau_calcul.xlsx"),
        ):
            acheteur.envoyer("/dce", **PIECES, piece=piece)
            assert nom in acheteur.reponse.headers["content-disposition"]
            assert zipfile.is_zipfile(io.BytesIO(acheteur.reponse.content))
        acheteur.envoyer("/dce", **PIECES, piece="Z9")
        assert acheteur.reponse.status_code == 404

    def test_an_unpublished_share_does_not_stop_the_pack_which_says_so(self, acheteur):
        """The range on each cover to remove and in LISEZMOI; the text itself binds to one number, shaded."""
        acheteur.envoyer("/dce", **PIECES, **DEUX_INCONNUS)
        with zipfile.ZipFile(io.BytesIO(acheteur.reponse.content)) as archive:
            lisezmoi = " ".join(archive.read("LISEZMOI.txt").decode().replace("\u202f", " ").split())
            pieces = {nom[:2]: archive.read(nom) for nom in archive.namelist() if nom.endswith(".docx")}
        assert "217 à 542 h en tout, 217 h dans les pièces : hypothèse basse, à arrêter" in lisezmoi
        assert "- lot 1 : 117 à 292 h selon la part de main-d’œuvre, non publiée : hypothèse basse" in lisezmoi
        assert lisezmoi.count(DIT) == 1
        for code in ("A2", "A3", "A7", "A9"):
            garde, _, texte = "\n".join(read_paragraphs(pieces[code])).partition("Cette page est à retirer")
            assert DIT in garde.replace("\u00a0", " "), code
            assert "hypothèse" not in texte
        assert DIT not in "\n".join(read_paragraphs(pieces["A1"])).replace("\u00a0", " ")
        with zipfile.ZipFile(io.BytesIO(pieces["A3"])) as word:
            corps = word.read("word/document.xml").decode()
        for heures in ("117\u00a0heures", "100\u00a0heures", "217\u00a0heures"):
            assert re.search(f'w:fill="FFF2CC"/></w:rPr><w:t[^>]*>{heures}<', corps), heures

    def test_the_page_says_which_hours_the_pieces_carry_where_they_are_a_range(self, acheteur):
        acheteur.envoyer(**DEUX_INCONNUS)
        reponse = acheteur.soupe.find(id="resultat").get_text(" ", strip=True)
        pieces = acheteur.soupe.find(id="pieces").get_text(" ", strip=True)
        assert "217\u00a0h , tant que vous n’indiquez pas la vôtre" in reponse
        assert "Ces pièces portent l’hypothèse basse, 217\u00a0h , d’une fourchette de 217 à 542\u00a0h" in pieces
        acheteur.envoyer()
        assert "hypothèse basse" not in acheteur.mots

    @pytest.mark.parametrize("montage", ["execution_critere", "reserve", "marche_insertion", "aucun"])
    def test_each_montage_has_its_pack(self, acheteur, montage):
        autres = {
            "montage": montage,
            "ponderation": "10",
            "dispense.cas": "2",
            "dispense.motif": "Sans lien avec l’objet.",
        }
        acheteur.envoyer("/dce", **PIECES, **autres, **{"lots.0.montant_ht": "6 M€"})
        assert acheteur.reponse.status_code == 200, acheteur.mots
        assert "LISEZMOI.txt" in self.noms(acheteur)

    @pytest.mark.parametrize("champ", ["intitule", "maitre_ouvrage.nom"])
    def test_what_pieces_print_is_asked_for_at_its_field(self, acheteur, champ):
        acheteur.envoyer("/dce", **PIECES | {champ: ""})
        assert acheteur.reponse.status_code == 422
        assert "imprimé sur chaque pièce" in acheteur.faute(champ)

    def test_a_reference_that_cannot_name_a_file_is_refused(self, acheteur):
        acheteur.envoyer("/dce", **PIECES | {"reference": "../../etc"})
        assert acheteur.reponse.status_code == 422
        assert acheteur.faute("reference")

    def test_hostile_titles_are_only_text(self, acheteur):
        acheteur.envoyer("/dce", **PIECES | {"intitule": HOSTILE})
        assert acheteur.reponse.status_code == 200
        acheteur.envoyer(**{"lots.0.intitule": HOSTILE, "lots.0.part_main_oeuvre": "50"})
        assert "<b>gras</b>" not in acheteur.reponse.text

    @pytest.mark.parametrize(
        ("corps", "champ"),
        [
            (b"{}", "reference"),
            (b"[]", "le contenu"),
            (b"", "le contenu"),
            (b"{", "le contenu"),
            (b'{"a": NaN}', "a"),
            (b'{"a": 1, "a": 2}', "a"),
            (b"\xff", "le contenu"),
            (b"[" * 50_000, "le contenu"),
            (json.dumps({**OPERATION, "nature": "x"}).encode(), "nature"),
            (json.dumps({**OPERATION, "inconnue": 1}).encode(), "inconnue"),
            (json.dumps({**OPERATION, "lots": []}).encode(), "lots"),
            (json.dumps({**OPERATION, "missions": ["bilan"]}).encode(), "missions"),
            (
                json.dumps({**OPERATION, "lots": [{**OPERATION["lots"][0], "intitule": "VRD"}]}).encode(),
                "lots[0].part_main_oeuvre",
            ),
        ],
        ids=range(13),
    )
    def test_a_faulty_json_is_answered_field_by_field(self, acheteur, corps, champ):
        reponse = acheteur.client.post("/clauses/dce", content=corps, headers={"content-type": "application/json"})
        assert reponse.status_code == 422
        fautes = reponse.json()["fautes"]
        assert fautes[0]["champ"].startswith(champ)
        assert fautes[0]["phrase"].endswith((".", "?"))

    def test_what_is_neither_is_refused_and_what_is_too_long_stops_being_read(self, acheteur):
        for genre, corps, statut in (
            ("text/plain", b"x", 415),
            ("application/x-www-form-urlencoded", b"a=" + b"x" * 600_000, 413),
            ("application/x-www-form-urlencoded", b"a=\xff", 422),
            ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 4_000), 422),
        ):
            reponse = acheteur.client.post("/clauses/dce", content=corps, headers={"content-type": genre})
            assert reponse.status_code == statut

    def test_the_page_is_limited_by_address(self, acheteur, monkeypatch):
        monkeypatch.setenv("RELAIS_PORTAIL_DEBIT", "2")
        get_settings.cache_clear()
        autre = Acheteur("192.0.2.41")
        reponses = [autre.client.post("/clauses/dce", json=OPERATION) for _ in range(3)]
        assert [une.status_code for une in reponses] == [200, 200, 429]
        assert reponses[2].headers["retry-after"] == "60"
        assert "Attendez une minute" in reponses[2].text

    def test_what_is_recalculated_while_one_types_has_a_wider_limit(self, monkeypatch):
        """Thirty lots at three recalculations a lot pass; the pieces stay within the limit, script or not."""
        monkeypatch.setenv("RELAIS_PORTAIL_DEBIT", "20")
        get_settings.cache_clear()
        autre, script = Acheteur("192.0.2.42"), {"hx-request": "true"}
        calculs = {autre.client.post("/clauses", data=MARCHE, headers=script).status_code for _ in range(90)}
        pieces = [autre.client.post("/clauses/dce", json=OPERATION, headers=script).status_code for _ in range(21)]
        assert (calculs, pieces[-2:]) == ({200}, [200, 429])
        calculs = [autre.client.post("/clauses", data=MARCHE, headers=script).status_code for _ in range(11)]
        assert calculs[-2:] == [200, 429]

    @staticmethod
    def noms(acheteur):
        with zipfile.ZipFile(io.BytesIO(acheteur.reponse.content)) as archive:
            return set(archive.namelist())


class TestTextes:
    """`/clauses/modeles`: each text to read and to take."""

    def test_each_text_has_its_page_its_file_its_edition_and_its_law(self, acheteur):
        acheteur.ouvrir("/clauses/modeles")
        liens = [lien["href"] for lien in acheteur.soupe.select("table a")]
        assert len(liens) == 8
        for lien in liens:
            dit = acheteur.ouvrir(lien).mots
            assert re.search(r"Édition 20\d\d\.\d+\. Dernier changement du droit pris en compte : 22 août 2026", dit), (
                lien
            )
            fichier = acheteur.client.get(f"{lien}/fichier")
            assert zipfile.is_zipfile(io.BytesIO(fichier.content))

    def test_the_article_reads_as_in_word_without_its_cover(self, acheteur):
        acheteur.ouvrir("/clauses/modeles/A3")
        texte = acheteur.soupe.select_one("article.texte")
        assert texte.h2.get_text().endswith("Action d’insertion professionnelle")
        assert "Cette page est à retirer" not in texte.get_text()
        assert "Publics éligibles" in [titre.get_text() for titre in texte.select("h3")]
        assert texte.select("mark")

    def test_an_unknown_text_says_where_they_are(self, acheteur):
        for suite in ("B1", "A4", "../A3", "A3/fichier/x"):
            assert acheteur.ouvrir(f"/clauses/modeles/{suite}").reponse.status_code == 404
