// The page: which way is shown, the keys, and what is told.

import { contradictions } from "./contradictions.js";
import * as dialogs from "./dialogs.js";
import { Doubts } from "./doubts.js";
import { Facsimile } from "./facsimile.js";
import { Forms } from "./forms.js";
import { commandOf } from "./keys.js";
import { Pace } from "./pace.js";
import { Reading } from "./reading.js";
import { ask, Gone, Refused, Store } from "./store.js";
import { shown } from "./text.js";
import { Tools } from "./tools.js";
import { both, element, twoWords } from "./words.js";

const MOVES = new Set(["move", "arrow", "piece"]);
// What is about the span under the pointer, where there is one.
const AIMED = new Set(["right", "remove", "label", "value", "expansion", "everywhere", "boundary", "move"]);
// What writes something. After some of it the page goes on to what nobody has seen yet.
const DECIDES = new Set(["right", "remove", "label", "read", "everywhere", "value", "expansion"]);

const at = (id) => document.getElementById(id);

class App {
  constructor() {
    this.store = new Store();
    this.pace = new Pace();
    this.facsimile = new Facsimile(at("facsimile"), this);
    this.tools = new Tools(at("tools"), this);
    this.ways = { lecture: new Reading(this), doute: new Doubts(this), forme: new Forms(this) };
    this.way = null;
    this.doing = Promise.resolve();
    this.saving = null;
    this.store.listeners.push(() => this.drawProgress());
  }

  get board() {
    return this.way?.board ?? null;
  }

  async start() {
    await this.store.start();
    document.title = `annotate : ${this.store.run.folder}`;
    this.drawHead();
    this.tools.draw();
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("hashchange", () => this.then(() => this.follow()));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.then(() => this.refresh());
    });
    await this.follow();
  }

  // One thing after the other: keys that come while the server answers wait.
  then(action) {
    this.doing = this.doing.then(action).catch((error) => this.failed(error));
    return this.doing;
  }

  failed(error) {
    if (error instanceof Gone) this.showGone();
    else if (error instanceof Refused) this.say(this.inWords(error), true);
    else throw error;
  }

  // Another tab or command may have changed the run while this one was not looked at.
  async refresh() {
    await this.store.refresh();
    this.showBack();
    await this.way?.again();
  }

  // What the address says is to be shown: the way, and where.
  async follow() {
    const [name, ...place] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
    const way = this.ways[name] ?? this.ways.lecture;
    if (this.way !== way) {
      this.way?.leave();
      if (this.facsimile.shown && !way.board) this.facsimile.toggle();
      this.way = way;
      at("main").replaceChildren(way.host);
      for (const link of at("ways").children) {
        link.toggleAttribute("aria-current", link.dataset.way === way.name);
      }
      at("choice").hidden = way.name !== "lecture";
    }
    await way.open(place);
    this.drawProgress();
  }

  // Writes a place into the address; `anew` so that the browser's back leads to the earlier one.
  go(way, ...place) {
    const hash = `#/${[way, ...place].map(encodeURIComponent).join("/")}`;
    if (location.hash !== hash) history.replaceState(null, "", hash);
  }

  // Sends something that changes annotations; returns what changed, or null if nothing did.
  async change(path, body, id) {
    try {
      const told = await this.store.change(path, body);
      this.showBack();
      const done = body?.pieces ? "markedRead" : path === "undo" ? "undone" : "done";
      const spared = told.spared?.length ? ` ; ${told.spared.length} ${both("spared")} : ${told.spared.join(" ; ")}` : "";
      this.say(`${told.batch ? `${both(done)} (n° ${told.batch})` : both("noChange")}${spared}`, Boolean(spared));
      return told;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.kind === "asks") {
        return await dialogs.sure(error) ? this.change(path, { ...body, yes: true }, id) : null;
      }
      if (["stale", "contradicts"].includes(error.kind) && id) {
        await this.store.document(id, true);
        await this.way.again();
      }
      const settled = await this.settled(error.contradictions);
      if (settled) {
        return this.change(path, { ...body, settled: { ...body.settled, ...settled } }, id);
      }
      this.say(this.inWords(error), true);
      return null;
    }
  }

  // Asks who is right where what was done contradicts what somebody else decided meanwhile; null
  // where that is left as it is.
  async settled(rows) {
    const chosen = {};
    await contradictions(rows, "contradicts", (one, decision) => {
      chosen[one.mark] = decision;
      return rows.filter(({ mark }) => !chosen[mark]);
    });
    return rows.length && rows.every(({ mark }) => chosen[mark]) ? chosen : null;
  }

  // Goes through the list that pulls and sheets write, and fills its cells.
  async contradictions() {
    const rows = await ask("contradictions");
    if (!rows.length) this.say(both("noContradictions"));
    await contradictions(rows, "repeat", ({ origin, mark }, decision) =>
      ask("contradictions", { origin, mark, decision }));
    await this.store.listContradictions();
    this.drawProgress();
  }

  inWords(error) {
    if (error.kind === "stale") return both("stale");
    const what = [error.fr, error.what].filter(Boolean).join(" · ");
    return `${both(error.kind)} : ${what}${error.remedy ? ` (${error.remedy})` : ""}`;
  }

  async undo() {
    if (await this.way.takesBack?.()) return;
    const told = await this.change("undo", {}, null);
    if (told) await this.way.undone(told);
  }

  key(event) {
    // A key that a dialog took, which it may have closed, is not meant for what lies under it.
    if (dialogs.isOpen() || event.defaultPrevented) return;
    const command = commandOf(event, this.store.byKey);
    if (!command || (command.name === "doubted" && !this.way?.hasDoubted(command.way))) return;
    event.preventDefault();
    // A key that is held down moves on, and decides nothing.
    if (event.repeat && !MOVES.has(command.name)) return;
    const at = AIMED.has(command.name) ? this.board?.pointer.aim() : null;
    // What a key has chosen is meant until the pointer moves on.
    if (!AIMED.has(command.name)) this.board?.pointer.rest();
    this.do(at ? { ...command, at } : command);
  }

  // Commands that come while something is saved wait, and are carried out in their order. What would
  // decide about something that was not shown yet is not carried out.
  do(command) {
    const before = dialogs.count();
    if (this.saving && DECIDES.has(command.name) && !command.at) {
      this.say(both("tooFast"), true);
      return this.doing;
    }
    if (this.way?.goesOn(command)) this.saving = command;
    return this.then(async () => {
      try {
        // A key that came before a dialog was there is not meant for what lies under it.
        if (dialogs.count() === before) await this.carryOut(command);
      } finally {
        if (this.saving === command) this.saving = null;
      }
    });
  }

  async carryOut(command) {
    if (command.name === "help") await dialogs.help(this.store.run.labels);
    else if (command.name === "way") location.hash = `#/${command.way}`;
    else if (command.name === "undo") await this.undo();
    else if (command.name === "contradictions") await this.contradictions();
    else if (command.name === "facsimile") await this.facsimile.toggle();
    else await this.way.do(command);
  }

  say(what, loud = false) {
    const told = at("told");
    told.className = loud ? "loud" : "";
    told.textContent = what;
  }

  showGone() {
    at("gone").replaceChildren(...twoWords("gone"));
    at("gone").hidden = false;
    document.body.classList.add("lost");
  }

  showBack() {
    at("gone").hidden = true;
    document.body.classList.remove("lost");
  }

  drawHead() {
    at("ways").replaceChildren(...[["lecture", "reading"], ["doute", "doubt"], ["forme", "forms"]]
      .map(([way, name]) => element("a", { href: `#/${way}`, "data-way": way }, twoWords(name))));
    at("documents").addEventListener("change", (event) => {
      location.hash = `#/lecture/${encodeURIComponent(event.target.value)}`;
    });
    at("help-button").addEventListener("click", () => this.do({ name: "help" }));
  }

  drawProgress() {
    const { pieces, unread, doubts } = this.store.total;
    const minutes = this.pace.minutes(this.way?.name, this.store.total);
    const open = this.store.contradictions.filter((one) => !one.decision).length;
    at("progress").replaceChildren(
      element("span", {}, `${pieces - unread}/${pieces} lus `, element("i", { lang: "en" }, "read")),
      element("span", {}, `${doubts} doutes `, element("i", { lang: "en" }, "doubts")),
      element("span", {}, minutes === null ? "" : `≈ ${minutes} min`),
      open ? element("button", {
        type: "button", id: "contradictions", onclick: () => this.do({ name: "contradictions" }),
      }, element("kbd", {}, "4"), ` ${open} contradiction${open > 1 ? "s" : ""}`) : "",
    );
    const chosen = at("documents").value;
    at("documents").replaceChildren(...this.store.run.documents.map((one) => element("option", {
      value: one.id, selected: one.id === chosen,
    }, `${one.unread ? "" : "✓ "}${one.id} (${one.pieces - one.unread}/${one.pieces})`)));
  }

  chooseDocument(id) {
    at("documents").value = id;
  }

  // What is known of the span that is chosen.
  drawDetail(span) {
    const label = span ? this.store.labels.get(span.label) : null;
    const same = span ? this.board.document.pieces.reduce((sum, piece) => sum + piece.spans
      .filter((one) => one.text === span.text && one.layer === span.layer).length, 0) : 0;
    const often = same > 1 ? `\n${same} × : ${both("oftenKeys")}` : "";
    at("detail").textContent = span ? (shown(span, label) + often).replaceAll("\n", " – ") : "";
  }

  followFacsimile() {
    if (this.facsimile.shown) this.then(() => this.facsimile.follow());
  }
}

const app = new App();
app.then(() => app.start());
