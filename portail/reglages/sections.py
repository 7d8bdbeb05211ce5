"""The sections of the settings: what each key is called, how it is filled, the words that explain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from config.ecriture_reglages import Chemin
from formats.typographie import typographier
from metier.publics import Categorie
from portail.formulaires.champs import Champ, Genre

MODES = (
    ("essai", "essai\u00a0: rien ne sort de cette machine"),
    ("reel", "réel\u00a0: les courriels atteignent les personnes"),
)


@dataclass(frozen=True, kw_only=True)
class Groupe:
    """Keys of one table, « » for the head of the file."""

    titre: str
    table: str
    champs: tuple[Champ, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A page of settings; `resume` is what the list of sections says of it."""

    code: str
    titre: str
    resume: str
    groupes: tuple[Groupe, ...] = ()

    @property
    def champs(self) -> Mapping[Chemin, Champ]:
        """Every key of the page and its field."""
        return {(groupe.table, champ.nom): champ for groupe in self.groupes for champ in groupe.champs}


def _champ(nom: str, libelle: str, genre: Genre = Genre.TEXTE, aide: str = "") -> Champ:
    return Champ(nom=nom, libelle=typographier(libelle), genre=genre, aide=typographier(aide))


def _delai(nom: str, libelle: str, aide: str = "") -> Champ:
    return _champ(nom, libelle, Genre.ENTIER, aide)


IDENTITE = Section(
    code="identite",
    titre="Identité",
    resume="Le nom, l’adresse et le logo du relais, qui en est la facilitatrice ou le facilitateur.",
    groupes=(
        Groupe(
            titre="Relais",
            table="relais",
            champs=(
                _champ("nom", "Nom"),
                _champ("statut", "Statut", aide="par exemple : association de droit local"),
                _champ("adresse", "Adresse", Genre.LONG),
                _champ("telephone", "Téléphone"),
                _champ("courriel", "Courriel", aide="l’expéditeur de tout ce qui part"),
                _champ("territoire", "Territoire"),
                _champ("horaires", "Horaires"),
            ),
        ),
        Groupe(
            titre="Facilitatrice ou facilitateur",
            table="facilitateur",
            champs=(
                _champ("nom", "Nom et prénom"),
                _champ("fonction", "Fonction"),
                _champ("courriel", "Courriel"),
                _champ("telephone", "Téléphone"),
                _champ("suppleant", "Suppléance"),
                _champ(
                    "fin_mandat",
                    "Fin du mandat",
                    Genre.DATE,
                    "facultatif : un mandat qui finit avant un marché est signalé",
                ),
            ),
        ),
    ),
)
DELAIS = Section(
    code="delais",
    titre="Délais",
    resume="Quand chaque réponse, demande et relance est due, en jours ouvrés de Moselle.",
    groupes=(
        Groupe(
            titre="Avant le marché",
            table="echeances",
            champs=(
                _delai("reponse_faisabilite", "Répondre à une notification"),
                _delai("calibrage", "Calibrer les heures"),
                _delai("redaction", "Rédiger les pièces"),
                _delai(
                    "publication_sans_nouvelle",
                    "Publication sans nouvelle",
                    "jours après la date prévue, avant de demander",
                ),
                _delai("attributaires", "Connaître les attributaires", "jours après la remise des offres"),
                _delai("relance_maitre_ouvrage", "Entre deux relances au maître d’ouvrage"),
                _delai("suspension", "Reparler d’une opération suspendue"),
            ),
        ),
        Groupe(
            titre="Démarrage",
            table="echeances",
            champs=(
                _delai("reunion_demarrage", "Tenir la réunion de démarrage"),
                _delai("mise_en_oeuvre", "Mettre en œuvre"),
                _delai("choix_modalites", "Choisir les modalités"),
                _delai("rappel_engagements", "Rappeler les engagements"),
                _delai("fiche_de_poste", "Recevoir les fiches de poste"),
                _delai("reponse_offre", "Répondre à une offre"),
            ),
        ),
        Groupe(
            titre="Chaque mois",
            table="echeances",
            champs=(
                _delai("demande_heures", "Jour de la demande d’heures", "jour ouvré du mois, à partir de 1"),
                _delai("retour_heures", "Jours laissés pour répondre"),
                _delai("relance_heures", "Entre deux relances d’heures"),
                _delai("contestation", "Contester des heures"),
                _delai("tableau_de_bord", "Jour des tableaux de bord", "jour ouvré du mois, à partir de 2"),
                _delai("bilan", "Rendre le bilan final"),
            ),
        ),
    ),
)
HEURES = Section(
    code="heures",
    titre="Heures et publics",
    resume="La double déclaration, l’écart admis, les critères d’éligibilité que le relais accepte.",
    groupes=(
        Groupe(
            titre="Heures",
            table="heures",
            champs=(
                _champ(
                    "double_declaration",
                    "L’entreprise utilisatrice déclare aussi",
                    Genre.OUI_NON,
                    "son silence est alors un écart",
                ),
                _champ("tolerance", "Écart admis, en heures", Genre.NOMBRE, "en deçà, ce n’est pas un désaccord"),
            ),
        ),
        Groupe(
            titre="Publics",
            table="publics",
            champs=(
                Champ(
                    nom="categories",
                    libelle="Critères d’éligibilité acceptés",
                    genre=Genre.PLUSIEURS,
                    options=tuple((une.value, une.libelle) for une in Categorie),
                ),
            ),
        ),
    ),
)
ENVOIS = Section(
    code="envois",
    titre="Envois",
    resume="Essai ou réel, le débit, les pièces jointes, la conservation des courriels.",
    groupes=(
        Groupe(
            titre="Départ",
            table="",
            champs=(
                Champ(nom="mail_mode", libelle="Mode d’envoi", genre=Genre.CHOIX, options=MODES),
                _champ("mail_debit", "Courriels par minute", Genre.ENTIER, "0 : sans limite"),
                _champ("mail_reprise_s", "Secondes avant un second essai", Genre.ENTIER, "0 : à l’envoi suivant"),
            ),
        ),
        Groupe(
            titre="Courrier",
            table="courrier",
            champs=(
                _champ("debit_domaine", "Courriels par minute vers un même domaine", Genre.ENTIER, "0 : sans limite"),
                _champ(
                    "pieces_jointes_max_mo",
                    "Pièces jointes, en Mo",
                    Genre.ENTIER,
                    "au-delà, elles partent en liens signés",
                ),
                _champ("liens_jours", "Durée de ces liens, en jours", Genre.ENTIER),
                _champ("conservation_mois", "Contenu des courriels gardé, en mois", Genre.ENTIER),
                _champ(
                    "serveur_authentification",
                    "Serveur qui authentifie les expéditeurs",
                    aide="le nom que votre messagerie inscrit dans Authentication-Results, s’il y en a un",
                ),
                _champ(
                    "adresse_operation",
                    "La boîte admet les adresses « clauses+… »",
                    Genre.OUI_NON,
                    "les réponses portent alors leur opération",
                ),
            ),
        ),
    ),
)
BOITES = Section(
    code="boites",
    titre="Boîtes aux lettres",
    resume="Les serveurs d’envoi et de réception, avec un bouton pour les essayer.",
)
PORTAIL = Section(
    code="portail",
    titre="Portail",
    resume="L’adresse écrite dans les courriels, la durée des liens de déclaration.",
    groupes=(
        Groupe(
            titre="Portail",
            table="",
            champs=(
                _champ(
                    "portail_url",
                    "Adresse du portail",
                    aide="celle que les personnes ouvrent, comme https://clauses.relais.example",
                ),
                _champ("jeton_jours", "Durée d’un lien de déclaration ou de choix, en jours", Genre.ENTIER),
                _champ(
                    "portail_debit", "Demandes publiques par minute et par adresse", Genre.ENTIER, "0 : sans limite"
                ),
            ),
        ),
    ),
)
CONSERVATION = Section(
    code="conservation",
    titre="Conservation",
    resume="Combien de temps ce qui nomme des personnes est gardé, à valider par le relais.",
    groupes=(
        Groupe(
            titre="Durées, en mois",
            table="rgpd",
            champs=(
                _champ(
                    "dossiers_mois",
                    "Dossier d’une personne",
                    Genre.ENTIER,
                    "après son dernier contrat ou sa dernière formation ; ensuite, elle devient anonyme",
                ),
                _champ("courriels_recus_mois", "Contenu d’un courriel reçu", Genre.ENTIER),
                _champ("copies_mois", "Répétitions et copies d’avant une restauration", Genre.ENTIER),
                _champ(
                    "validees_le",
                    "Durées validées par le relais le",
                    Genre.DATE,
                    "vide : « relais rgpd purger » n’efface rien ; aucun texte ne fixe ces durées pour un relais",
                ),
            ),
        ),
    ),
)
BAREMES = Section(
    code="baremes",
    titre="Barèmes",
    resume="Les valeurs du calcul des heures\u00a0: celui qui est fourni, ceux du relais, l’emplacement du réseau.",
)
CALENDRIER = Section(
    code="calendrier",
    titre="Calendrier",
    resume="Les jours qui ne sont pas ouvrés, d’après lesquels les délais sont comptés.",
)

SECTIONS = (IDENTITE, DELAIS, HEURES, ENVOIS, BOITES, PORTAIL, CONSERVATION, BAREMES, CALENDRIER)
FORMULAIRES = {section.code: section for section in SECTIONS if section.groupes}


def identite_propre(code: str) -> Section:
    """The identity of a further relay of the installation."""
    relais, facilitateur = IDENTITE.groupes
    aide = "l’expéditeur de ses courriels ; vide : l’adresse de l’installation"
    champs = tuple(replace(un, aide=typographier(aide)) if un.nom == "courriel" else un for un in relais.champs)
    return replace(IDENTITE, titre=f"Identité du relais {code}", groupes=(replace(relais, champs=champs), facilitateur))
