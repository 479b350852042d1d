"""What --json promises."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from framing import __version__
from framing.cli.console import print_json, print_table, records


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
