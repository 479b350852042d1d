"""Annotators who do not say the same of a sentence that they are shown for the second time. Pure."""

from framing.annotation.asked_again import shown_twice
from framing.annotation.decisions import PERSON
from framing.audit.decided import Record
from framing.audit.finding import SIGNIFICANT, Checked, Finding, checked, counted, holm, p_text

REPEATS_AT_LEAST = 10
SAME_AT_LEAST = 0.8  # share of identical answers that a team may ask for; who is below by more than chance is named


def repeats(record: Record) -> Checked:
    """Who gives the same sentence another set of frames the second time, on more than one in five."""
    from scipy.stats import binomtest  # here, because it takes a moment

    again: dict[str, dict[str, bool]] = {}
    for first, second in shown_twice(record.standing):
        if second.made_by == PERSON:
            again.setdefault(second.annotator, {})[second.sentence_id] = set(first.frames) == set(second.frames)
    if not again:
        return Checked("self", (), "No sentence was shown to anybody for the second time.")
    told = {name: same for name, same in sorted(again.items()) if len(same) >= REPEATS_AT_LEAST}
    p_values = [binomtest(sum(s.values()), len(s), SAME_AT_LEAST, alternative="less").pvalue for s in told.values()]
    findings = [
        _finding(name, same, p)
        for (name, same), p in zip(told.items(), holm(p_values).tolist(), strict=True)
        if p <= SIGNIFICANT
    ]
    note = f"{counted(sum(map(len, again.values())), 'sentence')} shown twice, to {counted(len(again), 'annotator')}."
    if len(told) < len(again):
        note += f" Fewer than {REPEATS_AT_LEAST}: {', '.join(sorted(again.keys() - told.keys()))}."
    return checked("self", findings, note)


def _finding(name: str, same: dict[str, bool], p: float) -> Finding:
    differing = tuple(sentence_id for sentence_id, is_same in same.items() if not is_same)
    return Finding(
        kind="self",
        where=name,
        why=(
            f"{name} gave the same answer on {len(same) - len(differing)} of {len(same)} sentences shown twice, which "
            f"is below {SAME_AT_LEAST:.0%} (binomial test, {p_text(p)} after Holm)."
        ),
        todo=f"Look at what changed together with {name}; a frame that it is about may need a clearer rule.",
        score=float(len(differing)),
        sentences=differing,
    )
