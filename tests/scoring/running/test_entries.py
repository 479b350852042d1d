import json

import pytest

from framing.corpus.documents import SetAside
from framing.scoring.running.chunks import cut
from framing.scoring.running.entries import LONGEST, Entry, read_entry

COUNTS = {"sentences": 2, "shares": 0, "documents": 0, "set_aside": 1, "notes": 0, "characters": 0, "predicted a": 1}
ENTRY = Entry(3, "a" * 64, {"set-aside": (9, "b" * 64)}, COUNTS)


def test_a_note_is_read_as_it_was_written():
    assert read_entry(ENTRY.line) == ENTRY


def changed(**told):
    return json.dumps({**json.loads(ENTRY.line), **told}).encode() + b"\n"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\n",
        b"[]\n",
        b"{}\n",
        b"[" * 100_000 + b"\n",
        b'{"number": ' + b"9" * 5_000 + b"}\n",
        ENTRY.line[:-1],
        ENTRY.line[:-1] + b" " * LONGEST + b"\n",
        changed(number=-1),
        changed(number=10**30),
        changed(number=True),
        changed(number=1.0),
        changed(number=float("inf")),
        changed(number="3"),
        changed(sha256="a" * 63),
        changed(sha256="../" * 21 + "a"),
        changed(files=[]),
        changed(files={"../elsewhere": [9, "b" * 64]}),
        changed(files={"notes": 9}),
        changed(files={"notes": [9]}),
        changed(files={"notes": [-9, "b" * 64]}),
        changed(files={"notes": [float("inf"), "b" * 64]}),
        changed(files={"notes": [9, "b"]}),
        changed(counts={}),
        changed(counts=[["documents", 1]]),
        changed(counts=COUNTS | {"documents": -1}),
        changed(counts=COUNTS | {"documents": "x"}),
        changed(counts=COUNTS | {"documents": 10**400}),
        changed(counts=COUNTS | {"stranger": 1}),
        changed(stranger=1),
    ],
)
def test_what_is_not_as_framing_writes_it_is_no_note(line):
    assert read_entry(line) is None


def test_a_note_is_of_a_chunk_only_if_it_counts_what_is_in_it_and_has_the_files_of_its_rows():
    (chunk,) = cut([SetAside("in.jsonl, line 1", "It has no text.")], characters=10, items=10)
    assert ENTRY.fits(chunk, {"set-aside", "notes"})
    assert not ENTRY.fits(chunk, {"set-aside", "sentences"})
    assert not Entry(3, "a" * 64, {}, COUNTS).fits(chunk, {"set-aside"})
    for name in ("set_aside", "documents", "notes", "characters"):
        assert not Entry(3, "a" * 64, ENTRY.files, COUNTS | {name: 2}).fits(chunk, {"set-aside"})
