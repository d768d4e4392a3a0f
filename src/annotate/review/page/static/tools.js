// The row of buttons at the foot: every key for the mouse.

import { element, french, twoWords } from "./words.js";

const COMMANDS = [
  ["Entrée", "right", { name: "right" }],
  ["x", "remove", { name: "remove" }],
  ["v", "value", { name: "value" }],
  ["a", "expansion", { name: "expansion" }],
  ["e", "everywhere", { name: "everywhere" }],
  ["u", "undo", { name: "undo" }],
  ["f", "facsimile", { name: "facsimile" }],
  ["Espace", "read", { name: "read" }],
];
const SHORT = { value: "valueShort", expansion: "expansionShort", facsimile: "pdfShort", read: "readShort" };
const ARROWS = [
  ["⇤", "début plus tôt", { name: "move", which: "start", way: -1 }],
  ["⇥", "début plus tard", { name: "move", which: "start", way: 1 }],
  ["←", "fin plus tôt", { name: "move", which: "end", way: -1 }],
  ["→", "fin plus tard", { name: "move", which: "end", way: 1 }],
];

export class Tools {
  constructor(host, app) {
    this.host = host;
    this.app = app;
    // The focus and the selection stay where they are while a button is pressed.
    host.addEventListener("pointerdown", (event) => event.preventDefault());
    host.addEventListener("mousedown", (event) => event.preventDefault());
  }

  draw() {
    const labels = this.app.store.run.labels.map((one) => {
      const made = this.button(one.key, [element("span", {}, one.fr)], { name: "label", label: one.name });
      for (const name of ["colour", "tint", "ink"]) made.style.setProperty(`--${name}`, one[name]);
      made.classList.add("label");
      made.title = `${one.fr} · ${one.en}`;
      return made;
    });
    const moves = ARROWS.map(([sign, title, command]) => {
      const made = this.button("", [sign], command);
      made.title = title;
      made.setAttribute("aria-label", title);
      return made;
    });
    const others = COMMANDS.map(([key, name, command]) => {
      const made = this.button(key, [french(SHORT[name] ?? name)], command);
      made.title = twoWords(name).map((one) => one.textContent ?? one).join("");
      return made;
    });
    this.host.replaceChildren(...labels, ...moves, ...others);
  }

  button(key, words, command) {
    return element("button", {
      type: "button", tabindex: "-1", "data-command": command.label ?? command.name,
      onclick: () => this.app.do(command),
    }, key ? element("kbd", {}, key) : null, " ", words);
  }
}
