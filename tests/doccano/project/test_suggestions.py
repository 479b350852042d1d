"""What a model proposes beside a sentence, who is shown it, and what annotators are told: without a server."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.codebook import Codebook, read_codebook
from framing.doccano.project.suggestions import draw, model_note, new_suggestions, shown_texts
from framing.model.keeping.store import load_model
from framing.model.learning.train import FrameModel
from framing.tables import SCORES, SUGGESTIONS


@pytest.fixture(scope="module")
def model(repository: Path) -> FrameModel:
    """The starter model, whose frames of few examples are marked, with thresholds that no other training changes."""
    starter = load_model(repository / "models" / "starter")
    return replace(starter, thresholds=np.where(np.array(starter.frames) == "criminal_riot", 0.4, 0.5))


@pytest.fixture(scope="module")
def book(repository: Path) -> Codebook:
    return read_codebook(repository / "annotations" / "codebook.toml")


def scores(model: FrameModel, *sentences: dict[str, float]) -> pd.DataFrame:
    """SCORES of sentences a:0-1, a:1-2, ...: the probabilities that are given, 0.01 for every other frame."""
    return SCORES.table(
        {"sentence_id": f"a:{n}-{n + 1}", "frame": frame, "probability": given.get(frame, 0.01), "model": "f"}
        for n, given in enumerate(sentences)
        for frame in model.frames
    )


def proposed(model: FrameModel, book: Codebook, *sentences: dict[str, float]) -> list[str]:
    made = new_suggestions(scores(model, *sentences), model, book, project="p", fingerprint="f", share=0.8, seed=7)
    return list(made["text"])


def test_a_proposal_names_frames_at_or_above_the_models_own_thresholds_the_likeliest_first(
    model: FrameModel, book: Codebook
) -> None:
    at = dict(zip(model.frames, model.thresholds.tolist(), strict=True))
    riot, attack = (book.frame(key).name for key in ("criminal_riot", "terrorist_attack"))
    exactly, below = {"criminal_riot": at["criminal_riot"]}, {"criminal_riot": at["criminal_riot"] - 1e-9}
    both = {"criminal_riot": 0.55, "terrorist_attack": 0.91}
    assert proposed(model, book, both, exactly, below, {}) == [
        f"{attack} 0.91; {riot} 0.55",
        f"{riot} {at['criminal_riot']:.2f}",
        "no frame",
        "no frame",
    ]


def test_a_frame_learned_from_few_examples_is_marked_beside_each_proposal(model: FrameModel, book: Codebook) -> None:
    name = book.frame("peaceful_protest").name
    assert proposed(model, book, {"peaceful_protest": 0.6}) == [f"{name} 0.60 (few examples)"]


def test_no_proposal_looks_certain(model: FrameModel, book: Codebook) -> None:
    assert proposed(model, book, {"criminal_riot": 1.0})[0].endswith(" 0.99")


def test_a_frame_that_annotators_are_not_offered_is_not_proposed(model: FrameModel, book: Codebook) -> None:
    subset = book.subset(["criminal_riot"])
    assert proposed(model, subset, {"terrorist_attack": 0.99}) == ["no frame"]


@given(st.floats(0.01, 1), st.integers(0, 10**9), st.text(min_size=1))
def test_whether_a_sentence_shows_it_depends_on_seed_and_name_alone(share: float, seed: int, name: str) -> None:
    assert draw(name, share, seed) == draw(name, share, seed)
    assert draw(name, 1.0, seed)
    if draw(name, share, seed):
        assert draw(name, min(1.0, share + 0.1), seed)  # whoever asks for more changes nobody to "none"


def test_about_the_share_that_is_asked_for_is_shown_and_another_seed_draws_others() -> None:
    names = [f"d{n}:{n}-{n + 9}" for n in range(10_000)]
    shown = {name for name in names if draw(name, 0.8, 7)}
    # Four standard deviations of 10,000 draws at 0.8: 0.8 +- 4 * sqrt(0.16 / 10,000) = 0.784 to 0.816.
    assert 7_840 <= len(shown) <= 8_160
    other = {name for name in names if draw(name, 0.8, 8)}
    assert 6_240 <= len(shown & other) <= 6_560  # independent: 0.64, +- 3.3 standard deviations of 0.0048


def test_the_draw_is_the_same_whatever_else_is_pushed_and_in_whatever_order(model: FrameModel, book: Codebook) -> None:
    table = scores(model, *[{} for _ in range(40)])
    options = {"project": "p", "fingerprint": "f", "share": 0.5, "seed": 3}
    whole = new_suggestions(table, model, book, **options).set_index("sentence_id")["shown"]  # type: ignore[arg-type]
    assert set(whole) == {True, False}
    part = table[table["sentence_id"].isin(["a:3-4", "a:30-31"])].iloc[::-1]
    again = new_suggestions(part, model, book, **options).set_index("sentence_id")["shown"]  # type: ignore[arg-type]
    assert dict(again) == {name: whole[name] for name in again.index}


def test_the_record_keeps_what_was_proposed_where_nobody_saw_it(model: FrameModel, book: Codebook) -> None:
    made = new_suggestions(
        scores(model, *[{"criminal_riot": 0.7}] * 40), model, book, project="p", fingerprint="f", share=0.5, seed=3
    )
    assert set(made["text"]) == {f"{book.frame('criminal_riot').name} 0.70"}
    elsewhere = made.assign(project="q", text="x")
    texts = shown_texts(pd.concat([elsewhere, made]), "p")
    assert list(texts) == list(made["sentence_id"])
    assert [text != "" for text in texts.values()] == list(made["shown"])


def test_nothing_new_makes_an_empty_table(model: FrameModel, book: Codebook) -> None:
    none = new_suggestions(scores(model), model, book, project="p", fingerprint="f", share=0.5, seed=3)
    assert none.empty
    assert list(none) == list(SUGGESTIONS.columns)


def test_annotators_are_told_that_it_may_be_wrong_and_what_the_model_cannot_know(
    model: FrameModel, book: Codebook
) -> None:
    note = model_note(model, "768fe171d6afa17f", book)
    assert "may be wrong" in note
    assert "(none shown)" in note
    assert "All of the labels that it learned from were made by a program, not by people." in note
    never = next(part for part in note.split("\n\n") if "has not learned" in part)
    few = next(part for part in note.split("\n\n") if "from few examples" in part)
    for key in model.left_out:
        assert f"*{book.frame(key).name}*" in never
    for key in model.few_examples:
        assert f"*{book.frame(key).name}*" in few
    assert book.frame("criminal_riot").name not in never + few
    assert [key for key in book.keys if key in note and key != book.frame(key).name] == []
    assert "768fe171d6afa17f" in note


def test_a_model_of_people_is_not_called_a_programs(model: FrameModel, book: Codebook) -> None:
    assert "made by a program" not in model_note(replace(model, made_by={"person": 900}), "f", book)
    mixed = model_note(replace(model, made_by={"person": 100, "automated coder": 300}), "f", book)
    assert "300 of 400 of the labels" in mixed
