"""Exercises over HTTP: one address an exercise, before and after the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from flask import Blueprint, Flask, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from palier import resume
from palier.app import services
from palier.errors import NotFound
from palier.htmx import moved_to, page, wants_fragment
from palier.i18n import _
from palier.practice import asking, endings, ordering, reporting, service, views
from palier.practice.pages import Elsewhere, ExercisePage, FeedbackPage, PlacementEndPage
from palier.resume import Kept
from palier.security import actor

bp = Blueprint("practice", __name__)

CONTROL = {"csrf_token", "passe", "aide", "monter", "descendre", "raison"}


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


def _raw() -> dict[str, list[str]]:
    """The fields of the form that are the answer."""
    return answer_of(dict(request.form.lists()))


def answer_of(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The fields that are the answer, without the buttons and what is ours."""
    return {name: values for name, values in fields.items() if name not in CONTROL}


@bp.post("/seance")
def start() -> Response:
    """Go on practising, in one domain or wherever it helps most."""
    domain = request.form.get("domaine") or None
    review = request.form.get("revoir") == "oui"
    served_id = service.start_practice(services(), actor(), domain, review)
    if served_id is None:
        flash(
            _("Il n’y a pas d’exercice prêt ici pour le moment. Choisissez un autre domaine.")
        )
        return redirect(url_for("progress.home"), 303)
    return redirect(url_for("practice.exercise", served_id=served_id), 303)


@bp.post("/propose/<uuid:assignment_id>")
def start_given(assignment_id: UUID) -> Response:
    """Do the work that a trainer gave, or go on with it."""
    served_id = service.start_given(services(), actor(), assignment_id)
    if served_id is None:
        flash(_("Ce travail n’a plus d’exercice prêt. Dites-le à votre formateur."))
        return redirect(url_for("progress.home"), 303)
    return redirect(url_for("practice.exercise", served_id=served_id), 303)


@bp.post("/depart/<domain>")
def place(domain: str) -> Response:
    """Start, or go on with, the placement in a domain."""
    served_id = service.start_placement(services(), actor(), domain)
    if served_id is None:
        return redirect(url_for("progress.climb", domaine=domain), 303)
    return redirect(url_for("practice.exercise", served_id=served_id), 303)


@bp.post("/bilan/<domain>")
def bilan(domain: str) -> Response:
    """Start, or go on with, the bilan proposed in a domain."""
    served_id = service.start_bilan(services(), actor(), domain)
    if served_id is None:
        flash(_("Il n’y a pas d’exercice prêt pour ce bilan. Rien n’est perdu."))
        return redirect(url_for("progress.home"), 303)
    return redirect(url_for("practice.exercise", served_id=served_id), 303)


@bp.get("/exercice/<uuid:served_id>")
def exercise(served_id: UUID) -> Response:
    """An exercise to answer; once answered, what was said of it."""
    kept = resume.kept(request.path)
    return _show(served_id) if kept is None else _take_up(served_id, kept)


def _take_up(served_id: UUID, kept: Kept) -> Response:
    """The exercise filled in as it was when the session ended; she sends it herself."""
    draft = answer_of(kept.fields)
    move = ordering.moved(draft, kept.one("monter") or None, kept.one("descendre") or None)
    try:
        shown = views.exercise(
            services(),
            actor(),
            served_id,
            draft=move.raw if move else draft,
            moved=move.element if move else None,
        )
    except NotFound:
        resume.forget()
        flash(
            _(
                "La réponse gardée ici était celle d’une autre personne. "
                "Elle n’est pas envoyée. Vous pouvez continuer."
            )
        )
        return redirect(url_for("progress.home"), 303)
    if isinstance(shown, ExercisePage):
        shown = replace(shown, taken_up="typed" if kept.typed else "pressed")
    return _page(shown)


def _show(served_id: UUID) -> Response:
    return _page(views.exercise(services(), actor(), served_id))


def _page(shown: ExercisePage | FeedbackPage | Elsewhere, status: int = 200) -> Response:
    if isinstance(shown, Elsewhere):
        return _go_on(shown)
    here = url_for("practice.exercise", served_id=shown.served_id)
    name = "feedback" if isinstance(shown, FeedbackPage) else "exercise"
    return page(f"practice/{name}.html", f"practice/_{name}.html", shown, status, here)


def _go_on(after: Elsewhere) -> Response:
    """The next exercise of a placement, or its end; home when it was taken back."""
    if after.sitting_id is None:
        return moved_to(url_for("progress.home"))
    if after.next_id is not None:
        if wants_fragment():
            return _show(after.next_id)
        return redirect(url_for("practice.exercise", served_id=after.next_id), 303)
    return moved_to(url_for("practice.end", sitting_id=after.sitting_id))


@bp.post("/exercice/<uuid:served_id>/reponse")
def answer(served_id: UUID) -> Response:
    """Keep an answer. Unreadable: the exercise again, with what was typed and what to do."""
    raw = _raw()
    unknown = "passe" in request.form
    outcome = service.answer(services(), actor(), served_id, raw, unknown)
    if isinstance(outcome, service.Unreadable):
        return _page(
            views.exercise(services(), actor(), served_id, draft=raw, error=outcome.error), 422
        )
    if isinstance(outcome, service.Replied) and wants_fragment():
        return _page(views.replied(outcome))
    return redirect(url_for("practice.exercise", served_id=served_id), 303)


@bp.post("/exercice/<uuid:served_id>/aide")
def ask_help(served_id: UUID) -> Response:
    """One more hint; what was typed stays."""
    service.use_help(services(), actor(), served_id)
    return _page(views.exercise(services(), actor(), served_id, draft=_raw()))


@bp.post("/exercice/<uuid:served_id>/besoin-aide")
def ask_trainer(served_id: UUID) -> Response:
    """Tell the trainers that help is needed here; what was typed stays."""
    asking.ask(services(), actor(), served_id)
    return _page(views.exercise(services(), actor(), served_id, draft=_raw()))


@bp.post("/exercice/<uuid:served_id>/signaler")
def report_item(served_id: UUID) -> Response:
    """Say that an exercise has a fault; before it is answered, what was typed stays."""
    done = reporting.report(services(), actor(), served_id, request.form.get("raison", ""))
    shown = views.exercise(services(), actor(), served_id, draft=_raw())
    if isinstance(shown, ExercisePage):
        return _page(shown)
    if done:
        flash(_("C’est transmis à l’équipe. Merci."))
    return redirect(url_for("practice.exercise", served_id=served_id), 303)


@bp.post("/exercice/<uuid:served_id>/lire")
def read_instead(served_id: UUID) -> Response:
    """Read what is said aloud; what was typed stays."""
    service.read_instead(services(), actor(), served_id)
    return _page(views.exercise(services(), actor(), served_id, draft=_raw()))


@bp.post("/exercice/<uuid:served_id>/ranger")
def move(served_id: UUID) -> Response:
    """Move one element of an ordering up or down; nothing is stored before "Valider"."""
    draft = ordering.moved(_raw(), request.form.get("monter"), request.form.get("descendre"))
    if draft is None:
        abort(400)
    return _page(
        views.exercise(services(), actor(), served_id, draft=draft.raw, moved=draft.element)
    )


@bp.get("/seance/<uuid:sitting_id>/fin")
def end(sitting_id: UUID) -> Response:
    """The end of a sitting; home when it was taken back."""
    shown = endings.ending(services(), actor(), sitting_id)
    if shown is None:
        return redirect(url_for("progress.home"), 303)
    if isinstance(shown, PlacementEndPage):
        return page("practice/placement_end.html", "practice/placement_end.html", shown)
    return page("practice/sitting_end.html", "practice/sitting_end.html", shown)
