"""Work that a trainer gives: seen first, done, followed, and over by itself."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from palier.accounts.service import create_group
from palier.acting import assigning
from palier.acting.assigning import Asked
from palier.acting.words import Told
from palier.errors import NotFound
from palier.models import Assigned, Assignment, Enrolment, SchoolSetting
from palier.people.settings import Settings, to_json
from palier.practice import service

DAY = timedelta(days=1)


def with_exercises(kit: Any, domain: str = "maths", kind: str = "") -> tuple[str, list[str]]:
    """A skill, and the names of its exercises; ``kind``: it has one of this type."""
    with kit.services.db.read() as session:
        items = [entry.item for entry in kit.services.catalogue.current(session).items]
    skill = next(i.skill for i in items if i.skill.startswith(domain) and kind in ("", i.type))
    return skill, [i.id for i in items if i.skill == skill and kind in ("", i.type)]


def begin(pupil: Any) -> UUID:
    """The first exercise of the work that her home proposes."""
    browser = pupil.browser()
    home = browser.get("/accueil").text
    assert "Votre formateur vous propose" in home
    address = re.search(r'action="(/propose/[^"]+)"', home)
    assert address
    reply = browser.post(address[1], "/accueil")
    return UUID(reply.location.rsplit("/", 1)[-1])


def finish(pupil: Any, served_id: UUID | None) -> list[tuple[str, str]]:
    """Answer to the end of the sitting; (skill, code of the reason) of each exercise."""
    done = []
    while served_id is not None:
        row = pupil.served(served_id)
        done.append((row.skill, row.reason["code"]))
        served_id = pupil.answer(served_id).next_id
    return done


def test_a_skill_is_proposed_first_done_followed_and_over(room: Any, ines: Any) -> None:
    kit, noe = room, room.pupil("Noé")
    trainer = kit.browser(kit.trainer.id)
    skill, _items = with_exercises(kit, "francais")  # where she was never placed
    form, list_ = f"/groupes/{kit.group_id}/proposer", f"/groupes/{kit.group_id}/travaux"
    page = f"{form}?competence={skill}&qui={ines.actor.id}"
    assert f'value="{ines.actor.id}" checked' in trainer.get(page).text
    faults: list[dict[str, list[str]]] = [
        {},
        {"qui": [str(ines.actor.id)], "du": ["2026-09-20"], "au": ["2026-09-18"]},
        {"qui": [str(ines.actor.id)], "au": ["2026-09-01"]},
        {"qui": [str(ines.actor.id)], "au": ["demain"]},
        {"qui": [str(ines.actor.id)], "du": ["9999-12-31"]},
        {"qui": [str(ines.actor.id)], "quoi": ["items"]},
    ]
    sound = {"competence": [skill], "quoi": ["skill"]}
    for fault in faults:
        reply = trainer.post(form, page, {**sound, **fault})
        assert (reply.status_code, 'role="alert"' in reply.text) == (422, True), fault
    # Somebody of another group is nobody here.
    group_id = create_group(kit.services, kit.trainer, "Groupe B", kit.site_id)
    elsewhere = f"/groupes/{group_id}/proposer"
    reply = trainer.post(elsewhere, page, {**sound, "qui": [str(ines.actor.id)]})
    assert reply.status_code == 404
    assert kit.count(Assignment) == 0

    both = [str(ines.actor.id), str(noe.actor.id)]
    # From a view of the map one comes back to it.
    map_ = f"/groupes/{kit.group_id}?domaine=francais&voir=tout"
    carte = re.search(r'name="carte" value="([^"]+)"', trainer.get(map_).text)
    assert carte
    kept = 'name="carte" value="' + carte[1].rstrip("~")
    assert kept in trainer.get(f"{page}&carte={carte[1]}").text
    given = trainer.post(form, page, {**sound, "qui": both[:1], "carte": [carte[1]]})
    assert given.status_code == 303
    back = re.search(r'href="([^"]+)">[^>]*Retour à la carte', trainer.get(given.location).text)
    assert back
    assert unescape(back[1]) == map_
    # Another trainer, the same work: who has it already is named, with who gave it.
    other = kit.staff("trainer", kit.site_id)
    other.post(form, page, {**sound, "qui": both})
    assert "Déjà proposé par Nadia\u00a0: Inès" in other.get(list_).text
    assert "fait par 0 sur 1" in trainer.get(list_).text

    # An ordinary sitting waits; the work comes first, then she goes on with hers.
    waiting = ines.start()
    first = begin(ines)
    assert ines.served(first).sitting_id != ines.served(waiting).sitting_id
    ines.answer(first)
    assert "1 sur 6" in trainer.get(list_).text
    second = ines.start()  # « Continuer » goes on with it
    assert {(skill, "assigned")} == set(finish(ines, second))
    assert "terminé par tous" in trainer.get(list_).text
    assert "Votre formateur vous propose" not in ines.browser().get("/accueil").text
    assert ines.start() == waiting
    assert kit.differences() == []

    # Not hers any more: taken back, or past its end.
    assert "Votre formateur vous propose" in noe.browser().get("/accueil").text
    kit.source.wait(8 * DAY.total_seconds())
    assert "Votre formateur vous propose" not in noe.browser().get("/accueil").text
    assert "fini le" in kit.browser(kit.trainer.id).get(list_).text


def test_exercises_and_documents_come_in_order_once_and_again_after_a_void(
    sqlite_room: Any,
) -> None:
    kit = sqlite_room
    pupil = kit.pupil("Inès")
    pupil.place("maths")
    skill, documents = with_exercises(kit, "francais", "passage")
    give = (kit.services, kit.trainer, kit.group_id)
    me = [str(pupil.actor.id)]
    assigning.give(*give, Asked(skill, "items", documents[:2], me))
    with pytest.raises(Told, match="Déjà proposé"):
        assigning.give(*give, Asked(skill, "items", documents[:2], me))
    first = begin(pupil)
    sitting = pupil.served(first).sitting_id
    assert finish(pupil, first) == [(skill, "assigned")] * len(documents[:2])
    assert "Votre formateur vous propose" not in pupil.browser().get("/accueil").text
    kit.void(pupil, sitting)
    again = begin(pupil)  # it was not she: it is proposed again
    assert pupil.served(again).sitting_id != sitting
    assert pupil.served(again).public["type"] == "passage"

    work = pupil.browser()
    trainer = kit.browser(kit.trainer.id)
    page = f"/groupes/{kit.group_id}/travaux"
    address = re.search(r'action="([^"]+/retirer)"', trainer.get(page).text)
    assert address
    assert trainer.post(address[1], page).status_code == 303
    assert "Reprendre" in work.get("/accueil").text  # what is begun goes on
    finish(pupil, again)
    assert kit.differences() == []


def test_given_by_several_clicks_at_once_it_is_given_once(room: Any, ines: Any) -> None:
    skill, _items = with_exercises(room, "francais")
    asked = Asked(skill, "skill", (), [str(ines.actor.id)])

    def click(_n: int) -> bool:
        try:
            assigning.give(room.services, room.trainer, room.group_id, asked)
        except Told:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(click, range(4))) == 1
    assert room.count(Assignment) == room.count(Assigned) == 1


def test_taken_back_in_a_group_who_moved_to_another_keeps_it(sqlite_room: Any) -> None:
    kit = sqlite_room
    ines, noe = kit.pupil("Inès"), kit.pupil("Noé")
    skill, _items = with_exercises(kit, "francais")
    people = [str(one.actor.id) for one in (ines, noe)]
    assigning.give(kit.services, kit.trainer, kit.group_id, Asked(skill, "skill", (), people))
    group_id = create_group(kit.services, kit.trainer, "Groupe B", kit.site_id)
    assert group_id is not None
    with kit.services.db.write() as session:
        hers = Enrolment.learner_id == noe.actor.id
        session.execute(update(Enrolment).where(hers).values(group_id=group_id))
        work_id = session.scalars(select(Assignment.id)).one()

    def closed() -> bool:
        with kit.services.db.read() as session:
            return session.get_one(Assignment, work_id).closed_at is not None

    assigning.take_back(kit.services, kit.trainer, kit.group_id, work_id)
    with kit.services.db.read() as session:
        assert session.scalars(select(Assigned.learner_id)).all() == [noe.actor.id]
    assert not closed()
    with pytest.raises(NotFound):  # nobody of this group has it any more
        assigning.take_back(kit.services, kit.trainer, kit.group_id, work_id)
    for _click in range(2):
        assigning.take_back(kit.services, kit.trainer, group_id, work_id)
        assert closed()
    assert kit.count(Assigned) == 1


def test_her_home_has_all_that_is_given_the_nearest_end_first(sqlite_room: Any) -> None:
    kit, noe = sqlite_room, sqlite_room.pupil("Noé")
    with kit.services.db.read() as session:
        catalogue = kit.services.catalogue.current(session)
    labels = catalogue.curriculum.skills
    skills = sorted(catalogue.covered)[:6]
    ends = (9, 2, 16, 4, 5, 6)  # days from now
    for at, (skill, days) in enumerate(zip(skills, ends, strict=True)):
        today = kit.source.now().date()
        starts = today + (3 * DAY if at == 5 else 0 * DAY)
        dates = (starts.isoformat(), (today + days * DAY).isoformat())
        asked = Asked(skill, "skill", (), [str(noe.actor.id)], *dates)
        assigning.give(kit.services, kit.trainer, kit.group_id, asked)
    by_end = [labels[skills[at]].label for at in (1, 3, 4, 0, 2)]
    hers = noe.browser()

    def titles(page: str) -> list[str]:
        text = unescape(hers.get(page).text)
        return [t for t in re.findall(r"<h[23][^>]*>([^<]+)", text) if t in by_end]

    assert titles("/accueil") == by_end[:3]
    assert "Voir tout (5)" in hers.get("/accueil").text
    assert titles("/propose") == by_end
    text = unescape(hers.get("/propose").text)
    assert text.index("Plus tard") < text.index(labels[skills[5]].label)
    served_id = begin(noe)
    assert noe.served(served_id).skill == skills[1]
    noe.answer(served_id)
    assert "1 exercice fait, il en reste 5." in hers.get("/accueil").text
    # The day has passed: nothing is to be caught up, and what is done counts.
    kit.source.wait(3 * 86_400)
    hers = noe.browser()
    assert titles("/propose") == [by_end[1], by_end[2], by_end[3], by_end[4]]
    text = unescape(hers.get("/propose").text)
    assert "La date est passée. 1 exercice fait : cela compte." in text.replace("\u00a0", " ")
    assert labels[skills[5]].label in text[: text.index("Avant")]  # it has begun meanwhile
    finish(noe, begin(noe))
    assert "Fait le 17 septembre." in hers.get("/propose").text
    # Work in a domain that the school no longer uses is proposed no more.
    with kit.services.db.write() as session:
        off = Settings(domains_off=(skills[0].split(".")[0],))
        now = kit.source.now()
        row = {"school_id": noe.actor.school_id, "version": 1, "updated_at": now}
        session.add(SchoolSetting(values=to_json(off), **row))
    for page in ("/accueil", "/propose"):
        assert titles(page) == [], page
    of_skill = select(Assignment.id).where(Assignment.skill == skills[0])
    with kit.services.db.read() as session:
        given_id = session.scalars(of_skill).one()
    with pytest.raises(NotFound):
        service.start_given(kit.services, replace(noe.actor, school=off), given_id)
