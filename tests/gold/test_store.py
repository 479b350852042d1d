import json
import shutil
from pathlib import Path

import pytest

from framing.errors import InputError
from framing.gold.majority import gold_labels
from framing.gold.store import Inputs, manifest_path, read_gold, write_gold

CODEBOOK = Path(__file__).parents[2] / "annotations" / "codebook.toml"
SAID = {"how": "majority", "people_only": False, "warnings": ["Буря <b>"]}


@pytest.fixture
def made(tmp_path, ballot):
    """The path of a gold file, and what it was made from."""
    (tmp_path / "ledger.jsonl").write_text("{}\n{}\n", encoding="utf-8")
    (tmp_path / "sentences.jsonl").write_text("{}\n", encoding="utf-8")
    shutil.copy(CODEBOOK, tmp_path / "codebook.toml")
    files = (tmp_path / name for name in ("ledger.jsonl", "sentences.jsonl", "codebook.toml"))
    inputs = Inputs(*files, automated=("b", "a"))
    path = tmp_path / "gold.jsonl"
    write_gold(path, gold_labels(ballot("a storm 110, b storm 0")), inputs.describe(), SAID)
    return path, inputs


def test_gold_comes_back_as_it_was_with_what_was_said_of_it(made, ballot):
    path, inputs = made
    stored = read_gold(path, inputs)
    assert stored.gold.equals(gold_labels(ballot("a storm 110, b storm 0")))
    assert (stored.how, stored.people_only, stored.warnings) == ("majority", False, ("Буря <b>",))
    assert stored.manifest["made_from"]["ledger"]["lines"] == 2
    assert stored.manifest["gold"]["rows"] == 2


def test_the_same_inputs_give_the_same_bytes_for_their_owner_only(made, ballot):
    path, inputs = made
    before = [file.read_bytes() for file in (path, manifest_path(path))]
    write_gold(path, gold_labels(ballot("a storm 110, b storm 0")), inputs.describe(), SAID)
    assert [file.read_bytes() for file in (path, manifest_path(path))] == before
    assert {file.stat().st_mode & 0o777 for file in (path, manifest_path(path))} == {0o600}


def test_without_a_file_there_is_no_gold(made, tmp_path):
    assert read_gold(tmp_path / "nowhere.jsonl", made[1]) is None


def append(path, text="{}\n"):
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("ledger", r"ledger\.jsonl has moved on since gold\.jsonl was made \(2 lines then, 3 now\)"),
        ("sentences", r"sentences\.jsonl is not as it was when gold\.jsonl was made"),
        ("gold", r"gold\.jsonl is not as framing resolve wrote it. Change labels in Doccano, or by a ruling"),
    ],
)
def test_gold_of_another_state_is_refused_with_what_to_do(made, changed, said):
    path, inputs = made
    append({"ledger": inputs.ledger, "sentences": inputs.sentences, "gold": path}[changed])
    with pytest.raises(InputError, match=rf"{said}.*framing resolve\."):
        read_gold(path, inputs)


def test_gold_of_another_codebook_is_refused(made):
    path, inputs = made
    text = inputs.codebook.read_text(encoding="utf-8")
    inputs.codebook.write_text(text.replace('version = "', 'version = "9'), encoding="utf-8")
    with pytest.raises(InputError, match=r"codebook\.toml has changed since gold\.jsonl was made"):
        read_gold(path, inputs)


def test_gold_is_refused_where_other_annotators_are_automated(made):
    path, inputs = made
    with pytest.raises(InputError, match="other annotators as automated"):
        read_gold(path, Inputs(inputs.ledger, inputs.sentences, inputs.codebook, automated=("a",)))
    assert read_gold(path, Inputs(inputs.ledger, inputs.sentences, inputs.codebook, automated=("a", "b")))


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", "[" * 100_000, '{"gold": {}}', '{"how": 1}', "\0"])
def test_a_manifest_that_is_none_is_refused(made, content):
    path, inputs = made
    manifest_path(path).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"gold\.json is not as framing resolve writes it"):
        read_gold(path, inputs)


def test_each_thing_that_a_manifest_must_say_is_asked_for(made):
    path, inputs = made
    whole = json.loads(manifest_path(path).read_text(encoding="utf-8"))
    parts = [{key: value for key, value in whole.items() if key != name} for name in SAID | {"gold": 0, "made_from": 0}]
    parts += [
        {**whole, "made_from": {key: value for key, value in whole["made_from"].items() if key != name}}
        for name in ("ledger", "sentences", "codebook", "automated")
    ]
    for part in parts:
        manifest_path(path).write_text(json.dumps(part), encoding="utf-8")
        with pytest.raises(InputError, match="not as framing resolve writes it"):
            read_gold(path, inputs)


def test_gold_without_its_manifest_is_refused(made):
    path, inputs = made
    manifest_path(path).unlink()
    with pytest.raises(InputError, match="says what gold was made from, is not there"):
        read_gold(path, inputs)
