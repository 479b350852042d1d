"""Whether grouping finds planted events again (made_events.py), and how long it takes.

The grid and the seeds were fixed before anything was tuned. Adjusted Rand index over all articles; one that tells of an
event of its own is a group of one, in truth and in what was found.
"""

import time
from itertools import product

import figures
import made_events
import numpy as np
import pandas as pd
from made_events import Article, Shape
from sklearn.metrics import adjusted_rand_score

from framing.analysis.events.grouping import group

WORDINGS = {"much": (0.95, 0.9, 0.15), "half": (0.8, 0.8, 0.25), "little": (0.65, 0.75, 0.3)}  # told, kept, background
PER_DAY = (20, 100)
DAYS = 60
SEEDS = (1, 2, 3)
LARGE = (10_000, 100_000)  # articles, over a year
BAR = 0.9


def measure(*, quick: bool) -> tuple[list[figures.Row], dict[str, object]]:
    """Rows and details."""
    cells = list(product(made_events.LANGUAGES, WORDINGS, PER_DAY[:1] if quick else PER_DAY))
    found = pd.DataFrame([_cell(*cell, SEEDS[:1] if quick else SEEDS) for cell in cells])
    print(found.round(3).to_string(index=False), flush=True)
    large = [_large(articles) for articles in (LARGE[:1] if quick else LARGE)]
    worst = found.loc[found["ari"].idxmin()]
    rows = [
        figures.judged(
            figures.Row(
                "events/ari",
                "planted events found again, adjusted Rand index",
                float(found["ari"].mean()),
                "",
                bar=figures.at_least(BAR),
                headline=True,
            )
        ),
        figures.Row(
            "events/ari, worst cell",
            f"the same, worst cell ({worst['language']}, {worst['shared']} shared, {worst['per_day']} a day)",
            float(worst["ari"]),
            "",
        ),
    ]
    rows += [
        figures.Row(f"events/{one['articles']}", f"{one['articles']:,} articles grouped", one["seconds"], "s")
        for one in large
    ]
    return rows, {"events": {"cells": found.to_dict("records"), "large": large}}


def _cell(language: str, shared: str, per_day: int, seeds: tuple[int, ...]) -> dict[str, object]:
    results, words = [], []
    for seed in seeds:
        articles = made_events.make(Shape(language, per_day * DAYS, DAYS, *WORDINGS[shared]), seed)
        words.append(made_events.shared_words(articles))
        results.append(adjusted_rand_index(articles, grouped(articles)))
    same, other = np.mean(words, axis=0)
    return {
        "language": language,
        "shared": shared,
        "per_day": per_day,
        "words_shared": same,
        "with_others": other,
        "ari": float(np.mean(results)),
        "lowest": min(results),
    }


def grouped(articles: list[Article]) -> pd.DataFrame:
    """EVENT_OF."""
    documents = pd.DataFrame(
        {
            "document_id": [a.document_id for a in articles],
            "date": [a.date for a in articles],
            "title": [a.title for a in articles],
        }
    )
    texts = [" ".join(a.sentences) for a in articles]
    leads = [" ".join(a.sentences[:2]) for a in articles]
    return group(documents, leads, texts).events


def adjusted_rand_index(articles: list[Article], events: pd.DataFrame) -> float:
    """Of what was found with the planted events; 1 is all right."""
    event_of = dict(zip(events["document_id"], events["event"], strict=True))
    return float(
        adjusted_rand_score([a.event for a in articles], [event_of.get(a.document_id, a.document_id) for a in articles])
    )


def _large(size: int) -> dict[str, object]:
    articles = made_events.make(Shape("en", size, 365, *WORDINGS["half"]), 1)
    began = time.perf_counter()
    events = grouped(articles)
    took = time.perf_counter() - began
    return {"articles": len(articles), "seconds": took, "ari": adjusted_rand_index(articles, events)}
