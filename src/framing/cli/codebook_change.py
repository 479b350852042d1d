"""What a change of the codebook means: the texts that are others now, the labels it touches, a queue to label again."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import counted, echo, json_option, print_json, print_table, records, say, warn, workspace
from framing.cli.contract import contract_of, texts_of
from framing.cli.labels import attached, labels_option
from framing.cli.outputs import check_outputs

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from framing.annotation.codebook_diff import CodebookDiff, LabelsDiff, TextChange
    from framing.annotation.contract import About, Effect
    from framing.codebook import Codebook
    from framing.workspace import Workspace


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@labels_option
@json_option
@click.pass_context
def diff(context: click.Context, old: str, new: str | None, labels: Path | None, as_json: bool) -> None:
    """Show what is different from the codebook OLD in NEW, and which labels that touches.

    OLD and NEW are files, or the version or fingerprint of a codebook in annotations/codebooks/. NEW is the project's
    own unless given. Which labels a change touches, the [[changes]] of NEW say; where they say nothing of a frame whose
    meaning is another, those on sentences where somebody saw it, or a frame it is confused with, or doubted it.

    \b
    Example: framing codebook diff 0.1.0
    """
    from framing.annotation.codebook_diff import compare

    place = workspace(context)
    before, now = _codebook(place, old), _codebook(place, new) if new else _todays(place)
    found = compare(before, now)
    effects, warnings = _effects(place, labels, before, now)
    if before.version == now.version and before.fingerprint != now.fingerprint:
        warnings.append(f"Both codebooks call themselves {now.id} {now.version}. Raise `version` in the new one.")
    if as_json:
        result = {
            "old": {"id": before.id, "version": before.version, "fingerprint": before.fingerprint},
            "new": {"id": now.id, "version": now.version, "fingerprint": now.fingerprint},
            **asdict(found),
            "touched": [_as_json(each) for each in effects],
        }
        print_json("codebook diff", result, warnings)
        return
    echo(f"{before.id} {before.version} ({before.fingerprint}) -> {now.id} {now.version} ({now.fingerprint})")
    _print_diff(found, now)
    for effect in effects:
        _print_effect(effect, before)
    warn(warnings)


@click.command()
@click.option("--from", "version", metavar="VERSION", help="Only for labels made by this older codebook.")
@click.option("--voice", is_flag=True, help="The sentences whose voice is to be coded again, instead of their frames.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The queue; again.jsonl, or again-voice.jsonl, in the out folder unless told otherwise.",
)
@labels_option
@json_option
@click.pass_context
def queue(
    context: click.Context, version: str | None, voice: bool, out: Path | None, labels: Path | None, as_json: bool
) -> None:
    """Write a queue of the sentences whose labels a change of the codebook touches, and that nobody labelled again.

    Push it as a project of its own: what is decided there takes the place of the older labels. Until then framing train
    refuses these.

    \b
    Example: framing codebook queue --out again.jsonl
             framing push --queue again.jsonl --project "my study 0.2.0" --annotators coder1,coder2
    """
    from framing.files import write_table

    place = workspace(context)
    check_outputs(place, {"--out": out}, queues=["--out"])
    rows, warnings = _to_label_again(place, labels, version, "voices" if voice else "frames")
    path = out or place.out / ("again-voice.jsonl" if voice else "again.jsonl")
    write_table(path, rows)
    if as_json:
        print_json("codebook queue", {"queue": str(path), "sentences": len(rows), "voice": voice}, warnings)
        return
    warn(warnings)
    echo(f"{path}: {counted(len(rows), 'sentence')} to label again.")
    if len(rows):
        book = _todays(place)
        name = f"{place.doccano_project} {book.version}{' voice' if voice else ''}"
        say(f'Next: framing push {"--voice " if voice else ""}--queue {path} --project "{name}" --annotators NAME,NAME')


def _as_json(effect: "Effect") -> dict[str, Any]:
    return {**vars(effect), "labels": records(effect.labels), "annotators": records(effect.annotators)}


def _todays(place: "Workspace") -> "Codebook":
    from framing.codebook import read_codebook

    return read_codebook(place.codebook)


def _codebook(place: "Workspace", name: str) -> "Codebook":
    from framing.annotation.kept_codebooks import find_codebook, kept_codebooks

    known = kept_codebooks(place.codebooks)
    if place.codebook.exists():
        today = _todays(place)
        known[today.fingerprint] = today
    return find_codebook(name, known, place.codebooks)


def _effects(
    place: "Workspace", labels: Path | None, before: "Codebook", now: "Codebook"
) -> "tuple[list[Effect], list[str]]":
    """What the change touches of the ledger, for frames and for voices; nothing without a ledger."""
    from framing.annotation.contract import effect, reaches, touched

    ledger = labels or place.ledger
    if not ledger.exists():
        return [], [f"There is no ledger {ledger}: which labels the change touches cannot be said."]
    found: list[Effect] = []
    warnings: list[str] = []
    abouts: tuple[About, ...] = ("frames", "voices")
    for about in abouts:
        standing, said = attached(place, ledger, about_voices=about == "voices")
        warnings += [line for line in said if line not in warnings]
        if any(decision.codebook == before.fingerprint for decision in standing):
            again = touched(reaches(before, now, about), standing, now, texts_of(place, standing))
            found.append(effect(standing, again, before.fingerprint, about))
    if not found:
        warnings.append(f"{ledger} holds no label made by {before.id} {before.version} ({before.fingerprint}).")
    return found, warnings


def _to_label_again(
    place: "Workspace", labels: Path | None, version: str | None, about: "About"
) -> "tuple[pd.DataFrame, list[str]]":
    """QUEUE of the sentences with stale labels, in the order of the texts, and what must be said of it.

    Raises:
        InputError: there is no ledger, or no codebook of this version.
    """
    from framing.annotation.contract import STALE, UNKNOWN, said_by
    from framing.cli.corpus import ingested
    from framing.errors import InputError
    from framing.tables import QUEUE

    ledger = labels or place.ledger
    if not ledger.exists():
        raise InputError(f"There is no ledger {ledger}. Pull the annotators' decisions first: framing pull.")
    book = _todays(place)
    standing, warnings = attached(place, ledger, about_voices=about == "voices")
    found = contract_of(place, standing, book, about, ledger)
    table = said_by(standing, about, [voice.key for voice in book.voices] if about == "voices" else book.keys)
    if version is not None:
        only = _codebook(place, version).fingerprint
        table = table[table["codebook"].isin([only, book.fingerprint])]
    stale = table[found.status(table) == STALE]
    whys = {
        (name, sentence_id, label): why
        for name, each in found.touched.items()
        for sentence_id, label, why in zip(each["sentence_id"], each["label"], each["why"], strict=True)
    }
    reasons: dict[str, dict[str, None]] = {}
    for sentence_id, codebook, frame in zip(stale["sentence_id"], stale["codebook"], stale["frame"], strict=True):
        why = whys.get((codebook, sentence_id, frame), UNKNOWN)
        reasons.setdefault(sentence_id, {}).update(dict.fromkeys(why.split(", ")))
    _, sentences = ingested(place)
    ordered = [name for name in sentences["sentence_id"] if name in reasons]
    if len(ordered) < len(reasons):
        lost = counted(len(reasons) - len(ordered), "sentence")
        warnings.append(f"{lost} to label again was not ingested here, or is another today, and is not in the queue.")
    return QUEUE.table({"sentence_id": name, "why": ", ".join(reasons[name])} for name in ordered), warnings


def _print_diff(found: "CodebookDiff", now: "Codebook") -> None:
    names = {frame.key: frame.name for frame in now.frames}
    for what, part in (("frame", found.frames), ("voice", found.voices)):
        _print_labels(what, part)
    if found.changes:
        echo(f"\nWhat {now.version} says that it changes")
    for change in found.changes:
        about = ", ".join(names.get(key, key) for key in (*change.frames, *change.voices)) or "every frame"
        about = "no label" if change.labels == () and change.words == () else about
        echo(f"  {change.id} ({about}): {change.text}")
    if found.frames.is_empty and found.voices.is_empty:
        echo("No label means anything else, and no rule for people is another.")


def _print_labels(what: str, part: "LabelsDiff") -> None:
    for title, keys in (("added", part.added), ("removed", part.removed)):
        if keys:
            echo(f"{what}s {title}: {', '.join(keys)}")
    for key, was, name in part.renamed:
        echo(f"{what} renamed: {key}, {was!r} is {name!r} now")
    for key in part.other_meaning:
        echo(f"\n{what} {key}")
        _print_texts([text for text in part.texts if text.label == key])
    if part.rules:
        echo(f"\nrules for every {what}: they can touch every label")
        _print_texts(part.rules)


def _print_texts(texts: "Sequence[TextChange]") -> None:
    for text in texts:
        if text.before:
            echo(f"  - {text.part}: {text.before}")
        if text.now:
            echo(f"  + {text.part}: {text.now}")


def _print_effect(effect: "Effect", before: "Codebook") -> None:
    echo(
        f"\nLabels by {before.version} that this touches, {effect.about}: on {effect.again} of "
        f"{counted(effect.sentences, 'sentence')}"
    )
    if len(effect.labels):
        print_table(effect.labels.drop(columns="why"))
        print_table(effect.annotators)
