"""What leaves the project: a replication package, and a table for other programs."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import counted, echo, json_option, print_json, say, warn, workspace
from framing.cli.labels import labels_option

if TYPE_CHECKING:
    import pandas as pd

    from framing.cli.model import Material
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

    --tidy: one row for each sentence, with people's label where the sentence was drawn by chance (else NA), a
    prediction from a model that had not seen it, inclusion probability, outlet, date, kind and voice; and beside it a
    script that estimates shares by outlet with dsl in R.

    \b
    Example: framing export --replication replication.zip
             framing export --tidy sentences.csv
    """
    if replication is None and tidy is None:
        raise click.UsageError("Say what to write: --replication FILE.zip, --tidy FILE.csv, or both.")
    if comments and replication is None:
        raise click.UsageError("--comments goes with --replication.")
    targets = [path for path in (replication, tidy, script_beside(tidy)) if path is not None]
    _refuse_existing(targets, over=over)
    place = workspace(context)
    content = gather(place, labels)
    result: dict[str, Any] = {}
    if replication is not None:
        result["replication"] = write_replication(place, content, replication, labels, comments=comments)
    if tidy is not None:
        result["tidy"] = write_tidy(content, tidy)
    if as_json:
        print_json("export", result, content.warnings)
        return
    warn(content.warnings)
    if replication is not None:
        found = result["replication"]
        echo(f"{replication}: {counted(len(found['files']), 'file')}, no text and no name of an annotator.")
        say(f"Who is who stands in {place.pseudonyms}, for you alone to read: do not give it away.")
    if tidy is not None:
        found = result["tidy"]
        echo(f"{tidy}: {counted(found['sentences'], 'sentence')}, {found['labelled']} with a label.")
        echo(f"{found['script']}: reads it in R.")


def script_beside(tidy: Path | None) -> Path | None:
    """Where the script for a tidy table goes."""
    return None if tidy is None else tidy.with_suffix(".R")


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
        self.inclusion, self.drawn, unknown = inclusion_of(place, material)
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


def inclusion_of(place: "Workspace", material: "Material") -> tuple[Mapping[str, float], set[str] | None, list[str]]:
    """Sentence id to inclusion probability; the sentences that were drawn, None if none was; what must be known."""
    from framing.cli.queue import read_sample
    from framing.sampling.inclusion import inclusion_probabilities
    from framing.sampling.random_slice import slice_in_force
    from framing.tables import CODED_KINDS

    sample = read_sample(place)
    drawn = set(slice_in_force(sample)["sentence_id"])
    if not drawn:
        warning = (
            "No sentence was drawn by chance: a table with these labels says nothing about a corpus beyond them. To "
            "draw a sample: framing suggest --for estimation."
        )
        return {}, None, [warning]
    coded = material.sentences[material.sentences["kind"].isin(CODED_KINDS)]
    inclusion = inclusion_probabilities(sample, coded, material.documents)
    missing = len(coded) - int(coded["sentence_id"].isin(list(inclusion)).sum())
    if not missing:
        return inclusion, drawn, []
    warning = (
        f"{counted(missing, 'sentence')} came after the sample was drawn and could not be in it: there the inclusion "
        "probability is missing. Draw again: framing suggest --for estimation."
    )
    return inclusion, drawn, [warning]


def write_tidy(content: Content, path: Path) -> dict[str, Any]:
    """Writes the table and the script beside it; what they are and how many sentences they are about."""
    from framing.export.tidy import LABEL

    table, script = tidy_files(content, path.name)
    _write_text(path, table_text(table))
    beside = path.with_suffix(".R")
    _write_text(beside, script)
    labelled = table.filter(like=LABEL).notna().any(axis=1)
    return {"csv": str(path), "script": str(beside), "sentences": len(table), "labelled": int(labelled.sum())}


def tidy_files(content: Content, name: str) -> "tuple[pd.DataFrame, str]":
    """The tidy table, and the script that reads it from a file of this name."""
    from framing.export.texts import r_script
    from framing.export.tidy import LABEL, MODEL, tidy_table

    material = content.material
    table = tidy_table(
        material.sentences,
        material.documents,
        material.gold,
        [content.held_out, content.scores],
        content.voices,
        material.codebook.keys,
        content.inclusion,
        content.drawn,
    )
    labelled = {key: int(table[LABEL + key].notna().sum()) for key in material.codebook.keys}
    usable = [key for key, count in labelled.items() if count and table[MODEL + key].notna().any()]
    return table, r_script(name, usable, labelled=labelled, sampled=content.drawn is not None)


def table_text(table: "pd.DataFrame") -> str:
    """A table as CSV for R and spreadsheets: NA where a value is missing, no cell that a spreadsheet would run."""
    from framing.files import spreadsheet_safe

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
    from framing.files import replacing
    from framing.packing import packed

    files, rows = replication_files(_study(place, content, labels, comments=comments))
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
    from framing.export.replication import Names, project_names
    from framing.pseudonyms import pseudonyms
    from framing.tables import ASSIGNMENTS, SUGGESTIONS

    book = content.material.codebook
    decisions = tuple(read_ledger(labels or place.ledger))
    plan = _optional(place.assignments(place.doccano_project), ASSIGNMENTS)
    people = pseudonyms(place.pseudonyms, {decision.annotator for decision in decisions} | set(plan["annotator"]))
    written, _ = comments_table(decisions, [*book.keys, *(v.key for v in book.voices)], [*book.frames, *book.voices])
    tidy, script = tidy_files(content, "tidy.csv")
    return Study(
        name=place.doccano_project,
        codebook=book,
        codebooks=_codebooks(place),
        decisions=decisions,
        names=Names(people, project_names(decisions)),
        with_comments=comments,
        documents=content.material.documents,
        sentences=content.material.sentences,
        gold=content.material.gold,
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
    if content.drawn is None:
        lines.append("The labelled sentences were not drawn by chance: they stand for no corpus but themselves.")
    return tuple(lines)


def _codebooks(place: "Workspace") -> dict[str, bytes]:
    """The codebook, and those that decisions were made by before, as files of the package."""
    before = sorted(place.codebooks.glob("*.toml")) if place.codebooks.is_dir() else []
    return {"codebook.toml": place.codebook.read_bytes()} | {f"codebooks/{p.name}": p.read_bytes() for p in before}


def _optional(path: Path, schema: "Schema") -> "pd.DataFrame":
    from framing.files import read_table

    return read_table(path, schema) if path.exists() else schema.table()


def _versions() -> dict[str, str]:
    import platform
    from importlib.metadata import version

    import framing

    packages = {name: version(name) for name in ("numpy", "pandas", "scikit-learn", "scipy", "sentencex")}
    return {"framing": framing.__version__, "python": platform.python_version(), **packages}
