import math
from dataclasses import replace

import pandas as pd
import pytest

from framing.analysis import tables
from framing.analysis.findings import Findings
from framing.analysis.scored import Scored
from framing.codebook import Codebook, Frame
from framing.model.learning.weights import RandomSlice
from framing.report.methods import methods_of
from framing.report.study import Exercises, Repeats, Study
from framing.tables import ANNOTATIONS, GOLD, SAMPLE

BOOK = Codebook("study", "2", "A study", (Frame("calm", "calm", "c", "#000000", "#FFFFFF", ""),), fingerprint="c0de")


def annotations(*makers):
    rows = [
        {
            "sentence_id": f"s{n}", "annotator": f"coder{n % 2}", "frame": "calm", "present": True, "at": "",
            "state": "confirmed", "project": "p", "codebook": "c0de", "assisted": False, "made_by": maker,
        }
        for n, maker in enumerate(makers)
    ]  # fmt: skip
    return ANNOTATIONS.table(rows)


def share(group, estimate, labelled):
    number = math.nan if estimate == tables.TOO_LITTLE else 0.2
    return {
        "unit": "sentence", "by": "outlet", "group": group, "frame": "calm", "share": number, "low": number,
        "high": number, "predicted": 20, "of": 100, "documents": 30, "labelled": labelled, "estimate": estimate,
        "note": "",
    }  # fmt: skip


@pytest.fixture
def study():
    documents = pd.DataFrame(
        {"document_id": ["a", "b"], "source": ["Azattyq", "Kazinform"], "date": ["2022-01-05", "2022-01-09"]}
    )
    sentences = pd.DataFrame({"sentence_id": ["s0", "s1", "s2"], "document_id": ["a", "a", "b"]})
    seen = pd.DataFrame([[True], [False], [True]]).to_numpy()
    scored = Scored(sentences, documents, ("calm",), seen.astype(float), seen, "f00d")
    prevalence = tables.PREVALENCE.table(
        [share("Azattyq", tables.CORRECTED, 60), share("Kazinform", tables.TOO_LITTLE, 8)]
    )
    return Study(Findings(scored, prevalence), BOOK, annotations("person", "person"), GOLD.table())


def slice_of(**strata):
    rows = [
        {
            "sentence_id": name, "draw": 1, "purpose": "estimation", "corpus": "x", "stratum": stratum,
            "inclusion_probability": chance, "why": "", "seed": 7,
        }
        for name, (stratum, chance) in strata.items()
    ]  # fmt: skip
    return RandomSlice(SAMPLE.table(rows), frozenset())


def test_what_was_not_recorded_is_said(study):
    said = methods_of(study)
    for missing in (
        "no random sample was recorded",
        "Coder training was not recorded.",
        "Agreement was not measured",
        "Stability was not measured",
        "its training and quality were not at hand",
        "Versions of the software were not recorded.",
    ):
        assert missing in said


def test_numbers_are_those_of_the_tables(study):
    agreement = pd.DataFrame(
        [{"frame": "calm", "alpha": 0.71, "low": 0.6, "high": 0.8, "sentences": 150, "made_by": "person"}]
    )
    chance = slice_of(s0=("outlet=Azattyq", 0.25), s1=("outlet=Azattyq", 0.25), s2=("outlet=Kazinform", 0.5))
    full = replace(
        study, chance=chance, agreement=agreement, exercises=Exercises(2, 17, 20), repeats=Repeats(9, 10),
        profile="standard", trained_on=400, labels_by={"person": 900}, versions={"framing": "0.1", "numpy": "2.0"},
    )  # fmt: skip
    said = methods_of(full)
    for part in (
        "The corpus has 2 documents of 2 outlets, dated 2022-01-05 to 2022-01-09, with 3 coded sentences.",
        "3 sentences for estimation were drawn by random sampling within 2 strata (outlet=Azattyq: 2 at 0.2500; "
        "outlet=Kazinform: 1 at 0.5000), with inclusion probabilities of 0.2500 to 0.5000 (seed 7); 2 of them were "
        "labelled, of 2 labelled in all.",
        "2 people labelled. 2 coders did exercises with a known key beforehand: 17 of 20 first answers were right.",
        "calm 0.71 (0.60 to 0.80), 150 sentences",
        "of 10 sentences shown to the same coder twice, 9 (90%) got the same frames again",
        "trained on 400 sentences (labels: 900 by person)",
        "Of 2 shares of sentences, 1 were corrected by 60 to 60 labelled ones each, 0 are the classifier's counts, "
        "uncorrected, and 1 were not given (a group needs 50 labelled).",
        "Software: framing 0.1, numpy 2.0.",
    ):
        assert part in said


def test_articles_that_were_drawn_whole_are_called_so(study):
    chance = slice_of(s0=("", 0.5), s1=("", 0.5))
    whole = replace(chance, drawn=chance.drawn.assign(why="by chance, with its article"))
    said = methods_of(replace(study, chance=whole))
    assert "drawn by simple random sampling of articles, each with all of its sentences, with inclusion" in said
    assert "of articles, each with" not in methods_of(replace(study, chance=chance))


def test_an_automated_coder_is_named_as_such(study):
    said = methods_of(replace(study, annotations=annotations("automated coder")))
    assert "No person labelled. 1 automated coder labelled: a program, whose labels are no judgement of people." in said
    assert "training" not in said.partition("Agreement")[0]


def test_names_from_outside_format_and_steer_nothing(study):
    hostile = replace(BOOK, id="<b>[x](y)\u202e|\x1b[31m`*" + "x" * 10_000)
    said = methods_of(replace(study, codebook=hostile))
    assert not set("<>[]|`*\u202e\x1b") & set(said)
    assert len(said) < 4_000


def decision(name, voters, how="unanimous"):
    return {
        "sentence_id": name, "frame": "calm", "present": True, "votes": voters, "voters": voters, "how": how,
        "probability": 1.0, "reason": "", "codebook": "c0de", "made_by": "person",
    }  # fmt: skip


def test_documents_without_an_outlet_or_a_date_are_counted(study):
    documents = study.findings.scored.documents.assign(source=["Azattyq", ""], date=["", "2022-01-09"])
    scored = replace(study.findings.scored, documents=documents, copies={"b": "a"})
    said = methods_of(replace(study, findings=replace(study.findings, scored=scored)))
    assert (
        "2 documents of 1 outlet (1 has no outlet), dated 2022-01-09 (1 has no date), with 3 coded sentences; "
        "1 document repeats another." in said
    )


def test_what_one_coder_decided_alone_is_not_called_unanimous(study):
    alone = GOLD.table([decision("s0", 1), decision("s1", 1)])
    said = methods_of(replace(study, gold=alone))
    assert "Of 2 decisions on a sentence and frame, 2 were made by one coder alone, of which no agreement" in said
    assert "unanimous" not in said
    both = GOLD.table([decision("s0", 1), decision("s1", 2), decision("s2", 3, "majority")])
    said = methods_of(replace(study, gold=both))
    assert "1 was made by one coder alone, of which no agreement can be told, 1 were unanimous, 1 resolved by" in said


@pytest.mark.parametrize(("maker", "told"), [("automated coder", True), ("person", False)])
def test_agreement_of_programs_is_called_no_reliability(study, maker, told):
    row = {"frame": "calm", "alpha": 0.98, "low": 0.9, "high": 1.0, "sentences": 186, "made_by": maker}
    said = methods_of(replace(study, agreement=pd.DataFrame([row])))
    assert ("is no inter-coder reliability" in said) is told
