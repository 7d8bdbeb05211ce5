"""Does a message announce an operation? Structure counts most, wording next; both are told in the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from courrier.lecture.blocs import Bloc, lignes
from courrier.lecture.operation import Trouvailles
from courrier.lecture.redaction import OUVRAGE
from courrier.lecture.textes import plier

_OBJET = rf"(?:operation|consultation|marche|projet|travaux|chantier|appel d'offres|accord-cadre|{OUVRAGE})"
_FUTUR = (
    r"(?:allons|va|vont|aller|lanc\w+|prepar\w+|envisag\w+|prevo\w+|prevu\w*|projet\w*|programm\w+|a venir"
    r"|prochaine?s?|prochainement|bientot|futur\w*|nouvel\w*|nouveau|suivante?s?|informe\w*"
    r"|souhait\w+|engag\w+|demarr\w+|ci-joint\w*|ci-dessous|publier\w*|transmet\w*|communiqu\w+|signal\w+)"
)
_ANNONCE = re.compile(rf"\b{_FUTUR}\b[^.!?\n]{{0,140}}\b{_OBJET}s?\b|\b{_OBJET}s?\b[^.!?\n]{{0,140}}\b{_FUTUR}\b")
_DEMANDE = re.compile(
    r"\b(?:le |votre )?(?:relais|structure|service|vous)\b[^.!?\n]{0,60}\b(?:peut|peuvent|pourr\w+|pouvez"
    r"|serai\w+|sera|seriez|etes|est-il)\b[^.!?\n]{0,80}\b(?:faire|suivi|suivre|accompagn\w+|disponib\w+|assurer"
    r"|intervenir|prendre en charge)\b"
    r"|\b(?:pourr\w+|pouvez|peut|serai\w+|peuvent)[- ](?:vous|il|elle)\b[^.!?\n]{0,100}\b(?:suivi|suivre"
    r"|accompagn\w+|disponib\w+|assurer|clauses?|lots?|insertion)\b"
    r"|\bclauses?\b[^.!?\n]{0,60}\b(?:lots?|insertion|sociales?)\b[^.!?\n]{0,80}\?"
    r"|\blots?\b[^.!?\n]{0,60}\b(?:se preten?t|clauser|clausables?|clause)\b|\b(?:besoin"
    r"|accompagnement)\b[^.!?\n]{0,60}\bclauses?\b"
)
_VOCABULAIRE = (
    r"\blots?\b|\ballotissement\b",
    r"\bao\b|\bappels? d'offres\b|\bmapa\b|\bprocedure (?:adaptee|formalisee)\b|\baccord-cadre\b",
    r"\bpublicite\b|\bboamp\b|\baapc\b|\bdce\b|\bconsultation\b|\bavis (?:de marche|d'appel)",
    r"\bmoe\b|\bmaitrise d'(?:oe|œ)uvre\b|\bopc\b|\barchitecte\b",
    r"€|\bh\.?t\b|\bhors taxes?\b",
)
_PAS_UNE_ANNONCE = re.compile(
    r"\b(?:reunion du reseau|journee (?:nationale|regionale|d'echanges)|webinaire|newsletter|lettre d'information"
    r"|invitation|formation des|bilan de l'annee|nous n'(?:allons|avons)|abandonn\w+|annul\w+|reporte\w*"
    r"|sans suite|compte[- ]rendu|proces-verbal|facture)\b"
)


@dataclass(frozen=True, kw_only=True)
class Annonce:
    """How strongly a message announces an operation: `structure` counts recognised fields, `formules` wordings.

    `vocabulaire`: it speaks as announcements do, of lots, procedure, publication, designers, amounts: four of five.
    """

    structure: int
    formules: int
    contraire: bool
    vocabulaire: bool

    @property
    def est_sure(self) -> bool:
        return self.structure >= 3 or (self.structure + 2 * self.formules >= 3 and not self.contraire)  # noqa: PLR2004

    @property
    def est_possible(self) -> bool:
        return self.structure >= 1 or self.formules >= 1 or (self.vocabulaire and not self.contraire)


def evaluer(objet: str, blocs: Iterable[Bloc], trouvailles: Trouvailles) -> Annonce:
    """The announcement score of a message."""
    texte = plier("\n".join([objet, *lignes(blocs)]))[:60_000]
    champs = {e.champ for e in trouvailles.etiquettes if e.champ != "contact" and e.rang <= 1}
    champs |= {t.champ for t in trouvailles.dates} | ({"lots"} if trouvailles.lots else set())
    champs |= {"montants"} if any(lot.montant for lot in trouvailles.lots) else set()
    formules = sum(motif.search(texte) is not None for motif in (_ANNONCE, _DEMANDE))
    termes = sum(re.search(motif, texte) is not None for motif in _VOCABULAIRE)
    return Annonce(
        structure=len(champs),
        formules=formules,
        contraire=_PAS_UNE_ANNONCE.search(texte) is not None,
        vocabulaire=termes >= 4,  # noqa: PLR2004
    )
