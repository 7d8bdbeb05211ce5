"""A month cut anywhere, run by two at once, missing a file: each recipient has its mail once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Barrier

import pytest
from mois_de_tableaux import DEPART, OCTOBRE, au, en_pdf, fichier_de
from tableaux_en_base import (
    ACHETEUR,
    FACILITATEUR,
    TREMPLIN,
    courriels,
    destinataires,
    dossier,
    entreprise,
    imprimer_vite,
    semer,
    tableaux_faits,
)

from config.settings import get_settings
from metier.fautes import FauteDeSaisie
from workflows.actes.mensuel import courriels as envois
from workflows.actes.mensuel import mois as du_mois
from workflows.actes.mensuel import pieces, preparation
from workflows.actes.mensuel.mois import preparer

__all__ = ["au", "en_pdf"]


def test_a_file_that_disappeared_keeps_its_own_mail_only(au, monkeypatch):
    """The others leave; the sentence names the operation and the file; put back, the mail leaves."""
    semer(dossier(1))
    with monkeypatch.context() as patch:
        patch.setattr(du_mois, "poster_tous", lambda _mois: 0)
        patch.setattr(du_mois, "clore", lambda *_args, **_nommes: None)
        preparer(OCTOBRE, par="essai")
    fichier = get_settings().home / "documents" / "2026-TDB-001" / "H1_tableau_de_bord_2026-10.pdf"
    fichier.rename(fichier.with_suffix(".mis-de-cote"))
    with pytest.raises(FauteDeSaisie, match="2026-TDB-001 : le tableau de bord H1"):
        preparer(OCTOBRE, par="essai")
    assert destinataires() == sorted([TREMPLIN, entreprise(1)])
    fichier.with_suffix(".mis-de-cote").rename(fichier)
    preparer(OCTOBRE, par="essai")
    assert destinataires() == sorted([ACHETEUR, TREMPLIN, entreprise(1)])


class Panne(BaseException):
    """A kill."""


@pytest.mark.parametrize(
    ("module", "nom", "appel"),
    [
        pytest.param(preparation, "ecrire", 2, id="while files are written"),
        pytest.param(preparation, "_produire", 2, id="between two operations"),
        pytest.param(envois, "poster", 2, id="between two mails"),
        pytest.param(envois.tableaux, "joindre", 2, id="while a mail is posted"),
        pytest.param(du_mois, "recapituler", 1, id="while the month is closed"),
    ],
)
def test_interrupted_anywhere_and_run_again_each_recipient_has_one_mail(au, monkeypatch, module, nom, appel):
    semer(dossier(1), dossier(2))
    vrai, appels = getattr(module, nom), []

    def couper(*args, **nommes):
        appels.append(1)
        resultat = vrai(*args, **nommes)
        if len(appels) == appel:
            raise Panne
        return resultat

    with monkeypatch.context() as patch:
        patch.setattr(module, nom, couper)
        with pytest.raises(Panne):
            preparer(OCTOBRE, par="essai")
    preparer(OCTOBRE, par="essai")
    assert destinataires() == sorted([ACHETEUR, TREMPLIN, entreprise(1), entreprise(2)])
    combien = {un.destinataire: len(un.pdf) for un in courriels()}
    assert combien == {ACHETEUR: 2, TREMPLIN: 2, entreprise(1): 1, entreprise(2): 1}
    assert len(tableaux_faits()) == 6
    assert len(courriels("recapitulatif")) == 1


def test_the_same_month_prepared_by_two_at_once_reaches_each_recipient_once(installation, regler, monkeypatch):
    """The service and a person's command: one mail each, one recapitulation, rows and files that agree."""
    regler(DATE=DEPART.isoformat(), FACILITATEUR__COURRIEL=FACILITATEUR)
    monkeypatch.setattr(pieces, "make_followup_piece", imprimer_vite)
    semer(*(dossier(rang) for rang in range(1, 5)))
    depart = Barrier(2)

    def courir(_rang):
        depart.wait(timeout=20)
        return preparer(OCTOBRE, par="essai")

    with ThreadPoolExecutor(2) as executants:
        bilans = list(executants.map(courir, range(2)))
    assert sum(un.courriels for un in bilans) == 5
    assert destinataires() == sorted([ACHETEUR, TREMPLIN, *(entreprise(rang) for rang in range(3))])
    assert sum(len(un.pdf) for un in courriels()) == len(tableaux_faits()) == 12
    assert len(courriels("recapitulatif")) == 1
    for un in tableaux_faits():
        assert sha256(fichier_de(installation / "documents", un).read_bytes()).hexdigest() == un.sha256
