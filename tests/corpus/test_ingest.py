import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from framing.corpus.ingest import TABLES, Ingested, Source, ingest_documents
from framing.corpus.rules import Rules
from framing.errors import InputError
from framing.files import read_json_lines, read_table
from framing.tables import CODED_KINDS, DOCUMENTS, DUPLICATES, REPEATS, SENTENCES, VOICES

STORY = "The bridge opened on Monday. {0} people crossed it before noon, and {1} more came in the afternoon.\n\n"
FURNITURE = "Get our morning letter, free, in your mailbox each day\n\n"


def ingest(paths: list[Path], folder: Path, rules: Rules | None = None) -> Ingested:
    return ingest_documents(Source(paths), folder, rules or Rules(), lambda *_: None)


def rows(folder: Path, name: str) -> list[dict]:
    return [row for _, row in read_json_lines(folder / f"{name}.jsonl")]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Ten articles of one outlet that share a line, a copy in another outlet, and one that is nearly a copy."""
    body = [
        f"Street {chr(97 + n)} has shop number {n * 17} and {n * 31} trees, and no tram stops there any more."
        for n in range(40)
    ]
    path = tmp_path / "articles.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(10):
            own = " ".join(
                f"{line[:-1]} {number * 7919 % 97} {chr(97 + number) * 5}." for line in body[number : number + 12]
            )
            text = f"Report {chr(97 + number) * 3} of the town\n\n{own}\n\n{FURNITURE}The end came at {number} o’clock."
            file.write(json.dumps({"id": f"a{number}", "text": text, "outlet": "Tribune"}) + "\n")
        file.write(json.dumps({"id": "copy", "text": text.replace("\n", "\n "), "outlet": "Herald"}) + "\n")
        file.write(json.dumps({"id": "near", "text": text + " It rained.", "outlet": "Tribune"}) + "\n")
    return path


def test_the_tables_are_those_that_are_declared(articles: Path, tmp_path: Path) -> None:
    found = ingest([articles], tmp_path / "out")
    schemas = (DOCUMENTS, SENTENCES, VOICES, DUPLICATES, REPEATS)
    tables = {schema.name: read_table(tmp_path / "out" / f"{schema.name}.jsonl", schema) for schema in schemas}
    sentences = tables["sentences"]
    coded = sentences[sentences["kind"].isin(CODED_KINDS)]
    assert found.documents == len(tables["documents"]) == 12
    assert list(tables["voices"]["sentence_id"]) == list(coded["sentence_id"])
    assert set(tables["voices"]["by"]) == {"rules"}
    assert found.sentences == len(coded)
    texts = dict(zip(tables["documents"]["document_id"], tables["documents"]["text"], strict=True))
    assert all(texts[row.document_id][row.start : row.end] == row.text for row in sentences.itertuples())


def test_a_row_per_document_says_what_was_found(articles: Path, tmp_path: Path) -> None:
    found = ingest([articles], tmp_path / "out")
    table = rows(tmp_path / "out", "ingest")
    assert [row["document_id"] for row in table] == [*(f"a{n}" for n in range(10)), "copy", "near"]
    assert sum(row["sentences"] for row in table) == found.sentences
    assert sum(row["kept_apart"] for row in table) == found.kept_apart
    for row in table:
        assert sum(row["kinds"].values()) == row["sentences"] + row["kept_apart"]
        assert sum(row["voices"].values()) == row["sentences"]


def test_copies_are_marked_with_what_they_repeat_and_not_dropped(articles: Path, tmp_path: Path) -> None:
    found = ingest([articles], tmp_path / "out")
    table = {row["document_id"]: (row["repeats"], row["how"]) for row in rows(tmp_path / "out", "ingest")}
    assert table.pop("copy") == ("a9", "syndicated")
    assert table.pop("near") == ("a9", "near")
    assert set(table.values()) == {("", "")}
    assert found.copies == {"syndicated": 1, "near": 1}


def test_a_line_that_articles_of_one_outlet_share_is_kept_apart_and_names_the_first(
    articles: Path, tmp_path: Path
) -> None:
    ingest([articles], tmp_path / "out")
    repeated = {row["sentence_id"]: row["repeats"] for row in rows(tmp_path / "out", "repeats")}
    shared = [row for row in rows(tmp_path / "out", "sentences") if row["text"] == FURNITURE.strip()]
    assert [row["document_id"] for row in shared] == [*(f"a{n}" for n in range(10)), "copy", "near"]
    assert {row["kind"] for row in shared if row["document_id"] != "copy"} == {"boilerplate"}
    assert {repeated[row["sentence_id"]] for row in shared if row["document_id"] != "copy"} == {"a0"}


def test_an_interrupted_ingest_leaves_the_tables_of_the_one_before(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ingest([articles], out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def stop(doing: str, documents: int) -> None:
        if doing == "splitting" and documents == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest_documents(Source([articles]), out, Rules(), stop)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_folder_that_cannot_be_made_is_named(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match=r"file.*Nothing was changed"):
        ingest([articles], tmp_path / "file" / "out")


def test_a_full_disk_is_named_and_nothing_was_changed(articles: Path, tmp_path: Path, monkeypatch) -> None:
    from framing.corpus import ingest as module

    def full(self: object, row: object) -> int:
        with module._written_to(tmp_path / "out"):
            raise OSError(28, "No space left on device")

    out = tmp_path / "out"
    ingest([articles], out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    monkeypatch.setattr(module._Table, "write", full)
    with pytest.raises(InputError, match="No space left on device"):
        ingest([articles], out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_every_table_is_there_even_if_it_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One sentence.")
    ingest([tmp_path / "a.txt"], tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{name}.jsonl" for name in TABLES}


def test_the_gazetteer_decides_whose_voice_a_name_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("“We will stay until the end of the week,” said Orla Quist. The square was calm.")
    for voice in ("protester", "foreign_official"):
        ingest([tmp_path / "a.txt"], tmp_path / "out", Rules(gazetteer={voice: ["Orla Quist"]}))
        table = rows(tmp_path / "out", "voices")
        assert [row["voice"] for row in table] == [voice, "outlet"]
        assert table[0]["speaker"] == "Orla Quist"


def test_every_sentence_of_a_repeated_line_is_marked(tmp_path: Path) -> None:
    shared = "The unrest began in May, when prices doubled. By June it was everywhere."
    path = tmp_path / "a.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number, word in enumerate(["bridge", "harbour", "museum", "station"]):
            text = f"The {word} opened.\n\n{shared}\n\nThe {word} has {number * 37 + 5} doors, said nobody."
            file.write(json.dumps({"id": word, "text": text, "outlet": "Tribune"}) + "\n")
    found = ingest([path], tmp_path / "out")
    kinds = {row["sentence_id"]: (row["kind"], row["text"]) for row in rows(tmp_path / "out", "sentences")}
    marked = [kinds[row["sentence_id"]] for row in rows(tmp_path / "out", "repeats")]
    # Background is framing too: it is marked, and still labelled.
    both = [("body", "The unrest began in May, when prices doubled."), ("body", "By June it was everywhere.")]
    assert marked == both * 4
    assert found.repeated_lines == 4


def test_a_spreadsheet_has_a_row_per_sentence_to_label_and_runs_no_formula(tmp_path: Path) -> None:
    text = "Tram opens\n\n=1+1 is the fare, he wrote. “It is dear,” said Mayor Orla Quist.\n\nShare on Facebook"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    sheet = tmp_path / "sheet.csv"
    ingest_documents(Source([tmp_path / "a.txt"]), tmp_path / "out", Rules(), lambda *_: None, sheet)
    content = sheet.read_text(encoding="utf-8")
    assert content.startswith("\ufeffdocument_id,")
    table = list(csv.DictReader(content.lstrip("\ufeff").splitlines()))
    assert [row["text"][:6] for row in table] == ["Tram o", "'=1+1 ", "“It is"]
    assert table[2]["voice"] == "official"
    assert table[2]["speaker"] == "Mayor Orla Quist"


def test_tables_take_their_places_together_or_not_at_all(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ingest([articles], out)
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.name != "notes.jsonl"}
    (out / "notes.jsonl").unlink()
    (out / "notes.jsonl" / "in the way").mkdir(parents=True)  # the last of them
    (tmp_path / "other.txt").write_text("Another text.")
    with monkeypatch_replace(out / "notes.jsonl"), pytest.raises(InputError, match="Nothing was changed"):
        ingest([tmp_path / "other.txt"], out)
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before


@contextmanager
def monkeypatch_replace(stuck: Path) -> Iterator[None]:
    """A path that cannot be moved, as on a disk that fails."""
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self == stuck:
            raise OSError(5, "Input/output error")
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        yield


def test_what_a_killed_ingest_left_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "out" / ".ingest-abc").mkdir(parents=True)
    (tmp_path / "out" / ".ingest-abc" / "documents.jsonl").write_text("half")
    (tmp_path / "a.txt").write_text("A text.")
    ingest([tmp_path / "a.txt"], tmp_path / "out")
    assert not list((tmp_path / "out").glob(".ingest-*"))
