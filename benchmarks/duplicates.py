"""How fast copies and repeated lines are found, in how much memory: python benchmarks/duplicates.py [--mb 100 1000]

Makes corpora from the seeds: one of each size given, and one of copies of one text as large as the smallest. Each is
gone through in a process of its own, as `framing ingest` does: index, compare, count lines, look lines up. Prints MB/s
of each pass, peak memory, bytes on disk a document, and how much of what was planted was found; and beside the
signatures those of datasketch, given the same sequences of words one by one.
"""

import argparse
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from datasketch import MinHash
from made_corpus import copies_of, made_articles

from framing.corpus.copies.duplicate_index import DuplicateIndex
from framing.corpus.copies.duplicates import Signer
from framing.corpus.copies.line_index import LineIndex

SEEDS = Path(__file__).parents[1] / "seeds"
PLANTED = " copy"


class Clock:
    """Seconds of processor time by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._at = time.process_time()

    def lap(self, name: str) -> None:
        now = time.process_time()
        self.seconds[name] += now - self._at
        self._at = now


def make(path: Path, megabytes: int, *, all_copies: bool) -> None:
    """Writes a corpus as JSON Lines."""
    texts = seed_texts()
    size = megabytes * 1_000_000
    text = next(made_articles(texts, 1)).text
    articles = copies_of(text, size // len(text.encode())) if all_copies else made_articles(texts, size)
    with path.open("w", encoding="utf-8") as file:
        for article in articles:
            # The id tells what was planted, so that measuring need not hold it in memory.
            document_id = article.document_id + ("" if article.copies is None else PLANTED)
            row = {"document_id": document_id, "text": article.text, "source": article.source}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row of JSON Lines with the place where it begins."""
    place = 0
    with path.open("rb") as file:
        for line in file:
            yield place, json.loads(line)
            place += len(line)


def measure(path: Path) -> dict[str, object]:
    """Goes through the corpus once for each pass."""
    clock, text_bytes, planted = Clock(), 0, 0
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        with DuplicateIndex(folder, path) as copies, LineIndex(folder) as lines:
            for place, row in rows_of(path):
                text_bytes += len(row["text"].encode())
                planted += row["document_id"].endswith(PLANTED)
                clock.lap("reading")
                copies.add(row["text"], row["source"], place)
                clock.lap("index")
            documents = len(copies)
            copies.find()
            clock.lap("compare")
            found = wrong = 0
            for copy in copies.copies():
                found += copy.document_id.endswith(PLANTED)
                wrong += not copy.document_id.endswith(PLANTED)
            clock.lap("list")
            for number, ((_, row), is_copy) in enumerate(zip(rows_of(path), copies.are_copies(), strict=True)):
                clock.lap("reading")
                if not is_copy:
                    lines.note(number, row["source"], row["text"].splitlines())
                clock.lap("note lines")
            passing = (folder / "lines.runs").stat().st_size / documents
            lines.count()
            clock.lap("count lines")
            marked = defaultdict(int)
            for _, row in rows_of(path):
                clock.lap("reading")
                for line in lines.repeated(row["source"], row["text"].splitlines()):
                    marked["planted" if line.endswith(("views", "today.")) else "other"] += 1
                clock.lap("mark lines")
            sizes = {file.name: file.stat().st_size / documents for file in folder.iterdir()} | {"lines.runs": passing}
    megabytes = text_bytes / 1e6
    return {
        "documents": documents,
        "MB": megabytes,
        "MB/s": {name: megabytes / max(seconds, 1e-9) for name, seconds in clock.seconds.items()},
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "bytes a document": sizes,
        "copies": {"planted": planted, "found": found, "others marked": wrong},
        "repeated lines": dict(marked),
    }


def compare_signatures(path: Path, megabytes: int = 2) -> None:
    """Prints the speed of our signatures and of datasketch's own way, on the same texts."""
    texts: list[str] = []
    for _, row in rows_of(path):
        texts.append(row["text"])
        if sum(map(len, texts[-1:])) and len(texts) * len(texts[0]) > megabytes * 1_000_000:
            break
    size = sum(len(text.encode()) for text in texts) / 1e6
    signer, clock = Signer(), Clock()
    for text in texts:
        signer.sign(text)
    clock.lap("ours")
    minhash = MinHash(128)
    for text in texts:
        words = text.casefold().split()
        minhash.clear()
        minhash.update_batch([" ".join(words[at : at + 3]).encode() for at in range(len(words) - 2)])
    clock.lap("datasketch")
    ours, theirs = (size / clock.seconds[name] for name in ("ours", "datasketch"))
    print(
        f"signatures: {ours:.1f} MB/s; datasketch, sequence by sequence: {theirs:.1f} MB/s; {ours / theirs:.1f} times"
    )


def show_quality(texts: list[str], articles: int = 2000) -> None:
    """Prints how many copies are found by how much was changed in them, and how many by their true similarity."""
    chance = random.Random(1)
    originals = [article.text for article in islice(made_articles(texts, 10**9, seed=2), articles)]
    vocabulary = " ".join(originals[:50]).split()
    print("\nwords changed   true similarity   found (of 2,000 copies of one original each)")
    by_similarity: dict[int, list[bool]] = defaultdict(list)
    for share in (0.0, 0.02, 0.03, 0.04, 0.05, 0.1, 0.2):
        copies = [changed(text, share, vocabulary, chance) for text in originals]
        with tempfile.TemporaryDirectory() as name, DuplicateIndex(Path(name), Path(name)) as index:
            for text in [*originals, *copies]:
                index.add(text, "", 0)
            index.find()
            found = list(index.are_copies())[articles:]
        true = [jaccard(*pair) for pair in zip(originals, copies, strict=True)]
        for similarity, is_found in zip(true, found, strict=True):
            by_similarity[int(similarity * 20 + 1e-9)].append(is_found)
        print(f"{share:12.0%} {statistics.mean(true):14.3f} {statistics.mean(found):17.1%}")
    print("true similarity   found")
    for step in sorted(by_similarity):
        print(f"{step / 20:.2f} to {(step + 1) / 20:.2f} {statistics.mean(by_similarity[step]):13.1%}")


def changed(text: str, share: float, vocabulary: list[str], chance: random.Random) -> str:
    words = text.split(" ")
    for at in chance.sample(range(len(words)), round(share * len(words))):
        words[at] = chance.choice(vocabulary)
    return " ".join(words)


def jaccard(text: str, other: str) -> float:
    """The true share of sequences of three words that two texts have both."""
    ours, theirs = (set(zip(words, words[1:], words[2:], strict=False)) for words in map(words_of, (text, other)))
    return len(ours & theirs) / len(ours | theirs)


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def seed_texts() -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(SEEDS.glob("*.txt"))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, nargs="+", default=[100])
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure)))
        return
    with tempfile.TemporaryDirectory() as name:
        sizes = sorted(given.mb)
        for megabytes, all_copies in [(size, False) for size in sizes] + [(sizes[0], True)]:
            path = Path(name) / "corpus.jsonl"
            make(path, megabytes, all_copies=all_copies)
            print(f"\n{megabytes} MB{' of copies' if all_copies else ''}")
            command = [sys.executable, __file__, "--measure", str(path)]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            for key, value in json.loads(said).items():
                pairs = value if isinstance(value, dict) else {"": value}
                print(f"  {key:18} " + "  ".join(f"{name} {number:,.1f}" for name, number in pairs.items()))
            if megabytes == sizes[0] and not all_copies:
                compare_signatures(path)
        show_quality(seed_texts())


if __name__ == "__main__":
    main()
