"""Hours that associations intermédiaires lend of one person, over all dossiers: told before the ceiling is reached."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlmodel import Session

from config.clauses import Parametre, get_clauses
from config.horloge import aujourdhui
from config.jours_ouvres import feries
from config.settings import get_settings
from formats.nombres import heures
from formats.typographie import typographier
from metier.cycle import ETAPES_AVAL, Responsable
from metier.echeances import apres
from metier.periodes import Mois
from metier.plafonds import Plafond
from sqlmodel_store.depots import eligibilites
from sqlmodel_store.depots.eligibilites import Suivie
from sqlmodel_store.modeles.operation import Operation
from workflows.actes.attentes import Action


def plafond() -> Plafond:
    """The ceiling in use: a parameter of the relay."""
    p = get_clauses(get_settings().home).parametres
    return Plafond(
        heures=_entier(p.plafond_ai_heures), mois=_entier(p.plafond_ai_mois), alerte=_entier(p.plafond_ai_alerte)
    )


def alerter(session: Session, suivie: Suivie) -> list[str]:
    """What to say of one more contract with an AI; nothing while the ceiling is far."""
    trouvees, dire = _proches(session, [suivie.ligne.personne_id]), _Phrase()
    return [dire(suivie.ligne.code, faites) for faites, _ in trouvees.values()]


def a_surveiller(session: Session, lignes: Sequence[Operation]) -> list[Action]:
    """People lent by an AI who come near the ceiling, each told once, where they are now; two statements."""
    references = {ligne.id: ligne.reference for ligne in lignes if ligne.etape in ETAPES_AVAL}
    en_mission = eligibilites.en_mission_ai(session, list(references), aujourdhui())
    proches = _proches(session, list(en_mission)) if en_mission else {}
    dire, jour = _Phrase(), aujourdhui()
    limite = apres(jour, 0, feries())
    derniers = {mois: min(Mois.lire(mois).fin, jour) for mois in {dernier for _, dernier in proches.values()}}
    return [
        Action(
            libelle=dire(code, proches[personne][0]),
            qui=Responsable.FACILITATEUR.libelle,
            depuis=derniers[proches[personne][1]],
            avant_le=limite,
            reference=references[operation],
        )
        for personne, (operation, code) in en_mission.items()
        if personne in proches
    ]


def _proches(session: Session, personnes: Sequence[int]) -> dict[int, tuple[Decimal, str]]:
    """Hours of who comes near the ceiling, and the last month of them, by person."""
    regle, dernier = plafond(), Mois.de(aujourdhui())
    return eligibilites.heures_ai(
        session,
        personnes,
        depuis=str(regle.debut(dernier)),
        jusqu_a=str(dernier),
        minimum=regle.seuil,
    )


class _Phrase:
    """What is said of each person, the ceiling being read once, and an amount of hours written once."""

    def __init__(self) -> None:
        regle = plafond()
        verifie = get_clauses(get_settings().home).parametres.plafond_ai_heures.verifie
        a_valider = "" if verifie else " (plafond à valider par le relais)"
        self._suite = (
            f" sur {heures(regle.heures)} en {regle.mois} mois, toutes opérations connues ; voir la suite avec "
            f"l’AI{a_valider}"
        )
        self._ecrites: dict[Decimal, str] = {}
        self._debuts: dict[str, str] = {}

    def __call__(self, code: str, faites: Decimal) -> str:
        if faites not in self._ecrites:
            self._ecrites[faites] = typographier(f"{heures(faites)}{self._suite}")
        if code not in self._debuts:
            self._debuts[code] = typographier(f"Mises à disposition par une AI : {code} en est à ")
        return self._debuts[code] + self._ecrites[faites]


def _entier(parametre: Parametre) -> int:
    return int(parametre.valeur)
