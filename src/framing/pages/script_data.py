"""Data inside of a script element of a page, which a text in the data can neither end nor open. Pure."""

import json
from typing import Any

from markupsafe import Markup

# "<" and ">": no end of the script and no comment can be written; "&": XHTML reads it; the last two end a line in old
# JavaScript, where a text must not hold one. In JSON all five stand only inside of texts, where an escape means them.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def script_json(value: Any) -> Markup:
    r"""`value` as JSON that can stand inside of `<script type="application/json">` or of JavaScript.

    Reading it as JSON gives `value` again. `<`, `>`, `&`, U+2028, U+2029 and halves of surrogate pairs are written as
    `\uXXXX`.

    Raises:
        ValueError: a number in it is not finite: JSON has none of these.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(_ESCAPES)
    whole = "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text)
    return Markup(whole)  # noqa: S704  nothing in it can end the script
