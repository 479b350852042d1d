import json

from hypothesis import given
from hypothesis import strategies as st

from framing.pages.script_data import script_json

TEXTS = st.text(st.characters(codec=None)) | st.sampled_from(
    ["</script>", "<!--", "]]>", "<script>", "&lt;", "\u2028", "\u2029", "\ud800", "</ScRiPt >", "\\u003c", '"\\']
)
VALUES = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_reading_it_gives_the_value_again(value):
    assert json.loads(script_json(value)) == value


@given(VALUES)
def test_nothing_in_it_means_something_to_html_or_ends_a_line(value):
    written = script_json(value)
    assert not set("<>&\u2028\u2029") & set(written)
    written.encode("utf-8")


def test_ends_of_a_script_stand_there_as_escapes():
    assert script_json({"a": "</script><!-- ]]>"}) == r'{"a":"\u003c/script\u003e\u003c!-- ]]\u003e"}'
