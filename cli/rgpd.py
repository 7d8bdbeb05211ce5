"""`relais rgpd …`: people are told by a reference, so that no name stays in the history of a shell."""

from __future__ import annotations

import json as js
import sys
from pathlib import Path
from typing import Any

from config.settings import get_settings
from formats.dates import date_courte
from formats.fichiers import motif
from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.migration import migrer
from workflows.actes.rgpd import designation, purge
from workflows.actes.rgpd import effacement as effacements
from workflows.actes.rgpd import extraction as extractions
from workflows.actes.rgpd.effacement import Projet
from workflows.actes.rgpd.purge import Perime

ACTEUR = "ligne de commande"
COMPACTER = (
    "La base est occupée : ce qui vient d’être effacé reste dans ses pages libres jusqu’à la prochaine "
    "« relais rgpd effacer » ou « relais rgpd purger », service arrêté."
)


def chercher(*, json: bool) -> None:
    """Print the references of the people of a name asked for, or read on standard input, never an argument."""
    migrer()
    nom, prenom = _demander("Nom : "), _demander("Prénom (facultatif) : ")
    if not nom:
        raise FauteDeSaisie(
            "nom", typographier("Nom : rien de reçu ; écrire le nom, puis le prénom, une ligne chacun.")
        )
    trouvees = designation.chercher(nom, prenom or None)
    if json:
        lignes = [
            {"reference": un.reference, "naissance": un.naissance.isoformat(), "operations": list(un.operations)}
            for un in trouvees
        ]
        print(js.dumps(lignes, ensure_ascii=False, indent=2))
        return
    if not trouvees:
        print("Personne de ce nom n’est suivi.")
    for une in trouvees:
        print(f"{une.reference}  {date_courte(une.naissance)}  {', '.join(une.operations)}")


def extraire(personne: str, vers: Path | None, *, json: bool) -> None:
    """Write the archive. Raises FauteDeSaisie for an unknown person, or a folder that cannot be written."""
    migrer()
    dossier = vers or Path()
    try:
        faite = extractions.extraire(designation.lire(personne), dossier, acteur=ACTEUR)
    except OSError as erreur:
        phrase = f"--vers : rien ne peut être écrit dans {dossier} ({motif(erreur)})."
        raise FauteDeSaisie("--vers", typographier(phrase)) from erreur
    if json:
        dit = {"fichier": str(faite.fichier.absolute()), "documents": faite.joints, "sur_demande": faite.sur_demande}
        print(js.dumps(dit | {"a_voir": list(faite.a_voir)}, ensure_ascii=False, indent=2))
        return
    print(typographier(f"{faite.fichier} : donnees.pdf, donnees.json, {_compte(faite.joints, 'document')}."))
    if faite.sur_demande:
        cites = _compte(
            faite.sur_demande,
            "autre document nomme aussi d’autres personnes : cité, pas joint",
            "autres documents nomment aussi d’autres personnes : cités, pas joints",
        )
        print(typographier(f"{cites}."))
    for fichier in faite.a_voir:
        print(typographier(f"À regarder, ce fichier ne se lit pas ici : {fichier}"))
    print("Ce fichier n’est que pour cette personne : le remettre par une voie sûre, puis le supprimer.")


def effacer(personne: str, *, confirmer: bool, json: bool) -> None:
    """Say what would be done, or do it. Raises FauteDeSaisie for an unknown person, and where it must wait."""
    migrer()
    numero = designation.lire(personne)
    if designation.est_effacee(numero):
        effacements.achever()
        _dire({"personne": designation.ecrire(numero), "effacee": True, "deja": True}, ["Déjà effacée."], json=json)
        return
    if not confirmer:
        projet = effacements.projeter(numero)
        suite = ["Rien n’est effacé. Pour le faire, sans retour : la même commande avec --confirmer."]
        _dire(_en_json(projet) | {"effacee": False}, [*_phrases(projet), *suite], json=json)
        return
    projet = effacements.effacer(numero, acteur=ACTEUR)
    tassee = effacements.tasser_ici()
    fait = [f"{designation.ecrire(numero)} est effacée : elle s’appelle désormais « {projet.par.marque} »."]
    _dire(
        _en_json(projet) | {"effacee": True},
        [*fait, *_restes(projet), *([] if tassee else [COMPACTER])],
        json=json,
    )


def purger(*, essai: bool, json: bool) -> None:
    """Count, or delete, what is past its time. Raises FauteDeSaisie while the durations are not settled."""
    migrer()
    if essai:
        nombres = purge.compter()
        phrases = [_perime(perime, nombre) for perime, nombre in nombres.items()]
        reglages = get_settings().rgpd
        if reglages.validees_le is None:
            phrases.append("Durées à valider par le relais : rien ne sera effacé avant ([rgpd] validees_le).")
        _dire(_nombres(nombres) | {"essai": True}, [*phrases, "Essai : rien n’est effacé."], json=json)
        return
    faite = purge.purger()
    phrases = [_perime(perime, nombre) for perime, nombre in faite.nombres.items()]
    _dire(
        _nombres(faite.nombres) | {"essai": False, "empeches": faite.empeches},
        [*phrases, *faite.empeches, *([] if faite.tassee else [COMPACTER])],
        json=json,
    )


def _demander(invite: str) -> str:
    """A line of standard input; asked for where a person types."""
    if sys.stdin.isatty():
        return input(typographier(invite)).strip()
    return sys.stdin.readline().strip()


def _phrases(projet: Projet) -> list[str]:
    trouvees, fiche = projet.trouvailles, projet.fiche
    operations = ", ".join(une.operation.reference for une in fiche.presences)
    contrats = sum(len(une.contrats) for une in fiche.presences)
    prudence = sum(un.prudence for un in (*trouvees.recus, *trouvees.envoyes))
    fichiers = (
        _compte(len(trouvees.documents), "document produit", "documents produits"),
        _compte(len(trouvees.recus), "courriel reçu", "courriels reçus"),
        _compte(len(trouvees.pieces) + len(trouvees.autres), "autre fichier", "autres fichiers"),
    )
    phrases = [
        f"{designation.ecrire(fiche.personne.id)} : {operations}, {_compte(contrats, 'contrat')}.",
        "Devient anonyme : nom, prénom, naissance ; la pièce vue et les motifs sont retirés.",
        "Reste, sans nom : contrats, heures, formations, suites, critère ; aucun total ne change.",
        f"Fichiers supprimés, leur empreinte gardée : {', '.join(fichiers)}.",
        f"Courriels envoyés dont le contenu est retiré : {len(trouvees.envoyes)}.",
        f"Lignes de la base où le nom est remplacé : {sum(trouvees.textes.values())}.",
    ]
    if prudence:
        phrases.append(f"Dont {prudence} par prudence : une pièce jointe (PDF, image) ne peut pas être lue ici.")
    return [*phrases, *_restes(projet), *(f"Impossible pour l’instant : {un}" for un in projet.refus)]


def _restes(projet: Projet) -> list[str]:
    """What the command cannot do."""
    regarder = [f"À regarder et supprimer vous-même si elle y est : {un}" for un in projet.trouvailles.a_voir]
    dehors = (
        "Hors de portée : les sauvegardes, la boîte aux lettres (dossier « Traités »), la boîte de copies, "
        "ce que les destinataires ont reçu (docs/exploitation.md)."
    )
    homonymes = (
        ["Une autre personne porte les mêmes nom et prénom : là où elle est, les textes sont laissés, à relire."]
        if projet.regards.homonymes
        else []
    )
    return [*regarder, *homonymes, dehors]


def _en_json(projet: Projet) -> dict[str, Any]:
    trouvees = projet.trouvailles
    return {
        "personne": designation.ecrire(projet.fiche.personne.id),
        "operations": [une.operation.reference for une in projet.fiche.presences],
        "documents": len(trouvees.documents),
        "courriels_recus": len(trouvees.recus),
        "courriels_envoyes": len(trouvees.envoyes),
        "autres_fichiers": len(trouvees.pieces) + len(trouvees.autres),
        "lignes": sum(trouvees.textes.values()),
        "a_voir": trouvees.a_voir,
        "refus": list(projet.refus),
    }


def _nombres(nombres: dict[Perime, int]) -> dict[str, Any]:
    return {perime.value: nombre for perime, nombre in nombres.items()}


def _perime(perime: Perime, nombre: int) -> str:
    return f"{perime.libelle[:1].upper()}{perime.libelle[1:]} : {nombre}"


def _compte(nombre: int, un: str, plusieurs: str | None = None) -> str:
    return f"{nombre} {un if nombre < 2 else plusieurs or f'{un}s'}"  # noqa: PLR2004 - French: zero is singular


def _dire(objet: dict[str, Any], phrases: list[str], *, json: bool) -> None:
    if json:
        print(js.dumps(objet, ensure_ascii=False, indent=2))
        return
    for phrase in phrases:
        print(typographier(phrase))
