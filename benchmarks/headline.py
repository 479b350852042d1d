"""The README's table of figures: python benchmarks/headline.py [--write]

Prints the table that the files of benchmarks/results make, and with --write puts it between two marks in README.md. A
file is what one of these wrote in its last full run:

    python benchmarks/scoring.py --json benchmarks/results/scoring.json ...
    python benchmarks/scale.py --json benchmarks/results/scale.json ...
    python benchmarks/sentences.py --json benchmarks/results/sentences.json
    python benchmarks/doccano.py --json benchmarks/results/doccano.json
    python benchmarks/headline.py --quality FILE       (FILE: of quality.py --json, which holds more than is kept here)
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from figures import Row, judged, machine_of, more_by, read_rows
from sizing import costs_of, table

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results")
README = ROOT / "README.md"
BEGIN, END = "<!-- figures: made by benchmarks/headline.py -->", "<!-- end of figures -->"
ORDER = ("scoring", "scale", "sentences", "doccano", "quality")
HEADS = ("what", "ours", "beside", "theirs", "ratio", "bar", "", "run")
QUALITY = {"standard": 0.02, "rich": 0.05}  # more than plain, in macro-F1 on English climate units
PLAIN = "TF-IDF + logistic regression, tuned"


def block(results: Sequence[Mapping[str, Any]]) -> str:
    """What stands between the marks: the table of the headline rows, the machines, and the table of sizes.

    Args:
        results: files as `figures.write` makes them, in any order; each row has the machine that it was measured on.

    Raises:
        ValueError: one is of a quick run, whose figures mean nothing.
    """
    found = sorted(results, key=lambda content: ORDER.index(content["benchmark"]))
    if quick := [content["benchmark"] for content in found if content["quick"]]:
        raise ValueError(f"{quick[0]}.json is of a quick run. Run it in full.")
    if not found:
        return ""
    machines: dict[str, str] = {}
    lines = [markdown_row(HEADS), f"|{'---|' * len(HEADS)}"]
    for content in found:
        for row in (row for row in read_rows(content) if row.headline):
            machine = machine_of(content, row.key)
            letter = machines.setdefault(described(machine), chr(ord("A") + len(machines)))
            lines.append(markdown_row((*row.cells(), f"{content['benchmark']}, {machine['date']}, {letter}")))
    lines += ["", *(f"{letter}: {machine}." for machine, letter in machines.items())]
    for content in found:
        if content["benchmark"] == "scale" and {"sizes", "workers", "reading", "output"} <= set(content["details"]):
            lines += ["", "On paper, from these (`python benchmarks/sizing.py` says what it takes for granted):", ""]
            lines += table(costs_of(content["details"]))
    return "\n".join(lines) + "\n"


def markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def described(machine: Mapping[str, Any]) -> str:
    return f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, Python {machine['python']}"


def placed(readme: str, made: str) -> str:
    """The README with this block between its marks.

    Raises:
        ValueError: it has no marks.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The README has no two lines {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n{made}{END}{after}"


def read_results(folder: Path) -> list[dict[str, Any]]:
    """The files that are there."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def quality_kept(content: Mapping[str, Any], date: str) -> dict[str, Any]:
    """Of what quality.py wrote, what the table shows: our profiles on English climate units beside plain."""
    targets = {row["method"]: row for row in content["targets"] if row["set"] == "climate_frames:en"}
    rows = []
    for profile, bar in QUALITY.items():
        what = f"{profile}, macro-F1 on unseen documents (English climate)"
        ours, theirs = targets[profile]["macro_f1"], targets["plain"]["macro_f1"]
        row = Row(f"quality/{profile}", what, ours, "", PLAIN, theirs, bar=more_by(bar), headline=True)
        rows.append(asdict(judged(row)))
    processor, cores, system = content["machine"].rsplit(", ", 2)
    machine = {"processor": processor, "cores": int(cores.split()[0]), "system": system, "versions": {}}
    machine |= {"python": content.get("python", "3"), "date": date, "versions": content["versions"]}
    return {"benchmark": "quality", "quick": False, "machine": machine, "rows": rows, "details": {}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="into README.md")
    parser.add_argument("--quality", type=Path, help="keep what the table shows of this file of quality.py")
    parser.add_argument("--date", default="", help="of that run, if its file does not say it")
    chosen = parser.parse_args()
    if chosen.quality:
        content = json.loads(chosen.quality.read_text(encoding="utf-8"))
        kept = quality_kept(content, content.get("date", chosen.date))
        text = json.dumps(kept, indent=1, ensure_ascii=False) + "\n"
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "quality.json").write_text(text, encoding="utf-8")
    try:
        made = block(read_results(RESULTS))
        if chosen.write:
            README.write_text(placed(README.read_text(encoding="utf-8"), made), encoding="utf-8")
    except ValueError as error:
        sys.exit(str(error))
    print(made)


if __name__ == "__main__":
    main()
