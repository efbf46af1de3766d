"""The application factory."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from flask import Flask, current_app
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from palier import errors, htmx, i18n, presentation, security
from palier.catalogue import CatalogueStore
from palier.clock import Source, SystemSource
from palier.config import Config, require_shared_secret
from palier.db import Database
from palier.practice.foreseeing import Kept
from palier.practice.memory import States
from palier.upkeep import journal

AREAS = (
    "accounts",
    "practice",
    "trying",
    "sounds",
    "progress",
    "privacy",
    "today",
    "acting",
    "live",
    "trainer",
    "calendar",
    "people",
    "plan",
    "reports",
    "authoring",
    "calibration",
    "upkeep",
)


@dataclass(frozen=True)
class Services:
    """What the routes hand to the services: database, catalogue, clock and settings."""

    db: Database
    catalogue: CatalogueStore
    source: Source
    config: Config
    states: States = field(default_factory=States)  # of the learners who answered last
    followed: Kept = field(default_factory=Kept)  # what models know of them


def templates_dir() -> Path:
    """palier/templates in an installed wheel, templates/ at the root of a checkout."""
    here = Path(__file__).parent
    return next(d for d in (here / "templates", here.parents[1] / "templates") if d.is_dir())


def create_app(config: Config | None = None, source: Source | None = None) -> Flask:
    """The WSGI application. Opens no connection: a missing database is said by the pages."""
    config = config or Config()
    require_shared_secret(config)
    app = Flask(__name__, template_folder=str(templates_dir()))
    app.config.update(
        SECRET_KEY=config.secret_key.get_secret_value(),
        TESTING=config.testing,
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="palier",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,  # as old as the session it is bound to, no clock of its own
        WTF_CSRF_SSL_STRICT=False,
        # Addresses of static files change with their content, so they keep for a year.
        SEND_FILE_MAX_AGE_DEFAULT=365 * 24 * 3600,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # set by the extension
        i18n.gettext_of, i18n.ngettext_of, newstyle=True
    )
    db = Database(config.database_url)
    app.extensions["palier"] = Services(
        db, CatalogueStore(db), source or SystemSource(), config
    )
    journal.init_app(app)  # first in, last out: it times the others
    app.before_request(security.allow_sounds)  # before a form is looked for
    CSRFProtect(app)
    for part in (htmx, presentation, errors, security):
        part.init_app(app)
    for area in AREAS:
        import_module(f"palier.{area}.routes").init_app(app)
    security.check_policies(app)
    return app


def services() -> Services:
    """The services of the running application."""
    found: Services = current_app.extensions["palier"]
    return found
