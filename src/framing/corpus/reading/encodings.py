"""How bytes become letters: a byte order mark, else UTF-8, else a guess that is told or refused.

The decision holds for a whole file, however long, and is made before its first row is used: all of
it must decode. Nothing is replaced. The guess is our own: it weighs how each reading spells words
(letters that the languages of the encoding have, capitals in front of small letters, no signs inside
of words). `tests/corpus/reading/test_encodings.py` measures it.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from itertools import chain
from typing import BinaryIO

from framing.errors import InputError

_PIECE = 1 << 20  # bytes read at a time
_SAMPLE = 1 << 14  # bytes that the guess looks at
_WINDOW = 1 << 12  # bytes around one place that is not UTF-8
_SURE = 0.8  # share of the signs beyond ASCII that must be spelled well ...
_AHEAD = 0.9  # ... and how many more of them than in a reading that gives another text
_ENOUGH = 3  # signs beyond ASCII without which Cyrillic is not believed
_MARKS = (  # the longer first: the mark of UTF-32 begins like that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC: Mapping[bytes, str] = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"\x1f\x8b": "compressed (gzip)",
    b"\xd0\xcf\x11\xe0": "an old document of Microsoft Office",
    b"{\\rtf": "a document in RTF",
    b"PAR1": "a Parquet table",
    b"7z\xbc\xaf": "an archive (7z)",
    b"Rar!": "an archive (RAR)",
    b"SQLite format 3": "a database (SQLite)",
    b"\x7fELF": "a program",
}
_CONTROL = bytes({*range(0x20), 0x7F} - {*b"\t\n\v\f\r\x1b"})
_CONTROL_SHARE = 0.01  # a stray one happens in texts
_ESCAPED = re.compile("[\udc80-\udcff]")  # how Python keeps a byte that is not UTF-8
_BEYOND = re.compile(rb"[\x80-\xff]")

_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_RARE = "ъщэфхцёжшю"  # each below 1 % of Russian letters
_KAZAKH, _UKRAINIAN = "әғқңөұүһі", "іїєґў"  # the last one Belarusian
_WEST = "ßäöüéèàçñáíóúâêîôûëïøåæœãõìòùý"
_CENTRE = "ąćęłńóśźżáčďéěíňřšťúůýžőűöüäăâîşţđôßç"
_SIGNS = "«»“”„‘’‚–—…•·№§©®€£°\u00a0\u00ad‹›¿¡½¼"
# Two letters side by side that no word has: a capital after a small letter, two alphabets; a sign inside of a word.
_TORN = re.compile(r"[а-яёәғқңөұүһіїєґў][А-ЯЁӘҒҚҢӨҰҮҺІЇЄҐЎ]|[a-zA-Z][\u0400-\u04ff]|[\u0400-\u04ff][a-zA-Z]")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][€£§®©•·¿¡½¼]|[€§®©•·½¼][^\W\d_]")
_ACCENTS = re.compile(r"(?<=[^\W\d_a-zA-Z])[^\W\d_a-zA-Z]")  # in Latin writing letters with accents stand alone


@dataclass(frozen=True, slots=True)
class Coding:
    """How a file is to be decoded: `note` if it had to be guessed, `faulty` if a few bytes of it do not decode."""

    codec: str
    note: str = ""
    faulty: bool = False

    @property
    def errors(self) -> str:
        """What to hand to `open` as `errors`: faulty places stay visible as lone surrogates."""
        return "surrogateescape" if self.faulty else "strict"


@dataclass(frozen=True, slots=True)
class _Candidate:
    codec: str
    letters: str
    latin: bool


# Of two readings that are equally good the earlier one is taken.
_CANDIDATES = (
    _Candidate("cp1252", _WEST, True),
    _Candidate("cp1250", _CENTRE, True),
    _Candidate("iso8859_2", _CENTRE, True),
    _Candidate("cp1251", _RUSSIAN + _UKRAINIAN, False),
    _Candidate("koi8_r", _RUSSIAN, False),
    _Candidate("koi8_u", _RUSSIAN + _UKRAINIAN, False),
    _Candidate("kz1048", _RUSSIAN + _KAZAKH, False),
    _Candidate("ptcp154", _RUSSIAN + _KAZAKH, False),
    _Candidate("cp866", _RUSSIAN, False),
    _Candidate("mac_cyrillic", _RUSSIAN + _UKRAINIAN, False),
)


def known_encoding(name: str) -> str:
    """The codec called `name`.

    Raises:
        InputError: Python has no encoding of text by that name.
    """
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except (LookupError, ValueError) as error:
        raise InputError(
            f"There is no encoding {name!r}. Usual ones: utf-8, cp1251, koi8-r, cp1252, utf-16."
        ) from error


def decode(content: bytes, asked: str | None = None) -> tuple[str, str]:
    """The text of `content` without its byte order mark, and how that was guessed (empty if it was not).

    Raises:
        ValueError: it is no text, or not in an encoding that can be told; the message is the reason.
    """
    if asked is None and not content.startswith(codecs.BOM_UTF8) and b"\0" not in content[:_WINDOW]:
        try:  # nearly all files of today
            text = content.decode()
        except UnicodeDecodeError:
            pass
        else:
            refuse_binary(content[:_WINDOW])
            return text, ""
    coding = survey(BytesIO(content), asked)
    try:
        return content.decode(coding.codec), coding.note
    except UnicodeDecodeError as error:
        raise ValueError(_not(coding.codec, error.start + 1)) from error


def survey(stream: BinaryIO, asked: str | None = None) -> Coding:
    """How all of `stream` is to be decoded; it is read to its end.

    Raises:
        ValueError: it is no text, or not in an encoding that can be told; the message is the reason.
    """
    head = stream.read(_PIECE)
    refuse_binary(head[:_WINDOW])
    wide = asked or _mark(head) or _wide(head)
    if wide:
        _check(stream, wide)
        return Coding(wide)
    refuse_control_characters(head[:_WINDOW])
    fault = _first_fault(stream, "utf-8")
    return _guess(stream, fault) if fault else Coding("utf-8")


def decoded(stream: BinaryIO, coding: Coding, newline: str) -> TextIOWrapper:
    """The letters of all of `stream`, as `survey` found that they are coded, without a byte order mark."""
    stream.seek(0)
    codec = "utf-8-sig" if coding.codec == "utf-8" else coding.codec
    return TextIOWrapper(stream, codec, errors=coding.errors, newline=newline)


def refuse_binary(head: bytes) -> None:
    """Raises ValueError if a file that begins with `head` is known to be no text."""
    for magic, what in _MAGIC.items():
        if head.startswith(magic):
            raise ValueError(f"It is {what}, whatever its name says, and no text.")
    if not _mark(head) and not _wide(head):
        refuse_control_characters(head)


def refuse_control_characters(head: bytes) -> None:
    """Raises ValueError if more than 1 % of `head` are characters that no text has."""
    if len(head) - len(head.translate(None, _CONTROL)) > _CONTROL_SHARE * len(head) + 1:
        raise ValueError("It holds control characters such as NUL, so it is not a text.")


def bytes_kept(text: str) -> bool:
    """Whether `text` holds bytes that did not decode."""
    return not text.isascii() and _ESCAPED.search(text) is not None


def _mark(head: bytes) -> str | None:
    return next((codec for mark, codec in _MARKS if head.startswith(mark)), None)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark, known by what every second byte is."""
    if b"\0" not in head or len(head) < 4 or len(head) % 2:
        return None
    shares = {codec: _plausible(head[: len(head) // 2 * 2].decode(codec, "replace")) for codec in _WIDE}
    best = max(_WIDE, key=shares.__getitem__)
    return best if shares[best] > 0.95 and min(shares.values()) < 0.5 else None


_WIDE = ("utf-16-le", "utf-16-be")
_USUAL = re.compile(r"[\t\n\r -~\u00a0-\u024f\u0400-\u052f\u2010-\u203a]")


def _plausible(text: str) -> float:
    return len(_USUAL.findall(text)) / max(1, len(text))


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(_PIECE):
        yield piece


def _first_fault(stream: BinaryIO, codec: str) -> int:
    """The first byte, counted from 1, that `codec` cannot read; 0 if it reads all of `stream`."""
    decoder = codecs.getincrementaldecoder(codec)()
    done = 0
    for piece in chain(_pieces(stream), [b""]):
        held = _held(decoder)
        try:
            decoder.decode(piece, not piece)
        except UnicodeDecodeError as error:
            return done - held + error.start + 1
        except UnicodeError:  # UTF-32 says nothing of the place
            return done + 1
        done += len(piece)
    return 0


def _held(decoder: codecs.IncrementalDecoder) -> int:
    """How many bytes of the piece before wait in `decoder` for the rest of their letter."""
    state = decoder.getstate()[0]
    return len(state) if isinstance(state, bytes) else 0


def _check(stream: BinaryIO, codec: str) -> None:
    if fault := _first_fault(stream, codec):
        raise ValueError(_not(codec, fault))


def _not(codec: str, byte: int) -> str:
    return f"It is not {_named(codec)} (byte {byte}). Save it as UTF-8, or name its encoding: --encoding NAME."


def _named(codec: str) -> str:
    return codec.upper().removesuffix("-SIG").replace("_", "-")


def _guess(stream: BinaryIO, fault: int) -> Coding:
    """The coding of what is not UTF-8 from byte `fault` on."""
    sample, well, badly = _strange_parts(stream)
    if well >= 2 and badly <= max(1, well // 10):  # UTF-8 but for a few places: no other encoding looks like it
        return Coding("utf-8", faulty=True)
    codec = guess_codec(sample)
    if codec is None:
        raise ValueError(
            f"It is not UTF-8 (byte {fault}), and its encoding cannot be told. Save it as UTF-8, or name its encoding: "
            "--encoding NAME."
        )
    if later := _first_fault(stream, codec):
        raise ValueError(
            f"It is not UTF-8 (byte {fault}), and looks like {_named(codec)} but is not (byte {later}). "
            "Save it as UTF-8, or name its encoding: --encoding NAME."
        )
    return Coding(
        codec,
        f"It is not UTF-8; it was read as {_named(codec)}. If letters are wrong, name its encoding: --encoding NAME.",
    )


def _strange_parts(stream: BinaryIO) -> tuple[bytes, int, int]:
    """Parts of `stream` with bytes beyond ASCII; how many letters of all of it are UTF-8, how many bytes are not."""
    parts: list[bytes] = []
    well = badly = size = 0
    for piece in _pieces(stream):
        first = _BEYOND.search(piece)
        if not first:
            continue
        text = piece.decode("utf-8", "surrogateescape")
        faults = len(_ESCAPED.findall(text))
        well += len(piece) - faults - len(_BEYOND.sub(b"", piece)) >> 1  # two bytes a letter, or more
        badly += faults
        if size < _SAMPLE:
            start = max(0, first.start() - 40)
            parts.append(piece[start : start + (_SAMPLE if not parts else _WINDOW)])
            size += len(parts[-1])
    return b"\n".join(parts), well, badly


def guess_codec(sample: bytes) -> str | None:
    """The encoding of one byte a letter in which `sample` is spelled best; None if none is good or two are."""
    readings = []
    for candidate in _CANDIDATES:
        try:
            text = sample.decode(candidate.codec)
        except UnicodeDecodeError:
            continue
        readings.append((_spelling(text, candidate), text, candidate.codec))
    if not readings:
        return None
    best, text, codec = max(readings, key=lambda reading: reading[0])  # the first of equals
    # Readings are alike in most letters: what counts is how many they spell worse, not which part of all that is.
    ahead = best - max((score for score, other, _ in readings if other != text), default=0.0)
    return codec if best >= _SURE * len(_BEYOND.findall(sample)) and ahead >= _AHEAD else None


def _spelling(text: str, candidate: _Candidate) -> float:
    """How many characters of `text` beyond ASCII are spelled well, less those that are spelled as in no word."""
    counts = Counter(text)
    letters = candidate.letters + candidate.letters.upper()
    written = sum(counts[each] for each in set(letters))
    known = written - 0.4 * sum(counts[each] for each in set(_RARE + _RARE.upper()))
    if candidate.latin:
        torn = len(_ACCENTS.findall(text))
    else:
        known = known if written >= _ENOUGH else 0.0
        torn = len(_TORN.findall(text))
    return known + sum(counts[each] for each in _SIGNS) - 2 * (torn + len(_SIGN_IN_WORD.findall(text)))
