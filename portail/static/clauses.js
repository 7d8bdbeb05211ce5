// A cursor beside the field of the rate: moving it writes the field, writing the field moves it.
(() => {
  const champ = document.getElementById("taux_insertion");
  if (!champ) return;
  const curseur = document.createElement("input");
  Object.assign(curseur, { type: "range", min: "1", max: "25", step: "0.5", className: "curseur" });
  curseur.setAttribute("aria-label", "Taux d’insertion, curseur");
  const suivre = () => {
    const dit = Number.parseFloat(champ.value.replace(",", "."));
    curseur.value = String(Number.isFinite(dit) ? dit : 5);
    curseur.setAttribute("aria-valuetext", `${curseur.value.replace(".", ",")} %`);
  };
  curseur.addEventListener("input", () => {
    champ.value = curseur.value.replace(".", ",");
    curseur.setAttribute("aria-valuetext", `${champ.value} %`);
  });
  champ.addEventListener("input", suivre);
  suivre();
  champ.after(curseur);
})();
