"""Lines of a text with their offsets: what layout says before any word is read.

In text from web pages a line is a paragraph, and its end is a boundary. Where paragraphs were
wrapped at a fixed width, as in mail and in text drawn from PDF, it is not.
"""

from collections.abc import Sequence
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
    at = block = 0
    opens_block = True
    blocks: list[int] = []  # the first lines of blocks that may be wrapped paragraphs
    for whole in text.splitlines(keepends=True):
        shown = whole.strip()
        if shown:
            start = at + len(whole) - len(whole.lstrip()) if whole[0].isspace() else at
            if opens_block:
                block = len(lines)
            elif shown[0].islower() and blocks[-1:] != [block]:
                blocks.append(block)
            lines.append(new(Line, (start, start + len(shown), shown, opens_block, False)))
        opens_block = not shown
        at += len(whole)
    return _unwrap(lines, blocks, text) if blocks else lines


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


def _unwrap(lines: Sequence[Line], blocks: Sequence[int], text: str) -> list[Line]:
    found: list[Line] = []
    at = 0
    for block in blocks:
        end = block + 1
        while end < len(lines) and not lines[end].opens_block:
            end += 1
        found += lines[at:block]
        found += _join(lines[block:end], text)
        at = end
    found += lines[at:]
    return found


def _join(block: Sequence[Line], text: str) -> Sequence[Line]:
    """The block as one line if it is a wrapped paragraph, else as it is."""
    widths = [len(line.text) for line in block[:-1]]
    if not widths or not all(width in _WRAP_WIDTHS for width in widths) or max(widths) - min(widths) > _WRAP_SPREAD:
        return block
    if sum(line.text[0].islower() for line in block[1:]) < _WRAP_SHARE * len(widths):
        return block
    start, end = block[0].start, block[-1].end
    return [Line(start, end, text[start:end].translate(_LINE_ENDS), block[0].opens_block, is_wrapped=True)]
