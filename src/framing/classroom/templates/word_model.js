"use strict";
/* Scores a sentence by a model of words and pairs of words: the numbers that framing itself gives. Touches no page. */
const wordModel = (() => {
  const MOST_CHARACTERS = 20000;
  const MOST_REMEMBERED = 5000;
  const SIGMA = "\u03a3";
  // What stands between words to Python; a browser's own list is another.
  const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
  const AFTER_LETTER = /(?!\p{Case_Ignorable})\p{Cased}\p{Case_Ignorable}*$/u;
  const BEFORE_LETTER = /^\p{Case_Ignorable}*(?!\p{Case_Ignorable})\p{Cased}/u;

  const written = (numbers) => numbers.split(" ").map((digits) => parseInt(digits, 36));

  function readLetters(tables) {
    const isWord = new Uint8Array(0x110000);
    const ranges = written(tables.word);
    for (let at = 0, end = 0; at < ranges.length; at += 2) {
      const start = end + ranges[at];
      end = start + ranges[at + 1];
      isWord.fill(1, start, end);
    }
    const small = new Map(Object.entries(tables.several));
    const runs = written(tables.lower);
    for (let at = 0, start = 0; at < runs.length; at += 4) {
      start += runs[at];
      for (let number = 0; number < runs[at + 1]; number += 1) {
        const code = start + number * runs[at + 2];
        small.set(String.fromCodePoint(code), String.fromCodePoint(code + runs[at + 3]));
      }
    }
    return { isWord, small };
  }

  function smallSigma(letters, at) {
    const ends = AFTER_LETTER.test(letters.slice(0, at).join("")) && !BEFORE_LETTER.test(letters.slice(at + 1).join(""));
    return ends ? "\u03c2" : "\u03c3";
  }

  /* A word in lower case and in one form of Unicode, as framing.model.learning.features.fold_case has it. */
  function foldCase(word, tables) {
    const letters = Array.from(word);
    const folded = letters.map((letter, at) =>
      letter === SIGMA ? smallSigma(letters, at) : tables.small.get(letter) || letter);
    return folded.join("").normalize("NFC");
  }

  /* Stretches of two letters or more, in code points: what the pattern \b\w\w+\b finds in Python. */
  function wordsIn(folded, tables) {
    const found = [];
    let stretch = [];
    const end = () => {
      if (stretch.length > 1) found.push(stretch.join(""));
      stretch = [];
    };
    for (const letter of folded) {
      if (tables.isWord[letter.codePointAt(0)]) stretch.push(letter);
      else end();
    }
    end();
    return found;
  }

  /* The words of what stands between blanks, remembered: of a sentence that is being typed only the last one is new. */
  function knownWords(chunk, model) {
    if (model.remembered.size > MOST_REMEMBERED) model.remembered.clear();
    if (!model.remembered.has(chunk)) model.remembered.set(chunk, wordsIn(foldCase(chunk, model.letters), model.letters));
    return model.remembered.get(chunk);
  }

  /* A word from blank to blank without the marks around it, unless there is nothing else. */
  function core(chunk, tables) {
    const letters = Array.from(chunk);
    const inside = letters.map((letter) => tables.isWord[letter.codePointAt(0)]);
    const first = inside.indexOf(1);
    return first < 0 ? chunk : letters.slice(first, inside.lastIndexOf(1) + 1).join("");
  }

  /* Which terms of the model stand in the text: term to the places where it does, each with the share of it. */
  function termsIn(chunks, model) {
    const places = new Map();
    const add = (term, place) => {
      const number = model.numberOf.get(term);
      if (number === undefined) return;
      if (!places.has(number)) places.set(number, []);
      places.get(number).push(place);
    };
    let before = null;
    chunks.forEach((chunk, at) => {
      for (const word of knownWords(chunk, model)) {
        add(word, [at]);
        if (before) add(before.word + " " + word, [before.at, at]);
        before = { word, at };
      }
    });
    return places;
  }

  /* Words that are none of the model's terms, each once. */
  function unknownIn(chunks, model) {
    const found = new Set();
    for (const chunk of chunks) {
      for (const word of knownWords(chunk, model)) if (!model.numberOf.has(word)) found.add(word);
    }
    return Array.from(found);
  }

  /* What one occurrence after the other makes of a term: weighed logarithms of counts, scaled to the row's length. */
  function valuesOf(places, model) {
    const values = new Map();
    let sum = 0;
    for (const [number, found] of places) {
      const value = (Math.log(found.length) + 1) * model.weights[number];
      values.set(number, value);
      sum += value * value;
    }
    const scale = sum > 0 ? model.length / Math.sqrt(sum) : 1;
    for (const [number, value] of values) values.set(number, value * scale);
    return values;
  }

  function link(scores, kind) {
    if (kind === "each") return scores.map((score) => 1 / (1 + Math.exp(-score)));
    const all = kind === "one or none" ? scores.concat([0]) : scores;
    const most = Math.max(...all);
    const powers = all.map((score) => Math.exp(score - most));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.slice(0, scores.length).map((power) => power / sum);
  }

  /* Which frames are predicted; of frames that share one sum the one that is highest in proportion to its threshold. */
  function decide(probabilities, model) {
    const reached = probabilities.map((probability, frame) => probability >= model.thresholds[frame]);
    if (model.link === "each") return reached;
    const proportions = probabilities.map((value, frame) => value / Math.max(model.thresholds[frame], 1e-12));
    const best = proportions.indexOf(Math.max(...proportions));
    return reached.map((isReached, frame) => frame === best && (model.link === "one" || isReached));
  }

  /* A sentence: `words` as they stand there, and per frame `score` (log-odds), `pushes` of the words, `probability`,
     `predicted`. `known`: whether the model knows any word of it; `unknown`: the words that it does not know. */
  function score(text, model) {
    const chunks = text.slice(0, MOST_CHARACTERS).split(BLANKS).filter((chunk) => chunk);
    const places = termsIn(chunks, model);
    const values = valuesOf(places, model);
    const width = model.frames.length;
    const pushes = model.frames.map(() => new Array(chunks.length).fill(0));
    const scores = Array.from(model.intercepts);
    for (const [number, found] of places) {
      for (let frame = 0; frame < width; frame += 1) {
        const push = values.get(number) * model.coefficients[number * width + frame];
        scores[frame] += push;
        for (const place of found) {
          for (const at of place) pushes[frame][at] += push / found.length / place.length;
        }
      }
    }
    const probabilities = link(scores, model.link);
    const predicted = decide(probabilities, model);
    return {
      words: chunks.map((chunk) => core(chunk, model.letters)),
      known: places.size > 0,
      unknown: unknownIn(chunks, model),
      frames: model.frames.map((key, frame) => ({
        key, score: scores[frame], pushes: pushes[frame], probability: probabilities[frame], predicted: predicted[frame],
      })),
    };
  }

  function readNumbers(base64) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Float64Array.from({ length: bytes.length / 8 }, (_, at) => view.getFloat64(8 * at, true));
  }

  /* The model that framing.classroom.word_model wrote, ready for `score`. */
  function read(data) {
    const numbers = readNumbers(data.numbers);
    const terms = data.terms.length;
    const frames = data.frames.length;
    const ends = [terms, terms + terms * frames, terms + terms * frames + frames];
    return {
      frames: data.frames,
      link: data.link,
      length: data.length,
      numberOf: new Map(data.terms.map((term, number) => [term, number])),
      weights: numbers.subarray(0, ends[0]),
      coefficients: numbers.subarray(ends[0], ends[1]),
      intercepts: numbers.subarray(ends[1], ends[2]),
      thresholds: numbers.subarray(ends[2]),
      letters: readLetters(data.letters),
      remembered: new Map(),
    };
  }

  return { read, score };
})();
