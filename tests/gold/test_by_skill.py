import numpy as np
import pandas as pd
import pytest

from framing.errors import NotEnoughData
from framing.gold.by_skill import by_skill
from framing.gold.votes import count_votes
from framing.tables import ANNOTATIONS


def study(seed, sensitivity, specificity, *, sentences=300, prevalence=0.3, frame="storm", made_by="person", who="p"):
    """ANNOTATIONS of simulated annotators who all decide on every sentence, and the truth by sentence_id."""
    random = np.random.default_rng(seed)
    truth = random.random(sentences) < prevalence
    shape = (sentences, len(sensitivity))
    votes = np.where(truth[:, None], random.random(shape) < sensitivity, random.random(shape) >= np.array(specificity))
    sentence, annotator = (each.ravel() for each in np.indices(shape))
    table = pd.DataFrame(
        {
            "sentence_id": [f"{made_by[0]}{number:04}" for number in sentence],
            "annotator": [f"{who}{number}" for number in annotator],
            "frame": frame,
            "present": votes.ravel(),
            "state": "confirmed",
            "at": "2026-01-01T00:00:00Z",
            "project": "p",
            "codebook": "c",
            "assisted": False,
            "made_by": made_by,
        }
    )
    ids = [f"{made_by[0]}{number:04}" for number in range(sentences)]
    return ANNOTATIONS.check(table, "study"), pd.Series(truth, index=ids)


def wrong(labels, truth):
    return int((labels.set_index("sentence_id")["present"] != truth.loc[labels["sentence_id"]]).sum())


def test_it_is_right_where_the_majority_is_wrong_and_says_how_each_label_came_about():
    annotations, truth = study(1, [0.95, 0.95, 0.5, 0.5, 0.5], [0.97, 0.97, 0.6, 0.6, 0.6])
    found = by_skill(annotations)
    votes = count_votes(annotations)
    majority = votes.assign(present=2 * votes["votes"] > votes["voters"])
    assert wrong(found.labels, truth) < wrong(majority, truth) / 3
    labels = found.labels
    same = (labels["votes"] == 0) | (labels["votes"] == labels["voters"])
    assert set(labels.loc[~same, "how"]) == {"dawid-skene"}
    agreeing = (labels["votes"] > 0) == labels["present"]
    assert (labels.loc[same & agreeing, "how"] == "unanimous").all()
    assert ((labels["probability"] > 0.5) == labels["present"]).all()


def test_skills_and_bias_of_each_annotator_stand_beside_the_labels():
    annotations, _ = study(2, [0.9, 0.9, 0.9, 0.6], [0.97, 0.97, 0.97, 0.7], sentences=1000)
    skills = by_skill(annotations).skills.set_index("annotator")
    assert skills.loc["p3", "sensitivity"] == pytest.approx(0.6, abs=0.1)
    assert skills.loc["p3", "specificity"] == pytest.approx(0.7, abs=0.1)
    # Who says yes to 3 in 10 sentences without the frame says yes more often than there are sentences with it.
    assert skills.loc["p3", "yes"] > skills.loc["p3", "expected_yes"] + 0.05
    assert skills.loc["p0", "yes"] == pytest.approx(skills.loc["p0", "expected_yes"], abs=0.05)
    assert skills["decisions"].tolist() == [1000] * 4
    assert (skills["with_frame"] + skills["without_frame"]).tolist() == pytest.approx([1000] * 4)


def test_a_skill_that_stands_on_few_sentences_is_not_told():
    annotations, _ = study(3, [0.9] * 4, [0.97] * 4)
    few = annotations[(annotations["annotator"] != "p3") | (annotations["sentence_id"] < "p0012")]
    row = by_skill(few).skills.set_index("annotator").loc["p3"]
    assert row["decisions"] == 12
    assert np.isnan(row["sensitivity"])
    assert row["note"].startswith("too few sentences with the frame for a sensitivity")


def test_an_annotator_who_answers_at_random_is_named():
    annotations, _ = study(4, [0.95, 0.95, 0.9, 0.2], [0.97, 0.97, 0.95, 0.5], sentences=600)
    notes = by_skill(annotations).skills.set_index("annotator")["note"]
    assert notes["p3"] == "says yes where the frame is no more often than where it is not"
    assert notes["p0"] == ""


@pytest.mark.parametrize(("sentences", "estimated"), [(19, False), (20, True)])
def test_a_frame_needs_twenty_sentences_with_three_annotators(sentences, estimated):
    other, _ = study(5, [0.9] * 3, [0.95] * 3, frame="harvest")
    annotations, _ = study(6, [1, 1, 1], [1, 1, 1], sentences=sentences, prevalence=0.9)
    frames = by_skill(pd.concat([other, annotations])).frames.set_index("frame")
    assert bool(frames.loc["storm", "estimated"]) == estimated
    assert frames.loc["harvest", "estimated"]
    assert frames.loc["storm", "note"].startswith("fewer than 20 sentences with 3 annotators") != estimated


def test_without_an_estimate_only_what_all_said_is_a_label(ballot):
    other, _ = study(7, [0.9] * 3, [0.95] * 3, frame="harvest")
    few = by_skill(pd.concat([other, ballot("a storm 1101, b storm 000")])).labels
    mine = few[few["frame"] == "storm"]
    assert mine[["sentence_id", "present", "how", "probability"]].to_numpy().tolist() == [["b", False, "unanimous", 0]]


def test_two_annotators_are_not_judged_by_skill(ballot):
    annotations, _ = study(8, [0.9] * 3, [0.95] * 3)
    pairs = ballot("x storm 10, y storm 11, z storm 0")
    labels = by_skill(pd.concat([annotations, pairs])).labels.set_index("sentence_id")
    assert "x" not in labels.index
    assert labels.loc[["y", "z"], ["how", "probability"]].to_numpy().tolist() == [["unanimous", 1], ["unanimous", 0]]
    with pytest.raises(NotEnoughData, match="no sentence has more than 2"):
        by_skill(pairs)


def test_a_probability_near_one_half_decides_nothing():
    annotations, _ = study(9, [0.8, 0.8, 0.8, 0.8], [0.8, 0.8, 0.8, 0.8], prevalence=0.5, sentences=400)
    # Four annotators of one skill, half of the sentences with the frame: two against two is one half.
    labels = by_skill(annotations).labels
    assert not ((labels["probability"] - 0.5).abs() <= 0.05).any()
    assert len(labels) < 400


def test_people_and_the_automated_coder_are_estimated_apart():
    people, _ = study(10, [0.9] * 3, [0.95] * 3)
    automated, _ = study(11, [0.6] * 3, [0.7] * 3, made_by="automated coder", who="auto")
    both, alone = by_skill(pd.concat([people, automated])), by_skill(people)
    of_people = both.skills[both.skills["made_by"] == "person"].reset_index(drop=True)
    pd.testing.assert_frame_equal(of_people, alone.skills)
    assert both.frames["made_by"].tolist() == ["automated coder", "person"]


def test_a_rare_frame_says_that_a_majority_may_do_as_well():
    annotations, _ = study(12, [0.9] * 3, [0.97] * 3, sentences=200, prevalence=0.2)
    (note,) = by_skill(annotations).frames["note"]
    assert note.startswith("with fewer than 100 sentences that have it a majority may be right as often")
