// While a dialog is open, for example the guideline, the keys that label and confirm must not reach the page
// behind it: they would change a sentence that nobody sees. Escape and Tab go on working, and so does typing.
(function () {
  "use strict";
  const swallowed = new Set(); // a key that went down in a dialog comes up unheard, even if that closed it

  function typing(target) {
    return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea"));
  }

  function belongsToDialog(event) {
    const open = document.querySelector(".v-dialog--active") !== null;
    return open && event.key !== "Escape" && event.key !== "Tab" && !typing(event.target);
  }

  // Doccano hears keys at the document, some when they go down and some when they come up; the window is before it.
  window.addEventListener("keydown", function (event) {
    if (belongsToDialog(event)) {
      swallowed.add(event.code);
      event.stopImmediatePropagation();
    }
  }, true);
  window.addEventListener("keyup", function (event) {
    if (swallowed.delete(event.code) || belongsToDialog(event)) event.stopImmediatePropagation();
  }, true);
})();
