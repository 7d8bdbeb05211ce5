"""A page of settings, of the installation or of a further relay: its form shown, read and kept, its logo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi.responses import HTMLResponse, RedirectResponse, Response

from config.ecriture_reglages import Chemin
from config.identites import fichier_de
from config.reglages_ecrits import fichier, imposes, lire
from metier.droits import Acces, Droit
from metier.fautes import FauteDeSaisie
from portail.erreurs import Message, Refus
from portail.refus import phrases_par_champ
from portail.reglages import changements, saisie, vue
from portail.reglages.sections import IDENTITE, Section, identite_propre
from portail.rendu import page
from portail.visite import annoncer
from workflows.actes import installation
from workflows.actes.reglages import logo
from workflows.actes.reglages.enregistrement import enregistrer

MODE, REEL, CONFIRME = "mail_mode", "reel", "confirmer_reel"
A_CONFIRMER = "Cochez la case\u00a0: en mode réel, les courriels en attente partiront vers les personnes."
SANS_LOGO = Message(
    titre="Il n’y a pas de logo", texte="Déposez-en un dans les réglages, à la page de l’identité du relais."
)
RIEN = "Rien n’avait changé\u00a0: rien n’est écrit."
LOGO_POSE, LOGO_RETIRE = "Logo enregistré\u00a0: il figurera sur les prochains documents.", "Logo retiré."


@dataclass(frozen=True, kw_only=True)
class PageDeReglages:
    """A section, of the installation's file, or of that of the further relay of that code."""

    section: Section
    code: str | None = None

    @classmethod
    def du_relais(cls, code: str) -> PageDeReglages:
        """The identity of a further relay."""
        return cls(section=identite_propre(code), code=code)

    @property
    def adresse(self) -> str:
        if self.code is None:
            return f"/reglages/{self.section.code}"
        return f"/reglages/relais/{quote(self.code, safe='')}"

    @property
    def adresse_logo(self) -> str:
        return "/reglages/logo" if self.code is None else f"{self.adresse}/logo"

    @property
    def fichier(self) -> Path:
        return fichier() if self.code is None else fichier_de(self.code)

    @property
    def est_identite(self) -> bool:
        return self.section.code == IDENTITE.code

    def tenus(self) -> dict[Chemin, str]:
        """The keys that are not changed here, and the variable that holds each."""
        return imposes() if self.code is None else {}

    def peut(self, acces: Acces) -> bool:
        """Whether the account may change it."""
        if self.est_identite:
            return installation.peut_signer(acces, self.code)
        return installation.peut_regler(acces)

    def contexte(self, acces: Acces) -> dict[str, Any]:
        """What every page of the section shows."""
        liste = "/reglages" if self.code is None or acces.peut(Droit.REGLER) else "/reseau"
        mots = {"section": self.section, "adresse": self.adresse, "liste": liste, "peut": self.peut(acces)}
        return mots | ({} if self.code is None else {"code": self.code})


def montrer(
    une: PageDeReglages,
    acces: Acces,
    champs: Mapping[str, Sequence[str]] | None = None,
    faute: FauteDeSaisie | None = None,
) -> HTMLResponse:
    """The form, as the file says it or as it was sent, with what is wrong."""
    ecrits, illisible = vue.lire_ou_dire(une.fichier)
    fautes = ({"": illisible} if illisible else {}) | (phrases_par_champ(faute) if faute and not illisible else {})
    dessin, raison = vue.logo(une.code) if une.est_identite else (None, "")
    return page(
        "reglages_section",
        422 if faute else 200,
        **une.contexte(acces),
        valeurs=saisie.revenir(une.section, champs) if champs else saisie.montrer(une.section, ecrits),
        tenus={} if une.code else saisie.tenus(une.section),
        fautes=fautes,
        ailleurs=[phrase for champ, phrase in fautes.items() if champ not in map(saisie.nom, une.section.champs)],
        signature=ecrits.signature,
        logo=dessin,
        sans_logo=raison,
        adresse_logo=une.adresse_logo,
        changements=changements.lister(acces, une.section, une.code),
    )


def garder(une: PageDeReglages, acces: Acces, champs: Mapping[str, Sequence[str]]) -> Response:
    """Change what the form changes, all or nothing; then the form again."""
    try:
        voulus = saisie.lire(une.section, champs, lire(une.fichier), une.tenus())
        faire_confirmer(voulus, champs)
        changees = enregistrer(acces, voulus, signature="".join(champs.get("signature", ())), code=une.code)
    except FauteDeSaisie as faute:
        return montrer(une, acces, champs, faute)
    dites = ", ".join(changements.libelles(une.section, changees))
    annoncer(f"Réglages enregistrés\u00a0: {dites}." if changees else RIEN)
    return RedirectResponse(une.adresse, status_code=303)


def faire_confirmer(voulus: Mapping[Chemin, Any], champs: Mapping[str, Sequence[str]]) -> None:
    """Raises FauteDeSaisie when mail would begin to reach people without a word from whoever asks."""
    if voulus.get(("", MODE)) == REEL and CONFIRME not in champs:
        raise FauteDeSaisie(MODE, A_CONFIRMER)


def image(code: str | None = None) -> Response:
    """The logo in use, as a picture."""
    trouve, _ = vue.logo(code)
    if trouve is None:
        raise Refus(404, SANS_LOGO)
    return Response(trouve.octets, media_type=f"image/{trouve.genre}")


def deposer_logo(une: PageDeReglages, acces: Acces, octets: bytes, *, action: str, signature: str) -> Response:
    """Another logo, or none any more."""
    try:
        if action == "retirer":
            logo.retirer(acces, signature=signature, code=une.code)
        else:
            logo.poser(acces, octets, signature=signature, code=une.code)
    except FauteDeSaisie as faute:
        return montrer(une, acces, faute=faute)
    annoncer(LOGO_RETIRE if action == "retirer" else LOGO_POSE)
    return RedirectResponse(une.adresse, status_code=303)
