"""Who may call what: every route says it in one place, and holds to it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from palier import security
from palier.app import create_app
from palier.config import Config
from palier.models import ADMIN, AUTHOR, LEARNER, TRAINER
from palier.policies import ANYONE, LEARNERS, POLICIES, SIGNED_IN

VALUES = {
    "group_id": 999_999,
    "notice_id": 999_999,
    "period_id": 999_999,
    "note_id": 999_999,
    "group": 999,
    "seed": 999,
    "n": 1,
    "text_hash": "0" * 64,
    "domain": "maths",
}
OPEN = {"static", "accounts.sign_in", "accounts.card_sign_in", "progress.front"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application: nothing here touches its database."""
    file = tmp_path_factory.mktemp("policies") / "none.db"
    return create_app(Config(database_url=f"sqlite:///{file}"))


@pytest.fixture
def room(sqlite_room: Any) -> Any:
    """Policies do not depend on the database."""
    return sqlite_room


def address(app: Flask, endpoint: str) -> str:
    """An address of a route, with ids that do not exist."""
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    with app.test_request_context():
        given: dict[str, Any] = {n: VALUES.get(n, uuid4()) for n in rule.arguments}
        built: str = app.url_for(endpoint, **given)
    return built


def test_every_route_has_a_policy_and_every_policy_a_route(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(POLICIES)


def test_a_route_without_a_policy_stops_the_application() -> None:
    app = Flask("essai", static_folder=None)
    app.add_url_rule("/oublie", "forgotten", lambda: "")
    with pytest.raises(RuntimeError, match="forgotten"):
        security.check_policies(app)


def test_policies_name_roles_that_exist() -> None:
    for endpoint, policy in POLICIES.items():
        assert policy, endpoint
        assert policy == ANYONE or policy <= {LEARNER, TRAINER, AUTHOR, ADMIN}, endpoint
        assert policy == SIGNED_IN or not (policy & LEARNERS and len(policy) > 1), endpoint
    assert {name for name, policy in POLICIES.items() if policy == ANYONE} >= OPEN


@pytest.mark.parametrize("endpoint", sorted(e for e, p in POLICIES.items() if p != ANYONE))
def test_nobody_in_particular_is_sent_to_the_door(app: Flask, endpoint: str) -> None:
    path, client = address(app, endpoint), app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False  # the policy comes first for what follows
    door = "/entrer" if LEARNER in POLICIES[endpoint] else "/equipe/entrer"
    for method in ("GET", "POST"):
        reply = client.open(path, method=method)
        if reply.status_code == 405:
            continue
        assert reply.status_code == 303
        assert reply.location.split("?")[0] == door
        part = client.open(path, method=method, headers={"HX-Request": "true"})
        assert part.status_code == 401
        assert part.headers["HX-Redirect"].split("?")[0] == door


def test_what_a_role_may_not_see_does_not_exist(room: Any) -> None:
    room.app.config["WTF_CSRF_ENABLED"] = False
    people = {LEARNER: room.pupil("Karim").browser(), TRAINER: room.browser(room.trainer.id)}
    nowhere = {role: browser.get("/nulle-part").text for role, browser in people.items()}
    refused = 0
    for endpoint, policy in POLICIES.items():
        for role, browser in people.items():
            if policy == ANYONE or role in policy:
                continue
            path = address(room.app, endpoint)
            for reply in (browser.client.get(path), browser.client.post(path)):
                assert reply.status_code in {404, 405}, (endpoint, role)
                if reply.status_code == 404:
                    assert reply.text == nowhere[role]
                    refused += 1
    assert refused >= 15


def test_every_page_has_the_headers_of_a_closed_house(room: Any) -> None:
    browser = room.pupil("Karim").browser()
    for path in ("/accueil", "/montee", "/confort", "/nulle-part", "/groupes"):
        headers = browser.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
