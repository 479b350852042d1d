"""Whether the XML of a workbook is no larger than a workbook of Excel can be, before openpyxl holds it.

openpyxl holds a row, the texts and each smaller part as a whole, and fills gaps between rows: a few kB
may stand for gigabytes, or for more empty rows than a lifetime has seconds. The parser here holds nothing.
"""

from collections.abc import Mapping
from typing import BinaryIO
from xml.parsers import expat

ROW_LIMIT, COLUMN_LIMIT = 1_048_576, 16_384  # of Excel
STRING_LIMIT = 3_000_000  # texts of a workbook that are held together
ELEMENT_LIMIT = 300_000  # in a row, between two, in a text, or in a part of another kind
TREE_LIMIT = 10_000_000  # bytes of a part that openpyxl holds as a tree, such as the styles
_UNREAD = 10  # times as large may be what openpyxl does not look at
ROW_BYTES = 200_000_000
_PIECE = 1 << 16
_SHEET, _STRINGS = "worksheet", "sst"
_NOT_LOOKED_AT = frozenset({"pivotCacheRecords", "calcChain", "comments", "ThreadedComments", "wsDr"})
_TOO_LARGE = "Save it as CSV UTF-8."


def refuse_large_xml(stream: BinaryIO, size: int) -> None:
    """Raises ValueError if a part of a workbook, of `size` bytes, is XML and more than Excel has of its kind.

    What is no XML, or stops being XML, is no matter here: openpyxl stops at the same place.
    """
    part = _Part(size)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = part.start
    parser.StartDoctypeDeclHandler = part.doctype
    try:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
            if parser.CurrentByteIndex - part.row_at > ROW_BYTES and part.root == _SHEET:
                raise ValueError(f"It has a row of more than {ROW_BYTES // 1_000_000} MB. {_TOO_LARGE}")
            if part.new_row:
                part.new_row, part.row_at = False, parser.CurrentByteIndex
    except expat.ExpatError:
        return


class _Part:
    """What was counted in one part so far."""

    def __init__(self, size: int) -> None:
        self.root, self._size = "", size
        self._most = ELEMENT_LIMIT
        self.new_row, self.row_at = False, 0
        self._row = self._cells = self._elements = self._strings = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.rpartition("}")[2]
        if not self.root:
            self.root = name
            times = _UNREAD if name in _NOT_LOOKED_AT else 1
            self._most = times * ELEMENT_LIMIT
            if name not in (_SHEET, _STRINGS) and self._size > times * TREE_LIMIT:
                raise ValueError(f"It has a part ({name[:40]}) that is larger than it is in any workbook. {_TOO_LARGE}")
        elif name == "row" and self.root == _SHEET:
            self._begin_row(attributes.get("r", ""))
        elif name == "c":
            self._cells += 1
            if self._cells > COLUMN_LIMIT:
                raise ValueError(f"Its row {self._row} has more than {COLUMN_LIMIT:,} cells. {_TOO_LARGE}")
        elif name == "si" and self.root == _STRINGS:
            self._elements = 0
            self._strings += 1
            if self._strings > STRING_LIMIT:
                raise ValueError(f"It has more than {STRING_LIMIT // 1_000_000} million texts. {_TOO_LARGE}")
        self._elements += 1
        if self._elements > self._most:
            raise ValueError(f"A part of it ({self.root[:40]}) has more elements than in any workbook. {_TOO_LARGE}")

    def _begin_row(self, number: str) -> None:
        try:
            self._row = int(float(number)) if number else self._row + 1
        except (ValueError, OverflowError):
            self._row = ROW_LIMIT + 1
        if self._row > ROW_LIMIT:
            raise ValueError(f"It says that it has a row {number[:20] or self._row}; Excel ends at {ROW_LIMIT:,}.")
        self._cells = self._elements = 0
        self.new_row = True

    def doctype(self, *_: object) -> None:
        raise ValueError("It declares entities, which no workbook does.")
