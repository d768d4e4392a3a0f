// « Par doute »: one doubted span after the other, in its sentence and paragraph.

import { Board } from "./board.js";
import { ask } from "./store.js";
import { both, element, french, twoWords } from "./words.js";

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
    this.host = element("div", { class: "doubt" }, this.head, this.text, this.evidence);
    this.board = new Board(this.text, app, (command, where) => this.decided(command, where));
    this.queue = [];
    this.at = 0;
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
    const at = here ? this.queue.findIndex((one) => one.annotation === here.annotation) : 0;
    await this.show(at >= 0 ? at : Math.min(this.at, this.queue.length - 1), 1);
  }

  leave() {
    this.board.leave();
  }

  // Shows the doubt with a number, or the next one in a direction that is still open.
  async show(at, way, decided = false) {
    for (let next = at; next >= 0 && next < this.queue.length; next += way) {
      const row = this.queue[next];
      await this.app.store.document(row.document);
      const found = this.app.store.find(row.document, row.annotation)
        ?? (decided ? this.decidedAt(row) : null);
      if (found && (found.span.doubted || decided)) {
        this.at = next;
        this.draw(row, found);
        return;
      }
    }
    if (way < 0) return;
    if (this.queue.some((row) => this.app.store.find(row.document, row.annotation)?.span.doubted)
      && at > 0) {
      await this.show(0, 1);
      return;
    }
    this.head.replaceChildren(...twoWords("noDoubts"));
    this.text.replaceChildren();
    this.evidence.replaceChildren();
    this.app.say(both("noDoubts"));
  }

  // What became of a doubt that was shown before: its id goes with its label and its bounds.
  decidedAt(row) {
    if (!row.place) return null;
    const piece = this.app.store.documents.get(row.document).pieces
      .find((one) => one.id === row.place.piece);
    const span = piece?.spans.find((one) => one.start <= row.place.start && row.place.start < one.end);
    return span ? { piece, span } : null;
  }

  draw(row, { piece, span }) {
    row.place = { piece: piece.id, start: span.start };
    const sentence = piece.sentences.find(([start, end]) => start <= span.start && span.start < end);
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
    this.evidence.replaceChildren(...this.evidenceOf(row, span));
    this.board.focusSpan(span.id);
    this.board.elementOf(piece.id).querySelector("mark:focus")?.scrollIntoView({ block: "center" });
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
      ["elsewhere", labels.join(", ") || french("nowhere")],
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

  sort(order) {
    this.order = order;
    this.app.then(() => this.open());
  }

  async do(command) {
    const { board } = this;
    const row = this.queue[this.at];
    if (!row) return;
    if (command.name === "piece") await this.show(this.at + command.way, command.way, command.way < 0);
    else if (command.name === "arrow" && !(board.range() && !board.origin)) {
      await this.show(this.at + command.way, command.way, command.way < 0);
    } else if (command.name === "arrow") board.arrow(command.way);
    else if (command.name === "move") board.move(command.which, command.way);
    else if (command.name === "find") board.find();
    else if (command.name === "read") await this.read(row);
    else if (command.name === "leave") {
      board.leave();
      board.focusSpan(row.annotation);
    } else {
      if (!board.chosen() && !board.range()) board.focusSpan(row.annotation);
      await board.command(command.name, command.label);
    }
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
    await this.readDoubts(piece);
    const { annotation } = this.queue[this.at];
    if (command === "everywhere") await this.again();
    else if (id === annotation) await this.show(this.at + 1, 1);
    // Another name of the paragraph was decided on meanwhile: the doubt is still open.
    else if (id && this.board.focusSpan(annotation)) this.app.drawProgress();
    else this.board.focusNear(piece, start);
    this.app.drawProgress();
  }

  // Notes that the doubts of a paragraph were looked at, once none of them is left.
  async readDoubts(id) {
    const piece = this.board.piece(id);
    if (piece.read || piece.spans.some((one) => one.doubted)) return;
    await this.app.store.change(`documents/${encodeURIComponent(this.board.document.id)}/read`, {
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
