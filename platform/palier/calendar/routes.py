"""The calendar of a group, over HTTP."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from palier import resume
from palier.app import services
from palier.calendar import importing, service
from palier.calendar.pages import Typed
from palier.db import LARGEST_ID
from palier.i18n import _, ngettext
from palier.people.reading import Unreadable, too_large
from palier.presentation import viewer
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
    return _to("calendar.group", group_id, asked.who)


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
    draft_id, who = request.args.get("fichier", type=UUID), request.args.get("pour", "")
    p = importing.page(services(), actor(), group_id, draft_id, who)
    return render_template("calendar/file.html", p=p)


@bp.post(f"{GROUP}/importer")
def send_file(group_id: int) -> ResponseReturnValue:
    """Read a file; nothing is written yet."""
    sent, who = request.files.get("fichier"), request.form.get("qui", "")
    if sent is None or not sent.filename:
        return _file_again(group_id, _("Choisissez un fichier .ics, CSV ou XLSX."), who)
    data = sent.read()
    try:
        draft_id = importing.send(services(), actor(), group_id, who, sent.filename, data)
    except Unreadable as error:
        return _file_again(group_id, str(error), who)
    return _to("calendar.import_page", group_id, who, fichier=draft_id)


def _to(endpoint: str, group_id: int, who: str, **more: object) -> ResponseReturnValue:
    place = {"group_id": group_id, "pour": who or None, **more}
    return redirect(url_for(endpoint, **place), 303)  # type: ignore[arg-type]


def _file_again(
    group_id: int, fault: str, who: str = "", status: int = 422
) -> ResponseReturnValue:
    p = importing.page(services(), actor(), group_id, None, who, fault)
    return render_template("calendar/file.html", p=p), status


@bp.errorhandler(413)
def file_too_large(error: HTTPException) -> ResponseReturnValue:
    """A file that is too large, said on its own page; any other form as everywhere."""
    if request.endpoint != "calendar.send_file" or viewer() is None:
        return error
    return _file_again((request.view_args or {})["group_id"], too_large(), status=413)


@bp.post(f"{GROUP}/importer/faire")
def take_in(group_id: int) -> ResponseReturnValue:
    """Write the periods of a file."""
    form = request.form
    draft_id, who = form.get("fichier", type=UUID), form.get("qui", "")
    if draft_id is None:
        return _file_again(group_id, _("Choisissez un fichier .ics, CSV ou XLSX."), who)
    kinds = {
        int(name[1:]): value
        for name, value in form.items()
        if name[:1] == "k" and name[1:].isascii() and name[1:].isdigit() and len(name) < 6
    }
    try:
        done = importing.take_in(services(), actor(), group_id, who, draft_id, kinds)
    except Unreadable as error:
        p = importing.page(services(), actor(), group_id, draft_id, who, str(error), kinds)
        return render_template("calendar/file.html", p=p), 422
    said = [ngettext("%(number)s période écrite.", "%(number)s périodes écrites.", done.added)]
    if done.left:
        said.append(
            ngettext(
                "%(number)s période laissée de côté.",
                "%(number)s périodes laissées de côté.",
                done.left,
            )
        )
    flash(" ".join(said))
    return _to("calendar.group", group_id, who)
