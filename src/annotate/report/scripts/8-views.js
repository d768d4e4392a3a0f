// Timeline, map and network: drawn when they are first shown, and again when filters change.
const colours = (label) => (labels[label] || [])[2] || "#667";
const shownEntities = () => store.entities
  .map((one, at) => ({ one, at, count: countOf(at) }))
  .filter(({ one, count }) => count && !filters.hidden.has(one[LABEL]));

function entityLink(one) {
  return element("a", one[NAME], { href: "#entity=" + encodeURIComponent(one[ID]) });
}

const timeline = { plot: null };
const DAY = 864e5, MOST_BARS = 100000;

// EDTF counts a year 0, which no calendar has: year 0 is 1 BC.
const yearName = (year) => (year > 0 ? String(year) : 1 - year + said(" av. J.-C.", " BC"));
const span = (first, last) => (last <= 0 ? 1 - first + "–" + yearName(last)
  : (first > 0 ? first : yearName(first)) + "–" + last);

// How each step counts time, from what a date is worth: [first year, last year, EDTF]. What is no
// finer than the step (a century among decades, a year among days) is left out, and told.
function byYears(step) {
  return {
    step,
    place: ([first, last]) => (last - first < step ? Math.floor(first / step) * step : null),
    name: (at) => (step === 1 ? yearName(at) : span(at, at + step - 1)),
  };
}
const STEPS = {
  day: {
    step: 1,
    place: ([, , value]) => {
      const found = /^(\d{4})-(0\d|1[0-2])-(\d\d)/.exec(value);
      return found && Math.round(Date.UTC(found[1], found[2] - 1, found[3]) / DAY);
    },
    name: (at) => new Date(at * DAY).toISOString().slice(0, 10),
  },
  month: {
    step: 1,
    place: ([, , value]) => {
      const found = /^(\d{4})-(0[1-9]|1[0-2])/.exec(value);
      return found && found[1] * 12 + Number(found[2]) - 1;
    },
    name: (at) => Math.floor(at / 12) + "-" + String((at % 12) + 1).padStart(2, "0"),
  },
  1: byYears(1), 10: byYears(10), 50: byYears(50), 100: byYears(100),
};

function periodsOf(steps) {
  const periods = new Map();
  let left = 0;
  for (const { one, count } of shownEntities()) {
    if (!one[YEARS]) continue;
    const at = steps.place(one[YEARS]);
    if (at === null) { left += count; continue; }
    if (!periods.has(at)) periods.set(at, { count: 0, dates: [] });
    const period = periods.get(at);
    period.count += count;
    period.dates.push([one, count]);
  }
  return [new Map([...periods].sort((a, b) => a[0] - b[0])), left];
}

timeline.draw = async () => {
  await store.all();
  const steps = STEPS[by("step").value], [periods, left] = periodsOf(steps);
  const body = by("periods").tBodies[0];
  body.replaceChildren(...[...periods].map(([at, period]) => {
    const made = element("tr", null, { id: "period" + at });
    const dates = element("td");
    period.dates.sort((a, b) => b[1] - a[1]).slice(0, 12).forEach(([one, count], place) => {
      dates.append(place ? ", " : "", entityLink(one), " (" + count + ")");
    });
    if (period.dates.length > 12) dates.append(", …");
    made.append(element("th", steps.name(at), { scope: "row" }),
      element("td", number(period.count), { class: "count" }), dates);
    return made;
  }));
  by("timeline-none").hidden = periods.size > 0;
  by("timeline-left").textContent = left
    ? said("Sans compter " + left + " mentions de dates moins précises.",
      "Without " + left + " mentions of dates that are less precise.") : "";
  drawPlot(steps, periods);
};

function drawPlot({ step, name }, periods) {
  const box = by("plot");
  box.replaceChildren();
  if (!periods.size) return;
  const style = getComputedStyle(root), ink = style.getPropertyValue("--ink");
  const line = style.getPropertyValue("--line");
  const first = [...periods.keys()][0], last = [...periods.keys()].pop();
  const xs = [];
  for (let at = Math.max(first, last - MOST_BARS * step); at <= last; at += step) xs.push(at);
  const ys = xs.map((at) => (periods.get(at) || { count: 0 }).count);
  const axis = { stroke: ink, grid: { stroke: line }, ticks: { stroke: line } };
  timeline.plot = new uPlot({
    width: Math.max(280, box.clientWidth), height: 240, legend: { show: false },
    cursor: { drag: { x: true, y: false } },
    scales: { x: { time: false, range: (_, low, high) => [low - step, high + step] },
      y: { range: (_, low, high) => [0, Math.max(1, high) * 1.08] } },
    axes: [{ ...axis, values: (_, ticks) => ticks.map((one) => (one % 1 ? "" : step > 1 ? yearName(one) : name(one))) },
      { ...axis, size: 46 }],
    series: [{}, { fill: colours("DATE") + "aa", stroke: colours("DATE"), points: { show: false },
      paths: uPlot.paths.bars({ size: [0.85, 60] }) }],
  }, [xs, ys], box);
  // A few early dates must not press the others together; a double click shows all.
  let least = 0, early = xs[0];
  const total = ys.reduce((sum, one) => sum + one, 0);
  for (let place = 0; least + ys[place] < total / 50; place += 1) {
    least += ys[place];
    early = xs[place + 1];
  }
  timeline.plot.setScale("x", { min: early, max: last });
  box.addEventListener("click", () => {
    const at = timeline.plot.cursor.idx, found = at !== null && by("period" + xs[at]);
    if (found) found.scrollIntoView({ block: "center" });
  });
}

const map = { leaflet: null, layer: null };

map.draw = async () => {
  await store.all();
  const places = shownEntities().filter(({ one }) => one[PLACE]);
  by("map-none").hidden = places.length > 0;
  by("places").tBodies[0].replaceChildren(...places.slice(0, 300).map(({ one, count }) => {
    const made = element("tr"), name = element("td");
    name.append(entityLink(one));
    made.append(name, element("td", number(count), { class: "count" }),
      element("td", one[PLACE].join(", ")));
    return made;
  }));
  by("chart").hidden = !places.length;
  if (!places.length) return;
  if (!map.leaflet) {
    map.leaflet = L.map(by("chart"), { attributionControl: false, zoomSnap: 0.25, minZoom: 1 });
    L.geoJSON(data.outline || await shard("outline"), {
      interactive: false, style: { weight: 1, className: "outline" },
    }).addTo(map.leaflet);
    L.control.scale({ imperial: false }).addTo(map.leaflet);
    map.leaflet.setView([46.6, 2.4], 5);
  }
  if (map.layer) map.layer.remove();
  map.layer = L.featureGroup(places.map(({ one, at, count }) => {
    const circle = L.circleMarker(one[PLACE], {
      radius: 3 + 2.2 * Math.log2(1 + count), color: colours(one[LABEL]), weight: 1.5, fillOpacity: 0.45,
    });
    circle.bindTooltip(one[NAME] + " · " + count);
    circle.on("click", () => choose(at));
    return circle;
  })).addTo(map.leaflet);
  map.leaflet.invalidateSize();
  map.leaflet.fitBounds(map.layer.getBounds().pad(0.1), { maxZoom: 9 });
};

const network = { centre: -1 };

network.around = (at) => { network.centre = at; };

// The pairs to draw: around one entity, or the strongest of all.
async function edgesToDraw() {
  const column = by("unit").value === "sentence" ? 2 : 3;
  if (network.centre < 0) {
    return data.edges.map((one) => [one[0], one[1], one[column]]);
  }
  const card = await store.card(network.centre), found = [];
  const numbers = new Map();
  for (const one of card.near) numbers.set(await store.numberOf(one[2]), one[column + 1]);
  numbers.forEach((weight, at) => found.push([network.centre, at, weight]));
  for (const one of data.edges) {
    if (numbers.has(one[0]) && numbers.has(one[1])) found.push([one[0], one[1], one[column]]);
  }
  return found;
}

network.draw = async () => {
  await store.all();
  const most = Number(by("nodes").value), kinds = filters.hidden;
  const edges = (await edgesToDraw()).filter(([a, b, weight]) => weight &&
    [a, b].every((at) => store.entities[at] && !kinds.has(store.entities[at][LABEL]) && countOf(at)));
  edges.sort((a, b) => b[2] - a[2]);
  const nodes = new Map(), links = [];
  for (const [a, b, weight] of edges) {
    const fresh = [a, b].filter((at) => !nodes.has(at));
    if (nodes.size + fresh.length > most) continue;
    fresh.forEach((at) => nodes.set(at, { at }));
    links.push({ source: nodes.get(a), target: nodes.get(b), weight });
  }
  by("network-none").hidden = nodes.size > 0;
  by("network-of").textContent = network.centre < 0 ? "" : store.entities[network.centre][NAME];
  by("network-all").hidden = network.centre < 0;
  drawNetwork([...nodes.values()], links);
  by("pairs").tBodies[0].replaceChildren(...links.slice(0, 200).map((one) => {
    const made = element("tr");
    for (const end of [one.source, one.target]) {
      const cell = element("td");
      cell.append(entityLink(store.entities[end.at]));
      made.append(cell);
    }
    made.append(element("td", number(one.weight), { class: "count" }));
    return made;
  }));
};

function drawNetwork(nodes, links) {
  const box = by("graph"), width = Math.max(320, box.clientWidth), height = 560;
  d3.forceSimulation(nodes)
    .force("link", d3.forceLink(links).distance(70).strength((one) => Math.min(1, one.weight / 6)))
    .force("charge", d3.forceManyBody().strength(-220))
    .force("x", d3.forceX().strength(0.05)).force("y", d3.forceY().strength(0.08))
    .force("apart", d3.forceCollide(26)).stop().tick(300);
  const drawn = (tag, attributes, text) => {
    const made = document.createElementNS(SVG, tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    if (text) made.textContent = text;
    return made;
  };
  const reach = (axis, size) => {
    const all = nodes.map((one) => one[axis]);
    const low = Math.min(0, ...all), high = Math.max(0, ...all);
    const scale = (size - 120) / Math.max(1, high - low);
    return (value) => 60 + (value - low) * Math.min(scale, 2) +
      Math.max(0, (size - 120 - (high - low) * Math.min(scale, 2)) / 2);
  };
  const x = reach("x", width), y = reach("y", height);
  const svg = drawn("svg", { viewBox: "0 0 " + width + " " + height, width, height });
  for (const { source, target, weight } of links) {
    svg.append(drawn("line", { x1: x(source.x), y1: y(source.y), x2: x(target.x), y2: y(target.y),
      "stroke-width": 0.6 + Math.log2(1 + weight) }));
  }
  for (const node of nodes.sort((a, b) => a.at - b.at)) {
    const one = store.entities[node.at];
    const link = drawn("a", { href: "#entity=" + encodeURIComponent(one[ID]) });
    link.append(drawn("title", {}, one[NAME] + " · " + one[COUNT]),
      drawn("circle", { cx: x(node.x), cy: y(node.y), r: 4 + Math.log2(1 + one[COUNT]),
        fill: colours(one[LABEL]) }),
      drawn("text", { x: x(node.x), y: y(node.y) - 9, "text-anchor": "middle" },
        one[NAME].length > 28 ? one[NAME].slice(0, 27) + "…" : one[NAME]));
    svg.append(link);
  }
  box.replaceChildren(svg);
  thinNames(svg);
}

// The acronyms that the filters leave, each with how often it stands there.
async function filterAcronyms() {
  const rows = by("acronyms").querySelectorAll("tbody tr");
  (await acronyms()).forEach(([, mentions], at) => {
    const some = filters.hidden.has("ACRONYM") ? [] : mentions.filter(kept);
    const [, , , times, documents] = rows[at].cells;
    rows[at].hidden = !some.length;
    times.firstElementChild.textContent = number(some.length);
    documents.textContent = number(new Set(some.map((one) => one[AT])).size);
  });
}

// A name that would stand over that of a commoner entity shows when its point is chosen.
function thinNames(svg) {
  const free = [];
  for (const text of svg.querySelectorAll("text")) {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const over = free.some((one) => left < one.right && right > one.left &&
      top < one.bottom && bottom > one.top);
    if (over) text.classList.add("crowded"); else free.push({ left, right, top, bottom });
  }
}

function setUpViews() {
  by("step").addEventListener("change", timeline.draw);
  for (const name of ["unit", "nodes"]) by(name).addEventListener("change", network.draw);
  by("network-all").addEventListener("click", () => { network.centre = -1; network.draw(); });
  document.querySelectorAll("[data-acronym]").forEach((one) => {
    one.addEventListener("click", () => {
      concordance.acronym(one.dataset.acronym);
      goTo("concordance");
    });
  });
  watchers.push(filterAcronyms);
}
