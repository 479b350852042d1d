"""A corpus of a few sentences, with what a model sees in them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from framing.analysis.scored import Scored

FRAMES = ("economy", "security")


class Made:
    """Articles told by hand, as a scored corpus."""

    def __init__(self) -> None:
        self.documents: list[dict[str, str]] = []
        self.sentences: list[dict[str, object]] = []
        self.seen: list[list[bool]] = []
        self.copies: dict[str, str] = {}

    def article(
        self,
        name: str,
        source: str,
        told: Sequence[str],
        *,
        date: str = "2022-01-05",
        title: str = "",
        frames: Sequence[str] = (),
        voices: Sequence[str] = (),
        speakers: Sequence[str] = (),
        copy_of: str = "",
    ) -> None:
        """`frames` has one key a sentence, "" for none; so have `voices` and `speakers`."""
        self.documents.append({"document_id": name, "source": source, "date": date, "title": title, "language": "en"})
        for at, text in enumerate(told):
            self.sentences.append(
                {
                    "sentence_id": f"{name}:{at}-{at + 1}",
                    "document_id": name,
                    "position": at + 1,
                    "kind": "body",
                    "voice": voices[at] if voices else "outlet",
                    "voice_by": "rules",
                    "speaker": speakers[at] if speakers else "",
                    "text": text,
                }
            )
            self.seen.append([frame in (frames[at] if frames else "") for frame in FRAMES])
        if copy_of:
            self.copies[name] = copy_of

    def scored(self) -> Scored:
        seen = np.array(self.seen)
        return Scored(
            sentences=pd.DataFrame(self.sentences),
            documents=pd.DataFrame(self.documents),
            frames=FRAMES,
            probabilities=np.where(seen, 0.9, 0.1),
            predicted=seen,
            model="m",
            copies=self.copies,
        )


@pytest.fixture
def made() -> Made:
    return Made()
