"""What an examination found: one line each, with what to do about it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "fault"]


@dataclass(frozen=True)
class Finding:
    """`subject` was looked at, `said` is what was found, `todo` what to do about it: empty if it is ok.

    `doccano` is True where the server is at fault or cannot be reached, not this machine or this project's files.
    """

    level: Level
    subject: str
    said: str
    todo: str = ""
    doccano: bool = False


def exit_code(findings: Iterable[Finding]) -> int:
    """0 without a fault, 4 if one is Doccano's, else 5."""
    faults = [finding for finding in findings if finding.level == "fault"]
    return (4 if any(finding.doccano for finding in faults) else 5) if faults else 0
