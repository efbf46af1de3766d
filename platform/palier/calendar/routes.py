"""The calendar of a group, over HTTP."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from palier import resume
from palier.app import services
from palier.calendar import importing, service
from palier.calendar.pages import Typed
from palier.db import LARGEST_ID
from palier.i18n import _, ngettext
from palier.people.reading import Unreadable
from palier.security import actor

bp = Blueprint("calendar", __name__)
LONGEST_DATE = 10  # 2026-11-23
GROUP = f"/groupes/<int(max={LARGEST_ID}):group_id>/calendrier"
PERIOD = f"{GROUP}/<int(max={LARGEST_ID}):period_id>"


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


@bp.get(GROUP)
def group(group_id: int) -> str:
    """The calendar of a group, and the form of a new period."""
    kept = resume.kept(request.path)
    typed = Typed(who=request.args.get("pour", ""))
    if kept:
        typed = _typed(kept.one("du"), kept.one("au"), kept.one("quoi"), kept.one("qui"))
    p = service.page(services(), actor(), group_id, typed)
    return render_template("calendar/group.html", p=p)


@bp.post(f"{GROUP}/nouvelle")
def add(group_id: int) -> ResponseReturnValue:
    """A new period; else the form again, with what is to be mended."""
    form = request.form
    asked = _typed(*(form.get(name, "") for name in ("du", "au", "quoi", "qui")))
    again = service.add(services(), actor(), group_id, asked)
    if again is not None:
        p = service.page(services(), actor(), group_id, again)
        return render_template("calendar/group.html", p=p), 422
    flash(_("La période est écrite. Les révisions en tiennent compte dès maintenant."))
    pour = asked.who or None
    return redirect(url_for("calendar.group", group_id=group_id, pour=pour), 303)


def _typed(first: str, last: str, kind: str, who: str) -> Typed:
    return Typed(first.strip()[:LONGEST_DATE], last.strip()[:LONGEST_DATE], kind, who=who)


@bp.get(PERIOD)
def period(group_id: int, period_id: int) -> str:
    """A period to remove, and what happens then."""
    p = service.one(services(), actor(), group_id, period_id)
    return render_template("calendar/period.html", p=p)


@bp.post(PERIOD)
def remove(group_id: int, period_id: int) -> ResponseReturnValue:
    """Remove a period."""
    service.remove(services(), actor(), group_id, period_id)
    flash(_("La période est supprimée."))
    return redirect(url_for("calendar.group", group_id=group_id), 303)


@bp.get(f"{GROUP}/importer")
def import_page(group_id: int) -> str:
    """A file to send; its periods, once it was sent."""
    draft_id = request.args.get("fichier", type=UUID)
    p = importing.page(services(), actor(), group_id, draft_id)
    return render_template("calendar/file.html", p=p)


@bp.post(f"{GROUP}/importer")
def send_file(group_id: int) -> ResponseReturnValue:
    """Read a file; nothing is written yet."""
    sent = request.files.get("fichier")
    if sent is None or not sent.filename:
        return _file_again(group_id, _("Choisissez un fichier .ics, CSV ou XLSX."))
    try:
        draft_id = importing.send(services(), actor(), group_id, sent.filename, sent.read())
    except Unreadable as error:
        return _file_again(group_id, str(error))
    return redirect(url_for("calendar.import_page", group_id=group_id, fichier=draft_id), 303)


def _file_again(group_id: int, fault: str) -> ResponseReturnValue:
    p = importing.page(services(), actor(), group_id, None, fault)
    return render_template("calendar/file.html", p=p), 422


@bp.post(f"{GROUP}/importer/faire")
def take_in(group_id: int) -> ResponseReturnValue:
    """Write the periods of a file."""
    draft_id = request.form.get("fichier", type=UUID)
    if draft_id is None:
        return _file_again(group_id, _("Choisissez un fichier .ics, CSV ou XLSX."))
    kinds = {
        int(name[1:]): value
        for name, value in request.form.items()
        if name[:1] == "k" and name[1:].isascii() and name[1:].isdigit() and len(name) < 6
    }
    count = importing.take_in(services(), actor(), group_id, draft_id, kinds)
    flash(ngettext("%(number)s période écrite.", "%(number)s périodes écrites.", count))
    return redirect(url_for("calendar.group", group_id=group_id), 303)
