"""A drawn picture made fit to stand inside of a page: only what draws, nothing that runs, links or loads. Pure.

What draws the charts is a large program of others, and names of outlets go through it. So its answer is read as a
stranger's: elements and attributes that are on a list are written anew, the rest is left out.
"""

import re
from collections.abc import Mapping
from xml.parsers import expat

from markupsafe import Markup, escape

LARGEST = 20_000_000  # characters
_ELEMENTS = frozenset({"svg", "g", "path", "rect", "line", "circle", "text", "tspan", "defs", "clipPath"})
_NUMBERS = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "dx", "dy", "width", "height", "viewBox", "transform")
_LOOKS = (
    *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-dashoffset"),
    *("stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity", "display", "clip-path", "d"),
    *("font-family", "font-size", "font-style", "font-weight", "text-anchor", "dominant-baseline"),
)
_ATTRIBUTES = frozenset((*_NUMBERS, *_LOOKS, "id"))
_OWN_REFERENCE = re.compile(r"url\(#([A-Za-z][\w-]*)\)")
_REACHES_OUT = re.compile(r"url\s*\(|://|\\|javascript|expression\s*\(|@", re.IGNORECASE)
_VARIABLE = re.compile(r"var\(--[a-z]+, #[0-9a-f]{6}\)")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def placed_svg(drawn: str, *, key: str, title: str, description: str) -> Markup:
    """The picture as one SVG element for a page, with its title and text alternative in it.

    Ids get `key` before them, so that several pictures of one page do not meet. The same input gives the same text.

    Args:
        drawn: an SVG document.
        key: Latin letters, digits and "-"; another for each picture of a page.
        title: any text.
        description: any text.

    Raises:
        ValueError: `drawn` is no SVG, is larger than LARGEST, or declares a document type or entities.
    """
    if len(drawn) > LARGEST:
        raise ValueError(f"The picture has {len(drawn):,} characters, more than {LARGEST:,}.")
    writer = _Writer(key, title, description)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = writer.start, writer.end
    parser.CharacterDataHandler = writer.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(_UNPRINTABLE.sub("\ufffd", drawn).encode("utf-8"), True)
    except expat.ExpatError as error:
        raise ValueError(f"The picture is no SVG: {error}.") from error
    if not writer.parts:
        raise ValueError("The picture is no SVG: its first element is another.")
    return Markup("".join(writer.parts))  # noqa: S704  every part was escaped or is ours


def _refuse(*_: object) -> None:
    raise ValueError("The picture declares a document type or entities, which no drawing needs.")


class _Writer:
    """Writes what is on the lists; `skipped` counts the elements above that are not."""

    def __init__(self, key: str, title: str, description: str) -> None:
        self.parts: list[str] = []
        self.key = re.sub(r"[^A-Za-z0-9-]", "-", key)
        self.title, self.description = title, description
        self.skipped = 0
        self.deep = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.deep += 1
        if self.skipped or name not in _ELEMENTS or (name == "svg") != (self.deep == 1):
            self.skipped += 1
            return
        kept = {key: value for key, raw in attributes.items() if (value := self._value(key, raw)) is not None}
        if name == "svg":
            kept |= {"role": "img", "overflow": "visible", "xmlns": "http://www.w3.org/2000/svg"}
            kept |= {"aria-labelledby": f"{self.key}-title", "aria-describedby": f"{self.key}-words"}
        written = "".join(f' {key}="{escape(value)}"' for key, value in kept.items())
        self.parts.append(f"<{name}{written}>")
        if name == "svg":
            self.parts.append(f'<title id="{self.key}-title">{_text(self.title)}</title>')
            self.parts.append(f'<desc id="{self.key}-words">{_text(self.description)}</desc>')

    def end(self, name: str) -> None:
        self.deep -= 1
        if self.skipped:
            self.skipped -= 1
            return
        self.parts.append(f"</{name}>")

    def text(self, data: str) -> None:
        if not self.skipped:
            self.parts.append(str(escape(data)))

    def _value(self, name: str, value: str) -> str | None:
        if name not in _ATTRIBUTES:
            return None
        if name == "id":
            return f"{self.key}-{value}" if re.fullmatch(r"[A-Za-z][\w-]*", value) else None
        if found := _OWN_REFERENCE.fullmatch(value):
            return f"url(#{self.key}-{found[1]})"
        if "var(" in value and not _VARIABLE.fullmatch(value):
            return None
        return None if _REACHES_OUT.search(value) else value


def _text(text: str) -> str:
    return str(escape(_UNPRINTABLE.sub("\ufffd", text)))
