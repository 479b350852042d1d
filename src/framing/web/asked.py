"""Bodies of requests, which nobody can trust, to what they ask for, or to what is wrong with them. Pure."""

import json
from dataclasses import dataclass
from typing import Any

from framing.web import article, trying
from framing.web.problems import Problem, wrong_value

MOST_TEXTS = 50  # in a batch
# Of a body: what the longest batch takes with every character escaped as a pair of surrogates, and some room.
MOST_BYTES = 12 * MOST_TEXTS * trying.MOST_CHARACTERS + 200_000
_TWICE = "a key stands twice"


@dataclass(frozen=True)
class Asked:
    """Texts to score: sentences, or one article."""

    texts: tuple[str, ...]
    is_article: bool = False


def read_label_request(body: bytes) -> Asked | Problem:
    """What `{"text": ...}` asks for."""
    content = _read_object(body, ("text",))
    if isinstance(content, Problem):
        return content
    if "text" not in content:
        return wrong_value("text", "there: the sentence")
    problem = check_text("text", content["text"], trying.MOST_CHARACTERS)
    return problem or Asked((content["text"],))


def read_score_request(body: bytes) -> Asked | Problem:
    """What an object with one of `text`, `texts` and `article` asks for."""
    content = _read_object(body, ("text", "texts", "article"))
    if isinstance(content, Problem):
        return content
    if len(content) != 1:
        return wrong_value("body", "an object with exactly one of text, texts and article")
    (name, value), *_ = content.items()
    if name == "texts":
        return _batch(value)
    most = article.MOST_CHARACTERS if name == "article" else trying.MOST_CHARACTERS
    return check_text(name, value, most) or Asked((value,), is_article=name == "article")


def check_text(where: str, text: object, most: int) -> Problem | None:
    """What is wrong with a text; None if nothing is."""
    if not isinstance(text, str):
        return wrong_value(where, "a text")
    if not text.strip():
        return Problem(422, "empty_text", where)
    if len(text) > most:
        return Problem(422, "too_long", where, {"number": len(text), "most": most})
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return Problem(422, "half_character", where)
    return None


def _batch(value: object) -> Asked | Problem:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_TEXTS:
        return wrong_value("texts", f"a list of 1 to {MOST_TEXTS} texts")
    for number, text in enumerate(value):
        if problem := check_text(f"texts[{number}]", text, trying.MOST_CHARACTERS):
            return problem
    return Asked(tuple(value))


def _read_object(body: bytes, known: tuple[str, ...]) -> dict[str, Any] | Problem:
    content = _parse(body)
    if isinstance(content, Problem):
        return content
    if not isinstance(content, dict):
        return wrong_value("body", "an object")
    strangers = sorted(content.keys() - set(known))
    if strangers:
        return wrong_value("body", f"an object with no other field than {', '.join(known)}")
    return content


def _parse(body: bytes) -> Any:
    """The JSON of a body, or a Problem. A key that stands twice is one: which of both counts, readers disagree."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return Problem(400, "not_utf8", "body", {"number": error.start + 1})
    try:
        return json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    except RecursionError:
        return Problem(400, "too_deep", "body")
    except json.JSONDecodeError as error:
        return Problem(400, "not_json", "body", {"number": error.pos + 1})
    except ValueError as error:  # else a number with more digits than Python reads, or one that is not finite
        return Problem(400, "repeated_key" if error.args == (_TWICE,) else "no_number", "body")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(_TWICE)
    return found


def _no_constant(name: str) -> float:
    raise ValueError(name)
