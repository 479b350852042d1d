"""framing evaluate --behaviour: pass rates on the terminal, for programs and in the card."""

from pathlib import Path

import pytest


def test_pass_rates_stand_with_their_intervals_also_in_the_card_and_the_failures_with_their_scores(
    run, study: Path
) -> None:
    found = run("-C", study, "evaluate", "--behaviour", "--json").json()
    rows = {(row["kind"], row["language"]): row for row in found["result"]["behaviour"]}
    named = rows["keyword in a name", "en"]
    assert named["low"] <= named["rate"] == named["passed"] / named["cases"] <= named["high"]
    assert set(found["result"]["frames"]) == {"terrorist_attack", "criminal_riot"}
    failures = found["result"]["failures"]
    assert len(failures) == sum(row["cases"] - row["passed"] for row in rows.values())
    assert all(row["short_by"] >= 0 for row in failures)
    assert any("fewer than 20 examples: national_unity" in warning for warning in found["warnings"])
    assert ("comment: negated", "en") in rows  # the starter labels have such comments
    card = (study / "models" / "frames" / "card.md").read_text(encoding="utf-8").splitlines()
    for (kind, _), row in rows.items():
        line = next(line for line in card if line.startswith(f"| {kind} |"))
        cells = [cell.strip() for cell in line.split("|")]
        assert cells[2:5] == ["en", str(row["passed"]), str(row["cases"])]
        assert (row["wanted"] == 0.95) == (row["expected"] == "same") == (cells[8] == "0.95")
        assert row["missed"] == (cells[9] == "missed") == (row["expected"] == "same" and row["rate"] < 0.95)


def test_a_person_sees_the_same_and_what_went_furthest_wrong(run, study: Path) -> None:
    ran = run("-C", study, "evaluate", "--behaviour", "--model", study / "models" / "frames")
    assert ran.code == 0
    assert "keyword in a name" in ran.out
    assert "Furthest from right, at most 2 of a kind" in ran.out
    assert "threshold 0." in ran.out
    assert "passes if the frame is found no longer: negation: not predicted" in ran.out
    assert "made from templates" in ran.err
    lines = ran.out.splitlines()
    assert max(map(len, lines)) <= 100
    assert len(lines) < 90
    assert "may have learned from them" in ran.err
    assert "Russian is not tested" in ran.err


def test_a_stored_model_needs_no_labels(run, study: Path, tmp_path: Path) -> None:
    run("init", tmp_path / "bare", "--codebook", study / "annotations" / "codebook.toml")
    ran = run("-C", tmp_path / "bare", "evaluate", "--behaviour", "--model", study / "models" / "frames")
    assert ran.code == 0
    assert "Without labelled sentences" in ran.err


@pytest.mark.slow
def test_for_another_codebook_labelled_sentences_are_tried_on_a_model_that_had_not_seen_them(run, study: Path) -> None:
    codebook = study / "annotations" / "codebook.toml"
    codebook.write_text(codebook.read_text(encoding="utf-8").replace('"unrest-2022"', '"another"', 1), encoding="utf-8")
    found = run("-C", study, "evaluate", "--behaviour", "--mixed-codebooks", "--json").json()
    kinds = {row["kind"] for row in found["result"]["behaviour"]}
    assert {"said that: frame kept", "place swapped", "typos: letter dropped", "codebook: positive"} <= kinds
    assert not {"negation: not predicted", "keyword in a name", "rioters to protesters"} & kinds
    assert any("trained in the same way on the documents that are not theirs" in line for line in found["warnings"])


def test_a_model_of_another_codebook_is_refused(run, study: Path, empty: Path) -> None:
    ran = run("-C", empty, "evaluate", "--behaviour", "--model", study / "models" / "frames")
    assert ran.code == 3
    assert "was trained with codebook unrest-2022" in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--model", "m"], "--model goes with --behaviour"),
        (["--behaviour", "--fail-under", "0.5"], "--fail-under does not go with --behaviour"),
        (["--behaviour", "--profile", "fast", "--model", "m"], "--profile does not go with --model"),
        (["--behaviour", "--by", "outlet"], "--by does not go with --behaviour"),
    ],
)
def test_options_that_mean_nothing_together_are_refused(run, empty: Path, arguments, says) -> None:
    ran = run("-C", empty, "evaluate", *arguments)
    assert ran.code == 2
    assert says in ran.err


def test_the_model_that_is_tried_has_the_profile_that_was_named(run, study: Path) -> None:
    usual, fast = (
        run("-C", study, "evaluate", "--behaviour", *more, "--json").json() for more in ([], ["--profile", "fast"])
    )
    assert usual["result"]["behaviour"] != fast["result"]["behaviour"]
