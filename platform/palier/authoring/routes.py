"""The curriculum and its exercises, over HTTP: for staff only, since keys are shown."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template, request

from palier.app import services
from palier.authoring import gallery

bp = Blueprint("authoring", __name__)


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


@bp.get("/exercices")
def curriculum() -> str:
    """The skills of a domain."""
    p = gallery.curriculum(services(), request.args.get("domaine", "maths"))
    return render_template("authoring/curriculum.html", p=p)


@bp.get("/exercices/<skill_id>")
def skill(skill_id: str) -> str:
    """One skill and its exercises."""
    p = gallery.skill(services(), skill_id)
    return render_template("authoring/skill.html", p=p)


@bp.get("/exercices/<skill_id>/<slug>")
def item(skill_id: str, slug: str) -> str:
    """One exercise with its answers."""
    p = gallery.item(services(), skill_id, slug)
    return render_template("authoring/item.html", p=p)
