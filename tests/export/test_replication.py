"""What of a study may be given away: no name, no words of the texts, and no order that tells of either."""

import hashlib
import re
import shutil
import subprocess
from itertools import permutations

import pandas as pd
import pytest

from framing.annotation.decisions import Decision, current
from framing.export.replication import (
    arranged,
    by_place,
    documents_table,
    project_names,
    sample_table,
    sentences_table,
)
from framing.export.texts import in_r, r_script
from framing.sampling.strata import strata_of
from framing.tables import DOCUMENTS, SAMPLE, SENTENCES, make_sentence_id

LONG = "Crews put out the fire in the harbour."
BYLINE = "By our correspondent Moldir Adamzhan"


def decision(
    annotator: str, start: int, *, at: str = "2022-01-05T10:00:00Z", project: str = "p", **otherwise
) -> Decision:
    return Decision(
        document_id="d", start=start, end=start + 5, annotator=annotator, state="confirmed", frames=(), offered=("f",),
        at=at, project=project, codebook="c", assisted=False, made_by="person", **otherwise,
    )  # fmt: skip


def documents() -> pd.DataFrame:
    return DOCUMENTS.table(
        [{"document_id": "d", "text": f"{LONG}\n{BYLINE}\nFire.", "title": "Fire in the harbour",
          "source": "Gazette, a=b", "author": "Moldir Adamzhan", "date": "2022-01-05", "language": "en",
          "path": "texts of dana/fire.txt"}]
    )  # fmt: skip


def sentences() -> pd.DataFrame:
    rows, start = [], 0
    for position, (text, kind) in enumerate([(LONG, "body"), (BYLINE, "byline"), ("Fire.", "body")], start=1):
        end = start + len(text)
        rows.append(
            {"sentence_id": make_sentence_id("d", start, end), "document_id": "d", "position": position,
             "start": start, "end": end, "text": text, "kind": kind, "paragraph": 1}
        )  # fmt: skip
        start = end + 1
    return SENTENCES.table(rows)


def sample_by(*by: str) -> pd.DataFrame:
    strata = strata_of(sentences(), documents(), by)
    return SAMPLE.table(
        {"sentence_id": name, "draw": 1, "purpose": "estimation", "corpus": "c", "stratum": stratum,
         "inclusion_probability": 1.0, "why": "holds the word fire", "seed": 1}
        for name, stratum in zip(sentences()["sentence_id"], strata, strict=True)
    )  # fmt: skip


@pytest.mark.parametrize(
    "by", [("title",), ("author",), ("path",), ("outlet", "title"), ("title", "month"), ("kind", "path")]
)
def test_a_stratum_that_holds_words_of_the_texts_or_a_path_gets_another_name(by: tuple[str, ...]) -> None:
    given = sample_table(sample_by(*by), sentences(), documents())
    assert given["stratum"].str.fullmatch("stratum[12]").all()
    assert given["stratum"].nunique() == sample_by(*by)["stratum"].nunique()
    assert set(given["why"]) == {""}


@pytest.mark.parametrize(
    "by", [(), ("outlet",), ("source", "month"), ("kind", "outlet"), ("document_id", "language", "date")]
)
def test_a_stratum_of_what_is_told_anyway_keeps_its_name(by: tuple[str, ...]) -> None:
    given = sample_table(sample_by(*by), sentences(), documents())
    assert given["stratum"].tolist() == sample_by(*by)["stratum"].tolist()


@pytest.mark.parametrize(
    "stratum", ["outlet=Fire in the harbour", "outlet=Gazette, a=b, title=Fire in the harbour", "Fire"]
)
def test_a_stratum_with_another_value_than_the_sentence_has_gets_another_name(stratum: str) -> None:
    given = sample_table(sample_by().assign(stratum=stratum), sentences(), documents())
    assert set(given["stratum"]) == {"stratum1"}


def test_the_order_of_the_ledger_is_the_same_whoever_has_which_pseudonym() -> None:
    names = ["aigul", "berik", "dana"]
    orders = set()
    for chosen in permutations(["coder1", "coder2", "coder3"]):
        people = dict(zip(names, chosen, strict=True))
        # As a pull writes it: by username, in a project for each, seconds apart.
        ledger = [
            decision(name, start, at=f"2022-01-05T10:00:0{second}Z", project=f"study / {name}")
            for second, name in enumerate(names)
            for start in (10, 0)
        ]
        given = arranged(ledger, people)
        projects = project_names(given)
        orders.add(tuple((people[d.annotator], d.start, d.at, projects[d.project]) for d in given))
    assert orders == {
        tuple((f"coder{number}", start, "2022-01-05", f"project{number}") for start in (0, 10) for number in (1, 2, 3))
    }


def test_a_changed_mind_stays_the_last_word() -> None:
    days = ["2022-01-05T10:00:00Z", "2022-01-05T09:00:00Z", "2022-01-06T10:00:00Z", "2022-01-05T11:00:00Z", ""]
    ledger = [
        decision(name, start, at=at, comment=f"{number}")
        for number, at in enumerate(days)
        for name in ("berik", "aigul")
        for start in (10, 0)
    ]
    given = arranged(ledger, {"aigul": "coder2", "berik": "coder1"})
    assert {d.subject: d.comment for d in current(given)} == {d.subject: "4" for d in ledger}
    assert sorted(d.comment for d in given) == sorted(d.comment for d in ledger)


def test_rows_of_a_table_stand_by_sentence_and_pseudonym() -> None:
    first, byline, last = sentences()["sentence_id"]
    rows = [(last, "coder2"), (first, "coder2"), ("gone", "coder1"), (last, "coder1"), (byline, "coder1")]
    given = by_place(pd.DataFrame(rows, columns=["sentence_id", "by"]), sentences(), "by")
    assert list(given.itertuples(index=False, name=None)) == [
        (first, "coder2"), (byline, "coder1"), (last, "coder1"), (last, "coder2"), ("gone", "coder1")
    ]  # fmt: skip


def test_bylines_and_short_texts_have_no_hash_that_a_guess_could_be_compared_with() -> None:
    hashes = sentences_table(sentences())["sha256"]
    assert hashes[0] == hashlib.sha256(LONG.encode()).hexdigest()
    assert hashes[1:].isna().all()
    short = documents().assign(text="Moldir Adamzhan")
    assert documents_table(short)["sha256"].isna().all()
    assert documents_table(documents())["sha256"][0] == hashlib.sha256(documents()["text"][0].encode()).hexdigest()


@pytest.mark.parametrize(
    "name", ['a");system("id");#.csv', "a\\", 'a\\"b', "a\nsystem('id')\n.csv", "\u202eцены «а».csv"]
)
def test_the_name_of_a_table_is_a_text_in_the_script_and_no_command(name: str) -> None:
    script = r_script(name, ["a"], labelled={"a": 1}, sampled=False)
    line = next(line for line in script.splitlines() if "read.csv" in line)
    written = re.fullmatch(r'sentences <- read\.csv\("((?:[^"\\]|\\.)*)", encoding = .*', line)
    assert written is not None
    assert written[1] == in_r(name)
    if shutil.which("Rscript"):
        # R reads its own text and says what is in it, as numbers of characters.
        code = f'cat(utf8ToInt("{in_r(name)}"))'
        said = subprocess.run(
            ["Rscript", "--encoding=UTF-8", "-"], input=code.encode(), capture_output=True, check=True
        )
        assert said.stdout.decode().split() == [str(ord(sign)) for sign in name]
