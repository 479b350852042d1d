from dataclasses import replace

import pytest

from framing.analysis.findings import LookedFor
from framing.analysis.tables import CHANGES, COMPARISON, OMISSIONS, PREVALENCE
from framing.analysis.time_line.line import GRADUAL
from framing.report.figures import build_report
from framing.report.shares import DIFFERENCE_LIMIT, GROUP_LIMIT
from framing.report.statements import points, whole
from framing.report.view import FoundFacts
from framing.tables import GOLD


@pytest.fixture(scope="module")
def findings(made):
    return made.findings(made.scored(30, 10))


def found(made, findings, made_by="automated coder", labels=None):
    scored, book = findings.scored, made.codebook()
    return build_report(
        title="Made", documents=scored.documents, sentences=scored.sentences.assign(start=0, end=0, paragraph=1),
        codebook=book, gold=GOLD.table(), agreement=None, evaluation=None, scores=None, model=None, notes=(),
        found=FoundFacts(findings, made_by, of_run=True, labels=labels),
    ).found  # fmt: skip


def prevalence(*rows):
    columns = {"unit": "sentence", "by": "", "group": "all", "frame": "economy", "share": 0.23, "low": 0.18,
               "high": 0.28, "predicted": 120, "of": 600, "documents": 40, "labelled": 200, "estimate": "corrected",
               "note": ""}  # fmt: skip
    return PREVALENCE.table([columns | row for row in rows])


def test_a_share_is_said_with_its_interval_and_its_counts(made, findings):
    said = found(made, replace(findings, prevalence=prevalence({}))).can
    assert said[0] == "A model read 300 sentences of 30 articles from 4 named outlets for 6 frames."
    assert said[1] == "Most common of all sentences: economy in 23% (18% to 28%; the model sees it in 120 of 600)."


@pytest.mark.parametrize(("note", "when"), [("", "at 2026-03-02"), (GRADUAL, "step by step, with no date")])
def test_a_change_is_said_with_its_date_and_a_trend_without_one(made, findings, note, when):
    known = "" if note else "2026-03-02"
    change = {"unit": "sentence", "frame": "economy", "period": "2026-03-02", "first": known, "last": known,
              "before": 0.12, "after": 0.24,
              "low": 0.05, "high": 0.2, "p": 0.004, "note": note}  # fmt: skip
    said = found(made, replace(findings, changes=CHANGES.table([change]))).can
    sure = "(a change of 12.0 points, 95% interval 5.0 to 20.0, p = .004)"
    assert f"Over time the level moves: economy from 12% to 24% {when} {sure}." in said


def test_a_change_is_said_with_the_weeks_in_which_it_may_have_been(made, findings):
    change = {"unit": "sentence", "frame": "economy", "period": "2026-03-02", "first": "2026-02-16",
              "last": "2026-03-09", "before": 0.12, "after": 0.24, "low": 0.05, "high": 0.2, "p": 0.0004,
              "note": ""}  # fmt: skip
    (said,) = (line for line in found(made, replace(findings, changes=CHANGES.table([change]))).can if "moves" in line)
    assert said.endswith("p <.001, it may have been at any time from 2026-02-16 to 2026-03-09).")


def test_a_guess_at_a_frame_of_too_few_examples_heads_nothing(made, findings):
    guessed = {"estimate": "predicted, uncorrected"}
    few = replace(findings, scored=replace(findings.scored, few_examples=("economy",)))
    law = guessed | {"frame": "law", "share": 0.1}
    said = found(made, replace(few, prevalence=prevalence(guessed, law))).can
    assert said[1].startswith("Most common by the model: law in 10%, uncorrected")
    assert "economy" not in said[1]
    only = found(made, replace(few, prevalence=prevalence(guessed))).can
    assert only[1].startswith("How common frames are by the model is not said here")


def test_where_most_sentences_are_labelled_the_labels_are_said_first(made, findings):
    rows = findings.scored.sentences["sentence_id"].tolist()
    gold = GOLD.table(
        {"sentence_id": name, "frame": "economy", "present": at < 24, "votes": 1, "voters": 1, "probability": 1.0,
         "how": "single", "reason": "", "codebook": "c0de", "made_by": "automated coder"}
        for at, name in enumerate(rows)
    )  # fmt: skip
    said = found(made, findings, labels=gold).can
    assert said[1] == "Most common by the labels of an automated coder: economy in 8% (24 of 300)."
    assert said[2].startswith("Most common by the model: ")
    assert found(made, findings, "person", labels=gold).can[1].startswith("Most common by the labels of people: ")
    assert "by the labels" not in " ".join(found(made, findings, labels=gold.head(150)).can)


def test_warnings_name_frames_as_the_page_does_and_tell_undated_articles_once(made, findings):
    few = replace(findings, scored=replace(findings.scored, few_examples=("human_cost",)), warnings=(
        "The model had too few examples to be trusted of human_cost.",
        "There is no score for human_cost: all examples are from one document.",
        "4 documents have no date that says its week, and no place on the time line.",
        "4 documents without a date: in no month.",
    ))  # fmt: skip
    assert found(made, few).warnings == (
        "The model had too few examples to be trusted of human cost.",
        "There is no score for human cost: all examples are from one document.",
        "4 documents have no date that says its week, and no place on the time line.",
    )


def test_where_nothing_is_left_out_the_page_says_how_much_was_looked_at(made, findings):
    nothing = replace(findings, omissions=OMISSIONS.table(), looked_for=LookedFor(163, 23, 0.84))
    page = found(made, nothing)
    assert page.omitted == (
        "Left out by one outlet: 0 omissions are listed. The others have something twice or more in 163 cases; in 23 "
        "of them the outlet wrote enough to tell, and if all told alike, about 0.8 would be listed by chance."
    )
    assert page.omitted in page.can
    assert "nothing can be told" in found(made, replace(nothing, looked_for=LookedFor(0, 0, 0.0))).omitted
    assert found(made, findings).omitted == ""  # nobody looked


def test_what_is_not_corrected_is_called_so_in_both_columns(made, findings):
    page = found(made, replace(findings, prevalence=prevalence({"estimate": "predicted, uncorrected"})), "")
    assert "economy in 23%, uncorrected (18% to 28%; the model sees it in 120 of 600)" in page.can[1]
    assert page.cannot[0].startswith("How often a frame really is there, for 1 of 1 shares")


def test_too_little_to_tell_is_no_number(made, findings):
    nothing = {"share": float("nan"), "low": float("nan"), "high": float("nan"), "estimate": "too little to tell"}
    page = found(made, replace(findings, prevalence=prevalence(nothing)))
    assert page.can[1] == "For no frame is there enough to say how common it is."
    assert any(line.startswith("Anything about 1 of 1 shares") for line in page.cannot)
    (_, (share,)), = page.shares[0].rows  # fmt: skip
    assert (share.value, share.estimate) == (None, "too little to tell")


def test_labels_of_an_automated_coder_are_said_to_be_no_peoples(made, findings):
    assert any("automated coder" in line for line in found(made, findings).cannot)
    assert not any("automated coder" in line for line in found(made, findings, "person").cannot)


def test_a_difference_is_said_from_the_side_of_the_larger_share(made, findings):
    row = {"unit": "sentence", "by": "outlet", "group": "Harbour Post", "other": "The Bay Courier", "frame": "law",
           "difference": -0.08, "low": -0.13, "high": -0.03, "p": 0.001, "p_holm": 0.01, "detectable": 0.07,
           "estimate": "corrected", "verdict": "differ", "note": ""}  # fmt: skip
    same = row | {"frame": "order", "difference": 0.01, "verdict": "no difference seen", "detectable": 0.05}
    page = found(made, replace(findings, comparison=COMPARISON.table([row, same])))
    larger = "The Bay Courier has more law than Harbour Post, by 8.0 points (3.0 to 13.0)"
    assert f"1 of 2 comparisons by outlet differ by more than chance makes: {larger}." in page.can
    assert any("smaller than 5.0 points would mostly be missed" in line for line in page.cannot)


def test_names_in_sentences_turn_nothing_and_are_cut(made, findings):
    hostile = "A\u202eB" + "x" * 10_000
    row = {"unit": "sentence", "by": "outlet", "group": hostile, "other": "The Bay Courier", "frame": hostile,
           "difference": 0.08, "low": 0.03, "high": 0.13, "p": 0.001, "p_holm": 0.01, "detectable": 0.07,
           "estimate": "corrected", "verdict": "differ", "note": ""}  # fmt: skip
    change = {"unit": "sentence", "frame": hostile, "period": "2026-03-02", "first": "2026-03-02",
              "last": "2026-03-02", "before": 0.12, "after": 0.24,
              "low": 0.05, "high": 0.2, "p": 0.004, "note": ""}  # fmt: skip
    said = found(made, replace(
        findings, prevalence=prevalence({"frame": hostile, "predicted": 0}), comparison=COMPARISON.table([row]),
        changes=CHANGES.table([change]),
    )).can  # fmt: skip
    assert sum("ABxxx" in line for line in said) == 3
    assert not any("\u202e" in line or len(line) > 1_000 for line in said)


def test_five_articles_are_said_to_be_too_few(made):
    assert any(
        line.startswith("Anything beyond these 5 articles")
        for line in found(made, made.findings(made.scored(5, 10))).cannot
    )
    assert not any("beyond these" in line for line in found(made, made.findings(made.scored(20, 5))).cannot)


def test_a_page_holds_so_many_groups_and_differences_and_says_how_many_it_leaves_out(made, findings):
    many = prevalence(*({"by": "outlet", "group": f"outlet {n}", "of": 100 + n} for n in range(20)))
    row = {
        "unit": "sentence",
        "by": "outlet",
        "group": "a",
        "frame": "law",
        "difference": 0.08,
        "low": 0.0,
        "high": 0.1,
        "p": 0.1,
        "p_holm": 0.1,
        "detectable": 0.07,
        "estimate": "corrected",
        "note": "",
    }
    verdicts = ["differ"] * 5 + ["no difference seen"] * 195
    pairs = COMPARISON.table(row | {"other": f"o{n}", "verdict": verdict} for n, verdict in enumerate(verdicts))
    page = found(made, replace(findings, prevalence=many, comparison=pairs))
    (_, shares), = page.shares[0].rows  # fmt: skip
    assert [share.group for share in shares] == [f"outlet {n}" for n in range(8, 20)]
    assert (len(shares), page.shares[0].left_out) == (GROUP_LIMIT, 8)
    (compared,) = page.differences
    assert (len(compared.differ), len(compared.others), compared.left_out) == (5, DIFFERENCE_LIMIT - 5, 80)
    all_differ = found(made, replace(findings, prevalence=many, comparison=pairs.assign(verdict="differ")))
    assert (all_differ.differences[0].differing, len(all_differ.differences[0].differ)) == (200, DIFFERENCE_LIMIT)
    assert any("200 of 200 comparisons by outlet differ" in said for said in all_differ.can)


def test_every_figure_with_evidence_leads_to_a_place_that_is_there(made, findings):
    page = found(made, findings)
    there = {entry.anchor for entry in page.evidence}
    linked = {share.evidence for table in page.shares for _, shares in table.rows for share in shares} - {""}
    linked |= {row.evidence for each in page.differences for row in each.differ + each.others} - {""}
    assert linked
    assert linked <= there
    assert len(there) == len(page.evidence)


def test_evidence_counts_what_its_figure_counts(made, findings):
    page = found(made, findings)
    by_anchor = {entry.anchor: (entry.count, entry.of) for entry in page.evidence}
    for table in page.shares:
        for _, shares in table.rows:
            for share in shares:
                if share.evidence:
                    assert by_anchor[share.evidence] == (share.predicted, share.of)


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "0%"), (0.001, "<1%"), (0.999, ">99%"), (1.0, "100%"), (0.125, "13%")]
)
def test_whole_per_cent_hide_neither_some_nor_not_all(value, said):
    assert whole(value) == said


@pytest.mark.parametrize(("value", "said"), [(0.083, "8.3"), (-0.083, "−8.3"), (-0.0001, "0.0"), (None, "–")])
def test_points_have_a_true_minus_and_no_negative_nothing(value, said):
    assert points(value) == said
