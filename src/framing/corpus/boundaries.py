"""Where sentences end within one line.

sentencex finds most boundaries. It keeps a quotation whole, so what holds quotation marks is split
again by punctuation; and some boundaries are taken back: before the `said` of a quotation, after
a list number, after an abbreviation that the library does not know. The text is never repaired.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from framing.corpus.attribution import is_bare_attribution, starts_with_tail

_CLOSING = '"”»’›“)]'
_CAN_BREAK = re.compile(r"[.!?…;)‼⁇⁈⁉。؟]")
_MARKS = re.compile(r"[\"“”„‟«»‘‹›…(\[]")
# The bounds keep long runs of dots and marks linear.
_END = re.compile(rf"[.!?…][.!?…]{{0,7}}+['{re.escape(_CLOSING)}]{{0,4}}+(?:\[\d{{1,3}}\]){{0,4}}+\s+")
_OPENING = re.compile(r"[\"“„«‘'‹(\[]{0,2}\s?")
_OPENING_MARKS = '"“„«‘‹(['
_INITIALS = re.compile(r"(?:[^\W\d_]\.){0,3}[^\W\d_]")
_SPACED_LEAD = re.compile(r"\b[тТ]\.\s[ек]\.\Z")
_LIST_MARK = re.compile(r"[⁃•*§(]?\s?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[ivxIVX]{1,5}|[a-zа-я])[.)]")
_NAME_WITH_ELLIPSIS = re.compile(r"([^\W\d_])[\w’'-]*(?:\s([^\W\d_])[\w’'-]*)?\s?(?:…|\.{3,})")
# The library takes May. for an abbreviation. It ends a sentence after what stands before the month and not the name.
_MONTH_OF_MAY = re.compile(
    r"\b(?i:\d{1,2}|after|and|before|between|by|during|early|for|from|in|last|late|next|of|since|this|through|till|to"
    rf"|until)\sMay\.[{re.escape(_CLOSING)}]{{0,2}}\s+(?=[{re.escape(_OPENING_MARKS)}]{{0,2}}[A-Z])"
)
_REACH = 200  # characters on either side of a boundary that rules look at, so that time stays linear
_SHORT_LEFT = 12  # a list mark is shorter
# For each opening mark sentencex looks for the closing one through all of the line. Above this
# product (about 20 ms) punctuation has to do, or a line of a million opening marks takes an hour.
_MARKS_TIMES_LENGTH = 50_000_000

# Never the end of a sentence: what they shorten stands before a name or a number.
_LEADS = frozenset(
    """mr mrs ms messrs dr prof gen sen rep gov col lt sgt capt rev hon e.g i.e
    дж оз ст ул просп им акад проф пос т.е тов""".split()  # noqa: SIM905
)
# Not the end of a sentence before a small letter or a number.
_MIDDLES = frozenset(
    """vol fig pp eds jan feb mar apr jun jul aug sep sept oct nov dec approx ca vs etc inc ltd co corp a.m p.m cf
    г гг в вв р руб коп тыс млн млрд трлн проц т.к т.д т.п т.н др пр см рис табл гл стр с п пп ч кв д корп экз чел
    мин сек час напр н.э обл тг
    ж жж ғ ғғ б т.б т.с.с мыс мың""".split()  # noqa: SIM905
)
_LONGEST_LEAD = max(map(len, _LEADS))


def sentence_spans(line: str, language: str) -> list[tuple[int, int]]:
    """Half-open spans of the sentences of `line`, in order; together they hold all that is not white space.

    Args:
        line: one line or paragraph, without white space around it.
        language: `en`, `ru` or `kk`; another one is left to what sentencex knows about it.
    """
    if "." not in line[:-1] and _CAN_BREAK.search(line, 0, len(line) - 1) is None:
        return [(0, len(line))]
    cuts = _library_cuts(line, language)
    if _MARKS.search(line) or ".." in line:
        cuts = sorted({*cuts, *_hidden_cuts(line, cuts)})
    return _spans(line, cuts)


def _library_cuts(line: str, language: str) -> list[int]:
    if len(line) > _MARKS_TIMES_LENGTH // len(line) and _is_too_much_for_library(line):
        return list(_punctuation_cuts(line))
    try:
        found = sentencex.get_sentence_boundaries(language, line)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # a panic of Rust is no Exception; sentencex has them on rare white space
        return list(_punctuation_cuts(line))
    cuts = [unit["start_index"] for unit in found[1:]]
    if language == "en" and " May." in line:
        cuts = sorted({*cuts, *(month.end() for month in _MONTH_OF_MAY.finditer(line))})
    return cuts


def _is_too_much_for_library(line: str) -> bool:
    return sum(map(line.count, _OPENING_MARKS)) * len(line) > _MARKS_TIMES_LENGTH


def _hidden_cuts(line: str, cuts: list[int]) -> Iterator[int]:
    """Boundaries within those units between `cuts` that hold quotation marks, brackets or an ellipsis."""
    for start, end in pairwise((0, *cuts, len(line))):
        unit = line[start:end]
        if _MARKS.search(unit) or ".." in unit:
            yield from (start + cut for cut in _punctuation_cuts(unit))


def _punctuation_cuts(line: str) -> Iterator[int]:
    """Boundaries by punctuation before a capital letter or a number, but not after initials."""
    for end in _END.finditer(line):
        first = _first_after_opening(line, end.end())
        if not (first.isupper() or first.isdigit()):
            continue
        before = line[max(0, end.start() - 1) : end.start()]
        if before == "[" or (before.isspace() and line[end.start()] == "."):
            continue  # [...] and . . . leave something out within a sentence
        if end.group().rstrip() == "." and _INITIALS.fullmatch(_last_word(line, end.start())):
            continue
        yield end.end()


def _spans(line: str, cuts: list[int]) -> list[tuple[int, int]]:
    """The spans between those of `cuts` that part two sentences."""
    spans: list[tuple[int, int]] = []
    start = 0
    has_ellipsis = "…" in line or "..." in line
    for at, found in enumerate(cuts):
        end, cut = _around(line, found)
        if end <= start or cut >= len(line):
            continue
        if not _is_plain(line, start, end, cut) and _belong_together(line, start, end, cut):
            continue
        if has_ellipsis and _is_name_left_over(line[cut : min([*cuts[at + 1 : at + 2], cut + _REACH])]):
            continue
        spans.append((start, end))
        start = cut
    spans.append((start, len(line)))
    return spans


def _around(line: str, cut: int) -> tuple[int, int]:
    """The end of what is before the white space at `cut`, and the start of what is after it."""
    if line[cut - 1] in "\"'" and line[cut - 2 : cut - 1].isspace() and not line[cut : cut + 1].isspace():
        cut -= 1  # a straight mark after white space opens what follows
    end = cut
    while end and line[end - 1].isspace():
        end -= 1
    while cut < len(line) and line[cut].isspace():
        cut += 1
    return end, cut


def _is_plain(line: str, start: int, end: int, cut: int) -> bool:
    """Whether no rule can speak against the boundary: a long or common word and a full stop before a capital letter."""
    if line[end - 1] not in ".!?" or end - start < _SHORT_LEFT or not line[cut].isupper():
        return False
    word = line[max(line.rfind(" ", start, end) + 1, end - _REACH) : end - 1]
    return word.isalpha() and (len(word) > _LONGEST_LEAD or word.lower() not in _LEADS)


def _belong_together(line: str, start: int, end: int, cut: int) -> bool:
    """Whether no sentence ends between `end` and `cut`, whatever punctuation says."""
    left, right = line[max(start, end - _REACH) : end], line[cut : cut + _REACH]
    last, head = left[-1], _first_after_opening(right, 0)
    if last == ".":
        before_small = head.islower() or head.isdigit()
        if _shortens(_last_word(left, len(left) - 1), before_small=before_small) or _SPACED_LEAD.search(left[-6:]):
            return True
    elif (last in _CLOSING and right[0].islower()) or (
        last in _CLOSING and left[-2:-1] in ("?", "!", "…") and is_bare_attribution(right)
    ):
        return True
    if right[0] in ":;,.!?…)]»”" or starts_with_tail(right):
        return True
    return _LIST_MARK.fullmatch(left) is not None or not _has_word(left) or not _has_word(right)


def _shortens(word: str, *, before_small: bool) -> bool:
    plain = word.lower().lstrip("0123456789")
    return plain in _LEADS or (before_small and (plain in _MIDDLES or word in ("No", "Nos")))


def _is_name_left_over(piece: str) -> bool:
    """Whether `piece` is one or two capitalised words and an ellipsis: the rest of a sentence that lost its end."""
    found = _NAME_WITH_ELLIPSIS.fullmatch(piece.rstrip())
    return found is not None and all(first is None or first.isupper() for first in found.groups())


def _first_after_opening(text: str, at: int) -> str:
    found = _OPENING.match(text, at)
    first = found.end() if found else at
    return text[first : first + 1]


def _last_word(text: str, end: int) -> str:
    """The word, its inner dots included, that ends at `end`."""
    words = text[max(0, end - 20) : end].replace("-", " -").rsplit(None, 1)
    return words[-1].lstrip("-/" + _OPENING_MARKS) if words and not text[end - 1].isspace() else ""


def _has_word(text: str) -> bool:
    return any(map(str.isalnum, text))
