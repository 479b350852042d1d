import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from framing.model.learning.counting.number_table import NumberTable

KEYS = st.integers(1, 2**60) | st.integers(1, 9)


@given(st.sets(KEYS), st.lists(KEYS | st.just(2**63 - 1)))
def test_each_key_has_its_value_and_no_other_key_has_one(keys, others):
    values = {key: number for number, key in enumerate(sorted(keys))}
    table = NumberTable(np.array(list(values), np.int64), np.array(list(values.values()), np.int32))
    asked = [*others, *keys, *others]
    assert table.find(np.array(asked, np.int64)).tolist() == [values.get(key, -1) for key in asked]


def test_keys_that_begin_at_one_place_are_told_apart():
    # Multiplied by the inverse of the table's factor, small steps become keys that all fall on the first place.
    inverse = pow(0x9E3779B97F4A7C15, -1, 2**64)
    keys = [key for step in range(1, 200) if 0 < (key := step * inverse % 2**64) < 2**63]
    table = NumberTable(np.array(keys[:-5], np.int64), np.arange(len(keys) - 5, dtype=np.int32))
    assert table.find(np.array(keys, np.int64)).tolist() == [*range(len(keys) - 5), *[-1] * 5]
