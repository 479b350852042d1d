"""The files of a model folder, how large each may be, and the version of their format."""

from collections.abc import Mapping

FORMAT = "framing-model"
FORMAT_VERSION = 2
ARRAYS, CONTENT, CARD, MANIFEST = "arrays.safetensors", "model.json", "card.md", "manifest.json"
FILES = (ARRAYS, CONTENT, CARD, MANIFEST)
MOST_BYTES: Mapping[str, int] = {MANIFEST: 2**20, CARD: 2**20, CONTENT: 2**26, ARRAYS: 2**29}
