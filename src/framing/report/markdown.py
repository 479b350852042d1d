"""The report's figures as Markdown: tables with counts and intervals, for a repository, a wiki or a plain reader. Pure.

Texts from outside format nothing: what Markdown or HTML would take for a sign has a backslash before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from framing.model.keeping.card import escape_markdown
from framing.report.charts.chart import Chart

_LARGEST_TABLE = 500  # rows; what is left out stands in the tables beside the report
_NUMBERS = "iuf"


@dataclass(frozen=True)
class MarkdownReport:
    """What the report says in Markdown.

    Attributes:
        title: of the report.
        charts: whose tables are its figures.
        can: what can be said, in plain words.
        cannot: what cannot.
        warnings: what a reader must know before any figure, such as who made the labels.
        why: name of a part that is missing to why, in words.
        methods: the paragraph for a paper; empty where there is none.
        about: name and value of what the run says about itself.
        pictures: key of a chart to the address of its picture beside the file; one without has no picture.
    """

    title: str
    charts: Sequence[Chart]
    can: Sequence[str] = ()
    cannot: Sequence[str] = ()
    warnings: Sequence[str] = ()
    why: Mapping[str, str] = field(default_factory=dict)
    methods: str = ""
    about: Sequence[tuple[str, str]] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)


def render_markdown(report: MarkdownReport) -> str:
    """The report as Markdown. The same report gives the same text."""
    parts = [f"# {escape_markdown(report.title)}"]
    parts += _listed("Before any figure", report.warnings)
    parts += _listed("What can be said", report.can)
    parts += _listed("What cannot be said", report.cannot)
    for chart in report.charts:
        parts.append(f"## {escape_markdown(chart.title)}")
        if chart.key in report.pictures:
            parts.append(f"![{escape_markdown(chart.title)}](<{_address(report.pictures[chart.key])}>)")
        parts += [escape_markdown(chart.note), markdown_table(chart.table)]
    parts += _listed("Not in this report", [f"{name}: {why}" for name, why in report.why.items()])
    if report.methods:
        parts += ["## Methods", escape_markdown(report.methods)]
    parts += _listed("About this report", [f"{name}: {value}" for name, value in report.about])
    return "\n\n".join(parts) + "\n"


def markdown_table(table: pd.DataFrame) -> str:
    """The table in Markdown, numbers to the right, no empty columns; of many rows the first 500, and it says so."""
    shown = table.head(_LARGEST_TABLE)
    shown = shown[[name for name in shown.columns if any(str(cell) for cell in shown[name])]]
    shown, notes = _shared_notes(shown)
    right = [shown[name].dtype.kind in _NUMBERS for name in shown.columns]
    lines = [
        _row(map(escape_markdown, shown.columns)),
        _row("---:" if number else "---" for number in right),
        *(_row(map(_cell, row)) for row in shown.itertuples(index=False, name=None)),
    ]
    parts = ["\n".join(lines), *(f"Note {number}: {escape_markdown(note)}" for note, number in notes.items())]
    if left_out := len(table) - len(shown):
        parts.append(f"{left_out:,} more rows are in the tables beside the report.")
    return "\n\n".join(parts)


def _shared_notes(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """The table with numbers for notes that several rows share, and these notes with their numbers."""
    if "Note" not in table:
        return table, {}
    counts = table["Note"].value_counts(sort=False)
    shared = [str(note) for note, count in counts.items() if note and count > 1]
    numbers = {note: at for at, note in enumerate(shared, start=1)}
    return table.assign(Note=[f"note {numbers[n]}" if n in numbers else n for n in table["Note"]]), numbers


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else escape_markdown(value)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    return [f"## {title}", "\n".join(f"- {escape_markdown(line)}" for line in lines)] if lines else []


def _address(address: str) -> str:
    """Of a file beside the report; what would end an address in angle brackets is written as per cent."""
    return "".join(f"%{ord(c):02X}" if c in '<>\\"% \n\r' else c for c in address)
