"""What in the labels to look at again, worst first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
from framing.cli.contract import contract_of, standing_under
from framing.cli.labels import attached, attached_rulings, document_of, labels_option, provenance_warnings
from framing.cli.outputs import check_outputs
from framing.errors import MissingExtra

if TYPE_CHECKING:
    import pandas as pd

    from framing.annotation.contract import Contract
    from framing.audit.decided import Record
    from framing.audit.finding import Checked, Finding
    from framing.codebook import Codebook, Frame, Voice
    from framing.workspace import Workspace

_SHOWN = 5  # findings of each kind
_NEED_TEXTS = {"label-error", "same-text"}
_SENTENCES_AT_ONCE = 50  # that a lead can have looked at in one go


@dataclass(frozen=True, eq=False)
class Material:
    """What an audit stands on. Tables: ANNOTATIONS, GOLD, COMMENTS, SUGGESTIONS; SENTENCES may be empty."""

    record: "Record"
    annotations: "pd.DataFrame"
    gold: "pd.DataFrame"
    comments: "pd.DataFrame"
    suggestions: "pd.DataFrame"
    sentences: "pd.DataFrame"
    codebook: "Codebook"
    contract: "Contract"
    copies: Mapping[str, str]
    warnings: tuple[str, ...]


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


def audit_material(place: "Workspace", labels: Path | None, asked: Sequence[str]) -> Material:
    """What the checks that are asked for stand on.

    Raises:
        InputError: the ledger does not exist, or a file cannot be read.
        NotEnoughData: the ledger holds no decision.
    """
    from dataclasses import replace

    from framing.annotation.comments import comments_table
    from framing.annotation.decisions import annotations_table
    from framing.annotation.ledger import read_ledger
    from framing.audit.decided import record
    from framing.cli.corpus import copies_of, ingested
    from framing.cli.suggestion import record_file
    from framing.codebook import read_codebook
    from framing.errors import InputError, NotEnoughData
    from framing.files import read_table
    from framing.gold.resolve import resolve
    from framing.gold.rulings import rulings_table
    from framing.tables import CODED_KINDS, SENTENCES, SUGGESTIONS

    path = labels or place.ledger
    if not path.exists():
        raise InputError(f"There is no ledger {path}. Pull the annotators' decisions first: framing pull.")
    book = read_codebook(place.codebook)
    standing, warnings = attached(place, path, about_voices=False)
    annotations = annotations_table(standing)
    if annotations.empty:
        raise NotEnoughData(f"{path} holds no decision yet. Label some sentences in Doccano, then: framing pull.")
    contract = contract_of(place, standing, book, ledger=path)
    annotations, of_codebooks = standing_under(contract, annotations, book, refuse_stale=False)
    ledger = [
        replace(decision, made_by="automated coder") if decision.annotator in place.automated else decision
        for decision in read_ledger(path)
    ]
    offered: list[Frame | Voice] = [*book.frames, *book.voices]
    comments, _ = comments_table(ledger, [label.key for label in offered], offered)
    sentences = SENTENCES.table()
    if place.sentences.exists() and place.documents.exists():
        _, sentences = ingested(place)
        sentences = sentences[sentences["kind"].isin(CODED_KINDS)]
    elif _NEED_TEXTS & set(asked):
        warnings.append(
            "No texts are here: label errors and equal texts are left out. Ingest them: framing ingest FOLDER."
        )
    proposals = record_file(place)
    return Material(
        record=record(ledger, standing),
        annotations=annotations,
        gold=resolve(annotations, rulings_table(attached_rulings(place, path)[0])).gold,
        comments=comments,
        suggestions=read_table(proposals, SUGGESTIONS) if proposals.exists() else SUGGESTIONS.table(),
        sentences=sentences,
        codebook=book,
        contract=contract,
        copies=copies_of(place),
        warnings=(*warnings, *provenance_warnings(annotations), *of_codebooks),
    )


def _check(material: Material, asked: Sequence[str], *, must: bool) -> "tuple[list[Checked], list[str]]":
    """What came of each kind that is asked for, and what could not be looked at for want of a package.

    Raises:
        MissingExtra: cleanlab is not installed, and label errors were asked for by name.
    """
    from framing.audit.finding import Checked

    groups, missing = list[Checked](), list[str]()
    checks = _checks(material)
    for kind in asked:
        if kind in _NEED_TEXTS and material.sentences.empty:
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
        "drift": lambda: drift(record, book.keys),
        "rush": lambda: rush(record),
        "self": lambda: repeats(record),
        "codebook": lambda: unclear_frames(record, material.annotations, document_of(material.annotations), book),
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
