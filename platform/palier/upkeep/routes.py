"""Is the program alive, is it ready: for a supervisor, a proxy, a monitoring probe.

Neither address reads the cookie, nor says anything of anybody.
"""

from __future__ import annotations

from flask import Flask, Response, jsonify

from palier.app import services
from palier.upkeep.health import lacking


def init_app(app: Flask) -> None:
    """Attach the two addresses."""
    app.add_url_rule("/sante", "upkeep.alive", alive)
    app.add_url_rule("/pret", "upkeep.ready", ready)


def alive() -> Response:
    """The process answers. Asks nothing of the database."""
    return jsonify(status="alive")


def ready() -> tuple[Response, int]:
    """Learners can work: 200, else 503 and one word on what is missing."""
    missing = lacking(services())
    if missing:
        return jsonify(status="not ready", missing=missing), 503
    return jsonify(status="ready"), 200
