"""The files of a model folder, how large each may be, and the version of their format."""

from collections.abc import Mapping

FORMAT = "framing-model"
FORMAT_VERSION = 2
ARRAYS, CONTENT, CARD, MANIFEST = "arrays.safetensors", "model.json", "card.md", "manifest.json"
FILES = (ARRAYS, CONTENT, CARD, MANIFEST)
# Many times what a model of 200,000 sentences takes: one of 5,000 has half a megabyte of terms and five of numbers.
MOST_BYTES: Mapping[str, int] = {MANIFEST: 2**20, CARD: 2**20, CONTENT: 2**25, ARRAYS: 2**28}
