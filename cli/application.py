"""Every command of contract §2, in the order in which help shows them; their work is imported on call."""

from __future__ import annotations

from cli.commandes import (
    calcul,
    conventions,
    courrier,
    decp,
    dossiers,
    heures,
    installation,
    modeles,
    operations,
    rgpd,
    service,
    suivi,
    utilisateurs,
)
from cli.commandes.arguments import groupe

app = groupe("Relais : la vie d’une opération à clause d’insertion, du courriel d’annonce au bilan.")
for sujet in (service, calcul, suivi, installation):
    app.registered_commands += sujet.commandes.registered_commands
app.add_typer(dossiers.dossier, name="dossier")
app.add_typer(dossiers.annuaire, name="annuaire")
app.add_typer(operations.operation, name="operation")
app.add_typer(heures.heures, name="heures")
app.add_typer(conventions.convention, name="convention")
app.add_typer(courrier.courrier, name="courrier")
app.add_typer(modeles.modeles, name="modeles")
app.add_typer(decp.decp, name="decp")
app.add_typer(utilisateurs.utilisateur, name="utilisateur")
app.add_typer(rgpd.rgpd, name="rgpd")
