"""A template compiled: its parts that vary as Jinja templates, all the rest packed once."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from docx.oxml.ns import nsmap
from jinja2 import Environment, Template, meta, nodes
from lxml import etree

from documents.archive import repack
from documents.moteur.abords import Abords
from documents.moteur.gabarit import PROPRIETES, PROPRIETES_RENDUES, Gabarit, environment, notes
from documents.moteur.membres import ecrire_membres, lire_membres
from documents.moteur.parties import Corps, Entete, Noyau, Partie, PartieXml, Personnalisees, numeroter
from documents.moteur.preuve import corps_sur, entete_sure
from documents.moteur.squelette import est_constante
from documents.paquet_lu import Paquet, PaquetFait, keep_package

_DECLARATION = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_IMBRIQUES = etree.XPath("//w:p[ancestor::w:p] | //w:r[ancestor::w:r]", namespaces=nsmap)


class Compile:
    """A template ready to make documents, for several threads at once.

    Raises what docxtpl, python-docx, lxml or Jinja raise on a template they cannot read.
    """

    def __init__(self, gabarit: bytes) -> None:
        document = Gabarit(io.BytesIO(gabarit))
        document.render_init()
        numeroter(document.docx.element.body)
        parties = {partie.nom: partie for partie in _parties(document, environment())}  # two relations may lead to one
        fixes = {nom: partie.render({}, balise=True) for nom, partie in parties.items() if partie.constante}
        membres = lire_membres(_enregistrer(document))
        self._membres = lire_membres(ecrire_membres(membres, fixes))
        self._varient = [partie for partie in parties.values() if not partie.constante]
        self._fixe = Paquet(ecrire_membres(self._membres, {}))
        self._corps = [partie for partie in self._varient if isinstance(partie, Corps)]
        self._abords = Abords([partie for partie in self._varient if not isinstance(partie, Corps)])
        self._sur = all(partie.sure for partie in self._varient)

    def render(self, contexte: Mapping[str, Any], *, balise: bool = False) -> bytes:
        """The document of a prepared context; `balise` when some of its values carry XML of their own."""
        varies = self._abords.render(contexte, balise=balise)
        varies.update((partie.nom, partie.render(contexte, balise=balise)) for partie in self._corps)
        octets = ecrire_membres(self._membres, varies)
        keep_package(octets, PaquetFait(self._fixe, varies, prouve=self._sur and not balise))
        return octets

    @property
    def varient(self) -> dict[str, bool]:
        """The parts rendered for each document, and whether escaped values cannot change the structure of each."""
        return {partie.nom: partie.sure for partie in self._varient}


def _enregistrer(document: Gabarit) -> bytes:
    tampon = io.BytesIO()
    document.docx.save(tampon)
    return repack(tampon.getvalue())


def _parties(document: Gabarit, env: Environment) -> Iterator[Partie]:
    yield _corps(document, env)
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _, partie in document.get_headers_footers(uri):
            yield _entete(document, partie, env)
    for partie in notes(document):
        yield _note(document, partie, env)
    yield from _proprietes(document, env)


def _corps(document: Gabarit, env: Environment) -> Corps:
    source, racine = document.get_xml(), document.docx.element
    ouverture = source[: source.index(">") + 1]
    modele = env.parse(document.patch_xml(source).removeprefix(ouverture))
    entier = etree.tostring(racine, encoding="unicode")
    avant = entier[: entier.index("<w:body")] + (ouverture if racine.body.attrib else "<w:body>")
    return Corps(
        nom=document.docx.part.partname.membername,
        constante=est_constante(modele),
        sure=corps_sur(modele, ouverture),
        noms=_noms(modele),
        modele=_compiler(env, modele),
        textes=_textes(modele),
        imbrique=bool(_IMBRIQUES(racine)),
        avant=_DECLARATION + avant.encode(),
        apres=entier[entier.rindex("</w:body>") + len("</w:body>") :].encode(),
        ouverture=ouverture,
    )


def _entete(document: Gabarit, partie: Any, env: Environment) -> Entete:  # noqa: ANN401 - a python-docx part
    source = document.get_part_xml(partie)
    modele = env.parse(document.patch_xml(source))
    return Entete(
        nom=partie.partname.membername,
        constante=est_constante(modele),
        sure=entete_sure(modele),
        noms=_noms(modele),
        modele=_compiler(env, modele),
        textes=_textes(modele),
        imbrique=bool(_IMBRIQUES(etree.fromstring(source))),
        avant=_DECLARATION,
    )


def _note(document: Gabarit, partie: Any, env: Environment) -> PartieXml:  # noqa: ANN401 - same
    modele = env.parse(document.patch_xml(partie.blob.decode()))
    return PartieXml(
        nom=partie.partname.membername,
        constante=est_constante(modele),
        sure=True,
        noms=_noms(modele),
        modele=_compiler(env, modele),
        textes=_textes(modele),
        imbrique=bool(_IMBRIQUES(etree.fromstring(partie.blob))),
    )


def _proprietes(document: Gabarit, env: Environment) -> Iterator[Partie]:
    """The core properties that hold a tag, and the custom ones."""
    noyau, brut = document.docx.core_properties, env.overlay(autoescape=False)
    textes = {nom: getattr(noyau, nom) for nom in PROPRIETES_RENDUES}
    balises = {nom: brut.parse(texte) for nom, texte in textes.items() if "{" in texte}
    noms = frozenset(lu for modele in balises.values() for lu in _noms(modele))
    modeles = {nom: _compiler(brut, modele) for nom, modele in balises.items()}
    for partie in document.docx.part.package.parts:
        nom = partie.partname.membername
        if modeles and getattr(partie, "element", None) is noyau._element:  # noqa: SLF001 - python-docx has no getter
            element = noyau._element  # noqa: SLF001 - same
            yield Noyau(nom=nom, constante=False, sure=True, noms=noms, element=element, modeles=modeles)
        elif nom == PROPRIETES:
            modele = env.parse(partie.blob.decode())
            yield Personnalisees(
                nom=nom,
                constante=est_constante(modele),
                sure=True,
                noms=_noms(modele),
                modele=_compiler(env, modele),
            )


def _noms(modele: nodes.Template) -> frozenset[str]:
    """What a part reads of a context."""
    return frozenset(meta.find_undeclared_variables(modele))


def _textes(modele: nodes.Template) -> dict[str, bytes]:
    """What a part always writes, piece by piece: encoded once, it takes most of the work of a rendering away."""
    return {donnee.data: donnee.data.encode() for donnee in modele.find_all(nodes.TemplateData)}


def _compiler(env: Environment, modele: nodes.Template) -> Template:
    """The template compiled; its globals, copied at each rendering, as the plain dictionary that copies fastest."""
    compile_ = env.from_string(modele)
    compile_.globals = dict(compile_.globals)
    return compile_
