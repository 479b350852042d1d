"""Web pages: the article without its page, found by trafilatura.

The text has one paragraph a line, and the headline is its first line, also where trafilatura keeps it
apart: people code headlines too. A page is bounded before it is parsed, because the time for hostile
pages grows faster than their size. Tags nested deeper than 256 are the parser's own limit.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

from framing.corpus.documents import Note, SetAside
from framing.corpus.reading.encodings import decode, known_encoding
from framing.corpus.reading.found import Article, Found, Markup, Pending, Source, Wishes
from framing.corpus.reading.plain import read_whole
from framing.errors import InputError, MissingExtra

PAGE_LIMIT = 5_000_000  # bytes; the largest of 10,000 news pages has about 3 million, nearly all of it scripts
TAG_LIMIT = 30_000  # a news page has 500 to 5,000
_HEAD = 4096  # bytes in which a page says its encoding
_CHARSET = re.compile(rb"<meta[^<>]{0,300}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^<>]{0,200}?encoding\s{0,5}=\s{0,5}[\"']([A-Za-z0-9_.:-]{2,40})")
_DECLARATION = re.compile(r"\s*+<\?xml[^<>]{0,500}\?>")
_LANGUAGE = re.compile(r"<html\b[^<>]{0,2000}?\blang\s{0,5}=\s{0,5}[\"']?([A-Za-z]{2,3})(?![A-Za-z])", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style|svg)\b(?![^<>]{0,500}ld\+json)[^<>]{0,2000}>", re.IGNORECASE)
# Captions are labelled, and trafilatura leaves them out with their pictures: here they become paragraphs.
_CAPTION = re.compile(r"<(/?)figcaption\b[^<>]{0,2000}>", re.IGNORECASE)
_FIGURE = re.compile(r"</?figure\b[^<>]{0,2000}>", re.IGNORECASE)
# Runs over which the patterns of others take quadratic time.
_GAP = re.compile(r"\s{50,}+")
_REPEATED = re.compile(r"([^\w\s<>])\1{50,}+")
_ENDLESS = re.compile(r"<[^<>\s][^<>]{10000}")  # the parser compares each attribute of a tag with all others
_ENDS = {name: re.compile(rf"</{name}[^<>]{{0,100}}>", re.IGNORECASE) for name in ("script", "style", "svg")}
_LONG = re.compile(r"=\s{0,5}(?:\"[^\"<>]{2000,}+\"|'[^'<>]{2000,}+')")


def read_page(source: Source, wishes: Wishes) -> Iterator[Pending]:
    """The article of one page, with title, date, author, site and language as the page says them.

    Raises:
        ValueError: it is too large; the message is the reason.
    """

    def told(article: Article) -> Iterator[Found | SetAside | Note]:
        if article.guessed:
            yield Note(source.name, article.guessed)
        if article.fault:
            yield SetAside(source.name, article.fault)
        elif article.text:
            yield Found(source.name, article.text, {**article.known, **source.known})

    yield Pending(Markup(read_whole(source, PAGE_LIMIT), wishes.encoding), told)


def find_article(page: Markup) -> Article:
    """The article of a page, or why there is none."""
    guessed = ""
    try:
        text, guessed = decode_page(page.content, page.encoding, page.charset)
        article, known = extract(text)
    except MissingExtra as error:
        return Article(guessed=guessed, missing=str(error))
    except ValueError as error:
        return Article(guessed=guessed, fault=str(error))
    return Article(article, known, guessed)


def decode_page(content: bytes, asked: str | None, charset: str = "") -> tuple[str, str]:
    """The text of a page, and how its encoding was guessed (empty if it was not).

    Args:
        content: of the page.
        asked: the encoding that the user wants all pages to be read in.
        charset: the encoding that the server said, which goes before the one that the page says.

    Raises:
        ValueError: it is no text, or not in an encoding that can be told; the message is the reason.
    """
    return decode(content, asked or _usable(content, charset) or _usable(content, _declared(content)))


def extract(page: str) -> tuple[str, Mapping[str, str]]:
    """The text of the article of `page` and what the page says about it.

    Raises:
        MissingExtra: trafilatura is not installed.
        ValueError: the page is too rich in tags, or no article was found in it.
    """
    page = _LONG.sub('=""', _without_scripts(page))
    declaration = _DECLARATION.match(page)  # the parser takes none in a text that is decoded already
    page = page[declaration.end() :] if declaration else page
    page = _REPEATED.sub(r"\1", _GAP.sub("\n", page))
    page = _CAPTION.sub(r"<\1p>", _FIGURE.sub("", page))
    if page.count("<") > TAG_LIMIT:
        raise ValueError(f"It has more than {TAG_LIMIT:,} tags, which no article has.")
    if _ENDLESS.search(page):
        raise ValueError("It has a tag with thousands of attributes, which no article has.")
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtra("Web pages need trafilatura: pip install 'framing[html]'.") from error
    for name in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
        logger = logging.getLogger(name)
        if not logger.handlers:  # what they say of a page is for their authors
            logger.addHandler(logging.NullHandler())
    try:
        article: Any = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    except (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError) as error:
        raise ValueError(f"trafilatura cannot read it ({type(error).__name__}).") from error
    lines = [] if article is None else [" ".join(line.split()) for line in (article.text or "").splitlines()]
    lines = [line for line in lines if line]
    if article is None or not lines:
        raise ValueError("No article was found in the page.")
    title = " ".join((article.title or "").split())
    if title and title.casefold() not in (line.casefold() for line in lines[:5]):
        lines.insert(0, title)
    language = _LANGUAGE.search(page[:_HEAD])
    known = {
        "title": title,
        "date": article.date,
        "author": article.author,
        "source": article.sitename or article.hostname,
        "language": language[1] if language else "",
    }
    return "\n".join(lines), {ours: value for ours, value in known.items() if value}


def _declared(content: bytes) -> str:
    """The encoding that a page says it has; empty if it says none."""
    head = content[:_HEAD]
    match = _CHARSET.search(head) or _XML.match(head.lstrip())
    return match[1].decode("ascii") if match else ""


def _usable(content: bytes, said: str) -> str | None:
    """The codec called `said`, unless the page is UTF-8 all the same, Python lacks the codec, or it does not fit."""
    try:
        codec = known_encoding(said)
        if codec.startswith(("utf", "ascii")):  # UTF-8 is tried anyway; UTF-16 would have a mark
            return None
        if not content.isascii() and _decodes(content, "utf-8"):
            return None
        content.decode(codec)
    except (InputError, UnicodeDecodeError):
        return None
    # Browsers read Latin-1 as Windows-1252, and pages are written for browsers.
    return "cp1252" if codec in ("iso8859-1", "ascii") and _decodes(content, "cp1252") else codec


def _decodes(content: bytes, codec: str) -> bool:
    try:
        content.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _without_scripts(page: str) -> str:
    """The page without scripts, styles and drawings, which are most of it and hold no article."""
    kept, at = [], 0
    while match := _SCRIPT.search(page, at):
        end = _ENDS[match[1].lower()].search(page, match.end())
        if not end:
            break
        kept.append(page[at : match.start()])
        at = end.end()
    return "".join([*kept, page[at:]])
