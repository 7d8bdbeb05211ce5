"""Every command of contract §2: arguments and help here, the work in the module of each subject, imported on call."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.francais import Commande, Groupe


def _groupe(aide: str) -> typer.Typer:
    return typer.Typer(
        cls=Groupe,
        help=aide,
        no_args_is_help=True,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )


app = _groupe("Relais : la vie d’une opération à clause d’insertion, du courriel d’annonce au bilan.")
dossier = _groupe("Dossiers d’opération : import et export.")
annuaire = _groupe("Personnes et organisations connues du relais.")
operation = _groupe("Opérations : état, étape, transitions.")
heures = _groupe("Heures des contrats : fichiers des employeurs, mois en grille.")
convention = _groupe("Conventions de globalisation : des heures comptées sur plusieurs opérations.")
courrier = _groupe("Courrier entrant et sortant.")
modeles = _groupe("Modèles Word.")
decp = _groupe("Données essentielles de la commande publique.")
utilisateur = _groupe("Comptes du portail.")
app.add_typer(dossier, name="dossier")
app.add_typer(annuaire, name="annuaire")
app.add_typer(operation, name="operation")
app.add_typer(heures, name="heures")
app.add_typer(convention, name="convention")
app.add_typer(courrier, name="courrier")
app.add_typer(modeles, name="modeles")
app.add_typer(decp, name="decp")
app.add_typer(utilisateur, name="utilisateur")

Fichier = Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier à lire.", show_default=False)]
Reference = Annotated[str, typer.Argument(metavar="REFERENCE", help="Référence de l’opération.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Écrit un document JSON sur la sortie standard.")]
NomModele = Annotated[
    str, typer.Argument(metavar="NOM", help="Nom du modèle, par exemple a3_ccap.", show_default=False)
]
ModeleVise = Annotated[
    str | None, typer.Option("--modele", metavar="NOM", help="Modèle visé ; par défaut, le nom du fichier.")
]
Mois = Annotated[str, typer.Option("--mois", metavar="AAAA-MM", help="Mois des heures.", show_default=False)]
Essai = Annotated[bool, typer.Option("--essai", help="Dit ce qui serait fait, n’enregistre rien.")]


@app.command(cls=Commande)
def demarrer() -> None:
    """Démarre le service : portail, Prefect, exécution des flux, relève du courrier."""
    from cli.superviseur import demarrer as executer

    executer()


@app.command(cls=Commande)
def demo(
    sans_service: Annotated[bool, typer.Option("--sans-service", help="Arrête tout à la fin.")] = False,
    json: Json = False,
) -> None:
    """Montre une annonce devenue pièces de marché, puis des mois de suivi, sur cette machine seulement."""
    from cli.demo import demo as executer

    executer(sans_service=sans_service, json=json)


@app.command(cls=Commande)
def diagnostic(json: Json = False) -> None:
    """Dit ce qui est installé, réglé, joignable ; chaque défaut avec la commande qui le corrige."""
    from cli.diagnostic import diagnostic as executer

    raise typer.Exit(executer(json=json))


@app.command(cls=Commande)
def schema(nom: Annotated[str, typer.Argument(metavar="operation|dossier", show_default=False)]) -> None:
    """Écrit le schéma JSON d’un format."""
    from cli.calcul import schema as executer

    executer(nom)


@app.command(cls=Commande)
def calibrer(fichier: Fichier, json: Json = False) -> None:
    """Calcule les heures de chaque lot, expliquées, et le régime juridique de l’opération."""
    from cli.calcul import calibrer as executer

    executer(fichier, json=json)


@app.command(cls=Commande)
def dce(
    fichier: Fichier,
    sortie: Annotated[Path, typer.Option("--sortie", metavar="DOSSIER", help="Dossier où écrire.", show_default=False)],
    definitif: Annotated[bool, typer.Option("--definitif", help="Refuse toute donnée absente.")] = False,
    json: Json = False,
) -> None:
    """Écrit les pièces de marché d’une opération, en Word."""
    from cli.documents import dce as executer

    executer(fichier, sortie, definitif=definitif, json=json)


@dossier.command("importer", cls=Commande)
def dossier_importer(fichier: Fichier, essai: Essai = False) -> None:
    """Charge un dossier (JSON) ou plusieurs (JSON Lines) ; tout ou rien."""
    from cli.dossiers import importer

    importer(fichier, essai=essai)


@dossier.command("exporter", cls=Commande)
def dossier_exporter(
    reference: Reference,
    sortie: Annotated[Path | None, typer.Option("--sortie", metavar="F", help="Fichier à écrire.")] = None,
) -> None:
    """Écrit le dossier d’une opération, en JSON."""
    from cli.dossiers import exporter

    exporter(reference, sortie)


@annuaire.command("importer", cls=Commande)
def annuaire_importer(fichier: Fichier, essai: Essai = False) -> None:
    """Charge des personnes et organisations (JSON ou CSV : nom, courriel, organisation, type, role)."""
    from cli.dossiers import annuaire_importer as executer

    executer(fichier, essai=essai)


@annuaire.command("lister", cls=Commande)
def annuaire_lister() -> None:
    """Montre l’annuaire."""
    from cli.dossiers import annuaire_lister as executer

    executer()


@operation.command("lister", cls=Commande)
def operation_lister(json: Json = False) -> None:
    """Montre toutes les opérations et leur étape."""
    from cli.operations import lister

    lister(json=json)


@operation.command("montrer", cls=Commande)
def operation_montrer(reference: Reference, json: Json = False) -> None:
    """Montre une opération : étape, actions attendues, documents, courriels."""
    from cli.operations import montrer

    montrer(reference, json=json)


@operation.command("faire", cls=Commande)
def operation_faire(
    reference: Reference,
    geste: Annotated[str, typer.Argument(metavar="GESTE", help="Voir « operation gestes ».", show_default=False)],
    donnees: Annotated[Path | None, typer.Option("--donnees", metavar="F.json", help="Données du geste.")] = None,
) -> None:
    """Fait un geste du suivi : l’étape reste la même."""
    from cli.operations import faire

    faire(reference, geste, donnees)


@operation.command("gestes", cls=Commande)
def operation_gestes(json: Json = False) -> None:
    """Montre les gestes du suivi, leurs étapes et leurs données."""
    from cli.operations import gestes

    gestes(json=json)


@operation.command("avancer", cls=Commande)
def operation_avancer(
    reference: Reference,
    transition: Annotated[str, typer.Argument(metavar="TRANSITION", help="Par exemple accepter.", show_default=False)],
    donnees: Annotated[
        Path | None, typer.Option("--donnees", metavar="F.json", help="Données de la transition.")
    ] = None,
) -> None:
    """Fait passer une opération à l’étape suivante."""
    from cli.operations import avancer

    avancer(reference, transition, donnees)


@heures.command("importer", cls=Commande)
def heures_importer(
    fichier: Fichier,
    *,
    operation: Annotated[
        str, typer.Option("--operation", metavar="REFERENCE", help="Opération concernée.", show_default=False)
    ],
    mois: Mois,
    essai: Essai = False,
    partiel: Annotated[
        bool, typer.Option("--partiel", help="Garde les lignes lues quand d’autres sont refusées.")
    ] = False,
    json: Json = False,
) -> None:
    """Lit les heures d’un mois dans un fichier d’employeur (.xlsx, .xls, .ods, .csv) ; tout ou rien."""
    from cli.heures import importer

    importer(fichier, operation=operation, mois=mois, essai=essai, partiel=partiel, json=json)


@heures.command("grille", cls=Commande)
def heures_grille(
    mois: Mois,
    operation: Annotated[
        str | None, typer.Option("--operation", metavar="REFERENCE", help="Une opération ; toutes par défaut.")
    ] = None,
    json: Json = False,
) -> None:
    """Montre un mois : employeurs, personnes, heures, états, écarts."""
    from cli.heures import grille

    grille(mois=mois, operation=operation, json=json)


@app.command(cls=Commande)
def echeances() -> None:
    """Fait, une fois, ce qui est dû à la date du jour."""
    from cli.operations import echeances as executer

    executer()


@app.command(cls=Commande)
def aujourdhui(json: Json = False) -> None:
    """Montre ce qui attend, qui, et depuis quand."""
    from cli.operations import aujourdhui as executer

    executer(json=json)


@app.command(cls=Commande)
def bilan(reference: Reference, json: Json = False) -> None:
    """Établit le bilan final d’une opération, tel qu’elle est ; n’envoie rien."""
    from cli.bilan import bilan as executer

    executer(reference, json=json)


@app.command(cls=Commande)
def consolidation(
    annee: Annotated[str, typer.Argument(metavar="ANNEE", help="Année, par exemple 2026.", show_default=False)],
    depuis: Annotated[
        str | None, typer.Option("--depuis", metavar="ANNEE", help="Première année, pour plusieurs ensemble.")
    ] = None,
    relais: Annotated[
        str | None, typer.Option("--relais", metavar="CODE", help="Un seul relais de l’installation ; tous par défaut.")
    ] = None,
    json: Json = False,
) -> None:
    """Additionne les opérations d’une année ou de plusieurs ; écrit le bilan annuel (I3)."""
    from cli.consolidation import consolidation as executer

    executer(annee, depuis, relais=relais, json=json)


@decp.command("exporter", cls=Commande)
def decp_exporter(
    reference: Reference,
    complements: Annotated[
        Path | None,
        typer.Option("--complements", metavar="F.json", help="Ce que l’acheteur donne."),
    ] = None,
    sortie: Annotated[Path | None, typer.Option("--sortie", metavar="F", help="Fichier à écrire.")] = None,
) -> None:
    """Écrit la déclaration d’une opération attribuée, et ce qui reste à donner."""
    from cli.decp import exporter

    exporter(reference, complements=complements, sortie=sortie)


@decp.command("importer", cls=Commande)
def decp_importer(fichier: Fichier, json: Json = False) -> None:
    """Compare des données publiées à ce que nous suivons ; n’enregistre rien."""
    from cli.decp import importer

    importer(fichier, json=json)


@app.command(cls=Commande)
def mensuel(
    mois: Annotated[str, typer.Argument(metavar="AAAA-MM", help="Mois terminé.", show_default=False)],
    *,
    repetition: Annotated[
        bool, typer.Option("--repetition", help="Écrit tout pour être lu, ne poste et n’enregistre rien.")
    ] = False,
    retenir: Annotated[
        str | None, typer.Option("--retenir", metavar="ADRESSE|tous", help="Retient un envoi, ou tous.")
    ] = None,
    liberer: Annotated[
        str | None, typer.Option("--liberer", metavar="ADRESSE|tous", help="Laisse partir ce qui était retenu.")
    ] = None,
    motif: Annotated[str | None, typer.Option("--motif", metavar="TEXTE", help="Pourquoi un envoi est retenu.")] = None,
    json: Json = False,
) -> None:
    """Prépare et poste les tableaux de bord d’un mois, une fois."""
    from cli.mensuel import Demande
    from cli.mensuel import mensuel as executer

    executer(Demande(mois=mois, repetition=repetition, retenir=retenir, liberer=liberer, motif=motif), json=json)


@modeles.command("lister", cls=Commande)
def modeles_lister(json: Json = False) -> None:
    """Montre les modèles Word et leur édition."""
    from cli.modeles import lister

    lister(json=json)


@modeles.command("champs", cls=Commande)
def modeles_champs(nom: NomModele, json: Json = False) -> None:
    """Montre les champs d’un modèle, leur sens et un exemple."""
    from cli.modeles import champs

    champs(nom, json=json)


@modeles.command("verifier", cls=Commande)
def modeles_verifier(
    fichier: Annotated[
        Path | None, typer.Argument(metavar="[FICHIER.docx]", help="Modèle à vérifier.", show_default=False)
    ] = None,
    modele: ModeleVise = None,
    json: Json = False,
) -> None:
    """Vérifie un modèle Word, ou tous ceux qui sont en service."""
    from cli.modeles import verifier

    verifier(fichier, modele, json=json)


@modeles.command("installer", cls=Commande)
def modeles_installer(fichier: Fichier, modele: ModeleVise = None) -> None:
    """Vérifie un modèle Word du relais, puis le met en service."""
    from cli.modeles import installer

    installer(fichier, modele)


@modeles.command("retirer", cls=Commande)
def modeles_retirer(nom: NomModele) -> None:
    """Retire le modèle du relais : le modèle fourni est de nouveau employé."""
    from cli.modeles import retirer

    retirer(nom)


NomConvention = Annotated[
    str, typer.Argument(metavar="CONVENTION", help="Référence de la convention.", show_default=False)
]


@convention.command("enregistrer", cls=Commande)
def convention_enregistrer(fichier: Fichier) -> None:
    """Enregistre une convention (JSON) et produit le document C3."""
    from cli.conventions import enregistrer

    enregistrer(fichier)


@convention.command("affecter", cls=Commande)
def convention_affecter(nom: NomConvention, fichier: Fichier) -> None:
    """Compte des heures d’un contrat sur d’autres opérations (JSON : operation, contrat, mois, parts)."""
    from cli.conventions import affecter_heures

    affecter_heures(nom, fichier)


@convention.command("repartir", cls=Commande)
def convention_repartir(
    nom: NomConvention,
    mois: Annotated[str, typer.Argument(metavar="AAAA-MM", help="Mois à répartir.", show_default=False)],
    motif: Annotated[
        str | None, typer.Option(metavar="TEXTE", help="Pourquoi un mois clos change.", show_default=False)
    ] = None,
) -> None:
    """Répartit un mois selon les heures dues sur chaque marché."""
    from cli.conventions import repartir

    repartir(nom, mois, motif)


@convention.command("lister", cls=Commande)
def convention_lister() -> None:
    """Montre les conventions et les accords attendus."""
    from cli.conventions import lister

    lister()


@courrier.command("relever", cls=Commande)
def courrier_relever() -> None:
    """Relève la boîte une fois."""
    from cli.courrier import relever

    relever()


@courrier.command("lire", cls=Commande)
def courrier_lire(fichier: Fichier, json: Json = False) -> None:
    """Dit comment un courriel (.eml ou .msg) est compris, sans rien enregistrer."""
    from cli.courrier import lire

    lire(fichier, json=json)


@courrier.command("classer", cls=Commande)
def courrier_classer(
    identifiant: Annotated[
        str, typer.Argument(metavar="IDENTIFIANT", help="Son numéro dans « courrier etat ».", show_default=False)
    ],
    *,
    confirmer: Annotated[bool, typer.Option("--confirmer", help="Je réponds de l’expéditeur : il est traité.")] = False,
    operation: Annotated[
        str | None, typer.Option("--operation", metavar="REFERENCE", help="L’opération à laquelle il va.")
    ] = None,
    mois: Annotated[
        str | None, typer.Option("--mois", metavar="AAAA-MM", help="Avec --operation : le mois du relevé joint.")
    ] = None,
    nature: Annotated[
        str | None, typer.Option("--nature", metavar="NATURE", help="reponse (lu), automatique ou indesirable.")
    ] = None,
) -> None:
    """Règle un courriel reçu qui attendait une personne."""
    from cli.courrier_recu import classer

    classer(identifiant, confirmer=confirmer, operation=operation, mois=mois, nature=nature)


@courrier.command("expedier", cls=Commande)
def courrier_expedier() -> None:
    """Vide une fois la boîte d’envoi."""
    from cli.courrier import expedier

    expedier()


@courrier.command("trancher", cls=Commande)
def courrier_trancher(
    cles: Annotated[list[str] | None, typer.Argument(metavar="CLE", help="Clés des courriels.")] = None,
    *,
    tous: Annotated[bool, typer.Option("--tous", help="Tous les envois incertains.")] = False,
    envoye: Annotated[bool, typer.Option("--envoye", help="Il est bien parti.")] = False,
    renvoyer: Annotated[bool, typer.Option("--renvoyer", help="Il part de nouveau, sous le même identifiant.")] = False,
    classer: Annotated[bool, typer.Option("--classer", help="Il ne partira pas, l’affaire est réglée.")] = False,
) -> None:
    """Dit ce qu’il advient d’un envoi incertain ou refusé."""
    from cli.envois import trancher

    trancher(cles or [], tous=tous, envoye=envoye, renvoyer=renvoyer, classer=classer)


@courrier.command("adresse", cls=Commande)
def courrier_adresse(
    adresse: Annotated[str, typer.Argument(metavar="ADRESSE", help="Adresse en cause.", show_default=False)],
    *,
    lever: Annotated[bool, typer.Option("--lever", help="L’adresse est bonne : ce qui est retenu part.")] = False,
    remplacer: Annotated[
        str | None, typer.Option("--remplacer", metavar="NOUVELLE", help="La bonne adresse, partout où l’autre est.")
    ] = None,
) -> None:
    """Rétablit ou corrige une adresse qu’un serveur a refusée."""
    from cli.envois import adresse as executer

    executer(adresse, lever=lever, remplacer=remplacer)


@courrier.command("etat", cls=Commande)
def courrier_etat(json: Json = False) -> None:
    """Montre le registre du courrier reçu et envoyé."""
    from cli.courrier import etat

    etat(json=json)


@app.command(cls=Commande)
def sauvegarder(
    fichier: Annotated[Path, typer.Argument(metavar="F", help="Fichier à écrire.", show_default=False)],
) -> None:
    """Écrit toute l’installation dans un fichier, sans rien arrêter."""
    from cli.sauvegarde import sauvegarder as executer

    executer(fichier)


@app.command(cls=Commande)
def restaurer(
    fichier: Annotated[Path, typer.Argument(metavar="F", help="Sauvegarde à lire.", show_default=False)],
    remplacer: Annotated[
        bool,
        typer.Option("--remplacer", help="Même si l’installation n’est pas vide ; ses fichiers sont gardés."),
    ] = False,
) -> None:
    """Remet en place une sauvegarde ; ce qui n’était pas parti devient incertain."""
    from cli.sauvegarde import restaurer as executer

    executer(fichier, remplacer=remplacer)


@courrier.command("registre", cls=Commande)
def courrier_registre(
    destinataire: Annotated[
        str | None, typer.Option("--destinataire", metavar="COURRIEL", help="À cette adresse.")
    ] = None,
    du: Annotated[str | None, typer.Option("--du", metavar="AAAA-MM-JJ", help="À partir de ce jour.")] = None,
    au: Annotated[str | None, typer.Option("--au", metavar="AAAA-MM-JJ", help="Jusqu’à ce jour.")] = None,
    operation: Annotated[
        str | None, typer.Option("--operation", metavar="REFERENCE", help="De cette opération.")
    ] = None,
    sortie: Annotated[
        Path | None,
        typer.Option("--sortie", metavar="F.zip|F.csv", help="Fichier à écrire ; .zip : avec les courriels."),
    ] = None,
) -> None:
    """Montre ou exporte ce qui a été envoyé : à qui, quand, réponse du serveur, courriels exacts."""
    from cli.registre import registre

    registre(destinataire, du, au, operation, sortie)


@app.command(cls=Commande)
def reprise(
    fichier: Fichier,
    *,
    modele: Annotated[
        Path | None,
        typer.Option("--modele", metavar="F.toml", help="Sens des colonnes ; écrit s’il n’existe pas encore."),
    ] = None,
    essai: Essai = False,
    partiel: Annotated[
        bool, typer.Option("--partiel", help="Garde les lignes lues quand d’autres sont refusées.")
    ] = False,
    json: Json = False,
) -> None:
    """Reprend un tableau de suivi : opérations, entreprises, personnes, contrats, heures ; tout ou rien."""
    from cli.reprise import reprise as executer

    executer(fichier, modele=modele, essai=essai, partiel=partiel, json=json)


@app.command(cls=Commande)
def banc(
    nom: Annotated[
        str | None,
        typer.Argument(
            metavar="[NOM]", help="documents, rapports, indicateurs ou courrier ; tous par défaut.", show_default=False
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Mesure la vitesse et la mémoire, en rapports pris côte à côte."""
    from cli.banc import banc as executer

    raise typer.Exit(executer(nom, json=json))


Courriel = Annotated[str, typer.Argument(metavar="COURRIEL", help="Adresse du compte.", show_default=False)]


@utilisateur.command("creer", cls=Commande)
def utilisateur_creer(
    courriel: Courriel,
    role: Annotated[
        str,
        typer.Option(
            "--role",
            metavar="ROLE",
            help="facilitateur, responsable, animateur, lecture ou administrateur.",
            show_default=False,
        ),
    ],
    nom: Annotated[str | None, typer.Option("--nom", metavar="NOM", help="Nom montré à l’écran.")] = None,
    relais: Annotated[
        list[str] | None, typer.Option("--relais", metavar="CODE", help="Relais du compte, s’il y en a plusieurs.")
    ] = None,
) -> None:
    """Ouvre un compte ; le mot de passe vient de RELAIS_MOT_DE_PASSE, ou est demandé."""
    from cli.utilisateurs import creer

    creer(courriel, role, nom=nom, relais=relais or [])


@utilisateur.command("changer", cls=Commande)
def utilisateur_changer(courriel: Courriel) -> None:
    """Change le mot de passe d’un compte et ferme ses sessions."""
    from cli.utilisateurs import changer

    changer(courriel)


@utilisateur.command("lister", cls=Commande)
def utilisateur_lister(json: Json = False) -> None:
    """Liste les comptes, leur rôle et leurs relais."""
    from cli.utilisateurs import lister

    lister(json=json)


@utilisateur.command("desactiver", cls=Commande)
def utilisateur_desactiver(courriel: Courriel) -> None:
    """Ferme un compte et ses sessions, aussitôt."""
    from cli.utilisateurs import desactiver

    desactiver(courriel)
