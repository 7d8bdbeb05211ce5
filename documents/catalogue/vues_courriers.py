"""Views of the letters to companies (E)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from config.clauses import get_clauses
from documents.catalogue.operation_exemple import EN_COURS, FIN, suivi
from documents.catalogue.relais_exemple import FACILITATEUR, RELAIS, STRUCTURES
from documents.catalogue.suivis_exemple import nettoyage
from documents.catalogue.vue import Vue
from documents.contextes.e1 import DemandeRappel, rappel
from documents.contextes.e2 import DemandeModalites, modalites
from documents.contextes.e3 import DemandeRelance, MotifRelance, relance
from documents.contextes.e4a import InvitationObservations, invitation
from documents.contextes.e4b import DemandeMiseEnDemeure, MiseEnDemeure, mise_en_demeure
from documents.contextes.e5 import DemandeConstat, NoteConstat, Proposition, constat
from documents.contextes.manquement import DemandeManquement, MotifManquement
from metier.acteurs import RoleAttributaire
from metier.missions import CodeDocument
from metier.periodes import Mois
from metier.suivi import Referent, Suivi

GROS_OEUVRE, PEINTURE = 0, 1
ECOLES, COTRAITANT = 0, 3
ENTIER = 1.15  # what tells them apart is at the foot of the page
SEPTEMBRE = Mois(2027, 9)
RELANCES = (date(2027, 9, 13), date(2027, 11, 15))
CRENEAUX = ("mardi 30 novembre, 9 h", "jeudi 2 décembre, 14 h")
RELEVES = ("relevé d’heures de septembre 2027", "relevé d’heures d’octobre 2027")
HEURES, DOCUMENTS = MotifManquement.HEURES, MotifManquement.DOCUMENTS
INVITATION_LE = date(2027, 11, 29)
FAITS: dict[MotifManquement, dict[str, Any]] = {
    HEURES: {"relances": RELANCES},
    DOCUMENTS: {"documents_manquants": RELEVES, "relances": RELANCES[1:]},
}
DEBUT = {"date": date(2027, 1, 18), "arrete": None}


def vues_courriers() -> tuple[Vue, ...]:
    """E1 to E5: the start, the reminders, the buyer's letters, the note of findings."""
    return (*_debut(), *_relances(), *_manquements(), *_constats())


def _debut() -> list[Vue]:
    de_la_ville = {"date": date(2027, 2, 15), "arrete": None}
    creneaux = ("mardi 26 janvier, 9 h", "jeudi 28 janvier, 14 h")
    return [
        _vue(
            CodeDocument.E1,
            "un lot",
            lambda: rappel(
                DemandeRappel(**_de(_au_depart(), GROS_OEUVRE, **DEBUT), creneaux=creneaux, visa=date(2027, 1, 15))
            ),
        ),
        _vue(
            CodeDocument.E1,
            "bons de commande",
            lambda: rappel(DemandeRappel(**_de(_sans_facture(), ECOLES, **de_la_ville), visa=date(2027, 2, 12))),
        ),
        _vue(
            CodeDocument.E1,
            "groupement",
            lambda: rappel(DemandeRappel(**_de(_en_groupement(), COTRAITANT, **DEBUT), visa=date(2027, 1, 15))),
        ),
        _vue(
            CodeDocument.E2,
            "travaux",
            lambda: modalites(DemandeModalites(**_de(_au_depart(), GROS_OEUVRE, **DEBUT), structures=STRUCTURES)),
        ),
        _vue(
            CodeDocument.E2,
            "services",
            lambda: modalites(DemandeModalites(**_de(_sans_facture(), ECOLES, **de_la_ville), structures=STRUCTURES)),
        ),
    ]


def _relances() -> list[Vue]:
    return [
        _vue(
            CodeDocument.E3,
            "heures, niveau 1",
            lambda: relance(
                DemandeRelance(
                    **_de(suivi(SEPTEMBRE), PEINTURE, date=RELANCES[0], arrete=SEPTEMBRE.precedent),
                    motif=MotifRelance.HEURES,
                )
            ),
        ),
        _vue(
            CodeDocument.E3,
            "heures, niveau 2",
            lambda: relance(
                DemandeRelance(
                    **_de(suivi(), PEINTURE, date=RELANCES[1]),
                    motif=MotifRelance.HEURES,
                    niveau=2,
                    precedentes=RELANCES[:1],
                    creneaux=CRENEAUX,
                )
            ),
        ),
        _vue(
            CodeDocument.E3,
            "pièces",
            lambda: relance(
                DemandeRelance(
                    **_de(nettoyage(), ECOLES, date=date(2027, 11, 15)),
                    motif=MotifRelance.PIECES,
                    releves_manquants=(SEPTEMBRE, EN_COURS),
                )
            ),
        ),
        _vue(
            CodeDocument.E3,
            "contact absent",
            lambda: relance(
                DemandeRelance(
                    **_de(_sans_interlocuteur(), GROS_OEUVRE, date=date(2027, 2, 22), arrete=None),
                    motif=MotifRelance.CONTACT,
                )
            ),
        ),
    ]


def _manquements() -> list[Vue]:
    return [
        *(_vue(CodeDocument.E4A, un.value, partial(_invitation, un), page=2) for un in FAITS),
        *(_vue(CodeDocument.E4B, un.value, partial(_mise_en_demeure, un), page=2) for un in FAITS),
    ]


def _invitation(motif: MotifManquement) -> InvitationObservations:
    return invitation(DemandeManquement(**_manquement(motif, INVITATION_LE), motif=motif, **FAITS[motif]))


def _mise_en_demeure(motif: MotifManquement) -> MiseEnDemeure:
    return mise_en_demeure(
        DemandeMiseEnDemeure(
            **_manquement(motif, date(2027, 12, 20)),
            motif=motif,
            **FAITS[motif],
            invitation_le=INVITATION_LE,
            observations_le=date(2027, 12, 8) if motif is HEURES else None,
        )
    )


def _manquement(motif: MotifManquement, jour: date) -> dict[str, Any]:
    return _de(suivi(), PEINTURE, date=jour) if motif is HEURES else _de(nettoyage(), ECOLES, date=jour)


def _constats() -> list[Vue]:
    sort: dict[Proposition, dict[str, Any]] = {
        Proposition.PENALITE: {
            "motif": "l’entreprise n’a pas donné suite à la mise en demeure du 20 décembre 2027",
            "diligences_facilitateur": ("relances des 13 septembre et 15 novembre 2027", "six candidatures proposées"),
            "orientees": 6,
            "refusees": 5,
        },
        Proposition.EXONERATION: {
            "motif": "les candidats demandés à temps n’ont pas été trouvés",
            "diligences_entreprise": ("demandes de candidats du 1er juin et du 4 octobre 2027",),
            "orientees": 0,
            "causes": ("absence de candidats, attestée par le facilitateur",),
        },
        Proposition.REPORT: {
            "motif": "le calendrier du lot a glissé de deux mois",
            "report_au": date(2028, 3, 31),
            "pieces": ("planning recalé du 9 décembre 2027",),
        },
        Proposition.AVENANT: {
            "motif": "un tiers des surfaces à peindre a été retiré du lot",
            "pieces": ("ordre de service n° 7",),
        },
    }
    return [
        Vue(code=CodeDocument.E5, titre=une.libelle, faire=partial(_constat, une, dit), hauteur=ENTIER)
        for une, dit in sort.items()
    ]


def _constat(proposition: Proposition, dit: dict[str, Any]) -> NoteConstat:
    return constat(
        DemandeConstat(**_de(suivi(FIN), PEINTURE, date=date(2028, 2, 14), arrete=FIN), proposition=proposition, **dit)
    )


def _vue(code: CodeDocument, titre: str, faire: Callable[[], Any], page: int = 1) -> Vue:
    return Vue(code=code, titre=titre, faire=faire, page=page)


def _de(une: Suivi, rang: int, **autres: Any) -> dict[str, Any]:  # noqa: ANN401 - the date, the month
    """What every letter is made from, for one attribution."""
    return {
        "suivi": une,
        "attributions": (une.attributions[rang],),
        "relais": RELAIS,
        "facilitateur": FACILITATEUR,
        "parametres": get_clauses(),
        "arrete": EN_COURS,
    } | autres


def _au_depart() -> Suivi:
    """The school just notified: no modality is chosen."""
    return replace(suivi(Mois(2027, 1)), attributions=tuple(replace(une, modalites=()) for une in suivi().attributions))


def _en_groupement() -> Suivi:
    """The same, its joinery entrusted to two companies."""
    *autres, menuisiers = _au_depart().attributions
    mandataire = replace(menuisiers, role=RoleAttributaire.MANDATAIRE, heures_engagees=Decimal(140))
    cotraitant = replace(
        menuisiers,
        entreprise="Parquets de Rombelle",
        role=RoleAttributaire.COTRAITANT,
        courriel="insertion@parquets.example",
        referent=Referent(nom="Agathe Klein", courriel="a.klein@parquets.example"),
        heures_engagees=Decimal(60),
    )
    return replace(_au_depart(), attributions=(*autres, mandataire, cotraitant))


def _sans_facture() -> Suivi:
    return replace(nettoyage(), factures=())


def _sans_interlocuteur() -> Suivi:
    return replace(_au_depart(), attributions=tuple(replace(une, referent=None) for une in _au_depart().attributions))
