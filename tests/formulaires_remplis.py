"""The forms of the portal, read from their page and sent back with some fields changed."""

from __future__ import annotations


def champs(visiteur, chemin, formulaire=None):
    """What the form of a page would send as it is shown."""
    page = visiteur.voir(chemin)
    noeud = page.select_one(f'form[action="{formulaire or chemin}"]')
    envoi = {
        un["name"]: un.get("value", "") for un in noeud.select("input[name]:not([type=checkbox]):not([type=file])")
    }
    envoi |= {un["name"]: un.get_text().strip() for un in noeud.select("textarea[name]")}
    for liste in noeud.select("select[name]"):
        choisie = liste.select_one("option[selected]") or liste.select_one("option")
        envoi[liste["name"]] = choisie["value"]
    for case in noeud.select("input[type=checkbox][checked]"):
        envoi.setdefault(case["name"], []).append(case["value"])
    return envoi


def changer(visiteur, chemin, formulaire=None, **voulus):
    """The form of a page sent with some fields changed; `relais__nom` for the field `relais.nom`."""
    envoi = champs(visiteur, chemin, formulaire) | {cle.replace("__", "."): dit for cle, dit in voulus.items()}
    return visiteur.client.post(formulaire or chemin, data=envoi)
