import errno
import os

import pytest

from framing.scoring.running.store import sync_folder


def test_a_file_system_that_syncs_no_folders_is_written_to_all_the_same(tmp_path, monkeypatch):
    answers = [errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EIO]

    def refuse(handle):
        answer = answers.pop(0)
        raise OSError(answer, os.strerror(answer))

    monkeypatch.setattr(os, "fsync", refuse)
    for _ in answers[:-1]:
        sync_folder(tmp_path)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        sync_folder(tmp_path)
