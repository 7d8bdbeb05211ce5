// The grid as a spreadsheet: arrows and Enter move, a copied column is pasted down; the form works without any of it.
(() => {
  "use strict";
  const feuille = document.querySelector(".feuille");
  if (!feuille) return;
  const colonne = (nom) => [...feuille.querySelectorAll(`input[data-colonne="${nom}"]`)];
  const colonnes = { h: colonne("h"), f: colonne("f") };
  const etat = feuille.querySelector(".etat-feuille");
  document.querySelectorAll(".avec-script").forEach((un) => { un.hidden = false; });

  const aller = (champ) => { if (champ) { champ.focus(); champ.select(); } };
  const voisin = (champ, pas) => {
    const siens = colonnes[champ.dataset.colonne];
    return siens[siens.indexOf(champ) + pas];
  };
  const touchee = (champ) => champ.value.trim() !== champ.dataset.lu;

  function compter() {
    let combien = 0;
    for (const rangee of feuille.querySelectorAll("tbody tr")) {
      const changee = [...rangee.querySelectorAll("input[data-colonne]")].some(touchee);
      rangee.classList.toggle("touchee", changee);
      if (changee) combien += 1;
    }
    etat.textContent = combien ? `${combien} ligne${combien > 1 ? "s" : ""} à enregistrer` : "";
    return combien;
  }

  function coller(champ, texte) {
    const rangees = texte.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((une) => une.split("\t"));
    const depart = colonnes[champ.dataset.colonne].indexOf(champ);
    const suite = champ.dataset.colonne === "h" ? ["h", "f"] : ["f"];
    rangees.forEach((cases, rang) => suite.forEach((nom, place) => {
      const vise = colonnes[nom][depart + rang];
      if (vise && cases[place] !== undefined) vise.value = cases[place].trim();
    }));
    aller(colonnes[champ.dataset.colonne][Math.min(depart + rangees.length, colonnes.h.length) - 1]);
    const perdues = depart + rangees.length - colonnes.h.length;
    compter();
    if (perdues > 0) etat.textContent += ` (${perdues} au-delà de la page, non collée${perdues > 1 ? "s" : ""})`;
  }

  feuille.addEventListener("keydown", (touche) => {
    const champ = touche.target;
    if (!champ.dataset.colonne || touche.altKey || touche.metaKey) return;
    if (touche.key === "Enter" && touche.ctrlKey) {
      touche.preventDefault();
      feuille.requestSubmit(feuille.querySelector('.barre-mois [value="enregistrer"]'));
      return;
    }
    if (touche.ctrlKey) return;
    const tout = champ.selectionStart === 0 && champ.selectionEnd === champ.value.length;
    const autre = { h: "f", f: "h" }[champ.dataset.colonne];
    const rang = colonnes[champ.dataset.colonne].indexOf(champ);
    const gestes = {
      ArrowDown: () => voisin(champ, 1),
      ArrowUp: () => voisin(champ, -1),
      Enter: () => voisin(champ, touche.shiftKey ? -1 : 1) || feuille.querySelector('.barre-mois [value="enregistrer"]'),
      ArrowRight: () => champ.dataset.colonne === "h" && (tout || champ.selectionStart === champ.value.length) && colonnes[autre][rang],
      ArrowLeft: () => champ.dataset.colonne === "f" && (tout || champ.selectionEnd === 0) && colonnes[autre][rang],
      Escape: () => { champ.value = champ.dataset.lu; compter(); return champ; },
    };
    const vise = gestes[touche.key] && gestes[touche.key]();
    if (!vise && touche.key !== "Enter") return;
    touche.preventDefault();
    if (vise && vise.select) aller(vise); else if (vise) vise.focus();
  });
  feuille.addEventListener("paste", (colle) => {
    const texte = colle.clipboardData.getData("text/plain");
    if (!colle.target.dataset.colonne || !/[\n\t]/.test(texte.trim())) return;
    colle.preventDefault();
    coller(colle.target, texte);
  });
  feuille.addEventListener("focusin", (arrivee) => { if (arrivee.target.dataset.colonne) arrivee.target.select(); });
  feuille.addEventListener("input", compter);
  let part = false;
  feuille.addEventListener("submit", () => { part = true; });
  window.addEventListener("beforeunload", (sortie) => { if (!part && compter()) sortie.preventDefault(); });
  compter();
})();
