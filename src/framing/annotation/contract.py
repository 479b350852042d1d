"""Which decisions a new codebook leaves as they are, and which it asks to be taken again. Pure.

A decision stands under the words that it was made by. When the words change, it still stands where no change touches
its frame on its sentence. What a change touches, the new codebook says in [[changes]]: the sentences that carry one of
`labels`, and those whose text holds one of `words`. Where nothing is said of a frame whose meaning is another (or a
block names neither `labels` nor `words`), this rule holds: the change touches the sentences where any annotator saw
the frame, or one that the codebook says it is confused with, or doubted one of these in a comment. A sentence on which
nobody ever thought of the frame is taken to be as far from it as before.

A change of a rule for all labels can touch everything. Where the new codebook has no [[changes]] at all since, every
decision counts as touched; where it has, its author has said what to look at again.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from framing.annotation.codebook_diff import compare
from framing.annotation.comments import comment_marks
from framing.annotation.decisions import Decision, annotations_table, last_word
from framing.codebook import Change, Codebook, Frame, Voice

About = Literal["frames", "voices"]
BY_MEANING = "other meaning"  # why a sentence is touched, where no block of [[changes]] says it
BY_RULES = "other rules"
UNKNOWN = "codebook not kept"

STANDS, STALE, REPLACED = "stands", "stale", "replaced"


@dataclass(frozen=True)
class Reach:
    """Where one change touches which labels: the sentences it asks to look at again.

    `why` is the id of the change, or BY_MEANING or BY_RULES with the label. `carrying` are keys: sentences with one of
    them. `doubted`: also sentences where a comment doubts one of `carrying`.
    """

    why: str
    labels: tuple[str, ...]
    carrying: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    doubted: bool = False
    everywhere: bool = False


def reaches(old: Codebook, new: Codebook, about: About) -> tuple[Reach, ...]:
    """How far the changes from `old` to `new` reach, for frames or for voices; empty if no decision is touched."""
    diff = compare(old, new)
    part = diff.frames if about == "frames" else diff.voices
    keys = new.keys if about == "frames" else tuple(voice.key for voice in new.voices)
    if part.rules and not diff.changes:
        return (Reach(BY_RULES, keys, everywhere=True),)
    found = [_said(change, new, keys, about) for change in diff.changes]
    told = {key for reach in found for key in reach.labels}
    found += [_by_default(f"{BY_MEANING}: {key}", (key,), new) for key in part.other_meaning if key not in told]
    return tuple(reach for reach in found if reach.labels)


def _said(change: Change, new: Codebook, keys: tuple[str, ...], about: About) -> Reach:
    labels = change.frames if about == "frames" else change.voices
    if not change.frames and not change.voices and about == "frames":
        labels = keys  # a rule for every frame
    if change.labels is None and change.words is None:
        return _by_default(change.id, labels, new)
    return Reach(change.id, labels, carrying=change.labels or (), words=change.words or ())


def _by_default(why: str, labels: tuple[str, ...], codebook: Codebook) -> Reach:
    partners = (key for c in codebook.confusions if set(c.pair) & set(labels) for key in c.pair)
    return Reach(why, labels, carrying=tuple(dict.fromkeys((*labels, *partners))), doubted=True)


def touched(
    found: Sequence[Reach], decisions: Iterable[Decision], codebook: Codebook, texts: Mapping[str, str]
) -> pd.DataFrame:
    """The labels of sentences that changes touch, in the order of the decisions.

    Args:
        found: how far the changes reach.
        decisions: those that stand, whatever codebook they were made by: who sees a frame there shows where it may be.
        codebook: whose labels comments may doubt.
        texts: sentence id to text. A sentence without one cannot be searched for words: see `Contract.unsearched`.

    Returns:
        A row per sentence and label: `sentence_id`, `label` (key of a frame or voice), `why` (as in Reach, several
        joined by ", ").
    """
    carried: dict[str, set[str]] = defaultdict(set)
    doubts: dict[str, set[str]] = defaultdict(set)
    sentences: dict[str, None] = {}
    labels: tuple[Frame | Voice, ...] = (*codebook.frames, *codebook.voices)
    keys = [label.key for label in labels]
    for decision in decisions:
        sentences[decision.sentence_id] = None
        for key in (*decision.frames, *([decision.voice] if decision.voice else ())):
            carried[key].add(decision.sentence_id)
        if decision.comment:
            for key in comment_marks(decision.comment, keys, labels).doubt:
                doubts[key].add(decision.sentence_id)
    rows: dict[tuple[str, str], list[str]] = {}
    for reach in found:
        where = _sentences(reach, sentences, carried, doubts, texts)
        for sentence_id in filter(where.__contains__, sentences):
            for label in reach.labels:
                rows.setdefault((sentence_id, label), []).append(reach.why)
    order = {sentence_id: number for number, sentence_id in enumerate(sentences)}
    ordered = sorted(rows.items(), key=lambda row: order[row[0][0]])
    table = [(sentence_id, label, ", ".join(why)) for (sentence_id, label), why in ordered]
    return pd.DataFrame(table, columns=["sentence_id", "label", "why"], dtype="str")


def _sentences(
    reach: Reach,
    sentences: Iterable[str],
    carried: Mapping[str, set[str]],
    doubts: Mapping[str, set[str]],
    texts: Mapping[str, str],
) -> Collection[str]:
    if reach.everywhere:
        return set(sentences)
    where = set().union(*(carried.get(key, set()) for key in reach.carrying))
    if reach.doubted:
        where = where.union(*(doubts.get(key, set()) for key in reach.carrying))
    if reach.words:
        pattern = _pattern(reach.words)
        where.update(name for name in sentences if pattern.search(texts.get(name, "").casefold()))
    return where


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Finds one of the words, whole; a word that ends in * stands for every word that begins so."""
    spelled = [_spelling(word) for word in sorted(words, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)")


def _spelling(word: str) -> str:
    parts = (re.escape(part.rstrip("*")) + (r"\w*" if part.endswith("*") else "") for part in word.casefold().split())
    return r"\s+".join(parts)


@dataclass(frozen=True)
class Contract:
    """What today's codebook makes of decisions by older ones.

    `touched` has `sentence_id`, `label`, `why` of each older codebook that is kept, by its fingerprint. `unknown` are
    fingerprints of codebooks of which no copy is kept: nothing can be said of their decisions, so they are stale.
    `unsearched` are sentences with older decisions whose text is not here, if a change names words to look for.
    """

    codebook: str
    touched: Mapping[str, pd.DataFrame]
    unknown: tuple[str, ...]
    unsearched: tuple[str, ...] = ()

    @property
    def is_simple(self) -> bool:
        """Whether every decision is by today's codebook."""
        return not self.touched and not self.unknown

    def status(self, table: pd.DataFrame, label: str = "frame") -> pd.Series:
        """STANDS, STALE or REPLACED for each row of `table`, which has `sentence_id`, `codebook` and a column `label`.

        A row is by today's codebook, or no change touches it: it stands. It is touched, and somebody labelled the
        sentence again by today's codebook: that replaces it. Else it is stale. Where `codebook` names several, joined
        by ", ", the row is stale if it were under one of them.
        """
        result = pd.Series(STANDS, index=table.index, dtype="str")
        names = {name: name.split(", ") for name in table["codebook"].unique()}
        pairs = pd.MultiIndex.from_frame(table[["sentence_id", label]])
        for name, parts in names.items():
            rows = (table["codebook"] == name).to_numpy()
            for part in parts:
                if part in self.touched:
                    found = self.touched[part]
                    known = pd.MultiIndex.from_arrays([found["sentence_id"], found["label"]])
                    result[rows & pairs.isin(known)] = STALE
                elif part in self.unknown:
                    result[rows] = STALE
        anew = (table["codebook"] == self.codebook).to_numpy()
        if "state" in table.columns:
            anew = anew & (table["state"] == "confirmed").to_numpy()
        result[(result == STALE).to_numpy() & pairs.isin(pairs[anew])] = REPLACED
        return result


def contract(
    decisions: Sequence[Decision],
    today: Codebook,
    kept: Mapping[str, Codebook],
    texts: Mapping[str, str],
    about: About = "frames",
) -> Contract:
    """What the codebook of today makes of these decisions.

    Args:
        decisions: those that stand, on frames or on voices.
        today: the codebook.
        kept: the older codebooks, by fingerprint.
        texts: see `touched`.
        about: whether it is about frames or voices.
    """
    older = list(dict.fromkeys(d.codebook for d in decisions if d.codebook != today.fingerprint))
    found = {name: reaches(kept[name], today, about) for name in older if name in kept}
    by_words = {name for name, each in found.items() if any(reach.words for reach in each)}
    here = (d.sentence_id for d in decisions if d.codebook in by_words and d.sentence_id not in texts)
    return Contract(
        codebook=today.fingerprint,
        touched={name: touched(each, decisions, today, texts) for name, each in found.items()},
        unknown=tuple(name for name in older if name not in kept),
        unsearched=tuple(dict.fromkeys(here)),
    )


def said_by(decisions: Sequence[Decision], about: About, keys: Sequence[str]) -> pd.DataFrame:
    """A row per decision and label of `keys` that it says something of.

    Columns: `sentence_id`, `annotator`, `made_by`, `frame` (also where it is a voice), `codebook`, `state`. Of a voice
    a decision says something of all: it is one choice. What an annotator's later word replaced is left out.
    """
    columns = ["sentence_id", "annotator", "made_by", "frame", "codebook", "state"]
    if about == "frames":
        table = annotations_table(decisions)
        return table.loc[table["frame"].isin(keys), columns].reset_index(drop=True)
    given: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for decision in decisions:
        given[decision.sentence_id, decision.annotator].append(decision)
    rows = [
        (d.sentence_id, d.annotator, d.made_by, key, d.codebook, d.state)
        for d in map(last_word, given.values())
        for key in keys
    ]
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class Effect:
    """What a change of the codebook touches of the labels made by the old one.

    `decisions` and `sentences` are by the old codebook, `again` are the sentences that the change touches. `labels` has
    a row per label: `label`, `sentences`, `decisions`, of these by `people` and by an `automated` coder, and `why`.
    `annotators`: `annotator`, `made_by`, `sentences`.
    """

    about: About
    decisions: int
    sentences: int
    again: int
    labels: pd.DataFrame
    annotators: pd.DataFrame


def effect(decisions: Sequence[Decision], found: pd.DataFrame, codebook: str, about: About) -> Effect:
    """What `found`, as `touched` gives it, means for the decisions made by the codebook of this fingerprint."""
    said = said_by(decisions, about, list(dict.fromkeys(found["label"])))
    mine = [decision for decision in decisions if decision.codebook == codebook]
    rows = said[said["codebook"] == codebook].rename(columns={"frame": "label"})
    rows = rows.merge(found, on=["sentence_id", "label"])
    rows["people"] = rows["made_by"] == "person"
    labels = rows.groupby("label", sort=False).agg(
        sentences=("sentence_id", "nunique"), decisions=("sentence_id", "size"), people=("people", "sum")
    )
    labels["automated"] = labels["decisions"] - labels["people"]
    whys = rows.assign(why=rows["why"].str.split(", ")).explode("why").drop_duplicates(["label", "why"])
    labels["why"] = whys.groupby("label", sort=False)["why"].agg(", ".join)
    once = rows.drop_duplicates(["sentence_id", "annotator"])
    return Effect(
        about=about,
        decisions=len(mine),
        sentences=len({decision.sentence_id for decision in mine}),
        again=rows["sentence_id"].nunique(),
        labels=labels.reset_index(),
        annotators=once.groupby(["annotator", "made_by"]).size().reset_index(name="sentences"),
    )
