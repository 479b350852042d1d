"""What `framing evaluate --checks` says: could a figure be chance, leakage or the outlet, would more labels help."""

from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import counted, echo, one_line, print_table, say

if TYPE_CHECKING:
    from framing.cli.model import Material
    from framing.model.evaluation.checks import Checks
    from framing.model.evaluation.leakage import Leakage, OutletPrediction
    from framing.model.evaluation.learning_curve import LearningCurve
    from framing.model.evaluation.resampling import Figure
    from framing.model.evaluation.signal import Signal

_LITTLE_TO_LEAK = 1.5  # labelled sentences of a document
_TITLES = {
    "signal": "Signal",
    "leakage": "Leakage between sentences of one document",
    "outlets": "Outlets",
    "curve": "Learning curve",
}


def checks_of(material: "Material", profile: str | None = None) -> "Checks":
    """The checks of a project's labels, with the default profile unless one is named; says what is done next."""
    from framing.model.evaluation.checks import run_checks
    from framing.model.learning.profile import DEFAULT_PROFILE

    return run_checks(
        material.sentences,
        material.gold,
        material.codebook,
        material.documents,
        copies=material.copies,
        chance=material.chance,
        profile=profile or DEFAULT_PROFILE,
        tell=say,
    )


def checks_json(checks: "Checks") -> dict[str, Any]:
    """The same as plain values: signal, leakage, outlets, curve (null where not made), not_made."""
    from dataclasses import asdict

    from framing.model.evaluation.learning_curve import curve_in_words

    found = asdict(checks)
    if checks.curve is not None:
        found["curve"] |= {"verdict": checks.curve.verdict, "in_words": curve_in_words(checks.curve)}
    return found


def print_checks(checks: "Checks") -> None:
    """A paragraph and a table for each check."""
    if checks.signal is not None:
        _print_signal(checks.signal)
    if checks.leakage is not None:
        _print_leakage(checks.leakage)
    if checks.outlets is not None:
        _print_outlets(checks.outlets)
    if checks.curve is not None:
        _print_curve(checks.curve)
    for name, reason in checks.not_made.items():
        _paragraph(f"{_TITLES[name]}: not checked. {reason}")


def _print_signal(signal: "Signal") -> None:
    import pandas as pd

    verdict = "yes" if signal.signal else "not shown"
    meaning = (
        "The labels have to do with the words of the sentences."
        if signal.signal
        else "Nothing here speaks against labels that have nothing to do with the words. Do not use the figures."
    )
    some = ""
    if signal.sentences < signal.labelled:
        some = f" It stands on {signal.sentences:,} of {signal.labelled:,} sentences, of documents drawn by chance."
    _paragraph(
        f"{_TITLES['signal']}: {verdict}. Of {signal.permutations} times that the labels were laid over the documents "
        f"by chance, 19 in 20 got a macro average precision below {signal.bar:.2f}; the true labels get "
        f"{signal.macro_average_precision:.2f} (p = {signal.p_value:.3f}, by a quick classifier that serves this test "
        f"alone). {meaning}{some}"
    )
    print_table(
        pd.DataFrame(
            {
                "frame": frame.frame,
                "positives": frame.positives,
                "AP": frame.average_precision,
                "by chance": frame.by_chance,
                "p": f"{frame.p_value:.3f}",
                "signal": "yes" if frame.signal else "not shown",
            }
            for frame in signal.frames
        )
    )
    if signal.untested:
        _paragraph(f"Too few examples to test: {', '.join(signal.untested)}.")


def _print_leakage(leakage: "Leakage") -> None:
    _paragraph(
        f"{_TITLES['leakage']}: a random split of single sentences would have shown macro-F1 "
        f"{leakage.macro_f1[1]:.2f} where whole documents show {leakage.macro_f1[0]:.2f}, a difference of "
        f"{_signed(leakage.f1_gap)}; and macro average precision {leakage.macro_average_precision[1]:.2f} for "
        f"{leakage.macro_average_precision[0]:.2f}, {_signed(leakage.average_precision_gap)}. Both in "
        f"{leakage.folds} folds."
    )
    if leakage.per_document < _LITTLE_TO_LEAK:
        _paragraph(
            f"A document has {leakage.per_document:.1f} labelled sentences on average, so there is little to leak."
        )


def _print_outlets(found: "OutletPrediction") -> None:
    import pandas as pd

    interval = _interval(found.balanced_accuracy)
    _paragraph(
        f"{_TITLES['outlets']}: from a sentence of an article that it has not seen, a classifier names the right one "
        f"of {len(found.outlets)} outlets in {found.balanced_accuracy.value:.0%} of cases{interval}, each outlet "
        f"counting alike; a guess gets {found.chance:.0%}. As far as outlets can be told and differ in their frames, a "
        "model may learn the outlet instead of the frame. To see how it does on an outlet that it does not know: "
        "framing evaluate --by outlet."
    )
    print_table(
        pd.DataFrame(
            {"outlet": one.outlet, "documents": one.documents, "sentences": one.sentences, "told": one.recall}
            for one in found.outlets
        )
    )
    for one in found.outlets:
        if one.words and one.recall > found.chance:
            _paragraph(f"{one.outlet} is told by: {', '.join(one.words)}", indent="  ")
    if found.left_out:
        _paragraph(f"{counted(found.left_out, 'other outlet')} with fewer documents left out.")


def _print_curve(curve: "LearningCurve") -> None:
    import pandas as pd

    from framing.model.evaluation.learning_curve import curve_in_words

    _paragraph(
        f"{_TITLES['curve']}, {counted(len(curve.frames), 'frame')}, every document held out once, "
        f"{curve.draws} draws of each smaller size:"
    )
    print_table(
        pd.DataFrame(
            {
                "documents": round(point.documents),
                "sentences": round(point.sentences),
                "macro-F1": point.macro_f1.value,
                "F1 interval": _interval(point.macro_f1).strip(" ()"),
                "macro-AP": point.macro_average_precision.value,
                "AP interval": _interval(point.macro_average_precision).strip(" ()"),
            }
            for point in curve.points
        )
    )
    _paragraph(curve_in_words(curve))


def _paragraph(text: str, indent: str = "") -> None:
    echo(click.wrap_text(one_line(text), width=100, initial_indent=indent, subsequent_indent=indent + "  "))


def _interval(figure: "Figure") -> str:
    """In brackets, with a space before; empty where there is none."""
    return f" ({figure.low:.2f} to {figure.high:.2f})" if figure.low <= figure.high else ""


def _signed(figure: "Figure") -> str:
    low_to_high = f" ({figure.low:+.2f} to {figure.high:+.2f})" if figure.low <= figure.high else ""
    return f"{figure.value:+.2f}{low_to_high}"
