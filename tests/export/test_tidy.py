"""The tidy table, and the script that reads it in R."""

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from framing.cli.export import table_text
from framing.export.drawn import Slice, slice_notes
from framing.export.texts import r_script
from framing.export.tidy import tidy_table
from framing.tables import ANNOTATIONS, DOCUMENTS, GOLD, SCORES, SENTENCES, VOICES, make_sentence_id

TEXTS = {"harbour": ["The docks burn.", "Crews arrived.", "Share this"], "рынок": ["Рынок открыт, Қала тыныш.", "=1+1"]}


def sentences() -> pd.DataFrame:
    rows, kinds = [], {"Share this": "boilerplate"}
    for document_id, texts in TEXTS.items():
        start = 0
        for position, text in enumerate(texts, start=1):
            end = start + len(text)
            rows.append(
                {"sentence_id": make_sentence_id(document_id, start, end), "document_id": document_id,
                 "position": position, "start": start, "end": end, "text": text,
                 "kind": kinds.get(text, "body"), "paragraph": 1}
            )  # fmt: skip
            start = end + 1
    return SENTENCES.table(rows)


def documents() -> pd.DataFrame:
    return DOCUMENTS.table(
        {"document_id": name, "text": "\n".join(texts), "title": "", "source": "Gazette" if name == "harbour" else "",
         "author": "", "date": "2022-01-05" if name == "harbour" else "", "language": "en", "path": ""}
        for name, texts in TEXTS.items()
    )  # fmt: skip


def gold(*labels: tuple[str, str, bool], made_by: str = "person") -> pd.DataFrame:
    return GOLD.table(
        {"sentence_id": sentence_id, "frame": frame, "present": present, "votes": int(present), "voters": 1,
         "probability": float(present), "how": "unanimous", "reason": "", "codebook": "c", "made_by": made_by}
        for sentence_id, frame, present in labels
    )  # fmt: skip


def scores(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return SCORES.table({"sentence_id": i, "frame": f, "probability": p, "model": "m"} for i, f, p in rows)


BURN, CREWS, MARKET, SUM = "harbour:0-15", "harbour:16-30", "рынок:0-25", "рынок:26-30"


PEOPLE = gold((BURN, "fire", True), (CREWS, "fire", False))


def drawn_of(inclusion, drawn, assisted=(), strata=None) -> Slice:
    return Slice(inclusion, strata or dict.fromkeys(inclusion, ""), frozenset(drawn), frozenset(assisted))


def table(chance=None, labels=PEOPLE) -> pd.DataFrame:
    return tidy_table(
        sentences(),
        documents(),
        labels,
        [scores((BURN, "fire", 0.9)), scores((BURN, "fire", 0.1), (CREWS, "fire", 0.2), (MARKET, "fire", 0.3))],
        VOICES.table(),
        ["fire", "calm"],
        chance,
    ).set_index("sentence_id")


def test_every_coded_sentence_has_a_row_and_no_other() -> None:
    assert list(table().index) == [BURN, CREWS, MARKET, SUM]


def test_a_label_is_missing_where_nobody_decided_and_where_the_sentence_was_not_drawn() -> None:
    assert table()["label_fire"].tolist() == [1, 0, pd.NA, pd.NA]
    drawn = table(drawn_of({BURN: 0.5, CREWS: 0.5, MARKET: 0.25}, {CREWS, MARKET}))
    assert drawn["label_fire"].tolist() == [pd.NA, 0, pd.NA, pd.NA]
    assert drawn["inclusion_probability"].iloc[:3].tolist() == [0.5, 0.5, 0.25]
    assert drawn["labelled_by"].isna().tolist() == [True, False, True, True]


def test_a_programs_labels_stand_in_columns_of_their_own() -> None:
    program = gold((CREWS, "calm", True), (MARKET, "fire", True), made_by="automated coder")
    mixed = table(labels=pd.concat([PEOPLE, program]))
    assert mixed["label_fire"].tolist() == [1, 0, pd.NA, pd.NA]
    assert mixed["auto_fire"].tolist() == [pd.NA, pd.NA, 1, pd.NA]
    assert mixed["label_calm"].isna().all()
    assert mixed["labelled_by"].tolist()[:3] == ["person", "person", "automated coder"]
    assert not any(name.startswith("auto_") for name in table().columns)


HALF = dict.fromkeys((BURN, CREWS, MARKET, SUM), 0.5)


def test_labels_of_a_half_labelled_slice_stand_for_as_many_sentences_as_the_stratum_has() -> None:
    # Of four sentences, each drawn with probability 1/2 on average, three are in the slice and two have a label.
    found = table(drawn_of(HALF, {BURN, CREWS, MARKET}))
    assert found["inclusion_probability"].tolist() == [0.5] * 4
    assert found["labelled_probability_fire"].tolist() == pytest.approx([0.5 * 2 / 3] * 4)
    assert found["labelled_probability_calm"].isna().all()  # nobody decided on it: no label stands for anything


def test_the_share_that_is_labelled_is_that_of_the_stratum_and_none_is_known_where_it_has_no_label() -> None:
    strata = {BURN: "a", CREWS: "a", MARKET: "b", SUM: "b"}
    found = table(drawn_of(HALF, {BURN, CREWS, MARKET}, strata=strata))["labelled_probability_fire"]
    assert found.iloc[:2].tolist() == [0.5, 0.5]
    assert found.iloc[2:].isna().all()


def test_a_label_given_with_a_proposal_in_sight_is_not_given_away_as_one_of_the_slice() -> None:
    found = table(drawn_of(HALF, {BURN, CREWS}, {CREWS}))
    assert found["label_fire"].tolist() == [1, pd.NA, pd.NA, pd.NA]
    assert found["labelled_probability_fire"].tolist() == [0.25] * 4


def test_what_of_a_slice_is_not_labelled_tied_or_was_shown_a_proposal_is_told() -> None:
    decided = ANNOTATIONS.table(
        {"sentence_id": name, "annotator": "ann", "frame": "fire", "present": True, "state": "confirmed", "at": "",
         "project": "p", "codebook": "c", "assisted": False, "made_by": made_by}
        for name, made_by in ((BURN, "person"), (CREWS, "person"), (MARKET, "automated coder"))
    )  # fmt: skip
    ties = pd.DataFrame({"sentence_id": [BURN, MARKET, "elsewhere:0-1"]})
    half = drawn_of(HALF, HALF, {CREWS})
    waiting, tied, assisted = slice_notes(half, GOLD.table(), decided, ties)
    assert waiting.startswith("2 of 4 drawn sentences have no label by people yet")
    assert "tied about a frame on 1," in tied
    assert "1 had a proposal in sight" in assisted
    done = drawn_of(HALF, {BURN})
    assert slice_notes(done, PEOPLE, decided, ties.iloc[1:]) == ()


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_the_script_stops_where_only_a_program_labelled_unless_it_is_told_to_try(tmp_path: Path) -> None:
    program = gold((BURN, "fire", True), (CREWS, "fire", False), made_by="automated coder")
    text = table_text(table(labels=program).reset_index())
    (tmp_path / "tidy.csv").write_text(text, encoding="utf-8")
    script = r_script("tidy.csv", ["fire"], labelled={"fire": 2}, sampled=False, automated=True)
    assert "try_with_automated <- FALSE\n" in script
    stubs = 'library <- function(...) NULL\ndsl <- function(predicted_var, ...) cat("took", predicted_var)\n'
    ran = {}
    for name, text in (("as it is", script), ("told", script.replace("automated <- FALSE", "automated <- TRUE"))):
        (tmp_path / "run.R").write_text(stubs + text, encoding="utf-8")
        ran[name] = subprocess.run(["Rscript", "run.R"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert ran["as it is"].returncode != 0
    assert "People have not labelled a sentence for fire yet" in ran["as it is"].stderr
    assert "took" not in ran["as it is"].stdout
    assert "took auto_fire" in ran["told"].stdout, ran["told"].stderr


def test_a_held_out_prediction_counts_before_one_of_a_model_that_saw_the_sentence() -> None:
    assert table()["model_fire"].iloc[:3].tolist() == [0.9, 0.2, 0.3]
    assert table()["model_calm"].isna().all()


def test_what_is_not_known_is_missing_and_not_an_empty_text() -> None:
    row = table().loc[MARKET]
    assert row[["source", "date", "month", "voice"]].isna().all()
    assert row["words"] == 4


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_r_reads_the_table_as_the_package_dsl_asks_for_it(tmp_path: Path) -> None:
    # The package cannot be installed everywhere. In its place stands what its documentation asks of the data: 1 and 0
    # where there is a label and NA elsewhere, a prediction and a probability above 0 in every row, no empty cluster.
    checks = """
    library <- function(...) NULL
    dsl <- function(model, formula, predicted_var, prediction, data, sample_prob, cluster) {
      y <- data[[predicted_var]]; p <- data[[prediction]]; pi <- data[[sample_prob]]
      stopifnot(is.data.frame(data), all(y %in% c(0, 1, NA)), sum(!is.na(y)) == 2, all(p >= 0 & p <= 1),
        all(pi > 0 & pi <= 1), !anyNA(data[[cluster]]), "рынок" %in% data[[cluster]],
        nrow(model.matrix(update(formula, NULL ~ .), data)) == 3)
      "as asked"
    }
    source("analysis.R", encoding = "UTF-8")
    """
    tidy = table(drawn_of({BURN: 0.5, CREWS: 0.5, MARKET: 0.25}, {BURN, CREWS, MARKET})).reset_index()
    (tmp_path / "tidy.csv").write_text(table_text(tidy), encoding="utf-8")
    (tmp_path / "analysis.R").write_text(r_script("tidy.csv", ["fire"], labelled={"fire": 2}, sampled=True))
    (tmp_path / "check.R").write_text(checks, encoding="utf-8")
    ran = subprocess.run(["Rscript", "check.R"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert "3 sentences, 2 of them with a label" in ran.stdout


def test_no_cell_of_the_table_is_a_formula_for_a_spreadsheet() -> None:
    hostile = table().reset_index().assign(source="=HYPERLINK(1)")
    assert ",'=HYPERLINK(1)," in table_text(hostile)
    assert ",=HYPERLINK" not in table_text(hostile)
