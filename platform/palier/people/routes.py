"""People and settings of a school, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from palier.accounts import passwords, visitor
from palier.app import services
from palier.db import LARGEST_ID
from palier.i18n import _
from palier.people import importing, learners, members, merging, service, sheets
from palier.people.learners import Told
from palier.people.pages import ImportPage, InvitePage, WelcomePage
from palier.people.reading import Unreadable, too_large
from palier.policies import ADMINS
from palier.presentation import viewer
from palier.security import actor

bp = Blueprint("people", __name__)
RECORD = "/stagiaires/<uuid:learner_id>/dossier"
MEMBER = "/equipe/<uuid:member_id>"
CARDS = f"/groupes/<int(max={LARGEST_ID}):group_id>/cartes"


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


def _page(template: str, p: object, status: int = 200) -> Response:
    return make_response(render_template(f"people/{template}.html", p=p), status)


@bp.get("/personnes")
def people() -> Response:
    """Everybody of the school, or of one's sites."""
    return _page("people", service.people_page(services(), actor(), request.args))


# Learners


@bp.get(RECORD)
def record(learner_id: UUID) -> Response:
    """The record of a learner."""
    return _page("record", learners.page(services(), actor(), learner_id))


@bp.post(f"{RECORD}/groupe")
def move(learner_id: UUID) -> ResponseReturnValue:
    """Another group; for who left, the return."""
    group_id = request.form.get("groupe", -1, type=int)
    if group_id < 0:
        told = Told("groupe", _("Choisissez le groupe."))
        return _record_again(learner_id, told)
    mark = request.form.get("lu", "")
    try:
        name = learners.move(services(), actor(), learner_id, group_id, mark)
    except Told as told:
        return _record_again(learner_id, told)
    flash(_("C’est fait : %(name)s.", name=name))
    return redirect(url_for("people.record", learner_id=learner_id), 303)


@bp.post(f"{RECORD}/depart")
def leave(learner_id: UUID) -> ResponseReturnValue:
    """A learner leaves the school."""
    form = request.form.to_dict()
    try:
        learners.leave(services(), actor(), learner_id, form, form.get("lu", ""))
    except Told as told:
        return _record_again(learner_id, told)
    flash(_("Le départ est noté. La carte ne marche plus, ce qui a été fait est gardé."))
    return redirect(url_for("people.record", learner_id=learner_id), 303)


@bp.post(f"{RECORD}/suivi")
def follow(learner_id: UUID) -> ResponseReturnValue:
    """What somebody who left does now."""
    months = request.form.get("mois", 0, type=int)
    situation = request.form.get("situation", "")
    try:
        learners.follow(services(), actor(), learner_id, months, situation)
    except Told as told:
        return _record_again(learner_id, told)
    flash(_("C’est noté."))
    return redirect(url_for("people.follow_ups"), 303)


def _record_again(learner_id: UUID, told: Told) -> Response:
    typed = {name: value[:60] for name, value in request.form.items()}
    return _page("record", learners.page(services(), actor(), learner_id, told, typed), 422)


@bp.get("/suivi")
def follow_ups() -> Response:
    """Those who left: whom to ask now."""
    return _page("follow", learners.follow_page(services(), actor()))


# Records of one person


TWO = "/personnes/doublons/<uuid:learner_id>/<uuid:other_id>"


@bp.get("/personnes/doublons")
def twins() -> Response:
    """Records that may be one person's; those nearest to one."""
    of = request.args.get("de", type=UUID)
    return _page("twins", merging.twins(services(), actor(), of))


@bp.get(TWO)
def two(learner_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Two records side by side."""
    p = merging.two(services(), actor(), learner_id, other_id)
    if p is None:
        return redirect(url_for("people.twins"), 303)
    return _page("two", p)


@bp.post(TWO)
def merge(learner_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """One is chosen: it is asked again; said twice, it is done."""
    form = request.form
    kept = form.get("garder", type=UUID)
    p = merging.two(services(), actor(), learner_id, other_id)
    if p is None:
        return redirect(url_for("people.twins"), 303)
    if kept not in (learner_id, other_id):
        return _page("two", replace(p, fault=_("Choisissez la fiche à garder.")), 422)
    if form.get("sur") != "oui":
        asked = _("Cochez la case pour confirmer.") if "encore" in form else ""
        return _page("two", replace(p, kept=kept, fault=asked), 422 if asked else 200)
    gone = other_id if kept == learner_id else learner_id
    try:
        done = merging.merge(services(), actor(), kept, gone, form.get("lu", ""))
    except Told as told:
        return _page("two", replace(p, fault=str(told)), 422)
    flash(_("C’est fait : il n’y a plus qu’une fiche pour %(name)s.", name=done.name))
    return redirect(url_for("people.record", learner_id=kept), 303)


# Cards


@bp.get(CARDS)
def cards(group_id: int) -> Response:
    """Whose cards to print."""
    return _page("cards", sheets.page(services(), actor(), group_id))


@bp.post(CARDS)
def print_cards(group_id: int) -> Response:
    """Fresh cards on sheets, the only time that they can be shown."""
    ids = []
    for value in request.form.getlist("stagiaire")[: sheets.MOST]:
        try:
            ids.append(UUID(value))
        except ValueError:
            continue
    if not ids:
        fault = _("Choisissez au moins une personne.")
        return _page("cards", sheets.page(services(), actor(), group_id, fault), 422)
    scheme = "https" if services().config.secure_cookies else None
    base = url_for("accounts.card_sign_in", _external=True, _scheme=scheme)
    return _page("sheet", sheets.issue(services(), actor(), group_id, ids, base))


# Files


@bp.get("/personnes/importer")
def import_page() -> Response:
    """A file to send; what it would do, once it was sent."""
    draft_id = request.args.get("fichier", type=UUID)
    if draft_id is not None:
        return _page("draft", importing.page(services(), actor(), draft_id))
    return _page("import", ImportPage(may_add_staff()))


@bp.post("/personnes/importer")
def send_file() -> ResponseReturnValue:
    """Read a file; nothing is taken in yet."""
    sent = request.files.get("fichier")
    if sent is None or not sent.filename:
        return _file_again(_("Choisissez un fichier CSV ou XLSX."))
    try:
        draft_id = importing.send(services(), actor(), sent.filename, sent.read())
    except Unreadable as error:
        return _file_again(str(error))
    return redirect(url_for("people.import_page", fichier=draft_id), 303)


def may_add_staff() -> bool:
    """Whether the viewer may add members of staff."""
    return actor().may(ADMINS)


def _file_again(fault: str, status: int = 422) -> Response:
    return _page("import", ImportPage(may_add_staff(), fault), status)


@bp.errorhandler(413)
def file_too_large(error: HTTPException) -> ResponseReturnValue:
    """A file that is too large, said on its own page; any other form as everywhere."""
    if request.endpoint != "people.send_file" or viewer() is None:
        return error
    return _file_again(too_large(), 413)


@bp.post("/personnes/importer/faire")
def take_in() -> ResponseReturnValue:
    """Take in the lines that are right."""
    draft_id = request.form.get("fichier", type=UUID)
    if draft_id is None:
        return _file_again(_("Choisissez un fichier CSV ou XLSX."))
    ticked = (value.removeprefix("l") for value in request.form.getlist("autre"))
    others = {int(n) for n in ticked if n.isascii() and n.isdigit() and len(n) < 6}
    importing.take_in(services(), actor(), draft_id, others)
    return redirect(url_for("people.import_page", fichier=draft_id), 303)


# Staff


@bp.get("/equipe/nouveau")
def invite() -> Response:
    """The form of a new member of staff."""
    return _page("invite", members.invite_page(services(), actor()))


@bp.post("/equipe/nouveau")
def invite_post() -> Response:
    """A new member of staff; the answer shows the link, the only time that it can."""
    form, empty = request.form, members.invite_page(services(), actor())
    asked = InvitePage(
        empty.role_choices,
        empty.places,
        form.get("prenom", "")[:200],
        form.get("adresse", "")[:300],
        form.get("role", ""),
        form.get("lieu", ""),
    )
    outcome = members.invite(services(), actor(), asked)
    if isinstance(outcome, InvitePage):
        return _page("invite", outcome, 422)
    return _with_link(*outcome)


def _with_link(member_id: UUID, code: str) -> Response:
    shown = members.page(services(), actor(), member_id)
    scheme = "https" if services().config.secure_cookies else None
    address = url_for("people.welcome", _external=True, _scheme=scheme)
    return _page("member", replace(shown, link=f"{address}#{code}"))


@bp.get(MEMBER)
def member(member_id: UUID) -> Response:
    """A member of staff."""
    return _page("member", members.page(services(), actor(), member_id))


@bp.post(f"{MEMBER}/role")
def add_role(member_id: UUID) -> ResponseReturnValue:
    """One more role."""
    name, place = request.form.get("role", ""), request.form.get("lieu", "")
    fault = members.add_role(services(), actor(), member_id, name, place)
    return _after(member_id, fault, _("Le rôle est ajouté."))


@bp.post(f"{MEMBER}/role/retirer")
def remove_role(member_id: UUID) -> ResponseReturnValue:
    """One role less."""
    role_id = request.form.get("retirer", "").removeprefix("r")
    fault = members.remove_role(services(), actor(), member_id, role_id)
    return _after(member_id, fault, _("Le rôle est retiré."))


@bp.post(f"{MEMBER}/fermer")
def close_member(member_id: UUID) -> ResponseReturnValue:
    """Close an account."""
    fault = members.close(services(), actor(), member_id)
    return _after(member_id, fault, _("Le compte est fermé. Ses sessions aussi."))


@bp.post(f"{MEMBER}/rouvrir")
def reopen_member(member_id: UUID) -> ResponseReturnValue:
    """Open an account again."""
    members.reopen(services(), actor(), member_id)
    return _after(member_id, "", _("Le compte est rouvert."))


@bp.post(f"{MEMBER}/lien")
def new_link(member_id: UUID) -> ResponseReturnValue:
    """A fresh link to choose a password."""
    code = members.new_link(services(), actor(), member_id)
    if code is None:
        return _after(member_id, _("Ce compte est fermé. Rouvrez-le d’abord."), "")
    return _with_link(member_id, code)


def _after(member_id: UUID, fault: str, news: str) -> ResponseReturnValue:
    if fault:
        return _page("member", members.page(services(), actor(), member_id, fault), 422)
    flash(news)
    return redirect(url_for("people.member", member_id=member_id), 303)


@bp.get("/equipe/bienvenue")
def welcome() -> ResponseReturnValue:
    """Where the link leads. What follows # in the address never comes here."""
    if viewer() is not None:
        return redirect(url_for("progress.front"), 303)
    return _page("welcome", WelcomePage(passwords.SHORTEST))


@bp.post("/equipe/bienvenue")
def welcome_post() -> ResponseReturnValue:
    """A password, once; then one is in."""
    form, shortest = request.form, passwords.SHORTEST
    code, new = form.get("code", "").strip()[:200].split("#")[-1], form.get("nouveau", "")
    if new != form.get("encore", ""):
        faults: list[str] = [_("Les deux mots de passe ne sont pas les mêmes.")]
    else:
        outcome = members.choose_password(services(), code, new[: passwords.LONGEST + 1])
        if isinstance(outcome, str):
            visitor.enter(outcome)
            return redirect(url_for("progress.front"), 303)
        faults = outcome
    return _page("welcome", WelcomePage(shortest, code, tuple(faults)), 422)


# The school


@bp.get("/ecole")
def school() -> Response:
    """The settings and sites of the school."""
    return _page("school", service.school_page(services(), actor()))


@bp.post("/ecole")
def save_school() -> ResponseReturnValue:
    """Write the settings."""
    again = service.save(services(), actor(), dict(request.form.lists()))
    if again is not None:
        return _page("school", again, 422)
    flash(_("Les réglages sont enregistrés."))
    return redirect(url_for("people.school"), 303)


@bp.post("/ecole/sites")
def add_site() -> ResponseReturnValue:
    """One more site."""
    name, zone = request.form.get("nom", ""), request.form.get("fuseau", "")
    again = service.add_site(services(), actor(), name, zone)
    if again is not None:
        return _page("school", again, 422)
    flash(_("Le site est ajouté."))
    return redirect(url_for("people.school"), 303)
