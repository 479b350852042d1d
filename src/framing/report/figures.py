"""Tables to a report: every figure of the page, computed once, by pure functions.

A share is always of the sentences on which somebody decided: a sentence without a decision is not a sentence
without the frame. What does not fit together (labels of other sentences, frames of another codebook) is set aside
and named on the page, because a report that fails on it would be made without it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from framing import __version__
from framing.codebook import Codebook, Frame
from framing.errors import InputError, ModelMismatch
from framing.report.articles import SENTENCE_LIMIT, view_articles
from framing.report.contrast import readable_pair
from framing.report.findings import (
    ArticleHead,
    EvaluationFacts,
    FrameCount,
    FrameMark,
    Limits,
    ModelFacts,
    Predictions,
    Profile,
    Provenance,
    Report,
    Size,
)
from framing.report.reliability import FEW_DOCUMENTS, agreement_on, performance, predictions
from framing.tables import CODED_KINDS

PROFILE_LIMIT = 40  # articles with bars of their own
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def build_report(
    *,
    title: str,
    documents: pd.DataFrame,
    sentences: pd.DataFrame,
    codebook: Codebook,
    gold: pd.DataFrame,
    agreement: pd.DataFrame | None,
    evaluation: EvaluationFacts | None,
    scores: pd.DataFrame | None,
    model: ModelFacts | None,
    notes: Sequence[str],
    generated: str = "",
    sentence_limit: int = SENTENCE_LIMIT,
) -> Report:
    """All that the page says.

    Args:
        title: of the page.
        documents: DOCUMENTS; their order is the order of the page.
        sentences: SENTENCES of these documents.
        codebook: the frames, in the order in which ties are broken.
        gold: GOLD; may be empty.
        agreement: as `agreement_on` needs it, or None if there is nothing to compare.
        evaluation: of the model on documents that it has not seen, if there is one.
        scores: SCORES of `model`, if there are any.
        model: needed with scores.
        notes: what else a reader must know.
        generated: when, in words; left out if empty, so that the same tables give the same page.
        sentence_limit: how many sentences the page may print; see `view_articles` for the rule.

    Raises:
        InputError: a sentence belongs to no document, or scores come without their model.
        ModelMismatch: the scores are of another model.
    """
    _check(documents, sentences, scores, model)
    frames = tuple(_mark(number, frame) for number, frame in enumerate(codebook.frames, start=1))
    gold, aside = _usable(gold, sentences, codebook)
    heads = _heads(documents)
    overall, profiles = _profiles(gold, sentences, frames, heads)
    size = _size(documents, sentences, gold, len(profiles))
    predicted = None if scores is None or model is None else predictions(scores, model, sentences, gold, frames)
    seen = _threshold_passed(scores, model)
    articles, articles_left_out, cut = view_articles(heads, sentences, frames, gold, seen, sentence_limit)
    return Report(
        title=title,
        generated=generated,
        version=__version__,
        codebook=f"{codebook.id} {codebook.version}",
        codebook_title=codebook.title,
        codebook_fingerprint=codebook.fingerprint,
        frames=frames,
        definitions={frame.key: frame.definition for frame in codebook.frames},
        size=size,
        provenance=_provenance(gold),
        limits=_limits(size),
        overall=overall,
        profiles=profiles[:PROFILE_LIMIT],
        profiles_left_out=max(0, len(profiles) - PROFILE_LIMIT),
        scale=_scale([overall, *profiles[:PROFILE_LIMIT]], predicted),
        agreement=None if agreement is None else agreement_on(agreement, frames),
        performance=None if evaluation is None else performance(evaluation, frames),
        predictions=predicted,
        model=model,
        articles=articles,
        articles_left_out=articles_left_out,
        sentences_left_out=cut,
        sentence_limit=sentence_limit,
        how={str(how): int(n) for how, n in gold["how"].value_counts().sort_index().items()},
        notes=(*aside, *_model_notes(model, codebook), *notes),
    )


def _check(
    documents: pd.DataFrame, sentences: pd.DataFrame, scores: pd.DataFrame | None, model: ModelFacts | None
) -> None:
    orphans = sentences.loc[~sentences["document_id"].isin(set(documents["document_id"])), "document_id"]
    if len(orphans):
        raise InputError(
            f"{len(orphans)} sentences belong to no document; the first names {orphans.iloc[0]!r}. "
            "Give the documents that the sentences were made from."
        )
    if scores is None:
        return
    if model is None:
        raise InputError(
            "Scores came without their model, so there are no thresholds. Name the model they were made with."
        )
    strangers = sorted(set(scores["model"].unique()) - {model.fingerprint})
    if strangers:
        raise ModelMismatch(
            f"The scores are of model {strangers[0]}, and {model.name} is {model.fingerprint}. "
            f"Score again with {model.name}."
        )


def _mark(number: int, frame: Frame) -> FrameMark:
    color, text_color = readable_pair(frame.color, frame.text_color)
    return FrameMark(number, frame.key, frame.name, color, text_color)


def _usable(gold: pd.DataFrame, sentences: pd.DataFrame, codebook: Codebook) -> tuple[pd.DataFrame, list[str]]:
    """Gold on these sentences and frames, with their document; and in words what was set aside."""
    known_sentence = gold["sentence_id"].isin(set(sentences["sentence_id"]))
    known_frame = gold["frame"].isin(codebook.keys)
    aside = []
    if not known_sentence.all():
        lost = gold.loc[~known_sentence, "sentence_id"].nunique()
        aside.append(f"Labels are left out whose sentence is not in the table of sentences: {lost:,} such.")
    if not known_frame.all():
        strangers = ", ".join(sorted(gold.loc[~known_frame, "frame"].unique()))
        aside.append(f"Labels for frames that the codebook does not have are left out: {strangers}.")
    usable = gold[known_sentence & known_frame]
    return usable.merge(sentences[["sentence_id", "document_id"]], on="sentence_id", how="left"), aside


def _heads(documents: pd.DataFrame) -> tuple[ArticleHead, ...]:
    rows = documents[["document_id", "title", "source", "date", "language"]].itertuples(index=False, name=None)
    return tuple(
        ArticleHead(
            document_id=document_id,
            title=title.strip() or document_id,
            source=source.strip(),
            date=date.strip(),
            language=language if _LANGUAGE.fullmatch(language) else "",
            anchor=f"article-{number}",
        )
        for number, (document_id, title, source, date, language) in enumerate(rows, start=1)
    )


def _size(documents: pd.DataFrame, sentences: pd.DataFrame, gold: pd.DataFrame, labelled_articles: int) -> Size:
    return Size(
        articles=len(documents),
        labelled_articles=labelled_articles,
        segments=len(sentences),
        for_coding=int(sentences["kind"].isin(CODED_KINDS).sum()),
        labelled=gold["sentence_id"].nunique(),
        decisions=len(gold),
    )


def _profiles(
    gold: pd.DataFrame, sentences: pd.DataFrame, frames: Sequence[FrameMark], heads: Iterable[ArticleHead]
) -> tuple[Profile, tuple[Profile, ...]]:
    """All labelled articles together, and each of them; frames in one order everywhere, the most frequent first."""
    totals = gold[gold["present"]]["frame"].value_counts()
    order = sorted(frames, key=lambda frame: (-int(totals.get(frame.key, 0)), frame.number))
    parts = dict(iter(gold.groupby("document_id", sort=False)))
    each = tuple(_profile(head, parts[head.document_id], order) for head in heads if head.document_id in parts)
    return _profile(None, gold, order), each


def _profile(head: ArticleHead | None, gold: pd.DataFrame, order: Iterable[FrameMark]) -> Profile:
    present = gold[gold["present"]]
    counts, of = present["frame"].value_counts(), gold["frame"].value_counts()
    articles = present.groupby("frame")["document_id"].nunique()
    return Profile(
        head=head,
        labelled=gold["sentence_id"].nunique(),
        framed=present["sentence_id"].nunique(),
        counts=tuple(
            FrameCount(mark, int(counts.get(mark.key, 0)), int(of.get(mark.key, 0)), int(articles.get(mark.key, 0)))
            for mark in order
        ),
    )


def _scale(profiles: Iterable[Profile], predicted: Predictions | None) -> float:
    """The largest share, up to the next tenth: all bars of the page are drawn to one scale."""
    counts = [count for profile in profiles for count in profile.counts]
    counts += [row.predicted for row in predicted.rows] if predicted else []
    largest = max((count.share or 0.0 for count in counts), default=0.0)
    return min(1.0, max(0.1, float(np.ceil(round(largest * 10, 6))) / 10))


def _provenance(gold: pd.DataFrame) -> Provenance | None:
    automated = gold[gold["made_by"] == "automated coder"]
    if automated.empty:
        return None
    return Provenance(automated=len(automated), decisions=len(gold), passes=int(automated["voters"].max()))


def _threshold_passed(scores: pd.DataFrame | None, model: ModelFacts | None) -> Mapping[str, list[tuple[str, float]]]:
    """Per sentence, the frames that the model sees in it, with their probability."""
    found: dict[str, list[tuple[str, float]]] = {}
    if scores is None or model is None:
        return found
    passed = scores[scores["probability"] >= scores["frame"].map(dict(model.thresholds)).astype("float64")]
    for sentence_id, frame, probability in passed[["sentence_id", "frame", "probability"]].itertuples(
        index=False, name=None
    ):
        found.setdefault(sentence_id, []).append((frame, float(probability)))
    return found


def _model_notes(model: ModelFacts | None, codebook: Codebook) -> list[str]:
    if model is None or model.codebook == codebook.fingerprint:
        return []
    return [
        f"The model learned from labels of another codebook ({model.codebook}, not {codebook.fingerprint}): "
        "a frame of the same name may mean something else there."
    ]


def in_words(number: int, noun: str) -> str:
    """The number and the noun as a sentence begins: "Five articles"; digits above ten."""
    word = _WORDS[number] if number < len(_WORDS) else f"{number:,}"
    return f"{word} {noun}{'' if number == 1 else 's'}"


def _limits(size: Size) -> Limits:
    number = size.labelled_articles or size.articles
    many = in_words(number, "article")
    can = (
        "Which frames these articles use, how often, and in which sentences: "
        "every label stands beside its sentence, so that you can disagree with it.",
        "Where articles frame the same events differently: a reason to read them side by side.",
    )
    cannot = [
        "A frame in a text is not an effect on its readers, and not a verdict on what is true.",
        "A model is measured only on articles like these: expect worse on other events and other outlets.",
    ]
    if number >= FEW_DOCUMENTS:
        cannot.insert(0, "Shares here are plain counts without intervals: no difference between articles was tested.")
        return Limits("What this page can and cannot show", can, tuple(cannot))
    cannot[:0] = [
        f"{many} {'is' if number == 1 else 'are'} too few for intervals "
        f"(from {FEW_DOCUMENTS} articles on they mean something), so the shares carry none. "
        "Do not read a small difference as a finding.",
        "One article does not describe an outlet, and two articles do not describe two outlets.",
    ]
    return Limits(f"What {many.lower()} can and cannot show", can, tuple(cannot))
