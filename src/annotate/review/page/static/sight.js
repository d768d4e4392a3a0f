// Which pieces of a text are on the screen, and have been.

export class Sight {
  constructor(board) {
    this.board = board;
    this.begun = new Set();
    this.scroller.addEventListener("scroll", () => this.look(), { passive: true });
  }

  get scroller() {
    return document.getElementById("main");
  }

  // The pieces on the screen, each with whether its beginning and its end are.
  pieces() {
    const { top, bottom } = this.scroller.getBoundingClientRect();
    const box = (at) => this.board.elementOf(this.board.pieces[at])?.getBoundingClientRect();
    let [low, high] = [0, this.board.pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (box(middle).bottom <= top + 1) low = middle + 1; else high = middle;
    }
    const found = [];
    for (let at = low; at < this.board.pieces.length && box(at).top < bottom - 1; at += 1) {
      const { top: begin, bottom: end } = box(at);
      found.push({ id: this.board.pieces[at], begins: begin >= top - 1, ends: end <= bottom + 1 });
    }
    return found;
  }

  look() {
    for (const one of this.pieces()) if (one.begins) this.begun.add(one.id);
  }

  // The pieces that end on the screen and began there, or on one before.
  whole() {
    this.look();
    return this.pieces().filter((one) => one.ends && this.begun.has(one.id)).map((one) => one.id);
  }

  holds(mark) {
    const { top, bottom } = this.scroller.getBoundingClientRect();
    const box = mark.getBoundingClientRect();
    return box.top >= top - 1 && box.bottom <= bottom + 1;
  }

  // Shows the next screen of a long piece, with the last two lines of this one.
  on() {
    const line = parseFloat(getComputedStyle(this.board.host).lineHeight) || 22;
    this.scroller.scrollBy({ top: this.scroller.clientHeight - 2 * line });
  }

  toTop(id) {
    this.board.elementOf(id).scrollIntoView({ block: "start" });
    this.look();
  }
}
