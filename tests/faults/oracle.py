"""What must be true afterwards: the learners' own logs against the rows, in plain SQL.

Nothing of palier is imported. What the database holds must be what the learners were told.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import psycopg

from tests.faults.client import Learner
from tests.faults.servers import PROGRAMS, environment

Rows = Sequence[Sequence[Any]]
ANSWERS = "SELECT served_id, kind, raw FROM answer"
VERDICTS = "SELECT served_id, number FROM verdict"
OBSERVATIONS = (
    "SELECT served_id, learner_id, seq FROM observation "
    "WHERE kind = 'answer' AND supersedes IS NULL ORDER BY learner_id, seq"
)
TAKEN = "SELECT id FROM exercise_served WHERE answered_at IS NOT NULL"


class Store:
    """The database's rows, read without palier."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")

    def rows(self, sql: str) -> Rows:
        """What a statement gives."""
        if self.sqlite:
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
                return connection.execute(sql).fetchall()
        parts = urlsplit(self.url)
        host = parse_qs(parts.query)["host"][0]
        name = parts.path.lstrip("/")
        with psycopg.connect(host=host, user="postgres", dbname=name) as connection:
            return connection.execute(sql.encode()).fetchall()

    def damage(self) -> list[str]:
        """What the database itself finds wrong with its file."""
        if not self.sqlite:
            return []  # PostgreSQL checks when it recovers: every row was just read
        found = [str(row[0]) for row in self.rows("PRAGMA integrity_check")]
        broken = [f"foreign key: {row}" for row in self.rows("PRAGMA foreign_key_check")]
        return [line for line in found if line != "ok"] + broken

    def differences(self) -> str:
        """What `palier verify` says when it finds a cache that is not the fold of its log."""
        done = subprocess.run(  # noqa: S603 - our own arguments
            [str(PROGRAMS / "palier"), "verify"],
            env=environment(self.url),
            capture_output=True,
            text=True,
            check=False,
        )
        return "" if done.returncode == 0 else f"palier verify: {done.stdout}{done.stderr}"


@dataclass
class Told:
    """What one learner's log says."""

    sent: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    order: list[str] = field(default_factory=list)  # of acknowledgements
    replies: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def read(cls, file: Path) -> Told:
        """From the disk, as it was left."""
        told = cls()
        for line in file.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            served = plain(said["served"])
            if said["what"] == "sent":
                told.sent[served].append(as_kept(said["fields"]))
            elif said["what"] == "acknowledged" and served not in told.order:
                told.order.append(served)
            elif said["what"] == "reply":
                told.replies[served].add(said["digest"])
        return told


def plain(identifier: object) -> str:
    """A UUID, however it is written."""
    return str(identifier).replace("-", "").lower()


def as_kept(fields: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The fields of an answer as the database keeps them."""
    kept: dict[str, list[str]] = defaultdict(list)
    for name, value in fields:
        if name not in {"csrf_token", "passe"}:
            kept[name].append(value)
    return dict(kept)


@dataclass
class Findings:
    """What was counted, and everything that is not as it must be."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        """Every fault; [] is what there must be."""
        return self.lost + self.duplicated + self.other


def compare(store: Store, logs: Iterable[Path]) -> Findings:
    """The learners' logs against the rows."""
    told = [Told.read(log) for log in logs]
    found = Findings(acknowledged=sum(len(one.order) for one in told))
    answers: dict[str, list[Any]] = defaultdict(list)
    for served, _kind, raw in store.rows(ANSWERS):
        answers[plain(served)].append(json.loads(raw) if isinstance(raw, str) else raw)
    verdicts = Counter(plain(row[0]) for row in store.rows(VERDICTS) if row[1] == 1)
    observations = [(plain(row[0]), plain(row[1])) for row in store.rows(OBSERVATIONS)]
    observed = Counter(served for served, _learner in observations)
    for one in told:
        for served in one.order:
            _once(found, served, answers[served], verdicts[served], observed[served])
            if answers[served] and answers[served][0] not in one.sent[served]:
                found.other.append(f"{served}: kept {answers[served][0]}, which was not sent")
        for served, replies in one.replies.items():
            if len(replies) > 1:
                found.other.append(f"{served}: {len(replies)} different replies: {replies}")
        kept = [served for served, _learner in observations if served in set(one.order)]
        if kept != one.order:
            found.other.append("the log is not in the order of the acknowledgements")
    sent = {served for one in told for served in one.sent}
    stored = {served for served, kept in answers.items() if kept}
    found.other += [f"{served}: kept, never sent" for served in stored - sent]
    taken = {plain(row[0]) for row in store.rows(TAKEN)}
    found.other += [f"{served}: half kept" for served in taken ^ stored]
    found.other += [f"{served}: observed twice" for served, n in observed.items() if n > 1]
    found.other += store.damage()
    return found


def _once(found: Findings, served: str, answers: list[Any], verdicts: int, seen: int) -> None:
    rows = (len(answers), verdicts, seen)
    if min(rows) == 0:
        found.lost.append(f"{served}: answers, verdicts, observations: {rows}")
    elif max(rows) > 1:
        found.duplicated.append(f"{served}: answers, verdicts, observations: {rows}")


def same_replies(learners: Iterable[Learner]) -> list[str]:
    """Each exercise acknowledged, looked at again: it must say what it said."""
    changed = []
    for learner in learners:
        told = Told.read(learner.log.file)
        for served in told.order:
            said = learner.look(str(UUID(served)))
            if told.replies[served] - {said}:
                changed.append(f"{served}: said {told.replies[served]}, says {said}")
    return changed
