"""Reasons and warnings as readers of a report need them: without the commands of whoever made it. Pure."""

import re
from dataclasses import replace
from typing import Any

import pandas as pd

from framing.analysis.findings import Findings

_COMMAND = r"(?:(?<![\w-])--[a-z]|\bframing [a-z]+)"
_ASIDE = re.compile(rf"\s*\([^()]*{_COMMAND}[^()]*\)")
_AFTER_COLON = re.compile(rf":[^:]*{_COMMAND}.*", re.DOTALL)
_WITH_NOTES = ("comparison", "time_line", "changes", "omissions", "leaks")
_NAMES_ONE = re.compile(_COMMAND)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def for_readers(text: str) -> str:
    """The text without what only a command line can do; all of it where nothing else is said.

    A command after a colon or in brackets is cut off with them; any other goes with its sentence.
    """
    said = []
    for sentence in _SENTENCE.split(_ASIDE.sub("", text)):
        short = _AFTER_COLON.sub(".", sentence)
        if not _NAMES_ONE.search(short):
            said.append(short)
    return " ".join(said) or text


def findings_for_readers(findings: Findings) -> Findings:
    """The same findings, whose notes and reasons say nothing of commands."""
    tables = {name: getattr(findings, name) for name in _WITH_NOTES}
    noted: dict[str, Any] = {name: None if table is None else _noted(table) for name, table in tables.items()}
    return replace(
        findings,
        prevalence=_noted(findings.prevalence),
        why={part: for_readers(reason) for part, reason in findings.why.items()},
        **noted,
    )


def _noted(table: pd.DataFrame) -> pd.DataFrame:
    if table.empty:
        return table
    known = {note: for_readers(note) for note in table["note"].unique()}
    return table.assign(note=table["note"].map(known).astype(table["note"].dtype))
