"""The bytes of a page as a server sent them, without their chunks and their compression.

Archives keep what came over the line; some crawlers unpack it and leave the headers as they were, so a body that
is not packed as its headers say is taken as it is.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Protocol

CODINGS_LIMIT = (
    3  # one around the other; a server that packs twice is a mistake, one that packs a hundred times no server
)
_PIECE = 1 << 16
_SMALL_PIECE = 1 << 9  # what is lost of a body that ends early: the last piece comes only if it is whole


class _Reader(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


def unpack_body(body: bytes, transfer: str, codings: str, limit: int) -> tuple[bytes, bool]:
    """The page in `body`, no more than a byte over `limit`, and whether it ends before its time.

    Args:
        body: what follows the headers.
        transfer: the header Transfer-Encoding, empty if there is none.
        codings: the header Content-Encoding, likewise.
        limit: how many bytes are of interest.

    Raises:
        ValueError: it is packed in a way that is not known; the message is the reason.
    """
    from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader

    known: dict[str, Callable[[BytesIO], _Reader]] = {
        "gzip": GzipReader,
        "x-gzip": GzipReader,
        "deflate": lambda stream: GzipReader(stream, zlib=True),
        "br": BrotliReader,
        "zstd": ZstdReader,
    }
    applied = [name for each in codings.lower().split(",") if (name := each.strip()) not in ("", "identity")]
    unknown = [name for name in applied if name not in known]
    if unknown or len(applied) > CODINGS_LIMIT:
        shown = unknown[0][:40] if unknown else f"{len(applied)} codings"
        raise ValueError(f"Its server packed it in a way that framing does not unpack ({shown}).")
    readers = [known[name] for name in reversed(applied)]
    cut = False
    for reader in [ChunkedReader, *readers] if "chunked" in transfer.lower() else readers:
        body, ended_early = _read(reader, body, limit)
        cut |= ended_early
    return body, cut


def _read(reader: Callable[[BytesIO], _Reader], body: bytes, limit: int) -> tuple[bytes, bool]:
    """What `reader` makes of `body`, and whether it ends early; `body` itself if nothing can be made of it."""
    for most in (_PIECE, _SMALL_PIECE):
        pieces, size = [], 0
        try:
            stream = reader(BytesIO(body))
            while size <= limit and (piece := stream.read(min(most, limit + 1 - size))):
                pieces.append(piece)
                size += len(piece)
        except OSError:
            continue
        return b"".join(pieces), False
    return (b"".join(pieces), True) if pieces else (body, False)
