// The mouse over a board: a key acts on what lies under the pointer, without a click, and an end of
// a span that is dragged is its new end.

import { pointAt, wordAt } from "./text.js";

// So far, in pixels, the pointer moves before keys follow it: somebody types with a mouse beside.
const MEANT = 12;
// So near an end of a span that end is dragged inwards.
const EDGE = 6;

export class Pointer {
  // Where the text is read, keys follow the pointer; where a doubt is asked about they mean the doubt.
  constructor(board, host, follows) {
    this.board = board;
    this.host = host;
    this.follows = follows && "highlights" in CSS && "caretPositionFromPoint" in document;
    this.pinned = false;
    this.from = null;
    this.last = null;
    this.drag = null;
    if (this.follows) CSS.highlights.set("aim", this.words = new Highlight());
    if (this.follows) host.addEventListener("pointermove", (event) => this.moved(event));
    host.addEventListener("pointerleave", () => this.away());
    host.addEventListener("pointerdown", (event) => this.pressed(event));
    host.addEventListener("pointerup", (event) => this.released(event));
  }

  // From now on keys mean what has the focus, until the pointer moves on.
  rest() {
    this.pinned = false;
    this.away();
  }

  away() {
    this.from = null;
    this.last = null;
    this.show(null);
  }

  moved({ clientX: x, clientY: y, pointerType, buttons }) {
    if (pointerType !== "mouse") return;
    this.from ??= [x, y];
    if (this.last || Math.hypot(x - this.from[0], y - this.from[1]) >= MEANT) this.last = [x, y];
    this.show(buttons ? null : this.aim());
  }

  // What a key means: { piece, span } or { piece, words, grows }; null where that is not the
  // pointer's.
  aim() {
    if (!this.last || this.pinned || this.board.range()) return null;
    const under = document.elementFromPoint(...this.last);
    const id = this.host.contains(under) ? this.board.pieceOf(under) : null;
    const mark = id && under.closest("mark");
    if (mark) return { piece: id, span: mark.dataset.id };
    return id ? this.wordsAt(id) : null;
  }

  // The words that a key means at the word or the sign under the pointer, and the name that grows to
  // them.
  wordsAt(id) {
    const letter = this.pointOf(this.board.textOf(id), ...this.last);
    if (letter === null) return null;
    const { aims, letters } = this.board.piece(id);
    // A space goes with the word after it.
    const at = letters[letter].trim() ? letter : letter + 1;
    const found = aims.find(([[start, end]]) => start <= at && at < end);
    return found ? { piece: id, words: found[1], grows: found[2] } : null;
  }

  // The letter of a text element under a place of the window, or null.
  pointOf(text, x, y) {
    const found = document.caretPositionFromPoint(x, y);
    if (!found || !text.contains(found.offsetNode)) return null;
    const range = document.createRange();
    for (const at of [found.offset - 1, found.offset]) {
      if (at < 0 || at >= (found.offsetNode.data?.length ?? 0)) continue;
      range.setStart(found.offsetNode, at);
      range.setEnd(found.offsetNode, at + 1);
      const boxes = [...range.getClientRects()];
      if (boxes.some((one) => one.left <= x && x <= one.right && one.top <= y && y <= one.bottom)) {
        return pointAt(text, found.offsetNode, at);
      }
    }
    return null;
  }

  show(aim) {
    if (!this.follows) return;
    this.host.querySelector("mark.aimed")?.classList.remove("aimed");
    this.words.clear();
    if (aim?.span) this.board.markOf(aim.span)?.classList.add("aimed");
    if (aim?.words) this.words.add(this.board.rangeOf(aim.piece, aim.words));
  }

  pressed(event) {
    const mark = event.button === 0 && event.target.closest("mark");
    // What was clicked is meant until it is decided on, wherever the pointer goes then.
    this.pinned = Boolean(mark);
    const found = mark && this.board.spanOf(mark.dataset.id, this.board.pieceOf(mark));
    this.drag = found && { ...found, edge: this.edgeOf(mark, event.clientX) };
  }

  // Which end of a span is under the pointer; the letter of its label stands behind its words.
  edgeOf(mark, x) {
    const words = document.createRange();
    words.selectNodeContents(mark);
    const boxes = [...words.getClientRects()];
    if (x - boxes[0].left < EDGE) return "start";
    return boxes.at(-1).right - x < EDGE ? "end" : null;
  }

  // A drag from a span to words beyond it, or from its end into it, moves that end there.
  released(event) {
    const { drag } = this;
    this.drag = null;
    const range = drag && this.board.range();
    if (!range || range.piece.id !== drag.piece.id || event.detail > 1) return;
    const { start, end } = drag.span;
    const [low, high] = range.span;
    const { letters } = drag.piece;
    let to = null;
    if (high > end) to = [start, wordAt(letters, high - 1)[1]];
    else if (low < start) to = [wordAt(letters, low)[0], end];
    else if (drag.edge === "end" && low > start) to = [start, wordAt(letters, low - 1)[1]];
    else if (drag.edge === "start" && high < end) to = [wordAt(letters, high)[0], end];
    if (!to || to[0] >= to[1] || (to[0] === start && to[1] === end)) return;
    this.board.app.do({ name: "dragged", piece: drag.piece.id, span: drag.span.id, to });
  }
}
