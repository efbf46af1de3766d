"""The queue of what waits for a person, and the page to mark one work."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from exercises.instance import Verdict
from exercises.types.spoken import GIVEN, VOICE
from palier.acting import marking, rubrics
from palier.acting.marking import Said
from palier.acting.pages import CriterionLine, LevelChoice, MarkPage, QueuePage, ToMark
from palier.app import Services
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import _
from palier.models import Mark, Person
from palier.presentation import day
from palier.privacy import looked
from palier.security import Actor
from palier.trainer import queries


def queue(services: Services, actor: Actor) -> QueuePage:
    """What waits for this person, in all groups, the oldest first."""
    with services.db.read() as session:
        people = {row.id: (row, group) for row, group in queries.everybody(session, actor)}
        waiting = queries.to_mark(session, list(people), actor.id)
        second = _second_asked(session, [served_id for _who, served_id, _skill in waiting])
        curriculum = services.catalogue.current(session).curriculum
    return QueuePage(
        tuple(
            ToMark(
                name=people[who][0].name,
                group=people[who][1].name,
                skill=curriculum.skills[skill].label if skill in curriculum.skills else skill,
                address=url_for("acting.mark", learner_id=who, served_id=served_id),
                second=served_id in second,
            )
            for who, served_id, skill in waiting
        )
    )


def following(services: Services, actor: Actor, after: UUID) -> tuple[UUID, UUID] | None:
    """(learner, work) that waits next for this person, another than the one just seen."""
    with services.db.read() as session:
        ids = [row.id for row, _group in queries.everybody(session, actor)]
        waiting = queries.to_mark(session, ids, actor.id)
    return next(((who, one) for who, one, _skill in waiting if one != after), None)


def _second_asked(session: Session, works: Sequence[UUID]) -> set[UUID]:
    rows = session.scalars(
        select(Mark.served_id).where(Mark.served_id.in_(works), Mark.second_asked)
    )
    return set(rows)


def page(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    served_id: UUID,
    typed: Said | None = None,
    fault: str = "",
) -> MarkPage | None:
    """One work to mark, as it was typed when that was refused; None for an answer that nobody
    marks. Raises NotFound."""
    with services.db.read() as session:
        row, group = queries.learner(session, actor, learner_id)
        queries.answer(session, learner_id, served_id)
        try:
            here = marking.work(session, learner_id, served_id)
        except NotFound:
            return None
        looked.record(services, session, actor, learner_id, looked.ANSWER)
        marks = marking.marks_of(session, served_id)
        names = _names(session, marks)
        ids = [one.id for one, _group in queries.everybody(session, actor)]
        waiting = queries.to_mark(session, ids, actor.id)
        curriculum = services.catalogue.current(session).curriculum
    mine = next((one for one in marks if one.by_id == actor.id), None)
    verdict = Verdict.from_json(here.verdict.detail)
    first = typed or (
        Said(tuple(mine.levels), mine.comment or "", mine.second_asked) if mine else None
    )
    seen = marks if len(marks) == marking.MOST_MARKS else ()
    skill = curriculum.skills.get(here.exercise.skill)
    machine = verdict if here.verdict.number == 1 else None
    return MarkPage(
        learner_id=row.id,
        served_id=served_id,
        name=row.name,
        skill=skill.label if skill else here.exercise.skill,
        day=day(local(here.answer.at, group.timezone)),
        public=here.exercise.public,
        given=verdict.given,
        checked=tuple((line["label"], line["right"]) for line in machine.lines)
        if machine
        else (),
        note=(machine.note or "") if machine else "",
        voice=here.exercise.type == "spoken" and verdict.given == GIVEN[VOICE],
        rubric=_rubric(rubrics.rubric_of(here.exercise.public), first, seen, names),
        comment=first.comment if first else "",
        second=first.second if first else False,
        read=len(marks) - (mine is not None),
        mine=mine is not None,
        waiting=marking.waits(marks),
        seconds=mine is None and len(marks) == 1,
        full=mine is None and len(marks) == marking.MOST_MARKS,
        left=sum(one != served_id for _who, one, _skill in waiting),
        fault=fault,
    )


def _names(session: Session, marks: Sequence[Mark]) -> dict[UUID | None, str]:
    ids = [one.by_id for one in marks]
    rows = session.execute(select(Person.id, Person.first_name).where(Person.id.in_(ids)))
    return {one.id: one.first_name for one in rows}


def _rubric(
    rubric: Sequence[rubrics.Criterion],
    first: Said | None,
    seen: Sequence[Mark],
    names: dict[UUID | None, str],
) -> tuple[CriterionLine, ...]:
    chosen = first.levels if first and rubrics.sound(rubric, first.levels) else None
    lines = []
    for at, one in enumerate(rubric):
        said = tuple(
            (names.get(mark.by_id, _("une personne partie depuis")), mark.levels[at] + 1)
            for mark in seen
        )
        lines.append(
            CriterionLine(
                one.label,
                tuple(
                    LevelChoice(number + 1, text, chosen is not None and chosen[at] == number)
                    for number, text in enumerate(one.levels)
                ),
                said,
                len({key for _name, key in said}) > 1,
            )
        )
    return tuple(lines)
