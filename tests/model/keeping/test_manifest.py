import json

import pytest

from framing.errors import InputError, ModelMismatch
from framing.model.keeping.layout import ARRAYS, CARD, CONTENT, MANIFEST
from framing.model.keeping.store import load_model


def first_row(manifest):
    return manifest["figures"]["frames"][0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fingerprint", "0" * 16),
        ("seed", 8),
        ("sentences", 10_000),
        ("made_by", {"person": 1}),
        ("codebook", {"id": "other", "version": "1", "fingerprint": "0" * 16}),
        ("gold_sha256", "0" * 64),
        ("sentences_sha256", "0" * 64),
        ("training_sha256", "0" * 64),
        ("versions", {}),
        ("extra", "x"),
        ("figures", []),
        ("behaviour", None),
        ("warnings", "none"),
        ("probes", []),
    ],
)
def test_a_manifest_that_lies_is_refused(folder, rewrite_manifest, field, value):
    rewrite_manifest(lambda manifest: manifest.update({field: value}))
    with pytest.raises(InputError, match=f"{MANIFEST}.*{field}" if field not in ("figures",) else "figures"):
        load_model(folder)


@pytest.mark.parametrize("field", ["figures", "behaviour", "warnings", "probes", "seed", "fingerprint"])
def test_a_manifest_that_keeps_something_back_is_refused(folder, rewrite_manifest, field):
    rewrite_manifest(lambda manifest: manifest.pop(field))
    with pytest.raises(InputError):
        load_model(folder)


@pytest.mark.parametrize(
    "lie",
    [
        lambda manifest: first_row(manifest).update(average_precision=0.999999),
        lambda manifest: first_row(manifest).update(f1=0.01),
        lambda manifest: first_row(manifest).update(sentences=119),
        lambda manifest: first_row(manifest).update(frame="storm"),
        lambda manifest: manifest["figures"]["summary"]["macro_f1"].update(value=0.5),
        lambda manifest: manifest["figures"].update(warnings=[]),
        lambda manifest: manifest["figures"].update(folds="not held out at all"),
        lambda manifest: manifest.update(figures=None),
        lambda manifest: manifest.update(warnings=[]),
        lambda manifest: manifest["behaviour"][0].update(passed=12),
        lambda manifest: manifest.update(behaviour=[]),
    ],
)
def test_figures_that_are_not_those_of_the_card_are_refused(folder, rewrite_manifest, lie):
    rewrite_manifest(lie)
    with pytest.raises(InputError):
        load_model(folder)


def test_a_card_that_was_written_anew_with_other_figures_is_refused(folder, rewrite):
    card = (folder / CARD).read_text("utf-8")
    rewrite(CARD, card.replace("SHA-256 `", "SHA-256 `0").encode())
    with pytest.raises(InputError, match=rf"{CARD}.*not the card of the model and the figures in {MANIFEST}"):
        load_model(folder)


@pytest.mark.parametrize("card", [b"", b"\xff\n\xff", b"# Frame model\n"])
def test_a_card_that_is_none_is_refused(folder, rewrite, card):
    rewrite(CARD, card)
    with pytest.raises(InputError, match=CARD):
        load_model(folder)


@pytest.mark.parametrize("name", [ARRAYS, CONTENT, CARD])
@pytest.mark.parametrize("damage", ["cut", "grown", "changed"])
def test_a_file_that_is_not_as_the_manifest_says_is_refused(folder, name, damage):
    content = (folder / name).read_bytes()
    changed = bytes([content[-1] ^ 1])
    content = {"cut": content[:-1], "grown": content + b" ", "changed": content[:-1] + changed}[damage]
    (folder / name).write_bytes(content)
    with pytest.raises(InputError, match=name):
        load_model(folder)


def test_a_hash_is_checked_before_the_file_is_parsed(folder):
    (folder / CONTENT).write_bytes(b"{" * len((folder / CONTENT).read_bytes()))
    with pytest.raises(InputError, match=f"{CONTENT}.*not the file that"):
        load_model(folder)


@pytest.mark.parametrize("files", [None, {}, {"../../secret": {"bytes": 1, "sha256": ""}}, {ARRAYS: 3}])
def test_a_manifest_cannot_name_other_files(folder, rewrite_manifest, files):
    rewrite_manifest(lambda manifest: manifest.update(files=files))
    with pytest.raises(InputError, match="files must name"):
        load_model(folder)


@pytest.mark.parametrize("version", [0, 1, 3, "2", None, True])
def test_another_format_version_is_a_mismatch(folder, rewrite_manifest, version):
    rewrite_manifest(lambda manifest: manifest.update(format_version=version))
    with pytest.raises(ModelMismatch, match=r"reads 2.*train the model again"):
        load_model(folder)


def test_a_manifest_that_says_the_same_in_another_way_is_refused(folder):
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    for text in (json.dumps(manifest), json.dumps(manifest | {"seed": 7.0}, indent=1, sort_keys=True)):
        (folder / MANIFEST).write_text(text, "utf-8")
        with pytest.raises(InputError, match=MANIFEST):
            load_model(folder)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"null", b'{"format": NaN}', b"\xff\xfe", b"[" * 60_000, b"9" * 9_000]
)
def test_a_manifest_that_is_none_is_refused(folder, content):
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(InputError, match=MANIFEST):
        load_model(folder)
