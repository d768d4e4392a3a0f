// Questions over the page: one line to type, a yes or no, the keys. Escape leaves without doing.

import { ask, Refused } from "./store.js";
import { both, element, french, twoWords } from "./words.js";

const dialog = () => document.getElementById("dialog");

let shownSoFar = 0;

export const isOpen = () => dialog().open;

// Returns how many were shown so far.
export const count = () => shownSoFar;

// Shows a dialog until it is closed; returns what it was closed with.
export function shown(title, content, classes = "") {
  const box = dialog();
  const before = document.activeElement;
  box.className = classes;
  box.replaceChildren(element("h2", { id: "dialog-title" }, twoWords(title)), ...content);
  box.setAttribute("aria-labelledby", "dialog-title");
  box.returnValue = "";
  shownSoFar += 1;
  box.showModal();
  return new Promise((resolve) => {
    box.addEventListener("close", () => {
      if (before?.isConnected) before.focus();
      resolve(box.returnValue);
    }, { once: true });
  });
}

export const closing = (name, value) => element("button", {
  type: "button", onclick: () => dialog().close(value),
}, twoWords(name));

// Asks for a line of text; returns it, or null. What is wrong with it is told while it is typed.
export async function line(title, value, hint, faultIn = async () => null) {
  const input = element("input", {
    value, "aria-describedby": "hint fault", autocomplete: "off", spellcheck: "false",
  });
  const fault = element("p", { id: "fault", class: "fault", "aria-live": "polite" });
  let asked = 0;
  const check = async () => {
    const number = ++asked;
    const found = await faultIn(input.value.trim());
    if (number === asked) {
      fault.textContent = found ? `${french("noValue")} · ${found}` : "";
      input.setAttribute("aria-invalid", found ? "true" : "false");
    }
    return found;
  };
  input.addEventListener("input", () => check().catch(() => {}));
  const form = element("form", {
    onsubmit: async (event) => {
      event.preventDefault();
      let found = null;
      try {
        found = await check();
      } catch { /* the decision itself tells that the server is gone */ }
      if (!found) dialog().close("ok");
    },
  }, input, fault, element("p", { id: "hint" }, twoWords(hint)), closing("cancel", ""));
  const answer = shown(title, [form]);
  input.select();
  return (await answer) === "ok" ? input.value.trim() : null;
}

export async function edtfFault(value) {
  if (!value) return null;
  return (await ask(`value?edtf=${encodeURIComponent(value)}`)).fault;
}

// Asks for a yes to what the server holds back.
export async function sure({ fr, what }) {
  const content = [element("p", {}, fr), element("p", { lang: "en" }, what), closing("cancel", ""), closing("yes", "ok")];
  return (await shown("asks", content)) === "ok";
}

// Shows the keys.
export function help(labels) {
  const rows = [
    ["Entrée", "right"], ["x", "remove"], ["Maj → ←", "endMoves"], ["Maj ↑ ↓", "startMoves"],
    ["b b", "whole"], ["v", "value"], ["a", "expansion"], ["e", "everywhere"],
    ["Maj + étiquette, X", "everywhereKeys"], ["u", "undo"], ["n", "find"],
    ["Espace", "read"], ["Tab", "doubts"], ["→ ←", "spans"], ["↑ ↓", "pieces"], ["f", "facsimile"],
    ["1 2 3", "ways"], ["4", "contradictions"], ["1 2 0 v", "sides"],
    ["Échap", "leave"], ["?", "help"],
    ["souris + touche", "aimed"], ["tirer", "dragged"], ["clic droit", "removed"],
  ].map(([key, name]) => row(key, twoWords(name)));
  const own = labels.filter((one) => one.key)
    .map((one) => row(one.key, [one.fr, " ", element("i", { lang: "en" }, one.en)]));
  const table = element("table", {}, element("tbody", {}, own, rows));
  return shown("help", [table, closing("close", "")]);
}

const row = (key, words) => element("tr", {},
  element("th", { scope: "row" }, element("kbd", {}, key)), element("td", {}, words));

// Shows what a decision about a form changes, before it counts; returns the decision or null.
// `first` is { verb, label, boundary }, `about` says which form.
export async function everywhere(about, first, labels, decide) {
  const panel = element("div", { tabindex: "-1", autofocus: true });
  const preview = new Preview(panel, about, labels);
  const onkey = (event) => {
    if (event.target.closest("button") && event.key === "Enter") return;
    if (preview.key(event)) event.preventDefault();
    else if (event.key === "Enter" && preview.counted) {
      event.preventDefault();
      dialog().close("ok");
    }
  };
  dialog().addEventListener("keydown", onkey);
  const answer = shown("everywhere", [panel, closing("cancel", ""), closing("carryOut", "ok")], "wide");
  preview.show(first);
  const ok = (await answer) === "ok";
  dialog().removeEventListener("keydown", onkey);
  if (ok && preview.counted) await decide({ ...about, ...preview.wanted });
}

const counted = (number, word) => `${number} ${word}${number > 1 ? "s" : ""}`;

// Returns what becomes of one occurrence.
function becomes({ was, status, label }) {
  if (status === "accepted") return `${label} : ${french("confirmed")}`;
  return `${was ? was.label : french("missed")} → ${status === "rejected" ? french("rejected") : label}`;
}

// What a decision everywhere changes: the count, and a few places.
export class Preview {
  // `others` counts the occurrences that a key would change, and `pick` decides with it at once.
  constructor(host, about, labels, { others = null, pick = null } = {}) {
    this.host = host;
    this.about = about;
    this.labels = labels;
    this.others = others;
    this.pick = pick ?? (({ key }) => this.key({ key }));
    this.counted = null;
    this.answered = false;
    this.asked = 0;
  }

  // Changes what is wanted by a key; returns whether the key meant something.
  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return false;
    const label = this.labels.find((one) => one.key && one.key === event.key);
    const wanted = label ? { verb: "étiqueter", label: label.name }
      : { x: { verb: "rejeter" }, g: { verb: "garder" } }[event.key];
    if (!wanted) return false;
    this.show(wanted);
    return true;
  }

  async show(wanted) {
    this.wanted = wanted;
    this.counted = null;
    this.answered = false;
    const number = ++this.asked;
    this.host.replaceChildren(element("p", { "aria-busy": "true" }, "…"));
    let told;
    try {
      told = await ask("preview", { ...this.about, ...wanted });
    } catch (error) {
      if (number === this.asked) {
        this.answered = true;
        const what = error instanceof Refused ? [error.fr, error.what].filter(Boolean).join(" · ")
          : both("gone");
        this.host.replaceChildren(element("p", { class: "fault", role: "alert" }, what));
      }
      return;
    }
    if (number !== this.asked) return;
    this.answered = true;
    this.counted = told;
    this.host.replaceChildren(...this.content(told));
  }

  content(told) {
    const { verb, label, boundary } = this.wanted;
    const what = [verb, label || boundary].filter(Boolean).join(" ");
    const kinds = Object.entries(told.kinds).map(([kind, count]) => `${count} ${french(kind)}`);
    const choices = [...this.labels.filter((one) => one.key)
      .map((one) => [one.key, one.fr, { name: "label", label: one.name }]),
    ["x", french("reject"), { name: "remove" }], ["g", french("keep"), { name: "keep" }]];
    return [
      element("p", { class: "summary", role: "status" },
        element("strong", {}, `« ${told.form} » : ${what}`), " ",
        ...(told.count ? [
          `${counted(told.count, "occurrence")} dans ${counted(told.documents, "texte")} (${kinds.join(", ")}) `,
          element("i", { lang: "en" }, `${told.count} in ${counted(told.documents, "text")}`),
        ] : twoWords("nothingThere"))),
      element("ul", { class: "contexts" }, told.contexts.map((one) => element("li", {},
        `${one.document} : ${one.left ?? ""}`, element("b", {}, one.text), one.right ?? "",
        element("small", {}, ` ${becomes(one)}`)))),
      told.blocked.length
        ? element("details", {}, element("summary", {},
          `${told.blocked.length} restent tels quels `, element("i", { lang: "en" }, "stay as they are")),
        element("ul", {}, told.blocked.map((one) => element("li", { lang: "en" }, one))))
        : null,
      element("p", { class: "choices" }, choices.map(([key, name, command]) => element("button", {
        type: "button",
        onclick: () => this.pick({ key, ...command }),
      }, element("kbd", {}, key), " ", name, this.others ? ` (${this.others(command)})` : ""))),
    ].filter(Boolean);
  }
}
