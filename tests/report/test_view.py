from dataclasses import replace

import pandas as pd

from framing.cells import spreadsheet_safe
from framing.files import write_table
from framing.report.figures import build_report
from framing.report.pages import render_report
from framing.report.view import FoundFacts, choose_evidence, seen_in, sentence_rows, voices_in
from framing.tables import GOLD


def label(sentence_id, frame, *, present):
    return {"sentence_id": sentence_id, "frame": frame, "present": present, "votes": 1, "voters": 1,
            "how": "unanimous", "probability": float(present), "reason": "", "codebook": "c0de",
            "made_by": "person"}  # fmt: skip


def test_the_table_beside_the_page_has_every_sentence_in_the_order_that_rows_are_counted_by(made):
    corpus = made.scored(4, 5)
    first, second = corpus.sentences["sentence_id"][:2]
    gold = GOLD.table([label(first, "law", present=True), label(second, "law", present=False)])
    table = sentence_rows(corpus, gold, frozenset({first}))
    assert table["sentence_id"].tolist() == corpus.sentences["sentence_id"].tolist()
    assert table["in_page"].tolist() == ["yes"] + ["no"] * 19
    assert table["labelled"].tolist() == ["law", "none"] + [""] * 18
    assert table["source"][5] == corpus.documents["source"][1]
    assert (table["economy"] == corpus.predicted[:, 0]).all()


def test_a_formula_is_a_text_in_the_table(made, tmp_path):
    corpus = made.findings(made.scored(4, 5))
    first = corpus.scored.sentences["sentence_id"][0]
    attack = '=HYPERLINK("http://x","y")'
    rows = sentence_rows(made.with_texts(corpus, {first: attack}).scored, GOLD.table(), frozenset())
    write_table(tmp_path / "sentences.csv", rows)
    assert pd.read_csv(tmp_path / "sentences.csv")["text"][0] == spreadsheet_safe(attack) == "'" + attack


def test_what_the_model_sees_is_looked_up_for_the_sentences_of_the_page_only(made):
    findings = made.findings(made.scored(30, 10))
    chosen = choose_evidence(findings, (), limit=20)
    seen = seen_in(findings.scored, chosen)
    assert set(seen) <= chosen.ids
    name = next(iter(seen))
    row = findings.scored.sentences["sentence_id"].tolist().index(name)
    assert [frame for frame, _ in seen[name]] == [
        frame for frame, there in zip(findings.scored.frames, findings.scored.predicted[row], strict=True) if there
    ]


def test_a_voice_by_rule_is_called_so_and_one_by_a_person_is_not(made):
    findings = made.findings(made.scored(4, 5))
    table = findings.scored.sentences
    table.loc[0, ["voice", "voice_by", "speaker"]] = ["official", "person", "The minister"]
    table.loc[1, ["voice", "speaker"]] = ["official", ""]
    table.loc[2, "voice"] = ""
    said = voices_in(findings.scored, choose_evidence(findings, ()), {"official": "an official"})
    ids = table["sentence_id"]
    assert said[ids[0]] == "an official: The minister"
    assert said[ids[1]] == "an official (by rule)"
    assert ids[2] not in said


def test_events_and_omissions_say_that_the_texts_are_unlike_those_of_training(made):
    findings, said = made.findings(made.scored(30, 10)), "30 of 30 documents seem to be in another language"
    findings = replace(findings, scored=replace(findings.scored, unlike=said))
    page = render_report(build_report(
        title="Made", documents=findings.scored.documents, codebook=made.codebook(), gold=GOLD.table(),
        sentences=findings.scored.sentences.assign(start=0, end=0, paragraph=1), agreement=None, evaluation=None,
        scores=None, model=None, notes=(), found=FoundFacts(findings),
    ))  # fmt: skip
    section = page.partition('<section id="events"')[2].partition("</section>")[0]
    assert f"Of all frames and omissions below: <bdi>{said}</bdi>" in section


def test_a_frame_that_is_called_like_a_column_takes_no_other_columns_place(made):
    corpus = made.scored(4, 5)
    names = ("text", "source", "a", "a_probability", "document_id")
    called = replace(corpus, frames=(*names, *corpus.frames[len(names) :])[: len(corpus.frames)])
    table = sentence_rows(called, GOLD.table(), frozenset())
    assert table.columns.is_unique
    assert table["source"].tolist() == sentence_rows(corpus, GOLD.table(), frozenset())["source"].tolist()
    for at, frame in enumerate(called.frames):
        own = frame if frame in ("a", *corpus.frames) else f"frame_{frame}"
        assert table[f"{own}_probability"].tolist() == corpus.probabilities[:, at].round(4).tolist()
