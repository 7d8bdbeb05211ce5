"""From the messages and attachments of one mail to the operations it proposes, and the reason for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from courrier.lecture.annonces import Annonce, evaluer
from courrier.lecture.blocs import lignes
from courrier.lecture.ecritures import Ecriture, MissiveLue
from courrier.lecture.etiquettes import Etiquette
from courrier.lecture.missives import Missive
from courrier.lecture.operation import Trouvailles, assembler, chercher
from courrier.lecture.operations_multiples import annonce_un_pluriel, decouper
from courrier.lecture.pieces import PieceLue
from courrier.lecture.redaction import find_en_redaction
from courrier.lecture.resultats import Contexte, Expediteur, OperationLue
from courrier.lecture.signatures import Signature, read_signature
from courrier.lecture.textes import comparable

_PAS_MAITRES = frozenset({"relais", "maitre_oeuvre", "entreprise", "siae", "prescripteur"})
_RANG_SIGNATURE = 5
_BREF = 600


@dataclass(frozen=True, kw_only=True)
class Proposition:
    """What the mail proposes, before it is judged."""

    operations: tuple[OperationLue, ...]
    annonce: Annonce
    pluriel: bool
    illisibles: tuple[PieceLue, ...]
    origine_inconnue: bool
    est_vide: bool
    est_bref: bool

    @property
    def rien_de_lisible(self) -> bool:
        """An announcement whose substance is in an attachment that could not be read."""
        return bool(self.illisibles) and self.annonce.structure < 2  # noqa: PLR2004 - a field may stand in the covering words

    @property
    def tient_dans_une_piece(self) -> bool:
        """A few covering words and a file that could not be read, from whoever may announce."""
        return bool(self.illisibles) and self.est_bref and not self.annonce.contraire

    @property
    def doute(self) -> str:
        if self.pluriel:
            return "Le courriel parle de plusieurs opérations sans les séparer : une personne tranche."
        raisons = " ; ".join(sorted({piece.illisible or "" for piece in self.illisibles}))
        return f"L’essentiel tient dans une pièce jointe qui n’a pas été lue ({raisons}) : une personne l’ouvre."

    @property
    def raison(self) -> str:
        """One sentence: why it is an announcement, what is doubtful, what was not opened."""
        champs = self.operations[0].champs
        vus = [mot for nom, mot in _NOMS_LUS.items() if getattr(champs, nom)]
        vus += [f"{len(champs.lots)} lot{'s' if len(champs.lots) > 1 else ''}"] if champs.lots else []
        corps = f"Annonce d’opération reconnue ({', '.join(vus) or 'd’après ses formules'})"
        suites = [doute.rstrip(".") for doute in self.operations[0].doutes]
        suites += [f"pièce jointe non lue : {piece.illisible}" for piece in self.illisibles]
        return " ; ".join([corps, *suites]) + "."


_NOMS_LUS = {
    "intitule": "intitulé",
    "reference": "référence",
    "maitre_ouvrage": "maître d’ouvrage",
    "commune": "commune",
}


def proposer(ecritures: list[Ecriture], pieces: list[PieceLue], contexte: Contexte) -> Proposition:
    """The operations of a mail, from its richer writing, checked against the other, completed by its attachments."""
    origine = ecritures[0].origine()
    signature = read_signature(origine.missive)
    blocs = [bloc for piece in pieces for bloc in piece.blocs]
    joints = chercher(blocs)
    proprietaire = _proprietaire(origine.missive, signature, contexte)
    trouvailles = origine.trouvailles + joints + _in_subject(origine.missive.objet) + _controle(ecritures, origine)
    morceaux = decouper([*origine.missive.blocs, *blocs])
    parts = [trouvailles] if len(morceaux) == 1 else [chercher(morceau) for morceau in morceaux]
    operations = _separees(ecritures[0], contexte) or tuple(assembler(p, signature, proprietaire) for p in parts)
    annonce = evaluer(origine.missive.objet, [*origine.missive.blocs, *blocs], origine.trouvailles + joints)
    return Proposition(
        operations=operations,
        annonce=annonce,
        pluriel=len(operations) == 1 and annonce_un_pluriel(origine.missive.blocs) and not joints.lots,
        illisibles=tuple(piece for piece in pieces if piece.illisible),
        origine_inconnue=_origine_inconnue(ecritures[0], origine, contexte),
        est_bref=all(map(_est_bref, ecritures[0].lues)),
        est_vide=not pieces
        and not any(lue.missive.objet.strip() or _dit_quelque_chose(lue) for lue in ecritures[0].lues),
    )


def _est_bref(lue: MissiveLue) -> bool:
    return sum(map(len, lignes(lue.missive.blocs))) < _BREF


def _dit_quelque_chose(lue: MissiveLue) -> bool:
    return any(getattr(bloc, "texte", "x") for bloc in lue.missive.blocs)


def _separees(ecriture: Ecriture, contexte: Contexte) -> tuple[OperationLue, ...]:
    """One operation per forwarded message when several announce different ones under a covering note; else none."""
    lues = ecriture.annoncees()
    if len(lues) < 2 or ecriture.origine() is ecriture.premiere:  # noqa: PLR2004
        return ()
    return tuple(_seule(lue, contexte) for lue in lues)


def _seule(lue: MissiveLue, contexte: Contexte) -> OperationLue:
    signature = read_signature(lue.missive)
    return assembler(lue.trouvailles, signature, _proprietaire(lue.missive, signature, contexte))


def _in_subject(objet: str) -> Trouvailles:
    """A subject is the last resort, for a title or a reference."""
    lues = [e for e in find_en_redaction([objet]) if e.champ in {"intitule", "reference"}]
    return Trouvailles(etiquettes=tuple(replace(e, rang=e.rang + 5) for e in lues))


def _controle(ecritures: list[Ecriture], origine: MissiveLue) -> Trouvailles:
    """What the other writing says of amounts, days and reference: added so that a contradiction shows."""
    autre = ecritures[1].origine().trouvailles
    numeros = {lot.numero for lot in origine.trouvailles.lots}
    return Trouvailles(
        etiquettes=tuple(e for e in autre.etiquettes if e.champ == "reference"),
        dates=autre.dates,
        lots=tuple(
            replace(lot, intitule=None, doute=None) for lot in autre.lots if lot.numero in numeros and lot.montant
        ),
    )


def _connu(missive: Missive, contexte: Contexte) -> Expediteur | None:
    """The known person behind a forwarded message: by address, else by name when the client dropped the address."""
    if missive.courriel:
        return contexte.connu(missive.courriel)
    nom = comparable(missive.nom)
    memes = [
        e for e in contexte.expediteurs.values() if nom and comparable(e.nom) in {nom, " ".join(reversed(nom.split()))}
    ]
    return memes[0] if len(memes) == 1 else None


def _proprietaire(missive: Missive, signature: Signature, contexte: Contexte) -> Etiquette | None:
    """The sender's organisation as owner, unless he is the relay's, a contractor's or an architect's."""
    connu = _connu(missive, contexte) or _collegue(missive, contexte)
    if connu is not None and connu.type in _PAS_MAITRES:
        return None
    nom = (connu.organisation if connu else None) or signature.organisation
    if not nom:
        return None
    ecrit = signature.preuves.get("organisation", "")
    preuve = ecrit if comparable(nom) in comparable(ecrit) else missive.entete
    return Etiquette(champ="maitre_ouvrage", valeur=nom, rang=_RANG_SIGNATURE, nom="expéditeur", preuve=preuve)


def _collegue(missive: Missive, contexte: Contexte) -> Expediteur | None:
    """A known sender of the same domain, when all known ones there belong to one organisation."""
    domaine = missive.courriel.rpartition("@")[2]
    memes = [e for a, e in contexte.expediteurs.items() if domaine and a.lower().endswith(f"@{domaine}")]
    return memes[0] if len({(e.organisation, e.type) for e in memes}) == 1 else None


def _origine_inconnue(ecriture: Ecriture, origine: MissiveLue, contexte: Contexte) -> bool:
    """A forwarded message from someone unknown; a buyer may forward a colleague of his own domain."""
    premiere = ecriture.premiere.missive
    if origine.missive is premiere or _connu(origine.missive, contexte) is not None:
        return False
    expediteur = contexte.connu(premiere.courriel)
    interne = expediteur is not None and expediteur.type in _PAS_MAITRES
    domaine = origine.missive.courriel.rpartition("@")[2]
    return interne or not domaine or domaine != premiere.courriel.rpartition("@")[2]
