"""What `run.json` says of a run, looked at before any of it is believed. Pure."""

from collections.abc import Mapping
from typing import Any

from framing.codebook import NAME_LIMIT
from framing.scoring.running.encoding import FORMATS

_FRAMES = 1_000


def is_run(told: Mapping[str, Any]) -> bool:
    """Whether it has what findings read of it, as what it must be."""
    if not isinstance(about := told.get("about"), dict):
        return False
    book, made_by, thresholds = (about.get(name) for name in ("codebook", "labels_made_by", "thresholds"))
    left_out: Any = about.get("left_out")
    return (
        told.get("layout") == 1
        and told.get("complete") is True
        and type(told.get("parts")) is int
        and isinstance(told.get("model"), str)
        and told.get("output") in FORMATS
        and told.get("texts") in ("kept", "left out")
        and told.get("voices") in ("told", "left out")
        and isinstance(book, dict)
        and all(isinstance(book.get(name), str) for name in ("id", "version", "fingerprint"))
        and isinstance(made_by, dict)
        and all(type(count) is int for count in made_by.values())
        and _are_thresholds(thresholds)
        and _are_names(about.get("too_few_examples"), list)
        and _are_names(left_out, dict)
        and all(isinstance(why, str) and len(why) <= NAME_LIMIT and why.isprintable() for why in left_out.values())
    )


def _are_names(names: Any, kind: type[Any]) -> bool:
    """Whether they are of a kind, and names of frames that can be shown."""
    return (
        isinstance(names, kind)
        and len(names) <= _FRAMES
        and all(isinstance(name, str) and 0 < len(name) <= NAME_LIMIT and name.isprintable() for name in names)
    )


def _are_thresholds(thresholds: Any) -> bool:
    """Whether they are numbers by frames, whose names can be shown."""
    return (
        _are_names(thresholds, dict)
        and len(thresholds) > 0
        and all(type(least) in (int, float) and 0 <= least <= 1 for least in thresholds.values())
    )
