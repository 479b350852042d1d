"""Two annotators with sentences of their own, in two browser windows at one time, and what framing knows of it."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

CODEBOOK = Path(__file__).parents[3] / "annotations" / "codebook.toml"
TEXTS = {
    "depot": ("Masked men stormed the depot at dawn.", "The gates open at nine.", "Looters took the rest."),
    "strike": ("Teachers walked out on Monday.", "They sang in the square.", "The ministry promised talks."),
}

COMMENT = "doubt: terrorist attack; <b>who</b> is “they”?"


@pytest.mark.slow
def test_two_annotators_see_only_their_own_sentences_and_framing_knows_what_each_did(
    annotator_window: Callable[[], Any], framing: Callable[..., dict], tmp_path: Path
) -> None:
    study = tmp_path / "two-annotators"
    (tmp_path / "news").mkdir()
    for name, sentences in TEXTS.items():
        (tmp_path / "news" / f"{name}.txt").write_text(" ".join(sentences), encoding="utf-8")
    framing(study, "init", str(study), "--codebook", str(CODEBOOK))
    framing(study, "ingest", str(tmp_path / "news"))
    pushed = framing(study, "push", "--annotators", "dinara,erlan", "--overlap", "1")
    assert Counter(row["sentences"] for row in pushed["shares"]) == {3: 2}

    dinara, erlan = annotator_window(), annotator_window()
    dinara.log_in("dinara", study)
    erlan.log_in("erlan", study)
    assert dinara.projects() == ["two-annotators / dinara"]
    assert erlan.projects() == ["two-annotators / erlan"]
    about = dinara.page.locator("tbody").inner_text()
    assert "How sentences frame the event" in about
    assert "{" not in about  # what the description says to programs is not shown to people
    dinara.start("two-annotators / dinara")
    erlan.start("two-annotators / erlan")
    hers, his = article_of(dinara), article_of(erlan)
    assert sorted([hers, his]) == sorted(TEXTS.values())

    # In turn, so that both are at work at the same time.
    dinara.sentence(1, 3, hers[0])
    erlan.sentence(1, 3, his[0])
    dinara.press("t", "/categories")
    erlan.press("p", "/categories")
    dinara.press("Enter", "/states")
    erlan.press("e", "/categories")
    erlan.press("Enter", "/states")
    dinara.sentence(2, 3, hers[1])
    comment(dinara, COMMENT)
    dinara.press("Enter", "/states")
    erlan.sentence(2, 3, his[1])
    erlan.press("s", "/categories")

    decided = {
        (row["annotator"], text_of(study, row["sentence_id"])): (row["state"], row["frames"], row["comment"])
        for row in framing(study, "pull")["decisions"]
    }
    assert decided == {
        ("dinara", hers[0]): ("confirmed", ["terrorist_attack"], ""),
        ("dinara", hers[1]): ("confirmed", [], COMMENT),
        ("erlan", his[0]): ("confirmed", ["peaceful_protest", "economic_grievance"], ""),
        ("erlan", his[1]): ("labelled", ["state_repression"], ""),
    }
    (part,) = framing(study, "status")["parts"]
    counts = ("given", "done", "empty", "unconfirmed", "left")
    assert {row["annotator"]: [row[name] for name in counts] for row in part["annotators"]} == {
        "dinara": [3, 2, 1, 0, 1],
        "erlan": [3, 1, 0, 1, 2],
    }
    assert {key: label["by_annotator"] for key, label in part["labels"].items() if label["count"]} == {
        "terrorist_attack": {"dinara": 1},
        "peaceful_protest": {"erlan": 1},
        "economic_grievance": {"erlan": 1},
        "state_repression": {"erlan": 1},  # given, if not confirmed
    }


def article_of(window: Any) -> tuple[str, ...]:
    """The sentences of the article that the window begins with."""
    first = window.page.locator(".v-card__text").filter(has_text=re.compile(r"depot|Teachers")).first
    expect(first).to_be_visible()
    return TEXTS["depot" if "depot" in first.inner_text() else "strike"]


def comment(window: Any, text: str) -> None:
    """Types a comment key by key: none of them may label the sentence behind."""
    dialog = window.dialog("M20,2H4A2")  # the speech bubble
    dialog.locator("textarea").press_sequentially(text)
    with window.page.expect_response(lambda answer: "/comments" in answer.url and answer.request.method == "POST"):
        dialog.get_by_role("button", name="Send").click()
    expect(dialog.get_by_text(text)).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    window.settle()


def text_of(study: Path, sentence_id: str) -> str:
    """The sentence, as the ingest wrote it down."""
    with (study / "out" / "sentences.jsonl").open(encoding="utf-8") as file:
        return next(row["text"] for row in map(json.loads, file) if row["sentence_id"] == sentence_id)
