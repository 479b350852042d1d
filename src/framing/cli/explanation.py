"""Why a model gives a sentence its scores: framing explain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.answers import answers_in
from framing.cli.console import (
    counted,
    draw,
    echo,
    json_option,
    one_line,
    print_json,
    probability_text,
    say,
    warn,
    workspace,
)
from framing.cli.labels import ledger_at
from framing.cli.model import learning_material, model_option, open_model

if TYPE_CHECKING:
    from framing.model.explanation.explain import Explanation
    from framing.model.learning.train import FrameModel
    from framing.workspace import Workspace

_BLOCKS = 3  # frames that are shown unless all are asked for
_WORDS = 6  # shown in either direction
_NEAREST = 3
_SHOWN = 300  # characters of a sentence
_BAR = 12  # cells of the longest bar
_WORD_SHOWN = 24  # characters
_EVIDENCE = "Words are evidence of the model's reasons, not of what the text means."


@dataclass(frozen=True)
class Nearest:
    """A labelled sentence like the text: its frames in gold, and who made the labels."""

    cosine: float
    sentence_id: str
    text: str
    frames: tuple[str, ...]
    made_by: tuple[str, ...]


@click.command()
@click.argument("sentence")
@model_option
@click.option(
    "--labels",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A ledger to look for sentences like it in; the project's own unless told otherwise.",
)
@click.option("--frame", metavar="KEY", help="Explain this frame only.")
@click.option("--all", "all_frames", is_flag=True, help="Explain every frame, not only the three with most to say.")
@json_option
@click.pass_context
def explain(
    context: click.Context,
    sentence: str,
    model: Path | None,
    labels: Path | None,
    frame: str | None,
    all_frames: bool,
    as_json: bool,
) -> None:
    """Show which words of SENTENCE pushed each frame up and down, and the labelled sentences most like it.

    A SENTENCE of - is read from standard input. Pushes are in log-odds: where the model starts and
    all of them sum to its score. Beside the words stands a rest in the profiles multilingual and contextual: what
    their encoder sees in the sentence as a whole, which no single word accounts for.

    \b
    Example: framing explain "Armed gangs stormed the airport, the minister said."
             framing explain --labels annotations/starter.jsonl "Armed gangs stormed the airport."
    """
    from framing.model.explanation.explain import check_text
    from framing.model.explanation.explain import explain as find_reasons
    from framing.scoring.unlike import unlike_in

    text = _read_input() if sentence == "-" else sentence
    check_text(text)
    place = workspace(context)
    if labels is not None:
        ledger_at(place, labels)  # else what is missing is only said: a model may explain without labels
    trained, fingerprint = open_model(place, model)
    frames = _asked(trained, frame)
    found = find_reasons(trained, text)
    answers, unlike = answers_in(found, trained), unlike_in(trained, text)
    nearest, missing = labelled_like(place, trained, text, labels)
    notes = [*unlike, *([missing] if missing else []), _EVIDENCE]
    if as_json:
        warnings = [*_warnings(found, frames), *notes]
        rows = [_as_record(found, each, answers.get(each)) for each in found.nearest_first() if each in frames]
        result = {"model": fingerprint, "text": text, "frames": rows, "left_out": dict(trained.left_out)}
        print_json("explain", {**result, "nearest": [vars(each) for each in nearest]}, warnings)
        return
    order = [each for each in found.nearest_first() if each in frames]
    shown_frames = order if all_frames else order[:_BLOCKS]
    echo(one_line(text.strip()[:_SHOWN]) + ("…" if len(text.strip()) > _SHOWN else ""))
    for each in shown_frames:
        _print_frame(found, each, answers.get(each))
    if hidden := len(order) - len(shown_frames):
        echo(f"\n{counted(hidden, 'other frame')}, lower beside the threshold: --all.")
    _print_nearest(nearest)
    echo("")
    warn([*_warnings(found, shown_frames), *notes], [_EVIDENCE, missing])
    if trained.left_out and frame is None:
        say(f"Of these frames the model says nothing: {', '.join(trained.left_out)}.")


def _read_input() -> str:
    """Standard input as text, no more of it than it takes to see that it is too much."""
    import sys

    from framing.model.explanation.explain import MOST_CHARACTERS

    most = 4 * (MOST_CHARACTERS + 1)  # bytes of as many characters
    return sys.stdin.buffer.read(most).decode("utf-8", errors="strict" if not sys.stdin.buffer.read(1) else "ignore")


def labelled_like(
    place: "Workspace", trained: "FrameModel", text: str, labels: Path | None = None
) -> tuple[tuple[Nearest, ...], str]:
    """The labelled sentences that are most like the text, of the project or of the ledger `labels`; or why none is."""
    from framing.errors import InputError, NotEnoughData
    from framing.model.explanation.nearest import index_texts

    if labels is None and not place.ledger.exists():
        return (), (
            f"No labelled sentences to compare with: there is no ledger {place.ledger}. If the labels are in another "
            "file, name it: --labels FILE."
        )
    try:
        material = learning_material(place, labels)
    except (InputError, NotEnoughData) as error:
        return (), f"No labelled sentences to compare with: {error}"
    sentences = material.sentences[material.sentences["sentence_id"].isin(material.gold["sentence_id"])]
    found = index_texts(trained, sentences["text"].tolist()).nearest(trained, text, _NEAREST)
    if not found:
        return (), "No labelled sentence is close to this text: the model has nothing like it to go by."
    rows = sentences.iloc[[each.number for each in found]]
    decided = {name: part for name, part in material.gold.groupby("sentence_id") if name in set(rows["sentence_id"])}
    return tuple(
        Nearest(
            cosine=each.cosine,
            sentence_id=sentence_id,
            text=near,
            frames=tuple(decided[sentence_id].loc[decided[sentence_id]["present"], "frame"]),
            made_by=tuple(sorted(decided[sentence_id]["made_by"].unique())),
        )
        for each, sentence_id, near in zip(found, rows["sentence_id"], rows["text"], strict=True)
    ), ""


def _asked(trained: "FrameModel", frame: str | None) -> tuple[str, ...]:
    """The frames to explain.

    Raises:
        InputError: the model has not learned the frame that is asked for, with the reason.
    """
    from framing.errors import InputError

    if frame is None or frame in trained.frames:
        return trained.frames if frame is None else (frame,)
    if frame in trained.left_out:
        raise InputError(f"The model has not learned {frame}: {trained.left_out[frame]}. Label more, and train again.")
    raise InputError(f"The model knows no frame {frame!r}. It has learned: {', '.join(trained.frames)}.")


def _warnings(found: "Explanation", frames: Sequence[str]) -> list[str]:
    """What must be known of the scores of these frames."""
    from framing.model.learning.fit import FIGURE_AT_LEAST

    few = [f"{frame} ({found.examples[found.frames.index(frame)]})" for frame in frames if found.few_examples(frame)]
    warnings = [f"Too few examples, fewer than {FIGURE_AT_LEAST}: {', '.join(few)}."] if few else []
    if found.knows_nothing:
        warnings.append("The model knows no word of this text: its scores are those of any text that it cannot read.")
    return warnings


def _print_frame(found: "Explanation", frame: str, answer: str | None) -> None:
    """A block: score, threshold and answer, from how many examples it was learned, and the words that pushed it."""
    from rich.table import Table
    from rich.text import Text

    number = found.frames.index(frame)
    verdict = "predicted" if found.predicted(frame) else "not predicted"
    if answer and not found.few_examples(frame):
        verdict += f", answered {answer}"
    score, threshold = _apart(float(found.probabilities[number]), float(found.thresholds[number]))
    seen = counted(found.examples[number], "example") + (", too few" if found.few_examples(frame) else "")
    echo("")
    echo(f"{one_line(frame)}: {score}, threshold {threshold}, {verdict}; the model has seen {seen}.")
    pushes = _by_spelling(found, frame)
    longest = max((abs(push) for _, push in pushes), default=0.0) or 1.0
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, colour, words in (
        ("up", "green", sorted((each for each in pushes if each[1] > 0), key=lambda each: -each[1])),
        ("down", "red", sorted((each for each in pushes if each[1] < 0), key=lambda each: each[1])),
    ):
        for at, (word, push) in enumerate(words[:_WORDS]):
            bar = "█" * max(1, round(_BAR * abs(push) / longest))
            label = Text(f"  {name}" if not at else "")
            grid.add_row(label, Text(word), Text(f"{push:+.2f}", justify="right"), Text(bar, colour))
        if more := words[_WORDS:]:
            label = Text(f"{len(more)} more", "dim")
            grid.add_row(Text(""), label, Text(f"{sum(push for _, push in more):+.2f}", "dim"), Text(""))
    draw(grid)
    beside = abs(found.rest[number]) >= 0.005
    rest = f", the rest {found.rest[number]:+.2f}" if beside else ""
    total = float(found.word_pushes[:, number].sum())
    start = found.intercepts[number]
    echo(f"  start {start:+.2f}, words {total:+.2f}{rest}: log-odds {found.log_odds[number]:+.2f}")
    if beside:
        echo("  The rest: what the encoder sees in the sentence as a whole, which no single word accounts for.")


def _apart(score: float, threshold: float) -> tuple[str, str]:
    """Both figures with two digits, or with as many as it takes to tell them apart."""
    shown = [(probability_text(score, digits), probability_text(threshold, digits)) for digits in range(2, 6)]
    return next((pair for pair in shown if pair[0] != pair[1]), shown[0])


def _by_spelling(found: "Explanation", frame: str) -> list[tuple[str, float]]:
    """Words that are spelled alike, together, with their pushes; of those that do not show in two digits, none."""
    sums, counts = dict[str, float](), dict[str, int]()
    for word in found.by_word(frame):
        spelled = word.text.lower()
        sums[spelled] = sums.get(spelled, 0.0) + word.push
        counts[spelled] = counts.get(spelled, 0) + 1
    return [
        (_shortened(word) + (f" ({counts[word]} times)" if counts[word] > 1 else ""), push)
        for word, push in sums.items()
        if abs(push) >= 0.005
    ]


def _shortened(word: str) -> str:
    safe = one_line(word)
    return safe if len(safe) <= _WORD_SHOWN else f"{safe[: _WORD_SHOWN - 1]}…"


def _print_nearest(nearest: Iterable[Nearest]) -> None:
    rows = list(nearest)
    if not rows:
        return
    echo("\nLabelled sentences most like it:")
    for each in rows:
        said = ", ".join(each.frames) or "no frame"
        cut = one_line(each.text[:_SHOWN]) + ("…" if len(each.text) > _SHOWN else "")
        same = "the same features" if each.cosine > 1 - 1e-9 else f"likeness {each.cosine:.2f}"
        echo(f"  {same}: {said} (by {' and '.join(map(_maker, each.made_by))})")
        echo(click.wrap_text(cut, width=88, initial_indent="    ", subsequent_indent="    "))


def _maker(made_by: str) -> str:
    return f"{'an' if made_by[:1] in 'aeiou' else 'a'} {made_by}"


def _as_record(found: "Explanation", frame: str, answer: str | None) -> dict[str, Any]:
    """All that is known of one frame, for JSON."""
    number = found.frames.index(frame)
    return {
        "frame": frame,
        "probability": found.probabilities[number],
        "threshold": found.thresholds[number],
        "predicted": found.predicted(frame),
        "answer": answer,
        "examples": found.examples[number],
        "too_few_examples": found.few_examples(frame),
        "intercept": found.intercepts[number],
        "log_odds": found.log_odds[number],
        "rest": found.rest[number],
        "words": [vars(word) for word in found.by_word(frame)],
        "terms": [vars(term) for term in found.by_term(frame)],
    }
