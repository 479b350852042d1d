"""The lesson that a clone of the repository holds: places in its source texts, a key, and first labels.

An edge: it reads `seeds/` and `annotations/`. The texts are other people's, so nothing else keeps a sentence of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from framing.annotation.decisions import AUTOMATED, annotations_table, current
from framing.annotation.ledger import read_ledger
from framing.annotation.voices import human_voices, settle
from framing.classroom.lesson import Gloss, Item, Lesson, Pair, Telling, TextSentence, answers_among
from framing.codebook import Codebook, read_codebook
from framing.codebook_translations import translated
from framing.corpus.documents import Document
from framing.corpus.read import read_documents
from framing.corpus.sentences import Sentence, split_document
from framing.errors import InputError
from framing.files import read_json_lines
from framing.gold.majority import gold_labels
from framing.languages.words import DEFAULT_LANGUAGE, words
from framing.tables import CODED_KINDS, SENTENCES, VOICES, make_sentence_id
from framing.toml_text import parse_toml

NEEDED = (
    "seeds",
    "annotations/codebook.toml",
    "annotations/lesson-key.jsonl",
    "annotations/lesson.toml",
    "annotations/starter.jsonl",
)


def missing_of_clone(folder: Path) -> list[str]:
    """What `folder` lacks of what the lesson of the repository is made from; nothing if it is a clone of it."""
    return [name for name in NEEDED if not (folder / name).exists()]


def first_lesson(
    folder: Path, *, frames: Sequence[str] = (), items: int | None = None, language: str = DEFAULT_LANGUAGE
) -> Lesson:
    """The lesson on the five source texts.

    Args:
        folder: of the clone.
        frames: keys of the frames that the class gets; those of annotations/lesson.toml if there are none.
        items: how many sentences, the first of the key; all of them if it is None.
        language: of the pages. The sentences stay in the language of their texts.

    Raises:
        InputError: a file is missing or is not as it must be, or the codebook has no such frame.
    """
    if missing := missing_of_clone(folder):
        raise InputError(
            f"The lesson is made in a clone of the repository, which holds its texts; there is no {missing[0]} in "
            f"{folder}. For a lesson on your own sentences: framing ingest, label some, then framing lesson --own "
            "--zip lesson.zip."
        )
    words(language)  # refuses one that there is not
    notes = parse_toml((folder / "annotations" / "lesson.toml").read_text(encoding="utf-8"), "annotations/lesson.toml")
    study = translated(read_codebook(folder / "annotations" / "codebook.toml"), language)
    codebook = study.subset(tuple(frames) or tuple(notes["frames"]))
    texts = _texts(folder)
    made = _Making(study, codebook, texts, notes, language)
    key = [row for _, row in read_json_lines(folder / "annotations" / "lesson-key.jsonl")]
    made.read_labels(folder / "annotations" / "starter.jsonl")
    return Lesson(
        title=notes[language]["title"],
        codebook=codebook,
        items=tuple(made.item(row) for row in key[:items]),
        tellings=(tellings := made.tellings()),
        pairs=tuple(made.pair(pair, tellings) for pair in notes["pairs"]),
        background=tuple(notes[language]["background"]),
        made_by=AUTOMATED,
        language=language,
        text_language=made.texts[notes["texts"][0]].document.language,
        glosses=tuple(Gloss(gloss["word"], gloss[language]) for gloss in notes["glosses"]),
    )


def first_labels(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """SENTENCES of the five source texts that people label, and GOLD of the starter labels: what a model learns from.

    Raises:
        InputError: a file is missing or is not as it must be.
    """
    rows = [sentence._asdict() for text in _texts(folder).values() for sentence in text.sentences]
    starter = current(read_ledger(folder / "annotations" / "starter.jsonl"))
    return SENTENCES.table(rows), gold_labels(annotations_table(starter))


@dataclass(frozen=True)
class _Text:
    document: Document
    sentences: tuple[Sentence, ...]  # those that people label


def _texts(folder: Path) -> dict[str, _Text]:
    found = (each for each in read_documents([folder / "seeds"]) if isinstance(each, Document))
    return {
        document.document_id: _Text(
            document, tuple(sentence for sentence in split_document(document) if sentence.kind in CODED_KINDS)
        )
        for document in found
    }


@dataclass
class _Making:
    """A lesson in the making, in one language: `codebook` is the lesson's, labels are the starter's by majority."""

    study: Codebook
    codebook: Codebook
    texts: Mapping[str, _Text]
    notes: Mapping[str, Any]
    language: str
    frames: dict[str, list[str]] = field(default_factory=dict)  # of each sentence, by the study's codebook
    voices: dict[str, str] = field(default_factory=dict)

    def read_labels(self, ledger: Path) -> None:
        """Takes frames and voices from the starter labels."""
        starter = current(read_ledger(ledger))
        gold = gold_labels(annotations_table(starter))
        for sentence_id, frame in gold.loc[gold["present"], ["sentence_id", "frame"]].itertuples(index=False):
            self.frames.setdefault(sentence_id, []).append(frame)
        voices = settle(VOICES.table(), human_voices(starter))
        self.voices.update(zip(voices["sentence_id"], voices["voice"], strict=True))

    def item(self, row: Mapping[str, Any]) -> Item:
        """A sentence of the key."""
        sentence_id = make_sentence_id(row["document_id"], row["start"], row["end"])
        sentences = self._sentences(row["document_id"])
        at = next((n for n, sentence in enumerate(sentences) if sentence.sentence_id == sentence_id), None)
        if at is None:
            raise InputError(f"annotations/lesson-key.jsonl, item {row['n']}: {sentence_id} is no sentence of seeds/.")
        key, another = answers_among(row["key"], self.codebook)
        also, also_another = answers_among(row["also_defensible"], self.codebook)
        return Item(
            number=row["n"],
            sentence_id=sentence_id,
            text=sentences[at].text,
            before=sentences[at - 1].text if at else "",
            key=key,
            also=also,
            another=another,
            also_none=row.get("also_none", False),
            also_another=also_another,
            others=tuple(frame.name for frame in self.study.frames if frame.key in row["key"] and frame.key not in key),
            voice=row["voice"],
            why=row.get(f"why_{self.language}") or row["why"],  # the plain one is English
            write_why=row["n"] in self.notes["reasons"],
        )

    def tellings(self) -> tuple[Telling, ...]:
        """The two texts, A and B."""
        sources = self.notes[self.language]["sources"]
        return tuple(
            self._telling(letter, document_id, source)
            for letter, document_id, source in zip("AB", self.notes["texts"], sources, strict=True)
        )

    def _telling(self, letter: str, document_id: str, source: str) -> Telling:
        sentences = self._sentences(document_id)
        document = self.texts[document_id].document
        return Telling(
            letter=letter,
            document_id=document_id,
            title=document.title,
            source=source,
            date=document.date,
            sentences=tuple(self._shown(sentence) for sentence in sentences),
        )

    def _shown(self, sentence: Sentence) -> TextSentence:
        frames, another = answers_among(self.frames.get(sentence.sentence_id, []), self.codebook)
        return TextSentence(
            sentence.text, frames, self.voices.get(sentence.sentence_id, ""), sentence.paragraph, another
        )

    def pair(self, pair: Mapping[str, Any], tellings: Sequence[Telling]) -> Pair:
        """Extracts, as positions in the texts."""
        first, second = (
            tuple(self._position(telling.document_id, *place) for place in pair[side])
            for telling, side in zip(tellings, ("first", "second"), strict=True)
        )
        return Pair(self.notes[self.language]["moments"][pair["moment"]], first, second)

    def _position(self, document_id: str, start: int, end: int) -> int:
        for at, sentence in enumerate(self._sentences(document_id)):
            if (sentence.start, sentence.end) == (start, end):
                return at
        raise InputError(f"annotations/lesson.toml: {start} to {end} is no sentence of {document_id}.")

    def _sentences(self, document_id: str) -> tuple[Sentence, ...]:
        if document_id not in self.texts:
            raise InputError(f"The lesson needs the text {document_id}, and seeds/ has none of that name.")
        return self.texts[document_id].sentences
