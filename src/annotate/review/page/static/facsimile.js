// The page of the PDF with the chosen span's box, beside the text.

import { ask, Refused } from "./store.js";
import { both, element } from "./words.js";

export class Facsimile {
  constructor(host, app) {
    this.host = host;
    this.app = app;
    this.shown = false;
    this.key = "";
  }

  async toggle() {
    this.shown = !this.shown;
    this.host.hidden = !this.shown;
    document.body.classList.toggle("beside", this.shown);
    this.key = "";
    if (this.shown) await this.follow();
  }

  // Shows the page of what is chosen now, if it is another one than is shown.
  async follow() {
    const { board } = this.app;
    if (!this.shown || !board?.document) return;
    const chosen = board.chosen();
    const piece = chosen?.piece ?? board.piece(board.current ?? board.pieces[0]);
    const query = new URLSearchParams({ annotation: chosen?.span.id ?? "", page: piece?.page ?? 1 });
    const path = `documents/${encodeURIComponent(board.document.id)}`;
    const key = `${path}?${query}`;
    if (key === this.key) return;
    this.key = key;
    let place;
    try {
      place = await ask(`${path}/place?${query}`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.host.replaceChildren(element("p", { class: "fault" },
        `${both("noPdf")} : ${board.document.source} ${error.what}. `, error.remedy ?? ""));
      return;
    }
    this.draw(`api/${path}/pages/${place.page}`, place);
  }

  draw(source, { page, width, height, boxes }) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    for (const [left, top, wide, high] of boxes) {
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [name, value] of Object.entries({ x: left - 3, y: top - 3, width: wide + 6, height: high + 6 })) {
        rect.setAttribute(name, value);
      }
      svg.append(rect);
    }
    const kept = this.host.querySelector(`img[src="${CSS.escape(source)}"]`);
    const image = kept ?? element("img", { src: source, alt: `page ${page}`, width, height });
    this.host.replaceChildren(element("figure", {}, image, svg));
    svg.querySelector("rect")?.scrollIntoView({ block: "center" });
  }
}
