"""Rows of the headline benchmarks: what was measured, beside whom, and the bar; as text, and as a JSON file.

Each of scoring.py, scale.py, sentences.py, doccano.py and quality.py writes such a file with --json, and headline.py
makes the README's table of them.
"""

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

MET, MISSED, INCONCLUSIVE, NO_BAR = "met", "missed", "inconclusive", ""
VERSIONS = ("framing", "numpy", "scipy", "scikit-learn", "pandas", "numba", "distributed")


@dataclass(frozen=True)
class Bar:
    """What a figure must reach: ours, the ratio, or what ours is more than theirs; `sign` is >= or <=."""

    figure: str  # ours, ratio or more
    sign: str
    value: float

    def holds(self, row: "Row") -> bool:
        found = {"ours": row.ours, "ratio": row.ratio, "more": row.more}[self.figure]
        if found is None:
            raise ValueError(f"{row.key} has no {self.figure}, which its bar is about")
        return found >= self.value if self.sign == ">=" else found <= self.value

    def __str__(self) -> str:
        shown, more = f"{self.value:,.10g}", f"theirs {self.value:+.10g}"
        return f"{self.sign} " + {"ours": shown, "ratio": f"{shown}x", "more": more}[self.figure]


def at_least(value: float) -> Bar:
    """Of our figure."""
    return Bar("ours", ">=", value)


def at_most(value: float) -> Bar:
    """Of our figure."""
    return Bar("ours", "<=", value)


def times_at_least(value: float) -> Bar:
    """Of how many times better our figure is than the peer's."""
    return Bar("ratio", ">=", value)


def more_by(value: float) -> Bar:
    """Of ours less the peer's."""
    return Bar("more", ">=", value)


@dataclass(frozen=True)
class Row:
    """One measured thing.

    Attributes:
        key: by which it is found again, such as "scoring/standard, pure, cold".
        what: in a reader's words.
        ours: the figure.
        unit: of it and of the peer's.
        peer: whose the other figure is, "" for nobody.
        theirs: the other figure, of the same run.
        ratio: how many times better than the peer, as the benchmark has it (a median of ratios of rounds, usually).
        bar: what it must reach, None for nothing.
        verdict: met, missed, inconclusive, or "" without a bar.
        headline: whether it stands in the README.
    """

    key: str
    what: str
    ours: float
    unit: str
    peer: str = ""
    theirs: float | None = None
    ratio: float | None = None
    bar: Bar | None = None
    verdict: str = NO_BAR
    headline: bool = False

    @property
    def more(self) -> float | None:
        """Ours less theirs."""
        return None if self.theirs is None else self.ours - self.theirs

    def cells(self) -> tuple[str, ...]:
        """what, ours, peer, theirs, ratio or difference, bar, verdict: as a reader wants them."""
        beside = "" if self.ratio is None else f"{self.ratio:.2f}x"
        if self.bar is not None and self.bar.figure == "more" and self.more is not None:
            beside = f"{self.more:+.3f}"
        theirs = "" if self.theirs is None else f"{number(self.theirs)} {self.unit}".strip()
        bar = "" if self.bar is None else str(self.bar)
        return self.what, f"{number(self.ours)} {self.unit}".strip(), self.peer, theirs, beside, bar, self.verdict


def judged(row: Row, *, conclusive: bool = True) -> Row:
    """The row with its verdict."""
    if row.bar is None:
        return row
    verdict = (MET if row.bar.holds(row) else MISSED) if conclusive else INCONCLUSIVE
    return Row(**{**vars(row), "verdict": verdict})


def number(value: float | None) -> str:
    """As a reader wants it: three figures, thousands parted."""
    if value is None:
        return ""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def lines_of(rows: Sequence[Row]) -> list[str]:
    """A line a row, under a line of heads; columns as wide as they must be."""
    cells = [("what", "ours", "peer", "theirs", "ratio", "bar", ""), *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    left = {0, 2, 6}
    return [
        "  ".join(
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]


# -- files -----------------------------------------------------------------------------------------------------------


def machine() -> dict[str, Any]:
    """Where and when figures were made, and with what."""
    versions = {}
    for name in VERSIONS:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "versions": versions,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
    }


def processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":")[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def machine_line(found: Mapping[str, Any]) -> str:
    return (
        f"{found['processor']}, {found['cores']} cores, {found['system']}, Python {found['python']}, {found['date']}; "
        + ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    )


def write(path: Path | None, benchmark: str, rows: Iterable[Row], details: Mapping[str, Any], *, quick: bool) -> None:
    """Rows and details to a file; those of a run that measured other parts before stay, if nothing takes their place.

    So the parts of a benchmark can be run one by one. What stays keeps the machine and date that it was measured on and
    with, under `earlier`, by the key of a row or of details. A quick run keeps nothing of one that was not.
    """
    if path is None:
        return
    before: dict[str, Any] = {"rows": [], "details": {}}
    if path.exists():
        found = json.loads(path.read_text(encoding="utf-8"))
        before = found if found.get("quick") == quick else before
    now, here = [asdict(row) for row in rows], machine()
    measured = {row["key"] for row in now} | set(details)
    stay = [key for key in (*(row["key"] for row in before["rows"]), *before["details"]) if key not in measured]
    content = {
        "benchmark": benchmark,
        "quick": quick,
        "machine": here,
        "earlier": {key: found for key in stay if (found := machine_of(before, key)) != here},
        "rows": [row for row in before["rows"] if row["key"] not in measured] + now,
        "details": {**before["details"], **details},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, default=float, ensure_ascii=False) + "\n", encoding="utf-8")


def machine_of(content: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Where and when the row or the details of this key were measured, in such a file."""
    found: dict[str, Any] = content.get("earlier", {}).get(key, content["machine"])
    return found


def read_rows(content: Mapping[str, Any]) -> list[Row]:
    """The rows of such a file."""
    return [Row(**{**row, "bar": None if row["bar"] is None else Bar(**row["bar"])}) for row in content["rows"]]
