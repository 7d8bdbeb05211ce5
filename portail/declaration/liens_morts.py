"""Why a signed link opens nothing, and what to do about it."""

from __future__ import annotations

from workflows.actes.jetons import EtatLien

AUTRE_LIEN = (
    "S’il vous reste quelque chose à déclarer, le dernier courriel reçu du relais contient un lien plus récent\u00a0: "
    "ouvrez celui-là, ou demandez-en un au relais. Si l’opération est terminée, vous n’avez plus rien à faire."
)
FERMES = {
    EtatLien.INCONNU: (
        "Ce lien n’ouvre rien",
        "L’adresse est peut-être coupée\u00a0: recopiez-la en entier depuis le courriel.",
    ),
    EtatLien.EXPIRE: ("Ce lien a expiré", AUTRE_LIEN),
    EtatLien.REVOQUE: ("Ce lien a été retiré", "Demandez-en un autre au relais, s’il ne vous en a pas envoyé."),
}


def statut_de(etat: EtatLien) -> int:
    """404 for what never was, 410 for what is no more."""
    return 404 if etat is EtatLien.INCONNU else 410
