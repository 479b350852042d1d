"""The README promises nothing that is not there."""

import re
import shlex
from pathlib import Path

import click
import numpy as np
import pandas as pd
import pytest

from framing.cli.main import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
LINES = [line.split("#")[0].strip() for block in BLOCKS for line in block.splitlines()]
INLINE = [" ".join(shown.split()) for shown in re.findall(r"`((?:framing|make)\s[^`]+)`", README)]


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", README))
def test_a_link_leads_somewhere(target: str) -> None:
    assert target.startswith("https://") or (ROOT / target).exists()


@pytest.mark.parametrize("line", [line for line in LINES + INLINE if line.startswith("framing ")])
def test_a_command_that_is_shown_exists_with_its_options(line: str) -> None:
    words = shlex.split(line)[1:]
    command: click.Command = main
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    assert command is not main
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("target", re.findall(r"make ([a-z][a-z-]+)", " ".join(LINES + INLINE)))
def test_a_make_target_that_is_shown_exists(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)


def test_every_command_stands_in_the_readme() -> None:
    prose = re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)  # whose marks would pair with others
    shown = " ".join(re.findall(r"`([^`]+)`", prose) + LINES)
    assert [name for name in main.commands if not re.search(rf"\b{name}\b", shown)] == []


def test_ci_calls_the_readmes_test_command() -> None:
    assert "make test" in LINES
    assert "\nmake test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_readme_names_no_more_frames_than_the_starter_labels_hold() -> None:
    decided = (ROOT / "annotations" / "starter.jsonl").read_text(encoding="utf-8").splitlines()
    sentences = {re.search(r'"document_id": "(.*?)", "start": (\d+)', line).groups() for line in decided}
    assert f"{len(sentences)} sentences of five articles" in README


def test_nothing_in_the_readme_is_still_to_be_filled_in(repository: Path) -> None:
    text = (repository / "README.md").read_text(encoding="utf-8")
    assert not re.search(r"TODO|TBD|XXX|TABLE_OF", text)


def test_the_python_example_runs_on_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    choose = np.random.default_rng(2)
    labels = choose.random((60, 2)) < 0.4
    signs = np.where(labels, ["prices rose", "police came"], ["people met", "it rained"])
    texts = [f"{first}, and {second} in town {number}" for number, (first, second) in enumerate(signs)]
    labelled = pd.DataFrame(np.where(labels, "yes", "no"), columns=["economy", "security"]).assign(text=texts)
    labelled.assign(document_id=np.arange(60) // 3).to_csv("labelled.csv", index=False)
    new = ["it rained, and people met in town 13", "prices rose, and people met in town 13"]
    pd.DataFrame({"document_id": ["a", "b"], "text": new}).to_csv("new.csv", index=False)
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)  # ours, from this repository
    scores = names["scores"]
    assert isinstance(scores, pd.DataFrame)
    assert scores["economy"].idxmax() == 1
    shares = names["shares"]
    assert isinstance(shares, pd.DataFrame)
    assert shares.query("frame == 'economy'").set_index("document_id")["predicted"].to_dict() == {"a": 0, "b": 1}
    assert (tmp_path / "models" / "mine" / "card.md").is_file()
    assert "always_f1" in capsys.readouterr().out
