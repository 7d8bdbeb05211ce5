"""A former state of a page of settings: what it would change, then put back as a change like another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from config.reglages_ecrits import Ecrits, lire
from config.settings import IdentiteRelais
from documents.logo import Logo, read_logo
from metier.droits import Acces
from metier.fautes import FauteDeSaisie
from portail.erreurs import Message, Refus
from portail.refus import phrases_par_champ
from portail.reglages import changements, vue
from portail.reglages.formulaire import MODE, REEL, SANS_LOGO, PageDeReglages, faire_confirmer
from portail.rendu import instant, page
from portail.visite import annoncer
from workflows.actes.reglages import versions
from workflows.actes.reglages.enregistrement import remettre as remettre_les_cles

ABSENT = Message(
    titre="Cet état des réglages n’est plus gardé",
    texte="Repartez de la liste des réglages\u00a0: chaque page montre les changements dont l’état d’avant est gardé.",
)
DEJA = "Rien n’avait changé\u00a0: c’est déjà l’état présent."


def montrer(une: PageDeReglages, acces: Acces, nom: str, faute: FauteDeSaisie | None = None) -> HTMLResponse:
    """What putting it back would change. Raises Refus for a state that is not kept."""
    ancien = _ancien(une, acces, nom)
    present, illisible = vue.lire_ou_dire(une.fichier)
    phrases = [illisible] if illisible else list(phrases_par_champ(faute).values()) if faute else []
    logo = changements.change_de_logo(une.section, present, ancien)
    return page(
        "reglages_remise",
        422 if faute else 200,
        **une.contexte(acces),
        remise=f"{une.adresse}/avant/{nom}",
        le=versions.instant_de(nom),
        phrases=phrases,
        ecarts=changements.ecarts(une.section, present, ancien, une.code),
        logo=logo,
        logo_present=une.adresse_logo if logo and vue.logo(une.code)[0] else None,
        logo_remis=f"{une.adresse}/avant/{nom}/logo" if logo and _logo(ancien) else None,
        en_reel=_passe_en_reel(une, present, ancien),
        signature=present.signature,
    )


def remettre(une: PageDeReglages, acces: Acces, nom: str, champs: Mapping[str, Sequence[str]]) -> Response:
    """Put it back, all or nothing; then the form of the page."""
    ancien = _ancien(une, acces, nom)
    try:
        if _passe_en_reel(une, lire(une.fichier), ancien):
            faire_confirmer({("", MODE): REEL}, champs)
        changees = remettre_les_cles(
            acces,
            nom,
            changements.cles_de(une.section),
            signature="".join(champs.get("signature", ())),
            code=une.code,
        )
    except FauteDeSaisie as faute:
        return montrer(une, acces, nom, faute)
    dits = ", ".join(changements.libelles(une.section, changees))
    annoncer(f"État d’avant le {instant(versions.instant_de(nom))} remis\u00a0: {dits}." if changees else DEJA)
    return RedirectResponse(une.adresse, status_code=303)


def image(une: PageDeReglages, acces: Acces, nom: str) -> Response:
    """The logo of that state, as a picture."""
    trouve = _logo(_ancien(une, acces, nom)) if une.est_identite else None
    if trouve is None:
        raise Refus(404, SANS_LOGO)
    return Response(trouve.octets, media_type=f"image/{trouve.genre}")


def _ancien(une: PageDeReglages, acces: Acces, nom: str) -> Ecrits:
    try:
        return versions.ancien(acces, nom, une.code)
    except FauteDeSaisie:
        raise Refus(404, ABSENT) from None


def _logo(ancien: Ecrits) -> Logo | None:
    try:
        return read_logo(IdentiteRelais(logo=ancien.valeur(changements.LOGO)))
    except (FauteDeSaisie, ValidationError):
        return None


def _passe_en_reel(une: PageDeReglages, present: Ecrits, ancien: Ecrits) -> bool:
    chemin = ("", MODE)
    if chemin not in une.section.champs or chemin in une.tenus():
        return False
    return bool(ancien.valeur(chemin) == REEL and present.valeur(chemin) != REEL)
