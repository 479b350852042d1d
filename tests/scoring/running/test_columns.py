import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.scoring.running.columns import DOCUMENT_ROWS, SHARES, frame_columns, sentence_columns
from framing.tables import DOCUMENT_SHARES, DOCUMENTS


@pytest.mark.parametrize(
    ("frames", "names"),
    [
        (("economy", "conflict"), ("economy", "conflict")),
        (("text", "economy"), ("frame_text", "economy")),
        (("text", "frame_text"), ("frame_frame_text", "frame_text")),  # a frame that can keep its name keeps it
        (("Voice", "Economy", "economy"), ("frame_Voice", "Economy", "frame_economy")),
    ],
)
def test_a_frame_has_its_own_name_unless_another_column_has_it(frames, names):
    assert frame_columns(frames) == names


@given(st.lists(st.sampled_from(["text", "Text", "frame_text", "model", "a", "A", "frame_a", "é"]), unique=True))
def test_no_two_columns_have_one_name_in_either_case_and_a_file_without_texts_has_the_same_names(frames):
    names = [column.name for column in sentence_columns(frames, texts=True)]
    assert len({name.casefold() for name in names}) == len(names) == len(frames) + 11
    assert [column.name for column in sentence_columns(frames, texts=False)] == [n for n in names if n != "text"]


def test_tables_that_are_declared_elsewhere_have_their_columns_here():
    assert [column.name for column in SHARES] == list(DOCUMENT_SHARES.columns)
    named = [column.name for column in DOCUMENT_ROWS]
    assert named == [name for name in DOCUMENTS.columns if name != "text"] + ["sentences", "kept_apart"]
