"""framing codebook."""

from pathlib import Path


def test_codebook_lists_the_frames_with_key_and_colour(run, study: Path) -> None:
    ran = run("-C", study, "codebook")
    assert ran.code == 0
    assert "12 frames" in ran.out
    assert "terrorist_attack" in ran.out


def test_codebook_prints_the_guideline_that_annotators_see(run, study: Path) -> None:
    assert "## Labels at a glance" in run("-C", study, "codebook", "--guideline").out


def test_codebook_lists_the_voices_and_how_many_names_the_gazetteer_has(run, empty: Path) -> None:
    ran = run("-C", empty, "codebook")
    assert "5 voices, 13 names in the gazetteer" in ran.out
    assert "union or strikers" in ran.out


def test_codebook_prints_the_guideline_of_the_project_for_voices(run, study: Path) -> None:
    ran = run("-C", study, "codebook", "--guideline", "--voice")
    assert ran.out.startswith("# Who says it?")
    assert "Labels at a glance" not in ran.out
    as_json = run("-C", study, "codebook", "--guideline", "--voice", "--json").json()["result"]
    assert as_json["guideline"] == ran.out
    assert as_json["voices"][0]["key"] == "outlet"


def test_a_guideline_for_voices_needs_voices_and_the_word_guideline(run, study: Path) -> None:
    ran = run("-C", study, "codebook", "--voice")
    assert ran.code == 2
    assert "--voice goes with --guideline" in ran.err
    path = study / "annotations" / "codebook.toml"
    path.write_text(path.read_text(encoding="utf-8").partition("[[voices]]")[0], encoding="utf-8")
    ran = run("-C", study, "codebook", "--guideline", "--voice")
    assert ran.code == 3
    assert "has no voices. Add [[voices]] blocks" in ran.err


def test_codebook_as_json_is_one_document(run, study: Path) -> None:
    found = run("-C", study, "codebook", "--json").json()
    assert len(found["result"]["frames"]) == 12
    assert found["result"]["fingerprint"] == "d12f691932635473"  # what the starter labels were made under


def test_a_codebook_that_is_not_there_is_named(run, tmp_path: Path) -> None:
    ran = run("-C", tmp_path, "codebook")
    assert ran.code == 3
    assert "codebook.toml: No such file" in ran.err
