import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import framing
from framing.codebook import read_codebook
from framing.errors import InputError, NotEnoughData

SIGNS = {"storm": ["The storm tore roofs away", "Hail struck"], "harvest": ["Wheat was brought in", "Barley was mown"]}
FILLERS = ["on Monday", "near the old mill", "said the mayor", "in the valley", "before noon"]


@pytest.fixture(scope="module")
def table():
    """80 texts of 16 articles with two frames, invented."""
    choose = random.Random(5)
    rows = []
    for number in range(80):
        carried = {frame: choose.random() < 0.4 for frame in SIGNS}
        signs = [choose.choice(SIGNS[frame]) for frame, there in carried.items() if there] or ["The council met"]
        text = " and ".join(signs) + " " + " ".join(choose.sample(FILLERS, 2)) + f", says note {number}"
        rows.append({"text": text, "document_id": number // 5, **carried})
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def model(table):
    return framing.train(table, ["storm", "harvest"])


@pytest.fixture(scope="module")
def evaluation(table):
    return framing.evaluate(table, ["storm", "harvest"])


def test_a_table_is_all_that_a_model_needs(model) -> None:
    texts = [
        "A storm tore roofs away in the valley, says note 4",
        "Wheat was mown before noon on Monday, says note 9",
        "Nobody met near the old mill at noon, says note 7",
    ]
    new = pd.DataFrame({"text": texts}, index=["x", "y", "x"])
    scores = framing.score(model, new)
    assert scores.index.tolist() == ["x", "y", "x"]
    assert scores.columns.tolist() == ["storm", "harvest"]
    assert scores.idxmax(axis=1).tolist()[:2] == ["storm", "harvest"]
    # The texts alone are as good, and one text too.
    assert framing.score(model, new["text"]).equals(scores)
    assert np.array_equal(framing.score(model, new["text"].tolist()), scores)
    assert np.array_equal(framing.score(model, texts[0]), scores.iloc[:1])


def test_answers_follow_the_scores(model, table) -> None:
    given, scores = framing.answers(model, table), framing.score(model, table)
    assert given.columns.tolist() == ["storm", "harvest"]
    for frame, threshold in zip(model.frames, model.thresholds, strict=True):
        assert (scores.loc[given[frame] == "yes", frame] >= threshold).all()
        assert (scores.loc[given[frame] == "no", frame] < threshold).all()
        # Trained on these texts, which are easy: hardly any is left open, and what is said is right.
        assert (table.loc[given[frame] == "yes", frame]).mean() > 0.9
        assert (given[frame] == "yes").sum() > 15


def test_a_stored_model_scores_as_before(model, evaluation, table, tmp_path) -> None:
    framing.save_model(model, str(tmp_path / "mine"), evaluation)
    again = framing.load_model(str(tmp_path / "mine"))
    assert framing.score(again, table).equals(framing.score(model, table))
    assert "storm" in (tmp_path / "mine" / "card.md").read_text(encoding="utf-8")


def test_an_evaluation_has_a_row_per_frame(evaluation) -> None:
    assert evaluation.table["frame"].tolist() == ["storm", "harvest"]
    assert (evaluation.table["f1"] > evaluation.table["always_f1"]).all()
    assert evaluation.documents == 16


def test_a_codebook_may_be_a_file(table, tmp_path, repository) -> None:
    path = repository / "annotations" / "codebook.toml"
    book = read_codebook(path)
    named = table.rename(columns=dict(zip(["storm", "harvest"], book.keys, strict=False)))
    model = framing.train(named, book.keys[:2], str(path))
    assert model.codebook == book.fingerprint
    assert set(model.left_out) == set(book.keys[2:])
    with pytest.raises(InputError, match="which the codebook"):
        framing.train(table, ["storm", "harvest"], path)
    with pytest.raises(InputError, match="No such file"):
        framing.train(table, ["storm", "harvest"], tmp_path / "none.toml")


def test_the_tables_of_a_study_are_taken_as_they_are(table) -> None:
    sentences = table[["text", "document_id"]].assign(sentence_id=[f"s{number}" for number in range(len(table))])
    gold = table[["storm", "harvest"]].set_axis(sentences["sentence_id"]).stack().reset_index()
    gold.columns = pd.Index(["sentence_id", "frame", "present"])
    model, again = framing.train(sentences, gold), framing.train(sentences, gold[::-1])
    assert model.frames == again.frames == ("harvest", "storm")  # by name: the rows of a table have no order
    assert np.array_equal(model.coefficients, again.coefficients)
    homeless = gold.assign(sentence_id="x" + gold["sentence_id"])
    with pytest.raises(InputError, match="not among the sentences"):
        framing.train(sentences, homeless)


def test_one_frame_for_each_text_makes_probabilities_that_share_one_sum(table) -> None:
    one = table[table["storm"] != table["harvest"]]
    one = one.assign(frame=one["storm"].map({True: "storm", False: "harvest"}))
    model = framing.train(one, "frame", profile="fast")
    assert framing.score(model, one).sum(axis=1).to_numpy() == pytest.approx(1)
    with pytest.warns(UserWarning, match="For 1 of .* texts no frame is named") as caught:
        framing.train(one.assign(frame=[None, *one["frame"].iloc[1:]]), "frame", profile="fast")
    assert caught[0].filename == __file__


def test_an_evaluation_of_another_model_does_not_get_into_the_card(model, table, tmp_path) -> None:
    frames = ["storm", "harvest"]
    other = framing.evaluate(table, frames, profile="fast")
    with pytest.raises(InputError, match="it is of the profile fast, the model of rich"):
        framing.save_model(model, tmp_path / "mine", other)
    assert not (tmp_path / "mine").exists()


def test_texts_unlike_those_of_the_training_are_warned_about(model, table) -> None:
    russian = ["Правительство сообщило, что новый закон вступит в силу весной следующего года."]
    with pytest.warns(UserWarning, match="another language") as caught:
        framing.score(model, russian)
    assert caught[0].filename == __file__
    framing.score(model, table)  # a warning would be an error


def test_rows_without_a_document_are_warned_about(table) -> None:
    with pytest.warns(UserWarning, match="no column document_id|repeat another one") as caught:
        framing.train(table.drop(columns="document_id"), ["storm"])
    assert caught[0].filename == __file__


def test_copies_in_a_table_are_held_out_together() -> None:
    # Coin flips under invented words: whoever finds them in a document held out has seen its copy.
    draw = np.random.default_rng(2)
    once = pd.DataFrame(
        {
            "text": [" ".join(f"w{word}" for word in draw.integers(0, 300, 12)) for _ in range(120)],
            "document_id": [f"a{number // 4}" for number in range(120)],
            "storm": draw.random(120) < 0.4,
        }
    )
    again = once.assign(document_id="b" + once["document_id"], text="“" + once["text"].str.upper() + "!”")
    with pytest.warns(UserWarning, match=r"Documents that repeat another one: 30\.") as caught:
        evaluation = framing.evaluate(pd.concat([once, again]), ["storm"])
    assert caught[0].filename == __file__
    assert evaluation.documents == 30
    assert evaluation.macro_f1 < evaluation.table["always_f1"][0] + 0.05
    with pytest.warns(UserWarning, match="repeat another one: 30"):
        model = framing.train(pd.concat([once, again]), ["storm"], profile="fast")
    assert model.documents == 30


def test_texts_that_several_documents_share_are_warned_about(table) -> None:
    shared = table.assign(text=table["text"].where(table.index % 5 > 0, "The storm tore roofs away"))
    with pytest.warns(UserWarning, match="no copies as a whole: 16 rows"):
        framing.train(shared, ["storm"])


def test_too_little_is_said_in_words(table) -> None:
    with pytest.raises(NotEnoughData, match="no example without it"):
        framing.train(table.assign(storm=True), ["storm"])
    with pytest.raises(NotEnoughData, match="from one document"):
        framing.evaluate(table.assign(document_id="a"), ["storm"])
    with pytest.raises(NotEnoughData, match="a model needs examples"):
        framing.train(table.assign(storm=False), ["storm"])


def test_what_is_scored_needs_a_text(model) -> None:
    with pytest.raises(InputError, match="no column 'text'"):
        framing.score(model, pd.DataFrame({"body": ["A storm"]}))
    with pytest.raises(InputError, match="Row 2 has no text"):
        framing.score(model, ["A storm", None])


@pytest.mark.parametrize("texts", [None, 5, b"A storm", {"text": "A storm"}])
def test_what_is_no_text_is_refused_in_words(model, texts) -> None:
    with pytest.raises(InputError, match="Texts are a list of them"):
        framing.score(model, texts)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"table": None}, "must be a pandas DataFrame"),
        ({"labels": None}, "No frame is named"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"seed": "a"}, "seed must be a whole number"),
        ({"codebook": 5}, "A codebook is one that was read"),
        ({"made_by": "me\x1b[31m"}, "made_by says who made the labels"),
        ({"made_by": None}, "made_by says who made the labels"),
    ],
)
def test_wrong_arguments_are_refused_in_words(table, wrong, said) -> None:
    with pytest.raises(InputError, match=said):
        framing.train(**{"table": table, "labels": ["storm"], **wrong})


def test_whole_articles_are_split_coded_and_counted(model, tmp_path) -> None:
    article = "The storm tore roofs away on Monday. “Hail struck in the valley,” said Nurlan Zharov."
    articles = pd.DataFrame({"document_id": ["a"], "text": [article]})
    found = framing.score_documents(model, articles)
    assert [article[row.start : row.end] for row in found.sentences.itertuples()] == found.sentences["text"].tolist()
    scores = framing.score(model, found.sentences)
    assert found.scores["probability"].to_numpy() == pytest.approx(scores.to_numpy().ravel())
    everybody = found.shares.query("voice == 'all voices' and frame == 'storm'")
    assert everybody["predicted"].tolist() == [2]
    starter = (Path(__file__).parents[1] / "annotations" / "codebook.toml").read_text(encoding="utf-8")
    (book := tmp_path / "codebook.toml").write_text(starter.replace('"Tokayev"', '"Nurlan Zharov"'), encoding="utf-8")
    voices = [framing.score_documents(model, articles, by).sentences["voice"].tolist() for by in (None, book)]
    assert voices[0] != voices[1] == ["outlet", "official"]
    with pytest.raises(InputError, match="A codebook is one that was read"):
        framing.score_documents(model, articles, 5)


@pytest.mark.parametrize("given", [["text"], "text", None, pd.Series(["text"])])
def test_articles_that_are_no_table_are_refused_in_words(model, given) -> None:
    with pytest.raises(InputError, match="Articles are a table with the columns document_id and text, and this is "):
        framing.score_documents(model, given)


def test_articles_in_another_language_are_warned_of(model) -> None:
    texts = [f"Правительство сообщило, что закон номер {number} вступит в силу весной." for number in range(8)]
    articles = pd.DataFrame({"document_id": [f"{number}" for number in range(8)], "text": texts})
    with pytest.warns(UserWarning, match=r"8 of 8 documents seem to be in another language .* \(en\)"):
        framing.score_documents(model, articles)


def test_half_a_character_is_refused_in_words(model, table) -> None:
    with pytest.raises(InputError, match="Row 1: its text holds half a character"):
        framing.score(model, ["A storm \ud800"])
    for column in ("text", "document_id"):
        broken = table.assign(**{column: pd.Series([*["a"] * 79, "b\udfff"], dtype=object)})
        with pytest.raises(InputError, match=f"Row 80: its {column} holds half a character"):
            framing.train(broken, ["storm"])


@pytest.mark.parametrize("folder", ["a" * 5000, "a\0b", None, 5])
def test_what_is_no_folder_is_refused_in_words(folder) -> None:
    with pytest.raises(InputError, match="model"):
        framing.load_model(folder)


def test_importing_framing_is_light_and_says_what_it_offers() -> None:
    code = "import sys, framing; print(*sys.modules); assert {'train', 'score'} <= set(dir(framing)); framing.nothing"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert "framing" in said.stdout.split()
    assert not {"numpy", "pandas", "sklearn", "framing.notebook"} & set(said.stdout.split())
    assert said.stderr.splitlines()[-1] == "AttributeError: module 'framing' has no attribute 'nothing'"
