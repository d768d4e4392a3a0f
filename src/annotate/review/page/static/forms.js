// « Par forme »: the queue of `annotate check`, each form with what a decision everywhere changes.

import * as dialogs from "./dialogs.js";
import { ask } from "./store.js";
import { both, element, french, twoWords } from "./words.js";

export class Forms {
  constructor(app) {
    this.app = app;
    this.name = "forme";
    this.board = null;
    this.list = element("ol", { class: "cases" });
    this.detail = element("div", {
      class: "case", role: "application", tabindex: "-1", "aria-label": "Forme douteuse / form in doubt",
    });
    this.host = element("div", { class: "forms" },
      element("nav", { "aria-label": "Formes / forms" }, this.list), this.detail);
    this.cases = [];
    this.at = 0;
  }

  async open([id]) {
    this.cases = await ask("forms");
    const at = this.cases.findIndex((one) => one.id === id);
    this.show(Math.max(at, 0));
  }

  async again() {
    await this.open([this.cases[this.at]?.id]);
  }

  leave() {}

  show(at) {
    this.at = Math.max(0, Math.min(at, this.cases.length - 1));
    this.list.replaceChildren(...this.cases.map((one, index) => element("li", {},
      element("button", {
        type: "button", tabindex: "-1", "aria-current": index === this.at ? "true" : null,
        onclick: () => this.show(index),
      }, one.form, " ", element("small", {}, `${one.count} ×`)))));
    const one = this.cases[this.at];
    if (!one) {
      this.detail.replaceChildren(element("p", {}, twoWords("noForms")));
      return;
    }
    this.app.go("forme", one.id);
    const panel = element("div");
    this.preview = new dialogs.Preview(panel, { form: one.form, layer: one.layer }, this.labels(one), {
      others: ({ name, label }) => (name === "keep" ? 0 : one.count - (one.labels[label] ?? 0)),
      pick: (command) => this.app.do(command),
    });
    this.detail.replaceChildren(
      element("h2", {}, one.form),
      element("ul", { class: "doubts" }, one.doubts.map((doubt) => element("li", {}, doubt.fr, " ",
        element("i", { lang: "en" }, doubt.en)))),
      panel,
      element("p", { class: "hint" }, twoWords("formKeys")),
      element("p", {}, element("button", { type: "button", onclick: () => this.app.do({ name: "right" }) },
        element("kbd", {}, "Entrée"), " ", twoWords("carryOut")), " ",
      element("button", { type: "button", onclick: () => this.app.do({ name: "boundary" }) },
        element("kbd", {}, "b"), " ", twoWords("bounds"))),
      ...this.pairs(one),
      element("ul", { class: "contexts all" }, one.occurrences.map((place) => element("li", {},
        element("small", {}, `${place.document}${place.page ? `, p. ${place.page}` : ""} · ${
          place.label || french("missed")}${place.decided ? " ✓" : ""} `),
        place.left, element("b", {}, place.text), place.right))),
    );
    this.list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    this.detail.focus({ preventScroll: true });
    this.app.then(() => this.preview.show(this.proposed(one)));
  }

  // Names that may be the same thing, each with what can be said of both.
  pairs(one) {
    return one.others.map((other, index) => element("section", { class: "pair" },
      element("p", {}, twoWords("samePair"), " ", element("b", {}, other.form), " ",
        ...[["=", "same", "areSame"], ["/", "different", "areDifferent"]].flatMap(([key, name, words]) => [
          element("button", { type: "button", onclick: () => this.paired(one, other, name) },
            ...(index ? [] : [element("kbd", {}, key), " "]), twoWords(words)), " "])),
      element("ul", { class: "contexts" }, other.occurrences.map((place) => element("li", {},
        element("small", {}, `${place.document}${place.page ? `, p. ${place.page}` : ""} `),
        place.left, element("b", {}, place.text), place.right)))));
  }

  // Says whether two names are one thing: nothing is annotated otherwise.
  async paired(one, other, name) {
    if (!other) return;
    const verb = name === "same" ? "même" : "différent";
    const told = await this.app.change(
      "everywhere", { form: one.form, layer: one.layer, verb, boundary: other.form }, null);
    if (told) await this.again();
  }

  labels(one) {
    return one.layer === "acronyms" ? [] : this.app.store.labelsOf(one.layer);
  }

  proposed(one) {
    if (one.boundary) return { verb: "bornes", boundary: one.boundary };
    if (one.layer === "acronyms" || !one.label) return { verb: "garder" };
    return { verb: "étiqueter", label: one.label };
  }

  hasDoubted() {
    return false;
  }

  goesOn({ name }) {
    return ["right", "label", "remove", "keep"].includes(name);
  }

  async do(command) {
    const one = this.cases[this.at];
    if (!one) return;
    if (command.name === "piece" || command.name === "arrow") this.show(this.at + command.way);
    else if (command.name === "read") this.show(this.at + 1);
    else if (command.name === "label") await this.carryOut(one, { verb: "étiqueter", label: command.label });
    else if (command.name === "remove") await this.carryOut(one, { verb: "rejeter" });
    else if (command.name === "keep") await this.carryOut(one, { verb: "garder" });
    else if (command.name === "boundary") await this.bounded(one);
    else if (command.name === "same" || command.name === "different") {
      await this.paired(one, one.others[0], command.name);
    }
    else if (command.name === "right") await this.carryOut(one);
  }

  async bounded(one) {
    const boundary = await dialogs.line("bounds", one.boundary || one.form, "newBounds");
    if (boundary) await this.preview.show({ verb: "bornes", boundary });
  }

  // Decides on a form everywhere: as is proposed and shown, or otherwise.
  async carryOut(one, wanted = this.preview.counted && this.preview.wanted) {
    if (!this.preview.answered) this.app.say(both("tooFast"), true);
    if (!wanted || !this.preview.answered) return;
    const told = await this.app.change("everywhere", { ...this.preview.about, ...wanted }, null);
    if (!told) return;
    this.cases = this.cases.filter((other) => other !== one);
    this.show(this.at);
    if (!this.cases.length) this.app.say(both("noForms"));
  }

  async undone() {
    await this.again();
  }
}
