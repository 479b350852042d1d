"""What becomes of a text that was found: a document, with its id and its date, or the reason why it is none."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Literal

from framing.corpus.documents import Document, Note, SetAside
from framing.corpus.language import guess_language
from framing.corpus.reading.columns import host
from framing.corpus.reading.dates import Fault, read_date
from framing.corpus.reading.found import TEXT_LIMIT, Found, Source
from framing.corpus.reading.index import IdIndex
from framing.corpus.reading.mojibake import find_mojibake
from framing.errors import InputError

SameIds = Literal["refuse", "set aside"]

ID_LIMIT = 200  # characters
FIELD_LIMIT = 1000  # characters of a title, name or the like; what is longer is no such thing
# What programs write into a cell that has nothing in it; as a whole document each of these is a word.
_NOTHING = frozenset({"nan", "NaN", "NAN", "None", "none", "null", "NULL", "Null", "<NA>", "NaT"})
_CERTAIN = ("document_id", "date")  # where none of these can be meant; it can be a title or a name
_DATES: Mapping[Fault, str] = {
    "ambiguous": "can be read in two ways, such as {}; left empty. Say which: --day-first or --month-first.",
    "unreadable": "cannot be read, such as {}; left empty. Write it like 2022-01-05.",
}
# How sources name the languages that have rules, beside the codes of ISO 639-1.
_LANGUAGES = {
    **dict.fromkeys(("eng", "english", "английский", "ағылшын", "ағылшынша"), "en"),
    **dict.fromkeys(("rus", "russian", "русский", "орыс", "орысша"), "ru"),
    **dict.fromkeys(("kaz", "kazakh", "qazaq", "казахский", "қазақ", "қазақша"), "kk"),
}


class Judge:
    """Makes documents of what one source holds, and counts what is odd about their dates."""

    over = False  # whether its source was given up

    def __init__(self, source: Source, number: int, ids: IdIndex, day_first: bool | None, same_ids: SameIds) -> None:
        self.source, self._number, self._ids = source, number, ids
        self._day_first, self._same_ids = day_first, same_ids
        self._dates: dict[Fault, tuple[int, str]] = {}

    def judged(self, found: Found) -> Iterator[Document | SetAside | Note]:
        """The document, with notes on it before it; or why it is none.

        Raises:
            InputError: its id was given to a document before it, and such are not set aside.
        """
        try:
            encoded = found.text.encode()
            fault = _fault(found)
        except UnicodeEncodeError as error:
            half = ord(error.object[error.start])
            fault = f"It holds half of a character (U+{half:04X} at {error.start + 1}), so it was cut."
        if fault:
            yield SetAside(found.where, fault)
            return
        known = dict(found.known)
        if found.row:
            known = {ours: value for ours, value in known.items() if ours not in _CERTAIN or value not in _NOTHING}
        given = known.get("document_id", "")
        if given and (taken := self._ids.take(given, self._number, found.row)):
            fault = f"has the id {given!r}, which {self._ids.place(*taken)} has too. Give one of them another id."
            if self._same_ids == "refuse":
                raise InputError(f"{found.where} {fault}")
            yield SetAside(found.where, f"It {fault}")
            return
        if excerpt := find_mojibake(found.text, encoded):
            yield Note(found.where, f"Letters look as if they had been decoded wrongly once, such as {excerpt!r}.")
        document_id = given or self._ids.take_or_number(
            hashlib.sha256(encoded).hexdigest()[:16], self._number, found.row
        )
        for ours in [ours for ours, value in known.items() if len(value) > FIELD_LIMIT]:
            yield Note(
                found.where, f"Its {ours} has {len(known.pop(ours))} characters; left empty. Is it another column?"
            )
        yield Document(
            document_id=document_id,
            text=found.text,
            title=known.get("title", ""),
            source=host(known["source"]) if "source" in known else "",
            author=known.get("author", ""),
            date=self._date(known["date"], found.where) if "date" in known else "",
            language=_plain_language(known.get("language", "")) or guess_language(found.text),
            path=found.path or self.source.name,
        )

    def _date(self, written: str, where: str) -> str:
        date, fault = read_date(written, self._day_first)
        if fault:
            count, first = self._dates.get(fault, (0, f"{written[:40]!r} in {where}"))
            self._dates[fault] = (count + 1, first)
        return date

    def at_the_end(self) -> Iterator[Note]:
        """One note for each kind of date that was left empty."""
        for fault, (count, first) in self._dates.items():
            dates = "1 date" if count == 1 else f"{count} dates"
            yield Note(self.source.name, f"{dates} {_DATES[fault].format(first)}")


def _fault(found: Found) -> str:
    """Why a text is no document; empty if it is one.

    Raises:
        UnicodeEncodeError: what is known of it holds half of a character.
    """
    text, given = found.text, found.known.get("document_id", "")
    if not text or text.isspace() or (found.row and len(text) < 20 and text.strip() in _NOTHING):
        return "It has no text."
    if "\0" in text:
        return "It holds NUL characters, so it is not a text."
    if len(text) > TEXT_LIMIT:
        return f"Its text is longer than {TEXT_LIMIT // 1_000_000} million characters. Split it."
    for value in found.known.values():
        value.encode()
    if len(given) > ID_LIMIT or not given.isprintable():
        reason = f"Its id {given[:40]!r} is longer than {ID_LIMIT} characters or has characters that do not print."
        return f"{reason} Give it another id."
    return ""


def _plain_language(given: str) -> str:
    """`en` for `en-GB`, `EN`, `eng` or `English`; empty for what is no language that we know by name or code."""
    name = given.strip().casefold().replace("_", "-").partition("-")[0]
    return _LANGUAGES.get(name, name if len(name) == 2 and name.isascii() and name.isalpha() else "")
