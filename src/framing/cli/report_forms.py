"""The forms of a report: a page, the same figures in Markdown, or the page printed."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from framing.report.charts.chart import Chart
    from framing.report.findings import Report

FORMS = ("html", "md", "pdf")
_ENDINGS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".pdf": "pdf"}


def form_of(out: Path | None, to: str | None) -> str:
    """One of FORMS: what was asked for, else by the ending of the file, else a page."""
    by_name = None if out is None else _ENDINGS.get(out.suffix.lower())
    if out is not None and by_name is None:
        raise click.UsageError(f"--out {out}: give the report a name that ends in .html, .md or .pdf.")
    if to is not None and by_name is not None and by_name != to:
        raise click.UsageError(f"--out {out} ends as {by_name} does, and --to says {to}. Let them agree.")
    return to or by_name or "html"


def write_form(form: str, page: "Report", charts: "Sequence[Chart]", path: Path) -> None:
    """Writes the report in one of FORMS to `path`.

    Raises:
        InputError: `path` cannot be written, or the browser that prints failed.
        MissingExtra: no browser is installed that prints.
    """
    from framing.files import replacing
    from framing.report.markdown import markdown_of
    from framing.report.pages import render_report, write_report
    from framing.report.pdf import write_pdf

    if form == "pdf":
        write_pdf(render_report(page, path.stem), path)
    elif form == "md":
        with replacing(path) as file:
            file.write(markdown_of(page, charts, path.stem))
    else:
        write_report(page, path)
