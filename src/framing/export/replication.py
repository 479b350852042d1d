"""The tables of a study without third-party text and without the names of people.

Sentences are given as offsets and hashes: who has the texts can see whether they are the same, and nobody else can
read them here. Titles, authors, paths and the words that name a speaker are parts of the texts, and are left out.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from framing.annotation.decisions import Decision
from framing.errors import InputError


@dataclass(frozen=True)
class Names:
    """What annotators and projects are called outside: `people` by account, `projects` by the name in the ledger."""

    people: Mapping[str, str]
    projects: Mapping[str, str]


def project_names(decisions: Iterable[Decision]) -> dict[str, str]:
    """Project to project1, project2 ... in the order of the ledger: a name may tell of a file, a server or a person."""
    names = dict.fromkeys(decision.project for decision in decisions)
    return {name: f"project{number}" for number, name in enumerate(names, start=1)}


def pseudonymised(decisions: Iterable[Decision], names: Names, *, comments: bool = False) -> list[Decision]:
    """The decisions under other names.

    What annotators wrote is left out unless `comments`: it may quote the text or name people.
    """
    return [
        replace(
            decision,
            annotator=names.people[decision.annotator],
            project=names.projects[decision.project],
            comment=decision.comment if comments else "",
        )
        for decision in decisions
    ]


def renamed(table: pd.DataFrame, column: str, names: Mapping[str, str]) -> pd.DataFrame:
    """`table` with every name in `column` replaced.

    Raises:
        KeyError: a name has no other: it must not slip through.
    """
    return table.assign(**{column: [names[name] for name in table[column]]})


_TELLING = 25  # characters: what is shorter may stand anywhere

_GOLD_FACTS = (  # warnings are left out: they name annotators
    *("how", "people_only", "labels", "sentences", "counts", "by_one_annotator", "open_labels", "open_sentences"),
    *("overruled", "frames", "skills"),
)


def gold_facts(manifest: Mapping[str, Any], people: Mapping[str, str]) -> dict[str, Any]:
    """What `framing resolve` wrote down of gold, with other names for annotators.

    Args:
        manifest: see framing.gold.store.
        people: pseudonym by account.

    Raises:
        InputError: it has skills of somebody without a pseudonym, or none that can be read.
    """
    facts = {key: manifest[key] for key in _GOLD_FACTS if key in manifest}
    try:
        if "skills" in facts:
            facts["skills"] = [{**row, "annotator": people[row["annotator"]]} for row in facts["skills"]]
    except (KeyError, TypeError) as error:
        raise InputError(
            "What gold.json says of skills is of nobody in the ledger. Make it again: framing resolve."
        ) from error
    return facts


def resolve_command(manifest: Mapping[str, Any] | None) -> str:
    """The command that makes the gold of this manifest; without one, gold by majority."""
    how = f" --how {manifest['how']}" if manifest and manifest["how"] != "majority" else ""
    return f"framing resolve{how}{' --people-only' if manifest and manifest['people_only'] else ''}"


def documents_table(documents: pd.DataFrame) -> pd.DataFrame:
    """`document_id`, `source`, `date`, `language`, `characters` (code points) and `sha256` of the text in UTF-8."""
    table = documents[["document_id", "source", "date", "language"]]
    return table.assign(characters=documents["text"].str.len(), sha256=documents["text"].map(text_hash))


def sentences_table(sentences: pd.DataFrame) -> pd.DataFrame:
    """SENTENCES with `sha256` of the text in UTF-8 in its place; `start` and `end` are half-open, in code points."""
    columns = ["sentence_id", "document_id", "position", "start", "end", "kind", "paragraph"]
    return sentences[columns].assign(sha256=sentences["text"].map(text_hash))


def sample_table(sample: pd.DataFrame) -> pd.DataFrame:
    """SAMPLE without why a sentence was chosen to teach: that may be words that stand in it."""
    return sample.assign(why=sample["why"].where(sample["purpose"] == "estimation", ""))


def quoted(sentences: pd.DataFrame, files: Mapping[str, bytes]) -> dict[str, int]:
    """File name to the number of different sentences, of 25 characters or more, that stand in it word for word."""
    texts = {text.encode("utf-8", "surrogatepass") for text in sentences["text"] if len(text) >= _TELLING}
    found = {name: sum(text in content for text in texts) for name, content in files.items()}
    return {name: count for name, count in found.items() if count}


def text_hash(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
