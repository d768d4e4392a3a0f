// The run as the server has told it, and the way to it. What is here was answered by the server;
// nothing is changed before.

export class Refused extends Error {
  constructor(told) {
    super(told.what);
    this.kind = told.error;
    this.what = told.what;
    this.fr = told.fr ?? "";
    this.remedy = told.remedy;
    this.contradictions = told.contradictions ?? [];
  }
}

export class Gone extends Error {}

const JSON_HEADERS = { "content-type": "application/json" };

export async function ask(path, body) {
  const options = body === undefined ? {}
    : { method: "POST", headers: JSON_HEADERS, body: JSON.stringify(body) };
  let answer;
  let told;
  try {
    answer = await fetch(`api/${path}`, options);
    if (!(answer.headers.get("content-type") ?? "").startsWith("application/json")) {
      // Another program has taken the port, or another server of ours.
      if (answer.status !== 500) throw new Gone();
      throw new Refused({ error: "broken", what: await answer.text() });
    }
    told = await answer.json();
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Gone();
  }
  if (!answer.ok) throw new Refused(told);
  return told;
}

export class Store {
  constructor() {
    this.run = null;
    this.documents = new Map();
    this.contradictions = [];
    this.listeners = [];
  }

  async start() {
    this.run = await ask("run");
    await this.listContradictions();
    this.labels = new Map(this.run.labels.map((one) => [one.name, one]));
    this.byKey = new Map(this.run.labels.filter((one) => one.key).map((one) => [one.key, one]));
    this.changed();
  }

  // What other tabs and commands did since.
  async refresh() {
    this.run = await ask("run");
    await this.listContradictions();
    this.documents.clear();
    this.changed();
  }

  // A list that cannot be read is told of when it is opened.
  async listContradictions() {
    this.contradictions = await ask("contradictions").catch((error) => {
      if (error instanceof Gone) throw error;
      return [];
    });
  }

  changed() {
    for (const one of this.listeners) one();
  }

  labelsOf(layer) {
    return this.run.labels.filter((one) => one.layer === layer);
  }

  summary(id) {
    return this.run.documents.find((one) => one.id === id);
  }

  async document(id, again = false) {
    if (again || !this.documents.has(id)) {
      const told = await ask(`documents/${encodeURIComponent(id)}`);
      for (const piece of told.pieces) piece.letters = Array.from(piece.text);
      this.documents.set(id, told);
      this.summarise(told);
    }
    return this.documents.get(id);
  }

  summarise(told) {
    const summary = this.summary(told.id);
    for (const name of ["pieces", "unread", "unreadWords", "doubts"]) {
      if (typeof told[name] === "number") summary[name] = told[name];
    }
    if (Array.isArray(told.pieces)) summary.pieces = told.pieces.length;
    this.changed();
  }

  // Sends something that changes annotations, and takes over what changed by it.
  async change(path, body) {
    const told = await ask(path, body);
    for (const one of told.documents) {
      const known = this.documents.get(one.id);
      this.summarise(one);
      if (known === undefined) continue;
      for (const piece of one.changed) {
        piece.letters = Array.from(piece.text);
        const at = known.pieces.findIndex((other) => other.id === piece.id);
        if (at >= 0) known.pieces[at] = piece;
      }
    }
    return told;
  }

  // Returns the piece and the span of an annotation in a document that was read.
  find(id, annotation) {
    for (const piece of this.documents.get(id)?.pieces ?? []) {
      const span = piece.spans.find((one) => one.id === annotation);
      if (span) return { piece, span };
    }
    return null;
  }

  get total() {
    const sum = (name) => this.run.documents.reduce((all, one) => all + one[name], 0);
    return {
      pieces: sum("pieces"),
      unread: sum("unread"),
      unreadWords: sum("unreadWords"),
      doubts: sum("doubts"),
    };
  }
}
