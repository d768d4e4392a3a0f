// « Par doute »: one doubted span after the other, in its sentence and paragraph; among them words
// that may be a missed name. Of these, what is said to be no name is known until all doubts of their
// paragraph are decided on, and then noted with it.

import { Board } from "./board.js";
import { ask } from "./store.js";
import { both, element, french, twoWords } from "./words.js";

// What tells a doubt from others, also after the queue was asked for again.
const keyOf = (row) => row.annotation ?? [row.document, row.piece, row.start, row.end].join("/");

export class Doubts {
  constructor(app) {
    this.app = app;
    this.name = "doute";
    this.order = "doubt";
    this.text = element("div", {
      class: "one", role: "application", "aria-label": "Phrase douteuse / doubted sentence",
    });
    this.head = element("div", { class: "head" });
    this.evidence = element("dl", { class: "evidence", "aria-live": "polite" });
    // Apart from what is read aloud by itself: its rows are long.
    this.rule = element("dl", { class: "evidence" });
    this.host = element("div", { class: "doubt" }, this.head, this.text, this.evidence, this.rule);
    this.board = new Board(this.text, app, (command, where) => this.decided(command, where));
    this.queue = [];
    this.at = 0;
    // What was done here: words that are no name, and null for what was written.
    this.done = [];
  }

  async open() {
    await this.fetch();
    await this.show(0, 1);
  }

  async fetch() {
    this.queue = await ask("doubts");
    if (this.order === "form") {
      this.queue.sort((one, other) => other.count - one.count || one.form.localeCompare(other.form));
    }
  }

  async again() {
    const here = this.queue[this.at];
    await this.fetch();
    const at = here ? this.queue.findIndex((one) => keyOf(one) === keyOf(here)) : 0;
    await this.show(at >= 0 ? at : Math.min(this.at, this.queue.length - 1), 1);
  }

  leave() {
    this.done.push(null);
    this.board.leave();
  }

  // Shows the doubt with a number, or the next one in a direction that is still open.
  async show(at, way, decided = false) {
    for (let next = at; next >= 0 && next < this.queue.length; next += way) {
      const row = this.queue[next];
      await this.app.store.document(row.document);
      const found = this.openAt(row) ?? (decided ? this.decidedAt(row) : null);
      if (found) {
        this.at = next;
        this.draw(row, found);
        return;
      }
    }
    if (way < 0) return;
    if (at > 0 && this.queue.some((row) => this.openAt(row))) {
      await this.show(0, 1);
      return;
    }
    this.head.replaceChildren(...twoWords("noDoubts"));
    this.text.replaceChildren();
    this.evidence.replaceChildren();
    this.rule.replaceChildren();
    this.app.say(both("noDoubts"));
  }

  // The piece and the span of a doubt that is open; without a span for words without a name.
  openAt(row) {
    if (row.annotation) {
      const found = this.app.store.find(row.document, row.annotation);
      return found?.span.doubted ? found : null;
    }
    const piece = this.pieceOf(row.document, row.piece);
    const taken = !piece || piece.read || this.done.some((one) => one && keyOf(one) === keyOf(row))
      || piece.spans.some((one) => one.start < row.end && row.start < one.end);
    return taken ? null : { piece, span: null };
  }

  pieceOf(document, id) {
    return this.app.store.documents.get(document)?.pieces.find((one) => one.id === id);
  }

  // What became of a doubt that was shown before: its id goes with its label and its bounds.
  decidedAt(row) {
    if (!row.place) return null;
    const piece = this.pieceOf(row.document, row.place.piece);
    const span = piece?.spans.find((one) => one.start <= row.place.start && row.place.start < one.end);
    return span ? { piece, span } : null;
  }

  draw(row, { piece, span }) {
    const at = span?.start ?? row.start;
    row.place = { piece: piece.id, start: at };
    const sentence = piece.sentences.find(([start, end]) => start <= at && at < end);
    const document = this.app.store.documents.get(row.document);
    this.board.fill(document, [piece], new Map([[piece.id, sentence ?? null]]));
    const orders = [["doubt", "doubtFirst"], ["form", "formFirst"]].map(([value, name]) => element(
      "button",
      { type: "button", "aria-pressed": String(this.order === value), onclick: () => this.sort(value) },
      french(name),
    ));
    this.head.replaceChildren(
      element("span", {}, `${this.at + 1}/${this.queue.length} · ${row.document}`
        + `${piece.page && document.paged ? `, p. ${piece.page}` : ""}`),
      element("span", { class: "orders", role: "group" }, orders),
    );
    this.evidence.replaceChildren(...(span ? this.evidenceOf(row, span) : this.guessOf(row)));
    this.rule.replaceChildren(...(span ? this.ruleOf(span) : []));
    this.choose(row);
    this.board.elementOf(piece.id).querySelector("mark:focus")?.scrollIntoView({ block: "center" });
  }

  choose(row) {
    if (row.annotation) this.board.focusSpan(row.annotation);
    else this.board.choose(this.pieceOf(row.document, row.piece), [row.start, row.end]);
  }

  // What speaks for words that may be a missed name.
  guessOf(row) {
    const labels = Object.entries(row.elsewhere).map(([label, count]) => `${label} ${count} ×`);
    const lines = [["missedHere", both("missedWhat")], ["elsewhere", labels.join(", ") || both("nowhere")]];
    if (labels.length) lines.push(["proposed", `${Object.keys(row.elsewhere)[0]} (${both("enter")})`]);
    return [element("div", { class: "form" }, element("dt", {}, row.form), element("dd", {}, "?")),
      ...lines.map(([name, value]) => element("div", {},
        element("dt", {}, twoWords(name)), element("dd", {}, value)))];
  }

  // What speaks for and against a span.
  evidenceOf(row, span) {
    const [kind, ...what] = span.source.split(":");
    const labels = Object.entries(row.elsewhere).map(([label, count]) => `${label} ${count} ×`);
    const known = Object.entries(row.known).map(([name, value]) => (
      value === true ? both(name) : `${name} ${value}`));
    const lines = [
      ["foundBy", `${french(kind)} ${what.join(":")}`],
      ["certainty", span.score === null ? "?" : `${Math.round(span.score * 100)} %`],
      ["elsewhere", labels.join(", ") || both("nowhere")],
      row.count > 1 ? ["oftenHere", `${row.count} × : ${both("oftenKeys")}`] : null,
      known.length ? ["known", known.join(", ")] : null,
      span.value ? ["value", span.value] : null,
      span.expansion ? ["expansion", span.expansion] : null,
    ].filter(Boolean);
    return [
      element("div", { class: "form" }, element("dt", {}, span.text), element("dd", {}, span.label)),
      ...lines.map(([name, value]) => element("div", {},
        element("dt", {}, twoWords(name)), element("dd", {}, value))),
    ];
  }

  // The rows of the rule that found a span.
  ruleOf(span) {
    const rows = this.app.store.run.rules[span.source] ?? [];
    return rows.length ? [element("div", { class: "rule" },
      element("dt", {}, twoWords("ruleSays")), rows.map((row) => element("dd", {}, row)))] : [];
  }

  sort(order) {
    this.order = order;
    this.app.then(() => this.open());
  }

  hasDoubted() {
    return false;
  }

  goesOn({ name }) {
    return ["right", "remove", "label", "read", "value", "expansion"].includes(name);
  }

  async do(command) {
    const { board } = this;
    const row = this.queue[this.at];
    if (!row) return;
    const { name, way } = command;
    if (name === "piece" || (name === "arrow" && (!row.annotation || !board.range() || board.origin))) {
      await this.show(this.at + way, way, way < 0);
    } else if (name === "arrow") board.arrow(way);
    else if (name === "move") board.move(command.which, way);
    else if (name === "find") board.find();
    else if (name === "read") await this.read(row);
    else if (name === "dragged") await board.dragged(command);
    else if (name === "leave") {
      board.leave();
      this.choose(row);
    } else {
      if (!board.chosen() && !board.range()) this.choose(row);
      if (!row.annotation && !board.chosen()) await this.decideMissed(row, command);
      else if (name === "everywhere") await board.everywhere(command);
      else await board.command(name, command.label);
    }
  }

  // Of words that may be a missed name: a label adds it, Enter adds it with the label that the words
  // have elsewhere, and x says that it is none.
  async decideMissed(row, command) {
    const [label] = Object.keys(row.elsewhere);
    if (command.name === "remove") {
      this.done.push(row);
      this.app.pace.note("doute", 1);
      await this.readDoubts(row.piece);
      await this.show(this.at + 1, 1);
    } else if (command.name === "everywhere") await this.board.everywhere(command);
    else if (command.name === "boundary") this.otherWords(row);
    else if (command.name === "right" && label) await this.board.command("label", label);
    else await this.board.command(command.name, command.label);
  }

  // Selects the next of the words that the name may be instead.
  otherWords(row) {
    const range = this.board.range();
    const at = row.bounds.findIndex((one) => String(one) === String(range?.span));
    const words = row.bounds[(at + 1) % row.bounds.length];
    if (words) this.board.show(this.pieceOf(row.document, row.piece), words);
    else this.app.say(both("nothingThere"));
  }

  // Takes back that words are no name, where that was said last: nothing of it was written.
  async takesBack() {
    const row = this.done.pop();
    const at = row ? this.queue.findIndex((one) => keyOf(one) === keyOf(row)) : -1;
    if (at >= 0) await this.show(at, 1);
    return at >= 0;
  }

  // The whole paragraph was read: all in it that nobody decided on is right.
  async read(row) {
    const [id] = this.board.pieces;
    const piece = this.board.piece(id);
    const told = await this.app.change(`documents/${encodeURIComponent(row.document)}/read`, {
      pieces: { [id]: piece.digest }, how: "whole",
    }, row.document);
    if (told) await this.show(this.at + 1, 1);
  }

  async decided(command, { piece, start, id }) {
    this.app.pace.note("doute", 1);
    this.done.push(null);
    const row = this.queue[this.at];
    await this.readDoubts(piece);
    if (command === "everywhere") await this.again();
    else if (row.annotation ? id === row.annotation : !this.openAt(row)) await this.show(this.at + 1, 1);
    // Another name of the paragraph was decided on meanwhile: the doubt is still open.
    else if (id) this.choose(row);
    else this.board.focusNear(piece, start);
    this.app.drawProgress();
  }

  // Notes that the doubts of a paragraph were looked at, once none of them is left.
  async readDoubts(id) {
    const { document } = this.board;
    const piece = this.board.piece(id);
    const left = this.queue.some((row) => row.document === document.id && row.piece === id && this.openAt(row));
    if (piece.read || left || piece.spans.some((one) => one.doubted)) return;
    await this.app.store.change(`documents/${encodeURIComponent(document.id)}/read`, {
      pieces: { [id]: piece.digest }, how: "doubt",
    });
  }

  async undone(told) {
    await this.fetch();
    const ids = new Set(told.documents.flatMap((one) => one.annotations));
    const at = this.queue.findIndex((row) => ids.has(row.annotation));
    await this.show(Math.max(at, 0), 1);
  }
}
