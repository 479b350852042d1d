/* Answers of pupils as CSV, read and written in the browser: the same rules as framing.classroom.answers, which says
   them; tests compare the two. A lesson is { fingerprint, choices, numbers }; a file is { name, size, bytes },
   and `refused` has the code of the reason if its bytes could not be had. */
const Answers = (() => {
  "use strict";
  const HEADER = ["lesson", "pupil", "item", "labels", "reason"];
  const NEEDED = HEADER.slice(0, 4);
  const FILE_LIMIT = 5000000;
  const ROW_LIMIT = 10000;
  const PUPIL_LIMIT = 40;
  const REASON_LIMIT = 1000;
  const SHOWN = 40;
  const NONE = "none_of_these";
  const MARKS = [[[0xef, 0xbb, 0xbf], "utf-8"], [[0xff, 0xfe], "utf-16le"], [[0xfe, 0xff], "utf-16be"]];
  const WORKBOOKS = [[0x50, 0x4b, 0x03, 0x04], [0xd0, 0xcf, 0x11, 0xe0]];
  const BLANK = " \\t\\r\\n\\v\\f\\u00a0\\u2007\\u202f\\ufeff";
  const BLANKS = new RegExp(`[${BLANK}]+`, "g");
  const BETWEEN_LABELS = new RegExp(`[${BLANK},;|+]+`);
  const NUMBER = /^([0-9]{1,6})(?:[.,]0+)?$/;
  const SEPARATOR = /^sep=([,;\t])\r?\n/i;
  const ESCAPED = /^'(?=[\t ]*[=+\-@\uff1d\uff0b\uff0d\uff20])/;
  const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

  class Unusable extends Error {
    constructor(code, value = "") {
      super(code);
      this.code = code;
      this.value = cut(value, SHOWN);
    }
  }

  const cut = (text, limit) => (text.length > limit ? Array.from(text).slice(0, limit).join("") : text);
  const trimmed = (text) => text.replace(BLANKS, " ").replace(/^ +| +$/g, "");
  const startsWith = (bytes, mark) => mark.every((byte, at) => bytes[at] === byte);

  /* { answers: [{ pupil, item, labels: [key], reason }], setAside: [{ file, row, code, value }] }; of the files the one
     that was saved first comes first. */
  function read(lesson, files) {
    const setAside = [];
    const counted = new Map();
    for (const file of files) {
      for (const [key, sheet] of sheets(lesson, file, setAside)) {
        counted.set(key, counted.has(key) ? oneOf(counted.get(key), sheet, setAside) : sheet);
      }
    }
    const answers = [];
    for (const key of [...counted.keys()].sort()) {
      const { pupil, answers: given } = counted.get(key);
      for (const item of [...given.keys()].sort((a, b) => a - b)) answers.push({ pupil, item, ...given.get(item) });
    }
    return { answers, setAside };
  }

  /* Which of two files counts for a pupil who is in both. */
  function oneOf(before, now, setAside) {
    const alike = before.answers.size === now.answers.size &&
      [...before.answers].every(([item, answer]) => now.answers.has(item) && same(answer, now.answers.get(item)));
    if (alike) {
      setAside.push({ file: now.file, row: 0, code: "same", value: now.pupil });
      return before;
    }
    const [counts, other] = before.answers.size > now.answers.size ? [before, now] : [now, before];
    setAside.push({ file: other.file, row: 0, code: "again", value: other.pupil });
    return counts;
  }

  const same = (one, other) => one.reason === other.reason && one.labels.join(" ") === other.labels.join(" ");

  /* Pupil to what this file says of the pupil; one with no answer to any sentence is left out. */
  function sheets(lesson, file, setAside) {
    let aside = [];
    const say = (row, code, value) => aside.push({ file: file.name, row, code, value });
    let rows;
    try {
      rows = rowsOf(file, say);
    } catch (error) {
      setAside.push({ file: file.name, row: 0, ...unusable(error) });
      return new Map();
    }
    const found = new Map();
    let ours = 0;
    for (const [number, cells] of rows) {
      if (cells.lesson.toLowerCase() !== lesson.fingerprint) {
        say(number, "other_lesson", cut(cells.lesson, SHOWN));
        continue;
      }
      ours += 1;
      try {
        enter(found, file.name, cells, answerOf(lesson, cells));
      } catch (error) {
        const { code, value } = unusable(error);
        say(number, code, value);
      }
    }
    if (!rows.length && !aside.length) say(0, "empty", "");
    if (rows.length && !ours) aside = [{ ...aside[aside.length - 1], row: 0, code: "other_lesson" }];
    setAside.push(...aside);
    return new Map([...found].filter(([, sheet]) => sheet.answers.size));
  }

  function unusable(error) {
    if (!(error instanceof Unusable)) throw error;
    return { code: error.code, value: error.value };
  }

  function enter(found, file, cells, { key, item, answer }) {
    if (!found.has(key)) found.set(key, { file, pupil: cells.pupil, answers: new Map() });
    const { answers } = found.get(key);
    if (!answer.labels.length) return;
    if (!answers.has(item)) answers.set(item, answer);
    else if (!same(answers.get(item), answer)) throw new Unusable("twice", `${cells.pupil}, ${item}`);
  }

  function answerOf(lesson, cells) {
    const pupil = cells.pupil;
    if (!pupil || Array.from(pupil).length > PUPIL_LIMIT || CONTROL.test(pupil)) throw new Unusable("pupil", pupil);
    const number = NUMBER.exec(cells.item);
    if (!number || !lesson.numbers.includes(Number(number[1]))) throw new Unusable("item", cells.item);
    const chosen = cells.labels.toLowerCase().split(BETWEEN_LABELS).filter(Boolean);
    const stranger = chosen.find((label) => !lesson.choices.includes(label));
    if (stranger !== undefined) throw new Unusable("label", stranger);
    const labels = lesson.choices.filter((choice) => chosen.includes(choice));
    if (labels.includes(NONE) && labels.length > 1) throw new Unusable("none_and_more", cells.labels);
    return { key: pupil.toLowerCase(), item: Number(number[1]), answer: { labels, reason: cut(cells.reason, REASON_LIMIT) } };
  }

  /* Number and cells of each row that is not blank. */
  function rowsOf(file, say) {
    const text = decoded(file);
    const above = SEPARATOR.exec(text);
    const mark = above ? above[1] : delimiter(text);
    let places = null;
    const rows = [];
    for (const [number, row] of parsed(text.slice(above ? above[0].length : 0), mark, say)) {
      if (!row.some(Boolean)) continue;
      if (!places) {
        places = placesOf(row);
        continue;
      }
      if (rows.length === ROW_LIMIT) throw new Unusable("rows");
      const cells = { reason: "" };
      for (const [column, at] of places) cells[column] = at < row.length ? row[at] : "";
      cells.reason = trimmed(cells.reason.replace(ESCAPED, ""));
      rows.push([number + (above ? 1 : 0), cells]);
    }
    if (!places) throw new Unusable("empty");
    return rows;
  }

  /* The rows with their numbers; ends, and says so, where a quotation mark is not closed. */
  function* parsed(text, mark, say) {
    let number = 0;
    try {
      for (const row of csvRows(text, mark)) {
        number += 1;
        // A file with commas that was opened where Excel expects semicolons: each row is one cell.
        const whole = row.length === 1 && row[0].includes(mark) ? firstRow(row[0], mark) : row;
        yield [number, whole.map(trimmed)];
      }
    } catch (error) {
      if (unusable(error).code !== "quotes") throw error;
      say(number + 1, "quotes", "");
    }
  }

  const firstRow = (text, mark) => csvRows(text, mark, false).next().value || [];

  /* Rows of cells, as Python's csv module reads them (strict: a quotation mark must be closed before a delimiter). */
  function* csvRows(text, mark, strict = true) {
    let row = [];
    let cell = "";
    let state = "start";
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at];
      if (state === "quoted") {
        if (sign === '"') state = "closed";
        else cell += sign;
      } else if (sign === '"' && state === "start") {
        state = "quoted";
      } else if (sign === '"' && state === "closed") {
        cell += sign;
        state = "quoted";
      } else if (sign === mark) {
        row.push(cell);
        cell = "";
        state = "start";
      } else if (sign === "\n" || sign === "\r") {
        if (sign === "\r" && text[at + 1] === "\n") at += 1;
        if (row.length || cell || state !== "start") row.push(cell);
        yield row;
        row = [];
        cell = "";
        state = "start";
      } else {
        if (state === "closed" && strict) throw new Unusable("quotes");
        cell += sign;
        state = "open";
      }
    }
    if (state === "quoted" && strict) throw new Unusable("quotes");
    if (row.length || cell || state !== "start") yield [...row, cell];
  }

  function decoded(file) {
    if (file.refused) throw new Unusable(file.refused);
    if (file.size > FILE_LIMIT) throw new Unusable("too_large");
    if (WORKBOOKS.some((mark) => startsWith(file.bytes, mark))) throw new Unusable("workbook");
    const text = letters(file.bytes);
    if (text.includes("\u0000")) throw new Unusable("binary");
    return text;
  }

  function letters(bytes) {
    for (const [mark, codec] of MARKS) {
      if (startsWith(bytes, mark)) return new TextDecoder(codec, { ignoreBOM: true }).decode(bytes.subarray(mark.length));
    }
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (error) {
      return new TextDecoder("windows-1251").decode(bytes).replace(/\u0098/g, "\ufffd");
    }
  }

  /* The one under which the first line that is not blank has most of our columns; of equals the first. */
  function delimiter(text) {
    const line = text.split(/[\r\n]/).find((each) => trimmed(each)) || "";
    const known = (mark) => new Set(line.split(mark).map(column).filter((name) => HEADER.includes(name))).size;
    return [",", ";", "\t"].reduce((best, mark) => (known(mark) > known(best) ? mark : best));
  }

  const ENDS = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "g");
  const column = (cell) => cell.replace(ENDS, "").replace(/^"+|"+$/g, "").replace(ENDS, "").toLowerCase();

  function placesOf(row) {
    const names = row.map(column);
    const missing = NEEDED.filter((name) => !names.includes(name));
    if (missing.length) throw new Unusable("columns", missing.join(", "));
    return HEADER.filter((name) => names.includes(name)).map((name) => [name, names.indexOf(name)]);
  }

  /* The CSV of one pupil: `given` has { labels, reason } by number. Without the byte order mark. */
  function write(lesson, pupil, given) {
    const lines = [HEADER];
    for (const number of lesson.numbers) {
      const { labels = [], reason = "" } = given[number] || {};
      const chosen = lesson.choices.filter((choice) => labels.includes(choice));
      lines.push([lesson.fingerprint, pupil, String(number), chosen.join(" "), chosen.length ? safe(trimmed(reason)) : ""]);
    }
    return lines.map((cells) => cells.map(quoted).join(",") + "\r\n").join("");
  }

  const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);

  /* On one line, and no formula to a spreadsheet: as framing.cells.spreadsheet_safe. */
  function safe(text) {
    const line = text.replace(/[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+/g, " ")
      .replace(/[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]+/g, " ");
    return /^(\t|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/.test(line) ? `'${line}` : line;
  }

  return { read, write, HEADER, FILE_LIMIT };
})();
