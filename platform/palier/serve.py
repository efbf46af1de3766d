"""The two ways to serve: one process for SQLite, any number of them for PostgreSQL.

``palier serve`` runs the embedded server: one process, a few threads, which is what SQLite
wants. ``gunicorn -c python:palier.gunicorn_conf`` serves ``application()``.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from types import FrameType
from typing import Any

from flask import Flask
from waitress import create_server
from waitress.server import BaseWSGIServer

from palier.app import create_app
from palier.config import Config
from palier.upkeep import journal
from palier.upkeep.health import lacking

THREADS = 8
STOPS_WITHIN_S = 20.0  # what an answer under way may take before the server leaves
PROXY = "127.0.0.1"  # the one machine that is believed about https

log = logging.getLogger(__name__)


def application() -> Flask:
    """The application for a server with several processes; its log goes to stderr.

    It starts also when the database does not answer yet: pages and ``/pret`` say so.
    """
    config = Config()
    journal.configure(config.log)
    app = create_app(config)
    known = app.extensions["palier"]
    missing = lacking(known)
    if missing:
        log.warning("not ready: %s", missing)
    else:
        with known.db.read() as session:
            known.catalogue.current(session)  # read once, for all processes born later
    known.db.dispose()
    # A connection belongs to one process: those born later begin with none.
    os.register_at_fork(after_in_child=lambda: known.db.engine.dispose(close=False))
    return app


def run(app: Flask, host: str, port: int) -> None:
    """Serve until told to stop, then finish what is under way. OSError: the port is taken."""
    server = create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        ident="palier",
        trusted_proxy=PROXY,
        trusted_proxy_headers={"x-forwarded-proto"},
        clear_untrusted_proxy_headers=True,
    )
    listeners = _listeners(server)
    stopping = threading.Event()
    _on_signals(stopping, listeners)
    log.info("serving on %s:%d", host, port)
    try:
        while not stopping.is_set():
            _turn(listeners, 1.0)
        _finish(listeners)
    except KeyboardInterrupt:
        pass  # pressed twice
    finally:
        server.task_dispatcher.shutdown()
        server.close()
        log.info("stopped")


def _listeners(server: Any) -> list[Any]:
    """One for each address: a name may have several, as localhost has."""
    sockets = server.map if hasattr(server, "map") else server._map
    return [one for one in sockets.values() if isinstance(one, BaseWSGIServer)]


def _on_signals(stopping: threading.Event, listeners: list[Any]) -> None:
    """SIGTERM, or Ctrl+C once: stop kindly."""
    if threading.current_thread() is not threading.main_thread():
        return  # signals belong to the main thread

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.set()
        listeners[0].pull_trigger()
        signal.signal(number, signal.default_int_handler)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _turn(listeners: list[Any], seconds: float) -> None:
    """Let the server read, hand over and write once; they share one map of sockets."""
    first = listeners[0]
    first.asyncore.loop(seconds, first.adj.asyncore_use_poll, first._map, 1)


def _finish(listeners: list[Any]) -> None:
    """Take no new connection; write every answer that somebody waits for."""
    for listener in listeners:
        listener.accepting = False
        listener.del_channel()
        listener.socket.close()
    until = time.monotonic() + STOPS_WITHIN_S
    while any(map(_busy, listeners)) and time.monotonic() < until:
        _turn(listeners, 0.05)


def _busy(listener: Any) -> bool:
    return any(
        channel.request or channel.requests or channel.total_outbufs_len
        for channel in list(listener.active_channels.values())
    )
