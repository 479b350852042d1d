"""Scores: of the project's own sentences, and of any number of documents."""

import errno
import io
import os
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

import click
from click.core import ParameterSource

from framing.cli.console import echo, json_option, one_line, print_json, print_table, records, say, warn, workspace
from framing.cli.corpus import ingested
from framing.cli.labels import settled_voices
from framing.cli.model import model_option, score_sentences
from framing.cli.outputs import check_outputs
from framing.cli.reading_options import READING, reading_options, source_of
from framing.cli.scoring_views import STREAM, Pace, end_with, print_run
from framing.errors import InputError

if TYPE_CHECKING:
    from framing.corpus.rules import Rules
    from framing.model.learning.train import FrameModel
    from framing.scoring.running.engine import Engine
    from framing.scoring.running.run import Target
    from framing.workspace import Workspace

_FORMATS = ("jsonl", "csv", "parquet")
_FILE_ENDINGS = (".json", ".ndjson", ".tsv", ".xlsx", ".xls", ".txt", ".pq", ".gz", ".zip", ".zst", ".feather", ".rds")
_OF_A_RUN = (*READING, "out", "output", "without_texts", "without_voices", "jobs", "cluster", "thorough")


@click.command()
@click.argument("model_and_inputs", nargs=-1, metavar="[MODEL IN...]")
@model_option
@click.option(
    "--csv",
    "spreadsheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Without MODEL and IN: also write this CSV, a row per sentence with its text, a column per frame.",
)
@click.option("--out", metavar="FILE|FOLDER|-", help="Where the scores of IN go; - is standard output.")
@click.option("--to", "output", type=click.Choice(_FORMATS), help="Format of a folder or of -; jsonl unless told.")
@click.option("--without-texts", is_flag=True, help="Leave the sentences themselves out of the output.")
@click.option("--without-voices", is_flag=True, help="Do not ask who says a sentence, half of the work.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Score, and read web pages, in N processes.")
@click.option("--cluster", metavar="ADDRESS", help="Score with Dask: local:4, or tcp://host:8786 if you trust it.")
@click.option("--thorough", is_flag=True, help="Read what an earlier run wrote, to see that it is whole.")
@reading_options
@json_option
@click.pass_context
def score(
    context: click.Context,
    /,
    model_and_inputs: Sequence[str],
    model: Path | None,
    spreadsheet: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Score every ingested sentence; or, with MODEL and IN, any number of documents.

    MODEL is the folder of a model. IN is what framing ingest takes: files, folders, patterns, archives, or - for
    standard input. --out FILE.jsonl, .csv or .parquet has a row per sentence, with the probability of each frame and
    the frames that are predicted; a FOLDER has parts of that, of shares by document and voice, and of documents. A run
    that was broken off goes on where it was when the same command is run again. Exit code 6: some texts were set
    aside, and are named.

    \b
    Example: framing score --csv scores.csv
             framing score models/frames articles.csv --out scores.parquet
             framing score models/frames 'news/*.jsonl.gz' --out scored --to parquet --jobs 4
    """
    if model_and_inputs:
        _refuse(context, ("model", "spreadsheet"), "goes without MODEL and IN")
        _score_inputs(workspace(context), model_and_inputs, options, as_json=as_json)
        return
    _refuse(context, _OF_A_RUN, "goes with MODEL and IN, such as: " + _SUCH_AS)
    _score_ingested(workspace(context), model, spreadsheet, as_json=as_json)


_SUCH_AS = "framing score models/frames articles.csv --out scores.csv"


def _refuse(context: click.Context, names: Collection[str], why: str) -> None:
    """Nothing, if none of these options was given.

    Raises:
        click.UsageError: one was.
    """
    for parameter in context.command.params:
        given = context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE
        if parameter.name in names and given:
            raise click.UsageError(f"{parameter.opts[0]} {why}.")


def _score_ingested(place: "Workspace", model: Path | None, spreadsheet: Path | None, *, as_json: bool) -> None:
    from framing.cli.answers import (
        answered,
        counted_answers,
        learned_from,
        learned_from_in_words,
        unlike_training_warnings,
        with_answers,
    )
    from framing.files import write_table
    from framing.scoring.spreadsheet import scores_beside_texts

    check_outputs(place, {"--csv": spreadsheet})
    documents, sentences = ingested(place)
    table, trained, path = score_sentences(place, sentences, model)
    said_of_each = answered(table, trained)
    if spreadsheet is not None:
        said, warnings = settled_voices(place)
        warn(warnings)
        beside = scores_beside_texts(table, sentences, documents, said)
        write_table(spreadsheet, with_answers(beside, said_of_each))
    answers, unlike = counted_answers(said_of_each), unlike_training_warnings(trained, sentences, table)
    count, learned = int(table["sentence_id"].nunique()), learned_from(place, trained, table)
    if as_json:
        result: dict[str, Any] = {
            "scores": str(path),
            "csv": str(spreadsheet) if spreadsheet else None,
            "sentences": count,
            "learned_from": learned,
        }
        result |= {"frames": list(trained.frames), "too_few_examples": list(trained.few_examples)}
        result |= {"left_out": dict(trained.left_out)}
        print_json("score", {**result, "answers": None if answers is None else records(answers)}, unlike)
        return
    echo(f"{path}: {count} sentences, {len(trained.frames)} frames.")
    if line := learned_from_in_words(learned, count):
        say(line)
    if spreadsheet is not None:
        echo(f"{spreadsheet}: the same with texts.")
    if answers is not None:
        print_table(answers.rename(columns={"not_sure": "not sure"}))
    warn(unlike)
    if trained.few_examples:
        say(f"too few examples to trust: {', '.join(trained.few_examples)}")
    for frame, reason in trained.left_out.items():
        say(f"no score for {frame}: {reason}")


class _Where(NamedTuple):
    """Where the output goes, and in which format."""

    target: "Target"
    output: str
    name: str


def _score_inputs(place: "Workspace", given: Sequence[str], options: Mapping[str, Any], *, as_json: bool) -> None:
    """Scores documents from anywhere.

    Raises:
        PartlyDone: some of what was read is no document.
    """
    from framing.model.keeping.encoding import fingerprint
    from framing.model.keeping.store import load_model
    from framing.scoring.running.part import Scorer
    from framing.scoring.running.run import run_scoring

    folder, *inputs = given
    if not inputs:
        raise click.UsageError(f"MODEL and IN are both needed, and there is only {folder}, such as: {_SUCH_AS}.")
    where = _where(place, options, as_json=as_json)
    source = replace(
        source_of(place, inputs, options),
        same_ids="set aside",  # one of millions must not stop the run
        page_processes=_page_processes(options["jobs"], options["cluster"]),
    )
    model = load_model(Path(folder))
    rules, said = _rules(place, model, options["quotes"])
    if options["without_voices"]:
        rules, said = replace(rules, code_voices=False), []
    warn(said, () if place.codebook.exists() else said)
    scorer = Scorer(
        model,
        fingerprint(model),
        rules,
        where.output,
        texts=not options["without_texts"],
        compiled=os.environ.get("FRAMING_COMPILED") != "0",
    )
    say(f"Scoring {', '.join(map(one_line, inputs))} with {folder} into {where.name}.")
    thorough = options["thorough"]
    with _engine(options["jobs"], options["cluster"]) as engine:
        result = run_scoring(scorer, source, where.target, engine, progress=Pace(), say=say, thorough=thorough)
    print_run(where.name, scorer, result, said, as_json=as_json)
    end_with(where.name, result)


class _StandardOutput(io.RawIOBase):
    """Standard output, which says that it is to blame where it cannot be written: its errors have no name."""

    def writable(self) -> bool:
        """It is there to be written."""
        return True

    def write(self, content: Any, /) -> int:
        """Hands `content` on, all of it.

        Raises:
            InputError: it cannot be written, as where a disk is full.
        """
        try:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads on
                raise
            raise InputError(
                f"{STREAM}: {error.strerror}. What was written is not whole. A run into --out FILE can go on where it "
                "was."
            ) from error
        return len(content)


def _where(place: "Workspace", options: Mapping[str, Any], *, as_json: bool) -> _Where:
    """Where the output goes.

    Raises:
        click.UsageError: `--out` is not given, names no format of ours, or is not what `--to` says.
    """
    from framing.scoring.running.run import File, Folder, Stream

    out, output = options["out"], options["output"]
    if not out:
        raise click.UsageError(
            "Say where the scores go: --out FILE.jsonl, .csv or .parquet; --out FOLDER; or --out -. Such as: "
            f"{_SUCH_AS}."
        )
    if out == "-":
        if output == "parquet":
            raise click.UsageError("Parquet has its contents at its end, so it cannot be streamed. Name a file.")
        if as_json:
            raise click.UsageError("--json prints to standard output, where --out - writes scores. Choose one of them.")
        return _Where(Stream(cast("BinaryIO", _StandardOutput())), output or "jsonl", STREAM)
    path = Path(out)
    check_outputs(place, {"--out": path})
    ending = path.suffix.lower().removeprefix(".")
    if ending in _FORMATS and not path.is_dir():
        if output not in (None, ending):
            raise click.UsageError(
                f"--out {out} is {ending}, and --to says {output}. Leave --to out, or name a folder."
            )
        return _Where(File(path), ending, out)
    if path.suffix.lower() in _FILE_ENDINGS and not path.is_dir():
        raise click.UsageError(f"--out {out}: a file ends in .jsonl, .csv or .parquet. Give one of these endings.")
    if path.resolve() in {own.resolve() for own in (place.folder, place.out, place.models, place.codebook.parent)}:
        raise click.UsageError(f"--out {out}: that folder is the project's own. Name a new one, such as out/scored.")
    return _Where(Folder(path), output or "jsonl", out)


def _rules(place: "Workspace", model: "FrameModel", quotes: Any) -> "tuple[Rules, list[str]]":
    """The rules of the project's codebook if the model was trained with it, else plain ones; and what to say then."""
    from framing.codebook import read_codebook
    from framing.corpus.rules import Rules

    book = read_codebook(place.codebook) if place.codebook.exists() else None
    if book is not None and book.fingerprint == model.codebook:
        return Rules.of(book, quotes), []
    trained = f"the model was trained with {model.codebook_id} {model.codebook_version} ({model.codebook})"
    found = (
        f"There is no codebook at {place.codebook}; {trained}."
        if book is None
        else f"The project's codebook is {book.id} {book.version} ({book.fingerprint}), and {trained}."
    )
    return Rules.of(None, quotes), [f"{found} Voices are found by plain rules, without the names of a codebook."]


def _page_processes(jobs: int | None, cluster: str | None) -> int:
    """Those of `--jobs`; with a cluster, which reads nothing, all processors that this process may use."""
    if cluster is None:
        return jobs or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _engine(jobs: int | None, cluster: str | None) -> "AbstractContextManager[Engine]":
    """What scores: this process, several, or a cluster.

    Raises:
        click.UsageError: both were asked for.
    """
    if cluster is not None:
        if jobs is not None:
            raise click.UsageError(
                "--jobs and --cluster exclude each other. For 4 processes of Dask: --cluster local:4."
            )
        from framing.scoring.running.cluster import open_cluster

        return open_cluster(cluster)
    if jobs is None or jobs == 1:
        from framing.scoring.running.engine import OneProcess

        return nullcontext(OneProcess())
    from framing.scoring.running.pool import Processes

    return nullcontext(Processes(jobs))
