"""What the labels of an answer stand for: frames or voices, reasons of a ruling, or nothing that is known. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from framing.doccano.project.card import ProjectCard


@dataclass(frozen=True)
class Chosen:
    """The labels of one answer: keys of frames or voices, keys of reasons, and names that are neither."""

    keys: tuple[str, ...]
    reasons: tuple[str, ...]
    strangers: tuple[str, ...]


@dataclass(frozen=True)
class ProjectLabels:
    """The labels of a project by its card, and those of them that it no longer has.

    `labels` are the names of the labels in the project now; the card's unless given.
    """

    card: ProjectCard
    labels: Collection[str] | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys of frames or voices whose label is gone."""
        return self._gone(self.card.keys, self._by_name())

    @property
    def missing_reasons(self) -> tuple[str, ...]:
        """Keys of reasons whose label is gone."""
        return self._gone(dict(self.card.reasons), {name: key for key, name in self.card.reasons})

    @property
    def missing_names(self) -> tuple[str, ...]:
        """What those labels were called."""
        names, reasons = dict(self.card.labels), dict(self.card.reasons)
        return (*(names[key] for key in self.missing), *(reasons[key] for key in self.missing_reasons))

    def read(self, labels: Iterable[str]) -> Chosen:
        """What these labels stand for, in the card's order, each once."""
        given = set(labels)
        by_name = self._by_name()
        known = {by_name[name] for name in given if name in by_name}
        return Chosen(
            tuple(key for key in self.card.keys if key in known),
            tuple(key for key, name in self.card.reasons if name in given),
            tuple(sorted(given - by_name.keys() - {name for _, name in self.card.reasons})),
        )

    def _by_name(self) -> dict[str, str]:
        former = {name: key for name, key in self.card.former if key in self.card.keys}  # a change may be under way
        return former | {name: key for key, name in self.card.labels}

    def _gone(self, keys: Iterable[str], by_name: dict[str, str]) -> tuple[str, ...]:
        present = {key for name, key in by_name.items() if self.labels is None or name in self.labels}
        return tuple(key for key in keys if key not in present)
