"""Damaged mails of every form: an answer each time, never an exception, in bounded time and memory."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tarfile
import time
import tomllib
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from mutations_courriel import muter
from outlook_exemple import arbre_msg, ecrire_msg, ecrire_tnef, emballer_rtf

from courrier.lecture import lecteur, lire
from courrier.lecture.demontage import ouvrir

SECONDES = 2.0
MEMOIRE_KO = 300 * 1024
DONNEES = Path(__file__).parents[2] / "donnees" / "notifications"
PARTAGE = Path(__file__).parents[3].parent / "shared" / "data" / "notifications"


def lire_vite(octets: bytes, contexte):
    """The reading, which must take less than two seconds of processor."""
    debut = time.process_time()
    lecture = lire(octets, contexte)
    assert time.process_time() - debut < SECONDES
    return lecture


def outlook() -> list[bytes]:
    """A `.msg` with an enclosed one, a file and rich text; a `winmail.dat` in a mail; both in an archive's place."""
    texte = (
        "Opération : Réfection du pont\nRéférence : RA-2026-0800\nCommune : Montrelle\nLot 1 : Béton – 100 000 € HT\n"
    )
    envoi = {0x001A: "IPM.Note", 0x0037: "Opération", 0x5D02: "c.faudune@region-austrasie.example", 0x1000: texte}
    rtf = {0x1009: emballer_rtf(b"{\\rtf1\\ansi Lot 2 : B\\'e9ton\\par}")}
    fichier = {0x3704: "LOTS.CSV", 0x3707: "lots.csv", 0x3701: b"Lot;Objet;Montant HT\n3;Toiture;85000\n"}
    msg = ecrire_msg({**envoi, **rtf}, pieces=[fichier, ({0x3705: 5}, arbre_msg(envoi, entete=24))])
    message = EmailMessage()
    message["From"] = "c.faudune@region-austrasie.example"
    message.set_content("Pièces jointes.")
    for nom, octets in (("winmail.dat", ecrire_tnef({**envoi, **rtf}, [fichier])), ("transfert.msg", msg)):
        message.add_attachment(octets, maintype="application", subtype="octet-stream", filename=nom)
    return [msg, message.as_bytes(policy=SMTP)]


@pytest.fixture
def originaux(composer) -> list[bytes]:
    """The mails of our cases, one in three, those of Outlook, and the shared samples where they are."""
    cas = [c for f in sorted(DONNEES.glob("*.toml")) for c in tomllib.loads(f.read_text(encoding="utf-8"))["cas"]]
    partages = [fichier.read_bytes() for fichier in sorted(PARTAGE.glob("*.eml"))] if PARTAGE.is_dir() else []
    return [*outlook() * 5, *partages, *(composer(**c) for c in cas[::3])]


@pytest.fixture
def pannes(monkeypatch) -> list[str]:
    """What is raised below the last guard: a defect, even though the guard would hide it."""
    vues: list[str] = []
    vrai = lecteur._lire

    def lire_en_notant(courriel, contexte):
        try:
            return vrai(courriel, contexte)
        except Exception as erreur:
            vues.append(repr(erreur))
            raise

    monkeypatch.setattr(lecteur, "_lire", lire_en_notant)
    return vues


def muter_et_lire(originaux: list[bytes], nombre: int, contexte) -> None:
    """The seeds that took two seconds of processor or more, and those that only the last guard stopped: none."""
    lentes, gardees = {}, []
    for graine in range(nombre):
        alea = random.Random(graine)
        brut = muter(alea.choice(originaux), alea)
        debut = time.process_time()
        lecture = lire(brut, contexte)
        if (secondes := time.process_time() - debut) >= SECONDES:
            lentes[graine] = secondes
        if "n’a pas pu être lu (" in lecture.raison or not lecture.raison.endswith("."):
            gardees.append(graine)
    assert (lentes, gardees) == ({}, [])


def test_500_damaged_mails_never_raise(originaux, contexte, pannes):
    """Each under two seconds."""
    muter_et_lire(originaux, 500, contexte)
    assert not pannes


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_20000_damaged_mails_never_raise(originaux, contexte, pannes):
    """The same at full size; the memory of the process stays under 300 MB more than at its beginning."""
    avant = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    muter_et_lire(originaux, 20_000, contexte)
    assert not pannes
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - avant < MEMOIRE_KO


def test_damaged_workbooks_never_raise(partage, composer, contexte):
    """Spreadsheets whose bytes are damaged before they are attached: the reader written in Rust may crash, not us."""
    fichiers = [f for f in sorted((partage.parent / "heures").iterdir()) if f.suffix in {".xlsx", ".ods"}]
    for graine in range(120):
        alea = random.Random(graine)
        fichier = alea.choice(fichiers)
        octets = muter(fichier.read_bytes(), alea)
        brut = composer(texte="Relevé d'heures joint.", fichier={"nom": fichier.name, "contenu": octets})
        assert lire_vite(brut, contexte).nature in {"heures", "a_trancher", "reponse"}


COLLECTIONS = ["flufl.bounce==6.0.0", "mail-parser==4.8.0", "tnefparse==1.4.0"]


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("paquet", COLLECTIONS)
def test_the_mails_that_packages_keep_for_their_tests_never_raise(paquet, tmp_path, contexte, pannes, composer):
    """Their samples, from the index of packages where there is one; a `winmail.dat` is attached to a mail."""
    commande = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--no-binary",
        ":all:",
        "-d",
        tmp_path,
        paquet,
    ]
    if subprocess.run(commande, capture_output=True, check=False).returncode:
        pytest.skip(f"{paquet} ne se télécharge pas ici")
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as fermee:
        membres = [m for m in fermee.getmembers() if m.isfile() and "test" in m.name and not m.name.endswith(".py")]
        lus = [(membre.name, fermee.extractfile(membre).read()) for membre in membres]
    assert lus
    for nom, octets in lus:
        brut = octets
        if nom.endswith(".tnef"):
            brut = composer(texte="Voir le fichier.", fichier={"nom": "winmail.dat", "contenu": octets})
        assert lire_vite(brut, contexte).raison, nom
        if nom.endswith(".tnef"):
            assert not [piece.illisible for piece in ouvrir(brut).pieces if piece.illisible], nom
    assert not pannes
