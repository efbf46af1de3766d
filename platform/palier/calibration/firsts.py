"""First unaided answers of a database, as a calibration reads them.

One statement, its rows put into arrays some at a time: objects a row would take ten times the
memory, and longer than all the calculations that follow. Learners are numbers here, never ids
or names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from palier.catalogue import MARKED_BY_PEOPLE
from palier.models import Item

_AT = {
    "sqlite": "(julianday(answer.at) - 2458849.5)",  # days since 2020, the engine's time
    "postgresql": "(extract(epoch from answer.at) - 1577836800) / 86400.0",
}
_UNMARKED = {  # palier.practice.queries.unmarked: it says nothing, as with help
    "sqlite": "COALESCE(json_extract(verdict.detail, '$.pending'), 0) = 1",
    "postgresql": "COALESCE(verdict.detail ->> 'pending', '') = 'true'",
}
_NUMBERED = (
    "WITH numbered AS (SELECT learner_id, "
    "ROW_NUMBER() OVER (ORDER BY learner_id) - 1 AS n FROM learner_state) "
)
_ANSWERS = """
SELECT numbered.n, item_version.item_id, CAST({at} AS DOUBLE PRECISION),
       answer.help_used
       + CASE WHEN served.type IN ({types}) AND {unmarked} THEN 1 ELSE 0 END,
       verdict.score, CASE WHEN verdict.score > 0 AND verdict.score < 1 THEN served.id END,
       served.predicted
FROM answer
JOIN exercise_served AS served ON served.id = answer.served_id
JOIN sitting ON sitting.id = served.sitting_id AND sitting.voided_at IS NULL
JOIN item_version ON item_version.id = served.item_version_id
JOIN verdict ON verdict.served_id = answer.served_id
JOIN numbered ON numbered.learner_id = answer.learner_id
WHERE NOT EXISTS (SELECT 1 FROM verdict AS newer
                  WHERE newer.served_id = verdict.served_id AND newer.number > verdict.number)
"""
_FRENCH = (
    "SELECT numbered.n, fls_course FROM enrolment JOIN numbered USING (learner_id) {order}"
)

BATCH = 50_000  # rows of the database at once


@dataclass(frozen=True)
class Firsts:
    """Answers, (n,), by learner, then item: whose, to which item (its place in ``names``),
    right or not, the share of the whole it is worth, and when (engine time).

    ``french``, (learners,): 1 and 0 as the school declared a French course or none, −1 when it
    said nothing. ``aided`` and ``later``: answers left out, given with help (or not
    marked yet) or not the first.
    """

    learner: Ints
    item: Ints
    right: Ints
    score: Floats
    at: Floats
    names: tuple[str, ...]
    skills: tuple[str, ...]
    french: Ints
    aided: int
    later: int

    def __len__(self) -> int:
        return len(self.item)

    def of_items(self, keep: NDArray[np.bool_]) -> Firsts:
        """The answers to some items, which are renumbered."""
        rows = keep[self.item]
        number = np.cumsum(keep) - 1
        places = np.flatnonzero(keep).tolist()
        return Firsts(
            self.learner[rows],
            number[self.item[rows]],
            self.right[rows],
            self.score[rows],
            self.at[rows],
            tuple(self.names[place] for place in places),
            tuple(self.skills[place] for place in places),
            self.french,
            self.aided,
            self.later,
        )


@dataclass(frozen=True)
class Every:
    """Every answer that counts, (n,), in any order: whose, to which item, when (engine time),
    hints (one more while a person is still to mark it), the score, the chance foreseen (NaN
    when it was not), right or not."""

    learner: Ints
    item: Ints
    at: Floats
    hints: Floats
    score: Floats
    foreseen: Floats
    right: Ints
    names: tuple[str, ...]
    skills: tuple[str, ...]


def read(session: Session) -> Firsts:
    """Every first answer that counts, of everybody, of all items that ever were.

    An item is one whatever its version and its drawing. Answers of sittings taken back are
    nobody's; corrected ones are as corrected. The first answer to an item is the one that
    counts; given with help, or not marked yet by the person who is to, it says nothing, and
    none after it is a first one. "Je ne sais pas
    encore" is an answer, and not right.
    """
    found = every(session)
    kept, count = _alone(found)
    return Firsts(
        found.learner[kept],
        found.item[kept],
        found.right[kept],
        found.score[kept],
        found.at[kept],
        found.names,
        found.skills,
        _french(session, int(found.learner.max(initial=-1)) + 1),
        count - len(kept),
        len(found.learner) - count,
    )


def _alone(found: Every) -> tuple[Ints, int]:
    """The rows of first answers given without help, by learner, then item; and how many are
    first ones, with help or not."""
    order = np.lexsort((found.at, found.item, found.learner))
    who, what = found.learner[order], found.item[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (who[1:] != who[:-1]) | (what[1:] != what[:-1])
    return order[first & (found.hints[order] == 0.0)], int(first.sum())


def of_item(session: Session, item_id: int) -> tuple[int, int]:
    """(answers, right) of the first unaided answers to one item."""
    found = _read(session, f"{_statement(session)} AND item_version.item_id = {item_id:d}")
    kept, _count = _alone(found)
    return len(kept), int(found.right[kept].sum())


def every(session: Session) -> Every:
    """Every answer that counts; items by their place among all there are, by name."""
    found = _read(session, _statement(session))
    known = session.execute(select(Item.id, Item.name, Item.skill).order_by(Item.name)).all()
    place = np.full(max((item_id for item_id, _name, _skill in known), default=-1) + 1, -1)
    place[[item_id for item_id, _name, _skill in known]] = np.arange(len(known))
    names = tuple(name for _id, name, _skill in known)
    skills = tuple(skill for _id, _name, skill in known)
    return replace(found, item=place[found.item], names=names, skills=skills)


def _statement(session: Session) -> str:
    kind = session.get_bind().dialect.name
    types = ", ".join(f"'{one}'" for one in sorted(MARKED_BY_PEOPLE))
    return _NUMBERED + _ANSWERS.format(at=_AT[kind], types=types, unmarked=_UNMARKED[kind])


def _read(session: Session, statement: str) -> Every:
    """The rows of a statement; PostgreSQL is asked for some at a time too."""
    connection = session.connection()
    result = connection.exec_driver_sql(statement, execution_options={"stream_results": True})
    tables, rights = [np.zeros((0, 6))], [np.zeros(0, dtype=np.int64)]
    for rows in result.partitions(BATCH):
        table = np.array([(*row[:5], row[6]) for row in rows], dtype=np.float64)
        tables.append(table)
        rights.append(rounded(table[:, 4], [row[5] for row in rows]))
    learner, item, at, hints, score, foreseen = np.concatenate(tables).T
    who, what = learner.astype(np.int64), item.astype(np.int64)
    return Every(who, what, at, hints, score, foreseen, np.concatenate(rights), (), ())


def rounded(score: Floats, served: list[Any]) -> Ints:
    """Right or not: an answer right in part is right as often as its part says, always the same
    for the same answer. A threshold would make what has many parts look hard, or easy."""
    right = (score >= 1.0).astype(np.int64)
    for row, served_id in enumerate(served):
        if served_id is not None:
            draw = (UUID(str(served_id)).int & 0xFFFFFFFF) / 2.0**32
            right[row] = draw < score[row]
    return right


def _french(session: Session, learners: int) -> Ints:
    """What is declared of the newest enrolment of each."""
    order = "ORDER BY enrolment.id"
    found = np.full(learners, -1, dtype=np.int64)
    rows = session.execute(text(_NUMBERED + _FRENCH.format(order=order)))
    for number, declared in rows:
        if number < learners:
            found[number] = -1 if declared is None else int(declared)
    return found
