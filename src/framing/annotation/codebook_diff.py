"""What is different between two codebooks, text by text, and what of it means something else to an annotator. Pure.

Definitions, what is included and excluded, near misses, what decides between two labels, and rules are meaning. Names,
keys of the keyboard, colours, positive examples, title and version are not; neither are rules that programs carry out,
and the gazetteer, which no annotator sees. framing.doccano.project.meaning draws the same line in a project.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from framing.codebook import FOR_PROGRAMS, Change, Codebook, Frame, NearMiss, Rule, Voice

_ALIKE = 0.5  # of difflib: from here on two texts are taken for one that was edited


@dataclass(frozen=True)
class TextChange:
    """One text that is another now: of a label, or a rule if `label` is empty.

    `before` is empty where the text is new, `now` where it was taken out. `part` says which text of the label it is,
    or names the rule.
    """

    label: str
    part: str
    before: str
    now: str


@dataclass(frozen=True)
class LabelsDiff:
    """What is different in the frames, or in the voices. Keys of labels, in the order of the codebook they are in.

    `renamed` are key, old name, new name. `texts` are of labels that both codebooks have, `rules` of the rules for all.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str, str], ...]
    texts: tuple[TextChange, ...]
    rules: tuple[TextChange, ...]

    @property
    def other_meaning(self) -> tuple[str, ...]:
        """Keys of labels that mean something else now."""
        return tuple(dict.fromkeys(text.label for text in self.texts))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is different."""
        return not (self.added or self.removed or self.renamed or self.texts or self.rules)


@dataclass(frozen=True)
class CodebookDiff:
    """What is different from an old codebook in a new one; `changes` is what the new one says of it itself."""

    frames: LabelsDiff
    voices: LabelsDiff
    changes: tuple[Change, ...]


def compare(old: Codebook, new: Codebook) -> CodebookDiff:
    """What is different in `new`.

    Its `changes` are those blocks that `old` lacks, and that are not about the version of `old` itself.
    """
    known = {change.id for change in old.changes}
    return CodebookDiff(
        frames=_labels_diff(
            {frame.key: (frame.name, _frame_texts(old, frame)) for frame in old.frames},
            {frame.key: (frame.name, _frame_texts(new, frame)) for frame in new.frames},
            _changed("", _rules(old.rules), _rules(new.rules)),
        ),
        voices=_labels_diff(
            {voice.key: (voice.name, _definition(voice)) for voice in old.voices},
            {voice.key: (voice.name, _definition(voice)) for voice in new.voices},
            _changed("", _rules(old.voice_rules), _rules(new.voice_rules)),
        ),
        changes=tuple(each for each in new.changes if each.id not in known and each.version != old.version),
    )


_Texts = Mapping[str, Sequence[str]]  # part of a label, or name of a rule, to its texts


def _labels_diff(
    old: Mapping[str, tuple[str, _Texts]], new: Mapping[str, tuple[str, _Texts]], rules: tuple[TextChange, ...]
) -> LabelsDiff:
    both = [key for key in new if key in old]
    return LabelsDiff(
        added=tuple(key for key in new if key not in old),
        removed=tuple(key for key in old if key not in new),
        renamed=tuple((key, old[key][0], new[key][0]) for key in both if old[key][0] != new[key][0]),
        texts=tuple(change for key in both for change in _changed(key, old[key][1], new[key][1])),
        rules=rules,
    )


def _definition(voice: Voice) -> _Texts:
    return {"definition": [voice.definition]}


def _frame_texts(codebook: Codebook, frame: Frame) -> _Texts:
    texts = {"definition": [frame.definition], "include": [*frame.include], "exclude": [*frame.exclude]}
    texts["near miss"] = [_near_miss(miss) for miss in frame.near_miss]
    for confusion in codebook.confusions:
        if frame.key in confusion.pair:
            other = next(key for key in confusion.pair if key != frame.key)
            texts.setdefault(f"or {other}", []).append(confusion.decide)
    return texts


def _near_miss(miss: NearMiss) -> str:
    instead = ", ".join(sorted(miss.instead)) or "no frame"
    return f"{miss.text} -> {instead}" + (f" ({miss.why})" if miss.why else "")


def _rules(rules: Iterable[Rule]) -> _Texts:
    found: dict[str, list[str]] = {}
    for rule in rules:
        if not rule.id.startswith(FOR_PROGRAMS):
            found.setdefault(rule.id, []).append(rule.text)
    return found


def _changed(label: str, old: _Texts, new: _Texts) -> tuple[TextChange, ...]:
    return tuple(
        TextChange(label, part, before, now)
        for part in dict.fromkeys((*old, *new))
        for before, now in _pairs(_spaced(old.get(part, ())), _spaced(new.get(part, ())))
    )


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Texts that are in one list only, each new one beside the old one that it is most like; the order is no change."""
    gone = list((Counter(old) - Counter(new)).elements())
    for text in (Counter(new) - Counter(old)).elements():
        alike = gone[:1] if len(old) == len(new) == 1 else get_close_matches(text, gone, n=1, cutoff=_ALIKE)
        if alike:
            gone.remove(alike[0])
        yield (alike[0] if alike else "", text)
    yield from ((text, "") for text in gone)


def _spaced(texts: Iterable[str]) -> list[str]:
    return [" ".join(text.split()) for text in texts]
