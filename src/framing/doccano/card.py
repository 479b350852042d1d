"""The card of a project: what its annotators are offered, kept in the project itself.

The card is one line of JSON at the end of the project's description. It says which codebook and which
frames, or voices, annotators are offered, so a pull knows what was asked, even from another machine and
after the codebook has changed.
"""

import json
from dataclasses import dataclass
from typing import Literal

from framing.codebook import Codebook, Frame, Voice

Kind = Literal["frames", "voices"]  # what annotators choose: every frame that applies, or the one voice

_EXTRAS = ("team", "annotator", "training", "assisted")  # on a card only where they say something
_CARD_MARK = '{"framing_card": 1'


@dataclass(frozen=True)
class ProjectCard:
    """What a project's annotators are offered, and the project's own name in the ledger.

    `labels` are pairs of key and name, of frames or voices, as they were when the project was made. A study may have
    one project for each annotator: `team` is the study's name then, and `annotator` who works here. `training` says
    that what is asked are exercises with a key, `assisted` that Doccano itself proposes labels.
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

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the frames, or voices, that are offered."""
        return tuple(key for key, _ in self.labels)


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
    )


def description(card: ProjectCard) -> str:
    """The text of a project's description, with the card as its last line."""
    asked = "Voice" if card.kind == "voices" else "Framing"
    return f"{asked} of sentences, by codebook {card.codebook}. Please leave the next line as it is.\n{_line(card)}"


def change_card(text: str, card: ProjectCard) -> str:
    """A project's description with another card in place of the one it has; as it is if the card is the same."""
    return text if read_card(text) == card else text[: text.rfind(_CARD_MARK)] + _line(card)


def _line(card: ProjectCard) -> str:
    values = {"project": card.project, "codebook": card.codebook, "fingerprint": card.fingerprint}
    extras = {name: getattr(card, name) for name in _EXTRAS if getattr(card, name)}
    return json.dumps({"framing_card": 1, **values, **extras, card.kind: card.labels}, ensure_ascii=False)


def read_card(text: str) -> ProjectCard | None:
    """The card in a project's description; None if there is none, that is if framing did not make the project."""
    found = text.rfind(_CARD_MARK)
    if found < 0:
        return None
    try:
        values = json.loads(text[found:])
        # A card of voices has no key `frames`: a framing that knows of no voices leaves such a project alone.
        kind: Kind = "frames" if "frames" in values else "voices"
        labels = tuple((str(key), str(name)) for key, name in values[kind])
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
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
