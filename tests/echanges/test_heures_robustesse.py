"""Whatever the bytes: an answer, quickly, and nothing kept that the operation does not allow."""

from __future__ import annotations

import io
import json
import logging
import os
import random
import resource
import time
import zipfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from heures_de_test import DONNEES, OCTOBRE
from hypothesis import given
from hypothesis import strategies as st

from echanges.format_dossier import lire_dossier
from echanges.heures import classeur, ouvrier
from echanges.heures.lecture import lire_heures
from echanges.heures.reponse import reponse_par_ligne
from echanges.heures.resultat import LectureHeures, RaisonFichier
from echanges.suivi import vers_suivi
from metier.releve import HEURES_MAXIMUM

SUIVI = vers_suivi(lire_dossier(json.loads((DONNEES / "dossier.json").read_text(encoding="utf-8"))).dossier)
CONTRATS = {un.id: un for un in SUIVI.contrats}
ECHANTILLONS = [
    fichier.read_bytes()
    for dossier in (DONNEES, DONNEES.parent / "heures_formats")
    for fichier in sorted(dossier.iterdir())
    if fichier.suffix in {".xlsx", ".xls", ".ods", ".csv"}
]
PLUS_LENT_S = 30


def muter(hasard: random.Random, octets: bytes) -> bytes:
    """The bytes with a few of them changed, cut, doubled or moved."""
    lus = bytearray(octets)
    for _ in range(hasard.randint(1, 6)):
        if not lus:
            break
        debut = hasard.randrange(len(lus))
        fin = min(len(lus), debut + hasard.randint(1, 40))
        geste = hasard.randrange(5)
        if geste == 0:
            lus[debut] = hasard.randrange(256)
        elif geste == 1:
            del lus[debut:fin]
        elif geste == 2:
            lus[debut:debut] = lus[debut:fin] * hasard.randint(1, 4)
        elif geste == 3:
            lus[debut:fin] = hasard.randbytes(fin - debut)
        else:
            lus[debut:fin] = hasard.choice([b"9" * 30, b"-1", b"1048576", b"&amp;", b'"', b";", b"\n", b"\xe9"])
    return bytes(lus)


def muter_dedans(hasard: random.Random, octets: bytes) -> bytes:
    """The same inside a member of an archive, that is then closed again."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as entree:
            membres = {nom: entree.read(nom) for nom in entree.namelist()}
    except (zipfile.BadZipFile, RuntimeError):
        return muter(hasard, octets)
    visees = [nom for nom in membres if "sheet" in nom or "content" in nom or "shared" in nom or "workbook" in nom]
    vise = hasard.choice(visees or list(membres))
    membres[vise] = muter(hasard, membres[vise])
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as sortie:
        for nom, contenu in membres.items():
            sortie.writestr(nom, contenu)
    return tampon.getvalue()


def eprouver(graine: int) -> tuple[str, float]:
    """Read a mutated sample; what became of it, and the seconds it took."""
    hasard = random.Random(graine)
    octets = (muter_dedans if graine % 2 else muter)(hasard, hasard.choice(ECHANTILLONS))
    debut = time.monotonic()
    lecture = lire_heures(octets, "heures.xlsx", SUIVI, OCTOBRE)
    duree = time.monotonic() - debut
    verifier(lecture)
    return (lecture.fichier_refuse.value if lecture.fichier_refuse else "lu"), duree


def verifier(lecture: LectureHeures) -> None:
    assert json.loads(json.dumps(lecture.en_json())) == lecture.en_json()
    assert all(phrase.strip() for phrase in reponse_par_ligne(lecture))
    assert (lecture.fichier_refuse is None) or not (lecture.acceptees or lecture.refusees)
    for ligne in lecture.acceptees:
        contrat = CONTRATS[ligne.contrat]
        assert OCTOBRE.rencontre(contrat.debut, contrat.fin)
        assert 0 <= ligne.dont_formation <= ligne.heures <= HEURES_MAXIMUM
        assert ligne.heures.as_tuple().exponent == -2
    assert all(total.heures <= HEURES_MAXIMUM for total in lecture.par_contrat().values())


def par_fourche(genre: str, octets: bytes, rangees_max: int) -> dict[str, Any]:
    """What the worker answers, in a copy of this process with as much memory to spare."""
    sortie, entree = os.pipe()
    fils = os.fork()
    if fils == 0:
        occupe = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (occupe + ouvrier.MEMOIRE_OCTETS,) * 2)
        with os.fdopen(entree, "w") as flux:
            json.dump(ouvrier.repondre(genre, octets, rangees_max), flux)
        os._exit(0)
    os.close(entree)
    with os.fdopen(sortie) as flux:
        dite = flux.read()
    if os.waitpid(fils, 0)[1]:
        raise classeur.FichierRefuse(RaisonFichier.TROP_VOLUMINEUX)
    return json.loads(dite)


def campagne(sorts: Iterable[tuple[str, float]], caplog) -> Counter[str]:
    with caplog.at_level(logging.WARNING):
        eprouves = list(sorts)
    assert caplog.records == [], "an exception of ours was caught at the last moment"
    assert max(duree for _, duree in eprouves) < PLUS_LENT_S
    return Counter(sort for sort, _ in eprouves)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the copy only reads, and ends
def test_three_hundred_damaged_files_are_each_answered(caplog, monkeypatch):
    monkeypatch.setattr(classeur, "faire_lire", par_fourche)
    sorts = campagne(map(eprouver, range(300)), caplog)
    assert sorts["lu"] > 30
    assert sorts["fichier_illisible"] > 100


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_twenty_thousand_damaged_files_are_each_answered(caplog):
    with ThreadPoolExecutor(2) as fils:
        sorts = campagne(fils.map(eprouver, range(20_000)), caplog)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 600_000  # kB of the largest reader
    assert sorts["lu"] > 2_000


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(octets):
    if not octets.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        verifier(lire_heures(octets, "heures.csv", SUIVI, OCTOBRE))


CASES = st.sampled_from(
    [
        "",
        "Nom",
        "Prénom",
        "Heures",
        "Mois",
        "Lot",
        "Total",
        "Morvilay",
        "Élodie",
        "Élodie Morvilay",
        "Benlaroux",
        "Hakim",
        "35",
        "7h30",
        "-1",
        "999",
        "10/2026",
        "09/2026",
        "oct-26",
        "1",
        "2",
        "Peinture",
        "=A1",
        '"',
        "Semaine",
        "Employeur",
    ]
) | st.text(max_size=8)


@given(st.lists(st.lists(CASES, max_size=6), max_size=8))
def test_any_table_of_such_cells_is_answered(rangees):
    """Headings in any place, rows cut short, words and numbers anywhere."""
    texte = "\n".join(";".join(rangee) for rangee in rangees)
    verifier(lire_heures(texte.encode("utf-8", "replace"), "heures.csv", SUIVI, OCTOBRE))
