// « Par lecture »: a text as a whole, read paragraph by paragraph.

import { Board } from "./board.js";
import { both, element } from "./words.js";

export class Reading {
  constructor(app) {
    this.app = app;
    this.name = "lecture";
    this.host = element("div", {
      class: "reading", role: "application", "aria-label": "Texte à lire / text to read",
    });
    this.board = new Board(this.host, app, (command, where) => this.decided(command, where));
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
    if (first) this.to(first.id);
    else this.app.say(both("allRead"));
  }

  to(piece) {
    this.board.focusPiece(piece);
    this.app.go("lecture", this.id, piece);
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

  async do(command) {
    const { board } = this;
    if (command.name === "read") await this.read();
    else if (command.name === "back") board.stepPiece(-1);
    else if (command.name === "arrow") board.arrow(command.way);
    else if (command.name === "piece") board.stepPiece(command.way);
    else if (command.name === "move") board.move(command.which, command.way);
    else if (command.name === "find") board.find();
    else if (command.name === "leave") board.leave();
    else await board.command(command.name, command.label);
    if (["piece", "back"].includes(command.name)) this.app.go("lecture", this.id, board.current);
  }

  async read() {
    const piece = this.board.piece(this.board.current);
    if (!piece) return;
    if (!piece.read) {
      const told = await this.app.change(`documents/${encodeURIComponent(this.id)}/read`, {
        pieces: { [piece.id]: piece.digest }, how: "whole",
      }, this.id);
      if (!told) return;
      this.app.pace.note("lecture", piece.text.split(/\s+/).length);
      this.board.redraw([piece.id]);
    }
    await this.next(piece.id);
  }

  // Goes to the next paragraph that nobody has read, in this document or the next one.
  async next(id) {
    const { pieces } = this.app.store.documents.get(this.id);
    const at = pieces.findIndex((one) => one.id === id);
    const next = [...pieces.slice(at + 1), ...pieces.slice(0, at)].find((one) => !one.read);
    if (next) {
      this.to(next.id);
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
    if (command === "add" || command === "label" || command === "bounds") {
      this.board.focusNear(piece, start);
    }
    if (command === "right" || command === "remove") {
      const after = this.board.piece(piece).spans.find((one) => one.start > start);
      if (command === "remove" && after) this.board.focusSpan(after.id);
      else if (!this.board.step(1)) this.board.focusPiece(piece);
    }
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
