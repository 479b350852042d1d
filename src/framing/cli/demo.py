"""The whole line once, on the source texts of the repository and a real Doccano."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import echo, say, warn

if TYPE_CHECKING:
    from framing.annotation.decisions import Decision
    from framing.cli.model import Material
    from framing.doccano.wire.gateway import Gateway
    from framing.model.evaluation.evaluate import Evaluation
    from framing.workspace import Workspace

_READER = "reader"  # an account for whoever wants to try labelling
_SETTINGS = """\
# Made by framing demo. See the README for what the settings mean.
[doccano]
project = "framing demo"
server = "demo"

[annotators]
automated = [{automated}]
"""


@click.command()
@click.option("--port", type=click.IntRange(1024, 65535), help="Port of the local Doccano.")
@click.pass_context
def demo(context: click.Context, port: int | None) -> None:
    """Run the whole line on the five source texts: a local Doccano, labels, agreement, model, scores, report.

    Run it in a clone of the repository. It makes the folder demo/, which is a project like any other. Run again, it
    changes nothing.

    \b
    Example: framing demo
    """
    source: Path = context.obj
    from framing.locks import one_at_a_time

    with one_at_a_time("the demo", say):
        _Demo.open(source, port).run()


@dataclass
class _Demo:
    """The stages, each of which can be broken off and run again. `changes` counts what was different afterwards."""

    source: Path
    place: "Workspace"
    starter: "list[Decision]"
    port: int | None
    changes: int = 0
    stage: int = 0
    warnings: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)  # those of the warnings that warn of nothing

    @classmethod
    def open(cls, source: Path, port: int | None) -> "_Demo":
        """The demo of a clone in `source`.

        Raises:
            InputError: `source` is no clone.
        """
        from framing.annotation.ledger import read_ledger
        from framing.errors import InputError
        from framing.workspace import open_workspace

        needed = [source / "seeds", source / "annotations" / "codebook.toml", source / "annotations" / "starter.jsonl"]
        missing = [str(path) for path in needed if not path.exists()]
        if missing:
            raise InputError(
                f"The demo runs in a clone of the repository, which holds its texts; there is no {', '.join(missing)}. "
                "For a study of your own: framing init."
            )
        starter = read_ledger(source / "annotations" / "starter.jsonl")
        made = _make_project(source, _coders(starter))
        line = cls(source, open_workspace(source / "demo"), starter, port)
        line.changes += len(made)
        return line

    def run(self) -> None:
        """All stages, then what they found."""
        self.ingest()
        gateway = self.start()
        self.push(gateway)
        self.enter(gateway)
        self.pull(gateway)
        agreement = self.agree()
        material, evaluation = self.train()
        self.score(material)
        self.report(material, evaluation)
        self.conclude(gateway, agreement, evaluation)

    def ingest(self) -> None:
        """Texts to sentences."""
        from framing.cli.corpus import ingest_texts
        from framing.cli.labels import on_todays_sentences
        from framing.corpus.ingest import Source

        before = _digest(self.place.sentences, self.place.documents)
        found = ingest_texts(self.place, Source([self.source / "seeds"]))
        changed = before != _digest(self.place.sentences, self.place.documents)
        starter = on_todays_sentences(self.place, self.starter)
        self.starter = _last_words(starter.decisions)
        self.warnings += starter.warnings()
        self.done(
            f"texts: {found.documents} documents, {found.sentences} sentences to label, "
            f"{found.kept_apart} stretches kept apart",
            changed,
        )

    def start(self) -> "Gateway":
        """The local Doccano, and a connection to it."""
        from framing.cli.connect import connect
        from framing.doccano.local import server as local

        found = local.up(local.instance_folder(self.place.server), port=self.port, say=say)
        self.done(f"Doccano: {'started' if found.started else 'runs already'} at {found.url}")
        return connect(self.place)

    def push(self, gateway: "Gateway") -> None:
        """Project, labels, guideline, sentences, accounts."""
        from framing.cli.push import push_project

        annotators = [*_coders(self.starter), _READER]
        report = push_project(self.place, gateway, self.place.doccano_project, [], annotators)
        self.warnings += report.problems
        self.done(
            f"push: {len(report.frames)} labels, {report.sentences} sentences, {len(annotators)} annotators",
            report.changed,
        )

    def enter(self, gateway: "Gateway") -> None:
        """The starter labels, each through the account of the coder who made it."""
        from framing.accounts import stored_password
        from framing.cli.connect import accounts_file, connect, server_name
        from framing.doccano.moving.enter import enter_decisions
        from framing.doccano.project.projects import open_project, sentence_ids
        from framing.doccano.pulling.pull import pull
        from framing.errors import InputError

        name = self.place.doccano_project
        project, _ = open_project(gateway, name)
        ids = {sentence: found[0] for sentence, found in sentence_ids(gateway, project).items()}
        standing = pull(gateway, name)[1].decisions
        entered = 0
        for coder in _coders(self.starter):
            there = {decision.sentence_id: decision for decision in standing if decision.annotator == coder}
            wanted = [decision for decision in self.starter if decision.annotator == coder]
            secret = stored_password(accounts_file(self.place), server_name(self.place), coder)
            if secret is None:
                raise InputError(
                    f"{accounts_file(self.place)} lost the password of {coder}. {_how_to_start_over(self.place)}"
                )
            entered += enter_decisions(connect(self.place, coder, secret), name, wanted, there, ids)
        self.done(
            f"labels: {entered} of {len(self.starter)} starter decisions entered through their coders' accounts",
            entered > 0,
        )

    def pull(self, gateway: "Gateway") -> None:
        """Decisions into the ledger, checked against the starter labels."""
        from framing.cli.pull import pull_project, unconfirmed_warnings
        from framing.errors import DoccanoError

        _, pulled, added = pull_project(self.place, gateway, self.place.doccano_project)
        self.warnings += [*pulled.problems, *unconfirmed_warnings(pulled)]
        came = {(d.annotator, d.sentence_id): (d.state, d.frames, d.comment) for d in pulled.decisions}
        wrong = [
            decision
            for decision in self.starter
            if came.get((decision.annotator, decision.sentence_id))
            != (decision.state, decision.frames, decision.comment)
        ]
        if wrong:
            first = wrong[0]
            raise DoccanoError(
                f"{len(wrong)} of {len(self.starter)} starter labels did not come back as they went in, the first is "
                f"{first.sentence_id} by {first.annotator}. {_how_to_start_over(self.place)}"
            )
        self.done(
            f"pull: {added} new decisions; all {len(self.starter)} starter labels came back as they went in", added > 0
        )

    def agree(self) -> Any:
        """Agreement per frame."""
        from framing.agreement.by_frame import by_frame, same_sets
        from framing.cli.ledgers import votes_in

        votes = votes_in(self.place).votes
        table = by_frame(votes)
        same, shared = same_sets(votes)
        self.done(
            f"agreement: alpha {table['alpha'].min():.2f} to {table['alpha'].max():.2f}, "
            f"the same frames on {same} of {shared} sentences"
        )
        return table

    def train(self) -> "tuple[Material, Evaluation | None]":
        """What the model learned from, and its evaluation."""
        from framing.cli.model import learning_material, train_model

        before = _digest(*sorted(self.place.model.glob("*")))
        material = learning_material(self.place)
        self.warnings += material.warnings
        self.facts += material.facts
        trained, evaluation, folder, _ = train_model(self.place, material, None)
        if evaluation is not None:
            self.warnings += evaluation.warnings
        changed = before != _digest(*sorted(folder.glob("*")))
        self.done(
            f"model: {len(trained.frames)} frames learned, {len(trained.left_out)} with too few examples", changed
        )
        return material, evaluation

    def score(self, material: "Material") -> None:
        """Scores of every sentence."""
        from framing.cli.model import score_sentences

        path = self.place.out / "scores.jsonl"
        before = _digest(path)
        table, _, path = score_sentences(self.place, material.sentences, None)
        self.done(f"scores: {table['sentence_id'].nunique()} sentences", before != _digest(path))

    def report(self, material: "Material", evaluation: "Evaluation | None") -> None:
        """The page."""
        from framing.cli.report import write

        path = self.place.out / "report.html"
        before = _digest(path)
        write(self.place, material, None, path, evaluation)
        self.done(f"report: {path}", before != _digest(path))

    def done(self, what: str, changed: bool | None = None) -> None:
        """One line of progress; `changed` is None where a stage writes nothing."""
        self.stage += 1
        self.changes += bool(changed)
        say(f"[{self.stage}/9] {what}{' (unchanged)' if changed is False else ''}")

    def conclude(self, gateway: "Gateway", agreement: Any, evaluation: Any) -> None:
        """Figures, warnings and what to do next."""
        from framing.cli.agreement_views import agreement_columns
        from framing.cli.console import print_noted_table
        from framing.cli.evaluation_views import evaluation_columns
        from framing.cli.project import program

        echo("\nAgreement of the three passes, per frame")
        print_noted_table(agreement_columns(agreement))
        if evaluation is not None:
            echo(f"\nThe classifier on documents it has not seen ({evaluation.folds})")
            print_noted_table(evaluation_columns(evaluation.table))
        echo("")
        warn(dict.fromkeys(self.warnings), self.facts)
        here = f"{program()} -C {self.place.folder}"
        echo(f"Report:  {self.place.out / 'report.html'}")
        echo(f"Doccano: {gateway.url}  Log in as {_READER}, with the password that this prints:")
        echo(f"         {here} server accounts")
        echo(f"Stop it: {here} server down")
        echo(f"Then:    label some sentences there, and bring them here with {here} pull")
        if not self.changes:
            echo("Nothing changed: everything was as the last run left it.")


def _coders(starter: "Sequence[Decision]") -> list[str]:
    """The accounts of the automated coder's passes."""
    return sorted({decision.annotator for decision in starter})


def _last_words(starter: "Sequence[Decision]") -> "list[Decision]":
    """What each pass says of the frames of each sentence in the end: some were labelled again by a newer codebook."""
    from framing.annotation.decisions import last_word

    said: dict[tuple[str, str], list[Decision]] = {}
    for decision in starter:
        if not decision.is_voice:
            said.setdefault((decision.annotator, decision.sentence_id), []).append(decision)
    return [last_word(found) for found in said.values()]


def _make_project(source: Path, automated: Sequence[str]) -> list[str]:
    """Names of the files that were made in the demo's folder; with the repository's codebook."""
    from framing.cli.project import make_project
    from framing.files import replacing

    folder = source / "demo"
    settings = folder / "framing.toml"
    made = []
    if not settings.exists():
        with replacing(settings) as file:
            file.write(_SETTINGS.format(automated=", ".join(f'"{name}"' for name in automated)))
        made.append(settings.name)
    return made + make_project(folder, source / "annotations" / "codebook.toml")


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes() if path.exists() else b"-")
    return digest.hexdigest()


def _how_to_start_over(place: "Workspace") -> str:
    from framing.cli.project import program
    from framing.doccano.local import server as local

    return (
        f"To start the demo over: {program()} -C {place.folder} server down, then delete {place.folder} "
        f"and {local.instance_folder(place.server)}."
    )
