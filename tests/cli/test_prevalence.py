"""framing prevalence: of a corpus with a slice that people labelled, of the five seeds, and of what cannot be told."""

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from framing.analysis.tables import CORRECTED, PREVALENCE, TOO_LITTLE
from framing.annotation.decisions import CONFIRMED, Decision
from framing.annotation.ledger import append_decisions
from framing.cli.main import exit_code
from framing.codebook import read_codebook
from framing.files import read_json_lines, read_table
from framing.tables import SAMPLE, UNCORRECTED

SEEDS = Path(__file__).parents[2] / "seeds"
FRAMES = ("terrorist_attack", "criminal_riot", "national_unity")
ATTACK = FRAMES[0]
HOSTILE = "=HYPERLINK(1) </script>"
BODY = ("Terrorists attacked the station on {} at gate {}.", "The council met on {} to speak of gate {}.")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def articles(path: Path) -> Path:
    """Eighty articles of a headline and five sentences: of one outlet a fifth is of attacks, of the other a half."""
    chance = random.Random(1)
    rows = []
    for number in range(80):
        lines = [f"Gate {number} of {'town' if number % 3 else 'port'}"]
        for _ in range(5):
            of_attacks = chance.random() < (0.2 if number % 2 else 0.5)
            lines.append(BODY[not of_attacks].format(chance.choice(DAYS), chance.randint(1, 9999)))
        source = "Gazette" if number % 2 else HOSTILE
        date = f"2022-0{1 + number % 3}-10" if number % 8 else ""
        rows.append({"id": f"a{number}", "title": lines[0], "text": "\n".join(lines), "source": source, "date": date})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def label(study: Path, *, made_by: str = "person", of: Any = None) -> None:
    """Decides on the sentences of the slice, or on those `of` says, by what is in them."""
    sample = study / "annotations" / "sample.jsonl"
    drawn = set(read_table(sample, SAMPLE)["sentence_id"]) if sample.exists() else set()
    today = read_codebook(study / "annotations" / "codebook.toml").fingerprint
    rows = [row for _, row in read_json_lines(study / "out" / "sentences.jsonl")]
    append_decisions(
        study / "annotations" / "ledger.jsonl",
        [
            Decision(
                **{name: row[name] for name in ("document_id", "start", "end")},
                annotator="ann",
                state=CONFIRMED,
                frames=(ATTACK,) if "attacked" in row["text"] else (),
                offered=FRAMES,
                at="",
                project="p",
                codebook=today,
                assisted=False,
                made_by=made_by,
            )
            for row in rows
            if (row["sentence_id"] in drawn if of is None else of(row))
        ],
    )


@pytest.fixture(scope="module")
def unlabelled(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with such articles, scored, without a label or a slice."""
    study = Path(shutil.copytree(made_once, tmp_path_factory.mktemp("made") / "study"))
    (study / "annotations" / "ledger.jsonl").unlink()
    for arguments in (["ingest", str(articles(study / "texts.jsonl"))], ["score"]):
        assert exit_code(["-C", str(study), *arguments]) == 0
    return study


@pytest.fixture(scope="module")
def labelled(unlabelled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a slice of 240 sentences that a person labelled; tests read it."""
    study = Path(shutil.copytree(unlabelled, tmp_path_factory.mktemp("labelled") / "study"))
    assert exit_code(["-C", str(study), "suggest", "--for", "estimation", "--count", "240"]) == 0
    label(study)
    return study


@pytest.fixture
def own(unlabelled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(unlabelled, tmp_path / "own"))


def rows_of(ran, frame: str = ATTACK) -> dict[str, dict[str, Any]]:
    assert ran.code == 0, ran.err
    return {row["group"]: row for row in ran.json()["result"]["prevalence"] if row["frame"] == frame}


def truth(study: Path, source: str | None = None) -> float:
    of = {row["document_id"]: row["source"] for _, row in read_json_lines(study / "out" / "documents.jsonl")}
    rows = [row for _, row in read_json_lines(study / "out" / "sentences.jsonl")]
    has = ["attacked" in row["text"] for row in rows if source in (None, of[row["document_id"]])]
    return sum(has) / len(has)


def test_shares_are_corrected_by_the_slice_group_by_group(run, labelled: Path, tmp_path: Path) -> None:
    out = tmp_path / "shares.csv"
    ran = run("-C", labelled, "prevalence", "--by", "outlet", "--json", "--out", out)
    found = rows_of(ran)
    assert list(found) == ["all", HOSTILE, "Gazette"]  # outlets of one size by name
    for group, source in (("all", None), ("Gazette", "Gazette"), (HOSTILE, HOSTILE)):
        row = found[group]
        assert row["estimate"] == CORRECTED
        assert row["low"] <= truth(labelled, source) <= row["high"]
        assert row["low"] <= row["share"] <= row["high"]
    assert found["all"]["labelled"] == 240 == found["Gazette"]["labelled"] + found[HOSTILE]["labelled"]
    assert (found["all"]["of"], found["all"]["documents"]) == (480, 80)
    assert ran.json()["result"]["made_by"] == "person"
    written = pd.read_csv(out)
    assert list(written.columns) == list(PREVALENCE.columns)
    assert set(written["group"]) == {"all", "Gazette", "'" + HOSTILE}


def test_a_run_over_the_same_texts_is_corrected_by_the_same_slice(run, labelled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "scored"
    made = run("-C", labelled, "score", labelled / "models" / "frames", labelled / "texts.jsonl", "--out", folder)
    assert made.code == 0, made.err
    of_run = rows_of(run("-C", labelled, "prevalence", "--scores", folder, "--json"))
    of_project = rows_of(run("-C", labelled, "prevalence", "--json"))
    assert of_run["all"] == pytest.approx(of_project["all"], abs=1e-6)
    outside = rows_of(run("-C", tmp_path, "prevalence", "--scores", folder, "--json"))
    assert outside["all"]["estimate"] == UNCORRECTED
    ran = run("-C", labelled, "prevalence", "--scores", folder, "--model", labelled / "models" / "frames")
    assert (ran.code, "--model goes without --scores" in ran.err) == (2, True)
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    told["about"]["codebook"]["fingerprint"] = "0" * 16
    (folder / "run.json").write_text(json.dumps(told), encoding="utf-8")
    ran = run("-C", labelled, "prevalence", "--scores", folder)
    assert (ran.code, "its labels cannot correct these scores" in ran.err) == (3, True)


def test_a_person_reads_shares_counts_and_what_is_in_no_group(run, labelled: Path) -> None:
    ran = run("-C", labelled, "prevalence", "--by", "month", "--frame", ATTACK)
    assert ran.code == 0, ran.err
    assert "All texts: 480 sentences of 80 articles" in ran.out
    assert ran.out.index("month 2022-01") < ran.out.index("month 2022-02") < ran.out.index("month 2022-03")
    assert "Warning: 10 documents without a date: in no month." in ran.err
    assert "AUTOMATED" not in ran.out
    assert "240 of 240 sentences labelled" in ran.err


def test_groups_with_too_few_labels_have_no_share(run, own: Path) -> None:
    assert run("-C", own, "suggest", "--for", "estimation", "--count", "80").code == 0
    label(own)
    found = rows_of(run("-C", own, "prevalence", "--by", "month", "--json"))
    assert found["all"]["estimate"] == CORRECTED
    assert {found[month]["estimate"] for month in ("2022-01", "2022-02", "2022-03")} == {TOO_LITTLE}
    assert found["2022-01"]["share"] is None
    assert "framing suggest --for estimation" in found["2022-01"]["note"]


def test_headlines_are_corrected_by_headlines_and_articles_not_by_single_sentences(run, labelled: Path) -> None:
    articles_ = rows_of(run("-C", labelled, "prevalence", "--unit", "article", "--by", "outlet", "--json"))
    assert articles_["all"]["of"] == 80
    assert {row["estimate"] for row in articles_.values()} == {UNCORRECTED}
    assert "is of sentences, not of whole articles" in articles_["all"]["note"]
    headlines = rows_of(run("-C", labelled, "prevalence", "--unit", "headline", "--json"))
    assert headlines["all"]["of"] == 80
    assert 0 < headlines["all"]["labelled"] < 80
    ran = run("-C", labelled, "prevalence", "--unit", "article", "--by", "voice")
    assert (ran.code, "An article has sentences of several voices" in ran.err) == (3, True)


def test_articles_are_corrected_where_all_of_them_was_labelled(run, own: Path) -> None:
    assert run("-C", own, "suggest", "--for", "estimation", "--count", "480").code == 0
    label(own)
    found = rows_of(run("-C", own, "prevalence", "--unit", "article", "--json"))["all"]
    assert (found["estimate"], found["labelled"]) == (CORRECTED, 80)
    assert found["share"] == pytest.approx(share_of_articles(own))


def share_of_articles(study: Path) -> float:
    rows = [row for _, row in read_json_lines(study / "out" / "sentences.jsonl")]
    return len({row["document_id"] for row in rows if "attacked" in row["text"]}) / len(
        {row["document_id"] for row in rows}
    )


def test_articles_that_were_drawn_whole_correct_shares_of_articles_headlines_and_sentences(run, own: Path) -> None:
    whole = ["suggest", "--for", "estimation", "--unit", "article"]
    assert run("-C", own, *whole, "--count", "52").code == 0
    drawn = list(read_table(own / "annotations" / "sample.jsonl", SAMPLE)["sentence_id"])
    skipped = {drawn[5], *drawn[6:12]}  # a sentence of one article, and all of another
    label(own, of=lambda row: row["sentence_id"] in set(drawn) - skipped)
    ran = run("-C", own, "prevalence", "--unit", "article", "--json")
    found = rows_of(ran)["all"]
    assert (found["estimate"], found["labelled"], found["of"]) == (CORRECTED, 50, 80)
    assert found["low"] <= share_of_articles(own) <= found["high"]
    assert found["low"] < found["share"] < found["high"]
    missing = [line for line in ran.json()["warnings"] if "labelled in part" in line]
    assert missing == [
        "Shares of articles are corrected by 50 of the 52 articles of the random slice, those of which every coded "
        "sentence is labelled. 1 are labelled in part and 1 not at all: 7 of their sentences are missing. Label them: "
        "framing push."
    ]
    compared = run("-C", own, "compare", "--unit", "article", "--json").json()
    assert missing[0] in compared["warnings"]
    sentences = rows_of(run("-C", own, "prevalence", "--json"))["all"]
    assert (sentences["estimate"], sentences["labelled"]) == (CORRECTED, 52 * 6 - 7)
    assert sentences["low"] <= truth(own) <= sentences["high"]
    assert rows_of(run("-C", own, "prevalence", "--unit", "headline", "--json"))["all"]["labelled"] == 51
    assert run("-C", own, *whole, "--count", "28").code == 0  # all there are
    label(own)
    found = rows_of(run("-C", own, "prevalence", "--unit", "article", "--json"))["all"]
    assert (found["labelled"], found["share"]) == (80, pytest.approx(share_of_articles(own)))


def test_labels_of_an_automated_coder_are_told_first(run, own: Path) -> None:
    assert run("-C", own, "suggest", "--for", "estimation", "--count", "200").code == 0
    label(own, made_by="automated coder")
    ran = run("-C", own, "prevalence", "--frame", ATTACK)
    assert ran.out.startswith("SHARES ARE CORRECTED BY LABELS OF AN AUTOMATED CODER")
    assert run("-C", own, "prevalence", "--json").json()["result"]["made_by"] == "automated coder"


def test_labels_that_were_not_drawn_by_chance_correct_nothing(run, own: Path) -> None:
    label(own, of=lambda row: "attacked" in row["text"])
    ran = run("-C", own, "prevalence", "--frame", ATTACK)
    assert "labelled sentences were not drawn by chance" in " ".join(ran.out.split())
    assert UNCORRECTED in ran.out


def test_a_slice_of_other_texts_corrects_nothing(run, own: Path) -> None:
    assert run("-C", own, "suggest", "--for", "estimation", "--count", "100").code == 0
    label(own)
    lines = (own / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    (own / "fewer.jsonl").write_text("\n".join(lines[:70]) + "\n", encoding="utf-8")
    assert run("-C", own, "ingest", own / "fewer.jsonl").code == 0
    ran = run("-C", own, "prevalence")
    assert (ran.code, "texts were ingested since. Score again" in ran.err) == (3, True)
    assert run("-C", own, "score").code == 0
    note = rows_of(run("-C", own, "prevalence", "--json"))["all"]["note"]
    assert "was drawn from another corpus" in note
    assert "of its 100 sentences are here. Draw one from this corpus: framing suggest --for estimation" in note


def test_scores_of_another_model_are_refused(run, own: Path) -> None:
    scores = own / "out" / "scores.jsonl"
    rows = [row | {"model": "0" * 16} for _, row in read_json_lines(scores)]
    scores.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    ran = run("-C", own, "prevalence")
    assert (ran.code, "holds scores of another model than" in ran.err) == (3, True)
    assert "framing score" in ran.err
    scores.unlink()
    assert "Make them first: framing score." in run("-C", own, "prevalence").err


def test_five_articles_say_what_they_cannot_show(run, study: Path) -> None:
    ran = run("-C", study, "prevalence", "--by", "outlet")
    assert ran.code == 0, ran.err
    said = " ".join(ran.out.split())
    assert "All texts: 186 sentences of 5 articles" in ran.out
    assert "labelled sentences were not drawn by chance" in said
    assert "No interval: it needs 20 documents" in said
    assert "3 documents without an outlet: in no group." in ran.err
    assert "labels by an automated coder" in ran.err
    assert "AUTOMATED CODER" not in ran.out  # nothing was corrected
    found = run("-C", study, "prevalence", "--unit", "article", "--json").json()["result"]["prevalence"]
    assert {row["estimate"] for row in found} == {UNCORRECTED}
    assert {row["low"] for row in found} == {None}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--by", "mood"], 3, "There is no column 'mood' to group by. There is: outlet, voice, month, kind, author"),
        (["--by", "\x1b[2J"], 3, "There is no column"),
        (["--frame", "mood"], 3, "There is no frame 'mood' in these scores. There are: terrorist_attack"),
        (["--out", "shares.txt"], 2, "ends in .csv or .jsonl"),
        (["--out", "annotations/ledger.jsonl"], 2, "the ledger"),
        (["--unit", "word"], 2, "'word' is not one of"),
        (["--scores", "nowhere"], 3, "nowhere does not exist"),
    ],
)
def test_what_cannot_be_asked_for_is_said(run, study: Path, arguments: list[str], code: int, said: str) -> None:
    given = [str(study / each) if "annotations" in each else each for each in arguments]
    ran = run("-C", study, "prevalence", *given)
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert "\x1b[2J" not in ran.err
