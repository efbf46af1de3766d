"""Privacy over HTTP."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template

from palier.app import services
from palier.privacy import service
from palier.security import actor

bp = Blueprint("privacy", __name__)


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


@bp.get("/qui-a-regarde")
def looked() -> str:
    """Who of the team looked at one's own pages."""
    return render_template("privacy/looked.html", p=service.looked_at(services(), actor()))


@bp.get("/registre")
def register() -> str:
    """The register of processing."""
    return render_template("privacy/register.html", p=service.register(services(), actor()))
