"""A school with two sites, its trainer, and browsers to sign in with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from werkzeug.test import TestResponse

from palier.accounts import passwords, service, staff
from palier.accounts.cards import NewCard
from palier.app import Services, create_app
from palier.clock import SystemSource
from palier.config import Config
from palier.models import TRAINER, Site
from palier.security import Actor

PASSWORD = "lampe-orage-violon-tuile"  # noqa: S105  # of this test's school alone


class Clock(SystemSource):
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 9, 8, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def passes(self, minutes: float) -> None:
        self.instant += timedelta(minutes=minutes)


class Browser:
    """A browser: it keeps cookies and sends each form with its CSRF token."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, form: str | None = None, **fields: str) -> TestResponse:
        """Send a form: its token is read from the page at ``form``, else at ``path``."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(form or path).text)
        assert found, f"no form at {form or path}"
        return self.client.post(path, data={"csrf_token": found[1], **fields})

    def sign_in(self, card: NewCard) -> TestResponse:
        return self.try_words(card.login_name, card.words)

    def try_words(self, name: str, words: Sequence[str], **fields: str) -> TestResponse:
        typed = {f"mot{n}": word for n, word in enumerate(words, 1)}
        return self.post("/entrer", nom=name, **typed, **fields)

    def is_in(self) -> bool:
        """Whether the front page leads to a person's own pages, not to the door."""
        return self.get("/").location != "/entrer"


@dataclass(frozen=True)
class SchoolKit:
    """A school to act on: its services, clock, trainer, sites and one group."""

    app: Flask
    services: Services
    clock: Clock
    trainer: Actor
    site_id: int
    other_site_id: int
    group_id: int
    password: str = PASSWORD

    def browser(self) -> Browser:
        return Browser(self.app.test_client())

    def card(self, first_name: str = "Inès") -> NewCard:
        new = service.add_learner(self.services, self.trainer, self.group_id, first_name)
        assert new is not None
        return new

    def trainer_browser(self) -> Browser:
        browser = self.browser()
        email = "nadia@ecole.example"
        answer = browser.post("/equipe/entrer", adresse=email, mot_de_passe=PASSWORD)
        assert answer.status_code == 303
        return browser

    def staff(self, role: str, email: str, site_id: int | None) -> UUID:
        school_id = self.trainer.school_id
        args = (school_id, role, email, "Nadia", PASSWORD, site_id)
        return staff.add_staff(self.services, *args)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Slow hashes are slow on purpose; one test looks at the real ones."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


@pytest.fixture
def kit(sqlite_url: str) -> Iterator[SchoolKit]:
    """A school on SQLite."""
    yield from _kit(sqlite_url)


@pytest.fixture
def kit_on_both(database_url: str) -> Iterator[SchoolKit]:
    """A school on each kind of database."""
    yield from _kit(database_url)


def _kit(url: str) -> Iterator[SchoolKit]:
    clock = Clock()
    config = Config(database_url=url, testing=True, secret_key=SecretStr("test"))
    app = create_app(config, clock)
    services: Services = app.extensions["palier"]
    place = staff.create_school(services, "École de Reims", "Reims")
    with services.db.write() as session:
        other = Site(school_id=place.school_id, name="Épernay")
        session.add(other)
        session.flush()
        other_site_id = other.id
    args = (place.school_id, TRAINER, "nadia@ecole.example", "Nadia", PASSWORD, place.site_id)
    person_id = staff.add_staff(services, *args)
    roles, sites = frozenset({TRAINER}), frozenset({place.site_id})
    trainer = Actor(person_id, place.school_id, "Nadia", roles, sites)
    group_id = service.create_group(services, trainer, "Groupe A", place.site_id)
    assert group_id is not None
    yield SchoolKit(app, services, clock, trainer, place.site_id, other_site_id, group_id)
    services.db.dispose()
