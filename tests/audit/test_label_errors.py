"""Labels that are probably wrong: planted ones come first, and what cannot be told is said."""

import sys

import numpy as np
import pandas as pd
import pytest

from framing.audit.label_errors import label_errors
from framing.codebook import Codebook, Frame
from framing.errors import MissingExtra
from framing.tables import GOLD, SENTENCES

COSTLY = ("It costs {n} million", "The bill of {n} euros is high", "Prices rose by {n} per cent", "Taxes pay {n} of it")
PLAIN = ("It opens on day {n}", "The line has {n} stops", "Children waved {n} flags", "The band played {n} songs")


def book(*keys: str) -> Codebook:
    frames = tuple(Frame(key, key, key[0], "#000000", "#ffffff", "-") for key in keys)
    return Codebook("tram", "1.0", "Tram", frames, fingerprint="0123456789abcdef")


def study(documents: int = 20, each: int = 8, planted: int = 0, seed: int = 1, voters: int = 1):
    """SENTENCES, GOLD of one frame that the words give away, and the ids of those whose label was turned around."""
    draw, rows, gold = np.random.default_rng(seed), [], []
    for number in range(documents * each):
        costly = number % 4 == 0
        text = str(draw.choice(COSTLY if costly else PLAIN)).format(n=draw.integers(2, 99))
        name, document = f"d{number // each}:{100 * number}-{100 * number + len(text)}", f"d{number // each}"
        start = 100 * number
        span = {"document_id": document, "start": start, "end": start + len(text), "position": number + 1}
        rows.append({"sentence_id": name, "text": text, "kind": "body", "paragraph": 1, **span})
        gold.append({"sentence_id": name, "present": costly})
    table = pd.DataFrame(gold)
    wrong = draw.choice(len(table), planted, replace=False)
    table.loc[wrong, "present"] = ~table.loc[wrong, "present"]
    fixed = {"frame": "cost", "how": "unanimous", "reason": "", "codebook": "-", "made_by": "person", "voters": voters}
    table = table.assign(**fixed, votes=table["present"] * voters, probability=table["present"].astype(float))
    return SENTENCES.table(rows), GOLD.check(table, "gold"), set(table.loc[wrong, "sentence_id"])


def test_labels_that_were_turned_around_come_first() -> None:
    sentences, gold, planted = study(planted=8)
    found = label_errors(sentences, gold, book("cost")).findings
    first = {finding.sentences[0] for finding in found[:8]}
    assert len(first & planted) >= 7
    assert "a model that did not see the article gives this label a probability of 0.0" in found[0].why
    assert "cost is" in found[0].why


def test_where_the_words_give_the_label_away_nothing_is_doubted() -> None:
    sentences, gold, _ = study()
    found = label_errors(sentences, gold, book("cost"))
    assert found.findings == ()
    assert found.note == "160 labels of 1 frame looked at."


def test_what_three_annotators_agree_on_is_doubted_less() -> None:
    alone, together = (label_errors(*study(planted=8, voters=n)[:2], book("cost")).findings for n in (1, 3))
    assert together[0].score == pytest.approx(alone[0].score / 3)
    assert "of 3 said yes" in together[0].why


def test_a_ruling_is_named_as_what_gold_stands_on_beside_the_votes() -> None:
    sentences, gold, _ = study(planted=8, voters=3)
    against = gold.assign(how="ruled", votes=[0 if present else 3 for present in gold["present"]])
    for table, said in ((against, "(ruled; 0 of 3 said yes)"), (against.assign(votes=0, voters=0), "(ruled)")):
        found = [one for one in label_errors(sentences, table, book("cost")).findings if "cost is there" in one.why]
        assert found
        assert all(said in finding.why for finding in found)
        assert found[0].todo == "Have the ruling looked at again: is cost there?"


def test_frames_with_too_little_are_left_out_and_named() -> None:
    sentences, gold, _ = study(documents=9)
    rare = gold.assign(frame="noise", present=[n < 3 for n in range(len(gold))])
    found = label_errors(sentences, pd.concat([gold.assign(present=gold["present"]), rare]), book("cost", "noise"))
    assert found.findings == ()
    assert "fewer than 20 examples of cost (18), noise (3)" in found.note
    few_documents = study(documents=9, each=12)
    assert "fewer than 10 documents with cost (9)" in label_errors(*few_documents[:2], book("cost")).note


def test_one_document_or_no_example_is_no_error() -> None:
    one = study(documents=1, each=100)
    assert "from one document" in label_errors(*one[:2], book("cost")).note
    sentences, gold, _ = study()
    assert label_errors(sentences, gold.iloc[:0], book("cost")).note.startswith("There is no gold label yet")


def test_without_cleanlab_the_reader_is_told_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cleanlab.filter", None)
    sentences, gold, _ = study(planted=8)
    with pytest.raises(MissingExtra, match=r"pip install 'framing\[audit\]'"):
        label_errors(sentences, gold, book("cost"))
