"""`relais modeles …`: the Word templates of this installation."""

from __future__ import annotations

import json as js
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from config.paths import Paths
from config.settings import get_settings
from documents import modeles
from formats.fichiers import motif
from metier.fautes import FauteDeSaisie

if TYPE_CHECKING:
    from documents.verification.examen import Examen

APERCUS = "apercus"


def lister(*, json: bool) -> None:
    """Every template: what it makes, its edition, whose it is, and whether the law changed since its text."""
    from config.horloge import aujourdhui
    from documents.droit_des_modeles import outdated_file

    trouves = [(un, outdated_file(un.fichier, aujourdhui())) for un in modeles.lister(_dossier())]
    if json:
        _json([vars(un) | {"fichier": str(un.fichier), "alerte": alerte} for un, alerte in trouves])
        return
    for un, alerte in trouves:
        print(f"{un.code:<4} {un.nom:<24} {un.edition:<22} {un.origine:<7} {un.fichier}")
        if alerte:
            print(f"     À noter : {alerte}")


def champs(nom: str, *, json: bool) -> None:
    """Every field that a template may print, its meaning, an example."""
    from documents.champs_modeles import champs as lire

    lus = lire(nom)
    if json:
        _json([vars(un) | {"genre": un.genre.value} for un in lus])
        return
    largeur = max(len(un.chemin) for un in lus)
    for un in lus:
        exemple = f" – ex. : {un.exemple}" if un.exemple else ""
        facultatif = " (facultatif)" if un.facultatif else ""
        print(f"{un.chemin:<{largeur}}  {un.genre.libelle:<10} {un.sens}{facultatif}{exemple}")


def verifier(fichier: Path | None, nom: str | None, *, json: bool) -> None:
    """One file, or all the templates in use. Raises FauteDeSaisie when one of them cannot be used."""
    if fichier is None:
        with ThreadPoolExecutor(os.cpu_count()) as ateliers:
            examens = list(ateliers.map(lambda un: _examiner(un.nom, un.fichier), modeles.lister(_dossier())))
    else:
        examens = [_examiner(nom or _nom_de(fichier), fichier, apercu=True)]
    if json:
        _json(list(map(_en_json, examens)))
    else:
        for examen in examens:
            _raconter(examen)
    for examen in examens:
        _require_sain(examen)


def installer(fichier: Path, nom: str | None) -> None:
    """Verify a file, then put it in use. Raises FauteDeSaisie, nothing being changed, when it cannot be used."""
    from config.horloge import maintenant
    from documents.installation import installer as mettre_en_place

    nom = nom or _nom_de(fichier)
    octets = _lire(fichier)
    examen = _examiner(nom, fichier, apercu=True)
    _raconter(examen)
    _require_sain(examen)
    print(f"Modèle « {nom} » en service : {mettre_en_place(nom, octets, _dossier(), maintenant())}")


def retirer(nom: str) -> None:
    """Go back to the supplied template. Raises FauteDeSaisie when the relay has none of its own."""
    from config.horloge import maintenant
    from documents.champs_modeles import contexte
    from documents.installation import retirer as revenir

    contexte(nom)
    gardee = revenir(nom, _dossier(), maintenant())
    print(f"Modèle « {nom} » retiré, le modèle fourni est de nouveau employé ; version gardée : {gardee}")


def _nom_de(fichier: Path) -> str:
    """The name of a template that only its file tells. Raises FauteDeSaisie for a file of another kind."""
    if fichier.suffix.lower() != ".docx":
        raise FauteDeSaisie("FICHIER", f"FICHIER {fichier} : ce n’est pas un .docx ; un modèle Word est attendu.")
    return fichier.stem


def _dossier() -> Path:
    return Paths(get_settings().home).modeles


def _examiner(nom: str, fichier: Path, *, apercu: bool = False) -> Examen:
    from config.horloge import aujourdhui
    from documents.verification.examen import examiner

    return examiner(nom, _lire(fichier), jour=aujourdhui(), apercus=_dossier() / APERCUS if apercu else None)


def _lire(fichier: Path) -> bytes:
    """The bytes of a file, one byte over the limit at most. Raises FauteDeSaisie when it cannot be read."""
    from documents.verification.paquet import TAILLE_MAX

    try:
        with fichier.open("rb") as ouvert:
            return ouvert.read(TAILLE_MAX + 1)
    except OSError as erreur:
        raise FauteDeSaisie(
            "FICHIER", f"FICHIER {fichier} : ce fichier ne peut pas être lu ({motif(erreur)}) ; vérifiez son chemin."
        ) from erreur


def _raconter(examen: Examen) -> None:
    print(f"{examen.nom} : {_verdict(examen)}")
    for defaut in examen.defauts:
        print(f"  {'✗' if defaut.bloquant else 'À noter :'} {defaut.phrase}")
    if examen.apercu is not None:
        sans_pdf = "" if examen.apercu.suffix == ".pdf" else " (LibreOffice absent : pas de PDF)"
        print(f"  aperçu : {examen.apercu}{sans_pdf}")


def _verdict(examen: Examen) -> str:
    if not examen.defauts:
        return "aucun défaut"
    bloquants = len(examen.bloquants)
    alertes = len(examen.defauts) - bloquants
    dits = [(bloquants, "défaut bloquant", "défauts bloquants"), (alertes, "point à revoir", "points à revoir")]
    return ", ".join(f"{combien} {un if combien == 1 else plusieurs}" for combien, un, plusieurs in dits if combien)


def _require_sain(examen: Examen) -> None:
    if examen.bloquants:
        premier = examen.bloquants[0].phrase
        raise FauteDeSaisie("FICHIER", f"Modèle {examen.nom} refusé, il n’est pas mis en service. {premier}")


def _en_json(examen: Examen) -> dict[str, object]:
    return {
        "nom": examen.nom,
        "sha256": examen.sha256,
        "accepte": not examen.bloquants,
        "defauts": [{"lieu": d.lieu, "gravite": d.gravite.value, "phrase": d.phrase} for d in examen.defauts],
        "apercu": str(examen.apercu) if examen.apercu else None,
    }


def _json(document: object) -> None:
    print(js.dumps(document, ensure_ascii=False, indent=2))
