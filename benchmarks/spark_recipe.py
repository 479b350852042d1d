"""Scores on Spark beside those of one process: python benchmarks/spark_recipe.py [--kilobytes 1000] [--model FOLDER]

`score_batches` is the recipe: what `DataFrame.mapInPandas` is given. Here it runs on two processes of this machine, on
made articles in four files, and every probability must be that of one process. Prints both times, which are of a start
and little work, so no figure of speed, and "identical" or what differs.

Needs pyspark and Java, which framing does not: pip install 'pyspark>=4' in an environment that has framing in it. On a
cluster every machine needs that environment and the folder of the model under one path.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pandas as pd
from made_corpus import made_articles

from framing.model.keeping.store import load_model
from framing.scoring.documents import score_documents

ROOT = Path(__file__).parents[1]
SCORES = "sentence_id string, frame string, probability double, model string"


def score_batches(model: str) -> Callable[[Iterable[pd.DataFrame]], Iterator[pd.DataFrame]]:
    """What `mapInPandas` takes: tables with document_id and text to their scores, a row per sentence and frame.

    A table may have rows of several files, and a file's rows may be in several tables: nothing here counts on either.
    """

    def score(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        loaded = load_model(Path(model))  # once for all tables of a task
        for documents in batches:
            yield score_documents(loaded, documents).scores

    return score


def score_on_spark(folder: Path, model: Path) -> pd.DataFrame:
    """The scores of the JSON Lines in a folder, by two processes."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    spark = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        documents = spark.read.schema("document_id string, text string").json(str(folder)).repartition(4).cache()
        if documents.count() != documents.select("document_id").distinct().count():
            raise SystemExit("Two documents have one id: their sentences would be one document's. Make ids unique.")
        return documents.mapInPandas(score_batches(str(model)), SCORES).toPandas()
    finally:
        spark.stop()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kilobytes", type=int, default=1000)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "starter")
    options = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    made = made_articles(texts, options.kilobytes * 1000)
    documents = pd.DataFrame({"document_id": article.document_id, "text": article.text} for article in made)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(4):
            rows = documents.iloc[number::4].to_dict(orient="records")
            lines = "".join(json.dumps(row) + "\n" for row in rows)
            (Path(folder) / f"{number}.jsonl").write_text(lines, encoding="utf-8")
        began = time.perf_counter()
        there = score_on_spark(Path(folder), options.model.resolve())
        between = time.perf_counter()
    here = score_documents(load_model(options.model), documents).scores
    print(f"{len(documents)} documents, {here['sentence_id'].nunique()} sentences")
    print(f"Spark {between - began:.1f} s with its start, one process {time.perf_counter() - between:.1f} s")
    order = ["sentence_id", "frame"]
    pd.testing.assert_frame_equal(
        there.sort_values(order, ignore_index=True),
        here.sort_values(order, ignore_index=True),
        check_exact=True,
        check_dtype=False,
    )
    print("identical: every sentence, frame and probability")


if __name__ == "__main__":
    main()
