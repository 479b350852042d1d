"""Findings of a made corpus, without third-party text: what a report is tried and timed with.

The tables are arithmetic on the made scores and not estimates: a report prints them, and whether they hold is the
affair of the other benchmarks.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from framing.analysis.findings import Findings
from framing.analysis.grouping import group_of
from framing.analysis.scored import Scored
from framing.analysis.tables import (
    CHANGES,
    COMPARISON,
    CORRECTED,
    EVENT_OF,
    EVERYTHING,
    LEAKS,
    OMISSIONS,
    PREVALENCE,
    TIME_LINE,
    TOO_LITTLE,
)
from framing.codebook import Codebook, Frame, Voice
from framing.tables import UNCORRECTED

FRAMES = ("economy", "conflict", "human_cost", "blame", "order", "law")
OUTLETS = ("The Bay Courier", "Harbour Post", "Утренний вестник", "Жаңа хабар")
VOICES = ("outlet", "official", "protester")
_WORDS = (
    "harbour", "council", "prices", "workers", "minister", "crowd", "police", "market", "evening", "street",
    "court", "family", "water", "fuel", "region", "morning", "statement", "city", "people", "government",
    "calm", "fire", "report", "road", "school", "hospital", "train", "bridge", "winter", "vote"
)  # fmt: skip
_COLOURS = ("#332288", "#117733", "#882255", "#DDCC77", "#44AA99", "#CC6677")


def codebook() -> Codebook:
    """Six frames and three voices of our own."""
    frames = tuple(
        Frame(key, key.replace("_", " "), key[0], colour, "#FFFFFF", f"What a sentence says of {key}.")
        for key, colour in zip(FRAMES, _COLOURS, strict=True)
    )
    voices = tuple(Voice(key, key, key[0], "#DDDDDD", "#000000", key) for key in VOICES)
    return Codebook("made", "1", "A made corpus", frames, fingerprint="c0de", voices=voices)


def scored(documents: int, sentences: int, *, seed: int = 7) -> Scored:
    """A corpus of `documents` articles with `sentences` each, dated over two years, of four outlets."""
    chance = np.random.default_rng(seed)
    number = documents * sentences
    of = np.repeat(np.arange(documents), sentences)
    outlets = np.array(OUTLETS, dtype=object)[np.arange(documents) % len(OUTLETS)]
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(documents) * 700 // documents, unit="D")
    names = np.array([f"d{at:05}" for at in range(documents)], dtype=object)
    position = np.tile(np.arange(1, sentences + 1), documents)
    words = np.array(_WORDS, dtype=object)[chance.integers(0, len(_WORDS), (number, 18))]
    probabilities = chance.beta(0.6, 2.0, (number, len(FRAMES)))
    table = pd.DataFrame(
        {
            "sentence_id": [f"{names[d]}:{100 * p}-{100 * p + 90}" for d, p in zip(of, position, strict=True)],
            "document_id": names[of],
            "position": position,
            "kind": np.where(position == 1, "headline", "body"),
            "voice": np.array(VOICES, dtype=object)[chance.integers(0, len(VOICES), number)],
            "voice_by": "rules",
            "speaker": "",
            "text": [" ".join(row).capitalize() + "." for row in words],
        }
    ).astype(dict.fromkeys(("sentence_id", "document_id", "kind", "voice", "voice_by", "speaker", "text"), "str"))
    return Scored(
        sentences=table,
        documents=pd.DataFrame(
            {"document_id": names, "title": [f"Article {at}" for at in range(documents)], "source": outlets,
             "author": "", "date": days.strftime("%Y-%m-%d"), "language": "en", "path": ""}
        ).astype("str"),
        frames=FRAMES,
        probabilities=probabilities,
        predicted=probabilities > 0.5,
        model="m0de1",
        corpus="c0rpu5",
    )  # fmt: skip


def findings(corpus: Scored) -> Findings:
    """Tables of every kind on this corpus."""
    prevalence = pd.concat(
        [_prevalence(corpus, unit, by) for by in ("", "outlet", "voice") for unit in ("sentence", "headline")]
    )
    return Findings(
        scored=corpus,
        prevalence=PREVALENCE.check(prevalence.reset_index(drop=True), "the made corpus"),
        comparison=_comparison(prevalence),
        time_line=_time_line(corpus),
        changes=CHANGES.table(
            [{"unit": "sentence", "frame": FRAMES[0], "period": "2024-06-01", "first": "2024-05-01",
              "last": "2024-06-01", "before": 0.2, "after": 0.3, "low": 0.04, "high": 0.16, "p": 0.002, "note": ""}]
        ),
        notable=pd.DataFrame({"date": ["2024-06-03"], "text": ["A vote is held."]}),
        events=_events(corpus),
        omissions=_omissions(corpus),
        leaks=LEAKS.table(
            [{"group": OUTLETS[0], "other": OUTLETS[1], "frame": FRAMES[0], "masked": masked, "difference": 0.1 - left,
              "survives": 1 - 10 * left, "words": words, "note": ""}
             for masked, left, words in (("nothing", 0.0, 0), ("names", 0.02, 40), ("loaded words", 0.06, 90))]
        ),
        warnings=("This corpus was made up.",),
    )  # fmt: skip


def with_texts(found: Findings, texts: dict[str, str]) -> Findings:
    """The same with other texts of some sentences, by their id."""
    table = found.scored.sentences
    changed = table.assign(text=table["sentence_id"].map(texts).fillna(table["text"]))
    return replace(found, scored=replace(found.scored, sentences=changed))


def _prevalence(corpus: Scored, unit: str, by: str) -> pd.DataFrame:
    chosen = (corpus.sentences["kind"] == "headline").to_numpy() | (unit == "sentence")
    grouping = group_of(corpus, by) if by else None
    rows = []
    for number, group in enumerate((EVERYTHING,) if grouping is None else grouping.names):
        inside = chosen & (True if grouping is None else grouping.of_sentence == number)
        documents = corpus.sentences["document_id"][inside].nunique()
        for at, frame in enumerate(corpus.frames):
            share, of = float(corpus.predicted[inside, at].mean()), int(inside.sum())
            kind = (CORRECTED, UNCORRECTED, TOO_LITTLE)[0 if by != "voice" else 1 + (number == 2)]
            told = kind != TOO_LITTLE
            rows.append(
                {"unit": unit, "by": by, "group": group, "frame": frame, "share": share if told else np.nan,
                 "low": max(0.0, share - 0.03) if told else np.nan, "high": share + 0.03 if told else np.nan,
                 "predicted": int(corpus.predicted[inside, at].sum()), "of": of, "documents": documents,
                 "labelled": 200, "estimate": kind, "note": "" if told else "12 labelled, and 50 are needed"}
            )  # fmt: skip
    return PREVALENCE.table(rows)


def _comparison(prevalence: pd.DataFrame) -> pd.DataFrame:
    part = prevalence[(prevalence["by"] == "outlet") & (prevalence["unit"] == "sentence")]
    shares = part.set_index(["group", "frame"])["share"]
    rows = []
    for one, other in pairwise(prevalence.loc[prevalence["by"] == "outlet", "group"].unique()):
        for number, frame in enumerate(FRAMES):
            planted = 0.1 if number == 0 else 0.0
            difference = float(shares[one, frame] - shares[other, frame]) + planted
            rows.append(
                {"unit": "sentence", "by": "outlet", "group": one, "other": other, "frame": frame,
                 "difference": difference, "low": difference - 0.04, "high": difference + 0.04,
                 "p": 0.001 if planted else 0.4, "p_holm": 0.018 if planted else 1.0, "detectable": 0.06,
                 "estimate": CORRECTED, "verdict": "differ" if planted else "no difference seen", "note": ""}
            )  # fmt: skip
    return COMPARISON.table(rows)


def _time_line(corpus: Scored) -> pd.DataFrame:
    month = corpus.sentences["document_id"].map(corpus.documents.set_index("document_id")["date"]).str[:7]
    rows = []
    for period, at in month.groupby(month).indices.items():
        for number, frame in enumerate(corpus.frames):
            share, predicted = float(corpus.predicted[at, number].mean()), int(corpus.predicted[at, number].sum())
            rows.append(
                {"unit": "sentence", "period": f"{period}-01", "frame": frame, "share": share,
                 "low": max(0.0, share - 0.05), "high": share + 0.05, "predicted": predicted,
                 "of": len(at), "documents": corpus.sentences["document_id"].iloc[at].nunique(), "labelled": 0,
                 "estimate": UNCORRECTED, "note": ""}
            )  # fmt: skip
    return TIME_LINE.table(rows)


def _events(corpus: Scored) -> pd.DataFrame:
    """The first eight articles tell two events."""
    names = corpus.documents["document_id"][:8].tolist()
    return EVENT_OF.table(
        {"document_id": name, "event": names[4 * (at // 4)], "similarity": 0.8, "copy_of": ""}
        for at, name in enumerate(names)
    )


def _omissions(corpus: Scored) -> pd.DataFrame:
    first = corpus.documents["document_id"][0]
    evidence = corpus.sentences["sentence_id"][corpus.predicted[:, 0]][:3].tolist()
    return OMISSIONS.table(
        [{"event": first, "source": OUTLETS[1], "what": "frame", "key": FRAMES[0], "others": 20, "others_of": 60,
          "own_of": 20, "chance": 0.003, "false_share": 0.02,
          "evidence": ", ".join(evidence), "estimate": UNCORRECTED, "note": ""}]
    )  # fmt: skip
