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

// A recalculation that fails says why, and takes away the hours of what is no longer typed.
(() => {
  const place = document.getElementById("sans-reponse");
  const marche = document.getElementById("marche");
  if (!place || !marche) return;
  const MUET = [
    "Le serveur ne répond pas",
    "La réponse n’est plus à jour. Vérifiez la connexion, puis modifiez un champ ou pressez «\u202fCalculer\u202f»\u202f: la page garde ce que vous avez écrit.",
  ];
  const phrases = (texte) => {
    const lue = new DOMParser().parseFromString(texte, "text/html").querySelector("main");
    const dites = [lue?.querySelector("h1"), lue?.querySelector("p")].map((un) => un?.textContent.trim());
    return dites.every(Boolean) ? dites : MUET;
  };
  const dire = ([titre, texte]) => {
    const annonce = document.createElement("div");
    annonce.className = "annonce attention";
    const phrase = document.createElement("p");
    const fort = document.createElement("strong");
    fort.textContent = `${titre}.`;
    phrase.append(fort, ` ${texte}`);
    annonce.append(phrase);
    place.replaceChildren(annonce);
    document.getElementById("resultat").replaceChildren();
    document.getElementById("bref").textContent = "";
  };
  marche.addEventListener("htmx:responseError", (evenement) => dire(phrases(evenement.detail.xhr.responseText)));
  for (const nom of ["htmx:sendError", "htmx:timeout"]) marche.addEventListener(nom, () => dire(MUET));
  marche.addEventListener("htmx:beforeSwap", (evenement) => {
    if (evenement.detail.shouldSwap) place.replaceChildren();
  });
})();

// A recalculation says at each field what is wrong with it, once that field was left or filled, and tells its outcome.
(() => {
  const questions = document.getElementById("questions");
  const bref = document.getElementById("bref");
  if (!questions || !bref) return;
  const quittes = new Set();
  const seul = (texte) => texte.replace(/\s+/g, " ").trim();
  const decrire = (champ, noms) => {
    if (document.getElementById(`${champ.id}-aide`)) noms.push(`${champ.id}-aide`);
    if (noms.length) champ.setAttribute("aria-describedby", noms.join(" "));
    else champ.removeAttribute("aria-describedby");
  };
  const effacer = () => {
    for (const champ of questions.querySelectorAll("[aria-invalid]")) {
      champ.removeAttribute("aria-invalid");
      decrire(champ, []);
    }
    for (const faute of questions.querySelectorAll(".champ > .faute")) faute.remove();
  };
  const marquer = (faute) => {
    const champ = document.getElementById(faute.id.replace(/-faute$/, ""));
    if (!champ?.closest(".champ") || !(champ.value || quittes.has(champ.id))) return;
    champ.closest(".champ").append(document.importNode(faute, true));
    champ.setAttribute("aria-invalid", "true");
    decrire(champ, [faute.id]);
  };
  const resumer = (reponse) => {
    const dites = [...reponse.querySelectorAll(".total, .fort")].map((une) => seul(une.textContent));
    const fautes = [...reponse.querySelectorAll(".annonce li")].map((une) => seul(une.textContent));
    return dites.length ? `Votre réponse\u00a0: ${dites.join(". ")}` : fautes.join(" ");
  };
  questions.addEventListener("focusout", (evenement) => quittes.add(evenement.target.id));
  document.addEventListener("htmx:beforeSwap", (evenement) => {
    if (!evenement.detail.shouldSwap || evenement.detail.target.id !== "resultat") return;
    const lue = new DOMParser().parseFromString(evenement.detail.xhr.responseText, "text/html");
    effacer();
    for (const faute of lue.querySelectorAll("#questions .champ > .faute")) marquer(faute);
    bref.textContent = resumer(lue.getElementById("resultat"));
  });
})();
