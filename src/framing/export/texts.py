"""What stands beside exported tables: a guide to a replication package, and a script for R."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from framing.export.tidy import AUTO, CHANCE, LABEL, MODEL


def readme(**values: Any) -> str:
    """README.md of a replication package; the template names what it needs."""
    return _environment().get_template("README.md.j2").render(**values)


def r_script(
    table: str, frames: Sequence[str], *, labelled: Mapping[str, int], sampled: bool, automated: bool = False
) -> str:
    """A script that reads the tidy table and estimates one frame's share by source with `dsl`.

    Args:
        table: name of the CSV beside the script.
        frames: those that have labels and predictions, in the codebook's order.
        labelled: frame to the number of its labels in the table; the script begins with the frame that has most.
        sampled: whether the table has inclusion probabilities.
        automated: whether the table has labels by an automated coder. The script takes them for people's only if its
            reader says so in it; where there are no others it stops.
    """
    chosen = max(frames, key=lambda frame: labelled.get(frame, 0), default="")
    template = _environment().get_template("analysis.R.j2")
    prefixes = {"label": LABEL, "auto": AUTO, "model": MODEL, "chance": CHANCE}
    return template.render(table=table, frames=frames, frame=chosen, sampled=sampled, automated=automated, **prefixes)


@cache
def _environment() -> Environment:
    # Text for R and Markdown: nothing to escape for HTML; values are keys of the codebook, counts and
    # our own words; the name of a file goes through `in_r`.
    environment = Environment(
        loader=PackageLoader("framing.export"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701
    )
    environment.filters["in_r"] = in_r
    return environment


def in_r(text: str) -> str:
    r"""`text` as it stands between double quotes in R: \\ and \" for these, numbers for what is not printed."""
    return "".join(
        f"\\{sign}" if sign in '\\"' else sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in text
    )
