"""The order of what was pushed never changes: what another --order, --seed or --repeat cannot do any more. Pure."""

from collections.abc import Mapping, Sequence

from framing.doccano.project.tasks import parse_name


def what_stays(project: str, names: Sequence[str], held: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
    """A line for each way in which an annotator's project is not as it would be if it were made now.

    Args:
        project: its name.
        names: of the examples that the annotator shall be shown, in order.
        held: our name of each example that is there to Doccano's ids of it.
    """
    told = []
    first = [name for name in names if name in held and _showing(name) == 1]
    if sorted(first, key=lambda name: min(held[name])) != first:
        told.append(
            f"what was pushed to {project!r} stays in its order: --order and --seed count for new sentences only. "
            "For another order push to a new project: --project NAME"
        )
    spans = {parse_name(name) for name in first}
    wanted = set(names)
    more = [name for name in held if name not in wanted and _first_of(name) in spans]
    if more:
        told.append(
            f"{len(more)} sentence{'' if len(more) == 1 else 's'} of {project!r} stay shown again, as an earlier "
            "--repeat and --seed asked: none is taken away from anybody"
        )
    return tuple(told)


def _showing(name: str) -> int:
    span = parse_name(name)
    return span[3] if span else 0


def _first_of(name: str) -> tuple[str, int, int, int] | None:
    """The first showing of what is shown again by this name; None if it is none."""
    span = parse_name(name)
    return (*span[:3], 1) if span and span[3] > 1 else None
