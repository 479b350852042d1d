"""What leaves the project: a replication package, and a table for other programs."""

import os
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import counted, echo, json_option, print_json, say, warn, workspace
from framing.cli.labels import as_declared, labels_option
from framing.cli.outputs import check_outputs

if TYPE_CHECKING:
    import pandas as pd

    from framing.cli.model import Material
    from framing.export.drawn import Slice
    from framing.export.package import Study
    from framing.tables import Schema
    from framing.workspace import Workspace

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@labels_option
@click.option("--replication", type=_FILE, metavar="FILE.zip", help="Write the study without texts and names.")
@click.option(
    "--tidy", type=_FILE, metavar="FILE.csv", help="Write a row for each sentence, and a script for R beside it."
)
@click.option("--comments", is_flag=True, help="With --replication: also what annotators wrote beside sentences.")
@click.option("--replace", "over", is_flag=True, help="Write over files that are there already.")
@json_option
@click.pass_context
def export(
    context: click.Context,
    labels: Path | None,
    replication: Path | None,
    tidy: Path | None,
    comments: bool,
    over: bool,
    as_json: bool,
) -> None:
    """Write what a methods section and other people's statistics need.

    --replication: codebook, ledger under pseudonyms, gold, sample, scores, versions; sentences as offsets and hashes,
    because the texts belong to others. Who is who stands in annotations/pseudonyms.csv and is not given away.

    --tidy: one row for each sentence, with people's label where the sentence was drawn by chance (else NA), an
    automated coder's in columns of its own, a prediction from a model that had not seen it, inclusion probability,
    outlet, date, kind and voice; and beside it a script that estimates shares by outlet with dsl in R, from people's
    labels alone.

    \b
    Example: framing export --replication replication.zip
             framing export --tidy sentences.csv
    """
    if replication is None and tidy is None:
        raise click.UsageError("Say what to write: --replication FILE.zip, --tidy FILE.csv, or both.")
    if comments and replication is None:
        raise click.UsageError("--comments goes with --replication.")
    place = workspace(context)
    _check_targets(place, replication, tidy, over=over)
    content = gather(place, labels)
    result: dict[str, Any] = {}
    if replication is not None:
        result["replication"] = write_replication(place, content, replication, labels, comments=comments)
    if tidy is not None:
        result["tidy"] = write_tidy(content, tidy)
    if as_json:
        print_json("export", result, content.warnings)
        return
    warn(content.warnings, content.material.facts)
    if replication is not None:
        found = result["replication"]
        echo(
            f"{replication}: {counted(len(found['files']), 'file')}. Sentences stand as offsets and, but for short "
            "ones and bylines, hashes; annotators as pseudonyms."
        )
        written = "comments with whatever people wrote in them, " if comments else ""
        say(f"As they are in the study: {written}codebooks with their examples, outlets, and the ids of documents.")
        say(f"Who is who stands in {place.pseudonyms}, for you alone to read: do not give it away.")
    if tidy is not None:
        found = result["tidy"]
        of_program = f", {found['automated']} by an automated coder only" if found["automated"] else ""
        echo(f"{tidy}: {counted(found['sentences'], 'sentence')}, {found['people']} labelled by people{of_program}.")
        echo(f"{found['script']}: reads it in R.")


def script_beside(tidy: Path | None) -> Path | None:
    """Where the script for a tidy table goes."""
    return None if tidy is None else tidy.with_suffix(".R")


def _check_targets(place: "Workspace", replication: Path | None, tidy: Path | None, *, over: bool) -> None:
    check_outputs(place, {"--replication": replication, "--tidy": tidy})
    if tidy is not None and tidy.suffix.lower() == ".r":
        raise click.UsageError(f"--tidy {tidy}: that is the name of the script beside the table. Let it end in .csv.")
    script = script_beside(tidy)
    check_outputs(place, {"--replication": replication, "the script of --tidy": script})
    _refuse_existing([path for path in (replication, tidy, script) if path is not None], over=over)


def _refuse_existing(paths: Sequence[Path], *, over: bool) -> None:
    from framing.errors import InputError

    for path in paths:
        if os.path.lexists(path) and not over:
            raise InputError(f"{path} is there already. Name another file, or write over it: --replace.")


class Content:
    """What an export stands on: material, held-out and other scores, voices, inclusion probabilities, warnings."""

    def __init__(self, material: "Material", place: "Workspace") -> None:
        from framing.cli.labels import settled_voices

        self.material = material
        self.held_out, self.scores, untold = predictions(place, material)
        self.voices, moved = settled_voices(place)
        self.chance, unknown = slice_of(place, material)
        self.warnings = [*material.warnings, *untold, *moved, *unknown]


def gather(place: "Workspace", labels: Path | None) -> Content:
    """Everything that is exported.

    Raises:
        InputError, NotEnoughData: see `learning_material`.
    """
    from framing.cli.model import learning_material

    return Content(learning_material(place, labels), place)


def predictions(place: "Workspace", material: "Material") -> "tuple[pd.DataFrame, pd.DataFrame, list[str]]":
    """SCORES of labelled sentences, each from folds that had not seen its article; SCORES of all; what is missing."""
    from framing.cli.report import measured
    from framing.files import read_table
    from framing.tables import SCORES

    evaluation = measured(material)
    held_out = SCORES.table() if evaluation is None else evaluation.out_of_fold
    path = place.out / "scores.jsonl"
    warnings = []
    if path.exists():
        scores = read_table(path, SCORES)
    else:
        scores = SCORES.table()
        warnings.append("Sentences without a label have no prediction: nothing was scored yet. First: framing score.")
    if evaluation is None:
        warnings.append("There are too few labels for predictions from a model that had not seen the sentence.")
    return held_out, scores, warnings


def slice_of(place: "Workspace", material: "Material") -> "tuple[Slice | None, list[str]]":
    """The sentences that were drawn for estimation, None if none was; and what must be known of them."""
    from framing.cli.queue import read_sample
    from framing.export.drawn import Slice, slice_notes
    from framing.model.learning.weights import slice_in_force
    from framing.sampling.inclusion import inclusion_probabilities, strata_in_force
    from framing.tables import CODED_KINDS

    sample = read_sample(place)
    drawn = slice_in_force(sample)
    if drawn.empty:
        warning = (
            "No sentence was drawn by chance: a table with these labels says nothing about a corpus beyond them. To "
            "draw a sample: framing suggest --for estimation."
        )
        return None, [warning]
    coded = material.sentences[material.sentences["kind"].isin(CODED_KINDS)]
    there = frozenset(coded["sentence_id"]) & frozenset(drawn["sentence_id"])
    chance = Slice(
        inclusion_probabilities(sample, coded, material.documents),
        strata_in_force(sample, coded, material.documents),
        there,
        there & (material.chance.assisted if material.chance else frozenset()),
    )
    warnings = list(slice_notes(chance, material.gold, material.annotations, material.ties))
    missing = len(coded) - int(coded["sentence_id"].isin(list(chance.inclusion)).sum())
    if missing:
        warnings.append(
            f"{counted(missing, 'sentence')} came after the sample was drawn and could not be in it: there the "
            "inclusion probability is missing. Draw again: framing suggest --for estimation."
        )
    return chance, warnings


def write_tidy(content: Content, path: Path) -> dict[str, Any]:
    """Writes the table and the script beside it; what they are and how many sentences they are about."""
    from framing.annotation.decisions import AUTOMATED, PERSON

    table, script = tidy_files(content, path.name)
    _write_text(path, table_text(table))
    beside = path.with_suffix(".R")
    _write_text(beside, script)
    by = table["labelled_by"].value_counts()
    counts = {"people": int(by.get(PERSON, 0)), "automated": int(by.get(AUTOMATED, 0))}
    return {"csv": str(path), "script": str(beside), "sentences": len(table), **counts}


def tidy_files(content: Content, name: str) -> "tuple[pd.DataFrame, str]":
    """The tidy table, and the script that reads it from a file of this name."""
    from framing.export.texts import r_script
    from framing.export.tidy import AUTO, LABEL, MODEL, tidy_table

    material = content.material
    table = tidy_table(
        material.sentences,
        material.documents,
        material.gold,
        [content.held_out, content.scores],
        content.voices,
        material.codebook.keys,
        content.chance,
    )
    keys = material.codebook.keys
    labelled = {key: int(table[LABEL + key].notna().sum()) for key in keys}
    automated = any(AUTO + key in table for key in keys)
    if automated and not any(labelled.values()):  # all that the script can be tried out with
        labelled = {key: int(table[AUTO + key].notna().sum()) for key in keys}
    usable = [key for key, count in labelled.items() if count and table[MODEL + key].notna().any()]
    sampled = content.chance is not None
    return table, r_script(name, usable, labelled=labelled, sampled=sampled, automated=automated)


def table_text(table: "pd.DataFrame") -> str:
    """A table as CSV for R and spreadsheets: NA where a value is missing, no cell that a spreadsheet would run."""
    from framing.cells import spreadsheet_safe

    text: str = table.map(spreadsheet_safe).to_csv(index=False, lineterminator="\n", na_rep="NA")
    return "\ufeff" + text


def _write_text(path: Path, text: str) -> None:
    from framing.files import replacing

    with replacing(path) as file:
        file.write(text)


def write_replication(
    place: "Workspace", content: Content, path: Path, labels: Path | None, *, comments: bool
) -> dict[str, Any]:
    """Writes the package; its files with their rows."""
    from framing.export.package import replication_files
    from framing.export.replication import quoted
    from framing.files import replacing
    from framing.packing import packed

    study = _study(place, content, labels, comments=comments)
    content.warnings += [
        f"{name} quotes {counted(count, 'sentence')} of your texts and goes into the package as it is."
        for name, count in quoted(study.sentences, study.codebooks).items()
    ]
    files, rows = replication_files(study, table_text)
    with replacing(path) as target:
        target.buffer.write(packed(files, mode=0o644))
    return {"zip": str(path), "files": [{"name": name, "rows": rows.get(name)} for name in files]}


def _study(place: "Workspace", content: Content, labels: Path | None, *, comments: bool) -> "Study":

    from framing.annotation.comments import comments_table
    from framing.annotation.ledger import read_ledger
    from framing.annotation.voices import human_voices
    from framing.cli.ledgers import agreement_in
    from framing.cli.queue import read_sample
    from framing.export.package import Study
    from framing.export.replication import Names, arranged, project_names
    from framing.pseudonyms import pseudonyms
    from framing.tables import ASSIGNMENTS, SUGGESTIONS

    book = content.material.codebook
    ledger = as_declared(place, read_ledger(labels or place.ledger))
    plan = _optional(place.assignments(place.doccano_project), ASSIGNMENTS)
    people = pseudonyms(place.pseudonyms, {each.annotator for each in ledger} | set(plan["annotator"]), say)
    decisions = tuple(arranged(ledger, people))
    written, _ = comments_table(decisions, [*book.keys, *(v.key for v in book.voices)], [*book.frames, *book.voices])
    tidy, script = tidy_files(content, "tidy.csv")
    return Study(
        codebook=book,
        codebooks=_codebooks(place, {each.codebook for each in decisions} - {book.fingerprint}),
        decisions=decisions,
        names=Names(people, project_names(decisions)),
        with_comments=comments,
        documents=content.material.documents,
        sentences=content.material.sentences,
        gold=content.material.gold,
        resolved=_resolved(place, labels),
        sample=read_sample(place),
        assignments=plan,
        suggestions=_optional(place.ledger.with_name("suggestions.jsonl"), SUGGESTIONS),
        comments=written,
        voices=human_voices(decisions),
        held_out=content.held_out,
        scores=content.scores,
        agreement=agreement_in(place, labels),
        tidy=table_text(tidy),
        tidy_rows=len(tidy),
        script=script,
        provenance=_provenance(content),
        versions=_versions(),
    )


def _resolved(place: "Workspace", labels: Path | None) -> Mapping[str, Any] | None:
    """What `framing resolve` wrote down of the gold that is exported; None where that is the majority, in passing."""
    from framing.cli.gold_labels import made_from
    from framing.gold.store import read_gold

    stored = read_gold(place.gold, made_from(place, None)) if labels is None else None
    return None if stored is None else stored.manifest


def _provenance(content: Content) -> tuple[str, ...]:
    """What must stand beside the labels; nobody is named in it."""
    made_by = content.material.gold["made_by"].value_counts()
    automated = int(made_by.get("automated coder", 0))
    lines = []
    if automated:
        lines.append(
            f"{automated:,} of {int(made_by.sum()):,} labels were made by an automated coder, not by people. They are "
            "no gold standard, and agreement among passes of one program is no evidence on reliability."
        )
    if content.chance is None:
        lines.append("The labelled sentences were not drawn by chance: they stand for no corpus but themselves.")
    return tuple(lines)


def _codebooks(place: "Workspace", before: Container[str]) -> dict[str, bytes]:
    """The codebook, and those of these fingerprints that decisions were made by before, as files of the package."""
    from framing.annotation.kept_codebooks import kept_texts

    texts = kept_texts(place.codebooks, before)
    return {"codebook.toml": place.codebook.read_bytes()} | {f"codebooks/{n}": t.encode() for n, t in texts.items()}


def _optional(path: Path, schema: "Schema") -> "pd.DataFrame":
    from framing.files import read_table

    return read_table(path, schema) if path.exists() else schema.table()


def _versions() -> dict[str, str]:
    import platform
    from importlib.metadata import version

    import framing

    packages = {name: version(name) for name in ("numpy", "pandas", "scikit-learn", "scipy", "sentencex")}
    return {"framing": framing.__version__, "python": platform.python_version(), **packages}
