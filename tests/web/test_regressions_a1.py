"""Faults found by attacking the first version: each test is named after what went wrong."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

import adaptive
from palier.accounts import locks
from palier.accounts import service as accounts
from palier.accounts.cards import SYSTEM_SECRETS
from palier.app import create_app
from palier.cli import main
from palier.config import Config
from palier.models import (
    Answer,
    Card,
    Group,
    LearnerState,
    ParameterSet,
    Person,
    Release,
)
from palier.practice import service
from palier.practice.refold import refold_all, verify

FORM = "/confort"  # any page with a form
DAY = 86_400.0
NUL = ["\x00"]


# Time


@pytest.mark.parametrize("kind", ["practice", "placement"])
def test_a_sitting_taken_up_again_after_weeks_goes_on(room: Any, ines: Any, kind: str) -> None:
    """Its first exercises had left the window, and the next one took the place of the first."""
    if kind == "practice":
        served_id = ines.start()
    else:
        served_id = service.start_placement(room.services, ines.actor, "francais")
    second = ines.answer(served_id).next_id
    room.source.wait(21 * DAY)
    third = ines.answer(second).next_id
    assert [ines.served(n).position for n in (served_id, second, third)] == [1, 2, 3]


def test_a_clock_set_back_stops_nothing(room: Any, ines: Any) -> None:
    """Two machines never have the same time, and clocks are corrected."""
    following = ines.answer(ines.start()).next_id
    room.source.wait(-2 * DAY)
    learner, trainer = ines.browser(), room.browser(room.trainer.id)
    while following is not None:
        following = ines.answer(following).next_id
        assert learner.get("/accueil").status_code == 200
    ines.start()
    assert learner.get("/montee").status_code == 200
    assert trainer.get(f"/stagiaires/{ines.actor.id}").status_code == 200
    with room.services.db.read() as session:
        assert verify(session)[1] == []


def test_the_same_day_a_year_later_is_another_day(room: Any, ines: Any) -> None:
    """Days were told apart by day and month alone: the chart had one point for both."""
    ines.answer(ines.start())
    room.source.wait(365 * DAY)
    ines.answer(ines.start("maths"))
    page = room.browser(room.trainer.id).get(f"/stagiaires/{ines.actor.id}").text
    drawn = re.findall(r'<path class="trend" d="M([^"]*)"', page)
    assert len(drawn) == 2  # for a desk, for a phone
    for trend in (path.split(" L") for path in drawn):
        places = {point.split(",")[0] for point in trend}
        assert len(places) == len(trend) == 2


# Forged requests


@pytest.mark.parametrize(
    ("who", "path", "fields"),
    [
        ("trainer", "/groupes/nouveau", {"nom": NUL, "site": ["1"]}),
        ("trainer", "/groupes/{group}/stagiaires/nouveau", {"prenom": ["In\x00ès"]}),
        ("learner", "/seance", {"domaine": NUL}),
        ("learner", "/seance", {"x\x00": ["1"]}),
        ("nobody", "/equipe/entrer", {"adresse": ["a\x00@b.example"], "mot_de_passe": ["x"]}),
    ],
)
def test_nul_in_a_form_is_refused_in_words(
    room: Any, ines: Any, who: str, path: str, fields: dict[str, list[str]]
) -> None:
    """PostgreSQL keeps no NUL in a text: it was an error of ours, 500."""
    person = {"trainer": room.trainer.id, "learner": ines.actor.id, "nobody": None}[who]
    browser, before = room.browser(person), room.count(Person)
    reply = browser.post(path.format(group=room.group_id), FORM, fields)
    assert reply.status_code == 400
    assert "Nous n’avons pas pu lire cette demande." in reply.text
    assert room.count(Person) == before


def test_nul_in_an_address_is_refused_in_words(room: Any) -> None:
    browser = room.browser(room.trainer.id)
    assert browser.get(f"/groupes/{room.group_id}?domaine=%00").status_code == 400


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_no_row_can_have_does_not_exist(room: Any, number: int) -> None:
    browser = room.browser(room.trainer.id)
    assert browser.get(f"/groupes/{number}").status_code == 404
    assert browser.get(f"/groupes/{number}/stagiaires/nouveau").status_code == 404
    assert browser.get(f"/groupes/{2**63 - 1}").status_code == 404


@pytest.mark.parametrize("count", [2, 12])
def test_a_move_in_an_order_of_another_length_moves_nothing(
    room: Any, ines: Any, count: int
) -> None:
    served_id = ines.serve("order")
    order = [str(n) for n in range(count)]
    reply = ines.browser().post(
        f"/exercice/{served_id}/ranger", FORM, {"order": order, "monter": [order[-1]]}
    )
    assert reply.status_code == 200
    assert 'class="moved"' not in reply.text


def test_what_is_kept_of_an_answer_is_bounded(room: Any, ines: Any) -> None:
    """100,000 characters beside the answer were stored with it."""
    served_id = ines.serve("numeric")
    right = ines.known(served_id).right[0]
    forged = {f"n{n}": ["z" * 1_000] * 10 for n in range(20)}
    reply = ines.browser().post(f"/exercice/{served_id}/reponse", FORM, {**right, **forged})
    assert reply.status_code == 303
    with room.services.db.read() as session:
        raw = session.get_one(Answer, served_id).raw
    assert {name: raw[name] for name in right} == {k: list(v) for k, v in right.items()}
    assert len(str(raw)) < 100_000


# Rights


def test_a_disabled_learner_is_shown_and_carded_no_more(room: Any, ines: Any) -> None:
    browser = room.browser(room.trainer.id)
    served_id = ines.start()
    ines.answer(served_id)
    page = f"/stagiaires/{ines.actor.id}"
    pages = (page, f"{page}/reponses/{served_id}", f"{page}/carte", f"{page}/carte/renouveler")
    assert [browser.get(path).status_code for path in pages] == [200] * 4
    with room.services.db.write() as session:
        session.execute(
            update(Person)
            .where(Person.id == ines.actor.id)
            .values(disabled_at=room.source.now())
        )
    assert [browser.get(path).status_code for path in pages] == [404] * 4
    assert browser.post(f"{page}/carte/renouveler", FORM).status_code == 404
    assert "Inès" not in browser.get("/groupes").text


def test_the_cards_of_an_archived_group_are_out_of_reach(room: Any, ines: Any) -> None:
    browser = room.browser(room.trainer.id)
    with room.services.db.write() as session:
        session.execute(update(Group).values(archived_at=room.source.now()))
    page = f"/stagiaires/{ines.actor.id}"
    for path in (page, f"{page}/carte", f"{page}/carte/renouveler"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"{page}/carte/renouveler", FORM).status_code == 404


def _being_renewed(room: Any, session: Any, learner_id: Any) -> None:
    """Renew a card in a transaction that is still open."""
    person = session.get_one(Person, learner_id)
    accounts._issue(
        room.services, session, room.trainer, person, accounts._Secret(SYSTEM_SECRETS)
    )
    session.flush()


def test_two_renewals_at_once_leave_one_card(room: Any, ines: Any) -> None:
    """On PostgreSQL the second did not see the card of the first: both worked."""
    who = ines.actor.id
    with ThreadPoolExecutor(1) as threads:
        with room.services.db.write() as session:
            _being_renewed(room, session, who)
            second = threads.submit(accounts.renew_card, room.services, room.trainer, who)
            with pytest.raises(TimeoutError):
                second.result(timeout=1)
        second.result(timeout=20)
    with room.services.db.read() as session:
        working = select(Card).where(Card.learner_id == who, Card.revoked_at.is_(None))
        assert len(session.scalars(working).all()) == 1


def test_a_lost_card_opens_nothing_while_it_is_renewed(room: Any, ines: Any) -> None:
    """On PostgreSQL it could open a session that the renewal did not see, nor end."""
    card = accounts.renew_card(room.services, room.trainer, ines.actor.id)
    with ThreadPoolExecutor(1) as threads:
        with room.services.db.write() as session:
            _being_renewed(room, session, ines.actor.id)
            entry = threads.submit(accounts.sign_in_by_card, room.services, card.token)
            with pytest.raises(TimeoutError):
                entry.result(timeout=1)
        assert isinstance(entry.result(timeout=20), accounts.Refused)


def test_an_error_page_below_static_is_kept_by_nobody(room: Any, ines: Any) -> None:
    """It carries the name of the person who is signed in."""
    reply = ines.browser().get("/static/none.css")
    assert (reply.status_code, reply.headers["Cache-Control"]) == (404, "no-store")


# The database


def test_tables_that_are_missing_are_said_on_both_databases(
    tmp_path: Any, postgresql_url: str
) -> None:
    """PostgreSQL has another error than SQLite for it, which nobody caught."""
    for url in (f"sqlite:///{tmp_path / 'empty.db'}", postgresql_url):
        app = create_app(Config(database_url=url, testing=True, secret_key=SecretStr("test")))
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = "a token of before"
        reply = client.get("/accueil")
        assert reply.status_code == 503
        assert "palier upgrade" in reply.text
        app.extensions["palier"].db.dispose()


def test_a_statement_that_fails_names_no_value(room: Any, ines: Any) -> None:
    """Its error goes to the log, where names, answers and hashes have no business."""
    with room.services.db.read() as session:
        person = session.get_one(Person, ines.actor.id)
    values = {c.name: getattr(person, c.name) for c in Person.__table__.columns}
    with pytest.raises(IntegrityError) as caught, room.services.db.write() as session:
        session.execute(insert(Person).values({**values, "first_name": "Secret-de-Zoé"}))
    assert "Secret-de-Zoé" not in str(caught.value)


def _other_parameters(session: Any, now: datetime) -> ParameterSet:
    """A parameter set that is not the one in force, stored."""
    newest = session.scalars(select(ParameterSet).order_by(ParameterSet.id.desc())).first()
    parameters = adaptive.Parameters.from_bytes(newest.data)
    data = replace(parameters, mean0=np.asarray(parameters.mean0 + 0.125)).to_bytes()
    row = ParameterSet(
        curriculum_version_id=newest.curriculum_version_id,
        engine_version=newest.engine_version,
        fingerprint=adaptive.Parameters.from_bytes(data).version,
        data=data,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _publish(session: Any, now: datetime) -> int:
    """What a publication with other parameters does; the id of their set."""
    locks.hold(session, locks.RELEASE)
    newest = session.scalars(select(Release).order_by(Release.id.desc())).first()
    row = _other_parameters(session, now)
    refold_all(session, row)
    session.add(
        Release(
            curriculum_version_id=newest.curriculum_version_id,
            parameter_set_id=row.id,
            calibration_version_id=newest.calibration_version_id,
            created_at=now,
        )
    )
    session.flush()
    return row.id


def test_a_first_start_during_a_publication_gets_the_new_parameters(room: Any) -> None:
    """On PostgreSQL her row was made with the old ones, after all rows had been refolded: from
    then on every answer failed."""
    pupil, now = room.pupil("Zoé"), room.source.now()
    with ThreadPoolExecutor(1) as threads:
        with room.services.db.write() as session:
            new = _publish(session, now)
            started = threads.submit(
                service.start_placement, room.services, pupil.actor, "maths"
            )
            with pytest.raises(TimeoutError):
                started.result(timeout=1)
        served_id = started.result(timeout=20)
    with room.services.db.read() as session:
        assert session.get_one(LearnerState, pupil.actor.id).parameter_set_id == new
    assert pupil.answer(served_id).next_id is not None


# Commands


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "garbage", "PALIER_DATABASE_URL"),
        ("DATABASE_URL", "mysql://x/y", "PALIER_DATABASE_URL"),
        ("DATABASE_URL", "sqlite:///no-such-folder/x.db", "PALIER_DATABASE_URL"),
        ("DATABASE_URL", f"sqlite:///{__file__}", "PALIER_DATABASE_URL"),
        ("SESSION_HOURS", "s3cret", "PALIER_SESSION_HOURS"),
    ],
)
def test_a_setting_that_makes_no_sense_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"PALIER_{name}", value)
    done = CliRunner().invoke(main, ["upgrade"])
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert said in done.output
    assert "s3cret" not in done.output


@pytest.mark.parametrize(
    "words",
    [
        ["school", "create", "", "--site", "Reims"],
        ["school", "create", "x" * 200, "--site", "Reims"],
        ["school", "create", "École", "--site", " "],
        ["staff", "add", "--role", "admin", "--email", "personne", "--first-name", "Zoé"],
        ["staff", "add", "--role", "admin", "--email", "a@b.example", "--first-name", ""],
        ["staff", "add", "--role", "admin", "--email", "a" * 300 + "@b", "--first-name", "Zoé"],
    ],
)
def test_a_name_or_address_that_cannot_be_kept_is_refused(
    room: Any, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """PostgreSQL refused the longest with a traceback; SQLite kept them all."""
    monkeypatch.setenv("PALIER_DATABASE_URL", room.services.db.url)
    generate = ["--generate"] if words[0] == "staff" else []
    before = room.count(Person)
    done = CliRunner().invoke(main, [*words, *generate])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert room.count(Person) == before


def test_a_folder_without_curriculum_publishes_nothing(tmp_path: Any) -> None:
    done = CliRunner().invoke(main, ["sync", str(tmp_path)])
    assert done.exit_code == 1
    assert "curriculum.yaml" in done.output


@pytest.mark.parametrize("words", [["--port", "99999"], ["--host", "300.1.1.1"]])
def test_an_address_that_cannot_be_listened_to_is_said(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str, words: list[str]
) -> None:
    monkeypatch.setenv("PALIER_DATABASE_URL", sqlite_url)
    done = CliRunner().invoke(main, ["serve", *words])
    assert done.exit_code in (1, 2)
    assert isinstance(done.exception, SystemExit)
