"""What is wrong with a request, as a value: the same form for programs and for people. Pure.

Its words stand with those of the pages (`serve.NAME` says what is wrong, `serve.NAME_next` what to do), so that a page
says it in its own language. Programs get them in English.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from framing.languages.words import Words, words

API_LANGUAGE = "en"


@dataclass(frozen=True)
class Problem:
    """Why a request is not answered.

    Attributes:
        status: of HTTP.
        name: short, for programs; of its words.
        where: the part of the request, such as `text` or `header Host`.
        values: for the places in its words.
        headers: that the answer needs.
    """

    status: int
    name: str
    where: str
    values: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def what(self, language: Words) -> str:
        """What is wrong."""
        return language(f"serve.{self.name}", **self.values)

    def next(self, language: Words) -> str:
        """What to do about it."""
        return language(f"serve.{self.name}_next", **self.values)

    def as_json(self) -> dict[str, object]:
        """For a program."""
        english = words(API_LANGUAGE)
        return {
            "problem": self.name,
            "where": self.where,
            "what": self.what(english),
            "what_to_do": self.next(english),
        }


def wrong_value(where: str, wanted: str) -> Problem:
    """A field of a JSON body that is not what it must be."""
    return Problem(422, "wrong_value", where, {"field": where, "wanted": wanted})
