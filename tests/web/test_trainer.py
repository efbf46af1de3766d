"""What a trainer sees: groups, the map, a learner, an answer; and what is not hers to see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from palier.accounts import service as accounts
from palier.accounts import staff
from palier.models import TRAINER, Enrolment, Person, Site
from palier.security import Actor

SKILL = "maths.nombres.comparer-entiers"
DOMAINS = ("francais", "maths", "bureautique", "culture")


@contextmanager
def statements(kit: Any) -> Iterator[list[str]]:
    """The SQL statements sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        sent.append(text)

    event.listen(kit.services.db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(kit.services.db.engine, "before_cursor_execute", note)


def staff_browser(kit: Any) -> Any:
    """The trainer's browser."""
    return kit.browser(kit.trainer.id)


def elsewhere(kit: Any) -> tuple[Any, int]:
    """A trainer of another school, and a group of hers."""
    place = staff.create_school(kit.services, "Autre école", "Lyon")
    args = (place.school_id, TRAINER, "zoe@lyon.example", "Zoé", "lampe-orage-violon-tuile")
    person_id = staff.add_staff(kit.services, *args, place.site_id)
    sites = frozenset({place.site_id})
    actor = Actor(person_id, place.school_id, "Zoé", frozenset({TRAINER}), sites)
    group_id = accounts.create_group(kit.services, actor, "Groupe Z", place.site_id)
    assert group_id is not None
    return kit.browser(person_id), group_id


def test_a_trainer_sees_her_groups_the_map_a_learner_and_an_answer(
    room: Any, ines: Any
) -> None:
    served_id = ines.start()
    ines.answer(served_id, right=False)
    browser = staff_browser(room)
    groups = browser.get("/groupes").text
    assert "Groupe A" in groups
    page = browser.get(f"/groupes/{room.group_id}?domaine=maths").text
    assert "Inès" in page
    assert "aujourd’hui" in page
    cell = re.search(r'class="cell[^"]*" href="(/stagiaires/[^"]+/competences/[^"]+)"', page)
    assert cell
    assert "Les réponses directes" in browser.get(cell[1]).text
    one = browser.get(f"/stagiaires/{ines.actor.id}?domaine=maths").text
    assert "Le niveau au fil du temps" in one
    answer = browser.get(f"/stagiaires/{ines.actor.id}/reponses/{served_id}").text
    exercise = ines.served(served_id)
    with room.services.db.read() as session:
        catalogue = room.services.catalogue.current(session)
    assert catalogue.curriculum.skills[exercise.skill].label.split("’")[0] in answer
    assert "Réponse attendue" in answer


def test_every_cell_says_state_height_and_certainty_in_words(room: Any, ines: Any) -> None:
    room.pupil("Karim")
    page = staff_browser(room).get(f"/groupes/{room.group_id}?domaine=maths").text
    words = re.findall(r'class="cell[^"]*"[^>]*>.*?<span class="vh">([^<]+)</span>', page)
    skills = len(re.findall(r'<a class="up"', page))
    assert len(words) == 2 * skills > 0
    seen = r"(En cours|Présumé|Acquis|Retenu|À revoir), "
    height = r"(à découvrir|en route|presque|y est), "
    certain = r"(niveau sûr|à confirmer|première estimation)"
    assert [
        w for w in words if not re.fullmatch(f"Pas encore vu|{seen}{height}{certain}", w)
    ] == []


@pytest.mark.parametrize(
    "address",
    [
        "/groupes",
        "/groupes/{group}",
        "/groupes/{group}?voir=tout",
        "/groupes/{group}?domaine=tous",
    ],
)
def test_a_page_costs_as_many_statements_for_30_learners_as_for_1(
    room: Any, ines: Any, address: str
) -> None:
    browser, path = staff_browser(room), address.format(group=room.group_id)
    browser.get(path)
    with statements(room) as few:
        assert browser.get(path).status_code == 200
    with room.services.db.write() as session:
        school = {"school_id": room.trainer.school_id}
        for n in range(29):
            person = Person(
                id=room.source.new_id(),
                first_name=f"Stagiaire {n}",
                login_name=f"s{n}",
                comfort={},
                created_at=room.source.now(),
                **school,
            )
            session.add(person)
            session.flush()
            joined = {"group_id": room.group_id, "joined_at": room.source.now()}
            session.add(Enrolment(learner_id=person.id, **joined, **school))
    with statements(room) as many:
        page = browser.get(path)
    assert "30" in page.text
    assert len(many) == len(few) <= 9


def test_what_is_foreign_and_what_does_not_exist_look_the_same(room: Any, ines: Any) -> None:
    served_id = ines.start()
    ines.answer(served_id)
    foreigner, her_group = elsewhere(room)
    mine = staff_browser(room)
    for browser, addresses in (
        (foreigner, [f"/groupes/{room.group_id}", "/groupes/999999"]),
        (mine, [f"/groupes/{her_group}", "/groupes/999999"]),
        (foreigner, [f"/stagiaires/{ines.actor.id}", f"/stagiaires/{uuid4()}"]),
        (
            foreigner,
            [
                f"/stagiaires/{ines.actor.id}/reponses/{served_id}",
                f"/stagiaires/{ines.actor.id}/reponses/{uuid4()}",
                f"/stagiaires/{uuid4()}/reponses/{served_id}",
            ],
        ),
        (
            foreigner,
            [
                f"/stagiaires/{ines.actor.id}/competences/{SKILL}",
                f"/stagiaires/{uuid4()}/competences/{SKILL}",
                f"/stagiaires/{ines.actor.id}/competences/maths.nulle.part",
            ],
        ),
        (foreigner, [f"/stagiaires/{ines.actor.id}/carte", f"/stagiaires/{uuid4()}/carte"]),
        (
            foreigner,
            [f"/groupes/{room.group_id}/stagiaires/nouveau", "/groupes/999/stagiaires/nouveau"],
        ),
    ):
        replies = [browser.get(address) for address in addresses]
        assert {reply.status_code for reply in replies} == {404}
        assert len({reply.text for reply in replies}) == 1


def test_a_trainer_of_another_site_sees_nothing(room: Any, ines: Any) -> None:
    with room.services.db.write() as session:
        other = Site(school_id=room.trainer.school_id, name="Épernay")
        session.add(other)
        session.flush()
        site_id = other.id
    args = (
        room.trainer.school_id,
        TRAINER,
        "luc@ecole.example",
        "Luc",
        "lampe-orage-violon-tuile",
    )
    browser = room.browser(staff.add_staff(room.services, *args, site_id))
    assert "Groupe A" not in browser.get("/groupes").text
    assert browser.get(f"/groupes/{room.group_id}").status_code == 404
    assert browser.get(f"/stagiaires/{ines.actor.id}").status_code == 404


def test_an_answer_of_another_learner_is_not_shown_under_this_one(room: Any, ines: Any) -> None:
    served_id = ines.start()
    ines.answer(served_id)
    other = room.pupil("Karim")
    browser = staff_browser(room)
    address = f"/stagiaires/{other.actor.id}/reponses/{served_id}"
    assert browser.get(address).status_code == 404
    waiting = ines.start()  # not answered yet: staff do not see what is being worked on
    assert browser.get(f"/stagiaires/{ines.actor.id}/reponses/{waiting}").status_code == 404


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_group_without_anybody_and_a_learner_without_answers_have_pages(
    room: Any, domain: str
) -> None:
    browser = staff_browser(room)
    empty = browser.get(f"/groupes/{room.group_id}?domaine={domain}")
    assert "Personne dans ce groupe pour le moment" in empty.text
    pupil = room.pupil("Karim")
    page = browser.get(f"/groupes/{room.group_id}?domaine={domain}").text
    assert "1 stagiaire, dont 0 au travail" in page
    one = browser.get(f"/stagiaires/{pupil.actor.id}?domaine={domain}")
    assert one.status_code == 200
    assert "Aucune réponse pour le moment" in one.text


def test_unknown_domains_and_skills_do_not_exist(room: Any, ines: Any) -> None:
    browser = staff_browser(room)
    for address in (
        f"/groupes/{room.group_id}?domaine=latin",
        f"/stagiaires/{ines.actor.id}?domaine=latin",
        f"/stagiaires/{ines.actor.id}/competences/maths.nulle.part",
        f"/stagiaires/{uuid4()}/competences/{SKILL}",
    ):
        assert browser.get(address).status_code == 404


def test_what_the_learner_chose_for_her_comfort_is_not_shown(room: Any, ines: Any) -> None:
    choice = {"text": ["1.5"], "theme": ["contrast"], "spacing": ["1"]}
    ines.browser().post("/confort", "/confort", choice)
    with room.services.db.read() as session:
        person = session.scalars(select(Person).where(Person.id == ines.actor.id)).one()
    assert person.comfort["text"] == "1.5"
    page = staff_browser(room).get(f"/stagiaires/{ines.actor.id}").text
    assert "1.5" not in re.sub(r"(?s)<svg.*?</svg>|<head>.*?</head>|v=\w+", "", page)
    assert 'data-theme="contrast"' not in page
