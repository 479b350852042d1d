"""The entry: commands in the order of the work, and what becomes of errors."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from framing import __version__
from framing.cli.annotation import agree, codebook
from framing.cli.corpus import ingest
from framing.cli.demo import demo
from framing.cli.doccano import pull, push
from framing.cli.model import evaluate, score, train
from framing.cli.project import init
from framing.cli.report import report
from framing.cli.server import server
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
                    framing ingest, server up, push, pull, agree, train, evaluate, score, report
    """
    context.obj = folder


for command in (demo, init, ingest, codebook, server, push, pull, agree, train, evaluate, score, report):
    main.add_command(command)


def run(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and leaves the process with its exit code.

    0 ok, 1 unexpected, 2 usage, 3 input or data, 4 Doccano or network, 5 a gate failed, 6 partly done, 130 interrupted.
    """
    sys.exit(exit_code(arguments))


def exit_code(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; what the process shall end with. What nobody expected keeps its traceback."""
    try:
        result: Any = main.main(arguments, prog_name="framing", standalone_mode=False)
    except FramingError as error:
        click.echo(f"Error: {error}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nInterrupted. Nothing is lost: run the same command again and it goes on.", err=True)
        return EXIT_INTERRUPTED
    except SystemExit:  # so click ends when whoever read our output stopped reading: no reason to complain
        return 0
    return result if isinstance(result, int) else 0
