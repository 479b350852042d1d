"""Other names for people: drawn by lot, kept apart, the same the next time."""

import os
import stat
from pathlib import Path

import pytest

from framing.errors import InputError
from framing.pseudonyms import pseudonyms


def test_everybody_gets_a_name_and_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "who.csv"
    first = pseudonyms(path, ["berik", "aigul", "berik"])
    assert set(first) == {"aigul", "berik"}
    assert set(first.values()) == {"coder1", "coder2"}
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert pseudonyms(path, ["aigul"]) == first
    more = pseudonyms(path, ["dana", "aigul"])
    assert more == {**first, "dana": "coder3"}
    assert pseudonyms(path, []) == more


def test_the_number_does_not_tell_the_place_in_the_alphabet(tmp_path: Path) -> None:
    names = [f"person{letter}" for letter in "abcdefghijklmnopqrst"]
    found = pseudonyms(tmp_path / "who.csv", names)
    # One in 20! that the lot draws the alphabet.
    assert [found[name] for name in names] != [f"coder{number}" for number in range(1, 21)]


@pytest.mark.parametrize(
    "content",
    [
        "x",
        "username,pseudonym\na",
        "username,pseudonym\na,coder1\nb,coder1\n",
        "server,annotator,password\na,b,c\n",
        "\xff",
    ],
)
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "who.csv"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(InputError, match=r"who\.csv"):
        pseudonyms(path, ["aigul"])
    assert path.read_text(encoding="latin-1") == content
