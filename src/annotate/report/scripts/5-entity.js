// The page of one entity.
let chosen = -1;

function fact(sheet, french, other, value) {
  if (!value) return;
  const about = element("dd");
  about.append(value);
  sheet.append(two("dt", french, other), about);
}

function pairs(french, other, near) {
  const made = element("details"), list = element("ul", null, { class: "near", lang: "fr" });
  made.append(two("summary", french, other), list);
  for (const [label, name, id, sentences, paragraphs] of near) {
    const one = element("li");
    one.append(element("span", label, { class: "swatch " + label }), " ",
      element("a", name, { href: "#entity=" + encodeURIComponent(id) }), " ",
      element("span", sentences + " / " + paragraphs, {
        class: "count",
        title: said("phrases / paragraphes communs", "common sentences / paragraphs"),
      }));
    list.append(one);
  }
  return made;
}

function cardOf(row, entity) {
  const made = element("div", null, { class: "card " + row[LABEL] });
  const title = element("h2", row[NAME], { tabindex: "-1", lang: "fr" });
  made.append(element("span", row[LABEL], { class: "swatch" }), title);
  const sheet = element("dl");
  const shown = entity.mentions.filter(kept);
  fact(sheet, "Sigle", "acronym", row[SHORT]);
  fact(sheet, "Forme longue", "long form", entity.expansion);
  fact(sheet, "Valeur", "value", entity.value);
  fact(sheet, "Formes", "forms", entity.variants.map((v) => v[0] + " (" + v[1] + ")").join(" ; "));
  fact(sheet, "Référentiel", "authority", entity.authority);
  if (entity.place) {
    const [french, other, because, namesakes] = entity.place;
    const sure = two("span", french, other);
    if (because) sure.append(" (" + because + ")");
    fact(sheet, "Lieu", "place", sure);
    fact(sheet, "Homonymes", "namesakes", namesakes);
  }
  const reasons = element("ul");
  for (const [first, second, french, other] of entity.reasons) {
    const one = two("li", french, other);
    one.prepend(first + " = " + second + " : ");
    reasons.append(one);
  }
  fact(sheet, "Réunies par", "merged for", reasons.firstChild && reasons);
  fact(sheet, "Mentions", "mentions", number(shown.length) +
    (shown.length === entity.mentions.length ? "" : " / " + number(entity.mentions.length)) +
    (row[CITED] ? said(" (références seulement)", " (only in citations)") : ""));
  fact(sheet, "Documents", "documents", number(row[DOCUMENTS]));
  fact(sheet, "Id", "id", row[ID]);
  made.append(sheet);
  const tools = element("p", null, { class: "tools" });
  const at = chosen;
  tools.append(
    button("Concordance", "Concordance", () => { concordance.entity(at); goTo("concordance"); }),
    button("Réseau", "Network", () => { network.around(at); goTo("network"); }),
    button("Fermer", "Close", close));
  made.append(tools);
  if (entity.near.length) made.append(pairs("Nommée avec", "Named with", entity.near));
  if (entity.dates.length) made.append(pairs("Dates proches", "Dates near it", entity.dates));
  mentionsOf(made, shown);
  return made;
}

function mentionsOf(made, shown) {
  let group = null, last = -1;
  for (const mention of shown.slice(0, 500)) {
    if (mention[AT] !== last) {
      last = mention[AT];
      made.append(element("h3", data.documents[last][0]));
      group = element("ul", null, { class: "mentions", lang: "fr" });
      made.append(group);
    }
    group.append(line(mention));
  }
  if (shown.length > 500) {
    made.append(two("p", "… et d’autres : voir la concordance.", "… and more: see the concordance.",
      { class: "hint" }));
  }
}

function line(mention) {
  const made = element("li"), address = store.address(mention);
  const link = element(address ? "a" : "span", null, address ? { href: address } : {});
  link.append("…" + mention[LEFT], element("b", mention[TEXT]), mention[RIGHT] + "…");
  const facts = [mention[PAGE] && "p. " + mention[PAGE], mention[VALUE],
    mention[FLAGS].includes("c") && said("référence", "citation"),
    mention[FLAGS].includes("n") && said("nom inclus", "nested"),
    mention[STATUS] && STATUSES[mention[STATUS]],
    mention[SCORE] !== null && said("confiance ", "confidence ") + mention[SCORE] / 100,
    !by(mention[SOURCE]) && mention[SOURCE],
    !address && said("hors du texte affiché", "not in the text shown")];
  link.append(element("small", facts.filter(Boolean).join(" · ")));
  made.append(link);
  // What found it, where the page says what that rule is.
  if (by(mention[SOURCE])) {
    made.append(" ", element("a", mention[SOURCE],
      { href: "#" + encoded(mention[SOURCE]), class: "rule" }));
  }
  if (mention[BOXES]) {
    made.append(button("Page " + mention[BOXES][0], "Page " + mention[BOXES][0],
      () => showPage(mention)));
  }
  return made;
}

// The picture of a page, with a frame around the mention.
function showPage(mention) {
  const [page, boxes] = mention[BOXES], title = data.documents[mention[AT]][0];
  const frames = document.createElementNS(SVG, "svg");
  frames.setAttribute("viewBox", "0 0 1 1");
  frames.setAttribute("preserveAspectRatio", "none");
  for (const [x, y, width, height] of boxes) {
    const frame = document.createElementNS(SVG, "rect");
    Object.entries({ x, y, width, height })
      .forEach(([name, value]) => frame.setAttribute(name, value));
    frames.append(frame);
  }
  const picture = element("img", null, {
    src: data.pictures[mention[AT]] + "/" + page + ".jpg",
    alt: said("Page " + page + " de ", "Page " + page + " of ") + title,
  });
  by("picture").replaceChildren(picture, frames);
  by("page-of").textContent = mention[TEXT] + " · " + title + ", p. " + page;
  by("page").showModal();
  picture.addEventListener("load", () => frames.firstChild.scrollIntoView({ block: "center" }));
}

async function choose(at, quietly) {
  lightMarks(at);
  by("list").querySelectorAll("[aria-current]").forEach((a) => a.removeAttribute("aria-current"));
  chosen = at;
  const panel = by("panel");
  panel.classList.toggle("empty", at < 0);
  if (at < 0) {
    panel.replaceChildren(by("hint").content.cloneNode(true));
    stand(null);
    remember("#view=" + root.dataset.view);
    return;
  }
  const link = by("list").querySelector('a[data-n="' + at + '"]');
  if (link) {
    link.setAttribute("aria-current", "true");
    link.scrollIntoView({ block: "nearest" });
  }
  const [row, card] = await Promise.all([store.entity(at), store.card(at)]);
  if (chosen !== at) return;
  const within = panel.contains(document.activeElement);
  panel.replaceChildren(cardOf(row, card));
  if (within) panel.querySelector("h2").focus();
  panel.scrollTop = 0;
  const kind = labels[row[LABEL]] || [row[LABEL], row[LABEL]];
  tell(row[NAME] + ", " + kind[0] + ", " + row[COUNT] + " mentions",
    row[NAME] + ", " + kind[1] + ", " + row[COUNT] + " mentions");
  if (!quietly) remember("#entity=" + encodeURIComponent(row[ID]));
}

// Closes the page of an entity; the focus goes to where it stands in the text, or in the list.
function close() {
  if (chosen < 0) return;
  const place = here && here.checkVisibility() ? here
    : by("list").querySelector("[aria-current]") || by("filter");
  if (narrow()) go("entities");
  choose(-1);
  place.focus();
}

function setUpEntity() {
  by("panel").replaceChildren(by("hint").content.cloneNode(true));
  watchers.push(() => { if (chosen >= 0) choose(chosen, true); });
}
