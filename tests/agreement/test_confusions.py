from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from framing.agreement.confusions import confused_frames, confused_values
from framing.agreement.votes import votes_of

FRAMES = ("calm", "fire", "storm")


def test_frames_are_confused_where_each_annotator_saw_another_one(decided):
    # s0: storm or fire; s1: storm and fire, or storm: nothing confused; s2: fire or storm; s3: fire, or nothing.
    first, second = ["storm", "storm fire", "fire", "fire"], ["fire", "storm", "storm", ""]
    table = confused_frames(votes_of(decided({"a": first, "b": second}, FRAMES)))
    assert table.to_dict("records") == [
        {"first": "fire", "second": "storm", "sentences": 2, "pairs": 2, "of_first": 4, "of_second": 2}
    ]


def test_a_frame_that_one_of_them_was_not_offered_is_not_confused(decided):
    ledger = decided({"a": ["storm"]}, ["storm"]) + decided({"b": ["fire"]}, FRAMES)
    assert confused_frames(votes_of(ledger)).empty


choices = st.sets(st.sampled_from(FRAMES)).map(lambda frames: " ".join(sorted(frames))) | st.none()


@given(rows=st.lists(st.tuples(choices, choices, choices, choices), min_size=1, max_size=12))
def test_every_pair_of_annotators_on_a_sentence_counts_once(decided, rows):
    assume(any(sum(choice is not None for choice in row) > 1 for row in rows))
    chosen = dict(zip("abcd", map(list, zip(*rows, strict=True)), strict=True))
    table = confused_frames(votes_of(decided(chosen, FRAMES)))
    found = {(first, second): counts for first, second, *counts in table.itertuples(index=False, name=None)}
    expected = {}
    differ = dict.fromkeys(FRAMES, 0)
    for number, row in enumerate(rows):
        for one, other in combinations([set(choice.split()) for choice in row if choice is not None], 2):
            for frame in one ^ other:
                differ[frame] += 1
            for low, high in combinations(FRAMES, 2):
                if {low, high} <= one ^ other and (low in one) != (high in one):
                    expected.setdefault((low, high), []).append(number)
    assert found == {
        (low, high): [len(set(sentences)), len(sentences), differ[low], differ[high]]
        for (low, high), sentences in expected.items()
    }


def test_voices_are_confused_where_one_was_given_and_another():
    # Two units: one with two votes for the first value and one for the second; one with all three different.
    table = confused_values([[2, 1, 0], [1, 1, 1], [0, 0, 3]], ("outlet", "official", "other"))
    assert table.to_dict("records") == [
        {"first": "outlet", "second": "official", "sentences": 2, "pairs": 3, "of_first": 4, "of_second": 4},
        {"first": "official", "second": "other", "sentences": 1, "pairs": 1, "of_first": 4, "of_second": 2},
        {"first": "outlet", "second": "other", "sentences": 1, "pairs": 1, "of_first": 4, "of_second": 2},
    ]
