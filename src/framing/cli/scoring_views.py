"""How a big run of scoring speaks: its pace, its figures at the end, and what was set aside."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from framing.cli.console import counted, echo, one_line, print_json, print_table, records, say, warn
from framing.errors import InputError, PartlyDone

if TYPE_CHECKING:
    import pandas as pd

    from framing.scoring.running.part import Scorer
    from framing.scoring.running.result import Progress, RunResult

_PAUSE_S = 5
STREAM = "standard output"


class Pace:
    """Says every five seconds how far a run is, how fast, and how long it will take where that can be known."""

    def __init__(self) -> None:
        self._said = time.monotonic()
        self._since: tuple[float, float] | None = None  # share and seconds, when this run began to score

    def __call__(self, now: "Progress") -> None:
        """Takes note of how far it is, and says so at times."""
        if now.scored and self._since is None and now.share is not None:
            self._since = (now.share, now.seconds)
        if time.monotonic() - self._said > _PAUSE_S:
            self._said = time.monotonic()
            say(pace_in_words(now, self._since))


def pace_in_words(now: "Progress", since: tuple[float, float] | None) -> str:
    """A line for a person.

    Args:
        now: how far the run is.
        since: share of the input and seconds when this run had begun to score; what an earlier run did is only read,
            and would promise too much.
    """
    parts = [f"{now.documents:,} documents, {now.sentences:,} sentences"]
    if now.scored and now.seconds:
        rate = now.scored / now.seconds
        sentences = rate * now.sentences / max(now.characters, 1)
        parts.append(f"{rate / 1e6:.2f} million characters and {sentences:,.0f} sentences a second")
    if now.share is not None and since is not None and now.share > since[0]:
        left = (now.seconds - since[1]) * (1 - now.share) / (now.share - since[0])
        parts.append(f"{100 * now.share:.0f} %, about {duration(left)} left")
    return "; ".join(parts)


def duration(seconds: float) -> str:
    """So many seconds for a person: 40 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def print_run(name: str, scorer: "Scorer", result: "RunResult", warnings: Sequence[str], *, as_json: bool) -> None:
    """What a run made; all of it on standard error where standard output has the scores."""
    from framing.scoring.unlike import unlike_in_words
    from framing.tables import UNCORRECTED

    model, counts = scorer.model, result.counts
    shares = _shares(result)
    unlike = unlike_in_words(model, counts)
    if as_json:
        figures = {"out": name, "format": scorer.output, "model": scorer.fingerprint, **counts}
        figures |= {"parts": result.parts, "resumed": result.resumed, "mended": result.mended}
        figures |= {"set_aside_in": result.set_aside}
        figures |= {"seconds": round(result.seconds, 3), "frames": records(shares), "estimate": UNCORRECTED}
        figures |= {"too_few_examples": list(model.few_examples), "left_out": dict(model.left_out)}
        print_json("score", figures, [*warnings, *filter(None, [unlike]), *_places(result)])
        return
    told = say if name == STREAM else echo
    already = " It was complete before." if result.complete_before else ""
    told(f"{name}: {counts['sentences']:,} sentences of {counts['documents']:,} documents.{already}")
    if name == STREAM:
        for row in shares.itertuples():
            say(f"{row.frame}: {row.predicted:,} ({row.share:.3f})")
    else:
        print_table(
            shares.rename(columns={"predicted": UNCORRECTED}).assign(share=shares["share"].map("{:.3f}".format))
        )
    say(f"These are {UNCORRECTED}: the model's errors shift them.")
    if result.mended:
        say(f"{_counted(result.mended, 'part')} of an earlier run, damaged or gone since, made again.")
    rate = counts["characters"] / 1e6 / max(result.seconds, 1e-9)
    if not result.resumed and result.seconds > _PAUSE_S:
        say(f"{duration(result.seconds)}, {rate:.2f} million characters a second.")
    if model.few_examples:
        say(f"too few examples to trust: {', '.join(model.few_examples)}")
    for frame, reason in model.left_out.items():
        say(f"no score for {frame}: {reason}")
    warn(filter(None, [unlike]))
    for found in result.first_notes:
        say(f"note: {one_line(found.where)}: {one_line(found.reason)}")
    for aside in result.first_set_aside:
        say(f"set aside: {one_line(aside.where)}: {one_line(aside.reason)}")


def end_with(name: str, result: "RunResult") -> None:
    """Nothing, if all that was read was scored.

    Raises:
        InputError: none of it was.
        PartlyDone: some of it was set aside.
    """
    count, shown = result.counts["set_aside"], len(result.first_set_aside)
    if not count:
        return
    if result.set_aside:
        where = f"; the reasons are in {one_line(result.set_aside)}"
    else:
        where = "; --out FILE or FOLDER would keep all reasons" if count > shown else ""
    said = f"{_counted(count, 'text')} set aside{where}"
    if not result.counts["documents"]:
        raise InputError(f"No text could be read: {said}.")
    raise PartlyDone(f"{said}. The scores of the rest are in {name}.")


def _counted(number: int, noun: str) -> str:
    return counted(number, noun).replace(str(number), f"{number:,}", 1)


def _shares(result: "RunResult") -> "pd.DataFrame":
    """`frame`, `predicted` (in how many sentences), `share` (of all that were scored)."""
    import pandas as pd

    sentences = max(result.counts["sentences"], 1)
    rows: list[tuple[Any, ...]] = [(frame, count, count / sentences) for frame, count in result.predicted.items()]
    return pd.DataFrame(rows, columns=["frame", "predicted", "share"])


def _places(result: "RunResult") -> list[str]:
    aside = [f"{found.where}: {found.reason}" for found in result.first_set_aside]
    return aside + [f"{found.where}: {found.reason}" for found in result.first_notes]
