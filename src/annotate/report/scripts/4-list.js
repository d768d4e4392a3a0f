// The list of entities: searched, sorted, a few hundred at a time.
const STEP = 400;
let order = [], length = STEP;
const forms = new Map();

function searched(at) {
  if (!forms.has(at)) {
    const one = store.entities[at];
    forms.set(at, folded([one[NAME], one[SHORT], one[FORMS]].join("\n")));
  }
  return forms.get(at);
}

const ORDERS = {
  count: (a, b) => b.count - a.count || a.at - b.at,
  name: (a, b) => collator.compare(store.entities[a.at][NAME], store.entities[b.at][NAME]) ||
    a.at - b.at,
  first: (a, b) => store.entities[a.at][FIRST] - store.entities[b.at][FIRST],
  documents: (a, b) => store.entities[b.at][DOCUMENTS] - store.entities[a.at][DOCUMENTS] ||
    a.at - b.at,
};
const collator = new Intl.Collator("fr", { numeric: true });

async function refreshList() {
  const words = folded(by("filter").value).split(/\s+/).filter(Boolean), sort = by("sort").value;
  if (words.length || narrowed() || sort !== "count" || filters.hidden.size) await store.all();
  order = [];
  store.entities.forEach((one, at) => {
    if (filters.hidden.has(one[LABEL]) || (!filters.cited && one[CITED])) return;
    if (!words.every((word) => searched(at).includes(word))) return;
    const count = countOf(at);
    if (count) order.push({ at, count });
  });
  order.sort(ORDERS[sort]);
  const total = store.whole ? store.entities.length : data.folder.entities;
  const found = store.whole ? order.length : total;
  by("shown").textContent = number(found) + (found === total ? "" : " / " + number(total));
  length = STEP;
  drawList(0);
  if (words.length || narrowed()) tell(number(found) + " entités", number(found) + " entities");
}

function drawList(from) {
  const list = by("list"), items = order.slice(from, length).map(item);
  if (from) list.append(...items); else list.replaceChildren(...items);
  by("more").hidden = store.whole && order.length <= length;
}

function item({ at, count }) {
  const one = store.entities[at];
  const made = element("li", null, { class: one[LABEL] + (one[CITED] ? " cited" : "") });
  const link = element("a", null, { href: "#entity=" + encodeURIComponent(one[ID]), "data-n": at });
  if (at === chosen) link.setAttribute("aria-current", "true");
  link.append(element("span", one[LABEL], { class: "swatch" }), " ",
    element("span", one[NAME], { class: "name" }), " ");
  if (one[SHORT] && one[SHORT] !== one[NAME]) {
    link.append(element("span", one[SHORT], { class: "short" }), " ");
  }
  link.append(element("span", number(count), { class: "count" }));
  made.append(link);
  return made;
}

async function longer() {
  const from = length;
  if (!store.whole) {
    await store.all();
    await refreshList();
  }
  length = from + STEP;
  drawList(from);
  const next = by("list").children[from];
  if (next) next.querySelector("a").focus();
}

// What is printed is the list as the page came, with documents and pages, by the alphabet.
function setUpPrint(list) {
  const whole = Array.from(list.children);
  addEventListener("beforeprint", () => {
    const sorted = [...order].sort(ORDERS.name).map(({ at }) => whole[at]);
    list.replaceChildren(...sorted.filter(Boolean));
  });
  addEventListener("afterprint", () => drawList(0));
}

function setUpList() {
  const list = by("list"), filter = by("filter");
  setUpPrint(list);
  filter.addEventListener("input", refreshList);
  by("sort").addEventListener("change", refreshList);
  by("more").addEventListener("click", longer);
  list.addEventListener("keydown", (event) => {
    const way = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const here = event.target.closest("li");
    if (!way || !here) return;
    event.preventDefault();
    const next = here[way];
    if (next) next.querySelector("a").focus();
    else if (event.key === "ArrowUp") filter.focus();
  });
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    const first = list.querySelector("a");
    if (!first) return;
    event.preventDefault();
    if (event.key === "Enter") first.click(); else first.focus();
  });
  watchers.push(refreshList);
  refreshList();
}
