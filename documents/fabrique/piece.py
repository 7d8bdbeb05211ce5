"""A Word template being written: headings, paragraphs, lists, tables, conditions, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from documents.fabrique import tableaux
from documents.fabrique.inline import runs
from documents.fabrique.paquet import Contenu, package
from documents.fabrique.tableaux import Colonne, Ligne

NIVEAU_NUMEROTE = 3
# Said by the paragraph as well as by its style: pasted elsewhere, it takes that document's style, without a number.
NUMERO = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
STATUT = "modèle à valider par le relais"
DROIT_LU = "2026-04-04"
DROIT_AU = "2026-08-22"  # the last change of law that the texts take into account: to be raised when they are reread
DROIT = "Textes lus au 4 avril 2026, versions à effet différé comprises ; à vérifier sur Légifrance avant publication."


@dataclass(frozen=True, kw_only=True)
class Identite:
    """What a template says of itself. `emploi`: what to do with it, on the cover; `garde`: whether it has one.

    `paysage`: its pages are turned. `droit_au` is the last change of law that its text takes into account, an ISO date.
    """

    fichier: str
    code: str
    titre: str
    edition: str
    emploi: str
    garde: bool = True
    paysage: bool = False
    droit_au: str = DROIT_AU


class Piece:
    """The template under construction; `octets()` ends it."""

    def __init__(self, identite: Identite) -> None:
        self.identite = identite
        self._corps: list[str] = []
        self._apres_tableau = [False]
        if identite.garde:
            self._ecrire_garde()

    def titre(self, niveau: int, texte: str, *, nouvelle_page: bool = False) -> None:
        """A heading; level 3 is numbered 1, 2, 3… by Word itself, in the buyer's document too once pasted there."""
        self._apres_tableau[-1] = False
        saut = "<w:pageBreakBefore/>" if nouvelle_page else ""
        numero = NUMERO if niveau == NIVEAU_NUMEROTE else ""
        self._corps.append(f'<w:p><w:pPr><w:pStyle w:val="Titre{niveau}"/>{saut}{numero}</w:pPr>{runs(texte)}</w:p>')

    def paragraphe(self, texte: str, *, style: str = "", garde: bool = False) -> None:
        """A paragraph; `garde` keeps it on the page of the next one."""
        proprietes = f'<w:pStyle w:val="{style}"/>' if style else ""
        proprietes += "<w:keepNext/>" if garde else ""
        if self._apres_tableau[-1]:
            proprietes += '<w:spacing w:before="160"/>'
            self._apres_tableau[-1] = False
        self._corps.append(f"<w:p>{f'<w:pPr>{proprietes}</w:pPr>' if proprietes else ''}{runs(texte)}</w:p>")

    def puces(self, *textes: str, si: str | None = None, pour: str | None = None) -> None:
        """Bulleted items; `si` and `pour` apply to all of them."""
        with self._sous(si, pour):
            for texte in textes:
                self.paragraphe(texte, style="Listepuces")

    def legende(self, texte: str) -> None:
        """The title of the table that follows."""
        self.paragraphe(texte, style="Lgende", garde=True)

    def logo(self, champ: str, *, si: str | None = None) -> None:
        """The relay's logo, where it has one."""
        with self.si(f"{si} and {champ}" if si else champ):
            self.paragraphe(f"{{{{ {champ} }}}}", garde=True)

    def note(self, texte: str) -> None:
        self.paragraphe(texte, style="Notediscrte")

    def tableau(self, colonnes: tuple[Colonne, ...], *lignes: Ligne) -> None:
        self._ajouter_tableau(tableaux.tableau(colonnes, lignes))

    def fiche(self, *lignes: Ligne, gauche: int = 2800) -> None:
        """A sheet of two columns, labels at left."""
        colonnes = (Colonne("", gauche), Colonne("", self._largeur - gauche))
        self._ajouter_tableau(tableaux.tableau(colonnes, lignes, entete=False))

    @property
    def _largeur(self) -> int:
        return tableaux.LARGEUR_PAYSAGE if self.identite.paysage else tableaux.LARGEUR

    def encadre(self, *textes: str) -> None:
        self._ajouter_tableau(tableaux.encadre(textes))

    @contextmanager
    def si(self, condition: str) -> Iterator[None]:
        """What is written inside is kept when the condition holds."""
        with self._bloc(f"if {condition}", "endif"):
            yield

    def sinon(self, condition: str | None = None) -> None:
        """Inside `si`: another branch."""
        self._instruction(f"elif {condition}" if condition else "else")
        self._apres_tableau[-1] = self._apres_tableau[-2]

    @contextmanager
    def pour(self, boucle: str) -> Iterator[None]:
        """What is written inside is repeated: `lot in lots`."""
        with self._bloc(f"for {boucle}", "endfor"):
            yield

    def saut_de_page(self) -> None:
        self._corps.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    def octets(self) -> bytes:
        """The bytes of the template."""
        fiche = self.identite
        corps = "".join(self._corps) + section("rId8", "rId9", paysage=fiche.paysage)
        proprietes = {
            "code": fiche.code,
            "edition": fiche.edition,
            "statut": STATUT,
            "droit_lu_le": DROIT_LU,
            "droit_au": fiche.droit_au,
            "operation": "{{ garde.reference }}",
            "bareme": "{{ garde.bareme }}",
        }
        gauche = fiche.titre if fiche.garde else f"{fiche.titre} – édition {fiche.edition}, {STATUT}"
        return package(
            Contenu(
                corps=corps,
                en_tetes=(_en_tete(paysage=False), _en_tete(paysage=fiche.paysage)),
                pieds=(
                    _pied(f"Édition {fiche.edition} – {STATUT}", paysage=False),
                    _pied(gauche, paysage=fiche.paysage),
                ),
                titre=f"{fiche.titre} – {{{{ garde.reference }}}}",
                sujet="{{ garde.intitule_court }}",
                proprietes=proprietes,
            )
        )

    def _ajouter_tableau(self, xml: str) -> None:
        assert not self._apres_tableau[-1], "two tables need a paragraph between them"
        self._corps.append(xml)
        self._apres_tableau[-1] = True

    @contextmanager
    def _sous(self, si: str | None, pour: str | None) -> Iterator[None]:
        if si:
            with self.si(si), self._sous(None, pour):
                yield
        elif pour:
            with self.pour(pour):
                yield
        else:
            yield

    @contextmanager
    def _bloc(self, debut: str, fin: str) -> Iterator[None]:
        self._instruction(debut)
        self._apres_tableau.append(self._apres_tableau[-1])
        yield
        self._instruction(fin)
        interieur = self._apres_tableau.pop()
        self._apres_tableau[-1] = self._apres_tableau[-1] or interieur

    def _instruction(self, instruction: str) -> None:
        self._corps.append(f"<w:p><w:r><w:t>{{%p {instruction} %}}</w:t></w:r></w:p>")

    def _ecrire_garde(self) -> None:
        """The cover: what the text is, its status, what remains; then a new page with the bare text."""
        fiche = self.identite
        self.paragraphe(fiche.titre, style="Titre")
        self.paragraphe("{{ garde.intitule }}", style="Sous-titre")
        self.fiche(
            Ligne(cellules=("Opération", "{{ garde.reference }}")),
            Ligne(cellules=("Acheteur", "{{ garde.maitre_ouvrage }}")),
            Ligne(cellules=("Consultation", "{{ garde.consultation }}")),
            Ligne(cellules=("Régime", "{{ garde.regime }}")),
            Ligne(cellules=("Modèle", f"{fiche.code}, édition {fiche.edition} – **{STATUT}**")),
            Ligne(cellules=("Droit", DROIT)),
            Ligne(cellules=("État", "**{{ garde.etat }}**")),
            gauche=1900,
        )
        self.paragraphe(fiche.emploi)
        for champ, intitule in (
            ("reste", "Reste à compléter (surligné dans le texte)"),
            ("a_valider", "À valider par le relais (ombré dans le projet)"),
            ("alertes", "Points d’attention"),
        ):
            with self.si(f"garde.{champ}"):
                self.titre(4, intitule)
                self.puces("{{ ligne }}", pour=f"ligne in garde.{champ}")
        self._corps.append(
            f'<w:p><w:pPr><w:pStyle w:val="Notediscrte"/>{section("rId6", "rId7")}</w:pPr>'
            f"{runs('Cette page est à retirer : le texte à reprendre commence à la page suivante.')}</w:p>"
        )


def section(en_tete: str, pied: str, *, paysage: bool = False) -> str:
    """The page, with the ids of its header and footer."""
    page = 'w:w="16838" w:h="11906" w:orient="landscape"' if paysage else 'w:w="11906" w:h="16838"'
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{en_tete}"/><w:footerReference w:type="default" '
        f'r:id="{pied}"/><w:type w:val="nextPage"/><w:pgSz {page}/><w:pgMar w:top="1304" '
        'w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )


def _en_tete(*, paysage: bool) -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="En-tte"/>{_tabulation(paysage)}</w:pPr>{runs("{{ garde.reference }}")}'
        f"<w:r><w:tab/></w:r>{runs('{{ garde.intitule_court }}')}</w:p>"
    )


def _pied(texte: str, *, paysage: bool) -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Pieddepage"/>{_tabulation(paysage)}</w:pPr>{runs(texte)}<w:r><w:tab/></w:r>'
        f"{runs('page ')}{number_field('PAGE')}{runs(' sur ')}{number_field('NUMPAGES')}</w:p>"
    )


def _tabulation(paysage: bool) -> str:
    """The right edge, where it is not that of the styles."""
    if not paysage:
        return ""
    bords = (
        f'<w:tab w:val="clear" w:pos="{tableaux.LARGEUR}"/><w:tab w:val="right" w:pos="{tableaux.LARGEUR_PAYSAGE}"/>'
    )
    return f"<w:tabs>{bords}</w:tabs>"


def number_field(champ: str) -> str:
    """A number that Word keeps: PAGE, NUMPAGES."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
        f'{champ} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
