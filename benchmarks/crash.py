"""Whether work with Doccano survives kill -9: python benchmarks/crash.py [--points 60] [--rows 2500] [--seed 7]

A local Doccano of its own and a small made corpus. Each job (push, pull, restore) first runs undisturbed. Then, point
by point, it is begun anew in a process of its own, and at a random moment of it the process or the server is killed
with SIGKILL; the server is started again, and the same job is run again at once. What stands in Doccano and in the
ledger must then be what the undisturbed run left: every sentence once and in order, labels, members, decisions; all but
numbers of the server, times and passwords. About half of the points reach the server over HTTP only, the others also
read its database. Prints a line for each point that ended otherwise, and at last "N/N".
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs
import psutil
from killed import begin, ended

from framing.annotation.decisions import Decision
from framing.annotation.ledger import read_ledger
from framing.cli.pull import pull_project
from framing.cli.push import push_project
from framing.cli.snapshot import read_snapshot, restore_study
from framing.doccano.local import server
from framing.doccano.local.environment import SETTINGS
from framing.doccano.moving.snapshot import renamed
from framing.doccano.moving.snapshot_file import to_bytes
from framing.doccano.moving.take import take_study
from framing.doccano.project import own_database
from framing.doccano.project.card import read_card
from framing.doccano.project.projects import open_project, sentence_ids
from framing.doccano.project.tasks import name_of
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway
from framing.files import write_table
from framing.tables import DOCUMENTS, SENTENCES, make_sentence_id
from framing.workspace import Workspace, open_workspace

CODEBOOK = """
[codebook]
id = "tram"
version = "1.0.0"
title = "How a text frames a tram line"
[[frames]]
key = "cost"
name = "cost"
shortcut = "c"
color = "#112233"
text_color = "#FFFFFF"
definition = "Money"
[[frames]]
key = "noise"
name = "шум"
shortcut = "n"
color = "#ddbbcc"
definition = "Noise"
"""
CODERS = ("aigul", "berik")
NAME = "the project"


@dataclass(frozen=True)
class Scene:
    """Where one run of a job happens: the server's folder, a study's folder, and the name of its Doccano project."""

    home: Path
    folder: Path
    project: str
    over_http: bool = False
    shared: str = ""  # the project that a job prepared for all of its points
    decisions: int = 0  # of each coder, where a job needs some

    def gateway(self) -> Gateway:
        """As the staff account, at the address of this moment."""
        found = server.running(self.home)
        assert found is not None, "the server does not run"
        return Gateway(Account(found.url, found.username, found.password))

    @property
    def place(self) -> Workspace:
        """The study."""
        return open_workspace(self.folder)

    def coders(self) -> list[str]:
        """Accounts that are new for every project."""
        return [f"{coder}-{self.project}" for coder in CODERS]


@dataclass(frozen=True)
class Job:
    """What is killed: `prepare` is run once before all points, `work` at each; `state` is what must be the same."""

    name: str
    prepare: Callable[[Scene], None]
    work: Callable[[Scene], None]
    state: Callable[[Scene], Any]


# -- jobs ----------------------------------------------------------------------------


def push_it(scene: Scene) -> None:
    push_project(scene.place, scene.gateway(), scene.project, (), scene.coders())


def what_was_pushed(scene: Scene) -> Any:
    gateway = scene.gateway()
    project, card = open_project(gateway, scene.project)
    exports = gateway.export(project, only_confirmed=False)
    rows = [{**row, "id": 0} for row in next(iter(exports.values()))]
    labels = sorted((each.name, each.shortcut, each.color, each.text_color) for each in gateway.labels(project))
    members = sorted((name.replace(scene.project, NAME), role) for name, role in gateway.members(project).items())
    passwords = _can_log_in(scene, gateway)
    notes = [path.name for path in scene.place.out.glob(".*")]
    same_name = sum(each.name == scene.project for each in gateway.projects())
    return {
        "rows": rows,
        "sentences": [name_of(row) for row in rows],
        "labels": labels,
        "members": members,
        "card": str(replace(card, project="")),
        "coders who can log in": passwords,
        "notes left": notes,
        "projects of the name": same_name,
    }


def _can_log_in(scene: Scene, gateway: Gateway) -> int:
    from framing.accounts import stored_password
    from framing.cli.connect import accounts_file, server_name

    found = 0
    for coder in scene.coders():
        password = stored_password(accounts_file(scene.place), server_name(scene.place), coder)
        Gateway(Account(gateway.url, coder, password or ""))
        found += 1
    return found


def prepare_decisions(scene: Scene) -> None:
    """A pushed project in which both coders decided something: none, one label, two, or a label without Enter."""
    from framing.accounts import stored_password
    from framing.cli.connect import accounts_file, server_name

    staff = scene.gateway()
    push_project(scene.place, staff, scene.shared, (), scene.coders())
    project, _ = open_project(staff, scene.shared)
    labels = list(staff.label_ids(project).values())
    examples = [ids[0] for ids in sentence_ids(staff, project).values()]
    for coder in scene.coders():
        password = stored_password(accounts_file(scene.place), server_name(scene.place), coder)
        gateway = Gateway(Account(staff.url, coder, password or ""))
        for number, example in enumerate(examples[: scene.decisions]):
            for label in labels[: number % 3]:
                gateway.choose_label(project, example, label)
            if number % 5:
                gateway.toggle_confirmed(project, example)
            if number % 7 == 0:
                gateway.comment(project, example, "сарказм?")


def pull_it(scene: Scene) -> None:
    pull_project(scene.place, scene.gateway(), scene.shared)


def what_was_pulled(scene: Scene) -> Any:
    def without_times(decision: Decision) -> str:
        # Over HTTP there is no time of a decision, so it cannot be compared.
        return str(replace(decision, at="", decided_at=""))

    ledger = read_ledger(scene.place.ledger)
    return {
        "decisions": [without_times(decision) for decision in ledger],
        "times": sorted({len(decision.at) for decision in ledger}),
    }


def prepare_snapshot(scene: Scene) -> None:
    """A study with decisions, kept in a file."""
    prepare_decisions(scene)
    kept_in(scene).write_bytes(to_bytes(take_study(scene.gateway(), scene.shared, print)))


def kept_in(scene: Scene) -> Path:
    """The snapshot that all points of the job restore."""
    return scene.home.parent / "kept.zip"


def restore_it(scene: Scene) -> None:
    study = read_snapshot(kept_in(scene))
    people = [who for who in study.people if who != study.owner]
    given = {who: (f"{who.partition('-')[0]}-{scene.project}", "gondola-7-walrus") for who in people}
    _, reports = restore_study(scene.place, scene.gateway(), study, scene.project, given)
    assert not any(report.differences for report in reports), reports


def what_was_restored(scene: Scene) -> Any:
    study = take_study(scene.gateway(), scene.project, print)
    study = renamed(study, NAME, {who: who.replace(scene.project, NAME) for who in study.people})
    [project] = study.projects
    notes = [path.name for path in scene.place.out.glob(".*")]
    comments = tuple(replace(comment, at="") for comment in project.comments)
    card = read_card(project.description)
    assert card is not None
    # A copy has a name of its own in the ledger, which comes from its name in Doccano: each point's is another.
    description = project.description.replace(card.project, "the copy")
    return {
        **{
            name: repr(value)
            for name, value in vars(replace(project, comments=comments, description=description)).items()
        },
        "notes": notes,
    }


def nothing(_: Scene) -> None:
    """A job that needs nothing before it."""


JOBS: Sequence[Job] = (
    Job("push", nothing, push_it, what_was_pushed),
    Job("pull", prepare_decisions, pull_it, what_was_pulled),
    Job("restore", prepare_snapshot, restore_it, what_was_restored),
)


# -- the killing ---------------------------------------------------------------------


class Bench:
    """A server of its own, and what each job leaves if nothing disturbs it."""

    def __init__(self, home: Path, rows: int, decisions: int) -> None:
        self.top, self.decisions = home, decisions
        self.home = server.instance_folder("default")
        self.study = home / "study"
        write_study(self.study, rows)

    def up(self) -> None:
        """The server, started if it does not run; with a password hasher that takes no time where there is one."""
        weak = Path(__file__).parents[1] / "tests" / "e2e" / "site"
        options: dict[str, Any] = {"settings_module": "weak_settings", "extra_path": weak} if weak.is_dir() else {}
        server.up(self.home, port=0, say=lambda _: None, **({"settings_module": SETTINGS} | options))

    def scene(self, job: Job, name: str, over_http: bool = False) -> Scene:
        """A copy of the study, for one run."""
        folder = self.top / "runs" / name
        shutil.copytree(self.study, folder)
        return Scene(self.home, folder, name, over_http, f"shared by every {job.name}", self.decisions)

    def undisturbed(self, job: Job, times: int) -> tuple[Any, float]:
        """What the job leaves, and how many seconds it takes; the median of so many times."""
        job.prepare(self.scene(job, f"{job.name}-before"))
        states, seconds = [], []
        for number in range(times):
            scene = self.scene(job, f"{job.name}-undisturbed-{number}", over_http=number == 1)
            began = time.monotonic()
            code = ended(self.begin(job, scene))
            seconds.append(time.monotonic() - began)
            assert code == 0, f"{job.name} fails undisturbed"
            states.append(job.state(scene))
        assert all(state == states[0] for state in states), f"{job.name} does not leave the same twice"
        return states[0], sorted(seconds)[len(seconds) // 2]

    def begin(self, job: Job, scene: Scene) -> int:
        """The number of a new process that runs the job; it ends with 0 if the job did."""

        def work() -> None:
            if scene.over_http:
                own_database._instances = lambda: iter(())  # as if the server were not ours
            job.work(scene)

        return begin(work, self.top / "said.txt")

    def point(self, job: Job, name: str, victim: str, after_s: float, over_http: bool) -> tuple[Any, str]:
        """What the job leaves when it was killed after so many seconds and run again, and how the runs ended."""
        scene = self.scene(job, name, over_http)
        child = self.begin(job, scene)
        time.sleep(after_s)
        if victim == "client":
            os.kill(child, signal.SIGKILL)
            first = ended(child)
        else:
            self.kill_server()
            first = ended(child)
            self.up()
        second = ended(self.begin(job, scene))
        third = ended(self.begin(job, scene)) if second else 0
        return (job.state(scene) if not second else None), f"ended {first}, then {second}, then {third}"

    def kill_server(self) -> None:
        """SIGKILL for the server and its worker, at once."""
        found = server.running(self.home) or server.status(self.home)
        assert found.pid is not None
        main = psutil.Process(found.pid)
        family = [main, *main.children(recursive=True)]
        for each in family:
            each.kill()
        psutil.wait_procs(family, timeout=20)


def write_study(folder: Path, rows: int) -> None:
    """A project folder with ingested sentences, 25 to an article."""
    documents, sentences = [], []
    for number in range(-(-rows // 25)):
        texts = [f"Трамвай {number}-{n} опоздал на <b>{n}</b> минут. 🚋" for n in range(min(25, rows - 25 * number))]
        start = 0
        for position, text in enumerate(texts, start=1):
            end = start + len(text)
            row = {"sentence_id": make_sentence_id(f"d{number}", start, end), "document_id": f"d{number}"}
            sentences.append({**row, "position": position, "start": start, "end": end, "text": text, "kind": "body"})
            start = end + 1
        about = {"title": f"Line {number}", "source": "", "author": "", "date": "", "language": "ru", "path": ""}
        documents.append({"document_id": f"d{number}", "text": " ".join(texts), **about})
    (folder / "annotations").mkdir(parents=True)
    (folder / "annotations" / "codebook.toml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "framing.toml").write_text("", encoding="utf-8")
    place = open_workspace(folder)
    write_table(place.documents, DOCUMENTS.table(documents))
    write_table(place.sentences, SENTENCES.table([{**row, "paragraph": 1} for row in sentences]))


def difference(expected: dict[str, Any], found: dict[str, Any] | None) -> str:
    """Which parts of two states are not the same."""
    if found is None:
        return "the second run failed"
    return ", ".join(key for key in expected if expected[key] != found[key])


def main(jobs: Sequence[Job] = JOBS) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=60)
    parser.add_argument("--rows", type=int, default=2500)
    parser.add_argument("--decisions", type=int, default=60, help="Of each of two coders, for a pull.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--once", action="store_true", help="Run each job undisturbed once, not three times.")
    parser.add_argument("--jobs", default=",".join(job.name for job in jobs), help="Only these: push,pull,restore")
    options = parser.parse_args()
    chosen = [job for job in jobs if job.name in options.jobs.split(",")]
    choose, whole, victims = random.Random(options.seed), 0, Counter[str]()
    kept = platformdirs.user_data_path("framing") / "doccano" / "environments"
    os.environ.setdefault("FRAMING_DOCCANO_ENVIRONMENTS", str(kept))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FRAMING_HOME"] = str(Path(folder) / "home")
        bench = Bench(Path(folder), options.rows, options.decisions)
        try:
            bench.up()
            plain = {job.name: bench.undisturbed(job, 1 if options.once else 3) for job in chosen}
            print(json.dumps({name: f"{seconds:.2f} s undisturbed" for name, (_, seconds) in plain.items()}))
            for number in range(options.points):
                job, victim = chosen[number % len(chosen)], ("client", "server")[number // len(chosen) % 2]
                expected, seconds = plain[job.name]
                after_s = choose.uniform(0, 1.05 * seconds)
                over_http = bool(choose.getrandbits(1))
                found, how = bench.point(job, f"{job.name}-{number}", victim, after_s, over_http)
                victims[f"{victim} of {job.name}"] += 1
                if found == expected:
                    whole += 1
                else:
                    what = difference(expected, found)
                    print(f"point {number}: {job.name}, {victim} killed after {after_s:.2f} s: {what} ({how})")
                    print((Path(folder) / "said.txt").read_text(encoding="utf-8")[-2000:], file=sys.stderr)
        finally:
            server.down(bench.home)
    print(f"killed: {', '.join(f'{count} x {victim}' for victim, count in victims.items())}; seed {options.seed}")
    print(f"{whole}/{options.points}")
    return 0 if whole == options.points else 1


if __name__ == "__main__":
    sys.exit(main())
