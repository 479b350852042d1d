"""The codebook: the frames and voices that annotators are offered, and the rules they work by.

A codebook is a contract. Its fingerprint goes with every decision, so that a label can always
be traced to the words it was made under. A mistake in the file is named with frame or voice, and line.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from framing.codebook_translations import TABLE, Translation, read_translations
from framing.errors import InputError
from framing.toml_text import Block, TomlText

NAME_LIMIT = 100  # characters in the name of a label or project of Doccano
_SINGLE_LABEL = "single-label"  # how the task of such a codebook begins
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_SHORTCUT = re.compile(r"[0-9a-z]")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
# Backgrounds of voices that name none, each with the text colour that can be read on it: from the schemes of Okabe and
# Ito (2008) and Tol (2021), which people with colour blindness tell apart. The first is grey: often it is the outlet's.
# Doccano's page for annotators picks black or white by a rule of its own: these are colours on which that reads too.
_VOICE_COLORS = (
    ("#BBBBBB", "#000000"),
    ("#0072B2", "#FFFFFF"),
    ("#E69F00", "#000000"),
    ("#44AA99", "#000000"),
    ("#CC79A7", "#000000"),
    ("#F0E442", "#000000"),
    ("#56B4E9", "#000000"),
    ("#882255", "#FFFFFF"),
)


@dataclass(frozen=True)
class NearMiss:
    """A sentence that looks like the frame and is not; `instead` names the frames it gets, none if empty."""

    text: str
    instead: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Frame:
    """One frame: what it makes the event out to be, when it applies and when not."""

    key: str
    name: str
    shortcut: str
    color: str
    text_color: str
    definition: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    near_miss: tuple[NearMiss, ...] = ()


@dataclass(frozen=True)
class Voice:
    """One voice: who may say a sentence. A sentence has exactly one."""

    key: str
    name: str
    shortcut: str
    color: str
    text_color: str
    definition: str


@dataclass(frozen=True)
class Rule:
    """A rule for every frame, or for every voice."""

    id: str
    text: str


@dataclass(frozen=True)
class Confusion:
    """Two frames that annotators confuse, and what decides between them."""

    pair: tuple[str, str]
    decide: str


@dataclass(frozen=True)
class Change:
    """What a version of the codebook changed, and which labels of before it asks to be looked at again.

    `frames` and `voices` are keys of those whose labels it touches; none of both: it touches every frame. `labels` and
    `words` say on which sentences: those that carry one of these frames or voices, and those whose text holds one of
    these words. An ending of `*` stands for any ending of a word. Where neither is given, None, the rule for changes
    that say nothing holds, see framing.annotation.contract; where both are empty, no label has to be looked at again.
    """

    version: str
    id: str
    text: str
    frames: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    labels: tuple[str, ...] | None = None
    words: tuple[str, ...] | None = None


Quotes = Literal["split", "keep"]  # whether a sentence ends inside of a quotation, or only with it
QUOTES: tuple[Quotes, ...] = ("split", "keep")
FOR_PROGRAMS = "auto-"  # a voice rule whose id begins so is carried out by programs; the others are for people


@dataclass(frozen=True)
class Codebook:
    """The frames, voices and rules of one study.

    `gazetteer` has the key of a voice for names, offices and institutions that speak with it. A codebook may have
    no voices.
    """

    id: str
    version: str
    title: str
    frames: tuple[Frame, ...]
    rules: tuple[Rule, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    fingerprint: str = field(default="", compare=False)
    voices: tuple[Voice, ...] = ()
    voice_rules: tuple[Rule, ...] = ()
    gazetteer: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    quotes: Quotes = "split"
    changes: tuple[Change, ...] = ()
    single_label: bool = False  # whether a sentence has at most one frame
    translations: Mapping[str, Translation] = field(default_factory=dict, compare=False)  # by language

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the frames, in the codebook's order."""
        return tuple(frame.key for frame in self.frames)

    def frame(self, key: str) -> Frame:
        """The frame with this key.

        Raises:
            InputError: the codebook has none.
        """
        for frame in self.frames:
            if frame.key == key:
                return frame
        raise InputError(f"The codebook {self.id} has no frame {key!r}. It has: {', '.join(self.keys)}.")

    def subset(self, keys: Sequence[str]) -> "Codebook":
        """The same codebook with only these frames, in the codebook's order; all of them if `keys` is empty.

        The fingerprint stays that of the whole codebook: what was offered is recorded beside it.

        Raises:
            InputError: a key is not in the codebook.
        """
        chosen = {self.frame(key).key for key in keys} or set(self.keys)
        return replace(
            self,
            frames=tuple(frame for frame in self.frames if frame.key in chosen),
            confusions=tuple(c for c in self.confusions if chosen.issuperset(c.pair)),
        )


def read_codebook(path: Path) -> Codebook:
    """The codebook in a TOML file.

    Raises:
        InputError: the file cannot be read, is not TOML, or breaks a rule; the message names frame or voice, and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Name a codebook, or make one: framing init.") from error
    return parse_codebook(text, str(path))


def parse_codebook(text: str, origin: str) -> Codebook:
    """The codebook in a TOML text; `origin` names it in messages. See `read_codebook`."""
    file = TomlText(text, origin)
    head = file.table("codebook") if isinstance(file.content.get("codebook"), Mapping) else None
    if head is None:
        raise InputError(f"{origin} has no [codebook] table. Start it with [codebook], id, version and title.")
    frames = _frames(file)
    voices = _voices(file)
    return Codebook(
        id=head.text("id"),
        version=head.text("version"),
        title=head.text("title"),
        frames=frames,
        rules=_rules(file, "rules", "rule"),
        confusions=_confusions(file, [frame.key for frame in frames]),
        fingerprint=_fingerprint(file.content),
        voices=voices,
        voice_rules=_rules(file, "voice_rules", "voice rule"),
        gazetteer=_gazetteer(file, [voice.key for voice in voices]),
        quotes=_quotes(head),
        changes=_changes(file, [frame.key for frame in frames], [voice.key for voice in voices]),
        single_label=str(head.values.get("task", "")).strip().casefold().startswith(_SINGLE_LABEL),
        translations=_translations(file, frames, voices),
    )


def _translations(file: TomlText, frames: Sequence[Frame], voices: Sequence[Voice]) -> dict[str, Translation]:
    names = {
        "frames": {frame.key: frame.name for frame in frames},
        "voices": {voice.key: voice.name for voice in voices},
    }
    return read_translations(file, names, _is_label, _A_LABEL)


def _frames(file: TomlText) -> tuple[Frame, ...]:
    blocks = file.blocks("frames", "frame")
    frames = tuple(_frame(block) for block in blocks)
    if not frames:
        raise InputError(f"{file.origin} has no frame. Add at least one [[frames]] block.")
    _check_unique(blocks, frames, "frame")
    keys = [frame.key for frame in frames]
    for block, frame in zip(blocks, frames, strict=True):
        for miss in frame.near_miss:
            _check_known(block, "near_miss", miss.instead, keys, "frame")
    return frames


def _frame(block: Block) -> Frame:
    return Frame(
        key=_key(block),
        name=block.checked("name", _is_label, _A_LABEL),
        shortcut=block.checked("shortcut", _matches(_SHORTCUT), _A_SHORTCUT),
        color=block.checked("color", _matches(_COLOR), "a colour like #882255"),
        text_color=block.checked("text_color", _matches(_COLOR), "a colour like #FFFFFF", default="#000000"),
        definition=block.text("definition"),
        include=block.texts("include"),
        exclude=block.texts("exclude"),
        positive=block.texts("positive"),
        near_miss=tuple(_near_miss(miss, block) for miss in block.items("near_miss")),
    )


def _near_miss(miss: Any, block: Block) -> NearMiss:
    if not isinstance(miss, Mapping):
        raise InputError(f"{block.place('near_miss')}: near_miss must be a list of tables with text, instead and why.")
    inner = replace(block, values=miss, inside="near_miss")
    return NearMiss(text=inner.text("text"), instead=inner.texts("instead"), why=str(miss.get("why", "")))


def _voices(file: TomlText) -> tuple[Voice, ...]:
    blocks = file.blocks("voices", "voice")
    voices = tuple(_voice(block) for block in blocks)
    _check_unique(blocks, voices, "voice")
    return voices


def _voice(block: Block) -> Voice:
    color, text_color = _VOICE_COLORS[block.number % len(_VOICE_COLORS)]
    if "color" in block.values:
        color = block.checked("color", _matches(_COLOR), "a colour like #882255")
        text_color = _black_or_white(color)
    return Voice(
        key=_key(block),
        name=block.checked("name", _is_label, _A_LABEL),
        shortcut=block.checked("shortcut", _matches(_SHORTCUT), _A_SHORTCUT),
        color=color,
        text_color=block.checked("text_color", _matches(_COLOR), "a colour like #FFFFFF", default=text_color),
        definition=block.text("definition"),
    )


def _gazetteer(file: TomlText, voices: Sequence[str]) -> dict[str, tuple[str, ...]]:
    block = file.table("voice_gazetteer")
    if block is None:
        return {}
    taken: dict[str, str] = {}
    for key in block.values:
        if key not in voices:
            there = f"There are: {', '.join(voices)}." if voices else "There are no [[voices]] yet."
            raise InputError(f"{block.place(key)}: {key!r} is no voice. {there}")
        for name in block.texts(key):
            if not name.strip():
                raise InputError(f"{block.place(key)}: {key} holds an empty name. Take it out.")
            if taken.setdefault(name.casefold(), key) != key:
                other = taken[name.casefold()]
                raise InputError(f"{block.place(key)}: {name!r} stands under {other} too. A name has one voice.")
    return {key: block.texts(key) for key in block.values}


def _rules(file: TomlText, table: str, what: str) -> tuple[Rule, ...]:
    return tuple(Rule(block.text("id"), block.text("text", at="id")) for block in file.blocks(table, what))


def _confusions(file: TomlText, keys: Sequence[str]) -> tuple[Confusion, ...]:
    found = []
    for block in file.blocks("confusions", "confusion"):
        pair = block.texts("pair")
        if len(pair) != 2 or pair[0] == pair[1]:
            raise InputError(f"{block.place('pair')}: pair must name two different frames.")
        _check_known(block, "pair", pair, keys, "frame")
        found.append(Confusion(pair=(pair[0], pair[1]), decide=block.text("decide", at="pair")))
    return tuple(found)


def _changes(file: TomlText, frames: Sequence[str], voices: Sequence[str]) -> tuple[Change, ...]:
    """The changes; `labels` may also name what is no more, if some change says that it was `dropped`."""
    blocks = file.blocks("changes", "change")
    dropped = [key for block in blocks for key in block.texts("dropped")]
    found: list[Change] = []
    for block in blocks:
        change = Change(
            version=block.text("version"),
            id=block.text("id"),
            text=block.text("text", at="id"),
            frames=block.texts("frames"),
            voices=block.texts("voices"),
            labels=block.texts("labels") if "labels" in block.values else None,
            words=block.texts("words") if "words" in block.values else None,
        )
        if change.id in [other.id for other in found]:
            raise InputError(f"{block.place('id')}: id {change.id!r} is taken by another change. Each needs its own.")
        _check_known(block, "frames", change.frames, frames, "frame")
        _check_known(block, "voices", change.voices, voices, "voice")
        _check_known(block, "labels", change.labels or (), [*frames, *voices, *dropped], "frame or voice")
        if not all(word.strip(" *") for word in change.words or ()):
            raise InputError(f"{block.place('words')}: words holds an empty word. Take it out.")
        found.append(change)
    return tuple(found)


def _quotes(head: Block) -> Quotes:
    value = head.values.get("quotes", "split")
    for known in QUOTES:
        if value == known:
            return known
    raise InputError(f'{head.place("quotes")}: quotes is {value!r} and must be "split" or "keep".')


def _key(block: Block) -> str:
    key = block.text("key")
    if not _KEY.fullmatch(key):
        where = block.place("key")
        raise InputError(f"{where}: key {key!r} must be lower-case letters, digits and _, beginning with a letter.")
    return key


def _check_known(block: Block, field_name: str, used: Sequence[str], keys: Sequence[str], what: str) -> None:
    for key in used:
        if key not in keys:
            there = ", ".join(sorted(keys))
            raise InputError(
                f"{block.place(field_name)}: {field_name} names {key!r}, which is no {what}. There are: {there}."
            )


def _check_unique(blocks: Sequence[Block], labels: Sequence[Frame] | Sequence[Voice], what: str) -> None:
    """Raises InputError if two of the labels of one project share a key, a name or a shortcut."""
    for field_name in ("key", "name", "shortcut"):
        values = [getattr(label, field_name).casefold() for label in labels]
        for number, value in enumerate(values):
            if value in values[:number]:
                other = labels[values.index(value)].key
                raise InputError(
                    f"{blocks[number].place(field_name)}: {field_name} {value!r} is taken by {what} {other!r}. "
                    f"Each {what} needs its own."
                )


_A_LABEL = f"1 to {NAME_LIMIT} characters on one line, without spaces at the ends"
_A_SHORTCUT = "one digit or lower-case letter a to z"


def _is_label(value: str) -> bool:
    return len(value) <= NAME_LIMIT and value == value.strip() and value.isprintable()


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


def _black_or_white(color: str) -> str:
    """The one that reads better on `color`; its contrast is at least 4.58, whatever the colour is."""
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    # WCAG 2.2: black has (L + 0.05) / 0.05, white has 1.05 / (L + 0.05).
    return "#000000" if (luminance + 0.05) ** 2 >= 0.05 * 1.05 else "#FFFFFF"


def _fingerprint(content: Mapping[str, Any]) -> str:
    """The first 16 hex digits of SHA-256 over the content: layout and comments do not count, every word does.

    Translations do not: annotators work by the codebook's own words.
    """
    content = {name: value for name, value in content.items() if name != TABLE}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()[:16]


def describe(codebook: Codebook) -> dict[str, Any]:
    """The codebook as plain values, for JSON."""
    return asdict(codebook)
