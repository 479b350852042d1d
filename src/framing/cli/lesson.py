"""A lesson in media literacy: the pack that needs nothing installed, and the class in Doccano."""

from pathlib import Path
from typing import Any

import click

from framing.cli.console import echo, json_option, print_json, say, workspace
from framing.cli.lesson_class import close, live, results, wipe
from framing.cli.lesson_options import lesson_of, lesson_options, model_of
from framing.cli.lesson_setup import setup
from framing.cli.outputs import check_outputs


@click.group(invoke_without_command=True)
@click.option(
    "--zip",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write all pages of two lessons into one zip.",
)
@click.option(
    "--model",
    type=click.Path(path_type=Path),  # a file too, so that it is refused with the reason
    metavar="FOLDER",
    help="The model that the class tries to beat, of profile fast; the lesson trains its own unless told otherwise.",
)
@lesson_options
@json_option
@click.pass_context
def lesson(context: click.Context, /, path: Path | None, model: Path | None, as_json: bool, **options: Any) -> None:
    """Make two lessons in media literacy: pages to print and to show, and a class that labels.

    The zip needs nothing installed: it opens from disk in any browser, and its first page says what to print. In a
    clone of the repository it is about the five source texts; --own makes one from the sentences and labels of a
    project, chosen so that a class has something to talk about.

    \b
    Example: framing lesson --zip lesson.zip
             framing lesson --zip lesson.zip --language ru --frames peaceful_protest,criminal_riot,state_repression
             framing lesson --zip own.zip --own --items 12
    """
    if context.invoked_subcommand is not None:
        return
    if path is None:
        echo(context.get_help())
        return
    place = workspace(context)
    check_outputs(place, {"--zip": path})
    from framing.classroom.pack import files_of, zip_of
    from framing.files import replacing

    made = lesson_of(place, **options)
    files = files_of(made, model_of(place, made, model, own=options["own"]))
    content = zip_of(files, f"lesson-{made.language}")
    with replacing(path) as file:
        file.buffer.write(content)
    if as_json:
        print_json(
            "lesson", {"zip": str(path), "files": list(files), "items": len(made.items), "made_by": made.made_by}
        )
        return
    echo(str(path))
    say(f"{len(files) - 1} pages, {len(made.items)} sentences. Unpack it and open index.html.")


for command in (setup, live, close, results, wipe):
    lesson.add_command(command)
