"""Page or fragment: decided here alone, from the request's htmx headers.

Wraps flask-htmx, so that changing it is a change of this file.
"""

from __future__ import annotations

from flask import Flask, Response, make_response, redirect, render_template
from flask_htmx import HTMX
from werkzeug.wrappers import Response as BaseResponse

_htmx = HTMX()


def init_app(app: Flask) -> None:
    """Attach flask-htmx."""
    _htmx.init_app(app)


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page; boosted and history requests get the page."""
    return bool(_htmx) and not _htmx.boosted and not _htmx.history_restore_request


def page(
    template: str, fragment: str, p: object, status: int = 200, address: str | None = None
) -> Response:
    """The page, or its fragment for htmx; ``address`` is what the address bar then shows."""
    partial = wants_fragment()
    response = make_response(render_template(fragment if partial else template, p=p), status)
    response.headers["Vary"] = "HX-Request, HX-Boosted, HX-History-Restore-Request"
    if partial and address is not None:
        response.headers["HX-Push-Url"] = address
    return response


def moved_to(address: str) -> BaseResponse:
    """Go to another page: 303, or the header by which htmx loads it whole."""
    if wants_fragment():
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, 303)
