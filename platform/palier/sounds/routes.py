"""Sounds over HTTP: only ours, to who may hear them, in parts when a player asks for parts."""

from __future__ import annotations

import io
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from palier.app import services
from palier.i18n import _
from palier.security import actor
from palier.sounds import service, studio, voices
from palier.sounds.media import Heard

bp = Blueprint("sounds", __name__)
KEPT = 3600  # seconds: a text heard again is not asked for again
LARGEST_NUMBER = 999  # of a group or a seed, as addresses write them


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


def sent(heard: Heard, keep: int = 0) -> Response:
    """A sound as a response: whole or the part asked for; kept by the browser ``keep`` s."""
    response = send_file(
        io.BytesIO(heard.data),
        mimetype=heard.mime,
        etag=heard.tag,
        conditional=True,
        max_age=keep,
    )
    response.headers["Cache-Control"] = f"private, max-age={keep}" if keep else "no-store"
    response.headers["Accept-Ranges"] = "bytes"
    return response


@bp.get(f"/exercice/<uuid:served_id>/son/<int(max={LARGEST_NUMBER}):group>")
def of_exercise(served_id: UUID, group: int) -> Response:
    """A group of words of an exercise served to this learner."""
    return sent(service.of_exercise(services(), actor(), served_id, group), KEPT)


@bp.get(
    f"/exercices/<skill_id>/<slug>/son/<int(max={LARGEST_NUMBER}):seed>"
    f"/<int(max={LARGEST_NUMBER}):group>"
)
def of_item(skill_id: str, slug: str, seed: int, group: int) -> Response:
    """The same, for staff who look at the exercise."""
    return sent(service.of_item(services(), actor(), skill_id, slug, seed, group))


@bp.post("/exercice/<uuid:served_id>/voix")
def keep_voice(served_id: UUID) -> ResponseReturnValue:
    """A learner's spoken answer, as its bytes; what is wrong with it as a sentence."""
    if not voices.keep(services(), actor(), served_id, request.get_data()):
        return _unheard(), 422
    return "", 204


@bp.get("/exercice/<uuid:served_id>/voix")
def own_voice(served_id: UUID) -> Response:
    """What one said."""
    return sent(voices.own(services(), actor(), served_id))


@bp.get("/stagiaires/<uuid:learner_id>/voix/<uuid:served_id>")
def voice(learner_id: UUID, served_id: UUID) -> Response:
    """What a learner said, for her trainers."""
    return sent(voices.of_learner(services(), actor(), learner_id, served_id))


@bp.get("/enregistrer")
def recorder() -> str:
    """The texts said in exercises: those that wait for a voice first."""
    p = studio.page(services(), actor(), request.args.get("texte", ""))
    return render_template("sounds/recorder.html", p=p)


@bp.post("/enregistrer/<text_hash>")
def keep_sound(text_hash: str) -> ResponseReturnValue:
    """A voice for a text, as its bytes."""
    if not studio.keep(services(), actor(), text_hash, request.get_data()):
        return _unheard(), 422
    return "", 204


@bp.get("/enregistrer/<text_hash>/son")
def kept_sound(text_hash: str) -> Response:
    """The sound of a text as learners hear it."""
    return sent(studio.heard(services(), actor(), text_hash))


@bp.post("/enregistrer/<text_hash>/retirer")
def remove_sound(text_hash: str) -> ResponseReturnValue:
    """Take a voice back."""
    studio.remove(services(), actor(), text_hash)
    return redirect(url_for("sounds.recorder"), 303)


def _unheard() -> str:
    return _("Nous n’arrivons pas à lire cet enregistrement. Recommencez.")
