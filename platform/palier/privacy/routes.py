"""Privacy over HTTP."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from palier.app import services
from palier.i18n import _
from palier.policies import LEARNERS
from palier.privacy import asking, asking_staff, copying, service
from palier.privacy import changes as changing
from palier.privacy.changes import Asked
from palier.privacy.pages import Copy, ErasePage, EraseStaffPage
from palier.reports.tables import csv_file
from palier.security import actor

bp = Blueprint("privacy", __name__)

ERASE = "/stagiaires/<uuid:learner_id>/dossier/effacer"
ERASE_STAFF = "/equipe/<uuid:member_id>/effacer"


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


@bp.get("/vos-donnees")
def mine() -> str:
    """What is kept of oneself, why, how long; what one may ask for."""
    template = "mine" if actor().may(LEARNERS) else "mine_staff"
    return render_template(f"privacy/{template}.html", p=service.mine(services(), actor()))


@bp.get("/vos-donnees/copie")
def my_copy() -> Response:
    """All of one's own data, in one file."""
    return _zip(copying.own(services(), actor()))


@bp.get("/stagiaires/<uuid:learner_id>/dossier/copie")
def copy(learner_id: UUID) -> Response:
    """All the data of a learner, in one file."""
    return _zip(copying.of_learner(services(), actor(), learner_id))


def _zip(found: Copy) -> Response:
    page = render_template("privacy/copy.html", p=found)
    response = Response(copying.archive(found, page), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename="vos-donnees.zip")
    return response


@bp.get("/journal")
def changes() -> str:
    """Who of the team changed what."""
    asked = Asked.of(request.args)
    return render_template("privacy/changes.html", p=changing.page(services(), actor(), asked))


@bp.get("/journal/fichier")
def changes_file() -> Response:
    """The same as a file for a spreadsheet."""
    head, *rows = changing.rows(services(), actor(), Asked.of(request.args))
    response = Response(csv_file(head, rows), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename="journal.csv")
    return response


@bp.get(ERASE)
def erase(learner_id: UUID) -> str:
    """What erasing a learner does, then, once it is said why, her name to type."""
    reason = request.args.get("raison", "")
    page = asking.page(services(), actor(), learner_id, reason)
    return render_template("privacy/erase.html", p=page)


@bp.post(ERASE)
def erase_post(learner_id: UUID) -> ResponseReturnValue:
    """Erase a learner."""
    form = request.form
    outcome = asking.erase(
        services(), actor(), learner_id, form.get("raison", ""), form.get("nom", "")
    )
    if isinstance(outcome, ErasePage):
        return render_template("privacy/erase.html", p=outcome), 422
    flash(_("Les données de %(name)s sont effacées.", name=outcome))
    return redirect(url_for("people.people"), 303)


@bp.get(ERASE_STAFF)
def erase_staff(member_id: UUID) -> str:
    """What erasing a member of staff does, then, once it is said why, an address to type."""
    reason = request.args.get("raison", "")
    page = asking_staff.page(services(), actor(), member_id, reason)
    return render_template("privacy/erase_staff.html", p=page)


@bp.post(ERASE_STAFF)
def erase_staff_post(member_id: UUID) -> ResponseReturnValue:
    """Erase a member of staff."""
    reason, typed = request.form.get("raison", ""), request.form.get("adresse", "")
    outcome = asking_staff.erase(services(), actor(), member_id, reason, typed)
    if isinstance(outcome, EraseStaffPage):
        return render_template("privacy/erase_staff.html", p=outcome), 422
    flash(_("Les données de %(name)s sont effacées.", name=outcome))
    return redirect(url_for("people.people", qui="staff"), 303)
