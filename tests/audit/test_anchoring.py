"""Whether proposals lead annotators: planted, absent, and too little to tell."""

import numpy as np

from framing.audit.anchoring import _frames_in, anchoring
from framing.audit.decided import record
from framing.codebook import Codebook, Frame
from framing.tables import SUGGESTIONS

BOOK = Codebook(
    "tram",
    "1.0",
    "Tram",
    (
        Frame("cost", 'cost; "public"', "c", "#000000", "#ffffff", "-"),
        Frame("clean_air", "таза ауа", "a", "#000000", "#ffffff", "-"),
    ),
    fingerprint="0123456789abcdef",
)


def study(decide, follow_shown: float, follow_hidden: float, count: int = 150, documents: int = 30, seed: int = 3):
    draw = np.random.default_rng(seed)
    decisions, rows = [], []
    for n in range(count):
        shown, proposes = bool(draw.random() < 0.6), bool(draw.random() < 0.5)
        for who in ("ann", "bea"):
            follows = draw.random() < (follow_shown if shown else follow_hidden)
            frames = ("clean_air",) if follows == proposes else ()
            decisions.append(decide(n, who, *frames, document=f"d{n % documents}", assisted=shown))
        text = "таза ауа 0.91 (few examples)" if proposes else "no frame"
        row = {"project": "tram", "sentence_id": decisions[-1].sentence_id, "shown": shown, "text": text}
        rows.append({**row, "model": "m", "share": 0.6, "seed": 7})
    return record(decisions), SUGGESTIONS.table(rows)


def test_annotators_who_follow_what_they_see_are_found_with_an_interval(decide) -> None:
    found = anchoring(*study(decide, 0.9, 0.6), BOOK).findings
    assert len(found) == 1
    assert "permutation of the lot, p < 0.001" in found[0].why
    assert "points [+" in found[0].why
    assert found[0].sentences == ()  # to look at them again would not undo it


def test_without_an_effect_at_most_one_study_in_twenty_has_one(decide) -> None:
    flagged = sum(bool(anchoring(*study(decide, 0.7, 0.7, count=80, seed=s), BOOK).findings) for s in range(40))
    assert flagged <= 2 + 3  # binomial(40, 0.05): 6 or more would come about once in 30 times


def test_few_documents_give_no_interval_and_few_sentences_nothing(decide) -> None:
    assert "no interval from 5 documents" in anchoring(*study(decide, 0.95, 0.4, documents=5), BOOK).findings[0].why
    few = anchoring(*study(decide, 0.9, 0.1, count=30), BOOK)
    assert few.findings == ()
    assert few.note.startswith("Too few sentences to tell")


def test_where_none_were_shown_that_is_said(decide) -> None:
    said = anchoring(record([decide(0, "ann", "cost")]), SUGGESTIONS.table(), BOOK)
    assert said.note == "No suggestions were shown."


def test_several_frames_are_told_apart_in_a_proposal_whatever_is_in_their_names() -> None:
    text = 'cost; "public" 0.91 (few examples); таза ауа 0.55'
    assert _frames_in(text, BOOK) == {"cost", "clean_air"}
    assert _frames_in("таза ауа 0.55", BOOK) == {"clean_air"}
    assert _frames_in("no frame", BOOK) == set()
    assert _frames_in("a frame of long ago 0.80", BOOK) is None


def test_programs_are_not_led(decide) -> None:
    decisions, suggestions = study(decide, 0.9, 0.1)
    programs = record([type(one)(**{**vars(one), "made_by": "automated coder"}) for one in decisions.labels])
    assert anchoring(programs, suggestions, BOOK).note == "No suggestions were shown."
