"""The ways to look at agreement: by frame, annotator, document, pair and voice, as tables of a terminal and as JSON."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from framing.cli.console import echo, print_noted_table, print_table, records
from framing.errors import InputError

if TYPE_CHECKING:
    from framing.agreement.votes import Votes
    from framing.workspace import Workspace

VIEWS = ("frame", "annotator", "document", "pair", "voice")
OTHERS = "the others"  # in the column `beside` of annotators; the other value is oneself
_MOST = 20  # rows of documents and pairs that a terminal shows: the lowest come first
_MOST_IN_A_MATRIX = 8  # annotators: more do not fit into a line
_CONFUSED = 5
_POSITIVE = "positive: where one annotator says yes, the chance that another one does."
_BARS = (0.667, 0.800)
_CONVENTION = (
    "alpha: 1 is perfect, 0 is chance. By convention 0.800 and more is reliable, 0.667 to 0.800 allows\n"
    "tentative conclusions, less allows none (Krippendorff 2004, Content Analysis, p. 241)."
)


@dataclass(frozen=True)
class View:
    """One way to look at agreement.

    Attributes:
        rows: the table that --csv writes and a bar is held against.
        result: what --json has beside `by` and `made_by`.
        made_by: person, or automated coder.
        annotators: whose decisions were measured.
        show: prints it.
        names: the column that names a row.
    """

    rows: Any
    result: dict[str, Any]
    made_by: str
    annotators: Sequence[str]
    show: Callable[[], None]
    names: str
    warnings: list[str] = field(default_factory=list)


_Parts = tuple[Any, dict[str, Any], Callable[[], None], str]  # rows, result, show and names of a View


def view(place: "Workspace", by: str, frame: str | None) -> View:
    """What one way to look at the project's ledger shows.

    Args:
        place: the project.
        by: one of VIEWS.
        frame: the only frame to look at, or None.

    Raises:
        InputError: the ledger cannot be read, or nobody was offered the frame.
        NotEnoughData: there is nothing to compare.
    """
    if by == "voice":
        return _by_voice(place)
    from framing.agreement.votes import by_one_kind_of_maker
    from framing.cli.ledgers import votes_in

    said = votes_in(place)
    votes, made_by = by_one_kind_of_maker(_only(said.votes, frame))
    annotators = [votes.annotators[number] for number in sorted(set(votes.annotator.tolist()))]
    rows, result, show, names = _TABLES[by](place, votes)
    # Of automated coders the command says more, and before anything else.
    warnings = [each for each in said.warnings if ": labels by an automated coder." not in each]
    if made_by == "person" and not said.votes.by_person.all():
        warnings.insert(0, "Labels by an automated coder are left out: people are measured among themselves only.")
    return View(rows, result, made_by, annotators, show, names, warnings)


def _only(votes: "Votes", frame: str | None) -> "Votes":
    if frame is None:
        return votes
    if frame not in votes.frames:
        raise InputError(f"No annotator was offered a frame {frame!r}. There are: {', '.join(votes.frames)}.")
    return votes.where(votes.frame == votes.frames.index(frame))


def _by_frame(place: "Workspace", votes: "Votes") -> _Parts:
    from framing.agreement.by_frame import by_frame, same_sets
    from framing.agreement.confusions import confused_frames

    table, confused = by_frame(votes), confused_frames(votes)
    same, shared = same_sets(votes)

    def show() -> None:
        print_noted_table(agreement_columns(table))
        echo(f"Decisions by: {', '.join(sorted(set(table['made_by'])))}.")
        echo(f"On {same} of {shared} sentences all annotators chose the same frames.")
        _show_confused(confused, "frames")
        _legend()

    result = {"frames": records(table), "same_frames": same, "sentences": shared, "confused": records(confused)}
    return table, result, show, "frame"


def _by_annotator(place: "Workspace", votes: "Votes") -> _Parts:
    import pandas as pd

    from framing.agreement.by_annotator import by_annotator, with_oneself
    from framing.cli.ledgers import shown_twice_in

    first, again = shown_twice_in(place)
    rest, oneself = by_annotator(votes), with_oneself(_such_as(first, votes), again)
    both = pd.concat([rest.assign(beside=OTHERS), oneself.assign(beside="oneself")], ignore_index=True)

    def show() -> None:
        echo("Each annotator beside one of the others, drawn by chance; over all frames")
        print_noted_table(_pooled(rest, "annotator", "others' yes"), "annotator")
        if len(oneself):
            echo("\nThe same annotator on a sentence that was shown twice; over all frames")
            print_noted_table(_pooled(oneself, "annotator", "yes again"), "annotator")
        else:
            echo("No sentence was shown twice to anybody. To see how far annotators agree with themselves: ")
            echo("framing push --overlap 2 --repeat 5%.")
        _legend("bias: how many times as often as the others (or as the second time) the annotator says yes.")

    return both, {"annotators": records(rest), "themselves": records(oneself)}, show, "annotator"


def _such_as(others: "Votes", votes: "Votes") -> "Votes":
    """Of other votes those on the frames of `votes`, by the same kind of maker; `votes` are of one kind."""
    frames = {votes.frames[number] for number in set(votes.frame.tolist())}
    wanted = [frame in frames for frame in others.frames]
    if not len(others):
        return others
    import numpy as np

    return others.where(np.array(wanted)[others.frame] & (others.by_person == votes.by_person[0]))


def _by_pair(place: "Workspace", votes: "Votes") -> _Parts:
    from framing.agreement.by_pair import by_pair

    table = by_pair(votes)
    table.insert(0, "pair", table["first"] + " and " + table["second"])

    def show() -> None:
        whole = table[table["frame"] == ""].reset_index(drop=True)
        names = sorted({*whole["first"], *whole["second"]})
        if 2 < len(names) <= _MOST_IN_A_MATRIX:
            _show_matrix(whole, names)
        shown = _pooled(table, "pair", "yes of 2nd")
        shown.insert(0, "first", whole["first"])
        shown.insert(1, "second", whole["second"])
        print_noted_table(shown.head(_MOST), "pair", named=False)
        _rest(len(whole), "pairs")
        _legend()

    rows = table.drop(columns="pair")
    return table, {"pairs": records(rows)}, show, "pair"


def _by_document(place: "Workspace", votes: "Votes") -> _Parts:
    from framing.agreement.by_document import by_document

    table = by_document(votes)

    def show() -> None:
        shown = table.head(_MOST)
        columns = ["document_id", "share", "alpha", "sentences", "disputed", "most_disputed", "times", "note"]
        titles = {"document_id": "document", "share": "agreed", "most_disputed": "most of it on"}
        written = shown[columns].assign(alpha=shown["alpha"].map(alpha_text))
        print_noted_table(written.rename(columns=titles), "document")
        _rest(len(table), "documents")
        echo("agreed: share of decisions on a sentence and a frame in which all annotators say the same.")
        echo("disputed: sentences on which they differ about some frame.")
        _legend()

    return table, {"documents": records(table)}, show, "document_id"


_TABLES = {"frame": _by_frame, "annotator": _by_annotator, "pair": _by_pair, "document": _by_document}


def _by_voice(place: "Workspace") -> View:
    from framing.agreement.by_voice import by_voice
    from framing.cli.ledgers import voices_in

    table, documents, warnings = voices_in(place)
    found = by_voice(table, documents)
    coded = table[table["made_by"] == found.made_by]

    def show() -> None:
        if math.isnan(found.alpha):
            echo(f"All voices: no alpha ({found.note}); {found.sentences} sentences of {found.documents} documents.")
        else:
            ends = (
                "" if math.isnan(found.low) else f" (95 % interval {alpha_text(found.low)} to {alpha_text(found.high)})"
            )
            stands = f"{found.sentences} sentences of {found.documents} documents"
            echo(
                f"All voices: alpha {alpha_text(found.alpha)}{ends}, {stands}."
                + (f" {found.note}." if found.note else "")
            )
        echo("Each voice against all others")
        print_noted_table(agreement_columns(found.voices, "voice"), "voice")
        echo(f"Decisions by: {found.made_by}. Annotators could not tell {found.could_not_tell} times; that is no vote.")
        _show_confused(found.confused, "voices")
        _legend()

    whole = {name: getattr(found, name) for name in ("alpha", "low", "high", "note", "sentences", "documents")}
    result = {"all_voices": whole, "could_not_tell": found.could_not_tell, "voices": records(found.voices)}
    result["confused"] = records(found.confused)
    return View(found.voices, result, found.made_by, sorted(set(coded["by"])), show, "voice", warnings)


def agreement_columns(table: Any, names: str = "frame") -> Any:
    """What a terminal shows of the table of agreement: the rest is in --json."""
    shown = table[[names, "alpha", "sentences", "seen_in", "present", "decisions", "positive_agreement", "note"]]
    shown = shown.rename(columns={"seen_in": "seen in", "present": "yes", "positive_agreement": "positive"})
    return _with_alpha(shown, table)


def _with_alpha(shown: Any, table: Any) -> Any:
    """The table with alpha and its interval, if there is one, as `alpha_text` writes them."""
    shown = shown.assign(alpha=table["alpha"].map(alpha_text))
    ends = table["low"].map(alpha_text) + " to " + table["high"].map(alpha_text)
    known = table["low"].notna() & table["high"].notna()
    if known.any():
        shown.insert(2, "95 % interval", ends.where(known, ""))
    return shown


def alpha_text(alpha: float, bars: Sequence[float] = _BARS) -> str:
    """Alpha in three decimals, in more where it would seem to reach a bar that it does not; empty if there is none."""
    if math.isnan(alpha):
        return ""
    texts = (f"{alpha:.{decimals}f}" for decimals in range(3, 17))
    return next((text for text in texts if not any(alpha < bar <= float(text) for bar in bars)), repr(alpha))


def _pooled(table: Any, names: str, others: str) -> Any:
    """The rows over all frames, and of each the frame with the lowest alpha."""
    whole = table[table["frame"] == ""].reset_index(drop=True)
    columns = [names, "alpha", "sentences", "present", "others_present", "positive_agreement", "note"]
    shown = whole[columns].rename(
        columns={"present": "yes", "others_present": others, "positive_agreement": "positive"}
    )
    shown[others] = shown[others].map("{:.0f}".format)
    if "bias" in whole:
        shown.insert(5, "bias", whole["bias"])
    return _with_alpha(shown, whole)


def _show_matrix(whole: Any, names: Sequence[str]) -> None:
    import pandas as pd

    cells = {(row.first, row.second): alpha_text(row.alpha) for row in whole.itertuples() if not math.isnan(row.alpha)}
    grid = pd.DataFrame(
        [[cells.get((min(a, b), max(a, b)), "") if a != b else "-" for b in names] for a in names],
        columns=[name[:8] for name in names],
    )
    grid.insert(0, "alpha", names)
    print_table(grid)
    echo("")


def _show_confused(confused: Any, what: str) -> None:
    if confused.empty:
        return
    echo(f"\nTaken for each other: one annotator saw the first, another the second of these {what}")
    shown = confused.head(_CONFUSED).rename(
        columns={"of_first": "differ on first", "of_second": "differ on second", "pairs": "pairs of annotators"}
    )
    print_table(shown)


def _rest(count: int, what: str) -> None:
    if count > _MOST:
        echo(f"The lowest {_MOST} of {count} {what}; --csv FILE has all.")


def _legend(*lines: str) -> None:
    echo("")
    for line in (*lines, _POSITIVE, _CONVENTION):
        echo(line)
