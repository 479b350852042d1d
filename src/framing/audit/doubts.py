"""Comments that ask for somebody's attention, on sentences that nobody has ruled on. Pure.

Annotators mark what the codebook asks them to mark; each mark wants something else done. A label that stands beside a
mark that forbids it contradicts itself, and counts most.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from framing.audit.decided import Record
from framing.audit.finding import Checked, Finding, checked, counted, listed, quoted

_ASKS: Mapping[str, tuple[str, float]] = {  # column of COMMENTS: what to do, and how many labels it puts in question
    "sarcasm": ("Read it with the sentences around: is what the writer means coded, not what the words say?", 0.5),
    "mixed_voice": ("Settle whose voice it is, by the codebook's rule for several voices.", 0.25),
    "negated": ("See that no denied frame is coded, and keep it for the test of negation.", 0.25),
    "split": ("See how the sentence was cut: framing ingest --show.", 0.25),
    "boilerplate": ("Take it out of what is coded: no reader would call it part of the text.", 0.25),
    "unreadable": ("Compare with the source, and leave it out if it cannot be read.", 0.25),
}
_FORBIDS = ("boilerplate", "unreadable")  # a label beside them contradicts the codebook
_UNMARKED = 0.1


def doubts(record: Record, comments: pd.DataFrame, texts: Mapping[str, str]) -> Checked:
    """What annotators wrote beside sentences, and what each comment asks for.

    Args:
        record: of the study.
        comments: COMMENTS of the same ledger.
        texts: sentence id to text, where it is known.
    """
    if comments.empty:
        return Checked("comment", (), "No comments.")
    ruled = {decision.sentence_id for decision in record.standing if decision.ruling}
    open_ones = comments[~comments["sentence_id"].isin(ruled)]
    chosen = {(d.sentence_id, d.annotator): d.frames for d in record.labels}
    findings = [
        replace(finding, why=f"{finding.why} {quoted(texts.get(str(sentence_id), ''))}".strip())
        for sentence_id, part in open_ones.groupby("sentence_id", sort=True)
        for finding in _of_sentence(str(sentence_id), part, chosen)
    ]
    note = f"{counted(len(comments), 'comment')}, {len(comments) - len(open_ones)} on sentences with a ruling."
    return checked("comment", findings, note)


def _of_sentence(
    sentence_id: str, comments: pd.DataFrame, chosen: Mapping[tuple[str, str], tuple[str, ...]]
) -> Iterable[Finding]:
    """The doubts about each frame or voice together, then each mark, then what has no mark."""
    doubted: dict[str, list[str]] = {}
    for annotator, keys in zip(comments["annotator"], comments["doubt"], strict=True):
        for key in filter(None, keys.split(", ")):
            doubted.setdefault(key, []).append(annotator)
    for key, who in doubted.items():
        people = sorted(set(who))
        kept = [name for name in people if key in chosen.get((sentence_id, name), ())]
        against = f", and {listed(kept)} chose it all the same" if kept else ""
        yield _finding(
            sentence_id,
            f"{listed(people)} {'doubts' if len(people) == 1 else 'doubt'} {key}{against}.",
            "Rule on it. If the codebook does not say whether the label applies, that is a gap to close.",
            len(people) + len(kept) / 2,
        )
    for mark, (todo, score) in _ASKS.items():
        marked = comments[comments[mark]]
        people = sorted(set(marked["annotator"]))
        if people:
            frames = (
                sorted({f for name in people for f in chosen.get((sentence_id, name), ())}) if mark in _FORBIDS else []
            )
            against = f", and chose {listed(frames)} all the same, which the codebook forbids" if frames else ""
            verb = "marks" if len(people) == 1 else "mark"
            word = mark.replace("_", " ")
            yield _finding(
                sentence_id, f"{listed(people)} {verb} it as {word}{against}.", todo, score * len(people) + len(frames)
            )
    unmarked = comments[(comments["doubt"] == "") & ~comments[list(_ASKS)].any(axis=1)]
    for annotator, text in zip(unmarked["annotator"], unmarked["text"], strict=True):
        yield _finding(
            sentence_id, f"{annotator} writes {quoted(text)}.", "Read it, and answer the annotator.", _UNMARKED
        )


def _finding(sentence_id: str, why: str, todo: str, score: float) -> Finding:
    return Finding("comment", sentence_id, why, todo, score, (sentence_id,))
