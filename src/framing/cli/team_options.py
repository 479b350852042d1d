"""The options of `framing push` for a study that is divided among annotators, and for exercises."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from framing.doccano.teams.division import Division


class Percent(click.ParamType[float]):
    """A share such as 5%, as a number from 0 to 1."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, at most 0.5."""
        if isinstance(value, float):
            return value
        try:
            share = float(str(value).removesuffix("%")) / 100
        except ValueError:
            share = -1
        if not str(value).endswith("%") or not 0 <= share <= 0.5:
            self.fail(f"{value!r} is no share from 0% to 50%, such as 5%.", param, ctx)
        return share


def team_options(command: Any) -> Any:
    """Adds the options for a study that is divided among annotators, and for exercises."""
    options = (
        click.option("--overlap", type=click.IntRange(1), metavar="K", help="Exactly K annotators for each sentence."),
        click.option("--order", type=click.Choice(["article", "shuffle"]), help="With --overlap: order of sentences."),
        click.option("--seed", type=int, metavar="N", help="With --overlap: of chance; 0 unless given."),
        click.option("--repeat", type=Percent(), metavar="5%", help="With --overlap: show so many once more, later."),
        click.option("--training", is_flag=True, help="The codebook's examples as exercises, instead of sentences."),
        click.option("--pass-mark", type=click.IntRange(1, 100), metavar="PERCENT", help="Of exercises; 80 if new."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def division_of(overlap: int | None, order: str | None, seed: int | None, repeat: float | None) -> "Division | None":
    """What the options ask for; None if the study is not divided.

    Raises:
        UsageError: an option has no meaning without another.
    """
    from framing.doccano.teams.division import Division

    if overlap is None:
        given = {"--order": order, "--seed": seed, "--repeat": repeat}
        for option in (name for name, value in given.items() if value is not None):
            raise click.UsageError(
                f"{option} goes with --overlap. For all annotators to see all sentences, each in an own project, give "
                "--overlap the number of annotators."
            )
        return None
    return Division(overlap, "shuffle" if order == "shuffle" else "article", seed or 0, repeat or 0)


def check_training(options: Mapping[str, Any], *, voice: bool) -> None:
    """Sees to it that --training is asked for in a way that makes sense.

    Raises:
        UsageError: it is not.
    """
    if not options["training"]:
        if options["pass_mark"] is not None:
            raise click.UsageError("--pass-mark goes with --training.")
        return
    if voice:
        raise click.UsageError("--training and --voice exclude each other: a codebook has examples of frames only.")
    if options["overlap"] is not None:
        raise click.UsageError("--training and --overlap exclude each other: everybody does all exercises.")
