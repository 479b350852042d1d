"""The card of a project: what its annotators are offered, kept in the project itself.

The card is one line of JSON at the end of the project's description. It says which codebook and which
frames, or voices, annotators are offered, so a pull knows what was asked, even from another machine and
after the codebook has changed.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from framing.codebook import Codebook, Frame, Voice
from framing.doccano.project.meaning import meanings

Kind = Literal["frames", "voices"]  # what annotators choose: every frame that applies, or the one voice

_EXTRAS = (
    "team",
    "annotator",
    "training",
    "pass_mark",
    "assisted",
    "meanings",
    "retired",
    "former",
    "suggestions",
    "alike",
    "exercises",
    "ruling",
    "reasons",
)  # on a card only where they say something
_CARD_MARK = '{"framing_card": 1'


@dataclass(frozen=True)
class ProjectCard:
    """What a project's annotators are offered, and the project's own name in the ledger.

    `labels` are pairs of key and name, of frames or voices, as they were when the project was made. A study may have
    one project for each annotator: `team` is the study's name then, and `annotator` who works here. `training` says
    that what is asked are exercises with a key, `pass_mark` how many of them in percent must be right, `assisted` that
    Doccano itself proposes labels.

    `meanings` are the fingerprints of framing.doccano.project.meaning, none on the card of an older framing. `retired`
    are keys of labels that the codebook has no more, and that stay because people gave them. `former` are pairs of a
    name and the key of whose label it was: names that labels may still have while the project is brought to another
    codebook.

    `suggestions` is the fingerprint of the model whose proposals stand beside the sentences, empty where none do.

    `alike` are fingerprints of codebooks that the project was made or changed by before, and by which its labels meant
    the same as now. `exercises` is the fingerprint of the exercises and their key, where it is for training.

    `ruling` says that disputes are settled here, with the votes in sight; `reasons` are pairs of a key of
    framing.tables.RULING_REASONS and the name of the label by which it is given, beside `labels`.
    """

    project: str
    codebook: str
    fingerprint: str
    labels: tuple[tuple[str, str], ...]
    kind: Kind = "frames"
    team: str = ""
    annotator: str = ""
    training: bool = False
    assisted: bool = False
    pass_mark: int = 0
    meanings: tuple[tuple[str, str], ...] = ()
    retired: tuple[str, ...] = ()
    former: tuple[tuple[str, str], ...] = ()
    suggestions: str = ""
    alike: tuple[str, ...] = ()
    exercises: str = ""
    ruling: bool = False
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the frames, or voices, that are offered."""
        return tuple(key for key, _ in self.labels)

    def asks(self, username: str) -> bool:
        """Whether this member is asked: anybody, but in exercises only whose they are; others give feedback there."""
        return not self.training or self.annotator in ("", username)


def offered(codebook: Codebook, kind: Kind) -> tuple[Frame, ...] | tuple[Voice, ...]:
    """What a project of this kind offers."""
    return codebook.voices if kind == "voices" else codebook.frames


def make_card(codebook: Codebook, mark: str, kind: Kind = "frames") -> ProjectCard:
    """The card of a project that offers the frames of `codebook`, or its voices.

    `mark` tells it from every other project.
    """
    return ProjectCard(
        project=f"{codebook.id}#{mark}",
        codebook=f"{codebook.id} {codebook.version}",
        fingerprint=codebook.fingerprint,
        labels=tuple((label.key, label.name) for label in offered(codebook, kind)),
        kind=kind,
        meanings=meanings(codebook, voices=kind == "voices"),
    )


def both_codebooks(card: ProjectCard, here: str) -> str:
    """The codebook of the card and another one, by name and version, for a message that they are not the same."""
    if here == card.codebook:
        return f"both call themselves {here}: `version` in the codebook was not raised when it was changed"
    return f"{card.codebook}; here is {here}"


def description(card: ProjectCard) -> str:
    """The text of a project's description, with the card as its last line."""
    values = {"project": card.project, "codebook": card.codebook, "fingerprint": card.fingerprint}
    extras = {name: getattr(card, name) for name in _EXTRAS if getattr(card, name)}
    line = json.dumps({"framing_card": 1, **values, **extras, card.kind: card.labels}, ensure_ascii=False)
    asked = "Who says each sentence" if card.kind == "voices" else "How sentences frame the event"
    if card.training:
        asked = "Exercises, which do not count as labels"
    if card.ruling:
        asked = "Sentences on which annotators differ, to be ruled on"
    return f"{asked}. By codebook {card.codebook}. Please leave the next line as it is.\n{line}"


def replaced_description(text: str, old: ProjectCard, new: ProjectCard) -> str:
    """The description `text`, which ends with the card `old`, with `new` in its place; what others wrote stays."""
    before = text[: text.rfind(_CARD_MARK)]
    ours = description(old).rpartition("\n")[0].strip()
    line = description(new).rpartition("\n")[2]
    return description(new) if before.strip() == ours else f"{before}{line}"


def read_card(text: str) -> ProjectCard | None:
    """The card in a project's description; None if there is none, that is if framing did not make the project."""
    found = text.rfind(_CARD_MARK)
    if found < 0:
        return None
    try:
        values = json.loads(text[found:])
        # A card of voices has no key `frames`: a framing that knows of no voices leaves such a project alone.
        kind: Kind = "frames" if "frames" in values else "voices"
        labels = _pairs(values[kind])
        return ProjectCard(
            project=str(values["project"]),
            codebook=str(values["codebook"]),
            fingerprint=str(values["fingerprint"]),
            labels=labels,
            kind=kind,
            team=str(values.get("team", "")),
            annotator=str(values.get("annotator", "")),
            training=values.get("training") is True,
            assisted=values.get("assisted") is True,
            pass_mark=_percent(values.get("pass_mark")),
            meanings=_pairs(values.get("meanings", ())),
            retired=tuple(str(key) for key in values.get("retired", ())),
            former=_pairs(values.get("former", ())),
            suggestions=str(values.get("suggestions", "")),
            alike=tuple(str(fingerprint) for fingerprint in values.get("alike", ())),
            exercises=str(values.get("exercises", "")),
            ruling=values.get("ruling") is True,
            reasons=_pairs(values.get("reasons", ())),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _pairs(values: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), str(value)) for key, value in values)


def _percent(value: object) -> int:
    return value if isinstance(value, int) and 0 < value <= 100 else 0
