"""Home and the climb, over HTTP."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from palier.app import services
from palier.db import LARGEST_ID
from palier.policies import LEARNERS, TRAINERS
from palier.presentation import viewer
from palier.progress import notices, service, works
from palier.security import actor

bp = Blueprint("progress", __name__)


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


@bp.get("/")
def front() -> Response:
    """Where one belongs: learners home, trainers to their day, others to sign in."""
    person = viewer()
    if person is None:
        return redirect(url_for("accounts.sign_in"), 303)
    if person.may(LEARNERS):
        return redirect(url_for("progress.home"), 303)
    if person.may(TRAINERS):
        return redirect(url_for("today.page"), 303)
    return redirect(url_for("authoring.curriculum"), 303)


@bp.get("/accueil")
def home() -> str:
    """The learner's home."""
    return render_template("progress/home.html", p=service.home(services(), actor()))


@bp.get("/propose")
def given() -> str:
    """All work that trainers gave her."""
    return render_template("progress/works.html", p=works.page(services(), actor()))


@bp.post(f"/avis/<int(max={LARGEST_ID}):notice_id>/lu")
def close_notice(notice_id: int) -> Response:
    """What was told is read."""
    notices.close(services(), actor(), notice_id)
    return redirect(url_for("progress.home"), 303)


@bp.get("/montee")
def climb() -> str:
    """The learner's climb in one domain."""
    domain = request.args.get("domaine") or None
    return render_template("progress/climb.html", p=service.climb(services(), actor(), domain))
