"""Tables to a report: every figure of the page, computed once, by pure functions.

A share is always of the sentences that were decided on: a sentence without a decision is not a sentence without
the frame, and one on which the coders disagree is neither with nor without it. What does not fit together (labels of
other sentences, frames of another codebook) is set aside and named on the page, because a report that fails on it
would be made without it.
"""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from framing import __version__
from framing.codebook import Codebook, Frame
from framing.errors import InputError, ModelMismatch
from framing.model.learning.links import decide_scores
from framing.pages.contrast import readable_pair
from framing.report.articles import SENTENCE_LIMIT, Seen, view_articles
from framing.report.findings import (
    ArticleHead,
    ArticleView,
    Profile,
    Provenance,
    Report,
    Size,
)
from framing.report.found import Found
from framing.report.limits import corpus_in_words, limits_of
from framing.report.marks import FrameMark
from framing.report.profiles import Labels, profiles_of, scale_of
from framing.report.reliability import agreement_on, performance, predictions
from framing.report.trust import EvaluationFacts, ModelFacts
from framing.report.view import FoundFacts, choose_evidence, seen_in, view_findings, voices_in
from framing.tables import CODED_KINDS

PROFILE_LIMIT = 40  # articles with bars of their own
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


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
    ties: pd.DataFrame | None = None,
    generated: str = "",
    sentence_limit: int = SENTENCE_LIMIT,
    found: FoundFacts | None = None,
) -> Report:
    """All that the page says.

    Args:
        title: of the page.
        documents: DOCUMENTS; their order is the order of the page.
        sentences: SENTENCES of these documents.
        codebook: the frames, in the order that decides between equal counts.
        gold: GOLD; may be empty.
        agreement: as `agreement_on` needs it, or None if there is nothing to compare.
        evaluation: of the model on documents that it has not seen, if there is one.
        scores: SCORES of `model`, if there are any.
        model: needed with scores.
        notes: what else a reader must know.
        ties: `sentence_id` and `frame` on which as many coders said yes as no; they have no row in gold. A sentence
            with a tie and no frame by gold is undecided: it is not counted among those that carry none.
        generated: when, in words; left out if empty, so that the same tables give the same page.
        sentence_limit: how many sentences the page may print; see `view_articles` for the rule.
        found: findings on the same coded sentences, if there are any; a sentence then shows what they saw in it.

    Raises:
        InputError: a sentence belongs to no document, or scores come without their model.
        ModelMismatch: the scores are of another model.
    """
    _check(documents, sentences, scores, model)
    frames = tuple(_mark(number, frame) for number, frame in enumerate(codebook.frames, start=1))
    labels, aside = _usable(gold, ties, sentences, codebook)
    gold = labels.gold
    heads = _heads(documents)
    overall, profiles = profiles_of(labels, frames, heads)
    size = _size(documents, sentences, overall, len(gold), len(profiles))
    predicted = None if scores is None or model is None else predictions(scores, model, sentences, gold, frames)
    articles, articles_left_out, cut, found_view = _articles(
        heads, sentences, frames, labels, sentence_limit, found, _threshold_passed(scores, model), codebook
    )
    return Report(
        title=title,
        generated=generated,
        version=__version__,
        codebook=f"{codebook.id} {codebook.version}",
        codebook_title=codebook.title,
        corpus=corpus_in_words(documents),
        codebook_fingerprint=codebook.fingerprint,
        frames=frames,
        definitions={frame.key: frame.definition for frame in codebook.frames},
        size=size,
        provenance=_provenance(gold),
        limits=limits_of(size.labelled_articles or size.articles),
        overall=overall,
        ties=len(labels.ties),
        profiles=profiles[:PROFILE_LIMIT],
        profiles_left_out=max(0, len(profiles) - PROFILE_LIMIT),
        scale=scale_of([overall, *profiles[:PROFILE_LIMIT]], predicted),
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
        found=found_view,
        of_run=found is not None and found.of_run,
    )


def _articles(
    heads: Sequence[ArticleHead],
    sentences: pd.DataFrame,
    frames: Sequence[FrameMark],
    labels: Labels,
    limit: int,
    found: FoundFacts | None,
    seen: Seen,
    codebook: Codebook,
) -> tuple[tuple[ArticleView, ...], int, int, Found | None]:
    """The articles of the page with what is left out of it, and what it says of findings."""
    if found is None:
        return (*view_articles(heads, sentences, frames, labels.gold, seen, limit, ties=labels.ties), None)
    scored, voices = found.findings.scored, {voice.key: voice.name for voice in codebook.voices}
    chosen = choose_evidence(found.findings, labels.sentence_ids, limit)
    articles, articles_left_out, cut = view_articles(
        heads,
        sentences,
        frames,
        labels.gold,
        seen_in(scored, chosen),
        limit,
        ties=labels.ties,
        chosen=chosen.ids,
        voices=voices_in(scored, chosen, voices),
    )
    article_of = {article.head.document_id: article.head.anchor for article in articles}
    return articles, articles_left_out, cut, view_findings(found, chosen, frames, article_of, voices)


def _check(
    documents: pd.DataFrame, sentences: pd.DataFrame, scores: pd.DataFrame | None, model: ModelFacts | None
) -> None:
    orphans = sentences.loc[~sentences["document_id"].isin(documents["document_id"]), "document_id"]
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


def _usable(
    gold: pd.DataFrame, ties: pd.DataFrame | None, sentences: pd.DataFrame, codebook: Codebook
) -> tuple[Labels, list[str]]:
    """Labels of these sentences and frames; and in words what was set aside."""
    open_ones = gold[["sentence_id", "frame"]].head(0) if ties is None else ties[["sentence_id", "frame"]]
    lost: set[str] = set()
    strangers: set[str] = set()
    usable = []
    wanted = {*gold["sentence_id"], *open_ones["sentence_id"]}  # few, where sentences are very many
    pairs = zip(sentences["sentence_id"], sentences["document_id"], strict=True)
    place = {sentence_id: document_id for sentence_id, document_id in pairs if sentence_id in wanted}
    for table in (gold, open_ones):
        known_sentence = table["sentence_id"].isin(list(place))
        known_frame = table["frame"].isin(codebook.keys)
        lost |= set(table.loc[~known_sentence, "sentence_id"])
        strangers |= set(table.loc[~known_frame, "frame"])
        kept = table[known_sentence & known_frame].reset_index(drop=True)
        usable.append(kept.assign(document_id=pd.Series([place[name] for name in kept["sentence_id"]], dtype="str")))
    aside = []
    if lost:
        aside.append(f"Labels are left out whose sentence is not in the table of sentences: {len(lost):,} such.")
    if strangers:
        aside.append(f"Labels for frames that the codebook does not have are left out: {', '.join(sorted(strangers))}.")
    return Labels(*usable), aside


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


def _size(
    documents: pd.DataFrame, sentences: pd.DataFrame, overall: Profile, gold_labels: int, labelled_articles: int
) -> Size:
    return Size(
        articles=len(documents),
        labelled_articles=labelled_articles,
        segments=len(sentences),
        for_coding=int(sentences["kind"].isin(CODED_KINDS).sum()),
        labelled=overall.labelled,
        gold_labels=gold_labels,
    )


def _provenance(gold: pd.DataFrame) -> Provenance | None:
    automated = gold[gold["made_by"] == "automated coder"]
    if automated.empty:
        return None
    return Provenance(automated=len(automated), gold_labels=len(gold), passes=int(automated["voters"].max()))


def _threshold_passed(scores: pd.DataFrame | None, model: ModelFacts | None) -> Mapping[str, list[tuple[str, float]]]:
    """Per sentence, the frames that the model sees in it, with their probability."""
    found: dict[str, list[tuple[str, float]]] = {}
    if scores is None or model is None:
        return found
    known = scores[scores["frame"].isin(model.thresholds)]
    passed = known[decide_scores(known, model.thresholds, model.link)]
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
