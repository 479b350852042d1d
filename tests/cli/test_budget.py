"""framing budget: what it prints, and what it says where it cannot tell; and figures on a random slice."""

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from framing.annotation.decisions import Decision
from framing.annotation.ledger import append_decisions
from framing.cli.budget import budget_warnings
from framing.codebook import read_codebook
from framing.files import read_table, write_table
from framing.sampling.budget import Budget, Forecast, Point
from framing.tables import SAMPLE, SENTENCES

SIGNS = {"terrorist_attack": "bombs and bombers", "criminal_riot": "looters and arson"}
PLAIN = ("The council met", "Roads were closed", "Schools stay open", "It rained")


@pytest.fixture
def labelled(run, tmp_path: Path) -> Path:
    """A project of 24 texts and 240 labelled sentences, invented, in the words of people and of Kazakh towns."""
    choose = random.Random(3)
    texts = []
    for number in range(24):
        lines = []
        for _ in range(10):
            signs = [sign for sign in SIGNS.values() if choose.random() < 0.3]
            start = ("Police named " + ", ".join(signs)) if signs else choose.choice(PLAIN)
            lines.append(
                f"{start} in {choose.choice(('Алматы', 'Өскемен', 'Astana', 'Shymkent'))} at {choose.random()}."
            )
        texts.append({"id": f"t{number}", "text": "\n\n".join(lines)})
    source = tmp_path / "texts.jsonl"
    source.write_text("\n".join(json.dumps(text) for text in texts), encoding="utf-8")
    folder = tmp_path / "study"
    book = Path(__file__).parents[2] / "annotations" / "codebook.toml"
    assert run("init", folder, "--codebook", book).code == 0
    assert run("-C", folder, "ingest", source).code == 0
    offered, fingerprint = tuple(SIGNS), read_codebook(folder / "annotations" / "codebook.toml").fingerprint
    decisions = [
        Decision(
            document_id=row.document_id,
            start=row.start,
            end=row.end,
            annotator="kim",
            state="confirmed",
            frames=tuple(frame for frame, sign in SIGNS.items() if sign in row.text),
            offered=offered,
            at="2026-01-01T00:00:00Z",
            project="study",
            codebook=fingerprint,
            assisted=False,
            made_by="person",
        )
        for row in read_table(folder / "out" / "sentences.jsonl", SENTENCES).itertuples()
    ]
    append_decisions(folder / "annotations" / "ledger.jsonl", decisions)
    return folder


@pytest.mark.slow
def test_the_budget_is_a_sentence_for_each_step_and_a_curve(run, labelled: Path) -> None:
    ran = run("-C", labelled, "budget", "--more", "100")
    assert ran.code == 0
    assert re.search(
        r"100 more sentences: macro-F1 from \d\.\d\d to about \d\.\d\d \(\d\.\d\d to \d\.\d\d\)\.", ran.out
    )
    assert "The curve so far, 2 frames" in ran.out
    assert "chosen like those labelled so far" in ran.err
    assert "\nHow the 480 labels came about" in ran.err
    found = run("-C", labelled, "budget", "--more", "100", "--json").json()["result"]
    assert found["forecasts"][0]["more"] == 100
    assert found["forecasts"][0]["low"] <= found["forecasts"][0]["macro_f1"] <= found["forecasts"][0]["high"]
    assert len(found["curve"]) == 5


@pytest.mark.parametrize(("forecast", "elsewhere"), [(0.981, False), (0.999, True)])
def test_a_flat_curve_is_called_flat(forecast: float, elsewhere: bool) -> None:
    curve = tuple(Point(size, 0.98) for size in (50, 100, 150))
    found = Budget(209, ("storm",), (), curve, (Forecast(100, forecast, 0.9, 1.0),))
    said = " ".join(budget_warnings(found))
    assert "The curve is flat" in said
    assert "Expect little." in said
    assert ("usually bring elsewhere" in said) == elsewhere
    rising = (Point(50, 0.5), Point(100, 0.6), Point(150, 0.65))
    assert "flat" not in " ".join(budget_warnings(replace(found, curve=rising)))


def test_few_documents_have_no_curve(run, study: Path) -> None:
    ran = run("-C", study, "budget")
    assert ran.code == 3
    assert "186 labelled sentences of 5 documents are too few for a learning curve" in ran.err


def test_evaluate_counts_the_random_slice_where_one_was_drawn(run, labelled: Path) -> None:
    names = read_table(labelled / "out" / "sentences.jsonl", SENTENCES)["sentence_id"].tolist()
    drawn = [
        {"sentence_id": name, "draw": 1, "purpose": "estimation", "corpus": "c0de", "stratum": ""}
        | {"inclusion_probability": 0.5, "why": "by chance", "seed": 7}
        for name in names[::2]
    ]
    before = run("-C", labelled, "evaluate", "--json").json()
    assert any("no random sample of a corpus" in line for line in before["warnings"])
    write_table(labelled / "annotations" / "sample.jsonl", SAMPLE.table(drawn))
    found = run("-C", labelled, "evaluate", "--json").json()
    assert (before["result"]["counted"], found["result"]["counted"]) == (len(names), len(drawn))
    basis = "Figures and thresholds stand on the random slice, 120 of 120 sentences labelled"
    assert any(basis in line for line in found["warnings"])
    ran = run("-C", labelled, "evaluate")
    assert "; 240 sentences, figures on 120 of them.\n" + basis in ran.out
    assert basis not in ran.err
