"""What the others have on an event and one outlet has not: listed where chance hardly explains it. Pure.

Frames are as the model sees them, voices and speakers as the rules do. An outlet that has any is never listed; nor is
one of whom none would be no surprise, because it wrote little or the others hardly have it (see
`framing.analysis.events.chance`). Many events, outlets and frames are looked at, so that a few of such lines come by
chance: of each line it is said how large a share of those that are as sure as it, or surer, chance would make
(`false_share`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.analysis.events.chance import Told, chances
from framing.analysis.scored import Bools, Floats, Scored
from framing.analysis.tables import OMISSIONS
from framing.corpus.voices.sources import surname
from framing.tables import OUTLET, UNCORRECTED

CHANCE = 0.05  # of none, below which it is told
_AT_LEAST = 2  # sentences of the others that have it
_EVIDENCE = 10  # sentences of the others that are named
_BY_RULES = "Found by rules, whose errors are not known here."
What = Literal["frame", "voice", "speaker"]


class Trust(NamedTuple):
    """How well a model does on a frame, by its evaluation: shares, 0 to 1.

    Of what a model sees in the others, the share that its precision says is there; of what is there, it sees the share
    that its recall says. So the others' true rate is seen * precision / recall, and of that an outlet that tells like
    them shows the model recall times as much: seen * precision. Recall cancels, as long as the model misses alike
    everywhere; that it misses more in some articles than in others is a part of how much articles differ.
    """

    precision: float
    recall: float


@dataclass(frozen=True, eq=False)
class Omitted:
    """What was found.

    Attributes:
        omissions: OMISSIONS, the surest first.
        looked_at: outlets in events times frames, voices and speakers that others have there.
        possible: of those, how many could have been listed by the others' rate and the outlet's length.
        by_chance: how many lines below `CHANCE` chance alone would make of these.
    """

    omissions: pd.DataFrame
    looked_at: int
    possible: int
    by_chance: float


def find_omissions(
    scored: Scored,
    events: pd.DataFrame,
    trust: Mapping[str, Trust] | None = None,
) -> Omitted:
    """Frames, voices and speakers that the others have on an event and one outlet has not.

    An article and its copies count once, for the outlet that ran it, be it as a copy, and never among the others of
    that outlet. Articles without an outlet are left out.

    Args:
        scored: the corpus.
        events: EVENT_OF.
        trust: of each frame that the model was evaluated on; what it sees wrongly in the others raises the chance.
    """
    if events.empty:
        return Omitted(OMISSIONS.table(), looked_at=0, possible=0, by_chance=0.0)
    trust = trust or {}
    corpus = _corpus(scored, events)
    things = dict(enumerate(_things(corpus, scored, trust)))
    looks = [_looks(corpus, thing).assign(thing=number) for number, thing in things.items()]
    told = pd.concat([_NO_LOOKS, *looks], ignore_index=True)
    possible = told["chance"] < CHANCE
    below = possible & ~told["has"]
    told["false_share"] = _false_shares(told["chance"].to_numpy(), possible.to_numpy(), below.to_numpy())
    listed = told[below].sort_values(["chance", *_KEY])
    rows = [_row(corpus, look, trust, things) for look in listed.itertuples(index=False)]
    return Omitted(
        omissions=OMISSIONS.table(rows),
        looked_at=len(told),
        possible=int(possible.sum()),
        by_chance=float(told["chance"][possible].sum()),
    )


_KEY = ["event", "source", "what", "key"]
_COUNTS = ["others", "others_of", "own_of"]
_COLUMNS = {**dict.fromkeys(_KEY, "str"), **dict.fromkeys(_COUNTS, "int64"), "chance": "float64", "has": "bool"}
_NO_LOOKS = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()})


@dataclass(frozen=True, eq=False)
class _Corpus:
    """Articles of events, and the outlets that ran them.

    Attributes:
        sentences: of these articles and their copies, with `event`, `source`, `article` (the one that it is of, or that
            its document repeats), `own` (it is of no copy) and `row` in the scored corpus.
        articles: `article`, `event`, `of`, its sentences, and `outlet`, a number.
        ran: `event`, `source` and `article`: the outlet ran it, or a copy of it; where the event has another one.
    """

    sentences: pd.DataFrame
    articles: pd.DataFrame
    ran: pd.DataFrame

    @cached_property
    def rows_of(self) -> Mapping[Any, Any]:
        """Event to where its sentences stand in `sentences`."""
        return self.sentences.groupby("event").indices

    @cached_property
    def ran_of(self) -> Mapping[Any, Any]:
        """Event and source to where their articles stand in `ran`."""
        return self.ran.groupby(["event", "source"]).indices


class _Thing(NamedTuple):
    """What is looked for.

    Attributes:
        what: frame, voice or speaker.
        keys: of each of `_Corpus.sentences` the key that it has; "" for none.
        seen: see `framing.analysis.events.chance.chances`.
        met: it is looked for only in events in which it was met, as a speaker is.
    """

    what: What
    keys: NDArray[np.object_]
    seen: float = 1.0
    met: bool = False


def _corpus(scored: Scored, events: pd.DataFrame) -> _Corpus:
    source_of = dict(zip(scored.documents["document_id"], scored.documents["source"].str.strip(), strict=True))
    table = events[["document_id", "event", "copy_of"]].assign(source=events["document_id"].map(source_of).fillna(""))
    table["article"] = table["copy_of"].where(table["copy_of"] != "", table["document_id"])
    sentences = scored.sentences.assign(row=np.arange(len(scored.sentences))).merge(table, on="document_id")
    sentences["own"] = sentences["copy_of"] == ""
    articles = sentences[sentences["own"]].groupby(["article", "event", "source"]).size().rename("of").reset_index()
    # Of two articles without an outlet nobody knows whether they are of one.
    articles["outlet"] = (
        articles["source"].where(articles["source"] != "", articles["article"]).astype("category").cat.codes
    )
    articles = articles.drop(columns="source")
    sentences = sentences[sentences["article"].isin(articles["article"])].reset_index(drop=True)
    ran = sentences.loc[sentences["source"] != "", ["event", "source", "article"]].drop_duplicates()
    others = ran["event"].map(articles["event"].value_counts()) - ran.groupby(["event", "source"])["article"].transform(
        "size"
    )
    return _Corpus(sentences, articles, ran[others > 0].reset_index(drop=True))


def _things(corpus: _Corpus, scored: Scored, trust: Mapping[str, Trust]) -> Iterator[_Thing]:
    sentences = corpus.sentences
    for number, frame in enumerate(scored.frames):
        known = trust.get(frame)
        seen = 1.0 if known is None else known.precision
        there = scored.predicted[sentences["row"].to_numpy(), number]
        yield _Thing("frame", np.where(there, frame, "").astype(object), max(seen, 1e-6))
    voices = sentences["voice"].to_numpy(dtype=object)
    for voice in sorted(set(voices) - {"", OUTLET}):
        yield _Thing("voice", np.where(voices == voice, voice, ""))
    names = {words: surname(words) for words in sentences["speaker"].unique()}
    yield _Thing("speaker", sentences["speaker"].map(names).to_numpy(dtype=object), met=True)


def _looks(corpus: _Corpus, thing: _Thing) -> pd.DataFrame:
    """Each outlet in each event in which others have the thing twice or more; see `_NO_LOOKS`."""
    having = corpus.sentences.assign(key=thing.keys)
    having = having[having["key"] != ""]
    counted = having[having["own"]].groupby(["article", "key"]).size().rename("having").reset_index()
    keys = having[["event", "key"]].drop_duplicates()
    if not thing.met:  # a voice or frame is looked for in every event
        keys = corpus.articles[["event"]].drop_duplicates().merge(keys[["key"]].drop_duplicates(), how="cross")
    keys = keys.sort_values(["event", "key"])
    keys["number"] = np.arange(len(keys))
    told = keys.merge(corpus.articles, on="event").merge(counted, on=["article", "key"], how="left")
    told = told.fillna({"having": 0}).astype({"having": "int64"})
    cells = told.assign(at=np.arange(len(told))).merge(corpus.ran, on=["event", "article"])
    grouped = cells.groupby(["number", "event", "source", "key"])
    looks = grouped.agg(own=("having", "sum"), own_of=("of", "sum"), at=("at", list)).reset_index()
    looks["others"] = looks["number"].map(told.groupby("number")["having"].sum()) - looks["own"]
    looks["others_of"] = looks["number"].map(told.groupby("number")["of"].sum()) - looks["own_of"]
    looks = looks[looks["others"] >= _AT_LEAST].reset_index(drop=True)
    if looks.empty:
        return _NO_LOOKS
    event, outlet, has, of = (told[name].to_numpy(np.intp) for name in ("number", "outlet", "having", "of"))
    looks["chance"] = chances(
        Told(event, outlet, has, of, thing.met), [np.array(at, dtype=np.intp) for at in looks["at"]], thing.seen
    )
    there = pd.MultiIndex.from_frame(having[["event", "source", "key"]])
    looks["has"] = pd.MultiIndex.from_frame(looks[["event", "source", "key"]]).isin(there)
    return looks.assign(what=thing.what)[list(_NO_LOOKS.columns)]


def _false_shares(chance: Floats, possible: Bools, below: Bools) -> Floats:
    """For each line: of those below `CHANCE` that are as sure or surer, what share chance alone would make; at most 1.

    What chance makes is the sum of the chances of all lines that could have been there, whether they are or not: each
    of them is there with its own chance, if all outlets tell alike (as Benjamini and Hochberg 1995 estimate it for
    tests whose level is reached exactly; here most can only be surer than that). Of a line the smallest such share
    counts among all cuts that leave it in.
    """
    shares = np.ones(len(chance))
    order = np.argsort(chance, kind="stable")
    order = order[possible[order]]
    made = np.cumsum(chance[order])
    there = np.cumsum(below[order])
    last = np.searchsorted(chance[order], chance[order], side="right") - 1  # equal ones are in or out together
    share = np.minimum(made[last] / np.maximum(there[last], 1), 1)
    shares[order] = np.minimum.accumulate(share[::-1])[::-1]
    return shares


def _row(corpus: _Corpus, look: Any, trust: Mapping[str, Trust], things: Mapping[int, _Thing]) -> dict[str, object]:
    of_event = corpus.sentences.take(corpus.rows_of[look.event])
    ran = set(corpus.ran.take(corpus.ran_of[look.event, look.source])["article"])
    there = (
        of_event["own"]
        & ~of_event["article"].isin(ran)
        & (things[look.thing].keys[corpus.rows_of[look.event]] == look.key)
    )
    named = of_event["sentence_id"][there]
    return {
        **{name: getattr(look, name) for name in (*_KEY, *_COUNTS, "chance", "false_share")},
        "evidence": ", ".join(named[:_EVIDENCE]),
        "estimate": UNCORRECTED,
        "note": _note(look, trust),
    }


def _note(look: Any, trust: Mapping[str, Trust]) -> str:
    if look.what != "frame":
        return _BY_RULES
    known = trust.get(look.key)
    if known is None:
        return "The precision of the model on this frame is not known here: what it sees in the others counts as true."
    return (
        f"Counted in: precision {known.precision:.2f} of the model, and recall {known.recall:.2f}, taken to be equal "
        "in all outlets."
    )
