"""Training, scoring and evaluation on tables in memory: what `import framing` offers to a notebook.

The command line walks the same functions over a project's files. Here a table of texts and labels is enough.
"""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from framing.annotation.decisions import PERSON
from framing.codebook import Codebook, read_codebook
from framing.corpus.language import guess_language
from framing.corpus.rules import Rules
from framing.errors import InputError
from framing.model.evaluation.evaluate import Evaluation
from framing.model.evaluation.evaluate import evaluate as evaluate_tables
from framing.model.keeping import store
from framing.model.keeping.belonging import check_evaluation
from framing.model.learning.profile import DEFAULT_PROFILE
from framing.model.learning.train import FrameModel
from framing.model.learning.train import train as train_tables
from framing.plain_table import LabelledTexts, Labels, labelled_texts, texts_of
from framing.scoring.answers import answers_of
from framing.scoring.documents import ScoredDocuments
from framing.scoring.documents import score_documents as score_tables
from framing.scoring.unlike import count_unlike, unlike_in_short, unlike_in_words

Texts = pd.DataFrame | pd.Series | Sequence[str]
_LANGUAGES_OF = 200  # documents: a language that is not plain takes milliseconds to tell
_SEEDS = 2**32  # as many as scikit-learn takes


def train(
    table: pd.DataFrame,
    labels: Labels,
    codebook: Codebook | str | Path | None = None,
    *,
    made_by: str = PERSON,
    profile: str = DEFAULT_PROFILE,
    seed: int = 7,
) -> FrameModel:
    """A model of every frame that has enough examples.

    Args:
        table: a row per text, in a column `text`. Rows of one article have one `document_id`; without that column
            each row counts as an article, and a warning says so. `sentence_id` is made if it is not there.
        labels: names of columns of `table`, one per frame, with yes or no, 1 or 0, and nothing where nobody decided;
            or the name of one column that holds a list of frames for each text, or one frame for each; or a table with
            `sentence_id`, `frame` and `present`. Of one frame for each text a single-label model is made, whose
            probabilities share one sum, unless a codebook is given: then it is as its task says. A text for which none
            is named is an example without any frame, and a warning says how many there are.
        codebook: that the labels were made under, or its file; without it the frames are known by name only.
        made_by: who made the labels: "person" or "automated coder".
        profile: what to look at in a text, see `framing.model.learning.profile`.
        seed: of the folds inside the training. The same table and seed give the same model.

    Raises:
        InputError: a column is missing, a text or label is not as it must be, an id is there twice.
        NotEnoughData: no frame has enough examples.
    """
    given = _given(table, labels, codebook, made_by, seed)
    copies = given.copies.repeats
    return train_tables(given.sentences, given.gold, given.codebook, copies=copies, profile=profile, seed=seed)


def evaluate(
    table: pd.DataFrame,
    labels: Labels,
    codebook: Codebook | str | Path | None = None,
    *,
    made_by: str = PERSON,
    profile: str = DEFAULT_PROFILE,
    seed: int = 7,
) -> Evaluation:
    """How well such a model finds each frame in articles that it has not seen; `.table` has a row per frame.

    Args and errors are those of `train`; of one article only, NotEnoughData says that none can be held out.
    """
    given = _given(table, labels, codebook, made_by, seed)
    repeats = given.copies.repeats
    return evaluate_tables(given.sentences, given.gold, given.codebook, copies=repeats, profile=profile, seed=seed)


def score(model: FrameModel, texts: Texts) -> pd.DataFrame:
    """The probability of each frame in each text, 0 to 1: a row per text, with its index, and a column per frame.

    A warning says so if the texts are unlike those that the model learned from.

    Args:
        model: that was trained or loaded.
        texts: a table with a column `text`, or the texts themselves.

    Raises:
        InputError: there is no column `text`, or a row has no text.
    """
    table = _as_table(texts)
    given = texts_of(table)
    if unlike := unlike_in_short(model, given):
        warnings.warn(unlike, stacklevel=2)
    return pd.DataFrame(model.probabilities(given), index=table.index, columns=list(model.frames))


def score_documents(
    model: FrameModel, documents: pd.DataFrame, codebook: Codebook | str | Path | None = None
) -> ScoredDocuments:
    """The sentences of whole articles, the score of each frame in each, and shares by article and voice.

    Args:
        model: that was trained or loaded.
        documents: a row per article: `document_id`, `text`, and where they are known `title`, `language` and others, in
            which a number or date becomes its text.
        codebook: whose names and voices tell who says a sentence, or its file; plain rules without it.

    Returns:
        Three tables: `sentences` with kind and voice, `scores` with a row per sentence and frame, and `shares`: in how
        many sentences of an article and voice the model sees a frame. Shares are predicted, not corrected for errors.
        A warning says so if the articles are unlike those that the model learned from.

    Raises:
        InputError: it is no table, a column is missing, an article has no text, or two have one id; or the codebook
            cannot be read.
    """
    if not isinstance(documents, pd.DataFrame):
        raise InputError(
            f"Articles are a table with the columns document_id and text, and this is {ascii(documents)[:60]}. For "
            "texts without ids there is framing.score."
        )
    found = score_tables(model, documents, Rules.of(_codebook(codebook)))
    languages = [guess_language(text) for text in documents["text"].head(_LANGUAGES_OF)]
    ids, texts = found.sentences["document_id"].tolist(), found.sentences["text"].tolist()
    counts = {"documents": len(languages), **count_unlike(model, ids, texts, languages, first=True)}
    if unlike := unlike_in_words(model, counts):
        warnings.warn(unlike, stacklevel=2)
    return found


def answers(model: FrameModel, texts: Texts) -> pd.DataFrame:
    """What the model says of each text: "yes", "no" or "not sure", in a table like that of `score`.

    Of the texts with a frame at most one in ten is answered "no", and of those without it one in ten "yes", if they are
    like those that the model learned from. A frame with too few examples for that says so in its whole column.

    Args and errors are those of `score`; ModelMismatch says that the model was stored without what it needs for this.
    """
    table = _as_table(texts)
    words = answers_of(model, model.probabilities(texts_of(table)))
    return pd.DataFrame(words, index=table.index, columns=list(model.frames), dtype="str")


def save_model(model: FrameModel, folder: str | Path, evaluation: Evaluation | None = None) -> str:
    """The fingerprint of the model, now in `folder` with its card; with `evaluation`, its figures stand in the card.

    Raises:
        InputError: the folder holds something else, or cannot be written; or the evaluation is not of this model.
    """
    if evaluation is not None:
        check_evaluation(model, evaluation)
    return store.save_model(model, _path(folder), evaluation)


def load_model(folder: str | Path) -> FrameModel:
    """The model in a folder, which may come from a stranger: it holds numbers and words, and runs nothing.

    Raises:
        InputError: a file is missing, damaged, too large, or does not agree with the others.
        ModelMismatch: the model is of a version that this program cannot read.
    """
    return store.load_model(_path(folder))


def _given(
    table: pd.DataFrame, labels: Labels, codebook: Codebook | str | Path | None, made_by: str, seed: int
) -> LabelledTexts:
    if not isinstance(seed, int) or not 0 <= seed < _SEEDS:
        raise InputError(f"The seed must be a whole number from 0 to {_SEEDS - 1:,}, and this is {ascii(seed)[:60]}.")
    book = _codebook(codebook)
    given = labelled_texts(table, labels, book, made_by=made_by)
    if given.own_documents:
        warnings.warn(
            "The table has no column document_id, so each row counts as an article of its own. If several rows are "
            "from one article, say so: otherwise figures come out better than they are.",
            stacklevel=3,
        )
    if given.without_frame:
        warnings.warn(
            f"For {given.without_frame:,} of {len(given.sentences):,} texts no frame is named: they are examples "
            "without any frame. Leave out rows that nobody has labelled.",
            stacklevel=3,
        )
    for warning in _copy_warnings(given):
        warnings.warn(warning, stacklevel=3)
    return given


def _codebook(codebook: Codebook | str | Path | None) -> Codebook | None:
    book = read_codebook(Path(codebook)) if isinstance(codebook, str | Path) else codebook
    if not isinstance(book, Codebook | None):
        raise InputError(f"A codebook is one that was read, or the path of its file; this is {ascii(book)[:60]}.")
    return book


def _copy_warnings(given: LabelledTexts) -> list[str]:
    """What to know of texts that are in the table more than once."""
    found, copies, shared = [], len(given.copies.repeats), given.copies.shared
    if copies:
        what = "Texts" if given.own_documents else "Documents"
        found.append(f"{what} that repeat another one: {copies:,}. They count as that one and are held out with it.")
    if shared:
        found.append(
            f"Texts that stand in several documents which are no copies as a whole: {shared:,} rows. Such a text is "
            "not new to the model when it is held out, so figures come out better than they are. Keep one row of each."
        )
    return found


def _path(folder: object) -> Path:
    if not isinstance(folder, str | Path):
        raise InputError(f"A model stands in a folder: give its path. This is {ascii(folder)[:60]}.")
    return Path(folder)


def _as_table(texts: Texts) -> pd.DataFrame:
    if isinstance(texts, pd.DataFrame):
        return texts
    if isinstance(texts, pd.Series):
        return texts.rename("text").to_frame()
    if not isinstance(texts, Iterable) or isinstance(texts, bytes | Mapping):
        raise InputError(
            f"Texts are a list of them, one text, or a table with a column text, and this is {ascii(texts)[:60]}."
        )
    given = [texts] if isinstance(texts, str) else list(texts)
    return pd.DataFrame({"text": pd.Series(given, dtype=object)})  # as they are, so that a wrong one can be named
