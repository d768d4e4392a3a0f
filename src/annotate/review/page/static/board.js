// A text on the page, piece by piece: which span is chosen, which words are selected, and what the
// keys make of them. Both « par lecture » and « par doute » show their text on a board.

import * as dialogs from "./dialogs.js";
import { Pointer } from "./pointer.js";
import { caret, drawn, moved, rangeOver, select, selected, wordAt } from "./text.js";
import { both, element, french } from "./words.js";

export class Board {
  // `after(command, told)` is called once something is decided.
  constructor(host, app, after, { follows = false } = {}) {
    this.host = host;
    this.app = app;
    this.store = app.store;
    this.after = after;
    this.document = null;
    this.pieces = [];
    this.sentences = new Map();
    this.origin = null;
    this.last = null;
    this.pointer = new Pointer(this, host, follows);
    host.addEventListener("focusin", (event) => this.focused(event));
    host.addEventListener("pointerdown", () => { this.origin = null; });
    host.addEventListener("contextmenu", (event) => this.removed(event));
  }

  fill(document, pieces, sentences = new Map()) {
    this.document = document;
    this.sentences = sentences;
    this.origin = null;
    this.pieces = pieces.map((one) => one.id);
    this.places = new Map(document.pieces.map((one, at) => [one.id, at]));
    this.host.replaceChildren(...pieces.map((one) => this.drawnPiece(one)));
  }

  piece(id) {
    return this.document.pieces[this.places.get(id)];
  }

  elementOf(id) {
    return this.host.querySelector(`[data-piece="${CSS.escape(id)}"]`);
  }

  drawnPiece(piece) {
    const read = piece.read ? `✓ ${french("markedRead")}, ${piece.read.by}` : "";
    const page = piece.page && this.document.paged ? `p. ${piece.page}` : "";
    return element("section", {
      class: `piece ${piece.label}`, "data-piece": piece.id, "data-read": Boolean(piece.read),
      tabindex: "-1", role: "group", "aria-labelledby": `text-${piece.id}`,
    }, element("span", { class: "gutter", title: read },
      page, piece.read ? element("span", { role: "img", "aria-label": read }, " ✓") : null),
    element("p", { class: "text", id: `text-${piece.id}` }, drawn(piece, this.store.labels, this.sentences.get(piece.id))));
  }

  // Draws pieces anew after a decision; what had the focus keeps it where it can.
  redraw(ids) {
    const active = document.activeElement;
    const span = this.chosen();
    const kept = this.host.contains(active)
      ? { piece: this.pieceOf(active), start: span?.span.start ?? null } : null;
    for (const id of ids) {
      if (this.pieces.includes(id)) this.elementOf(id)?.replaceWith(this.drawnPiece(this.piece(id)));
    }
    if (kept?.piece && ids.includes(kept.piece)) this.focusNear(kept.piece, kept.start);
    this.mark(this.current);
  }

  pieceOf(node) {
    return node?.closest?.("[data-piece]")?.dataset.piece ?? null;
  }

  textOf(id) {
    return this.elementOf(id)?.querySelector(".text");
  }

  focused(event) {
    const piece = this.pieceOf(event.target);
    if (piece) this.mark(piece);
    const mark = event.target.closest("mark");
    if (mark) {
      if (this.origin?.id !== mark.dataset.id) this.origin = null;
      this.last = { id: mark.dataset.id, piece };
    }
    this.app.drawDetail(mark ? this.chosen()?.span : null);
    this.app.followFacsimile();
  }

  // The right button on a span says that it is no name, as in doccano.
  removed(event) {
    const mark = event.target.closest("mark");
    if (!mark) return;
    event.preventDefault();
    this.focusSpan(mark.dataset.id);
    this.app.do({ name: "remove" });
  }

  mark(id) {
    if (!id) return;
    this.current = id;
    for (const one of this.host.querySelectorAll("[aria-current]")) one.removeAttribute("aria-current");
    this.elementOf(id)?.setAttribute("aria-current", "true");
  }

  // The span that has the focus, with its piece.
  chosen() {
    const mark = document.activeElement?.closest("mark");
    return mark && this.host.contains(mark) ? this.spanOf(mark.dataset.id, this.pieceOf(mark)) : null;
  }

  spanOf(id, name) {
    const piece = this.piece(name);
    const span = piece?.spans.find((one) => one.id === id);
    return span ? { piece, span } : null;
  }

  markOf(id) {
    return this.host.querySelector(`mark[data-id="${CSS.escape(id)}"][tabindex="0"]`);
  }

  focusSpan(id) {
    const mark = this.markOf(id);
    if (!mark) return false;
    getSelection().removeAllRanges();
    mark.focus();
    mark.scrollIntoView({ block: "nearest" });
    return true;
  }

  focusPiece(id) {
    const found = this.elementOf(id);
    if (!found) return;
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: "nearest" });
  }

  // Gives the focus to the span that is at a place now, or to its piece.
  focusNear(id, start) {
    const span = start === null ? null
      : this.piece(id).spans.find((one) => one.start <= start && start < one.end);
    if (!span || !this.focusSpan(span.id)) this.focusPiece(id);
  }

  // The next span in a direction from the one that has the focus, or from its piece; of those that
  // a selector means.
  beside(way, which = "") {
    const marks = [...this.host.querySelectorAll(`mark${which}[tabindex="0"]`)];
    const from = this.host.contains(document.activeElement?.closest("mark") ?? null)
      ? document.activeElement.closest("mark") : this.elementOf(this.current);
    if (!from) return way > 0 ? marks[0] : null;
    const after = (one) => (from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    if (way > 0) return marks.find(after);
    return marks.findLast((one) => one !== from && !after(one));
  }

  step(way, which = "") {
    const next = this.beside(way, which);
    if (next) this.focusSpan(next.dataset.id);
    return Boolean(next);
  }

  stepPiece(way) {
    const next = this.pieces[this.pieces.indexOf(this.current) + way];
    if (next) {
      getSelection().removeAllRanges();
      this.focusPiece(next);
    }
  }

  // The words that are selected: { piece, span } in code points, or null.
  range() {
    const id = this.pieceOf(getSelection().anchorNode?.parentElement);
    const span = id && this.host.contains(this.elementOf(id)) ? selected(this.textOf(id)) : null;
    return span && span[0] < span[1] ? { piece: this.piece(id), span } : null;
  }

  show(piece, span) {
    select(this.textOf(piece.id), ...span);
  }

  rangeOf(id, span) {
    return rangeOver(this.textOf(id), ...span);
  }

  // Chooses what was under the pointer when a key was pressed, as a click or a drag does.
  take({ piece, span, words, grows }) {
    this.leave();
    if (words) this.choose(this.piece(piece), words);
    if (grows) this.origin = this.spanOf(grows, piece)?.span ?? null;
    if (words) return;
    if (!this.focusSpan(span)) this.app.say(both("stale"), true);
  }

  // Chooses words that may be a missed name, the next ones each time; from what is selected or
  // chosen on, or from the beginning. Where nothing looks like a name it is the next word.
  find() {
    const chosen = this.chosen();
    const range = this.range();
    const piece = range?.piece ?? chosen?.piece ?? this.piece(this.current ?? this.pieces[0]);
    const from = range?.span[1] ?? chosen?.span.end ?? caret(this.textOf(piece.id)) ?? 0;
    const words = piece.candidates.find(([start]) => start >= from) ?? piece.candidates[0]
      ?? wordAt(piece.letters, from);
    this.choose(piece, words);
  }

  choose(piece, words) {
    this.origin = null;
    this.focusPiece(piece.id);
    if (words) this.show(piece, words);
  }

  // Moves one end of what is selected by a word; of a chosen span where nothing is.
  move(which, way) {
    let range = this.range();
    if (!range) {
      const chosen = this.chosen();
      if (chosen) {
        this.origin = chosen.span;
        range = { piece: chosen.piece, span: [chosen.span.start, chosen.span.end] };
      } else {
        const piece = this.piece(this.current ?? this.pieces[0]);
        this.choose(piece, wordAt(piece.letters, caret(this.textOf(piece.id)) ?? 0));
        return;
      }
    }
    this.show(range.piece, moved(range.piece.letters, range.span, which, way));
  }

  // Selects where else a span may begin and end, the likeliest words first; the next ones each time.
  bounds({ piece, span }, range) {
    const shown = this.origin?.id === span.id && range ? String(range.span) : "";
    const at = span.bounds.findIndex((one) => String(one) === shown);
    const words = span.bounds[(at + 1) % span.bounds.length];
    if (!words) return this.app.say(both("nothingThere"));
    this.origin = span;
    return this.show(piece, words);
  }

  // Moves the selected word on, or goes to the next span.
  arrow(way) {
    const range = this.range();
    if (range && !this.origin) {
      const word = wordAt(range.piece.letters, range.span[0], way);
      if (word) this.show(range.piece, word);
    } else {
      this.leave();
      this.step(way);
    }
  }

  leave() {
    getSelection().removeAllRanges();
    this.origin = null;
  }

  // Carries out what a key means for a span.
  async command(name, label = null) {
    const range = this.range();
    const chosen = (range && this.origin ? this.spanOf(this.origin.id, range.piece.id) : null)
      ?? this.chosen();
    if (name === "label") return this.labelled(label, range, chosen);
    if (name === "right" && range) return this.bounded(range, chosen);
    if (name === "expansion" && range && !this.origin) return this.related(range);
    if (!chosen) return this.app.say(both("nothingChosen"));
    if (name === "boundary") return this.bounds(chosen, range);
    if (name === "right") return this.decide(name, chosen, { kind: "confirm" });
    if (name === "remove") return this.decide(name, chosen, { kind: "delete" });
    if (name === "value") return this.valued(chosen);
    if (name === "expansion") return this.expanded(chosen);
    return null;
  }

  // Asks about all occurrences of a form: with a label, as no name, or as is wanted here.
  everywhere({ label = null, remove = false }) {
    const range = this.range();
    const chosen = (range && this.origin ? this.spanOf(this.origin.id, range.piece.id) : null)
      ?? (range ? null : this.chosen());
    if (!chosen && !(range && label)) return this.app.say(both("nothingChosen"));
    const words = range && range.piece.letters.slice(...range.span).join("");
    const layer = chosen ? chosen.span.layer : this.store.labels.get(label).layer;
    const about = chosen ? { document: this.document.id, annotation: chosen.span.id }
      : { form: words, layer };
    const kept = layer === "acronyms" ? { verb: "garder" }
      : { verb: "étiqueter", label: label ?? chosen.span.label };
    const first = remove ? { verb: "rejeter" }
      : range && chosen && !label ? { verb: "bornes", boundary: words } : kept;
    const labels = layer === "acronyms" ? [] : this.store.labelsOf(layer);
    const place = { piece: (chosen ?? range).piece.id, start: chosen ? chosen.span.start : range.span[0] };
    return dialogs.everywhere(about, first, labels, async (body) => {
      const told = await this.app.change("everywhere", body, this.document.id);
      if (told) await this.decided("everywhere", place.piece, place.start, told);
    });
  }

  dragged({ piece, span, to }) {
    const found = this.spanOf(span, piece);
    if (!found) return this.app.say(both("stale"), true);
    return this.decide("bounds", found, {
      kind: "bounds", span: this.absolute({ piece: found.piece, span: to }),
    });
  }

  labelled(label, range, chosen) {
    const span = range && this.absolute(range);
    if (range && !this.origin) {
      return this.decide("add", { piece: range.piece, span: null }, { kind: "add", label, span });
    }
    if (!chosen) return this.app.say(both("nothingChosen"));
    return this.decide("label", chosen, { kind: "relabel", label, ...(span ? { span } : {}) });
  }

  bounded(range, chosen) {
    const [start, end] = range.span;
    const touching = range.piece.spans.filter((one) => one.start < end && start < one.end);
    const span = (this.origin && chosen?.span)
      ?? touching.find((one) => one.id === chosen?.span.id) ?? (touching.length === 1 ? touching[0] : null);
    if (!span) return this.app.say(both("chooseLabel"));
    return this.decide("bounds", { piece: range.piece, span }, {
      kind: "bounds", span: this.absolute(range),
    });
  }

  absolute({ piece, span }) {
    return span.map((at) => at + piece.start);
  }

  async valued(chosen) {
    if (chosen.span.label !== "DATE") return this.app.say(both("notDate"));
    const text = await dialogs.line("value", chosen.span.value ?? "", "edtf", dialogs.edtfFault);
    return text === null ? null : this.decide("value", chosen, { kind: "value", text });
  }

  // The words that are selected are the long form of the acronym that was chosen before.
  related(range) {
    const chosen = this.acronym(this.last && this.spanOf(this.last.id, this.last.piece));
    if (!chosen) return this.app.say(both("notAcronym"));
    return this.decide("expansion", chosen, { kind: "expansion", span: this.absolute(range) });
  }

  // The acronym that was chosen, or that is the same words as the name that was.
  acronym(chosen) {
    if (!chosen) return null;
    const { piece, span: { start, end } } = chosen;
    const span = piece.spans.find((one) => one.layer === "acronyms" && one.start === start && one.end === end);
    return span ? { piece, span } : null;
  }

  async expanded(name) {
    const chosen = this.acronym(name);
    if (!chosen) return this.app.say(both("notAcronym"));
    const text = await dialogs.line("expansion", chosen.span.expansion ?? "", "long");
    return text === null ? null : this.decide("expansion", chosen, { kind: "expansion", text });
  }

  async decide(command, { piece, span }, choice) {
    const body = { ...choice, ...(span ? { annotation: span.id, seen: span.seen } : {}) };
    const path = `documents/${encodeURIComponent(this.document.id)}/decide`;
    const told = await this.app.change(path, body, this.document.id);
    const moves = choice.span && choice.kind !== "expansion";
    const start = moves ? choice.span[0] - piece.start : span.start;
    if (told) await this.decided(command, piece.id, start, told, span?.id);
  }

  // `id` is that of the span as it was before it was decided on.
  async decided(command, piece, start, told, id = null) {
    this.leave();
    this.pointer.rest();
    const own = told.documents.find((one) => one.id === this.document.id);
    this.redraw(own ? own.changed.map((one) => one.id) : []);
    await this.after(command, { piece, start, id });
  }
}
