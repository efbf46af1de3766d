"""Trials over HTTP: the learner’s own pages, under addresses that keep nothing.

The trial is in the signed cookie of the session, and goes with it.
"""

from __future__ import annotations

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, session
from flask import url_for as address
from werkzeug.wrappers import Response

from palier.accounts.visitor import local
from palier.app import services
from palier.htmx import moved_to, page, wants_fragment
from palier.i18n import _
from palier.practice import ordering
from palier.practice.pages import Elsewhere, ExercisePage, FeedbackPage, PlacementEndPage
from palier.practice.routes import answer_of
from palier.security import actor
from palier.sounds.routes import sent
from palier.trying import service
from palier.trying.service import Outdated
from palier.trying.trial import MOST, Trial

bp = Blueprint("trying", __name__)
KEY = "trial"
EXERCISE = f"/essayer/exercice/<int(max={MOST}):n>"


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


def _kept() -> Trial | None:
    found = session.get(KEY)
    return Trial.from_json(found) if found else None


def _at(n: int) -> Trial:
    """The trial whose exercise ``n`` waits. Raises Outdated."""
    found = _kept()
    if found is None or found.shown is None or found.position != n:
        raise Outdated
    return found


def _keep(trial: Trial) -> Trial:
    session[KEY] = trial.to_json()
    return trial


@bp.errorhandler(Outdated)
def elsewhere(_error: Outdated) -> Response:
    """To where the trial is, or to where one begins."""
    found = _kept()
    if found is not None and found.shown is not None and request.view_args:
        if request.view_args.get("n") != found.position:
            return moved_to(address("trying.exercise", n=found.position))
    elif found is not None and found.outcome and request.endpoint != "trying.end":
        return moved_to(address("trying.end"))
    session.pop(KEY, None)
    flash(_("Cet essai est fini. Vous pouvez en commencer un autre."))
    return moved_to(address("trying.page_of_trials"))


@bp.get("/essayer")
def page_of_trials() -> str:
    """What may be tried."""
    return render_template("trying/page.html", p=service.page(services(), actor(), _kept()))


@bp.post("/essayer")
def start() -> Response:
    """Begin a trial."""
    form = request.form
    trial = service.begin(
        services(),
        actor(),
        form.get("quoi", "practice"),
        form.get("domaine") or None,
        form.get("competence", ""),
        form.get("exercice", ""),
        local(form.get("retour")) or address("trying.page_of_trials"),
    )
    if trial is None:
        flash(_("Il n’y a pas d’exercice prêt ici pour le moment."))
        return redirect(address("trying.page_of_trials"), 303)
    return redirect(address("trying.exercise", n=_keep(trial).position), 303)


@bp.get(EXERCISE)
def exercise(n: int) -> Response:
    """The exercise that waits."""
    return _page(service.exercise(services(), actor(), _at(n)))


def _page(shown: ExercisePage | FeedbackPage, status: int = 200) -> Response:
    here = address("trying.exercise", n=shown.served_id.int)
    name = "feedback" if isinstance(shown, FeedbackPage) else "exercise"
    return page(f"practice/{name}.html", f"practice/_{name}.html", shown, status, here)


def _raw() -> dict[str, list[str]]:
    return answer_of(dict(request.form.lists()))


@bp.post(f"{EXERCISE}/reponse")
def answer(n: int) -> Response:
    """Judge an answer; a second post of it leads to where the trial is."""
    trial, raw = _at(n), _raw()
    outcome = service.answer(services(), actor(), trial, raw, "passe" in request.form)
    if not isinstance(outcome, service.Answered):
        shown = service.exercise(services(), actor(), trial, draft=raw, error=outcome)
        return _page(shown, 422)
    after = _keep(outcome.trial)
    if not isinstance(outcome.page, Elsewhere):
        return _page(outcome.page)
    if after.shown is None:
        return moved_to(address("trying.end"))
    if wants_fragment():
        return _page(service.exercise(services(), actor(), after))
    return redirect(address("trying.exercise", n=after.position), 303)


@bp.post(f"{EXERCISE}/aide")
def ask_help(n: int) -> Response:
    """One more hint; what was typed stays."""
    return _again(_keep(service.helped(services(), _at(n))))


@bp.post(f"{EXERCISE}/besoin-aide")
def ask_trainer(n: int) -> Response:
    """What a learner reads when she asks for help: nobody is told."""
    return _again(_keep(_at(n).changed(asked=True)))


@bp.post(f"{EXERCISE}/lire")
def read_instead(n: int) -> Response:
    """Read what is said aloud."""
    return _again(_keep(service.read(services(), _at(n))))


def _again(trial: Trial) -> Response:
    return _page(service.exercise(services(), actor(), trial, draft=_raw()))


@bp.post(f"{EXERCISE}/ranger")
def move(n: int) -> Response:
    """Move one element of an ordering."""
    trial = _at(n)
    draft = ordering.moved(_raw(), request.form.get("monter"), request.form.get("descendre"))
    if draft is None:
        abort(400)
    shown = service.exercise(services(), actor(), trial, draft=draft.raw, moved=draft.element)
    return _page(shown)


@bp.get(f"{EXERCISE}/son/<int(max=999):group>")
def sound(n: int, group: int) -> Response:
    """A group of words of the exercise that waits."""
    return sent(service.heard(services(), actor(), _at(n), group))


@bp.get("/essayer/fin")
def end() -> Response:
    """The end of a trial, as a learner reads hers."""
    found = _kept()
    if found is None:
        raise Outdated
    shown = service.ending(services(), found)
    name = "placement_end" if isinstance(shown, PlacementEndPage) else "sitting_end"
    return page(f"practice/{name}.html", f"practice/{name}.html", shown)


@bp.post("/essayer/quitter")
def leave() -> Response:
    """Back to where one came from: nothing is left of the trial."""
    found = _kept()
    session.pop(KEY, None)
    back = found.back if found else address("trying.page_of_trials")
    return redirect(back, 303)
