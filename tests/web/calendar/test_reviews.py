"""Reviews and the calendar: none while away unless chosen, spread on return, never late."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import select

from adaptive import Observation
from palier.calendar import service as calendar
from palier.calendar.days import COMPANY, HOLIDAY
from palier.calendar.pages import Typed
from palier.engine_time import engine_time, local_day
from palier.models import ExerciseServed, Sitting
from palier.practice import memory, queries, reviews
from palier.practice.queries import Past
from palier.practice.serving import _to_see_again
from palier.progress.queries import levels

DAY, SKILLS = 86_400, 6


@pytest.fixture
def room(sqlite_room: Any) -> Any:
    """What the calendar does is the same on both databases; its own page is seen on both."""
    return sqlite_room


@pytest.fixture
def veteran(room: Any, ines: Any) -> Any:
    """A learner with six skills acquis, on a Monday morning half a year later."""
    begun = room.source.now()
    with room.services.db.write() as session:
        catalogue = room.services.catalogue.current(session)
        ids = (skill for skill in catalogue.parameters.ids if skill.startswith("maths."))
        skills = [skill for skill in ids if skill in catalogue.covered][:SKILLS]
        for _sitting in range(2):
            room.source.wait(DAY)
            number = queries.take_sitting_number(session, ines.actor.id)
            known = memory.remember(session, room.services.states, ines.actor.id, catalogue)
            for place, skill in enumerate(skills * 3):
                known = _right(session, catalogue, known, skill, number, place, room.source)
    room.source.set(begun.replace(hour=8, minute=0) + timedelta(weeks=24))
    assert room.source.now().weekday() == 0
    return ines


def _right(
    session: Any, catalogue: Any, known: Any, skill: str, sitting: int, place: int, source: Any
) -> Any:
    """One right answer, alone, to an ordinary exercise of a skill."""
    now, index = source.now(), catalogue.parameters.index[skill]
    seen = Observation(
        seq=known.state.seq + 1,
        at=engine_time(now),
        day=local_day(now, "Europe/Paris"),
        sitting=sitting,
        skills=(index,),
        score=1.0,
        b=float(catalogue.parameters.difficulty[index]),
        variant=1000 * sitting + place,
    )
    who = (catalogue.parameters, seen, {skill: 1.0}, None, now)
    return replace(known, state=memory.append(session, known, *who))


def away(room: Any, first: int, last: int, kind: str = COMPANY) -> None:
    """The group is away, in days from today on."""
    today = room.source.now().date()
    begins, ends = ((today + timedelta(days=n)).isoformat() for n in (first, last))
    asked = Typed(begins, ends, kind)
    assert calendar.add(room.services, room.trainer, room.group_id, asked) is None


def said(page: str) -> str:
    """What a person reads of a page."""
    body = re.sub(r"(?s)<(head|script)\b.*?</\1>", " ", page)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def to_review(pupil: Any) -> int:
    """How many skills of maths are "à revoir" on her climb."""
    return said(pupil.browser().get("/montee?domaine=maths").text).count("À revoir :")


def waiting(room: Any, pupil: Any) -> set[str]:
    """The skills that are "à revoir", whatever the calendar says."""
    with room.services.db.read() as session:
        catalogue = room.services.catalogue.current(session)
        found = levels(session, catalogue, pupil.actor.id, room.source.now())
    return {s for s, due in zip(catalogue.parameters.ids, found.review, strict=True) if due}


def choose(pupil: Any) -> UUID:
    """She presses "Revoir quand même"; the exercise that comes."""
    reply = pupil.browser().post("/seance", "/accueil", {"revoir": ["oui"]})
    return UUID(reply.location.rsplit("/", 1)[-1])


def kept(room: Any, served_id: UUID) -> Any:
    """The reviews that the sitting of an exercise may have."""
    with room.services.db.read() as session:
        sitting_id = session.get_one(ExerciseServed, served_id).sitting_id
        return session.get_one(Sitting, sitting_id).reviews["skills"]


def reasons(room: Any, sitting_id: UUID) -> set[str]:
    """Why the exercises of a sitting were chosen."""
    of_sitting = ExerciseServed.sitting_id == sitting_id
    with room.services.db.read() as session:
        rows = session.scalars(select(ExerciseServed.reason).where(of_sitting))
        return {reason["code"] for reason in rows}


def test_nothing_is_to_see_again_while_away_unless_she_chooses(room: Any, veteran: Any) -> None:
    assert to_review(veteran) > 0
    assert "Revoir quand même" not in veteran.browser().get("/accueil").text
    away(room, 0, 4)
    home = said(veteran.browser().get("/accueil").text)
    assert "Vous êtes en entreprise Rien n’est à revoir jusqu’au 7 mars." in home
    assert to_review(veteran) == 0
    sitting_id = veteran.sit()
    assert "review" not in reasons(room, sitting_id)
    end = said(veteran.browser().get(f"/seance/{sitting_id}/fin").text)
    assert "À revoir" not in end
    due = waiting(room, veteran)
    first = choose(veteran)
    assert kept(room, first) is None
    assert veteran.served(first).skill in due


def test_she_may_choose_in_the_middle_of_a_sitting_for_that_day(
    room: Any, veteran: Any
) -> None:
    away(room, 0, 11, HOLIDAY)
    first = veteran.start()
    assert kept(room, first) == []
    assert "Vous êtes en congés" in said(veteran.browser().get("/accueil").text)
    assert choose(veteran) == first  # what waits is taken up: nothing is lost
    assert kept(room, first) is None
    room.source.wait(DAY)
    assert allowed(room, veteran, first) == frozenset()
    choose(veteran)
    following = veteran.answer(first).next_id
    assert veteran.served(following).skill in waiting(room, veteran)


def allowed(room: Any, pupil: Any, served_id: UUID) -> reviews.Allowed:
    """What may come back after an exercise, as its answer finds it."""
    with room.services.db.read() as session:
        found = queries.served(session, pupil.actor.id, served_id)
        catalogue = room.services.catalogue.current(session)
        return reviews.of_sitting(session, room.services, catalogue, found).allowed


def test_a_sitting_taken_up_on_another_day_asks_the_calendar_again(
    room: Any, veteran: Any
) -> None:
    away(room, 1, 4)
    first = veteran.start()
    assert allowed(room, veteran, first) is None
    room.source.wait(DAY)
    assert allowed(room, veteran, first) == frozenset()
    room.source.wait(6 * DAY)
    back = allowed(room, veteran, first)
    assert back is not None
    assert len(back) > 0


def test_what_waited_is_spread_over_the_return(room: Any, veteran: Any) -> None:
    whole = to_review(veteran)
    assert whole > 1
    away(room, -14, -3)
    spread = math.ceil(whole / 2)
    assert to_review(veteran) <= spread + 1
    first = veteran.start()
    named = kept(room, first)
    assert 0 < len(named) < whole
    # On Friday, what was seen again this week leaves that much less.
    seen: set[str] = set()
    following = first
    while following is not None:
        served = veteran.served(following)
        if served.reason["code"] == "review":
            seen.add(served.reason["skill"])
        following = veteran.answer(following).next_id
    assert seen <= set(named)
    room.source.wait(4 * DAY)
    later = kept(room, veteran.start())
    assert len(later) + len(seen) <= len(named)


def test_the_trainer_reads_the_weeks_that_come(room: Any, veteran: Any) -> None:
    away(room, 0, 4)
    away(room, 14, 18, HOLIDAY)
    address = f"/stagiaires/{veteran.actor.id}"
    page = room.browser(room.trainer.id).get(address).text
    text = said(page)
    part = text[text.index("Les semaines qui viennent") : text.index("Ce que disent les mots")]
    weeks = re.split(r"(?=\b\d+/\d+ )", part)[1:]
    assert len(weeks) == 8
    assert "cette semaine En entreprise Rien n’est demandé." in weeks[0]
    assert "À l’école À revoir :" in weeks[1]
    assert "fois sur 10" in weeks[1]
    assert "Du temps pour 80 exercices environ" in weeks[1]
    assert "Congés Rien n’est demandé." in weeks[2]
    assert "retard" not in part
    assert f"{address}/competences/maths." in page


def test_a_review_that_falls_in_an_absence_is_said_for_the_return(
    room: Any, veteran: Any
) -> None:
    away(room, 0, 4)
    away(room, 7, 11, HOLIDAY)
    trainer, back = room.browser(room.trainer.id), "15 mars"
    page = trainer.get(f"/stagiaires/{veteran.actor.id}?domaine=maths").text
    links = set(re.findall(r'href="(/stagiaires/[^"]+/competences/maths[^"]+)"', page))
    texts = [said(trainer.get(link).text) for link in sorted(links)]
    assert any(f"À revoir au retour, le {back}" in text for text in texts)
    assert not any("À revoir maintenant" in text for text in texts)


def test_who_never_began_has_no_plan(room: Any) -> None:
    karim = room.pupil("Karim")
    away(room, 0, 4)
    page = room.browser(room.trainer.id).get(f"/stagiaires/{karim.actor.id}").text
    assert "Les semaines qui viennent" not in page
    home = said(karim.browser().get("/accueil").text)
    assert "Revoir quand même" not in home


def test_a_sitting_of_reviews_goes_on_when_none_of_them_can_be_shown(
    room: Any, veteran: Any
) -> None:
    """Regression: with only fixed exercises left to see again, all shown lately, it ended."""
    now, due = room.source.now(), waiting(room, veteran)
    with room.services.db.read() as session:
        catalogue = room.services.catalogue.current(session)
        mine = memory.look(session, room.services.states, veteran.actor.id, catalogue)
    assert mine is not None
    ids, pool = catalogue.parameters.ids, catalogue.pool
    review = np.array([ids[skill] in due for skill in pool.skill])
    # As if all of them were fixed: the bank of the tests has families there.
    catalogue = replace(catalogue)
    vars(catalogue)["pool"] = replace(pool, generated=~review)
    versions = [entry.version_id for entry in catalogue.items]
    shown = [Past(versions[row], "1", False, 1.0) for row in np.flatnonzero(review)]
    everything = np.ones(len(pool), dtype=np.bool_)
    for past, expected in ([], review), (shown[1:], review), (shown, everything):
        found = _to_see_again(catalogue, mine.state, past, everything, now)
        assert (found == expected).all()
