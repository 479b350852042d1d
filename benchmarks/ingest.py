"""How long a whole ingest takes, and in how much memory: python benchmarks/ingest.py [--mb 100 1000]

Makes corpora of articles whose sentences are those of seeds/ in a new order (under 1 % of the articles are copies), and
one of nothing but copies of one article, as large as the smallest. Each is ingested by `framing ingest` in a process
of its own. Prints seconds, MB/s, peak memory, and what was found. Memory must be the same for all, whatever the size.
"""

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from framing.corpus.documents import Document
from framing.corpus.sentences import split_document
from framing.tables import CODED_KINDS

ROOT = Path(__file__).parents[1]
ARTICLE = 4_000  # bytes
OUTLETS = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=int, nargs="+", default=[100])
    sizes = parser.parse_args().mb
    print(f"{platform.platform()}, {os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d}")
    print(f"{'corpus':28}{'documents':>12}{'seconds':>10}{'MB/s':>8}{'peak MB':>9}  copies, repeated lines")
    for name, size, articles in [
        *((f"{mb} MB, recombined", mb * 1_000_000, recombined(mb * 1_000_000)) for mb in sizes),
        (f"{min(sizes)} MB, all copies", min(sizes) * 1_000_000, copied(min(sizes) * 1_000_000)),
    ]:
        with tempfile.TemporaryDirectory() as folder:
            measure(name, size, articles, Path(folder))


def measure(name: str, size: int, articles: Iterator[str], folder: Path) -> None:
    corpus, said = folder / "corpus.jsonl", folder / "said.json"
    with corpus.open("w", encoding="utf-8") as file:
        for number, text in enumerate(articles):
            row = {"id": f"{number:08}", "outlet": f"Outlet {number % OUTLETS}", "text": text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    command = [sys.executable, "-m", "framing", "-C", str(folder), "ingest", str(corpus)]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said.open("w"))
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(said.read_text())
    documents, copies, lines = 0, 0, 0
    with (folder / "out" / "ingest.jsonl").open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            documents, copies, lines = documents + 1, copies + bool(row["repeats"]), lines + row["repeated_lines"]
    found = f"{copies:,}, {lines:,}"
    print(
        f"{name:28}{documents:>12,}{seconds:>10.1f}{size / 1e6 / seconds:>8.1f}{usage.ru_maxrss / 1024:>9.0f}  {found}"
    )


def recombined(size: int) -> Iterator[str]:
    """Articles of sentences drawn at random, two to four in a paragraph."""
    draw = random.Random(3)
    sentences = source_sentences()
    made = 0
    while made < size:
        paragraphs, length = [], 0
        while length < ARTICLE:
            paragraphs.append(" ".join(draw.sample(sentences, draw.randrange(2, 5))))
            length += len(paragraphs[-1].encode()) + 2
        text = "\n\n".join(paragraphs)
        made += len(text.encode())
        yield text


def copied(size: int) -> Iterator[str]:
    text = next(recombined(ARTICLE))
    yield from (text for _ in range(size // len(text.encode())))


def source_sentences() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    documents = [Document("d", text, "", "", "", "", "en", "") for text in texts]
    return [" ".join(s.text.split()) for d in documents for s in split_document(d) if s.kind in CODED_KINDS]


if __name__ == "__main__":
    main()
