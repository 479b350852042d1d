"""How good and how fast texts become sentences: python benchmarks/sentences.py [--shared ../shared] [--news FILE.jsonl]

Prints a row for each bar, with the bar beside it; then the splitter and its peers over the same texts in the same run,
in MB of UTF-8 a second of one core; then hostile lines and random Unicode. Peers that are not installed are named:
`uv pip install --group peers`. `--shared` is a folder with seeds/, with starter/ (a segmentation of them by hand,
tricky passages, labels) and data/sbd/ (boundaries, as JSON Lines with text and sentences); `--news` a file of
human-segmented news in the same form. What is not there is left out, and said so.
"""

import argparse
import json
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import figures
from figures import Row, at_least, judged

from framing.annotation.ledger import read_ledger
from framing.annotation.voices import human_voices, settle
from framing.codebook import read_codebook
from framing.corpus.documents import Document
from framing.corpus.language import guess_language
from framing.corpus.sentences import split_document
from framing.corpus.splitting.boundaries import split_text
from framing.corpus.voice import VoiceCoder
from framing.tables import CODED_KINDS, VOICES

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "corpus" / "gold"
PEERS_S = 3.0  # a slow peer is stopped after so many seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--news", type=Path, action="append", default=[])
    parser.add_argument(
        "--random", type=int, default=100_000, help="random texts that are split and put together again"
    )
    parser.add_argument("--mb", type=float, default=4.0, help="megabytes of text for the timings")
    parser.add_argument("--json", type=Path, help="also write the speeds to this file")
    options = parser.parse_args()
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{datetime.now(UTC):%Y-%m-%d}"
    )
    head("Quality", "figure", "bar")
    for measure in (kinds, tricky, golden):
        try:
            measure(options.shared)
        except FileNotFoundError as error:
            row(f"not there: {error.filename}", "-")
    for path in options.news:
        news(path)
    own_news()
    pages()
    voices()
    head("Speed, one core", "MB/s", "bar")
    measured = speed(options.shared, int(options.mb * 1e6))
    figures.write(options.json, "sentences", measured, {}, quick=options.mb < 1)
    head("Hostile input", "figure", "bar")
    hostile()
    unicode(options.random)


def head(name: str, *columns: str) -> None:
    print(f"\n{name:66}{columns[0]:>14}{columns[1]:>14}")


def row(name: str, figure: str, bar: str = "") -> None:
    print(f"{name:66}{figure:>14}{bar:>14}")


# -- quality ---------------------------------------------------------------------------------------------------------


def kinds(shared: Path) -> None:
    """Coded against not coded, over characters; sentences exactly as segmented by hand."""
    gold = json_lines(shared / "starter" / "sentences.jsonl")
    both = ours = theirs = exact = headlines = 0
    for name in sorted({segment["file"] for segment in gold}):
        text = (shared / "seeds" / name).read_text(encoding="utf-8")
        found = split_document(document(text))
        mine = [s for s in found if s.kind in CODED_KINDS]
        hand = [segment for segment in gold if segment["file"] == name]
        coded = [segment for segment in hand if segment["kind"] in CODED_KINDS]
        a, b = marks(text, [(s.start, s.end) for s in mine]), marks(text, [(s["start"], s["end"]) for s in coded])
        both, ours, theirs = both + len(a & b), ours + len(a), theirs + len(b)
        spans = {(s.start, s.end) for s in mine}
        exact += sum((s["start"], s["end"]) in spans for s in coded)
        links = [range(s["start"], s["end"]) for s in hand if s["kind"] == "link-list"]
        headlines += sum(not a.isdisjoint(link) for link in links)
    row("seeds: coded against not coded, precision over characters", f"{both / ours:.3f}", ">= 0.97")
    row("seeds: coded against not coded, recall over characters", f"{both / theirs:.3f}", ">= 0.97")
    row("seeds: link-list headlines that were coded", str(headlines), "0")
    row("seeds: coded sentences exactly as by hand, of 186", str(exact), ">= 180")


def tricky(shared: Path) -> None:
    passages = json_lines(shared / "starter" / "tricky-splits.jsonl")
    right = sum(plain(s.text for s in split_document(document(p["text"]))) == plain(p["sentences"]) for p in passages)
    row(f"tricky passages, of {len(passages)}", str(right), ">= 24")


def golden(shared: Path) -> None:
    for name, language, bar in (("golden_en", "en", ">= 46"), ("golden_ru", "ru", "42"), ("golden_kk", "kk", "13")):
        rules = json_lines(shared / "data" / "sbd" / f"{name}.jsonl")
        right = sum(pieces(rule["text"], language, "keep") == plain(rule["sentences"]) for rule in rules)
        row(f"golden rules, quotes kept, {language}, of {len(rules)}", str(right), bar)
    rules = json_lines(shared / "data" / "sbd" / "razdel_unit_ru.jsonl")
    for quotes in ("keep", "split"):
        right = sum(pieces(rule["text"], "ru", quotes) == plain(rule["sentences"]) for rule in rules)
        row(f"razdel's own tests, quotes {quotes}, of {len(rules)}", str(right), ">= 28" if quotes == "keep" else "")


def news(path: Path) -> None:
    """Boundary F1: a boundary is the number of letters before it, so that white space does not count."""
    hits = found = wanted = 0
    for item in json_lines(path):
        mine, hand = ends(pieces(item["text"], item.get("lang", "en"), "split")), ends(plain(item["sentences"]))
        hits, found, wanted = hits + len(mine & hand), found + len(mine), wanted + len(hand)
    precision, recall = hits / found, hits / wanted
    f1 = 2 * precision * recall / (precision + recall)
    row(f"{path.stem}: boundary F1, quotes split (P {precision:.3f}, R {recall:.3f})", f"{f1:.3f}", ">= 0.98")


def own_news() -> None:
    """The same for the articles written for this purpose: whole documents, so that tails in the next line count."""
    for path in sorted(GOLD.glob("voice-*.jsonl")):
        hits = found = wanted = 0
        for item in json_lines(path):
            coded = [s for s in split_document(document(item["text"])) if s.kind in CODED_KINDS]
            mine, hand = {s.end for s in coded}, {s["end"] for s in item["sentences"]}
            hits, found, wanted = hits + len(mine & hand), found + len(mine), wanted + len(hand)
        row(f"{path.stem}: ends of coded sentences, P / R", f"{hits / found:.3f} / {hits / wanted:.3f}")


def pages() -> None:
    """Pages written for this purpose, kept out of the development of the rules."""
    for path in sorted(GOLD.glob("pages-*.jsonl")):
        both = ours = theirs = 0
        for page in json_lines(path):
            text = page["text"]
            found = split_document(document(text, title=page.get("title", "")))
            a = marks(text, [(s.start, s.end) for s in found if s.kind in CODED_KINDS])
            b = marks(text, [(s["start"], s["end"]) for s in page["stretches"] if s["kind"] in CODED_KINDS])
            both, ours, theirs = both + len(a & b), ours + len(a), theirs + len(b)
        row(f"{path.stem}: coded against not coded, P / R over characters", f"{both / ours:.3f} / {both / theirs:.3f}")


def voices() -> None:
    voices_of_seeds()
    voices_of_gold()


def voices_of_seeds() -> None:
    """Against the starter labels, by today's codebook; sentences on which the passes disagree have no voice there."""
    decided = read_ledger(ROOT / "annotations" / "starter.jsonl")
    spans = {d.sentence_id: (d.document_id, d.start, d.end) for d in decided}
    settled = settle(VOICES.table(), human_voices(decided))
    key = {spans[name]: voice for name, voice in zip(settled["sentence_id"], settled["voice"], strict=True) if voice}
    gazetteer = read_codebook(ROOT / "annotations" / "codebook.toml").gazetteer
    for title, names in (("with the gazetteer", gazetteer), ("empty gazetteer", {})):
        pairs = []
        for name in sorted({name for name, _, _ in key}):
            text = (ROOT / "seeds" / f"{name}.txt").read_text(encoding="utf-8")
            found = spans_to_voices(document(text), names)
            pairs += [
                (voice, found[start, end][0])
                for (of, start, end), voice in key.items()
                if of == name and (start, end) in found
            ]
        print_voices(f"seeds, {title}", pairs)


def voices_of_gold() -> None:
    for path in sorted(GOLD.glob("voice-*.jsonl")):
        for title in ("with a gazetteer", "empty gazetteer"):
            pairs, speech = [], []
            for item in json_lines(path):
                names = item["gazetteer"] if title == "with a gazetteer" else {}
                found = spans_to_voices(document(item["text"], language=item["language"]), names)
                for sentence in item["sentences"]:
                    voice, said = found.get((sentence["start"], sentence["end"]), ("(no such sentence)", "none"))
                    pairs.append((sentence["voice"], voice))
                    speech.append((sentence["speech"] == "direct", said == "direct"))
            print_voices(f"{path.stem}, {title}", pairs)
        print_binary(f"{path.stem}, direct speech", speech, ">= .97 / .90")


def spans_to_voices(text: Document, names: dict[str, Any]) -> dict[tuple[int, int], tuple[str, str]]:
    sentences = split_document(text)
    coded = VoiceCoder(names).code(sentences)
    spans = {s.sentence_id: (s.start, s.end) for s in sentences}
    return {spans[voice.sentence_id]: (voice.voice, voice.speech) for voice in coded}


def print_voices(name: str, pairs: Sequence[tuple[str, str]]) -> None:
    right = sum(a == b for a, b in pairs)
    outlet = sum(a == "outlet" for a, _ in pairs)
    row(f"{name}: right, of {len(pairs)} (always outlet: {outlet})", str(right))
    for voice in sorted({a for a, _ in pairs}):
        support, found = sum(a == voice for a, _ in pairs), sum(b == voice for _, b in pairs)
        hits = sum(a == b == voice for a, b in pairs)
        f1 = 2 * hits / (support + found) if support + found else 0.0
        bar = ">= 0.80" if support >= 10 else "too few"
        row(f"    {voice}, F1 ({support} sentences)", f"{f1:.2f}", bar)


def print_binary(name: str, pairs: Sequence[tuple[bool, bool]], bar: str) -> None:
    hits, found, wanted = sum(a and b for a, b in pairs), sum(b for _, b in pairs), sum(a for a, _ in pairs)
    figure = f"{hits / max(found, 1):.2f} / {hits / max(wanted, 1):.2f}"
    row(f"{name}, P / R ({wanted} sentences)", figure, bar)


# -- speed -----------------------------------------------------------------------------------------------------------


def speed(shared: Path, size: int) -> list[Row]:
    """What was measured, for the headline."""
    english = repeated([p.read_text(encoding="utf-8") for p in sorted((ROOT / "seeds").glob("*.txt"))], size)
    ours = rate(lambda text: split_text(text, "en"), english)
    row("splitter alone, quotes split (seeds)", f"{ours:.1f}", ">= 40")
    found = [Row("sentences/splitter", "splitter alone", ours, "MB/s", bar=at_least(40), headline=True)]
    for name, splitter in peers():
        theirs = rate(splitter, english, PEERS_S)
        row(f"    {name} (ours is {ours / theirs:.1f} times as fast)", f"{theirs:.1f}")
        found.append(
            Row(f"sentences/{name}", "splitter alone", ours, "MB/s", name, theirs, ours / theirs, headline=True)
        )
    russian = russian_texts(shared, size)
    if russian:
        row("splitter alone, Russian posts", f"{rate(lambda text: split_text(text, 'ru'), russian):.1f}", ">= 40")
    coder = VoiceCoder(read_codebook(ROOT / "annotations" / "codebook.toml").gazetteer)

    def whole(text: str) -> None:
        split = split_document(document(text))
        coder.code(split)

    row("texts to sentences with kinds", f"{rate(lambda text: split_document(document(text)), english):.1f}")
    voiced = rate(whole, english)
    row("texts to sentences with kinds and voices", f"{voiced:.1f}", ">= 8")
    what = "texts to sentences with kinds and voices"
    found.append(Row("sentences/voices", what, voiced, "MB/s", bar=at_least(8), headline=True))
    return [judged(each) for each in found]


def peers() -> Iterable[tuple[str, Callable[[str], Any]]]:
    for name, make in (("sentencex, a line a call", _sentencex), ("nupunkt", _nupunkt), ("pysbd", _pysbd),
                       ("syntok", _syntok), ("spaCy sentencizer", _spacy)):  # fmt: skip
        try:
            yield name, make()
        except ImportError as error:
            row(f"    {name}: not installed ({error.name})", "-")


def _sentencex() -> Callable[[str], Any]:
    import sentencex

    return lambda text: [sentencex.get_sentence_boundaries("en", line) for line in text.splitlines() if line.strip()]


def _nupunkt() -> Callable[[str], Any]:
    import nupunkt

    return lambda text: nupunkt.sent_tokenize(text)


def _pysbd() -> Callable[[str], Any]:
    import warnings

    warnings.simplefilter("ignore")
    import pysbd

    return pysbd.Segmenter(language="en", clean=False).segment


def _syntok() -> Callable[[str], Any]:
    import syntok.segmenter

    # Everything in it is lazy, down to the tokens of a sentence.
    return lambda text: [list(sentence) for part in syntok.segmenter.analyze(text) for sentence in part]


def _spacy() -> Callable[[str], Any]:
    import spacy

    pipe = spacy.blank("en")
    pipe.add_pipe("sentencizer")
    return lambda text: list(pipe(text).sents)


def rate(work: Callable[[str], Any], texts: Sequence[str], limit_s: float = 60.0) -> float:
    """Megabytes of UTF-8 a second of this process's time: the median of three runs; a slow one stops early."""
    work(texts[0])
    rates = []
    for _ in range(3):
        done, began = 0, time.process_time()
        for text in texts:
            work(text)
            done += len(text.encode())
            if time.process_time() - began > limit_s:
                break
        rates.append(done / 1e6 / (time.process_time() - began))
        if time.process_time() - began > limit_s:
            break
    return statistics.median(rates)


def repeated(texts: list[str], size: int) -> list[str]:
    """The texts over and over in a mixed order, up to `size` bytes."""
    found: list[str] = []
    draw = random.Random(7)
    total = 0
    while total < size:
        order = draw.sample(texts, len(texts))
        found += order
        total += sum(len(text.encode()) for text in order)
    return found


def russian_texts(shared: Path, size: int) -> list[str]:
    path = shared / "data" / "unlp2025" / "all.jsonl"
    if not path.exists():
        return []
    texts = [item["text"] for item in json_lines(path) if item.get("lang") == "ru"]
    return repeated(texts, size)


# -- hostile input ---------------------------------------------------------------------------------------------------


def hostile() -> None:
    """Seconds for a line of half a megabyte and of one: linear is a ratio of about two."""
    coder = VoiceCoder({"official": ["the mayor"]})
    cases = {
        "letters": "a", "dots": ".", "dots and spaces": ". ", "straight quotes": '"', "opening quotes": "“",
        "guillemets": "«»", "brackets": "([", "spaces": " ", "dashes": "— ", "said": "said ", "words": "He said. ",
        "initials": "A. ", "quotations": "“Go.” ", "lines": "a\n", "items": "1. a\n", "marks": "%s ",
    }  # fmt: skip
    for name, unit in cases.items():
        times = []
        for size in (500_000, 1_000_000):
            text = "x " + unit * (size // len(unit)) + " y"
            began = time.process_time()
            found = split_document(document(text))
            coder.code(found)
            times.append(time.process_time() - began)
            assert "".join(text.split()) == "".join("".join(s.text for s in found).split())
        row(
            f"1 MB of {name}: seconds ({times[1] / max(times[0], 1e-3):.1f} times as long as half of it)",
            f"{times[1]:.2f}",
        )
    began = time.process_time()
    split_document(document("." * 100_000))
    row("100,000 dots: seconds", f"{time.process_time() - began:.2f}")


def unicode(count: int) -> None:
    """Random texts of any characters: each sentence is where it says, and no character is lost."""
    draw = random.Random(11)
    marks_ = " \n\t.!?…“”„«»‹›\"'’‘()[]—–-,:;\u00a0\u2028\u200b\u202e\ufeff0123456789abcABCпрПРқұҚҰ"
    wrong = 0
    for number in range(count):
        letters = [
            draw.choice(marks_)
            if draw.random() < 0.7
            else chr(draw.choice((draw.randrange(0xD800), draw.randrange(0xE000, 0x110000))))
            for _ in range(draw.randrange(1, 120))
        ]
        text = "".join(letters)
        for quotes in ("split", "keep"):
            found = split_document(document(text, language=("en", "ru", "kk")[number % 3]), quotes=quotes)
            whole = all(text[s.start : s.end] == s.text for s in found)
            kept = "".join("".join(s.text for s in found).split()) == "".join(text.split())
            wrong += not (whole and kept)
    row(f"{count:,} random texts, split and kept: characters lost or moved", str(wrong), "0")


# -- small things ----------------------------------------------------------------------------------------------------


def document(text: str, *, title: str = "", language: str = "") -> Document:
    return Document("d", text, title, "", "", "", language or guess_language(text), "")


def pieces(text: str, language: str, quotes: str) -> list[str]:
    return plain(text[start:end] for start, end in split_text(text, language, quotes))


def plain(sentences: Iterable[str]) -> list[str]:
    return [" ".join(sentence.split()) for sentence in sentences]


def ends(sentences: Sequence[str]) -> set[int]:
    """After how many letters a sentence ends, the last one left out, which everybody has right."""
    total, found = 0, set()
    for sentence in sentences:
        total += len("".join(sentence.split()))
        found.add(total)
    return found - {total}


def marks(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end) if not text[at].isspace()}


def json_lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
