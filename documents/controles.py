"""The checks of documents.md §15 on the pieces of a consultation, run before anything is written.

Each says which piece, where and why. A blocking one stops the pack; with the supplied templates none can occur.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from documents.connu import Connu, Facilite, own_words
from documents.constats import Constat, Gravite, Textes, excerpt
from documents.contextes.communs import lots, total
from documents.contextes.demande import DemandePack
from documents.contextes.reservations import PROPORTION, cited_articles
from documents.controles_chiffres import check_small_figures, check_totals, check_twice, check_validated
from documents.controles_criteres import check_criteria
from documents.controles_envoi import check_cells, check_origin, check_reachable, check_signature
from documents.controles_personnes import check_criterion, check_persons, check_structures
from documents.controles_texte import check_wording
from documents.lecture_word import read_paragraphs
from documents.manques import A_COMPLETER, printed
from formats.nombres import heures
from metier.fautes import FauteDeSaisie
from metier.operation import Lot, Nature
from metier.regime import DUREE_TRAVAUX_COURTS, CodeRegime

POUR_CANDIDATS = ("A1", "A2", "A3", "A7", "A8", "A9")
ANNEXE = "Engagement d’insertion"
_MONTANT = re.compile(r"(\d[\d\u00a0\u202f ]*(?:,\d+)?)[\u00a0\u202f ]*€")

Controle = Callable[[DemandePack, Textes], Iterator[Constat]]
ControleSeul = Callable[[str, tuple[str, ...], Connu], Iterator[Constat]]


def check_files(demande: DemandePack, fichiers: Mapping[str, bytes]) -> tuple[Constat, ...]:
    """Everything found in the Word files of a pack, by piece name (`A3`, `A7 lot 2`)."""
    return check(demande, {piece: read_paragraphs(octets) for piece, octets in fichiers.items()}, fichiers)


def check(demande: DemandePack, textes: Textes, fichiers: Mapping[str, bytes] | None = None) -> tuple[Constat, ...]:
    """Everything found in a pack from the paragraphs of each piece, and its file if given; what binds them first."""
    commun = known(demande)
    connus = {piece: dataclasses.replace(commun, octets=(fichiers or {}).get(piece)) for piece in textes}
    seuls = [constat for piece, lus in textes.items() for constat in controler(piece, lus, connus[piece])]
    ensemble = [constat for controle in CONTROLES for constat in controle(demande, textes)]
    return tuple(dict.fromkeys((*ensemble, *seuls)))


def controler(piece: str, paragraphes: tuple[str, ...], connu: Connu | None = None) -> tuple[Constat, ...]:
    """What is found in one document: `piece` its code (`E4a`, `A7 lot 2`), its paragraphs, what is known of it.

    A document sent calls `require_lawful_texts` on the answer; with nothing known, only its words are checked.
    """
    trouves = [constat for controle in CONTROLES_SEULS for constat in controle(piece, paragraphes, connu or Connu())]
    return tuple(dict.fromkeys(trouves))


def controler_phrase(piece: str, phrase: str) -> tuple[Constat, ...]:
    """What is found in one sentence of a template, taken alone."""
    return tuple(constat for controle in CONTROLES_DE_PHRASE for constat in controle(piece, (phrase,), Connu()))


def controler_docx(piece: str, octets: bytes, connu: Connu | None = None) -> tuple[Constat, ...]:
    """The same of a Word file: its cells and properties too."""
    return controler(piece, read_paragraphs(octets), dataclasses.replace(connu or Connu(), octets=octets))


def known(demande: DemandePack, *ecrits: object) -> Connu:
    """What the pieces of a pack are checked with; `ecrits` are other values that people wrote and that are printed."""
    secrets = {montant for lot in demande.operation.lots for montant in _secrets(lot)}
    return Connu(
        propres=own_words(demande.operation, demande.relais.model_dump(), demande.facilitateur.model_dump(), *ecrits),
        definitif=demande.definitif,
        bareme=demande.calibrage.bareme.nom,
        montants=frozenset(secrets),
    )


def require_lawful_texts(constats: tuple[Constat, ...]) -> None:
    """Nothing when no check is blocking, else FauteDeSaisie naming the piece of the first one."""
    for constat in constats:
        if constat.gravite is Gravite.BLOQUANT:
            raise FauteDeSaisie(
                constat.piece,
                f"{constat.piece}, contrôle {constat.controle} : {constat.phrase} ; corrigez ce texte, ou le modèle de "
                "cette pièce.",
            )


def _mentions(demande: DemandePack, textes: Textes) -> Iterator[Constat]:
    """1. The four mentions of the CCAG: perimeter, publics, volume, facilitateur."""
    if "A3" not in textes:
        return
    ensemble = "\n".join(textes["A3"])
    for ligne in lots(demande):
        if ligne.intitule not in ensemble or printed(ligne.objectif) not in ensemble:
            yield Constat(controle=1, piece="A3", phrase=f"périmètre ou volume du lot {ligne.numero} absent")
    for mention, mot in (
        ("publics éligibles", "Publics éligibles"),
        ("facilitateur", "Facilitateur des clauses sociales"),
    ):
        if mot not in ensemble:
            yield Constat(controle=1, piece="A3", phrase=f"mention « {mention} » absente")


def _totaux(demande: DemandePack, textes: Textes) -> Iterator[Constat]:
    """2. The sum of the claused lots is the total printed in A2, A3 and B1; each A7 carries its lot's volume."""
    somme = printed(total(demande) or "")
    for code in ("A2", "A3"):
        if somme and code in textes and somme not in textes[code]:
            yield Constat(controle=2, piece=code, phrase=f"le total imprimé n’est pas {somme}")
    if "B1" in textes and _total_court(demande) not in "\n".join(textes["B1"]):
        yield Constat(controle=2, piece="B1", phrase=f"le total imprimé n’est pas {_total_court(demande)}")
    for ligne in lots(demande):
        piece = f"A7 lot {ligne.numero}"
        volume = printed(ligne.objectif)
        if piece in textes and volume not in "\n".join(textes[piece]):
            yield Constat(controle=2, piece=piece, phrase=f"le volume du lot, {volume}, est absent")


def _total_court(demande: DemandePack) -> str:
    """The total as tables write it: « 432 h »."""
    return heures(demande.calibrage.total_heures)


def _reservation(demande: DemandePack, textes: Textes) -> Iterator[Constat]:
    """4. A reserved contract names its exact articles and the proportion in the notice."""
    if not demande.reserve or "A1" not in textes:
        return
    ensemble = "\n".join(textes["A1"])
    if A_COMPLETER in ensemble:
        return
    for attendu in (*cited_articles(demande), PROPORTION):
        if attendu not in ensemble:
            yield Constat(controle=4, piece="A1", phrase=f"« {attendu} » absent de la mention de réservation")


def _travaux_courts(demande: DemandePack, textes: Textes) -> Iterator[Constat]:
    """7. Works of less than six months: is the volume tenable, was the waiver of the 4th case thought of?"""
    duree = demande.operation.duree_mois
    courts = demande.operation.nature is Nature.TRAVAUX and duree is not None and duree < DUREE_TRAVAUX_COURTS
    if courts and "A3" in textes:
        phrase = f"travaux de {duree} mois : moins de six mois pour réaliser les heures, volume à vérifier"
        yield Constat(controle=7, piece="A3", phrase=phrase, gravite=Gravite.AVERTISSEMENT)


def _estimations(piece: str, paragraphes: tuple[str, ...], connu: Connu) -> Iterator[Constat]:
    """8. No estimate and no hourly cost in what candidates read."""
    if piece.split(maxsplit=1)[0] not in POUR_CANDIDATS:
        return
    for paragraphe in paragraphes:
        if "€" not in paragraphe:
            continue
        montants = map(_nombre, _MONTANT.findall(paragraphe))
        if "€/h" in paragraphe or any(montant in connu.montants for montant in montants):
            yield Constat(controle=8, piece=piece, phrase=f"estimation financière dans {excerpt(paragraphe)}")


def _secrets(lot: Lot) -> set[Decimal]:
    """The estimate of a lot, unless the contract itself states this amount."""
    publics = {lot.euros_par_heure, lot.seuil_declenchement_ht}
    return {lot.montant_ht} - publics if lot.montant_ht else set()


def _nombre(ecrit: str) -> Decimal:
    return Decimal(re.sub(r"[\u00a0\u202f ]", "", ecrit).replace(",", "."))


def _annexe(_demande: DemandePack, textes: Textes) -> Iterator[Constat]:
    """11. The engagement annex is among the contractual pieces named in A3."""
    avec_annexe = any(piece.startswith("A7") for piece in textes)
    if avec_annexe and "A3" in textes and not any(ANNEXE in p and "contractuelles" in p for p in textes["A3"]):
        yield Constat(
            controle=11, piece="A3", phrase=f"l’annexe « {ANNEXE} » n’est pas citée parmi les pièces contractuelles"
        )


def _penalites(_demande: DemandePack, textes: Textes) -> Iterator[Constat]:
    """12. Penalties: an amount, what gives rise to them, a procedure where the titulaire is heard."""
    if "A3" not in textes:
        return
    ensemble = "\n".join(textes["A3"])
    attendus = {"procédure contradictoire": "observations", "fait générateur": "retard d’un relevé"}
    for nom, mots in attendus.items():
        if mots not in ensemble:
            yield Constat(controle=12, piece="A3", phrase=f"pénalités : {nom} non écrit")
    if "€" not in ensemble and A_COMPLETER not in ensemble:
        yield Constat(controle=12, piece="A3", phrase="pénalités : montant absent")


def _facilitateur(demande: DemandePack, textes: Textes) -> Iterator[Constat]:
    """13. Said once for the whole pack."""
    fiche = Facilite(
        courriel=demande.relais.courriel or demande.facilitateur.courriel,
        telephone=demande.facilitateur.telephone or demande.relais.telephone,
    )
    return check_reachable("A3", tuple(textes), Connu(facilitateur=fiche))


def _obligation(demande: DemandePack, textes: Textes) -> Iterator[Constat]:
    """6. At or above the threshold, a clause or a waiver: otherwise the operation is to be regularised."""
    if textes and demande.regime.code is CodeRegime.A_REGULARISER:
        piece = "A10" if "A10" in textes else next(iter(textes))
        phrase = "valeur au moins égale au seuil sans clause ni dispense recevable : opération à régulariser"
        yield Constat(controle=6, piece=piece, phrase=phrase, gravite=Gravite.AVERTISSEMENT)


CONTROLES: tuple[Controle, ...] = (
    _mentions,
    _totaux,
    _reservation,
    check_criteria,
    _obligation,
    _travaux_courts,
    _annexe,
    _penalites,
    _facilitateur,
)
CONTROLES_DE_PHRASE: tuple[ControleSeul, ...] = (check_wording, _estimations, check_criterion)
CONTROLES_SEULS: tuple[ControleSeul, ...] = (
    *CONTROLES_DE_PHRASE,
    check_structures,
    check_reachable,
    check_cells,
    check_signature,
    check_persons,
    check_validated,
    check_small_figures,
    check_totals,
    check_twice,
    check_origin,
)
