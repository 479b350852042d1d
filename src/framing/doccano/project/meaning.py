"""What of a codebook changes the meaning of a label, as short fingerprints: one of each label and one of all rules.

A meaning is what tells an annotator when to choose a label and when not: its definition, what it includes and
excludes, its near misses, what decides between it and another label; and the rules, which hold for every label. Name,
key of the keyboard, colours, order, title and version are no meaning, and neither are positive examples: they show a
definition and do not move it. Line ends and runs of spaces do not count. Pure.
"""

import hashlib
import json
from typing import Any

from framing.codebook import FOR_PROGRAMS, Codebook, Frame

RULES = "*"  # stands for the rules where a label's key would stand; no key looks like it


def meanings(codebook: Codebook, voices: bool) -> tuple[tuple[str, str], ...]:
    """Pairs of a label's key, or RULES, and 8 hex digits that are others when the meaning is another.

    Of the voices, or else of the frames. Rules that programs carry out are left out: no annotator sees them.
    """
    if voices:
        rules = [rule for rule in codebook.voice_rules if not rule.id.startswith(FOR_PROGRAMS)]
        found = {voice.key: _digest(voice.definition) for voice in codebook.voices}
    else:
        rules = list(codebook.rules)
        found = {frame.key: _of_frame(codebook, frame) for frame in codebook.frames}
    found[RULES] = _digest(sorted((rule.id, rule.text) for rule in rules))
    return tuple(found.items())


def _of_frame(codebook: Codebook, frame: Frame) -> str:
    decided = [(sorted(c.pair), c.decide) for c in codebook.confusions if frame.key in c.pair]
    misses = [(miss.text, sorted(miss.instead), miss.why) for miss in frame.near_miss]
    return _digest([frame.definition, sorted(frame.include), sorted(frame.exclude), sorted(misses), sorted(decided)])


def _digest(value: Any) -> str:
    canonical = json.dumps(_spaced(value), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:8]


def _spaced(value: Any) -> Any:
    """The value with each run of white space as one space."""
    return " ".join(value.split()) if isinstance(value, str) else [_spaced(part) for part in value]
