"""Start a project."""

import shutil
from importlib import resources
from pathlib import Path

import click

from framing.cli.console import echo, json_option, print_json, say

_FILES = {"framing.toml": "framing.toml", "annotations/codebook.toml": "codebook.toml"}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option(
    "--codebook", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Start with this codebook."
)
@json_option
def init(folder: Path, codebook: Path | None, as_json: bool) -> None:
    """Make a project in FOLDER: settings, a codebook to edit, a .gitignore. What is there is kept.

    \b
    Example: framing init my-study
    """
    made = make_project(folder, codebook)
    if as_json:
        print_json("init", {"folder": str(folder), "made": made})
        return
    for name in made:
        echo(f"made {folder / name}")
    if not made:
        echo(f"{folder} is a project already; nothing was changed.")
    say("Next: edit annotations/codebook.toml, check it with framing codebook, then framing ingest your texts.")


def make_project(folder: Path, codebook: Path | None = None) -> list[str]:
    """Names of the files that were made in `folder`; a file that exists is never touched.

    Raises:
        InputError: the folder cannot be written, or `codebook` is none.
    """
    from framing.codebook import read_codebook
    from framing.files import replacing

    contents = {name: _template(template) for name, template in _FILES.items()}
    contents[".gitignore"] = "# Can be made again, and holds passwords.\nout/\n"
    if codebook is not None:
        read_codebook(codebook)
        contents["annotations/codebook.toml"] = codebook.read_text(encoding="utf-8")
    made = [name for name in contents if not (folder / name).exists()]
    for name in made:
        with replacing(folder / name) as file:
            file.write(contents[name])
    return made


def _template(name: str) -> str:
    return resources.files("framing.cli").joinpath("templates", name).read_text(encoding="utf-8")


def program() -> str:
    """How the reader calls framing: by name where the shell finds it, else by the path that was used."""
    import sys

    return "framing" if shutil.which("framing") else sys.argv[0]
