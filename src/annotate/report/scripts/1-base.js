// What the other scripts share: the data, elements in two languages, and where shards come from.
const root = document.documentElement;
const by = (id) => document.getElementById(id);
const data = JSON.parse(by("data").textContent);
const labels = data.labels;
const SVG = "http://www.w3.org/2000/svg";
root.classList.add("js");

// Columns of a row of the list of entities.
const [ID, LABEL, NAME, SHORT, FORMS, COUNT, CITED, DOCUMENTS, FIRST, YEARS, PLACE] =
  Array(11).keys();
// Columns of a mention.
const [AT, PAGE, LEFT, TEXT, RIGHT, ANCHOR, VALUE, SOURCE, FLAGS, STATUS, SCORE, BOXES] =
  Array(12).keys();

function element(tag, text, attributes) {
  const made = document.createElement(tag);
  if (text !== undefined && text !== null) made.textContent = text;
  for (const name in attributes || {}) made.setAttribute(name, attributes[name]);
  return made;
}

function two(tag, french, english, attributes) {
  const made = element(tag, null, attributes);
  made.append(element("span", french, { class: "fr", lang: "fr" }), " ",
    element("span", english, { class: "en", lang: "en" }));
  return made;
}

const english = () => root.dataset.ui === "en";
const said = (french, other) => (english() ? other : french);
const number = (count) => count.toLocaleString(english() ? "en" : "fr");

// Case, accents, apostrophes and dashes fold, and no character changes its place.
function folded(text) {
  return text.replace(/[^\x00-\x7f]/g, (sign) => {
    if (/[\u2018\u2019\u02bc]/.test(sign)) return "'";
    if (/[\u2010-\u2015]/.test(sign)) return "-";
    if (/[\u00a0\u202f\u2009]/.test(sign)) return " ";
    return sign.normalize("NFD")[0];
  }).toLowerCase();
}

// A short text for those who listen.
function tell(french, other) {
  by("status").textContent = said(french, other);
}

function encoded(place) {
  return encodeURI(place).replace(/#/g, "%23");
}

function decoded(text) {
  try { return decodeURIComponent(text); } catch (error) { return text; }
}

function button(french, other, action) {
  const made = two("button", french, other);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}
