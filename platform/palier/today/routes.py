"""The trainer's front page over HTTP."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template, request

from palier.app import services
from palier.security import actor
from palier.today import service

bp = Blueprint("today", __name__)


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


@bp.get("/aujourdhui")
def page() -> str:
    """What there is to see today, in all one's groups or in one."""
    p = service.today(services(), actor(), request.args.get("groupe", ""))
    return render_template("today/page.html", p=p)
