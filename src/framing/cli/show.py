"""One document in the terminal: its sentences with kinds and voices in colour."""

import re
from typing import TYPE_CHECKING, Any

from framing.cli.console import counted, echo, one_line, print_grid, shown

if TYPE_CHECKING:
    from framing.corpus.documents import Document
    from framing.corpus.ingest import Source
    from framing.corpus.rules import Rules
    from framing.report.document import ShownDocument, ShownSentence

_COLOURS = ("default", "blue", "dark_orange3", "green", "gold3", "magenta")  # as many as a page has
_SPACE = re.compile(r"\s+")


def one_document(
    source: "Source", rules: "Rules", document_id: str | None = None
) -> "tuple[ShownDocument, bool, list[str]]":
    """The first document of `source`, or the one of this id, split and coded; whether there are more; notes about it.

    Lines that other documents of its outlet have too are not known here.

    Raises:
        InputError: there is none; or see `read_documents`.
    """
    from framing.corpus.clean import mark_stretches
    from framing.corpus.sentences import split_document
    from framing.report.document import show_document

    found, more, notes = _find(source, document_id)
    sentences = split_document(found, quotes=rules.quotes)
    voices = rules.coder().code(sentences)
    reasons = {at: stretch.reason for at, stretch in enumerate(mark_stretches(found.text, found.title), 1)}
    return show_document(found, sentences, voices, reasons), more, notes


def _find(source: "Source", document_id: str | None) -> "tuple[Document, bool, list[str]]":
    from framing.corpus.documents import Document, SetAside
    from framing.errors import InputError

    found, others, notes, aside = None, 0, [], []
    with source.reading() as items:
        for item in items:
            if isinstance(item, SetAside):
                aside.append(f"{item.where}: {item.reason}")
            elif not isinstance(item, Document):
                notes.append(f"{item.where}: {item.reason}")
            elif found is None and document_id in (None, item.document_id):
                found = item
            else:
                others += 1
            if found and others:
                break
    if found is None and others:
        raise InputError(f"There is no document {document_id!r} in what was given. Its ids: framing ingest, then out/.")
    if found is None:
        raise InputError("; ".join(aside[:3]) or "There is no document in what was given.")
    return found, others > 0, notes


def print_document(document: "ShownDocument") -> None:
    """A row for each sentence: number, kind, voice, and the words; colours where the terminal has them."""
    from rich.table import Table

    from framing.report.pages import voice_numbers

    head = document.document
    origin = [head.title or "no title", *(part for part in (head.source, head.author, head.date) if part)]
    echo(f"{one_line(head.document_id)}: {', '.join(map(one_line, origin))}")
    echo(f"Language {head.language}; {counted(document.coded, 'sentence')} to label, {document.kept_apart} kept apart.")
    numbers = voice_numbers(document)
    table = Table.grid(padding=(0, 2, 0, 0))
    for column in ({"justify": "right"}, {}, {}, {"ratio": 1}):
        table.add_column(overflow="fold", **column)
    for paragraph in document.paragraphs:
        for sentence in paragraph.sentences:
            table.add_row(*_cells(sentence, numbers))
        table.add_row()
    print_grid(table)
    echo("Voices: " + (", ".join(f"{voice or 'none'} {document.voices[voice]}" for voice in numbers) or "none") + ".")
    echo("They were found by rules, not by people.")


def _cells(sentence: "ShownSentence", numbers: dict[str, int]) -> list[Any]:
    from rich.text import Text

    words = _SPACE.sub(" ", shown(sentence.text))
    if sentence.voice is None:
        return [Text(""), Text(sentence.kind, "dim"), Text(""), Text(words, "dim").append(_why(sentence), "dim")]
    colour = _COLOURS[numbers[sentence.voice.voice]]
    text = Text(words, f"bold {colour}" if sentence.kind == "headline" else colour)
    if sentence.voice.speech != "none" or sentence.voice.speaker:
        text.append(f"\n{_said(sentence)}", "dim")
    return [Text(str(sentence.number), "dim"), Text(sentence.kind), Text(sentence.voice.voice, colour), text]


def _said(sentence: "ShownSentence") -> str:
    voice = sentence.voice
    if voice is None:
        return ""
    parts = [f"speaker: {_SPACE.sub(' ', shown(voice.speaker))}"] if voice.speaker else []
    parts += [f"{voice.speech} speech"] if voice.speech != "none" else []
    return "; ".join([*parts, f"rule {voice.rule}", f"confidence {voice.confidence}"])


def _why(sentence: "ShownSentence") -> str:
    return f"\n{sentence.why}" if sentence.why else ""


def as_record(document: "ShownDocument") -> dict[str, Any]:
    """The same as plain values, for JSON."""
    head = document.document
    return {
        **{name: getattr(head, name) for name in ("document_id", "title", "source", "author", "date", "language")},
        "kinds": dict(document.kinds),
        "voices": dict(document.voices),
        "sentences": [_record(sentence) for paragraph in document.paragraphs for sentence in paragraph.sentences],
    }


def _record(sentence: "ShownSentence") -> dict[str, Any]:
    voice = sentence.voice
    return {
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "kind": sentence.kind,
        "why": sentence.why,
        "voice": voice.voice if voice else None,
        "speech": voice.speech if voice else None,
        "speaker": voice.speaker if voice else None,
        "rule": voice.rule if voice else None,
        "confidence": voice.confidence if voice else None,
    }
