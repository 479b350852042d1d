/* When the teacher opens the sources, they stand beside A and B everywhere; closed, they are gone again. */
(() => {
  "use strict";
  const reveal = document.getElementById("reveal");
  const source = (letter) => document.querySelector(`.source[data-letter="${letter}"]`).textContent;
  reveal.addEventListener("toggle", () => {
    for (const place of document.querySelectorAll(".revealed")) {
      place.textContent = reveal.open ? source(place.dataset.letter) : "";
    }
  });
})();
