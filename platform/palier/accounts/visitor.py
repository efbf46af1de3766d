"""Flask-Login: who the browser's cookie stands for, and letting people in and out."""

from __future__ import annotations

import re

import flask_login
from flask import Flask, g, session
from flask_login import LoginManager, current_user

from palier import resume
from palier.accounts import comfort, sessions
from palier.accounts.sessions import Visit
from palier.app import services
from palier.db import UNAVAILABLE

LOCAL_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]*")


class Visitor:
    """The signed-in person of this request. The cookie holds only the session's token."""

    is_authenticated = True
    is_active = True  # a closed session or a disabled person is not loaded at all
    is_anonymous = False

    def __init__(self, visit: Visit) -> None:
        self.actor = visit.actor
        self.comfort = visit.comfort
        self.token = visit.token
        self.followed = visit.followed

    def get_id(self) -> str:
        """What Flask-Login puts in the cookie."""
        return self.token


def init_app(app: Flask) -> None:
    """Attach Flask-Login."""
    manager = LoginManager(app)
    # A phone that goes from wifi to the street must not be signed out.
    manager.session_protection = None
    manager.user_loader(_load)


def _load(token: str) -> Visitor | None:
    if g.get("no_database"):
        return None  # the page that says so is for anyone
    try:
        visit = sessions.find(services(), token)
    except UNAVAILABLE:
        g.no_database = True
        raise
    return Visitor(visit) if visit else None


def enter(token: str) -> None:
    """Sign this browser in with a new session; the one it had, if any, is closed."""
    # Comfort: until the person has a choice of their own. A form kept: until its page is shown.
    brought = {key: session[key] for key in (comfort.KEY, resume.KEY) if key in session}
    leave()
    session.update(brought)
    visit = sessions.find(services(), token)
    if visit is not None:
        flask_login.login_user(Visitor(visit))


def leave() -> None:
    """Sign this browser out: the session is closed for good and the cookie emptied."""
    if current_user.is_authenticated:
        sessions.close(services(), current_user.token)
    flask_login.logout_user()
    session.clear()


def local(target: str | None) -> str:
    """``target`` if it is a path of this site, else "": a form must not lead elsewhere."""
    return target if target and LOCAL_PATH.fullmatch(target) else ""
