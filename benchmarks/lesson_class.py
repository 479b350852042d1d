"""A lesson as a school has it: python benchmarks/lesson_class.py [--pupils 30] [--windows 2] [--think 1 3]

`framing lesson setup` makes a class; everybody logs in from one address and mistypes the password twice; they label the
twenty sentences and think 1 to 3 s over each, while more pupils label by keyboard in real browser windows, if there is
a Chromium. Then labelling is closed, the results are made, every decision that the server acknowledged is looked up in
them, and the class is wiped. Prints each figure with its bar. See classroom_load.py for what an action is.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from classroom_load import BAR_S, BARS, Pupil, browser_if_there, row, work_together
from own_doccano import machine

from framing.classroom.first_lesson import first_lesson
from framing.classroom.in_doccano import outcome, setup, wipe, work
from framing.classroom.in_doccano.class_project import class_codebook, item_numbers
from framing.classroom.in_doccano.folder import ClassFolder, make_folder
from framing.doccano.local import server

REPOSITORY = Path(__file__).parent.parent
RESULTS_BAR_S = 30.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pupils", type=int, default=30, help="HTTP clients, beside those in windows")
    parser.add_argument("--windows", type=int, default=2, help="pupils in real browser windows")
    parser.add_argument("--think", type=float, nargs=2, default=(1.0, 3.0), metavar="S", help="least and most")
    asked = parser.parse_args()
    print(machine())
    print(f"{asked.pupils} clients and {asked.windows} windows")
    with tempfile.TemporaryDirectory() as place, browser_if_there(asked.windows) as browser:
        lesson = first_lesson(REPOSITORY)
        asked.sentences = len(lesson.items)
        began = time.perf_counter()
        folder = make_folder(Path(place) / "class", lesson, "m1", 14, datetime.now(UTC))
        made = setup.set_up(folder, asked.pupils + asked.windows, port=0, say=print)
        seconds = {"setup, s": time.perf_counter() - began}
        try:
            running = server.running(made.folder.server)
            assert running is not None
            everybody = [Pupil(p.pseudonym, random.Random(p.pseudonym), p.password) for p in made.pupils]
            print("in windows:", *(pupil.username for pupil in everybody[asked.pupils :]))
            clients, people = everybody[: asked.pupils], everybody[asked.pupils :]
            frames = class_codebook(lesson).frames
            names = list(item_numbers(lesson))
            found = work_together(
                running, made.folder.project_id, names, frames, clients, people if browser else [], asked, browser
            )
            work.close(made.folder)
            began = time.perf_counter()
            pooled = outcome.make_results(made.folder, [])
            seconds["results, s"] = time.perf_counter() - began
            lost, sent = compare(made.folder, everybody)
        finally:
            began = time.perf_counter()
            left = wipe.wipe_class(made.folder.path, print).found_in
            seconds["wipe, s"] = time.perf_counter() - began
    found |= {name: round(value, 2) for name, value in seconds.items()}
    found |= {"decisions": sent, "decisions lost or other": lost, "pupils in the results": pooled.heat.pupils}
    print(f"\n{'':52}{'':>9}   least to most      bar")
    for name, bar in {"setup, s": "< 120", **BARS, "results, s": f"< {RESULTS_BAR_S:g}", "wipe, s": ""}.items():
        row(name, [found[name]] if name in found else [], bar)
    print(json.dumps(found))
    held = [found[name] < BAR_S for name in ("actions: p95, s", "in the windows: p95, s") if name in found]
    held += [not found["what failed"], not lost, found["results, s"] < RESULTS_BAR_S, not left]
    sys.exit(not all(held))


def compare(folder: ClassFolder, pupils: Sequence[Pupil]) -> tuple[int, int]:
    """How many decisions the ledger lacks, has too many or has otherwise, and how many the server acknowledged."""
    names = {frame.key: frame.name for frame in class_codebook(folder.lesson).frames}
    pulled = work.pull_class(folder)
    found = {
        (decision.annotator, decision.sentence_id): frozenset(names[key] for key in decision.frames)
        for decision in pulled.decisions
        if decision.state == "confirmed"
    }
    sent = {(pupil.username, sentence): labels for pupil in pupils for sentence, labels in pupil.taken.items()}
    different = [key for key in found.keys() | sent.keys() if found.get(key) != sent.get(key)]
    for key in sorted(different):
        print(f"    {key}: acknowledged {sent.get(key)}, in the ledger {found.get(key)}", file=sys.stderr)
    return len(different) + len(pulled.problems), len(sent)


if __name__ == "__main__":
    main()
