// A project's description ends with a line for programs (its card), which in the list of projects is a wall of
// brackets to people. It is taken out of what the page shows, never out of a field that somebody edits.
(function () {
  "use strict";
  const mark = '{"framing_card"';
  const before = "Please leave the next line as it is.";

  function clean(node) {
    const at = node.data.indexOf(mark);
    if (at < 0 || node.parentElement === null || node.parentElement.closest("textarea, script, style") !== null) return;
    node.data = node.data.slice(0, at).trim().replace(before, "").trim();
  }

  function look(root) {
    if (root.nodeType === Node.TEXT_NODE) {
      clean(root);
    } else if (root.nodeType === Node.ELEMENT_NODE) {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) clean(texts.currentNode);
    }
  }

  new MutationObserver(function (changes) {
    for (const change of changes) {
      if (change.type === "characterData") clean(change.target);
      else change.addedNodes.forEach(look);
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
})();
