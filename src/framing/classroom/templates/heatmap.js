/* How a class labelled: the same counts as framing.classroom.heatmap, which says what they mean; tests compare. */
const HeatMap = (() => {
  "use strict";
  const AT_LEAST_GROUP = 5;
  const AT_LEAST_ITEMS = 10;
  const NONE = "none_of_these";

  /* { pupils, items: [{ number, answered, counts, agreement }], agreement, alpha: { value, low, high } or null } */
  function count(lesson, answers) {
    const items = lesson.numbers.map((number) => counted(number, answers.filter((each) => each.item === number), lesson));
    const known = items.map((item) => item.agreement).filter((value) => value !== null);
    return { pupils: pupilsOf(answers).size, items, agreement: mean(known), alpha: alpha(items, lesson.choices) };
  }

  function alpha(items, choices) {
    const shown = items.filter(({ counts }) => counts);
    return shown.length < AT_LEAST_ITEMS ? null : Alpha.of(shown, choices.filter((choice) => choice !== NONE));
  }

  const mean = (values) => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null);

  function counted(number, answers, lesson) {
    const answered = answers.length;
    if (answered < AT_LEAST_GROUP) return { number, answered, counts: null, agreement: null };
    const counts = {};
    let agreeing = 0;
    let possible = 0;
    for (const choice of lesson.choices) {
      const ticks = answers.filter((each) => each.labels.includes(choice)).length;
      counts[choice] = ticks;
      agreeing += ticks * (ticks - 1);
      possible += ticks * (answered - 1);
    }
    return { number, answered, counts, agreement: possible ? agreeing / possible : null };
  }

  /* What the next picture may count, and how many pupils it leaves for a later one: see framing.classroom.heatmap. */
  function next(before, after) {
    const found = differing(before, after).size;
    if (pupilsOf(before).size >= AT_LEAST_GROUP && found < AT_LEAST_GROUP) return { answers: before, waiting: found };
    const parts = [...new Set([...before, ...after].map(({ item }) => item))].map((item) => {
      const [old, fresh] = [before, after].map((answers) => answers.filter((each) => each.item === item));
      return old.length >= AT_LEAST_GROUP && differing(old, fresh).size < AT_LEAST_GROUP ? old : fresh;
    });
    const answers = [].concat(...parts);
    return { answers, waiting: differing(answers, after).size };
  }

  const pupilsOf = (answers) => new Set(answers.map(({ pupil }) => pupil));

  /* The pupils who have an answer in one of the two that is not in the other. */
  function differing(before, after) {
    const whole = ({ pupil, item, labels, reason }) => JSON.stringify([pupil, item, labels, reason]);
    const [old, fresh] = [before, after].map((answers) => new Set(answers.map(whole)));
    return pupilsOf([...before.filter((each) => !fresh.has(whole(each))), ...after.filter((each) => !old.has(whole(each)))]);
  }

  /* Every two pupils: the mean over the sentences that both answered of 2 |same ticks| / |ticks of both|, or null. */
  function pairs(answers) {
    const byPupil = new Map();
    for (const { pupil, item, labels } of answers) {
      if (!byPupil.has(pupil)) byPupil.set(pupil, new Map());
      byPupil.get(pupil).set(item, labels);
    }
    const pupils = [...byPupil.keys()].sort((a, b) => a.localeCompare(b));
    return { pupils, shares: pupils.map((one) => pupils.map((other) => alike(byPupil.get(one), byPupil.get(other)))) };
  }

  function alike(one, other) {
    const both = [...one.keys()].filter((item) => other.has(item));
    return mean(both.map((item) => {
      const [mine, theirs] = [one.get(item), other.get(item)];
      return (2 * mine.filter((label) => theirs.includes(label)).length) / (mine.length + theirs.length);
    }));
  }

  /* How dark a cell is: 0 where nobody chose it, else 1 to 5. */
  const shade = (ticks, answered) => (ticks ? Math.ceil((5 * ticks) / answered) : 0);

  return { count, next, pairs, shade, AT_LEAST_GROUP };
})();
