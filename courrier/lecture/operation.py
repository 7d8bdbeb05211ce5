"""All that was found → one operation: each field with its evidence, or named among what a person has to give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from courrier.lecture.blocs import Bloc, lignes
from courrier.lecture.etiquettes import Etiquette, find_etiquettes, join_bare_keys
from courrier.lecture.evenements import CHAMPS, DateTrouvee, find_evenements
from courrier.lecture.lots import find_lots
from courrier.lecture.redaction import commence_par_un_ouvrage, find_en_redaction
from courrier.lecture.resultats import ChampsLus, ContactLu, DatesLues, LotLu, OperationLue
from courrier.lecture.signatures import Signature, labelled_contact
from courrier.lecture.tableaux_de_lots import LotTrouve
from courrier.lecture.textes import comparable, phrases
from courrier.lecture.valeurs import clean_commune, clean_intitule, clean_maitre_ouvrage, clean_reference
from formats.typographie import typographier

_NETTOYEURS = {
    "intitule": clean_intitule,
    "reference": clean_reference,
    "maitre_ouvrage": clean_maitre_ouvrage,
    "commune": clean_commune,
}
_RANG_INCERTAIN = 2
_FEMININS = frozenset({"reference", "commune"})
_NOMS = {
    "intitule": "l’intitulé",
    "reference": "la référence",
    "maitre_ouvrage": "le maître d’ouvrage",
    "commune": "la commune",
    "date_avis": "la date d’avis",
    "remise_offres": "la date de remise des offres",
    "demarrage": "la date de démarrage",
    "reunion_demarrage": "la date de la réunion de démarrage",
}


@dataclass(frozen=True, kw_only=True)
class Trouvailles:
    """Everything a set of blocs says of one operation, before anything is settled."""

    etiquettes: tuple[Etiquette, ...] = ()
    dates: tuple[DateTrouvee, ...] = ()
    lots: tuple[LotTrouve, ...] = ()

    def __add__(self, autres: Trouvailles) -> Trouvailles:
        return Trouvailles(
            etiquettes=self.etiquettes + autres.etiquettes,
            dates=self.dates + autres.dates,
            lots=self.lots + autres.lots,
        )


def chercher(blocs: Iterable[Bloc]) -> Trouvailles:
    """What the blocs say: labels first, then prose, days, lots."""
    blocs = join_bare_keys(list(blocs))
    etiquettes = find_etiquettes(blocs)
    redaction = find_en_redaction(lignes(blocs))
    return Trouvailles(
        etiquettes=(*etiquettes, *redaction), dates=tuple(find_evenements(blocs)), lots=tuple(find_lots(blocs))
    )


@dataclass(kw_only=True)
class _Dossier:
    """What is settled so far."""

    preuves: dict[str, str] = field(default_factory=dict)
    a_saisir: list[str] = field(default_factory=list)
    doutes: list[str] = field(default_factory=list)

    def ask(self, champ: str, doute: str | None = None) -> None:
        if champ not in self.a_saisir:
            self.a_saisir.append(champ)
        if doute and doute not in self.doutes:
            self.doutes.append(doute)


def assembler(trouvailles: Trouvailles, contact: Signature, proprietaire: Etiquette | None) -> OperationLue:
    """The operation as one proposal. `proprietaire` is the sender's organisation, used when no owner is named."""
    dossier = _Dossier()
    etiquettes = [*trouvailles.etiquettes, *([proprietaire] if proprietaire else [])]
    textes = {champ: _settle_text(champ, etiquettes, dossier) for champ in _NETTOYEURS}
    dates = {champ: _settle_date(champ, trouvailles.dates, dossier) for champ in CHAMPS}
    lots = _settle_lots(trouvailles.lots, textes["intitule"], dossier)
    champs = ChampsLus(
        **textes, lots=lots, dates=DatesLues(**dates), contact=_settle_contact(etiquettes, contact, dossier)
    )
    return OperationLue(
        champs=champs,
        preuves=dossier.preuves,
        a_saisir=tuple(dossier.a_saisir),
        doutes=tuple(map(typographier, dossier.doutes)),
    )


def _settle_text(champ: str, etiquettes: list[Etiquette], dossier: _Dossier) -> str | None:
    lus = [(e, v) for e in etiquettes if e.champ == champ and (v := _NETTOYEURS[champ](e.valeur)) and is_title(e, v)]
    if not lus:
        dossier.ask(champ)
        return None
    meilleur = min(e.rang for e, _ in lus)
    premiers = [(e, v) for e, v in lus if e.rang == meilleur]
    if not _same([v for _, v in premiers]):
        accord = "est donnée" if champ in _FEMININS else "est donné"
        dossier.ask(champ, f"{_NOMS[champ].capitalize()} {accord} de plusieurs façons dans le courriel.")
        return None
    etiquette, valeur = max(premiers, key=lambda lu: -len(lu[1])) if champ != "intitule" else premiers[0]
    dossier.preuves[champ] = evidence(etiquette.preuve, valeur)
    return valeur


def is_title(etiquette: Etiquette, valeur: str) -> bool:
    """« Objet : … » and « Travaux : … » hold a title only when it names a work; other labels are believed."""
    if etiquette.champ != "intitule" or etiquette.rang != _RANG_INCERTAIN:
        return True
    return commence_par_un_ouvrage(valeur)


def _same(valeurs: list[str]) -> bool:
    """Whether every reading is one value, some perhaps longer (« Région Austrasie, direction des lycées »)."""
    formes = sorted({comparable(v) for v in valeurs}, key=len)
    return all(forme.startswith(formes[0]) or formes[0] in forme for forme in formes)


def evidence(ligne: str, valeur: str) -> str:
    """The sentence of a line that holds the value; the whole line when no single sentence does."""
    return next((p for p in phrases(ligne) if valeur in p), ligne)


def _settle_date(champ: str, trouvees: tuple[DateTrouvee, ...], dossier: _Dossier) -> date | None:
    lues = [t for t in trouvees if t.champ == champ]
    sures = {t.valeur for t in lues if t.valeur}
    if len(sures) == 1:
        sure = next(t for t in lues if t.valeur)
        dossier.preuves[f"dates.{champ}"] = sure.preuve
        return sure.valeur
    if sures:
        dossier.ask(champ, f"{_NOMS[champ].capitalize()} est donnée de plusieurs façons dans le courriel.")
    elif lues:
        dossier.ask(champ, f"{_NOMS[champ].capitalize()} n’est qu’approchée ou incomplète : « {lues[0].preuve} ».")
    elif champ == "date_avis":
        dossier.ask(champ)
    return None


def _settle_lots(trouves: tuple[LotTrouve, ...], intitule: str | None, dossier: _Dossier) -> tuple[LotLu, ...]:
    numeros = sorted({lot.numero for lot in trouves})
    unique = [lot for lot in trouves if lot.unique]
    if unique and len(numeros) > 1:
        dossier.ask("lots", "Le courriel annonce un lot unique et plusieurs lots.")
        return ()
    lots = tuple(_settle_lot(n, [lot for lot in trouves if lot.numero == n], intitule, dossier) for n in numeros)
    if not lots:
        dossier.ask("lots")
    return lots


def _settle_lot(numero: int, mentions: list[LotTrouve], intitule: str | None, dossier: _Dossier) -> LotLu:
    titre = _settle_title(numero, mentions, dossier) or (intitule if any(m.unique for m in mentions) else None)
    if titre is None:
        dossier.ask(f"lots[{numero}].intitule")
    cle = f"lots[{numero}].montant_ht"
    sures = {m.montant for m in mentions if m.montant is not None}
    doutes = [m.doute for m in mentions if m.doute]
    if len(sures) == 1:
        dossier.preuves[cle] = next(m.preuve for m in mentions if m.montant is not None)
        return LotLu(numero=numero, intitule=titre, montant_ht=sures.pop())
    raison = "deux montants différents sont donnés" if sures else next(iter(doutes), None)
    dossier.ask(cle, f"Lot {numero} : {raison}." if raison else None)
    return LotLu(numero=numero, intitule=titre)


def _settle_title(numero: int, mentions: list[LotTrouve], dossier: _Dossier) -> str | None:
    lus = [m for m in mentions if m.intitule]
    if not lus:
        return None
    if not _same([m.intitule or "" for m in lus]):
        dossier.ask(f"lots[{numero}].intitule", f"Lot {numero} : deux intitulés différents sont donnés.")
        return None
    retenu = max(lus, key=lambda m: len(m.intitule or ""))
    dossier.preuves[f"lots[{numero}].intitule"] = retenu.preuve
    return retenu.intitule


def _settle_contact(etiquettes: list[Etiquette], signature: Signature, dossier: _Dossier) -> ContactLu:
    nommes = [c for e in etiquettes if e.champ == "contact" and (c := labelled_contact(e)).preuves]
    contact = nommes[0] if nommes and nommes[0].nom else signature
    if contact is not signature and comparable(contact.nom or "") == comparable(signature.nom or ""):
        contact = _completed(contact, signature)
    dossier.preuves.update(
        {f"contact.{cle}": preuve for cle, preuve in contact.preuves.items() if cle != "organisation"}
    )
    return ContactLu(nom=contact.nom, courriel=contact.courriel, telephone=contact.telephone)


def _completed(contact: Signature, signature: Signature) -> Signature:
    return Signature(
        nom=contact.nom,
        courriel=contact.courriel or signature.courriel,
        telephone=contact.telephone or signature.telephone,
        preuves={**signature.preuves, **contact.preuves},
    )
