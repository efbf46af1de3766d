"""Sounds over HTTP: only ours, to who may hear them, in parts when a player asks for parts."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Blueprint, Flask, Response, send_file

from palier.app import services
from palier.security import actor
from palier.sounds import service
from palier.sounds.media import Heard

bp = Blueprint("sounds", __name__)
KEPT = 3600  # seconds: a text heard again is not asked for again
LARGEST_NUMBER = 999  # of a group or a seed, as addresses write them


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


def sent(heard: Heard, keep: int = 0) -> Response:
    """A sound as a response: whole or the part asked for; kept by the browser ``keep`` s."""
    response = send_file(
        io.BytesIO(heard.data),
        mimetype=heard.mime,
        etag=heard.tag,
        conditional=True,
        max_age=keep,
    )
    response.headers["Cache-Control"] = f"private, max-age={keep}" if keep else "no-store"
    response.headers["Accept-Ranges"] = "bytes"
    return response


@bp.get(f"/exercice/<uuid:served_id>/son/<int(max={LARGEST_NUMBER}):group>")
def of_exercise(served_id: UUID, group: int) -> Response:
    """A group of words of an exercise served to this learner."""
    return sent(service.of_exercise(services(), actor(), served_id, group), KEPT)


@bp.get(
    f"/exercices/<skill_id>/<slug>/son/<int(max={LARGEST_NUMBER}):seed>"
    f"/<int(max={LARGEST_NUMBER}):group>"
)
def of_item(skill_id: str, slug: str, seed: int, group: int) -> Response:
    """The same, for staff who look at the exercise."""
    return sent(service.of_item(services(), actor(), skill_id, slug, seed, group))
