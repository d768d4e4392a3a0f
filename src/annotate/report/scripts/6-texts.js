// The texts: marks one can stand on, and places a search found.
let marks = [], here = null;

function lightMarks(at) {
  marks.forEach((mark) => mark.classList.remove("on"));
  marks = at < 0 ? [] : Array.from(document.querySelectorAll('mark[data-e="' + at + '"]'));
  marks.forEach((mark) => mark.classList.add("on"));
}

function stand(mark, move) {
  if (here) here.classList.remove("here");
  const panel = by("panel");
  panel.querySelectorAll("[aria-current]").forEach((a) => a.removeAttribute("aria-current"));
  here = mark;
  if (!mark) return;
  mark.classList.add("here");
  const link = panel.querySelector('a[href="#' + CSS.escape(encoded(mark.id)) + '"]');
  if (link) {
    link.setAttribute("aria-current", "true");
    link.scrollIntoView({ block: "nearest" });
  }
  if (!move) return;
  mark.focus({ preventScroll: true });
  showPlace(mark);
}

function showPlace(some) {
  some.scrollIntoView({ block: "center" });
  // Blocks above get their true height only now, which moves the place.
  requestAnimationFrame(() => some.scrollIntoView({ block: "center" }));
}

const openable = (mark) => mark.dataset.e !== undefined && !filters.hidden.has(mark.dataset.l) &&
  !mark.classList.contains("off");

function step(by_) {
  const all = (marks.length ? marks : Array.from(document.querySelectorAll("mark[id]")))
    .filter(openable);
  if (!all.length) return;
  go("texts");
  const at = all.indexOf(here);
  stand(all[at < 0 ? 0 : (at + by_ + all.length) % all.length], true);
}

function open(mark, focus) {
  while (mark && !openable(mark)) mark = mark.parentElement.closest("mark");
  if (!mark) return;
  choose(Number(mark.dataset.e)).then(() => {
    stand(mark.id ? mark : marks.find((one) => one.id) || null, false);
    if (focus) by("panel").querySelector("h2").focus();
  });
  if (narrow()) go("card");
}

// Marks that the filters leave out look like text.
function dimMarks() {
  document.querySelectorAll("mark.off").forEach((mark) => mark.classList.remove("off"));
  if (!narrowed() || !data.cards) return;
  const rows = data.cards.flatMap((card) => card.mentions)
    .concat(data.acronyms.flatMap((one) => one[1]));
  for (const row of rows) {
    const mark = row[ANCHOR] && !kept(row) && by(row[ANCHOR]);
    if (mark) mark.classList.add("off");
  }
}

// A place that a search found, by document, block and characters.
function showFound(at, block, start, end) {
  const article = by("texts").querySelectorAll("article")[at];
  const holder = article && article.querySelectorAll(".block")[block];
  if (!holder) return;
  go("texts");
  const range = rangeIn(holder, start, end);
  if (window.Highlight && CSS.highlights) CSS.highlights.set("found", new Highlight(range));
  holder.setAttribute("tabindex", "-1");
  holder.focus({ preventScroll: true });
  showPlace(range.startContainer.parentElement || holder);
}

function rangeIn(holder, start, end) {
  const range = document.createRange();
  const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  let before = 0, begun = false;
  range.selectNodeContents(holder);
  while (walker.nextNode()) {
    const size = walker.currentNode.length;
    if (!begun && before + size > start) {
      range.setStart(walker.currentNode, start - before);
      begun = true;
    }
    if (begun && before + size >= end) {
      range.setEnd(walker.currentNode, end - before);
      break;
    }
    before += size;
  }
  return range;
}

function setUpTexts() {
  const texts = by("texts");
  document.querySelectorAll("mark[data-e]").forEach((mark) => mark.setAttribute("tabindex", "0"));
  texts.addEventListener("click", (event) => {
    const own = event.target.closest("a.own");
    // The same address once more is no change of address.
    if (own && own.hash === location.hash) route();
    const mark = event.target.closest("mark");
    if (mark && !String(getSelection())) open(mark, false);
  });
  texts.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "MARK") return;
    event.preventDefault();
    open(event.target, true);
  });
  by("codes").addEventListener("change", () => root.classList.toggle("codes", by("codes").checked));
  watchers.push(dimMarks);
}
