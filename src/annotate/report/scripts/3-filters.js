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

function setUpFilters() {
  document.querySelectorAll("input[data-label]").forEach((box) => {
    const update = () => {
      filters.hidden[box.checked ? "delete" : "add"](box.dataset.label);
      root.classList.toggle("hide-" + box.dataset.label, !box.checked);
    };
    box.addEventListener("change", () => { update(); filtersChanged(); });
    if (!box.checked) update();
  });
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
