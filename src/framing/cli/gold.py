"""From decisions and rulings to gold: what `framing resolve` writes and says."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import (
    counted,
    echo,
    json_option,
    print_json,
    print_noted_table,
    print_table,
    records,
    say,
    warn,
    workspace,
)
from framing.cli.gold_labels import made_from, resolve_said, said_in
from framing.cli.labels import labels_option
from framing.cli.outputs import check_outputs

if TYPE_CHECKING:
    import pandas as pd

    from framing.gold.resolve import How, Resolved
    from framing.workspace import Workspace

_SKILLS_SHOWN = 60  # rows; of more the lowest


@click.command()
@click.option(
    "--how",
    type=click.Choice(["majority", "dawid-skene"]),
    default="majority",
    show_default=True,
    help="What settles a sentence on which annotators differ: more votes, or votes weighted by estimated skill.",
)
@click.option("--people-only", is_flag=True, help="Leave out what an automated coder decided.")
@labels_option
@click.option(
    "--csv",
    "spreadsheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write this CSV: every label beside its sentence, and what is open.",
)
@json_option
@click.pass_context
def resolve(
    context: click.Context,
    how: "How",
    people_only: bool,
    labels: Path | None,
    spreadsheet: Path | None,
    as_json: bool,
) -> None:
    """Make gold: one label for each sentence and frame, with how it came about; ties stay open.

    A ruling settles a label whatever the votes are, which stay beside it. Where a person decided on a sentence, an
    automated coder's decisions do not count. Gold stands beside the ledger, in gold.jsonl; that of another ledger,
    --labels NAME.jsonl, in NAME.gold.jsonl, and only the project's own is trained from.

    \b
    Example: framing resolve
             framing resolve --how dawid-skene --people-only
    """
    from framing.gold.store import write_gold

    place = workspace(context)
    check_outputs(place, {"--csv": spreadsheet})
    made = made_from(place, labels).describe()  # before the ledger is read: what a pull adds meanwhile is not in gold
    resolved, warnings = resolve_said(said_in(place, labels, people_only=people_only), how)
    path = _gold_path(place, labels)
    said = {**_facts(resolved, how, people_only=people_only), "warnings": warnings}
    write_gold(path, resolved.gold, made, said)
    if spreadsheet is not None:
        _write_spreadsheet(place, spreadsheet, resolved)
    if as_json:
        files = {"gold": str(path), "manifest": str(path.with_suffix(".json"))}
        facts = _facts(resolved, how, people_only=people_only)
        print_json("resolve", {**files, **facts, "open": records(resolved.open)}, warnings)
        return
    _print(resolved, path)
    if spreadsheet is not None:
        echo(f"{spreadsheet}: the same beside the sentences, and what is open.")
    warn(warnings)


def _gold_path(place: "Workspace", labels: Path | None) -> Path:
    if labels is None or labels.resolve() == place.ledger.resolve():
        return place.gold
    return labels.with_name(f"{labels.stem}.gold.jsonl")


def _facts(resolved: "Resolved", how: str, *, people_only: bool) -> dict[str, Any]:
    """What the manifest and --json say besides the labels."""
    gold = resolved.gold
    facts: dict[str, Any] = {
        "how": how,
        "people_only": people_only,
        "labels": len(gold),
        "sentences": int(gold["sentence_id"].nunique()),
        "counts": records(_counts(gold)),
        "by_one_annotator": int((gold["voters"] == 1).sum()),
        "open_labels": len(resolved.open),
        "open_sentences": int(resolved.open["sentence_id"].nunique()),
        "rulings": records(_rulings(gold)),
        "overruled": records(resolved.overruled),
    }
    if resolved.frames is not None and resolved.skills is not None:
        facts["frames"] = _without_nan(resolved.frames)
        facts["skills"] = _without_nan(resolved.skills)
    return facts


def _without_nan(table: "pd.DataFrame") -> list[dict[str, Any]]:
    return records(table.astype(object).where(table.notna(), None))


def _counts(gold: "pd.DataFrame") -> "pd.DataFrame":
    """One row for each way that labels came about: how many, how many of them yes, and whose."""
    from framing.tables import HOWS

    by_person = gold["made_by"] == "person"
    table = gold.assign(people=by_person, automated=~by_person).groupby("how")
    counts = table.agg(
        labels=("present", "size"), yes=("present", "sum"), people=("people", "sum"), automated=("automated", "sum")
    )
    return counts.reindex([how for how in HOWS if how in counts.index]).reset_index()


def _rulings(gold: "pd.DataFrame") -> "pd.DataFrame":
    """One row for each frame that was ruled on: on how many sentences, on how many annotators differed, and why.

    A ruling has one reason for its sentence, why annotators differed there. So it is no reason of the other frames.
    """
    from framing.tables import RULING_REASONS

    ruled = gold[gold["how"] == "ruled"]
    differed = (ruled["votes"] > 0) & (ruled["votes"] < ruled["voters"])
    why = {reason: differed & (ruled["reason"] == reason) for reason in RULING_REASONS}
    columns = {
        "ruled": ruled["how"] == "ruled",
        "differed": differed,
        **why,
        "no_reason": differed & (ruled["reason"] == ""),
    }
    return ruled[["frame"]].assign(**columns).groupby("frame").sum().astype("int64").reset_index()


def _print(resolved: "Resolved", path: Path) -> None:
    gold, left = resolved.gold, resolved.open
    echo(f"{path}: {counted(len(gold), 'label')} on {counted(gold['sentence_id'].nunique(), 'sentence')}.")
    names = {"yes": "frame is there", "people": "by people", "automated": "by an automated coder"}
    print_table(_counts(gold).rename(columns=names))
    if alone := int((gold["voters"] == 1).sum()):
        echo(f"Only one annotator decided on {alone} of them, which is unanimous and says little.")
    rulings = _rulings(gold)
    if not rulings.empty:
        _print_rulings(rulings)
    if resolved.frames is not None and resolved.skills is not None:
        _print_skills(resolved.frames, resolved.skills, path)
    elif not rulings.empty:
        echo("")
    if left.empty:
        echo("Nothing is open.")
        return
    echo(f"Open: {counted(len(left), 'label')} on {counted(left['sentence_id'].nunique(), 'sentence')}. {_why(left)}")
    say(
        "Let somebody rule on them: framing push --adjudicate --annotators NAME, then framing pull and framing resolve."
    )


def _print_rulings(rulings: "pd.DataFrame") -> None:
    echo("\nRulings: sentences that were ruled on; on how many of them annotators differed, and why, as was ruled")
    print_table(rulings.rename(columns={"codebook_gap": "codebook gap", "no_reason": "no reason"}))
    gaps = rulings[rulings["codebook_gap"] > 0]
    if len(gaps):
        echo(f"What the codebook leaves open is to be written into it: {', '.join(gaps['frame'])}.")


def _why(left: "pd.DataFrame") -> str:
    if (2 * left["votes"] == left["voters"]).all():
        return "As many annotators said yes as no."
    return "Annotators differ, and their skills do not settle it or are not known."


def _print_skills(frames: "pd.DataFrame", skills: "pd.DataFrame", path: Path) -> None:
    whose = ["made_by"] if frames["made_by"].nunique() > 1 else []
    echo("\nFrames: sentences with three or more annotators; in how many anybody saw it; how many have it, by estimate")
    figures = ["sentences", "seen_in", "with_frame", "prevalence"]
    print_noted_table(_notes_say_whose(frames)[["frame", *whose, *figures, "note"]])
    shown = skills
    if len(skills) > _SKILLS_SHOWN:
        sure = skills["sensitivity"].fillna(1) + skills["specificity"].fillna(1)
        shown = skills.loc[sure.nsmallest(20).index]
        echo(f"\nAnnotators: the 20 lowest of {len(skills)} skills; all are in {path.with_suffix('.json')}")
    else:
        echo("\nAnnotators: share of yes, given and expected, and of right answers where the frame is and is not")
    figures = ["decisions", "yes", "expected_yes", "sensitivity", "specificity", "note"]
    table = _notes_say_whose(shown)[["frame", *whose, "annotator", *figures]]
    print_noted_table(table.rename(columns={"expected_yes": "expected"}))
    echo("")


def _notes_say_whose(table: "pd.DataFrame") -> "pd.DataFrame":
    """The table with whose labels each note is about, where it has both people's and an automated coder's."""
    if table["made_by"].nunique() < 2:
        return table
    return table.assign(note=table["note"].where(table["note"] == "", table["made_by"] + ": " + table["note"]))


def _write_spreadsheet(place: "Workspace", path: Path, resolved: "Resolved") -> None:
    """Every label with the text of its sentence, empty where it is not known, and after them what is open."""
    import pandas as pd

    from framing.files import read_table, write_table
    from framing.tables import SENTENCES

    wanted = set(resolved.gold["sentence_id"]) | set(resolved.open["sentence_id"])
    texts: dict[str, str] = {}
    if place.sentences.exists():
        found = read_table(place.sentences, SENTENCES, keep=lambda row: row.get("sentence_id") in wanted)
        texts = dict(zip(found["sentence_id"], found["text"], strict=True))
    table = pd.concat([resolved.gold.astype(object), resolved.open.astype(object).assign(how="open")])
    table = table.fillna("")
    table.insert(1, "text", [texts.get(name, "") for name in table["sentence_id"]])
    write_table(path, table)
