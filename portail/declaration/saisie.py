"""What was typed on the page → hours, or what is to be corrected at each field; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from config.horloge import aujourdhui
from formats.lecture import lire_heures
from formats.nombres import heures as ecrire_heures
from formats.nombres import nombre_court
from metier.mois_travaille import ContratDuMois, LigneDuMois
from metier.releve import HEURES_MAXIMUM
from workflows.actes.demande_heures.mois import MoisDuDestinataire
from workflows.actes.heures.contradictoire import fin_de_contestation, se_conteste_encore

TEXTE_MAXIMUM = 40
MOTIF_MAXIMUM = 500
TROP = f"{ecrire_heures(HEURES_MAXIMUM)} au plus pour un mois. Un doute\u00a0? Appelez-nous."
ACCORD, DESACCORD = "accord", "desaccord"
SEPARE = " | "


@dataclass(frozen=True, kw_only=True)
class Champ:
    """A field as it was typed, what was read in it, the sentence that says what is wrong."""

    ecrit: str = ""
    valeur: Decimal | None = None
    faute: str | None = None


@dataclass(frozen=True, kw_only=True)
class LigneSaisie:
    """A contract to be declared: its hours, of which training. Nothing typed: nothing is declared.

    `connue`: what was declared when the page was opened, as `telle` writes it; None when the page does not say.
    `en_cause`: whether the review told of other hours, which it is the answer to.
    """

    contrat: ContratDuMois
    heures: Champ
    formation: Champ
    connue: str | None = None
    en_cause: bool = False

    @property
    def entre_temps(self) -> bool:
        """Whether other hours were declared since the page was opened, which these would replace."""
        if self.contrat.dite is None or self.connue is None or self.connue == telle(self.contrat) or not self.remplie:
            return False
        return not self.telle_quelle

    @property
    def telle_quelle(self) -> bool:
        """Whether it says what is declared already."""
        dite = self.contrat.dite
        return dite is not None and (self.heures.valeur, self.formation.valeur or 0) == (
            dite.heures,
            dite.dont_formation,
        )

    @property
    def remplie(self) -> bool:
        return self.heures.valeur is not None

    @property
    def fautive(self) -> bool:
        return bool(self.heures.faute or self.formation.faute)


@dataclass(frozen=True, kw_only=True)
class AvisSaisi:
    """What a using company says of hours declared: `avis` as « accord », « desaccord », or nothing.

    `connue`: what both sides said when the page was opened, as `a_deux` writes it; None when the page does not say.
    `en_cause`: whether the review told of a change, which it is the answer to.
    """

    contrat: ContratDuMois
    avis: str = ""
    heures: Champ = Champ()
    motif: str = ""
    faute: str | None = None
    connue: str | None = None
    en_cause: bool = False

    @property
    def entre_temps(self) -> bool:
        """Whether either side said otherwise since the page was opened, of which this opinion knows nothing."""
        if self.connue is None or not self.rempli or self.connue == a_deux(self.contrat):
            return False
        dite, recoupee = self.contrat.dite, self.contrat.recoupee
        memes = self.connue.partition(SEPARE)[0] == ecrite(dite)
        voulues = self.heures.valeur if self.avis == DESACCORD else dite and dite.heures
        return not (memes and recoupee is not None and recoupee.heures == voulues)

    @property
    def montrees(self) -> Decimal | None:
        """The hours declared that the page showed when it was opened."""
        return _heures((self.connue or "").partition(SEPARE)[0].partition(" ")[0]).valeur

    @property
    def rempli(self) -> bool:
        return self.avis in (ACCORD, DESACCORD)

    @property
    def fautif(self) -> bool:
        return bool(self.heures.faute or self.faute)


@dataclass(frozen=True, kw_only=True)
class Saisie:
    """Everything the page shows, in its order."""

    lignes: tuple[LigneSaisie, ...]
    avis: tuple[AvisSaisi, ...]

    @property
    def fautes(self) -> int:
        return sum(une.fautive for une in self.lignes) + sum(un.fautif for un in self.avis)

    @property
    def entre_temps(self) -> bool:
        return any(une.entre_temps for une in self.lignes) or any(un.entre_temps for un in self.avis)

    @property
    def remplies(self) -> tuple[LigneSaisie, ...]:
        return tuple(une for une in self.lignes if une.remplie)

    @property
    def avis_remplis(self) -> tuple[AvisSaisi, ...]:
        return tuple(un for un in self.avis if un.rempli)

    @property
    def total(self) -> Decimal:
        return sum((une.heures.valeur or Decimal(0) for une in self.lignes), Decimal(0))


def nom(contrat: ContratDuMois) -> str:
    """What names the fields of a contract: it stays the same whatever is added to the page meanwhile."""
    return f"{contrat.reference}:{contrat.contrat}"


def telle(contrat: ContratDuMois) -> str:
    """What is declared of a contract, as the page carries it along; empty where nothing is."""
    return ecrite(contrat.dite)


def a_deux(contrat: ContratDuMois) -> str:
    """What both sides say of a contract, as the page carries it along."""
    return f"{ecrite(contrat.dite)}{SEPARE}{ecrite(contrat.recoupee)}"


def ecrite(ligne: LigneDuMois | None) -> str:
    """Hours and training in one word each; empty where nothing is said."""
    return f"{nombre_court(ligne.heures)} {nombre_court(ligne.dont_formation)}" if ligne else ""


def deja_dite(mois: MoisDuDestinataire) -> Saisie:
    """The page as it opens: what is declared already, nothing elsewhere."""
    return Saisie(
        lignes=tuple(_telle_que_dite(un) for un in mois.a_declarer if mois.modifiable(un)),
        avis=tuple(AvisSaisi(contrat=un) for un in mois.a_confirmer if se_discute(mois, un)),
    )


def se_discute(mois: MoisDuDestinataire, contrat: ContratDuMois) -> bool:
    """Whether the using company may still say something of these hours."""
    if contrat.dite is None or contrat.operation_id in mois.clos:
        return False
    if contrat.dite.validee:
        return se_conteste_encore(contrat)
    fin = fin_de_contestation(contrat.dite)
    return fin is None or aujourdhui() <= fin


def _telle_que_dite(contrat: ContratDuMois) -> LigneSaisie:
    dite = contrat.dite
    heures = _champ(dite.heures) if dite else Champ()
    formation = _champ(dite.dont_formation) if dite and dite.dont_formation else Champ()
    return LigneSaisie(contrat=contrat, heures=heures, formation=formation)


def _champ(valeur: Decimal) -> Champ:
    return Champ(ecrit=nombre_court(valeur), valeur=valeur)


def proposee(mois: MoisDuDestinataire, heures: Mapping[tuple[str, str], tuple[Decimal, Decimal]]) -> Saisie:
    """The page as an answer by mail fills it in: hours and training, by operation and contract."""
    return reportee(deja_dite(mois), heures)


def reportee(saisie: Saisie, heures: Mapping[tuple[str, str], tuple[Decimal, Decimal]]) -> Saisie:
    """The same page, these hours in place of what its lines said; the other lines stay as they were typed."""
    lignes = []
    for une in saisie.lignes:
        dites = heures.get((une.contrat.reference, une.contrat.contrat))
        if dites is not None:
            formation = _champ(dites[1]) if dites[1] else Champ()
            lignes.append(replace(une, heures=_champ(dites[0]), formation=formation))
        else:
            lignes.append(une)
    return replace(saisie, lignes=tuple(lignes))


def lire(mois: MoisDuDestinataire, champs: Mapping[str, str]) -> Saisie:
    """What was typed; a field that is not of the page is passed over."""
    vierge = deja_dite(mois)
    return Saisie(
        lignes=tuple(_ligne(une.contrat, champs) for une in vierge.lignes),
        avis=tuple(_avis(un.contrat, champs) for un in vierge.avis),
    )


def connues(saisie: Saisie) -> dict[str, str]:
    """What the page knew, as its fields carry it along: to be read again with it once something else is said."""
    dites = {f"d:{nom(une.contrat)}": telle(une.contrat) for une in saisie.remplies}
    return dites | {f"v:{nom(un.contrat)}": a_deux(un.contrat) for un in saisie.avis_remplis}


def sans_remplacer(saisie: Saisie) -> Saisie:
    """« Garder ce qui est déclaré »: what was said since the page was opened stays, the rest as it was typed."""
    return Saisie(
        lignes=tuple(_telle_que_dite(une.contrat) if une.entre_temps or une.en_cause else une for une in saisie.lignes),
        avis=tuple(AvisSaisi(contrat=un.contrat) if un.entre_temps or un.en_cause else un for un in saisie.avis),
    )


def rien(saisie: Saisie) -> Saisie:
    """« Rien ce mois-ci »: nought wherever nothing was typed."""
    return replace(saisie, lignes=tuple(une if une.heures.ecrit else _a_zero(une) for une in saisie.lignes))


def _a_zero(ligne: LigneSaisie) -> LigneSaisie:
    return replace(ligne, heures=_champ(Decimal(0)), formation=Champ())


def comme_avant(saisie: Saisie) -> Saisie:
    """« Comme le mois dernier »: the hours of the month before, wherever nothing was typed and there are some."""
    return replace(saisie, lignes=tuple(une if une.heures.ecrit else _comme_avant(une) for une in saisie.lignes))


def _comme_avant(ligne: LigneSaisie) -> LigneSaisie:
    avant = ligne.contrat.precedente
    if avant is None:
        return ligne
    formation = _champ(avant.dont_formation) if avant.dont_formation else Champ()
    return replace(ligne, heures=_champ(avant.heures), formation=formation)


def _ligne(contrat: ContratDuMois, champs: Mapping[str, str]) -> LigneSaisie:
    heures = _heures(champs.get(f"h:{nom(contrat)}", ""))
    formation = _heures(champs.get(f"f:{nom(contrat)}", ""))
    if formation.valeur and not heures.faute and formation.valeur > (heures.valeur or 0):
        trop = f"La formation fait partie des heures du mois\u00a0: {ecrire_heures(heures.valeur or 0)} au plus."
        formation = replace(formation, faute=trop)
    connue, en_cause = champs.get(f"d:{nom(contrat)}"), f"e:{nom(contrat)}" in champs
    return LigneSaisie(contrat=contrat, heures=heures, formation=formation, connue=connue, en_cause=en_cause)


def _heures(ecrit: str) -> Champ:
    ecrit = ecrit.strip()[:TEXTE_MAXIMUM]
    if not ecrit:
        return Champ()
    valeur = lire_heures(ecrit)
    if valeur is None:
        return Champ(ecrit=ecrit, faute=f"«\u00a0{ecrit}\u00a0»\u00a0: écrivez des heures, comme 151,67, 7,5 ou 7h30.")
    if valeur > HEURES_MAXIMUM:
        return Champ(ecrit=ecrit, faute=TROP)
    return Champ(ecrit=ecrit, valeur=valeur)


def _avis(contrat: ContratDuMois, champs: Mapping[str, str]) -> AvisSaisi:
    avis = champs.get(f"a:{nom(contrat)}", "")
    heures = _heures(champs.get(f"u:{nom(contrat)}", ""))
    motif = " ".join(champs.get(f"m:{nom(contrat)}", "").split())[:MOTIF_MAXIMUM]
    connue, en_cause = champs.get(f"v:{nom(contrat)}"), f"e:{nom(contrat)}" in champs
    dit = AvisSaisi(contrat=contrat, avis=avis, motif=motif, connue=connue, en_cause=en_cause)
    if avis != DESACCORD:
        return replace(dit, heures=replace(heures, faute=None))
    if heures.valeur is None and not heures.faute:
        heures = replace(heures, faute="Indiquez les heures que vous avez relevées.")
    faute = None if motif else "Dites en quelques mots pourquoi, sans rien écrire de la santé ni de la vie privée."
    return replace(dit, heures=heures, faute=faute)
