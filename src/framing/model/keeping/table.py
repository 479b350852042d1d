"""Which table of vectors a model was trained with: its name and what it holds, never the table itself.

Other numbers under the same name would turn every score into noise that looks like a score.
"""

from typing import Any

from framing.errors import ModelMismatch
from framing.model.keeping.fields import read_hex, read_mapping, read_text, refuse
from framing.model.learning.embedding import LANGUAGES, load_embedding


def write_table(name: str) -> dict[str, str]:
    """Name and SHA-256 of a table of vectors, for a model file; nothing for a model without one."""
    return {"name": name, "sha256": load_embedding(name).sha256} if name else {}


def read_table(value: Any, where: str) -> str:
    """The name of the table that a model file asks for; "" for none.

    Raises:
        InputError: it is no name and SHA-256, or there is no table of this name.
        ModelMismatch: the table of this name holds other numbers here.
    """
    entry = read_mapping(value, where)
    if not entry:
        return ""
    if set(entry) != {"name", "sha256"}:
        refuse(where, "it must have name and sha256, or nothing")
    name, wanted = read_text(entry["name"], where), read_hex(entry["sha256"], 64, where)
    if name not in LANGUAGES:
        refuse(where, f"there is no table of vectors {name[:40]!r}")
    if load_embedding(name).sha256 != wanted:
        raise ModelMismatch(
            f"{where}: the model was trained with another table of vectors {name!r} than this version of framing has, "
            "so its scores would mean nothing. Use the version that the model card names, or train: framing train."
        )
    return name
