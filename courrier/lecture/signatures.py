"""Who signs a message: name, organisation, address, telephone, from the signature, the sender's line, « Contact : »."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from courrier.lecture.blocs import lignes
from courrier.lecture.etiquettes import Etiquette
from courrier.lecture.missives import Missive
from courrier.lecture.telephones import choose_telephone, find_telephones
from courrier.lecture.textes import comparable, contient_du_code, plier, sans_puce
from courrier.lecture.valeurs import ORGANISATION

_FORMULE = re.compile(
    r"^(?:(?:bien |tres |sinceres? )?(?:cordialement|sincerement|respectueusement)|bien (?:a vous|a toi)"
    r"|(?:sinceres |mes |nos |meilleures |respectueuses )?(?:meilleures |sinceres )?salutations|"
    r"cdlt|cdt|bonne (?:reception|journee|fin|soiree|semaine)|(?:je vous |nous vous )?pri(?:e|ons).*agreer.*"
    r"|veuillez (?:agreer|recevoir).*|(?:d')?avance.*merci|merci (?:d'avance|par avance|beaucoup"
    r"|de votre retour).*|(?:en vous remerciant|dans l'attente).*|a (?:bientot|votre disposition)|--)[ ,.!]*"
)
_SERVICE = re.compile(
    r"\b(?:service|ville|mairie|commune|communaute|region|departement|conseil|direction|syndicat|metropole"
    r"|agglomeration|relais|pole|bureau|office|societe|agence|secretariat|marches?|accueil|contact|regie"
    r"|prefecture|ministere|sdis|centre|hopital|universite|rectorat|etat|habitat|bailleur|sas|sarl|sa|scop"
    r"|association|cellule|mission|unite|equipe|departementale?|regionale?|municipale?|commande|publique"
    r"|no-?reply|ne pas repondre)\b"
)
_PAS_UN_NOM = re.compile(
    r"\b(?:bonjour|madame|monsieur|merci|tel|envoye|salutations|cordialement|charge|responsable|chef|directeur"
    r"|directrice|adjoint|objet|opération|operation|lot|lycee|college|rue|place|avenue|bien|le|la|les|nous|vous"
    r"|pour|avec|service)\b"
)
_MOT_DE_NOM = r"[^\W\d_][\w'’-]*\.?"
_NOM = re.compile(
    rf"(?:(?:M\.|Mme|Mlle|Monsieur|Madame|Mr|M)\s+)?(?P<nom>[A-ZÀ-ÝŒ][\w'’-]*\.?(?:[ ](?:de|du|des|da|di|van|von"
    rf"|ben|el|le|la|d['’])?\s?{_MOT_DE_NOM}){{1,4}})"
)
_COURRIEL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_LIGNES_MAX = 14
_FIN = re.compile(
    r"^(?:envoye de(?:puis)? mon|sent from|obtenez outlook|ce (?:message|mail|courriel)|avant d'imprimer"
    r"|pensez a l'environnement|les informations contenues|this (?:e-?mail|message))"
)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """What was found of the signatory, each with its line of evidence (nom, courriel, telephone, organisation)."""

    nom: str | None = None
    courriel: str | None = None
    telephone: str | None = None
    organisation: str | None = None
    preuves: Mapping[str, str]


def read_signature(missive: Missive) -> Signature:
    """The contact behind a message. A person's name in the sender's line wins; a service's is replaced by who signs.

    The telephone of another signatory is nobody's who is named.
    """
    bloc = signature_lines(missive)
    preuves: dict[str, str] = {}
    nom = _keep(preuves, "nom", _sender_name(missive), missive.entete) or _signed_name(bloc, preuves)
    courriel = _courriel(missive, bloc, preuves, de_service=preuves.get("nom") != missive.entete)
    signataire = _signed_name(bloc, {})
    autre = nom is not None and signataire is not None and not _same_person(nom, signataire)
    telephone = None if autre else choose_telephone([t for ligne in bloc for t in find_telephones(ligne)])
    if telephone is not None:
        preuves["telephone"] = next(li for li in bloc if any(t.numero == telephone.numero for t in find_telephones(li)))
    organisation = _organisation(bloc, preuves)
    numero = telephone.numero if telephone else None
    return Signature(nom=nom, courriel=courriel, telephone=numero, organisation=organisation, preuves=preuves)


def _same_person(nom: str, autre: str) -> bool:
    """Whether one name is the other, in any order, perhaps shorter: « C. Faudune », « Faudune Camille »."""
    mots, autres = (set(comparable(n).split()) for n in (nom, autre))
    return mots <= autres or autres <= mots or bool({m for m in mots if len(m) > 1} & autres)


def _keep(preuves: dict[str, str], cle: str, valeur: str | None, preuve: str) -> str | None:
    if valeur:
        preuves[cle] = preuve
    return valeur


def signature_lines(missive: Missive) -> list[str]:
    """The lines of the signature: after the last closing formula, else the last paragraph from a name on."""
    toutes = [sans_puce(ligne) if ligne != "--" else ligne for ligne in lignes(missive.blocs)]
    fin = next((i for i, ligne in enumerate(toutes) if _FIN.match(plier(ligne))), len(toutes))
    toutes = toutes[:fin]
    for rang in range(len(toutes) - 1, -1, -1):
        formule = _FORMULE.match(plier(toutes[rang]))
        if formule and len(toutes[rang]) <= 160:  # noqa: PLR2004 - a formula, not a paragraph
            reste = [toutes[rang][formule.end() :], *toutes[rang + 1 :]]
            return [ligne for ligne in reste if ligne][:_LIGNES_MAX] or _last_paragraph(toutes)
    return _last_paragraph(toutes)


def _last_paragraph(toutes: list[str]) -> list[str]:
    paragraphe: list[str] = []
    for ligne in reversed(toutes):
        if not ligne and paragraphe:
            break
        if ligne:
            paragraphe.insert(0, ligne)
    debut = next((i for i, ligne in enumerate(paragraphe) if person_name(_before_separator(ligne))), None)
    return [] if debut is None else paragraphe[debut:][:_LIGNES_MAX]


def _before_separator(ligne: str) -> str:
    return re.split(r"\s[-–—|/]\s|[,;(|]", ligne)[0].strip(" -–—:")


def person_name(texte: str) -> str | None:
    """The name when the text is one person's name (two to five capitalised words), upper case family names softened."""
    trouve = _NOM.fullmatch(texte.strip(" .,;:"))
    if (
        trouve is None
        or _SERVICE.search(plier(texte))
        or _PAS_UN_NOM.search(plier(trouve["nom"]))
        or contient_du_code(texte)
    ):
        return None
    mots = trouve["nom"].split()
    if sum(mot[0].isupper() for mot in mots) < 2:  # noqa: PLR2004 - a first name and a family name
        return None
    if mots[0].isupper() and not mots[-1].isupper() and len(mots[0]) > 2:  # noqa: PLR2004 - « GREMONAY Hélène »
        mots = [*mots[1:], mots[0]]
    return " ".join(_soften(mot) for mot in mots)


def _soften(mot: str) -> str:
    return "-".join(m.capitalize() if m.isupper() and len(m) > 1 else m for m in mot.split("-"))


def _sender_name(missive: Missive) -> str | None:
    nom = missive.nom.strip(" \"'")
    if re.fullmatch(r"[^,]+, ?[^,]+", nom):
        famille, prenom = nom.split(",")
        nom = f"{prenom.strip()} {famille.strip()}"
    return person_name(re.sub(r"\s*[(\[].*$", "", nom))


def _signed_name(bloc: list[str], preuves: dict[str, str]) -> str | None:
    for ligne in bloc[:4]:
        if nom := person_name(_before_separator(ligne)):
            return _keep(preuves, "nom", nom, ligne)
    return None


def _courriel(missive: Missive, bloc: list[str], preuves: dict[str, str], *, de_service: bool) -> str | None:
    """The sender's address; the signature's own when a service's address was used to send."""
    ecrits = [(m[0].lower(), ligne) for ligne in bloc for m in _COURRIEL.finditer(ligne)]
    domaine = missive.courriel.rpartition("@")[2]
    if de_service or not missive.courriel:
        for adresse, ligne in ecrits:
            if not domaine or adresse.rpartition("@")[2] == domaine:
                return _keep(preuves, "courriel", adresse, ligne)
    return _keep(preuves, "courriel", missive.courriel or None, missive.entete)


def _organisation(bloc: list[str], preuves: dict[str, str]) -> str | None:
    for ligne in bloc:
        if trouve := ORGANISATION.search(ligne):
            nom = re.split(r"\s[-–—]\s", trouve[0])[0].strip(" .")
            return _keep(preuves, "organisation", nom, ligne)
    return None


def labelled_contact(etiquette: Etiquette) -> Signature:
    """« Contact : Mme Hélène Gremonay, 03 00 55 02 20, h.gremonay@… » in its parts."""
    texte = etiquette.valeur
    preuves = {}
    nom = person_name(
        _before_separator(
            re.sub(r"\s*(?:\d{2}[ .]?){5}.*$|\s*[\w.+-]+@.*$|\s*(?:tél|t[ée]l)\b.*$", "", texte, flags=re.IGNORECASE)
        )
    )
    courriel = _COURRIEL.search(texte)
    telephone = choose_telephone(find_telephones(texte))
    for cle, lu in (("nom", nom), ("courriel", courriel), ("telephone", telephone)):
        if lu:
            preuves[cle] = etiquette.preuve
    return Signature(
        nom=nom,
        courriel=courriel[0].lower() if courriel else None,
        telephone=telephone.numero if telephone else None,
        preuves=preuves,
    )
