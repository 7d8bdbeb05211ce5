"""Letters: the letterhead, the address, the object and the signature, once for all of them.

`Lettre` is what the relay sends; `Projet` opens with a page for the buyer, who alone signs what follows.
"""

from __future__ import annotations

from documents.fabrique.blocs import EDITION
from documents.fabrique.inline import runs
from documents.fabrique.piece import DROIT, STATUT, Identite, Piece
from documents.fabrique.tableaux import LARGEUR, Colonne, Ligne

GAUCHE = 4900
DROITE = LARGEUR - GAUCHE
HAUT_ADRESSE = 900
BLANC_SIGNATURE = 760
LOGO, SOUS_LOGO = "{{ courrier.logo }}", 80

_SANS_BORD = (
    f'<w:tblPr><w:tblW w:w="{LARGEUR}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
    '<w:left w:w="0" w:type="dxa"/><w:right w:w="113" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0000" '
    'w:firstRow="0" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
)


class Lettre(Piece):
    """A letter of one page on the relay's letterhead."""

    def en_tete_lettre(self, matiere: str) -> None:
        """Letterhead at left, recipient at right, then place and date, object and reference."""
        self.adresses(
            (
                "{%p if courrier.logo %}",
                LOGO,
                "{%p endif %}",
                "**{{ courrier.structure }}**",
                "{%p if courrier.statut %}",
                "{{ courrier.statut }}",
                "{%p endif %}",
                "{{ courrier.adresse }}",
                "{{ courrier.telephone }}",
                "{{ courrier.courriel }}",
            ),
            (
                "**{{ courrier.destinataire }}**",
                "{{ courrier.attention }}",
                "par courriel : {{ courrier.adresse_courriel }}",
            ),
        )
        self.a_droite("{{ courrier.lieu_date }}")
        self.objet(f"{{{{ courrier.objet }}}} : {matiere}", "{{ courrier.operation }}")
        self.paragraphe("Madame, Monsieur,")

    def objet(self, objet: str, reference: str) -> None:
        """The object and the reference."""
        self._corps.append(_paragraphe(f"**Objet : {objet}**", espace=(0, 40)))
        self._corps.append(_paragraphe(f"Réf. : {reference}", espace=(0, 160)))

    def adresses(self, gauche: tuple[str, ...], droite: tuple[str, ...]) -> None:
        """Two blocks side by side without borders; the right one starts where a window envelope shows it."""
        cellules = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{largeur}" w:type="dxa"/></w:tcPr>{_bloc(lignes, haut)}</w:tc>'
            for largeur, lignes, haut in ((GAUCHE, gauche, 0), (DROITE, droite, HAUT_ADRESSE))
        )
        self._corps.append(
            f'<w:tbl>{_SANS_BORD}<w:tblGrid><w:gridCol w:w="{GAUCHE}"/><w:gridCol w:w="{DROITE}"/></w:tblGrid>'
            f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cellules}</w:tr></w:tbl>"
        )

    def a_droite(self, texte: str) -> None:
        """A line under the recipient, at right."""
        self._corps.append(_paragraphe(texte, gauche=GAUCHE, espace=(200, 200)))

    def heures(self, *colonnes: tuple[str, str, int], lignes: str = "lignes") -> None:
        """The small table of the lots: number, title, then these columns (title, field of `ligne`, width)."""
        reste = LARGEUR - 800 - sum(largeur for _, _, largeur in colonnes)
        self.tableau(
            (
                Colonne("Lot", 800),
                Colonne("Intitulé", reste),
                *(Colonne(titre, largeur, _aligne(champ)) for titre, champ, largeur in colonnes),
            ),
            Ligne(
                cellules=(
                    "{{ ligne.numero }}",
                    "{{ ligne.intitule }}",
                    *(f"{{{{ ligne.{champ} }}}}" for _, champ, _ in colonnes),
                ),
                pour=f"ligne in {lignes}",
            ),
        )

    def apres_tableau(self) -> None:
        """The next paragraph stands off the table that a condition above it may have written."""
        self._apres_tableau[-1] = True

    def signature_relais(self) -> None:
        """The polite close, then who signs by hand: nothing scanned."""
        self.paragraphe(
            "Nous vous prions d'agréer, Madame, Monsieur, l'expression de nos salutations distinguées.", garde=True
        )
        signataire = "{% if courrier.signataire %}{{ courrier.signataire }}, {% endif %}{{ courrier.fonction }}"
        self._corps.append(_paragraphe(signataire, gauche=GAUCHE, espace=(BLANC_SIGNATURE, 120), liee=True))

    def suites(self, *lignes: str) -> None:
        """Enclosures and copies, at the foot of the letter."""
        for ligne in lignes:
            self._corps.append(_paragraphe(ligne, style="Notediscrte", espace=(0, 20)))


class Projet(Lettre):
    """A text prepared for others to sign: a first page to be removed says who signs, what remains, what to confirm."""

    def __init__(self, identite: Identite, *fiche: tuple[str, str]) -> None:
        self._fiche = fiche
        super().__init__(identite)

    def _ecrire_garde(self) -> None:
        self.paragraphe(self.identite.titre, style="Titre")
        self.paragraphe("{{ garde.intitule }}", style="Sous-titre")
        self.fiche(
            *(Ligne(cellules=cellules) for cellules in self._fiche),
            Ligne(cellules=("Modèle", f"{self.identite.code}, édition {EDITION} – **{STATUT}**")),
            Ligne(cellules=("Droit", DROIT)),
            Ligne(cellules=("État", "**{{ garde.etat }}**")),
            gauche=1900,
        )
        self.paragraphe(self.identite.emploi)
        for champ, intitule in (
            ("reste", "Reste à compléter (surligné dans le texte)"),
            ("a_valider", "À valider par le relais (ombré dans le projet)"),
            ("alertes", "Points d’attention"),
        ):
            with self.si(f"garde.{champ}"):
                self.titre(4, intitule)
                self.puces("{{ ligne }}", pour=f"ligne in garde.{champ}")
        self._corps.append(
            '<w:p><w:pPr><w:pStyle w:val="Notediscrte"/></w:pPr>'
            f"{runs('Cette page est à retirer : le texte commence à la page suivante.')}"
            '<w:r><w:br w:type="page"/></w:r></w:p>'
        )

    def signature_acheteur(self, intitule: str = "Pour le maître d'ouvrage,") -> None:
        """The buyer's name and quality, left open: the relay never signs here."""
        self._corps.append(_paragraphe(intitule, gauche=GAUCHE, espace=(120, BLANC_SIGNATURE), liee=True))
        self._corps.append(
            _paragraphe("[[nom et qualité du représentant ou de son délégataire]]", gauche=GAUCHE, espace=(0, 120))
        )


def _aligne(champ: str) -> str:
    return "left" if champ == "base" else "right"


def _bloc(lignes: tuple[str, ...], haut: int) -> str:
    """The paragraphs of an address; the first one stands `haut` lower."""
    return "".join(
        _paragraphe(ligne, espace=(0 if rang else haut, SOUS_LOGO if ligne == LOGO else 0))
        if not ligne.startswith("{%p")
        else _instruction(ligne)
        for rang, ligne in enumerate(lignes)
    )


def _instruction(ligne: str) -> str:
    return f"<w:p><w:r><w:t>{ligne}</w:t></w:r></w:p>"


def _paragraphe(
    texte: str, *, style: str = "", gauche: int = 0, espace: tuple[int, int] = (0, 0), liee: bool = False
) -> str:
    proprietes = f'<w:pStyle w:val="{style}"/>' if style else ""
    proprietes += "<w:keepNext/>" if liee else ""
    proprietes += f'<w:spacing w:before="{espace[0]}" w:after="{espace[1]}" w:line="245" w:lineRule="auto"/>'
    proprietes += f'<w:ind w:left="{gauche}"/>' if gauche else ""
    return f"<w:p><w:pPr>{proprietes}</w:pPr>{runs(texte)}</w:p>"
