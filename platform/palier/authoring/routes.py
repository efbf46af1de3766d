"""The curriculum and its exercises, over HTTP: for staff only, since keys are shown."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from palier.app import services
from palier.authoring import answers as given
from palier.authoring import gallery
from palier.authoring import reports as reported
from palier.i18n import _, ngettext
from palier.practice.regrade import Republished
from palier.security import actor

bp = Blueprint("authoring", __name__)


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


@bp.get("/exercices")
def curriculum() -> str:
    """The skills of a domain."""
    p = gallery.curriculum(services(), request.args.get("domaine", "maths"))
    return render_template("authoring/curriculum.html", p=p)


@bp.get("/signalements")
def reports() -> str:
    """Exercises that learners reported."""
    p = reported.page(services(), actor())
    return render_template("authoring/reports.html", p=p)


@bp.post("/signalements/<uuid:served_id>")
def close_report(served_id: UUID) -> ResponseReturnValue:
    """A reported exercise was seen to: a word says how."""
    try:
        done = reported.close(services(), actor(), served_id, request.form.get("mot", ""))
    except ValueError:
        fault = _("Écrivez un mot : le stagiaire et son formateur le liront.")
        p = reported.page(services(), actor(), served_id, fault)
        return render_template("authoring/reports.html", p=p), 422
    if done:
        flash(_("C’est clos. Le stagiaire et son formateur liront votre mot."))
    else:
        flash(_("Quelqu’un vient de clore ce signalement. Son mot est gardé."))
    return redirect(url_for("authoring.reports"), 303)


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


@bp.get("/exercices/<skill_id>/<slug>/reponses")
def answers(skill_id: str, slug: str) -> str:
    """What correcting the answers already given would change."""
    p = given.page(services(), actor(), skill_id, slug)
    return render_template("authoring/answers.html", p=p)


@bp.post("/exercices/<skill_id>/<slug>/reponses")
def correct_answers(skill_id: str, slug: str) -> ResponseReturnValue:
    """Correct them, some learners at a time."""
    reason = " ".join(request.form.get("raison", "").split())
    if not reason:
        p = given.page(services(), actor(), skill_id, slug, missing=True)
        return render_template("authoring/answers.html", p=p), 422
    version = request.form.get("version", type=int) or 0
    try:
        done = given.correct(services(), actor(), skill_id, slug, version, reason)
    except Republished:
        flash(_("L’exercice vient de changer. Relisez ce qui change, puis confirmez."))
        return redirect(url_for("authoring.answers", skill_id=skill_id, slug=slug), 303)
    flash(
        ngettext("%(number)s réponse corrigée.", "%(number)s réponses corrigées.", done.written)
    )
    if done.remaining:
        flash(
            ngettext(
                "Il reste %(number)s stagiaire : continuez avec le bouton.",
                "Il reste %(number)s stagiaires : continuez avec le bouton.",
                done.remaining,
            )
        )
    return redirect(url_for("authoring.answers", skill_id=skill_id, slug=slug), 303)
