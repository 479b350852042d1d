"""How long sentences take into Doccano and labels back: python benchmarks/doccano.py [--rounds 3] [--full]

Ten thousand made sentences with their neighbours, twelve frames, three annotators; a Doccano of our own in a temporary
folder. Each round takes a project of its own, and in it times framing and its peers one after the other, so that both
have the same machine; a ratio is made within a round. Prints the least and the median of the rounds, and the bar.

The peers: doccano-client's `create_example` and `list_categories`, on a sample of 500 and extrapolated unless --full;
doccano-client's `upload` of one file, which nobody looks at afterwards; one export. A sample says how long a call takes
in the beginning, and not how much longer when the project has grown: it favours the peer.

Labels and confirmations are written by SQL into the database of the stopped server: 9 of 10 sentences have a label, 9
of 10 are confirmed, per annotator. Each push and pull is checked by counting.
"""

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import figures
import psutil
from figures import Row, judged, times_at_least
from own_doccano import log_in, machine, made_rows, own_doccano, push_rows, variables

from framing.doccano.local import process, server
from framing.doccano.local.instance import DATABASE
from framing.doccano.pulling import pull
from framing.doccano.wire.gateway import Gateway, Project

ANNOTATORS = ("coder1", "coder2", "coder3")
SAMPLE = 500
PUSH, PUSH_HTTP, AGAIN, AGAIN_HTTP = "push", "push, over HTTP alone", "push again", "push again, over HTTP alone"
CREATE, UPLOAD = "    create_example, one by one", "    upload of one file, not verified"
EXPORT_EMPTY, EXPORT = "    one export, nothing labelled", "    one export, labelled"
PULL, PULL_HTTP, CALLS = "pull", "pull, over HTTP alone", "    list_categories, one by one"
Round = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sentences", type=int, default=10_000)
    parser.add_argument("--full", action="store_true", help="call the peers for every sentence: minutes a round")
    parser.add_argument("--json", type=Path, help="also write the headline figures to this file")
    asked = parser.parse_args()
    print(machine())
    rows = made_rows(asked.sentences)
    rounds: list[Round] = [{} for _ in range(asked.rounds)]
    with tempfile.TemporaryDirectory() as folder:
        with own_doccano(Path(folder)) as at:
            push_rows(log_in(at), "the first", rows[:10], ANNOTATORS)  # makes the accounts, and warms the server up
            for number, found in enumerate(rounds):
                push_round(at, rows, number, found, full=asked.full)
        for number in range(asked.rounds):
            label_by_sql(at.home / DATABASE, f"study {number}")
        with own_doccano(Path(folder)) as at:
            for number, found in enumerate(rounds):
                pull_round(at, f"study {number}", found, len(rows), full=asked.full)
    held = print_table(rounds, asked.sentences, full=asked.full)
    print(json.dumps({"rounds": rounds}))
    figures.write(asked.json, "doccano", headline(rounds), {"rounds": rounds}, quick=asked.sentences < 10_000)
    sys.exit(not held)


# -- push ------------------------------------------------------------------------------------------------------------


def push_round(
    at: server.LocalServer, rows: Sequence[dict[str, Any]], number: int, found: Round, *, full: bool
) -> None:
    gateway = log_in(at)
    for name, project, way in ((PUSH, "study", {}), (PUSH_HTTP, "far study", {"FRAMING_HOME": "/nowhere"})):
        with variables(**way), timed(found, name):
            report = push_rows(gateway, f"{project} {number}", rows, ANNOTATORS)
        assert (report.uploaded, report.problems) == (len(rows), ()), report
    raw = gateway.create_project(f"raw {number}", "raw", "raw")
    with timed(found, UPLOAD):
        upload_at_once(gateway, raw, rows)
    assert gateway.count(raw) == len(rows)
    single = gateway.create_project(f"single {number}", "single", "single")
    sample = rows if full else rows[:SAMPLE]
    with timed(found, CREATE, len(rows) / len(sample)):
        for row in sample:
            meta = {key: value for key, value in row.items() if key not in ("text", "label")}
            gateway.client.create_example(single.id, row["text"], meta=meta)
    study = project_named(gateway, f"study {number}")
    with timed(found, EXPORT_EMPTY):
        gateway.export(study, only_confirmed=False)
    for name, way in ((AGAIN, {}), (AGAIN_HTTP, {"FRAMING_HOME": "/nowhere"})):
        with variables(**way), timed(found, name):
            report = push_rows(gateway, study.name, rows, ANNOTATORS)
        assert not report.changed, report
        assert gateway.count(study) == len(rows)
    found["memory of the server after the pushes, MB"] = memory(at)


def upload_at_once(gateway: Gateway, project: Project, rows: Sequence[dict[str, Any]]) -> None:
    """doccano-client's own upload, which ends when Doccano says that it is ready."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sentences.jsonl"
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        gateway.client.upload(project.id, [str(file)], "DocumentClassification", "JSONL")


# -- pull ------------------------------------------------------------------------------------------------------------


def label_by_sql(database: Path, project: str) -> None:
    """Labels and confirmations of all annotators; see above."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(database)) as file, file:
        (project_id,) = file.execute("SELECT id FROM projects_project WHERE name = ?", [project]).fetchone()
        one = [project_id]
        examples = [row[0] for row in file.execute("SELECT id FROM examples_example WHERE project_id = ?", one)]
        labels = [row[0] for row in file.execute("SELECT id FROM label_types_categorytype WHERE project_id = ?", one)]
        for turn, username in enumerate(ANNOTATORS):
            (user,) = file.execute("SELECT id FROM auth_user WHERE username = ?", [username]).fetchone()
            given = [
                (uuid.uuid4().hex, 0.0, False, now, now, example, labels[example % len(labels)], user)
                for example in examples
                if is_labelled(example, turn)
            ]
            done = [(now, example, user) for example in examples if is_confirmed(example, turn)]
            file.executemany(
                "INSERT INTO labels_category"
                " (uuid, prob, manual, created_at, updated_at, example_id, label_id, user_id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                given,
            )
            file.executemany(
                "INSERT INTO examples_examplestate (confirmed_at, example_id, confirmed_by_id) VALUES (?, ?, ?)", done
            )


def is_labelled(example: int, turn: int) -> bool:
    return (example + turn) % 10 != 0


def is_confirmed(example: int, turn: int) -> bool:
    return (example + turn) % 10 != 1


def pull_round(at: server.LocalServer, name: str, found: Round, sentences: int, *, full: bool) -> None:
    gateway = log_in(at)
    project = project_named(gateway, name)
    for what, way in ((PULL, {}), (PULL_HTTP, {"FRAMING_HOME": "/nowhere"})):
        with variables(**way), timed(found, what):
            _, pulled = pull.pull(gateway, name)
        states = [decision.state for decision in pulled.decisions]
        expected = 3 * sentences  # every one has a label, or is confirmed, or both
        assert (len(states), states.count("confirmed")) == (expected, expected * 9 // 10), len(states)
        assert not pulled.problems, pulled.problems
    with timed(found, EXPORT):
        exported = gateway.export(project, only_confirmed=False)
    examples = [int(row["id"]) for row in exported[ANNOTATORS[0]]]
    sample = examples if full else examples[:: max(1, len(examples) * len(ANNOTATORS) // SAMPLE)]
    people = [log_in(at, username) for username in ANNOTATORS]
    with timed(found, CALLS, len(examples) / len(sample)):
        for person in people:
            for example in sample:
                person.client.list_categories(project.id, example)
    found["memory of the server after the pulls, MB"] = memory(at)


# -- figures ---------------------------------------------------------------------------------------------------------


class timed:  # noqa: N801  # it is used like a function
    """Adds the seconds of a block to a round, times `factor` where the block is a sample."""

    def __init__(self, found: Round, name: str, factor: float = 1.0) -> None:
        self.found, self.name, self.factor = found, name, factor

    def __enter__(self) -> None:
        self.began = time.perf_counter()

    def __exit__(self, *problem: object) -> None:
        self.found[self.name] = round((time.perf_counter() - self.began) * self.factor, 3)
        print(f"  {self.name.strip()}: {self.found[self.name]:g} s", file=sys.stderr)


def project_named(gateway: Gateway, name: str) -> Project:
    project = gateway.find_project(name)
    assert project is not None, name
    return project


def memory(at: server.LocalServer) -> float:
    return round(process.memory_mb(psutil.Process(at.pid)))


def print_table(rounds: Sequence[Round], sentences: int, *, full: bool) -> bool:
    """Prints all figures; whether every bar holds in the median of the rounds."""
    print(f"{sentences:,} sentences, {len(ANNOTATORS)} annotators, {len(rounds)} rounds")
    sampled = "every sentence" if full else f"extrapolated from {SAMPLE} calls"
    print(f"{'':58}{'least':>9}{'median':>9}   bar, at the median        (peers one by one: {sampled})")
    held = [row(rounds, name, bar) for name, bar in table(sentences)]
    return all(held)


Bar = tuple[str, Callable[[float], bool]] | None


def table(sentences: int) -> Iterator[tuple[str | tuple[str, str], Bar]]:
    """What is printed: seconds of one thing, or how often the first fits into the second."""
    of_this_size = sentences == 10_000
    yield PUSH, at_most(8) if of_this_size else None
    yield PUSH_HTTP, at_most(8) if of_this_size else None
    yield UPLOAD, None
    yield CREATE, None
    yield (CREATE, PUSH), at_least(10)
    yield (CREATE, PUSH_HTTP), at_least(10)
    yield (PUSH, UPLOAD), None
    yield AGAIN, None
    yield AGAIN_HTTP, None
    yield EXPORT_EMPTY, None
    yield (AGAIN, EXPORT_EMPTY), at_most(1.3)
    yield (AGAIN_HTTP, EXPORT_EMPTY), at_most(1.3)
    yield PULL, at_most(12) if of_this_size else None
    yield PULL_HTTP, at_most(12) if of_this_size else None
    yield EXPORT, None
    yield CALLS, None
    yield (CALLS, PULL), at_least(10)
    yield (CALLS, PULL_HTTP), at_least(10)
    yield (PULL_HTTP, EXPORT), None
    yield "memory of the server after the pushes, MB", None
    yield "memory of the server after the pulls, MB", None


def at_most(most: float) -> Bar:
    return f"<= {most:g}", lambda value: value <= most


def at_least(least: float) -> Bar:
    return f">= {least:g}", lambda value: value >= least


def headline(rounds: Sequence[Round]) -> list[Row]:
    """Push and pull beside doccano-client's calls, one by one."""
    found = []
    for ours, peer, name in ((PUSH, CREATE, "create_example"), (PULL, CALLS, "list_categories")):
        seconds = (statistics.median(each[what] for each in rounds) for what in (ours, peer))
        ratio = statistics.median(each[peer] / each[ours] for each in rounds)
        what, client = f"{ours}, 10,000 sentences", f"doccano-client, {name} one by one"
        found.append(Row(f"doccano/{ours}", what, next(seconds), "s", client, next(seconds), ratio, times_at_least(10)))
    return [judged(replace(each, headline=True)) for each in found]


def row(rounds: Sequence[Round], name: str | tuple[str, str], bar: Bar) -> bool:
    if isinstance(name, str):
        values, shown = [found[name] for found in rounds], name if name.endswith("MB") else f"{name}, s"
    else:
        values = [found[name[0]] / found[name[1]] for found in rounds]
        shown = f"{short(name[0])} / {short(name[1])}, ratio"
    middle = statistics.median(values)
    holds = bar is None or bar[1](middle)
    print(
        f"{shown:58}{min(values):>9.2f}{middle:>9.2f}   {'' if bar is None else bar[0] + ('' if holds else '  FAILED')}"
    )
    return holds


def short(name: str) -> str:
    return name.strip().replace(", one by one", "").replace("over HTTP alone", "HTTP")


if __name__ == "__main__":
    main()
