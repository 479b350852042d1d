"""What a pull says: a row for each annotator, and one JSON document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from framing.cli.console import echo, print_table

if TYPE_CHECKING:
    from framing.doccano.project.card import ProjectCard
    from framing.doccano.pulling.decided import Pulled
    from framing.workspace import Workspace


@dataclass(frozen=True)
class PulledProject:
    """What one project said, and how many lines that added to the ledger; `notes` are of what it cannot say."""

    name: str
    card: "ProjectCard"
    pulled: "Pulled"
    added: int
    notes: tuple[str, ...] = ()

    def problems(self, *, named: bool) -> list[str]:
        """What the reader must know, with the project's name where there are several."""
        lines = (*self.pulled.problems, *self.notes)
        return [f"{self.name}: {line}" for line in lines] if named else list(lines)

    @property
    def part(self) -> str:
        """What its annotators are asked for; exercises and rulings are parts of their own."""
        return "training" if self.card.training else "rulings" if self.card.ruling else self.card.kind


def print_tables(found: Sequence[PulledProject]) -> None:
    """A table for each part of the study: a row per annotator."""
    import pandas as pd

    parts = {one.part: [each for each in found if each.part == one.part] for one in found}
    for name, projects in parts.items():
        if len(parts) > 1 or name != "frames":
            echo(name.capitalize())
        print_table(pd.DataFrame(progress(projects)))


def progress(projects: Sequence[PulledProject]) -> list[dict[str, Any]]:
    """One row per annotator: the sums over the projects of a study."""
    rows: dict[str, dict[str, Any]] = {}
    for row in (row for one in projects for row in one.pulled.progress):
        sums = rows.setdefault(row["annotator"], {"annotator": row["annotator"]})
        sums |= {name: sums.get(name, 0) + value for name, value in row.items() if name != "annotator"}
    return [rows[annotator] for annotator in sorted(rows)]


def pull_result(
    place: "Workspace", found: Sequence[PulledProject], coded: int | None, comments: int | None
) -> dict[str, Any]:
    """What --json promises: the same keys whatever was pulled, null where there is no such project."""
    parts = ("frames", "voices", "rulings")
    frames, voices, rulings = (_part([one for one in found if one.part == name]) for name in parts)
    of_frames = frames or {}
    return {
        "project": of_frames.get("project"),
        "codebook": of_frames.get("codebook"),
        "frames_offered": of_frames.get("offered", []),
        "ledger": str(place.ledger),
        "added": of_frames.get("added", 0),
        "annotators": of_frames.get("annotators", []),
        "decisions": of_frames.get("decisions", []),
        "voices": None if voices is None else {**voices, "file": str(place.voices), "rows": coded or 0},
        "rulings": rulings,
        "comments": {"file": str(place.comments), "rows": comments or 0},
        "projects": [
            {
                "name": one.name,
                "project": one.card.project,
                "part": one.part,
                "annotator": one.card.annotator or None,
                "added": one.added,
            }
            for one in found
        ],
    }


def _part(projects: Sequence[PulledProject]) -> dict[str, Any] | None:
    """What the projects of one part say together, under the card of the first; None without a project."""
    if not projects:
        return None
    card = projects[0].card
    return {
        "project": card.project,
        "codebook": card.fingerprint,
        "offered": list(card.keys),
        "added": sum(one.added for one in projects),
        "annotators": progress(projects),
        "decisions": [
            {
                "sentence_id": decision.sentence_id,
                "annotator": decision.annotator,
                "state": decision.state,
                **({"voice": decision.voice} if card.kind == "voices" else {"frames": list(decision.frames)}),
                **({"reason": decision.reason or None} if card.ruling else {}),
                "comment": decision.comment,
                "showing": decision.showing,
                "assisted": decision.assisted,
                "decided_at": decision.decided_at or None,
            }
            for one in projects
            for decision in one.pulled.decisions
        ],
    }
