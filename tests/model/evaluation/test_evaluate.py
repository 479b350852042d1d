import math
import random
from functools import partial

import numpy as np
import pandas as pd
import pytest

from framing import tables
from framing.errors import InputError, NotEnoughData
from framing.model.evaluation import evaluate as measuring
from framing.model.evaluation.evaluate import OUT_OF_FOLD
from framing.model.evaluation.groups import Groups
from framing.model.learning import train as training

# What is shown here does not depend on what a model looks at, so the cheapest profile does.
evaluate, train = partial(measuring.evaluate, profile="fast"), partial(training.train, profile="fast")


@pytest.fixture(scope="module")
def evaluation(corpus, codebook):
    return evaluate(*corpus, codebook)


def row(evaluation, frame):
    return evaluation.table.set_index("frame").loc[frame]


def test_a_held_out_probability_is_that_of_a_model_trained_without_its_document(corpus, codebook, evaluation):
    sentences, gold = corpus
    held = sentences["document_id"] == "doc3"
    inside = gold[~gold["sentence_id"].isin(sentences.loc[held, "sentence_id"])]
    model = train(sentences, inside, codebook)
    expected = model.probabilities(sentences.loc[held, "text"].tolist())[:, model.frames.index("storm")]
    scores = evaluation.out_of_fold
    found = scores[scores["frame"] == "storm"].set_index("sentence_id")["probability"]
    assert found.loc[sentences.loc[held, "sentence_id"]].tolist() == pytest.approx(expected.tolist(), abs=1e-12)


def test_a_word_of_the_held_out_document_alone_changes_nothing(make_corpus, codebook):
    # Every other sentence ends with a word that only its document has. Were it in the vocabulary, the sentence's other
    # words would weigh less.
    sentences, gold = make_corpus(6, 20)
    storms = set(gold[(gold["frame"] == "storm") & gold["present"]]["sentence_id"])
    own = {f"doc{n}": letter * 4 for n, letter in enumerate("qwxyzj")}
    told = ["A storm hit" if name in storms else "The council met" for name in sentences["sentence_id"]]
    ends = [own[row.document_id] if row.position % 2 else "" for row in sentences.itertuples()]
    texts = [f"{text} {end}" for text, end in zip(told, ends, strict=True)]
    scores = evaluate(sentences.assign(text=texts), gold, codebook, profile="standard").out_of_fold
    found = scores[scores["frame"] == "storm"].set_index("sentence_id")["probability"].loc[sentences["sentence_id"]]
    for _, alike in found.groupby([sentences["document_id"].to_numpy(), told]):
        assert len(alike) > 1
        assert alike.to_numpy() == pytest.approx(alike.iloc[0], abs=1e-12)


def test_figures_are_those_of_the_held_out_predictions_by_arithmetic(noisy_corpus, codebook):
    # Leave one document out: predictions come from six models trained here one by one.
    sentences, gold = noisy_corpus
    hits = predictions = positives = 0
    for document in sentences["document_id"].unique():
        held = sentences[sentences["document_id"] == document]
        model = train(sentences, gold[~gold["sentence_id"].isin(held["sentence_id"])], codebook)
        column = model.frames.index("harvest")
        said = model.probabilities(held["text"].tolist())[:, column] >= model.thresholds[column]
        truth = gold[gold["frame"] == "harvest"].set_index("sentence_id")["present"].loc[held["sentence_id"]].to_numpy()
        hits, predictions, positives = hits + (said & truth).sum(), predictions + said.sum(), positives + truth.sum()
    found = row(evaluate(sentences, gold, codebook), "harvest")
    assert found["precision"] == pytest.approx(hits / predictions)
    assert found["recall"] == pytest.approx(hits / positives)
    assert found["f1"] == pytest.approx(2 * hits / (predictions + positives))


def test_always_yes_has_the_f1_of_the_prevalence(evaluation):
    found = row(evaluation, "storm")
    prevalence = found["positives"] / evaluation.sentences
    assert found["always_f1"] == pytest.approx(2 * prevalence / (1 + prevalence))


def test_a_frame_with_fewer_than_20_examples_has_no_figure(corpus, codebook, evaluation):
    found = row(evaluation, "parade")
    assert 8 <= found["positives"] < 20
    assert found["note"] == f"too few examples ({found['positives']})"
    figures = ["precision", "recall", "f1", "low", "high", "average_precision", "always_f1"]
    assert found[figures].isna().all()
    assert "parade" in set(evaluation.out_of_fold["frame"])  # an audit may still look at its scores


def test_a_frame_that_nobody_decided_on_says_so(corpus, codebook):
    sentences, gold = corpus
    found = row(evaluate(sentences, gold[gold["frame"] != "parade"], codebook), "parade")
    assert (found["positives"], found["note"]) == (0, "nobody decided on it")


def test_each_frame_says_on_how_many_sentences_it_was_judged_and_ties_are_named(corpus, codebook, evaluation):
    sentences, gold = corpus
    assert evaluation.table["sentences"].tolist() == [120, 120, 120]
    assert not any("tie" in warning for warning in evaluation.warnings)
    first, second, third = sentences["sentence_id"].iloc[:3]
    ties = [("storm", first), ("storm", second), ("parade", second), ("parade", third)]
    tied = gold[[place not in ties for place in zip(gold["frame"], gold["sentence_id"], strict=True)]]
    result = evaluate(sentences, tied, codebook)
    assert result.table.set_index("frame")["sentences"].to_dict() == {"harvest": 120, "storm": 118, "parade": 118}
    assert (
        "Of 120 sentences, 3 have a tie or no decision on some frame and are left out there: "
        "the figures are for sentences on which the coders agree." in result.warnings
    )
    one = evaluate(sentences, gold[(gold["frame"] != "storm") | (gold["sentence_id"] != first)], codebook)
    assert any("1 has a tie or no decision on some frame and is left out there" in line for line in one.warnings)


def test_a_frame_that_nobody_was_asked_about_is_no_tie(corpus, codebook):
    sentences, gold = corpus
    result = evaluate(sentences, gold[gold["frame"] != "parade"], codebook)
    assert row(result, "parade")["sentences"] == 0
    assert not any("tie" in warning for warning in result.warnings)


def test_a_frame_that_a_fold_cannot_learn_counts_as_not_found_there(make_corpus, codebook):
    sentences, gold = make_corpus(4, 80)
    # storm in doc0 (many) and once in doc1: without doc0 one example is left, which is too few to learn from
    doc1 = sentences[sentences["document_id"] == "doc1"]["sentence_id"]
    others = sentences[sentences["document_id"].isin(["doc2", "doc3"])]["sentence_id"]
    storms = gold[(gold["frame"] == "storm") & gold["present"]]
    dropped = [
        *storms[storms["sentence_id"].isin(doc1)]["sentence_id"][1:],
        *storms[storms["sentence_id"].isin(others)]["sentence_id"],
    ]
    gold = gold[~((gold["frame"] == "storm") & gold["sentence_id"].isin(dropped))]
    result = evaluate(sentences, gold, codebook)
    found = row(result, "storm")
    assert found["recall"] <= 1 / found["positives"]
    assert "not learned for" in found["note"]
    scored = result.out_of_fold[result.out_of_fold["frame"] == "storm"]["sentence_id"]
    assert not scored.str.startswith("doc0:").any()


def test_below_20_documents_there_is_no_interval_and_a_warning_says_so(evaluation):
    assert evaluation.folds == "leave one document out, 6 documents"
    assert evaluation.table[["low", "high"]].isna().all(axis=None)
    assert any("120 sentences of 6 documents are too few for intervals" in warning for warning in evaluation.warnings)


def test_from_20_documents_there_is_an_interval_and_ten_folds(make_corpus, codebook):
    result = evaluate(*make_corpus(20, 6), codebook)
    assert result.folds == "10 folds of whole documents, 20 documents"
    found = row(result, "storm")
    assert found["low"] <= found["f1"] <= found["high"]
    assert not any("intervals" in warning for warning in result.warnings)


def test_labels_of_an_automated_coder_are_warned_about(make_corpus, codebook):
    automated = evaluate(*make_corpus(3, 25, made_by="automated coder"), codebook)
    assert any("225 of 225 labels were made by an automated coder" in warning for warning in automated.warnings)
    many = evaluate(*make_corpus(3, 112, made_by="automated coder"), codebook)
    assert any("1,008 of 1,008 labels were made" in warning for warning in many.warnings)
    people = evaluate(*make_corpus(3, 25), codebook)
    assert not any("automated" in warning for warning in people.warnings)


def test_labels_that_are_noise_are_not_reported_as_success(make_corpus, codebook):
    sentences, gold = make_corpus(20, 10)
    noise = gold.groupby("frame")["present"].transform(lambda column: column.sample(frac=1, random_state=3).to_numpy())
    found = row(evaluate(sentences, gold.assign(present=noise), codebook), "storm")
    assert found["average_precision"] < found["positives"] / 200 + 0.15
    honest = row(evaluate(sentences, gold, codebook), "storm")
    assert honest["average_precision"] > 0.9


def test_the_same_seed_gives_the_same_evaluation_in_whatever_order(corpus, codebook, evaluation):
    sentences, gold = corpus
    again = evaluate(sentences.sample(frac=1, random_state=1), gold.sample(frac=1, random_state=2), codebook)
    pd.testing.assert_frame_equal(again.table, evaluation.table)
    pd.testing.assert_frame_equal(again.out_of_fold, evaluation.out_of_fold)


def test_out_of_fold_scores_are_a_table_of_scores(evaluation):
    checked = tables.SCORES.check(evaluation.out_of_fold, "out of fold")
    assert set(checked["model"]) == {OUT_OF_FOLD}
    assert checked["probability"].between(0, 1).all()


def test_macro_figures_are_means_of_the_frames_that_have_one(evaluation):
    f1 = [row(evaluation, frame)["f1"] for frame in ("harvest", "storm")]
    assert evaluation.macro_f1 == pytest.approx(np.mean(f1))
    assert math.isfinite(evaluation.macro_average_precision)


def test_one_document_cannot_be_held_out(make_corpus, codebook):
    with pytest.raises(NotEnoughData, match="one document"):
        evaluate(*make_corpus(1, 40), codebook)


def test_a_copy_is_never_held_out_beside_what_it_repeats(make_corpus, codebook):
    # Labels that nothing in the text tells, and a copy of each document: whoever has read the copy knows them by heart.
    sentences, gold = make_corpus(10, 20)
    draw = random.Random(2)
    texts = [" ".join("".join(draw.choices("bcdfghklmnprst", k=9)) for _ in range(8)) for _ in range(len(sentences))]
    originals = sentences.assign(text=texts)
    twins = originals.assign(
        document_id="copy-" + originals["document_id"], sentence_id="copy-" + originals["sentence_id"]
    )
    both = pd.concat([originals, twins], ignore_index=True)
    labels = pd.concat([gold, gold.assign(sentence_id="copy-" + gold["sentence_id"])], ignore_index=True)
    copies = {f"copy-{name}": name for name in originals["document_id"]}
    # Pieces of words, because a word of one text and its copy is in one text only where the copy is held out.
    known, apart = (measuring.evaluate(both, labels, codebook, copies=c, profile="standard") for c in ({}, copies))
    assert row(known, "storm")["average_precision"] > 0.9
    assert row(apart, "storm")["average_precision"] < 0.6
    assert (known.documents, apart.documents) == (20, 10)


def test_a_group_is_held_out_whole_and_documents_without_one_are_set_aside_and_named(corpus, codebook):
    sentences, gold = corpus
    outlets = {"doc0": "gazette", "doc1": "gazette", "doc2": "courier", "doc3": "courier", "doc4": "courier"}
    found = evaluate(*corpus, codebook, groups=Groups("outlet", outlets, "it is not known which outlet they are from"))
    assert found.folds == "leave one outlet out, 2 outlets of 5 documents"
    assert (found.by, found.documents, found.sentences) == ("outlet", 5, 100)
    said = "20 sentences of 1 document are set aside, because it is not known which outlet they are from: doc5."
    assert said in found.warnings
    assert any("100 sentences of 2 outlets are too few for intervals: 20 outlets" in line for line in found.warnings)
    held = sentences[sentences["document_id"].isin(["doc0", "doc1"])]
    others = sentences[sentences["document_id"].isin(["doc2", "doc3", "doc4"])]
    model = train(sentences, gold[gold["sentence_id"].isin(others["sentence_id"])], codebook)
    expected = model.probabilities(held["text"].tolist())[:, model.frames.index("storm")]
    scores = found.out_of_fold[found.out_of_fold["frame"] == "storm"].set_index("sentence_id")["probability"]
    assert scores.loc[held["sentence_id"]].tolist() == pytest.approx(expected.tolist(), abs=1e-12)


def test_one_group_only_cannot_be_held_out(corpus, codebook):
    same = Groups("month", {f"doc{n}": "2022-01" for n in range(6)}, "their month is not known")
    with pytest.raises(NotEnoughData, match="of one month, 2022-01"):
        evaluate(*corpus, codebook, groups=same)
    with pytest.raises(NotEnoughData, match="their month is not known"):
        evaluate(*corpus, codebook, groups=Groups("month", {"other": "2022-01"}, "their month is not known"))


def test_a_copy_in_another_outlet_does_not_teach_and_a_warning_says_so(make_corpus, codebook):
    sentences, gold = make_corpus(4, 20)
    outlets = Groups("outlet", {"doc0": "a", "doc1": "a", "doc2": "b", "doc3": "b"}, "")
    found = evaluate(sentences, gold, codebook, copies={"doc2": "doc0"}, groups=outlets)
    assert any("40 sentences are of a text that ran in several outlets" in line for line in found.warnings)
    inside = gold[gold["sentence_id"].isin(sentences.loc[sentences["document_id"] == "doc3", "sentence_id"])]
    held = sentences[sentences["document_id"] == "doc1"]
    few = evaluate(sentences, gold, codebook, groups=outlets)
    assert not any("several" in line for line in few.warnings)
    assert (inside["frame"] == "storm").sum() == 20
    scores = (e.out_of_fold.set_index(["frame", "sentence_id"])["probability"] for e in (found, few))
    with_copy, without = (part.reindex([("storm", name) for name in held["sentence_id"]]) for part in scores)
    assert not np.allclose(with_copy, without)


def test_people_stand_beside_the_model_also_where_they_are_tied(make_corpus, codebook):
    sentences, gold = make_corpus(20, 6)
    storm = gold["frame"] == "storm"
    truth = gold[storm].set_index("sentence_id")["present"]
    wrong = truth.index[truth.to_numpy()][:10]  # bob misses ten: these are ties, and no gold
    rows = [
        {"sentence_id": name, "annotator": annotator, "frame": "storm", "present": bool(present)}
        | {"state": "confirmed", "at": "", "project": "p", "codebook": "c", "assisted": False, "made_by": "person"}
        for annotator in ("ann", "bob")
        for name, present in (truth if annotator == "ann" else truth & ~truth.index.isin(wrong)).items()
    ]
    untied = gold[~(storm & gold["sentence_id"].isin(wrong))]
    found = evaluate(sentences, untied, codebook, annotations=tables.ANNOTATIONS.table(rows))
    both = truth.sum() - 10
    people = 2 * both / (2 * both + 10)
    assert row(found, "storm")["people_f1"] == pytest.approx(people)
    assert math.isnan(row(found, "harvest")["people_f1"])
    assert found.summary.set_index("figure").loc["people_macro_f1", "value"] == pytest.approx(people)


def test_without_single_decisions_there_is_no_ceiling_and_the_reason_stands_there(evaluation):
    assert evaluation.ceiling.why_none == "no decisions of single annotators were given"
    assert evaluation.table["people_f1"].isna().all()


def test_gold_with_one_answer_only_has_no_figure_and_is_no_bug(corpus, codebook):
    sentences, gold = corpus
    found = evaluate(sentences, gold.assign(present=True), codebook)
    assert (found.table["note"] == "no fold leaves enough examples to learn it").all()
    assert math.isnan(found.macro_f1)
    assert found.calibration.table.empty


def test_gold_that_is_broken_is_refused(corpus, codebook):
    sentences, gold = corpus
    with pytest.raises(InputError, match="more than one row"):
        evaluate(sentences, pd.concat([gold, gold.head(1)]), codebook)
    with pytest.raises(InputError, match="empty"):
        evaluate(sentences, gold.assign(present=gold["present"].astype(object).where(gold.index > 0, np.nan)), codebook)


def test_a_frame_that_the_codebook_lost_is_named(corpus, codebook_of):
    with pytest.raises(InputError, match="'parade'"):
        evaluate(*corpus, codebook_of("harvest", "storm"))
