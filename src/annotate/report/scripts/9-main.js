// Views, addresses, keys and the language.
const DRAWN = { concordance, timeline, map, network };
const stale = new Set(Object.keys(DRAWN));
const narrow = () => matchMedia("(max-width: 720px)").matches;

function go(view, quietly) {
  root.dataset.view = view;
  document.querySelectorAll("#views a").forEach((link) => {
    link.toggleAttribute("aria-current", false);
    if (link.hash === "#view=" + view) link.setAttribute("aria-current", "page");
  });
  if (DRAWN[view] && (stale.delete(view) || view === "network")) DRAWN[view].draw();
  if (!quietly) window.scrollTo(0, 0);
}

// Shows a view that a button asked for, and goes there with the focus.
function goTo(view) {
  go(view);
  const place = by(view).querySelector("h2[tabindex]") || by(view);
  place.focus({ preventScroll: true });
}

function remember(hash) {
  // Some browsers refuse this on file://; the page works without.
  try { history.replaceState(null, "", hash); } catch (error) { /* nothing lost */ }
}

// What stands for a document in addresses, from the file of its page.
const anchorOf = (href) => decoded(href.replace(/^.*\//, "").replace(/\.html$/, ""))
  .replace(/[^\p{L}\p{N}_.-]/gu, (sign) => "~" + sign.codePointAt(0).toString(16) + "~");

// The number of the document that something stands for in addresses.
function documentOf(wanted) {
  const articles = by("texts").querySelectorAll("article");
  return data.documents.findIndex((one, at) =>
    one[1] ? anchorOf(one[1]) === wanted : articles[at] && articles[at].id === "d:" + wanted);
}

// In a folder the address of a mention leads on to the page of its document.
function leadOn(hash) {
  const own = data.documents[documentOf(decoded(hash).split(":")[1])];
  if (own && own[1]) location.href = own[1] + "#" + hash;
}

// #entity=ID, #concordance=ID, #acronym=FORM, #search=WORDS, #in=DOCUMENT and #view=NAME;
// #m:DOCUMENT:MENTION and #t:… are places of the text.
async function route() {
  const hash = location.hash.slice(1), [name, value] = [hash.split("=", 1)[0], hash.replace(/^[^=]*=/, "")];
  if (name === "entity" || name === "n") {
    const at = name === "n" ? Number(value) : await store.numberOf(decoded(value));
    if (at < 0) return;
    await choose(at, name === "entity");
    if (narrow()) go("card");
    else if (marks.length && root.dataset.view === "texts") {
      // The focus stays, so that one can go on to the next of a list.
      stand(marks[0], false);
      showPlace(marks[0]);
    }
    return;
  }
  if (name === "concordance" || name === "acronym") {
    if (name === "concordance") await concordance.entity(await store.numberOf(decoded(value)));
    else await concordance.acronym(decoded(value));
    go("concordance");
    return;
  }
  if (name === "search") {
    by("query").value = decoded(value);
    go("concordance");
    by("search").requestSubmit();
    return;
  }
  if (name === "in") {
    await onlyDocument(documentOf(decoded(value)));
    if (narrow()) go("entities");
    return;
  }
  if (name === "view") { go(value, true); return; }
  if (hash.startsWith("t:")) { showFound(...hash.slice(2).split(":").map(Number)); return; }
  const place = hash && by(decoded(hash));
  if (!place) {
    if (/^[md]:/.test(hash)) leadOn(hash);
    return;
  }
  const section = place.closest("[data-view]");
  if (section) go(section.dataset.view, true);
  if (place.tagName === "MARK") {
    const at = place.dataset.e === undefined ? -1 : Number(place.dataset.e);
    if (at >= 0 && at !== chosen) await choose(at, true);
    stand(place, true);
  } else {
    place.scrollIntoView();
  }
}

function speak(language) {
  root.dataset.ui = language;
  root.lang = language;
  document.querySelectorAll("[data-fr]").forEach((one) => {
    const text = one.dataset[language];
    if (/^(OPTION|TITLE)$/.test(one.tagName)) { one.textContent = text; return; }
    if (one.placeholder !== undefined) one.placeholder = text;
    one.setAttribute("aria-label", text);
  });
  // What the labels mean is told in French only.
  document.querySelectorAll("[data-about]").forEach((one) => {
    one.title = language === "fr" ? one.dataset.about : "";
  });
  document.querySelectorAll("[data-language]").forEach((one) =>
    one.setAttribute("aria-pressed", String(one.dataset.language === language)));
}

// Escape closes the filters, or the page of an entity; the focus goes where it was opened.
function leave() {
  if (by("filters").open) {
    by("filters").open = false;
    by("filters").querySelector("summary").focus();
  } else if (document.activeElement.tagName !== "INPUT") {
    close();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (by("page").open) return;
  if (event.key === "Escape") { leave(); return; }
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox") {
    return;
  }
  if (event.key === "/") { event.preventDefault(); if (narrow()) go("entities"); by("filter").focus(); }
  if (event.key === "s") { event.preventDefault(); go("concordance"); by("query").focus(); }
  if (event.key === "n") step(1);
  if (event.key === "p") step(-1);
});

document.querySelectorAll("[data-language]").forEach((one) =>
  one.addEventListener("click", () => {
    speak(one.dataset.language);
    // Some browsers remember nothing of pages from a disk.
    try { localStorage.setItem("annotate-language", root.dataset.ui); } catch (error) { /* no */ }
    filtersChanged();
  }));
watchers.push(() => {
  Object.keys(DRAWN).forEach((view) => stale.add(view));
  if (DRAWN[root.dataset.view]) go(root.dataset.view, true);
});
let language = (navigator.language || "fr").startsWith("fr") ? "fr" : "en";
try { language = localStorage.getItem("annotate-language") || language; } catch (error) { /* no */ }
speak(language);
go("texts", true);
function setUp() {
  setUpFilters();
  setUpTexts();
  setUpEntity();
  setUpConcordance();
  setUpViews();
  setUpList();
  addEventListener("hashchange", route);
  route();
}
if (data.documents) setUp();
else store.documents().then(setUp);
