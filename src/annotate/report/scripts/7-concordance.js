// The concordance (KWIC) of an entity, or of words in the texts: sorted, copied, saved.
const concordance = { rows: [], shown: 0, what: "" };
const WINDOW = 60, SCREEN = 200, MOST = 5000;

concordance.draw = () => { if (concordance.again) concordance.again(); };

const blocksOf = [];

// The text of a document's blocks, each also folded.
function blocks(at) {
  if (!blocksOf[at]) {
    const article = by("texts").querySelectorAll("article")[at];
    const found = article ? Array.from(article.querySelectorAll(".block")) : [];
    blocksOf[at] = found.map((one) => [one.textContent, folded(one.textContent)]);
  }
  return blocksOf[at];
}

async function textsOf(at) {
  if (!data.folder) return blocks(at);
  if (!blocksOf[at]) {
    const size = data.folder.texts, first = at - at % size;
    (await shard("texts/" + first / size)).forEach((own, place) => {
      blocksOf[first + place] = own.map((text) => [text, folded(text)]);
    });
  }
  return blocksOf[at];
}

// For each block of a document, whether a mention stands in it that the filters leave.
async function left(at) {
  const size = data.folder && data.folder.texts;
  const spans = size ? (await shard("spans/" + Math.floor(at / size)))[at % size] : data.spans[at];
  return spans.map((own) => own.some(([label, flags, status, score]) =>
    !filters.hidden.has(label) && passes(at, flags, STATUSES[status], score)));
}

// `*` stands for the rest of a word; words are whole unless the box says otherwise.
function patternOf(query, parts) {
  const escaped = folded(query.trim()).replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\s+/g, "\\s+").replace(/\*/g, "[\\p{L}\\p{N}]*");
  return parts ? new RegExp(escaped, "gu")
    : new RegExp("(?<![\\p{L}\\p{N}])" + escaped + "(?![\\p{L}\\p{N}])", "gu");
}

// Documents that can hold the words of a query, by the folder's index of words.
async function candidates(query, parts) {
  const all = data.documents.map((_, at) => at);
  if (!data.folder || parts) return all;
  const words = folded(query).match(/[\p{L}\p{N}]+\*?/gu) || [];
  let left = null;
  for (const word of words) {
    const plain = word.replace("*", "");
    if (plain.length < 2) continue;
    let postings = {};
    try { postings = await shard("search/" + nameOf(plain)); } catch (error) { /* no such words */ }
    const found = new Set();
    for (const [one, gaps] of Object.entries(postings)) {
      if (one !== plain && !(word.endsWith("*") && one.startsWith(plain))) continue;
      let at = 0;
      gaps.forEach((gap) => found.add(at += gap));
    }
    left = left === null ? [...found] : left.filter((at) => found.has(at));
  }
  return left === null ? all : left.sort((a, b) => a - b);
}

// The shard of a word: its first two letters, in figures where they are not plain.
function nameOf(word) {
  return Array.from(word).slice(0, 2).map((sign) =>
    (/[a-z0-9]/.test(sign) ? sign : sign.codePointAt(0).toString(16).padStart(4, "0"))).join("");
}

concordance.search = async (query, parts) => {
  concordance.rows = [];
  concordance.what = query;
  if (query.trim()) {
    const pattern = patternOf(query, parts);
    for (const at of await candidates(query, parts)) {
      if (filters.document >= 0 && at !== filters.document) continue;
      const open = choosy() ? await left(at) : null;
      (await textsOf(at)).forEach(([text, plain], block) => {
        if (open && !open[block]) return;
        for (const hit of plain.matchAll(pattern)) {
          const end = hit.index + hit[0].length;
          if (hit[0] && concordance.rows.length < MOST) {
            concordance.rows.push({
              at, page: 0, left: text.slice(Math.max(0, hit.index - WINDOW), hit.index),
              text: text.slice(hit.index, end), right: text.slice(end, end + WINDOW),
              found: [at, block, hit.index, end],
            });
          }
        }
      });
      if (concordance.rows.length >= MOST) break;
    }
  }
  by("concordance-of").textContent = "";
  by("kwic-note").hidden = !choosy();
  drawConcordance();
};

concordance.entity = async (at) => {
  if (at < 0) return;
  const [row, card] = await Promise.all([store.entity(at), store.card(at)]);
  concordance.what = row[NAME];
  by("query").value = "";
  by("concordance-of").textContent = row[LABEL] + " " + row[NAME];
  concordance.again = () => concordance.entity(at);
  remember("#concordance=" + encodeURIComponent(row[ID]));
  fill(card.mentions, row[LABEL]);
};

const acronyms = async () => data.acronyms || shard("acronyms");

concordance.acronym = async (form) => {
  const found = (await acronyms()).find((one) => one[0] === form);
  if (!found) return;
  concordance.what = form;
  by("query").value = "";
  by("concordance-of").textContent = form;
  concordance.again = () => concordance.acronym(form);
  remember("#acronym=" + encodeURIComponent(form));
  fill(found[1], "ACRONYM");
};

function fill(mentions, label) {
  by("kwic-note").hidden = true;
  concordance.rows = (filters.hidden.has(label) ? [] : mentions.filter(kept)).map((one) => ({
    at: one[AT], page: one[PAGE], left: one[LEFT], text: one[TEXT], right: one[RIGHT],
    address: store.address(one),
  }));
  drawConcordance();
}

const reversed = (text) => folded(text).trim().split(/\s+/).reverse().join(" ");
const KEYS = {
  place: null,
  left: (row) => reversed(row.left),
  word: (row) => folded(row.text),
  right: (row) => folded(row.right).trim(),
};

function drawConcordance(more) {
  const body = by("kwic").tBodies[0], key = KEYS[by("kwic-sort").value];
  if (!more) {
    concordance.sorted = concordance.rows.map((row, at) => [key ? key(row) : "", at, row])
      .sort((a, b) => (key ? collator.compare(a[0], b[0]) : 0) || a[1] - b[1])
      .map((one) => one[2]);
    concordance.shown = 0;
    body.replaceChildren();
  }
  const rows = concordance.sorted.slice(concordance.shown, concordance.shown + SCREEN);
  body.append(...rows.map(kwicRow));
  concordance.shown += rows.length;
  const count = concordance.rows.length;
  by("kwic-more").hidden = concordance.shown >= count;
  by("kwic").hidden = !count;
  by("kwic-count").textContent = number(count) + (count >= MOST ? "+" : "") +
    said(count === 1 ? " ligne" : " lignes", count === 1 ? " line" : " lines");
  tell(count + " lignes de concordance", count + " lines of the concordance");
}

function kwicRow(row) {
  const made = element("tr");
  const word = element("a", row.text, { href: row.address || "#" });
  if (row.found) {
    const [at, block, start, end] = row.found, own = data.documents[at][1];
    word.href = own ? own + "#t:" + block + ":" + start + ":" + end
      : "#t:" + at + ":" + block + ":" + start + ":" + end;
  } else if (!row.address) {
    word.removeAttribute("href");
  }
  const cell = (text, kind) => element("td", text, { class: kind });
  // What does not fit is cut on the far side of the form.
  const left = element("td", null, { class: "left" });
  left.append(element("bdi", row.left, { dir: "ltr" }));
  const key = element("td", null, { class: "word" });
  key.append(word);
  made.append(left, key, cell(row.right, "right"),
    cell(data.documents[row.at][0] + (row.page ? ", p. " + row.page : ""), "from"));
  return made;
}

function tableOf(separator, quoted) {
  const head = said(["document", "page", "gauche", "forme", "droite"],
    ["document", "page", "left", "form", "right"]);
  const rows = concordance.sorted.map((row) =>
    [data.documents[row.at][0], row.page || "", row.left, row.text, row.right]);
  const cell = (value) => {
    const text = String(value).replace(/\s+/g, " ");
    return quoted ? '"' + text.replace(/"/g, '""') + '"' : text;
  };
  return [head, ...rows].map((row) => row.map(cell).join(separator)).join("\r\n") + "\r\n";
}

function save(name, text, kind) {
  const link = element("a", null, {
    download: name, href: URL.createObjectURL(new Blob([text], { type: kind })),
  });
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(link.href);
}

async function copyTable() {
  const text = tableOf("\t", false);
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    // A page opened from a disk may not ask for the clipboard in every browser.
    const area = element("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  tell("copié", "copied");
}

function setUpConcordance() {
  const start = () => {
    const query = by("query").value, parts = by("parts").checked;
    concordance.again = () => concordance.search(query, parts);
    remember("#search=" + encodeURIComponent(query));
    return concordance.search(query, parts);
  };
  by("search").addEventListener("submit", (event) => { event.preventDefault(); start(); });
  by("kwic-sort").addEventListener("change", () => drawConcordance());
  by("kwic-more").addEventListener("click", () => {
    const next = concordance.shown;
    drawConcordance(true);
    const link = by("kwic").tBodies[0].rows[next].querySelector("a[href]");
    if (link) link.focus();
  });
  by("kwic-copy").addEventListener("click", copyTable);
  // The mark of UTF-8 is what makes spreadsheets read accents.
  by("kwic-csv").addEventListener("click", () => save(
    "concordance-" + (folded(concordance.what).replace(/[^\w]+/g, "-") || "x") + ".csv",
    "\ufeff" + tableOf(",", true), "text/csv"));
}
