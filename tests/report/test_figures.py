from dataclasses import replace

import pandas as pd
import pytest

from framing.errors import InputError, ModelMismatch
from framing.report.findings import Profile
from framing.report.marks import FrameCount, FrameMark


def counted(profile):
    return {count.frame.key: (count.count, count.of) for count in profile.counts}


def test_counts_equal_those_made_on_paper(corpus):
    report = corpus.report()
    harbour, market = report.profiles
    assert counted(harbour) == {"fire": (2, 4), "calm": (1, 4), "blame": (0, 0)}
    assert counted(market) == {"fire": (1, 1), "calm": (1, 2), "blame": (0, 0)}
    assert counted(report.overall) == {"fire": (3, 5), "calm": (2, 6), "blame": (0, 0)}
    assert (harbour.labelled, harbour.framed, market.labelled, market.framed) == (4, 2, 2, 2)


def test_the_size_tells_what_is_coded_from_what_is_labelled(corpus):
    size = corpus.report().size
    assert (size.articles, size.segments, size.for_coding, size.labelled, size.gold_labels) == (2, 8, 7, 6, 11)


def test_a_frame_on_which_nobody_decided_has_no_share(corpus):
    blame = next(count for count in corpus.report().overall.counts if count.frame.key == "blame")
    assert blame.share is None


def test_an_article_without_a_title_goes_by_its_id(corpus):
    assert [profile.head.title for profile in corpus.report().profiles] == ["Harbour ablaze", "market"]


def test_leaders_are_the_two_most_frequent_frames_with_their_ties(corpus):
    harbour, market = corpus.report().profiles
    assert [leader.frame.key for leader in harbour.leaders] == ["fire", "calm"]
    gold = corpus.gold()
    only_fire = corpus.report(gold=gold[gold["frame"] == "fire"]).profiles[0]
    assert [leader.frame.key for leader in only_fire.leaders] == ["fire"]
    assert {leader.frame.key for leader in market.leaders} == {"fire", "calm"}


def test_frames_that_all_tie_are_no_leaders(corpus):
    frames = [FrameMark(n, f"f{n}", f"f{n}", "#000000", "#FFFFFF") for n in range(6)]
    tied = Profile(None, 9, 6, tuple(FrameCount(frame, 1, 9) for frame in frames))
    ahead = replace(tied, counts=(FrameCount(frames[0], 2, 9), *tied.counts[1:]))
    assert tied.leaders == ()
    assert [leader.frame.key for leader in ahead.leaders] == ["f0"]


def test_bars_are_drawn_to_the_largest_share_up_to_the_next_tenth(corpus):
    assert corpus.report().scale == 1.0  # fire: 1 of 1 in the second article
    harbour = corpus.gold()[corpus.gold()["sentence_id"].str.startswith("harbour")]
    assert corpus.report(gold=harbour, scores=None, model=None).scale == 0.5  # fire: 2 of 4


def test_predictions_are_counted_from_the_threshold_on_and_not_on_bylines(corpus):
    predictions = corpus.report().predictions
    rows = {row.predicted.frame.key: row for row in predictions.rows}
    assert (rows["fire"].predicted.count, rows["fire"].predicted.of, rows["fire"].predicted.articles) == (4, 7, 2)
    assert (rows["calm"].predicted.count, rows["calm"].predicted.of, rows["calm"].predicted.articles) == (1, 7, 1)
    assert (rows["fire"].labels.count, rows["fire"].labels.of) == (3, 5)
    assert (predictions.scored, predictions.scored_labelled) == (7, 6)


def test_predictions_are_held_against_the_labels_of_the_same_sentences(corpus):
    rows = {row.predicted.frame.key: row for row in corpus.report().predictions.rows}
    assert (rows["fire"].right, rows["fire"].labels.count, rows["fire"].seen) == (2, 3, 3)
    assert (rows["calm"].right, rows["calm"].labels.count, rows["calm"].seen) == (1, 2, 1)


def test_a_frame_that_the_model_does_not_know_is_named_with_the_reason(corpus):
    ((frame, reason),) = corpus.report().predictions.left_out
    assert (frame.key, reason) == ("blame", "too few examples to learn (0)")


def test_marks_tell_labelled_from_predicted(corpus):
    articles = corpus.report().articles
    marks = {
        (article.head.document_id, sentence.position): [
            (m.frame.key, m.labelled, m.probability) for m in sentence.marks
        ]
        for article in articles
        for run in article.runs
        for sentence in run
    }
    assert marks["harbour", 1] == [("fire", True, 0.9)]
    assert marks["harbour", 2] == [("fire", True, None), ("calm", True, 0.6)]
    assert marks["harbour", 3] == [("fire", False, 0.5)]
    assert marks["harbour", 4] == []
    assert marks["market", 2] == [("calm", True, None)]
    assert marks["market", 3] == [("fire", False, 0.7)]


def test_labels_of_an_automated_coder_are_declared_with_the_number_of_passes(corpus):
    assert corpus.report().provenance is None
    provenance = corpus.report(gold=corpus.gold(made_by="automated coder")).provenance
    assert (provenance.automated, provenance.gold_labels, provenance.passes) == (11, 11, 3)


def test_few_articles_are_called_too_few_for_intervals(corpus):
    limits = corpus.report().limits
    assert limits.heading == "What two articles can and cannot show"
    assert any("too few for intervals" in line for line in limits.cannot)
    assert any("two articles do not describe two outlets" in line for line in limits.cannot)


def test_twenty_positive_examples_give_figures_and_nineteen_do_not(corpus):
    table = pd.DataFrame([corpus.evaluation_row("fire", 20, 0.73), corpus.evaluation_row("calm", 19, 0.73)])
    fire, calm = corpus.report(evaluation=corpus.evaluated(table)).performance.rows
    assert (fire.precision, fire.f1, fire.always_f1, fire.instead) == (0.71, 0.73, 0.41, "")
    assert (calm.precision, calm.f1, calm.average_precision, calm.always_f1) == (None, None, None, None)
    assert calm.instead == "too few examples (19)"


def test_intervals_from_fewer_than_twenty_documents_are_not_passed_on(corpus):
    table = pd.DataFrame([corpus.agreement_row("fire", 0.77, 19), corpus.agreement_row("calm", 0.66, 20)])
    agreement = corpus.report(agreement=table).agreement
    assert [(row.alpha, row.low, row.high) for row in agreement.rows] == [(0.77, None, None), (0.66, 0.11, 0.95)]
    evaluation = pd.DataFrame([corpus.evaluation_row("fire", 20, 0.73)])
    assert corpus.report(evaluation=corpus.evaluated(evaluation)).performance.rows[0].low is None
    enough = corpus.report(evaluation=corpus.evaluated(evaluation, documents=20)).performance
    assert (enough.rows[0].low, enough.rows[0].high) == (0.31, 0.91)


UNDECIDED = (("market", 3, "fire"), ("market", 3, "calm"), ("harbour", 4, "blame"))


def sentence(report, document_id, position):
    return next(
        found
        for article in report.articles
        for run in article.runs
        for found in run
        if (article.head.document_id, found.position) == (document_id, position)
    )


def test_a_sentence_whose_frame_is_tied_and_that_has_no_other_is_undecided(corpus):
    # harbour 4: no to two frames, a tie on the third; market 2: calm, a tie on fire; market 3: nothing but ties.
    report = corpus.report(ties=corpus.ties(*UNDECIDED))
    harbour, market = report.profiles
    assert (harbour.labelled, harbour.framed, harbour.without, harbour.undecided) == (4, 2, 1, 1)
    assert (market.labelled, market.framed, market.without, market.undecided) == (3, 2, 0, 1)
    overall = report.overall
    assert (overall.labelled, overall.framed, overall.without, overall.undecided) == (7, 4, 1, 2)
    assert report.size.labelled == 7


def test_ties_change_no_share(corpus):
    with_ties, without = corpus.report(ties=corpus.ties(*UNDECIDED)), corpus.report()
    assert counted(with_ties.overall) == counted(without.overall)
    assert with_ties.predictions == without.predictions
    tied = {count.frame.key: count.tied for count in with_ties.overall.counts}
    assert tied == {"fire": 2, "calm": 1, "blame": 1}


def test_a_sentence_names_the_frames_on_which_the_coders_disagree(corpus):
    report = corpus.report(ties=corpus.ties(*UNDECIDED))
    tied = {place: [f.key for f in sentence(report, *place).tied] for place in (("market", 2), ("market", 3))}
    assert tied == {("market", 2): ["fire"], ("market", 3): ["fire", "calm"]}
    assert [mark.frame.key for mark in sentence(report, "market", 2).marks if mark.labelled] == ["calm"]
    assert sentence(report, "market", 3).labelled
    assert not sentence(corpus.report(), "market", 3).labelled


def test_an_article_with_nothing_but_ties_is_a_labelled_one(corpus):
    gold = corpus.gold()
    gold = gold[gold["sentence_id"].str.startswith("harbour")]
    market = corpus.report(gold=gold, ties=corpus.ties()).profiles[1]
    assert (market.head.document_id, market.labelled, market.framed, market.undecided) == ("market", 1, 0, 1)


def test_a_tie_on_a_frame_or_sentence_that_is_not_there_is_set_aside_and_named(corpus):
    ties = corpus.ties(("market", 3, "weather"))
    ties.loc[0, "sentence_id"] = "elsewhere:0-4"
    report = corpus.report(ties=ties)
    assert report.overall == corpus.report().overall
    assert any("not in the table of sentences: 1 such" in note for note in report.notes)
    assert any("weather" in note for note in report.notes)


def test_a_frame_seen_in_fewer_than_ten_sentences_has_no_interval_and_keeps_its_note(corpus):
    shared, rare = "too few documents", "seen in only 9 sentences: alpha says little"
    table = pd.DataFrame(
        [
            corpus.agreement_row("fire", 1.0, 20, rare, seen_in=9),
            corpus.agreement_row("blame", 1.0, 20, rare, seen_in=9),
            corpus.agreement_row("calm", 0.66, 20, shared, seen_in=10),
        ]
    )
    agreement = corpus.report(agreement=table).agreement
    assert [(row.rare, row.alpha, row.low) for row in agreement.rows] == [
        (True, 1.0, None),
        (True, 1.0, None),
        (False, 0.66, 0.11),
    ]
    assert [row.note for row in agreement.rows] == [rare, rare, ""]
    assert agreement.note == shared


def test_a_note_that_most_frames_share_is_said_once(corpus):
    notes = ["too few documents", "too few documents", "all the same"]
    table = pd.DataFrame(
        [corpus.agreement_row(key, 0.5, note=note) for key, note in zip(("fire", "calm", "blame"), notes, strict=True)]
    )
    agreement = corpus.report(agreement=table).agreement
    assert agreement.note == "too few documents"
    assert [row.note for row in agreement.rows] == ["", "", "all the same"]


def test_a_frame_unknown_to_the_codebook_is_set_aside_and_named(corpus):
    gold = corpus.gold()
    gold.loc[0, "frame"] = "weather"
    report = corpus.report(gold=gold)
    assert any("weather" in note for note in report.notes)
    assert report.size.gold_labels == 10


def test_labels_of_other_sentences_are_set_aside_and_counted(corpus):
    gold = corpus.gold()
    gold.loc[[0, 1], "sentence_id"] = "elsewhere:0-4"
    report = corpus.report(gold=gold)
    assert any("not in the table of sentences: 1 such" in note for note in report.notes)
    assert report.size.labelled == 5


def test_a_model_of_another_codebook_is_declared(corpus):
    report = corpus.report(model=replace(corpus.model, codebook="0ther"))
    assert any("another codebook" in note and "0ther" in note for note in report.notes)


def test_scores_of_another_model_are_refused(corpus):
    with pytest.raises(ModelMismatch, match="Score again"):
        corpus.report(model=replace(corpus.model, fingerprint="0ther"))


def test_scores_without_a_model_are_refused(corpus):
    with pytest.raises(InputError, match="no thresholds"):
        corpus.report(model=None)


def test_sentences_without_their_document_are_refused(corpus):
    with pytest.raises(InputError, match="'market'"):
        corpus.report(documents=corpus.documents().head(1))


def test_a_report_without_any_label_or_model_says_so_and_counts_nothing(corpus):
    report = corpus.report(gold=corpus.gold().head(0), scores=None, model=None)
    assert report.profiles == ()
    assert report.predictions is None
    assert report.size.labelled == 0


def test_the_same_tables_give_an_equal_report(corpus):
    assert corpus.report() == corpus.report()


def test_a_sentence_has_at_most_one_frame_by_a_single_label_model(corpus):
    # In the second sentence of the harbour both frames reach their thresholds: 0.49 of 0.4 is more than 0.6 of 0.5.
    several = replace(corpus.model, thresholds={"fire": 0.4, "calm": 0.5})
    for model, calm, probability in ((several, 2, 0.6), (replace(several, link="one or none"), 1, None)):
        report = corpus.report(model=model)
        counts = {row.predicted.frame.key: row.predicted.count for row in report.predictions.rows}
        assert counts == {"fire": 5, "calm": calm}
        second = next(s for run in report.articles[0].runs for s in run if s.position == 2)
        assert [(mark.frame.key, mark.probability) for mark in second.marks] == [("fire", 0.49), ("calm", probability)]
