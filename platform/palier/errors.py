"""Errors as pages: plain words, no blame, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as NotFoundPage
from werkzeug.wrappers import Response as BaseResponse

from palier import policies, security
from palier.db import UNAVAILABLE, DatabaseUnavailable, explain
from palier.i18n import N_, _
from palier.upkeep import journal

RETRY_AFTER = "5"  # seconds
TEXTS = {
    400: (
        N_("Nous n’avons pas pu lire cette demande."),
        N_("Revenez en arrière et réessayez."),
    ),
    404: (
        N_("Cette page n’existe pas."),
        N_("L’adresse a peut-être changé. Vous pouvez revenir à l’accueil."),
    ),
    405: (N_("Cette page ne s’ouvre pas comme cela."), N_("Revenez à l’accueil.")),
    413: (N_("C’est trop long."), N_("Écrivez une réponse plus courte.")),
    500: (
        N_("Le problème vient de nous."),
        N_("Ce que vous aviez validé est gardé. Réessayez dans un instant."),
    ),
}

FILE_TOO_LARGE = (
    N_("Ce fichier est trop gros."),
    N_(
        "1 Mo au plus. Gardez les colonnes utiles, ou coupez-le en plusieurs fichiers. Rien "
        "n’a été importé."
    ),
)


class NotFound(Exception):
    """What was asked for does not exist, or is someone else's: the same answer for both."""


@dataclass(frozen=True)
class ErrorPage:
    """What went wrong and what to do; ``detail`` is for those who look after the server."""

    title: str
    advice: str
    detail: str = ""


def init_app(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, csrf)
    app.register_error_handler(NotFound, lambda _error: _http(NotFoundPage()))
    for error in UNAVAILABLE:
        app.register_error_handler(error, _database)
    app.register_error_handler(DatabaseUnavailable, _unavailable)


def _page(title: str, advice: str, status: int, detail: str = "") -> Response:
    page = ErrorPage(title, advice, detail)
    return make_response(render_template("error.html", p=page), status)


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    title, advice = TEXTS.get(code, TEXTS[500 if code >= 500 else 400])
    if code == 413 and request.endpoint in policies.FILES_SENT:
        title, advice = FILE_TOO_LARGE
    return _page(_(title), _(advice), code)


def csrf(_error: CSRFError) -> BaseResponse:
    """A form without its token: sent where it can be sent again, or refused."""
    answer = security.without_token()
    if answer is not None:
        return answer
    return _page(
        _("Votre page était ouverte depuis longtemps."),
        _("Rien n’est perdu. Revenez en arrière, puis validez encore une fois."),
        400,
    )


def _database(error: DBAPIError) -> Response:
    journal.foreseen(error)
    return _later(explain(error))


def _unavailable(error: DatabaseUnavailable) -> Response:
    journal.foreseen(error)
    return _later(str(error))


def _later(detail: str) -> Response:
    """Nothing was acknowledged; the same may be sent again, as often as one likes."""
    if request.method == "POST":
        advice = _(
            "Ce que vous aviez validé avant est gardé. Ce que vous venez d’envoyer n’est pas "
            "encore enregistré : revenez en arrière, puis réessayez dans un instant."
        )
    else:
        advice = _(
            "Rien n’est perdu : ce que vous avez validé est gardé. Réessayez dans un instant."
        )
    response = _page(_("Le problème vient de nous."), advice, 503, detail)
    response.headers["Retry-After"] = RETRY_AFTER
    return response
