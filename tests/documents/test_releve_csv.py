"""G3 as CSV: the lines of an employer, and that it comes back whole once the hours are written in it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from suivis import NOMS, hostile, suivi

from documents.demande_releve import DemandeReleve
from documents.releve_csv import ENTETE, releve_csv
from echanges.heures.lecture import lire_heures
from metier.periodes import Mois
from metier.publics import Categorie
from metier.releve import IdentiteReleve, contrats_du_releve, releves_du_mois
from metier.suivi import Suivi


def releves(suivie: Suivi) -> list[IdentiteReleve]:
    """The statements of the month of its first hours."""
    premier: Mois = min(une.mois for une in suivie.heures)
    return releves_du_mois(suivie, premier)


def avec_heures(octets: bytes, heures: str) -> bytes:
    """The file with that many hours on each line."""
    tete, *lignes = octets.decode("utf-8-sig").splitlines()
    return "\r\n".join([tete, *(f"{ligne.removesuffix(';;')}{heures};;" for ligne in lignes)]).encode("utf-8-sig")


@pytest.mark.parametrize("nom", NOMS)
def test_it_is_read_back_once_filled_in(nom: str) -> None:
    """As many hours as lines, each of its person, nothing refused; one heading line, a mark, semicolons."""
    suivie = suivi(nom)
    for identite in releves(suivie):
        octets = releve_csv(DemandeReleve(suivi=suivie, identite=identite))
        assert octets.decode("utf-8-sig").splitlines()[0] == ";".join(ENTETE)
        lu = lire_heures(avec_heures(octets, "12,50"), "releve.csv", suivie, identite.mois)
        attendus = contrats_du_releve(suivie, identite)
        assert (lu.fichier_refuse, lu.refusees) == (None, ()), (identite, lu)
        assert [une.heures for une in lu.acceptees] == [Decimal("12.50")] * len(attendus)
        assert {une.contrat for une in lu.acceptees} == {un.id for un in attendus}


def test_no_reason_of_eligibility_is_in_it() -> None:
    """Nor a date of birth; a text that would be a formula stays a text."""
    for suivie in (suivi("03-region-aval"), hostile()):
        for identite in releves(suivie):
            ecrit = releve_csv(DemandeReleve(suivi=suivie, identite=identite)).decode("utf-8-sig")
            assert not any(une.libelle in ecrit for une in set(Categorie) - {Categorie.AUTRE})
            for personne in suivie.beneficiaires:
                assert personne.naissance.isoformat() not in ecrit
    assert """;"'=HYPERLINK""" in ecrit
    assert ';"=HYPERLINK' not in ecrit
