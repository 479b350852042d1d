import random

import pytest

from framing import tables
from framing.codebook import Codebook, Frame

SIGNS = {
    "harvest": ["The farmers brought in the wheat", "Fields of barley were mown", "The wheat harvest was good"],
    "storm": ["The storm tore roofs away", "Thunder and hail struck the coast", "The storm flooded the harbour"],
    "parade": ["A band marched in the parade", "Drummers led the parade of flags"],
}
FILLERS = ["on Monday", "near the old mill", "said the mayor", "in the valley", "before noon", "as the crowd watched"]


def make_codebook(*keys, fingerprint="0123456789abcdef"):
    frames = tuple(Frame(key, key, key[0], "#000000", "#ffffff", "A definition.") for key in keys)
    return Codebook(id="weather", version="1.0", title="Weather", frames=frames, fingerprint=fingerprint)


def make_sentences(documents, each, seed=0):
    """SENTENCES, invented, and per sentence the frames that it carries."""
    choose = random.Random(seed)
    rows, carried = [], {}
    for document in range(documents):
        for position in range(1, each + 1):
            frames = [
                frame
                for frame, weight in (("harvest", 0.3), ("storm", 0.3), ("parade", 0.12))
                if choose.random() < weight
            ]
            parts = [choose.choice(SIGNS[frame]) for frame in frames] or ["The council met"]
            text = " and ".join(parts) + " " + " ".join(choose.sample(FILLERS, 2)) + "."
            name = f"doc{document}:{position}-{position + len(text)}"
            rows.append(
                {
                    "sentence_id": name,
                    "document_id": f"doc{document}",
                    "position": position,
                    "start": position,
                    "end": position + len(text),
                    "text": text,
                    "kind": "body",
                    "paragraph": 1,
                }
            )
            carried[name] = frames
    return tables.SENTENCES.table(rows), carried


def make_gold(carried, frames, made_by="person"):
    return tables.GOLD.table(
        {
            "sentence_id": sentence,
            "frame": frame,
            "present": frame in present,
            "votes": int(frame in present),
            "voters": 1,
            "probability": float(frame in present),
            "how": "unanimous",
            "reason": "",
            "codebook": "c0de",
            "made_by": made_by,
        }
        for sentence, present in carried.items()
        for frame in frames
    )


@pytest.fixture(scope="session")
def codebook():
    return make_codebook("harvest", "storm", "parade")


@pytest.fixture(scope="session")
def corpus(codebook):
    """Sentences and gold of 6 documents with 20 sentences each; parade has fewer than 20 examples."""
    sentences, carried = make_sentences(6, 20)
    return sentences, make_gold(carried, codebook.keys)


@pytest.fixture(scope="session")
def noisy_corpus(corpus):
    """The same, but every fifth label is wrong, so that thresholds matter."""
    sentences, gold = corpus
    wrong = gold.index.isin(random.Random(1).sample(range(len(gold)), len(gold) // 5))
    return sentences, gold.assign(present=gold["present"] ^ wrong)


@pytest.fixture(scope="session")
def make_corpus(codebook):
    def make(documents, each, seed=0, made_by="person"):
        sentences, carried = make_sentences(documents, each, seed)
        return sentences, make_gold(carried, codebook.keys, made_by)

    return make


@pytest.fixture(scope="session")
def codebook_of():
    return make_codebook
