"""What the paragraph on methods says of a project or a run: all that was recorded, gathered."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from framing.errors import FramingError, NotEnoughData

if TYPE_CHECKING:
    from collections.abc import Iterable

    from framing.analysis.findings import Findings
    from framing.codebook import Codebook
    from framing.report.methods import Exercises, Repeats
    from framing.workspace import Workspace


def methods_text(
    place: "Workspace",
    findings: "Findings",
    codebook: "Codebook",
    *,
    labels: Path | None = None,
    model: Path | None = None,
) -> str:
    """The paragraph on methods; see `framing.report.methods.methods_of`.

    Args:
        place: the project.
        findings: of its sentences, or of a run.
        codebook: that names the frames.
        labels: a ledger; the project's own unless told otherwise.
        model: the folder of the model; that of the project's models that made the scores unless told otherwise. If it
            is not there, nothing is known of the training, and the paragraph says so.

    Raises:
        InputError: a ledger, a sample or gold is there and cannot be read.
    """
    from framing.report.methods import Study, methods_of
    from framing.tables import ANNOTATIONS, GOLD

    facts: dict[str, Any] = {"annotations": ANNOTATIONS.table(), "gold": GOLD.table()}
    if labels is not None or place.ledger.exists():
        facts |= _of_labels(place, findings, codebook, labels)
    facts |= _of_model(findings.scored.model, [model] if model else [place.model, *sorted(place.models.glob("*"))])
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
    from framing.report.methods import Exercises

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
    from framing.report.methods import Repeats

    pairs = [pair for pair in shown_twice(current(ledger)) if pair[1].made_by == PERSON]
    if not pairs:
        return None
    return Repeats(sum(set(first.frames) == set(second.frames) for first, second in pairs), len(pairs))


def _of_model(fingerprint: str, folders: "Iterable[Path]") -> dict[str, Any]:
    """What is known of the model that made the scores, and the versions of the software."""
    import platform

    from framing import __version__
    from framing.model.keeping.encoding import fingerprint as fingerprint_of
    from framing.model.keeping.store import load_with_record

    versions = {"framing": __version__, "Python": platform.python_version()}
    for folder in folders:
        if not _may_be(folder, fingerprint):
            continue
        try:
            model, record = load_with_record(folder)
        except FramingError:  # damaged, or of another version: the same as if it were not there
            continue
        if fingerprint_of(model) == fingerprint:
            return {
                "versions": {**model.versions, **versions},
                "profile": model.profile,
                "trained_on": model.sentences,
                "labels_by": dict(model.made_by),
                "figures": record.figures,
            }
    return {"versions": versions}


def _may_be(folder: Path, fingerprint: str) -> bool:
    """Whether a folder has a card that begins with the model's name: to load each model takes long."""
    try:
        with (folder / "card.md").open("rb") as card:
            return card.readline(200).split()[-1:] == [fingerprint.encode("utf-8")]
    except OSError:
        return False
