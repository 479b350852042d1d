import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError, ModelMismatch
from framing.model.keeping.encoding import decode, encode, fingerprint
from framing.model.keeping.layout import FILES, MANIFEST
from framing.model.learning.examples import FrameCount


def agreeing(files, name):
    """The files with a manifest whose sizes and hashes are true again."""
    try:
        manifest = json.loads(files[MANIFEST])
        manifest["files"][name] = {"bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()}
    except (ValueError, KeyError, TypeError):
        return files
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1, separators=(",", ": ")) + "\n"
    return files | {MANIFEST: text.encode()}


def test_a_model_and_its_record_come_back_from_bytes(model, record, files):
    again, found = decode(files, "here")
    assert encode(again, found) == files == encode(model, record)


def test_what_was_left_out_comes_back_whatever_order_the_codebook_has(model):
    counts = tuple(FrameCount(frame, 0, 0, 0) for frame in ("zebra", "apple"))
    left_out = dict.fromkeys(("zebra", "apple"), "nobody decided on it")
    unlearned = replace(model, examples=model.examples + counts, left_out={**model.left_out, **left_out})
    assert decode(encode(unlearned), "here")[0].left_out == unlearned.left_out


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
def test_whatever_is_done_to_the_bytes_the_model_is_refused_or_the_same(model, files, name, data):
    content = bytearray(files[name])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1) | st.integers(0, min(len(content) - 1, 300)))
        kind = data.draw(st.sampled_from(["flip", "set", "cut", "grow"]))
        if kind == "flip":
            content[place] ^= 1 << data.draw(st.integers(0, 7))
        elif kind == "set":
            content[place] = data.draw(st.integers(0, 255))
        elif kind == "cut" and len(content) > 1:
            del content[place : place + data.draw(st.integers(1, 9))]
        else:
            content[place:place] = data.draw(st.binary(max_size=9) | st.sampled_from([b"[" * 99, b"9" * 5000, b"NaN"]))
        content = content or bytearray(b"\0")
    changed = files | {name: bytes(content)}
    if name != MANIFEST and data.draw(st.booleans()):
        changed = agreeing(changed, name)
    refused = ""
    try:
        decoded, _ = decode(changed, "here")
    except (InputError, ModelMismatch) as error:
        refused = str(error)
    assert refused.startswith("here") or fingerprint(decoded) == fingerprint(model)
