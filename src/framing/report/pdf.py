"""A page as PDF, printed by the Chromium that this machine has: no other library draws the page as its readers see it.

The browser is a stranger's program with a page that holds strangers' texts: it runs without a network, with a profile
of its own that is thrown away, in its sandbox unless it is started by root, and not for long. Scripts are the page's
own matter, whose policy lets none but ours run: Chromium prints nothing where they are switched off.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from framing.errors import InputError, MissingExtra
from framing.files import replacing

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
VARIABLE = "FRAMING_CHROMIUM"  # the path of one, where it is not on the search path
TIMEOUT_S = 120.0
_QUIET = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-pings"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", "--no-pdf-header-footer"),
)
_ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_chromium() -> str:
    """The program: that of FRAMING_CHROMIUM, else the first that is found.

    Raises:
        InputError: FRAMING_CHROMIUM names no program.
        MissingExtra: there is none; the message says what to install.
    """
    if named := os.environ.get(VARIABLE):
        if found := shutil.which(named):
            return found
        raise InputError(f"{VARIABLE} is {named}, which is no program that can be started. Set it to a Chromium.")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and _ON_A_MAC.exists():
        found = str(_ON_A_MAC)
    if found is None:
        raise MissingExtra(
            "A PDF is printed by Chromium or Chrome, and none was found. Install one (apt install chromium), set "
            f"{VARIABLE} to where it is, or open the HTML report in any browser and print it."
        )
    return found


def write_pdf(page: str, path: Path, *, timeout_s: float = TIMEOUT_S) -> None:
    """Prints a page that needs no other file to `path`, on the paper that its style names: beside it, then renamed.

    Raises:
        InputError: `path` cannot be written, or the browser failed or took too long.
        MissingExtra: see `find_chromium`.
    """
    program = find_chromium()
    with tempfile.TemporaryDirectory(prefix="framing-pdf-", ignore_cleanup_errors=True) as folder:
        html, pdf = Path(folder) / "report.html", Path(folder) / "report.pdf"
        html.write_text(page, encoding="utf-8")
        sandbox = ("--no-sandbox",) if os.name == "posix" and os.geteuid() == 0 else ()  # it refuses root
        profile = f"--user-data-dir={Path(folder) / 'profile'}"
        log = Path(folder) / "said.txt"
        _run([program, *_QUIET, *sandbox, profile, f"--print-to-pdf={pdf}", html.as_uri()], timeout_s, log)
        content = pdf.read_bytes() if pdf.exists() else b""
        if not content.startswith(b"%PDF"):
            last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise InputError(
                f"{program} printed no PDF ({last[0][:200]}). Open the HTML report in a browser and print it there."
            )
    with replacing(path) as file:
        file.buffer.write(content)


def _run(command: Sequence[str], timeout_s: float, log: Path) -> None:
    """Runs the program, which writes what it says to `log`; it and all that it started end in time."""
    with log.open("wb") as said:
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, start_new_session=True
            )
        except OSError as error:
            raise InputError(f"{command[0]} cannot be started: {error.strerror}.") from error
        try:
            process.wait(timeout_s)
        except subprocess.TimeoutExpired as error:
            raise InputError(
                f"{command[0]} did not print the page within {timeout_s:.0f} s and was ended. Try again, or print the "
                "HTML report in a browser."
            ) from error
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is not None:
        return
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
