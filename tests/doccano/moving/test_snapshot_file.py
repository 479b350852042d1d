"""The file of a snapshot: the same content gives the same bytes, and nothing in it is believed unseen."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.doccano.moving import snapshot_file
from framing.doccano.moving.snapshot import Answer, Example, LabelType, ProjectContent, Remark, Settings, StudyContent
from framing.doccano.moving.snapshot_file import from_bytes, to_bytes
from framing.doccano.project.tasks import RESERVED_META_KEYS
from framing.errors import InputError

PLAIN = Settings(single_label=False, random_order=False, members_add_labels=False, tags=("x",))
PROJECT = ProjectContent(
    name="Трамвай & <tram>",
    description="d",
    guideline="# g\r\n\u2028",
    settings=PLAIN,
    labels=(LabelType("cost", "c", "ctrl", "#112233", "#ffffff"), LabelType("таза ауа", None, None, "red", "#000")),
    members={"aigul": "annotator", "boss": "project_admin"},
    examples=(Example("<b>one</b> 🚋", {"sentence": "d:0-1", "n": [1, {"ә": None}]}), Example("two", {})),
    answers=(Answer("aigul", 1, ("cost", "таза ауа"), True), Answer("boss", 2, (), True)),
    comments=(Remark(1, "aigul", "why?\n", "2026-11-25T19:05:01Z"),),
    seen={"aigul": (1, 2), "boss": ()},
    unreachable={"cost": 2},
)
STUDY = StudyContent("Трамвай & <tram>", "boss", (PROJECT,))
GOOD = to_bytes(STUDY)

# Any text that JSON and a zip can hold, but for NUL, which Doccano does not take.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
words = texts.filter(lambda text: bool(text.strip()))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
metas = st.dictionaries(texts.filter(lambda key: key not in RESERVED_META_KEYS), values, max_size=3)


@given(st.lists(st.tuples(words, metas), min_size=1, max_size=4), texts, words, words)
def test_what_is_written_is_read(examples: Any, guideline: str, comment: str, label: str) -> None:
    project = ProjectContent(
        name="tram",
        description=guideline,
        guideline=guideline,
        settings=PLAIN,
        labels=(LabelType(label[:100].strip() or "x", "a", None, "#112233", "#ffffff"),),
        members={"aigul": "annotator"},
        examples=tuple(Example(text, meta) for text, meta in examples),
        comments=(Remark(1, "aigul", comment, ""),),
    )
    study = StudyContent("tram", "boss", (project,), pseudonyms=True)
    assert from_bytes(to_bytes(study), "it") == study


def test_the_same_content_gives_the_same_bytes_and_says_whose_it_is() -> None:
    assert to_bytes(from_bytes(GOOD, "it")) == GOOD
    said = zipfile.ZipFile(io.BytesIO(GOOD)).read("README.txt").decode()
    assert "It holds personal data: the user names" in said
    assert (
        "User names are replaced"
        in zipfile.ZipFile(io.BytesIO(to_bytes(StudyContent("t", "coder1", (PROJECT,), pseudonyms=True))))
        .read("README.txt")
        .decode()
    )


def test_times_of_comments_are_kept_though_they_do_not_count() -> None:
    assert from_bytes(GOOD, "it").projects[0].comments[0].at == "2026-11-25T19:05:01Z"


# -- damaged, edited or hostile ----------------------------------------------------


def files_of(content: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def forged(
    name: str, change: Callable[[bytes], bytes], told: Callable[[dict[str, Any]], object] = lambda _: None
) -> bytes:
    """The good snapshot with one file changed by somebody who mends the manifest too."""
    files = files_of(GOOD)
    if name != "manifest.json":
        files[name] = change(files[name])
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        each: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for each, content in files.items()
        if each != "manifest.json"
    }
    told(manifest)
    return zipped({**files, "manifest.json": json.dumps(manifest).encode()})


def row(**changes: Any) -> Callable[[bytes], bytes]:
    """Changes values of the first line."""

    def change(content: bytes) -> bytes:
        first, _, rest = content.partition(b"\n") if not content.startswith(b"{\n") else (content, b"", b"")
        return json.dumps({**json.loads(first), **changes}).encode() + b"\n" + rest

    return change


def without(key: str) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        first, _, rest = content.partition(b"\n")
        return json.dumps({k: v for k, v in json.loads(first).items() if k != key}).encode() + b"\n" + rest

    return change


def test_the_forger_of_these_tests_is_honest() -> None:
    assert from_bytes(forged("projects/1/labels.jsonl", lambda content: content), "it") == STUDY


@pytest.mark.parametrize("length", [0, 1, 21, 22, len(GOOD) // 3, len(GOOD) // 2, len(GOOD) - 1])
def test_half_a_snapshot_is_none(length: int) -> None:
    with pytest.raises(InputError, match=r"^round\.zip is no whole snapshot"):
        from_bytes(GOOD[:length], "round.zip")


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_changed_byte_is_noticed_or_changes_nothing(place: int, by: int) -> None:
    damaged = GOOD[:place] + bytes([GOOD[place] ^ by]) + GOOD[place + 1 :]
    with suppress(InputError):
        assert from_bytes(damaged, "it") == STUDY


def test_an_edited_file_is_named() -> None:
    files = files_of(GOOD)
    files["projects/1/answers.jsonl"] = files["projects/1/answers.jsonl"].replace(b"true", b"false")
    with pytest.raises(InputError, match=r"projects/1/answers\.jsonl was edited or damaged"):
        from_bytes(zipped(files), "it")


@pytest.mark.parametrize("name", sorted(files_of(GOOD)))
def test_a_missing_file_is_named(name: str) -> None:
    with pytest.raises(InputError, match=name.replace(".", r"\.")):
        from_bytes(zipped({each: content for each, content in files_of(GOOD).items() if each != name}), "it")


@pytest.mark.parametrize(
    "name",
    ["../out.txt", "/etc/passwd", "projects/1/../2/project.json", "projects/0/project.json", "x.py", "C:\\x"],
)
def test_there_is_no_place_for_other_files(name: str) -> None:
    with pytest.raises(InputError, match="is no whole snapshot"):
        from_bytes(zipped({**files_of(GOOD), name: b"x"}), "it")


def test_a_folder_that_the_manifest_does_not_tell_is_refused() -> None:
    files = files_of(GOOD)
    with pytest.raises(InputError, match=r"projects/2/labels\.jsonl is not in the manifest"):
        from_bytes(zipped({**files, "projects/2/labels.jsonl": b""}), "it")


def test_a_newer_format_is_refused_in_words() -> None:
    newer = forged("manifest.json", bytes, lambda manifest: manifest.update(framing_snapshot=2))
    with pytest.raises(InputError, match=r"^it was made by a newer framing: its format is 2, .*Update framing"):
        from_bytes(newer, "it")


@pytest.mark.parametrize("version", [None, "1", 0, -1, True, 1.5, [1]])
def test_what_says_no_version_is_none(version: object) -> None:
    with pytest.raises(InputError, match="is no whole snapshot"):
        from_bytes(forged("manifest.json", bytes, lambda manifest: manifest.update(framing_snapshot=version)), "it")


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("project.json", row(name=""), "name cannot be ''"),
        ("project.json", row(name="x" * 101), "name cannot be"),
        ("project.json", row(name=5), "name cannot be 5"),
        ("project.json", row(settings=[]), "project.json"),
        ("project.json", row(settings={"single_label": "yes"}), "single_label is neither true nor false"),
        ("project.json", row(unreachable={"a": "b"}), "unreachable"),
        ("labels.jsonl", row(suffix_key="ä"), "suffix_key cannot be 'ä'"),
        ("labels.jsonl", row(prefix_key="alt"), "prefix_key cannot be 'alt'"),
        ("labels.jsonl", row(background_color="url(x)"), r"background_color cannot be 'url\(x\)'"),
        ("labels.jsonl", row(text="таза ауа"), "the label 'таза ауа' stands there twice"),
        ("members.jsonl", row(username="a/../b"), "username cannot be 'a/../b'"),
        ("members.jsonl", row(username="boss"), "the member 'boss' stands there twice"),
        ("members.jsonl", row(username="a,b\n=1"), "username cannot be"),
        ("members.jsonl", row(role="<b>"), "role cannot be '<b>'"),
        ("examples.jsonl", row(meta={"upload_name": "x"}), "without the keys"),
        ("examples.jsonl", row(meta=["x"]), "meta must be an object"),
        ("examples.jsonl", row(text=None), "text cannot be None"),
        ("examples.jsonl", row(text="a\0b"), "NUL"),
        ("examples.jsonl", row(text="\ud800"), "line 1"),
        ("examples.jsonl", lambda content: content.replace(b"[1,", b"[NaN,"), "NaN is no number"),
        ("examples.jsonl", lambda content: content.replace(b"[1,", b"[1e999,"), "line 1"),
        ("examples.jsonl", lambda content: b"[" * 100_000 + b"\n" + content, "line 1"),
        ("examples.jsonl", lambda content: content + b"\n", "line 3"),
        ("examples.jsonl", lambda content: content + b"\xff\n", "line 3"),
        ("examples.jsonl", lambda content: content[: content.index(b"\n") + 1], "an example is not in examples.jsonl"),
        ("assignments.jsonl", row(username="zhan"), "somebody is no member"),
        ("assignments.jsonl", row(username="boss"), "stands there twice"),
        ("assignments.jsonl", row(examples=[0]), "no list of numbers"),
        ("assignments.jsonl", row(examples=[3]), "an example is not in examples.jsonl"),
        ("assignments.jsonl", row(examples="12"), "no list of numbers"),
        ("project.json", row(everybody_sees_all=True), "says that everybody sees all"),
        ("answers.jsonl", row(example=0), "example is not the number of a line"),
        ("answers.jsonl", row(example=True), "example is not the number of a line"),
        ("answers.jsonl", row(example=3), "an example is not in examples.jsonl"),
        ("answers.jsonl", row(annotator="zhan"), "no such member or label: 'zhan'"),
        ("answers.jsonl", row(labels=["noise"]), r"no such member or label: 'aigul', \('noise',\)"),
        ("answers.jsonl", row(labels=["cost", "cost"]), "a label stands twice"),
        ("answers.jsonl", row(labels="cost"), "labels is no list of texts"),
        ("answers.jsonl", row(confirmed=1), "confirmed is neither true nor false"),
        ("answers.jsonl", lambda content: content + content, "twice"),
        ("answers.jsonl", without("confirmed"), "it has no 'confirmed'"),
        ("comments.jsonl", row(text=" "), "text cannot be ' '"),
        ("comments.jsonl", row(author="a b"), "author cannot be 'a b'"),
        ("comments.jsonl", row(at="<script>"), "at cannot be '<script>'"),
    ],
)
def test_values_that_cannot_be_are_refused_with_their_place(
    name: str, change: Callable[[bytes], bytes], said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        from_bytes(forged(f"projects/1/{name}", change), "it")
    assert "projects/1/" in str(caught.value)


def test_counts_that_do_not_agree_are_refused() -> None:
    def more(manifest: dict[str, Any]) -> None:
        manifest["projects"][0]["examples"] = 3

    with pytest.raises(InputError, match=r"does not hold what manifest\.json says"):
        from_bytes(forged("manifest.json", bytes, more), "it")


@pytest.mark.parametrize("listed", [None, [], {}, "x", [1], [{}] * 1001])
def test_a_manifest_without_projects_is_refused(listed: object) -> None:
    with pytest.raises(InputError, match="is no whole snapshot"):
        from_bytes(forged("manifest.json", bytes, lambda manifest: manifest.update(projects=listed)), "it")


def test_a_snapshot_that_unpacks_to_too_much_is_refused_before_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({**files_of(GOOD), "projects/1/comments.jsonl": b"\n" * 2_000_000})
    assert len(bomb) < 10_000
    monkeypatch.setattr(snapshot_file, "_UNPACKED_LIMIT", 1_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(InputError, match="larger than a snapshot can be"):
        from_bytes(bomb, "it")


def test_too_many_files_and_too_many_bytes_are_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("it was opened"))
    for content in (b"PK\x01\x02" * 8000, bytes(snapshot_file.FILE_LIMIT + 1)):
        with pytest.raises(InputError, match="larger than a snapshot can be"):
            from_bytes(content, "it")


def test_what_is_packed_otherwise_or_twice_is_refused() -> None:
    with pytest.raises(InputError, match="packed by a method"):
        from_bytes(zipped(files_of(GOOD), zipfile.ZIP_BZIP2), "it")
    packed = io.BytesIO(GOOD)
    with zipfile.ZipFile(packed, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("README.txt", "again")
    with pytest.raises(InputError, match="a file is in it twice"):
        from_bytes(packed.getvalue(), "it")


def test_a_study_too_large_to_be_read_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_file, "_UNPACKED_LIMIT", 100)
    with pytest.raises(InputError, match="too large for one snapshot"):
        to_bytes(STUDY)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"labels": (replace(PROJECT.labels[0], background_color="rgb(0)"), PROJECT.labels[1])}, "background_color"),
        ({"examples": (Example("one", {"data": 1}), Example("two", {}))}, "without the keys"),
        ({"examples": (Example("one\0", {}), Example("two", {}))}, "NUL"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=f"cannot be kept: projects/1/.*{said}"):
        to_bytes(replace(STUDY, projects=(replace(PROJECT, **changed),)))
