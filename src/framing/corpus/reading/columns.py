"""Which column of a table, or key of a JSON object, holds what: as the user says, else by its name.

Names are compared without case and separators, so `Published At`, `published_at` and `publishedAt`
are one. A guess is told once a file. Only names are looked at, never values: the same table must not
be read in two ways because its first rows differ.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

from framing.errors import InputError

# Our name of a column; then the names that it may have in a file, the surer ones in an earlier line.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text",
        "body fulltext articletext articlebody bodytext maintext newstext storytext textbody "
        "полныйтекст текстстатьи текстновости текстпубликации текст мақаламәтіні мәтін мәтіні толықмәтін",
        "content contents article story articlecontent fullcontent rawtext cleantext plaintext transcript "
        "содержание содержимое контент статья новость публикация материал мақала мазмұны контент жаңалық",
        "paragraph sentence message post tweet абзац предложение сообщение пост абзац сөйлем хабарлама",
    ),
    "document_id": (
        "documentid id",
        "docid articleid newsid textid itemid uid uuid guid идентификатор идстатьи иддокумента код",
    ),
    "title": (
        "title",
        "headline heading articletitle newstitle storytitle заголовок названиестатьи тақырып тақырыбы",
        "header subject name название наименование атауы",
    ),
    "source": (
        "source outlet",
        "publisher publication newspaper mediaoutlet medianame sourcename outletname newsoutlet "
        "издание источник сми дереккөз дереккөзі басылым бақ",
        "site sitename website domain hostname media channel brand сайт канал домен арна",
        "url link articleurl canonicalurl permalink ссылка адрес сілтеме",
    ),
    "author": (
        "author",
        "authors byline writer journalist reporter creator автор авторы журналист корреспондент авторлар тілші",
    ),
    "date": (
        "date",
        "published publishedat publisheddate publishedon publicationdate publishdate publishtime pubdate "
        "datepublished dateofpublication articledate newsdate postdate дата датапубликации опубликовано "
        "датавыхода күні жарияланғанкүні жарияланды жарияланымкүні",
        "datetime timestamp time created createdat posted postedat day время датаивремя уақыты мерзімі",
    ),
    "language": ("language", "lang locale languagecode langcode язык тіл тілі"),
}
COLUMNS = tuple(_NAMES)
_RANKS = {
    ours: {name: rank for rank, line in reversed(list(enumerate(lines))) for name in line.split()}
    for ours, lines in _NAMES.items()
}
_OPTIONS = {"document_id": "id"}  # where the command's option is not our name
_ALIASES = {"id": "document_id", "outlet": "source"}
_SEPARATORS = re.compile(r"[\s_\-./:]+")
_OWN = frozenset({*COLUMNS, *_ALIASES})  # names that need no guess
_HOST = re.compile(r"(?:https?:)?//(?:www\.)?([\w.-]{1,253})", re.IGNORECASE)
FILE = "file"  # what a sources.csv calls the file that a row is about
_WANTED = {
    "text": "that looks like the text. It has: {}. Name the column that holds it: --text COLUMN.",
    FILE: "file. It has: {}. Name in it the files that the rows are about.",
}
_SHOWN = 30  # columns that a message lists
_TRIED = 100  # columns that are tried for one thing


@dataclass(frozen=True, slots=True)
class Choice:
    """Our name to the columns of one table that may hold it, tried in turn; and what was guessed, for the user."""

    names: Mapping[str, tuple[str, ...]]
    guesses: str  # empty if nothing was guessed


@dataclass(frozen=True, slots=True)
class Cells:
    """The columns that the user named: our name to theirs."""

    asked: Mapping[str, str]
    needed: str = "text"  # what no row can be without: the text, or of a sources.csv the file

    @classmethod
    def of(cls, columns: Mapping[str, str]) -> Self:
        """The wishes of `columns`, with its `id` and `outlet` under our names.

        Raises:
            InputError: `columns` has a name that is none of ours.
        """
        unknown = [name for name in columns if name not in _OWN]
        if unknown:
            raise InputError(f"There is no column {unknown[0]!r} in a document. Choose among {', '.join(COLUMNS)}.")
        return cls({_ALIASES.get(ours, ours): theirs for ours, theirs in columns.items()})

    def choose(self, where: str, header: Sequence[str], *, nested: bool = False) -> Choice:
        """What stands in the columns called `header`; with `nested`, `a.b` may name the key b inside of a.

        For the text one column is chosen: the one that was asked for, else the surest name, and of
        two equally sure ones the one further left. For the rest, columns are tried in turn.

        Raises:
            InputError: there is no column for the text, or none of a name that was asked for, or two of one name.
        """
        names = {ours: self._asked(where, ours, header, nested) or _guess(ours, header) for ours in COLUMNS}
        if self.needed == FILE:
            names = {**names, "text": (), FILE: tuple(name for name in header if plain(name) == FILE)}
        if not names[self.needed]:
            raise InputError(f"{where} has no column {_WANTED[self.needed].format(_shown(header))}")
        needed = names[self.needed][0]
        names = {ours: tuple(name for name in found if name != needed)[:_TRIED] for ours, found in names.items()}
        names[self.needed] = (needed,)
        times = Counter(header)
        for name in chain(*names.values()):
            if times[name] > 1:
                raise InputError(f"{where} has more than one column {name}. Rename one of them.")
        return Choice({ours: found for ours, found in names.items() if found}, self._told(names, header))

    def finds_text(self, header: Sequence[str]) -> bool:
        """Whether `choose` would find all that it needs in `header`."""
        try:
            return bool(self.choose("", header))
        except InputError:
            return False

    def _asked(self, where: str, ours: str, header: Sequence[str], nested: bool) -> tuple[str, ...]:
        if ours not in self.asked:
            return ()
        theirs = self.asked[ours]
        if theirs in header:
            return (theirs,)
        alike = tuple(name for name in header if name.strip().casefold() == theirs.strip().casefold())
        alike = alike or tuple(name for name in header if plain(name) == plain(theirs))[:1]
        if alike or (nested and (ours != "text" or "." in theirs)):  # objects may lack keys, and be inside of others
            return alike or (theirs,)
        option = _OPTIONS.get(ours, ours)
        raise InputError(
            f"{where} has no column {theirs}. It has: {_shown(header)}. Name the column of the {option}: "
            f"--{option} COLUMN."
        )

    def _told(self, names: Mapping[str, tuple[str, ...]], header: Sequence[str]) -> str:
        guessed = [
            f"{_OPTIONS.get(ours, ours)} is taken from column {found[0]!r}"
            for ours, found in names.items()
            if found and ours in _RANKS and ours not in self.asked and found[0].strip().casefold() not in _OWN
        ]
        if not guessed:
            return ""
        text = "" if "text" in self.asked else _equally_sure(names["text"], header)
        return f"{', '.join(guessed)}.{text} To have it otherwise, name the column: --text COLUMN and the like."


def plain(name: str) -> str:
    """A name of a column without case, separators and byte order mark."""
    return _SEPARATORS.sub("", name.strip("\ufeff ").casefold())


def host(address: str) -> str:
    """The host of a web address, `www.` left out; other values come back as they are."""
    match = _HOST.match(address.strip())
    return match[1].casefold() if match else address


def _guess(ours: str, header: Sequence[str]) -> tuple[str, ...]:
    """The columns that may be `ours` by their names, the surer first, then from left to right."""
    ranks = _RANKS[ours]
    return tuple(sorted((name for name in header if plain(name) in ranks), key=lambda name: ranks[plain(name)]))


def _equally_sure(text: Sequence[str], header: Sequence[str]) -> str:
    ranks = _RANKS["text"]
    alike = [name for name in _guess("text", header) if text and ranks[plain(name)] == ranks.get(plain(text[0]))]
    others = ", ".join(repr(name) for name in alike if name != text[0])
    return f" {others} might hold the text as well; the one further left was taken." if others else ""


def _shown(header: Sequence[str]) -> str:
    more = f" and {len(header) - _SHOWN} more" if len(header) > _SHOWN else ""
    return (", ".join(name[:80] for name in header[:_SHOWN]) or "none") + more
