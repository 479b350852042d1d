"""Who reaches the local Doccano: nobody else, unless an address was named."""

import ipaddress
import socket

import pytest

from framing.doccano.local import process
from framing.doccano.local.reach import Reach, network_addresses, reach
from framing.errors import DoccanoError, InputError

pytestmark = pytest.mark.security


def test_without_being_asked_only_this_machine_reaches_it() -> None:
    found = reach(None, None)
    assert (found, found.names(), found.warnings(8765)) == (Reach("127.0.0.1", ""), (), [])
    assert found.url(8765) == "http://127.0.0.1:8765"


def test_on_an_address_of_a_network_it_answers_to_that_address_and_warns() -> None:
    found = reach("192.168.1.20", None)
    assert (found.names(), found.url(1)) == (("192.168.1.20",), "http://192.168.1.20:1")
    (warning,) = found.warnings(8765)
    assert "192.168.1.20:8765" in warning
    assert "nothing is encrypted" in warning


@pytest.mark.parametrize(("host", "own"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]")])
def test_on_all_addresses_framing_comes_by_its_own_and_the_names_are_those_of_this_machine(host: str, own: str) -> None:
    found = reach(host, None)
    assert found.url(8765) == f"http://{own}:8765"
    assert {"127.0.0.1", socket.gethostname().lower()} <= set(found.names())
    assert not {"*", "0.0.0.0", "", "[::]"} & set(found.names())
    assert found.warnings(8765)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "::1", "[::1]"])
def test_addresses_of_the_machine_itself_need_no_warning(host: str) -> None:
    assert reach(host, None).warnings(8765) == []


@pytest.mark.parametrize("host", ["*", "example.org", "192.168.1", "0", " ", "1.2.3.4/24", "a b", "127.0.0.1\n"])
def test_what_is_no_address_of_a_machine_is_refused(host: str) -> None:
    with pytest.raises(InputError, match=r"is no address. Give one of this machine's"):
        reach(host, None)


@pytest.mark.parametrize(
    ("url", "kept", "name"),
    [
        ("https://Label.Example.org", "https://label.example.org", "label.example.org"),
        ("https://label.example.org/", "https://label.example.org", "label.example.org"),
        ("https://label.example.org:8443", "https://label.example.org:8443", "label.example.org"),
        ("http://teacher-pc.local:8765", "http://teacher-pc.local:8765", "teacher-pc.local"),
    ],
)
def test_the_address_that_people_open_is_kept_as_an_origin(url: str, kept: str, name: str) -> None:
    found = reach(None, url)
    assert (found.public_url, found.names()) == (kept, (name,))


@pytest.mark.parametrize(
    "url",
    [
        "label.example.org", "https://", "https://*", "https://*.example.org", "https://a b", "https://a/doccano",
        "https://a?x", "https://a#x", "https://me:pw@a", "ftp://a", "https://a:port", "https://[::1", "https://.a",
        "https://a\nb", "javascript:alert(1)", "https://-a", "https://a_b",
    ],
)  # fmt: skip
def test_what_people_cannot_open_or_would_open_too_much_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="--public-url"):
        reach(None, url)


def test_an_address_of_another_machine_is_told_with_the_reason() -> None:
    with pytest.raises(DoccanoError, match=r"on 192\.0\.2\.1 cannot be used"):  # a network for examples
        process.bind(0, "192.0.2.1")


def test_addresses_on_networks_are_this_machines_own_and_private() -> None:
    for address in network_addresses():
        assert ipaddress.ip_address(address).is_private
        assert not ipaddress.ip_address(address).is_loopback
        with socket.socket() as listener:
            listener.bind((address, 0))  # of another machine's this fails
