"""Mail: built and handed over as Relais does, and as a first script does, to the same server; then with the outbox.

The script opens a connection and builds a message for each recipient, and writes nothing down. It is compared with what
does as much; the outbox, which commits each mail before and after, is measured apart. The server takes MAIL, RCPT and
DATA in one write, as real ones do: Relais says them so, the script does not, since `smtplib` cannot.
"""

from __future__ import annotations

import gc
import os
import smtplib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, FileSystemLoader

from cli.bancs.facteur import HOTE, Facteur, facteur
from cli.bancs.mesure import Resultat, Taille, Variante, mesurer, rapport
from config.paths import GABARITS
from config.settings import Facilitateur, IdentiteRelais, get_settings
from courrier.composition import Composee, composer
from courrier.gabarits import A_COMPLETER
from courrier.issues import Envoye
from courrier.messages import Message, PieceJointe, Suite
from courrier.messages_recrutement import Offre, OffreEmploi, offre_emploi
from courrier.smtp import Expediteur
from formats.dates import date_longue
from metier.fautes import PanneExterne
from sqlmodel_store.depots import registre
from sqlmodel_store.depots.registre import Criteres
from sqlmodel_store.migration import migrer
from sqlmodel_store.modeles.courriers import EtatSortant
from sqlmodel_store.session import get_engine, lecture, unit_of_work
from workflows.actes.expedition import expedier
from workflows.actes.production import poster

GAIN, MEMOIRE = 8, 1.1
PAR_PASSAGE, VAGUES = 50, 10
INSTANT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
DE = "clauses@relais-brielle.example"
OFFRE = OffreEmploi(
    destinataire=DE,
    relais=IdentiteRelais(nom="Relais de la Brielle", adresse="12 rue des Forges, 57100 Thionville", courriel=DE),
    suite=Suite(
        contact=Facilitateur(nom="Jeanne Fressac", fonction="facilitatrice", telephone="03 82 00 00 11"),
        prochaine_action="répondre à ce message, même si vous n’avez pas de candidat",
        avant_le=date(2026, 12, 4),
    ),
    offre=Offre(
        numero="OF-2026-031-1", intitule="Aide-maçon / aide-maçonne", nombre=2, secteur="Thionville", candidats=6
    ),
    piece=PieceJointe(nom="F2_offre.docx", octets=(GABARITS / "fiches_poste" / "f2_offre.docx").read_bytes()),
)
ENVIRONNEMENT = {"RELAIS_MAIL_DEBIT": "0", "RELAIS_MAIL_MODE": "essai", "RELAIS_RELAIS__COURRIEL": DE}


def mesurer_courrier(taille: Taille) -> list[Resultat]:
    """The ratios and the memory. Raises PanneExterne when a mail is lost, doubled, altered or sent to another."""
    with facteur() as serveur:
        banc = _Banc(serveur.port)
        variantes = {
            "naif": Variante(faire=lambda rang: banc.naif(banc.destinataires("n", rang))),
            "relais": Variante(faire=lambda rang: banc.direct(banc.destinataires("d", rang))),
        }
        mesures = mesurer(variantes, max(1, taille.courriers // PAR_PASSAGE))
    for destinataire, fait in banc.composes.items():
        banc.attendre(destinataire, fait.octets)
    banc.verifier(serveur)
    return [
        Resultat(
            nom="courrier",
            libelle="Courriels fabriqués et remis, avec la même pièce : script naïf ÷ Relais",
            rapport=rapport(mesures, "naif", "relais"),
            objectif=GAIN,
        ),
        *_avec_la_boite_d_envoi(taille),
    ]


def _avec_la_boite_d_envoi(taille: Taille) -> list[Resultat]:
    with facteur() as serveur, _installation(serveur.port):
        banc = _Banc(serveur.port)
        variantes = {
            "naif": Variante(faire=lambda rang: banc.naif(banc.destinataires("n", rang))),
            "relais": Variante(faire=lambda rang: banc.par_la_boite(banc.destinataires("b", rang))),
        }
        mesures = mesurer(variantes, max(1, taille.courriers // PAR_PASSAGE))
        memoires = [banc.vague(taille.suite_courriers // VAGUES) for _ in range(VAGUES)]
        banc.relever()
    banc.verifier(serveur)
    return [
        Resultat(
            nom="courrier-boite-d-envoi",
            libelle="Les mêmes, écrits avant et après chaque envoi : script naïf, qui n’écrit rien ÷ Relais",
            rapport=rapport(mesures, "naif", "relais"),
            objectif=GAIN,
        ),
        Resultat(
            nom="courrier-memoire",
            libelle=f"Mémoire après {taille.suite_courriers} courriels ÷ au premier dixième",
            rapport=memoires[-1] / memoires[0],
            objectif=MEMOIRE,
            au_plus=True,
        ),
    ]


@contextmanager
def _installation(port: int) -> Iterator[None]:
    """An empty one, its settings read again before and after."""
    avant = dict(os.environ)
    with TemporaryDirectory(prefix="banc") as maison:
        os.environ.update(ENVIRONNEMENT, RELAIS_HOME=maison, RELAIS_SMTP_URL=f"smtp://{HOTE}:{port}")
        os.environ.pop("RELAIS_DATABASE_URL", None)
        get_settings.cache_clear()
        try:
            migrer()
            yield
        finally:
            get_engine(get_settings().base).dispose()
            os.environ.clear()
            os.environ.update(avant)
            get_settings.cache_clear()


@dataclass
class _Banc:
    """Both ways to send, and what was sent: the recipients of the script, the bytes of ours by recipient."""

    port: int

    def __post_init__(self) -> None:
        self.naifs: list[str] = []
        self.composes: dict[str, Composee] = {}
        self.attendus: dict[str, str] = {}
        environnement = Environment(loader=FileSystemLoader(GABARITS / "messages"), autoescape=True)
        environnement.filters |= {"date": date_longue, "ou_a_completer": lambda valeur: valeur or A_COMPLETER}
        self._html = environnement.get_template("offre_emploi/corps.html")
        self._texte = environnement.from_string(offre_emploi(OFFRE).texte)
        self._champs = {champ.name: getattr(OFFRE, champ.name) for champ in fields(OFFRE)}
        self._tours = 0

    def destinataires(self, genre: str, rang: int) -> list[str]:
        """Never the same twice."""
        self._tours += 1
        return [f"{genre}{self._tours}-{rang}-{numero}@structure.example" for numero in range(PAR_PASSAGE)]

    def naif(self, destinataires: list[str]) -> None:
        """What one writes first: templates, a message and a connection for each recipient."""
        for destinataire in destinataires:
            courriel = EmailMessage()
            courriel["From"] = f"Relais de la Brielle <{DE}>"
            courriel["To"] = destinataire
            courriel["Subject"] = f"[Clause insertion][{OFFRE.offre.numero}] Offre d’emploi : {OFFRE.offre.intitule}"
            courriel.set_content(self._texte.render(self._champs))
            courriel.add_alternative(self._html.render(self._champs), subtype="html")
            courriel.add_attachment(
                OFFRE.piece.octets,
                maintype="application",
                subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
                filename=OFFRE.piece.nom,
            )
            with smtplib.SMTP(HOTE, self.port) as session:
                session.send_message(courriel)
            self.naifs.append(destinataire)

    def direct(self, destinataires: list[str]) -> None:
        """Ours, from the content of each mail to the server's answer, on one connection."""
        with Expediteur(f"smtp://{HOTE}:{self.port}", mode="essai") as depart:
            for destinataire in destinataires:
                fait = composer(_message(destinataire), expediteur=OFFRE.relais, le=INSTANT)
                if not isinstance(depart.envoyer(fait.entetes, DE, destinataire, suite=fait.corps), Envoye):
                    raise PanneExterne("Banc du courrier : le serveur d’essai a refusé un message.")
                self.composes[destinataire] = fait

    def par_la_boite(self, destinataires: list[str]) -> None:
        """The same through the outbox: put there by one act, as an offer to many is, then sent one by one."""
        with unit_of_work() as session:
            for destinataire in destinataires:
                poster(session, _message(destinataire))
        expedier()

    def vague(self, combien: int) -> int:
        """So many mails through the outbox; the memory held afterwards, in kilobytes."""
        for rang in range(max(1, combien // PAR_PASSAGE)):
            self.par_la_boite(self.destinataires("v", rang))
        return _memoire()

    def relever(self) -> None:
        """What the outbox says it sent; the bytes of a tenth are read again."""
        with lecture() as session:
            for une in registre.ecritures(session, Criteres()):
                if une.etat is not EtatSortant.ENVOYE:
                    raise PanneExterne(f"Banc du courrier : un message est resté « {une.etat.libelle} ».")
                self.attendre(une.destinataire, registre.octets(session, une.id), relire=une.id % 10 == 0)

    def attendre(self, destinataire: str, octets: bytes, *, relire: bool = True) -> None:
        """Hold these bytes as those that the recipient must have. Raises PanneExterne when they are not its mail."""
        if relire:
            lu = message_from_bytes(octets, policy=policy.default)
            jointes = [(piece.get_filename(), piece.get_content()) for piece in lu.iter_attachments()]
            if lu["To"] != destinataire or jointes != [(OFFRE.piece.nom, OFFRE.piece.octets)]:
                raise PanneExterne("Banc du courrier : un message n’a pas son destinataire, ou pas sa pièce jointe.")
        self.attendus[destinataire] = sha256(octets).hexdigest()

    def verifier(self, serveur: Facteur) -> None:
        """Each mail once, to its recipient, whole. Raises PanneExterne."""
        attendus = Counter(self.naifs) + Counter(list(self.attendus))
        if Counter(remis.destinataire for remis in serveur.bilan) != attendus:
            raise PanneExterne("Banc du courrier : un message est perdu, en double, ou parti à un autre.")
        siens = dict(serveur.bilan)
        if any(siens[qui] != empreinte for qui, empreinte in self.attendus.items()):
            raise PanneExterne("Banc du courrier : un message a été altéré.")


def _message(destinataire: str) -> Message:
    return offre_emploi(replace(OFFRE, destinataire=destinataire))


def _memoire() -> int:
    """What this process holds now, in kilobytes."""
    gc.collect()
    for ligne in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if ligne.startswith("VmRSS:"):
            return int(ligne.split()[1])
    raise OSError("no VmRSS in /proc/self/status")
