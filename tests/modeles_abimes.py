"""Word templates as they come back from an office: broken, mistyped, hostile; each built from a sound one."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from documents.archive import archive
from documents.fabrique.piece import Identite, Piece
from documents.word import GABARITS

NOM = "c0_reponse"
RELS = "word/_rels/document.xml.rels"
DOCUMENT = "word/document.xml"
_LIEN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SITE = (
    f'<Relationship Id="rId99" Type="{_LIEN}/hyperlink" Target="https://relais-brielle.example" TargetMode="External"/>'
)


def p(texte: str) -> str:
    """A paragraph of one run."""
    return f'<w:p><w:r><w:t xml:space="preserve">{texte}</w:t></w:r></w:p>'


def morcele(*morceaux: str) -> str:
    """A paragraph that Word cut in runs, a spelling mark between them."""
    runs = '<w:proofErr w:type="spellStart"/>'.join(f"<w:r><w:t>{morceau}</w:t></w:r>" for morceau in morceaux)
    return f"<w:p>{runs}</w:p>"


def tableau(*lignes: tuple[str, ...]) -> str:
    """A table; a cell is a text or the XML of its paragraphs."""
    xml = "".join(
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>{c if c.startswith("<") else p(c)}</w:tc>'
            for c in ligne
        )
        + "</w:tr>"
        for ligne in lignes
    )
    grille = '<w:gridCol w:w="2000"/>' * max(map(len, lignes))
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grille}</w:tblGrid>{xml}</w:tbl>'


def sain(*corps: str) -> bytes:
    """A sound template of the answer C0, with these elements in its body."""
    piece = Piece(
        Identite(fichier="c0_reponse.docx", code="C0", titre="Réponse", edition="2026.11", emploi="", garde=False)
    )
    piece.paragraphe("Réponse à {{ destinataire }}")
    piece._corps += corps
    piece.paragraphe("Fin.")
    return piece.octets()


def membres(octets: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(octets)) as paquet:
        return {nom: paquet.read(nom) for nom in paquet.namelist()}


def avec(changements: dict[str, bytes], octets: bytes | None = None) -> bytes:
    """The template with members added or replaced."""
    return archive(membres(octets or sain()) | changements)


def remplace(nom: str, ancien: str, nouveau: str, octets: bytes | None = None) -> bytes:
    """The template with words replaced in one of its parts."""
    tous = membres(octets or sain())
    assert ancien.encode() in tous[nom], (nom, ancien)
    return archive(tous | {nom: tous[nom].replace(ancien.encode(), nouveau.encode())})


def relie(genre: str, cible: str, *, dans: str = RELS, externe: bool = True) -> bytes:
    """The template with one more relationship."""
    mode = ' TargetMode="External"' if externe else ""
    lien = f'<Relationship Id="rId99" Type="{_LIEN}/{genre}" Target="{cible}"{mode}/>'
    if dans == RELS:
        return remplace(dans, "</Relationships>", f"{lien}</Relationships>")
    espace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return avec({dans: f'<Relationships xmlns="{espace}">{lien}</Relationships>'.encode()})


def zip_brut(ecrire: Callable[[zipfile.ZipFile], None], octets: bytes | None = None) -> bytes:
    """The template, then whatever is written into its zip."""
    tampon = io.BytesIO(octets or sain())
    with zipfile.ZipFile(tampon, "a", zipfile.ZIP_DEFLATED) as paquet:
        ecrire(paquet)
    return tampon.getvalue()


def doublon() -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return zip_brut(lambda paquet: paquet.writestr("docProps/core.xml", b"<x/>"))


def zone_de_texte(texte: str) -> str:
    """A text box, with the copy that old readers take."""
    boite = f"<w:txbxContent>{p(texte)}</w:txbxContent>"
    v = 'xmlns:v="urn:schemas-microsoft-com:vml"'
    return (
        f"<w:p><w:r><w:t>avant</w:t></w:r><w:r><w:pict {v}><v:shape><v:textbox>{boite}</v:textbox></v:shape></w:pict>"
        "</w:r></w:p>"
    )


def champ(code: str) -> str:
    """A Word field."""
    debut, fin = '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="end"/>'
    return f"<w:p><w:r>{debut}</w:r><w:r><w:instrText>{code}</w:instrText></w:r><w:r>{fin}</w:r></w:p>"


def note(texte: str) -> bytes:
    """The template with a footnote."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return avec(
        {
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{w}"><w:footnote w:id="1">{p(texte)}</w:footnote>'
            "</w:footnotes>".encode()
        }
    )


def classeur() -> bytes:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    )
    return archive({"[Content_Types].xml": types.encode(), "xl/workbook.xml": b"<workbook/>"})


def odt() -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as paquet:
        paquet.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        paquet.writestr("content.xml", "<office/>")
    return tampon.getvalue()


def bombe() -> bytes:
    return zip_brut(lambda paquet: paquet.writestr("word/media/image.xml", b"<a>" + b" " * 30_000_000 + b"</a>"))


def morcele_gras(*morceaux: str) -> str:
    """A paragraph whose every other run is bold."""
    gras = "<w:rPr><w:b/></w:rPr>"
    runs = (
        f'<w:r>{gras if rang % 2 else ""}<w:t xml:space="preserve">{un}</w:t></w:r>' for rang, un in enumerate(morceaux)
    )
    return f"<w:p>{''.join(runs)}</w:p>"


def suivi_des_modifications(genre: str, balise: str, texte: str) -> str:
    """A paragraph that holds a tracked insertion or deletion."""
    quand = 'w:id="7" w:author="Relais" w:date="2026-11-02T00:00:00Z"'
    return f"<w:p><w:{genre} {quand}><w:r><w:{balise}>{texte}</w:{balise}></w:r></w:{genre}></w:p>"


def entete_png(largeur: int, hauteur: int) -> bytes:
    """The head of a picture of that size, a few bytes long."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", largeur, hauteur)


def protegee() -> bytes:
    """The template, each member said to be encrypted."""
    octets = bytearray(sain())
    for signature, drapeaux in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = octets.find(signature)
        while place >= 0:
            octets[place + drapeaux] |= 1
            place = octets.find(signature, place + 4)
    return bytes(octets)


DTD = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]><w:document xmlns:w="x">&b;&c;</w:document>'
)

# Each: what is wrong, the file, words that its sentence holds: the place, then the fault or the remedy.
REFUSES: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "champ inconnu": (lambda: sain(p("{{ zzzz }}")), ("Paragraphe 2 («", "« zzzz » n’existe pas", "modeles champs")),
    "champ mal orthographié": (lambda: sain(p("{{ reponce }}")), ("Paragraphe 2", "écrivez « reponse »")),
    "champ d’un groupe": (lambda: sain(p("{{ garde.referense }}")), ("« garde.reference »",)),
    "champ sans son groupe": (lambda: sain(p("{{ intitule_court }}")), ("« garde.intitule_court »",)),
    "champ d’un groupe inconnu": (
        lambda: sain(p("{{ operation.intitule_court }}")),
        ("écrivez « garde.intitule_court »",),
    ),
    "champ presque juste d’un groupe inconnu": (
        lambda: sain(p("{{ operation.intitule_cour }}")),
        ("écrivez « garde.intitule_court »",),
    ),
    "champ d’une liste": (
        lambda: sain(p("{{ pieces.nom }}")),
        ("« pieces » est une liste", "{% for ligne in pieces %}"),
    ),
    "liste imprimée": (lambda: sain(p("{{ pieces }}")), ("est une liste", "{%p for ligne in pieces %}")),
    "groupe imprimé": (lambda: sain(p("{{ garde }}")), ("réunit plusieurs champs",)),
    "oui ou non imprimé": (lambda: sain(p("{{ accepte }}")), ("vrai ou faux", "{% if accepte %}")),
    "boucle sur un texte": (lambda: sain(p("{% for x in reponse %}{{ x }}{% endfor %}")), ("n’est pas une liste",)),
    "boucle non fermée": (
        lambda: sain(p("{%p for piece in pieces %}"), p("{{ piece }}")),
        ("Paragraphe 2", "n’est jamais fermé", "{%p endfor %}"),
    ),
    "condition non fermée": (lambda: sain(p("{% if accepte %}oui")), ("{% endif %}",)),
    "fin sans début": (lambda: sain(p("{% endif %}")), ("ne ferme rien",)),
    "fins croisées": (
        lambda: sain(p("{% if accepte %}{% for x in pieces %}{{ x }}{% endif %}{% endfor %}")),
        ("arrive avant la fin de « {% for x in pieces %} »",),
    ),
    "boucle à cheval sur des lignes": (
        lambda: sain(tableau(("{% for x in pieces %}{{ x }}", "b"), ("c", "{% endfor %}"))),
        ("Tableau 1, ligne 2, colonne 2", "tableau 1, ligne 1, colonne 1", "{%tr for … %}"),
    ),
    "boucle d’un paragraphe à une cellule": (
        lambda: sain(p("{% for x in pieces %}{{ x }}"), tableau(("{% endfor %}",))),
        ("casserait le document",),
    ),
    "ligne de tableau sans fin": (
        lambda: sain(tableau(("{%tr for x in pieces %}",), ("{{ x }}",))),
        ("Tableau 1, ligne 1, colonne 1", "{%tr endfor %}"),
    ),
    "ligne de tableau hors d’un tableau": (
        lambda: sain(p("{%tr for x in pieces %}"), p("{%tr endfor %}")),
        ("n’est pas dans un tableau", "{%p for x in pieces %}"),
    ),
    "ligne de tableau remplie": (
        lambda: sain(tableau(("{%tr for x in pieces %}", "perdu"), ("{{ x }}", ""), ("{%tr endfor %}", ""))),
        ("« perdu » serait perdu",),
    ),
    "paragraphe rempli": (lambda: sain(p("{%p if accepte %} perdu"), p("{%p endif %}")), ("serait perdu",)),
    "deux genres de balise": (lambda: sain(p("{%p if accepte %}"), p("a{% endif %}")), ("{%p endif %}",)),
    "texte riche": (lambda: sain(p("{{r reponse }}")), ("déjà mis en forme", "{{ reponse }}")),
    "guillemets français": (lambda: sain(p("{{ « reponse » }}")), ("guillemets « »", "sans guillemets")),
    "accolade non fermée": (lambda: sain(p("{{ reponse"), p("suite")), ("n’est pas fermée dans ce paragraphe", "}}")),
    "accolade de trop": (lambda: sain(p("reponse }}")), ("n’a pas été ouverte",)),
    "deux mots": (lambda: sain(p("{{ date reponse }}")), ("est de trop",)),
    "balise vide": (lambda: sain(p("{{ }}")), ("cette balise est vide",)),
    "filtre inconnu": (lambda: sain(p("{{ reponse | uper }}")), ("le filtre « uper »", "écrivez « upper »")),
    "instruction mal orthographiée": (lambda: sain(p("{% fi accepte %}")), ("« fi »", "écrivez « if »")),
    "balise de l’en-tête": (
        lambda: remplace("word/header1.xml", "{{ garde.reference }}", "{{ garde.referance }}"),
        ("En-tête, paragraphe 1", "« garde.reference »"),
    ),
    "balise du pied de page": (
        lambda: remplace("word/footer2.xml", "page", "{{ pag }}"),
        ("Pied de page, paragraphe 1", "« pag »"),
    ),
    "balise d’une note": (lambda: note("{{ obejt }}"), ("Note de bas de page, paragraphe 1", "« obejt »")),
    "balise d’une zone de texte": (lambda: sain(zone_de_texte("{{ obejt }}")), ("zone de texte", "« obejt »")),
    "balise d’une propriété": (
        lambda: remplace("docProps/core.xml", "{{ garde.reference }}", "{{ obejt }}"),
        ("Propriété « titre » du fichier", "« obejt »"),
    ),
    "balise d’un code de champ": (lambda: sain(champ("REF {{ obejt }}")), ("code de champ", "« obejt »")),
    "champ qui va chercher un fichier": (lambda: sain(champ('INCLUDETEXT "C:/secret"')), ("INCLUDETEXT", "effacez")),
    "champ DDE": (lambda: sain(champ("DDEAUTO c:/cmd.exe")), ("DDEAUTO",)),
    "classe": (lambda: sain(p("{{ ''.__class__.__mro__ }}")), ("« __class__ » est un nom interne",)),
    "cycler": (lambda: sain(p("{{ cycler.__init__.__globals__.os.popen('id').read() }}")), ("nom interne",)),
    "lipsum": (lambda: sain(p("{{ lipsum.__globals__['os'].system('id') }}")), ("nom interne",)),
    "attr": (lambda: sain(p("{{ reponse | attr('__class__') }}")), ("le filtre « attr »",)),
    "fonction": (lambda: sain(p("{{ range(1000000) }}")), ("l’appel de « range »",)),
    "image appelée": (lambda: sain(p("{{ InlineImage('/etc/passwd') }}")), ("l’appel de « InlineImage »", "image")),
    "inclusion": (lambda: sain(p("{% include '/etc/passwd' %}")), ("l’instruction « include » n’est pas admise",)),
    "importation": (lambda: sain(p("{% import 'x.txt' as x %}")), ("« import »",)),
    "macro Jinja": (lambda: sain(p("{% macro m() %}{% endmacro %}")), ("« macro »",)),
    "répétition immense": (lambda: sain(p("{{ 'a' * 10**10 }}")), ("un calcul n’est pas admis",)),
    "cinq boucles": (
        lambda: sain(p("".join(f"{{% for {x} in pieces %}}" for x in "abcde") + "x" + "{% endfor %}" * 5)),
        ("plus de 4 boucles",),
    ),
    "bombe de décompression": (bombe, ("« word/media/image.xml » se déplie",)),
    "élément double": (doublon, ("« docprops/core.xml » y figure 2 fois", "LibreOffice", "enregistrez-le de nouveau")),
    "chemin qui remonte": (
        lambda: zip_brut(lambda paquet: paquet.writestr("../../etc/cron.d/x", b"")),
        ("« ../../etc/cron.d/x » sort du document",),
    ),
    "macro": (lambda: avec({"word/vbaProject.bin": b"\0"}), ("« word/vbaProject.bin »", "macro")),
    "docm": (
        lambda: remplace(
            "[Content_Types].xml",
            "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "vnd.ms-word.document.macroEnabled.main+xml",
        ),
        ("document Word à macros",),
    ),
    "dotx": (
        lambda: remplace("[Content_Types].xml", "wordprocessingml.document.main", "wordprocessingml.template.main"),
        (".dotx", "Document Word (.docx)"),
    ),
    "objet incorporé": (lambda: avec({"word/embeddings/oleObject1.bin": b"\0"}), ("objet incorporé", "image")),
    "image liée": (lambda: relie("image", "http://127.0.0.1:9/x.png"), ("Document : une image liée", "127.0.0.1")),
    "image liée de l’en-tête": (
        lambda: relie("image", "http://127.0.0.1:9/x.png", dans="word/_rels/header1.xml.rels"),
        ("En-tête : une image liée",),
    ),
    "modèle attaché": (
        lambda: relie("attachedTemplate", "http://127.0.0.1:9/x.dotm", dans="word/_rels/settings.xml.rels"),
        ("Réglages du document : un modèle attaché", "détachez-le"),
    ),
    "lien vers un poste": (lambda: relie("hyperlink", "file://serveur/partage"), ("un lien vers",)),
    "fragment étranger": (lambda: relie("aFChunk", "x.html", externe=False), ("un fragment de document étranger",)),
    "zip tronqué": (lambda: sain()[:-200], ("tronqué ou abîmé",)),
    "élément abîmé": (
        lambda: sain().replace(b"Fin.", b"Foin", 1),
        ("tronqué ou abîmé",),
    ),
    "fichier vide": (lambda: b"", ("il est vide",)),
    "pdf": (lambda: b"%PDF-1.7\n", ("c’est un PDF",)),
    "ancien doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ("ancien document .doc",)),
    "texte": ("Réponse".encode, ("ce n’est pas un document Word",)),
    "classeur renommé": (classeur, ("classeur Excel renommé",)),
    "odt renommé": (odt, ("document LibreOffice",)),
    "zip d’autre chose": (lambda: archive({"lisez.txt": b"rien"}), ("ce n’est pas un document Word",)),
    "entités": (lambda: avec({DOCUMENT: DTD.encode()}), ("« word/document.xml » définit des entités",)),
    "entités en UTF-16": (lambda: avec({DOCUMENT: DTD.encode("utf-16")}), ("définit des entités",)),
    "xml abîmé": (
        lambda: remplace(DOCUMENT, "</w:body>", "</w:corps>"),
        ("« word/document.xml » n’est pas un XML lisible",),
    ),
    "trop d’éléments": (
        lambda: zip_brut(lambda paquet: [paquet.writestr(f"word/media/{rang}", b"") for rang in range(2100)]),
        ("2000 au plus",),
    ),
    "balise d’un graphique": (lambda: avec({"word/endnotes.xml": b"<a>{{ reponse }}</a>"}), ("Note de fin",)),
    "mot périmé": (lambda: sain(p("Le dossier est suivi par Pôle emploi.")), ("Paragraphe 2", "contrôle 3", "France")),
    "modalité imposée": (
        lambda: sain(tableau(("Heures réalisées exclusivement par une ETTI.",))),
        ("Tableau 1, ligne 1, colonne 1", "contrôle 10"),
    ),
    "image liée par un champ simple": (
        lambda: sain('<w:p><w:fldSimple w:instr=" INCLUDEPICTURE http://127.0.0.1:9/x.png "/></w:p>'),
        ("Paragraphe 2, code de champ", "INCLUDEPICTURE"),
    ),
    "texte supprimé par le suivi": (
        lambda: sain(suivi_des_modifications("del", "delText", "ancien titulaire")),
        ("Document : texte supprimé", "« ancien titulaire »", "Révision"),
    ),
    "signe invisible": (lambda: sain(p("{{ destinataire\u200b }}")), ("Paragraphe 2", "signe invisible", "retapez")),
    "image de deux milliards de points": (
        lambda: avec({"word/media/image1.png": entete_png(50_000, 50_000)}),
        ("Image « word/media/image1.png »", "2500 millions de points"),
    ),
    "image svg à script": (
        lambda: avec({"word/media/image1.svg": b"<svg><script>1</script></svg>"}),
        ("Image « word/media/image1.svg »", "PNG"),
    ),
    "macro sous un autre nom": (
        lambda: avec({"word/donnees.bin": b"VBA"}),
        ("« word/donnees.bin »", "macro"),
    ),
    "archive à mot de passe": (protegee, ("protégé par un mot de passe",)),
    "élément double à la casse près": (
        lambda: zip_brut(lambda paquet: paquet.writestr("word/DOCUMENT.xml", b"<a/>")),
        ("« word/document.xml » y figure 2 fois",),
    ),
    "rtf renommé": (lambda: rb"{\rtf1\ansi Bonjour}", ("c’est un document RTF",)),
    "modèle d’un autre document": (
        (GABARITS / "marches" / "a3_ccap.docx").read_bytes,
        ("« fondement » n’existe pas",),
    ),
    "boucle imbriquée entre deux cellules": (
        lambda: sain(
            tableau(("{% for r in reserves %}{{ r }}", "{% for p in pieces %}{{ p }}{% endfor %}{% endfor %}"))
        ),
        ("Tableau 1, ligne 1", "dans une autre cellule"),
    ),
    "bombe dans les styles": (
        lambda: avec({"word/styles.xml": DTD.encode()}),
        ("« word/styles.xml » définit des entités",),
    ),
}

A_REVOIR = (
    champ("MERGEFIELD Nom"),
    p("{{ commune }}x"),
    suivi_des_modifications("ins", "t", "{{ destinataire }}"),
)

# Harmless oddities that an office produces, in one template each time: accepted, and what is said of them.
ADMIS: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "rien à redire": (
        lambda: sain(
            morcele_gras("{", "{ rep", "onse }", "}"),
            morcele("{", "% if accepte %", "}oui{% endif %}"),
            p("{{\u00a0reponse\u00a0}}{% if date == ‘x’ %}non{% endif %}"),
            p("{% if commune %}{{ commune }}{% endif %}"),
            p("{%p for piece in pieces %}"),
            p("{{ loop.index }}. {{ piece | upper }}"),
            p("{%p endfor %}"),
            tableau(("{%tr for piece in pieces %}", ""), ("{{ piece }}", "x"), ("{%tr endfor %}", "")),
            p("{# une remarque de l’auteur #}"),
        ),
        (),
    ),
    "à revoir": (
        lambda: remplace(
            DOCUMENT,
            "Fin.",
            "le champ {reponse}",
            remplace(RELS, "</Relationships>", f"{_SITE}</Relationships>", sain(*A_REVOIR)),
        ),
        (
            "« {{ reponse }} »",
            "publipostage « Nom »",
            "un lien vers",
            "« commune » peut manquer",
            "marqués par le suivi",
        ),
    ),
}
