// While a dialog is open, for example the guideline, the keys that label and confirm must not reach the page
// behind it: they would change a sentence that nobody sees. Escape and Tab go on working, and so does typing.
// And a label's key works whatever alphabet the keyboard is set to: on a Russian one the key marked T says "е".
(function () {
  "use strict";
  const swallowed = new Set(); // a key that went down in a dialog comes up unheard, even if that closed it

  function typing(target) {
    return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
  }

  function belongsToDialog(event) {
    const open = document.querySelector(".v-dialog--active") !== null;
    return open && event.key !== "Escape" && event.key !== "Tab" && !typing(event.target);
  }

  // The Latin letter or digit on a key that says something else; null if there is none, or the key says one itself.
  // A comma where others have W is no other alphabet but another Latin layout: its user finds W elsewhere.
  function latin(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return null;
    const letter = /^Key([A-Z])$/.exec(event.code);
    if (letter !== null && /^\P{ASCII}+$/u.test(event.key)) {
      return event.shiftKey ? letter[1] : letter[1].toLowerCase();
    }
    const digit = /^Digit([0-9])$/.exec(event.code); // a Kazakh keyboard has letters there, a French one signs
    const sign = /^(?:\P{ASCII}+|[^A-Za-z0-9])$/u.test(event.key);
    return digit !== null && sign && !event.shiftKey ? digit[1] : null;
  }

  // In place of the event, one that says the Latin key; that one is Latin, and so is left as it is.
  function replace(event) {
    const key = latin(event);
    if (key === null) return;
    event.stopImmediatePropagation();
    const { code, shiftKey, repeat, location } = event;
    const likewise = { key, code, shiftKey, repeat, location, bubbles: true, cancelable: true, composed: true };
    if (!event.target.dispatchEvent(new KeyboardEvent(event.type, likewise))) event.preventDefault();
  }

  // Doccano hears keys at the document, some when they go down and some when they come up; the window is before it.
  window.addEventListener("keydown", function (event) {
    if (belongsToDialog(event)) {
      swallowed.add(event.code);
      event.stopImmediatePropagation();
    } else {
      replace(event);
    }
  }, true);
  window.addEventListener("keyup", function (event) {
    if (swallowed.delete(event.code) || belongsToDialog(event)) event.stopImmediatePropagation();
    else replace(event);
  }, true);
})();
