"""What pages say, in each of their languages: en.toml, ru.toml and kk.toml have the same keys. Pure.

A key is `section.name`. A text may have places in braces, such as `{number}`; a text that counts something is a table
of its forms (`one`, `few`, `many`, `other`), of which the number chooses by the rules of the language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from framing.errors import InputError
from framing.toml_text import parse_toml

LANGUAGES = ("en", "ru", "kk")
DEFAULT_LANGUAGE = "en"
FORMS: Mapping[str, tuple[str, ...]] = {"en": ("one", "other"), "ru": ("one", "few", "many"), "kk": ("other",)}

Text = str | Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """The texts of one language: section to name to text."""

    language: str
    texts: Mapping[str, Mapping[str, Text]]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key, with `values` in its places; one that counts needs `number`.

        The text is ours and may go into a page as it is only where its values may: templates escape the whole.

        Raises:
            KeyError: there is no such key, or a value for a place is missing.
        """
        section, _, name = key.partition(".")
        text = self.texts[section][name]
        if not isinstance(text, str):
            text = text[form(self.language, int(str(values["number"])))]
        return text.format(**values) if "{" in text else text

    def section(self, name: str) -> Mapping[str, Text]:
        """All texts of a section as they are, for a page's script, which fills the places itself."""
        return self.texts[name]


@cache
def words(language: str = DEFAULT_LANGUAGE) -> Words:
    """The words of a language.

    Raises:
        InputError: there are no pages in that language.
    """
    if language not in LANGUAGES:
        raise InputError(f"There are no pages in {language[:20]!r}. There are: {', '.join(LANGUAGES)}.")
    text = (files("framing.languages") / f"{language}.toml").read_text(encoding="utf-8")
    return Words(language, parse_toml(text, f"{language}.toml"))


def form(language: str, number: int) -> str:
    """Which form of a noun stands beside a number.

    Source: the plural rules of Unicode's Common Locale Data Repository, for whole numbers.
    """
    if language == "en":
        return "one" if number == 1 else "other"
    if language == "kk":
        return "other"
    last, tens = number % 10, number % 100
    if last == 1 and tens != 11:
        return "one"
    return "few" if 2 <= last <= 4 and not 12 <= tens <= 14 else "many"
