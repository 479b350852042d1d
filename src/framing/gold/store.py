"""Gold in files: a row for each label, and beside it a manifest that says what the labels were made from.

Whoever learns from gold must know that it is that of the ledger as it is now. So the manifest has the SHA-256 of the
ledger, of the sentences and of gold itself, and what does not agree is refused: the ledger is the truth, and gold can
be made again at any time. There is no clock in either file: the same ledger gives the same bytes.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from framing.codebook import read_codebook
from framing.errors import InputError
from framing.files import read_table, replacing, write_table
from framing.tables import GOLD

_AGAIN = "Make gold again: framing resolve."
_MANIFEST: Mapping[str, type] = {  # what others rely on, in the manifest and in its part made_from
    "gold": dict,
    "made_from": dict,
    "how": str,
    "people_only": bool,
    "warnings": list,
}
_MADE_FROM: Mapping[str, type] = {"ledger": dict, "sentences": dict, "codebook": str, "automated": list}


@dataclass(frozen=True)
class Inputs:
    """What gold is made from: the ledger, the ingested sentences, the codebook, and which accounts are programs."""

    ledger: Path
    sentences: Path
    codebook: Path
    automated: Sequence[str]

    def describe(self) -> dict[str, Any]:
        """As it stands in the manifest; a file that is not there has no SHA-256.

        Raises:
            InputError: a file cannot be read.
        """
        ledger, lines = _digest(self.ledger)
        return {
            "ledger": {"file": self.ledger.name, "sha256": ledger, "lines": lines},
            "sentences": {"sha256": _digest(self.sentences)[0]},
            "codebook": read_codebook(self.codebook).fingerprint,
            "automated": sorted(self.automated),
        }


@dataclass(frozen=True, eq=False)
class StoredGold:
    """GOLD of a file, and its manifest."""

    gold: pd.DataFrame
    manifest: Mapping[str, Any]

    @property
    def how(self) -> str:
        """By which way votes were resolved: majority or dawid-skene."""
        return str(self.manifest["how"])

    @property
    def people_only(self) -> bool:
        """Whether decisions of automated coders were left out."""
        return bool(self.manifest["people_only"])

    @property
    def warnings(self) -> tuple[str, ...]:
        """What had to be said of the labels when they were made."""
        return tuple(map(str, self.manifest["warnings"]))


def manifest_path(path: Path) -> Path:
    """Where the manifest of a gold file stands."""
    return path.with_suffix(".json")


def write_gold(path: Path, gold: pd.DataFrame, made_from: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Writes GOLD to `path`, then its manifest: `made_from` (of `Inputs.describe`) and `said`, with all else to know.

    A crash between the two leaves a manifest that does not agree with gold, which `read_gold` refuses. Both are for
    their owner only, until the owner opens them: skills are figures about people.

    Raises:
        InputError: a file cannot be written.
    """
    write_table(path, gold, private=True)
    manifest = {"gold": {"sha256": _digest(path)[0], "rows": len(gold)}, "made_from": dict(made_from), **said}
    with replacing(manifest_path(path), private=True) as file:
        file.write(json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def read_gold(path: Path, inputs: Inputs) -> StoredGold | None:
    """The gold in a file; None if there is no such file.

    Raises:
        InputError: the ledger, the sentences, the codebook or the list of automated annotators are not as they were
            when gold was made; or gold was changed by hand, or cannot be read.
    """
    if not path.exists():
        return None
    manifest = _read_manifest(manifest_path(path))
    then, now = manifest["made_from"], inputs.describe()
    if manifest["gold"]["sha256"] != _digest(path)[0]:
        raise InputError(
            f"{path} is not as framing resolve wrote it. Change labels in Doccano, or by a ruling, never here. {_AGAIN}"
        )
    if then["ledger"]["sha256"] != now["ledger"]["sha256"]:
        lines = f"{then['ledger']['lines']} lines then, {now['ledger']['lines']} now"
        raise InputError(f"{inputs.ledger} has moved on since {path.name} was made ({lines}). {_AGAIN}")
    if then["sentences"]["sha256"] != now["sentences"]["sha256"]:
        raise InputError(f"{inputs.sentences} is not as it was when {path.name} was made. {_AGAIN}")
    if then["codebook"] != now["codebook"]:
        raise InputError(
            f"{inputs.codebook} has changed since {path.name} was made ({then['codebook']} then, {now['codebook']} "
            f"now). {_AGAIN}"
        )
    if then["automated"] != now["automated"]:
        raise InputError(f"framing.toml names other annotators as automated than when {path.name} was made. {_AGAIN}")
    return StoredGold(read_table(path, GOLD), manifest)


def _read_manifest(path: Path) -> Mapping[str, Any]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        parts = ((manifest, _MANIFEST), (manifest["made_from"], _MADE_FROM))
        if all(isinstance(part[name], wanted) for part, names in parts for name, wanted in names.items()):
            found = manifest["made_from"]
            _ = manifest["gold"]["sha256"], found["ledger"]["lines"]
            _ = found["ledger"]["sha256"], found["sentences"]["sha256"]
            return dict(manifest)
    except FileNotFoundError as error:
        raise InputError(f"{path}, which says what gold was made from, is not there. {_AGAIN}") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise InputError(f"{path} is not as framing resolve writes it. {_AGAIN}")


def _digest(path: Path) -> tuple[str, int]:
    """SHA-256 of a file and its number of lines; of one that is not there an empty text and 0."""
    digest, lines = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while content := file.read(1 << 20):
                digest.update(content)
                lines += content.count(b"\n")
    except FileNotFoundError:
        return "", 0
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error
    return digest.hexdigest(), lines
