"""Translated names and definitions: read with errors that name the line, and no part of the fingerprint."""

from pathlib import Path

import pytest

from framing.codebook import describe, parse_codebook, read_codebook
from framing.codebook_translations import translated
from framing.errors import InputError

ROOT = Path(__file__).parents[1]
BOOK = """
[codebook]
id = "tram"
version = "1.0.0"
title = "The tram line"
[[frames]]
key = "cost"
name = "cost"
shortcut = "c"
color = "#332288"
definition = "The line is told by its price."
positive = ["It costs nine million."]
[[frames]]
key = "clean_air"
name = "clean air"
shortcut = "a"
color = "#117733"
definition = "The line is told by its air."
[[voices]]
key = "outlet"
name = "outlet"
shortcut = "1"
definition = "The text's own narration."
"""
RUSSIAN = """
[translations.ru]
title = "Трамвай"
[translations.ru.frames.cost]
name = "цена"
definition = "О линии говорят как о расходах."
positive = ["Она стоит девять миллионов."]
[translations.ru.voices.outlet]
name = "издание"
"""


def test_names_and_definitions_are_replaced_and_keys_and_fingerprint_are_not() -> None:
    plain, both = parse_codebook(BOOK, "my.toml"), parse_codebook(BOOK + RUSSIAN, "my.toml")
    russian = translated(both, "ru")
    assert russian.title == "Трамвай"
    cost, air = russian.frames
    assert (cost.key, cost.name, cost.definition) == ("cost", "цена", "О линии говорят как о расходах.")
    assert (cost.shortcut, cost.color, cost.positive) == ("c", "#332288", ("Она стоит девять миллионов.",))
    assert air == both.frames[1]  # nobody has translated it
    assert (russian.voices[0].name, russian.voices[0].definition) == ("издание", "The text's own narration.")
    assert plain.fingerprint == both.fingerprint == russian.fingerprint
    assert plain == both
    assert hash(plain) == hash(both)


def test_a_language_without_a_translation_leaves_the_codebook_as_it_is() -> None:
    book = parse_codebook(BOOK + RUSSIAN, "my.toml")
    assert translated(book, "kk") is book
    assert translated(parse_codebook(BOOK, "my.toml"), "ru").frames[0].name == "cost"


def test_a_part_of_a_codebook_is_translated_too_and_is_described() -> None:
    book = parse_codebook(BOOK + RUSSIAN, "my.toml")
    assert [frame.name for frame in translated(book.subset(["cost"]), "ru").frames] == ["цена"]
    assert describe(book)["translations"]["ru"]["frames"]["cost"]["name"] == "цена"


@pytest.mark.parametrize(
    ("wrong", "by", "at", "message"),
    [
        ("frames.cost]", "frames.kost]", "[translations.ru.frames.kost]", "'kost' is no frame. There are: cost, "),
        ("voices.outlet]", "voices.police]", "[translations.ru.voices.police]", "'police' is no voice. There are: "),
        ("definition =", "defintion =", "defintion =", "'defintion' is not translated. What can be: name, definition"),
        ('"О линии говорят как о расходах."', '"  "', 'definition = "  "', "definition is '  ' and must be text"),
        ('name = "цена"', "name = 3", "name = 3", "name is 3 and must be text"),
        ('name = "цена"\n', "", "[translations.ru.frames.cost]", "name is missing"),
        ('name = "цена"', f'name = "{"ц" * 101}"', 'name = "ц', "must be 1 to 100 characters"),
        ('name = "цена"', 'name = "Clean air"', 'name = "Clean air"', "name 'Clean air' is taken"),
        ('positive = ["Она', 'positive = [1, "Она', "positive = [1", "positive must be a list of texts"),
        ("translations.ru", "translations.russian", "[translations.russian]", "'russian' is no language"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(wrong: str, by: str, at: str, message: str) -> None:
    text = BOOK + RUSSIAN.replace(wrong, by)
    assert text != BOOK + RUSSIAN
    last = max(number for number, line in enumerate(text.split("\n"), start=1) if line.startswith(at))
    with pytest.raises(InputError) as caught:
        parse_codebook(text, "my.toml")
    assert str(caught.value).startswith(f"my.toml, line {last}, ")
    assert message in str(caught.value)


@pytest.mark.parametrize("wrong", ["[translations]\nru = 1", "translations = 3", "[translations.ru]\nframes = []"])
def test_what_is_no_table_is_refused(wrong: str) -> None:
    text = wrong + BOOK if wrong.startswith("translations") else BOOK + wrong
    with pytest.raises(InputError, match="as a table that starts with"):
        parse_codebook(text, "my.toml")


def test_tables_written_inline_are_read_and_their_mistakes_named_without_a_line() -> None:
    inline = '[translations]\nru = { frames = { cost = { name = "цена" } } }\n'
    assert translated(parse_codebook(BOOK + inline, "my.toml"), "ru").frames[0].name == "цена"
    with pytest.raises(InputError, match=r"^my\.toml, .*'kost' is no frame"):
        parse_codebook(BOOK + inline.replace("cost", "kost"), "my.toml")


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_our_own_codebook_is_translated_whole(language: str) -> None:
    book = read_codebook(ROOT / "annotations" / "codebook.toml")
    other = translated(book, language)
    assert other.title != book.title
    for mine, theirs in zip((*book.frames, *book.voices), (*other.frames, *other.voices), strict=True):
        assert mine.key == theirs.key
        assert mine.name != theirs.name, mine.key
        assert mine.definition != theirs.definition, mine.key
    assert all(len(theirs.positive) == 3 for theirs in other.frames)


def test_the_example_in_the_template_for_a_new_codebook_can_be_taken_as_it_stands() -> None:
    template = (ROOT / "src" / "framing" / "cli" / "templates" / "codebook.toml").read_text(encoding="utf-8")
    start = template.index("# [translations.ru]")
    used = template[:start] + template[start:].replace("# ", "")
    book = translated(parse_codebook(used, "template.toml"), "ru")
    assert book.frame("fair_pay").name == "справедливая плата"
    assert "профсоюз или бастующие" in [voice.name for voice in book.voices]
