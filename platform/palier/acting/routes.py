"""The trainer's deeds over HTTP."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from palier.acting import assigning, mark_pages, marking, seeing, word_lines, words, work_pages
from palier.acting import needs as by_need
from palier.app import services
from palier.db import LARGEST_ID
from palier.i18n import _
from palier.security import actor
from palier.trainer import evidence as cells

bp = Blueprint("acting", __name__)
KEYS = ("1", "2", "3", "4")
MOST_LINES = 4  # of a rubric


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


def _cell(learner_id: UUID, skill: str, carte: str | None) -> ResponseReturnValue:
    return redirect(
        url_for("trainer.evidence", learner_id=learner_id, skill=skill, carte=carte), 303
    )


@bp.get("/stagiaires/<uuid:learner_id>/vu-faire")
def seen(learner_id: UUID) -> str:
    """The likely skills, a button a place: « Je l'ai vu faire » in two taps."""
    p = seeing.page(services(), actor(), learner_id, request.args.get("q", ""))
    return render_template("acting/seen.html", p=p)


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
    if form.get("retour") == "vu-faire":
        return redirect(url_for("acting.seen", learner_id=learner_id), 303)
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


@bp.get(f"/groupes/<int(max={LARGEST_ID}):group_id>/proposer")
def give(group_id: int) -> str:
    """The form to give work."""
    args = request.args
    asked = assigning.Asked(
        args.get("competence", ""), args.get("quoi", ""), people=args.getlist("qui")
    )
    p = work_pages.form(services(), actor(), group_id, asked, carte=args.get("carte"))
    return render_template("acting/give.html", p=p)


@bp.post(f"/groupes/<int(max={LARGEST_ID}):group_id>/proposer")
def give_post(group_id: int) -> ResponseReturnValue:
    """Give work to learners of a group."""
    form = request.form
    asked = assigning.Asked(
        form.get("competence", ""),
        form.get("quoi", ""),
        form.getlist("exercice"),
        form.getlist("qui"),
        form.get("du", ""),
        form.get("au", ""),
    )
    try:
        flash(assigning.give(services(), actor(), group_id, asked))
    except words.Told as told:
        p = work_pages.form(services(), actor(), group_id, asked, str(told), form.get("carte"))
        return render_template("acting/give.html", p=p), 422
    carte = form.get("carte") or None
    return redirect(url_for("acting.works", group_id=group_id, carte=carte), 303)


@bp.get(f"/groupes/<int(max={LARGEST_ID}):group_id>/travaux")
def works(group_id: int) -> str:
    """The work given in a group, and how far each is."""
    p = work_pages.works(services(), actor(), group_id, request.args.get("carte"))
    return render_template("acting/works.html", p=p)


@bp.post(f"/groupes/<int(max={LARGEST_ID}):group_id>/travaux/<uuid:assignment_id>/retirer")
def take_back(group_id: int, assignment_id: UUID) -> ResponseReturnValue:
    """Propose some work to nobody any more."""
    assigning.take_back(services(), actor(), group_id, assignment_id)
    flash(_("Ce travail n’est plus proposé. Ce qui a été fait reste compté."))
    return redirect(url_for("acting.works", group_id=group_id), 303)


@bp.get("/evaluer")
def queue() -> str:
    """What waits for a person."""
    return render_template("acting/queue.html", p=mark_pages.queue(services(), actor()))


@bp.get("/stagiaires/<uuid:learner_id>/evaluer/<uuid:served_id>")
def mark(learner_id: UUID, served_id: UUID) -> ResponseReturnValue:
    """A text or a voice to mark; any other answer is only read."""
    p = mark_pages.page(services(), actor(), learner_id, served_id)
    if p is None:
        return redirect(
            url_for("trainer.answer", learner_id=learner_id, served_id=served_id), 303
        )
    return render_template("acting/mark.html", p=p)


@bp.post("/stagiaires/<uuid:learner_id>/evaluer/<uuid:served_id>")
def mark_post(learner_id: UUID, served_id: UUID) -> ResponseReturnValue:
    """Mark it, and go on with what waits next."""
    said = _said()
    try:
        flash(marking.mark(services(), actor(), learner_id, served_id, said))
    except words.Told as told:
        p = mark_pages.page(services(), actor(), learner_id, served_id, said, str(told))
        return render_template("acting/mark.html", p=p), 422
    ahead = mark_pages.following(services(), actor(), served_id)
    if ahead is None:
        return redirect(url_for("acting.queue"), 303)
    return redirect(url_for("acting.mark", learner_id=ahead[0], served_id=ahead[1]), 303)


def _said() -> marking.Said:
    """The mark in the form: one level a criterion, from 1 as the keys are."""
    form = request.form
    levels: list[int] = []
    while (typed := form.get(f"niveau-{len(levels)}")) is not None and len(levels) < MOST_LINES:
        levels.append(int(typed) - 1 if typed in KEYS else -1)
    read = form.get("lus", "")
    return marking.Said(
        tuple(levels),
        form.get("mot", ""),
        "second" in form,
        int(read) if read in KEYS else 0,
    )


@bp.get(f"/groupes/<int(max={LARGEST_ID}):group_id>/besoins")
def needs(group_id: int) -> str:
    """Groups by need, in a domain."""
    domain = request.args.get("domaine", "")
    p = by_need.needs(services(), actor(), group_id, domain)
    return render_template("acting/needs.html", p=p)


@bp.get(f"/groupes/<int(max={LARGEST_ID}):group_id>/besoins/<skill>")
def workshop(group_id: int, skill: str) -> str:
    """The list of a workshop on a skill, to print."""
    p = by_need.workshop(services(), actor(), group_id, skill)
    return render_template("acting/workshop.html", p=p)
