"""Reports over HTTP: asked for by a form, then a page of their own, then a file."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from palier.app import services
from palier.i18n import _
from palier.plan.told import Told
from palier.reports import schedules, service
from palier.security import actor

bp = Blueprint("reports", __name__)


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


@bp.get("/rapports")
def reports() -> str:
    """The reports one asked for, and the forms of new ones."""
    return render_template("reports/reports.html", p=service.page(services(), actor()))


def _again(told: Told) -> ResponseReturnValue:
    p = service.page(services(), actor(), request.form, told)
    return render_template("reports/reports.html", p=p), 422


@bp.post("/rapports")
def ask() -> ResponseReturnValue:
    """Ask for a report of a group or of the school."""
    try:
        report_id = service.ask(services(), actor(), request.form)
    except Told as told:
        return _again(told)
    return redirect(url_for("reports.report", report_id=report_id), 303)


@bp.post("/stagiaires/<uuid:learner_id>/rapport")
def ask_of(learner_id: UUID) -> ResponseReturnValue:
    """Ask for a report on one learner."""
    try:
        report_id = service.ask_of(services(), actor(), learner_id, request.form)
    except Told as told:
        return _again(told)
    return redirect(url_for("reports.report", report_id=report_id), 303)


@bp.get("/rapports/<uuid:report_id>")
def report(report_id: UUID) -> str:
    """A report: how far it is, then its file."""
    p = service.one_page(services(), actor(), report_id)
    return render_template("reports/report.html", p=p)


@bp.get("/rapports/<uuid:report_id>/fichier")
def file(report_id: UUID) -> Response:
    """The file of a report."""
    form = request.args.get("format", "")
    found = service.download(services(), actor(), report_id, form)
    response = Response(found.data, mimetype=found.mime)
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response


@bp.post("/rapports/programmer")
def schedule() -> ResponseReturnValue:
    """Have a report come by itself."""
    try:
        schedules.schedule(services(), actor(), request.form)
    except Told as told:
        return _again(told)
    flash(_("C’est programmé : le rapport sera ici au début de chaque période."))
    return redirect(url_for("reports.reports"), 303)


@bp.post("/rapports/arreter")
def unschedule() -> ResponseReturnValue:
    """Stop a report that comes by itself."""
    typed = request.form.get("lequel", "")
    if not typed:
        return _again(Told(_("Choisissez le rapport à arrêter."), "schedule"))
    schedules.unschedule(services(), actor(), typed)
    flash(_("Ce rapport ne viendra plus."))
    return redirect(url_for("reports.reports"), 303)
