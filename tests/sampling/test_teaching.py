"""What is picked for a model to learn from, on texts small enough to say by hand what should be."""

import numpy as np
import scipy.sparse as sp

from framing.model.learning.codebook_words import plain_words
from framing.model.learning.features import count_terms
from framing.sampling.teaching import frame_chances, pick_to_teach

NEVER = 10**6  # explores in no draw of a test


def matrix_of(*texts: str) -> sp.csr_matrix:
    return count_terms(texts).learn(np.arange(len(texts))).matrix(np.arange(len(texts)))


def alike(rows: int) -> sp.csr_matrix:
    """Rows that have nothing in common, and all as much weight."""
    return sp.csr_matrix(np.eye(rows))


def picked(matrix: sp.csr_matrix, chances: list[list[float]], examples: list[float], count: int, **more) -> list[int]:
    rows = np.arange(matrix.shape[0])
    arguments = {"open_rows": rows, "taken": np.array([], dtype=int), "explore_every": NEVER, **more}
    picks = pick_to_teach(
        matrix, np.array(chances), np.array(examples), count=count, rng=np.random.default_rng(0), **arguments
    )
    return [pick.row for pick in picks]


def test_a_chance_counts_the_more_the_fewer_examples_the_frame_has() -> None:
    # 0.9 / (1 + 17) = 0.05 of the frequent frame is less than 0.3 / (1 + 2) = 0.1 of the rare one.
    assert picked(alike(2), [[0.9, 0.0], [0.0, 0.3]], [17, 2], 2) == [1, 0]


def test_what_a_pick_is_expected_to_bring_counts_as_brought() -> None:
    # After the first pick the left frame expects 0.9 examples: 0.8 / 1.9 = 0.42 is less than 0.5 / 1 of the other.
    assert picked(alike(3), [[0.9, 0.0], [0.8, 0.0], [0.0, 0.5]], [0, 0], 3) == [0, 2, 1]


def test_a_sentence_with_two_frames_brings_both() -> None:
    assert picked(alike(3), [[0.6, 0.0], [0.4, 0.4], [0.0, 0.6]], [0, 0], 1) == [1]


def test_what_is_nearly_the_same_as_a_labelled_or_picked_sentence_is_not_picked() -> None:
    texts = [
        "The price of gas doubled overnight in Zhanaozen.",
        "The price of gas doubled overnight in Zhanaozen!",
        "Газ бағасы екі есе өсті, «халық» наразы болды 😡",
        "Газ бағасы екі есе өсті, «халық» наразы болды",
        "Troops cleared the square before dawn on Thursday.",
    ]
    matrix = matrix_of(*texts, *texts)  # twice, so that each term stands in two
    chances = [[0.9], [0.8], [0.7], [0.6], [0.5]] * 2
    found = picked(matrix, chances, [0], 5, open_rows=np.arange(5))
    assert len(found) == 3
    assert len(set(found) & {0, 1}) == len(set(found) & {2, 3}) == len(set(found) & {4}) == 1
    beside = picked(matrix, chances, [0], 5, open_rows=np.arange(5), taken=np.array([5]))
    assert len(beside) == 2
    assert not {0, 1} & set(beside)


TOWNS = ("Dover", "Bergen", "Warsaw", "Vilna", "Семей", "New York")


def test_a_name_alone_does_not_make_another_sentence() -> None:
    # Six of seven words are the same (12 / 14 = 0.86), or of seven and eight (0.8). The last two: 8 / 11 = 0.73.
    texts = [f"The strike in {town} began at midnight." for town in TOWNS]
    texts += ["The strike in Cork began.", "The strike in Cork ended again."]
    matrix, (words, _) = matrix_of(*texts, *texts), plain_words([*texts, *texts])
    open_rows, chances = np.arange(len(texts)), [[0.9]] * len(texts) * 2
    assert len(picked(matrix, chances, [0], 20, open_rows=open_rows)) == 8  # by weighted terms all are different
    found = picked(matrix, chances, [0], 20, open_rows=open_rows, words=words)
    assert len(found) == 3
    assert {6, 7} < set(found)
    beside = picked(matrix, chances, [0], 20, open_rows=open_rows, words=words, taken=np.array([8]))
    assert set(beside) == {6, 7}


def test_there_is_something_to_label_where_all_is_nearly_the_same_as_what_is_labelled() -> None:
    matrix = matrix_of(*["The gates open at nine."] * 6)
    picks = pick_to_teach(
        matrix, np.full((6, 1), 0.5), np.array([3.0]), np.arange(3), np.arange(3, 6), 2, np.random.default_rng(0)
    )
    assert [pick.reason for pick in picks] == ["by chance", "by chance"]
    assert {pick.row for pick in picks} < {0, 1, 2}


def test_where_nothing_is_expected_what_is_unlike_the_labelled_is_picked() -> None:
    matrix = matrix_of(*["bread and salt", "salt and bread again", "wind over the steppe"] * 2)
    rng = np.random.default_rng(0)
    picks = pick_to_teach(matrix, np.zeros((6, 2)), np.zeros(2), np.array([1, 2]), np.array([0]), 1, rng)
    assert [(pick.row, pick.reason, pick.frame) for pick in picks] == [(2, "unlike the others", -1)]


def test_some_picks_are_unlike_the_others_whatever_the_model_says() -> None:
    rows = 40
    picks = pick_to_teach(
        alike(rows),
        np.full((rows, 1), 0.9),
        np.zeros(1),
        np.arange(rows),
        np.array([], dtype=int),
        20,
        np.random.default_rng(0),
    )
    assert [number for number, pick in enumerate(picks, 1) if pick.reason == "unlike the others"] == [10, 20]


def test_the_same_seed_picks_the_same() -> None:
    rng = np.random.default_rng(3)
    matrix, chances = sp.random(60, 30, 0.3, "csr", random_state=1), rng.random((60, 4)).tolist()
    assert picked(matrix, chances, [1, 2, 3, 4], 20, explore_every=4) == picked(
        matrix, chances, [1, 2, 3, 4], 20, explore_every=4
    )


def test_chances_come_from_a_model_of_each_frame_that_has_an_example_and_one_without() -> None:
    texts = ["wheat harvest", "storm and hail", "harvest of wheat", "hail storm", "wheat", "storm"]
    labels = np.array([[1.0, 0, np.nan], [0, 0, 1], [1, 0, np.nan], [0, 0, np.nan]])
    chances = frame_chances(matrix_of(*texts), np.arange(4), labels)
    assert chances[4, 0] > 0.5 > chances[5, 0]
    assert np.isnan(chances[:, 1]).all()  # nobody has seen it
    assert np.isnan(chances[:, 2]).all()  # nobody has said no
