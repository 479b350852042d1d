"""Units with what people decided: weights only by chance from this very corpus, articles only where drawn whole."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from framing.analysis.labelled import Labelled, units_of
from framing.analysis.scored import Scored
from framing.model.learning.weights import RandomSlice
from framing.tables import GOLD, SAMPLE

FRAMES = ("storm", "calm")
THREE = {"a": ("headline", "body"), "b": ("body",), "c": ("body", "body", "body")}


def gold(said: dict[str, tuple[bool, bool]], made_by: str = "person") -> pd.DataFrame:
    return GOLD.table(
        {"sentence_id": name, "frame": frame, "present": present, "votes": int(present), "voters": 1}
        | {"probability": float(present), "how": "unanimous", "reason": "", "codebook": "c", "made_by": made_by}
        for name, answers in said.items()
        for frame, present in zip(FRAMES, answers, strict=True)
    )


def drawn(corpus: Scored, chances: dict[str, float], *, of: str = "", assisted: tuple[str, ...] = ()) -> RandomSlice:
    rows = SAMPLE.table(
        {"sentence_id": name, "draw": 1, "purpose": "estimation", "corpus": of or corpus.corpus}
        | {"stratum": f"p={chance}", "inclusion_probability": chance, "why": "by chance", "seed": 7}
        for name, chance in chances.items()
    )
    return RandomSlice(rows, frozenset(assisted))


def labelled(corpus: Scored, said: dict, chance: RandomSlice | None, **more) -> Labelled:
    ties = pd.DataFrame(more.pop("ties", []), columns=["sentence_id", "frame"])
    return Labelled(gold(said, **more), ties, chance)


def test_a_labelled_sentence_of_the_slice_stands_for_as_many_as_its_chance_says(scored):
    corpus = scored(THREE)
    found = labelled(
        corpus,
        {"a:0-1": (True, False), "c:0-1": (False, True), "c:1-2": (True, True)},
        drawn(corpus, {"a:0-1": 0.25, "c:0-1": 0.5}),
    )
    units = units_of(corpus, found, "sentence")
    assert units.weight.tolist() == [4, 0, 0, 2, 0, 0]
    assert units.truth[:, 0].tolist() == pytest.approx([1, np.nan, np.nan, 0, 1, np.nan], nan_ok=True)
    assert units.drawn[:, 0].tolist() == [True, False, False, True, False, False]
    assert (units.why_unlabelled, units.made_by) == ("", "person")
    assert units.document.tolist() == [0, 0, 1, 2, 2, 2]
    headlines = units_of(corpus, found, "headline")
    assert (headlines.names.tolist(), headlines.weight.tolist()) == (["a:0-1"], [4])


def test_where_a_part_of_the_slice_is_not_labelled_the_rest_of_its_stratum_stands_for_it(scored):
    corpus = scored(THREE)
    found = labelled(corpus, {"a:0-1": (True, False)}, drawn(corpus, {"a:0-1": 0.5, "b:0-1": 0.5}))
    assert units_of(corpus, found, "sentence").weight.tolist() == [4, 0, 0, 0, 0, 0]


def test_a_tie_is_a_half(scored):
    corpus = scored(THREE)
    found = labelled(corpus, {}, drawn(corpus, {"b:0-1": 0.5}), ties=[("b:0-1", "calm")])
    units = units_of(corpus, found, "sentence")
    assert units.truth[2, 1] == 0.5
    assert units.weight[2] == 2


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (None, "The 1 labelled sentences were not drawn by chance"),
        ({"of": "0123456789abcdef"}, "drawn from another corpus (0123456789abcdef) than this one"),
        ({"assisted": ("a:0-1",)}, "none is labelled yet; 1 were, with a proposal in sight, which does not count"),
        ({"others": True}, "Of the 1 sentences of the random slice none is labelled yet"),
    ],
)
def test_labels_that_correct_nothing_have_no_weight_and_it_is_said_why(scored, chance: dict | None, said: str):
    corpus = scored(THREE)
    slice_ = None
    if chance is not None:
        name = "b:0-1" if chance.pop("others", False) else "a:0-1"
        slice_ = drawn(corpus, {name: 0.5}, **chance)
    found = labelled(corpus, {"a:0-1": (True, False)}, slice_)
    for unit in ("sentence", "article"):
        units = units_of(corpus, found, unit)
        assert not units.weight.any()
        assert said in units.why_unlabelled
    assert units_of(corpus, found, "sentence").truth[0].tolist() == [1, 0]  # it is known all the same


def test_without_labels_it_is_said_what_to_do(scored):
    assert (
        "No sentence of this corpus is labelled. Draw some" in units_of(scored(THREE), None, "article").why_unlabelled
    )


def test_a_slice_without_headlines_corrects_none(scored):
    corpus = scored(THREE)
    found = labelled(corpus, {"b:0-1": (True, False)}, drawn(corpus, {"b:0-1": 0.5}))
    assert "No headline of the random slice is labelled" in units_of(corpus, found, "headline").why_unlabelled


def test_who_decided_is_told_of_those_that_correct(scored):
    corpus = scored(THREE)
    one = labelled(corpus, {"a:0-1": (True, False)}, drawn(corpus, {"a:0-1": 0.5}), made_by="automated coder")
    assert units_of(corpus, one, "sentence").made_by == "automated coder"
    both = Labelled(pd.concat([one.gold, gold({"b:0-1": (True, True)})]), one.ties, one.chance)
    assert units_of(corpus, both, "sentence").made_by == "automated coder"
    more = Labelled(both.gold, both.ties, drawn(corpus, {"a:0-1": 0.5, "b:0-1": 0.5}))
    assert units_of(corpus, more, "sentence").made_by == "person and automated coder"


def test_an_article_has_a_frame_if_one_of_its_sentences_has_it(scored):
    corpus = scored(THREE, chances=[0.5, 0.5, 0.1, 0.2, 0.5, 0.9])
    units = units_of(corpus, None, "article")
    assert units.names.tolist() == ["a", "b", "c"]
    assert units.probabilities[:, 0].tolist() == pytest.approx([0.75, 0.1, 1 - 0.8 * 0.5 * 0.1])
    assert units.predicted.tolist() == [[True, False], [False, True], [True, True]]
    assert units.document.tolist() == [0, 1, 2]


def test_of_articles_not_drawn_whole_nothing_is_corrected_but_what_is_seen_is_known(scored):
    corpus = scored(THREE)
    names = ["a:0-1", "b:0-1", "c:1-2"]
    found = labelled(corpus, dict.fromkeys(names, (True, False)), drawn(corpus, dict.fromkeys(names, 0.5)))
    units = units_of(corpus, found, "article")
    assert not units.weight.any()
    assert "of the 3 articles that it touches, 1 are in it whole" in units.why_unlabelled
    assert units.truth[:, 0].tolist() == [1, 1, 1]
    assert units.truth[:, 1].tolist() == pytest.approx([np.nan, 0, np.nan], nan_ok=True)


def test_articles_drawn_whole_correct_and_an_unfinished_one_does_not_even_with_the_frame(scored):
    corpus = scored(THREE)
    said = {"a:0-1": (False, True), "a:1-2": (False, False), "b:0-1": (False, False), "c:0-1": (True, False)}
    names = corpus.sentences["sentence_id"]
    found = labelled(corpus, said, drawn(corpus, dict.fromkeys(names, 0.5)))
    units = units_of(corpus, found, "article")
    assert units.why_unlabelled == ""
    assert units.weight.tolist() == [3, 3, 0]  # two of three drawn articles are complete, each drawn one stands for two
    assert units.truth[:2].tolist() == [[0, 1], [0, 0]]


def test_the_share_of_articles_from_whole_ones_is_right_in_the_mean_and_from_single_sentences_it_would_not_be(scored):
    # Three articles of two sentences; in one of them one sentence has the frame: the share is a third.
    corpus, has = scored(dict.fromkeys("abc", ("body", "body"))), {"a:0-1"}
    shares = []
    for chosen in combinations("abc", 2):  # all draws of two whole articles, each as likely
        names = [name for name in corpus.sentences["sentence_id"] if name[0] in chosen]
        said = {name: (name in has, False) for name in names}
        units = units_of(corpus, labelled(corpus, said, drawn(corpus, dict.fromkeys(names, 2 / 3))), "article")
        assert units.weight.sum() == pytest.approx(3)
        shares.append((units.weight * np.nan_to_num(units.truth[:, 0])).sum() / units.weight.sum())
    assert np.mean(shares) == pytest.approx(1 / 3)
    known = []
    for chosen in combinations(corpus.sentences["sentence_id"], 3):  # and all draws of half of the sentences
        truth = units_of(
            corpus, labelled(corpus, {name: (name in has, False) for name in chosen}, None), "article"
        ).truth
        if np.isfinite(truth[:, 0]).any():
            known.append(np.nanmean(truth[:, 0]))
    assert np.mean(known) > 0.5
