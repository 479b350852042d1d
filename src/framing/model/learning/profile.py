"""Profiles: what a model looks at in a text. More of it finds more, and takes longer to score."""

from collections.abc import Sequence
from dataclasses import dataclass

from framing.errors import InputError
from framing.model.learning.embedding import choose_embedding
from framing.model.learning.features import PIECES, WORDS, TermCounts, count_terms


@dataclass(frozen=True)
class Profile:
    """A name, the families of terms that its models count, and the table of vectors that they read beside them."""

    name: str
    families: tuple[str, ...]
    embedding: str = ""  # only where most sentences are in the table's language, see choose_embedding

    def count(self, texts: Sequence[str]) -> TermCounts:
        """What models of this profile look at in these texts, the examples that they are to learn from."""
        return count_terms(texts, self.families, choose_embedding(self.embedding, texts))


PROFILES = (
    Profile("fast", (WORDS,)),
    Profile("standard", (WORDS, PIECES)),
    Profile("rich", (WORDS, PIECES), "english"),
    Profile("multilingual", (WORDS, PIECES), "use-multilingual"),  # needs the extra of this name
    Profile("contextual", (WORDS, PIECES), "e5-small"),  # needs the extra of this name; about 10 sentences a second
)
DEFAULT_PROFILE = "rich"


def find_profile(name: str) -> Profile:
    """The profile of this name.

    Raises:
        InputError: there is none.
    """
    for profile in PROFILES:
        if profile.name == name:
            return profile
    raise InputError(f"There is no profile {name!r}. There are: {', '.join(p.name for p in PROFILES)}.")
