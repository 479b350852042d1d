"""Files in one zip, as bytes: the same content gives the same bytes."""

import io
import zipfile
from collections.abc import Mapping

_NEVER = (1980, 1, 1, 0, 0, 0)  # the time of every file in the zip: when it was made is not part of the content


def packed(files: Mapping[str, bytes], *, mode: int = 0o600) -> bytes:
    """A zip of these files, by name, in this order; unpacked on Unix they have the permissions `mode`."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, value in files.items():
            entry = zipfile.ZipInfo(name, _NEVER)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, mode << 16  # as on Unix
            archive.writestr(entry, value, compresslevel=6)
    return content.getvalue()
