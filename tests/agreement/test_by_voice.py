import math

import pandas as pd
import pytest

from framing.agreement.by_voice import by_voice
from framing.errors import NotEnoughData
from framing.tables import VOICES

# Krippendorff (2011), section C, four observers and twelve units, nominal: alpha = 0.743; three times over, with units
# 36 of one label left out, 1 - alpha is that of one time times (120 - 1) / 120 * 40 / (40 - 1).
MISSING = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def voices(observers, made_by="person"):
    return VOICES.table(
        {
            "sentence_id": f"d{number}:0-1",
            "by": f"{made_by} {observer}",
            "voice": "" if voice == "?" else f"voice {voice}",
            "speech": "",
            "speaker": "",
            "rule": "",
            "confidence": "",
            "made_by": made_by,
        }
        for observer, given in enumerate(observers)
        for number, voice in enumerate(given)
        if voice != "."
    )


def owners(table):
    return {name: name.rpartition(":")[0] for name in table["sentence_id"]}


def test_alpha_of_voices_is_the_published_alpha_of_a_nominal_scale():
    table = voices([given * 3 for given in MISSING])
    found = by_voice(table, owners(table))
    published = 1 - (1 - 0.743) * (119 / 120) * (40 / 39)
    assert found.alpha == pytest.approx(published, abs=0.0005)
    assert (found.sentences, found.documents, found.made_by, found.note) == (33, 33, "person", "")
    assert found.low < found.alpha < found.high


def test_each_voice_is_measured_against_all_others():
    first, second = "a" * 10 + "b" * 10 + "c" * 10, "a" * 8 + "b" * 12 + "c" * 10
    found = by_voice(voices([first, second]), owners(voices([first])))
    table = found.voices.set_index("voice")
    assert found.voices["voice"].tolist()[-1] == "voice c"
    assert table.loc["voice c", "alpha"] == 1
    assert table.loc["voice a", "positive_agreement"] == pytest.approx(2 * 8 / 18)
    assert found.confused.to_dict("records") == [
        {"first": "voice a", "second": "voice b", "sentences": 2, "pairs": 2, "of_first": 2, "of_second": 2}
    ]


def test_who_could_not_tell_is_counted_and_has_no_vote():
    found = by_voice(voices(["ab" * 12, "ab" * 10 + "??.."]), owners(voices(["ab" * 12])))
    assert (found.sentences, found.could_not_tell, found.alpha) == (20, 2, 1.0)


@pytest.mark.parametrize(
    ("observers", "note"),
    [
        (["ab" * 9, "ab" * 9], "fewer than 20 sentences: no alpha"),
        (["a" * 30, "a" * 30], "all say the same: alpha is undefined"),
    ],
)
def test_where_there_is_no_alpha_the_note_says_why(observers, note):
    found = by_voice(voices(observers), owners(voices(observers)))
    assert math.isnan(found.alpha)
    assert found.note == note


def test_from_few_documents_there_is_alpha_without_interval():
    table = voices(["ab" * 15, "ab" * 14 + "bb"])
    found = by_voice(table, {name: f"d{number % 5}" for number, name in enumerate(owners(table))})
    assert not math.isnan(found.alpha)
    assert math.isnan(found.low)
    assert found.note == "too few documents (5) for an interval: 20 are needed"


def test_people_outrank_the_automated_coder_and_one_of_each_is_nothing_to_compare():
    people, robots = voices(["ab" * 12, "ab" * 12]), voices(["ba" * 12, "bb" * 12], "automated coder")
    both = VOICES.check(pd.concat([people, robots]), "both")
    assert by_voice(both, owners(both)).alpha == 1.0
    one = both[both["by"].isin(["person 0", "automated coder 0"])]
    with pytest.raises(NotEnoughData, match="push --voice"):
        by_voice(one, owners(one))
