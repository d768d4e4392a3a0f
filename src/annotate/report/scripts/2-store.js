// Entities, their mentions and the texts: in the page, or in a folder of shards beside it.
const waiting = new Map();

// Shards are scripts, which a page opened from a disk may load where it may not fetch.
window.annotateShard = (name, content) => {
  waiting.get(name).settle(content);
};

function shard(name) {
  if (!waiting.has(name)) {
    const one = {};
    one.ready = new Promise((settle, fail) => {
      one.settle = settle;
      const script = element("script", null, { src: data.folder.base + name + ".js" });
      script.addEventListener("error", () => fail(new Error(name)));
      document.head.append(script);
    });
    waiting.set(name, one);
  }
  return waiting.get(name).ready;
}

const store = {
  entities: data.entities,
  whole: !data.folder,
  // All rows of the list; a folder's page begins with the commonest.
  async all() {
    if (!store.whole) {
      store.entities = data.entities.concat(await shard("names"));
      store.whole = true;
    }
    return store.entities;
  },
  // Where documents are many, they are in a shard, too.
  async documents() {
    if (!data.documents) data.documents = await shard("documents");
  },
  async entity(at) {
    return at < store.entities.length ? store.entities[at] : (await store.all())[at];
  },
  async card(at) {
    if (data.cards) return data.cards[at];
    const size = data.folder.cards;
    return (await shard("cards/" + Math.floor(at / size)))[at % size];
  },
  async numberOf(id) {
    const known = store.entities.findIndex((one) => one[ID] === id);
    if (known >= 0 || store.whole) return known;
    return (await store.all()).findIndex((one) => one[ID] === id);
  },
  // Where a mention stands: in this page, or in that of its document.
  address(mention) {
    if (!mention[ANCHOR]) return "";
    return (data.documents[mention[AT]][1] || "") + "#" + encoded(mention[ANCHOR]);
  },
};
