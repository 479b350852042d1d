"""What in the labels to look at again, worst first."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from framing.cli.audit_material import NEED_TEXTS, Material, audit_material
from framing.cli.console import (
    counted,
    echo,
    echo_loud,
    json_option,
    one_line,
    print_json,
    records,
    say,
    warn,
    workspace,
)
from framing.cli.labels import document_of, labels_option
from framing.cli.outputs import check_outputs
from framing.errors import MissingExtra

if TYPE_CHECKING:
    from framing.audit.finding import Checked, Finding
    from framing.workspace import Workspace

_SHOWN = 5  # findings of each kind
_SENTENCES_AT_ONCE = 50  # that a lead can have looked at in one go


@click.command()
@labels_option
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="Only these: label-error, same-text, comment, drift, rush, self, codebook, anchoring or versions.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Only the N worst of each kind, also in files; on the screen {_SHOWN} unless told otherwise.",
)
@click.option(
    "--csv",
    "spreadsheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the findings to this CSV.",
)
@click.option(
    "--queue",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the sentences to look at again, worst first, for framing push --queue.",
)
@json_option
@click.pass_context
def audit(
    context: click.Context,
    labels: Path | None,
    kinds: tuple[str, ...],
    top: int | None,
    spreadsheet: Path | None,
    queue: Path | None,
    as_json: bool,
) -> None:
    """List what in the labels to look at again, worst first, with what to do about it.

    Labels that are probably wrong (needs cleanlab: pip install 'framing[audit]'), the same text with different labels,
    comments that nobody has ruled on, annotators who drift, hurry or do not repeat themselves, frames that the codebook
    leaves unclear, proposals that lead annotators, and labels under another codebook. A score says how many labels a
    finding puts in question. Exit code 0 whatever is found.

    Annotators who get the sentences of a queue are not told why.

    \b
    Example: framing audit
             framing audit --kind label-error --top 50 --queue annotations/audit-queue.jsonl
             framing push --queue annotations/audit-queue.jsonl --project "my-study audit" --annotators coder1,coder2
    """
    from framing.audit.finding import audit_queue, findings_table, worst_first
    from framing.files import write_table

    asked = _asked(kinds)
    place = workspace(context)
    check_outputs(place, {"--csv": spreadsheet, "--queue": queue}, queues=["--queue"])
    material = audit_material(place, labels, asked)
    groups, missing = _check(material, asked, must="label-error" in kinds)
    groups = worst_first(_cut(groups, top))
    warnings = [*material.warnings, *missing]
    found = findings_table(groups)
    listed = None
    if spreadsheet is not None:
        write_table(spreadsheet, found, private=True)
    if queue is not None:
        known = set(material.sentences["sentence_id"])
        table = audit_queue(groups)
        listed = table[table["sentence_id"].isin(known)].reset_index(drop=True)
        if gone := len(table) - len(listed):
            warnings.append(f"{counted(gone, 'sentence')} not among those that were ingested and not in the queue.")
        write_table(queue, listed, private=True)
    if as_json:
        notes = {group.kind: group.note for group in groups}
        files = {"csv": str(spreadsheet) if spreadsheet else None, "queue": str(queue) if queue else None}
        in_queue = None if listed is None else len(listed)
        print_json("audit", {"findings": records(found), "notes": notes, **files, "in_queue": in_queue}, warnings)
        return
    _print(groups, top or _SHOWN)
    warn(warnings)
    if spreadsheet is not None:
        echo(f"{spreadsheet}: {counted(len(found), 'finding')}.")
    if queue is not None and listed is not None:
        _print_queue(place, queue, len(listed))


def _asked(kinds: Sequence[str]) -> tuple[str, ...]:
    from framing.audit.finding import KINDS

    for kind in kinds:
        if kind not in KINDS:
            raise click.BadParameter(f"{kind!r} is none of {', '.join(KINDS)}.", param_hint="'--kind'")
    return tuple(kind for kind in KINDS if not kinds or kind in kinds)


def _check(material: Material, asked: Sequence[str], *, must: bool) -> "tuple[list[Checked], list[str]]":
    """What came of each kind that is asked for, and what could not be looked at for want of a package.

    Raises:
        MissingExtra: cleanlab is not installed, and label errors were asked for by name.
    """
    from framing.audit.finding import Checked

    groups, missing = list[Checked](), list[str]()
    checks = _checks(material)
    for kind in asked:
        if kind in NEED_TEXTS and material.sentences.empty:
            groups.append(Checked(kind, (), "Nothing was ingested here, so there are no texts."))
            continue
        try:
            groups.append(checks[kind]())
        except MissingExtra as error:
            if must:
                raise
            missing.append(str(error))
    return groups, missing


def _checks(material: Material) -> "Mapping[str, Callable[[], Checked]]":
    """Of each kind what looks for it."""
    from framing.audit.anchoring import anchoring
    from framing.audit.doubts import doubts
    from framing.audit.drift import drift
    from framing.audit.label_errors import label_errors
    from framing.audit.repeats import repeats
    from framing.audit.rush import rush
    from framing.audit.same_text import same_text
    from framing.audit.unclear_frames import unclear_frames
    from framing.audit.versions import versions

    record, book = material.record, material.codebook
    texts = dict(zip(material.sentences["sentence_id"], material.sentences["text"], strict=True))
    labelled = {name: texts[name] for name in material.annotations["sentence_id"].unique() if name in texts}
    known = material.gold["sentence_id"].isin(texts.keys()) & material.gold["frame"].isin(book.keys)
    gold = material.gold[known].reset_index(drop=True)
    return {
        "label-error": lambda: label_errors(material.sentences, gold, book, copies=material.copies),
        "same-text": lambda: same_text(labelled, material.gold, record.labels),
        "comment": lambda: doubts(record, material.comments, texts),
        "drift": lambda: drift(material.first, book.keys),
        "rush": lambda: rush(record),
        "self": lambda: repeats(record),
        "codebook": lambda: unclear_frames(
            material.first, material.first_annotations, document_of(material.first_annotations), book
        ),
        "anchoring": lambda: anchoring(record, material.suggestions, book),
        "versions": lambda: versions(record, material.annotations, material.contract, book),
    }


def _cut(groups: "Sequence[Checked]", top: int | None) -> "list[Checked]":
    from dataclasses import replace

    return [replace(group, findings=group.findings[:top]) for group in groups]


def _print(groups: "Sequence[Checked]", shown: int) -> None:
    from framing.audit.finding import KINDS

    for group in groups:
        if not group.findings:
            continue
        total = sum(finding.score for finding in group.findings)
        found = counted(len(group.findings), "finding")
        echo_loud(f"{KINDS[group.kind]} ({group.kind}): {found}, about {total:,.1f} labels in question")
        _print_findings(group.findings[:shown])
        if (more := len(group.findings) - shown) > 0:
            echo(f"  ... and {more:,} more: --kind {group.kind} --top {len(group.findings)}, or --csv FILE.")
        _print_lines(f"({group.note})")
        echo("")
    if quiet := [group for group in groups if not group.findings]:
        echo("Nothing found:" if len(quiet) < len(groups) else "Nothing to act on was found:")
        for group in quiet:
            _print_lines(f"{group.kind}: {group.note}")


def _print_findings(findings: "Sequence[Finding]") -> None:
    """Where and why; what to do once for neighbours that ask for the same."""
    for number, finding in enumerate(findings):
        _print_lines(f"{finding.where}: {finding.why}")
        if finding.todo not in [other.todo for other in findings[number + 1 : number + 2]]:
            _print_lines(f"-> {finding.todo}")


def _print_lines(text: str) -> None:
    echo(click.wrap_text(one_line(text), width=110, initial_indent="  ", subsequent_indent="    "))


def _print_queue(place: "Workspace", queue: Path, count: int) -> None:
    if not count:
        echo(f"{queue}: no sentence to look at again.")
        return
    echo(f"{queue}: {counted(count, 'sentence')} to look at again, worst first.")
    if count > _SENTENCES_AT_ONCE:
        say(f"That is a lot to look at again. --top {_SENTENCES_AT_ONCE} takes the worst of each kind.")
    say(
        f'Bring them to the annotators: framing push --queue {queue} --project "{place.doccano_project} audit" '
        "--annotators NAME,NAME. They are not told why. Then: framing pull --project, with the same name. Labels that "
        "are asked again are no evidence on reliability: framing agree counts the first answers."
    )
