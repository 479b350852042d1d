import os
import socket
import stat
import threading
import time

import pytest

from framing.errors import InputError, MissingExtra
from framing.report.pdf import find_chromium, write_pdf


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Makes the browser a program that does what a line of the shell says."""

    def made(line):
        path = tmp_path / "browser"
        path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("FRAMING_CHROMIUM", str(path))

    return made


TO = 'for word; do case "$word" in --print-to-pdf=*) to="${word#*=}";; esac; done'


def test_what_was_printed_takes_the_place_of_the_file(program, tmp_path):
    program(f'{TO}; printf "%%PDF-1.4 new" > "$to"')
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")
    write_pdf("<p>page</p>", path)
    assert path.read_bytes() == b"%PDF-1.4 new"


@pytest.mark.parametrize("line", ["echo no display; exit 3", f'{TO}; echo half > "$to"'])
def test_a_browser_that_fails_leaves_the_file_as_it_was(program, tmp_path, line):
    program(line)
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")
    with pytest.raises(InputError, match="printed no PDF"):
        write_pdf("<p>page</p>", path)
    assert path.read_bytes() == b"old"


def test_a_browser_that_hangs_is_ended_with_all_that_it_started(program, tmp_path):
    program(f"sleep 60 & echo $! > {tmp_path}/child; wait")
    with pytest.raises(InputError, match="did not print the page within"):
        write_pdf("<p>page</p>", tmp_path / "report.pdf", timeout_s=0.5)
    child = int((tmp_path / "child").read_text())
    for _ in range(100):  # until the system has forgotten it
        if not is_there(child):
            break
        time.sleep(0.05)
    assert not is_there(child)


def is_there(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_is_named_or_found_or_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("FRAMING_CHROMIUM", raising=False)
    with pytest.raises(MissingExtra, match="apt install chromium"):
        find_chromium()
    browser = tmp_path / "google-chrome"
    browser.write_text("#!/bin/sh\n", encoding="utf-8")
    browser.chmod(0o755)
    assert find_chromium() == str(browser)
    monkeypatch.setenv("FRAMING_CHROMIUM", str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match="FRAMING_CHROMIUM is"):
        find_chromium()


def test_a_real_browser_prints_and_asks_no_host(tmp_path):
    try:
        find_chromium()
    except MissingExtra:
        pytest.skip("no Chromium on this machine")
    asked = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        threading.Thread(target=lambda: _accept(server, asked), daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        write_pdf(f"<meta charset=utf-8><p>Қазақстан</p><img src='{address}'>", tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert not asked.is_set()


def _accept(server, asked):
    try:
        server.accept()[0].close()
        asked.set()
    except OSError:
        pass
