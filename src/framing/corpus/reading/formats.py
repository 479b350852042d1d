"""Which kind a file is, by the ending of its name or, where it has none, by how it begins."""

import json
import re

from framing.corpus.reading.columns import Cells

TEXT, MARKDOWN, HTML, DELIMITED = "txt", "md", "html", "csv"
JSON_LINES, JSON, WORKBOOK, PARQUET, WARC, ZIP = "jsonl", "json", "xlsx", "parquet", "warc", "zip"
COMPRESSED = ".gz"
_BY_ENDING = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".csv": DELIMITED,
    ".tsv": DELIMITED,
    ".tab": DELIMITED,
    ".jsonl": JSON_LINES,
    ".ndjson": JSON_LINES,
    ".json": JSON,
    ".xlsx": WORKBOOK,
    ".xlsm": WORKBOOK,
    ".parquet": PARQUET,
    ".pq": PARQUET,
    ".warc": WARC,
    ".zip": ZIP,
}
FORMATS = tuple(dict.fromkeys(_BY_ENDING.values()))
READ = ".txt, .md, .html, .csv, .tsv, .xlsx, .jsonl, .json, .parquet and .warc, each also as .gz, and .zip"
LESSON_MARKER = "framing-lesson.json"  # by which a folder is known to be a lesson or a class, which hold no articles
LARGEST_MARKER = 10_000_000  # bytes
LESSON = "It is a lesson of framing, not articles. It was passed over."
_PAGE = re.compile(r"\s{0,1000}(?:<\?xml|<!--|<!doctype html|<html|<head|<body)", re.IGNORECASE)
_TABLE_HEAD = re.compile(r"[^\n]{1,5000}[,;\t|][^\n]{1,5000}\n")


def ending(name: str) -> str:
    """The ending of a file's name in small letters, with its dot; empty if it has none."""
    base = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, last = base.rpartition(".")
    return f".{last.casefold()}" if dot and stem and len(last) <= 10 else ""


def is_compressed(name: str) -> bool:
    """Whether `name` says that its bytes are compressed with gzip."""
    return ending(name) == COMPRESSED


def format_of(name: str) -> str | None:
    """The format that the ending of `name` stands for, `.gz` looked through; None for others."""
    name = name[: -len(COMPRESSED)] if is_compressed(name) else name
    return _BY_ENDING.get(ending(name))


def why_not_read(name: str) -> str:
    """What to tell the user of a file in another format."""
    shown = f"It ends in {ending(name)}" if ending(name) else "It has no ending"
    return f"{shown}; framing reads {READ}. Save the text as one of these."


def is_lesson(marker: bytes) -> bool:
    """Whether a file of the name LESSON_MARKER is ours: that of a pack, or of a class, and not just called so."""
    try:
        values = json.loads(marker.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    if not isinstance(values, dict):
        return False
    return "framing_lesson" in values or all(isinstance(values.get(name), str) for name in ("title", "language"))


def sniff(head: bytes, cells: Cells) -> str:
    """The format of bytes without a name that begin with `head`.

    Known by their first bytes: Parquet, WARC, workbooks, ZIP, JSON, HTML. A first line that has a delimiter and a
    column for the text (as `cells` say, else by its name) is a table. All else is plain text.
    """
    if head.startswith(b"PAR1"):
        return PARQUET
    if head.startswith(b"WARC/"):
        return WARC
    if head.startswith(b"PK\x03\x04"):
        return WORKBOOK if b"[Content_Types].xml" in head or b"xl/" in head else ZIP
    text = head.decode("utf-8-sig", "replace").lstrip()
    if text.startswith(("{", "[{", "[\n", "[ ", "[\r")):
        first, _, rest = text.partition("\n")
        return JSON_LINES if first.rstrip().endswith("}") and rest.lstrip().startswith("{") else JSON
    if _PAGE.match(text):
        return HTML
    if _TABLE_HEAD.match(text):
        header = re.split(r"[,;\t|]", text.partition("\n")[0].strip())
        if cells.finds_text([name.strip().strip('"') for name in header]):
            return DELIMITED
    return TEXT
