"""How a person is looked for: by surname alone among those who worked with them, by both names anywhere else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from sqlmodel import Session

from config.settings import get_settings
from metier.anonymat import Effacee, mots, naissance_anonyme
from sqlmodel_store.depots import rgpd
from sqlmodel_store.depots.rgpd import Fiche
from sqlmodel_store.depots.rgpd_effacements import Remplacement


@dataclass(frozen=True, kw_only=True)
class Regards:
    """The person as seen from each operation; called with the number of one, or None for what belongs to none."""

    ailleurs: Effacee
    homonymes: Collection[int]
    chez_elle: dict[int, Effacee] = field(default_factory=dict)

    def __call__(self, operation_id: int | None) -> Effacee:
        if operation_id in self.chez_elle:
            return self.chez_elle[operation_id]
        en_doute = bool(self.homonymes) if operation_id is None else operation_id in self.homonymes
        return replace(self.ailleurs, homonyme=True) if en_doute else self.ailleurs

    def parmi(self, operations: Collection[int]) -> Effacee:
        """As seen from several operations at once: from the first of hers among them."""
        return self(next((une for une in operations if une in self.chez_elle), next(iter(operations), None)))


def remplacement(fiche: Fiche, marque: str) -> Remplacement:
    """What stands for a person from now on, by that mark: ages on the first days of work stay what they were."""
    debuts = [jour for une in fiche.presences for jour in une.debuts]
    return Remplacement(marque=marque, anonyme=naissance_anonyme(fiche.personne.naissance, debuts))


def regards(session: Session, fiche: Fiche, par: Remplacement) -> Regards:
    """The person as they are to be looked for, before anything changed."""
    homonymes = rgpd.operations_d_un_homonyme(session, fiche.personne)
    ailleurs = Effacee(
        nom=fiche.nom,
        prenom=fiche.prenom,
        naissance=fiche.personne.naissance,
        marque=par.marque,
        anonyme=par.anonyme,
    )
    relais = mots([get_settings().facilitateur.nom, get_settings().facilitateur.suppleant, get_settings().relais.nom])
    chez_elle = {
        une.operation.id: replace(
            ailleurs,
            voisins=rgpd.voisins(session, une.operation.id, fiche.personne.id) | relais,
            homonyme=une.operation.id in homonymes,
            nom=une.beneficiaire.nom,
            prenom=une.beneficiaire.prenom,
        )
        for une in fiche.presences
    }
    return Regards(ailleurs=ailleurs, homonymes=homonymes, chez_elle=chez_elle)
