"""The one way to make a document of the follow-up: rendered, read again, checked; D to I go through here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from config.settings import Facilitateur, IdentiteRelais
from documents.connu import Connu, Facilite
from documents.contextes.structures import alphabetical
from documents.packs import Controlee, make_checked, organisation_words
from documents.piece import Attendue
from documents.sommes import printed_sums
from metier.missions import CodeDocument
from metier.rythme import calendrier
from metier.suivi import Structure, Suivi


def make_followup_piece(
    attendue: Attendue,
    suivi: Suivi,
    relais: IdentiteRelais,
    facilitateur: Facilitateur,
    *,
    definitif: bool = False,
    structures: tuple[Structure, ...] = (),
    cites: tuple[object, ...] = (),
    dossier_modeles: Path | None = None,
) -> Controlee:
    """The document, every check of documents.md §15 that bears on it passed; what is only pointed at in `constats`.

    `structures`: every one of the territory, for a document that lists them (E2). `cites`: who else is rightly named
    (`reunion.participants`, a signatory), set aside when names are looked for; never a free text, where a beneficiary
    may be named by mistake. `definitif`: it is sent, no gap may stay and what the dossier holds at fault is blocking.
    Same request, same bytes. Raises FauteDeSaisie at the first blocking check, and as `piece.produire`.
    """
    connu = known_of(attendue, suivi, relais, facilitateur, definitif=definitif, structures=structures, cites=cites)
    return make_checked(attendue, connu, dossier_modeles=dossier_modeles)


def known_of(
    attendue: Attendue,
    suivi: Suivi,
    relais: IdentiteRelais,
    facilitateur: Facilitateur,
    *,
    definitif: bool = False,
    structures: tuple[Structure, ...] = (),
    cites: tuple[object, ...] = (),
) -> Connu:
    """What the checks know of a document of the follow-up beside its words."""
    return Connu(
        propres=organisation_words(suivi, relais.model_dump(), facilitateur.model_dump(), structures, *cites),
        definitif=definitif,
        maitre_ouvrage=suivi.maitre_ouvrage.nom if suivi.maitre_ouvrage else None,
        relais=tuple(filter(None, (relais.nom, facilitateur.nom))),
        facilitateur=Facilite(
            courriel=facilitateur.courriel or relais.courriel,
            telephone=facilitateur.telephone or relais.telephone,
            fin_mandat=facilitateur.fin_mandat,
            fin_contrat=_fin(suivi),
        ),
        structures=_listees(attendue, suivi, structures),
        suivi=suivi,
        sommes=printed_sums(attendue.contexte),
    )


def _fin(suivi: Suivi) -> date | None:
    """The last day of the lots, None while none has dates."""
    durees = (calendrier(suivi, lot) for lot in suivi.lots)
    return max((duree.fin for duree in durees if duree), default=None)


def _listees(attendue: Attendue, suivi: Suivi, structures: tuple[Structure, ...]) -> tuple[str, ...]:
    """The names that E2 must list; none where a structure holds a lot and is also named elsewhere in its letter."""
    noms = tuple(une.nom for une in alphabetical(structures))
    attributaires = {une.entreprise for une in suivi.attributions}
    return noms if attendue.code is CodeDocument.E2 and attributaires.isdisjoint(noms) else ()
