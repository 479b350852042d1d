"""The labels by which a reason is given: all reasons, readable, and never taken for a frame."""

from dataclasses import replace
from pathlib import Path

import pytest

from framing.codebook import Codebook, read_codebook
from framing.doccano.project.card import make_card
from framing.doccano.project.codebook_change import changed_card, find_change
from framing.doccano.project.guideline import ruling_guideline_text
from framing.doccano.project.reasons import REASONS, free_key, reason_names, reasons_of
from framing.errors import InputError
from framing.pages.contrast import READABLE, contrast
from framing.tables import RULING_REASONS


def test_there_is_a_label_for_each_reason_of_a_ruling() -> None:
    assert tuple(reason.key for reason in REASONS) == RULING_REASONS


def test_reasons_can_be_read_and_told_from_each_other() -> None:
    assert min(contrast(reason.color, reason.text_color) for reason in REASONS) >= READABLE
    assert len({reason.color for reason in REASONS}) == len({reason.name for reason in REASONS}) == len(REASONS)


def test_no_frame_has_the_name_of_a_reason(tram_book: Codebook) -> None:
    taken = replace(tram_book, frames=(*tram_book.frames, replace(tram_book.frames[0], key="x", name="Why: Slip")))
    names = dict(reason_names(taken))
    assert names["slip"] == "why: slip (reason)"
    assert dict(reason_names(tram_book))["slip"] == "why: slip"
    assert [(reason.key, reason.name) for reason in reasons_of(names.items())] == list(names.items())


def test_a_reason_that_this_framing_does_not_know_is_passed_over() -> None:
    assert [reason.key for reason in reasons_of([("mood", "why: mood"), ("slip", "why: slip")])] == ["slip"]


def test_a_key_is_free_if_no_label_has_it() -> None:
    assert free_key("") == "1"
    assert free_key(["1", "3", "a"]) == "2"
    assert free_key("0123456789abcdefghijklmnopqrstuvwxyz") == ""


def test_a_changed_codebook_leaves_the_reasons_on_the_card(tram_book: Codebook) -> None:
    card = replace(make_card(tram_book, "ab12"), ruling=True, reasons=reason_names(tram_book))
    newer = replace(tram_book, version="1.1.0", fingerprint="f" * 16)
    changed = changed_card(card, newer, ())
    assert (changed.ruling, changed.reasons, changed.fingerprint) == (True, card.reasons, newer.fingerprint)
    assert find_change(card, newer) is not None
    named = replace(newer, frames=(replace(newer.frames[0], name="WHY: slip"), *newer.frames[1:]))
    with pytest.raises(InputError, match="is the label of the reason slip"):
        find_change(card, named)


def test_the_guideline_says_how_to_rule_by_the_whole_codebook(tram_book: Codebook, repository: Path) -> None:
    for book in (tram_book, read_codebook(repository / "annotations" / "codebook.toml")):
        text = ruling_guideline_text(book, reasons_of(reason_names(book)))
        for said in ("*votes*", "*notes*", "**Enter**", "beside the labels of the annotators", "somebody else rule"):
            assert said in text
        assert [reason.name for reason in REASONS if f"**{reason.name}**" not in text] == []
        assert [f.key for f in book.frames if f"### {f.name} (key `{f.shortcut}`)" not in text] == []
        assert [rule.id for rule in book.rules if f"**{rule.id}.**" not in text] == []
        assert "<" not in text
