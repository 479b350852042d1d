"""What an analyst writes who scores articles with pandas and scikit-learn, the peer of `framing score`.

python benchmarks/straight_script.py PIPELINE.joblib ARTICLES.jsonl SCORES.jsonl: no voices, no offsets, no kinds of
sentences, no resuming; the whole file in memory; sentences end at a mark and a blank, or with the line.
"""

import sys

import joblib
import pandas as pd


def main(pipeline: str, articles: str, scores: str) -> None:
    model = joblib.load(pipeline)
    table = pd.read_json(articles, lines=True, dtype={"id": str, "text": str}, convert_dates=False)
    table["sentence"] = table["text"].str.split(r"(?<=[.!?])\s+|\n+", regex=True)
    sentences = table[["id", "sentence"]].explode("sentence", ignore_index=True)
    sentences = sentences[sentences["sentence"].str.len() > 0].reset_index(drop=True)
    found = pd.DataFrame(model.predict_proba(sentences["sentence"]), columns=model.classes_)
    sentences.join(found).to_json(scores, orient="records", lines=True, force_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
