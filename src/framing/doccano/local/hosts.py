"""The hosts that the local Doccano may send texts to for automatic labelling, as its owner writes them. Pure."""

import re

from framing.errors import InputError

THIS_MACHINE_ONLY = "loopback"
_HOST = re.compile(r"(?:\[[0-9a-f:]+\]|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::(?P<port>[0-9]{1,5}))?")


def check_hosts(text: str) -> str:
    """The same list, in small letters and without spaces; empty if it names none.

    Args:
        text: hosts with commas between, each with a port or without; `loopback` stands for this machine.

    Raises:
        InputError: one of them is no host.
    """
    names = [name for name in (part.strip().lower() for part in text.split(",")) if name]
    for name in names:
        found = _HOST.fullmatch(name)
        if found is None or int(found["port"] or 1) not in range(1, 65536):
            raise InputError(
                f"{name!r} is no host that automatic labelling could send texts to. "
                "Write for example FRAMING_AUTO_LABELLING=loopback,score.example.org:8443."
            )
    return ",".join(names)
