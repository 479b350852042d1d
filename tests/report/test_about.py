import json

from framing.report.about import LISTED, about_run

RUN = {
    "versions": {"numpy": "2.4.6", "framing": "0.1.0"},
    "model": "f00d",
    "texts": "kept",
    "input": {"paths": ["secret/press/corpus.csv", "C:\\texts\\more.csv"]},
    "about": {
        "codebook": {"id": "unrest", "version": "2", "fingerprint": "c0de"},
        "labels_made_by": {"automated coder": 2232},
        "profile": "rich",
        "thresholds": {"calm": 0.3284, "law": 0.5},
        "too_few_examples": ["law"],
        "left_out": {"order": "all examples are from one document"},
        "voices": "by rules alone",
    },
    "counts": {
        "sentences": 1369, "documents": 151, "set_aside": 2, "notes": 1, "characters": 87588, "other_language": 100,
        "compared": 457, "unknown_words": 290, "odd_length": 0,
    },
}  # fmt: skip
NAMES = {"calm": "calm restored", "order": "restoring order"}


def test_a_run_tells_its_model_its_counts_and_what_it_set_aside():
    assert dict(about_run(RUN, NAMES)) == {
        "Profile of the model": "rich",
        "Codebook of the model": "unrest 2 c0de",
        "The model learned from": "2,232 labels by automated coder",
        "Says yes from a probability of": "calm restored 0.33, law 0.50",
        "Too few examples to be trusted": "law",
        "Frames that it does not know": "restoring order (all examples are from one document)",
        "Read by the run": "151 documents with 1,369 coded sentences, 87,588 characters",
        "Set aside by the run": "2 documents, which no figure counts; of others 1 oddity noted",
        "Unlike the training text": "100 of 151 documents seem to be in another language; of 457 sentences that were "
        "looked at, 290 have more unknown words than 98% of it and 0 are shorter or longer",
        "Voices": "by rules alone",
        "Texts": "kept",
        "Files": "corpus.csv, more.csv",
        "Software of the run": "framing 0.1.0, numpy 2.4.6",
    }


def test_a_run_that_set_nothing_aside_says_so():
    assert about_run({"counts": {"set_aside": 0}}, {})[-1] == ("Set aside by the run", "none")


def test_what_a_run_does_not_say_or_says_in_another_kind_has_no_line():
    assert about_run({"about": {"labels_made_by": {"person": 3}}}, {}) == (
        ("The model learned from", "3 labels by person"),
    )
    wrong = json.loads(json.dumps(RUN), parse_int=str, parse_float=str)
    wrong["counts"], wrong["input"], wrong["versions"] = [1], {"paths": 7}, "numpy"
    wrong["about"] = {"profile": ["rich"], "thresholds": {"calm": "high"}, "too_few_examples": 3, "left_out": None}
    assert dict(about_run(wrong, {})).keys() == {"The model learned from", "Texts"}


def test_texts_of_a_run_are_bounded_and_steer_nothing():
    hostile = "a\u202e\x1b[2J" + "x" * 100_000
    about = {
        "profile": hostile, "voices": hostile, "labels_made_by": {hostile: 1 << 70}, "thresholds": {hostile: 0.5},
        "left_out": {f"frame{n}": hostile for n in range(1_000)}, "too_few_examples": [hostile] * 1_000,
        "codebook": dict.fromkeys(("id", "version", "fingerprint"), hostile),
    }  # fmt: skip
    said = about_run({"about": about, "versions": dict.fromkeys(map(str, range(1_000)), hostile)}, {})
    assert len(said) == 8
    for _, value in said:
        assert not set(value) & set("\u202e\x1b\n")
        assert len(value) < 7_000
    assert dict(said)["Frames that it does not know"].endswith(f" and {1_000 - LISTED} more")
