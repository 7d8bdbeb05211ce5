"""What the form of the grid sent → what is asked of each operation, or what is to be looked at again, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from formats.lecture import lire_heures
from formats.nombres import nombre_court
from metier.mois_travaille import HEURES_POSSIBLES
from portail.formulaires.saisie import Envoi
from portail.mois.grille import Groupe, Ligne
from portail.mois.vue import Situation
from workflows.actes.heures.declaration import LigneDite
from workflows.actes.heures.feuille import Partie

TEXTE_MAX = 40
TOUT = "tout"


@dataclass(frozen=True, kw_only=True)
class Champs:
    """The two fields of a line as they were typed, whether it is ticked, what is wrong with it.

    `vue`: what the page that was sent had read of the line; `lue`: the fields as that page showed them.
    """

    heures: str = ""
    formation: str = ""
    lue: tuple[str, str] = ("", "")
    vue: str = ""
    cochee: bool = False
    faute: str | None = None

    @property
    def touchee(self) -> bool:
        return (self.heures, self.formation) != self.lue


@dataclass(frozen=True, kw_only=True)
class Saisie:
    """The fields of each line shown, by contract id."""

    champs: Mapping[int, Champs] = field(default_factory=dict)

    @property
    def fautes(self) -> int:
        return sum(un.faute is not None for un in self.champs.values())

    @property
    def touchees(self) -> int:
        return sum(un.touchee for un in self.champs.values())

    def sans(self, numero: int) -> Saisie:
        return Saisie(champs={un: champs for un, champs in self.champs.items() if un != numero})

    def avec(self, numero: int, champs: Champs) -> Saisie:
        return Saisie(champs={**self.champs, numero: champs})


def telle_quelle(lignes: Sequence[Ligne]) -> Saisie:
    """The page as it opens."""
    return Saisie(champs={une.id: _relue(une) for une in lignes})


def _relue(ligne: Ligne) -> Champs:
    ecrits = ecrits_de(ligne)
    return Champs(heures=ecrits[0], formation=ecrits[1], lue=ecrits, vue=ligne.vue)


def ecrits_de(ligne: Ligne) -> tuple[str, str]:
    """What the two fields of a line show when nobody typed anything."""
    dite = ligne.contrat.dite
    if dite is None:
        return "", ""
    return nombre_court(dite.heures), nombre_court(dite.dont_formation) if dite.dont_formation else ""


def lire(groupes: Sequence[Groupe], envoi: Envoi) -> Saisie:
    """What was typed, each line at fault told; a line that changed meanwhile is told where one typed or ticked it.

    A group that is ticked (`g`) ticks its lines that wait to be validated, « tout » those of the page.
    """
    coches, ensembles = set(envoi.tous("c")), set(envoi.tous("g"))
    champs = {}
    for groupe in groupes:
        ensemble = bool(ensembles & {groupe.cle, TOUT})
        for une in groupe.lignes:
            cochee = str(une.id) in coches or (ensemble and une.situation is Situation.A_VALIDER)
            champs[une.id] = _lire(une, envoi, cochee=cochee)
    return Saisie(champs=champs)


def _lire(ligne: Ligne, envoi: Envoi, *, cochee: bool) -> Champs:
    vue, *lue = [*envoi.texte(f"v:{ligne.id}").split(";"), "", ""][:3]
    if not vue:
        return replace(_relue(ligne), cochee=cochee)
    heures = envoi.texte(f"h:{ligne.id}")[:TEXTE_MAX] if envoi.tous(f"h:{ligne.id}") else lue[0]
    formation = envoi.texte(f"f:{ligne.id}")[:TEXTE_MAX] if envoi.tous(f"f:{ligne.id}") else lue[1]
    champs = Champs(heures=heures, formation=formation, lue=(lue[0], lue[1]), vue=vue, cochee=cochee)
    if vue != ligne.vue:
        return _changee(ligne, champs)
    return replace(champs, faute=_faute(champs))


def _changee(ligne: Ligne, champs: Champs) -> Champs:
    """Someone else wrote the line: theirs is shown when nothing was asked of it here, both are told otherwise."""
    actuels = ecrits_de(ligne)
    if not champs.cochee and (not champs.touchee or (champs.heures, champs.formation) == actuels):
        return _relue(ligne)
    ici = actuels[0] or "rien"
    phrase = (
        f"Quelqu’un a changé cette ligne pendant que vous la lisiez\u00a0: elle dit maintenant «\u00a0{ici}\u00a0» "
        f"({ligne.situation.libelle})."
    )
    if not ligne.ouverte:
        perdu = f" Vous aviez écrit «\u00a0{champs.heures or 'rien'}\u00a0»\u00a0: passez par une rectification."
        return replace(_relue(ligne), faute=phrase + (perdu if champs.touchee else ""))
    phrase += f" Gardez ce que vous avez écrit ou remettez «\u00a0{ici}\u00a0», puis recommencez."
    return replace(champs, lue=actuels, vue=ligne.vue, cochee=False, faute=phrase)


def _faute(champs: Champs) -> str | None:
    if not champs.touchee:
        return None
    if not champs.heures:
        vide = "Des heures déclarées ne s’effacent pas\u00a0: écrivez 0 s’il n’y en a pas."
        return vide if champs.lue[0] else "Écrivez aussi les heures\u00a0: la formation en fait partie."
    heures, formation = lire_heures(champs.heures), lire_heures(champs.formation or "0")
    for ecrit, valeur in ((champs.heures, heures), (champs.formation, formation)):
        if valeur is None:
            return f"«\u00a0{ecrit}\u00a0»\u00a0: écrivez des heures, comme 151,67, 7,5 ou 7h30."
    if heures is not None and heures > HEURES_POSSIBLES:
        return f"{nombre_court(HEURES_POSSIBLES)} h au plus dans un mois."
    if heures is not None and formation is not None and formation > heures:
        return "La formation fait partie des heures\u00a0: elle ne peut pas les dépasser."
    return None


def remplir(saisie: Saisie, groupe: Groupe, genre: str) -> Saisie:
    """« Rien ce mois-ci » (`rien`) or « comme le mois dernier » (`precedent`), where nothing is typed; not saved."""
    for une in groupe.lignes:
        champs = saisie.champs[une.id]
        if not une.ouverte or champs.heures:
            continue
        if genre == "rien":
            saisie = saisie.avec(une.id, replace(champs, heures="0", formation=""))
        elif (avant := une.contrat.precedente) is not None:
            formation = nombre_court(avant.dont_formation) if avant.dont_formation else ""
            saisie = saisie.avec(une.id, replace(champs, heures=nombre_court(avant.heures), formation=formation))
    return saisie


def parties(lignes: Sequence[Ligne], saisie: Saisie, *, valider: bool) -> dict[str, Partie]:
    """What is asked of each operation, by reference: what was typed, and the ticked lines where one validates."""
    demandees: dict[str, Partie] = {}
    for une in lignes:
        champs = saisie.champs[une.id]
        cochee = valider and champs.cochee and (une.contrat.dite is None or not une.contrat.dite.validee)
        if not (champs.touchee or cochee):
            continue
        un = une.contrat
        avant = demandees.get(un.reference, Partie(vues={}))
        demandees[un.reference] = Partie(
            vues={**avant.vues, un.contrat: champs.vue},
            lignes=(*avant.lignes, _dite(un.contrat, champs)) if champs.touchee else avant.lignes,
            a_valider=(*avant.a_valider, un.contrat) if cochee else avant.a_valider,
        )
    return demandees


def _dite(code: str, champs: Champs) -> LigneDite:
    heures, formation = lire_heures(champs.heures), lire_heures(champs.formation or "0")
    return LigneDite(contrat=code, heures=heures or Decimal(0), dont_formation=formation or Decimal(0))


def marquer(lignes: Sequence[Ligne], saisie: Saisie, *, reference: str, contrat: str | None, phrase: str) -> Saisie:
    """The same, the sentence of a refusal beside the line that it names."""
    for une in lignes:
        if une.contrat.reference == reference and une.contrat.contrat == contrat:
            return saisie.avec(une.id, replace(saisie.champs[une.id], faute=phrase))
    return saisie
