import json
from itertools import islice
from pathlib import Path

import pytest
import unseen_text

REAL = [f"The {word} of the town said that {word}s cost more than a year ago, and that nobody knew why." for word in
        ("price", "rent", "school", "bridge", "harvest", "library", "mayor", "river", "theatre", "winter")]  # fmt: skip


def test_real_sentences_come_first_and_all_differ() -> None:
    found = unseen_text.unseen_sentences(REAL, 500)
    assert len(set(found)) == len(found) == 500
    assert set(REAL) < set(found)
    assert unseen_text.unseen_sentences(REAL, 500) == found


def test_words_become_more_as_they_do_in_news() -> None:
    made = list(islice(unseen_text.made_sentences(REAL), 2000))
    words = sum(len(sentence.split()) for sentence in made)
    factor, power = unseen_text.GROWTH
    assert unseen_text.different_words(made) == pytest.approx(factor * words**power, rel=0.25)
    assert unseen_text.different_words(made[:1000]) < 0.75 * unseen_text.different_words(made)


def test_every_sentence_is_used_before_one_comes_again(tmp_path: Path) -> None:
    sentences = [f"Sentence number {number}." for number in range(300)]
    path = tmp_path / "articles.jsonl"
    mb = unseen_text.write_articles(path, sentences, count=250)
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    said = [sentence for text in texts for part in text.split("\n\n") for sentence in part.split(". ")]
    assert 250 <= len(said) < 300
    assert len(set(said)) > 0.98 * len(said)  # the last two of an order may be left when the next begins
    assert mb * 1e6 == path.stat().st_size
