"""What findings are about: a run of framing score, or the project's own sentences, with labels that correct them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from framing.cli.console import echo_loud, workspace
from framing.cli.corpus import copies_of, ingested
from framing.cli.gold_labels import open_warning, project_labels
from framing.cli.labels import labels_option, voices
from framing.cli.model import model_option, open_model
from framing.cli.queue import read_sample
from framing.errors import InputError, ModelMismatch, NotEnoughData

if TYPE_CHECKING:
    import pandas as pd

    from framing.analysis.labelled import Labelled
    from framing.analysis.scored import Scored
    from framing.analysis.units import Unit, Units
    from framing.model.learning.train import FrameModel
    from framing.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])

UNITS = ("sentence", "headline", "article")
TABLE_ENDINGS = (".csv", ".jsonl")


def shout_if_automated(made_by: str, estimates: "pd.Series") -> None:
    """A loud line, if an automated coder's labels correct any of the shares that are shown."""
    if "automated coder" in made_by and (estimates == "corrected").any():
        echo_loud("SHARES ARE CORRECTED BY LABELS OF AN AUTOMATED CODER: THEY SAY WHAT IT WOULD SAY, NOT PEOPLE.")


def scored_options(command: Command) -> Command:
    """Adds --scores, --model and --labels."""
    scores = click.option(
        "--scores",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        help="What framing score MODEL IN --out FOLDER wrote; the project's ingested sentences unless told otherwise.",
    )
    return scores(model_option(labels_option(command)))


class Opened(NamedTuple):
    """A scored corpus.

    Attributes:
        scored: the corpus.
        units_of: its units of a kind, with what people decided on them.
        warnings: what must be known before any figure.
        labelled: what people decided on its sentences; None where nobody did.
        told: what a run says of itself, see `framing.analysis.run_folder.Run`; empty of a project.
    """

    scored: "Scored"
    units_of: "Callable[[Unit], Units]"
    warnings: tuple[str, ...]
    labelled: "Labelled | None" = None
    told: Mapping[str, Any] = {}


def open_scored(context: click.Context, scores: Path | None, model: Path | None, labels: Path | None) -> Opened:
    """The corpus that a command is about, by the options of `scored_options`.

    Raises:
        InputError: there are no scores, they are of another model or of other sentences, or a file cannot be read.
        ModelMismatch: the model is of another codebook than the project's.
    """
    from framing.analysis import labelled

    place = workspace(context)
    if scores is not None and model is not None:
        raise click.UsageError("--model goes without --scores: a run says itself which model it is of.")
    scored, warnings, told = (*_of_project(place, model), {}) if scores is None else _of_run(place, scores)
    found, of_labels = _labelled(place, scored, labels)

    def units_of(unit: "Unit") -> "Units":
        return labelled.units_of(scored, found, unit)

    first = filter(None, [scored.unlike])  # it puts all figures in doubt
    return Opened(scored, units_of, tuple(dict.fromkeys([*first, *warnings, *of_labels])), found, told)


def check_table_file(path: Path | None) -> None:
    """Nothing, if a table can be written to `path`, or none is to be.

    Raises:
        click.UsageError: it has another ending.
    """
    if path is not None and path.suffix.lower() not in TABLE_ENDINGS:
        raise click.UsageError(f"--out {path}: give the file a name that ends in {' or '.join(TABLE_ENDINGS)}.")


def of_frame(units: "Units", frame: str | None) -> "Units":
    """The units with this frame only, with all where none is named.

    Raises:
        InputError: there is no such frame.
    """
    check_frame(units.frames, frame)
    return units if frame is None else units.of_frames([frame])


def check_frame(frames: Sequence[str], frame: str | None) -> None:
    """Nothing, if `frame` is one of these, or none is named.

    Raises:
        InputError: there is no such frame.
    """
    if frame is not None and frame not in frames:
        raise InputError(f"There is no frame {frame!r} in these scores. There are: {', '.join(frames)}.")


def prevalence_of(scored: "Scored", units: "Units", by: str | None = None) -> "tuple[pd.DataFrame, tuple[str, ...]]":
    """PREVALENCE of all units and, if told, of each group; and what must be known of the groups.

    Raises:
        InputError: units cannot be grouped so; see `framing.analysis.grouping`.
        NotEnoughData: there are no such units.
    """
    import pandas as pd

    from framing.analysis.grouped import share_table
    from framing.analysis.grouping import group_of

    table = share_table(scored, units)
    if by is None:
        return table, ()
    grouping = group_of(scored, by)
    return pd.concat([table, share_table(scored, units, grouping)], ignore_index=True), grouping.warnings


def _of_run(place: "Workspace", folder: Path) -> "tuple[Scored, list[str], Mapping[str, Any]]":
    from framing.analysis.run_folder import read_run
    from framing.codebook import read_codebook

    run = read_run(folder)
    if place.codebook.exists() and (book := read_codebook(place.codebook)).fingerprint != run.codebook:
        raise ModelMismatch(
            f"{folder} was scored by a model of codebook {run.codebook_name} ({run.codebook}), and the project's is "
            f"{book.id} {book.version} ({book.fingerprint}): its labels cannot correct these scores. Score again with "
            "a model of this codebook, or run this outside of the project."
        )
    warnings = [*run.warnings, *_taught_by(run.labels_made_by)]
    return run.scored, warnings, run.told


def _of_project(place: "Workspace", folder: Path | None) -> "tuple[Scored, list[str]]":
    from framing.analysis.scored import Scored, few_examples_in_words
    from framing.sampling.random_slice import corpus_fingerprint
    from framing.tables import CODED_KINDS

    documents, sentences = ingested(place)
    coded = sentences[sentences["kind"].isin(CODED_KINDS)].reset_index(drop=True)
    trained, fingerprint = open_model(place, folder)
    probabilities = _probabilities(place, coded, trained.frames, fingerprint)
    said, warnings = _voices(place, coded)
    documents = documents[documents["document_id"].isin(coded["document_id"])].reset_index(drop=True)
    there = set(documents["document_id"])
    copies = {copy: of for copy, of in copies_of(place).items() if copy in there and of in there}
    if trained.few_examples:
        warnings.append(few_examples_in_words(trained.few_examples))
    warnings += [f"There is no score for {frame}: {reason}." for frame, reason in trained.left_out.items()]
    warnings += _taught_by(trained.made_by)
    scored = Scored(
        sentences=coded[["sentence_id", "document_id", "position", "kind"]].join(said).join(coded["text"]),
        documents=documents.drop(columns="text"),
        frames=trained.frames,
        probabilities=probabilities,
        predicted=trained.predicted(probabilities),
        model=fingerprint,
        copies=copies,
        corpus=corpus_fingerprint(coded["sentence_id"].tolist()),
        unlike=_unlike(trained, coded, documents),
        few_examples=tuple(trained.few_examples),
    )
    return scored, warnings


def _taught_by(makers: Mapping[str, int]) -> list[str]:
    """What is said of a model that learned from a program."""
    if not makers.get("automated coder"):
        return []
    return ["The model learned from labels by an automated coder: it repeats that coder's ways."]


def _unlike(trained: "FrameModel", coded: "pd.DataFrame", documents: "pd.DataFrame") -> str:
    """How the project's texts differ from those that the model learned from; empty if they do not."""
    from framing.scoring.unlike import count_unlike, unlike_in_words

    ids, texts, languages = coded["document_id"].tolist(), coded["text"].tolist(), documents["language"].tolist()
    counts = count_unlike(trained, ids, texts, languages, first=True)
    return unlike_in_words(trained, {"documents": len(documents), **counts})


def _probabilities(place: "Workspace", coded: "pd.DataFrame", frames: tuple[str, ...], fingerprint: str) -> Any:
    """(sentences, frames), of the coded sentences.

    Raises:
        InputError: they are not scored, or by another model.
    """
    from framing.files import read_json_lines
    from framing.scoring.wide import wide_scores

    path = place.out / "scores.jsonl"
    if not path.exists():
        raise InputError(f"There are no scores in {place.out} yet. Make them first: framing score.")
    return wide_scores(read_json_lines(path), coded["sentence_id"].tolist(), frames, fingerprint, str(path))


def _voices(place: "Workspace", coded: "pd.DataFrame") -> "tuple[pd.DataFrame, list[str]]":
    """`voice`, `voice_by` and `speaker` of each coded sentence; a speaker is named as the rules found it."""
    from framing.annotation.voices import settle
    from framing.files import read_table
    from framing.tables import VOICES

    rules = read_table(place.rule_voices, VOICES) if place.rule_voices.exists() else VOICES.table()
    people, warnings = voices(place)
    settled = settle(rules, people).drop_duplicates("sentence_id").set_index("sentence_id")
    by_rules = rules.drop_duplicates("sentence_id").set_index("sentence_id")
    ids = coded["sentence_id"]
    said = settled.reindex(ids)
    table = {
        "voice": said["voice"].fillna(""),
        "voice_by": said["made_by"].fillna("rules"),
        "speaker": by_rules.reindex(ids)["speaker"].fillna(""),
    }
    import pandas as pd

    return pd.DataFrame({name: values.to_numpy() for name, values in table.items()}).astype("str"), warnings


def _labelled(place: "Workspace", scored: "Scored", labels: Path | None) -> "tuple[Labelled | None, list[str]]":
    """What the project's people decided on these sentences; None where nobody did."""
    from framing.analysis.labelled import Labelled
    from framing.model.learning.weights import NO_SLICE, figure_basis, random_slice

    if labels is None and not place.ledger.exists():
        return None, []
    try:
        found = project_labels(place, labels).on(scored.sentences["sentence_id"])
    except NotEnoughData:
        return None, []
    if found.gold.empty and found.open.empty:
        return None, []
    chance = random_slice(read_sample(place), found.annotations)
    warnings = list(found.warnings)
    if len(found.open):
        warnings.append(open_warning(found.open).replace("it counts neither way", "it counts as a half"))
    if chance is not None and str(chance.drawn["corpus"].iloc[0]) == scored.corpus:
        ids = {*found.gold["sentence_id"], *found.open["sentence_id"]}
        basis = figure_basis([name for name in scored.sentences["sentence_id"] if name in ids], chance)
        warnings += [note for note in basis.notes if note != NO_SLICE]
    return Labelled(found.gold, found.open, chance), warnings
