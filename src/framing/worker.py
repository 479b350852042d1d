"""What runs in a process of `framing.workers`: takes work from standard input, gives answers back.

An edge. The first message is what is called, each other what it is called with; the answer is what it gives back, or
the error that it raised.
Its own entry rather than that of `multiprocessing`, which would run the script of whoever calls us once more.
"""

import os
import pickle
import queue
import sys
import threading
import traceback
from typing import Any, BinaryIO

from framing.errors import FramingError

SIZE = 8  # bytes before each message that say how long it is
GONE = 3  # exit code where memory was not enough


def main() -> None:
    """Answers until standard input ends, which it does too when the process that started this one is gone."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not stand among answers
    messages: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, messages), daemon=True).start()
    try:
        called = _told(messages)
        while True:
            pickle.dump(_answer(called, _told(messages)), answers, protocol=pickle.HIGHEST_PROTOCOL)
            answers.flush()
    except MemoryError:
        os._exit(GONE)
    except BrokenPipeError:
        os._exit(0)  # nobody waits for the answer


def _listen(stream: BinaryIO, messages: "queue.SimpleQueue[bytes]") -> None:
    """Hands messages on; ends the process with the stream, also in the middle of work that nobody waits for.

    It does nothing else: the first message takes seconds to be understood, as it imports all that is needed.
    """
    try:
        while len(size := stream.read(SIZE)) == SIZE:
            content = stream.read(int.from_bytes(size))
            if len(content) < int.from_bytes(size):
                break
            messages.put(content)
    except MemoryError:
        os._exit(GONE)
    os._exit(0)


def _told(messages: "queue.SimpleQueue[bytes]") -> Any:
    return pickle.loads(messages.get())  # noqa: S301  # from the process that started this one


def _answer(called: Any, given: Any) -> Any:
    try:
        return called(given)
    except MemoryError:
        raise
    except Exception as error:
        if not isinstance(error, FramingError):  # a bug, and the traceback does not travel with it
            error.add_note(f"In a worker:\n{traceback.format_exc()}")
        return error


if __name__ == "__main__":
    main()
