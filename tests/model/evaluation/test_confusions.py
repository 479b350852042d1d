from dataclasses import replace

from framing.codebook import Confusion
from framing.model.evaluation.confusions import confusions


def test_what_was_said_instead_is_counted_by_hand_and_the_codebooks_pairs_are_marked(make_judged, codebook_of):
    book = replace(codebook_of("riot", "protest", "rights"), confusions=(Confusion(("protest", "riot"), "violence"),))
    truth = [[1, 0, 0], [1, 0, 0], [0, 0, 1], [1, 1, 0], [0, 1, 0]]
    said = [[0, 1, 0], [0, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0]]
    # Twice riot was missed and protest said; once rights was missed and riot said. In the fourth riot was missed, but
    # protest was right; in the fifth nothing was said instead.
    judged = make_judged(truth, said, documents=["a", "a", "b", "c", "c"], frames=book.keys)
    found = confusions(judged, book)
    assert found.drop(columns="note").values.tolist() == [
        ["riot", "protest", 2, 1, 3, True],
        ["rights", "riot", 1, 1, 1, False],
    ]
    assert found["note"].tolist() == ["too few examples: riot, protest", "too few examples: rights, riot"]


def test_what_nobody_decided_on_is_no_confusion(make_judged, codebook_of):
    judged = make_judged([[1, float("nan")]], [[0, 1]], frames=["riot", "protest"])
    assert confusions(judged, codebook_of("riot", "protest")).empty
