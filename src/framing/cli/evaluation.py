"""How well a classifier does on articles that it has not seen: framing evaluate."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.behaviour import behaviour_option, check_behaviour_options, show_behaviour, tested_model_option
from framing.cli.console import echo, json_option, print_json, warn, workspace
from framing.cli.contract import mixed_option
from framing.cli.evaluation_checks import checks_json, checks_of, print_checks
from framing.cli.evaluation_views import evaluation_result, said_once, show_comparison, show_evaluation
from framing.cli.labels import labels_option
from framing.cli.learning_options import PROFILE_NAMES, USUAL_PROFILE
from framing.cli.model import Material, learning_material
from framing.cli.outputs import check_outputs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from framing.model.evaluation.checks import Checks
    from framing.model.evaluation.comparison import Comparison
    from framing.model.evaluation.evaluate import Evaluation
    from framing.model.evaluation.groups import Groups

_BY = ("document", "outlet", "event", "month")
_SEED = 7
_LARGEST = 500_000_000  # bytes of a file of held-out predictions: some three million decisions


def _bars(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, float]:
    """Name of a figure to the lowest value that passes."""
    bars: dict[str, float] = {}
    for text in given:
        name, equals, number = text.rpartition("=")
        name = name.strip() if equals else "macro_f1"
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not name or not 0 <= value <= 1:  # NaN is in no range
            raise click.BadParameter(
                f"{text!r}: give a number from 0 to 1, such as 0.5, or one for a figure: average_precision=0.5."
            )
        if name in bars:
            raise click.BadParameter(f"{name} is given twice. One bar for a figure is enough.")
        bars[name] = value
    return bars


@click.command()
@labels_option
@click.option(
    "--by", type=click.Choice(_BY), default="document", show_default=True, help="What is held out as a whole."
)
@click.option(
    "--groups",
    "groups_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --by event: a CSV with the columns document_id and group.",
)
@click.option(
    "--held-out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the held-out predictions to a .jsonl file, for --compare.",
)
@click.option(
    "--compare",
    "other",
    metavar="OTHER",
    help="Show how much better this is than OTHER: another profile, or a file that --held-out wrote.",
)
@click.option(
    "--profile",
    metavar="NAME",
    help=f"What the model looks at in a text: {', '.join(PROFILE_NAMES)}; {USUAL_PROFILE} unless told otherwise. See "
    "framing train --help.",
)
@click.option(
    "--checks", is_flag=True, help="Ask too whether the figures are chance, leakage or the outlet. Takes long."
)
@click.option(
    "--fail-under",
    "bars",
    multiple=True,
    callback=_bars,
    metavar="[FIGURE=]NUMBER",
    help="Exit 5 if macro-F1 is below NUMBER, or if FIGURE is: average_precision, micro_f1, or frame:KEY, the F1 of a "
    "frame. Can be given several times. The figure counts, not an end of its interval; too few examples fail too.",
)
@mixed_option
@behaviour_option
@tested_model_option
@json_option
@click.pass_context
def evaluate(
    context: click.Context,
    labels: Path | None,
    by: str,
    groups_file: Path | None,
    held_out: Path | None,
    other: str | None,
    profile: str | None,
    checks: bool,
    bars: "Mapping[str, float]",
    mixed_codebooks: bool,
    behaviour: bool,
    model: Path | None,
    as_json: bool,
) -> None:
    """Show how well a classifier does on documents that it has not seen, beside simple baselines and people.

    Beside F1 stand one that always says yes, one that looks for the codebook's words, and one annotator against the
    rest. A text and its copies are held out together, also where they ran in several outlets.

    \b
    --by document  on other articles, the usual question
    --by outlet    on an outlet that it has not read
    --by month     in a month that it has not read
    --by event     on an event that it has not read; list them with --groups

    \b
    Example: framing evaluate --fail-under 0.5
             framing evaluate --by outlet --json
             framing evaluate --behaviour
             framing evaluate --compare fast
    """
    from framing.model.evaluation.comparison import held_out_table
    from framing.model.evaluation.gate import check_bars, hold

    _check_options(by, groups_file, held_out)
    place = workspace(context)
    check_behaviour_options(context, behaviour=behaviour)
    check_profile(profile)
    if behaviour:
        show_behaviour(place, labels, model, profile, refuse_stale=not mixed_codebooks, as_json=as_json)
        return
    check_outputs(place, {"--held-out": held_out}, inputs=[Path(path) for path in (groups_file, other) if path])
    material = learning_material(place, labels, refuse_stale=not mixed_codebooks)
    check_bars(bars, material.codebook.keys)
    groups = _groups(material, by, groups_file)
    against = None if other is None else _other_file(other)
    found = measure(material, groups, profile)
    compared = None if other is None else _compared(found, other, against, material, groups)
    if held_out is not None:
        from framing.files import write_table

        write_table(held_out, held_out_table(found.judged))
    checked = checks_of(material, profile) if checks else None
    warnings = [*material.warnings, *found.warnings]
    if as_json:
        print_json("evaluate", {**evaluation_result(found, compared), "checks": _as_json(checked)}, warnings)
    else:
        show_evaluation(found)
        if compared is not None:
            show_comparison(compared)
        if checked is not None:
            echo("")
            print_checks(checked)
        warn([line for line in said_once(warnings) if line != found.basis], material.facts)
    hold(found, bars)


def measure(material: Material, groups: "Groups | None" = None, profile: str | None = None) -> "Evaluation":
    """The evaluation of a project's labels, with the default profile unless one is named.

    Raises:
        InputError: there is no such profile.
        NotEnoughData: see `framing.model.evaluation.evaluate.evaluate`.
    """
    from framing.model.evaluation.evaluate import evaluate as measured
    from framing.model.learning.profile import DEFAULT_PROFILE

    return measured(
        material.sentences,
        material.gold,
        material.codebook,
        copies=material.copies,
        chance=material.chance,
        annotations=material.annotations,
        groups=groups,
        profile=profile or DEFAULT_PROFILE,
    )


def check_profile(name: str | None) -> None:
    """Nothing, if there is such a profile.

    Raises:
        InputError: there is none.
    """
    from framing.model.learning.profile import find_profile

    if name is not None:
        find_profile(name)


def _check_options(by: str, groups_file: Path | None, held_out: Path | None) -> None:
    if groups_file is not None and by != "event":
        raise click.UsageError("--groups goes with --by event.")
    if by == "event" and groups_file is None:
        raise click.UsageError(
            "--by event: the ingested texts do not say which event they are about. List them in a CSV with the columns "
            "document_id and group, and name it: --groups FILE."
        )
    if held_out is not None and held_out.suffix.lower() != ".jsonl":
        raise click.UsageError(f"--held-out {held_out}: give the file a name that ends in .jsonl.")


def _groups(material: Material, by: str, path: Path | None) -> "Groups | None":
    from framing.files import read_csv_table
    from framing.model.evaluation.groups import event_groups, month_groups, outlet_groups
    from framing.tables import GROUPS

    if by == "outlet":
        return outlet_groups(material.documents)
    if by == "month":
        return month_groups(material.documents)
    if path is not None:
        return event_groups(material.documents, read_csv_table(path, GROUPS), str(path))
    return None


def _other_file(other: str) -> Any:
    """HELD_OUT in the file that `other` names; None if it names a profile.

    Raises:
        InputError: it names neither.
    """
    from framing.errors import InputError
    from framing.files import read_table
    from framing.model.learning.profile import PROFILES
    from framing.tables import HELD_OUT

    names = [profile.name for profile in PROFILES]
    path = Path(other)
    if other in names:
        return None
    if not path.is_file():
        raise InputError(
            f"There is no file {other} to compare with. Make one with the other labels or version, framing evaluate "
            f"--held-out FILE.jsonl, or name a profile: {', '.join(names)}."
        )
    if path.stat().st_size > _LARGEST:
        raise InputError(f"{path} is larger than any file that framing evaluate --held-out wrote. Name another.")
    return read_table(path, HELD_OUT)


def _compared(
    found: "Evaluation", other: str, against: Any, material: Material, groups: "Groups | None"
) -> "Comparison":
    """`found` beside the held-out predictions in `against`, or beside the profile `other` if there are none."""
    from framing.model.evaluation.comparison import aligned, compare

    if against is None:
        name, judged = f"the profile {other}", measure(material, groups, other).judged
    else:
        name, judged = other, aligned(against, found.judged, other)
    return compare(found.judged, judged, name, by_chance=found.by_chance, seed=_SEED)


def _as_json(checked: "Checks | None") -> "dict[str, Any] | None":
    return None if checked is None else checks_json(checked)
