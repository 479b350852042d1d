import os
from pathlib import Path

import pytest

from framing.annotation.decisions import CONFIRMED, Decision
from framing.classroom.answers import ANSWERS, write_answers
from framing.classroom.in_doccano import outcome, wipe
from framing.classroom.in_doccano.folder import ClassFolder, changed, write_pupils
from framing.classroom.in_doccano.pupils import Pupil
from framing.classroom.in_doccano.work import ClassPulled
from framing.errors import InputError


def decided(pupil: str, frame: str = "cost") -> Decision:
    asked = ("cost", "clean_air")
    return Decision("lesson", 0, 15, pupil, CONFIRMED, (frame,), asked, "", "p", "ab12", False, "person")


@pytest.fixture
def class_of(folder: ClassFolder, monkeypatch: pytest.MonkeyPatch) -> list[Decision]:
    """What the class decided; a test adds to it."""
    decisions = [decided(f"otter-{n}") for n in range(6)]
    monkeypatch.setattr(outcome, "pull_class", lambda _: ClassPulled(tuple(decisions), 0, ()))
    return decisions


def test_results_made_again_do_not_tell_what_one_pupil_chose(folder: ClassFolder, class_of: list[Decision]) -> None:
    outcome.make_results(folder, [])
    first = folder.results.read_text(), folder.counts.read_text()
    class_of.append(decided("late", "clean_air"))
    again = outcome.make_results(folder, [])
    assert (folder.results.read_text(), folder.counts.read_text()) == first
    assert (again.waiting, again.screen, again.heat.pupils) == (1, 7, 6)
    assert outcome.make_results(folder, [], anew=True).heat.pupils == 7
    class_of += [decided(f"later-{n}", "clean_air") for n in range(5)]
    assert outcome.make_results(folder, []).heat.pupils == 12


def test_a_page_between_that_shows_nothing_does_not_tell_what_one_pupil_chose(
    folder: ClassFolder, class_of: list[Decision]
) -> None:
    late, five = class_of.pop(), tuple(class_of)
    outcome.make_results(folder, [])
    first = folder.results.read_text(), folder.counts.read_text()
    class_of[:] = [late]  # the five were on paper, and the paper was not given
    assert outcome.make_results(folder, []).heat.items[0].counts is None
    class_of[:] = [*five, late]
    again = outcome.make_results(folder, [])
    assert (folder.results.read_text(), folder.counts.read_text(), again.waiting) == (*first, 1)
    assert outcome.make_results(folder, [], anew=True).heat.pupils == 6


def test_what_results_count_is_the_owners_and_is_wiped(
    folder: ClassFolder, class_of: list[Decision], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "paper.csv"
    row = {"pupil": "on-paper", "item": 1, "labels": "cost", "reason": "s3cret"}
    paper.write_bytes(write_answers(folder.lesson, ANSWERS.table([row])))
    assert outcome.make_results(folder, [paper]).strangers == 1
    assert "on-paper" not in folder.counted.read_text()
    folder = changed(folder, host="127.0.0.1", port=8765)
    write_pupils(folder, [Pupil("on-paper", "river-2345-maple")])
    assert outcome.make_results(folder, [paper], anew=True).strangers == 0
    assert folder.counted.stat().st_mode & 0o777 == 0o600
    assert "s3cret" not in folder.counted.read_text()
    monkeypatch.setattr(wipe, "forget_accounts", lambda *_, **__: [])
    monkeypatch.setattr(wipe.server, "throw_away_exports", lambda _: None)
    done = wipe.wipe_pupil(folder, "on-paper", print)
    assert any("counted.json" in line for line in done.removed)
    assert "on-paper" not in folder.counted.read_text()


def test_results_after_a_pupil_was_wiped_do_not_tell_what_the_pupil_chose(
    folder: ClassFolder, class_of: list[Decision], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = changed(folder, host="127.0.0.1", port=8765)
    write_pupils(folder, [Pupil(name, "river-2345-maple") for name in ("otter-0", "silent")])
    monkeypatch.setattr(wipe, "forget_accounts", lambda *_, **__: 1)
    monkeypatch.setattr(wipe.server, "throw_away_exports", lambda _: None)
    outcome.make_results(folder, [])
    first = folder.counts.read_text()
    wipe.wipe_pupil(folder, "silent", print)  # no results count this one
    outcome.make_results(folder, [])
    assert folder.counts.read_text() == first
    assert "do not show new ones" not in capsys.readouterr().out
    wipe.wipe_pupil(folder, "otter-0", print)
    assert "do not show new ones" in capsys.readouterr().out
    assert "otter" not in folder.counted.read_text()
    del class_of[0]
    with pytest.raises(InputError, match=r"Show no new ones.*--anew"):
        outcome.make_results(folder, [])
    assert not folder.results.exists()
    assert outcome.make_results(folder, [], anew=True).heat.pupils == 5
    assert outcome.make_results(folder, []).heat.pupils == 5


def test_of_two_files_of_a_pupil_the_one_saved_last_counts_in_whatever_order_they_are_given(
    folder: ClassFolder, class_of: list[Decision], tmp_path: Path
) -> None:
    write_pupils(changed(folder, host="127.0.0.1", port=8765), [Pupil("on-paper", "river-2345-maple")])
    saved = []
    for time, (name, labels) in enumerate([("bear.csv", "clean_air"), ("bear (1).csv", "cost")], 1):
        saved.append(tmp_path / name)
        row = {"pupil": "on-paper", "item": 1, "labels": labels, "reason": ""}
        saved[-1].write_bytes(write_answers(folder.lesson, ANSWERS.table([row])))
        os.utime(saved[-1], (time, time))
    for files in (saved, saved[::-1]):
        made = outcome.make_results(folder, files, anew=True)
        assert made.heat.items[0].counts["cost"] == 7
        assert [each.file for each in made.set_aside] == ["bear.csv"]


@pytest.mark.parametrize("content", ["[", "7", "[7]", "{}", '{"shown": 7}', '{"shown": [[{"pupil": 1}]]}', "\xff"])
def test_a_damaged_memory_is_named(folder: ClassFolder, class_of: list[Decision], content: str) -> None:
    folder.counted.write_text(content, encoding="latin-1")
    with pytest.raises(InputError, match=r"counted.json is damaged.*--anew"):
        outcome.make_results(folder, [])


def test_the_counts_are_for_the_owner_only(folder: ClassFolder, class_of: list[Decision]) -> None:
    outcome.make_results(folder, [])
    for made in (folder.results, folder.counts):
        assert made.stat().st_mode & 0o077 == 0
