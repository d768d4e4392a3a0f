// What two people decided differently: both in their context, and a key each to say who is right.

import { closing, edtfFault, shown } from "./dialogs.js";
import { Refused } from "./store.js";
import { both, element, twoWords } from "./words.js";

const SIDES = [["1", "first"], ["2", "second"], ["0", "drop"]];
const SIGNS = "⟦⟧⟪⟫";

// Shows contradictions one at a time until all are settled or the dialog is closed. `choose` is told
// of a row and a decision, and returns the rows that there are then.
export async function contradictions(rows, hint, choose) {
  if (!rows.length) return;
  const panel = element("div", { tabindex: "-1", autofocus: true });
  let at = next(rows, 0);
  let busy = false;
  // A button that had the focus is gone then, and keys would go nowhere.
  const draw = (fault = "") => {
    panel.replaceChildren(...content(rows, at, pick, value, fault));
    panel.focus();
  };
  const pick = async (decision) => {
    if (busy) return;
    busy = true;
    try {
      rows = await choose(rows[at], decision);
      if (!rows.length) dialog.close();
      else {
        at = next(rows, at);
        draw();
      }
    } catch (error) {
      draw(error instanceof Refused ? [error.fr, error.what].filter(Boolean).join(" · ") : both("gone"));
    } finally {
      busy = false;
    }
  };
  const value = async (text) => {
    const fault = await edtfFault(text).catch(() => null);
    if (text && !fault) await pick(`value ${text}`);
    else draw(`${both("noValue")} ${fault ?? ""}`);
  };
  const onkey = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const own = panel.querySelector("input");
    if (event.target === own) return;
    // On a French keyboard the digits of the upper row are typed with Shift.
    const digit = /^Digit([012])$/.exec(event.code)?.[1] ?? event.key;
    const side = SIDES.find(([key]) => key === digit);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (side) pick(side[1]);
    else if (event.key === "v" && own) own.focus();
    else if (step && rows[at + step]) {
      at += step;
      draw();
    } else return;
    event.preventDefault();
  };
  draw();
  const dialog = document.getElementById("dialog");
  dialog.addEventListener("keydown", onkey);
  await shown("contradictions", [panel, element("p", {}, twoWords(hint)), closing("close", "")], "wide");
  dialog.removeEventListener("keydown", onkey);
}

// The first row from a place on that is open, else the first at all; the place itself where all are
// settled.
function next(rows, from) {
  const open = rows.map((one, index) => (one.decision ? -1 : index)).filter((index) => index >= 0);
  return open.find((index) => index >= from) ?? open[0] ?? Math.min(from, rows.length - 1);
}

function content(rows, at, pick, value, fault) {
  const one = rows[at];
  const says = { first: one.first, second: one.second, drop: "–" };
  return [
    element("p", { class: "summary", role: "status" }, `${at + 1}/${rows.length} `,
      element("strong", {}, one.document), one.origin ? ` (${one.origin})` : "", " : ",
      one.decision ? element("strong", {}, one.decision) : twoWords("open")),
    element("p", { class: "context" }, marked(one.context)),
    element("p", { class: "sides" }, SIDES.map(([key, name]) => element("button", {
      type: "button", "data-side": name, onclick: () => pick(name),
    }, element("kbd", {}, key), " ", says[name], " ", element("small", {}, twoWords(name))))),
    aboutDates(one) ? element("form", {
      onsubmit: (event) => {
        event.preventDefault();
        value(event.target.querySelector("input").value.trim());
      },
    }, element("label", {}, element("kbd", {}, "v"), " ", twoWords("value"), " ",
      element("input", { autocomplete: "off", spellcheck: "false" }))) : null,
    element("p", { class: "fault", role: "alert" }, fault),
  ].filter(Boolean);
}

// Whether both say that there is a date, so that it may have a value that neither gave.
function aboutDates({ first, second }) {
  return [first, second].every((said) => said.includes(" : DATE «") && !said.includes(" + "));
}

// Colours what lies between the signs of either; they may cross.
function marked(context) {
  const open = { first: false, second: false };
  return context.split(/([⟦⟧⟪⟫])/).map((part) => {
    const sign = part ? SIGNS.indexOf(part) : -1;
    if (sign >= 0) open[sign < 2 ? "first" : "second"] = sign % 2 === 0;
    return element("span", { "data-first": open.first, "data-second": open.second }, part);
  });
}
