"""Tables to what Doccano takes, and the names by which what it gives is known again. Pure: no request is made here."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from framing.tables import CODED_KINDS, SHOWN_BEFORE

ID_KEY = "sentence"  # our name of the sentence, in the meta data of a Doccano example
META_KEYS = ("before", "after", "article", "position", "kind", ID_KEY)  # the order in which annotators see them
MODEL_KEY = "model"  # where a model's proposal stands, in projects that show one: before ID_KEY
VOTES_KEY, NOTES_KEY = "votes", "notes"  # beside a sentence that is to be ruled on: before all others
NONE_SHOWN = "(none shown)"  # what stands there in the share of sentences that show none

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
_SHOWINGS = 9  # of one sentence, at most
_SHOWN_AGAIN = re.compile(rf"~(?P<showing>[2-{_SHOWINGS}])\Z")  # at the end of the name of an example
_LONG_WORD = re.compile(r"\S{18,}")
_LONGEST_TEXT = 1_500_000  # characters; a page with more than two million does not open
_LONGEST_BESIDE = 2_000  # characters of a neighbour, or of a title
_CANNOT_BE_SHOWN = "(a sentence that cannot be shown)"
_BREAK = "\u200b"  # zero width space


def example_rows(
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    suggestions: Mapping[str, str] | None = None,
    chosen: Iterable[str] | None = None,
) -> list[dict[str, Any]]:
    """One row for each coded sentence, in the order of `sentences`, all with the same keys in the same order.

    Uniform rows, because Doccano's import breaks on a key that one row lacks. `before` and `after` are the coded
    neighbours in the same article, cut where they are long. Sentences that Doccano could not show are left out: they
    are those that `set_aside` names.

    Args:
        sentences: SENTENCES.
        documents: DOCUMENTS.
        suggestions: sentence id to what a model proposes, shown as the last thing an annotator reads; a sentence that
            is missing, or has an empty text, shows "(none shown)". Without it no row has the key. It is never a label.
        chosen: sentence ids: rows for these only, in this order; others are seen as neighbours still.
    """
    coded = sentences[sentences["kind"].isin(CODED_KINDS)]
    titles = _titles(coded, documents)
    rows = []
    for document_id, part in coded.groupby("document_id", sort=False):
        texts = [_shown(text) for text in part["text"]]
        around = [breakable(_CANNOT_BE_SHOWN if _fault(text) else _beginning(text)) for text in texts]
        for number, (sentence_id, kind) in enumerate(zip(part["sentence_id"], part["kind"], strict=True)):
            if _fault(texts[number]):
                continue
            meta = {
                "before": around[number - 1] if number else "(the article begins here)",
                "after": around[number + 1] if number + 1 < len(texts) else "(the article ends here)",
                "article": breakable(_beginning(titles[str(document_id)])),
                "position": f"{number + 1} of {len(texts)}",
                "kind": kind,
            }
            if suggestions is not None:
                meta[MODEL_KEY] = breakable(suggestions.get(sentence_id) or NONE_SHOWN)
            meta[ID_KEY] = breakable(sentence_id)
            rows.append({"text": texts[number], "label": [], **meta})
    if chosen is None:
        return rows
    by_name = {name_of(row): row for row in rows}
    return [by_name[name] for name in dict.fromkeys(chosen) if name in by_name]


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


def pushed_texts(sentences: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Sentence id to the text that annotators read, of the coded sentences among rows of SENTENCES."""
    return {row["sentence_id"]: _shown(row["text"]) for row in sentences if row["kind"] in CODED_KINDS}


def _shown(text: str) -> str:
    """The text as annotators read it: every run of white space as one space."""
    return " ".join(text.split())


def breakable(text: str) -> str:
    """The text with invisible places to break long words at.

    Doccano's table of meta data is narrow, and one long word pushes the end of every line out of sight.
    """
    return _LONG_WORD.sub(lambda word: _BREAK.join(re.findall(r".{1,12}", word[0])), text)


def example_name(sentence_id: str, showing: int = 1) -> str:
    """Our name of an example: that of its sentence, and which showing of it this is if not the first.

    Annotators never see the second part: see `shown_again`.
    """
    return sentence_id if showing == 1 else f"{sentence_id}~{showing}"


def shown_again(row: Mapping[str, Any], showing: int) -> dict[str, Any]:
    """The row of an example once more, as a later showing of the same sentence, which annotators cannot tell from it.

    They see its name; so the showing is said without ink. Who recognises a repeat repeats the first decision.
    """
    return {**row, ID_KEY: breakable(str(name_of(row))) + SHOWN_BEFORE * (showing - 1)}


def name_of(row: Mapping[str, Any]) -> str | None:
    """Our name of the example in a row of an export, or of a push; None if framing did not push it."""
    value = row.get(ID_KEY)
    if not isinstance(value, str):
        return None
    shown = value.replace(_BREAK, "")
    name = shown.rstrip(SHOWN_BEFORE)
    showing = len(shown) - len(name) + 1
    return example_name(name, showing) if 1 < showing <= _SHOWINGS and parse_sentence_id(name) else shown


def suggestion_in(row: Mapping[str, Any]) -> str | None:
    """The proposal of a model that stood beside the example in a row of an export; None if none was shown.

    An example that was pushed without the key has none in the export, or a null, or NaN, as its neighbours are.
    """
    value = row.get(MODEL_KEY)
    text = value.replace(_BREAK, "").strip() if isinstance(value, str) else ""
    return None if text in ("", NONE_SHOWN) else text


def parse_name(name: str | None) -> tuple[str, int, int, int] | None:
    """Document id, start, end and showing in the name of an example; None if it is none that `example_name` gives."""
    if name is None:
        return None
    again = _SHOWN_AGAIN.search(name)
    span = parse_sentence_id(name[: again.start()] if again else name)
    return None if span is None else (*span, int(again["showing"]) if again else 1)


def parse_sentence_id(value: object) -> tuple[str, int, int] | None:
    """Document id, start and end in the name of a sentence; None if it is none that `make_sentence_id` gives."""
    found = _SENTENCE_ID.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found["start"]) >= int(found["end"]):
        return None
    return found["document_id"], int(found["start"]), int(found["end"])
