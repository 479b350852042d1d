"""What Spark is given, without Spark: tables that cut and mix files as they like."""

import pandas as pd
from spark_recipe import ROOT, SCORES, score_batches

from framing.model.keeping.store import load_model
from framing.scoring.documents import score_documents


def test_batches_give_together_what_one_table_gives() -> None:
    texts = ["The minister said that calm had returned.", "People came to the square. Troops fired.", "Prices rose."]
    documents = pd.DataFrame({"document_id": ["a", "b", "c"], "text": texts})
    model = ROOT / "models" / "starter"
    found = list(score_batches(str(model))(iter([documents[:2], documents[2:]])))
    whole = score_documents(load_model(model), documents).scores
    pd.testing.assert_frame_equal(pd.concat(found, ignore_index=True), whole, check_exact=True)
    assert [name.split()[0] for name in SCORES.split(", ")] == list(whole.columns)
