"""The card of a model: what it is, who made its labels, what it was measured at, and what not to use it for."""

import math
import re
from collections.abc import Sequence

import jinja2
import pandas as pd

from framing.model.evaluation.evaluate import Evaluation
from framing.model.learning.fit import FIGURE_AT_LEAST, LEARN_AT_LEAST
from framing.model.learning.train import FrameModel

# Signs of Markdown and HTML, what begins a list or a rule, and what turns an address into a link.
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~&$@]|^[-+=]|:(?=//)|(?<=www)\.", re.IGNORECASE)


def write_card(model: FrameModel, fingerprint: str, evaluation: Evaluation | None, warnings: Sequence[str] = ()) -> str:
    """The card as Markdown. Text from outside, such as the name of a codebook, appears as it is and formats nothing.

    Args:
        model: the model.
        fingerprint: its name.
        evaluation: of the same gold; without it the card says that there is none.
        warnings: what a reader must know of the labels, in this order, a line each.
    """
    template = _environment().get_template("card.md")
    return template.render(
        model=model,
        fingerprint=fingerprint,
        evaluation=evaluation,
        warnings=warnings,
        rows=[] if evaluation is None else _rows(evaluation.table),
        figure_at_least=FIGURE_AT_LEAST,
        learn_at_least=LEARN_AT_LEAST,
        thresholds=dict(zip(model.frames, model.thresholds.tolist(), strict=True)),
    )


def escape_markdown(value: object) -> str:
    """`value` on one line, with a backslash before whatever Markdown or HTML would take for a sign."""
    return _MARKDOWN.sub(r"\\\g<0>", " ".join(str(value).split()))


def figure(value: float) -> str:
    """Two digits, or a dash where there is no figure."""
    return "–" if math.isnan(value) else f"{value:.2f}"


def interval(low: float, high: float) -> str:
    """Both ends, or a dash where there is no interval."""
    return "–" if math.isnan(low) else f"{low:.2f} to {high:.2f}"


def _rows(table: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict(orient="records")]


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("framing.model.keeping"),
        autoescape=False,  # noqa: S701 - the card is Markdown, not HTML: finalize escapes every value for it
        finalize=escape_markdown,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["figure"] = figure
    environment.globals["interval"] = interval
    return environment
