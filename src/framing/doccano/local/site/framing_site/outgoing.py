"""The only requests that this server makes itself: to a scoring service that its owner allowed, and within bounds.

Whoever configures automatic labelling chooses the address, so without bounds the server could be sent to any host that
it reaches, asked to wait for ever, or filled with an answer. So: hosts from a list only, no redirect, no proxy, no
password in the address, five seconds for the whole of it, an answer of 64 kB, and four requests at a time, so that a
slow service cannot hold all threads of the server.
"""

import contextlib
import http.client
import ipaddress
import json
import re
import socket
import ssl
import threading
from urllib.parse import urlsplit

LIMIT_S = 5.0  # for the whole exchange; looking up a name comes on top, and names are the owner's choice
MOST_BYTES = 64 * 1024  # of an answer
_CONNECT_S = 3.0
_AT_A_TIME = threading.BoundedSemaphore(4)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_OURS = {"host", "content-length", "content-type", "transfer-encoding", "connection", "expect", "te", "upgrade"}
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]{1,1000}")
TEXT = "{{ text }}"  # in the body: where the sentence goes


class Refused(Exception):
    """A request that is not made, or whose answer is not taken; the message is for who configured it."""


def read_hosts(text):
    """The hosts in a list with commas, as pairs of host and port (None: any); `loopback` stands for this machine.

    framing has checked that each of them is a host.
    """
    found = []
    for name in filter(None, text.split(",")):
        parts = urlsplit(f"//{name}")
        found += [(host, parts.port) for host in (_LOOPBACK if name == "loopback" else [parts.hostname])]
    return tuple(found)


def check_request(url, headers, body, allowed):
    """The parts of the address, if a request like this may be made at all.

    Args:
        url: an address, as the model of the request has normalised it.
        headers: of the request, besides those that we send.
        body: of the request; somewhere in it stands the place of the sentence.
        allowed: what `read_hosts` gives.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        raise Refused("This is no address of a service. It begins with http:// or https://.") from None
    if parts.username is not None or parts.password is not None:
        raise Refused("The address holds a name or a password. Send it in a header.")
    if not any(parts.hostname == host and of in (None, port) for host, of in allowed):
        raise Refused(f"This server does not send texts to {parts.hostname}:{port}. Its owner decides to whom.")
    for name, value in (headers or {}).items():
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS:
            raise Refused(f"A header cannot be called {name[:64]!r} here.")
        if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
            raise Refused(f"The header {name} must be one line of plain letters.")  # its value may be a secret
    if _filled(body, "") == body:
        raise Refused(f'The body must be an object with the value "{TEXT}" in the place of the sentence.')
    return parts, port


def ask(url, headers, body, text, allowed):
    """What the service answers about a text, as JSON says it."""
    parts, port = check_request(url, headers, body, allowed)
    content = json.dumps(_filled(body, text)).encode()
    if not _AT_A_TIME.acquire(timeout=_CONNECT_S):
        raise Refused("Too many texts are waiting for the service. Try again.")
    try:
        answer = _exchange(parts, port, headers or {}, content)
    finally:
        _AT_A_TIME.release()
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        raise Refused("The service did not answer with JSON.") from None


def _filled(body, text):
    """The body with the sentence in its place, wherever that is."""
    if isinstance(body, dict):
        return {name: _filled(value, text) for name, value in body.items()}
    return text if body == TEXT else body


def _exchange(parts, port, headers, content):
    """The bytes of the answer, all of them within the time."""
    late = threading.Event()
    try:
        line = socket.create_connection((parts.hostname, port), _CONNECT_S)
    except OSError as error:
        raise Refused(f"The service does not answer at {parts.hostname}:{port} ({error.strerror or error}).") from None
    line.settimeout(2 * LIMIT_S)  # the timer is earlier
    held = [line]

    def cut():
        late.set()
        with contextlib.suppress(OSError):
            socket.socket.shutdown(held[0], socket.SHUT_RDWR)  # of the line itself, whatever is wound around it

    timer = threading.Timer(LIMIT_S, cut)
    timer.daemon = True
    timer.start()
    try:
        _check_place(parts.hostname, line)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            held[0] = context.wrap_socket(line, server_hostname=parts.hostname, do_handshake_on_connect=False)
            held[0].do_handshake()
        found = _read_answer(held[0], parts, port, headers, content)
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        if late.is_set():
            raise Refused(f"The service did not answer within {LIMIT_S:g} seconds.") from None
        raise Refused(f"The service did not answer as one does ({type(error).__name__}).") from None
    finally:
        timer.cancel()
        held[0].close()
    if late.is_set():  # what was cut off looks like the end of an answer
        raise Refused(f"The service did not answer within {LIMIT_S:g} seconds.")
    return found


def _check_place(host, line):
    """A name of this machine must lead to this machine, whatever the machine's list of names says."""
    if host in _LOOPBACK and not ipaddress.ip_address(line.getpeername()[0]).is_loopback:
        raise Refused(f"{host} leads to another machine here.")


def _read_answer(line, parts, port, headers, content):
    connection = http.client.HTTPConnection(parts.hostname, port)
    connection.sock = line
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    ours = {"Content-Type": "application/json", "Accept-Encoding": "identity", "Connection": "close"}
    connection.request("POST", target, body=content, headers=headers | ours)
    answer = connection.getresponse()
    if answer.status != 200:
        raise Refused(f"The service answered with status {answer.status}, not with 200.")
    found = answer.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise Refused(f"The service answered with more than {MOST_BYTES // 1024} kB.")
    return found
