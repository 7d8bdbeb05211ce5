"""The pack « démarrage » that a company receives when its lots begin: E1, E2, the forms G1, its G3, who to call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from documents.connu import Connu, Facilite
from documents.contacts import NOM as CONTACTS
from documents.contacts import DemandeContacts, contacts
from documents.contextes.courrier import DemandeCourrier, require_attributions
from documents.contextes.e1 import DemandeRappel, rappel
from documents.contextes.e2 import DemandeModalites, modalites
from documents.contextes.g1 import DemandeFiche, VarianteFiche, fiche_beneficiaire
from documents.contextes.structures import alphabetical
from documents.demande_releve import EDITION, DemandeReleve
from documents.manques import Manque, collect_manques, require_complete
from documents.packs import PackSuivi, alerts, make_checked, organisation_words
from documents.piece import Attendue, Piece
from documents.releve import releve_mensuel
from documents.releve_csv import releve_csv
from formats.dates import mois_long
from formats.releve import en_ascii, nom_fichier
from metier.missions import CodeDocument
from metier.modalites import TypeModalite
from metier.periodes import Mois
from metier.publics import Categorie
from metier.releve import IdentiteReleve, releves_du_mois
from metier.suivi import StructureListee

SANS_STRUCTURE = Manque("structures", "liste complète des structures du territoire")


@dataclass(frozen=True, kw_only=True)
class DemandeDemarrage(DemandeCourrier):
    """The lots of one company; `premier_mois` is that of its first statement, to be sent back by `retour_le`.

    `structures`: every one of the territory. `attestations`: the number of each person's certificate, by local id.
    """

    premier_mois: Mois
    structures: tuple[StructureListee, ...] = ()
    creneaux: tuple[str, ...] = ()
    visa: date | None = None
    categories: tuple[Categorie, ...] = tuple(Categorie)
    attestations: Mapping[str, str] = field(default_factory=dict)
    retour_le: date | None = None
    dossier_modeles: Path | None = None

    @property
    def entreprise(self) -> str:
        return require_attributions(self).entreprise

    @property
    def courrier(self) -> dict[str, Any]:
        """What any letter to this company is made from."""
        return {champ.name: getattr(self, champ.name) for champ in fields(DemandeCourrier)}


def pack_demarrage(demande: DemandeDemarrage) -> PackSuivi:
    """The pack of a company.

    Raises FauteDeSaisie: `attributions` without any, the first gap of a definitive edition, a template that breaks a
    blocking check or cannot be rendered.
    """
    attendues = _attendues(demande)
    manques = _manques(demande, attendues)
    if demande.definitif:
        require_complete(manques)
    faites = [make_checked(une, _connu(demande, une), dossier_modeles=demande.dossier_modeles) for une in attendues]
    releves = _releves(demande)
    return PackSuivi(
        nom=f"demarrage-{demande.suivi.reference}-lot-{_lots(demande)[0]}-{en_ascii(demande.entreprise)}",
        pieces=(*(faite.piece for faite in faites), *(une for identite in releves for une in _g3(demande, identite))),
        autres={CONTACTS: _contacts(demande)},
        alertes=alerts(manques, faites, _sans_releve(demande, releves)),
        manques=manques,
    )


def manques_demarrage(demande: DemandeDemarrage) -> tuple[Manque, ...]:
    """What the pack would lack. Raises FauteDeSaisie: `attributions` without any."""
    return _manques(demande, _attendues(demande))


def _attendues(demande: DemandeDemarrage) -> list[Attendue]:
    commun, toutes = demande.courrier, alphabetical(demande.structures)
    lettre = rappel(DemandeRappel(**commun, creneaux=demande.creneaux, visa=demande.visa))
    return [
        Attendue(code=CodeDocument.E1, contexte=lettre),
        Attendue(code=CodeDocument.E2, contexte=modalites(DemandeModalites(**commun, structures=toutes))),
        *(
            Attendue(
                code=CodeDocument.G1,
                contexte=fiche_beneficiaire(DemandeFiche(**commun, variante=une, categories=demande.categories)),
                precision=une.value,
            )
            for une in _variantes(demande)
        ),
    ]


def _variantes(demande: DemandeDemarrage) -> tuple[VarianteFiche, ...]:
    """The forms that the chosen modalities need, all of them while none is chosen."""
    choisies = {modalite.type for une in demande.attributions for modalite in une.modalites}
    directe = not choisies or TypeModalite.EMBAUCHE_DIRECTE in choisies
    structure = not choisies or bool(choisies - {TypeModalite.EMBAUCHE_DIRECTE})
    return tuple(une for une in VarianteFiche if (structure if une is VarianteFiche.STRUCTURE else directe))


def _manques(demande: DemandeDemarrage, attendues: list[Attendue]) -> tuple[Manque, ...]:
    trouves = [manque for une in attendues for manque in collect_manques(une.contexte)]
    return tuple(dict.fromkeys((*trouves, *(() if demande.structures else (SANS_STRUCTURE,)))))


def _connu(demande: DemandeDemarrage, attendue: Attendue) -> Connu:
    """The list of E2 is checked, unless the company itself is in it and is named elsewhere in its letter."""
    relais, personne = demande.relais, demande.facilitateur
    noms = tuple(une.nom for une in alphabetical(demande.structures))
    listees = attendue.code is CodeDocument.E2 and demande.entreprise not in noms
    ecrits = (relais.model_dump(), personne.model_dump(), demande.creneaux, demande.structures)
    return Connu(
        propres=organisation_words(demande.suivi, *ecrits),
        definitif=demande.definitif,
        facilitateur=Facilite(
            courriel=personne.courriel or relais.courriel, telephone=personne.telephone or relais.telephone
        ),
        structures=noms if listees else (),
    )


def _contacts(demande: DemandeDemarrage) -> bytes:
    return contacts(
        DemandeContacts(
            suivi=demande.suivi,
            relais=demande.relais,
            facilitateur=demande.facilitateur,
            structures=demande.structures,
        )
    )


def _lots(demande: DemandeDemarrage) -> list[int]:
    return sorted({une.lot for une in demande.attributions})


def _releves(demande: DemandeDemarrage) -> list[IdentiteReleve]:
    """Those of the company's own employees: a structure is asked for its own."""
    return [
        identite
        for identite in releves_du_mois(demande.suivi, demande.premier_mois)
        if identite.employeur == demande.entreprise and identite.lot in _lots(demande)
    ]


def _g3(demande: DemandeDemarrage, identite: IdentiteReleve) -> Iterator[Piece]:
    """The statement, and the same lines as CSV."""
    releve = DemandeReleve(
        suivi=demande.suivi,
        identite=identite,
        retour_le=demande.retour_le,
        courriel=demande.relais.courriel or demande.facilitateur.courriel,
        attestations=demande.attestations,
    )
    nom, fichier = f"G3 lot {identite.lot}", nom_fichier(identite)
    formes = ((nom, fichier, releve_mensuel), (f"{nom} CSV", fichier.removesuffix("xlsx") + "csv", releve_csv))
    for nom_, fichier_, ecrire in formes:
        yield Piece(code=CodeDocument.G3, nom=nom_, fichier=fichier_, octets=ecrire(releve), edition=EDITION)


def _sans_releve(demande: DemandeDemarrage, releves: list[IdentiteReleve]) -> list[str]:
    servis = {identite.lot for identite in releves}
    return [
        f"lot {lot} : pas de relevé d’heures (G3) joint, aucun salarié de l’entreprise n’y est connu en "
        f"{mois_long(demande.premier_mois)} ; le premier sera demandé avec son premier contrat"
        for lot in _lots(demande)
        if lot not in servis
    ]
