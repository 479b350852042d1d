"""Whether findings hold: python benchmarks/findings.py [--quick] [--only prevalence,...] [--json FILE]

Made corpora whose truth is known (made_scores.py), with a classifier that errs as classifiers do; seeds and grids stand
at the top of each part and were fixed before anything was tuned on them.

prevalence  How often 95 % intervals hold the true share: 1,000 corpora a cell, and the naive count beside it.
comparison  Random halves of one outlet called different, and planted differences found, beside the same test on truth.
time_line   Planted changes found, and changes found where dates are shuffled.
omission    Planted omissions found, and omissions claimed where there are none.
events      Planted events, and whether grouping finds them again.
report      100,000 scored sentences to a page: seconds, megabytes, and seconds until Chromium shows it.

One thread of arithmetic: with two, small products wait for each other and take twice the time of a processor.

--quick takes a little of each: it tries the benchmark, not the method.
"""

import argparse
import importlib
import sys
import time
from pathlib import Path

import figures
from threadpoolctl import threadpool_limits

PARTS = ("prevalence", "comparison", "time_line", "omission", "events", "report")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a little of each")
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--json", type=Path, help="also write what was found to this file")
    chosen = parser.parse_args()
    if unknown := set(chosen.only.split(",")) - set(PARTS):
        parser.error(f"there is no part {sorted(unknown)[0]!r}; there are {', '.join(PARTS)}")
    print(figures.machine_line(figures.machine()))
    for name in chosen.only.split(","):
        began, taken = time.perf_counter(), time.process_time()
        print(f"\n{name}", flush=True)
        part = importlib.import_module(f"findings_{name}")
        with threadpool_limits(1):
            rows, details = part.measure(quick=chosen.quick)
        print("\n".join(figures.lines_of(rows)))
        took, used = time.perf_counter() - began, time.process_time() - taken
        print(f"({took:.0f} s, {used:.0f} s of a processor)", file=sys.stderr, flush=True)
        figures.write(chosen.json, "findings", rows, details, quick=chosen.quick)


if __name__ == "__main__":
    main()
