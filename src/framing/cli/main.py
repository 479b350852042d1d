"""The entry: commands in the order of the work, and what becomes of errors."""

import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from framing import __version__
from framing.cli.agreement import agree
from framing.cli.audit import audit
from framing.cli.autolabel import autolabel
from framing.cli.budget import budget
from framing.cli.codebook import codebook
from framing.cli.compare import compare
from framing.cli.console import say
from framing.cli.corpus import ingest
from framing.cli.demo import demo
from framing.cli.doctor import doctor
from framing.cli.evaluation import evaluate
from framing.cli.events import events
from framing.cli.explanation import explain
from framing.cli.export import export
from framing.cli.gold import resolve
from framing.cli.lesson import lesson
from framing.cli.model import train
from framing.cli.prevalence import prevalence
from framing.cli.project import init
from framing.cli.pull import pull
from framing.cli.push import push
from framing.cli.report import report
from framing.cli.sampling import suggest
from framing.cli.scoring import score
from framing.cli.serve import serve
from framing.cli.server import server
from framing.cli.snapshot import restore, snapshot
from framing.cli.status import status
from framing.cli.timeline import timeline
from framing.errors import FramingError

EXIT_INTERRUPTED = 130


class _InOrder(click.Group):
    """Lists commands in the order of the work, not of the alphabet."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C",
    "--folder",
    type=click.Path(path_type=Path),
    default=Path(),
    envvar="FRAMING_FOLDER",
    help="The project's folder; the current one unless told otherwise.",
)
@click.version_option(__version__, prog_name="framing")
@click.pass_context
def main(context: click.Context, folder: Path) -> None:
    """Label, measure and compare the framing of news sentences.

    \b
    A first look:   framing demo            (in a clone of the repository)
    Your own study: framing init my-study   then, in that folder:
                    framing ingest, suggest, server up, push, status, pull, agree, resolve, train, evaluate,
                    explain, score, prevalence, compare, report, serve
    """
    context.obj = folder


for command in (
    demo,
    init,
    doctor,
    ingest,
    codebook,
    suggest,
    server,
    push,
    autolabel,
    status,
    pull,
    snapshot,
    restore,
    agree,
    resolve,
    audit,
    train,
    evaluate,
    explain,
    budget,
    score,
    prevalence,
    compare,
    events,
    timeline,
    report,
    serve,
    export,
    lesson,
):
    main.add_command(command)


def run(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and leaves the process with its exit code.

    0 ok, 1 unexpected, 2 usage, 3 input or data, 4 Doccano or network, 5 a gate failed, 6 partly done, 130 interrupted.
    """
    for name in ("SIGTERM", "SIGHUP"):  # as Ctrl-C: what was begun is taken back, and nothing is left over
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    code = exit_code(arguments)
    try:
        sys.stdout.flush()
    except OSError:  # it was reported when the line was written; at the exit Python would report it once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if code == EXIT_INTERRUPTED:
        # Python may remember an interrupt that was handled, and then ends by a signal whatever code it is given.
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt(number)  # Ctrl-C gives no number: only there somebody sits who can be asked something


def exit_code(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; what the process shall end with. What nobody expected keeps its traceback.

    Files, texts and brackets that commands do not foresee are the reader's to mend too, wherever they come up.
    """
    try:
        result: Any = main.main(arguments, prog_name="framing", standalone_mode=False)
    except FramingError as error:
        say(f"Error: {error}")
        return error.exit_code
    except click.ClickException as error:
        error.show(shows := io.StringIO())
        say(shows.getvalue().removesuffix("\n"))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("\nInterrupted. Nothing is lost: run the same command again and it goes on.")
        return EXIT_INTERRUPTED
    except SystemExit:  # so click ends when whoever read our output stopped reading: no reason to complain
        return 0
    except OSError as error:
        place = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes | os.PathLike) else ""
        say(f"Error: {place}{error.strerror or error}.")
        return FramingError.exit_code
    except UnicodeError as error:
        why = getattr(error, "reason", str(error))
        say(f"Error: A text holds bytes or characters that are not UTF-8 ({why}). Save it as UTF-8.")
        return FramingError.exit_code
    except RecursionError:
        say("Error: What was read nests too deep. Look for long runs of brackets in it.")
        return FramingError.exit_code
    return result if isinstance(result, int) else 0
