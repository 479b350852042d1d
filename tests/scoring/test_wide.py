"""Rows of scores as an array, and what is no such row."""

import pytest

from framing.errors import InputError
from framing.scoring.wide import wide_scores

IDS, FRAMES = ("a:0-1", "b:0-1"), ("storm", "calm")
ROWS = [
    {"sentence_id": name, "frame": frame, "probability": number / 10, "model": "m"}
    for number, (frame, name) in enumerate((frame, name) for frame in FRAMES for name in IDS)
]


def read(rows):
    return wide_scores(list(enumerate(rows, start=1)), IDS, FRAMES, "m", "scores")


def test_each_score_stands_at_its_sentence_and_frame_in_whatever_order():
    assert read(ROWS).tolist() == read(ROWS[::-1]).tolist() == [[0.0, 0.2], [0.1, 0.3]]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "not of the sentences that are ingested now, such as a:0-1"),
        (ROWS[:3], "such as b:0-1: texts were ingested since. Score again"),
        ([*ROWS, ROWS[0]], "scores, line 5: a:0-1 and storm are there twice"),
        ([ROWS[0] | {"model": "n"}], "another model than m"),
        ([ROWS[0] | {"sentence_id": "c:0-1"}], "line 1 is of 'c:0-1' and 'storm', which is no coded sentence"),
        ([ROWS[0] | {"sentence_id": ["c"]}], "line 1 is of ['c']"),
        ([ROWS[0] | {"frame": "parade"}], "no frame of the model"),
        ([ROWS[0] | {"probability": "0.5"}], "probability is '0.5', and must be a number from 0 to 1"),
        ([ROWS[0] | {"probability": True}], "probability is True"),
        ([ROWS[0] | {"probability": float("nan")}], "probability is nan"),
        ([ROWS[0] | {"probability": 1.01}], "probability is 1.01"),
    ],
)
def test_what_cannot_be_is_named(rows, said: str):
    with pytest.raises(InputError) as refused:
        read(rows)
    assert said in str(refused.value)
