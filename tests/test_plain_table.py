import math

import numpy as np
import pandas as pd
import pytest

from framing import tables
from framing.errors import InputError, NotEnoughData
from framing.plain_table import codebook_of, labelled_texts, sentences_of

TEXTS = pd.DataFrame(
    {
        "text": ["The storm came", "A parade went by", "Wheat was mown"],
        "document_id": ["a", "a", "b"],
        "storm": [1, 0, 0],
        "parade": ["no", "Yes", ""],
    },
    index=[7, 7, 9],  # an index that repeats itself is nobody's mistake
)


def decided(found):
    return {(row.sentence_id[-1], row.frame): row.present for row in found.gold.itertuples()}


def test_ids_are_made_in_the_order_of_the_rows() -> None:
    table, own_documents = sentences_of(TEXTS)
    assert table["sentence_id"].tolist() == ["000000001", "000000002", "000000003"]
    assert table["position"].tolist() == [1, 2, 1]
    assert not own_documents
    tables.SENTENCES.check(table, "test")


def test_without_document_ids_each_text_is_its_own_document() -> None:
    table, own_documents = sentences_of(TEXTS[["text"]])
    assert own_documents
    assert table["document_id"].is_unique


def test_yes_and_no_may_be_written_in_many_ways() -> None:
    yes = [True, 1, 1.0, "yes", " YES ", "true", "1", np.True_, np.int64(1)]
    no = [False, 0, 0.0, "no", "No", "false", "0", np.False_, np.float64(0)]
    nobody = [None, math.nan, pd.NA, "", " "]
    said = pd.Series([*yes, *no, *nobody], dtype=object)
    found = labelled_texts(pd.DataFrame({"text": "A storm", "document_id": "a", "storm": said}), ["storm"])
    assert found.gold["present"].tolist() == [True] * len(yes) + [False] * len(no)


def test_columns_per_frame_and_a_column_of_lists_say_the_same() -> None:
    wide = TEXTS.assign(parade=[0, 1, 0])
    lists = TEXTS.assign(frames=[["storm"], ["parade"], []])
    assert decided(labelled_texts(wide, ["storm", "parade"])) == decided(labelled_texts(lists, "frames"))
    # No list: nobody decided. An empty one: decided, and none of the frames.
    asked = labelled_texts(TEXTS.assign(frames=[["storm"], None, []]), "frames")
    assert decided(asked) == {("1", "storm"): True, ("3", "storm"): False}


def test_a_column_with_one_frame_for_each_text_is_a_single_label_table() -> None:
    single = labelled_texts(TEXTS.assign(frame=["storm", " parade ", None]), "frame")
    lists = labelled_texts(TEXTS.assign(frame=[["storm"], ["parade"], []]), "frame")
    assert decided(single) == decided(lists)
    assert (single.codebook.single_label, lists.codebook.single_label) == (True, False)
    assert single.codebook.fingerprint != lists.codebook.fingerprint
    assert (single.without_frame, lists.without_frame) == (1, 0)
    # A codebook says itself whether a text may have several.
    assert not labelled_texts(TEXTS.assign(frame="storm"), "frame", lists.codebook).codebook.single_label


def test_a_table_of_decisions_is_taken_as_it_is() -> None:
    texts = TEXTS.assign(sentence_id=[11, 12, 13])
    labels = pd.DataFrame(
        {"sentence_id": [11, 13], "frame": "storm", "present": [True, False], "made_by": "automated coder"}
    )
    found = labelled_texts(texts, labels)
    assert decided(found) == {("1", "storm"): True, ("3", "storm"): False}
    assert found.gold["made_by"].unique().tolist() == ["automated coder"]
    tables.GOLD.check(found.gold, "test")


def test_the_codebook_of_a_table_names_the_frames_and_depends_on_them() -> None:
    book = labelled_texts(TEXTS.assign(parade=0), ["storm", "parade"]).codebook
    assert book.keys == ("storm", "parade")
    assert len(book.fingerprint) == 16
    assert book.fingerprint == codebook_of(["storm", "parade"]).fingerprint != codebook_of(["storm"]).fingerprint


@pytest.mark.parametrize(
    ("table", "labels", "said"),
    [
        (TEXTS.rename(columns={"text": "body"}), ["storm"], "no column 'text'. It has: body, document_id"),
        (TEXTS, ["storm", "flood"], "no column 'flood'"),
        (TEXTS.set_axis(["text", "document_id", "storm", "storm"], axis=1), ["storm"], "2 columns 'storm'"),
        (TEXTS.assign(text=["a b", None, "c d"]), ["storm"], "Row 2 has no text"),
        (TEXTS.assign(text=["a b", "c d", " "]), ["storm"], "Row 3 has no text"),
        (TEXTS.assign(text=[1, 2, 3]), ["storm"], "Row 1 has no text"),
        (TEXTS.assign(document_id=["a", None, "b"]), ["storm"], "Row 2 has no usable document_id"),
        (TEXTS.assign(document_id=[1.0, math.nan, 2.0]), ["storm"], "Give text or a whole number in every row"),
        (TEXTS.assign(sentence_id="x"), ["storm"], "more than one row for sentence_id='x'"),
        (TEXTS.assign(storm=[1, 2, 0]), ["storm"], "Column 'storm' holds 2, where yes or no must stand"),
        (TEXTS.assign(storm=["да", "", ""]), ["storm"], "holds 'да'"),
        (TEXTS.assign(storm=0.5), ["storm"], "holds 0.5"),
        (TEXTS, "storm", "where a list of frames must stand"),
        (TEXTS.assign(storm=["yes", "no", ""]), "storm", "where a list of frames must stand"),
        (TEXTS.assign(frame=["storm", 1, None]), "frame", "where a list of frames must stand"),
        (TEXTS.assign(frames="['storm']"), "frames", "a list that was written as text"),
        (TEXTS.assign(frame="Storm"), "frame", "such as storm. Rename it"),
        (TEXTS.assign(frames=[["storm"], [1], []]), "frames", "where a list of frames must stand"),
        (TEXTS, [], "No frame is named"),
        (TEXTS.rename(columns={"storm": "Storm & Hail"}), ["Storm & Hail"], "such as storm_hail. Rename it"),
        (TEXTS.rename(columns={"storm": "буря"}), ["буря"], "such as economy. Rename it"),
        (TEXTS.rename(columns={"storm": 3}), [3], "The frame 3 needs a name"),
        (TEXTS, pd.DataFrame({"sentence_id": ["1"], "frame": ["storm"]}), "no column 'present'"),
        (TEXTS, pd.DataFrame({"sentence_id": ["1"], "frame": [None], "present": [1]}), "The frame None needs a name"),
        (TEXTS, pd.DataFrame({"sentence_id": [1, 1], "frame": "storm", "present": 1}), "more than one row for"),
    ],
)
def test_what_is_wrong_is_said_in_words(table, labels, said) -> None:
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        labelled_texts(table, labels)


@pytest.mark.parametrize("table", [TEXTS.head(0), TEXTS.assign(storm=None)])
def test_nothing_labelled_is_not_enough(table) -> None:
    with pytest.raises(NotEnoughData):
        labelled_texts(table, ["storm"])


def test_lists_may_be_arrays_also_empty_ones() -> None:
    arrays = pd.Series([np.array(["storm"]), np.array([]), None], index=TEXTS.index, dtype=object)
    assert decided(labelled_texts(TEXTS.assign(frames=arrays), "frames")) == {
        ("1", "storm"): True,
        ("2", "storm"): False,
    }
