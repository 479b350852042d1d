"""How much of differences between groups survives when names, places and loaded words are hidden from the model."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from framing.cli.console import echo, interval, print_noted_table, say
from framing.errors import FramingError, InputError

if TYPE_CHECKING:
    import pandas as pd

    from framing.analysis.scored import Rows, Scored
    from framing.model.learning.train import FrameModel
    from framing.workspace import Workspace


class LeakAuditor:
    """Audits differences with the project's codebook and the model that made the scores."""

    def __init__(self, place: "Workspace", scored: "Scored", model: Path | None) -> None:
        """`model`: its folder; the project's models are looked through without it.

        Raises:
            InputError: the model is not here, or there is no codebook.
        """
        from framing.codebook import read_codebook

        self._scored = scored
        self._codebook = read_codebook(place.codebook)
        self._model = _model_of(place, scored.model, model)

    def __call__(self, groups: "Rows", names: Sequence[str], pairs: Sequence[tuple[int, int]]) -> "pd.DataFrame":
        """LEAKS, see `framing.analysis.leak.audit.audit_leaks`."""
        from framing.analysis.leak.audit import audit_leaks

        return audit_leaks(self._scored, self._model, self._codebook, groups, names, pairs)


def print_leaks(leaks: "pd.DataFrame") -> None:
    """The table, a row for each difference and kind of hidden words; what is no difference stands there once."""
    from framing.analysis.leak.audit import NOT_TESTED

    there = leaks[leaks["survives"].notna() | (leaks["masked"] == "nothing") | leaks["note"].str.endswith(NOT_TESTED)]
    echo("")
    echo("Differences of predicted shares of sentences with words hidden from the model:")
    shown = there[["group", "other", "frame", "masked", "difference"]].assign(
        interval=interval(there["low"], there["high"]),
        survives=[f"{100 * share:.0f} %" if share == share else "" for share in there["survives"]],
        words=there["words"],
        note=there["note"],
    )
    print_noted_table(shown, "frame")
    say("Names and places carry no framing: what is gone with them was none. Loaded words are those of the codebook.")
    say(
        "Places are countries, their people and capitals, and the larger cities of Kazakhstan, in English, Russian and "
        "Kazakh. Other cities are not known; those that the codebook's gazetteer names are hidden as names."
    )


def _model_of(place: "Workspace", fingerprint: str, folder: Path | None) -> "FrameModel":
    from framing.model.keeping.encoding import fingerprint as fingerprint_of
    from framing.model.keeping.store import load_model

    found = [folder] if folder else [place.model, *sorted(place.models.glob("*/"))]
    for each in dict.fromkeys(found):
        try:
            model = load_model(each)
        except FramingError:
            if folder:
                raise
            continue
        if fingerprint_of(model) == fingerprint:
            return model
    where = folder or place.models
    raise InputError(
        f"The model {fingerprint} that made these scores is not in {where}. Put its folder there: words can be hidden "
        "from a model only where it scores again."
    )
