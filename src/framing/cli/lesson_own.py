"""A lesson on the sentences and labels of a project."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from framing.cli.console import warn
from framing.cli.corpus import copies_of, ingested

if TYPE_CHECKING:
    from framing.classroom.lesson import Lesson
    from framing.workspace import Workspace

_SEED = 1  # of the choice among sentences that are equally good


def own_lesson(place: "Workspace", frames: Sequence[str], items: int | None, language: str) -> "Lesson":
    """The lesson, see `framing.classroom.own_lesson.make_lesson`; says what must be known of the labels.

    Raises:
        InputError: nothing was ingested, there is no ledger or no codebook, or the codebook has no such frame.
        NotEnoughData: there is no label, or too few sentences fit.
    """
    from framing.classroom.own_lesson import ITEMS, Labelled, make_lesson
    from framing.cli.gold_labels import project_labels
    from framing.cli.labels import settled_voices
    from framing.codebook import read_codebook
    from framing.errors import InputError
    from framing.languages.words import words
    from framing.tables import CODED_KINDS

    words(language)  # refuses one that there is not, before anything is read
    documents, sentences = ingested(place)
    if not place.ledger.exists():
        raise InputError(
            f"There is no ledger {place.ledger}, so no sentence has a label. Pull labels from Doccano: framing pull. "
            "Or from a table of text, annotator and labels: framing pull --from FILE."
        )
    coded = sentences[sentences["kind"].isin(CODED_KINDS)]
    labels = project_labels(place).on(coded["sentence_id"])
    voices, of_voices = settled_voices(place)
    labelled = Labelled(
        documents=documents,
        sentences=coded,
        annotations=labels.annotations,
        gold=labels.gold,
        voices=dict(zip(voices["sentence_id"], voices["voice"], strict=True)),
        copies=copies_of(place),
    )
    warn([*labels.warnings, *of_voices])
    made = make_lesson(
        labelled, read_codebook(place.codebook), frames, count=items or ITEMS, language=language, seed=_SEED
    )
    if len(made.items) < (items or ITEMS):
        warn([f"Only {len(made.items)} labelled sentences can be read by themselves: the lesson has no more."])
    if not made.tellings:
        warn(["No two labelled texts tell of one event: the lesson has no second worksheet and no texts side by side."])
    elif made.pairs:
        warn(
            [
                "A program paired the extracts of worksheet 2 by the words that they share: read them before the "
                "lesson, and strike out what does not fit."
            ]
        )
    return made
