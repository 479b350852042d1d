"""Templates of pages: every value is escaped, a missing one is an error, and what HTML cannot hold is replaced. Pure.

A page runs our own scripts only: a content security policy names each by its hash. No value stands inside of one; data
go into a `<script type="application/json">` by framing.pages.script_data.
"""

import base64
import hashlib
import re
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

# What HTML cannot hold (control characters, halves of surrogate pairs): shown as a replacement character.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def page_environment(package: str) -> Environment:
    """The templates of a package, and behind them those that all pages share (`page.html.j2`, `page.css`).

    A filter `hashed` gives the hash of a script for a content security policy.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("framing.pages")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=printable,
    )
    environment.filters["hashed"] = hashed
    return environment


def own_file(environment: Environment, name: str) -> str:
    """A file of ours as it is. Line ends are LF, because a browser hashes a script after making them so."""
    assert environment.loader is not None  # noqa: S101  every environment of ours has one
    return environment.loader.get_source(environment, name)[0].replace("\r\n", "\n")


def hashed(script: str) -> str:
    """SHA-256 of a script, as a content security policy names it."""
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


def printable(value: Any) -> Any:
    """A text without what HTML cannot hold; anything else as it is."""
    return _UNPRINTABLE.sub("\ufffd", value) if type(value) is str else value
