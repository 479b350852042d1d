"""What findings say and what they do not, in plain words. Pure.

Whoever reads one paragraph of a page reads this one: it says first what holds, with its counts and intervals, and then
just as plainly what nobody may conclude. Names come from outside: they are cut, and freed of marks that turn what
follows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from framing.analysis.findings import Findings
from framing.analysis.tables import CORRECTED, TOO_LITTLE
from framing.analysis.time_line.line import GRADUAL
from framing.report.charts import wording
from framing.report.found import Change, Difference, Differences, Share, ShareTable
from framing.report.marks import FrameMark
from framing.report.reliability import FEW_DOCUMENTS
from framing.report.told import EventView
from framing.tables import UNCORRECTED

_SAID = 3  # frames, differences and changes that are named
AUTOMATED = "automated coder"
_MAKERS = {AUTOMATED: f"an {AUTOMATED}", "person": "people"}


@dataclass(frozen=True)
class LabelCount:
    """In how many sentences labels see a frame, of those that were decided on."""

    frame: FrameMark
    count: int
    of: int


def can_be_said(
    findings: Findings,
    tables: Sequence[ShareTable],
    compared: Sequence[Differences],
    changes: Sequence[Change],
    events: Sequence[EventView],
    labelled: Sequence[LabelCount] = (),
    made_by: str = "",
) -> tuple[str, ...]:
    """Sentences for a reader in a hurry: size, the most common frames, differences, changes, events.

    Of labels the most common frames are said first where most sentences have some. A model's share heads nothing where
    it is uncorrected and the model had too few examples of the frame.
    """
    said = [_size(findings), *_by_labels(labelled, len(findings.scored.sentences), made_by)]
    said += _common_frames(tables, frozenset(findings.scored.few_examples), beside=len(said) > 1)
    said += [line for each in compared for line in _differences(each)]
    said += _changes(changes, findings)
    if events:
        said.append(f"{_counted(len(events), 'event')} of several outlets {_are(len(events))} set side by side below.")
    if findings.looked_for is not None:
        said.append(omissions_in_words(findings))
    return tuple(said)


def omissions_in_words(findings: Findings) -> str:
    """What was looked for among omissions, in how many cases it could be told, and what was found; empty for none.

    To find nothing where hardly anything could be told says little, so that it is said either way.
    """
    looked, table = findings.looked_for, findings.omissions
    if looked is None or table is None:
        return ""
    found = f"{_counted(len(table), 'omission')} {_are(len(table))} listed"
    if not looked.cases:
        return "Left out by one outlet: nothing can be told, as in no event the others have something twice or more."
    return (
        f"Left out by one outlet: {found}. The others have something twice or more in "
        f"{_counted(looked.cases, 'case')}; in {looked.possible:,} of them the outlet wrote enough to tell, and if all "
        f"told alike, about {looked.by_chance:.1f} would be listed by chance."
    )


def cannot_be_said(
    findings: Findings, tables: Sequence[ShareTable], compared: Sequence[Differences], made_by: str
) -> tuple[str, ...]:
    """What the same reader must not conclude, the gravest first."""
    said = []
    prevalence = findings.prevalence
    uncorrected = int((prevalence["estimate"] == UNCORRECTED).sum())
    if uncorrected:
        said.append(
            f"How often a frame really is there, for {uncorrected:,} of {len(prevalence):,} shares: they are counts of "
            "a model’s guesses, uncorrected, and its mistakes shift them by an amount that nobody knows."
        )
    if AUTOMATED in made_by and (prevalence["estimate"] == CORRECTED).any():
        said.append(
            "What people would see: the labels that correct the shares were made by an automated coder, so a corrected "
            "share is what that coder would say of every sentence."
        )
    little = int((prevalence["estimate"] == TOO_LITTLE).sum())
    if little:
        said.append(
            f"Anything about {little:,} of {len(prevalence):,} shares: there is too little text or too few labels."
        )
    said += [line for each in compared if (line := _not_the_same(each))]
    documents = len(findings.scored.documents)
    if documents < FEW_DOCUMENTS:
        said.append(
            f"Anything beyond these {documents:,} articles: from fewer than {FEW_DOCUMENTS} no interval holds, one "
            "article does not describe an outlet, and a small difference is no finding."
            if documents != 1
            else "Anything beyond this one article: it does not describe an outlet, and there is no interval for one."
        )
    said.append("What a frame does to readers, whether a text is true, or why an outlet writes as it does.")
    said.append("Other times, events and outlets than those in this corpus.")
    return tuple(said)


def _size(findings: Findings) -> str:
    scored = findings.scored
    outlets = named_outlets(scored.documents["source"])
    copies = len(scored.copies)
    also = f" {_counted(copies, 'article')} of them {'repeats' if copies == 1 else 'repeat'} another." if copies else ""
    return (
        f"A model read {_counted(len(scored.sentences), 'sentence')} of {_counted(len(scored.documents), 'article')} "
        f"from {_counted(outlets, 'named outlet')} for {_counted(len(scored.frames), 'frame')}.{also}"
    )


def named_outlets(sources: "pd.Series[str]") -> int:
    """How many outlets have a name."""
    return int(sources[sources.str.strip() != ""].nunique())


def _by_labels(labelled: Sequence[LabelCount], sentences: int, made_by: str) -> list[str]:
    """The most common frames by the labels, where most sentences have some."""
    counts = sorted((each for each in labelled if each.count), key=lambda each: -each.count / each.of)
    if not counts or max(each.of for each in labelled) <= sentences / 2:
        return []
    told = ", ".join(
        f"{wording.shown(each.frame.name)} in {whole(each.count / each.of)} ({each.count:,} of {each.of:,})"
        for each in counts[:_SAID]
    )
    whose = f" of {_MAKERS.get(made_by, made_by)}" if made_by else ""
    return [f"Most common by the labels{whose}: {told}."]


def _common_frames(tables: Sequence[ShareTable], untrusted: frozenset[str], *, beside: bool) -> list[str]:
    overall = next((table for table in tables if table.unit == "sentence" and not table.by), None)
    if overall is None:
        return []
    found = [share for _, of_frame in overall.rows for share in of_frame if share.value]
    if not found:
        return ["For no frame is there enough to say how common it is."]
    shares = [share for share in found if share.estimate == CORRECTED or share.frame.key not in untrusted]
    shares.sort(key=lambda share: -(share.value or 0.0))
    if not shares:
        return ["How common frames are by the model is not said here: it had too few examples of those that it sees."]
    told = ", ".join(f"{wording.shown(share.frame.name)} in {share_in_words(share)}" for share in shares[:_SAID])
    guessed = beside or all(share.estimate != CORRECTED for share in shares[:_SAID])
    return [f"Most common {'by the model' if guessed else 'of all sentences'}: {told}."]


def share_in_words(share: Share) -> str:
    """The share with its interval and its counts, such as "23% (18% to 28%; the model sees it in 120 of 600)"."""
    if share.value is None:
        return f"{TOO_LITTLE} (the model sees it in {share.predicted:,} of {share.of:,})"
    inside = f"the model sees it in {share.predicted:,} of {share.of:,}"
    if share.low is not None and share.high is not None:
        inside = f"{whole(share.low)} to {whole(share.high)}; {inside}"
    return f"{whole(share.value)}{', uncorrected' if share.estimate == UNCORRECTED else ''} ({inside})"


def _differences(compared: Differences) -> list[str]:
    what = f"comparisons by {compared.by}"
    told_of = compared.total - compared.too_little
    if not told_of:
        return [f"Nothing by {compared.by}: for none of {compared.total:,} comparisons is there enough text or labels."]
    if not compared.differ:
        return [f"In none of {told_of:,} {what} that can be made a difference is seen that chance would not make."]
    told = "; ".join(map(difference_in_words, compared.differ[:_SAID]))
    number = compared.differing
    more = f" (the largest; {number:,} in all)" if number > _SAID else ""
    return [f"{number:,} of {told_of:,} {what} differ by more than chance makes: {told}{more}."]


def difference_in_words(row: Difference) -> str:
    """Who has more of a frame than whom, in points with the interval."""
    value, low, high = row.value or 0.0, row.low, row.high
    one, other = map(wording.shown, (row.group, row.other) if value >= 0 else (row.other, row.group))
    said = f"{one} has more {wording.shown(row.frame.name)} than {other}, by {points(abs(value))} points"
    if low is None or high is None:
        return said
    low, high = (low, high) if value >= 0 else (-high, -low)
    return f"{said} ({points(low)} to {points(high)})"


def _not_the_same(compared: Differences) -> str:
    if compared.unseen is None:
        return ""
    least, most = map(points, compared.unseen)
    size = f"{least} points" if least == most else f"{least} to {most} points, depending on the frame,"
    return (
        f"That groups by {compared.by} are the same where no difference is seen: differences smaller than {size} "
        "would mostly be missed."
    )


def _changes(changes: Sequence[Change], findings: Findings) -> list[str]:
    if changes:
        told = "; ".join(map(_change_in_words, changes[:_SAID]))
        more = f" ({len(changes):,} changes in all)" if len(changes) > _SAID else ""
        return [f"Over time the level moves: {told}{more}."]
    if findings.changes is not None and findings.time_line is not None and not findings.time_line.empty:
        return ["Over time no change of level is seen that chance would not make."]
    return []


def _change_in_words(change: Change) -> str:
    """From what to what, when, and how sure that is."""
    when = "step by step, with no date" if change.note.startswith(GRADUAL) else f"at {change.period}"
    said = f"{wording.shown(change.frame.name)} from {whole(change.before)} to {whole(change.after)} {when}"
    sure = []
    if change.low is not None and change.high is not None:
        size = points(change.after - change.before)
        sure.append(f"a change of {size} points, 95% interval {points(change.low)} to {points(change.high)}")
    sure.append(f"p {'' if change.p < 0.001 else '= '}{chance(change.p)}")
    if change.first != change.last:
        sure.append(f"it may have been at any time from {change.first} to {change.last}")
    return f"{said} ({', '.join(sure)})"


def chance(p: float | None) -> str:
    """A p-value or chance as papers print it; a dash for none."""
    if p is None:
        return "–"
    digits = 4 if f"{p:.3f}" == "0.050" else 3  # on which side of 0.05 it is
    return "<.001" if p < 0.001 else f"{p:.{digits}f}".removeprefix("0")


def whole(share: float) -> str:
    """A share in whole per cent; what is not nothing is not 0 %, and what is not all is not 100 %."""
    return wording.share(share)


def points(difference: float | None) -> str:
    """Percentage points with one decimal and a true minus; a dash for none."""
    return wording.points(difference, signed=False)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
