import itertools
import threading
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.model.learning.counting.memo import Ragged, WordMemo, ragged


def letters(words: Sequence[str]) -> Ragged:
    return ragged([[ord(letter) for letter in word] for word in words])


def lengths(words: Sequence[str]) -> Ragged:
    return ragged([[len(word)] for word in words])


def written(memo: WordMemo, texts: list[str]) -> list[str]:
    """The texts without blanks, from what the memo says of their words."""
    read = memo.read(texts)
    found = read.known[0].take(read.texts)
    ends = found.starts.tolist()
    return ["".join(map(chr, found.numbers[first:end])) for first, end in itertools.pairwise(ends)]


@given(st.lists(st.lists(st.text(max_size=30), max_size=5), max_size=5), st.integers(0, 60))
def test_what_is_known_of_the_words_of_texts_is_right_whatever_was_read_and_forgotten_before(batches, most):
    memo = WordMemo([letters, lengths], most)
    for texts in batches:
        assert written(memo, texts) == ["".join(text.split()) for text in texts]
        read = memo.read(texts)
        assert read.known[1].take(read.texts).numbers.tolist() == [len(w) for t in texts for w in t.split()]


def test_it_never_keeps_more_than_it_may():
    memo = WordMemo([letters], most=1000)
    kept = []
    for start in range(0, 500, 10):
        memo.read([f"word{number}" for number in range(start, start + 10)])
        kept.append(len(memo))
    assert max(kept) <= 1000 / 8
    assert sorted(kept) != kept  # it forgot, and went on
    memo.read(["x" * 1001])
    assert len(memo) == 0


def test_a_word_that_was_met_is_not_looked_at_again():
    asked = []
    memo = WordMemo([lambda words: asked.extend(words) or letters(words)])
    memo.read(["storm roof storm", "roof"])
    memo.read(["storm wheat"])
    assert asked == ["storm", "roof", "wheat"]
    memo.forget()
    memo.read(["storm"])
    assert asked[3:] == ["storm"]


def test_a_look_that_fails_leaves_nothing_half_known():
    def look(words: Sequence[str]) -> Ragged:
        if "bad" in words and fails:
            raise KeyboardInterrupt
        return letters(words)

    memo, fails = WordMemo([letters, look]), True
    memo.read(["storm"])
    with pytest.raises(KeyboardInterrupt):
        memo.read(["roof bad wheat"])
    fails = False
    assert written(memo, ["wheat bad storm"]) == ["wheatbadstorm"]


def test_threads_do_not_disturb_each_other():
    memo, wrong = WordMemo([letters], most=500), []

    def read(seed: int) -> None:
        choose = np.random.default_rng(seed)
        for _ in range(200):
            texts = [f"w{number} x{number}" for number in choose.integers(0, 99, 5)]
            wrong.extend(
                text for text, got in zip(texts, written(memo, texts), strict=True) if got != text.replace(" ", "")
            )

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_rows_are_taken_one_after_the_other():
    rows = Ragged(np.array([7, 8, 9], np.int32), np.array([0, 2, 2, 3], np.int32))
    taken = rows.take(Ragged(np.array([2, 0, 1], np.int32), np.array([0, 0, 2, 3], np.int32)))
    assert taken.numbers.tolist() == [9, 7, 8]
    assert taken.starts.tolist() == [0, 0, 3, 3]
