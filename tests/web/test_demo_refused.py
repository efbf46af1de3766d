"""What is published for the demonstration opens nothing in a real school."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from palier import schema
from palier.accounts import passwords, sessions, staff
from palier.accounts import service as accounts
from palier.accounts.service import Refused
from palier.app import Services
from palier.catalogue import CatalogueStore
from palier.cli import main
from palier.clock import SystemSource
from palier.config import Config
from palier.db import Database
from palier.demo import accounts as published
from palier.demo import builder, command
from palier.demo.accounts import Account, shown_accounts
from palier.demo.people import SCHOOL, TEAM
from palier.demo.source import PASSWORD, DemoSecrets
from palier.models import ADMIN, TRAINER, School
from palier.security import Actor

GOOD = "lampe-orage-violon-tuile"
EMAIL = "formatrice@demo.example"


def services_on(db: Database, demo: bool) -> Services:
    """The services as a real school is served, or as a demonstration is."""
    config = Config(database_url=db.url, demo=demo)
    return Services(db, CatalogueStore(db), SystemSource(), config)


def add_school(db: Database, name: str, demo: bool) -> Actor:
    """A school with a trainer, a group and Inès's published card."""
    services = services_on(db, demo)
    place = staff.create_school(services, name, "Reims", demo=demo)
    password = PASSWORD if demo else GOOD
    args = (place.school_id, TRAINER, EMAIL, "Nadia", password, place.site_id)
    who = staff.add_staff(services, *args)
    return Actor(
        who, place.school_id, "Nadia", frozenset({TRAINER}), frozenset({place.site_id})
    )


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """An empty database of each kind."""
    found = Database(database_url)
    yield found
    found.dispose()


@pytest.fixture
def demonstration(db: Database) -> Database:
    """A database with a demonstration: a trainer and Inès."""
    trainer = add_school(db, SCHOOL, demo=True)
    services = services_on(db, demo=True)
    group = accounts.create_group(
        services, trainer, "Groupe Horizon", min(trainer.sites or {0})
    )
    assert group is not None
    accounts.add_learner(services, trainer, group, "Inès", secrets=DemoSecrets("Inès"))
    return db


def ines() -> Account:
    """Inès's published account."""
    return next(account for account in shown_accounts() if account.name == "ines")


def ways_in(services: Services) -> list[Any]:
    """Every published way in: a card, five words, a password."""
    return [
        accounts.sign_in_by_card(services, ines().token),
        accounts.sign_in_by_words(services, "ines", ines().secret.split()),
        accounts.sign_in_by_password(services, EMAIL, PASSWORD),
    ]


def test_published_accounts_open_a_demonstration_only_where_one_is_served(
    demonstration: Database,
) -> None:
    tokens = ways_in(services_on(demonstration, demo=True))
    assert [token for token in tokens if not isinstance(token, str)] == []
    served_as_real = services_on(demonstration, demo=False)
    assert ways_in(served_as_real) == [Refused()] * 3
    # Nor does a session that was open before.
    assert [sessions.find(served_as_real, token) for token in tokens] == [None] * 3
    assert sessions.find(services_on(demonstration, demo=True), tokens[0]) is not None


def test_a_real_school_is_served_with_either_setting(db: Database) -> None:
    add_school(db, "École de Reims", demo=False)
    for demo in (True, False):
        token = accounts.sign_in_by_password(services_on(db, demo), EMAIL, GOOD)
        assert isinstance(token, str)
        assert sessions.find(services_on(db, demo), token) is not None


@pytest.mark.parametrize("first_is_demo", [True, False])
def test_a_demonstration_shares_its_database_with_no_other_school(
    db: Database, first_is_demo: bool
) -> None:
    add_school(db, "École de Reims", demo=first_is_demo)
    services = services_on(db, demo=True)
    with pytest.raises(staff.Impossible, match="démonstration"):
        staff.create_school(services, "Autre", "Lyon", demo=not first_is_demo)
    with db.read() as session:
        assert session.scalars(select(School.demo)).all() == [first_is_demo]


def test_two_real_schools_share_a_database(db: Database) -> None:
    add_school(db, "École de Reims", demo=False)
    staff.create_school(services_on(db, demo=False), "École de Lyon", "Lyon")
    with db.read() as session:
        assert session.scalars(select(School.demo)).all() == [False, False]


@pytest.mark.parametrize(
    "typed", [PASSWORD, PASSWORD.upper(), f"{PASSWORD}2026!", "Escalier demo"]
)
def test_the_published_password_is_refused_by_a_real_school(db: Database, typed: str) -> None:
    assert passwords.faults(typed, "Camille", "camille@ecole.example")
    trainer = add_school(db, "École de Reims", demo=False)
    services = services_on(db, demo=False)
    with pytest.raises(staff.Impossible):
        staff.set_password(services, EMAIL, typed)
    with pytest.raises(staff.Impossible):
        staff.add_staff(services, trainer.school_id, ADMIN, "a@e.example", "Camille", typed)
    assert isinstance(accounts.change_password(services, trainer, GOOD, typed), list)
    assert accounts.sign_in_by_password(services, EMAIL, typed) == Refused()


def test_a_published_card_cannot_be_given_in_a_real_school(db: Database) -> None:
    trainer = add_school(db, "École de Reims", demo=False)
    services = services_on(db, demo=False)
    group = accounts.create_group(services, trainer, "Groupe A", min(trainer.sites or {0}))
    assert group is not None
    with pytest.raises(ValueError, match="published"):
        accounts.add_learner(services, trainer, group, "Inès", secrets=DemoSecrets("Inès"))
    assert accounts.sign_in_by_card(services, ines().token) == Refused()


def test_accounts_shown_are_the_team_and_learners_with_a_card() -> None:
    team = [account for account in shown_accounts() if not account.token]
    assert [account.name for account in team] == [one.email for one in TEAM]
    learners = [account for account in shown_accounts() if account.token]
    assert {"maeva", "ines"} <= {account.name for account in learners}
    assert len({account.token for account in learners}) == len(learners) >= 6
    assert [account for account in learners if not account.said] == []


# The command


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command's folder, and a school of nobody so that building it takes no time."""
    monkeypatch.setattr(command, "FOLDER", tmp_path)
    monkeypatch.setenv("PALIER_DATABASE_URL", f"sqlite:///{tmp_path / 'demo.db'}")

    def build(db: Database, config: Config, *_rest: Any) -> builder.Built:
        services = services_on(db, demo=True)
        place = staff.create_school(services, SCHOOL, "Reims", demo=True)
        for one in TEAM:
            staff.add_staff(services, place.school_id, one.role, one.email, one.name, PASSWORD)
        return builder.Built(0, 0)

    monkeypatch.setattr(builder, "build", build)
    monkeypatch.setattr(
        published,
        "shown_accounts",
        lambda: tuple(replace(a, said="") for a in shown_accounts() if not a.token),
    )
    return tmp_path


def palier(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, arguments)


def schools(file: Path) -> list[str]:
    """Names of the schools in a file."""
    db = Database(f"sqlite:///{file}")
    with db.read() as session:
        found = list(session.scalars(select(School.name)))
    db.dispose()
    return found


def test_the_demonstration_is_built_once(var: Path) -> None:
    (var / "demo.db-wal").write_bytes(b"of a file removed by hand")
    done = palier("demo", "--build-only")
    assert done.exit_code == 0, done.output
    before = (var / "demo.db").stat().st_mtime_ns
    assert schools(var / "demo.db") == [SCHOOL]
    assert palier("demo", "--build-only").exit_code == 0
    assert (var / "demo.db").stat().st_mtime_ns == before


def test_a_real_school_in_its_place_is_left_alone(var: Path) -> None:
    db = Database(f"sqlite:///{var / 'demo.db'}")
    schema.upgrade(db)
    add_school(db, "École de Reims", demo=False)
    db.dispose()
    done = palier("demo", "--build-only")
    assert done.exit_code == 1
    assert "n’est pas une école de démonstration" in done.output
    assert schools(var / "demo.db") == ["École de Reims"]


def test_a_real_school_is_not_created_in_the_demonstration(var: Path) -> None:
    palier("demo", "--build-only")
    done = palier("school", "create", "École de Reims", "--site", "Reims")
    assert done.exit_code == 1
    assert "démonstration" in done.output
    assert schools(var / "demo.db") == [SCHOOL]


def test_serving_a_demonstration_as_a_school_is_said(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("palier.serve.run", lambda *_args: None)
    palier("demo", "--build-only")
    assert "ne s’ouvrent pas ici" in palier("serve").output
    monkeypatch.setenv("PALIER_DEMO", "true")
    assert "ne s’ouvrent pas ici" not in palier("serve").output


def test_a_demonstration_of_an_older_version_makes_room(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    palier("demo", "--build-only")
    newer = (Account("Directrice", "directrice@demo.example", PASSWORD),)
    monkeypatch.setattr(published, "shown_accounts", lambda: newer)
    done = palier("demo", "--build-only")
    assert done.exit_code == 0, done.output
    assert "est gardée" in done.output
    assert schools(var / "demo.old.db") == [SCHOOL]
