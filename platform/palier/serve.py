"""The embedded server: one process, a few threads, which is what SQLite wants."""

from __future__ import annotations

from flask import Flask
from waitress import create_server

THREADS = 8


def run(app: Flask, host: str, port: int) -> None:
    """Serve until interrupted. Raises OSError when the port is taken."""
    server = create_server(app, host=host, port=port, threads=THREADS, ident="palier")
    try:
        server.run()
    finally:
        server.close()
