"""What a big run says while it goes on."""

import pytest

from framing.cli.scoring_views import Pace, duration, pace_in_words
from framing.scoring.running.result import Progress


def progress(**known):
    usual = {"documents": 2000, "sentences": 30_000, "characters": 4_000_000, "parts": 2, "resumed": 0}
    return Progress(**{**usual, "scored": 4_000_000, "seconds": 2.0, "share": None, **known})


def test_the_pace_is_that_of_what_this_run_scored() -> None:
    # 4 million characters in 2 seconds; 30,000 sentences in them, so 15,000 a second.
    said = pace_in_words(progress(), None)
    assert said == "2,000 documents, 30,000 sentences; 2.00 million characters and 15,000 sentences a second"
    # An earlier run had done half: this one scored as many in the same time.
    twice = progress(documents=4000, sentences=60_000, characters=8_000_000)
    assert pace_in_words(twice, None).endswith("2.00 million characters and 15,000 sentences a second")
    assert pace_in_words(progress(scored=0), None) == "2,000 documents, 30,000 sentences"


def test_the_time_left_leaves_out_what_was_only_read_again() -> None:
    # Half of the input was passed over in 1 second; then a quarter took 10: the last quarter takes 10 too.
    said = pace_in_words(progress(seconds=11.0, share=0.75), (0.5, 1.0))
    assert said.endswith("; 75 %, about 10 s left")
    assert "left" not in pace_in_words(progress(share=0.5), (0.5, 1.0))


def test_pace_is_said_only_after_some_seconds(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    clock = iter([0.0, 1.0, 6.0, 6.0, 7.0])
    monkeypatch.setattr("framing.cli.scoring_views.time.monotonic", lambda: next(clock))
    pace = Pace()
    pace(progress(share=0.25, seconds=1.0))
    assert capsys.readouterr().err == ""
    pace(progress(share=0.5, seconds=6.0))
    assert capsys.readouterr().err.endswith("50 %, about 10 s left\n")
    pace(progress())
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("seconds", "said"), [(40, "40 s"), (720, "12 min"), (12_600, "3.5 h")])
def test_a_duration_is_said_in_the_unit_that_fits(seconds: float, said: str) -> None:
    assert duration(seconds) == said
