"""The contracts that are running, over all operations: those that end soon, say no hours, come near the AI ceiling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from sqlmodel import Session

from config.horloge import aujourdhui
from metier.contrats import TypeContrat
from metier.droits import Acces
from metier.enumeration import Enumeration
from metier.periodes import Mois
from sqlmodel_store.depots import contrats_vus, eligibilites
from sqlmodel_store.depots.contrats_vus import ContratVu
from sqlmodel_store.depots.unicite import normaliser
from workflows.actes.plafond_ai import plafond

PAR_PAGE = 100
BIENTOT = timedelta(days=45)


class Alerte(Enumeration):
    FINISSENT = "finissent", "finissent bientôt"
    SANS_HEURES = "sans_heures", "sans heures le mois dernier"
    PLAFOND = "plafond", "près du plafond AI"


@dataclass(frozen=True, kw_only=True)
class Vue:
    """What is looked for: words anywhere in a line; what the contract calls for."""

    mots: str = ""
    alerte: Alerte | None = None
    numero: int = 1

    @property
    def posee(self) -> bool:
        return bool(self.mots.strip()) or self.alerte is not None

    def adresse(self, *, alerte: Alerte | None = None, numero: int = 1) -> str:
        dits = {
            "q": self.mots,
            "alerte": alerte.value if alerte else "",
            "page": str(numero) if numero > 1 else "",
        }
        requete = urlencode({cle: dit for cle, dit in dits.items() if dit})
        return "/personnes/contrats" + (f"?{requete}" if requete else "")


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """A contract and what it calls for; `heures_ai`: those lent of the person by AI within the ceiling's months."""

    contrat: ContratVu
    alertes: tuple[Alerte, ...]
    heures_ai: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of contracts: `compte` of all by what they call for, `total` of those found; `plafond` in hours."""

    vue: Vue
    lignes: tuple[Ligne, ...]
    compte: Mapping[Alerte, int]
    toutes: int
    total: int
    pages: int
    mois: Mois
    plafond: int


def lire_page(session: Session, acces: Acces, vue: Vue) -> Page:
    """The page asked for, or the last one; three statements."""
    jour, mois = aujourdhui(), Mois.de(aujourdhui()).precedent
    contrats = contrats_vus.en_cours(session, acces, jour)
    avec_heures = contrats_vus.avec_heures(session, mois)
    proches = _proches(session, contrats)
    lignes = [
        Ligne(
            contrat=un,
            alertes=_alertes(un, jour, mois, dit=un.contrat_id in avec_heures, proche=un.personne_id in proches),
            heures_ai=proches.get(un.personne_id) if un.type is TypeContrat.MAD_AI else None,
        )
        for un in contrats
    ]
    trouvees = [une for une in lignes if _repond(une, vue)]
    pages = max(1, -(-len(trouvees) // PAR_PAGE))
    numero = min(max(1, vue.numero), pages)
    return Page(
        vue=replace(vue, numero=numero),
        lignes=tuple(trouvees[(numero - 1) * PAR_PAGE : numero * PAR_PAGE]),
        compte={alerte: sum(alerte in une.alertes for une in lignes) for alerte in Alerte},
        toutes=len(lignes),
        total=len(trouvees),
        pages=pages,
        mois=mois,
        plafond=plafond().heures,
    )


def _proches(session: Session, contrats: Sequence[ContratVu]) -> dict[int, Decimal]:
    """The hours of who comes near the ceiling, by person."""
    regle, dernier = plafond(), Mois.de(aujourdhui())
    personnes = {un.personne_id for un in contrats if un.type is TypeContrat.MAD_AI}
    if not personnes:
        return {}
    faites = eligibilites.heures_ai(
        session, personnes, depuis=str(regle.debut(dernier)), jusqu_a=str(dernier), minimum=regle.seuil
    )
    return {qui: heures for qui, (heures, _) in faites.items()}


def _alertes(un: ContratVu, jour: date, mois: Mois, *, dit: bool, proche: bool) -> tuple[Alerte, ...]:
    appels = {
        Alerte.FINISSENT: un.fin is not None and un.fin <= jour + BIENTOT,
        Alerte.SANS_HEURES: not dit and un.debut <= mois.fin,
        Alerte.PLAFOND: proche and un.type is TypeContrat.MAD_AI,
    }
    return tuple(alerte for alerte, vraie in appels.items() if vraie)


def _repond(une: Ligne, vue: Vue) -> bool:
    if vue.alerte is not None and vue.alerte not in une.alertes:
        return False
    mots = normaliser(vue.mots).split()
    if not mots:
        return True
    un = une.contrat
    textes = (un.reference, un.intitule, un.employeur, un.nom, un.prenom, un.code, un.type.libelle)
    dit = normaliser(" ".join(texte for texte in textes if texte))
    return all(mot in dit for mot in mots)
