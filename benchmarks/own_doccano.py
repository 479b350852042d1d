"""What the benchmarks of Doccano share: a local server in a temporary folder, and sentences to put into it.

Only framing's own environment of Doccano is not temporary: it holds no data and takes half a minute to make.
"""

import contextlib
import os
import platform
import signal
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from made_corpus import made_articles

from framing.codebook import Codebook, read_codebook
from framing.corpus.documents import Document
from framing.corpus.sentences import split_document
from framing.doccano.local import server
from framing.doccano.local.environment import doccano_version, environments_folder
from framing.doccano.project.tasks import example_rows
from framing.doccano.pushing.push import PushReport, Target, push
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway
from framing.tables import CODED_KINDS, DOCUMENTS, SENTENCES

ROOT = Path(__file__).parents[1]
PASSWORD = "gondola-{}-walrus"  # of every account of the benchmark; it lives as long as its server


def machine() -> str:
    """Where and when the figures were made, and with which Doccano."""
    return (
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"Doccano {doccano_version()}, {datetime.now(UTC):%Y-%m-%d}"
    )


@contextlib.contextmanager
def own_doccano(folder: Path, **options: Any) -> Iterator[server.LocalServer]:
    """A Doccano with framing's settings as they are, whose data lie in `folder`; `options` as for `server.up`.

    Meanwhile framing finds it there as it finds a user's own, so that it can look into its database. It is stopped
    also when this process is told to end.
    """
    signal.signal(signal.SIGTERM, _end)
    with variables(FRAMING_DOCCANO_ENVIRONMENTS=str(environments_folder()), FRAMING_HOME=str(folder)):
        home = server.instance_folder()
        started = server.up(home, port=0, say=print, **options)
        try:
            yield started
        finally:
            server.down(home)


def _end(number: int, _: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # some who tell it say it twice, and the second would break off the ending
    sys.exit(128 + number)


@contextlib.contextmanager
def variables(**values: str) -> Iterator[None]:
    """These variables of the environment, for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def log_in(at: server.LocalServer, username: str = "") -> Gateway:
    """A connection as framing's own account, or as one of the benchmark's."""
    password = PASSWORD.format(username) if username else at.password
    return Gateway(Account(at.url, username or at.username, password))


def codebook() -> Codebook:
    """The codebook of this repository."""
    return read_codebook(ROOT / "annotations" / "codebook.toml")


def made_rows(count: int) -> list[dict[str, Any]]:
    """Rows for a push: so many sentences of made articles, each with its neighbours, as from an ingest."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    documents, sentences, coded = [], [], 0
    for article in made_articles(texts, size=10**9):
        document = Document(article.document_id, article.text, "", article.source, "", "", "en", "")
        documents.append({name: getattr(document, name) for name in DOCUMENTS.columns})
        found = split_document(document)
        sentences += [sentence._asdict() for sentence in found]
        coded += sum(sentence.kind in CODED_KINDS for sentence in found)
        if coded >= count:
            break
    return example_rows(SENTENCES.table(sentences), DOCUMENTS.table(documents))[:count]


def push_rows(gateway: Gateway, name: str, rows: Sequence[dict[str, Any]], annotators: Sequence[str]) -> PushReport:
    """framing's push of one project; new accounts get the benchmark's password."""
    return push(
        gateway,
        Target(name, rows, tuple(annotators)),
        codebook(),
        mark="be9c",
        password_of=PASSWORD.format,
        say=lambda _: None,
    )
