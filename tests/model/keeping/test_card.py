import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from framing.model.evaluation.evaluate import evaluate
from framing.model.keeping.card import escape_markdown, is_card_of, write_card
from framing.model.keeping.record import PassRate, make_record
from framing.model.learning.profile import PROFILES
from framing.model.learning.train import train


def card_of(model, evaluation=None, warnings=(), behaviour=()):
    return write_card(model, "f" * 16, make_record(evaluation, warnings, behaviour))


@pytest.fixture(scope="module")
def automated(make_corpus):
    return make_corpus(5, 20, made_by="automated coder")


@pytest.fixture(scope="module")
def trained(automated, codebook):
    return train(*automated, codebook)


def test_the_card_says_who_made_the_labels_and_how_few_there_are(trained, automated):
    card = card_of(trained)
    assert "Trained on 100 sentences of 5 documents" in card
    assert "automated coder: 300 gold labels" in card
    assert "no gold standard" in card
    assert "Not evaluated" in card
    assert "or in a notebook `framing.evaluate(table, labels)`" in card
    assert "another ledger than the project's own, name it: `--labels FILE`" in card


def test_the_card_says_how_often_a_yes_is_right_and_that_this_is_not_what_is_promised(automated, codebook):
    evaluation = evaluate(*automated, codebook)
    counts = {"yes": 100, "yes_hits": 37, "yes_right": 0.37, "yes_right_low": 0.3, "yes_right_high": 0.45}
    changed = dataclasses.replace(evaluation, answers=evaluation.answers.assign(**counts))
    card = card_of(train(*automated, codebook), changed)
    assert "0.37 (0.30 to 0.45) | 37 of 100 |" in card
    assert 'not how often a "yes" is right' in card
    assert "How often it was stands below" in card
    assert "How often it is has not been measured." in card_of(train(*automated, codebook))


def test_labels_of_people_are_not_called_automated(make_corpus, codebook):
    card = card_of(train(*make_corpus(5, 20), codebook))
    assert "automated" not in card


def test_the_card_shows_the_figures_and_warnings_of_the_evaluation(trained, automated, codebook):
    evaluation = evaluate(*automated, codebook)
    card = card_of(trained, evaluation)
    f1 = evaluation.table.set_index("frame").loc["storm", "f1"]
    assert f"{f1:.2f}" in next(line for line in card.splitlines() if line.startswith("| storm") and "–" in line)
    for warning in evaluation.warnings:
        assert escape_markdown(warning) in card


def test_the_card_shows_on_how_many_sentences_each_frame_was_judged(trained, automated, codebook):
    sentences, gold = automated
    first = gold[gold["frame"] == "storm"].index[:7]  # seven ties
    evaluation = evaluate(sentences, gold.drop(index=first), codebook)
    card = card_of(trained, evaluation)
    measured = card[card.index("## How well") :].splitlines()
    header = next(line for line in measured if line.startswith("| frame")).split(" | ")
    storm = next(line for line in measured if line.startswith("| storm")).split(" | ")
    assert storm[header.index("sentences decided on")] == "93"
    assert any("7 have a tie or no decision" in line for line in measured)


def test_warnings_from_outside_stand_with_the_makers_of_the_labels_and_format_nothing(trained, codebook):
    warnings = ["251 decisions were made under another codebook.", "<b>two</b>\n# lines"]
    model = trained
    card = card_of(model, None, warnings)
    made = card[card.index("## Who made the labels") : card.index("## Frames it knows")]
    html = MarkdownIt("commonmark").render(made)
    assert "<li>251 decisions were made under another codebook.</li>" in html
    assert "<li>&lt;b&gt;two&lt;/b&gt; # lines</li>" in html


def test_pass_rates_stand_with_their_intervals_or_it_is_said_that_nothing_was_tried(trained):
    model = trained
    tried = card_of(model, behaviour=[PassRate("negation: not predicted", "en", "gone", 15, 148)])
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3: 0.0624 to 0.1605.
    assert (
        "| negation: not predicted | en | 15 | 148 | 0.10 | 0.06 to 0.16 | the frame is found no longer | – |  |"
        in tried
    )
    assert "Not tried when this card was written" in card_of(model)
    same = card_of(model, behaviour=[PassRate("place swapped", "en", "same", 95, 168)])
    assert "| no score moves by more than 0.05 | 0.95 | missed |" in same


def test_a_frame_that_was_left_out_stands_with_its_reason(automated, codebook):
    sentences, gold = automated
    card = card_of(train(sentences, gold[gold["frame"] != "parade"], codebook))
    assert "- parade: nobody decided on it" in card


def test_the_card_says_what_a_profile_looks_at_and_what_that_means_in_each_language(trained):
    cards = {profile.name: card_of(dataclasses.replace(trained, profile=profile.name)) for profile in PROFILES}
    for name, card in cards.items():
        assert f"Profile {name}: " in card
        assert f"framing train --profile {name} --seed 7" in card
        assert "learned from are in English." in card
        assert all(language in card for language in ("Russian", "Kazakh"))
    assert len({card[card.index("## Languages") :] for card in cards.values()}) == len(PROFILES)


@pytest.mark.parametrize(("link", "said"), [("one", "every sentence has one"), ("one or none", "at most one")])
def test_the_card_of_a_single_label_codebook_says_so(trained, link, said):
    model = dataclasses.replace(trained, link=link, thresholds=np.array([0.5, 0.4, 0.5]))
    card = card_of(model)
    assert said in card
    assert "probability is largest in proportion to its threshold" in card
    equal = card_of(dataclasses.replace(model, thresholds=np.full(3, 0.5)))
    assert "in proportion" not in equal
    assert ("decide nothing" in equal) == (link == "one")


def test_the_card_names_the_frames_that_it_can_be_sure_of(trained):
    model = trained
    sure = [frame for frame, known in zip(model.frames, model.sets.known, strict=True) if known]
    assert f"It can do so for {', '.join(sure)}." in card_of(model)
    nobody = dataclasses.replace(model, sets=dataclasses.replace(model.sets, known=np.zeros(3, dtype=bool)))
    assert "It can do so for no frame yet" in card_of(nobody)


def test_marks_that_turn_a_line_around_are_named(trained):
    stranger = dataclasses.replace(trained, codebook_id="a\u202eb\u200bc")
    card = card_of(stranger)
    assert "a\\\\u202eb\\\\u200bc" in card
    assert "\u202e" not in card


def test_one_document_is_warned_about(make_corpus, codebook):
    card = card_of(train(*make_corpus(1, 80), codebook))
    assert "80 sentences of 1 document." in card
    assert "Nothing could be held out from one document" in card
    assert "All examples are from one document" in card


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[here](http://a.example)",
        "**b**",
        "a | b",
        "`x`",
        "# head",
        "www.a.example",
        "a@b.example",
    ],
)
def test_text_from_outside_formats_nothing(text):
    html = MarkdownIt("commonmark").enable("table").render(f"| a | {escape_markdown(text)} |\n|---|---|\n| 1 | 2 |\n")
    tags = html.replace("<table>", "").replace("</table>", "")
    for sign in ("<script", "<a ", "<strong", "<code", "<h1"):
        assert sign not in tags
    assert html.count("<th>") == 2


def test_a_codebook_from_a_stranger_formats_nothing_in_the_card(automated, codebook):
    stranger = dataclasses.replace(codebook, id="<script>x</script>", version="[1](http://a.example)")
    html = MarkdownIt("commonmark").render(card_of(train(*automated, stranger)))
    assert "<script" not in html
    assert "<a " not in html
    assert "&lt;script&gt;x&lt;/script&gt; [1](http://a.example)" in html


@given(st.text(alphabet="\\`*_[]<>#|~&!-+=1. a\n", max_size=30))
def test_escaped_text_reads_as_it_was(text):
    rendered = MarkdownIt("commonmark").render("Words " + escape_markdown(text) + " end")
    shown = rendered.removeprefix("<p>").removesuffix("</p>\n")
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        shown = shown.replace(entity, sign)
    assert shown.split() == ["Words", *text.split(), "end"]


def test_only_the_card_itself_is_the_card_of_a_model(automated, codebook):
    model, record = train(*automated, codebook), make_record(None)
    card = write_card(model, "f" * 16, record)
    assert is_card_of(card.encode(), model, "f" * 16, record)
    first, *_, last = card.splitlines()
    for forged in (f"{first}\n{last}\n", card.replace("100 sentences", "900 sentences")):
        assert not is_card_of(forged.encode(), model, "f" * 16, record)


def test_a_card_of_another_version_may_have_other_words_but_nothing_that_formats(automated, codebook):
    model = train(*automated, codebook)
    older, record = dataclasses.replace(model, versions=model.versions | {"framing": "0.0.1"}), make_record(None)
    first, *middle, last = write_card(older, "f" * 16, record).splitlines()
    assert is_card_of("\n".join([first, "Other words.", *middle, last]).encode(), older, "f" * 16, record)
    for added in ("<script>", "![x](http://a)", "[x][y]", "[y]: http://a", "\x1b[31m"):
        assert not is_card_of("\n".join([first, added, *middle, last]).encode(), older, "f" * 16, record)
    assert not is_card_of("\n".join([first, *middle]).encode(), older, "f" * 16, record)
