"use strict";
// A mention leads to the page of its entity, and an address to its place in the text.
(function () {
  const index = "../../report.html#n=";
  const root = document.documentElement;
  root.classList.add("js");
  let language = (navigator.language || "fr").startsWith("fr") ? "fr" : "en";
  try { language = localStorage.getItem("annotate-language") || language; } catch (error) { /* no */ }
  root.dataset.ui = root.lang = language;
  const open = (mark) => {
    while (mark && mark.dataset.e === undefined) mark = mark.parentElement.closest("mark");
    if (mark) location.href = index + mark.dataset.e;
  };
  document.querySelectorAll("mark[data-e]").forEach((mark) => mark.setAttribute("tabindex", "0"));
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (mark && !String(getSelection())) open(mark);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.tagName === "MARK") open(event.target);
  });
  function stand() {
    let hash = location.hash.slice(1);
    try { hash = decodeURIComponent(hash); } catch (error) { /* as it stands */ }
    const found = /^t:(\d+):/.exec(hash);
    const place = found ? document.querySelectorAll(".block")[Number(found[1])]
      : hash && document.getElementById(hash);
    if (!place) return;
    place.classList.add("here");
    place.scrollIntoView({ block: "center" });
    requestAnimationFrame(() => place.scrollIntoView({ block: "center" }));
  }
  addEventListener("hashchange", stand);
  stand();
})();
