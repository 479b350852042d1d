"""Which of the ingested sentences a push is about: a queue, the sample, or all of them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from framing.cli.console import counted, say

if TYPE_CHECKING:
    import pandas as pd

    from framing.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])


def queue_options(command: Command) -> Command:
    """Adds --queue and --all."""
    queue = click.option(
        "--queue",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Only the sentences that this file lists, in its order; as audit, suggest and codebook write it.",
    )
    everything = click.option(
        "--all", "everything", is_flag=True, help="All ingested sentences, also where a sample was drawn."
    )
    return queue(everything(command))


def chosen_sentences(place: "Workspace", queue: Path | None, *, everything: bool) -> list[str] | None:
    """Ids of the sentences that a push is about, in their order; None if it is about all.

    They are those of the queue; without one those of the sample, if one was drawn, draw by draw.

    Raises:
        click.UsageError: both options are given.
        InputError: the queue or the sample cannot be read, or the queue lists nothing.
    """
    from framing.errors import InputError
    from framing.files import read_table
    from framing.tables import QUEUE

    if queue is not None and everything:
        raise click.UsageError("--queue and --all exclude each other.")
    if queue is not None:
        if not queue.exists():
            raise InputError(f"There is no queue {queue}. It has one JSON object a line, with sentence_id and why.")
        listed: list[str] = read_table(queue, QUEUE)["sentence_id"].tolist()
        if not listed:
            raise InputError(f"{queue} lists no sentence: there is nothing to push.")
        return listed
    if everything or not place.sample.exists():
        return None
    drawn: list[str] = list(dict.fromkeys(read_sample(place)["sentence_id"]))
    say(f"{counted(len(drawn), 'sentence')} of the sample, {place.sample}. To push all that was ingested: --all.")
    return drawn


def read_sample(place: "Workspace") -> "pd.DataFrame":
    """SAMPLE of the project; empty if none was drawn."""
    from framing.files import read_table
    from framing.tables import SAMPLE

    return read_table(place.sample, SAMPLE) if place.sample.exists() else SAMPLE.table()


def drawn_for_estimation(sample: "pd.DataFrame") -> set[str]:
    """Ids of the sentences that were drawn, by chance, to say something about their corpus."""
    return set(sample.loc[sample["purpose"] == "estimation", "sentence_id"])


def only(sentences: "pd.DataFrame", chosen: Sequence[str] | None) -> "pd.DataFrame":
    """The rows of `sentences` that were chosen, in the order of the choice; all of them if `chosen` is None."""
    if chosen is None:
        return sentences
    numbers = {name: number for number, name in reversed(list(enumerate(chosen)))}
    there = sentences[sentences["sentence_id"].isin(numbers.keys())]
    return there.iloc[there["sentence_id"].map(numbers).argsort(kind="stable")].reset_index(drop=True)
