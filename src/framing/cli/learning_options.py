"""How a model is learned: the options that framing train and evaluate share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

# Those of framing.model.learning.profile, named again because importing it takes a second that --help must not take.
PROFILE_NAMES = ("fast", "standard", "rich", "multilingual", "contextual")
USUAL_PROFILE = "rich"
USUAL_SEED = 7


def learning_options(command: Command) -> Command:
    """Adds --profile and --seed."""
    profile = click.option(
        "--profile",
        type=click.Choice(PROFILE_NAMES),
        default=USUAL_PROFILE,
        show_default=True,
        help="What a model looks at: fast, words; standard, words and pieces of words, which inflection and typing "
        "errors change less; rich, also vectors of meaning, for English texts; multilingual and contextual, a sentence "
        "encoder of 16 or 100 languages, each with an extra of its name.",
    )
    seed = click.option(
        "--seed",
        type=click.IntRange(0, 2**32 - 1),
        default=USUAL_SEED,
        show_default=True,
        help="Of the documents that are held out together inside the training; the same seed gives the same bytes.",
    )
    return profile(seed(command))
