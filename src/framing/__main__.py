"""`framing` and `python -m framing`: loads the command line, which takes a second on a busy machine, and runs it."""

import os
import signal
from contextlib import suppress
from typing import NoReturn

_EXIT_INTERRUPTED = 130  # as in `framing.cli.main`, which is not there yet


def main() -> None:
    """Runs the command line, see `framing.cli.main.run`. Ctrl-C before that ends the process at once with 130."""
    # Else whoever started us wants no interrupts.
    interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if interruptible:
        signal.signal(signal.SIGINT, _leave)
    from framing.cli.main import run

    if interruptible:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


def _leave(number: int, frame: object) -> NoReturn:
    # Nothing is to be taken back, and an exception could come up where an import takes it for its own failure.
    with suppress(OSError):
        os.write(2, b"\nInterrupted before anything was begun.\n")
    os._exit(_EXIT_INTERRUPTED)


if __name__ == "__main__":
    main()
