"""Comments that ask for somebody's attention, on sentences that nobody has ruled on. Pure.

Doubts about one label belong together: whoever reads its sentences in one go sees what the codebook does not say. Each
other mark that the codebook asks for wants something of its own done. A label beside a mark that forbids it contradicts
itself. Passes of a program count as one annotator: they doubt the same because they are the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from framing.audit.decided import Record
from framing.audit.finding import Checked, Finding, checked, counted, listed, quoted

_ASKS: Mapping[str, tuple[str, float]] = {  # column of COMMENTS: what to do, and how many labels a comment questions
    "sarcasm": ("Read them with the sentences around: is what the writer means coded, not what the words say?", 0.5),
    "mixed_voice": ("Settle whose voice it is, by the codebook's rule for several voices.", 0.25),
    "negated": ("See that no denied frame is coded, and keep them to test how negation is read.", 0.25),
    "split": ("See how the sentences were cut: framing ingest --show.", 0.25),
    "boilerplate": ("See why they were taken for text of the article: framing ingest --show.", 0.25),
    "unreadable": ("Compare them with the source, and leave out what cannot be read.", 0.25),
}
_FORBIDS = ("boilerplate", "unreadable")  # "no label", says the codebook
_UNMARKED = 0.1
_QUOTED = 3  # sentences


@dataclass(frozen=True)
class _Comment:
    """A comment that nobody has ruled on; `chosen` are the frames that its annotator gave the sentence."""

    sentence_id: str
    annotator: str
    maker: str  # the annotator, or one name for all programs
    text: str
    doubt: tuple[str, ...]
    marks: tuple[str, ...]
    chosen: tuple[str, ...]


def doubts(record: Record, comments: pd.DataFrame, texts: Mapping[str, str]) -> Checked:
    """What annotators wrote beside sentences: a finding for each label that is doubted, and for each other mark.

    Args:
        record: of the study.
        comments: COMMENTS of the same ledger.
        texts: sentence id to text, where it is known.
    """
    if comments.empty:
        return Checked("comment", (), "No comments.")
    ruled = {decision.sentence_id for decision in record.standing if decision.ruling}
    open_ones = comments[~comments["sentence_id"].isin(ruled)]
    found = list(_read(record, open_ones))
    findings = [*_doubted(found, texts), *_marked(found, texts), *_contradictions(found, texts)]
    plain = [comment for comment in found if not comment.doubt and not comment.marks]
    findings += [
        Finding(
            kind="comment",
            where=comment.sentence_id,
            why=f"{comment.annotator} writes {quoted(comment.text)}.",
            todo="Read it, and answer the annotator.",
            score=_UNMARKED,
            sentences=(comment.sentence_id,),
        )
        for comment in plain
    ]
    note = f"{counted(len(comments), 'comment')}, {len(comments) - len(open_ones)} on sentences with a ruling."
    return checked("comment", findings, note)


def _read(record: Record, comments: pd.DataFrame) -> Iterator[_Comment]:
    chosen = {(decision.sentence_id, decision.annotator): decision.frames for decision in record.labels}
    programs = set(record.programs)
    for row in comments.to_dict(orient="records"):
        yield _Comment(
            sentence_id=row["sentence_id"],
            annotator=row["annotator"],
            maker="" if row["annotator"] in programs else row["annotator"],
            text=row["text"],
            doubt=tuple(filter(None, row["doubt"].split(", "))),
            marks=tuple(mark for mark in _ASKS if row[mark]),
            chosen=chosen.get((row["sentence_id"], row["annotator"]), ()),
        )


def _doubted(comments: Sequence[_Comment], texts: Mapping[str, str]) -> Iterator[Finding]:
    for key in sorted({key for comment in comments for key in comment.doubt}):
        own = [comment for comment in comments if key in comment.doubt]
        sentences = _most_makers_first(own)
        kept = len({comment.sentence_id for comment in own if key in comment.chosen})
        against = f", and chosen all the same on {kept}" if kept else ""
        yield Finding(
            kind="comment",
            where=key,
            why=(
                f"Doubted on {counted(len(sentences), 'sentence')}{against}, by {_people(own)}: "
                f"{_examples(sentences, texts)}."
            ),
            todo=f"Read them in one go and rule on them; what decides belongs into the codebook under {key}.",
            score=float(len({(comment.sentence_id, comment.maker) for comment in own})),
            sentences=sentences,
        )


def _marked(comments: Sequence[_Comment], texts: Mapping[str, str]) -> Iterator[Finding]:
    for mark, (todo, score) in _ASKS.items():
        own = [comment for comment in comments if mark in comment.marks]
        if own:
            sentences = _most_makers_first(own)
            why = f"{counted(len(sentences), 'sentence')} marked so, by {_people(own)}: {_examples(sentences, texts)}."
            total = score * len({(comment.sentence_id, comment.maker) for comment in own})
            yield Finding("comment", mark.replace("_", " "), why, todo, total, sentences)


def _contradictions(comments: Sequence[_Comment], texts: Mapping[str, str]) -> Iterator[Finding]:
    for comment in comments:
        forbidding = [mark for mark in _FORBIDS if mark in comment.marks]
        if forbidding and comment.chosen:
            yield Finding(
                kind="comment",
                where=comment.sentence_id,
                why=(
                    f"{comment.annotator} marks it as {listed(forbidding)} and gives it {listed(comment.chosen)} all "
                    f"the same: {_examples((comment.sentence_id,), texts)}."
                ),
                todo="Such a sentence gets no label: take the mark or the label back.",
                score=float(len(comment.chosen)),
                sentences=(comment.sentence_id,),
            )


def _most_makers_first(comments: Sequence[_Comment]) -> tuple[str, ...]:
    makers: dict[str, set[str]] = {}
    for comment in comments:
        makers.setdefault(comment.sentence_id, set()).add(comment.annotator)
    return tuple(sorted(makers, key=lambda name: (-len(makers[name]), name)))


def _people(comments: Sequence[_Comment]) -> str:
    return listed(sorted({comment.annotator for comment in comments}))


def _examples(sentences: Sequence[str], texts: Mapping[str, str]) -> str:
    """The first sentences, as far as their texts are known, else their ids."""
    shown = [quoted(texts.get(name, "")) or name for name in sentences[:_QUOTED]]
    return ", ".join(shown) + (", ..." if len(sentences) > _QUOTED else "")
