"""Labels that are probably wrong: the gold label beside what a model says that never saw the article. Pure.

The probabilities are made for this purpose and are not those of `framing evaluate`. There each frame is weighed as if
half of the sentences had it, so that rare frames are found; here a probability has to mean what it says, so nothing
is weighed. And which articles happen to be learned together moves single probabilities, so all is done anew with other
folds, and the mean of the log-odds is taken. Confident learning (Northcutt, Jiang & Chuang 2021, JAIR 70, 1373-1411;
the package cleanlab) then says for each frame how many labels are wrong, and which: a threshold for each of yes and
no, from how sure the model is of those that have it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from framing.audit.finding import Checked, Finding, checked, counted, quoted
from framing.codebook import Codebook
from framing.errors import MissingExtra, NotEnoughData
from framing.model.learning.examples import NO_COPIES, Examples, make_examples
from framing.model.learning.features import Floats, count_terms
from framing.model.learning.fit import FIGURE_AT_LEAST
from framing.model.learning.folds import document_folds

DOCUMENTS_AT_LEAST = 10  # with the frame: a model of fewer knows these articles, and takes what is new to it for wrong
FOLDS, REPEATS = 5, 5
STRENGTH = 10.0  # scikit-learn's C
_SURE = 1e-6  # a probability is at least this and at most one less this, so that log-odds are finite


def label_errors(
    sentences: pd.DataFrame,
    gold: pd.DataFrame,
    codebook: Codebook,
    *,
    copies: Mapping[str, str] = NO_COPIES,
    seed: int = 7,
) -> Checked:
    """The labels that confident learning takes for wrong, those first of which the model is surest.

    Args:
        sentences: SENTENCES; those without a gold label are left out.
        gold: GOLD.
        codebook: the one the labels were made under.
        copies: document_id to that of the document it repeats: a copy is never held out beside what it repeats.
        seed: of the folds.

    Raises:
        InputError: see `framing.model.learning.examples.make_examples`.
        MissingExtra: cleanlab is not installed.
    """
    _cleanlab()  # before anybody waits
    try:
        examples = make_examples(sentences, gold, codebook, copies)
    except NotEnoughData as error:
        return Checked("label-error", (), str(error))
    if examples.documents < 2:
        return Checked("label-error", (), "All labelled sentences are from one document, so none can be held out.")
    frames, left_out = frames_to_check(examples)
    note = f"Left out: {'; '.join(left_out)}." if left_out else ""
    if not frames:
        return Checked("label-error", (), f"No frame has enough examples. {note}")
    doubtful = doubtful_labels(examples, out_of_fold(examples, frames, seed=seed))
    doubtful = doubtful[doubtful["issue"]]
    votes = {(row.sentence_id, row.frame): row for row in gold.itertuples(index=False)}
    texts = dict(zip(examples.sentence_ids, examples.texts, strict=True))
    findings = [
        _finding(row, votes[row["sentence_id"], row["frame"]], texts[row["sentence_id"]])
        for row in doubtful.to_dict(orient="records")
    ]
    looked_at = int(np.isfinite(examples.labels[:, frames]).sum())
    note = f"{looked_at:,} labels of {counted(len(frames), 'frame')} looked at. {note}".strip()
    return checked("label-error", findings, note)


def frames_to_check(examples: Examples) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Numbers of the frames with enough examples with and without them, and why the others are left out."""
    frames, few, narrow = list[int](), list[str](), list[str]()
    for number, frame in enumerate(examples.frames):
        labels = examples.labels[:, number]
        fewest = min(int((labels == 1).sum()), int((labels == 0).sum()))
        with_it = len(set(examples.document_ids[labels == 1].tolist()))
        if fewest < FIGURE_AT_LEAST:
            few.append(f"{frame} ({fewest})")
        elif with_it < DOCUMENTS_AT_LEAST:
            narrow.append(f"{frame} ({with_it})")
        else:
            frames.append(number)
    reasons = (
        (f"fewer than {FIGURE_AT_LEAST} examples of", few),
        (f"fewer than {DOCUMENTS_AT_LEAST} documents with", narrow),
    )
    return tuple(frames), tuple(f"{reason} {', '.join(names)}" for reason, names in reasons if names)


def out_of_fold(
    examples: Examples, frames: Sequence[int], *, seed: int, folds: int = FOLDS, repeats: int = REPEATS
) -> Floats:
    """The probability of each frame in each sentence, by models that did not see its document.

    Args:
        examples: the sentences and their labels.
        frames: numbers of the frames that are learned.
        seed: of the first repeat; the others follow it.
        folds: of whole documents.
        repeats: with other folds; the mean of the log-odds is taken.

    Returns:
        (sentences, all frames), NaN for frames that are not learned, and where a fold leaves no two kinds of labels.
    """
    counts = count_terms(examples.texts)
    odds = np.full((repeats, *examples.labels.shape), np.nan)
    with threadpool_limits(limits=1):
        for repeat in range(repeats):
            for inside, held in document_folds(examples.document_ids, folds, seed=seed + repeat):
                features = counts.learn(inside)
                if not len(features.features):
                    continue
                matrix, held_matrix = features.matrix(inside), features.matrix(held)
                for number in frames:
                    labels = examples.labels[inside, number]
                    decided = np.flatnonzero(np.isfinite(labels))
                    if {0.0, 1.0} <= set(labels[decided]):
                        model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=seed)
                        model.fit(matrix[decided], labels[decided] == 1)
                        found = np.clip(model.predict_proba(held_matrix)[:, 1], _SURE, 1 - _SURE)
                        odds[repeat, held, number] = logit(found)
    known = np.isfinite(odds).sum(axis=0)
    mean = np.nansum(odds, axis=0) / np.maximum(known, 1)
    return np.where(known > 0, expit(mean), np.nan)


def doubtful_labels(examples: Examples, probabilities: Floats) -> pd.DataFrame:
    """Every label with how far it is to be believed, the least believable first.

    Args:
        examples: the sentences and their labels.
        probabilities: (sentences, frames), out of fold; NaN where there is none.

    Returns:
        `sentence_id`, `frame`, `given` (the label), `probability` (of the frame), `quality` (of the label: the
        probability of what was given) and `issue` (confident learning takes it for wrong).

    Raises:
        MissingExtra: cleanlab is not installed.
    """
    find_label_issues, get_label_quality_scores = _cleanlab()
    tables = []
    for number, frame in enumerate(examples.frames):
        labels, found = examples.labels[:, number], probabilities[:, number]
        rows = np.flatnonzero(np.isfinite(labels) & np.isfinite(found))
        if not {0.0, 1.0} <= set(labels[rows]):
            continue
        given, both = labels[rows].astype(int), np.column_stack([1 - found[rows], found[rows]])
        issue: NDArray[np.bool_] = find_label_issues(given, both, filter_by="prune_by_noise_rate", n_jobs=1)
        quality = get_label_quality_scores(given, both, method="self_confidence")
        names = [examples.sentence_ids[row] for row in rows]
        columns = {"given": given == 1, "probability": found[rows], "quality": quality, "issue": issue}
        tables.append(pd.DataFrame({"sentence_id": names, "frame": frame, **columns}))
    if not tables:
        return pd.DataFrame(columns=["sentence_id", "frame", "given", "probability", "quality", "issue"])
    return pd.concat(tables, ignore_index=True).sort_values("quality", kind="stable", ignore_index=True)


def _cleanlab() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """What finds label issues, and what says how good labels are; here, because cleanlab is an extra and slow to load.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        from cleanlab.filter import find_label_issues
        from cleanlab.rank import get_label_quality_scores
    except ImportError as error:
        raise MissingExtra(
            "Label errors are found with cleanlab, which is not installed: pip install 'framing[audit]'."
        ) from error
    return find_label_issues, get_label_quality_scores


def _doubt(votes: int, voters: int) -> float:
    """What several annotators agree on is less likely wrong: 1 for one annotator, 1/n where all n agree.

    No probability: it puts a label that stands by two of three above one that three gave.
    """
    if not voters:
        return 1.0
    return 1 - abs(2 * votes / voters - 1) * (1 - 1 / voters)


def _finding(row: Mapping[Any, Any], gold: object, text: str) -> Finding:
    frame, quality = str(row["frame"]), float(row["quality"])
    votes, voters = int(getattr(gold, "votes", 0)), int(getattr(gold, "voters", 0))
    ruled = getattr(gold, "how", "") == "ruled"
    said = f"{'ruled; ' if ruled else ''}{votes} of {voters} said yes" if voters else "ruled"
    is_there = "is" if row["given"] else "is not"
    return Finding(
        kind="label-error",
        where=f"{row['sentence_id']}, {frame}",
        why=(
            f"Gold says that {frame} {is_there} there ({said}); a model that did not see the article gives this "
            f"label a probability of {quality:.2f}. {quoted(text)}"
        ),
        todo=f"{'Have the ruling looked at' if ruled else 'Look at the sentence'} again: is {frame} there?",
        score=(1 - quality) * _doubt(votes, voters),
        sentences=(str(row["sentence_id"]),),
    )
