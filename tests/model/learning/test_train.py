import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import FeatureUnion, make_pipeline

from framing.errors import InputError, ModelMismatch, NotEnoughData
from framing.model.keeping.encoding import encode
from framing.model.learning.fit import best_threshold
from framing.model.learning.folds import document_folds
from framing.model.learning.train import check_codebook, train


def sentence_of(sentences, frame, gold, present=True):
    """The text of a sentence that has the frame, or has it not."""
    chosen = gold[(gold["frame"] == frame) & (gold["present"] == present)]["sentence_id"].iloc[0]
    return sentences.set_index("sentence_id").loc[chosen, "text"]


def test_probabilities_are_those_of_the_plain_scikit_learn_pipeline(corpus, codebook):
    sentences, gold = corpus
    ordered = sentences.sort_values("sentence_id")
    storm = gold[gold["frame"] == "storm"].set_index("sentence_id")["present"].loc[ordered["sentence_id"]]
    shared = {"sublinear_tf": True, "min_df": 2}
    words = TfidfVectorizer(ngram_range=(1, 2), **shared)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), **shared)
    peer = make_pipeline(
        FeatureUnion([("words", words), ("pieces", pieces)]),
        LogisticRegression(C=3.0, class_weight="balanced", max_iter=10_000),
    ).fit(ordered["text"], storm)
    texts = [*sentences["text"], "Thunder over a mill that nobody knew.", "Nothing of it."]
    model = train(sentences, gold, codebook)
    ours = model.probabilities(texts)[:, model.frames.index("storm")]
    assert ours == pytest.approx(peer.predict_proba(texts)[:, 1], abs=1e-9)


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
    gold = gold[~((gold["frame"] == "parade") & gold["sentence_id"].isin(positives[7:]))]
    model = train(sentences, gold, codebook)
    assert model.frames == ("harvest", "storm")
    assert dict(model.left_out) == {"parade": f"too few examples to learn ({min(len(positives), 7)})"}
    assert [count.frame for count in model.examples] == ["harvest", "storm", "parade"]


@pytest.mark.parametrize(("positives", "learned"), [(7, False), (8, True)])
def test_a_frame_is_learned_from_eight_examples(make_corpus, codebook, positives, learned):
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
    model, full = train(sentences, gold[~undecided], codebook), train(sentences, gold, codebook)
    counted = {count.frame: count.sentences for count in model.examples}
    assert counted == {"harvest": 120, "storm": 120 - undecided.sum(), "parade": 120}
    same = [np.array_equal(a, b) for a, b in zip(model.coefficients, full.coefficients, strict=True)]
    assert dict(zip(model.frames, same, strict=True))["harvest"]
    assert not dict(zip(model.frames, same, strict=True))["storm"]


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


def test_the_threshold_stays_at_one_half_below_20_examples(make_corpus, codebook):
    sentences, gold = make_corpus(6, 40)
    storms = gold[(gold["frame"] == "storm") & gold["present"]]["sentence_id"].sample(frac=1, random_state=0).tolist()
    few = train(sentences, gold[~((gold["frame"] == "storm") & gold["sentence_id"].isin(storms[19:]))], codebook)
    assert few.thresholds[few.frames.index("storm")] == 0.5
    assert "storm" in few.few_examples
    many = train(sentences, gold, codebook)
    assert many.thresholds[many.frames.index("storm")] != 0.5
    assert "storm" not in many.few_examples


def test_thresholds_are_chosen_on_documents_that_the_probabilities_have_not_seen(noisy_corpus, codebook):
    # The same by hand: three models of two thirds of the documents each, and the best cut on what they say of the rest.
    sentences, gold = noisy_corpus
    sentences = sentences.sort_values("sentence_id", ignore_index=True)
    outside = np.empty(len(sentences))
    for inside, held in document_folds(sentences["document_id"].to_numpy(dtype=str), 3, seed=7):
        part = train(sentences, gold[gold["sentence_id"].isin(sentences["sentence_id"][inside])], codebook)
        outside[held] = part.probabilities(sentences["text"][held].tolist())[:, part.frames.index("storm")]
    storm = gold[gold["frame"] == "storm"].set_index("sentence_id")["present"].loc[sentences["sentence_id"]]
    model = train(sentences, gold, codebook, seed=7)
    expected = best_threshold(storm.to_numpy(dtype=float), outside)
    assert model.thresholds[model.frames.index("storm")] == pytest.approx(expected, abs=1e-12)


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
    few = gold.groupby(["frame", "present"]).head(3)
    with pytest.raises(NotEnoughData, match=r"harvest: too few examples to learn \(3\); storm"):
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
