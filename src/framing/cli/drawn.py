"""What the terminal says of a draw."""

from collections.abc import Mapping
from typing import Any

from framing.cli.console import counted, echo, one_line, print_table, say


def print_slice(result: Mapping[str, Any]) -> None:
    """What a draw for estimation did, stratum by stratum."""
    import pandas as pd

    table = pd.DataFrame(result["strata"])
    table["stratum"] = table["stratum"].replace("", "all")
    table["probability"] = table["probability"].map("{:.4f}".format)
    print_table(table)
    sentences = counted(result["sentences"], "sentence")
    whole = result["unit"] == "article"
    what = f"{counted(int(table['drawn'].sum()), 'whole article')} ({sentences})" if whole else sentences
    of = "sentences " if whole else ""
    echo(
        f"Draw {result['draw']}: a slice of {what} by chance, {result['new']} {of}new, {result['labelled']} labelled "
        "already."
    )
    if result["no_longer"]:
        say(
            f"{result['no_longer']} of the slice before are not in this one, because texts, strata or --unit changed. "
            "Their labels serve training; figures stand on this slice."
        )
    if result["assisted"]:
        say(
            f"Beside {result['assisted']} of them a model's proposal was shown before they were drawn: the ledger "
            "says of each decision whether it was assisted."
        )


def print_to_teach(result: Mapping[str, Any]) -> None:
    """What a draw for training did: the first of them, and how many there are for which reason."""
    for first in result["first"]:
        echo(f"{one_line(first['why'])}: {one_line(first['text'])}")
    echo("")
    for row in result["reasons"]:
        echo(f"{row['sentences']:5} {one_line(row['reason'])}")
    echo(f"Draw {result['draw']}: {counted(result['sentences'], 'sentence')} to teach a model, in the order to label.")
    if result["looked_at"] < result["waiting"]:
        say(
            f"Of {result['waiting']:,} sentences that wait, {result['looked_at']:,} were compared: each text once, and "
            "of many a part by chance. The next draw looks at others."
        )
    if result["sentences"] < result["asked_for"]:
        say("There are no more that are not nearly the same as a labelled or drawn one.")
