"""Positionnement, plan, interviews and the school's framework, over HTTP."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from palier.app import services
from palier.i18n import _, ngettext
from palier.people.reading import Unreadable
from palier.plan import (
    decisions,
    deeper,
    framework,
    giving,
    goal_work,
    goals,
    interview,
    positionnement,
    service,
)
from palier.plan.goals import Asked
from palier.plan.signing import Names
from palier.plan.told import Told
from palier.security import actor

bp = Blueprint("plan", __name__)
ONE = "/stagiaires/<uuid:learner_id>"
GOAL = f"{ONE}/plan/buts/<uuid:goal_id>"


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


# Positionnement


@bp.get(f"{ONE}/positionnement")
def placed(learner_id: UUID) -> str:
    """The positionnement to be signed, and those that were."""
    p = positionnement.page(services(), actor(), learner_id)
    return render_template("plan/positionnement.html", p=p)


@bp.post(f"{ONE}/positionnement/approfondir")
def ask_deeper(learner_id: UUID) -> ResponseReturnValue:
    """Propose a longer placement in a domain."""
    try:
        deeper.ask(services(), actor(), learner_id, request.form.get("domaine", ""))
    except Told as told:
        p = positionnement.page(services(), actor(), learner_id, None, str(told))
        return render_template("plan/positionnement.html", p=p), 422
    flash(_("C’est proposé : le stagiaire le trouve sur sa page d’accueil."))
    return redirect(url_for("plan.placed", learner_id=learner_id), 303)


@bp.post(f"{ONE}/positionnement")
def sign_placed(learner_id: UUID) -> ResponseReturnValue:
    """Sign the positionnement; else the form again, with what is to be mended."""
    try:
        document_id = positionnement.sign(services(), actor(), learner_id, request.form)
    except Told as told:
        p = positionnement.page(services(), actor(), learner_id, request.form, str(told))
        return render_template("plan/positionnement.html", p=p), 422
    flash(_("Le positionnement est signé. Il ne changera plus."))
    return redirect(_signed(learner_id, document_id), 303)


def _signed(learner_id: UUID, document_id: UUID) -> str:
    return url_for("plan.signed", learner_id=learner_id, document_id=document_id)


@bp.get(f"{ONE}/signes/<uuid:document_id>")
def signed(learner_id: UUID, document_id: UUID) -> str:
    """A signed document."""
    p = service.signed(services(), actor(), learner_id, document_id)
    return render_template("plan/signed.html", p=p)


# The plan


@bp.get(f"{ONE}/plan")
def plan(learner_id: UUID) -> str:
    """The plan of a learner."""
    return _plan(service.page(services(), actor(), learner_id))


def _plan(p: object) -> str:
    return render_template("plan/plan.html", p=p)


def _again(learner_id: UUID, told: Told, asked: Asked | None = None) -> ResponseReturnValue:
    names = Names.of(request.form)
    args = (asked, told.about, str(told), names)
    return _plan(service.page(services(), actor(), learner_id, *args)), 422


def _back(learner_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("plan.plan", learner_id=learner_id), 303)


@bp.post(f"{ONE}/plan/buts")
def add_goal(learner_id: UUID) -> ResponseReturnValue:
    """A new goal."""
    asked = Asked.of(request.form)
    try:
        goal_id = goals.add(services(), actor(), learner_id, asked, request.form.get("lu", ""))
    except Told as told:
        return _again(learner_id, told, asked)
    if asked.given == goal_work.NEW and not asked.target.startswith(f"{goals.SKILL}:"):
        flash(_("Le but est dans le plan. Choisissez maintenant son travail."))
        return redirect(url_for("plan.work", learner_id=learner_id, goal_id=goal_id), 303)
    flash(_("Le but est dans le plan."))
    return _back(learner_id)


def _work_asked(chosen: bool) -> giving.Asked:
    """The work in a form, or in an address."""
    sent = request.values
    of = sent.get("exercices-de", "")
    names = ("competence", "exercice")
    skills, items = (tuple(one[:120] for one in sent.getlist(name)[:200]) for name in names)
    dates = (sent.get("du", "")[:20], sent.get("au", "")[:20])
    return giving.Asked(skills, items, of, *dates, chosen=chosen)


@bp.get(f"{GOAL}/travail")
def work(learner_id: UUID, goal_id: UUID) -> str:
    """The form that gives work for a goal."""
    p = giving.page(services(), actor(), learner_id, goal_id, _work_asked(chosen=False))
    return render_template("plan/give.html", p=p)


@bp.post(f"{GOAL}/travail")
def give_work(learner_id: UUID, goal_id: UUID) -> ResponseReturnValue:
    """Give work for a goal."""
    asked, mark = _work_asked(chosen=True), request.form.get("lu", "")
    try:
        giving.give(services(), actor(), learner_id, goal_id, asked, mark)
    except Told as told:
        p = giving.page(services(), actor(), learner_id, goal_id, asked, str(told))
        return render_template("plan/give.html", p=p), 422
    flash(_("C’est proposé : le stagiaire le voit sur son accueil et dans son plan."))
    return _back(learner_id)


@bp.post(GOAL)
def change_goal(learner_id: UUID, goal_id: UUID) -> ResponseReturnValue:
    """Another day, order or work for a goal."""
    asked, mark = Asked.of(request.form), request.form.get("lu", "")
    try:
        goals.change(services(), actor(), learner_id, goal_id, asked, mark)
    except Told as told:
        return _again(learner_id, told, asked)
    flash(_("Le but est changé."))
    return _back(learner_id)


@bp.post(f"{GOAL}/fermer")
def close_goal(learner_id: UUID, goal_id: UUID) -> ResponseReturnValue:
    """A goal is reached, or left aside."""
    outcome, mark = request.form.get("issue", ""), request.form.get("lu", "")
    try:
        goals.close(services(), actor(), learner_id, goal_id, outcome, mark)
    except Told as told:
        return _again(learner_id, told)
    flash(_("C’est noté."))
    return _back(learner_id)


@bp.post(f"{ONE}/plan/signer")
def sign_plan(learner_id: UUID) -> ResponseReturnValue:
    """Sign the plan as it stands."""
    try:
        document_id = service.sign(services(), actor(), learner_id, request.form)
    except Told as told:
        return _again(learner_id, told)
    flash(_("Le plan est signé. Cette version ne changera plus."))
    return redirect(_signed(learner_id, document_id), 303)


@bp.post(f"{ONE}/decisions/<uuid:decision_id>")
def follow_decision(learner_id: UUID, decision_id: UUID) -> ResponseReturnValue:
    """Note what came of a decision."""
    outcome, words = request.form.get("suite", ""), request.form.get("mots", "")
    try:
        decisions.follow(services(), actor(), learner_id, decision_id, outcome, words)
    except Told as told:
        return _again(learner_id, told)
    flash(_("C’est noté."))
    return _back(learner_id)


# Interviews


@bp.get(f"{ONE}/entretien")
def prepare(learner_id: UUID) -> str:
    """The sheet of the next interview."""
    p = interview.prepare(services(), actor(), learner_id)
    return render_template("plan/sheet.html", p=p)


@bp.post(f"{ONE}/entretien")
def hold(learner_id: UUID) -> ResponseReturnValue:
    """Keep an interview with its decisions."""
    try:
        interview_id = interview.hold(services(), actor(), learner_id, request.form)
    except Told as told:
        p = interview.prepare(services(), actor(), learner_id, request.form, str(told))
        return render_template("plan/sheet.html", p=p), 422
    flash(_("L’entretien est enregistré. Les décisions seront suivies dans le plan."))
    address = url_for("plan.held", learner_id=learner_id, interview_id=interview_id)
    return redirect(address, 303)


@bp.get(f"{ONE}/entretiens/<uuid:interview_id>")
def held(learner_id: UUID, interview_id: UUID) -> str:
    """An interview as it was held."""
    p = interview.page(services(), actor(), learner_id, interview_id)
    return render_template("plan/sheet.html", p=p)


# A learner's own


@bp.get("/mon-plan")
def mine() -> str:
    """One's own plan and signed documents."""
    return render_template("plan/mine.html", p=service.mine(services(), actor()))


@bp.get("/mon-plan/<uuid:document_id>")
def own_signed(document_id: UUID) -> str:
    """A document one signed."""
    p = service.own_signed(services(), actor(), document_id)
    return render_template("plan/own_signed.html", p=p)


# The framework of the school


@bp.get("/ecole/referentiel")
def framework_page() -> str:
    """The framework; a file that was sent; a competence to be mapped."""
    draft_id = request.args.get("fichier", type=UUID)
    p = framework.page(services(), actor(), draft_id, request.args.get("code", "")[:60])
    return render_template("plan/framework.html", p=p)


@bp.post("/ecole/referentiel/envoyer")
def send_file() -> ResponseReturnValue:
    """Read a file; nothing is written yet."""
    sent = request.files.get("fichier")
    if sent is None or not sent.filename:
        return _framework_again(_("Choisissez un fichier CSV ou XLSX."))
    try:
        draft_id = framework.send(services(), actor(), sent.filename, sent.read())
    except Unreadable as error:
        return _framework_again(str(error))
    return redirect(url_for("plan.framework_page", fichier=draft_id), 303)


def _framework_again(fault: str, draft_id: UUID | None = None) -> ResponseReturnValue:
    p = framework.page(services(), actor(), draft_id, fault=fault)
    return render_template("plan/framework.html", p=p), 422


@bp.post("/ecole/referentiel/importer")
def take_in() -> ResponseReturnValue:
    """The file becomes the framework."""
    draft_id = request.form.get("fichier", type=UUID)
    if draft_id is None:
        return _framework_again(_("Choisissez un fichier CSV ou XLSX."))
    try:
        count = framework.take_in(services(), actor(), draft_id)
    except Told as told:
        return _framework_again(str(told), draft_id)
    said = ngettext(
        "%(number)s compétence dans le référentiel.",
        "%(number)s compétences dans le référentiel.",
        count,
    )
    flash(said)
    return redirect(url_for("plan.framework_page"), 303)


@bp.post("/ecole/referentiel")
def map_skills() -> ResponseReturnValue:
    """Say which skills a competence needs."""
    code, skills = request.form.get("code", ""), request.form.getlist("competence")
    if not code:
        return _framework_again(_("Choisissez d’abord une compétence du référentiel."))
    framework.map_skills(services(), actor(), code, skills)
    flash(_("C’est enregistré."))
    return redirect(url_for("plan.framework_page"), 303)
