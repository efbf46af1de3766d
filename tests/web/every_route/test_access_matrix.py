"""Who gets what: every route × every role × own, same site, other site, other school, absent.

The cells come from the route map and from policies.POLICIES. A parameter that is not declared
below fails, so no route can be forgotten.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from palier.models import ADMIN, AUTHOR, LEARNER, TRAINER, AccessLine
from palier.policies import ANYONE, POLICIES

# Fields of forms that name somebody or something: what a forged one is answered.
FORGED = {
    "site": "site_id",
    "demande": "learner_id",
    "stagiaire": "learner_id",
    "qui": "learner_id",
}
# A form that every route finds something to do with.
BODY = {
    "order": ["0", "1"],
    "monter": "1",
    "number": "5",
    "nom": "Groupe inventé",
    "prenom": "Zoé",
    "initiale": "",
}
# Own, but not in this state: answered like what does not exist.
NOT_NOW = {
    # her exercise is none to hear
    "sounds.of_exercise",
    "sounds.of_item",
    "sounds.own_voice",
    "sounds.voice",
    "sounds.keep_voice",
    "sounds.keep_sound",
    "sounds.kept_sound",
    "sounds.remove_sound",
    "practice.read_instead",
    "trainer.help_seen",  # she asked for none
    "acting.mark_post",  # nothing that only a person can mark
    "live.seen",
    "trainer.report_seen",  # nobody reported it
    "authoring.close_report",
    "practice.bilan",  # her stay has no end yet
    "trainer.change_note",  # somebody else wrote it
    "trainer.remove_note",
}
# For those of the whole school: for a role bound to some sites, they do not exist.
WHOLE_SCHOOL = {
    "authoring.reports",
    "authoring.close_report",
    "authoring.answers",
    "authoring.correct_answers",
    "calibration.approve",
    "calibration.refuse",
    "calibration.put_back",
    "people.school",
    "privacy.changes",
    "privacy.changes_file",
    "people.save_school",
    "people.add_site",
    "plan.framework_page",
    "plan.send_file",
    "plan.take_in",
    "plan.map_skills",
}
BOUND = {"trainer", "site_admin"}
PAIRS = {"people.two", "people.merge"}  # about two learners, each within reach

ROLES = {
    "nobody": frozenset[str](),
    "learner": frozenset({LEARNER}),
    "trainer": frozenset({TRAINER}),
    "head_trainer": frozenset({TRAINER}),
    "author": frozenset({AUTHOR}),
    "site_admin": frozenset({ADMIN}),
    "admin": frozenset({ADMIN}),
}
# One of each kind; the others among the slow tests.
IN_TURN = [
    pytest.param(who, marks=() if who in {"learner", "trainer", "admin"} else pytest.mark.slow)
    for who in ROLES
]
SEES: dict[str, tuple[str, ...]] = {
    "nobody": (),
    "learner": ("own",),
    "trainer": ("own", "neighbour"),
    "head_trainer": ("own", "neighbour", "other_site"),
    "author": (),
    "site_admin": ("own", "neighbour"),
    "admin": ("own", "neighbour", "other_site"),
}
# For the whole matrix: those of the other places too.
EVERYBODY = {
    **ROLES,
    "neighbour_learner": frozenset({LEARNER}),
    "site_two_learner": frozenset({LEARNER}),
    "far_learner": frozenset({LEARNER}),
    "site_two_trainer": frozenset({TRAINER}),
    "far_trainer": frozenset({TRAINER}),
    "far_admin": frozenset({ADMIN}),
}
SEES |= {
    "neighbour_learner": ("neighbour",),
    "site_two_learner": ("other_site",),
    "far_learner": ("other_school",),
    "site_two_trainer": ("other_site",),
    "far_trainer": ("other_school",),
    "far_admin": ("other_school",),
}
PLACES = ("own", "neighbour", "other_site", "other_school", "absent")
LOOKED = 'INSERT INTO "access_line"'  # written by looking: counted by a test of its own
Cell = tuple[str, ...]  # the place of each personal parameter


def steady(text: str) -> str:
    """A page without what differs at each request: its own tokens and numbers of forms."""
    return re.sub(r'(name="(?:csrf_token|demande)" value=)"[^"]*"', r'\1""', text)


def cells(house: Any, rule: Rule) -> Iterator[Cell]:
    """All of one place, then what is one's own mixed with what is another's."""
    names = house.personal(rule)
    if not names:
        yield ()
        return
    for place in PLACES:
        yield (place,) * len(names)
    for at in range(len(names)) if len(names) > 1 else ():
        for place in PLACES[1:]:
            yield tuple(place if n == at else "own" for n in range(len(names)))


def every_cell(house: Any, rule: Rule) -> Iterator[Cell]:
    """Every mixture of places."""
    yield from product(PLACES, repeat=len(house.personal(rule)))


def may_see(who: str, cell: Cell, rule: Rule) -> bool:
    """Whether all of a cell is this person's, and of one place but for pairs."""
    together = len(set(cell)) <= 1 or rule.endpoint in PAIRS
    return together and all(place in SEES[who] for place in cell)


def foreign(house: Any, who: str) -> list[str]:
    """The words that this person must never read."""
    unseen = (p for name, p in house.places.items() if name not in SEES[who])
    return [word for place in unseen for word in place.words]


def leaks(reply: Any, words: list[str]) -> list[str]:
    """Those of the words that a reply holds, headers included."""
    whole = f"{reply.headers}\n{reply.text}"
    return [word for word in words if re.search(rf"(?<!\w){word}(?!\w)", whole)]


def contents(house: Any) -> str:
    """The whole database, in one hash."""
    with sqlite3.connect(house.file) as connection:
        lines = connection.iterdump()
        dump = "\n".join(line for line in lines if not line.startswith(LOOKED))
    connection.close()
    return sha256(dump.encode()).hexdigest()


def test_every_parameter_says_what_it_names(house: Any) -> None:
    rules = [*house.rules("GET"), *house.rules("POST")]
    unknown = {rule.endpoint: found for rule in rules if (found := house.undeclared(rule))}
    assert unknown == {}, "say in conftest.py what they name"
    methods = {m for rule in rules for m in rule.methods or ()}
    assert methods <= {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.fixture
def without_tokens(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are taken without their tokens: what the policy says of them comes first."""
    monkeypatch.setitem(house.app.config, "WTF_CSRF_ENABLED", False)


@pytest.mark.usefixtures("without_tokens")
@pytest.mark.parametrize("who", ROLES)
def test_a_role_gets_what_its_policy_says_and_nothing_of_others(house: Any, who: str) -> None:
    assert sweep(house, who, cells) > 60


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.usefixtures("without_tokens")
def test_the_whole_matrix_has_no_leak(house: Any) -> None:
    """Every role of both schools, every mixture of places, as a page and as a part of one."""
    asked = sum(
        sweep(house, who, every_cell, headers)
        for who in EVERYBODY
        for headers in ({}, {"HX-Request": "true"})
    )
    print(f"cells = {asked}")  # pytest -s shows it
    assert asked >= 10_000, asked


def sweep(
    house: Any,
    who: str,
    some: Callable[[Any, Rule], Iterator[Cell]],
    headers: dict[str, str] | None = None,
) -> int:
    """Ask every route for some cells as one person; how many. What is allowed and would change
    something is left out: see below."""
    client, words = house.client(who), foreign(house, who)
    before, wrong, seen = contents(house), [], 0
    for method in ("GET", "POST"):
        nowhere = client.open("/nulle-part", method=method, headers=headers)
        for rule in house.rules(method):
            policy, absent = POLICIES[rule.endpoint], None
            bound = who in BOUND and rule.endpoint in WHOLE_SCHOOL
            for cell in sorted(some(house, rule), key=lambda one: set(one) != {"absent"}):
                taken = policy == ANYONE or (may_see(who, cell, rule) and not bound)
                if method == "POST" and taken:
                    continue
                path = house.address(rule, cell)
                data = BODY if method == "POST" else None
                reply = client.open(path, method=method, data=data, headers=headers)
                seen += 1
                said = (method, path, cell, reply.status_code)
                if leaks(reply, words) or reply.status_code >= 500:
                    wrong.append(("leak or fault", *said))
                if set(cell) == {"absent"}:  # the first of a route: the others are compared
                    absent = steady(reply.text)
                alike = absent is None or steady(reply.text) == absent
                if not _right(who, rule, cell, reply, nowhere.text, alike):
                    wrong.append(("answer", *said))
    assert wrong == []
    assert contents(house) == before
    return seen


def _right(who: str, rule: Rule, cell: Cell, reply: Any, nowhere: str, alike: bool) -> bool:
    """Whether a reply is what the policy says."""
    policy: frozenset[str] = POLICIES[rule.endpoint]
    status: int = reply.status_code
    if policy == ANYONE:
        return True
    if who == "nobody":
        door = "/entrer" if LEARNER in policy else "/equipe/entrer"
        to = reply.headers.get("HX-Redirect", reply.location or "").split("?")[0]
        return status in {303, 401} and str(to) == door
    if not EVERYBODY[who] & policy:
        return status == 404 and str(reply.text) == nowhere
    if who in BOUND and rule.endpoint in WHOLE_SCHOOL:
        return status == 404
    if may_see(who, cell, rule):
        return status in {200, 204, 303} or rule.endpoint in NOT_NOW
    return status == 404 and alike


def lines(house: Any) -> list[tuple[Any, Any]]:
    """Who looked at whom, by the access log, in order."""
    with house.services.db.read() as session:
        found = session.scalars(select(AccessLine).order_by(AccessLine.id))
        return [(line.actor_id, line.learner_id) for line in found]


@pytest.mark.parametrize("who", IN_TURN)
def test_each_view_of_a_learner_leaves_one_line_and_nothing_else_does(
    house: Any, who: str
) -> None:
    client, wrong, viewed = house.client(who), [], 0
    for rule in house.rules("GET"):
        for cell in cells(house, rule):
            before = lines(house)
            reply = client.get(house.address(rule, cell))
            named = dict(zip(house.personal(rule), cell, strict=True))
            whose = [named[name] for name in ("learner_id", "other_id") if name in named]
            shown = reply.status_code == 200 and bool(whose)
            seen = [house.places[place].learner_id for place in whose if shown]
            expected = [(house.people[who], learner_id) for learner_id in seen]
            if (new := lines(house)[len(before) :]) != expected:
                wrong.append((rule.endpoint, cell, reply.status_code, len(new)))
            viewed += shown
    assert wrong == []
    assert (viewed > 5) == bool(ROLES[who] & {TRAINER, ADMIN})


@pytest.mark.parametrize("who", ["learner", "trainer", "author", "admin"])
def test_common_things_that_do_not_exist_are_not_found(house: Any, who: str) -> None:
    client = house.client(who)
    asked = 0
    for rule in house.rules("GET"):
        absent = house.address(rule, common=1)
        if absent != house.address(rule) and ROLES[who] & POLICIES[rule.endpoint]:
            assert client.get(absent).status_code == 404
            asked += 1
    assert asked or who == "learner"


@pytest.mark.parametrize("who", IN_TURN)
def test_no_form_is_taken_without_its_token(house: Any, who: str) -> None:
    client = house.client(who)
    before = contents(house)
    for rule in house.rules("POST"):
        for cell in cells(house, rule):
            path = house.address(rule, cell)
            bare = client.post(path)
            assert bare.status_code == 400, path
            assert "Set-Cookie" not in bare.headers
            ours = client.post(path, data=BODY, headers={"Origin": "http://localhost"})
            # Of our own pages: sent where the form can be sent again, or refused.
            assert ours.status_code in {303, 400, 404}, path
            assert not leaks(ours, foreign(house, who))
    assert contents(house) == before


@pytest.mark.parametrize("who", ["learner", "trainer", "author", "admin"])
def test_what_one_may_do_shows_nothing_of_others(own_house: Any, who: str) -> None:
    house = own_house
    house.app.config["WTF_CSRF_ENABLED"] = False
    words, done = foreign(house, who), 0
    for rule in house.rules("POST"):
        policy = POLICIES[rule.endpoint]
        for cell in cells(house, rule):
            if not may_see(who, cell, rule) or (policy != ANYONE and not ROLES[who] & policy):
                continue
            path = house.address(rule, cell)
            client = house.client(who)  # some deeds close sessions
            reply = client.post(path, data={**BODY, "site": house.places["own"].site_id})
            assert reply.status_code < 500, path
            assert not leaks(reply, words), path
            if rule.endpoint not in NOT_NOW:
                assert reply.status_code != 404, path
            assert not leaks(client.get("/"), words)
            done += 1
    assert done > 5


def test_fields_that_name_something_are_declared_and_refuse_what_is_foreign(
    own_house: Any,
) -> None:
    house, client = own_house, own_house.client("trainer")
    named: dict[str, set[str]] = {}
    for rule in house.rules("GET"):
        if not POLICIES[rule.endpoint] & {TRAINER, LEARNER}:
            continue
        browser = client if TRAINER in POLICIES[rule.endpoint] else house.client("learner")
        page = browser.get(house.address(rule)).text
        for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL):
            action = re.search(r'action="([^"]*)"', form)
            for name in re.findall(
                r'name="([^"]+)" value="(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27})"', form
            ):
                where = action[1] if action else house.address(rule)
                named.setdefault(name, set()).add(where.split("?")[0])
    # Positions in an exercise, "je ne sais pas", and the size of one's own text.
    harmless = {"choice", "order", "monter", "descendre", "passe", "text", "spacing", "guide"}
    assert named.keys() - harmless == FORGED.keys()
    house.app.config["WTF_CSRF_ENABLED"] = False
    before = contents(house)
    for name, field in FORGED.items():
        for path in named[name]:
            for place in ("other_site", "other_school"):
                value = str(getattr(house.places[place], field))
                reply = client.post(path, data={**BODY, name: value})
                assert reply.status_code == 404, (path, name, place)
                assert not leaks(reply, foreign(house, "trainer"))
    assert contents(house) == before


def test_the_words_to_look_for_are_found_where_they_belong(house: Any) -> None:
    """The matrix would say nothing if no page showed these words to anybody."""
    places = house.places
    shown = {
        "trainer": {"own": 9, "neighbour": 9},
        "admin": {"own": 9, "neighbour": 9, "other_site": 10},
    }
    for who, expected in shown.items():
        client = house.client(who)
        pages = [
            client.get(house.address(rule, (name,) * len(house.personal(rule)))).text
            for rule in house.rules("GET")
            if ROLES[who] & POLICIES[rule.endpoint]
            for name in expected
        ]
        for name, count in expected.items():
            whole = "\n".join(pages)
            assert sum(word in whole for word in places[name].words) == count, name
