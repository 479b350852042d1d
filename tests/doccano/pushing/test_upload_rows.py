"""What Doccano's import would break on is refused before it is sent; the rest is cut into uploads in its order."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.doccano.project.tasks import RESERVED_META_KEYS
from framing.doccano.pushing.upload_rows import CHARACTERS_PER_ROW, CHARACTERS_PER_UPLOAD, check_rows, uploads
from framing.errors import InputError

ROW = {"text": "Кеш <b>трамвай</b> 🚋", "label": [], "before": "", "sentence": "d:0-9"}
NEXT = {**ROW, "sentence": "d:10-19"}


def test_rows_as_a_push_makes_them_pass() -> None:
    check_rows([])
    check_rows([ROW, NEXT])


@pytest.mark.parametrize("key", sorted(RESERVED_META_KEYS - {"text", "label"}))
def test_a_key_that_doccano_overwrites_or_fails_on_is_refused(key: str) -> None:
    with pytest.raises(InputError, match=f"the key '{key}', which Doccano overwrites"):
        check_rows([{**ROW, key: "x"}])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({**NEXT, "model": "x"}, r"Row 2 \('d:10-19'\) has other keys than the first \(model\)"),
        ({key: value for key, value in NEXT.items() if key != "before"}, r"other keys than the first \(before\)"),
        (dict(reversed(NEXT.items())), "their order"),
        (ROW, "has the name of another row"),
        ({**NEXT, "sentence": ""}, "Row 2 has no name of its sentence"),
        ({**NEXT, "label": ["cost"]}, "labels, which would be those of the account that pushes"),
        ({**NEXT, "label": None}, "labels"),
        ({**NEXT, "before": "a\0b"}, "before holds a NUL"),
        ({**NEXT, "text": "\ud83d"}, "text holds a NUL or half of a character"),
        ({**NEXT, "before": 2}, "before is 2 and must be text"),
        ({**NEXT, "before": None}, "before is None and must be text"),
        ({**NEXT, "text": " \n"}, "no text that Doccano can show"),
        ({**NEXT, "text": "ә" * (CHARACTERS_PER_ROW + 1)}, r"has 2,000,008 characters"),
    ],
)
def test_a_row_that_the_import_would_break_on_is_refused_by_its_name(row: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_rows([ROW, row])


@pytest.mark.parametrize("key", ["text", "label"])
def test_rows_without_what_the_import_asks_for_are_refused(key: str) -> None:
    with pytest.raises(InputError, match=f"no key '{key}'"):
        check_rows([{name: value for name, value in ROW.items() if name != key}])


@given(st.lists(st.integers(0, CHARACTERS_PER_UPLOAD // 3), max_size=12), st.integers(1, 5))
def test_uploads_hold_every_row_in_order_and_none_is_too_large(lengths: list[int], most: int) -> None:
    class Long(str):  # as long as it says, without being kept
        __slots__ = ("length",)

        def __len__(self) -> int:
            return self.length

    rows = []
    for length in lengths:
        text = Long()
        text.length = length
        rows.append({"text": text})
    parts = [list(part) for part in uploads(rows, most)]
    assert [row for part in parts for row in part] == rows
    assert all(1 <= len(part) <= most for part in parts)
    assert all(len(part) == 1 or sum(len(row["text"]) for row in part) <= CHARACTERS_PER_UPLOAD for part in parts)
