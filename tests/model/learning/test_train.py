import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import _SigmoidCalibration
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from framing.errors import InputError, ModelMismatch, NotEnoughData
from framing.model.keeping.encoding import encode
from framing.model.learning.calibration import best_threshold
from framing.model.learning.folds import document_folds
from framing.model.learning.train import check_codebook, train


def sentence_of(sentences, frame, gold, present=True):
    """The text of a sentence that has the frame, or has it not."""
    chosen = gold[(gold["frame"] == frame) & (gold["present"] == present)]["sentence_id"].iloc[0]
    return sentences.set_index("sentence_id").loc[chosen, "text"]


def test_scores_are_the_mean_of_scikit_learns_regressions_across_folds_on_platts_scale(corpus, codebook):
    sentences, gold = corpus
    ordered = sentences.sort_values("sentence_id")
    storm = gold[gold["frame"] == "storm"].set_index("sentence_id")["present"].loc[ordered["sentence_id"]].to_numpy()
    model = train(sentences, gold, codebook, seed=7)
    inner, new = model.features.matrix(ordered["text"].tolist()), ["Thunder over a mill that nobody knew.", "No."]
    odds, outside = np.zeros(2), np.zeros(len(storm))
    for inside, held in document_folds(ordered["document_id"].to_numpy(dtype=str), 5, seed=7):
        peer = LogisticRegression(C=2.0, class_weight="balanced", tol=1e-8, max_iter=10_000)
        peer.fit(inner[inside], storm[inside])
        outside[held] = peer.decision_function(inner[held])
        odds += peer.decision_function(model.features.matrix(new)) / 5
    platt = _SigmoidCalibration().fit(outside, storm)
    ours = model.probabilities(new)[:, model.frames.index("storm")]
    assert ours == pytest.approx(platt.predict(odds), abs=0.02)


def test_a_learned_frame_is_likelier_in_a_new_sentence_that_has_it(corpus, codebook):
    model = train(*corpus, codebook)
    storm, calm = model.probabilities(["Hail and a storm at the coast.", "The council met in the valley."])
    column = model.frames.index("storm")
    assert storm[column] > model.thresholds[column] > calm[column]


def test_the_same_labels_in_another_order_give_the_same_bytes(corpus, codebook):
    sentences, gold = corpus
    first = encode(train(sentences, gold, codebook))
    again = encode(train(sentences.sample(frac=1, random_state=1), gold.sample(frac=1, random_state=2), codebook))
    assert first == again


def test_a_rare_frame_is_left_out_with_its_reason_and_the_others_are_learned(corpus, codebook):
    sentences, gold = corpus
    positives = gold[(gold["frame"] == "parade") & gold["present"]]["sentence_id"].tolist()
    gold = gold[~((gold["frame"] == "parade") & gold["sentence_id"].isin(positives[1:]))]
    model = train(sentences, gold, codebook)
    assert model.frames == ("harvest", "storm")
    assert dict(model.left_out) == {"parade": "too few examples to learn (1)"}
    assert [count.frame for count in model.examples] == ["harvest", "storm", "parade"]


@pytest.mark.parametrize(("positives", "learned"), [(1, False), (2, True)])
def test_a_frame_is_learned_from_two_examples(make_corpus, codebook, positives, learned):
    sentences, gold = make_corpus(6, 20)
    storms = gold[(gold["frame"] == "storm") & gold["present"]]["sentence_id"].sample(frac=1, random_state=0).tolist()
    gold = gold[~((gold["frame"] == "storm") & gold["sentence_id"].isin(storms[positives:]))]
    assert ("storm" in train(sentences, gold, codebook).frames) is learned


def test_a_frame_that_nobody_decided_on_is_missing_and_not_absent(corpus, codebook):
    sentences, gold = corpus
    model = train(sentences, gold[gold["frame"] != "storm"], codebook)
    assert model.left_out["storm"] == "nobody decided on it"


def test_undecided_sentences_do_not_count_as_absent(corpus, codebook):
    # Leaving the negatives of half of the documents undecided must change what is learned about storm only.
    sentences, gold = corpus
    half = sentences[sentences["document_id"].isin(["doc0", "doc1", "doc2"])]["sentence_id"]
    undecided = (gold["frame"] == "storm") & ~gold["present"] & gold["sentence_id"].isin(half)
    model, full = (train(sentences, labels, codebook, profile="standard") for labels in (gold[~undecided], gold))
    counted = {count.frame: count.sentences for count in model.examples}
    assert counted == {"harvest": 120, "storm": 120 - undecided.sum(), "parade": 120}
    difference = np.abs(model.probabilities(sentences["text"]) - full.probabilities(sentences["text"])).max(axis=0)
    assert difference[model.frames.index("harvest")] < 1e-3
    assert difference[model.frames.index("storm")] > 1e-2


def test_a_frame_that_every_sentence_has_is_left_out(corpus, codebook):
    sentences, gold = corpus
    gold = gold[(gold["frame"] != "storm") | gold["present"]]
    assert train(sentences, gold, codebook).left_out["storm"] == "no example without it"


def test_a_frame_of_one_document_only_is_left_out(make_corpus, codebook):
    sentences, gold = make_corpus(3, 60)
    others = sentences[sentences["document_id"] != "doc0"]["sentence_id"]
    gold = gold[~((gold["frame"] == "storm") & gold["present"] & gold["sentence_id"].isin(others))]
    assert train(sentences, gold, codebook).left_out["storm"] == "all examples are from one document"


def test_one_document_alone_can_be_learned_from(make_corpus, codebook):
    model = train(*make_corpus(1, 80), codebook)
    assert model.documents == 1
    assert "storm" in model.frames
    assert model.thresholds == pytest.approx(0.5)  # none can be chosen on a document that was not seen
    assert model.link == "each"


@pytest.mark.parametrize(("positives", "few"), [(19, True), (20, False)])
def test_a_frame_with_fewer_than_20_examples_is_learned_and_marked(make_corpus, codebook, positives, few):
    sentences, gold = make_corpus(6, 40)
    storms = gold[(gold["frame"] == "storm") & gold["present"]]["sentence_id"].sample(frac=1, random_state=0).tolist()
    model = train(
        sentences, gold[~((gold["frame"] == "storm") & gold["sentence_id"].isin(storms[positives:]))], codebook
    )
    assert ("storm" in model.few_examples) is few


def test_probabilities_are_as_high_as_the_frame_is_common(noisy_corpus, codebook):
    sentences, gold = noisy_corpus
    model = train(sentences, gold, codebook)
    common = gold.groupby("frame")["present"].mean()[list(model.frames)]
    assert model.probabilities(sentences["text"]).mean(axis=0) == pytest.approx(common.to_numpy(), abs=0.08)


@pytest.fixture(scope="module")
def half_seen(make_corpus):
    """Half of the storms got two votes of five, too few for the label; and the same with these votes on calm days."""
    sentences, gold = make_corpus(10, 20)
    storms = gold[(gold["frame"] == "storm") & gold["present"]].sample(frac=0.5, random_state=1).index
    others = gold[(gold["frame"] == "storm") & ~gold["present"]].sample(n=len(storms), random_state=1).index
    lost = gold.assign(present=gold["present"].where(~gold.index.isin(storms), False))
    lost = lost.assign(probability=lost["present"].astype(float))
    telling, chance = (
        lost.assign(probability=lost["probability"].where(~lost.index.isin(rows), 0.4)) for rows in (storms, others)
    )
    return sentences, lost, telling, chance


def test_vote_shares_teach_where_they_tell_of_the_text(half_seen, codebook):
    sentences, lost, telling, _ = half_seen
    model, shared = (train(sentences, labels, codebook, profile="standard") for labels in (lost, telling))
    assert [count.positives for count in model.examples] == [count.positives for count in shared.examples]
    assert model.training_sha256 != shared.training_sha256
    column = model.frames.index("storm")
    assert not np.allclose(model.coefficients[column], shared.coefficients[column], atol=0.1)


def test_votes_by_chance_do_not_teach(half_seen, codebook):
    sentences, lost, _, chance = half_seen
    model, shared = train(sentences, lost, codebook), train(sentences, chance, codebook)
    assert shared.coefficients == pytest.approx(model.coefficients)


def test_a_single_label_codebook_gives_each_sentence_one_frame(corpus, codebook):
    sentences, gold = corpus
    first = gold[gold["present"]].groupby("sentence_id")["frame"].first()
    single = gold[gold["sentence_id"].isin(first.index)]
    present = single["frame"] == single["sentence_id"].map(first)
    single = single.assign(present=present, probability=present.astype(float))
    model = train(sentences, single, replace(codebook, single_label=True))
    probabilities = model.probabilities(sentences["text"])
    assert model.link == "one"
    assert probabilities.sum(axis=1) == pytest.approx(1)
    assert (model.predicted(probabilities).sum(axis=1) == 1).all()
    truth = sentences["sentence_id"].map(first)
    known = truth.notna().to_numpy()
    found = np.array(model.frames)[model.predicted(probabilities).argmax(axis=1)]
    assert (found == truth)[known].mean() > 0.9


def test_a_sentence_of_a_single_label_codebook_may_have_no_frame(corpus, codebook):
    sentences, gold = corpus
    first = gold[gold["present"]].groupby("sentence_id")["frame"].first()
    present = gold["frame"] == gold["sentence_id"].map(first)
    single = gold.assign(present=present, probability=present.astype(float))
    model = train(sentences, single, replace(codebook, single_label=True))
    assert model.link == "one or none"
    storm, council = model.predicted(model.probabilities(["Hail and a storm at the coast.", "The council met."]))
    assert dict(zip(model.frames, storm, strict=True)) == {frame: frame == "storm" for frame in model.frames}
    assert not council.any()


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 10)), min_size=1, max_size=30))
def test_no_other_threshold_has_a_better_f1(pairs):
    labels = np.array([float(label) for label, _ in pairs])
    probabilities = np.array([tenths / 10 for _, tenths in pairs])
    if not labels.any():
        return
    chosen = f1_score(labels, probabilities >= best_threshold(labels, probabilities), zero_division=0)
    others = [f1_score(labels, probabilities >= cut, zero_division=0) for cut in probabilities]
    assert chosen == pytest.approx(max(others))


def test_gold_of_another_codebook_is_refused(corpus, codebook_of):
    with pytest.raises(InputError, match=r"'parade'.*weather"):
        train(*corpus, codebook_of("harvest", "storm"))


def test_a_model_knows_its_codebook(corpus, codebook, codebook_of):
    model = train(*corpus, codebook)
    check_codebook(model, codebook)
    with pytest.raises(ModelMismatch, match=r"0123456789abcdef.*fedcba9876543210"):
        check_codebook(model, codebook_of("harvest", fingerprint="fedcba9876543210"))


def test_a_model_that_names_our_codebook_but_has_other_frames_is_refused(corpus, codebook, codebook_of):
    model = train(*corpus, codebook)
    with pytest.raises(ModelMismatch, match="whose frames are harvest, storm, and is of harvest"):
        check_codebook(model, codebook_of("harvest", "storm"))


def test_gold_without_its_sentence_is_refused_by_name(corpus, codebook):
    sentences, gold = corpus
    with pytest.raises(InputError, match=gold["sentence_id"].max()):
        train(sentences[sentences["sentence_id"] != gold["sentence_id"].max()], gold, codebook)


@pytest.mark.parametrize("text", ["", " \n", "\u00a0"])
def test_an_empty_text_is_refused_by_name(corpus, codebook, text):
    sentences, gold = corpus
    broken = sentences.assign(text=[text, *sentences["text"][1:]])
    with pytest.raises(InputError, match=rf"{sentences['sentence_id'][0]}.*no text"):
        train(broken, gold, codebook)


def test_half_a_character_is_refused(corpus, codebook):
    sentences, gold = corpus
    broken = sentences.assign(text=pd.Series(["a \ud83d b", *sentences["text"][1:]], dtype=object))
    with pytest.raises(InputError, match="lone surrogate"):
        train(broken, gold, codebook)


def test_no_labels_at_all_say_what_to_do(corpus, codebook):
    sentences, gold = corpus
    with pytest.raises(NotEnoughData, match="no gold label yet"):
        train(sentences, gold.head(0), codebook)
    with pytest.raises(NotEnoughData, match="No sentence has any frame"):
        train(sentences, gold[~gold["present"]], codebook)


def test_too_few_examples_of_every_frame_name_each_reason(corpus, codebook):
    sentences, gold = corpus
    few = gold.groupby(["frame", "present"]).head(1)
    with pytest.raises(NotEnoughData, match=r"harvest: too few examples to learn \(1\); storm"):
        train(sentences, few, codebook)


def test_doubled_sentences_are_refused(corpus, codebook):
    sentences, gold = corpus
    with pytest.raises(InputError, match="more than one row"):
        train(pd.concat([sentences, sentences.head(1)]), gold, codebook)


@pytest.mark.parametrize("text", ["x", "word " * 20_000])
def test_texts_of_any_length_are_learned_and_scored(corpus, codebook, text):
    sentences, gold = corpus
    model = train(sentences.assign(text=[text, *sentences["text"][1:]]), gold, codebook)
    assert np.isfinite(model.probabilities([text, "Жаңбыр жауды", "雨", "!"])).all()


def test_without_a_known_term_the_probability_is_that_of_the_intercept(corpus, codebook):
    model = train(*corpus, codebook)
    expected = [1 / (1 + math.exp(-intercept)) for intercept in model.intercepts]
    assert model.probabilities(["雨"])[0] == pytest.approx(expected)


def test_cyrillic_text_is_learned(corpus, codebook, make_corpus):
    words = {"storm": "дауыл соқты", "harvest": "егін жиналды", "parade": "шеру өтті"}
    sentences, gold = make_corpus(6, 15)
    carried = gold[gold["present"]].groupby("sentence_id")["frame"].apply(list)
    texts = [
        " және ".join(words[f] for f in carried.get(name, [])) or "кеңес болды" for name in sentences["sentence_id"]
    ]
    model = train(sentences.assign(text=texts), gold, codebook)
    column = model.frames.index("storm")
    storm, council = model.probabilities(["Кеше қатты дауыл соқты.", "Кеше кеңес болды."])[:, column]
    assert storm > 0.5 > council
