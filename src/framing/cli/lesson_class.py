"""A class that labels in a Doccano of its own: watched, closed, counted, wiped. How it is set up: lesson_setup."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from framing.cli.console import counted, echo, json_option, print_json, say, warn

if TYPE_CHECKING:
    from rich.table import Table

    from framing.classroom.in_doccano.folder import ClassFolder
    from framing.classroom.in_doccano.live import ClassView
    from framing.classroom.in_doccano.outcome import Outcome

Command = TypeVar("Command", bound=Callable[..., Any])
EXIT_PARTLY = 6
_NEXT = {True: "Next: framing lesson results", False: "Close it with: framing lesson close"}
_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


def folder_option(command: Command) -> Command:
    """Adds --folder."""
    return click.option(
        "--folder",
        type=_FOLDER,
        default=Path("lesson-class"),
        show_default=True,
        help="The class's own folder, apart from every project.",
    )(command)


@click.command()
@folder_option
@click.option("--every", type=click.IntRange(1, 60), default=3, show_default=True, help="Seconds between two looks.")
@click.option("--once", is_flag=True, help="Look once instead of until Ctrl-C.")
@json_option
def live(folder: Path, every: int, once: bool, as_json: bool) -> None:
    """Show how far each pupil is, and no answers: here, and on a page for the projector.

    The page is live.html in the class's folder; open it in any browser, and it keeps itself up to date. Ctrl-C ends it,
    and asks whether to close labelling.

    \b
    Example: framing lesson live
    """
    from framing.classroom.in_doccano.folder import open_folder

    place = open_folder(folder)
    if as_json or once or not sys.stdout.isatty():
        seen = _look(folder, 0)
        if as_json:
            print_json("lesson live", _view_json(seen))
        else:
            _print_view(seen)
        remind(place)
        return
    say(f"For the projector, open in a browser: {place.live.as_uri()}")
    remind(place)
    _watch(folder, every)


def _watch(folder: Path, every: int) -> None:
    from rich.live import Live

    try:
        with Live(auto_refresh=False) as picture:
            while True:
                picture.update(_grid(_look(folder, every)), refresh=True)
                time.sleep(every)
    except KeyboardInterrupt as stopped:
        if stopped.args:  # by a signal, and nobody is there to answer
            raise
    _last_look(folder)  # when nothing keeps what was interrupted any more: the lock of a look may be part of it


def _last_look(folder: Path) -> None:
    closed = _look(folder, 0).closed
    if not closed and click.confirm("The page is not refreshed now. Close labelling too?", default=False, err=True):
        _close(folder, closed=True)
        closed = _look(folder, 0).closed
    say(_NEXT[closed])


def _look(folder: Path, seconds: int) -> "ClassView":
    """How far the class is now, written to the page too."""
    from datetime import UTC, datetime

    from framing.classroom.in_doccano.live import live_page
    from framing.classroom.in_doccano.work import how_far
    from framing.files import PRIVATE, replacing

    with _alone(folder) as place:
        seen, left = how_far(place, datetime.now().astimezone()), max(0, place.days_left(datetime.now(UTC)))
        with replacing(place.live, mode=PRIVATE) as file:
            file.write(live_page(place.lesson, seen, seconds=seconds, days_left=left))
    return seen


@contextmanager
def _alone(folder: Path) -> Iterator["ClassFolder"]:
    """The class, while no other command works on it: else what is written lies there after a wipe."""
    from framing.classroom.in_doccano.folder import open_folder, settled

    path = settled(folder)
    with locked(path):
        yield open_folder(path)


def locked(path: Path) -> AbstractContextManager[None]:
    """While no other command works on the class in a settled folder; whoever comes later waits, and says so."""
    from framing.locks import one_at_a_time

    return one_at_a_time(f"the class in {path}", say)


def _grid(seen: "ClassView") -> "Table":
    from rich.table import Table

    grid = Table(title=f"{seen.time}  {seen.done} of {seen.all} sentences" + ("  CLOSED" if seen.closed else ""))
    for name in ("pupil", "done", "no Enter yet", "browsers"):
        grid.add_column(name, justify="left" if name == "pupil" else "right")
    for pupil in seen.pupils:
        grid.add_row(
            pupil.pseudonym, f"{pupil.done}/{seen.sentences}", str(pupil.unconfirmed or ""), str(pupil.browsers)
        )
    if not seen.answers:
        grid.caption = "The server does not answer. Go on on paper, with worksheet 1; what was saved is not lost."
    return grid


def _print_view(seen: "ClassView") -> None:
    for pupil in seen.pupils:
        loose = f"  {pupil.unconfirmed} labelled, Enter not pressed" if pupil.unconfirmed else ""
        echo(f"{pupil.pseudonym:24}{pupil.done:>4}/{seen.sentences}{loose}")
    if seen.shared:
        names = ", ".join(pupil.pseudonym for pupil in seen.shared)
        warn([f"logged in in more than one browser: {names}. Two pupils may have one slip; give one of them another"])
    echo(f"{seen.done} of {seen.all} sentences; labelling is {'closed' if seen.closed else 'open'}")
    if not seen.answers:
        warn(
            [
                "the class's Doccano does not answer. Go on on paper, with worksheet 1; what was saved is not lost. "
                "Start it again: framing lesson setup"
            ]
        )


def _view_json(seen: "ClassView") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(seen) | {"done": seen.done, "all": seen.all}


@click.command()
@folder_option
@click.option("--open", "opened", is_flag=True, help="Open it again.")
@json_option
def close(folder: Path, opened: bool, as_json: bool) -> None:
    """Close labelling: from now on nobody's key changes anything. Nobody is logged out.

    \b
    Example: framing lesson close
    """
    place = _close(folder, closed=not opened)
    if as_json:
        print_json("lesson close", {"closed": place.closed})
        return
    echo("Labelling is closed." if place.closed else "Labelling is open.")
    say(_NEXT[place.closed])


def _close(folder: Path, *, closed: bool) -> "ClassFolder":
    from framing.classroom.in_doccano.work import close as close_class

    with _alone(folder) as place:  # else a setup that is at work opens it again
        return close_class(place, closed=closed)


@click.command()
@folder_option
@click.option("--answers", "files", type=_FILE, multiple=True, help="A CSV of answers on paper; may be given again.")
@click.option("--anew", is_flag=True, help="Count all answers: nobody has seen the last results yet.")
@json_option
def results(folder: Path, files: tuple[Path, ...], anew: bool, as_json: bool) -> int:
    """Count what the class chose, and make the page that shows it: results.html in the class's folder.

    Answers on paper are typed into a CSV with the columns lesson, pupil, item, labels, reason; pupil is the name on a
    slip, and other names are not counted. Of two files with one name the one with more sentences counts, of equals the
    one that was saved last. Counts of the whole class stand in counts.csv. Results that were made before
    change only by five pupils or more at once, since a smaller change tells what those few chose; so give all papers
    at once, or --anew if nobody has seen them yet.

    \b
    Example: framing lesson results --answers paper.csv
    """
    from framing.classroom.in_doccano.outcome import make_results
    from framing.languages.words import words

    with _alone(folder) as place:
        made = make_results(place, files, anew=anew)
    aside = [f"{each.file}, row {each.row}: {each.reason(words())}" for each in made.set_aside]
    if as_json:
        alpha = made.heat.alpha
        counts = {"pupils": made.heat.pupils, "screen": made.screen, "paper": made.paper, "left_out": made.unconfirmed}
        counts |= {"waiting": made.waiting, "strangers": made.strangers}
        figures = {"agreement": made.heat.agreement, "alpha": None if alpha is None else alpha.value}
        files_made = {"page": str(place.results), "counts_file": str(place.counts)}
        print_json("lesson results", counts | figures | files_made, [*made.problems, *aside])
    else:
        echo(f"{counted(made.heat.pupils, 'pupil')}, {made.screen} answers in Doccano, {made.paper} on paper")
        echo(f"Open in a browser: {place.results.as_uri()}")
        say(f"Counts: {place.counts}")
    _tell(made, aside)
    remind(place)
    return EXIT_PARTLY if aside or made.strangers else 0


def _tell(made: "Outcome", aside: list[str]) -> None:
    """What is not in the counts as it was given."""
    told = [*made.problems, *aside]
    if made.waiting:
        told.append(
            f"{counted(made.waiting, 'pupil')} with answers that are not counted yet: a row changes by five pupils or "
            "more at once, or one could tell what they chose. If nobody has seen the last results: --anew"
        )
    if made.strangers:
        told.append(
            f"{counted(made.strangers, 'name')} in the CSV files on no slip of this class: not counted. A pupil who "
            "was wiped? Then delete the rows. Else write the names as they stand on the slips"
        )
    if made.unconfirmed:
        told.append(
            f"{counted(made.unconfirmed, 'answer')} left out: labels were chosen, and Enter was not pressed. Let the "
            "pupils press it and count again: framing lesson close --open"
        )
    if made.contradictory:
        told.append(f"in {counted(made.contradictory, 'answer')} the other label counts, and not that none fits")
    for pupil, number in made.differ.items():
        told.append(
            f"{pupil} has two answers to {counted(number, 'sentence')}, one in Doccano, which counts, and another on "
            "paper. Had two pupils one slip? Then give one of them in the CSV the name of a slip that nobody has; one "
            "more is made by: framing lesson setup --pupils NUMBER"
        )
    warn(told)


@click.command()
@folder_option
@click.option("--pupil", metavar="NAME", help="Only this pupil: account, labels, slip.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@json_option
def wipe(folder: Path, pupil: str | None, yes: bool, as_json: bool) -> int:
    """Stop the class's Doccano and delete all that the lesson left: accounts, labels, database, logs, slips, results.

    Afterwards every file that is left in the folder is searched for the pupils' names.

    \b
    Example: framing lesson wipe
    """
    from framing.classroom.in_doccano import wipe as wiping
    from framing.classroom.in_doccano.folder import open_folder

    path = wiping.check_wipeable(folder)
    if pupil is not None:
        with locked(path):
            done = wiping.wipe_pupil(open_folder(path), pupil.strip(), say)
    else:
        others = wiping.strangers(path)
        if others:
            say(f"Not of the class, and left alone: {', '.join(entry.name for entry in others)}")
        if not yes and not click.confirm(f"Delete the class in {path} with everything that pupils did?", err=True):
            raise click.Abort
        with locked(path):
            done = wiping.wipe_class(path, say)
    if as_json:
        left, found = ([str(entry) for entry in entries] for entries in (done.left, done.found_in))
        print_json("lesson wipe", {"removed": list(done.removed), "left": left, "found_in": found})
    else:
        for line in done.removed:
            echo(f"removed: {line}")
    for file in done.found_in:
        warn([f"a pupil's name still stands in {file}: delete it yourself"])
    return EXIT_PARTLY if done.found_in else 0


def remind(place: "ClassFolder") -> None:
    """When the class has to be wiped."""
    from datetime import UTC, datetime

    left = place.days_left(datetime.now(UTC))
    if left > 0:
        say(f"To be deleted in {counted(left, 'day')} at the latest: framing lesson wipe")
    else:
        warn([f"the {place.days} days for which this class may be kept are over. Delete it: framing lesson wipe"])
