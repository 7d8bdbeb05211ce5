"""An installation that holds one rare person wherever a person may be held, and others whom nothing must touch."""

from __future__ import annotations

import json
import unicodedata
from copy import deepcopy
from datetime import date
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns
from tempfile import mkdtemp
from typing import Any

from heures_de_test import classeur
from operations_attribuees import ATTRIBUTIONS, OPERATION, REFERENCE, attribuer, faire
from operations_en_base import ACHETEUR, operation, recevoir
from sqlalchemy import select
from sqlmodel import Session, col

from config.horloge import maintenant
from metier.courriers import NatureCourrier
from metier.roles import Role
from portail.comptes import gestion
from portail.comptes.gestion import NouveauCompte
from sqlmodel_store.copie import exporter
from sqlmodel_store.depots import courriers_entrants, documents, journal, personnes, pieces_liees
from sqlmodel_store.depots.courriers_entrants import Issue
from sqlmodel_store.depots.documents import Produit
from sqlmodel_store.depots.pieces_liees import NouvellePiece
from sqlmodel_store.modeles.insertion import Personne
from sqlmodel_store.modeles.notes import Note, Rappel
from sqlmodel_store.modeles.suivi import TableauDeBord
from sqlmodel_store.modeles.tout import METADATA
from sqlmodel_store.session import get_engine, lecture, unit_of_work
from workflows.actes.expedition import expedier

AUTRE = "2026-CVB-032"
TREMPLIN = {"nom": "Tremplin de la Brielle", "type": "ETTI", "courriel": "agence@tremplin.example"}
NOM, PRENOM, NAISSANCE = "Quérzelay-Thouvart", "Zéphyrine", "1990-05-02"
FORMES = ("querzelay", "thouvart", "zephyrine")
RARE = {"nom": NOM, "prenom": PRENOM, "naissance": NAISSANCE, "sexe": "F", "commune": "57672", "categorie": "rsa"}
VOISINE = {"nom": "Courtevin", "prenom": "Inès", "naissance": "1988-03-09", "sexe": "F", "categorie": "deld"}
FIN = "2026-10-16"


def peupler(home: Path, *, fin: str | None = FIN) -> int:
    """Two operations, the rare person in both, a neighbour in the first; returns the person's number."""
    avec = {"modalites": [{"type": "mise_a_disposition", "heures": 140, "structure": TREMPLIN}]}
    attribuer(attributions=[ATTRIBUTIONS[0] | avec, ATTRIBUTIONS[1]])
    for qui in (RARE, VOISINE):
        faire(REFERENCE, "enregistrer_beneficiaire", **qui)
    for code in ("b1", "b2"):
        faire(REFERENCE, "enregistrer_contrat", **_contrat(code))
        faire(REFERENCE, "valider_eligibilite", beneficiaire=code, validee_le="2026-09-01", piece="attestation")
    lignes = [{"contrat": "k1", "heures": "70", "dont_formation": "7"}, {"contrat": "k2", "heures": "35"}]
    faire(REFERENCE, "declarer_heures", mois="2026-09", lignes=lignes)
    faire(REFERENCE, "valider_heures", mois="2026-09")
    faire(REFERENCE, "noter_sortie", beneficiaire="b1", jalon="fin", date=FIN, situation="cdi")
    attribuer(AUTRE, **_dossier_suivi())
    _textes(home)
    _recevoir(home)
    expedier()
    if fin is not None:
        faire(REFERENCE, "terminer_contrat", contrat="k1", fin=fin, motif_fin=f"{PRENOM} a trouvé un emploi")
    expedier()
    return numero()


def peuplee(home: Path, base: str) -> int:
    """The same, made once for all the tests that are on SQLite, and copied to each."""
    fichier = Path(base.removeprefix("sqlite:///"))
    if not base.startswith("sqlite"):
        return peupler(home)
    if _modele:
        ancien_home, ancienne_base = _modele
        copytree(ancien_home, home, dirs_exist_ok=True)
        copyfile(ancienne_base, fichier)
        return numero()
    trouve = peupler(home)
    get_engine(base).dispose()
    garde = Path(mkdtemp(prefix="rgpd"))
    exporter(base, garde / "base.db")
    copytree(home, garde / "home", ignore=ignore_patterns(f"{fichier.name}*"))
    _modele.extend((garde / "home", garde / "base.db"))
    return trouve


_modele: list[Path] = []


def numero() -> int:
    """The number of the rare person."""
    qui = personnes.identite(NOM, PRENOM, _jour())
    with lecture() as session:
        ligne = session.execute(select(col(Personne.id)).where(Personne.nom == qui.nom, Personne.prenom == qui.prenom))
        return int(ligne.scalar_one())


def _jour() -> date:
    return date.fromisoformat(NAISSANCE)


def _contrat(code: str) -> dict[str, Any]:
    fin = {"fin": "2026-12-18"} if code == "b2" else {}
    return {
        "beneficiaire": code,
        "lot": 1,
        "type": "ctt_etti",
        "employeur": TREMPLIN["nom"],
        "debut": "2026-09-14",
    } | fin


def _dossier_suivi() -> dict[str, Any]:
    """What the file of another operation says of the rare person, and calls them by."""
    qui = RARE | {"id": "querzelay1", "eligibilite": {"validee_le": "2026-02-01", "piece": f"carte de {PRENOM}"}}
    contrat = {
        "id": "k-thouvart-1",
        "beneficiaire": "querzelay1",
        "lot": 2,
        "type": "cdd",
        "employeur": "Bâti Rombelle",
        "debut": "2026-03-02",
        "fin": "2026-06-26",
        "motif_fin": f"fin du chantier de Mme {NOM}",
    }
    return {
        "etape": "suivi",
        "beneficiaires": [qui],
        "contrats": [contrat],
        "heures": [{"contrat": "k-thouvart-1", "mois": "2026-03", "heures": "121.50", "etat": "validee"}],
        "formations": [
            {
                "intitule": "Gestes et postures",
                "debut": "2026-02-09",
                "fin": "2026-02-13",
                "participants": [{"beneficiaire": "querzelay1", "heures": "35"}],
            }
        ],
    }


def dossier_de_l_autre() -> dict[str, Any]:
    """The file that brought the other operation."""
    return {
        "format": "relais-dossier/1",
        "operation": deepcopy(OPERATION) | {"reference": AUTRE},
        "contacts": [ACHETEUR],
        "attributions": deepcopy(ATTRIBUTIONS),
    } | _dossier_suivi()


def _textes(home: Path) -> None:
    """Free texts of people, and files of no record."""
    compte = gestion.creer(
        NouveauCompte(
            courriel="f@relais.example",
            role=Role.FACILITATEUR,
            nom="Jeanne Fressac",
            relais=(),
            mot_de_passe="ormes-violets-71-quai",
        ),
        par="essai",
    )
    ici = operation(REFERENCE).id
    with unit_of_work() as session:
        commun = {"operation_id": ici, "utilisateur_id": compte.id, "auteur": "Jeanne Fressac"}
        texte = "ZEPHYRINE QUERZELAY THOUVART (née le 02/05/1990) rappelle ; Mme Quérzelay‑Thouvart attend Inès."
        session.add(Note(texte=texte, ecrite_le=maintenant(), cle="n1", **commun))
        session.add(Rappel(texte=f"Voir {PRENOM}", le=_jour(), pose_le=_jour(), cle="r1", **commun))
        journal.noter(session, "note_ecrite", acteur="essai", operation_id=ici, dit=f"appel de Z. {NOM}")
        journal.noter(
            session, "essai", acteur="essai", dit={"nom": NOM.upper(), "prenom": PRENOM, "naissance": NAISSANCE}
        )
    repetition = home / "repetitions" / "2026-09" / "H3.txt"
    repetition.parent.mkdir(parents=True)
    repetition.write_text(f"{PRENOM} {NOM} 70 h", encoding="utf-8")
    (home / "documents" / REFERENCE).mkdir(parents=True, exist_ok=True)
    (home / "documents" / REFERENCE / "feuille Thouvart.txt").write_text("à revoir", encoding="utf-8")
    _tableaux(home, ici)


TABLEAUX = {
    "H1_2026-09.pdf": ("H1", "Communauté de communes du Val de Brielle"),
    "H2_bati.pdf": ("H2", "Bâti Rombelle"),
    "H3_tremplin.pdf": ("H3", TREMPLIN["nom"]),
}
SIGNEE = "signes/piece-signe-1.pdf"
LIEE = b"%PDF-1.7 H3_tremplin.pdf"


def _tableaux(home: Path, ici: int) -> None:
    """Dashboards, of which one lists the person, given by a link too; a signed paper that nobody here can read."""
    with unit_of_work() as session:
        for fichier, (code, organisation) in TABLEAUX.items():
            empreinte = _deposer(session, home, ici, code, fichier)
            dit = {"operation_id": ici, "mois": "2026-09", "code": code, "organisation": organisation}
            commun = {"destinataire": f"{code}@x.example", "chiffres": "{}", "fichier": fichier, "sha256": empreinte}
            session.add(TableauDeBord(arrete_au=date(2026, 10, 15), **dit, **commun))
        _deposer(session, home, ici, "signe", SIGNEE)
        empreinte = sha256(LIEE).hexdigest()
        lien = {"empreinte": "e" * 64, "cle": "x", "destinataire": "h3@x.example", "nom": "H3_tremplin.pdf"}
        pieces_liees.retenir(
            session, NouvellePiece(sha256=empreinte, taille=len(LIEE), expire_le=date(2027, 1, 1), **lien)
        )
    fichier = home / "courrier" / "pieces" / empreinte
    fichier.parent.mkdir(parents=True, exist_ok=True)
    fichier.write_bytes(LIEE)


def _deposer(session: Session, home: Path, ici: int, code: str, fichier: str) -> str:
    octets = f"%PDF-1.7 {fichier}".encode()
    chemin = home / "documents" / REFERENCE / fichier
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_bytes(octets)
    empreinte = sha256(octets).hexdigest()
    origine = {
        "modele": "m",
        "edition": "1",
        "modele_sha256": "0" * 64,
        "donnees": json.dumps({"signe": None, "intitule": "pièce"}),
    }
    documents.enregistrer(session, ici, Produit(code=code, fichier=fichier, sha256=empreinte, **origine))
    return empreinte


def _recevoir(home: Path) -> None:
    """Mails received and settled: one that names the person in a workbook, one in its text, one of somebody else."""
    feuille = classeur({"Heures": [("Nom", "Prénom", "Heures"), (NOM.upper(), PRENOM, 70)]})
    for uid, (texte, piece, ou) in enumerate(
        (
            ("Ci-joint les heures.", feuille, REFERENCE),
            (f"Bonjour, {PRENOM} {NOM} ne vient plus.", None, None),
            ("Inès Courtevin est malade.", None, REFERENCE),
        ),
        start=1,
    ):
        courriel = EmailMessage()
        courriel["From"], courriel["To"] = "agence@tremplin.example", "clauses@relais.example"
        courriel["Subject"], courriel["Message-ID"] = "Heures", f"<{uid}@tremplin.example>"
        courriel.set_content(texte, cte="base64")
        if piece:
            courriel.add_attachment(piece, maintype="application", subtype="octet-stream", filename="heures.xlsx")
        numero = recevoir(courriel.as_bytes(), home, uid=uid, message_id=f"<{uid}@tremplin.example>")
        issue = Issue(
            nature=NatureCourrier.HEURES if piece else NatureCourrier.REPONSE,
            raison=f"relevé de {NOM}" if piece else "réponse",
            operation_id=operation(ou).id if ou else None,
            lecture=f'{{"lignes": [{{"nom": "{NOM}", "heures": "70"}}]}}' if piece else None,
            expediteur="agence@tremplin.example",
        )
        with unit_of_work() as session:
            courriers_entrants.traiter(session, numero, issue)


def plie(texte: str) -> str:
    """Without case nor accents."""
    nu = unicodedata.normalize("NFD", texte)
    return "".join(signe for signe in nu if not unicodedata.combining(signe)).casefold()


def traces_de_la_base(url: str) -> list[str]:
    """Every column of every table where a form of the name is, as « table.column »."""
    trouvees = []
    with get_engine(url).connect() as connexion:
        for table in METADATA.sorted_tables:
            for ligne in connexion.execute(select(table)).mappings():
                for nom, valeur in ligne.items():
                    texte = valeur.decode("latin-1") if isinstance(valeur, bytes) else str(valeur)
                    if any(forme in plie(texte) for forme in FORMES):
                        trouvees.append(f"{table.name}.{nom}")
    return sorted(set(trouvees))


def traces_des_fichiers(home: Path) -> list[str]:
    """Every file whose path or whose bytes hold a form of the name, once unpacked and decoded."""
    from workflows.actes.rgpd.lecture import lire, lire_courriel

    trouvees = []
    for fichier in sorted(home.rglob("*")):
        if not fichier.is_file():
            continue
        octets = fichier.read_bytes()
        lus = (octets.decode("utf-8", "replace"), octets.decode("latin-1"), lire(octets).texte)
        if fichier.suffix == ".eml":
            lus += (lire_courriel(octets).texte,)
        textes = (fichier.relative_to(home).as_posix(), *lus)
        if any(forme in plie(texte) for texte in textes for forme in FORMES):
            trouvees.append(fichier.relative_to(home).as_posix())
    return trouvees
