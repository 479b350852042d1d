"""Cells of a CSV that somebody opens in a spreadsheet: a text from the web must not run there as a formula."""

import re
from typing import Any

_LINE_ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]+")  # R stops at NUL, a terminal obeys ESC
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four: of East Asian keyboards
_LOOK = frozenset((*_FORMULA, " ", ""))  # beginnings of printable texts that have to be looked at


def spreadsheet_safe(value: Any) -> Any:
    """`value`; a text comes back on one line, with a leading apostrophe if a spreadsheet would run it as a formula.

    Characters that control a terminal become a space, but for tabs.
    """
    if not isinstance(value, str) or (value[:1] not in _LOOK and value.isprintable()):  # as nearly all of millions
        return value
    line = _CONTROLS.sub(" ", _LINE_ENDS.sub(" ", value))
    return "'" + line if line.startswith("\t") or line.lstrip().startswith(_FORMULA) else line


def as_read_back(text: str) -> str:
    """`text` as somebody has it who reads a cell that `spreadsheet_safe` made of it, and takes our apostrophe off.

    So it is on one line, without spaces around it; made once more, it is the same.
    """
    line = _CONTROLS.sub(" ", _LINE_ENDS.sub(" ", text)).strip()
    return line[1:].strip() if line.startswith("'") and line[1:].lstrip().startswith(_FORMULA) else line
