// What is shown: labels, a document, statuses, confidence, references.
const filters = { hidden: new Set(), document: -1, statuses: new Set(), least: 0, cited: true };
const STATUSES = Array.from(document.querySelectorAll("input[data-status]"),
  (one) => one.dataset.status);
let facets = null;

function passes(at, flags, status, score) {
  return (filters.document < 0 || at === filters.document) &&
    (filters.cited || !flags.includes("c")) &&
    (!filters.statuses.size || filters.statuses.has(status)) &&
    (!filters.least || score === null || score >= filters.least);
}

const kept = (mention) =>
  passes(mention[AT], mention[FLAGS], STATUSES[mention[STATUS]], mention[SCORE]);

// Whether something is left out by what mentions are, not by where they stand.
const choosy = () => filters.hidden.size > 0 || filters.statuses.size > 0 || filters.least > 0 ||
  !filters.cited;

const narrowed = () => filters.document >= 0 || filters.statuses.size > 0 || filters.least > 0 ||
  !filters.cited;

// How many mentions of an entity are shown.
function countOf(at) {
  if (!narrowed()) return store.entities[at][COUNT];
  if (data.cards) return data.cards[at].mentions.reduce((sum, one) => sum + kept(one), 0);
  let count = 0;
  for (let row = facets.starts[at]; row < facets.starts[at + 1]; row += 1) {
    const flag = facets.flags[row], score = facets.scores[row];
    count += passes(facets.documents[row], flag & 8 ? "c" : "", STATUSES[flag & 7],
      score === 255 ? null : score);
  }
  return count;
}

function bytes(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

async function loadFacets() {
  if (data.cards || facets || !narrowed()) return;
  const [entities, packed] = await Promise.all([store.all(), shard("facets")]);
  const starts = [0];
  for (const one of entities) starts.push(starts[starts.length - 1] + one[COUNT]);
  facets = {
    starts, flags: bytes(packed.flags), scores: bytes(packed.scores),
    documents: new Uint32Array(bytes(packed.documents).buffer),
  };
}

const watchers = [];

async function filtersChanged() {
  await loadFacets();
  watchers.forEach((watcher) => watcher());
  const parts = by("filters").querySelector("summary .count");
  parts.textContent = narrowed() ? "•" : "";
}

// Shows the entities of one document, or (-1) of all.
function onlyDocument(at) {
  filters.document = at;
  by("only-document").value = at < 0 ? "" : data.documents[at][0];
  by("only-document").removeAttribute("aria-invalid");
  return filtersChanged();
}

function tellDocument() {
  const all = by("every-document");
  all.hidden = filters.document < 0;
  if (all.hidden) return;
  const title = data.documents[filters.document][0];
  all.replaceChildren(element("span", title, { lang: "fr" }), " ×",
    two("span", " – tous les documents", " – all documents", { class: "heard" }));
}

function setUpLabels() {
  const boxes = Array.from(document.querySelectorAll("input[data-label]"));
  const buttons = Array.from(document.querySelectorAll("button[data-only]"));
  const update = () => {
    for (const box of boxes) {
      filters.hidden[box.checked ? "delete" : "add"](box.dataset.label);
      root.classList.toggle("hide-" + box.dataset.label, !box.checked);
    }
    const shown = boxes.filter((box) => box.checked).map((box) => box.dataset.label);
    buttons.forEach((one) => one.setAttribute("aria-pressed",
      String(shown.length === 1 && shown[0] === one.dataset.only)));
  };
  boxes.forEach((box) => box.addEventListener("change", () => { update(); filtersChanged(); }));
  // Pressed once more, it shows all labels again.
  buttons.forEach((one) => one.addEventListener("click", () => {
    const all = one.getAttribute("aria-pressed") === "true";
    boxes.forEach((box) => { box.checked = all || box.dataset.label === one.dataset.only; });
    update();
    filtersChanged();
  }));
  update();
}

function setUpFilters() {
  setUpLabels();
  document.querySelectorAll("input[data-status]").forEach((box) => {
    box.addEventListener("change", () => {
      filters.statuses = new Set(Array.from(
        document.querySelectorAll("input[data-status]:checked"), (one) => one.dataset.status));
      filtersChanged();
    });
  });
  const only = by("only-document"), least = by("least"), cited = by("cited");
  only.addEventListener("focus", () => {
    const titles = by("titles");
    if (!titles.firstChild) {
      titles.append(...data.documents.map((one) => element("option", null, { value: one[0] })));
    }
  }, { once: true });
  by("every-document").addEventListener("click", () => {
    onlyDocument(-1);
    by("filter").focus();
  });
  watchers.push(tellDocument);
  only.addEventListener("input", () => {
    filters.document = data.documents.findIndex((one) => one[0] === only.value);
    only.toggleAttribute("aria-invalid", Boolean(only.value) && filters.document < 0);
    filtersChanged();
  });
  least.addEventListener("input", () => {
    filters.least = Number(least.value);
    by("least-value").textContent = filters.least / 100;
    filtersChanged();
  });
  cited.addEventListener("change", () => { filters.cited = cited.checked; filtersChanged(); });
}
