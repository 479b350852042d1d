"""Gunicorn's worker with threads, of which none begins with a request before it is there."""

import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ

from gunicorn.workers.gthread import TConn, ThreadWorker

from framing_site.incoming import IDLE_S, REST_S, UNFINISHED_S, Line, Waiting

_LOGIN = b"POST /v1/auth/login/"  # checking a password costs much on purpose


class Worker(ThreadWorker):
    """Waits for requests in its one loop, whatever their number; threads answer them.

    What gunicorn keeps as idle connections (`_keep`) stays empty: they wait here with the others. Logins have two
    threads of their own, so that however many there are, who is in goes on.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._waiting = Waiting()
        self._doors = None

    def init_process(self):
        """As gunicorn's, in the process that answers."""
        self._doors = ThreadPoolExecutor(max_workers=2)
        super().init_process()

    def enqueue_req(self, conn):
        """Hand a request to the threads for it."""
        conn.init()
        threads = self._doors if conn.sock.begins(_LOGIN) else self.tpool
        self._wrap_future(threads.submit(self.handle, conn), conn)

    def accept(self, server, listener):
        """A new connection; it waits for its request."""
        try:
            sock, client = listener.accept()
        except OSError:  # gone again, or no room for it now: neither is a reason to end
            return
        with self._lock:
            self.nr_conns += 1
            self._wait(TConn(self.cfg, Line(sock), client, server), IDLE_S)

    def finish_request(self, fs):
        """Called by the thread that has answered: the connection waits again, or ends."""
        line = fs.conn.sock
        try:
            keep = fs.result()[0] and self.alive and not line.more
        except Exception:
            keep = False
        with self._lock:
            try:
                line.setblocking(False)
                if not keep and line.more and self.alive:  # closed at once, the answer would be lost with the rest
                    line.shutdown(socket.SHUT_WR)
                    line.refused = True
                    self._wait(fs.conn, REST_S)
                elif keep:
                    self._wait(fs.conn, IDLE_S)
                else:
                    self._close(fs.conn)
            except OSError:
                self._close(fs.conn)

    def murder_keepalived(self):
        """End what has waited for too long. Called once a second."""
        with self._lock:
            for conn in self._waiting.late():
                self._drop(conn)

    def handle_request(self, req, conn):
        """Answer one request, without the headers that only a program of this machine could mean."""
        # A name with "_" becomes the same variable as the one with "-", and SCRIPT_NAME is a setting of gunicorn's.
        req.headers = [field for field in req.headers if "_" not in field[0]]
        if not conn.sock.large:
            req.headers = [field for field in req.headers if field[0] != "EXPECT"]  # said already
        if conn.sock.more:
            req.headers.insert(0, ("CONNECTION", "close"))
        keep = super().handle_request(req, conn)
        while not conn.sock.large and req.body.read(8192):
            pass  # what no view has read must not be taken for the next request
        return keep

    def _wait(self, conn, seconds, *, unfinished=False):
        for other in self._waiting.add(conn, seconds, unfinished=unfinished):
            self._drop(other)
        self.poller.register(conn.sock, EVENT_READ, partial(self._readable, conn))

    def _readable(self, conn, _):
        with self._lock:
            if conn not in self._waiting:
                return
            line = conn.sock
            if not line.gather():
                self._drop(conn)
            elif line.refused:
                return
            elif line.ready():
                self._waiting.remove(conn)
                self.poller.unregister(line)
                self.enqueue_req(conn)
            elif line.started and not self._waiting.is_unfinished(conn):
                self._waiting.add(conn, UNFINISHED_S, unfinished=True)

    def _drop(self, conn):
        if self._waiting.remove(conn):
            self.poller.unregister(conn.sock)
            self._close(conn)

    def _close(self, conn):
        self.nr_conns -= 1
        conn.close()
