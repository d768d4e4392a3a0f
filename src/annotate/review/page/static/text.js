// A piece as elements, and places in it as code points: what the server counts.

import { both, element, french } from "./words.js";

const order = (one, other) => one.start - other.start || other.end - one.end;

// Returns the elements of a piece's text, each span a mark; one that overlaps another in part is
// drawn in two.
export function drawn(piece, labels, sentence = null) {
  const parts = piece.spans.map((span) => ({ span, start: span.start, end: span.end, first: true }));
  return inside(piece.letters, parts, 0, piece.letters.length, labels, sentence);
}

function inside(letters, parts, from, to, labels, sentence) {
  let queue = [...parts].sort(order);
  const made = [];
  let at = from;
  while (queue.length) {
    const [one, ...others] = queue;
    const own = others.filter((other) => other.start < one.end);
    const cut = own.filter((other) => other.end > one.end)
      .map((other) => ({ ...other, start: one.end, first: false }));
    queue = [...cut, ...others.filter((other) => other.start >= one.end)].sort(order);
    if (one.start > at) made.push(...words(letters, at, one.start, sentence));
    const inner = own.map((other) => ({ ...other, end: Math.min(other.end, one.end) }));
    const mark = marked(one, labels);
    mark.append(...inside(letters, inner, one.start, one.end, labels, sentence));
    made.push(mark);
    at = one.end;
  }
  if (at < to) made.push(...words(letters, at, to, sentence));
  return made;
}

// Returns text, with what lies outside of the sentence that is asked about set back.
function words(letters, from, to, sentence) {
  if (!sentence) return [letters.slice(from, to).join("")];
  const cuts = [from, ...sentence.filter((cut) => from < cut && cut < to), to];
  return cuts.slice(1).map((cut, index) => {
    const text = letters.slice(cuts[index], cut).join("");
    const own = sentence[0] <= cuts[index] && cut <= sentence[1];
    return own ? text : element("span", { class: "aside" }, text);
  });
}

function marked({ span, first }, labels) {
  const label = labels.get(span.label);
  const mark = element("mark", {
    "data-id": span.id,
    "data-label": `${label?.key || span.label}${worth(span)}`,
    "data-status": span.status,
    class: span.doubted ? "doubted" : "",
    role: "group",
    "aria-roledescription": "nom",
    "aria-label": spoken(span, label),
    tabindex: first ? "0" : "-1",
    title: shown(span, label),
  });
  for (const name of ["colour", "tint", "ink"]) mark.style.setProperty(`--${name}`, label?.[name]);
  return mark;
}

function spoken(span, label) {
  const parts = [span.text, label?.fr ?? span.label, french(span.status)];
  if (span.doubted) parts.push("douteux");
  if (span.value) parts.push(span.value);
  if (span.expansion) parts.push(span.expansion);
  return parts.join(", ");
}

// The value of a date, where the text does not say it itself.
const worth = (span) => (span.value && span.value !== span.text ? ` ${span.value}` : "");

// Returns all that is known of a span, a line each.
export function shown(span, label) {
  const parts = [label ? `${label.fr} · ${label.en}` : span.label, both(span.status)];
  if (span.value) parts.push(span.value);
  if (span.expansion) parts.push(span.expansion);
  if (span.by) parts.push(span.by);
  else if (span.score !== null) parts.push(`${Math.round(span.score * 100)} %`);
  return parts.join("\n");
}

// Returns the code points that the selection covers in a text element, or null.
export function selected(text) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  return [pointAt(text, range.startContainer, range.startOffset),
    pointAt(text, range.endContainer, range.endOffset)];
}

// Returns the code point at which the caret was set by a click, or null.
export function caret(text) {
  const selection = getSelection();
  if (!selection.rangeCount || !text.contains(selection.anchorNode)) return null;
  return pointAt(text, selection.anchorNode, selection.anchorOffset);
}

export function pointAt(text, node, offset) {
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(node, offset);
  return Array.from(before.toString()).length;
}

// Selects code points of a text element.
export function select(text, start, end) {
  getSelection().removeAllRanges();
  getSelection().addRange(rangeOver(text, start, end));
}

// Returns the range of code points of a text element.
export function rangeOver(text, start, end) {
  const range = document.createRange();
  range.setStart(...nodeAt(text, start, false));
  range.setEnd(...nodeAt(text, end, true));
  return range;
}

function nodeAt(text, point, atEnd) {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let passed = 0;
  let last = [text, 0];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const letters = Array.from(node.data);
    if (atEnd ? point <= passed + letters.length : point < passed + letters.length) {
      return [node, letters.slice(0, point - passed).join("").length];
    }
    passed += letters.length;
    last = [node, node.data.length];
  }
  return last;
}

export const WORD = /[\p{L}\p{N}\p{M}]/u;

// Returns the words of a piece as spans of code points; signs stand for themselves, an apostrophe
// goes with the word before it.
export function wordsOf(letters) {
  const found = [];
  for (let at = 0; at < letters.length;) {
    let end = at + 1;
    if (WORD.test(letters[at])) {
      while (end < letters.length && WORD.test(letters[end])) end += 1;
      const elided = letters[end] === "’" || letters[end] === "'";
      if (elided && WORD.test(letters[end + 1] ?? "")) end += 1;
    }
    if (letters[at].trim()) found.push([at, end]);
    at = end;
  }
  return found;
}

// Returns a span with one end moved by a word.
export function moved(letters, [start, end], which, way) {
  const every = wordsOf(letters);
  if (which === "end") {
    const next = way > 0 ? every.find((word) => word[1] > end)?.[1]
      : every.findLast((word) => word[1] < end && word[1] > start)?.[1];
    return [start, next ?? end];
  }
  const next = way > 0 ? every.find((word) => word[0] > start && word[0] < end)?.[0]
    : every.findLast((word) => word[0] < start)?.[0];
  return [next ?? start, end];
}

// Returns the word at a place, or the next one in a direction.
export function wordAt(letters, place, way = 0) {
  const every = wordsOf(letters);
  if (way > 0) return every.find((word) => word[0] > place) ?? every.at(-1);
  if (way < 0) return every.findLast((word) => word[0] < place) ?? every[0];
  return every.find((word) => word[1] > place) ?? every.at(-1);
}
