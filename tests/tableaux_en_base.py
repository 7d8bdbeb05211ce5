"""Followed operations whose dashboards leave: a buyer and an employer that they share, companies in turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from boite_d_envoi import entiers
from dossiers_generes import generer
from sqlalchemy import update
from sqlmodel import select

from config.settings import get_settings
from documents.packs import Controlee
from documents.piece import Attendue, Piece
from echanges.dossier import importer
from echanges.format_dossier import lire_dossier
from sqlmodel_store.depots import annuaire, tableaux
from sqlmodel_store.modeles.courriers import CourrierSortant
from sqlmodel_store.modeles.documents import Document
from sqlmodel_store.modeles.operation import Operation
from sqlmodel_store.modeles.suivi import TableauDeBord
from sqlmodel_store.session import lecture, unit_of_work

ACHETEUR = "marches@val-de-brielle.example"
TREMPLIN = "agence@tremplin.example"
BENEFICIAIRE = {"nom": "Courtevin", "prenom": "Moussa", "commune": "57672"}
CATEGORIE = "rsa"
FACILITATEUR = "j.fressac@relais-brielle.example"
ENTREPRISES = 3


def entreprise(rang: int) -> str:
    return f"insertion@bati-{rang % ENTREPRISES}.example"


def naissance(rang: int) -> date:
    """Each operation employs someone else."""
    return date(1970, 1, 1) + timedelta(days=rang)


def dossier(rang: int, **champs: Any) -> dict[str, Any]:
    """An operation of one lot, from September 2026 to June 2027; a person lent by « Tremplin » since October."""
    heures = champs.pop("heures", {"2026-10": "70"})
    contrat = {
        "id": "k1",
        "beneficiaire": "b1",
        "lot": 1,
        "type": "ctt_etti",
        "employeur": "Tremplin ETTI",
        "debut": "2026-09-07",
        "fin": champs.pop("fin", None),
    }
    structure = {"nom": "Tremplin ETTI", "type": "ETTI", "courriel": TREMPLIN}
    return {
        "format": "relais-dossier/1",
        "operation": {
            "reference": f"2026-TDB-{rang:03d}",
            "intitule": f"Groupe scolaire n° {rang}",
            "maitre_ouvrage": {"nom": "Communauté de communes du Val de Brielle", "type": "collectivite"},
            "nature": "travaux",
            "date_avis": "2026-05-04",
            "penalites": {"heure": "60"},
            "lots": [
                {
                    "numero": 1,
                    "intitule": "Gros œuvre",
                    "clause": True,
                    "mode": "generique",
                    "montant_ht": "350000",
                    "debut": champs.pop("debut", "2026-09-01"),
                    "duree_mois": champs.pop("duree_mois", 10),
                }
            ],
        },
        "contacts": [
            {"organisation": "Val de Brielle", "role": "maitre_ouvrage", "courriel": champs.pop("acheteur", ACHETEUR)}
        ],
        "attributions": [
            {
                "lot": 1,
                "entreprise": {"nom": f"Bâti {rang % ENTREPRISES}"},
                "courriel": entreprise(rang),
                "date_notification": "2026-08-03",
                "heures_engagees": 292,
                "modalites": [{"type": "mise_a_disposition", "structure": structure, "heures": 292}],
            }
        ],
        "beneficiaires": [
            {"id": "b1", "categorie": CATEGORIE, "eligibilite": {"validee_le": "2026-09-01"}}
            | {"naissance": naissance(rang).isoformat()}
            | BENEFICIAIRE
        ],
        "contrats": [contrat],
        "heures": [
            {"contrat": "k1", "mois": mois, "heures": combien, "dont_formation": "0", "etat": "validee"}
            for mois, combien in heures.items()
        ],
        "etape": champs.pop("etape", "suivi"),
    } | champs


def semer(*dossiers: dict[str, Any]) -> None:
    """Write these operations in the database of the test."""
    with unit_of_work() as session:
        importer(session, [lire_dossier(un) for un in dossiers], acteur="essai")


def suivre_depuis(jour: date) -> None:
    """The statements are called for from that day on: these operations were not brought in today."""
    with unit_of_work() as session:
        session.execute(update(Operation).values(releves_depuis=jour))


def imprimer_vite(attendue: Attendue, *_args: object, **_nommes: object) -> Controlee:
    """In place of a page laid out, for what does not look at pages: the context is made, its words are the bytes."""
    octets = b"%PDF-essai " + repr(attendue.contexte).encode()
    piece = Piece(code=attendue.code, nom=attendue.nom, fichier=attendue.fichier, octets=octets, edition="essai")
    return Controlee(piece=piece, constats=())


@dataclass(frozen=True)
class Courriel:
    """A mail of the outbox, as its reader has it."""

    cle: str
    destinataire: str
    lu: EmailMessage

    @property
    def texte(self) -> str:
        return _sans_insecables(self.lu.get_body(("plain",)).get_content())

    @property
    def html(self) -> str:
        return _sans_insecables(self.lu.get_body(("html",)).get_content())

    @property
    def pdf(self) -> dict[str, bytes]:
        return {nom: octets for nom, octets in self.pieces.items() if nom.endswith(".pdf")}

    @property
    def pieces(self) -> dict[str, bytes]:
        return {un.get_filename(): un.get_content() for un in self.lu.iter_attachments()}


def _sans_insecables(texte: str) -> str:
    return texte.replace("\u00a0", " ").replace("\u202f", " ").replace("\r\n", "\n")


def courriels(prefixe: str = "tableau_de_bord:") -> list[Courriel]:
    """The mails of one kind, in the order in which they were posted."""
    with lecture() as session:
        lignes = [un for un in entiers(session) if un.cle.startswith(prefixe)]
    return [Courriel(un.cle, un.destinataire, message_from_bytes(un.octets, policy=policy.default)) for un in lignes]


def destinataires(prefixe: str = "tableau_de_bord:") -> list[str]:
    return sorted(un.destinataire for un in courriels(prefixe))


def tableaux_faits() -> list[TableauDeBord]:
    with lecture() as session:
        return list(session.exec(select(TableauDeBord).order_by(TableauDeBord.id)))


def etat() -> dict[str, list[Any]]:
    """What must not change when nothing is to be done: mails, documents, dashboards, files."""
    with lecture() as session:
        documents = [(un.operation_id, un.fichier, un.sha256, un.produit_le) for un in session.exec(select(Document))]
        posees = [(un.cle, un.cree_le) for un in session.exec(select(CourrierSortant))]
    dossier = get_settings().home / "documents"
    return {
        "documents": sorted(documents, key=str),
        "courriels": sorted(posees),
        "tableaux": [(un.id, un.sha256, un.courrier_cle) for un in tableaux_faits()],
        "fichiers": sorted((str(un), un.stat().st_mtime_ns) for un in dossier.rglob("*") if un.is_file()),
    }


def retenues() -> list[str]:
    with lecture() as session:
        return [une.destinataire for une in tableaux.retenues(session)]


def genere(graine: int) -> dict[str, Any]:
    """A dossier drawn at random, being followed: persons and, in turn, sixty recipients of its own."""
    objet = generer(graine)
    objet["etape"] = ("mise_en_oeuvre", "suivi", "bilan")[graine % 3]
    objet["operation"].pop("notes", None)
    objet["contacts"] = [
        {"organisation": "Acheteur", "role": "maitre_ouvrage", "courriel": f"marches@acheteur-{graine % 20}.example"}
    ]
    for rang, une in enumerate(objet["attributions"]):
        une["entreprise"]["nom"] = f"{une['entreprise']['nom']} {rang}"
        une["courriel"] = f"insertion@entreprise-{(graine + rang) % 20}.example"
    for un in objet["contrats"]:
        un["employeur"] = f"Structure {graine % 20}"
    for rang, un in enumerate(objet["beneficiaires"]):
        un["naissance"] = (date(1950, 1, 1) + timedelta(days=graine * 6 + rang)).isoformat()
    return objet


def inscrire_les_structures() -> None:
    """The addresses of the employers of `genere`, in the annuaire."""
    with unit_of_work() as session:
        annuaire.importer(
            session,
            [
                annuaire.Entree(organisation=f"Structure {rang}", courriel=f"agence@structure-{rang}.example")
                for rang in range(20)
            ],
        )
