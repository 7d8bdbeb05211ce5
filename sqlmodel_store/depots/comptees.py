"""The rule of `metier.eligibilite.compte` in SQL: whether a line of hours counts, said in this one place.

The query has Heures and Contrat, and Eligibilite by DE_LA_PERSONNE, as an outer join.
"""

from __future__ import annotations

from sqlalchemy import String, and_, cast, literal_column, or_
from sqlmodel import col

from sqlmodel_store.modeles.insertion import Contrat, Eligibilite, Heures

DE_LA_PERSONNE = col(Eligibilite.beneficiaire_id) == col(Contrat.beneficiaire_id)
COMPTEE = and_(
    col(Eligibilite.beneficiaire_id).is_not(None),
    or_(
        col(Eligibilite.validee_le) <= col(Contrat.debut),
        col(Eligibilite.motif_tardif).is_not(None),
        cast(col(Eligibilite.validee_le), String) <= col(Heures.mois).concat(literal_column("'-01'")),
    ),
)
"""Never null: false where there is no eligibility. No bound value, so that a query may group by it on PostgreSQL."""
