import os

import pytest

from framing.errors import InputError
from framing.scoring.running.guard import check_name, check_own_file, check_own_folder, one_name, open_own


@pytest.fixture
def victim(tmp_path):
    """A file of another's that stays as it is."""
    path = tmp_path / "victim.txt"
    path.write_text("precious")
    yield path
    assert path.read_text() == "precious"


def test_what_is_not_there_and_what_is_one_s_own_is_fine(tmp_path):
    assert not check_own_file(tmp_path / "a")
    assert not check_own_folder(tmp_path / "a")
    os.close(open_own(tmp_path / "a"))
    assert check_own_file(tmp_path / "a")
    assert check_own_folder(tmp_path)


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_a_link_is_never_written_through(tmp_path, victim, link):
    link(victim, tmp_path / "a")
    for look in (check_own_file, open_own):
        with pytest.raises(InputError, match=r"a is a link|has another name elsewhere"):
            look(tmp_path / "a")


def test_a_link_that_comes_between_is_not_written_through_either(tmp_path, victim, monkeypatch):
    monkeypatch.setattr("framing.scoring.running.guard.check_own_file", lambda path: True)
    os.link(victim, tmp_path / "hard")
    with pytest.raises(InputError, match="has another name elsewhere"):
        open_own(tmp_path / "hard")
    (tmp_path / "soft").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic links"):
        open_own(tmp_path / "soft")


def test_a_folder_that_is_a_link_or_a_file_is_refused_and_a_file_that_is_a_folder(tmp_path, victim):
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(InputError, match="link is a link"):
        check_own_folder(tmp_path / "link")
    with pytest.raises(InputError, match="is no folder"):
        check_own_folder(victim)
    with pytest.raises(InputError, match="is no file"):
        check_own_file(tmp_path)


def test_what_belongs_to_another_user_is_refused(tmp_path):
    if os.geteuid():
        pytest.skip("Only root can give a folder away.")
    os.chown(tmp_path, 12345, -1)
    with pytest.raises(InputError, match="belongs to another user"):
        check_own_folder(tmp_path)


@pytest.mark.parametrize(("name", "words"), [("n" * 300, "too long"), ("a\0b", "null")])
def test_a_name_that_the_file_system_does_not_have_is_refused(tmp_path, name, words):
    with pytest.raises(InputError, match=words):
        check_name(tmp_path / name)


def test_one_output_has_one_name_through_whichever_links(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert one_name(tmp_path / "link" / "out") == one_name(tmp_path / "real" / ".." / "real" / "out")
    assert one_name(tmp_path / "real" / "out") != one_name(tmp_path / "real" / "other")
