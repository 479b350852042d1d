"""Other names for people: drawn by lot, kept apart, the same the next time."""

import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import framing.pseudonyms
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
        "username,pseudonym\na,coder1\na,coder2\n",
        "username,pseudonym\na,\n",
        "username,pseudonym\na,Berik A.\n",
        "username,pseudonym\na,=coder\n",
        "username,pseudonym\na,coder1\nb,A\n",
        "username,pseudonym\nb,Aigul\n",
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


def test_a_pseudonym_is_never_the_username_of_somebody_else(tmp_path: Path) -> None:
    found = pseudonyms(tmp_path / "who.csv", ["coder1", "Coder2", "aigul"])
    assert set(found.values()) == {"coder3", "coder4", "coder5"}


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_list_that_others_could_read_is_closed_to_them_also_where_nobody_is_new(tmp_path: Path) -> None:
    path = tmp_path / "who.csv"
    pseudonyms(path, ["aigul"])
    path.chmod(0o644)
    pseudonyms(path, ["aigul"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_runs_at_the_same_time_give_nobody_two_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = framing.pseudonyms._read

    def slowly(path: Path) -> dict[str, str]:
        known = read(path)
        time.sleep(0.05)  # the others begin before this one writes
        return known

    monkeypatch.setattr(framing.pseudonyms, "_read", slowly)
    path = tmp_path / "who.csv"
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda number: pseudonyms(path, ["aigul", f"berik{number}"]), range(4)))
    kept = read(path)
    assert len(kept) == 5
    assert [run for run in runs if not run.items() <= kept.items()] == []
