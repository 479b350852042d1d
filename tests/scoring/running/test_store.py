import errno
import os

import pytest

from framing.scoring.running.store import sync_folder


def test_a_file_system_that_syncs_no_folders_is_written_to_all_the_same(tmp_path, monkeypatch):
    def refuse(handle):
        raise OSError(answer, os.strerror(answer))

    monkeypatch.setattr(os, "fsync", refuse)
    for answer in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
        sync_folder(tmp_path)
    answer = errno.EIO
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        sync_folder(tmp_path)
