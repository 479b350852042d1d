"""Markdown as the reader sees it: one paragraph a line, without marks; what its front matter says.

`Document.text` of a Markdown file is this plain rendering, not the file: marks of headings and links
would stand in the sentences that people label and models learn, and lines that an editor wrapped
would cut sentences in two. Offsets count the rendering, as those of a web page do. Only what news
texts use is known: headings, emphasis, links, pictures, quotations, lists, rules, fenced blocks.
"""

import re
from collections.abc import Iterator, Mapping

_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*)")
_CLOSING = re.compile(r"[ \t]+#{1,6}[ \t]*\Z")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_QUOTED = re.compile(r"\A {0,3}>[ \t]?")
_ITEM = re.compile(r"[ \t]{0,12}(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_DEFINITION = re.compile(r" {0,3}\[[^\[\]\n]{1,200}\]:[ \t]*\S")
_FIELD = re.compile(r"([A-Za-zА-Яа-я_-]{1,40})[ \t]*:[ \t]*(.*)")
# Every repetition has a bound or cannot give back what it took, so that a line of a megabyte takes linear time.
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)")
_LINK = re.compile(
    r"\[([^\[\]\n]{1,500})\](?:\([^()\n]{0,2000}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)|\[[^\[\]\n]{0,200}\])"
)
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:[ \t][^<>\n]{0,500})?/?>|<!--[^\n]{0,500}?-->")
_CODE = re.compile(r"`{1,3}([^`\n]{1,500})`{1,3}")
_STRONG = re.compile(r"(\*\*|__)(?=[^\s*_])([^*_\n]{1,2000}?)(?<=[^\s*_])\1")
_STRESS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*])\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_\n]{1,2000}?)(?<=[^\s_])_(?!\w)"
)
_STRUCK = re.compile(r"~~([^~\n]{1,500})~~")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"\0(\d{2,3});")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def render(text: str) -> tuple[str, Mapping[str, str]]:
    """The plain text of Markdown, one paragraph a line, and the fields of its front matter (names as written there)."""
    body, fields = _front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    paragraphs = (_plain(paragraph) for paragraph in _paragraphs(body.split("\n")))
    return "\n".join(paragraph for paragraph in paragraphs if paragraph), fields


def _front_matter(text: str) -> tuple[str, Mapping[str, str]]:
    """What follows the lines between `---` at the beginning, and the plain fields among those lines."""
    if not text.startswith("---\n"):
        return text, {}
    head, mark, body = text[4:].partition("\n---")
    rest = body.partition("\n")
    if not mark or rest[0].strip("- \t") or len(head) > 20_000:
        return text, {}
    matches = (_FIELD.fullmatch(line.rstrip()) for line in head.split("\n"))
    fields = {match[1]: _unquoted(match[2].strip()) for match in matches if match and match[2].strip()}
    return rest[2], fields


def _unquoted(value: str) -> str:
    """The value of a field without quotation marks; the items of a list with commas between them."""
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_unquoted(item.strip()) for item in value[1:-1].split(","))
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """The paragraphs, headings and items of `lines`, each with its own mark taken off and its lines joined."""
    held: list[str] = []
    fenced = False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
            yield from _joined(held)
            continue
        if fenced:
            yield line.strip()
            continue
        line = _QUOTED.sub("", line, count=1)
        heading = _HEADING.fullmatch(line)
        if _UNDERLINE.fullmatch(line) and held:  # of a heading above it
            yield from _joined(held)
        elif heading:
            yield from _joined(held)
            yield _CLOSING.sub("", heading[1])
        elif not line.strip() or _RULE.fullmatch(line) or _DEFINITION.match(line):
            yield from _joined(held)
        else:
            item = _ITEM.match(line)
            if item:
                yield from _joined(held)
            held.append(line[item.end() :] if item else line)
            if line.endswith(("  ", "\\")):  # a line break that was meant
                held[-1] = held[-1].removesuffix("\\")
                yield from _joined(held)
    yield from _joined(held)


def _joined(held: list[str]) -> Iterator[str]:
    if held:
        yield " ".join(line.strip() for line in held)
        held.clear()


def _plain(line: str) -> str:
    """One paragraph without the marks inside of it."""
    if not any(mark in line for mark in "*_[`<\\~"):
        return line.strip()
    line = _ESCAPE.sub(lambda match: f"\0{ord(match[1])};", line)  # out of the way of all other marks
    line = _BREAK.sub(" ", line)
    for pattern in (_IMAGE, _LINK, _ADDRESS, _CODE):
        line = pattern.sub(r"\1", line)
    line = _TAG.sub("", line)
    line = _STRONG.sub(r"\2", line)
    line = _STRESS.sub(lambda match: match[1] or match[2], line)
    return _ESCAPED.sub(lambda match: chr(int(match[1])), _STRUCK.sub(r"\1", line)).strip()
