"""Word documents: A3 by the compiled template, by docxtpl used plainly, and by what no engine can do without."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

from docxtpl import DocxTemplate

from cli.bancs.exemples import article
from cli.bancs.mesure import Resultat, Taille, Variante, exposant, memoire_de_pointe, mesurer, rapport
from documents.archive import niveau
from documents.contextes.a3 import ArticleCcap
from documents.moteur.compilation import Compile
from documents.moteur.gabarit import environment, rendre
from documents.moteur.identite import differences
from documents.word import locate, prepare, render
from metier.fautes import PanneExterne

MODELE = ArticleCcap.modele
REPETITIONS = 10
REPERE_MEMOIRE = 1_000


def mesurer_documents(taille: Taille) -> list[Resultat]:
    """The ratios of A3. Raises PanneExterne when the documents are not the same: a wrong answer is not timed."""
    articles = [article(rang) for rang in range(taille.documents)]
    gabarit = locate(MODELE).read_bytes()
    banc = _Banc(gabarit, articles)
    identiques = sum(banc.identique(rang) for rang in range(taille.documents))
    if identiques < taille.documents:
        raise PanneExterne(f"Banc des documents : {identiques} sur {taille.documents} identiques à ceux de docxtpl.")
    return [_identite(identiques / taille.documents), *banc.rapports(taille), *_volume(taille.releves)]


class _Banc:
    """The variants, on the same prepared contexts."""

    def __init__(self, gabarit: bytes, articles: Sequence[ArticleCcap]) -> None:
        self._gabarit, self._articles = gabarit, articles
        self._contextes = [prepare(un) for un in articles]
        self._compile = Compile(gabarit)
        self._fixe, self._varie = zip(*(self._partager(rang) for rang in range(len(articles))), strict=True)

    def identique(self, rang: int) -> bool:
        """Canonical XML of every part: docxtpl with our marks and properties, and docxtpl alone where no mark is."""
        contexte, fait = self._contextes[rang], self._compile.render(self._contextes[rang])
        return (
            not differences(fait, rendre(self._gabarit, contexte))
            and render(MODELE, self._articles[rang]).octets == fait
        )

    def rapports(self, taille: Taille) -> list[Resultat]:
        variantes = {
            "docxtpl": Variante(faire=self._docxtpl),
            "moteur": Variante(faire=self._moteur, repetitions=REPETITIONS),
            "produit": Variante(faire=self._produit, repetitions=REPETITIONS),
            "plancher": Variante(faire=self._plancher, repetitions=REPETITIONS),
        }
        mesures = mesurer(variantes, taille.documents)
        return [
            _au_moins("documents-docxtpl", "A3 : docxtpl ÷ moteur", rapport(mesures, "docxtpl", "moteur"), 30),
            _au_moins("documents-produit", "A3 : docxtpl ÷ produit entier", rapport(mesures, "docxtpl", "produit"), 20),
            _au_plus("documents-plancher", "A3 : moteur ÷ plancher", rapport(mesures, "moteur", "plancher"), 3.5),
        ]

    def _docxtpl(self, rang: int) -> bytes:
        document, tampon = DocxTemplate(io.BytesIO(self._gabarit)), io.BytesIO()
        document.render(dict(self._contextes[rang]), environment(), autoescape=True)
        document.save(tampon)
        return tampon.getvalue()

    def _moteur(self, rang: int) -> bytes:
        return self._compile.render(self._contextes[rang])

    def _produit(self, rang: int) -> bytes:
        return render(MODELE, self._articles[rang]).octets

    def _plancher(self, rang: int) -> bytes:
        """Deflate the parts that vary, as hard as the engine does, copy the rest."""
        for _, contenu in self._varie[rang]:
            zlib.crc32(contenu)
        serres = (zlib.compress(contenu, force, wbits=-zlib.MAX_WBITS) for force, contenu in self._varie[rang])
        return b"".join([self._fixe[rang], *serres])

    def _partager(self, rang: int) -> tuple[bytes, list[tuple[int, bytes]]]:
        """The packed bytes of what every document has, and the content of what varies with the level of each."""
        with zipfile.ZipFile(io.BytesIO(self._compile.render(self._contextes[rang]))) as paquet:
            varie = {nom: paquet.read(nom) for nom in self._compile.varient}
            fixe = sum(entree.compress_size for entree in paquet.infolist() if entree.filename not in varie)
        return bytes(fixe), [(niveau(nom), contenu) for nom, contenu in varie.items()]


def _identite(part: float) -> Resultat:
    return _au_moins("documents-identite", "A3 : documents identiques à ceux de docxtpl", part, 1)


def _au_moins(nom: str, libelle: str, mesure: float, objectif: float) -> Resultat:
    return Resultat(nom=nom, libelle=libelle, rapport=mesure, objectif=objectif)


def _au_plus(nom: str, libelle: str, mesure: float, objectif: float) -> Resultat:
    return Resultat(nom=nom, libelle=libelle, rapport=mesure, objectif=objectif, au_plus=True)


def _volume(releves: tuple[int, ...]) -> list[Resultat]:
    """Growth and memory, in a process of its own: what was done before must not count."""
    commande = [sys.executable, "-m", "cli.bancs.documents", *map(str, releves)]
    fini = subprocess.run(commande, check=True, capture_output=True, text=True)  # noqa: S603 - this very program
    points: list[dict[str, Any]] = json.loads(fini.stdout)
    memoires = {point["nombre"]: point["memoire"] for point in points}
    repere = min((nombre for nombre in releves if nombre >= REPERE_MEMOIRE), default=releves[0])
    dernier = releves[-1]
    croissance = exposant([(point["nombre"], point["secondes"]) for point in points])
    return [
        _au_plus("documents-croissance", f"A3 : exposant de {releves[0]} à {dernier} documents", croissance, 1.1),
        _au_plus(
            "documents-memoire",
            f"A3 : mémoire à {dernier} documents ÷ à {repere}",
            memoires[dernier] / memoires[repere],
            1.1,
        ),
    ]


def enchainer(releves: list[int]) -> list[dict[str, Any]]:
    """Make documents one after the other; at each reading, CPU seconds since the start and peak memory."""
    articles = [article(rang) for rang in range(50)]
    render(MODELE, articles[0])
    points, debut = [], time.process_time()
    for rang in range(1, releves[-1] + 1):
        render(MODELE, articles[rang % len(articles)])
        if rang in releves:
            secondes = time.process_time() - debut
            points.append({"nombre": rang, "secondes": secondes, "memoire": memoire_de_pointe()})
    return points


if __name__ == "__main__":
    print(json.dumps(enchainer([int(releve) for releve in sys.argv[1:]])))
