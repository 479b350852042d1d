// Comfort only: every page works without it. Enter asks, Shift+Enter starts a line; a form is sent once.
"use strict";
(function () {
  function sendOnEnter(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  }

  function sendOnce(event) {
    const button = event.target.querySelector("button");
    button.setAttribute("aria-busy", "true");
    if (event.target.dataset.sent) {
      event.preventDefault();
    }
    event.target.dataset.sent = "yes";
  }

  function sendAgain() {
    document.querySelectorAll("form").forEach((form) => delete form.dataset.sent);
  }

  document.querySelectorAll("textarea:not(.long)").forEach((area) => area.addEventListener("keydown", sendOnEnter));
  document.querySelectorAll("form").forEach((form) => form.addEventListener("submit", sendOnce));
  window.addEventListener("pageshow", sendAgain);
})();
