"use strict";
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  const data = JSON.parse(document.getElementById("data").textContent);
  const entities = data.entities;
  const list = document.getElementById("list");
  const items = Array.from(list.children);
  const panel = document.getElementById("panel");
  const filter = document.getElementById("filter");
  const sort = document.getElementById("sort");
  const cited = document.getElementById("cited");
  const shown = document.getElementById("shown");
  const hint = Array.from(panel.children);
  const byId = new Map(entities.map((entity, number) => [entity.id, number]));
  const hidden = new Set();
  let chosen = -1;
  let here = null;
  let marks = [];

  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "")
    .replace(/[\u2018\u2019]/g, "'").replace(/[\u2010-\u2015]/g, "-").toLowerCase();
  const searched = entities.map((e) => plain(
    [e.name, e.acronym, e.expansion, e.value, ...e.variants.map((v) => v[0])].join("\n")));

  function element(tag, text, attributes) {
    const made = document.createElement(tag);
    if (text !== undefined && text !== null) made.textContent = text;
    for (const name in attributes || {}) made.setAttribute(name, attributes[name]);
    return made;
  }

  function two(tag, french, english) {
    const made = element(tag, french + " ");
    made.append(element("span", english, { class: "en", lang: "en" }));
    return made;
  }

  // The list of entities: filter, labels, order.
  function refresh() {
    const words = plain(filter.value).split(/\s+/).filter(Boolean);
    let count = 0;
    items.forEach((item, number) => {
      const entity = entities[number];
      const kept = !hidden.has(entity.label) && (cited.checked || !entity.only_cited) &&
        words.every((word) => searched[number].includes(word));
      item.hidden = !kept;
      count += kept;
    });
    shown.textContent = count === entities.length ? count.toLocaleString("fr")
      : count.toLocaleString("fr") + " / " + entities.length.toLocaleString("fr");
  }

  function reorder() {
    const collator = new Intl.Collator("fr", { numeric: true });
    const keys = {
      count: (a, b) => a - b,
      name: (a, b) => collator.compare(entities[a].name, entities[b].name) || a - b,
      first: (a, b) => entities[a].first - entities[b].first || a - b,
      documents: (a, b) => entities[b].documents - entities[a].documents || a - b,
    };
    const order = entities.map((_, number) => number).sort(keys[sort.value] || keys.count);
    list.append(...order.map((number) => items[number]));
  }

  // The card of one entity and its mentions.
  function row(sheet, french, english, value) {
    if (value) sheet.append(two("dt", french, english), element("dd", value));
  }

  function card(entity) {
    const made = element("div", null, { class: "card " + entity.label });
    made.append(element("span", entity.label, { class: "swatch" }), element("h2", entity.name));
    const sheet = element("dl");
    row(sheet, "Sigle", "acronym", entity.acronym);
    row(sheet, "Forme longue", "long form", entity.expansion);
    row(sheet, "Valeur", "value", entity.value);
    row(sheet, "Formes", "forms", entity.variants.map((v) => v[0] + " (" + v[1] + ")").join(" ; "));
    row(sheet, "Référentiel", "authority", entity.authority);
    row(sheet, "Réunies par", "merged for", entity.reasons);
    row(sheet, "Mentions", "mentions", String(entity.mentions.length) +
      (entity.only_cited ? " (références seulement / only in citations)" : ""));
    row(sheet, "Id", "id", entity.id);
    made.append(sheet);
    const close = two("button", "Fermer", "close");
    close.type = "button";
    close.addEventListener("click", () => choose(-1));
    made.append(close);
    let group = null, last = -1;
    for (const mention of entity.mentions) {
      if (mention[0] !== last) {
        last = mention[0];
        made.append(element("h3", data.documents[last]));
        group = element("ul");
        made.append(group);
      }
      group.append(line(mention));
    }
    return made;
  }

  function line(mention) {
    const [, page, left, text, right, place, value, source, flags] = mention;
    const item = element("li");
    const link = element(place ? "a" : "span", null, place ? { href: "#" + encodeURI(place) } : {});
    link.append("…" + left, element("b", text), right + "…");
    const facts = [page && "p. " + page, value, flags.includes("c") && "référence / citation",
      flags.includes("n") && "nom inclus / nested", !document.getElementById(source) && source,
      !place && "hors du texte affiché / not in the text shown"];
    link.append(element("small", facts.filter(Boolean).join(" · ")));
    item.append(link);
    // What found it, where the page says what that rule is.
    if (document.getElementById(source)) {
      item.append(" ", element("a", source, { href: "#" + encodeURI(source), class: "rule" }));
    }
    return item;
  }

  function choose(number, keep) {
    marks.forEach((mark) => mark.classList.remove("on"));
    list.querySelectorAll("[aria-current]").forEach((a) => a.removeAttribute("aria-current"));
    chosen = number;
    if (number < 0) {
      marks = [];
      panel.replaceChildren(...hint);
      stand(null);
      return;
    }
    marks = Array.from(document.querySelectorAll('mark[data-e="' + number + '"]'));
    marks.forEach((mark) => mark.classList.add("on"));
    const link = items[number].querySelector("a");
    link.setAttribute("aria-current", "true");
    if (!items[number].hidden) link.scrollIntoView({ block: "nearest" });
    panel.replaceChildren(card(entities[number]));
    panel.scrollTop = 0;
    if (!keep) remember("#entity=" + encodeURIComponent(entities[number].id));
  }

  function stand(mark, go) {
    if (here) here.classList.remove("here");
    panel.querySelectorAll("[aria-current]").forEach((a) => a.removeAttribute("aria-current"));
    here = mark;
    if (!mark) return;
    mark.classList.add("here");
    const link = panel.querySelector('a[href="#' + CSS.escape(encodeURI(mark.id)) + '"]');
    if (link) {
      link.setAttribute("aria-current", "true");
      link.scrollIntoView({ block: "nearest" });
    }
    if (!go) return;
    mark.setAttribute("tabindex", "-1");
    mark.focus({ preventScroll: true });
    mark.scrollIntoView({ block: "center" });
    // Blocks above get their true height only now, which moves the mark.
    requestAnimationFrame(() => mark.scrollIntoView({ block: "center" }));
  }

  function remember(hash) {
    // Some browsers refuse this on file://; the page works without.
    try { history.replaceState(null, "", hash); } catch (error) { /* nothing lost */ }
  }

  function decoded(text) {
    try { return decodeURIComponent(text); } catch (error) { return text; }
  }

  // #entity=ID chooses an entity, #m:DOCUMENT:MENTION goes to a mention.
  function route() {
    const hash = location.hash.slice(1);
    if (hash.startsWith("entity=")) {
      const number = byId.get(decoded(hash.slice(7)));
      if (number !== undefined) {
        choose(number, true);
        if (marks.length) stand(marks[0], true);
      }
      return;
    }
    const mark = hash && document.getElementById(decoded(hash));
    if (mark && mark.tagName === "MARK") {
      const number = mark.dataset.e === undefined ? -1 : Number(mark.dataset.e);
      if (number >= 0 && number !== chosen) choose(number, true);
      stand(mark, true);
    }
  }

  function step(by) {
    const all = marks.length ? marks
      : Array.from(document.querySelectorAll("mark[id]")).filter((m) => !hidden.has(m.dataset.l));
    if (!all.length) return;
    const at = all.indexOf(here);
    stand(all[at < 0 ? 0 : (at + by + all.length) % all.length], true);
  }

  items.forEach((item, number) => {
    const link = item.querySelector("a");
    link.setAttribute("href", "#entity=" + encodeURIComponent(entities[number].id));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      choose(number);
      if (marks.length) stand(marks[0], false);
    });
  });

  list.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const item = event.target.closest("li");
    if (!by || !item) return;
    event.preventDefault();
    let next = item;
    do { next = by > 0 ? next.nextElementSibling : next.previousElementSibling; }
    while (next && next.hidden);
    if (next) next.querySelector("a").focus();
    else if (by < 0) filter.focus();
  });

  filter.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    const first = Array.from(list.children).find((item) => !item.hidden);
    if (!first) return;
    event.preventDefault();
    if (event.key === "Enter") first.querySelector("a").click();
    else first.querySelector("a").focus();
  });

  document.getElementById("texts").addEventListener("click", (event) => {
    let mark = event.target.closest("mark");
    while (mark && (mark.dataset.e === undefined || hidden.has(mark.dataset.l))) {
      mark = mark.parentElement.closest("mark");
    }
    if (!mark || String(getSelection())) return;
    choose(Number(mark.dataset.e));
    stand(mark.id ? mark : marks.find((m) => m.id) || null, false);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { choose(-1); return; }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox") {
      return;
    }
    if (event.key === "/") { event.preventDefault(); filter.focus(); }
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
  });

  document.querySelectorAll("input[data-label]").forEach((box) => {
    const update = () => {
      hidden[box.checked ? "delete" : "add"](box.dataset.label);
      root.classList.toggle("hide-" + box.dataset.label, !box.checked);
      refresh();
    };
    box.addEventListener("change", update);
    if (!box.checked) update();
  });
  const codes = document.getElementById("codes");
  codes.addEventListener("change", () => root.classList.toggle("codes", codes.checked));
  filter.addEventListener("input", refresh);
  cited.addEventListener("change", refresh);
  sort.addEventListener("change", reorder);
  addEventListener("hashchange", route);
  route();
})();
