"""I3: the figures and the files of one or several years, for a relay or for all those of the installation."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlmodel import Session

from config.baremes import get_bareme
from config.horloge import aujourdhui
from config.identites import Identite, identite, propre
from config.paths import Paths
from config.settings import get_settings
from documents.consolidation import DemandeConsolidation, consolidation_xlsx, csv_lots, nom_fichier
from documents.contextes.i3 import DemandeBilanAnnuel, bilan_annuel
from documents.contextes.rapports import Emission
from documents.ecriture import write_atomically
from documents.pdf import ARCHIVE, render_pdf
from echanges.suivi import charger_toutes
from formats.typographie import typographier
from metier.consolidation import Consolidation, SuiviRelais, Synthese, chiffre_d_affaires, synthese
from metier.effectifs import sorties
from metier.fautes import FauteDeSaisie
from metier.missions import CodeDocument
from metier.portee import Portee
from metier.suivi import Suivi
from sqlmodel_store.depots import journal, operations, relais
from sqlmodel_store.session import lecture, unit_of_work
from workflows.actes.identites import noms

PAR_PAQUET = 200


@dataclass(frozen=True, kw_only=True)
class Consolidee:
    """A consolidation made: its figures, its files, none where no operation has anything in the span."""

    consolidation: Consolidation
    fichiers: tuple[Path, ...]

    def en_json(self) -> dict[str, Any]:
        """The document of contract §2: counts are integers, hours decimal strings; relays apart where several."""
        tout = self.consolidation
        parties = _par_relais(tout)
        return {
            "annee": tout.annee,
            "depuis": tout.depuis,
            **chiffres(tout.synthese),
            "chiffre_affaires_structures": _decimal_ou_rien(chiffre_d_affaires(tout)),
            "sorties": compter_sorties([une.suivi for une in tout.retenues], tout.portee),
            "par_relais": {code: chiffres(une) for code, une in parties.items()} if len(parties) > 1 else {},
            "documents": [
                {"code": CodeDocument.I3.value, "fichier": str(un), "sha256": _empreinte(un)} for un in self.fichiers
            ],
        }


def consolider(depuis: int, annee: int, *, relais_voulu: str | None = None, acteur: str) -> Consolidee:
    """Add up the years `depuis` to `annee`, both included, and write I3: workbook, CSV, report.

    The same data on the same day give the same files. Raises FauteDeSaisie naming `relais` when none has that code.
    """
    consolidation = additionner(depuis, annee, relais_voulu=relais_voulu)
    fichiers = _ecrire(consolidation, relais_voulu) if consolidation.retenues else ()
    with unit_of_work() as session:
        journal.noter(session, "consolidation_produite", acteur=acteur, annee=annee, depuis=depuis, relais=relais_voulu)
    return Consolidee(consolidation=consolidation, fichiers=fichiers)


def additionner(depuis: int, annee: int, *, relais_voulu: str | None = None) -> Consolidation:
    """The operations of the installation, or of one relay, over a span. Raises as `consolider`; nothing is written."""
    with lecture() as session:
        suivis = charger(session, relais_voulu)
    return Consolidation(tuple(suivis), depuis, annee, get_bareme(None).heures_par_etp)


def charger(session: Session, relais_voulu: str | None = None) -> list[SuiviRelais]:
    """Every operation with its relay, or those of one; a constant number of queries per 200."""
    tous = relais.lister(session)
    codes, dits = {un.id: un.code for un in tous}, noms(tous)
    if relais_voulu is not None and relais_voulu not in codes.values():
        connus = ", ".join(sorted(codes.values())) or "aucun"
        raise FauteDeSaisie(
            "relais",
            typographier(f"relais : « {relais_voulu[:60]} » inconnu ; relais de cette installation : {connus}."),
        )
    lignes = [une for une in operations.lister(session) if relais_voulu in {None, codes[une.relais_id]}]
    return [
        SuiviRelais(suivi=suivi, relais=dits[ligne.relais_id], code=codes[ligne.relais_id])
        for paquet in _paquets(lignes)
        for ligne, suivi in zip(paquet, charger_toutes(session, paquet), strict=True)
    ]


def _paquets(lignes: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (lignes[debut : debut + PAR_PAQUET] for debut in range(0, len(lignes), PAR_PAQUET))


def _ecrire(consolidation: Consolidation, relais_voulu: str | None) -> tuple[Path, ...]:
    jour = aujourdhui()
    demande = DemandeConsolidation(
        consolidation=consolidation, arretee_le=jour, perimetre=_perimetre(consolidation, relais_voulu)
    )
    signe = _signataire(relais_voulu)
    emission = Emission(relais=signe.relais, facilitateur=signe.facilitateur, produit_le=jour, arrete_le=jour)
    bilan = bilan_annuel(DemandeBilanAnnuel(consolidation=demande, emission=emission))
    rapport = render_pdf(bilan.modele, bilan, variante=ARCHIVE, pieces_jointes=bilan.donnees)
    octets = {"xlsx": consolidation_xlsx(demande), "csv": csv_lots(demande), "pdf": rapport.octets}
    dossier = dossier_de(consolidation, relais_voulu)
    return tuple(write_atomically(dossier / nom_fichier(consolidation, ext), un) for ext, un in octets.items())


def _perimetre(consolidation: Consolidation, relais_voulu: str | None) -> str:
    nom = _signataire(relais_voulu).relais.nom
    if relais_voulu is not None:
        return nom or relais_voulu
    plusieurs = len({une.relais for une in consolidation.toutes}) > 1
    return f"{nom or 'Relais'}, ensemble des relais" if plusieurs else nom or "Relais"


def _signataire(relais_voulu: str | None) -> Identite:
    """The relay of which it is, the installation for all of them."""
    with lecture() as session:
        siens = {un.code: un.id for un in relais.lister(session)}
        code = relais.propres(session)[siens[relais_voulu]] if relais_voulu else None
    return propre(code) if code else identite()


def dossier_de(consolidation: Consolidation, relais_voulu: str | None) -> Path:
    """Where its files are: `consolidation-2026`, `consolidation-2025-2026`; one relay of several has one inside."""
    racine = Paths(get_settings().home).documents_racine
    dossier = racine / nom_fichier(consolidation, "").rstrip(".").replace("_", "-")
    return dossier if relais_voulu is None else dossier / relais_voulu


def chiffres(une: Synthese) -> dict[str, Any]:
    """The totals as contract §2 writes them: counts are integers, hours decimal strings."""
    comptes, faites = une.effectifs, une.volumes
    return {
        "operations": une.operations,
        "maitres_ouvrage": une.maitres_ouvrage,
        "lots": une.lots,
        "structures_insertion": une.structures,
        "contrats": comptes.contrats,
        "contrats_par_type": {un.value: combien for un, combien in comptes.contrats_par_type.items()},
        "personnes_distinctes": comptes.personnes,
        "personnes_ayant_travaille": comptes.ayant_travaille,
        "personnes_formees": comptes.formees,
        "heures_engagees": _decimal(une.engagees),
        "heures_validees": _decimal(faites.validees),
        "heures_en_attente": _decimal(faites.declarees),
        "heures_contestees": _decimal(faites.contestees),
        "heures_non_comptees": _decimal(faites.non_comptees),
        "heures_par_mois": {
            str(mois): _decimal(du_mois.validees) for mois, du_mois in une.par_mois.items() if du_mois.validees
        },
        "heures_de_formation": _decimal(comptes.heures_de_formation),
        "etp": _decimal(une.etp),
    }


def _par_relais(tout: Consolidation) -> dict[str, Synthese]:
    codes = sorted({une.code for une in tout.retenues if une.code})
    siens = {code: [une.suivi for une in tout.retenues if une.code == code] for code in codes}
    return {code: synthese(suivis, tout.portee, tout.par_etp) for code, suivis in siens.items()}


def compter_sorties(suivis: Iterable[Suivi], portee: Portee) -> dict[str, dict[str, int]]:
    """Outcomes by milestone and situation; a person out of two operations counts two."""
    comptes: dict[str, Counter[str]] = {}
    for suivi in suivis:
        for jalon, situations in sorties(suivi, portee).items():
            comptes.setdefault(jalon.value, Counter()).update({un.value: n for un, n in situations.items()})
    return {jalon: dict(sorted(comptes[jalon].items())) for jalon in sorted(comptes)}


def _decimal(valeur: Decimal) -> str:
    return f"{valeur:f}"


def _decimal_ou_rien(valeur: Decimal | None) -> str | None:
    return None if valeur is None else _decimal(valeur)


def _empreinte(fichier: Path) -> str:
    return hashlib.sha256(fichier.read_bytes()).hexdigest()
