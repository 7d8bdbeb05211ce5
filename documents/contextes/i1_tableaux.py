"""The tables of the final report: commitments, hours by lot, modality and type of contract, companies, training."""

from __future__ import annotations

from collections.abc import Iterable

from documents.contextes.garde import shorten
from documents.contextes.rapports import TIRET, Colonne, Tableau, heures_ecrites, nom_lot, taux_ecrit
from documents.graphiques import Barres, Quantite, barres
from formats.dates import date_courte
from formats.nombres import heures, nombre
from formats.typographie import typographier
from metier.effectifs import contrats, formations
from metier.indicateurs import Indicateurs
from metier.portee import Portee
from metier.realisation import NUL, Volumes, par_employeur, par_modalite, par_type, taux, volumes
from metier.suivi import Attribution, Formation, Suivi

LONGUEUR_ENTREPRISE = 60
LONGUEUR_MOTIF = 80


def engagements(suivi: Suivi) -> Tableau:
    """What each company committed itself to, before and after amendments."""
    return Tableau(
        legende="Heures engagées à l’attribution et après avenants",
        colonnes=(
            Colonne(titre="Lot", largeur=26),
            Colonne(titre="Entreprise", largeur=26),
            Colonne(titre="Notification", largeur=13),
            Colonne(titre="À l’attribution", largeur=12, nombre=True),
            Colonne(titre="Avenants", largeur=11, nombre=True),
            Colonne(titre="Dues", largeur=12, nombre=True),
        ),
        lignes=tuple(_engagement(suivi, une) for une in suivi.attributions),
        total=(
            "Opération",
            "",
            "",
            heures(sum((une.heures_engagees or NUL for une in suivi.attributions), NUL)),
            _avenants(suivi.attributions),
            heures(sum((une.heures_dues for une in suivi.attributions), NUL)),
        ),
    )


def _engagement(suivi: Suivi, une: Attribution) -> tuple[str, ...]:
    return (
        nom_lot(suivi, une.lot),
        shorten(une.entreprise, LONGUEUR_ENTREPRISE),
        date_courte(une.date_notification) if une.date_notification else TIRET,
        heures_ecrites(une.heures_engagees),
        _avenants((une,)),
        heures(une.heures_dues),
    )


def _avenants(attributions: Iterable[Attribution]) -> str:
    faits = [avenant.heures for une in attributions for avenant in une.avenants]
    total = sum(faits, NUL)
    return f"{'+' if total > 0 else ''}{heures(total)}" if faits else TIRET


def avenants(suivi: Suivi) -> tuple[str, ...]:
    """One sentence per amendment."""
    return tuple(
        typographier(
            f"{nom_lot(suivi, une.lot)}, {date_courte(avenant.date)} : {'+' if avenant.heures > 0 else ''}"
            f"{heures(avenant.heures)}{f' ({shorten(avenant.motif, LONGUEUR_MOTIF)})' if avenant.motif else ''}."
        )
        for une in suivi.attributions
        for avenant in une.avenants
    )


def realisation(suivi: Suivi, chiffres: Indicateurs) -> Tableau:
    """Hours of each lot by state; persons are distinct in each lot and never added."""
    return Tableau(
        legende="Heures par lot",
        colonnes=(
            Colonne(titre="Lot", largeur=32),
            Colonne(titre="Dues", largeur=11, nombre=True),
            Colonne(titre="Validées", largeur=12, nombre=True),
            Colonne(titre="Taux", largeur=10, nombre=True),
            Colonne(titre="dont formation", largeur=12, nombre=True),
            Colonne(titre="Personnes", largeur=12, nombre=True),
            Colonne(titre="Contrats", largeur=11, nombre=True),
        ),
        lignes=tuple(
            (
                nom_lot(suivi, un.lot.numero),
                heures(un.dues),
                heures(un.cumul.validees),
                taux_ecrit(un.taux),
                heures(un.cumul.dont_formation),
                nombre(un.personnes),
                nombre(un.contrats),
            )
            for un in chiffres.lots
        ),
        total=(
            "Opération",
            heures(chiffres.dues),
            heures(chiffres.cumul.validees),
            taux_ecrit(chiffres.taux),
            heures(chiffres.cumul.dont_formation),
            nombre(chiffres.effectifs.personnes),
            nombre(chiffres.effectifs.contrats),
        ),
    )


def etats(suivi: Suivi, chiffres: Indicateurs) -> Tableau:
    """The annex: every state of the hours of each lot."""
    return Tableau(
        legende="Heures par lot et par état",
        colonnes=(
            Colonne(titre="Lot", largeur=34),
            Colonne(titre="Dues", largeur=11, nombre=True),
            Colonne(titre="Validées", largeur=11, nombre=True),
            Colonne(titre="En attente", largeur=11, nombre=True),
            Colonne(titre="Contestées", largeur=11, nombre=True),
            Colonne(titre="Non comptées", largeur=11, nombre=True),
            Colonne(titre="Restantes", largeur=11, nombre=True),
        ),
        lignes=tuple(
            (nom_lot(suivi, un.lot.numero), heures(un.dues), *_etats(un.cumul), heures(un.rythme.restantes))
            for un in chiffres.lots
        ),
        total=(
            "Opération",
            heures(chiffres.dues),
            *_etats(chiffres.cumul),
            heures(sum((un.rythme.restantes for un in chiffres.lots), NUL)),
        ),
    )


def _etats(faites: Volumes) -> tuple[str, ...]:
    return tuple(map(heures, (faites.validees, faites.declarees, faites.contestees, faites.non_comptees)))


def modalites(suivi: Suivi) -> tuple[Tableau, tuple[Barres, ...]]:
    """Validated hours by modality, and their bars."""
    total = volumes(suivi).validees
    faites = {type_: un.validees for type_, un in par_modalite(suivi).items()}
    tableau = Tableau(
        legende="Heures validées par modalité",
        colonnes=_colonnes_parts("Modalité"),
        lignes=tuple((type_.libelle, heures(un), taux_ecrit(taux(un, total))) for type_, un in faites.items()),
        total=("Ensemble", heures(total), taux_ecrit(taux(total, total))),
    )
    quantites = [Quantite(libelle=type_.libelle, fait=un, valeur=heures(un)) for type_, un in faites.items()]
    return tableau, barres(quantites, "Barres\u00a0: heures validées par modalité, valeurs dans le tableau.")


def types(suivi: Suivi, chiffres: Indicateurs) -> Tableau:
    """Contracts and validated hours by type of contract."""
    faites = {type_: un.validees for type_, un in par_type(suivi).items()}
    return Tableau(
        legende="Contrats et heures validées par type de contrat",
        colonnes=(
            Colonne(titre="Type de contrat", largeur=56),
            Colonne(titre="Contrats", largeur=22, nombre=True),
            Colonne(titre="Heures", largeur=22, nombre=True),
        ),
        lignes=tuple(
            (type_.libelle, nombre(combien), heures(faites.get(type_, NUL)))
            for type_, combien in chiffres.effectifs.contrats_par_type.items()
        ),
        total=("Ensemble", nombre(chiffres.effectifs.contrats), heures(chiffres.cumul.validees)),
    )


def _colonnes_parts(titre: str) -> tuple[Colonne, ...]:
    return (
        Colonne(titre=titre, largeur=56),
        Colonne(titre="Heures", largeur=22, nombre=True),
        Colonne(titre="Part", largeur=22, nombre=True),
    )


def employeurs(suivi: Suivi) -> Tableau:
    """Who employed the persons: companies and structures, contracts and validated hours."""
    faites = par_employeur(suivi)
    genres = {
        modalite.structure.nom: modalite.structure.type.libelle
        for une in suivi.attributions
        for modalite in une.modalites
        if modalite.structure
    }
    entreprises = {une.entreprise for une in suivi.attributions}
    noms = sorted({contrat.employeur for contrat in contrats(suivi)})
    return Tableau(
        legende="Employeurs des personnes en insertion",
        colonnes=(
            Colonne(titre="Employeur", largeur=38),
            Colonne(titre="Qualité", largeur=34),
            Colonne(titre="Contrats", largeur=12, nombre=True),
            Colonne(titre="Heures", largeur=16, nombre=True),
        ),
        lignes=tuple(
            (
                shorten(nom, LONGUEUR_ENTREPRISE),
                genres.get(nom) or ("entreprise attributaire" if nom in entreprises else "employeur"),
                nombre(sum(contrat.employeur == nom for contrat in suivi.contrats)),
                heures(faites[nom].validees if nom in faites else NUL),
            )
            for nom in noms
        ),
    )


def sessions(suivi: Suivi) -> Tableau:
    """The training sessions of the operation."""
    return Tableau(
        legende="Formations suivies",
        colonnes=(
            Colonne(titre="Formation", largeur=46),
            Colonne(titre="Dates", largeur=26),
            Colonne(titre="Personnes", largeur=13, nombre=True),
            Colonne(titre="Heures", largeur=15, nombre=True),
        ),
        lignes=tuple(_session(une) for une in formations(suivi, Portee())),
    )


def _session(une: Formation) -> tuple[str, ...]:
    fin = f" au {date_courte(une.fin)}" if une.fin and une.fin != une.debut else ""
    return (
        shorten(une.intitule, LONGUEUR_MOTIF),
        f"{date_courte(une.debut)}{fin}",
        nombre(len(une.participants)),
        heures(sum((un.heures for un in une.participants), NUL)),
    )
