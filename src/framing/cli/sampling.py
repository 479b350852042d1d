"""What to label next."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from framing.cli.console import (
    json_option,
    print_json,
    records,
    say,
    warn,
    workspace,
)
from framing.cli.corpus import ingested
from framing.cli.drawn import print_slice, print_to_teach
from framing.cli.gold_labels import said_in
from framing.cli.queue import read_sample

if TYPE_CHECKING:
    import pandas as pd

    from framing.codebook import Codebook
    from framing.sampling.for_training import Model
    from framing.workspace import Workspace

_SHOWN = 5  # sentences that the terminal shows
_USUAL_COUNT = {"sentence": 200, "article": 60}  # of fewer than 50 labelled ones there is no corrected share
_USUAL_TO_TEACH = 100


@click.command()
@click.option(
    "--for",
    "purpose",
    type=click.Choice(["estimation", "training"]),
    required=True,
    help="To say something of the corpus: sentences by chance. Or to teach a model: those it learns most from.",
)
@click.option(
    "--count",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many more sentences; 200 for estimation and 100 for training unless told otherwise. Or articles; 60.",
)
@click.option(
    "--unit",
    type=click.Choice(["sentence", "article"]),
    help="For estimation: draw sentences one by one, or whole articles. Sentences unless told otherwise.",
)
@click.option(
    "--by",
    metavar="WHAT,WHAT",
    default="",
    help="For estimation: draw within each outlet, month, language, kind, author or other column.",
)
@click.option("--equal", is_flag=True, help="With --by: as many of each part, not in proportion to its size.")
@click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    help="For training: a model that says where it is unsure; otherwise one is made of today's labels in passing.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    help="Of chance; 7 unless told otherwise. A slice grows with the seed it began with.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be drawn, and write nothing.")
@json_option
@click.pass_context
def suggest(
    context: click.Context,
    /,
    purpose: str,
    count: int | None,
    unit: str | None,
    by: str,
    equal: bool,
    model: Path | None,
    seed: int | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Draw sentences to label next, into annotations/sample.jsonl; framing push then sends these.

    For estimation they come by chance from all ingested sentences, each with a known probability, also those that are
    labelled already. Nothing is ever proposed beside them. A second draw makes the slice larger by N: it keeps what was
    drawn, as long as texts, --by and --unit stay the same.

    With --unit article articles come by chance, each with all of its coded sentences: whether an article has at least
    one sentence with a frame is known only of a whole one. They correct the shares of articles, and those of sentences
    and headlines too; for these as many sentences drawn one by one say more.

    For training they are those that most is expected of, each with the reason: while nothing is labelled, sentences in
    the codebook's words and such as are unlike each other; later those in which a frame may well be, the more so the
    fewer examples it has. None is labelled, drawn before, or nearly the same as one that is. They say nothing about how
    often a frame occurs: figures stand on the slice by chance.

    \b
    Example: framing suggest --for estimation --count 200 --by outlet
             framing suggest --for estimation --unit article --count 60
             framing suggest --for training --count 100
    """
    from framing.locks import one_at_a_time

    names = [part.strip() for part in by.split(",") if part.strip()]
    if equal and not names:
        raise click.UsageError("--equal goes with --by: it says that each part gives as many.")
    if purpose == "training" and names:
        raise click.UsageError("--by goes with --for estimation: what teaches most is not drawn by chance.")
    if purpose == "training" and unit:
        raise click.UsageError("--unit goes with --for estimation: what teaches most are single sentences.")
    if purpose == "estimation" and model:
        raise click.UsageError("--model goes with --for training: for estimation chance decides alone.")
    place = workspace(context)
    known = known_labels(place)
    with one_at_a_time(f"the sample {os.path.realpath(place.sample)}", say):
        sample = read_sample(place)
        if purpose == "estimation":
            drawn, result = _slice(place, sample, known, count, unit, names, seed, equal=equal)
        else:
            drawn, result = _to_teach(place, sample, known, count or _USUAL_TO_TEACH, model, seed)
        if not dry_run:
            add_draw(place, sample, drawn)
    if as_json:
        print_json("suggest", {**result, "written": not dry_run, "sample": str(place.sample)}, known.warnings)
        return
    (print_slice if purpose == "estimation" else print_to_teach)(result)
    warn(known.warnings)
    _say_what_next(place, dry_run=dry_run)


@dataclass(frozen=True)
class Known:
    """What is labelled so far: ANNOTATIONS and RULINGS on the sentences of today, and what must be known of them."""

    annotations: "pd.DataFrame"
    rulings: "pd.DataFrame"
    warnings: tuple[str, ...] = ()

    @property
    def sentences(self) -> set[str]:
        """Ids of those that somebody decided on."""
        return set(self.annotations["sentence_id"])


def known_labels(place: "Workspace") -> Known:
    """What is labelled so far; nothing where there is no ledger, or an empty one.

    Raises:
        InputError: the ledger or what was ingested cannot be read.
    """
    from framing.errors import NotEnoughData
    from framing.gold.rulings import RULINGS
    from framing.tables import ANNOTATIONS

    if place.ledger.exists():
        try:
            said = said_in(place)
            return Known(said.annotations, said.rulings, tuple(said.warnings))
        except NotEnoughData:
            pass
    return Known(ANNOTATIONS.table(), RULINGS.table())


def add_draw(place: "Workspace", sample: "pd.DataFrame", drawn: "pd.DataFrame") -> None:
    """Puts the rows of a new draw behind those of the sample; whoever calls it holds the lock."""
    import pandas as pd

    from framing.files import write_table

    write_table(place.sample, pd.concat([sample, drawn], ignore_index=True))


def _slice(
    place: "Workspace",
    sample: "pd.DataFrame",
    known: Known,
    count: int | None,
    unit: str | None,
    by: Sequence[str],
    seed: int | None,
    *,
    equal: bool,
) -> "tuple[pd.DataFrame, dict[str, Any]]":
    """SAMPLE rows of a draw for estimation, and what is said of it."""
    from framing.model.learning.weights import slice_in_force
    from framing.sampling.random_slice import draw_slice, slice_by_stratum, unit_to_draw
    from framing.sampling.strata import strata_of
    from framing.tables import CODED_KINDS

    unit = unit_to_draw(sample, unit)
    documents, sentences = ingested(place)
    sentences = sentences[sentences["kind"].isin(CODED_KINDS)]
    ids, strata = sentences["sentence_id"].tolist(), strata_of(sentences, documents, by)
    articles = sentences["document_id"].tolist() if unit == "article" else None
    wanted = count or _USUAL_COUNT[unit]
    drawn = draw_slice(ids, strata, sample, wanted, document_ids=articles, seed=seed, equal=equal)
    names, before = set(drawn["sentence_id"]), set(slice_in_force(sample)["sentence_id"])
    annotations = known.annotations
    assisted = set(annotations.loc[annotations["assisted"], "sentence_id"]) | _shown_proposals(place)
    return drawn, {
        "draw": int(drawn["draw"].iloc[0]),
        "purpose": "estimation",
        "corpus": str(drawn["corpus"].iloc[0]),
        "seed": int(drawn["seed"].iloc[0]),
        "unit": unit,
        "sentences": len(drawn),
        "new": len(names - before),
        "no_longer": len(before - names),
        "labelled": len(names & known.sentences),
        "assisted": len(names & assisted),
        "strata": records(slice_by_stratum(drawn, strata, before, articles)),
    }


def _to_teach(
    place: "Workspace", sample: "pd.DataFrame", known: Known, count: int, folder: Path | None, seed: int | None
) -> "tuple[pd.DataFrame, dict[str, Any]]":
    """SAMPLE rows of a draw for training, and what is said of it."""
    from framing.codebook import read_codebook
    from framing.gold.resolve import resolve
    from framing.sampling.for_training import draw_for_training
    from framing.sampling.random_slice import USUAL_SEED
    from framing.tables import CODED_KINDS

    codebook = read_codebook(place.codebook)
    _, sentences = ingested(place)
    drawn = draw_for_training(
        sentences[sentences["kind"].isin(CODED_KINDS)],
        resolve(known.annotations, known.rulings).gold,
        known.sentences | set(sample["sentence_id"]),
        sample,
        codebook,
        count,
        seed=USUAL_SEED if seed is None else seed,
        model=_chances_of(place, folder, codebook) if folder else None,
    )
    texts = dict(zip(sentences["sentence_id"], sentences["text"], strict=True))
    return drawn.rows, {
        "draw": int(drawn.rows["draw"].iloc[0]),
        "purpose": "training",
        "seed": int(drawn.rows["seed"].iloc[0]),
        "sentences": len(drawn.rows),
        "asked_for": count,
        "waiting": drawn.waiting,
        "looked_at": drawn.looked_at,
        "reasons": [{"reason": reason, "sentences": number} for reason, number in drawn.reasons],
        "first": [
            {"why": why, "text": texts[name]}
            for name, why in drawn.rows[["sentence_id", "why"]].head(_SHOWN).itertuples(index=False)
        ],
    }


def _chances_of(place: "Workspace", folder: Path, codebook: "Codebook") -> "Model":
    """What a stored model says of texts, in the order of the codebook's frames."""
    import numpy as np

    from framing.cli.model import open_model

    trained, _ = open_model(place, folder)
    columns = [codebook.keys.index(frame) for frame in trained.frames]

    def chances(texts: Sequence[str]) -> Any:
        found = np.full((len(texts), len(codebook.keys)), np.nan)
        found[:, columns] = trained.probabilities(texts)
        return found

    return chances


def _shown_proposals(place: "Workspace") -> set[str]:
    """Ids of the sentences beside which a model's proposal stands in some project."""
    from framing.cli.suggestion import record_file
    from framing.files import read_table
    from framing.tables import SUGGESTIONS

    if not record_file(place).exists():
        return set()
    record = read_table(record_file(place), SUGGESTIONS)
    return set(record.loc[record["shown"], "sentence_id"])


def _say_what_next(place: "Workspace", *, dry_run: bool) -> None:
    if dry_run:
        say("Nothing was written: --dry-run.")
    else:
        say(f"Written to {place.sample}. Next: framing push")
