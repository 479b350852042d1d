import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score, precision_score, recall_score

from framing.errors import InputError
from framing.model.evaluation.evaluate import evaluate
from framing.model.evaluation.figures import match_totals
from framing.model.evaluation.resampling import resample
from framing.model.keeping.card import write_card
from framing.model.keeping.record import make_record
from framing.model.learning.calibration import best_threshold
from framing.model.learning.examples import make_examples
from framing.model.learning.train import train
from framing.model.learning.weights import NO_SLICE, RandomSlice, figure_basis, random_slice, slice_in_force
from framing.tables import ANNOTATIONS, SAMPLE


def sample_of(*rows, purpose="estimation", draw=1):
    """SAMPLE; each row names a sentence, its stratum and the probability with which it was drawn."""
    return SAMPLE.table(
        {
            "sentence_id": name,
            "draw": draw,
            "purpose": purpose,
            "corpus": "c0de",
            "stratum": stratum,
            "inclusion_probability": probability,
            "why": "by chance",
            "seed": 7,
        }
        for name, stratum, probability in rows
    )


def annotations_of(*assisted):
    return ANNOTATIONS.table(
        {
            "sentence_id": name,
            "annotator": "kim",
            "frame": "storm",
            "present": True,
            "state": "confirmed",
            "at": "2026-01-01T00:00:00Z",
            "project": "weather",
            "codebook": "c0de",
            "assisted": True,
            "made_by": "person",
        }
        for name in assisted
    )


def slice_of(*rows, assisted=()):
    return random_slice(sample_of(*rows), annotations_of(*assisted))


def test_a_sentence_stands_for_as_many_as_the_inverse_of_its_chance():
    # 2 of 20 sentences of one outlet and 2 of 4 of the other: each stands for 10, and for 2. Five to one.
    chance = slice_of(("a", "x", 0.1), ("b", "x", 0.1), ("c", "y", 0.5), ("d", "y", 0.5))
    basis = figure_basis(["a", "b", "c", "d", "taught"], chance)
    assert basis.weights.tolist() == [5, 5, 1, 1, 0]
    assert basis.by_chance
    assert "the random slice, 4 of 4 sentences labelled, each weighted by how many of the corpus's 24" in basis.notes[0]
    assert "The other 1 labelled sentences teach the model and no more." in basis.notes[0]


def test_where_whole_articles_were_drawn_the_size_of_the_corpus_is_about_that():
    sample = sample_of(("a", "", 0.5), ("b", "", 0.5)).assign(why="by chance, with its article")
    basis = figure_basis(["a", "b"], random_slice(sample, annotations_of()))
    assert "weighted by how many of the corpus's about 4 it stands for" in basis.notes[0]


def test_those_that_are_labelled_stand_for_those_of_their_stratum_that_are_not():
    # Of outlet x one of two is labelled: it stands for all 20. Of y both are: 2 each.
    chance = slice_of(("a", "x", 0.1), ("b", "x", 0.1), ("c", "y", 0.5), ("d", "y", 0.5))
    assert figure_basis(["a", "c", "d"], chance).weights.tolist() == [10, 1, 1]


@pytest.mark.parametrize(("labelled", "said"), [(39, True), (80, True), (81, False), (90, False)])
def test_a_slice_that_is_not_nearly_all_labelled_is_said_to_be_no_random_part(labelled, said):
    names = [f"s{number}" for number in range(90)]  # nine tenths of it are 81
    notes = figure_basis(["taught", *names[:labelled]], slice_of(*((name, "", 0.5) for name in names))).notes
    assert any("no random part" in note and f"label the other {90 - labelled} (" in note for note in notes) == said


def test_a_sentence_that_was_labelled_with_help_is_no_longer_to_be_labelled():
    names = [f"s{number}" for number in range(10)]
    chance = slice_of(*((name, "", 0.5) for name in names), assisted=names[:3])
    assert not any("no random part" in note for note in figure_basis(names, chance).notes)
    assert any("label the other 2 (" in note for note in figure_basis(names[:8], chance).notes)


def test_a_stratum_of_which_nothing_is_labelled_is_named():
    chance = slice_of(("a", "outlet=x", 0.1), ("c", "outlet=y", 0.5))
    assert "Of outlet=y nothing in the slice is labelled" in figure_basis(["a"], chance).notes[-1]


def test_a_sentence_that_was_labelled_with_a_proposal_in_sight_does_not_count_and_this_is_said():
    chance = slice_of(("a", "", 0.5), ("b", "", 0.5), ("c", "", 0.5), assisted=("b", "elsewhere"))
    basis = figure_basis(["a", "b", "c", "elsewhere"], chance)
    assert basis.weights.tolist() == [1, 0, 1, 0]
    assert "1 of the random slice was labelled with a proposal in sight and does not count for figures." in basis.notes


def test_the_last_draw_for_estimation_is_the_slice():
    first = sample_of(("a", "", 0.1), ("gone", "", 0.1))
    second = sample_of(("a", "", 0.2), ("b", "", 0.2), draw=2)
    taught = sample_of(("t", "", 0.0), purpose="training", draw=3)
    sample = pd.concat([first, second, taught])
    found = random_slice(sample, annotations_of())
    assert found is not None
    pd.testing.assert_frame_equal(found.drawn, slice_in_force(sample))
    assert dict(zip(found.drawn["sentence_id"], found.drawn["inclusion_probability"], strict=True)) == {
        "a": 0.2,
        "b": 0.2,
    }


@pytest.mark.parametrize("sample", [SAMPLE.table(), sample_of(("t", "", 0.0), purpose="training")])
def test_without_a_draw_by_chance_all_count_alike_and_the_figures_say_so(sample):
    chance = random_slice(sample, annotations_of())
    basis = figure_basis(["a", "t"], chance)
    assert (basis.weights.tolist(), basis.by_chance, basis.notes) == ([1, 1], False, (NO_SLICE,))


def test_a_slice_that_nobody_labelled_yet_changes_no_figure_and_is_named():
    basis = figure_basis(["a", "b"], slice_of(("z", "", 0.1)))
    assert (basis.weights.tolist(), basis.by_chance) == ([1, 1], False)
    assert basis.notes == (NO_SLICE, "Of the random slice, 1 sentences, none is labelled without a proposal in sight.")


def test_a_chance_that_is_none_is_refused():
    with pytest.raises(InputError, match=r"inclusion_probability holds 1\.5"):
        random_slice(sample_of(("a", "", 0.1)).assign(inclusion_probability=1.5), annotations_of())


@pytest.mark.parametrize("none", [0.0, 5e-324, 1e-300])
def test_a_sentence_that_would_stand_for_more_than_any_corpus_has_is_named(none):
    with pytest.raises(InputError, match="draw 1: b has the inclusion probability"):
        slice_of(("a", "", 0.5), ("b", "", none))


def test_a_stratum_with_two_chances_is_named():
    with pytest.raises(InputError, match=r"outlet=Gazette has 0\.1 and 0\.5"):
        slice_of(("a", "outlet=Gazette", 0.5), ("b", "outlet=Gazette", 0.1), ("c", "outlet=Post", 0.1))


@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from([0.1, 0.25, 0.4, 0.5, 0.75, 0.9]), st.integers(1, 5)),
        min_size=2,
        max_size=30,
    ).filter(lambda rows: any(label for label, _, _ in rows))
)
def test_a_threshold_with_whole_weights_is_that_of_repeated_sentences(rows):
    labels, probabilities, weights = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    times = weights.astype(int)
    expected = best_threshold(np.repeat(labels, times), np.repeat(probabilities, times))
    assert best_threshold(labels, probabilities, weights) == expected


@pytest.fixture(scope="module")
def drawn(noisy_corpus):
    """Every second sentence is drawn, of even documents with a third of the chance of odd ones."""
    sentences, _ = noisy_corpus
    rows = []
    for row in sentences.iloc[::2].itertuples():
        odd = int(row.document_id.removeprefix("doc")) % 2
        rows.append((row.sentence_id, f"odd={odd}", 0.6 if odd else 0.2))
    return slice_of(*rows)


@pytest.fixture(scope="module")
def plain(noisy_corpus, codebook):
    return evaluate(*noisy_corpus, codebook)


@pytest.fixture(scope="module")
def weighted(noisy_corpus, codebook, drawn):
    return evaluate(*noisy_corpus, codebook, chance=drawn)


def test_figures_are_those_of_scikit_learn_with_these_weights_on_the_slice(noisy_corpus, codebook, drawn, weighted):
    # Leave one document out, trained here one by one from all labels; the slice alone is judged.
    sentences, gold = noisy_corpus
    truth, said, weights = [], [], []
    present = gold[gold["frame"] == "harvest"].set_index("sentence_id")["present"]
    chance = drawn.drawn.set_index("sentence_id")["inclusion_probability"]
    for document in sentences["document_id"].unique():
        held = sentences[sentences["document_id"] == document]
        inside = gold[~gold["sentence_id"].isin(held["sentence_id"])]
        model = train(sentences, inside, codebook, chance=drawn)
        column = model.frames.index("harvest")
        judged = held[held["sentence_id"].isin(chance.index)]
        said += list(model.probabilities(judged["text"].tolist())[:, column] >= model.thresholds[column])
        truth += list(present.loc[judged["sentence_id"]])
        weights += list(1 / chance.loc[judged["sentence_id"]])
    found = weighted.table.set_index("frame").loc["harvest"]
    assert (found["sentences"], found["positives"]) == (60, sum(truth))
    for name, measure in (("precision", precision_score), ("recall", recall_score), ("f1", f1_score)):
        assert found[name] == pytest.approx(measure(truth, said, sample_weight=weights)), name
    assert found["f1"] != pytest.approx(f1_score(truth, said))  # so that the weights matter here
    always = f1_score(truth, np.ones(len(truth), dtype=bool), sample_weight=weights)
    assert found["always_f1"] == pytest.approx(always)


def test_all_labels_teach_also_those_outside_of_the_slice(noisy_corpus, codebook, drawn, plain, weighted):
    without, with_slice = (train(*noisy_corpus, codebook, chance=chance) for chance in (None, drawn))
    for line, weighted_line in zip(without.coefficients, with_slice.coefficients, strict=True):
        stretch = weighted_line @ line / (line @ line)  # calibration, which stands on the slice, only stretches a line
        assert weighted_line == pytest.approx(stretch * line)
    assert (plain.counted, weighted.counted, weighted.sentences) == (120, 60, 120)


def test_a_frame_that_is_rare_in_the_slice_has_no_figure_however_many_there_are_elsewhere(plain, weighted):
    rare = next(row for row in weighted.table.to_dict(orient="records") if row["positives"] < 20)
    assert plain.table.set_index("frame").loc[rare["frame"], "positives"] >= 20
    assert rare["note"] == f"too few examples in the random slice ({rare['positives']} of 20)"
    assert np.isnan(rare["f1"])
    assert any("positive sentences in the random slice and get no figures" in line for line in weighted.warnings)


@settings(max_examples=20)
@given(st.floats(0.001, 1), st.integers(1, 100))
def test_equal_chances_give_weights_of_exactly_one(probability, count):
    names = [f"s{n}" for n in range(count)]
    assert set(figure_basis(names, slice_of(*((name, "", probability) for name in names))).weights) == {1.0}


def test_a_slice_of_everything_with_one_chance_changes_no_figure_at_all(codebook, make_corpus):
    sentences, gold = make_corpus(20, 5)
    everything = slice_of(*((name, "", 1 / 3) for name in sentences["sentence_id"]))
    plain, weighted = (evaluate(sentences, gold, codebook, chance=c, profile="fast") for c in (None, everything))
    columns = [name for name in plain.table if name != "note"]
    pd.testing.assert_frame_equal(plain.table[columns], weighted.table[columns], check_exact=True)
    same, usual = (train(sentences, gold, codebook, chance=c, profile="fast") for c in (everything, None))
    assert same.thresholds.tolist() == usual.thresholds.tolist()


def test_the_model_says_by_its_digest_which_weights_its_thresholds_stand_on(noisy_corpus, codebook, drawn):
    plain, weighted = (make_examples(*noisy_corpus, codebook, chance=chance) for chance in (None, drawn))
    assert plain.digests.everything != weighted.digests.everything
    assert make_examples(*noisy_corpus, codebook, chance=drawn).digests.everything == weighted.digests.everything


def test_the_card_says_what_its_figures_stand_on(noisy_corpus, codebook, drawn, plain, weighted):
    card = write_card(train(*noisy_corpus, codebook, chance=drawn), "f" * 16, make_record(weighted))
    assert "Figures and thresholds stand on the random slice, 60 of 60 sentences labelled" in card
    assert "on the sentences of the random slice and weighted as they are" in card
    assert "60 sentences in all" in card
    usual = write_card(train(*noisy_corpus, codebook), "f" * 16, make_record(plain))
    assert NO_SLICE in usual
    assert "random slice" not in usual


@settings(max_examples=10)
@given(st.lists(st.integers(1, 4), min_size=10, max_size=10), st.randoms(use_true_random=False))
def test_the_same_slice_in_another_order_gives_the_same_weights(counts, chance):
    rows = [(f"s{n}", str(count), 1 / count) for n, count in enumerate(counts)]
    names = [name for name, _, _ in rows]
    before = figure_basis(names, slice_of(*rows)).weights.tolist()
    chance.shuffle(rows)
    assert figure_basis(names, slice_of(*rows)).weights.tolist() == before


def test_over_many_draws_weighted_figures_are_those_of_the_population_and_plain_ones_are_not():
    # 3,000 sentences of two outlets; in one the frame is common and easy, in the other rare and hard. 100 of each are
    # drawn by chance, so with unequal chances, and 300 more because the model was unsure of them: these teach.
    chance = np.random.default_rng(5)
    small = np.arange(3000) < 500
    truth = chance.random(3000) < np.where(small, 0.5, 0.1)
    probabilities = np.clip(chance.normal(np.where(truth, 0.6, 0.3), np.where(small, 0.1, 0.2)), 0, 1)
    predicted = probabilities >= 0.5
    population = f1_score(truth, predicted)
    unsure = np.argsort(np.abs(probabilities - 0.5))[:300]
    weighted, plain = [], []
    for _ in range(60):
        parts = [chance.choice(np.flatnonzero(part), 100, replace=False) for part in (small, ~small)]
        rows = [(str(n), str(k), 100 / size) for k, size in ((0, 500), (1, 2500)) for n in parts[k]]
        labelled = np.unique(np.concatenate([*parts, unsure]))
        weights = figure_basis([str(n) for n in labelled], slice_of(*rows)).weights
        documents = np.array([str(n // 10) for n in labelled])
        for figures, weight in ((weighted, weights), (plain, np.ones(len(labelled)))):
            sums = match_totals(truth[labelled], predicted[labelled], weight, resample(documents, seed=7, draws=1))
            hits, found, positives = (values[0] for values in sums)
            figures.append(2 * hits / (found + positives))
    error = np.std(weighted) / len(weighted) ** 0.5
    assert abs(np.mean(weighted) - population) < 4 * error + 0.005  # F1 is a ratio: a little bias of small samples
    assert abs(np.mean(plain) - population) > 0.05


def test_a_slice_can_be_made_without_files():
    assert isinstance(slice_of(("a", "", 1.0)), RandomSlice)
