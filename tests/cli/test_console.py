"""What --json promises."""

import json
import math
import re
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import framing.cli
from framing import __version__
from framing.cli.console import (
    echo,
    print_json,
    print_noted_table,
    print_table,
    probability_text,
    records,
    say,
    shown,
    warn,
)


def test_figures_that_are_missing_are_null_and_the_rest_is_plain(capsys: pytest.CaptureFixture[str]) -> None:
    table = pd.DataFrame({"alpha": [math.nan, 0.5], "count": [1, 2], "ok": [True, False], "name": ["ә", "b"]})
    print_json("agree", {"rows": records(table), "one": np.float64("nan"), "pair": (np.int64(1), None)}, ["w"])
    found = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert found == {
        "framing_version": __version__,
        "command": "agree",
        "result": {
            "rows": [
                {"alpha": None, "count": 1, "ok": True, "name": "ә"},
                {"alpha": 0.5, "count": 2, "ok": False, "name": "b"},
            ],
            "one": None,
            "pair": [1, None],
        },
        "warnings": ["w"],
    }


def test_an_infinite_figure_is_null_too(capsys: pytest.CaptureFixture[str]) -> None:
    print_json("agree", [math.inf, -math.inf])
    assert json.loads(capsys.readouterr().out, parse_constant=pytest.fail)["result"] == [None, None]


def test_a_table_shows_two_decimals_and_nothing_where_nothing_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(pd.DataFrame({"frame": ["cost", "noise"], "alpha": [1 / 3, math.nan]}))
    out = capsys.readouterr().out
    assert "0.33" in out
    assert "nan" not in out.lower()
    print_table(pd.DataFrame())
    assert capsys.readouterr().out == "(nothing)\n"


NASTY = "a\x1b]0;title\x07\x1b[2J b\x7f c\x9b31m d\u202e e\u2066 f\r g\x00 \udce9"
SEEN = r"a\x1b]0;title\x07\x1b[2J b\x7f c\x9b31m d\u202e e\u2066 f\x0d g\x00 \udce9"


def test_what_would_steer_a_terminal_is_shown_and_not_sent() -> None:
    assert shown(NASTY) == SEEN
    assert shown("Сәлем \u200e🎉\n\tжол") == "Сәлем \u200e🎉\n\tжол"


@given(st.text())
def test_only_what_steers_is_changed_and_nothing_of_it_is_left(text: str) -> None:
    line = shown(text)
    kept = [letter for letter in text if letter in line]
    assert not {letter for letter in line if unicodedata.category(letter) in ("Cc", "Cs")} - {"\n", "\t"}
    assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert len(kept) == sum(shown(letter) == letter for letter in text)


def test_every_way_to_speak_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    echo(NASTY)
    echo(7)
    say(NASTY)
    warn([NASTY])
    said = capsys.readouterr()
    assert said.out == f"{SEEN}\n7\n"
    assert said.err == f"{SEEN}\nWarning: {SEEN}\n"
    print_table(pd.DataFrame({"name": [NASTY[:8], "b"], "\x1b[31m": [1, 2]}))
    print_noted_table(pd.DataFrame({"frame": ["\x1b[31m"], "note": ["n\x9b"]}))
    said = capsys.readouterr()
    assert r"a\x1b]0;tit" in said.out
    assert r"\x1b[31m" in said.out
    assert r"n\x9b" in said.out
    assert "\x1b" not in said.out
    assert "\x9b" not in said.out


def test_facts_come_before_warnings_and_are_not_called_one(capsys: pytest.CaptureFixture[str]) -> None:
    warn(iter(["few labels", "two of four", "no people"]), ["two of four", "of something else"])
    assert capsys.readouterr().err == "two of four\nWarning: few labels\nWarning: no people\n"


def test_json_names_what_would_steer_a_terminal_and_keeps_its_value(capsys: pytest.CaptureFixture[str]) -> None:
    print_json("ingest", {NASTY: NASTY})
    out = capsys.readouterr().out
    assert json.loads(out)["result"] == {NASTY: NASTY}
    assert not {letter for letter in out if unicodedata.category(letter) in ("Cc", "Cs")} - {"\n"}
    assert r"\u009b31m" in out


def test_every_command_speaks_through_the_console_and_never_past_it() -> None:
    folder = Path(framing.cli.__file__).parent
    past = [
        path.name for path in folder.glob("*.py") if re.search(r"click\.s?echo\(|\bprint\(", path.read_text("utf-8"))
    ]
    assert past == ["console.py"]


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "under 0.01"), (0.0049, "under 0.01"), (0.0051, "0.01"), (0.5, "0.50"), (0.994, "0.99"), (1.0, "over 0.99")],
)
def test_no_probability_is_said_to_be_never_or_always(value, said) -> None:
    assert probability_text(value) == said
    assert probability_text(0.0001, 3) == "under 0.001"
