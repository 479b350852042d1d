import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from framing import tables
from framing.codebook import Codebook, Frame
from framing.errors import NotEnoughData
from framing.model.learning.examples import make_examples
from framing.model.learning.features import count_terms
from framing.sampling.budget import Point, forecast, is_flat, label_budget, macro_f1, slope_of
from framing.sampling.rehearsal import rehearse

FRAMES = ("storm", "harvest", "parade")
SIGNS = {"storm": "thunder hail storm", "harvest": "wheat barley harvest", "parade": "drums flags parade"}
FILLERS = ("council", "road", "monday", "mayor", "valley", "mill", "crowd", "window", "paper", "river", "bridge")


def made_examples(documents, each, *, noise=0.1, seed=0):
    """Invented sentences; each frame shows in two of its three words, and `noise` of the labels are wrong."""
    chance = np.random.default_rng(seed)
    sentences, gold = [], []
    for document in range(documents):
        for position in range(1, each + 1):
            name = f"d{document:03}:{position}-{position + 1}"
            present = chance.random(len(FRAMES)) < (0.35, 0.25, 0.03)
            words = list(chance.choice(FILLERS, 5))
            for frame in np.array(FRAMES)[present]:
                words += list(chance.choice(SIGNS[frame].split(), 2, replace=False))
            wrong = chance.random(len(FRAMES)) < noise * np.array([1, 1, 0])
            sentences.append(
                {"sentence_id": name, "document_id": f"d{document:03}", "position": position, "start": position}
                | {"end": position + 1, "text": " ".join(words), "kind": "body", "paragraph": 1}
            )
            gold += [
                {"sentence_id": name, "frame": frame, "present": bool(yes), "votes": int(yes), "voters": 1}
                | {"probability": float(yes), "how": "unanimous", "reason": "", "codebook": "c0de", "made_by": "person"}
                for frame, yes in zip(FRAMES, present ^ wrong, strict=True)
            ]
    frames = tuple(Frame(key, key, key[0], "#000000", "#ffffff", "A definition.") for key in FRAMES)
    book = Codebook(id="weather", version="1.0", title="Weather", frames=frames, fingerprint="0123456789abcdef")
    return make_examples(tables.SENTENCES.table(sentences), tables.GOLD.table(gold), book)


@pytest.fixture(scope="module")
def examples():
    return made_examples(40, 5)


@pytest.fixture(scope="module")
def budget(examples):
    return label_budget(examples, [50, 200])


def points(slope, ceiling=0.8, sizes=(50, 80, 120, 160, 200)):
    return tuple(Point(size, ceiling - slope * size**-0.5) for size in sizes)


@given(st.floats(0.5, 5), st.floats(0.5, 0.9))
def test_the_slope_of_a_power_law_is_found_again(slope, ceiling):
    assert slope_of(points(slope, ceiling)) == pytest.approx(slope)


def test_a_curve_that_falls_has_no_slope():
    assert slope_of(points(-1)) == 0


def test_a_forecast_moves_along_the_curve_and_has_its_band_by_arithmetic():
    # From 180 to 360 sentences in a fold, with the slope that such curves usually have, 3.1.
    curve = points(3.1, ceiling=0.7, sizes=(45, 90, 180))
    found = forecast(curve, 200, 200, spread=0.05)
    assert found.macro_f1 == pytest.approx(0.7 - 3.1 / 360**0.5)
    # Half of the sentences are new: the deviation is sqrt(0.01 ** 2 + 0.05 ** 2 / 2); 80 % are within 1.2816 of these.
    assert found.high - found.macro_f1 == pytest.approx(1.2816 * (0.0001 + 0.00125) ** 0.5)
    assert found.macro_f1 - found.low == pytest.approx(found.high - found.macro_f1)


def test_near_the_top_no_more_is_expected_than_the_error_that_is_left():
    # An error of 0.02 that falls as 1 / sqrt(m), so that it ends at 0: from 188 to 278 sentences it loses a sixth.
    flat = tuple(Point(size, 0.98) for size in (113, 150, 188))
    found = forecast(flat, 209, 100, spread=0.05)
    assert found.macro_f1 == pytest.approx(1 - 0.02 * (209 / 309) ** 0.5)
    assert forecast(tuple(Point(size, 1.0) for size in (113, 150, 188)), 209, 100, spread=0).macro_f1 == 1


@given(st.floats(0.05, 0.75), st.floats(0, 3.5), st.integers(1, 400))
def test_a_usual_figure_is_forecast_as_the_back_test_measured_it(today, slope, more):
    curve = tuple(Point(size, today + slope * (180**-0.5 - size**-0.5)) for size in (45, 90, 180))
    moved = (0.5 * slope + 0.5 * 3.1) * (180**-0.5 - (180 * (1 + more / 200)) ** -0.5)
    assert forecast(curve, 200, more, spread=0).macro_f1 == pytest.approx(today + moved)


@pytest.mark.parametrize(
    ("figures", "flat"), [((0.5, 0.98, 0.985, 0.98), True), ((0.98, 0.98, 0.99, 1.0), False), ((0.9, 0.8, 0.7), False)]
)
def test_a_curve_is_flat_where_its_last_three_points_are_the_same(figures, flat):
    assert is_flat([Point(size, figure) for size, figure in enumerate(figures, 1)]) == flat


@given(st.integers(1, 400), st.integers(1, 400), st.floats(0, 0.3))
def test_more_sentences_are_never_expected_to_harm_and_are_known_less_well(first, second, spread):
    near, far = (forecast(points(2), 200, more, spread) for more in sorted((first, second)))
    assert near.macro_f1 <= far.macro_f1
    # A figure ends at 0 and 1: an end that stands there can come no further away.
    assert far.high == 1 or near.high - near.macro_f1 <= far.high - far.macro_f1 + 1e-12
    assert far.low == 0 or near.macro_f1 - near.low <= far.macro_f1 - far.low + 1e-12
    assert 0 <= far.low <= far.macro_f1 <= far.high <= 1


def test_macro_f1_is_that_of_scikit_learn(examples):
    run = rehearse(examples, count_terms(examples.texts), 1.0, seed=7)
    truth = examples.labels[:, :2] == 1
    assert macro_f1(examples, run.predicted, [0, 1]) == pytest.approx(
        f1_score(truth, run.predicted[:, :2], average="macro")
    )


def test_a_fold_learns_from_the_share_that_it_is_given(examples):
    run = rehearse(examples, count_terms(examples.texts), 0.5, seed=7)
    assert run.learned_from == pytest.approx(0.5 * 0.9 * 200)


def test_the_budget_names_its_frames_and_those_that_are_too_rare(budget, examples):
    assert budget.frames == ("storm", "harvest")
    assert budget.without == (("parade", int((examples.labels[:, 2] == 1).sum())),)
    assert [step.more for step in budget.forecasts] == [50, 200]
    assert [point.learned_from for point in budget.curve] == pytest.approx([45, 70, 110, 145, 180], abs=5)
    assert budget.curve[-1].macro_f1 > budget.curve[0].macro_f1


def test_the_same_labels_give_the_same_budget(budget, examples):
    assert label_budget(examples, [50, 200]) == budget


def test_what_came_out_is_in_the_band(budget):
    # The same kind of sentences, twice as many: more often than not; here with a seed that is fixed.
    more = made_examples(80, 5)
    run = rehearse(more, count_terms(more.texts), 1.0, seed=7)
    assert budget.forecasts[1].low <= macro_f1(more, run.predicted, [0, 1]) <= budget.forecasts[1].high


@pytest.mark.parametrize(
    ("documents", "each", "steps", "reason"),
    [
        (39, 5, [100], "195 labelled sentences of 39 documents are too few for a learning curve"),
        (19, 11, [100], "209 labelled sentences of 19 documents are too few"),
        (40, 5, [401], "does not say what 401 more would bring. Ask for 1 to 400"),
    ],
)
def test_where_it_cannot_say_it_says_so(documents, each, steps, reason):
    with pytest.raises(NotEnoughData, match=reason):
        label_budget(made_examples(documents, each), steps)
