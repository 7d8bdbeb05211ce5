"""`relais courrier trancher` and `adresse`: what a person decides about mails that left badly, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from formats.typographie import typographier
from metier.fautes import FauteDeSaisie
from sqlmodel_store.migration import migrer
from workflows.actes import decisions_envoi
from workflows.actes.decisions_envoi import Decision

ACTEUR = "commande"


def trancher(cles: Sequence[str], *, tous: bool, envoye: bool, renvoyer: bool, classer: bool) -> None:
    """Settle doubts and refusals. Raises FauteDeSaisie unless exactly one decision and at least one mail are given."""
    voulues = [
        decision
        for decision, demandee in zip(
            (Decision.ENVOYE, Decision.RENVOYER, Decision.CLASSER), (envoye, renvoyer, classer), strict=True
        )
        if demandee
    ]
    if len(voulues) != 1:
        phrase = "relais courrier trancher attend une décision et une seule : --envoye, --renvoyer ou --classer."
        raise FauteDeSaisie("decision", typographier(phrase))
    if bool(cles) == tous:
        phrase = "relais courrier trancher attend les clés des courriels, ou --tous pour tous les envois incertains."
        raise FauteDeSaisie("cle", typographier(phrase))
    migrer()
    combien = decisions_envoi.trancher(cles or decisions_envoi.en_doute(), voulues[0], acteur=ACTEUR)
    print(typographier(f"{combien} courriel(s) : {voulues[0].libelle}."))


def adresse(adresse: str, *, lever: bool, remplacer: str | None) -> None:
    """Lift or correct an address at fault. Raises FauteDeSaisie unless one of the two is asked for."""
    if lever == (remplacer is not None):
        phrase = "relais courrier adresse attend --lever (l’adresse est bonne) ou bien --remplacer NOUVELLE."
        raise FauteDeSaisie("adresse", typographier(phrase))
    migrer()
    if remplacer is None:
        decisions_envoi.lever_adresse(adresse, acteur=ACTEUR)
        print(typographier(f"{adresse} : l’adresse est rétablie, les courriels retenus partiront au prochain envoi."))
        return
    courriels, lieux = decisions_envoi.remplacer_adresse(adresse, remplacer, acteur=ACTEUR)
    print(
        typographier(
            f"{courriels} courriel(s) partiront à {remplacer} ; adresse corrigée à {lieux} endroit(s) des opérations. "
            "L’annuaire se corrige par relais annuaire importer."
        )
    )
