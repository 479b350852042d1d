"""Label, measure and compare the framing of news sentences."""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["__version__", "answers", "evaluate", "load_model", "save_model", "score", "score_documents", "train"]

if TYPE_CHECKING:
    from framing.notebook import answers, evaluate, load_model, save_model, score, score_documents, train
else:  # a type checker that saw this would let every name pass

    def __getattr__(name: str) -> object:
        """What a notebook calls, imported when it is first asked for: it brings pandas and scikit-learn."""
        if name in __all__:
            return getattr(import_module("framing.notebook"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
