"""Plain texts and Markdown: one file is one document."""

from collections.abc import Iterator

from framing.corpus.documents import Note, SetAside
from framing.corpus.reading.columns import Cells
from framing.corpus.reading.encodings import decode
from framing.corpus.reading.found import TEXT_LIMIT, Found, Source, Wishes
from framing.corpus.reading.markdown import render

_FIRST_PIECE = 1 << 16  # bytes; nearly all articles are shorter


def read_plain(source: Source, wishes: Wishes) -> Iterator[Found | SetAside | Note]:
    """The text as it is, line ends and all, without its byte order mark.

    Raises:
        ValueError: it is too large, or no text; the message is the reason.
    """
    text, note = decode(read_whole(source, TEXT_LIMIT), wishes.encoding)
    if note:
        yield Note(source.name, note)
    yield Found(source.name, text, source.known)


def read_markdown(source: Source, wishes: Wishes) -> Iterator[Found | SetAside | Note]:
    """The text without marks, one paragraph a line; title, date, author and so on from its front matter.

    Raises:
        ValueError: it is too large, or no text; the message is the reason.
    """
    content, note = decode(read_whole(source, TEXT_LIMIT), wishes.encoding)
    if note:
        yield Note(source.name, note)
    text, fields = render(content)
    choice = Cells({}).choose(source.name, ["text", *fields])
    known = {ours: fields[names[0]] for ours, names in choice.names.items() if ours != "text"}
    yield Found(source.name, text, {**known, **source.known})


def read_whole(source: Source, limit: int) -> bytes:
    """The bytes of `source`.

    Raises:
        ValueError: there are more than `limit` of them.
    """
    with source.open() as stream:
        content = stream.read(_FIRST_PIECE)
        if len(content) == _FIRST_PIECE:  # a larger buffer for each small file would cost more than the file
            content += stream.read(limit + 1 - len(content))
    if len(content) > limit:
        raise ValueError(f"It is larger than {limit / 1_000_000:g} MB. Split it into one file a document.")
    return content
