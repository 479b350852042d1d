"use strict";
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");

  for (const figure of document.querySelectorAll("figure.chart")) {
    const spec = figure.querySelector("script");
    const button = figure.querySelector("button");
    if (!spec || !button) continue;
    const drawing = figure.querySelector(".drawing:not(.moving)");
    const moving = figure.querySelector(".moving");

    const embed = () => vegaEmbed(moving, JSON.parse(spec.textContent), {
      ast: true, // evaluates no text as code, which the page's policy forbids
      actions: false,
      renderer: "svg",
      tooltip: { theme: dark.matches ? "dark" : "light" },
    });

    button.addEventListener("click", async () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      if (on && !moving.firstChild) await embed();
      moving.hidden = !on;
      drawing.hidden = on;
      button.setAttribute("aria-pressed", String(on));
    });
    button.hidden = false;
  }
})();
