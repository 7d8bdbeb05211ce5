"""The addresses that a server refused: nothing is sent there until a person lifts or corrects them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import Session, col, select

from config.horloge import maintenant
from sqlmodel_store.depots.unicite import insert_once, touched
from sqlmodel_store.modeles.acteurs import Attribution, Contact, Modalite
from sqlmodel_store.modeles.courriers import CourrierSortant, EtatSortant, MotifRefus
from sqlmodel_store.modeles.envois import AdresseEnCause

ADRESSES = (
    (Contact, "courriel"),
    (Attribution, "courriel"),
    (Attribution, "referent_courriel"),
    (Modalite, "structure_courriel"),
)
"""Where an operation writes the addresses of those it deals with."""


def marquer_adresse_en_cause(session: Session, adresse: str, raison: str) -> bool:
    """Nothing more is sent there; returns False when it was known already. `raison`: what the server answered."""
    valeurs = {"adresse": adresse.lower(), "depuis": maintenant(), "raison": raison}
    return insert_once(session, AdresseEnCause, valeurs, ["adresse"])


def oublier(session: Session, adresse: str, raison: str) -> bool:
    """The address was held back for that reason, which was not its own. Returns False when it was not."""
    ordre = delete(AdresseEnCause).where(
        col(AdresseEnCause.adresse) == adresse.lower(), col(AdresseEnCause.raison) == raison
    )
    return touched(session, ordre)


def toutes(session: Session) -> dict[str, AdresseEnCause]:
    """Every address held back, in lower case."""
    return {ligne.adresse: ligne for ligne in session.exec(select(AdresseEnCause).order_by(AdresseEnCause.adresse))}


def lever(session: Session, adresse: str) -> bool:
    """The address is right: what was kept or refused because of it is due again. Returns False when it is unknown."""
    ordre = delete(AdresseEnCause).where(col(AdresseEnCause.adresse) == adresse.lower())
    if not touched(session, ordre):
        return False
    session.execute(
        update(CourrierSortant)
        .where(
            func.lower(CourrierSortant.destinataire) == adresse.lower(),
            _refuse_a_cause_d_elle(),
        )
        .values(etat=EtatSortant.A_ENVOYER, motif=None, prochain_essai=maintenant())
    )
    return True


def retenus(session: Session, adresse: str) -> list[CourrierSortant]:
    """The mails that did not reach that address and that nobody has dealt with, oldest first."""
    requete = select(CourrierSortant).where(
        func.lower(CourrierSortant.destinataire) == adresse.lower(),
        (col(CourrierSortant.etat) == EtatSortant.A_ENVOYER) | _refuse_a_cause_d_elle(),
    )
    return list(session.exec(requete.order_by(col(CourrierSortant.id))))


def _refuse_a_cause_d_elle() -> ColumnElement[bool]:
    return (
        (col(CourrierSortant.etat) == EtatSortant.REFUSE)
        & (col(CourrierSortant.motif) == MotifRefus.ADRESSE)
        & col(CourrierSortant.classe_le).is_(None)
    )


def corriger_dans_les_operations(session: Session, ancienne: str, nouvelle: str) -> int:
    """The new address wherever operations wrote the former one; returns how many places."""
    touchees = 0
    for modele, champ in ADRESSES:
        colonne = col(getattr(modele, champ))
        trouvees = session.exec(select(modele).where(func.lower(colonne) == ancienne.lower())).all()
        for ligne in trouvees:
            setattr(ligne, champ, nouvelle)
        touchees += len(trouvees)
    return touchees
