"""How often each frame is in each article, by its labels. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing.report.findings import ArticleHead, Profile
from framing.report.marks import FrameCount, FrameMark
from framing.report.trust import Predictions


@dataclass(frozen=True, eq=False)
class Labels:
    """GOLD, and the ties: `sentence_id` and `frame`; each with the `document_id` of its sentence."""

    gold: pd.DataFrame
    ties: pd.DataFrame

    @property
    def sentence_ids(self) -> frozenset[str]:
        """Of sentences that somebody decided on."""
        return frozenset(self.gold["sentence_id"]) | frozenset(self.ties["sentence_id"])

    def of(self, document_id: str) -> "Labels":
        """Those of one document."""
        return Labels(*(part[part["document_id"] == document_id] for part in (self.gold, self.ties)))


def profiles_of(
    labels: Labels, frames: Sequence[FrameMark], heads: Iterable[ArticleHead]
) -> tuple[Profile, tuple[Profile, ...]]:
    """All labelled articles together, and each of them; frames in one order everywhere, the most frequent first."""
    totals = labels.gold[labels.gold["present"]]["frame"].value_counts()
    order = sorted(frames, key=lambda frame: (-int(totals.get(frame.key, 0)), frame.number))
    labelled = set(labels.gold["document_id"]) | set(labels.ties["document_id"])
    each = tuple(_profile(head, labels.of(head.document_id), order) for head in heads if head.document_id in labelled)
    return _profile(None, labels, order), each


def _profile(head: ArticleHead | None, labels: Labels, order: Iterable[FrameMark]) -> Profile:
    present = labels.gold[labels.gold["present"]]
    counts, of = present["frame"].value_counts(), labels.gold["frame"].value_counts()
    tied = labels.ties["frame"].value_counts()
    articles = present.groupby("frame")["document_id"].nunique()
    framed, unsettled = set(present["sentence_id"]), set(labels.ties["sentence_id"])
    return Profile(
        head=head,
        labelled=len(set(labels.gold["sentence_id"]) | unsettled),
        framed=len(framed),
        undecided=len(unsettled - framed),
        counts=tuple(
            FrameCount(
                frame=mark,
                count=int(counts.get(mark.key, 0)),
                of=int(of.get(mark.key, 0)),
                articles=int(articles.get(mark.key, 0)),
                tied=int(tied.get(mark.key, 0)),
            )
            for mark in order
        ),
    )


def scale_of(profiles: Iterable[Profile], predicted: Predictions | None) -> float:
    """The largest share, up to the next tenth: all bars of the page are drawn to one scale."""
    counts = [count for profile in profiles for count in profile.counts]
    counts += [row.predicted for row in predicted.rows] if predicted else []
    largest = max((count.share or 0.0 for count in counts), default=0.0)
    return min(1.0, max(0.1, float(np.ceil(round(largest * 10, 6))) / 10))
