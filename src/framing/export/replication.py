"""The tables of a study without third-party text and without the names of people.

Sentences are given as offsets and hashes: who has the texts can see whether they are the same, and nobody else can
read them here. Titles, authors, paths and the words that name a speaker are parts of the texts, and are left out.
What is short, or no coded sentence, has no hash: whoever guesses a name could see whether a byline has it.
Rows stand in an order that pseudonyms decide and names do not, or the order would tell who is who.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import pandas as pd

from framing.annotation.decisions import Decision
from framing.errors import InputError
from framing.tables import CODED_KINDS

SHORTEST_HASHED = 25  # characters: of less, all that it may be can be tried out
_TOLD_ANYWAY = ("source", "date", "language", "document_id")  # columns that `documents_table` has too


@dataclass(frozen=True)
class Names:
    """What annotators and projects are called outside: `people` by account, `projects` by the name in the ledger."""

    people: Mapping[str, str]
    projects: Mapping[str, str]


def arranged(decisions: Iterable[Decision], people: Mapping[str, str]) -> list[Decision]:
    """The decisions of a ledger in an order that tells no name; of each subject they stay in the order of the ledger.

    A pull adds those of one annotator after those of another, by name, and one project after another, seconds apart.
    So `at` is cut to the day, and the decisions of a day stand by document, place and pseudonym.

    Args:
        decisions: a ledger.
        people: username to pseudonym.
    """
    cut = [replace(decision, at=decision.at[:_DAY]) for decision in decisions]
    days = [list(of_day) for _, of_day in groupby(cut, key=lambda decision: decision.at)]
    return [
        decision
        for of_day in days
        for decision in sorted(of_day, key=lambda d: (d.document_id, d.start, d.end, people[d.annotator]))
    ]


_DAY = len("2022-01-05")


def by_place(table: pd.DataFrame, sentences: pd.DataFrame, *then: str) -> pd.DataFrame:
    """`table` in the order of `sentences`, then by other columns; sentences that are not there any more come last."""
    places = {name: number for number, name in enumerate(sentences["sentence_id"])}
    place = table["sentence_id"].map(lambda name: places.get(name, len(places))).astype(int)
    order = table.assign(**{_PLACE: place}).sort_values([_PLACE, "sentence_id", *then], kind="stable").index
    return table.loc[order].reset_index(drop=True)


_PLACE = "\0place"  # no column's name


def project_names(decisions: Iterable[Decision]) -> dict[str, str]:
    """Project to project1, project2 ... in the order of `decisions`, see `arranged`: its name may tell of a person."""
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


def sample_table(sample: pd.DataFrame, sentences: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """SAMPLE without words of the texts: `why` is empty, and strata that may hold some are called stratum1, 2 ...

    A stratum keeps its name if outlet, month, date, language, kind and document are all that it names, with the values
    that a sentence drawn in it has today.
    """
    told = _told_anyway(sentences, documents)
    strata = list(dict.fromkeys(sample["stratum"]))
    rows = zip(sample["stratum"], sample["sentence_id"], strict=True)
    kept = {stratum for stratum, name in rows if _is_made_of(stratum, told.get(name, ()))}
    hidden = [stratum for stratum in strata if stratum not in kept]
    names = dict(zip(strata, strata, strict=True)) | {old: f"stratum{n}" for n, old in enumerate(hidden, start=1)}
    return sample.assign(stratum=sample["stratum"].map(names), why="")


def _told_anyway(sentences: pd.DataFrame, documents: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Sentence id to what a stratum may say of it, such as outlet=Gazette."""
    heads = documents[list(_TOLD_ANYWAY)].assign(outlet=documents["source"], month=documents["date"].str[:7])
    of_document = {
        str(row["document_id"]): tuple(f"{name}={value}" for name, value in row.items())
        for row in heads.to_dict(orient="records")
    }
    columns = (sentences[name] for name in ("sentence_id", "document_id", "kind"))
    return {
        name: (*of_document.get(document, ()), f"kind={kind}") for name, document, kind in zip(*columns, strict=True)
    }


def _is_made_of(stratum: str, parts: Sequence[str]) -> bool:
    """Whether a stratum is some of `parts`, joined; no part of it is looked for inside of a value."""
    if not stratum or stratum in parts:
        return True
    begun = [part + ", " for part in parts if stratum.startswith(part + ", ")]
    return any(_is_made_of(stratum[len(part) :], parts) for part in begun)


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
            skills = [{**row, "annotator": people[row["annotator"]]} for row in facts["skills"]]
            facts["skills"] = sorted(skills, key=lambda row: row["annotator"])  # or they would stand by account
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
    """`document_id`, `source`, `date`, `language`, `characters` (code points) and `sha256`, see `text_hash`."""
    table = documents[["document_id", "source", "date", "language"]]
    hashes = pd.Series([text_hash(text) for text in documents["text"]], index=table.index, dtype=object)
    return table.assign(characters=documents["text"].str.len(), sha256=hashes)


def sentences_table(sentences: pd.DataFrame) -> pd.DataFrame:
    """SENTENCES with `sha256` of coded ones in place of the text, see `text_hash`; None for bylines and the like.

    `start` and `end` are half-open, in code points.
    """
    columns = ["sentence_id", "document_id", "position", "start", "end", "kind", "paragraph"]
    pairs = zip(sentences["text"], sentences["kind"], strict=True)
    hashes = [text_hash(text) if kind in CODED_KINDS else None for text, kind in pairs]
    return sentences[columns].assign(sha256=pd.Series(hashes, index=sentences.index, dtype=object))


def quoted(sentences: pd.DataFrame, files: Mapping[str, bytes]) -> dict[str, int]:
    """File name to the number of different sentences, of 25 characters or more, that stand in it word for word."""
    texts = {text.encode("utf-8", "surrogatepass") for text in sentences["text"] if len(text) >= SHORTEST_HASHED}
    found = {name: sum(text in content for text in texts) for name, content in files.items()}
    return {name: count for name, count in found.items() if count}


def text_hash(text: str) -> str | None:
    """SHA-256 of a text in UTF-8, in hexadecimal; None if it has fewer than SHORTEST_HASHED code points."""
    if len(text) < SHORTEST_HASHED:
        return None
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
