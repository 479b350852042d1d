/* The heat map of a class: reads the pupils' files in this page only, counts, draws; sorts and shows the key. */
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const { lesson } = data;
  const say = wording(data.words, data.language);
  const at = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll("#heat tbody tr")];
  const FILES_LIMIT = 500;
  const LISTED = 100; // of what was set aside
  let files = [];
  let answers = []; // that the picture counts

  const percent = (share) => (share === null ? "–" : `${Math.round(100 * share)} %`);

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  }

  /* Chosen files are read one after the other. A pupil who saves again gets a file "name (1).csv", which a list by name
     puts before the first one: they are sorted by when they were saved. */
  async function add(chosen) {
    for (const file of [...chosen]) {
      const unread = { name: file.name, size: file.size, saved: file.lastModified, bytes: new Uint8Array(0) };
      files.push({ ...unread, ...(await (files.length < FILES_LIMIT ? contentOf(file) : { refused: "too_many" })) });
    }
    files.sort((one, other) => one.saved - other.saved);
    readAll();
  }

  /* One that is too large is not read at all; a folder, and what is no longer there, cannot be. */
  async function contentOf(file) {
    try {
      return file.size <= Answers.FILE_LIMIT ? { bytes: new Uint8Array(await file.arrayBuffer()) } : {};
    } catch (error) {
      return { refused: "unreadable" };
    }
  }

  function readAll() {
    const found = Answers.read(lesson, files);
    const pupils = new Set(found.answers.map(({ pupil }) => pupil)).size;
    const { answers: next, waiting } = HeatMap.next(answers, found.answers);
    answers = next;
    listAside(found.setAside);
    const map = HeatMap.count(lesson, answers);
    at("read").textContent = files.length ? `${say("files", { number: files.filter(({ refused }) => !refused).length })} ${say("pupils", { number: pupils })}` : "";
    at("waiting").textContent = waiting ? say("waiting", { number: waiting, least: HeatMap.AT_LEAST_GROUP }) : "";
    at("forget").hidden = !files.length;
    at("drawn").hidden = !files.length;
    const shown = map.pupils >= HeatMap.AT_LEAST_GROUP;
    at("few").hidden = shown;
    at("map").hidden = !shown;
    draw(map);
    at("pairs-on").checked = false;
    drawPairs();
    drawReasons(shown);
    drawAlpha(map.alpha);
  }

  function listAside(setAside) {
    at("aside").hidden = !setAside.length;
    at("aside-count").textContent = say("aside", { number: setAside.length });
    const lines = setAside.slice(0, LISTED).map(({ file, row, code, value }) => {
      const line = document.createElement("li");
      line.append(element("bdi", "", file), row ? `, ${say("row", { row })}: ` : ": ", element("span", "", say(`aside_${code}`, { value, header: Answers.HEADER.join(", ") })));
      return line;
    });
    if (setAside.length > LISTED) lines.push(element("li", "", say("more", { number: setAside.length - LISTED })));
    at("aside-list").replaceChildren(...lines);
  }

  function draw(map) {
    at("agreement").textContent = percent(map.agreement);
    for (const item of map.items) drawRow(at(`item-${item.number}`), item, map.pupils);
    sort(at("by-disagreement").getAttribute("aria-pressed") === "true");
  }

  function drawRow(row, { answered, counts, agreement }, pupils) {
    row.dataset.agreement = agreement === null ? "" : agreement;
    for (const cell of row.querySelectorAll("td[data-choice]")) {
      const ticks = counts ? counts[cell.dataset.choice] : null;
      cell.querySelector(".count").textContent = counts ? `${ticks}/${answered}` : "–";
      cell.classList.remove(...[0, 1, 2, 3, 4, 5].map((shade) => `shade-${shade}`));
      cell.classList.add(`shade-${counts ? HeatMap.shade(ticks, answered) : 0}`);
    }
    row.querySelector(".unanswered .count").textContent = pupils - answered;
    row.querySelector(".agree .count").textContent = percent(agreement);
  }

  /* The most disputed first; rows without a figure last. */
  function sort(byDisagreement) {
    const place = (row) => (row.dataset.agreement === "" ? 2 : Number(row.dataset.agreement));
    const number = (row) => Number(row.dataset.number);
    const sorted = [...rows].sort((a, b) => (byDisagreement && place(a) - place(b)) || number(a) - number(b));
    document.querySelector("#heat tbody").append(...sorted);
    at("by-number").setAttribute("aria-pressed", String(!byDisagreement));
    at("by-disagreement").setAttribute("aria-pressed", String(byDisagreement));
  }

  /* Outlines the boxes of the key in a row whose key is open. */
  function mark(row) {
    const open = row.querySelector(".key").open;
    const { key, also } = data.keys[row.dataset.number];
    for (const cell of row.querySelectorAll("td[data-choice]")) {
      cell.classList.toggle("in-key", open && key.includes(cell.dataset.choice));
      cell.classList.toggle("in-also", open && also.includes(cell.dataset.choice));
    }
  }

  function reveal() {
    const on = at("reveal").getAttribute("aria-pressed") !== "true";
    at("reveal").setAttribute("aria-pressed", String(on));
    at("reveal").textContent = say(on ? "hide_all" : "reveal_all");
    for (const row of rows) row.querySelector(".key").open = on;
  }

  function drawPairs() {
    const on = at("pairs-on").checked && new Set(answers.map(({ pupil }) => pupil)).size >= HeatMap.AT_LEAST_GROUP;
    at("pairs").hidden = !on;
    at("pairs").replaceChildren(...(on ? [pairsTable(HeatMap.pairs(answers))] : []));
  }

  function pairsTable({ pupils, shares }) {
    const head = document.createElement("tr");
    head.append(element("td", "", ""), ...pupils.map((pupil) => heading(pupil, "col")));
    const lines = pupils.map((pupil, one) => {
      const line = document.createElement("tr");
      const cells = shares[one].map((share, other) => {
        const cell = element("td", "", one === other ? "" : percent(share));
        if (one !== other && share !== null) cell.className = `shade-${HeatMap.shade(share, 1)}`;
        return cell;
      });
      line.append(heading(pupil, "row"), ...cells);
      return line;
    });
    const table = document.createElement("table");
    table.append(head, ...lines);
    return table;
  }

  function heading(pupil, scope) {
    const made = document.createElement("th");
    made.scope = scope;
    made.append(element("bdi", "", pupil));
    return made;
  }

  /* For the teacher; its words say that none is given where there are too few answers. */
  function drawAlpha(alpha) {
    const written = (figure) => figure.toFixed(2).replace(".", data.point);
    at("alpha").textContent = !alpha ? data.no_alpha
      : say("alpha", { value: written(alpha.value), low: written(alpha.low), high: written(alpha.high) });
  }

  /* By sentence and alphabet, without a pseudonym: the order of the files must not tell whose they are. */
  function drawReasons(shown) {
    const given = shown ? answers.filter(({ reason }) => reason) : [];
    given.sort((a, b) => a.item - b.item || a.reason.localeCompare(b.reason));
    at("reasons").replaceChildren(...given.map(({ item, reason }) => {
      const line = element("li", "", `${item}: `);
      line.append(element("bdi", "quoted", reason));
      return line;
    }));
  }

  function listenToFiles() {
    at("files").hidden = false;
    at("chosen").addEventListener("change", () => {
      const chosen = [...at("chosen").files];
      at("chosen").value = "";
      add(chosen);
    });
    at("forget").addEventListener("click", () => {
      files = [];
      answers = [];
      readAll();
    });
    at("pairs-on").addEventListener("change", drawPairs);
    document.addEventListener("dragover", (event) => {
      event.preventDefault();
      at("drop").classList.add("over");
    });
    document.addEventListener("dragleave", () => at("drop").classList.remove("over"));
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      at("drop").classList.remove("over");
      add(event.dataTransfer.files);
    });
  }

  at("tools").hidden = false;
  at("by-number").addEventListener("click", () => sort(false));
  at("by-disagreement").addEventListener("click", () => sort(true));
  at("reveal").addEventListener("click", reveal);
  at("print").addEventListener("click", () => window.print());
  for (const row of rows) row.querySelector(".key").addEventListener("toggle", () => mark(row));
  if (data.found) draw(data.found);
  else listenToFiles();
})();
