"""Lines of a TOML text, as messages name them. What it is read for is tested in test_codebook and test_workspace."""

import pytest

from framing.errors import InputError
from framing.toml_text import TomlText

TEXT = '''# a note
[head]
name = "tram"   # [[parts]]
[[parts]]
key = "a"
text = """
[[parts]]
key = "in the text"
"""
  [[ parts ]]
  key="b"
[tail]
key = 7
'''


def test_the_line_of_a_field_is_that_of_its_block_whatever_texts_and_notes_hold() -> None:
    file = TomlText(TEXT, "my.toml")
    first, second = file.blocks("parts", "part")
    assert first.place("key") == "my.toml, line 5, part 'a'"
    assert second.place("key") == "my.toml, line 11, part 'b'"
    assert second.place("text") == "my.toml, line 10, part 'b'"  # it has none: the line of its header
    tail = file.table("tail")
    assert tail is not None
    with pytest.raises(InputError, match=r"^my\.toml, line 13, \[tail\]: key is 7 and must be text\.$"):
        tail.text("key")


def test_what_is_not_there_is_none_or_empty() -> None:
    file = TomlText(TEXT, "my.toml")
    assert file.table("heads") is None
    assert file.blocks("heads", "head") == []
    assert file.blocks("parts", "part")[0].texts("others") == ()


def test_an_inline_table_has_no_line() -> None:
    block = TomlText("parts = [{ key = 'a' }]", "my.toml").blocks("parts", "part")[0]
    assert block.place("key") == "my.toml, part 'a'"
