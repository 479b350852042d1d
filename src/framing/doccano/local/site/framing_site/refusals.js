// Doccano's page says nothing when a label, a confirmation or a comment was not taken: a full disk, a session that
// ended, a server that is down. People would go on for an hour and lose it. This says so until a change is taken again.
(function () {
  "use strict";
  const work = /\/v1\/projects\/[0-9]+\/(examples|comments)/;
  const login = /\/v1\/auth\/login\/?$/;
  let bar = null;

  function say(text) {
    if (bar === null) {
      bar = document.createElement("div");
      bar.setAttribute("role", "alert");
      bar.style.cssText = "position:fixed;z-index:9999;left:0;right:0;top:0;padding:12px 16px;font:16px sans-serif;" +
        "background:#7f1d1d;color:#fff;text-align:center";
    }
    bar.textContent = text;
    document.body.append(bar);
  }

  function detail(request) {
    try {
      const said = JSON.parse(request.responseText).detail;
      return typeof said === "string" ? said : "";
    } catch (problem) {
      return "";
    }
  }

  function reason(request) {
    if (request.status === 0) return "The server cannot be reached.";
    if (request.status === 403) return "You may be logged out: log in again.";
    return detail(request) || "The server answered " + request.status + ".";
  }

  function heard(method, path, request) {
    if (login.test(path)) {
      if (request.status === 429) say(detail(request));
      else if (bar !== null) bar.remove();
    } else if (method !== "GET" && work.test(path)) {
      if (request.status >= 200 && request.status < 400) {
        if (bar !== null) bar.remove();
      } else if (request.status === 423) { // held back by whoever runs the server, in words of their own
        say(detail(request));
      } else {
        say("The last change was not taken. " + reason(request) + " Reload the page to see what is saved.");
      }
    }
  }

  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, address) {
    const path = new URL(address, location.href).pathname;
    let given_up = false; // by the page itself, when somebody goes elsewhere
    this.addEventListener("abort", function () { given_up = true; });
    this.addEventListener("loadend", () => { if (!given_up) heard(String(method).toUpperCase(), path, this); });
    return open.apply(this, arguments);
  };
})();
