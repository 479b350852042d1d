"""A corpus of nine articles that makes five parts, and the run that scores it."""

import hashlib
import json
from pathlib import Path

import platformdirs
import pytest

from framing.corpus.ingest import Source
from framing.corpus.rules import Rules
from framing.scoring.running.engine import OneProcess
from framing.scoring.running.part import Scorer
from framing.scoring.running.run import Folder, Sizes, run_scoring

SIZES = Sizes(characters=10_000, items=2)


@pytest.fixture(autouse=True)
def locks_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / "cache")


class Corpus:
    """A file of articles that can be scored and changed."""

    def __init__(self, folder, model):
        self.path, self.out, self.model = folder / "in.jsonl", folder / "out", model
        self.write([f"The storm number {n} hit the city.\n\nWheat was not harvested." for n in range(9)])

    def write(self, texts):
        rows = [json.dumps({"id": f"d{number}", "text": text}) + "\n" for number, text in enumerate(texts)]
        self.path.write_text("".join(rows), encoding="utf-8")

    @property
    def source(self):
        return Source([self.path])

    def scorer(self, output="jsonl", **changed):
        return Scorer(**{"model": self.model, "fingerprint": "m" * 16, "rules": Rules(), "output": output} | changed)

    def run(self, target=None, *, engine=None, sizes=SIZES, output="jsonl", **options):
        scorer = options.pop("scorer", None) or self.scorer(output)
        source = options.pop("source", self.source)
        return run_scoring(scorer, source, target or Folder(self.out), engine or OneProcess(), sizes=sizes, **options)


@pytest.fixture
def corpus(tmp_path, model):
    return Corpus(tmp_path, model)


@pytest.fixture
def content():
    """What is in a folder: name to digest."""

    def of(folder: Path):
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    return of
