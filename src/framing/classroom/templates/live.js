// Reads the page anew while `framing lesson live` writes it, every so many seconds; 0: it is the last one.
(function () {
  "use strict";
  const seconds = Number(document.getElementById("pupils").dataset.seconds);
  if (seconds > 0) setTimeout(function () { location.reload(); }, 1000 * seconds);
})();
