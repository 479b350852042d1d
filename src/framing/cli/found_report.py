"""What a report says of findings, and the files beside it: the sentences, the tables and the pictures."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from framing.cli.console import counted, say, workspace
from framing.cli.events import trust_of
from framing.cli.findings import Opened, open_scored
from framing.cli.leaks import LeakAuditor
from framing.cli.methods import about_scores, methods_text, stored_model
from framing.cli.timeline import read_events
from framing.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from framing.analysis.events.omissions import Trust
    from framing.analysis.findings import Findings
    from framing.codebook import Codebook
    from framing.report.charts.chart import Chart
    from framing.report.findings import Report
    from framing.report.found import Picture
    from framing.report.view import FoundFacts

_COLOURS = ("#332288", "#117733", "#882255", "#DDCC77", "#44AA99", "#CC6677", "#88CCEE", "#999933", "#AA4499")


class Asked(NamedTuple):
    """What is to be in a report besides what always is.

    Attributes:
        methods: the paragraph on methods that a paper needs.
        leaks: what is left of differences between outlets with names and loaded words hidden from the model.
        events: a file of events that readers should see beside the time line.
    """

    methods: bool = False
    leaks: bool = False
    events: Path | None = None


NOTHING_MORE = Asked()


class Gathered(NamedTuple):
    """Findings with all that a page needs to show them.

    Attributes:
        opened: the corpus, and what people decided on it.
        facts: the findings as a page takes them.
        charts: of these findings; whether they were drawn, the pictures of `facts` say.
        warnings: what a reader of the command must know besides.
    """

    opened: Opened
    facts: "FoundFacts"
    charts: "tuple[Chart, ...]"
    warnings: tuple[str, ...]


def gather(
    context: click.Context,
    codebook: "Codebook | None",
    scores: Path | None,
    model: Path | None,
    labels: Path | None,
    asked: Asked = NOTHING_MORE,
) -> "tuple[Gathered, Codebook]":
    """The findings of a run, or of the project's own sentences; and the codebook that names their frames.

    Raises:
        InputError, ModelMismatch: see `open_scored`, `read_events` and `LeakAuditor`.
    """
    from framing.report.charts.of_findings import charts_of, names_of
    from framing.report.pictures import draw
    from framing.report.readers import findings_for_readers
    from framing.report.view import FoundFacts

    opened = open_scored(context, scores, model, labels)
    place = workspace(context)
    notable = read_events(asked.events) if asked.events else None
    audit = LeakAuditor(place, opened.scored, model) if asked.leaks else None
    findings = findings_for_readers(_all(opened, trust_of(place, opened.scored, model)[0], notable, audit))
    book = codebook or _nameless(opened.scored.frames)
    charts = charts_of(findings, names_of(book))
    pictures: tuple[Picture, ...] = ()
    warnings: tuple[str, ...] = ()
    try:
        pictures = draw(charts)
    except MissingExtra as error:
        warnings = (f"The report has no charts. {error}",)
    stored = stored_model(place, opened.scored.model, model)
    said = methods_text(place, findings, book, labels=labels, stored=stored, told=opened.told) if asked.methods else ""
    facts = FoundFacts(
        findings=findings,
        made_by=opened.units_of("sentence").made_by,
        pictures=pictures,
        methods=said,
        about=about_scores(opened, book, stored, scores),
        of_run=scores is not None,
        labels=None if opened.labelled is None else opened.labelled.gold,
        own_figures=None if stored is None else stored.record.figures,
    )
    return Gathered(opened, facts, charts, warnings), book


def _all(
    opened: Opened, trust: "Mapping[str, Trust]", notable: "pd.DataFrame | None", audit: LeakAuditor | None
) -> "Findings":
    from framing.analysis.all_findings import find_all

    say(f"Finding what {counted(len(opened.scored.sentences), 'sentence')} show.")
    return find_all(opened.scored, opened.units_of, warnings=opened.warnings, notable=notable, audit=audit, trust=trust)


def report_of_run(gathered: Gathered, book: "Codebook", title: str) -> "Report":
    """The page of a run: findings, and of its sentences those that the rule chooses."""
    from framing.report.figures import build_report
    from framing.tables import GOLD

    scored, labelled = gathered.opened.scored, gathered.opened.labelled
    sentences = scored.sentences.assign(start=0, end=0, paragraph=1)
    if "text" not in sentences:
        sentences["text"] = "(the run kept no texts)"
    return build_report(
        title=title,
        documents=scored.documents,
        sentences=sentences,
        codebook=book,
        gold=GOLD.table() if labelled is None else labelled.gold,
        ties=None if labelled is None else labelled.ties,
        agreement=None,
        evaluation=None,
        scores=None,
        model=None,
        notes=(),
        found=gathered.facts,
    )


def write_beside(gathered: Gathered, report: "Report", path: Path) -> list[Path]:
    """The files to which the page at `path` leads, in the order in which they were written."""
    from framing.cli.report_files import beside
    from framing.files import replacing, write_table
    from framing.report.charts.drawing import write_charts
    from framing.report.markdown import methods_markdown
    from framing.report.view import sentence_rows, tables_of
    from framing.tables import GOLD

    files = beside(path)
    labelled = gathered.opened.labelled
    gold = GOLD.table() if labelled is None else labelled.gold
    inside = frozenset(sentence.sentence_id for article in report.articles for run in article.runs for sentence in run)
    write_table(files.sentences, sentence_rows(gathered.opened.scored, gold, inside))
    written = [files.sentences]
    for name, table in tables_of(gathered.facts.findings).items():
        write_table(files.tables[name], table)
        written.append(files.tables[name])
    if gathered.facts.methods:
        with replacing(files.methods) as file:
            file.write(methods_markdown(gathered.facts.methods))
        written.append(files.methods)
    if not gathered.facts.pictures:
        return written
    return written + write_charts(gathered.charts, files.charts)


def _nameless(frames: tuple[str, ...]) -> "Codebook":
    """Outside of a project no codebook is there: frames go by their keys."""
    from framing.codebook import Codebook, Frame

    return Codebook(
        id="",
        version="",
        title="",
        frames=tuple(
            Frame(key, key.replace("_", " "), "", _COLOURS[at % len(_COLOURS)], "#000000", "")
            for at, key in enumerate(frames)
        ),
    )
