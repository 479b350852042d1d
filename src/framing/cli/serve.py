"""A page on which anyone tries a model, and an interface for programs: framing serve."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from framing.cli.console import echo, json_option, print_json, say, warn, workspace
from framing.cli.model import learning_material, open_model

if TYPE_CHECKING:
    from framing.model.learning.train import FrameModel
    from framing.web.serving import Place
    from framing.web.subject import Labelled, Subject
    from framing.workspace import Workspace

PORT = 8177
TOKEN = "FRAMING_SERVE_TOKEN"  # noqa: S105  a variable's name
_LANGUAGES = ("en", "ru", "kk")


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any that is free.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen on this address; see below.")
@click.option("--name", "names", multiple=True, metavar="NAME", help="A name that the server is called by besides.")
@click.option("--language", type=click.Choice(_LANGUAGES), default="en", show_default=True, help="Of the pages.")
@click.option(
    "--labels",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A ledger to look for sentences like it in; the project's own unless told otherwise.",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write kept fails to this file, CSV or JSON Lines, and begin with those that are in it.",
)
@click.option(
    "--rate", type=click.FloatRange(0.1), default=50.0, show_default=True, help="Requests a second and address."
)
@json_option
@click.pass_context
def serve(
    context: click.Context,
    model: Path,
    port: int,
    host: str,
    names: Sequence[str],
    language: str,
    labels: Path | None,
    keep: Path | None,
    rate: float,
    as_json: bool,
) -> None:
    """Open a page on which anyone types a sentence and sees what MODEL makes of it; programs get the same as JSON.

    Every frame with its score, threshold and the words for and against it; two sentences side by side; an article
    coloured by sentence; and sentences that fooled the model, kept if somebody presses the button. Nothing that is
    typed is stored or logged otherwise. /docs tells programs how to ask: Doccano's automatic labelling asks /label.

    Only this computer reaches it, unless --host names another of its addresses (0.0.0.0: all). Then a token of 16
    characters or more is needed, from FRAMING_SERVE_TOKEN or from the file, for your eyes only, that
    FRAMING_SERVE_TOKEN_FILE names; and what is typed travels unencrypted, so use it in a network that you trust, or
    put a proxy with HTTPS before it and name the host that people open: --name model.example.org.

    \b
    Example: framing serve models/starter --labels annotations/starter.jsonl
             framing serve models/frames --host 192.168.1.20 --language kk --keep fails.csv
    """
    from framing.web.serving import make_door, serve, take_place  # isort: skip  # first: it says which extra is missing
    from framing.web.application import application
    from framing.web.kept import kept_in
    from framing.web.limits import Limits
    from framing.workspace import secret

    place = take_place(host, port)  # before anything that takes long
    with place.listener, kept_in(keep) as kept:
        door = make_door(place.host, secret(TOKEN, "the token"), names)
        subject, remarks = _subject(workspace(context), model, labels, language)
        limits = Limits(rate=rate, burst=max(1, int(4 * rate)))
        app = application(subject, door, language=language, limits=limits, kept=kept)
        with suppress(KeyboardInterrupt):  # the way to end it
            serve(app, place, limits, lambda: _ready(place, subject, remarks, public=door.public, as_json=as_json))
    say("Stopped." if keep else "Stopped. Sentences that were kept are gone.")


def _subject(place: "Workspace", folder: Path, labels: Path | None, language: str) -> "tuple[Subject, list[str]]":
    """The model on show, its frames named in the language if the codebook brings names, and what must be said."""
    from framing.codebook import read_codebook
    from framing.codebook_translations import translated
    from framing.corpus.language import guess_language
    from framing.model.keeping.store import load_with_record
    from framing.web.subject import Subject

    trained, fingerprint = open_model(place, folder)
    figures = load_with_record(folder)[1].figures
    mean = figures.summary.get("macro_f1") if figures else None
    labelled, missing = _labelled(place, trained, labels)
    guess_language("Це речення української мови.")  # loads the model of languages now, and not while somebody waits
    subject = Subject(
        model=trained,
        fingerprint=fingerprint,
        name=folder.resolve().name,
        codebook=translated(read_codebook(place.codebook), language) if place.codebook.exists() else None,
        macro_f1=(mean["value"], mean["frames"]) if mean and mean["value"] is not None else None,
        labelled=labelled,
    )
    return subject, [missing] if missing else []


def _labelled(place: "Workspace", trained: "FrameModel", labels: Path | None) -> "tuple[Labelled | None, str]":
    """The labelled sentences to compare with, or why there are none.

    Raises:
        InputError: `labels` is named and is not there or cannot be used.
    """
    from framing.cli.labels import ledger_at
    from framing.errors import InputError, NotEnoughData
    from framing.web.subject import LabelledText, labelled_texts

    if labels is None and not place.ledger.exists():
        return None, "No labelled sentences stand beside the scores: there is no ledger. Name one: --labels FILE."
    ledger_at(place, labels)
    if not place.sentences.exists():  # as in a clone: a ledger holds places of sentences, and none of their words
        return None, (
            f"No labelled sentences stand beside the scores: there are none in {place.out} yet. Ingest the texts that "
            "were labelled, in a clone of the repository: framing ingest seeds. Then start this again."
        )
    try:
        material = learning_material(place, labels)
    except (InputError, NotEnoughData) as error:
        if labels is not None:
            raise
        return None, f"No labelled sentences stand beside the scores. {error}"
    texts = dict(zip(material.sentences["sentence_id"], material.sentences["text"], strict=True))
    rows = [
        LabelledText(
            str(texts[name]), tuple(part.loc[part["present"], "frame"]), tuple(sorted(part["made_by"].unique()))
        )
        for name, part in material.gold.groupby("sentence_id", sort=False)
        if name in texts
    ]
    return labelled_texts(trained, rows), ""


def _ready(place: "Place", subject: "Subject", remarks: list[str], *, public: bool, as_json: bool) -> None:
    if public:
        remarks = [*remarks, f"{_reached_at(place)} It asks for the token, but nothing is encrypted."]
    if as_json:
        result = {"url": place.url, "model": subject.fingerprint, "label": f"{place.url}/label"}
        print_json("serve", result, remarks)
        return
    echo(place.url)
    warn(remarks)
    say(f"{subject.name} answers at this address until you press Ctrl-C. For programs: {place.url}/docs")


def _reached_at(place: "Place") -> str:
    """How other machines reach the server: a sentence with the addresses that they open."""
    from framing.errors import MissingExtra

    if place.host != "0.0.0.0":  # noqa: S104  nothing is bound here
        return f"Every machine of that network reaches {place.url}."
    try:
        from framing.doccano.local.reach import network_addresses

        addresses = network_addresses()
    except MissingExtra:  # the page itself does without that package
        addresses = []
    if not addresses:
        return f"Every machine of its networks reaches this one: by its own address, with :{place.port} behind it."
    return f"Every machine of that network reaches {' or '.join(f'http://{each}:{place.port}' for each in addresses)}."
