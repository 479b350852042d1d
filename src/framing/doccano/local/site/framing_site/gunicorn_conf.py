"""One process, eight threads, on a socket that framing has bound and handed over."""

import os

os.umask(0o077)  # database, log and exports are for the owner only; gunicorn's own option serves its sockets alone

wsgi_app = "framing_site.wsgi"
worker_class = "gthread"
workers = 1
threads = 8
keepalive = 75  # longer than people think: a connection closed in just that moment loses what was sent on it
timeout = 300  # an import of a large file runs inside its request
graceful_timeout = 10
accesslog = None  # an address can hold what somebody searched for
proc_name = "framing-doccano"
# Start-up errors go to the standard error, which the starter keeps; later lines to the rotating file.
