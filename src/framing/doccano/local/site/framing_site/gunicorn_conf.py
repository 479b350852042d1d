"""One process, sixteen threads, on a socket that framing has bound and handed over."""

import logging
import os

os.umask(0o077)  # database, log and exports are for the owner only; gunicorn's own option serves its sockets alone

wsgi_app = "framing_site.wsgi"
worker_class = "framing_site.worker.Worker"  # how long connections may wait stands in incoming.py
workers = 1
threads = 16
timeout = 300  # an import of a large file runs inside its request
graceful_timeout = 10
accesslog = None  # an address can hold what somebody searched for
proc_name = "framing-doccano"


def post_worker_init(worker):
    """Start-up errors go to the standard error, which the starter keeps; from here on all goes to the rotating file.

    What a request can cause must not be written to a file that nothing bounds.
    """
    errors = logging.getLogger("gunicorn.error")
    errors.handlers.clear()
    errors.propagate = True
    errors.setLevel(logging.WARNING)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
