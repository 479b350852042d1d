"""From where a local Doccano can be reached: this machine only, unless somebody asks for more by name."""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from framing.errors import InputError, MissingExtra

try:
    import psutil
except ImportError as problem:
    raise MissingExtra("The local Doccano needs packages of its own: pip install 'framing[doccano]'.") from problem

LOOPBACK = "127.0.0.1"
_HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.IGNORECASE)


@dataclass(frozen=True)
class Reach:
    """The address that the server listens on, and the one that people open if a proxy stands before it."""

    host: str = LOOPBACK
    public_url: str = ""

    @property
    def open_to_a_network(self) -> bool:
        """Whether other machines reach the port itself."""
        return not ipaddress.ip_address(self.host).is_loopback

    @property
    def own_address(self) -> str:
        """The address by which this machine reaches it."""
        if ipaddress.ip_address(self.host).is_unspecified:
            return LOOPBACK if ":" not in self.host else "::1"
        return self.host

    def url(self, port: int) -> str:
        """Where framing, on this machine, finds it."""
        return f"http://{bracketed(self.own_address)}:{port}"

    def names(self) -> tuple[str, ...]:
        """The host names, besides this machine's own 127.0.0.1 and localhost, by which it may be called."""
        names = {bracketed(self.own_address), self.host} if self.host != LOOPBACK else set()
        if ipaddress.ip_address(self.host).is_unspecified:
            names = {bracketed(address) for address in _own_addresses()}
            names |= {socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}
        if self.public_url:
            names.add(urlsplit(self.public_url).hostname or "")
        return tuple(sorted(name for name in names if name and not name.isspace()))

    def warnings(self, port: int) -> list[str]:
        """What whoever opens it to a network must know."""
        if not self.open_to_a_network:
            return []
        return [
            f"Doccano listens on {bracketed(self.host)}:{port}: everybody on that network reaches its login page, and "
            "nothing is encrypted, so passwords and labels can be read on the way. For HTTPS, leave --host out and put "
            "a proxy before it, as `framing server up --help` says."
        ]


def reach(host: str | None, public_url: str | None) -> Reach:
    """What the two options ask for.

    Raises:
        InputError: the host is no address of a machine, or the public address is none that people can open.
    """
    host = host or LOOPBACK
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
    except ValueError:
        raise InputError(
            f"--host {host[:80]!r} is no address. Give one of this machine's, for example 192.168.1.20, or 0.0.0.0 "
            "for all of them."
        ) from None
    return Reach(str(address), _checked(public_url) if public_url else "")


def network_addresses() -> list[str]:
    """The IPv4 addresses of this machine on private networks; the one by which it reaches others comes first.

    Nothing is sent: to connect a datagram socket only asks the machine which way it would go.
    """
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        entry.address
        for name, entries in psutil.net_if_addrs().items()
        for entry in entries
        if entry.family == socket.AF_INET and name in up and _is_lan(entry.address)
    ]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # an address that belongs to nobody (RFC 5737)
            first = asked.getsockname()[0]
        except OSError:
            first = ""
    return sorted(found, key=lambda address: address != first)


def _is_lan(address: str) -> bool:
    found = ipaddress.ip_address(address)
    return found.is_private and not found.is_loopback


def bracketed(address: str) -> str:
    """The address as it stands in a URL."""
    return f"[{address}]" if ":" in address else address


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InputError(f"--public-url {url[:200]!r} is no address: {error}.") from error
    name = parts.hostname or ""
    printed = url.isprintable() and " " not in url  # urlsplit drops line ends in silence
    whole = (
        printed and parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username or parts.password)
    )
    if parts.scheme not in ("http", "https") or not _HOST_NAME.fullmatch(name) or not whole:
        raise InputError(
            f"--public-url {url[:200]!r} is no address that people open. It is https:// and a host name, with nothing "
            "after it: https://label.example.org"
        )
    return f"{parts.scheme}://{name.lower()}" + (f":{port}" if port is not None else "")


def _own_addresses() -> list[str]:
    kinds = (socket.AF_INET, socket.AF_INET6)
    found = (entry for entries in psutil.net_if_addrs().values() for entry in entries if entry.family in kinds)
    return [entry.address.partition("%")[0] for entry in found]
