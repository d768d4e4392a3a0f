// Which key means what.

const WAYS = { 1: "lecture", 2: "doute", 3: "forme" };
const LETTERS = {
  4: "contradictions",
  x: "remove", v: "value", a: "expansion", e: "everywhere", u: "undo", n: "find", f: "facsimile",
  "?": "help", g: "keep", b: "boundary", "=": "same", "/": "different",
};

// Returns the command of a key event, or null where the browser keeps it.
export function commandOf(event, labels) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const key = event.getModifierState("CapsLock") && event.key.length === 1
    ? event.key.toLowerCase() : event.key;
  const typing = event.target.closest?.("input, textarea, select");
  if (typing) return null;
  if ((key === "Enter" || key === " ") && event.target.closest?.("button, a, summary")) return null;
  if (event.shiftKey) {
    if (key === "ArrowRight") return { name: "move", which: "end", way: 1 };
    if (key === "ArrowLeft") return { name: "move", which: "end", way: -1 };
    if (key === "ArrowUp") return { name: "move", which: "start", way: -1 };
    if (key === "ArrowDown") return { name: "move", which: "start", way: 1 };
  }
  if (key === "Tab") return { name: "doubted", way: event.shiftKey ? -1 : 1 };
  if (key === "Enter") return { name: "right" };
  if (key === " ") return { name: event.shiftKey ? "back" : "read" };
  if (key === "Escape") return { name: "leave" };
  if (key === "ArrowRight") return { name: "arrow", way: 1 };
  if (key === "ArrowLeft") return { name: "arrow", way: -1 };
  if (key === "ArrowDown") return { name: "piece", way: 1 };
  if (key === "ArrowUp") return { name: "piece", way: -1 };
  if (Object.hasOwn(WAYS, key)) return { name: "way", way: WAYS[key] };
  if (Object.hasOwn(LETTERS, key)) return { name: LETTERS[key] };
  if (event.shiftKey && /^\p{L}$/u.test(key)) {
    const everywhere = { name: "everywhere", label: labels.get(key.toLowerCase())?.name ?? null };
    if (key.toLowerCase() === "x") return { ...everywhere, remove: true };
    return everywhere.label ? everywhere : null;
  }
  const label = labels.get(key);
  return label ? { name: "label", label: label.name } : null;
}
