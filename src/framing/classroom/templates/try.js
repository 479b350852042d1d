"use strict";
/* The page of the model to be beaten: typed sentences to bars, and fails that are kept in memory. */
(() => {
  const MOST_WORDS = 5;
  const LEAST_PUSH = 0.005; // less is written as 0.00
  const SHADES = 4;
  const MOST_DIGITS = 3;
  const MOST_PASSED = 12; // words that are named
  const LATEST_MS = 400; // after the last key, so that a screen reader is not interrupted at every letter
  const byId = (id) => document.getElementById(id);
  const every = (selector, inside = document) => Array.from(inside.querySelectorAll(selector));
  const words = JSON.parse(byId("words").textContent);
  const model = wordModel.read(JSON.parse(byId("model").textContent));
  const inputs = every("#asked textarea");
  const rows = every("#rows > li");
  const kept = [];
  let saved = true;
  let speaking = 0;

  const decimal = (number, digits) => number.toFixed(digits).replace(".", words.point);
  const share = (number, digits = 0) => decimal(100 * number, digits) + words.percent;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));
  const signed = (number) => {
    const sign = Math.abs(number) < LEAST_PUSH ? "" : number < 0 ? "\u2212" : "+";
    return sign + decimal(Math.abs(number), 2);
  };
  const nameOf = (key) => words.names[key] || key;
  const isPair = () => byId("try").classList.contains("pair");
  const asked = () => (isPair() ? inputs : inputs.slice(0, 1));

  /* How many digits it takes to see on which side of the threshold each of these is. */
  function digitsFor(probabilities, threshold) {
    const isHidden = (digits) => probabilities.some((each) => share(each, digits) === share(threshold, digits));
    let digits = 0;
    while (digits < MOST_DIGITS && isHidden(digits)) digits += 1;
    return digits;
  }

  function percent(probability, digits) {
    if (digits) return share(probability, digits);
    if (probability > 0.995) return ">" + share(0.99);
    return probability < 0.005 ? "<" + share(0.01) : share(probability);
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function chip(word, push, strongest) {
    const shade = Math.max(1, Math.ceil(SHADES * Math.abs(push) / strongest));
    const made = element("span", "push s" + shade);
    const text = element("b");
    text.lang = words.text_language;
    text.append(element("bdi", "", word));
    made.append(text, " " + signed(push));
    return made;
  }

  /* The strongest words for and against, and the sum of all others. */
  function strongest(found, scored) {
    const all = scored.words.map((word, at) => ({ word, push: found.pushes[at] }));
    const sorted = all.filter((each) => Math.abs(each.push) >= LEAST_PUSH).sort((one, other) => other.push - one.push);
    const forIt = sorted.filter((each) => each.push > 0).slice(0, MOST_WORDS);
    const against = sorted.filter((each) => each.push < 0).reverse().slice(0, MOST_WORDS);
    const sum = (list) => list.reduce((total, each) => total + each.push, 0);
    const shown = sum(forIt) + sum(against);
    return { forIt, against, shown, others: sum(all) - shown };
  }

  function showWords(place, list, most) {
    place.replaceChildren(...(list.length
      ? list.map((each) => chip(each.word, each.push, most))
      : [element("span", "few", words.no_word)]));
  }

  function verdictOn(found) {
    if (!found) return words.waiting;
    if (words.always[found.key]) return words["always_" + words.always[found.key]];
    return found.predicted ? words.predicted : words.not_predicted;
  }

  function showCell(cell, found, scored, at, digits) {
    const isEmpty = !scored;
    const best = isEmpty ? { forIt: [], against: [] } : strongest(found, scored);
    cell.classList.toggle("predicted", !isEmpty && found.predicted && !words.always[found.key]);
    cell.querySelector(".value").setAttribute("width", isEmpty ? 0 : 100 * found.probability);
    cell.querySelector(".number").textContent = isEmpty ? "\u2013" : percent(found.probability, digits);
    cell.querySelector(".verdict").textContent = verdictOn(isEmpty ? null : found);
    cell.querySelector(".pushes").hidden = isEmpty;
    const most = isEmpty ? 1 : Math.max(...found.pushes.map(Math.abs));
    showWords(cell.querySelector(".for-it"), best.forIt, most);
    showWords(cell.querySelector(".against"), best.against, most);
    const sum = cell.querySelector(".sum");
    sum.hidden = isEmpty || !byId("sums").checked;
    if (!sum.hidden) {
      sum.textContent = fill(words.sum, {
        start: signed(model.intercepts[at]), words: signed(best.shown), others: signed(best.others),
        sum: signed(found.score), share: percent(found.probability, digits),
      });
    }
  }

  function scoreOf(input) {
    return input.value.trim() ? wordModel.score(input.value, model) : null;
  }

  /* The words that the program does not know: a score is of the others alone. */
  function showPassed(place, unknown) {
    const [before, after] = words.passed.split("{words}");
    const named = unknown.slice(0, MOST_PASSED).map((word) => {
      const text = element("bdi", "", word);
      text.lang = words.text_language;
      return text;
    });
    const listed = named.reduce((list, each) => (list.length ? [...list, ", ", each] : [each]), []);
    place.replaceChildren(before, ...listed, unknown.length > MOST_PASSED ? ", \u2026" : "", after);
    place.hidden = !unknown.length;
  }

  /* A frame's threshold and its scores, all with as many digits. */
  function showRow(row, scored) {
    const at = model.frames.indexOf(row.dataset.frame);
    const shown = scored.filter((each) => each).map((each) => each.frames[at].probability);
    const digits = digitsFor(shown, model.thresholds[at]);
    row.querySelector(".threshold").textContent =
      fill(words.threshold, { threshold: share(model.thresholds[at], digits) });
    scored.forEach((each, side) => showCell(every(".cell", row)[side], each && each.frames[at], each, at, digits));
  }

  function show() {
    const scored = asked().map(scoreOf);
    rows.forEach((row) => showRow(row, scored));
    scored.forEach((each, side) => showPassed(every(".passed")[side], each ? each.unknown : []));
    byId("unknown").hidden = !scored.some((each) => each && !each.known);
    byId("keep").disabled = !sentenceToKeep();
    speak(() => scored.map(said).join(" "), LATEST_MS);
  }

  /* For screen readers: what was to be said before, and is not yet, is left unsaid. */
  function speak(text, afterMs) {
    window.clearTimeout(speaking);
    speaking = window.setTimeout(() => { byId("verdict").textContent = text(); }, afterMs);
  }

  /* The frames that the program predicts; not those that it predicts everywhere. */
  function predictedIn(scored) {
    return scored.frames.filter((frame) => frame.predicted && frame.key in words.names && !words.always[frame.key]);
  }

  /* What the program says of a sentence, in words: frames that it predicts, each with its share. */
  function said(scored) {
    if (!scored) return "";
    const found = predictedIn(scored);
    if (!found.length) return words.nothing_predicted;
    return found.map((frame) => {
      const threshold = model.thresholds[model.frames.indexOf(frame.key)];
      return nameOf(frame.key) + " (" + percent(frame.probability, digitsFor([frame.probability], threshold)) + ")";
    }).join("; ");
  }

  function showTwo(isOn) {
    byId("try").classList.toggle("pair", isOn);
    every("[data-second], [data-two]").forEach((each) => { each.hidden = !isOn; });
    every("[data-one]").forEach((each) => { each.hidden = isOn; });
    byId("two").setAttribute("aria-pressed", String(isOn));
    show();
  }

  /* The sentence that the fail is about: the last one that was typed into; the first of two stands before it. */
  function sentenceToKeep() {
    const texts = asked().map((input) => input.value.trim());
    return texts[texts.length - 1];
  }

  /* Whether the class says what the program says: then it was not fooled. */
  function agree(scored, ours) {
    const names = predictedIn(scored).map((frame) => nameOf(frame.key));
    return (names.length ? names.join("\n") : words.none) === ours;
  }

  function keep() {
    const text = sentenceToKeep();
    if (!text) return;
    const scored = wordModel.score(text, model);
    if (agree(scored, byId("ours").value) && !window.confirm(words.agree)) return;
    const before = isPair() ? inputs[0].value.trim() : "";
    kept.push({ kind: byId("kind").value, before, text, said: said(scored), ours: byId("ours").value });
    byId("ours").value = "";
    saved = false;
    showKept();
    speak(() => words.kept, 0);
  }

  function remove(fail) {
    kept.splice(kept.indexOf(fail), 1);
    showKept();
    (kept.length ? byId("fails-heading") : inputs[0]).focus();
  }

  function rowOf(fail) {
    const row = element("tr", "fail");
    const sentence = element("td", "quoted");
    sentence.dir = "auto";
    sentence.lang = words.text_language;
    if (fail.before) sentence.append(element("bdi", "before", fail.before));
    sentence.append(element("bdi", "", fail.text));
    const button = element("button", "second", words.remove);
    button.type = "button";
    button.setAttribute("aria-label", fill(words.remove_this, { text: fail.text.slice(0, 60) }));
    button.addEventListener("click", () => remove(fail));
    const last = element("td", "screen-only");
    last.append(button);
    row.append(sentence, element("td", "", fail.said), element("td", "", fail.ours), last);
    return row;
  }

  function showKept() {
    every("#fails tbody").forEach((body) => {
      const mine = kept.filter((fail) => fail.kind === body.dataset.kind);
      every(".fail", body).forEach((row) => row.remove());
      body.append(...mine.map(rowOf));
      body.hidden = mine.length === 0;
    });
    byId("fails").hidden = kept.length === 0;
  }

  /* A cell of a CSV file: on one line, never a formula, in quotation marks. */
  function csvCell(value) {
    const line = value.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]+/g, " ");
    const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(line) ? "'" + line : line;
    return '"' + safe.replace(/"/g, '""') + '"';
  }

  function save() {
    const kinds = Object.fromEntries(every("#kind option").map((option) => [option.value, option.textContent]));
    const lines = kept.map((fail) => [kinds[fail.kind], fail.before, fail.text, fail.said, fail.ours].map(csvCell).join(","));
    const text = "\ufeff" + ["kind,before,sentence,program,class", ...lines].join("\r\n") + "\r\n";
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    link.download = "fails.csv";
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    saved = true;
  }

  function showExample() {
    words.examples.forEach((text, at) => { inputs[at].value = text; });
    showTwo(true);
    inputs[0].focus();
  }

  inputs.forEach((input) => input.addEventListener("input", show));
  byId("sums").addEventListener("change", show);
  byId("two").addEventListener("click", () => showTwo(!isPair()));
  if (words.examples.length) byId("example").addEventListener("click", showExample);
  byId("keep").addEventListener("click", keep);
  byId("save").addEventListener("click", save);
  byId("print").addEventListener("click", () => window.print());
  window.addEventListener("beforeunload", (event) => {
    if (kept.length && !saved) event.preventDefault();
  });
  byId("no-script").hidden = true;
  byId("try").hidden = false;
  showTwo(false);
})();
