"""The way of a user who has no clone: a wheel in an empty folder, a codebook and articles of their own, to a report.

The commands are those of the README's block for analysts, read from the README itself.
"""

import csv
import json
import random
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import uv

from framing.doccano.local import server
from framing.doccano.local.server import LocalServer
from framing.doccano.project import projects
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway

ROOT = Path(__file__).parents[2]

FRAMES = {
    "delay": ("delay", "d", ["Trains stood still for {n} hours.", "Commuters missed {n} connections in the chaos."]),
    "pay": (
        "fair pay",
        "p",
        ["Drivers say that {n} euros no longer cover the rent.", "The union asks for {n} per cent more."],
    ),
    "safety": ("safety", "s", ["Inspectors counted {n} broken signals.", "A driver slept {n} hours before the crash."]),
    "blame": (
        "blame",
        "b",
        ["The minister called the {n} strikers selfish.", "Owners accuse {n} agitators of blackmail."],
    ),
}
PLAIN = ["The strike entered day {n}.", "Talks were held in room {n}.", "The line has {n} stations."]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `framing` of the built wheel, installed with the extra doccano in an environment of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    tool = uv.find_uv_bin()
    subprocess.run([tool, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT], check=True)
    wheel = next(folder.glob("*.whl"))
    subprocess.run([tool, "venv", "--quiet", "--python", sys.executable, folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    bounds = ["--constraints", ROOT / ".ci" / "development.lock"]
    subprocess.run([tool, "pip", "install", "--quiet", "--python", python, *bounds, f"{wheel}[doccano]"], check=True)
    return folder / "venv" / "bin" / "framing"


def articles(seed: int = 7) -> list[dict[str, str]]:
    """200 short articles of two outlets, four sentences each."""
    choose = random.Random(seed)
    rows = []
    for number in range(200):
        bags = [choose.choice([*(texts for _, _, texts in FRAMES.values()), PLAIN]) for _ in range(4)]
        body = " ".join(choose.choice(bag).format(n=choose.randint(2, 90)) for bag in bags)
        rows.append(
            {"id": f"a{number}", "headline": f"Strike report {number}", "outlet": "AB"[number % 2], "body": body}
        )
    return rows


def true_frames(text: str) -> set[str]:
    """The frames of a sentence, by how `articles` made it."""
    patterns = {key: [re.escape(t).replace(r"\{n\}", r"\d+") for t in texts] for key, (_, _, texts) in FRAMES.items()}
    return {key for key, found in patterns.items() if any(re.fullmatch(pattern, text) for pattern in found)}


def codebook() -> str:
    """A codebook of four frames."""
    head = '[codebook]\nid = "strike"\nversion = "1.0.0"\ntitle = "How a text frames a strike"\n'
    blocks = [
        f'[[frames]]\nkey = "{key}"\nname = "{name}"\nshortcut = "{shortcut}"\ncolor = "#44AA99"\n'
        f'definition = "The strike is shown as a matter of {name}."\n'
        for key, (name, shortcut, _) in FRAMES.items()
    ]
    return "\n".join([head, *blocks])


def label_everything(program: Path, folder: Path, local: LocalServer) -> None:
    """Two coders label 120 sentences in Doccano under their own accounts; the second errs on every tenth."""
    shown = json.loads(run(program, folder, ["server", "accounts", "--json"]))["result"]
    passwords = {account["annotator"]: account["password"] for account in shown["accounts"]}
    staff = Gateway(Account(local.url, local.username, local.password))
    project, _ = projects.open_project(staff, folder.name)
    rows = next(iter(staff.export(project, only_confirmed=False).values()))
    labels = staff.label_ids(project)
    for coder in ("coder1", "coder2"):
        own = Gateway(Account(local.url, coder, passwords[coder]))
        for number, row in enumerate(rows[:120]):
            frames = set() if coder == "coder2" and number % 10 == 0 else true_frames(row["text"])
            for frame in frames:
                own.choose_label(project, row["id"], labels[FRAMES[frame][0]])
            own.toggle_confirmed(project, row["id"])


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A place for servers; one that a command which failed has left running is stopped."""
    monkeypatch.setenv("FRAMING_HOME", str(tmp_path / "home"))
    yield
    server.down(server.instance_folder())


@pytest.mark.slow
@pytest.mark.usefixtures("own_home")
def test_the_readmes_commands_lead_from_an_empty_folder_to_a_report(program: Path, tmp_path: Path) -> None:
    with (tmp_path / "articles.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "headline", "outlet", "body"])
        writer.writeheader()
        writer.writerows(articles())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"a test runs this block.*?```sh\n(.*?)```", readme, flags=re.DOTALL)[1]
    place, outputs = tmp_path, {}

    for line in block.split("\n"):
        name, _, rest = line.partition(" ")
        if name == "cd":
            place = place / rest
            continue
        if not name:
            continue
        if rest == "codebook":
            (place / "annotations" / "codebook.toml").write_text(codebook(), encoding="utf-8")
        if rest == "pull":
            label_everything(program, place, server.running(server.instance_folder()))
        outputs[rest.split(" ")[0]] = run(program, place, shlex.split(rest))

    ledger = (place / "annotations" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(ledger) == 240
    assert {json.loads(line)["made_by"] for line in ledger} == {"person"}
    report = (place / "out" / "report.html").read_text(encoding="utf-8")
    assert "fair pay" in report
    with (place / "out" / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        scores = list(csv.DictReader(file))
    assert len(scores) == 800
    assert {row["source"] for row in scores} == {"A", "B"}
    assert set(FRAMES) <= set(scores[0])


def run(program: Path, folder: Path, arguments: list[str]) -> str:
    """The standard output of a command that must end well."""
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"framing {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout
