"""Processes that benchmarks start to kill them: begun by a fork, so that they start at once, and how they ended."""

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from framing.errors import FramingError


def begin(work: Callable[[], object], said: Path) -> int:
    """The number of a new process that does the work and ends with 0; with 1 if a user would be told why not.

    It ends with 99 after what no user should ever see. What it says is added to the file `said`.
    """
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        with said.open("a", encoding="utf-8") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        work()
        code = 0
    except FramingError as error:
        print(f"Error: {error}", file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 99
    finally:
        os._exit(code)


def ended(child: int) -> int:
    """The exit code of the process, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
