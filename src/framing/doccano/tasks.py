"""Tables to what Doccano takes, and what Doccano gives to decisions. Pure: no request is made here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.annotation.decisions import Decision
from framing.doccano.card import ProjectCard
from framing.tables import CODED_KINDS, make_sentence_id

ID_KEY = "sentence"  # our name of the sentence, in the meta data of a Doccano example
META_KEYS = ("before", "after", "article", "position", "kind", ID_KEY)  # the order in which annotators see them

# Keys that Doccano's import or export overwrites, or fails on (measured on 1.8.4).
RESERVED_META_KEYS = frozenset(
    {
        "id",
        "text",
        "data",
        "label",
        "labels",
        "categories",
        "Comments",
        "filename",
        "upload_name",
        "example_uuid",
        "#line_number",
    }
)

_SENTENCE_ID = re.compile(r"(?s:(?P<document_id>.+)):(?P<start>0|[1-9][0-9]{0,14})-(?P<end>[1-9][0-9]{0,14})")
_SHOWN_AGAIN = re.compile(r"~(?P<showing>[2-9])\Z")  # at the end of the name of an example
_LONG_WORD = re.compile(r"\S{18,}")
_LONGEST_TEXT = 1_500_000  # characters; a page with more than two million does not open
_LONGEST_BESIDE = 2_000  # characters of a neighbour, or of a title
_CANNOT_BE_SHOWN = "(a sentence that cannot be shown)"
_BREAK = "\u200b"  # zero width space


def example_rows(sentences: pd.DataFrame, documents: pd.DataFrame) -> list[dict[str, Any]]:
    """One row for each coded sentence, in the order of `sentences`, all with the same keys in the same order.

    Uniform rows, because Doccano's import breaks on a key that one row lacks. `before` and `after` are the coded
    neighbours in the same article, cut where they are long. Sentences that Doccano could not show are left out: they
    are those that `set_aside` names.
    """
    coded = sentences[sentences["kind"].isin(CODED_KINDS)]
    titles = _titles(coded, documents)
    rows = []
    for document_id, part in coded.groupby("document_id", sort=False):
        texts = [_shown(text) for text in part["text"]]
        around = [_breakable(_CANNOT_BE_SHOWN if _fault(text) else _beginning(text)) for text in texts]
        for number, (sentence_id, kind) in enumerate(zip(part["sentence_id"], part["kind"], strict=True)):
            if _fault(texts[number]):
                continue
            meta = {
                "before": around[number - 1] if number else "(the article begins here)",
                "after": around[number + 1] if number + 1 < len(texts) else "(the article ends here)",
                "article": _breakable(_beginning(titles[str(document_id)])),
                "position": f"{number + 1} of {len(texts)}",
                "kind": kind,
                ID_KEY: _breakable(sentence_id),
            }
            rows.append({"text": texts[number], "label": [], **meta})
    return rows


def set_aside(sentences: pd.DataFrame) -> tuple[str, ...]:
    """A line for each coded sentence that Doccano could not show, with the reason; the others are pushed."""
    coded = sentences[sentences["kind"].isin(CODED_KINDS)]
    faults = ((name, _fault(_shown(text))) for name, text in zip(coded["sentence_id"], coded["text"], strict=True))
    return tuple(f"sentence {name} {fault} and is set aside" for name, fault in faults if fault)


def _fault(text: str) -> str:
    """Why Doccano could not show a text; empty if it can."""
    if not text.strip():
        return "has no text"
    if "\0" in text:  # half of a character no table can hold
        return "holds a NUL character"
    if len(text) > _LONGEST_TEXT:
        return f"has {len(text):,} characters, and a page of Doccano can show {_LONGEST_TEXT:,},"
    return ""


def _beginning(text: str) -> str:
    """As much of a text as somebody reads beside another."""
    return text if len(text) <= _LONGEST_BESIDE else f"{text[:_LONGEST_BESIDE]} …"


def _titles(coded: pd.DataFrame, documents: pd.DataFrame) -> dict[str, str]:
    """What an annotator sees as the article: its title, else its headline, else its id; never the outlet."""
    titles = dict(zip(documents["document_id"], documents["title"], strict=True))
    headlines = coded[coded["kind"] == "headline"].groupby("document_id")["text"].first()
    return {
        str(document_id): _shown(titles.get(document_id) or headlines.get(document_id) or document_id)
        for document_id in coded["document_id"].unique()
    }


def _shown(text: str) -> str:
    """The text as annotators read it: every run of white space as one space."""
    return " ".join(text.split())


def _breakable(text: str) -> str:
    """The text with invisible places to break long words at.

    Doccano's table of meta data is narrow, and one long word pushes the end of every line out of sight.
    """
    return _LONG_WORD.sub(lambda word: _BREAK.join(re.findall(r".{1,12}", word[0])), text)


def example_name(sentence_id: str, showing: int = 1) -> str:
    """Our name of an example: that of its sentence, and which showing of it this is if not the first."""
    return sentence_id if showing == 1 else f"{sentence_id}~{showing}"


def shown_again(row: Mapping[str, Any], showing: int) -> dict[str, Any]:
    """The row of an example once more, as a later showing of the same sentence."""
    return {**row, ID_KEY: _breakable(example_name(str(name_of(row)), showing))}


def name_of(row: Mapping[str, Any]) -> str | None:
    """Our name of the example in a row of an export, or of a push; None if framing did not push it."""
    value = row.get(ID_KEY)
    return value.replace(_BREAK, "") if isinstance(value, str) else None


def parse_name(name: str | None) -> tuple[str, int, int, int] | None:
    """Document id, start, end and showing in the name of an example; None if it is none that `example_name` gives."""
    if name is None:
        return None
    again = _SHOWN_AGAIN.search(name)
    span = parse_sentence_id(name[: again.start()] if again else name)
    return None if span is None else (*span, int(again["showing"]) if again else 1)


@dataclass(frozen=True)
class Pulled:
    """What one project says: decisions, what could not be read, and how far each annotator is.

    `progress`: one row per annotator with annotator, labelled (confirmed, with labels), empty (confirmed, none),
    unconfirmed (a label chosen, not confirmed) and unseen, all counts of sentences.
    """

    decisions: tuple[Decision, ...]
    problems: tuple[str, ...]
    progress: tuple[Mapping[str, Any], ...]


def decisions_from_exports(
    everything: Mapping[str, Sequence[Mapping[str, Any]]],
    confirmed: Mapping[str, Sequence[Mapping[str, Any]]],
    card: ProjectCard,
    *,
    at: str,
    automated: Iterable[str] = (),
) -> Pulled:
    """Decisions from a project's two exports: all examples, and those that each annotator confirmed.

    Args:
        everything: annotator to rows of the full export (`id`, `text`, meta, `label`, `Comments`).
        confirmed: the same for confirmed examples.
        card: the project's card.
        at: the time of the pull.
        automated: annotators that are programs.
    """
    reader = _ExportReader(card, at, frozenset(automated))
    decisions: list[Decision] = []
    progress = []
    for annotator in sorted(everything):
        done = reader.read(annotator, confirmed.get(annotator, ()), "confirmed")
        chosen = reader.read(annotator, everything[annotator], "labelled")
        open_ones = {subject: d for subject, d in chosen.items() if subject not in done and _chose(d)}
        unseen = len(chosen.keys() - done.keys() - open_ones.keys())
        decisions += [*done.values(), *open_ones.values()]
        progress.append(
            {
                "annotator": annotator,
                "labelled": sum(1 for d in done.values() if _chose(d)),
                "empty": sum(1 for d in done.values() if not _chose(d)),
                "unconfirmed": len(open_ones),
                "unseen": unseen,
            }
        )
    return Pulled(tuple(decisions), reader.report(), tuple(progress))


def _chose(decision: Decision) -> bool:
    return bool(decision.frames or decision.voice)


class _ExportReader:
    """Reads rows of exports and keeps what it cannot read, each problem once."""

    def __init__(self, card: ProjectCard, at: str, automated: frozenset[str]) -> None:
        self.card, self.at, self.automated = card, at, automated
        former = {name: key for name, key in card.former if key in card.keys}  # a change may be under way
        self.keys = former | {name: key for key, name in card.labels}
        self.problems: dict[str, int] = {}

    def read(self, annotator: str, rows: Iterable[Mapping[str, Any]], state: str) -> dict[str, Decision]:
        found: dict[str, Decision] = {}
        for row in rows:
            span = parse_name(name_of(row))
            if span is None:
                self._note(f"example {row.get('id')} was not pushed by framing and is left out")
                continue
            decision = self._decision(annotator, span, row, state)
            if decision is None:
                continue
            name = example_name(decision.sentence_id, decision.showing)
            other = found.get(name)
            if other is not None:
                self._note(f"sentence {decision.sentence_id} stands more than once in the project")
                decision = decision if _chose(decision) and not _chose(other) else other
            found[name] = decision
        return found

    def report(self) -> tuple[str, ...]:
        return tuple(self.problems)

    def _decision(
        self, annotator: str, span: tuple[str, int, int, int], row: Mapping[str, Any], state: str
    ) -> Decision | None:
        """What the row says; None if its voice cannot be told: several of them, or only a label that is not ours."""
        labels = row.get("label") or []
        strangers = [label for label in labels if label not in self.keys]
        for label in strangers:
            self._note(f"the label {label!r} is none of the project's {self.card.kind} and is left out")
        known = {self.keys[label] for label in labels if label in self.keys}
        chosen = tuple(key for key in self.card.keys if key in known)
        frames_asked = self.card.kind == "frames"
        if not frames_asked and len(chosen) > 1:  # two keys at the same moment can do that (measured on 1.8.4)
            self._note(
                f"{annotator} gave sentence {make_sentence_id(*span[:3])} several voices ({', '.join(chosen)}): "
                "it is left out until the key of the wrong one is pressed there"
            )
            return None
        if not frames_asked and strangers and not chosen:
            return None  # not the same as: the annotator could not tell
        return Decision(
            document_id=span[0],
            start=span[1],
            end=span[2],
            annotator=annotator,
            state="confirmed" if state == "confirmed" else "labelled",
            frames=chosen if frames_asked else (),
            offered=self.card.keys if frames_asked else (),
            at=self.at,
            project=self.card.project,
            codebook=self.card.fingerprint,
            assisted=self.card.assisted,
            made_by="automated coder" if annotator in self.automated else "person",
            voice="" if frames_asked else "".join(chosen),
            showing=span[3],
            training=self.card.training,
            comment="; ".join(str(comment) for comment in row.get("Comments") or []),
        )

    def _note(self, problem: str) -> None:
        self.problems[problem] = self.problems.get(problem, 0) + 1


def parse_sentence_id(value: object) -> tuple[str, int, int] | None:
    """Document id, start and end in the name of a sentence; None if it is none that `make_sentence_id` gives."""
    found = _SENTENCE_ID.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found["start"]) >= int(found["end"]):
        return None
    return found["document_id"], int(found["start"]), int(found["end"])
