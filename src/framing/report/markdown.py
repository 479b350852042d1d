"""The report's figures as Markdown: tables with counts and intervals, for a repository, a wiki or a plain reader. Pure.

Texts from outside format nothing: what Markdown or HTML would take for a sign has a backslash before it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from framing.model.keeping.card import escape_markdown
from framing.report.charts.chart import Chart
from framing.report.findings import Report
from framing.report.quality import Ended, Quality

_LARGEST_TABLE = 500  # rows; what is left out stands in the tables beside the report
_NUMBERS = "iuf"
_PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class MarkdownReport:
    """What the report says in Markdown.

    Attributes:
        title: of the report.
        corpus: which articles it is about, in words.
        charts: whose tables are its figures.
        tables: more of them, each with its title.
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
    tables: Sequence[tuple[str, pd.DataFrame]] = ()
    can: Sequence[str] = ()
    cannot: Sequence[str] = ()
    warnings: Sequence[str] = ()
    why: Mapping[str, str] = field(default_factory=dict)
    methods: str = ""
    about: Sequence[tuple[str, str]] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)
    corpus: str = ""


def render_markdown(report: MarkdownReport) -> str:
    """The report as Markdown. The same report gives the same text."""
    parts = [f"# {escape_markdown(report.title)}", *([escape_markdown(report.corpus)] if report.corpus else [])]
    parts += _listed("Before any figure", report.warnings)
    parts += _listed("What can be said", report.can)
    parts += _listed("What cannot be said", report.cannot)
    for chart in report.charts:
        parts.append(f"## {escape_markdown(chart.title)}")
        if chart.key in report.pictures:
            parts.append(f"![{escape_markdown(chart.title)}](<{_address(report.pictures[chart.key])}>)")
        parts += [escape_markdown(chart.note), markdown_table(chart.table)]
    for title, table in report.tables:
        parts += [f"## {escape_markdown(title)}", markdown_table(table)]
    parts += _listed("Not in this report", [f"{name}: {why}" for name, why in report.why.items()])
    if report.methods:
        parts += ["## Methods", methods_markdown(report.methods).rstrip()]
    parts += _listed("About this report", [f"{name}: {value}" for name, value in report.about])
    return "\n\n".join(parts) + "\n"


def methods_markdown(methods: str) -> str:
    """The text on methods as Markdown: its paragraphs stay, and nothing in them formats."""
    return "\n\n".join(escape_markdown(part) for part in _PARAGRAPHS.split(methods) if part.strip()) + "\n"


def markdown_of(page: Report, charts: Sequence[Chart], beside: str) -> str:
    """The report of a page as Markdown.

    Args:
        page: what the page says.
        charts: of its findings.
        beside: how names of files begin to which it leads.
    """
    found = page.found
    drawn = {} if found is None else {key: f"{beside}-charts/{key}.svg" for key in found.pictures}
    return render_markdown(
        MarkdownReport(
            title=page.title,
            corpus=page.corpus,
            charts=charts,
            tables=[(title, table) for title, table in _of_labels(page) if len(table)],
            can=page.limits.can if found is None else found.can,
            cannot=page.limits.cannot if found is None else found.cannot,
            warnings=_warnings(page),
            why={} if found is None else _reasons(found.why),
            methods="" if found is None else found.methods,
            about=_about(page),
            pictures=drawn,
        )
    )


def _reasons(why: Mapping[str, str]) -> dict[str, str]:
    """Each reason once: one of all ways to group says again what stands under each of them."""
    again = {key for key in why if any(other.startswith(f"{key} by ") for other in why)}
    return {key.replace("_", " "): reason for key, reason in why.items() if key not in again}


def _warnings(page: Report) -> list[str]:
    """What must be known first, and before all of it who made the labels."""
    said = []
    if page.provenance is not None and page.provenance.automated:
        made = page.provenance
        said.append(
            f"{made.automated:,} of {made.gold_labels:,} labels were made by an automated coder, not by people: they "
            "show how the method works, and are no evidence that people would agree."
        )
    found = page.found
    return list(dict.fromkeys([*said, *page.notes, *(() if found is None else found.warnings)]))


def _about(page: Report) -> list[tuple[str, str]]:
    told = [("Codebook", f"{page.codebook} {page.codebook_fingerprint}".strip()), ("framing", page.version)]
    if page.found is not None:
        told += [
            ("Model", page.found.model),
            ("Labels that correct", page.found.made_by or "none"),
            *page.found.about,
        ]
    return [(name, value) for name, value in told if value]


def _of_labels(page: Report) -> Iterable[tuple[str, pd.DataFrame]]:
    """Counts of labels, agreement and the classifier's figures, where there are any."""
    yield (
        "Frames as labelled",
        pd.DataFrame(
            [
                {"Frame": count.frame.name, "Labelled with it": count.count, "of sentences": count.of}
                for count in page.overall.counts
                if count.of
            ]
        ),
    )
    if page.agreement is not None:
        made_by = f", by {page.agreement.made_by}" if page.agreement.made_by else ""
        rows = [
            {
                "Frame": row.frame.name,
                "Alpha": _decimal(row.alpha),
                "95% interval": _ends(row.low, row.high),
                "Sentences": row.sentences,
                "Documents": row.documents,
                "Note": row.note,
            }
            for row in page.agreement.rows
        ]
        yield f"Agreement (Krippendorff's alpha{made_by})", pd.DataFrame(rows)
    if page.performance is not None:
        rows = [
            {
                "Frame": row.frame.name,
                "Precision": _with_ends(row.precision, row.precision_ends),
                "Recall": _with_ends(row.recall, row.recall_ends),
                "F1": _decimal(row.f1),
                "95% interval": _ends(row.low, row.high),
                "Sentences with it": row.positives,
                "of": row.sentences,
                "Note": row.instead or row.note,
            }
            for row in page.performance.rows
        ]
        anew = page.model is not None and page.model.elsewhere
        yield (
            f"{'A classifier trained anew' if anew else 'The classifier'}, on documents it has not seen",
            pd.DataFrame(rows),
        )
    if page.found is not None and page.found.quality is not None:
        yield from _of_model(page.found.quality)


def _of_model(quality: Quality) -> Iterable[tuple[str, pd.DataFrame]]:
    """How well the model behind the findings does, by its own evaluation and by the labels of this corpus."""
    own = [
        {
            "Frame": row.frame.name,
            "Precision": _with_interval(row.own_precision),
            "Recall": _with_interval(row.own_recall),
            "Sentences with it": row.own_positives,
        }
        for row in quality.rows
        if row.own_positives is not None
    ]
    yield "The model behind the findings, by its own evaluation", pd.DataFrame(own)
    here = [
        {
            "Frame": row.frame.name,
            "Sees it in": row.here.seen,
            "of these right": row.here.right,
            "Precision": _with_interval(row.here.precision),
            "Labelled with it": row.here.positives,
            "Recall": _with_interval(row.here.recall),
            "of sentences": row.here.of,
        }
        for row in quality.rows
        if row.here is not None
    ]
    yield "The model behind the findings, by the labels of this corpus", pd.DataFrame(here)


def _with_interval(figure: Ended) -> str:
    ends = None if figure.low is None or figure.high is None else (figure.low, figure.high)
    return _with_ends(figure.value, ends)


def _with_ends(value: float | None, ends: tuple[float, float] | None) -> str:
    return f"{_decimal(value)} ({_ends(*ends)})" if ends else _decimal(value)


def _decimal(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _ends(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.2f} to {high:.2f}"


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
