"""What is installed here that decides which bytes a run writes, and how that differs from what is installed elsewhere.

An edge: it looks at installed packages and at framing's own files. A run goes on, and a worker of a cluster scores,
only with the same.
"""

import hashlib
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import framing
from framing.model.learning.embedding import load_embedding

# What a text is split, coded, counted and written with: another version may give other sentences, digits or bytes.
PACKAGES = ("numpy", "scipy", "scikit-learn", "pandas", "pyarrow", "sentencex", "py3langid", "numba")
_NONE = "none"
_DIGITS = 12  # of a SHA-256, to tell two apart


def installed(embedding: str) -> dict[str, str]:
    """What decides what this process computes: name to version or digest; "none" of a package that is not there.

    Args:
        embedding: name of a table of vectors, "" for none.

    Raises:
        InputError, MissingExtra: see `framing.model.learning.embedding.load_embedding`.
    """
    return {
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "framing": framing.__version__,
        "framing's program": _program(),
        **{name: _version(name) for name in PACKAGES},
        **({f"vectors {embedding}": load_embedding(embedding).sha256[:_DIGITS]} if embedding else {}),
    }


def differences(expected: Mapping[str, str], found: Mapping[str, str]) -> str:
    """What is found otherwise than expected, for a message; "" if nothing is."""
    return ", ".join(
        f"{name} {found.get(name, _NONE)} instead of {expected.get(name, _NONE)}"
        for name in {**expected, **found}
        if found.get(name, _NONE) != expected.get(name, _NONE)
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return _NONE


def _program() -> str:
    """A digest of framing's own modules: a version number stays the same while somebody works on them."""
    root = Path(framing.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py"), key=lambda path: path.relative_to(root).parts):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()[:_DIGITS]
