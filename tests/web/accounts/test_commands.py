"""The commands that make the first school and its first administrator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from palier.accounts.commands import school, staff
from palier.models import Person, Role, Site

if TYPE_CHECKING:
    from click import Command

    from tests.web.accounts.conftest import SchoolKit

GOOD = "tulipe-wagon-cerise"


def run(command: Command, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(command, list(words), input=typed)


@pytest.fixture(autouse=True)
def _configured(kit: SchoolKit, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands read the settings as they do in a shell."""
    monkeypatch.setenv("PALIER_DATABASE_URL", kit.services.db.url)


def add(*more: str, typed: str = f"{GOOD}\n{GOOD}\n") -> Result:
    first = ("add", "--role", "admin", "--email", "Chef@ecole.example", "--first-name", "Awa")
    return run(staff, *first, *more, typed=typed)


def test_first_administrator_enters_with_the_password_asked_for(kit: SchoolKit) -> None:
    assert add().exit_code == 0
    with kit.services.db.read() as session:
        person = session.scalars(select(Person).where(Person.first_name == "Awa")).one()
        role = session.scalars(select(Role).where(Role.person_id == person.id)).one()
    assert (person.email, role.name, role.site_id) == ("chef@ecole.example", "admin", None)
    answer = kit.browser().post(
        "/equipe/entrer", adresse="chef@ECOLE.example", mot_de_passe=GOOD
    )
    assert answer.status_code == 303


def test_generated_password_is_shown_once_and_works(kit: SchoolKit) -> None:
    said = add("--site", "Reims", "--generate", typed="").output
    shown = re.search(r"affiché une seule fois.: (\S+)", said)
    assert shown
    answer = kit.browser().post(
        "/equipe/entrer", adresse="chef@ecole.example", mot_de_passe=shown[1]
    )
    assert answer.status_code == 303


def test_a_new_password_closes_sessions(kit: SchoolKit) -> None:
    browser = kit.trainer_browser()
    done = run(staff, "password", "nadia@ecole.example", typed=f"{GOOD}\n{GOOD}\n")
    assert done.exit_code == 0
    assert not browser.is_in()


def test_a_school_has_a_site_with_its_time_zone(kit: SchoolKit) -> None:
    made = ("create", "École de Cayenne", "--site", "Cayenne", "--timezone", "America/Cayenne")
    assert run(school, *made).exit_code == 0
    with kit.services.db.read() as session:
        site = session.scalars(select(Site).where(Site.name == "Cayenne")).one()
    assert site.timezone == "America/Cayenne"
    assert "plusieurs écoles" in add().output
    assert add("--school", "École de Cayenne").exit_code == 0


@pytest.mark.parametrize(
    ("more", "typed", "said"),
    [
        ((), "court\ncourt\n", "au moins 12"),
        (("--site", "Lyon"), "", "pas de site"),
        (("--school", "Ailleurs"), "", "Il n’y a pas cette école"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    more: tuple[str, ...], typed: str, said: str
) -> None:
    result = add(*more, typed=typed)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_without_tables_the_command_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("PALIER_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    result = run(school, "create", "École", "--site", "Lyon")
    assert result.exit_code == 1
    assert "palier upgrade" in result.output
