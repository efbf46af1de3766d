"""The live room over HTTP: its page asks again every 3 seconds, 204 when all is as it was.

Server-sent events would hold a thread of the server for each trainer; a question does not.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from palier.app import services
from palier.db import LARGEST_ID
from palier.htmx import page, wants_fragment
from palier.live import service
from palier.security import actor
from palier.trainer import service as trainers

bp = Blueprint("live", __name__)
ROOM = f"/groupes/<int(max={LARGEST_ID}):group_id>/salle"


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


@bp.get(ROOM)
def room(group_id: int) -> str:
    """The room, or what it is before it is opened."""
    p = service.room(services(), actor(), group_id)
    return render_template("live/room.html", p=p)


@bp.get(f"{ROOM}/etat")
def state(group_id: int) -> Response:
    """The room as it is now; nothing when it is as it was seen."""
    p = service.room(services(), actor(), group_id)
    if wants_fragment() and request.args.get("vu") == p.digest:
        return Response(status=204)
    return page("live/room.html", "live/_seats.html", p)


@bp.post(f"{ROOM}/ouvrir")
def open_room(group_id: int) -> ResponseReturnValue:
    """Open the room."""
    service.open_room(services(), actor(), group_id)
    return redirect(url_for("live.room", group_id=group_id), 303)


@bp.post(f"{ROOM}/fermer")
def close_room(group_id: int) -> ResponseReturnValue:
    """Close the room."""
    service.close_room(services(), actor(), group_id)
    return redirect(url_for("live.room", group_id=group_id), 303)


@bp.post(f"{ROOM}/vue/<uuid:learner_id>/<uuid:served_id>")
def seen(group_id: int, learner_id: UUID, served_id: UUID) -> ResponseReturnValue:
    """A call for help was seen, from the room."""
    trainers.help_seen(services(), actor(), learner_id, served_id)
    return redirect(url_for("live.room", group_id=group_id), 303)
