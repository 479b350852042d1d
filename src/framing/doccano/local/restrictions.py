"""What annotators of a local Doccano may not do for now: the file that its site looks at with each write."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from framing.doccano.local.instance import check_folder, reading
from framing.files import PRIVATE, replacing

_FILE = "restrictions.json"  # site/framing_site/restrictions.py reads it


@dataclass(frozen=True)
class Restrictions:
    """What somebody is told who tries to write; empty: it is let through. The staff may do everything.

    Attributes:
        labels: choosing and dropping labels, confirming.
        comments: writing comments.
        passwords: changing one's own password.
    """

    labels: str = ""
    comments: str = ""
    passwords: str = ""


def restrict(home: Path, restrictions: Restrictions) -> None:
    """Holds back, from the next request on, what `restrictions` say, on the server of the folder `home`.

    Raises:
        InputError: the folder is a link, another user's, or cannot be written.
    """
    with reading(home):
        check_folder(home)
    with replacing(home / _FILE, mode=PRIVATE) as file:
        json.dump(asdict(restrictions), file)
