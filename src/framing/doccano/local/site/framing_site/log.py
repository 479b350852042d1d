"""The server's log, which is written to no other file than its own."""

import os
from logging.handlers import RotatingFileHandler


class LogFile(RotatingFileHandler):
    """A rotating file that is not opened if somebody has put a link in its place."""

    def _open(self):
        return open(self.baseFilename, self.mode, encoding="utf-8", opener=_open_itself)


def _open_itself(path, flags):
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)
