"""What a report says of how it was made: all that a project, a run or a model recorded, gathered."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from framing.errors import FramingError, NotEnoughData

if TYPE_CHECKING:
    from collections.abc import Mapping

    from framing.analysis.findings import Findings
    from framing.cli.findings import Opened
    from framing.codebook import Codebook
    from framing.model.keeping.record import Record
    from framing.model.learning.train import FrameModel
    from framing.report.about import About
    from framing.report.study import Exercises, Repeats
    from framing.workspace import Workspace


class Stored(NamedTuple):
    """A model as its folder has it."""

    model: "FrameModel"
    record: "Record"


def stored_model(place: "Workspace", fingerprint: str, folder: Path | None = None) -> Stored | None:
    """The model that made some scores, by its fingerprint; None where it is not at hand.

    Args:
        place: the project.
        fingerprint: of the model.
        folder: of the model; all models of the project are looked at unless told otherwise.
    """
    from framing.model.keeping.encoding import fingerprint as fingerprint_of
    from framing.model.keeping.store import load_with_record

    for each in [folder] if folder else [place.model, *sorted(place.models.glob("*"))]:
        if not _may_be(each, fingerprint):
            continue
        try:
            stored = Stored(*load_with_record(each))
        except FramingError:  # damaged, or of another version: the same as if it were not there
            continue
        if fingerprint_of(stored.model) == fingerprint:
            return stored
    return None


def about_scores(opened: "Opened", codebook: "Codebook", stored: Stored | None, run: Path | None = None) -> "About":
    """How the scores were made: what their run says of itself, and what the stored model adds to that.

    Args:
        opened: the scores.
        codebook: that names the frames.
        stored: the model that made them, if it is at hand.
        run: the folder of the run, if they are of one.
    """
    from framing.report.about import about_model, about_run

    names = {frame.key: frame.name for frame in codebook.frames}
    known = () if stored is None else about_model(stored.model, stored.record.figures, names)
    if not opened.told:
        return known
    said = (*_written(run), *about_run(opened.told, names))
    return (*said, *(line for line in known if line[0] not in dict(said)))


def _written(run: Path | None) -> "About":
    """When a run was finished: it does not say so itself, and its file may."""
    from datetime import UTC, datetime

    from framing.scoring.running.manifest import RUN

    try:
        at = None if run is None else datetime.fromtimestamp((run / RUN).stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):  # gone in the meantime, or of no year that a calendar has
        return ()
    return () if at is None else (("Scored on", f"{at:%Y-%m-%d}, by the date of the run's file"),)


def methods_text(
    place: "Workspace",
    findings: "Findings",
    codebook: "Codebook",
    *,
    labels: Path | None = None,
    stored: "Stored | None" = None,
    told: "Mapping[str, Any] | None" = None,
) -> str:
    """The paragraph on methods; see `framing.report.methods.methods_of`.

    Args:
        place: the project.
        findings: of its sentences, or of a run.
        codebook: that names the frames.
        labels: a ledger; the project's own unless told otherwise.
        stored: the model that made the scores, see `stored_model`; without it nothing is known of the training, and
            the paragraph says so.
        told: what a run says of itself; see `framing.report.about.about_run`.

    Raises:
        InputError: a ledger, a sample or gold is there and cannot be read.
    """
    from framing.report.about import recorded
    from framing.report.methods import methods_of
    from framing.report.study import Study
    from framing.tables import ANNOTATIONS, GOLD

    facts: dict[str, Any] = {"annotations": ANNOTATIONS.table(), "gold": GOLD.table()}
    if labels is not None or place.ledger.exists():
        facts |= _of_labels(place, findings, codebook, labels)
    facts |= {**(recorded(told) if told else {}), **_of_model(stored)}
    return methods_of(Study(findings=findings, codebook=codebook, **facts))


def _of_labels(place: "Workspace", findings: "Findings", codebook: "Codebook", labels: Path | None) -> dict[str, Any]:
    from framing.annotation.ledger import read_ledger
    from framing.cli.gold_labels import project_labels
    from framing.cli.labels import ledger_at
    from framing.cli.ledgers import agreement_in
    from framing.cli.queue import read_sample
    from framing.model.learning.weights import random_slice

    ids = findings.scored.sentences["sentence_id"]
    try:
        found = project_labels(place, labels).on(ids)
    except NotEnoughData:
        return {}
    annotations = found.annotations[found.annotations["sentence_id"].isin(ids)]
    ledger = read_ledger(ledger_at(place, labels))
    return {
        "annotations": annotations,
        "gold": found.gold,
        "ties": len(found.open),
        "chance": random_slice(read_sample(place), annotations),
        "agreement": agreement_in(place, labels),
        "exercises": _exercises(ledger, codebook),
        "repeats": _repeats(ledger),
    }


def _exercises(ledger: Any, codebook: "Codebook") -> "Exercises | None":
    """First answers of people to exercises of this codebook."""
    from framing.annotation.decisions import PERSON
    from framing.annotation.exercises import first_answers, score
    from framing.report.study import Exercises

    asked = {(d.annotator, d.project) for d in ledger if d.training and d.made_by == PERSON}
    results = [score(codebook, first_answers(ledger, name, project), name) for name, project in sorted(asked)]
    done = [result for result in results if result.answered]
    if not done:
        return None
    people = len({result.annotator for result in done})
    return Exercises(people, sum(result.right for result in done), sum(result.answered for result in done))


def _repeats(ledger: Any) -> "Repeats | None":
    from framing.annotation.asked_again import shown_twice
    from framing.annotation.decisions import PERSON, current
    from framing.report.study import Repeats

    pairs = [pair for pair in shown_twice(current(ledger)) if pair[1].made_by == PERSON]
    if not pairs:
        return None
    return Repeats(sum(set(first.frames) == set(second.frames) for first, second in pairs), len(pairs))


def _of_model(stored: "Stored | None") -> dict[str, Any]:
    """What is known of the model that made the scores, and the versions of the software."""
    import platform

    from framing import __version__

    versions = {"framing": __version__, "Python": platform.python_version()}
    if stored is None:
        return {"versions": versions}
    return {
        "versions": {**stored.model.versions, **versions},
        "profile": stored.model.profile,
        "trained_on": stored.model.sentences,
        "labels_by": dict(stored.model.made_by),
        "figures": stored.record.figures,
    }


def _may_be(folder: Path, fingerprint: str) -> bool:
    """Whether a folder has a card that begins with the model's name: to load each model takes long."""
    try:
        with (folder / "card.md").open("rb") as card:
            return card.readline(200).split()[-1:] == [fingerprint.encode("utf-8")]
    except OSError:
        return False
