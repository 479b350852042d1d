"""What stands beside a model in its folder: its figures, and what must be known of its labels and behaviour."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from framing.model.behaviour.result import PASSES, is_missed, wanted_rate
from framing.model.evaluation.calibration import wilson
from framing.model.evaluation.evaluate import Evaluation
from framing.model.keeping.fields import (
    one_line,
    read_choice,
    read_integer,
    read_list,
    read_mapping,
    read_text,
    refuse,
)
from framing.model.keeping.figures import Figures, figures_of, read_figures
from framing.model.keeping.json_text import write_json


@dataclass(frozen=True)
class PassRate:
    """How many written test sentences of one kind a model passed, and what passes: a name in PASSES."""

    check: str
    language: str
    expected: str
    passed: int
    cases: int

    @property
    def rate(self) -> float:
        """The share that passed; NaN of none."""
        return self.passed / self.cases if self.cases else math.nan

    @property
    def passes(self) -> str:
        """What passes, in words."""
        return PASSES[self.expected]

    @property
    def wanted(self) -> float:
        """The least rate that is right; NaN where there is none."""
        return wanted_rate(self.expected)

    @property
    def missed(self) -> bool:
        """Whether that is not reached."""
        return is_missed(self.rate, self.wanted)

    @property
    def interval(self) -> tuple[float, float]:
        """Both ends of its 95 % interval; NaN of none."""
        return wilson(self.rate, self.cases)


@dataclass(frozen=True)
class Record:
    """What was found out about a model. The card is written from it; it does not change the model's fingerprint.

    Attributes:
        figures: of the evaluation on the same gold; None where there was none.
        behaviour: of written test sentences; empty where none were tried.
        warnings: what a reader must know of the labels.
    """

    figures: Figures | None = None
    behaviour: tuple[PassRate, ...] = ()
    warnings: tuple[str, ...] = ()


def make_record(
    evaluation: Evaluation | None, warnings: Sequence[str] = (), behaviour: Sequence[PassRate] = ()
) -> Record:
    """The record of a model that was just trained; texts from outside come to one line each."""
    return Record(
        figures=None if evaluation is None else figures_of(evaluation),
        behaviour=tuple(
            replace(rate, check=one_line(rate.check), language=one_line(rate.language)) for rate in behaviour
        ),
        warnings=tuple(one_line(warning) for warning in warnings),
    )


def record_as_json(record: Record) -> dict[str, Any]:
    """The same as values of JSON."""
    return {
        "figures": None if record.figures is None else asdict(record.figures),
        "behaviour": [asdict(rate) for rate in record.behaviour],
        "warnings": list(record.warnings),
    }


def read_record(manifest: dict[str, Any], where: str) -> Record:
    """The record in a manifest.

    Raises:
        InputError: something in it is not what it must be.
    """
    figures = manifest.get("figures")
    return Record(
        figures=None if figures is None else read_figures(figures, f"{where}, figures"),
        behaviour=tuple(
            _read_rate(entry, f"{where}, behaviour")
            for entry in read_list(manifest.get("behaviour"), f"{where}, behaviour")
        ),
        warnings=tuple(
            read_text(text, f"{where}, warnings") for text in read_list(manifest.get("warnings"), f"{where}, warnings")
        ),
    )


def record_sha256(record: Record) -> str:
    """SHA-256 of a record: the card names it, so that card and manifest cannot say different things unseen."""
    return hashlib.sha256(write_json(record_as_json(record))).hexdigest()


def _read_rate(value: Any, where: str) -> PassRate:
    entry = read_mapping(value, where)
    rate = PassRate(
        check=read_text(entry.get("check"), where),
        language=read_text(entry.get("language"), where),
        expected=read_choice(entry.get("expected"), PASSES, where),
        passed=read_integer(entry.get("passed"), where),
        cases=read_integer(entry.get("cases"), where),
    )
    if rate.passed > rate.cases:
        refuse(where, f"{rate.passed} of {rate.cases} sentences passed")
    return rate
