import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model2vec import StaticModel
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from framing.model.learning.embedding import load_embedding

EMBEDDING = load_embedding("english")
UNKNOWN = "[UNK]"
TEXTS = [
    "The storm tore 1,200 roofs away, the mayor of Pavlodar said.",
    "“Café owners can't pay €5 more…” – an anti-terrorism centre's e-mail: <a@b.org>",
    "Unconstitutional deindustrialisation; naïve coöperation (Ångström).",
    "Қазақстан and Россия signed the treaty.",
    "İstanbul ΣΊΣΥΦΟΣ ﬁne 中国 한글 \u200bhidden\u2028line\x85next",
    "unknown" * 20,
]
LETTERS = "aàÀéßİıΣςǅ中ヵ한글.,!$€^`~_-–—“”…\t\n\r\x00\x0b\x1c\x85\xa0\u200b\u2028\ufffd\ufeff 0²½٣ёй\u0301𝒜😀ﬁΐ#"


@pytest.fixture(scope="module")
def tokenizer():
    pieces = [UNKNOWN, *EMBEDDING.pieces.pieces]
    tokenizer = Tokenizer(WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token=UNKNOWN))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer


def test_vectors_are_those_of_model2vec(tokenizer):
    table = np.vstack([np.zeros(EMBEDDING.dimensions, dtype=np.float32), EMBEDDING.table])
    peer = StaticModel(table, tokenizer, normalize=True)
    assert EMBEDDING.vectors(TEXTS) == pytest.approx(peer.encode(TEXTS, max_length=None), abs=1e-6)


# Which letters there are depends on the version of Unicode, so those that one side may not know are left out.
KNOWN = st.characters(exclude_categories=("Cn", "Co", "Cs"), max_codepoint=0xFFFF)


@given(st.text(KNOWN, max_size=30) | st.text(alphabet=LETTERS, max_size=12))
def test_pieces_are_those_of_tokenizers(tokenizer, text):
    theirs = [number - 1 for number in tokenizer.encode(text).ids if number]
    shares = EMBEDDING.pieces.shares([text])
    counts = np.bincount(theirs, minlength=len(EMBEDDING.pieces.pieces))
    assert shares.toarray()[0] * len(theirs) == pytest.approx(counts, abs=1e-4)
