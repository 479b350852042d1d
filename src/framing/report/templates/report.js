"use strict";
(() => {
  const panel = document.getElementById("filter");
  if (!panel) return;
  const boxes = Array.from(panel.querySelectorAll("input"));
  const rows = Array.from(document.querySelectorAll("li[data-frames]"));
  const articles = Array.from(document.querySelectorAll("article"));
  const status = document.getElementById("filter-status");
  const clear = document.getElementById("filter-clear");

  const apply = () => {
    const chosen = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let shown = 0;
    for (const row of rows) {
      const hit = chosen.size === 0 || row.dataset.frames.split(" ").some((frame) => chosen.has(frame));
      row.hidden = !hit;
      if (hit) shown += 1;
    }
    for (const article of articles) {
      article.hidden = chosen.size > 0 && !article.querySelector("li[data-frames]:not([hidden])");
    }
    document.body.classList.toggle("filtered", chosen.size > 0);
    clear.hidden = chosen.size === 0;
    status.textContent = chosen.size === 0
      ? "All sentences are shown."
      : "Showing " + shown + " of " + rows.length + " sentences.";
  };

  const reveal = () => {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { return; }
    const target = document.getElementById(name);
    if (target && target.closest("[hidden]")) {
      boxes.forEach((box) => { box.checked = false; });
      apply();
      target.scrollIntoView();
    }
  };

  panel.addEventListener("change", apply);
  clear.addEventListener("click", () => {
    boxes.forEach((box) => { box.checked = false; });
    apply();
    boxes[0].focus();
  });
  window.addEventListener("hashchange", reveal);
  panel.hidden = false;
  apply();
  reveal();
})();
