/* Krippendorff's alpha and its 95 % interval: framing.agreement.alpha and framing.agreement.interval, which say where
   they come from; tests compare. The interval draws the same sentences as there, so both are the same figures. */
const Alpha = (() => {
  "use strict";
  const ENDS = [0.025, 0.975];
  const ONE_VOTE = 2;
  const FEW = 10;
  const LOWEST = -1;
  const DRAWS = 1000;
  const HALF = 2 ** 16;
  const WORD = 2 ** 32;
  // NumPy's PCG64: what it multiplies by, and its state and step for the seed of framing.agreement.interval (7).
  const MULTIPLIER = "2360ed051fc65da44385df649fccf645";
  const STATE = "9d0aecc4e7b188919ae2415a6b292038";
  const STEP = "c4751896ce8acebf66887f5ac070d959";

  /* { value, low, high } of [{ answered, counts }] over some choices; null where alpha or its interval is undefined. */
  function of(items, choices) {
    const parts = items.map(({ answered, counts }) => choices.map((choice) => voteSums(counts[choice], answered)));
    const value = alphaOf(total(parts, parts.map(() => 1)));
    const [least, most] = value < 1 ? studentized(parts) : [1, 1];
    const [low, high] = [Math.max(LOWEST, Math.min(least, lowestByShare(parts))), most];
    return [value, low, high].some(Number.isNaN) ? null : { value, low, high };
  }

  const sum = (values) => values.reduce((before, value) => before + value, 0);
  const voteSums = (yes, voters) => [(2 * yes * (voters - yes)) / Math.max(voters - 1, 1), yes, voters];

  /* The three sums of each choice, where sentence n counts weights[n] times. */
  function total(parts, weights) {
    return parts[0].map((first, choice) => first.map((_, at) => sum(parts.map((part, n) => weights[n] * part[choice][at]))));
  }

  function alphaOf(sums) {
    const byChance = sum(sums.map(([, given, votes]) => (2 * given * (votes - given)) / Math.max(votes - 1, 1)));
    return byChance > 0 ? 1 - sum(sums.map(([disagreeing]) => disagreeing)) / byChance : NaN;
  }

  function studentized(parts) {
    const [logDistance, error] = logDistanceOf(parts, parts.map(() => 1));
    const draw = drawer();
    const ratios = Array.from({ length: DRAWS }, () => {
      const weights = parts.map(() => 0);
      for (let n = 0; n < parts.length; n += 1) weights[draw(parts.length)] += 1;
      const [drawn, ofDraw] = logDistanceOf(parts, weights);
      return (drawn - logDistance) / ofDraw;
    }).filter(Number.isFinite).sort((one, other) => one - other);
    if (ratios.length < DRAWS / 10) return [NaN, NaN];
    return ENDS.map((share) => 1 - Math.exp(logDistance - error * quantile(ratios, share)));
  }

  /* log(1 - alpha) and its linearised standard error. */
  function logDistanceOf(parts, weights) {
    const sums = total(parts, weights);
    const observed = sum(sums.map(([disagreeing]) => disagreeing));
    const shares = sums.map(([, given, votes]) => (votes > 0 ? given / votes : 0));
    const expected = sum(sums.map(([, given], choice) => 2 * given * (1 - shares[choice])));
    const bySum = shares.map((share) => [1 / observed, (4 * share - 2) / expected, (-2 * share ** 2) / expected]);
    const influence = (part) => sum(part.map((three, choice) => sum(three.map((value, at) => value * bySum[choice][at]))));
    const variance = sum(parts.map((part, n) => weights[n] * influence(part) ** 2));
    return [Math.log(1 - alphaOf(sums)), Math.sqrt(variance)];
  }

  /* Of sorted values, as NumPy's method "weibull". */
  function quantile(values, share) {
    const place = Math.min(Math.max((values.length + 1) * share - 1, 0), values.length - 1);
    const [below, above] = [values[Math.floor(place)], values[Math.ceil(place)]];
    return below + (above - below) * (place - Math.floor(place));
  }

  function lowestByShare(parts) {
    const differ = parts.filter((part) => part.some(([disagreeing]) => disagreeing > 0)).length;
    if (differ >= Math.min(FEW, parts.length)) return 1;
    const limit = parts.length * upperShare(differ, parts.length);
    const sums = total(parts, parts.map(() => 1));
    const none = (limit * ONE_VOTE * Math.min(sums.length, 2)) / sums.length;
    return alphaOf(sums.map(([disagreeing, ...votes]) => [differ ? (disagreeing * limit) / differ : none, ...votes]));
  }

  /* The share with which so few of all are met in 2.5 of 100 samples: Clopper and Pearson's limit, by halving. */
  function upperShare(few, all) {
    let [low, high] = [0, 1];
    for (let step = 0; step < 60; step += 1) {
      const share = (low + high) / 2;
      if (atMost(few, all, share) > 1 - ENDS[1]) low = share;
      else high = share;
    }
    return (low + high) / 2;
  }

  function atMost(few, all, share) {
    let [chance, ways] = [0, 1];
    for (let n = 0; n <= few; n += 1) {
      chance += ways * share ** n * (1 - share) ** (all - n);
      ways *= (all - n) / (n + 1);
    }
    return chance;
  }

  /* Whole numbers below a bound, as NumPy's default_rng(7).integers draws them (Lemire's method). */
  function drawer() {
    const word = words();
    return (bound) => {
      for (;;) {
        const product = word() * bound;
        if (product % WORD >= WORD % bound) return Math.floor(product / WORD);
      }
    };
  }

  /* PCG64, 32 bits at a time. A number of 128 bits is eight of 16, the lowest first: a product must fit a Number. */
  function words() {
    const [multiplier, step] = [halves(MULTIPLIER), halves(STEP)];
    let state = halves(STATE);
    let waiting = null;
    return () => {
      if (waiting !== null) {
        const kept = waiting;
        waiting = null;
        return kept;
      }
      state = stepped(state, multiplier, step);
      const [first, second, third, fourth] = turned(state);
      waiting = fourth * HALF + third;
      return second * HALF + first;
    };
  }

  const halves = (digits) => digits.match(/.{4}/g).reverse().map((four) => parseInt(four, 16));

  /* state * multiplier + step */
  function stepped(state, multiplier, step) {
    const next = step.slice();
    for (let one = 0; one < 8; one += 1) {
      for (let other = 0; one + other < 8; other += 1) next[one + other] += state[one] * multiplier[other];
    }
    for (let at = 0; at < 8; at += 1) {
      if (at < 7) next[at + 1] += Math.floor(next[at] / HALF);
      next[at] %= HALF;
    }
    return next;
  }

  /* The upper half of the state against the lower, turned right by the upper six bits. */
  function turned(state) {
    const mixed = [0, 1, 2, 3].map((at) => state[at] ^ state[at + 4]);
    const [whole, bits] = [state[7] >> 14, (state[7] >> 10) & 15];
    return [0, 1, 2, 3].map((at) => {
      const [low, high] = [mixed[(at + whole) % 4], mixed[(at + whole + 1) % 4]];
      return ((low >> bits) | (high << (16 - bits))) & (HALF - 1);
    });
  }

  return { of };
})();
