"""The codebook: checked and shown, and compared with another one."""

from typing import TYPE_CHECKING, Any

import click

from framing.cli.codebook_change import diff, queue
from framing.cli.console import counted, echo, json_option, print_json, print_table, workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from framing.codebook import Frame, Voice


@click.group(invoke_without_command=True)
@click.option("--guideline", is_flag=True, help="Print the guideline that annotators see, as Markdown.")
@click.option("--voice", is_flag=True, help="With --guideline: that of the project for voices.")
@json_option
@click.pass_context
def codebook(context: click.Context, guideline: bool, voice: bool, as_json: bool) -> None:
    """Check the codebook and show its frames and voices; or what a change of it means for the labels.

    \b
    Example: framing codebook --guideline
             framing codebook diff 0.1.0
             framing codebook queue --out again.jsonl
    """
    from framing.codebook import describe, read_codebook
    from framing.doccano.project.guideline import guideline_text, voice_guideline_text
    from framing.errors import InputError

    if context.invoked_subcommand is not None:
        if guideline or voice or as_json:
            raise click.UsageError(f"Put options behind {context.invoked_subcommand}.")
        return
    if voice and not guideline:
        raise click.UsageError("--voice goes with --guideline.")
    place = workspace(context)
    book = read_codebook(place.codebook)
    if voice and not book.voices:
        raise InputError(f"{place.codebook} has no voices. Add [[voices]] blocks; framing init shows how.")
    text = voice_guideline_text(book) if voice else guideline_text(book)
    if as_json:
        print_json("codebook", describe(book) | ({"guideline": text} if guideline else {}))
    elif guideline:
        echo(text, nl=False)
    else:
        echo(f"{place.codebook}: {book.id} {book.version}, fingerprint {book.fingerprint}, {len(book.frames)} frames")
        print_table(_labels(book.frames))
        if book.voices:
            names = sum(map(len, book.gazetteer.values()))
            echo(f"\n{counted(len(book.voices), 'voice')}, {counted(names, 'name')} in the gazetteer")
            print_table(_labels(book.voices))


codebook.add_command(diff)
codebook.add_command(queue)


def _labels(labels: "Iterable[Frame | Voice]") -> Any:
    import pandas as pd

    return pd.DataFrame([{"key": f.key, "label": f.name, "press": f.shortcut, "color": f.color} for f in labels])
