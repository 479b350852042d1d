"""How far annotators are: what is done and left, how fast it goes, and what somebody should know about it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

BREAK_S = 300.0  # a longer pause between two sentences was no work on the second
_FEWEST_GAPS = 5  # between sentences, that make a pace

Asked = Literal["frames", "voices", "rulings", "exercises"]


@dataclass(frozen=True)
class Standing:
    """How far one annotator is; counts of sentences. What is not known is None.

    `empty`: confirmed without a label, part of `done`. `unconfirmed`: labels chosen and not confirmed, part of what is
    left. `confirmed_at`: when sentences were confirmed, in seconds; `last_seen`: the last sign of life, the same clock.
    """

    annotator: str
    given: int
    done: int
    empty: int | None = None
    unconfirmed: int | None = None
    confirmed_at: tuple[float, ...] = ()
    last_seen: float | None = None

    @property
    def left(self) -> int:
        """Sentences that are given and not confirmed."""
        return max(0, self.given - self.done)

    @property
    def pace(self) -> float | None:
        """Sentences an hour of work; None if there is too little to tell."""
        return sentences_per_hour(self.confirmed_at)

    @property
    def hours_left(self) -> float | None:
        """Hours of work that are left at this pace."""
        pace = self.pace
        return self.left / pace if pace else None


@dataclass(frozen=True)
class Part:
    """One thing that a study asks for: in which projects, who does it, and label key to annotator to count."""

    asked: Asked
    projects: tuple[str, ...]
    standings: tuple[Standing, ...]
    labels: Mapping[str, Mapping[str, int]] | None
    """None where the server cannot count them. Labels count whether the sentence was confirmed or not."""

    @property
    def given(self) -> int:
        """Decisions that are asked for, of all annotators."""
        return sum(standing.given for standing in self.standings)

    @property
    def done(self) -> int:
        """Decisions that were taken."""
        return sum(standing.done for standing in self.standings)


def sentences_per_hour(moments: Iterable[float]) -> float | None:
    """The pace of somebody who confirmed sentences at these moments (seconds, any order), while at work.

    Pauses of more than BREAK_S are left out, and the sentence after each, because nobody knows when it was begun.
    None if fewer than five gaps are left, or all fall into one moment: a program does that, no person.
    """
    ordered = sorted(moments)
    gaps = [later - earlier for earlier, later in pairwise(ordered)]
    at_work = [gap for gap in gaps if gap <= BREAK_S]
    seconds = sum(at_work)
    return 3600 * len(at_work) / seconds if len(at_work) >= _FEWEST_GAPS and seconds > 0 else None


def together(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """One standing for each annotator, by name: the sum over projects. A sum with something unknown is unknown."""
    found: dict[str, Standing] = {}
    for one in standings:
        other = found.get(one.annotator)
        found[one.annotator] = one if other is None else _sum(other, one)
    return tuple(found[name] for name in sorted(found))


def _sum(one: Standing, other: Standing) -> Standing:
    seen = [moment for moment in (one.last_seen, other.last_seen) if moment is not None]
    return Standing(
        annotator=one.annotator,
        given=one.given + other.given,
        done=one.done + other.done,
        empty=_added(one.empty, other.empty),
        unconfirmed=_added(one.unconfirmed, other.unconfirmed),
        confirmed_at=one.confirmed_at + other.confirmed_at,
        last_seen=max(seen, default=None),
    )


def _added(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def since(now: Standing, before: Standing | None, at: float, at_before: float) -> Standing:
    """What watching tells of the times that the server does not: `now` was seen at `at`, `before` at `at_before`.

    Sentences that were confirmed in between are spread evenly over that time.
    """
    if before is None:
        return now
    news = max(0, now.done - before.done)
    step = (at - at_before) / (news or 1)
    moments = tuple(at_before + step * (number + 1) for number in range(news))
    return replace(now, confirmed_at=before.confirmed_at + moments, last_seen=at if news else before.last_seen)


def remarks(parts: Sequence[Part]) -> list[str]:
    """What somebody should know, worst first: nobody there, nothing to see, labels that do not count yet, all done."""
    found = []
    for part in parts:
        if not part.standings:
            how = "framing push --adjudicate" if part.asked == "rulings" else "framing push"
            found.append(f"Nobody labels in {', '.join(part.projects)}. Add annotators: {how} --annotators NAME,NAME.")
        found += [
            f"{one.annotator} sees no sentence ({part.asked}). Push again: framing push --annotators NAME,NAME."
            for one in part.standings
            if not one.given
        ]
        forgotten = _nobody_confirmed(part)
        found += [forgotten] if forgotten else [_unconfirmed(one) for one in part.standings if one.unconfirmed]
    if parts and all(part.given and part.done >= part.given for part in parts):
        found.append("All is done. Bring it home: framing pull.")
    return found


def _nobody_confirmed(part: Part) -> str | None:
    """A remark where labels were chosen, and nobody confirmed a single sentence."""
    chosen = sum(one.unconfirmed or 0 for one in part.standings)
    labels = sum(sum(by_annotator.values()) for by_annotator in (part.labels or {}).values())
    if part.done or not (chosen or labels):
        return None
    how_many = f"on {chosen} sentences" if chosen else f"({labels} of them)"
    return (
        f"Labels were chosen {how_many} and nobody confirmed any ({part.asked}): they do not count until then. "
        "Tell the annotators to press Enter after each sentence, also on those that have labels already."
    )


def _unconfirmed(one: Standing) -> str:
    return (
        f"{one.annotator} chose labels on {one.unconfirmed} sentences and did not confirm them with Enter: "
        "they do not count until then."
    )
