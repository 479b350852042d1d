"""The heat map of a class, results.html: from the pupils' files in the browser, or from counts that are given. Pure."""

import math
from dataclasses import asdict, astuple
from typing import Any

from framing.annotation.decisions import AUTOMATED
from framing.classroom.heatmap import AT_LEAST_ITEMS, HeatMap, ItemCounts
from framing.classroom.label import lesson_data
from framing.classroom.lesson import AT_LEAST_GROUP, Item, Lesson
from framing.classroom.page import answer_names, lesson_page
from framing.languages.words import words

_SCRIPTS = ("wording.js", "answers.js", "alpha.js", "heatmap.js", "results.js")
_NO_FIGURE = "–"
_SHADES = 5  # beside none


def results_page(lesson: Lesson, found: HeatMap | None = None) -> str:
    """The page as one HTML file that loads nothing and sends nothing.

    Without `found` a teacher chooses the pupils' files and the page reads and counts them itself. With `found` it has
    these counts and no single answer, and its table can be read without JavaScript.
    """
    said = words(lesson.language)
    names = answer_names(lesson)
    counts = {item.number: item for item in found.items} if found else {}
    data: dict[str, Any] = {
        "lesson": lesson_data(lesson),
        "language": lesson.language,
        "words": said.section("results"),
        "point": said("try.point"),
        "no_alpha": said("results.no_alpha", sentences=AT_LEAST_ITEMS, pupils=AT_LEAST_GROUP),
        "keys": {item.number: {"key": item.answers, "also": item.defensible} for item in lesson.items},
        "found": asdict(found) if found else None,
    }
    return lesson_page(
        "results",
        lesson,
        scripts=_SCRIPTS,
        found=found,
        shown=found is not None and found.pupils >= AT_LEAST_GROUP,
        at_least=AT_LEAST_GROUP,
        alpha=[f"{figure:.2f}".replace(".", said("try.point")) for figure in astuple(found.alpha)]
        if found and found.alpha
        else [],
        agreement=_percent(found.agreement if found else None),
        names=names,
        rows=[_row(lesson, item, counts.get(item.number), found.pupils if found else 0) for item in lesson.items],
        provenance=said("results.automated") if lesson.made_by == AUTOMATED else said("results.made_by_people"),
        data=data,
    )


def _row(lesson: Lesson, item: Item, found: ItemCounts | None, pupils: int) -> dict[str, Any]:
    counts = found.counts if found else None
    return {
        "item": item,
        "key": item.answers,
        "also": item.defensible,
        "cells": {key: f"{counts[key]}/{found.answered}" if found and counts else _NO_FIGURE for key in lesson.choices},
        "shades": {key: _shade(counts[key], found.answered) if found and counts else 0 for key in lesson.choices},
        "unanswered": pupils - found.answered if found else _NO_FIGURE,
        "agreement": "" if found is None or found.agreement is None else found.agreement,
        "agree": _percent(found.agreement if found else None),
    }


def _shade(ticks: int, answered: int) -> int:
    return math.ceil(_SHADES * ticks / answered) if ticks else 0


def _percent(share: float | None) -> str:
    return _NO_FIGURE if share is None else f"{math.floor(100 * share + 0.5)} %"  # rounds as JavaScript does
