// « Par lecture »: a text as a whole, read screen by screen.

import { Board } from "./board.js";
import { Sight } from "./sight.js";
import { both, element } from "./words.js";

export class Reading {
  constructor(app) {
    this.app = app;
    this.name = "lecture";
    this.host = element("div", {
      class: "reading", role: "application", "aria-label": "Texte à lire / text to read",
    });
    this.board = new Board(this.host, app, (command, where) => this.decided(command, where), { follows: true });
    this.aimed = false;
    this.sight = new Sight(this.board);
    this.id = null;
  }

  async open([id, piece]) {
    const { documents } = this.app.store.run;
    const wanted = documents.find((one) => one.id === id) ?? documents.find((one) => one.id === this.id)
      ?? documents.find((one) => one.unread) ?? documents[0];
    const told = await this.app.store.document(wanted.id);
    this.id = wanted.id;
    this.app.chooseDocument(this.id);
    this.board.fill(told, told.pieces);
    const first = told.pieces.find((one) => one.id === piece) ?? told.pieces.find((one) => !one.read)
      ?? told.pieces[0];
    this.sight.begun.clear();
    if (first) this.toScreen(first.id);
    else this.app.say(both("allRead"));
  }

  to(piece) {
    this.board.focusPiece(piece);
    this.app.go("lecture", this.id, piece);
  }

  // Shows a screen from a piece on; its first doubt has the focus.
  toScreen(piece) {
    this.to(piece);
    this.sight.toTop(piece);
    const next = this.after(piece, -1);
    if (next?.doubted) this.board.focusSpan(next.id);
  }

  // The next doubted span on the screen after a place, or else the next span.
  after(id, start) {
    const { pieces } = this.board;
    const later = pieces.slice(pieces.indexOf(id)).flatMap((one) => this.board.piece(one).spans
      .filter((span) => one !== id || span.start > start));
    const doubted = later.find((one) => one.doubted);
    const shown = doubted && this.sight.holds(this.board.markOf(doubted.id));
    return shown ? doubted : later[0];
  }

  // Shows the text again after something else has changed it.
  async again() {
    const { current } = this.board;
    const chosen = this.board.chosen();
    const told = await this.app.store.document(this.id);
    this.board.fill(told, told.pieces);
    const piece = told.pieces.some((one) => one.id === current) ? current : told.pieces[0]?.id;
    if (piece) this.board.focusNear(piece, chosen?.span.start ?? null);
  }

  leave() {
    this.board.leave();
  }

  hasDoubted(way) {
    return Boolean(this.board.beside(way, ".doubted"));
  }

  // After these another span has the focus, or another screen is shown.
  goesOn({ name, at }) {
    return name === "read" || (!at && (name === "right" || name === "remove"));
  }

  async do(command) {
    const { board } = this;
    this.aimed = Boolean(command.at);
    if (command.at?.words && !["everywhere", "label"].includes(command.name)) {
      this.app.say(both("nothingChosen"));
      return;
    }
    if (command.at) board.take({ ...command.at, grows: command.name === "label" && command.at.grows });
    if (command.name === "read") await this.read();
    else if (command.name === "back") board.stepPiece(-1);
    else if (command.name === "doubted") board.step(command.way, ".doubted");
    else if (command.name === "arrow") board.arrow(command.way);
    else if (command.name === "piece") board.stepPiece(command.way);
    else if (command.name === "move") board.move(command.which, command.way);
    else if (command.name === "find") board.find();
    else if (command.name === "leave") board.leave();
    else if (command.name === "everywhere") await board.everywhere(command);
    else if (command.name === "dragged") await board.dragged(command);
    else await board.command(command.name, command.label);
    if (["piece", "back"].includes(command.name)) this.app.go("lecture", this.id, board.current);
  }

  // All paragraphs in sight were read. Of one that goes on below, the next lines are shown first.
  async read() {
    const { board, sight } = this;
    const whole = sight.whole();
    if (!whole.length) {
      const end = sight.pieces().find((one) => one.ends);
      if (end) sight.toTop(end.id); else sight.on();
      return;
    }
    const pieces = whole.map((id) => board.piece(id)).filter((one) => !one.read);
    if (pieces.length) {
      const told = await this.app.change(`documents/${encodeURIComponent(this.id)}/read`, {
        pieces: Object.fromEntries(pieces.map((one) => [one.id, one.digest])), how: "whole",
      }, this.id);
      if (!told) return;
      this.app.pace.note("lecture", pieces.reduce((sum, one) => sum + one.text.split(/\s+/).length, 0));
      board.redraw(pieces.map((one) => one.id));
    }
    await this.next(whole.at(-1));
  }

  // Goes to the next paragraph that nobody has read, in this document or the next one.
  async next(id) {
    const { pieces } = this.app.store.documents.get(this.id);
    const at = pieces.findIndex((one) => one.id === id);
    const next = [...pieces.slice(at + 1), ...pieces.slice(0, at)].find((one) => !one.read);
    if (next) {
      this.toScreen(next.id);
      return;
    }
    const { documents } = this.app.store.run;
    const here = documents.findIndex((one) => one.id === this.id);
    const other = [...documents.slice(here + 1), ...documents.slice(0, here)].find((one) => one.unread);
    if (other) {
      location.hash = `#/lecture/${encodeURIComponent(other.id)}`;
      this.app.say(`${both("allRead")} : ${this.id}`);
    } else this.app.say(both("everythingRead"));
    this.app.drawProgress();
  }

  async decided(command, { piece, start }) {
    this.board.focusNear(piece, start);
    if (this.aimed || (command !== "right" && command !== "remove")) return;
    const next = this.after(piece, start);
    if (next) this.board.focusSpan(next.id);
  }

  async undone(told) {
    const own = told.documents.find((one) => one.id === this.id);
    if (own) {
      this.board.redraw(own.changed.map((one) => one.id));
      const there = own.changed.find((one) => one.spans.some((span) => own.annotations.includes(span.id)));
      const span = there?.spans.find((one) => own.annotations.includes(one.id));
      if (own.changed.length) this.to((there ?? own.changed[0]).id);
      // Of a paragraph that was read, all at once is undecided again.
      if (span && own.annotations.length <= 2) this.board.focusSpan(span.id);
    } else if (told.documents.length) {
      const [one] = told.documents;
      location.hash = `#/lecture/${encodeURIComponent(one.id)}/${encodeURIComponent(one.changed[0]?.id ?? "")}`;
    }
  }
}
