"""How long it takes from 100,000 scored sentences to a page, how large it is, and when Chromium shows it.

The corpus is made up (made_findings.py), scored by the starter model; scoring counts not, reading the scores does. The
command is run as a user runs it, in a process of its own.
"""

import shutil
import tempfile
import time
from pathlib import Path

import figures
import made_findings
import measured
from playwright.sync_api import sync_playwright

SENTENCES_EACH = 20
DOCUMENTS, QUICK_DOCUMENTS = 5_000, 250
SEED = 7
OPENINGS = 3  # the median counts
LONGEST_S, LARGEST_MB, SHOWN_S = 60, 8, 2
_MODEL = Path(__file__).parents[1] / "models" / "starter"


def measure(*, quick: bool) -> tuple[list[figures.Row], dict[str, object]]:
    """Rows and details."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = QUICK_DOCUMENTS if quick else DOCUMENTS
        _write_corpus(folder / "made.csv", documents)
        score = ("score", _MODEL, "made.csv", "--source", "source", "--date", "date", "--out", "scored")
        measured.run(measured.framing_command(*score), folder)
        took = measured.run(measured.framing_command("report", "--scores", "scored", "--out", "page.html"), folder)
        size = (folder / "page.html").stat().st_size / 1e6
        shown = sorted(_seconds_to_show(folder / "page.html") for _ in range(OPENINGS))[OPENINGS // 2]
    count = f"{documents * SENTENCES_EACH:,} scored sentences"
    found = (
        ("report/seconds", f"{count} to a report", took.wall_s, "s", LONGEST_S),
        ("report/megabytes", f"the page of {count}", size, "MB", LARGEST_MB),
        ("report/shown", "until Chromium shows it", shown, "s", SHOWN_S),
    )
    rows = [
        figures.judged(figures.Row(key, what, figure, unit, bar=figures.at_most(bar), headline=True))
        for key, what, figure, unit, bar in found
    ]
    facts = {"documents": documents, "sentences_each": SENTENCES_EACH, "cpu_s": took.cpu_s, "peak_mb": took.peak_mb}
    return rows, {"report": facts}


def _write_corpus(path: Path, documents: int) -> None:
    corpus = made_findings.scored(documents, SENTENCES_EACH, seed=SEED)
    texts = corpus.sentences.groupby("document_id", sort=False)["text"].agg(" ".join)
    table = corpus.documents[["document_id", "title", "source", "date"]]
    table.assign(text=table["document_id"].map(texts)).to_csv(path, index=False)


def _seconds_to_show(path: Path) -> float:
    """Until the page is loaded and two frames of it were drawn, in a browser that has not seen it."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        began = time.perf_counter()
        page.goto(path.as_uri(), wait_until="load")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        took = time.perf_counter() - began
        browser.close()
    return took
