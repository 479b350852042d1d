import numpy as np
import pandas as pd
import pytest

from framing.analysis.scored import Scored
from framing.report.marks import FrameMark
from framing.report.quality import Ended, quality_of


def mark(key):
    return FrameMark(1, key, key, "#000000", "#FFFFFF")


def corpus(seen, documents):
    """A sentence each, of one frame, and of another that nobody labelled."""
    names = [f"s{at}" for at in range(len(seen))]
    sentences = pd.DataFrame({"sentence_id": names, "document_id": documents})
    predicted = np.column_stack([seen, seen]).astype(bool)
    return Scored(sentences, pd.DataFrame({"document_id": sorted(set(documents))}), ("calm", "law"),
                  predicted.astype(float), predicted, "f00d")  # fmt: skip


def labels(present):
    return pd.DataFrame({"sentence_id": [f"s{at}" for at in range(len(present))], "frame": "calm", "present": present})


def test_nothing_is_known_without_labels_and_without_an_evaluation():
    scored = corpus([True], ["d0"])
    assert quality_of(scored, None, None, mark) is None
    assert quality_of(scored, labels([]), None, mark) is None


def test_a_model_is_judged_by_the_labels_of_the_page_and_few_of_them_give_no_share():
    scored = corpus([True, True, False, False, True], ["d0", "d0", "d1", "d1", "d2"])
    quality = quality_of(scored, labels([True, False, True, True]), None, mark)
    calm, law = quality.rows
    assert (calm.here.right, calm.here.seen, calm.here.positives, calm.here.of) == (1, 2, 3, 4)
    assert calm.here.precision == calm.here.recall == Ended()
    assert law.here is None
    assert (quality.here_sentences, quality.here_documents, quality.own_documents) == (4, 2, None)


def test_sentences_of_one_article_are_not_independent():
    # In half of 40 articles the model is right in both sentences, in the others in none: as good as 40 units.
    documents = [f"d{at // 2:02}" for at in range(80)]
    present = [(at // 2) % 2 == 0 for at in range(80)]
    precision = quality_of(corpus([True] * 80, documents), labels(present), None, mark).rows[0].here.precision
    assert precision.value == 0.5
    assert (precision.low, precision.high) == pytest.approx((0.352, 0.648), abs=0.02)  # Wilson (1927) of 20 in 40
    half = quality_of(corpus([True] * 38, documents[:38]), labels(present[:38]), None, mark).rows[0].here.precision
    assert half.value is not None
    assert half.low is half.high is None  # fewer than 20 articles


def test_a_model_that_is_always_right_is_not_sure_to_be():
    documents = [f"d{at // 2:02}" for at in range(40)]
    recall = quality_of(corpus([True] * 40, documents), labels([True] * 40), None, mark).rows[0].here.recall
    assert recall.value == 1.0
    assert (recall.low, recall.high) == pytest.approx((0.839, 1.0), abs=0.001)  # Wilson (1927) of 20 in 20
