"""The ledger file: what is written is read back, nothing acknowledged is lost, and a bad line is named."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.annotation.decisions import MADE_BY, STATES, Decision
from framing.annotation.ledger import append_decisions, read_ledger
from framing.errors import InputError

ONE = Decision(
    document_id="tram-1",
    start=0,
    end=24,
    annotator="aigul",
    state="confirmed",
    frames=("cost",),
    offered=("cost", "clean_air"),
    at="2026-11-22T10:00:00Z",
    project="tram#1",
    codebook="0123456789abcdef",
    assisted=False,
    made_by="person",
    comment="«Қымбат», she said",
)
TWO = replace(ONE, start=25, end=60, frames=(), comment="")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    offered = draw(st.lists(TEXT, unique=True, max_size=4))
    start = draw(st.integers(0, 10**6))
    return Decision(
        document_id=draw(TEXT),
        start=start,
        end=start + draw(st.integers(1, 1000)),
        annotator=draw(TEXT),
        state=draw(st.sampled_from(STATES)),
        frames=tuple(key for key in offered if draw(st.booleans())),
        offered=tuple(offered),
        at=draw(TEXT),
        project=draw(TEXT),
        codebook=draw(TEXT),
        assisted=draw(st.booleans()),
        made_by=draw(st.sampled_from(MADE_BY)),
        voice=draw(TEXT),
        comment=draw(TEXT),
    )


@given(st.lists(st.lists(decisions(), max_size=3), max_size=3))
def test_what_was_appended_is_read_back_in_order(
    tmp_path_factory: pytest.TempPathFactory, parts: list[list[Decision]]
) -> None:
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    for part in parts:
        assert append_decisions(path, part) == len(part)
    assert read_ledger(path) == [decision for part in parts for decision in part]


def test_appending_never_changes_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a" / "ledger.jsonl"
    append_decisions(path, [ONE])
    before = path.read_bytes()
    append_decisions(path, [TWO])
    assert path.read_bytes().startswith(before)
    assert append_decisions(path, []) == 0


def test_there_are_no_decisions_where_there_is_no_ledger(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "ledger.jsonl") == []
    assert append_decisions(tmp_path / "ledger.jsonl", []) == 0
    assert not (tmp_path / "ledger.jsonl").exists()


def test_a_last_line_cut_at_any_byte_loses_nothing_acknowledged_and_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    append_decisions(path, [ONE])
    acknowledged = path.read_bytes()
    append_decisions(path, [replace(TWO, comment="Сөз")])  # letters of two bytes, so that some cuts go through one
    whole = path.read_bytes()
    for cut in range(len(acknowledged), len(whole) - 1):
        path.write_bytes(whole[:cut])
        assert read_ledger(path) == [ONE]
        append_decisions(path, [TWO])
        assert path.read_bytes().startswith(acknowledged)
        assert read_ledger(path) == [ONE, TWO]


def test_zeros_at_the_end_as_a_power_cut_leaves_them_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    append_decisions(path, [ONE])
    for zeros in range(1, 9):
        path.write_bytes(path.read_bytes().rstrip(b"\0") + b"\0" * zeros)
        assert read_ledger(path) == [ONE]
    append_decisions(path, [TWO])
    assert read_ledger(path) == [ONE, TWO]


def test_a_whole_last_line_without_its_line_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    append_decisions(path, [ONE])
    path.write_bytes(path.read_bytes().rstrip(b"\n"))  # as an editor may leave it
    assert read_ledger(path) == [ONE]
    append_decisions(path, [TWO])
    assert read_ledger(path) == [ONE, TWO]


def test_line_ends_of_windows_and_blank_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    append_decisions(path, [ONE, TWO])
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n\r\n"))
    assert read_ledger(path) == [ONE, TWO]


def test_a_disk_that_fails_to_keep_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.jsonl"
    append_decisions(path, [ONE])
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match=r"ledger.jsonl: No space left on device\. No decision was added"):
        append_decisions(path, [TWO])
    assert path.read_bytes() == before


_APPEND_WITH_LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from framing.annotation.ledger import append_decisions, read_ledger
from framing.errors import InputError
path = Path(sys.argv[1])
before, again = path.read_bytes(), read_ledger(path) * 200  # more than any buffer
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
for room in map(int, sys.argv[2:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + room, hard))
    try:
        append_decisions(path, again)
    except InputError as error:
        print(room, path.read_bytes() == before, error)
"""


@pytest.mark.skipif(os.name != "posix", reason="limits on the size of a file are a thing of POSIX")
def test_a_file_that_can_grow_no_more_keeps_no_half_of_the_decisions(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    append_decisions(path, [ONE])
    rooms = ["0", "1", "300", "9000"]
    arguments = [sys.executable, "-c", _APPEND_WITH_LITTLE_ROOM, str(path), *rooms]
    said = subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    assert [line.split(" ")[:2] for line in said] == [[room, "True"] for room in rooms]
    assert all("No decision was added" in line for line in said)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="No decision was added"):
        append_decisions(tmp_path / "file" / "ledger.jsonl", [ONE])


def line(**changes: object) -> str:
    return json.dumps({**asdict(ONE), **changes}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (line(start="0"), "line 2: start is '0' and must be a whole number"),
        (line(start=True), "line 2: start is True and must be a whole number"),
        (line(start=1.0), "line 2: start is 1.0"),
        (line(start=30), "line 2: start 30 and end 24"),
        (line(start=-1), "line 2: start -1 and end 24"),
        (line(assisted="no"), "line 2: assisted is 'no' and must be true or false"),
        (line(frames="cost"), "line 2: frames is 'cost' and must be a list"),
        (line(frames=["noise"]), "line 2: noise was chosen but not offered"),
        (line(frames=[1], offered=[1]), "line 2: frames and offered must be lists of frame keys"),
        (line(state="done"), "line 2: state is 'done' and must be one of confirmed, labelled, withdrawn"),
        (line(made_by="robot"), "line 2: made_by is 'robot' and must be one of person, automated coder"),
        (line(annotator=None), "line 2: annotator is None and must be a text"),
        (json.dumps({k: v for k, v in asdict(ONE).items() if k != "offered"}), "line 2 has no offered"),
        ("[]", "line 2 is no JSON object"),
        ("{", "line 2: Expecting"),
    ],
)
def test_a_bad_line_is_named_with_file_line_and_field(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_text(f"{line()}\n{text}\n{line()}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_ledger(path)
    assert f"{path}, {says}" in str(caught.value)


def test_a_ledger_that_is_not_utf8_or_a_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(line().encode() + b"\n" + line(comment="x").encode().replace(b"x", b"\xff") + b"\n")
    with pytest.raises(InputError, match="is not UTF-8"):
        read_ledger(path)
    with pytest.raises(InputError, match="directory"):
        read_ledger(tmp_path)


def test_voice_and_comment_may_be_left_out_and_unknown_fields_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    row = {name: value for name, value in asdict(TWO).items() if name not in ("voice", "comment")}
    path.write_text(json.dumps({**row, "of a later version": 1}) + "\n", encoding="utf-8")
    assert read_ledger(path) == [TWO]


def test_the_starter_ledger_is_whole_and_says_that_a_program_made_it(repository: Path) -> None:
    # 186 sentences, three passes; by codebook 0.2.0 the frames of 121 of them again, and the voices of 52.
    starter = read_ledger(repository / "annotations" / "starter.jsonl")
    assert len(starter) == 3 * (186 + 121 + 52)
    assert len({decision.subject for decision in starter}) == len(starter)
    assert len({decision.sentence_id for decision in starter}) == 186
    assert {decision.made_by for decision in starter} == {"automated coder"}
    assert len({decision.annotator for decision in starter}) == 3


@pytest.mark.parametrize(
    "content",
    [
        "My novel begins on a tram.",
        line() + "\n" + line().replace('"start": 0', '"start" 0'),  # a typo, by hand, in the last line
        line() + "\n" + "[" * 100_000,
        line() + "\n" + '{"document_id": ' + "[" * 100_000,
        line() + "\n" + '{"a": ',
        "\0\0not zeros only",
    ],
)
def test_a_last_line_that_was_not_cut_off_but_is_wrong_is_named_and_kept(tmp_path: Path, content: str) -> None:
    path = tmp_path / "manuscript.txt"
    path.write_text(content, encoding="utf-8")
    number = content.count("\n") + 1
    for action in (read_ledger, lambda path: append_decisions(path, [TWO])):
        with pytest.raises(InputError, match=rf"manuscript\.txt, line {number}"):
            action(path)
        assert path.read_text(encoding="utf-8") == content
    assert [entry.name for entry in tmp_path.iterdir()] == ["manuscript.txt"]


def test_what_was_cut_off_is_put_aside_before_it_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    torn = line().encode()[:-9]
    for times in (1, 2):
        path.write_bytes(path.read_bytes() + torn if path.exists() else torn)
        append_decisions(path, [TWO])
        assert (tmp_path / "ledger.jsonl.torn").read_bytes() == (torn + b"\n") * times
    assert read_ledger(path) == [TWO, TWO]


def test_what_was_cut_off_stays_where_it_cannot_be_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(line().encode()[:-9])
    (tmp_path / "ledger.jsonl.torn").mkdir()
    with pytest.raises(InputError, match=r"ledger\.jsonl\.torn: .* No decision was added"):
        append_decisions(path, [TWO])
    assert path.read_bytes() == line().encode()[:-9]


@pytest.mark.parametrize("blank", ["", " ", "\n \t"])
def test_blanks_after_the_last_line_do_no_harm(tmp_path: Path, blank: str) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_text(line() + "\n" + blank, encoding="utf-8")
    append_decisions(path, [TWO])
    assert read_ledger(path) == [ONE, TWO]


@pytest.mark.parametrize(
    "changes", [{"annotator": "\ud800"}, {"comment": "a\udfff"}, {"offered": ["cost", "\ud800"]}, {"project": "\ud800"}]
)
def test_half_a_character_is_refused_wherever_it_stands(tmp_path: Path, changes: dict[str, object]) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_text(json.dumps({**asdict(ONE), **changes}) + "\n", encoding="utf-8")  # as \\ud800, which is ASCII
    with pytest.raises(InputError, match=rf"line 1: {next(iter(changes))} holds half of a character"):
        read_ledger(path)


def test_half_a_character_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    with pytest.raises(InputError, match="half of a character"):
        append_decisions(path, [ONE, replace(TWO, comment="\ud800")])
    assert not path.exists()


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a thing of POSIX")
def test_others_can_neither_read_nor_write_a_new_ledger_whatever_the_mask(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    before = os.umask(0)
    try:
        path.write_bytes(b"")
        path.unlink()
        append_decisions(path, [ONE])
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a thing of POSIX")
def test_a_ledger_that_its_owner_has_opened_to_a_team_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    append_decisions(path, [ONE])
    path.chmod(0o640)
    append_decisions(path, [TWO])
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_ledger_in_a_folder_that_may_not_be_entered_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:  # a mode does not stop root
        raise PermissionError(13, "Permission denied")

    for name in ("stat", "open", "read_bytes"):
        monkeypatch.setattr(Path, name, closed)
    with pytest.raises(InputError, match=r"ledger\.jsonl: Permission denied"):
        read_ledger(tmp_path / "ledger.jsonl")
