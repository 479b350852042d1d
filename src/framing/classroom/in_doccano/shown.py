"""What the results of a class showed so far, so that no page tells beside another one what one pupil chose.

Somebody may have kept any page, so each new one is held against all before it, and not against the last alone.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from framing.classroom.answers import ANSWERS
from framing.classroom.heatmap import Picture, next_picture
from framing.classroom.lesson import AT_LEAST_GROUP
from framing.errors import InputError
from framing.files import PRIVATE, replacing


def read_shown(path: Path) -> list[pd.DataFrame]:
    """ANSWERS of each picture that showed a row, the last one at the end; none before there were any.

    Raises:
        InputError: the file cannot be read or is damaged, or a pupil who was shown in it was wiped.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        wiped, shown = found.get("wiped"), [ANSWERS.table(rows) for rows in found["shown"]]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Make it readable for you.") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{path} is damaged. If nobody has seen the results yet: framing lesson results --anew."
        ) from error
    if wiped:
        raise InputError(
            "A pupil was wiped whom earlier results count: who saw those can tell from new ones what that pupil "
            "chose. Show no new ones. If nobody has seen the earlier ones: framing lesson results --anew."
        )
    return shown


def write_shown(path: Path, shown: Sequence[pd.DataFrame]) -> None:
    """Writes down what `read_shown` gives, for the owner only."""
    with replacing(path, mode=PRIVATE) as file:
        json.dump({"shown": [each.to_dict(orient="records") for each in shown]}, file, ensure_ascii=True)


def forget_shown(path: Path) -> None:
    """Keeps nothing but that there was something, so that the next results do not tell what a wiped pupil chose."""
    with replacing(path, mode=PRIVATE) as file:
        json.dump({"wiped": True, "shown": []}, file)


def may_follow(shown: Sequence[pd.DataFrame], now: pd.DataFrame) -> Picture:
    """What may be counted of the ANSWERS `now` after these pictures: see `framing.classroom.heatmap.next_picture`.

    What the last picture lets pass and an older one does not waits whole: then the last one is shown again.
    """
    if not shown:
        return Picture(now, 0)
    fresh = next_picture(shown[-1], now)
    if all(next_picture(older, fresh.answers).waiting == 0 for older in shown):
        return fresh
    differing = pd.concat([shown[-1], now]).drop_duplicates(keep=False)
    return Picture(shown[-1], int(differing["pupil"].nunique()))


def with_picture(shown: Sequence[pd.DataFrame], picture: pd.DataFrame) -> list[pd.DataFrame]:
    """All that was shown once `picture` was: it stands at the end, unless no row of it has enough answers to show."""
    if picture.groupby("item").size().max() >= AT_LEAST_GROUP:  # of no answers it is NaN
        return [*(each for each in shown if not _same(each, picture)), picture]
    return list(shown)


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return pd.concat([one, other]).drop_duplicates(keep=False).empty
