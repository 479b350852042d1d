"""The card of a project: what its annotators are offered, kept in the project itself.

The card is one line of JSON at the end of the project's description. It says which codebook and which
frames annotators are offered, so a pull knows what was asked, even from another machine and after the
codebook has changed.
"""

import json
from dataclasses import dataclass

from framing.codebook import Codebook

_CARD_MARK = '{"framing_card": 1'


@dataclass(frozen=True)
class ProjectCard:
    """What a project's annotators are offered, and the project's own name in the ledger.

    `frames` are pairs of key and label, as they were when the project was made.
    """

    project: str
    codebook: str
    fingerprint: str
    frames: tuple[tuple[str, str], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the frames that are offered."""
        return tuple(key for key, _ in self.frames)


def make_card(codebook: Codebook, mark: str) -> ProjectCard:
    """The card of a project that offers the frames of `codebook`; `mark` tells it from every other project."""
    return ProjectCard(
        project=f"{codebook.id}#{mark}",
        codebook=f"{codebook.id} {codebook.version}",
        fingerprint=codebook.fingerprint,
        frames=tuple((frame.key, frame.name) for frame in codebook.frames),
    )


def description(card: ProjectCard) -> str:
    """The text of a project's description, with the card as its last line."""
    values = {"project": card.project, "codebook": card.codebook, "fingerprint": card.fingerprint}
    line = json.dumps({"framing_card": 1, **values, "frames": card.frames}, ensure_ascii=False)
    return f"Framing of sentences, by codebook {card.codebook}. Please leave the next line as it is.\n{line}"


def read_card(text: str) -> ProjectCard | None:
    """The card in a project's description; None if there is none, that is if framing did not make the project."""
    found = text.rfind(_CARD_MARK)
    if found < 0:
        return None
    try:
        values = json.loads(text[found:])
        frames = tuple((str(key), str(name)) for key, name in values["frames"])
        return ProjectCard(str(values["project"]), str(values["codebook"]), str(values["fingerprint"]), frames)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
