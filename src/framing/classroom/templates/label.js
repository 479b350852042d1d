/* The worksheet on the screen: one sentence after the other. Answers stay in this tab: in memory, and in the tab's own
   storage so that a reload loses nothing, unless the pupil turns that off. Nothing is sent. */
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const { lesson, items, names, hints, letters, pseudonyms } = data;
  const say = wording(data.words, data.language);
  const NONE = "none_of_these";
  const PLACE = `framing-${lesson.fingerprint}`;
  const at = (id) => document.getElementById(id);
  const boxes = [...document.querySelectorAll("fieldset input")];
  const fresh = () => ({ pupil: drawn(), index: 0, given: {}, keep: true, keys: true, begun: false });
  let saved = ""; // the file as it was saved last
  let state = restored() || fresh();

  function drawn() {
    const [first, second, third] = crypto.getRandomValues(new Uint32Array(3));
    const { adjectives, animals } = pseudonyms;
    return `${adjectives[first % adjectives.length]}-${animals[second % animals.length]}-${10 + (third % 90)}`;
  }

  /* What the tab kept over a reload; null if there is nothing, or nothing of this lesson. */
  function restored() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(PLACE));
      if (!kept || typeof kept.pupil !== "string" || !Number.isInteger(kept.index) || !items[kept.index]) return null;
      const given = {};
      for (const { number } of items) given[number] = checked((kept.given || {})[number]);
      return { pupil: kept.pupil, index: kept.index, given, keep: true, keys: kept.keys !== false, begun: kept.begun === true };
    } catch (error) {
      return null; // no storage, or not ours
    }
  }

  function checked(answer) {
    const { labels = [], reason = "" } = answer || {};
    return { labels: lesson.choices.filter((choice) => labels.includes(choice)), reason: String(reason) };
  }

  function remember() {
    try {
      if (state.keep) sessionStorage.setItem(PLACE, JSON.stringify(state));
      else sessionStorage.removeItem(PLACE);
    } catch (error) {
      // A browser without storage: the answers are in memory, and leaving the page asks first.
    }
  }

  const answer = (number) => state.given[number] || { labels: [], reason: "" };
  const answered = () => items.filter(({ number }) => answer(number).labels.length);
  const written = () => Answers.write(lesson, state.pupil, state.given);
  const unsaved = () => answered().length > 0 && written() !== saved;

  function show(name) {
    for (const id of ["start", "work", "review"]) at(id).hidden = id !== name;
    document.body.classList.toggle("working", name === "work");
    window.scrollTo(0, 0);
  }

  function showStart() {
    at("pupil").textContent = state.pupil;
    at("keep").checked = state.keep;
    at("keys").checked = state.keys;
    show("start");
  }

  function showSentence(index) {
    state.index = index;
    state.begun = true;
    remember();
    const item = items[index];
    at("place").textContent = say("place", { item: index + 1, of: items.length, answered: answered().length });
    at("bar").value = answered().length;
    at("before").textContent = item.before;
    at("sentence").textContent = item.text;
    at("reason-part").hidden = !item.why;
    at("reason").value = answer(item.number).reason;
    at("back").disabled = index === 0;
    at("next").textContent = say(index + 1 < items.length ? "next" : "to_review");
    at("finish").hidden = index + 1 === items.length;
    at("keys-say").hidden = !state.keys;
    drawBoxes();
    show("work");
    at("sentence").focus({ preventScroll: true });
  }

  function drawBoxes() {
    const { labels } = answer(items[state.index].number);
    for (const box of boxes) {
      box.checked = labels.includes(box.value);
      box.parentElement.classList.toggle("chosen", box.checked);
    }
    at("bar").value = answered().length;
    at("place").textContent = say("place", { item: state.index + 1, of: items.length, answered: answered().length });
  }

  /* None of these excludes all others. */
  function choose(choice, on) {
    const { number } = items[state.index];
    const { labels, reason } = answer(number);
    const rest = choice === NONE ? [] : labels.filter((label) => label !== NONE && label !== choice);
    state.given[number] = { labels: on ? [...rest, choice] : labels.filter((label) => label !== choice), reason };
    remember();
    drawBoxes();
  }

  function move(step) {
    const index = state.index + step;
    if (index >= items.length) showReview();
    else if (index >= 0) showSentence(index);
  }

  function showReview() {
    const missing = items.filter(({ number }) => !answer(number).labels.length);
    at("missing").textContent = missing.length
      ? say("missing", { number: missing.length, list: missing.map(({ number }) => number).join(", ") })
      : say("complete");
    at("answers").replaceChildren(...items.map(reviewed));
    at("saved").hidden = true;
    show("review");
    at("review-title").focus({ preventScroll: true });
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  function reviewed(item, index) {
    const line = document.createElement("li");
    const button = element("button", "second", item.number);
    button.type = "button";
    button.setAttribute("aria-label", say("go_to", { item: item.number }));
    button.addEventListener("click", () => showSentence(index));
    const text = element("span", "quoted", item.text);
    text.dir = "auto";
    const { labels } = answer(item.number);
    const given = labels.length ? element("span", "given", labels.map((label) => names[label]).join(" + "))
      : element("span", "missing", say("unanswered"));
    line.append(button, text, given);
    return line;
  }

  function save() {
    const text = written();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
    link.download = `${state.pupil}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    saved = text;
    at("copy").value = text;
    at("saved-says").textContent = say("saved", { file: link.download });
    at("saved").hidden = false;
  }

  function clear() {
    try {
      sessionStorage.removeItem(PLACE);
    } catch (error) {
      // no storage, nothing kept
    }
    state = fresh();
    saved = "";
    at("copy").value = "";
    at("answers").replaceChildren();
    showStart();
  }

  function pressed(event) {
    if (at("work").hidden || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("textarea")) return;
    if (event.key === "Enter" && !event.target.matches("button, summary")) move(1);
    else if (event.key === "ArrowRight") move(1);
    else if (event.key === "ArrowLeft") move(-1);
    else if (!state.keys || !toggled(event)) return;
    event.preventDefault();
  }

  /* By the sign, or by the key where another layout has other signs on it: digits as on the page, letters as on the
     card. */
  const isDigit = (event, hint) => hint && [event.key, event.code.replace(/^(Digit|Numpad)/, "")].includes(hint);
  const isLatin = (text) => /^[a-z]$/i.test(text);
  const isLetter = (event, letter) => isLatin(letter) &&
    (isLatin(event.key) ? event.key.toLowerCase() === letter : event.code === `Key${letter.toUpperCase()}`);

  function toggled(event) {
    const digit = hints.findIndex((hint) => isDigit(event, hint));
    const number = digit >= 0 ? digit : letters.findIndex((letter) => isLetter(event, letter));
    if (number < 0 || event.repeat) return false;
    choose(lesson.choices[number], !boxes[number].checked);
    return true;
  }

  at("draw").addEventListener("click", () => {
    state.pupil = drawn();
    showStart();
  });
  at("begin").addEventListener("click", () => {
    state.keep = at("keep").checked;
    state.keys = at("keys").checked;
    showSentence(state.index);
  });
  for (const box of boxes) box.addEventListener("change", () => choose(box.value, box.checked));
  at("reason").addEventListener("input", () => {
    const { number } = items[state.index];
    state.given[number] = { labels: answer(number).labels, reason: at("reason").value };
    remember();
  });
  at("back").addEventListener("click", () => move(-1));
  at("next").addEventListener("click", () => move(1));
  at("finish").addEventListener("click", showReview);
  at("return").addEventListener("click", () => showSentence(state.index));
  at("save").addEventListener("click", save);
  at("clear").addEventListener("click", clear);
  document.addEventListener("keydown", pressed);
  window.addEventListener("beforeunload", (event) => {
    if (!unsaved()) return;
    event.preventDefault();
    event.returnValue = true;
  });

  if (state.begun) showSentence(state.index);
  else showStart();
})();
