"""Lines of a text with their offsets: what layout says before any word is read.

In text from web pages a line is a paragraph, and its end is a boundary. Where paragraphs were
wrapped at a fixed width, as in mail and in text drawn from PDF, it is not.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

# A block of lines is taken for one wrapped paragraph if all but the last have about one width and
# a third of the breaks go through a sentence.
_WRAP_WIDTHS = range(45, 121)
_WRAP_SPREAD = 25
_WRAP_SHARE = 1 / 3
_LINE_ENDS = dict.fromkeys(map(ord, "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


class Line(NamedTuple):
    """A line without the white space around it: `text` stands at `start` to `end` of the document.

    `text` of a wrapped paragraph has spaces in place of its line ends, as many, so that offsets hold.
    `opens_block` says that a blank line or the start of the document is before it,
    `is_wrapped` that it was several lines.
    """

    start: int
    end: int
    text: str
    opens_block: bool
    is_wrapped: bool = False


def read_lines(text: str) -> list[Line]:
    """The lines of `text` that hold more than white space, in order; a wrapped paragraph is one."""
    lines: list[Line] = []
    new = tuple.__new__  # a third of the time of Line(...), and lines are made by the million
    at = 0
    opens_block = True
    may_be_wrapped = False
    for whole in text.splitlines(keepends=True):
        if whole == "\n":
            opens_block = True
            at += 1
            continue
        shown = whole.strip()
        if shown:
            start = at if whole[0] == shown[0] else at + len(whole) - len(whole.lstrip())
            may_be_wrapped = may_be_wrapped or (not opens_block and shown[0].islower())
            lines.append(new(Line, (start, start + len(shown), shown, opens_block, False)))
        opens_block = not shown
        at += len(whole)
    return list(_unwrap(lines, text)) if may_be_wrapped else lines


def show_lines(text: str, lines: Sequence[Line]) -> str:
    """`text`, as long as it is, with spaces in place of the line ends within a wrapped paragraph."""
    wrapped = [line for line in lines if line[4]]
    if not wrapped:
        return text
    pieces = []
    at = 0
    for line in wrapped:
        pieces += [text[at : line.start], line.text]
        at = line.end
    return "".join([*pieces, text[at:]])


def _unwrap(lines: Sequence[Line], text: str) -> Iterator[Line]:
    block: list[Line] = []
    for line in lines:
        if line.opens_block:
            yield from _join(block, text)
            block = []
        block.append(line)
    yield from _join(block, text)


def _join(block: Sequence[Line], text: str) -> Sequence[Line]:
    """The block as one line if it is a wrapped paragraph, else as it is."""
    widths = [len(line.text) for line in block[:-1]]
    if not widths or not all(width in _WRAP_WIDTHS for width in widths) or max(widths) - min(widths) > _WRAP_SPREAD:
        return block
    if sum(line.text[0].islower() for line in block[1:]) < _WRAP_SHARE * len(widths):
        return block
    start, end = block[0].start, block[-1].end
    return [Line(start, end, text[start:end].translate(_LINE_ENDS), block[0].opens_block, is_wrapped=True)]
