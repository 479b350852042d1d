"""One row for each sentence: what people say of it, what a model says of it, and how it came to be labelled.

The shape that estimators of design-based supervised learning take, such as `dsl` in R: the label where the sentence
was drawn by chance and labelled, else missing; a prediction for every sentence; the probability with which the sentence
would have been drawn. Source: Egami, Hinck, Stewart & Wei (2023), Advances in Neural Information Processing Systems 36.
"""

from collections.abc import Iterable

import pandas as pd

from framing.annotation.decisions import AUTOMATED, PERSON
from framing.export.drawn import Slice
from framing.tables import CODED_KINDS

CHANCE = "labelled_probability_"
LABEL, AUTO, MODEL = "label_", "auto_", "model_"  # before the key of a frame, in the name of a column


def tidy_table(
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    gold: pd.DataFrame,
    predictions: Iterable[pd.DataFrame],
    voices: pd.DataFrame,
    frames: Iterable[str],
    chance: Slice | None,
) -> pd.DataFrame:
    """One row for each coded sentence, in the order of `sentences`; a value that is not known is NaN.

    Args:
        sentences: SENTENCES.
        documents: DOCUMENTS of these sentences.
        gold: GOLD.
        predictions: SCORES, those that count first: held out before those of a model that saw the sentence.
        voices: VOICES, one row per sentence at most.
        frames: keys, in the order of the columns.
        chance: the sentences that were drawn for estimation: the labels of these are given, but where they were
            labelled with a proposal in sight. None, if none was: then all are.

    Returns:
        `sentence_id`, `document_id`, `source`, `date`, `month`, `language`, `kind`, `position`, `words`, `voice`,
        `voice_by`, `inclusion_probability`, `labelled_by` (person, where people gave any of the labels that follow,
        else automated coder), then for each frame `label_FRAME` (1 or 0, of people), `auto_FRAME` (likewise, of an
        automated coder; only if there are any), `labelled_probability_FRAME` (of a label of people, see
        `Slice.labelled_probability`; only with a slice) and `model_FRAME` (0 to 1).
    """
    coded = sentences[sentences["kind"].isin(CODED_KINDS)].reset_index(drop=True)
    heads = documents.set_index("document_id")[["source", "date", "language"]].reindex(coded["document_id"])
    said = voices.set_index("sentence_id")[["voice", "made_by"]].reindex(coded["sentence_id"])
    drawn = coded["sentence_id"].map(chance.inclusion if chance else {})
    table = pd.DataFrame(
        {
            "sentence_id": coded["sentence_id"],
            "document_id": coded["document_id"],
            "source": heads["source"].to_numpy(),
            "date": heads["date"].to_numpy(),
            "month": heads["date"].str[:7].to_numpy(),
            "language": heads["language"].to_numpy(),
            "kind": coded["kind"],
            "position": coded["position"],
            "words": [len(text.split()) for text in coded["text"]],
            "voice": said["voice"].to_numpy(),
            "voice_by": said["made_by"].to_numpy(),
            "inclusion_probability": drawn.astype(float),
        }
    ).replace("", None)
    given = gold[gold["sentence_id"].isin(chance.drawn - chance.assisted if chance else coded["sentence_id"])]
    given = given.assign(value=given["present"].astype(float))
    people, automated = (given[given["made_by"] == who] for who in (PERSON, AUTOMATED))
    wide = {LABEL: _wide(people)} | ({AUTO: _wide(automated)} if len(automated) else {})
    scores = _wide(_first_of(predictions).rename(columns={"probability": "value"}))
    made_by = dict.fromkeys(automated["sentence_id"], AUTOMATED) | dict.fromkeys(people["sentence_id"], PERSON)
    columns: dict[str, pd.Series] = {"labelled_by": coded["sentence_id"].map(made_by)}
    for frame in frames:
        for prefix, labels in wide.items():
            columns[prefix + frame] = _column(labels, frame, coded["sentence_id"]).astype("Int64")
        if chance:
            columns[CHANCE + frame] = chance.labelled_probability(coded["sentence_id"], columns[LABEL + frame].notna())
        columns[MODEL + frame] = _column(scores, frame, coded["sentence_id"])
    return pd.concat([table, pd.DataFrame(columns, index=table.index)], axis=1)


def _first_of(predictions: Iterable[pd.DataFrame]) -> pd.DataFrame:
    everything = pd.concat([table[["sentence_id", "frame", "probability"]] for table in predictions])
    return everything.drop_duplicates(["sentence_id", "frame"])


def _wide(table: pd.DataFrame) -> pd.DataFrame:
    return table.pivot(index="sentence_id", columns="frame", values="value")


def _column(wide: pd.DataFrame, frame: str, sentence_ids: pd.Series) -> pd.Series:
    if frame not in wide.columns:
        return pd.Series(float("nan"), index=sentence_ids.index)
    return wide[frame].reindex(sentence_ids).set_axis(sentence_ids.index)
