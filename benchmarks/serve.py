"""The page of framing serve under load: python benchmarks/serve.py [--seconds 60] [--rate 10]

One server on loopback, started as anyone starts it, with a token, labelled sentences at hand, and a limit of requests
above the load. For a minute a class of thirty types single sentences, one every three seconds each (POST /, the whole
page is read), while as many requests ask for the constant answer of the same server (GET /health, through the same
door). Requests come at random moments, whether or not the server keeps up, and the time of each counts from the moment
at which it was due. Printed are p50, p95 and p99 of both, errors, and the server's memory, with the bars beside them.

Then three floods, each with the same requests going on: ten thousand connections that say nothing, clients that send a
letter a second, and twenty that send the longest articles again and again. The load comes from the same machine; the
client's share of it is printed.
"""

import argparse
import asyncio
import contextlib
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

import psutil

REPOSITORY = Path(__file__).parents[1]
TOKEN = "the-token-of-the-benchmark"
BAR_S = 0.060  # more than the constant answer's p99
FLAT_MB = 3.0  # that memory may differ between the second tenth of the time and the last


@dataclass
class Asked:
    """What came of one kind of request: seconds of each that was answered, and how many were not."""

    name: str
    request: Callable[[], bytes]
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def percentile(self, per_cent: int) -> float:
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[per_cent - 1]


class Pool:
    """Connections to the server that are used again, as a browser does."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self.free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, request: bytes) -> int:
        """The status of the answer, when the last byte of it is there. Once more, if a kept connection was closed."""
        while self.free:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                return await self._exchange(*self.free.pop(), request)
        return await self._exchange(*await asyncio.open_connection(self.host, self.port), request)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
        except BaseException:
            writer.close()
            raise
        if b"connection: close" in head.lower():
            writer.close()
        else:
            self.free.append((reader, writer))
        return int(head.split(b" ", 2)[1])


async def load(url: str, kinds: Sequence[Asked], rate: float, seconds: float, chance: random.Random) -> None:
    """Asks each kind `rate` times a second, at random moments; what was begun is waited for."""
    pool, tasks, began = Pool(url), set[asyncio.Task[None]](), time.perf_counter()
    due = [(at, kind) for kind in kinds for at in _moments(rate, seconds, chance)]
    for at, kind in sorted(due, key=lambda each: each[0]):
        await asyncio.sleep(max(0.0, began + at - time.perf_counter()))
        task = asyncio.create_task(_timed(pool, kind, began + at))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)


async def _timed(pool: Pool, kind: Asked, due: float) -> None:
    try:
        status = await asyncio.wait_for(pool.ask(kind.request()), 30)
    except Exception as problem:
        kind.errors.append(repr(problem)[:100])
        return
    kind.seconds.append(time.perf_counter() - due)
    if status != 200:
        kind.errors.append(f"status {status}")


def _moments(rate: float, seconds: float, chance: random.Random) -> Iterator[float]:
    at = chance.expovariate(rate)
    while at < seconds:
        yield at
        at += chance.expovariate(rate)


def kinds(sentences: Sequence[str], chance: random.Random) -> list[Asked]:
    """The page with a sentence, and the constant answer."""
    common = f"Host: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n"

    def page() -> bytes:
        body = f"text={quote_plus(chance.choice(sentences))}".encode()
        head = f"POST / HTTP/1.1\r\n{common}Content-Type: application/x-www-form-urlencoded\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    constant = f"GET /health HTTP/1.1\r\n{common}\r\n".encode()
    return [Asked("page, a sentence", page), Asked("constant answer", lambda: constant)]


@contextlib.contextmanager
def server(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A server of the starter model with labelled sentences beside it: its address and process."""
    framing = [sys.executable, "-m", "framing", "-C", str(folder)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    book, labels = REPOSITORY / "annotations" / "codebook.toml", REPOSITORY / "annotations" / "starter.jsonl"
    subprocess.run([*framing, "init", str(folder), "--codebook", str(book)], check=True, **quiet)
    subprocess.run([*framing, "ingest", str(REPOSITORY / "seeds")], check=True, **quiet)
    words = ["serve", str(REPOSITORY / "models" / "starter"), "--labels", str(labels), "--port", "0", "--json"]
    process = subprocess.Popen(
        [*framing, *words, "--rate", "100000"],
        env={**os.environ, "FRAMING_SERVE_TOKEN": TOKEN},
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if line == "}\n":
            break
    document = json.loads("".join(lines))
    assert not document["warnings"], document["warnings"]
    try:
        yield document["result"]["url"], psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


async def watched(process: psutil.Process, kept: list[float]) -> None:
    """Keeps the process's memory in MB, once a second, until it is cancelled."""
    while True:
        kept.append(process.memory_info().rss / 2**20)
        await asyncio.sleep(1)


async def main_load(url: str, process: psutil.Process, options: argparse.Namespace, sentences: list[str]) -> bool:
    """Prints the table of the load; whether it is below the bars."""
    chance = random.Random(7)
    await load(url, kinds(sentences, chance), options.rate, 5, chance)  # what is loaded on first use is loaded
    asked, memory = kinds(sentences, chance), list[float]()
    watching = asyncio.create_task(watched(process, memory))
    cpu, theirs, began = time.process_time(), sum(process.cpu_times()[:2]), time.perf_counter()
    await load(url, asked, options.rate, options.seconds, chance)
    took = time.perf_counter() - began
    share = (time.process_time() - cpu) / took, (sum(process.cpu_times()[:2]) - theirs) / took
    watching.cancel()
    page, constant = asked
    print(f"\n{'':18}{'answers':>9}{'errors':>8}{'p50':>9}{'p95':>9}{'p99':>9}")
    for kind in asked:
        figures = "".join(f"{1000 * kind.percentile(p):6.1f} ms" for p in (50, 95, 99))
        print(f"{kind.name:18}{len(kind.seconds):9}{len(kind.errors):8}{figures}")
    tenth = max(1, len(memory) // 10)
    early, late = (statistics.mean(part) for part in (memory[tenth : 2 * tenth], memory[-tenth:]))
    extra = page.percentile(99) - constant.percentile(99)
    errors = [error for kind in asked for error in kind.errors]
    print(f"\np99 of the page, less that of the constant answer: {1000 * extra:.1f} ms (bar: {1000 * BAR_S:.0f} ms)")
    print(f"errors: {len(errors)} (bar: 0) {errors[:3] or ''}")
    print(
        f"memory: {early:.1f} MB early, {late:.1f} MB at the end, most {max(memory):.1f} MB (bar: {FLAT_MB:g} MB more)"
    )
    print(f"cores at work: server {share[1]:.2f}, this client {share[0]:.2f}, of {os.cpu_count()}")
    return extra <= BAR_S and not errors and late - early <= FLAT_MB


async def flood(
    name: str, url: str, process: psutil.Process, sentences: list[str], attack: Callable[..., object]
) -> bool:
    """Prints what becomes of honest requests while an attack goes on; whether all were answered."""
    chance, memory = random.Random(7), list[float]()
    asked = kinds(sentences, chance)
    watching, stop = asyncio.create_task(watched(process, memory)), asyncio.Event()
    attacking = asyncio.create_task(attack(urlsplit(url).port, stop))
    await load(url, asked, 5, 15, chance)
    stop.set()
    count = await attacking
    watching.cancel()
    print(f"\n{name}: {count:,} made, memory at most {max(memory):.1f} MB")
    for kind in asked:
        figures = "".join(f"{1000 * kind.percentile(p):6.1f} ms" for p in (50, 95, 99))
        print(f"{kind.name:18}{len(kind.seconds):9}{len(kind.errors):8}{figures} {kind.errors[:2] or ''}")
    return not any(kind.errors for kind in asked)


async def silent(port: int, stop: asyncio.Event, count: int = 10_000) -> int:
    """Ten thousand connections that say nothing, held open for as long as the server lets them."""
    lines, made = list[asyncio.StreamWriter](), 0
    while not stop.is_set() and made < count:
        batch = [asyncio.open_connection("127.0.0.1", port) for _ in range(200)]
        for found in await asyncio.gather(*batch, return_exceptions=True):
            if not isinstance(found, BaseException):
                lines.append(found[1])
                made += 1
        await asyncio.sleep(0.01)
    await stop.wait()
    for line in lines:
        line.close()
    return made


async def slow(port: int, stop: asyncio.Event, count: int = 300) -> int:
    """Clients that send a head a letter a second, and come again when they are let go."""
    made = 0

    async def one() -> None:
        nonlocal made
        while not stop.is_set():
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                made += 1
                for letter in b"POST /label HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + 1000 * b"a":
                    if stop.is_set() or writer.is_closing():
                        break
                    writer.write(bytes([letter]))
                    await writer.drain()
                    await asyncio.sleep(1)
                writer.close()

    await asyncio.gather(*(one() for _ in range(count)))
    return made


async def articles(port: int, stop: asyncio.Event, count: int = 20) -> int:
    """Clients that send the longest article again as soon as they are answered, and soon after they are refused."""
    chance, pool, made = random.Random(7), Pool(f"http://127.0.0.1:{port}"), 0
    requests = [_article(chance) for _ in range(count)]

    async def one(request: bytes) -> None:
        nonlocal made
        while not stop.is_set():
            if await pool.ask(request) != 200:
                await asyncio.sleep(0.4)  # 50 a second, which the server lets one address ask
            made += 1

    await asyncio.gather(*map(one, requests))
    return made


def _article(chance: random.Random) -> bytes:
    """A request with 50,000 characters of words that nobody has seen, in sentences."""
    words = ("".join(chance.choices("etaoinshrdlucmfp", k=chance.randint(2, 9))) for _ in range(12_000))
    text = " ".join(
        word.capitalize() if not number % 20 else word + "." * (number % 20 == 19) for number, word in enumerate(words)
    )
    body = json.dumps({"article": text[:50_000]}).encode()
    head = f"POST /score HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=10, help="requests a second of each kind")
    parser.add_argument("--without-floods", action="store_true")
    options = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 12_000), hard), hard))
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {today}")
    print(f"{options.rate:g} pages and {options.rate:g} constant answers a second for {options.seconds:g} s")
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (url, process):
        path = Path(folder) / "out" / "sentences.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        sentences = [row["text"] for row in rows if row["kind"] == "body"]
        good = asyncio.run(main_load(url, process, options, sentences))
        if not options.without_floods:
            good &= asyncio.run(flood("silent", url, process, sentences, silent))
            good &= asyncio.run(flood("a letter a second", url, process, sentences, slow))
            good &= asyncio.run(flood("long articles", url, process, sentences, articles))
    print("\nAll below the bars." if good else "\nNOT all below the bars.")
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
