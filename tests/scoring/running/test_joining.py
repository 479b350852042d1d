import io

import pytest

from framing.errors import InputError
from framing.scoring.running.columns import PLACES, SHARES
from framing.scoring.running.encoding import encode_table
from framing.scoring.running.joining import join_parts

PART = encode_table("parquet", PLACES, [["a"], ["b"]])


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"\xff" * len(PART),
        PART[:-5],
        PART[:-8] + b"\xff\xff\xff\x7fPAR1",
        PART[:20] + bytes(len(PART) - 40) + PART[-20:],
        encode_table("parquet", SHARES, [[]] * len(SHARES)),
    ],
)
def test_a_part_that_is_no_parquet_file_of_its_columns_is_named_in_words(part):
    with pytest.raises(InputError, match="is no Parquet file of its columns"):
        join_parts("parquet", PLACES, [PART, part], io.BytesIO())
