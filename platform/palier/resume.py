"""A form that came when its session was over: what was typed waits in the browser's cookie.

The person signs in, the page of the form is shown again, filled in, and she presses again: so
nothing is ever sent in her name without her. The cookie is signed; it goes with the browser,
after an hour, and when somebody leaves. Whether the page is hers is for the page to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from werkzeug.exceptions import HTTPException

KEY = "kept"
KEPT_FOR = timedelta(hours=1)
LARGEST_COOKIE = 3_600  # bytes: browsers drop one of more than 4,096, its attributes included
# The forms whose fields are kept, and the page that shows each again. Never a secret.
FORMS = {
    "practice.answer": "practice.exercise",
    "practice.ask_help": "practice.exercise",
    "practice.move": "practice.exercise",
    "practice.ask_trainer": "practice.exercise",
    "practice.read_instead": "practice.exercise",
    "accounts.new_group_post": "accounts.new_group",
    "accounts.new_learner_post": "accounts.new_learner",
    "calendar.add": "calendar.group",
}
_OURS = {"csrf_token"}
_NOT_TYPED = {"passe", "aide", "monter", "descendre", "demande"}  # buttons, and our own fields


@dataclass(frozen=True)
class Kept:
    """What was typed in a form that came too late, and the page that shows it again."""

    page: str
    fields: Mapping[str, list[str]]

    @property
    def typed(self) -> bool:
        """Whether there is anything in it, or only a button that was pressed."""
        typed = (self.fields[name] for name in self.fields.keys() - _NOT_TYPED)
        return any(value.strip() for values in typed for value in values)

    def one(self, name: str) -> str:
        """A field's only value, "" when there is none."""
        return (self.fields.get(name) or [""])[0]


def from_here() -> bool:
    """Whether a page of ours sent this form: every browser says where one comes from."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said == "same-origin"
    return request.headers.get("Origin", "").partition("://")[2] == request.host


def page_of_form() -> str | None:
    """The page where the form of this request was: kept forms', else the same address."""
    endpoint, values = request.endpoint, request.view_args or {}
    if endpoint in FORMS:
        return url_for(FORMS[endpoint], **values)
    try:
        current_app.url_map.bind("").match(request.path, method="GET")
    except HTTPException:
        return None
    return request.full_path.rstrip("?")


def keep() -> None:
    """Keep the fields of this request's form, if it is one that is kept and they fit."""
    page = page_of_form()
    if request.endpoint not in FORMS or page is None:
        return
    fields = {name: found for name, found in request.form.lists() if name not in _OURS}
    session[KEY] = {"page": page, "fields": fields, "at": _now().timestamp()}
    if _size() > LARGEST_COOKIE:  # no exercise asks for as much
        del session[KEY]


def kept(page: str) -> Kept | None:
    """What waits for this page, or None."""
    found: Any = session.get(KEY)
    if not found or found["page"] != page:
        return None
    if not timedelta(0) <= _now() - _moment(found["at"]) <= KEPT_FOR:
        forget()
        return None
    return Kept(page, found["fields"])


def waiting_page() -> str:
    """The page that something waits for, or ""."""
    found: Any = session.get(KEY)
    return found["page"] if found and kept(found["page"]) else ""


def sent() -> None:
    """This request's form came in time: what waited for its page is out of date."""
    if KEY in session and session[KEY]["page"] == page_of_form():
        forget()


def forget() -> None:
    """Nothing waits any more."""
    session.pop(KEY, None)


def _now() -> datetime:
    now: datetime = current_app.extensions["palier"].source.now()
    return now


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, _now().tzinfo)


def _size() -> int:
    """Bytes of the cookie as it will be sent."""
    sealer = SecureCookieSessionInterface().get_signing_serializer(current_app)
    return 0 if sealer is None else len(sealer.dumps(dict(session)))
