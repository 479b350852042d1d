"""Profiles: what a model looks at in a text. More of it finds more, and takes longer to score."""

from dataclasses import dataclass

from framing.errors import InputError
from framing.model.learning.features import PIECES, WORDS


@dataclass(frozen=True)
class Profile:
    """A name, and the families of terms that its models count."""

    name: str
    families: tuple[str, ...]


PROFILES = (Profile("fast", (WORDS,)), Profile("standard", (WORDS, PIECES)))
DEFAULT_PROFILE = "standard"


def find_profile(name: str) -> Profile:
    """The profile of this name.

    Raises:
        InputError: there is none.
    """
    for profile in PROFILES:
        if profile.name == name:
            return profile
    raise InputError(f"There is no profile {name!r}. There are: {', '.join(p.name for p in PROFILES)}.")
