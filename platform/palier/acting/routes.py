"""The trainer's deeds over HTTP."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from palier.acting import word_lines, words
from palier.app import services
from palier.i18n import _
from palier.security import actor
from palier.trainer import evidence as cells

bp = Blueprint("acting", __name__)


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


def _cell(learner_id: UUID, skill: str, carte: str | None) -> ResponseReturnValue:
    return redirect(
        url_for("trainer.evidence", learner_id=learner_id, skill=skill, carte=carte), 303
    )


@bp.post("/stagiaires/<uuid:learner_id>/competences/<skill>/vue-faire")
def see(learner_id: UUID, skill: str) -> ResponseReturnValue:
    """« Je l'ai vue faire »."""
    form = request.form
    carte = form.get("carte") or None
    said = words.Seen(
        form.get("lieu", ""), form.get("jour", ""), form.get("precision", ""), "aide" in form
    )
    try:
        flash(words.see(services(), actor(), learner_id, skill, said))
    except words.Told as told:
        p = cells.evidence(services(), actor(), learner_id, skill, carte, str(told), said.note)
        return render_template("trainer/evidence.html", p=p), 422
    return _cell(learner_id, skill, carte)


@bp.get("/stagiaires/<uuid:learner_id>/competences/<skill>/decider")
def decide(learner_id: UUID, skill: str) -> str:
    """The form to decide of a level."""
    p = word_lines.decide_page(
        services(), actor(), learner_id, skill, request.args.get("carte")
    )
    return render_template("acting/decide.html", p=p)


@bp.post("/stagiaires/<uuid:learner_id>/competences/<skill>/decider")
def decide_post(learner_id: UUID, skill: str) -> ResponseReturnValue:
    """Decide of a level, with a reason."""
    form = request.form
    carte = form.get("carte") or None
    choice, _dot, reason = form.get("raison", "").partition(".")
    said = words.Decision(choice, reason, form.get("precision", ""), form.get("vue", ""))
    try:
        flash(words.decide(services(), actor(), learner_id, skill, said))
    except words.Told as told:
        p = word_lines.decide_page(
            services(), actor(), learner_id, skill, carte, str(told), said.note
        )
        return render_template("acting/decide.html", p=p), 422
    return _cell(learner_id, skill, carte)


@bp.post("/stagiaires/<uuid:learner_id>/avis/<uuid:word_id>/retirer")
def withdraw(learner_id: UUID, word_id: UUID) -> ResponseReturnValue:
    """Take back what was seen or decided."""
    skill = words.withdraw(services(), actor(), learner_id, word_id)
    flash(_("C’est retiré. Le niveau est recalculé."))
    return _cell(learner_id, skill, request.form.get("carte") or None)
