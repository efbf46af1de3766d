"""The trainer's pages over HTTP."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, render_template, request

from palier.app import services
from palier.db import LARGEST_ID
from palier.security import actor
from palier.trainer import service

bp = Blueprint("trainer", __name__)

FIRST_DOMAIN = "maths"


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


@bp.get("/groupes")
def groups() -> str:
    """The groups one follows."""
    return render_template("trainer/groups.html", p=service.groups(services(), actor()))


@bp.get(f"/groupes/<int(max={LARGEST_ID}):group_id>")
def mastery_map(group_id: int) -> str:
    """The mastery map of a group in one domain."""
    domain = request.args.get("domaine", FIRST_DOMAIN)
    everything = request.args.get("voir") == "tout"
    p = service.mastery_map(services(), actor(), group_id, domain, everything)
    return render_template("trainer/map.html", p=p)


@bp.get("/stagiaires/<uuid:learner_id>")
def learner(learner_id: UUID) -> str:
    """One learner in one domain."""
    args = request.args
    p = service.learner(
        services(),
        actor(),
        learner_id,
        args.get("domaine", FIRST_DOMAIN),
        args.get("competence") or None,
        args.get("voir") == "tout",
    )
    return render_template("trainer/learner.html", p=p)


@bp.get("/stagiaires/<uuid:learner_id>/reponses/<uuid:served_id>")
def answer(learner_id: UUID, served_id: UUID) -> str:
    """One answer in full."""
    p = service.answer(services(), actor(), learner_id, served_id)
    return render_template("trainer/answer.html", p=p)
