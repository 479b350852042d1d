import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import Pipeline

from framing.model.keeping.pipeline import rebuild
from framing.model.keeping.store import load_model
from framing.model.learning.features import Features, Vocabulary
from framing.model.learning.profile import PROFILES
from framing.model.learning.train import train


@pytest.fixture(scope="module")
def pipeline(saved):
    return rebuild(load_model(saved))


def wide(corpus, frames):
    sentences, gold = corpus
    table = gold.pivot(index="sentence_id", columns="frame", values="present")
    return table.loc[sentences["sentence_id"], list(frames)].to_numpy(np.float64, copy=True)


def test_it_is_a_pipeline_of_scikit_learn_that_knows_its_frames(pipeline, model):
    assert type(pipeline) is Pipeline
    assert pipeline.classes_.tolist() == list(model.frames)
    names = pipeline["features"].get_feature_names_out()
    assert len(names) == model.coefficients.shape[1]
    assert names[0] == f"words__{model.features.words.terms[0]}"


@given(st.lists(st.text() | st.sampled_from(["storm", "the wheat harvest", "Fields OF barley were mown"]), max_size=5))
def test_its_probabilities_are_those_of_the_model_on_any_text(pipeline, model, texts):
    texts = [*texts, "The storm tore roofs away", " ".join(texts)]
    found = pipeline.predict_proba(texts)
    assert found.shape == (len(texts), len(model.frames))
    assert np.abs(found - model.probabilities(texts)).max() <= 1e-12


def test_texts_of_no_one_and_a_hundred_thousand_characters_have_probabilities(pipeline, model):
    texts = ["", "a", "ә", "storm " * 16_667, "й̆" * 50_000]
    found = pipeline.predict_proba(texts)
    assert np.isfinite(found).all()
    assert np.abs(found - model.probabilities(texts)).max() <= 1e-12


def test_it_predicts_from_the_thresholds_of_the_model(model, corpus):
    texts = corpus[0]["text"].tolist()
    for threshold in (0.0, 0.3, 0.9, 1.0):
        strict = dataclasses.replace(model, thresholds=np.full(len(model.frames), threshold))
        assert np.array_equal(rebuild(strict).predict(texts), model.probabilities(texts) >= threshold)


@pytest.mark.parametrize("link", ["one", "one or none"])
def test_a_single_label_model_gives_one_frame_of_a_sum_of_probabilities(corpus, codebook, link):
    model = train(*corpus, codebook, profile="standard")
    texts = [*corpus[0]["text"].tolist(), "", "Nothing of it"]
    single = dataclasses.replace(model, link=link)
    pipeline = rebuild(single)
    found = pipeline.predict_proba(texts)
    assert np.abs(found - single.probabilities(texts)).max() <= 1e-12
    assert (found.sum(axis=1) <= 1 + 1e-12).all()
    predicted = pipeline.predict(texts)
    assert np.array_equal(predicted, single.predicted(found))
    assert (predicted.sum(axis=1) == 1).all() if link == "one" else (predicted.sum(axis=1) <= 1).all()
    labels = np.nan_to_num(wide(corpus, model.frames))
    labels[labels.sum(axis=1) > 1] = [1, 0, 0]
    again = clone(pipeline).fit(texts[:-2], labels)
    assert (again.predict(texts[:-2]).argmax(axis=1) == labels.argmax(axis=1)).mean() > 0.6


# Counting and the encoder are tried on 120 sentences; the slow encoder reads them in ten seconds.
@pytest.mark.parametrize(
    "profile", [pytest.param(p.name, marks=[pytest.mark.slow] * (p.name == "contextual")) for p in PROFILES]
)
def test_every_profile_is_a_pipeline_with_the_same_probabilities(corpus, codebook, profile):
    model = train(*corpus, codebook, profile=profile)
    texts = [*corpus[0]["text"].tolist(), "", "!", "Дауыл соқты", "storm, STORM - roofs"]
    assert np.abs(rebuild(model).predict_proba(texts) - model.probabilities(texts)).max() <= 1e-12


def test_a_model_without_words_or_of_one_frame_is_a_pipeline_too(model, corpus):
    count = len(model.features.words.terms)
    wordless = dataclasses.replace(
        model,
        frames=model.frames[:1],
        features=Features(Vocabulary((), np.empty(0)), model.features.pieces, model.features.embedding),
        coefficients=model.coefficients[:1, count:],
        intercepts=model.intercepts[:1],
        thresholds=model.thresholds[:1],
    )
    texts = corpus[0]["text"].tolist()
    assert np.abs(rebuild(wordless).predict_proba(texts) - wordless.probabilities(texts)).max() <= 1e-12


def test_a_clone_has_the_same_settings_and_learns_again_also_where_something_is_not_decided(pipeline, corpus, model):
    texts, labels = corpus[0]["text"].tolist(), wide(corpus, model.frames)
    copy = clone(pipeline)
    settings, copied = pipeline.get_params(), copy.get_params()
    assert settings.keys() == copied.keys()
    assert copied["frames__thresholds"] == model.thresholds.tolist()
    assert copied["features__words__vocabulary"] == list(model.features.words.terms)
    labels[:7, 0] = np.nan
    learned = copy.fit(texts, labels)
    decided = np.isfinite(labels)
    assert (learned.predict(texts)[decided] == labels[decided]).mean() > 0.95


def test_scikit_learn_can_cross_validate_it(pipeline, corpus, model):
    sentences = corpus[0]
    found = cross_val_predict(
        clone(pipeline),
        sentences["text"].to_numpy(object),
        wide(corpus, model.frames),
        groups=sentences["document_id"],
        cv=GroupKFold(3),
        method="predict",
    )
    assert (found == wide(corpus, model.frames)).mean() > 0.95


def test_what_a_text_names_is_not_opened(pipeline, tmp_path, model):
    (tmp_path / "storm").write_text("The storm tore roofs away", "utf-8")
    path = str(tmp_path / "storm")
    assert pipeline["features"].get_params()["words__input"] == "content"
    assert not np.allclose(pipeline.predict_proba([path]), pipeline.predict_proba(["The storm tore roofs away"]))
