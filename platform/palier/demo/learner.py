"""A simulated learner: an ability on every skill, that grows a little with practice."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from exercises.instance import Examples, Raw
from exercises.items import examples
from palier.app import Services
from palier.catalogue import Catalogue, PoolItem
from palier.demo.source import DemoSource
from palier.practice import queries, service
from palier.security import Actor

LEARNT = 0.10  # logits a skill grows with each exercise practised
SAYS_UNKNOWN = 0.35  # of the failures, those said "je ne sais pas encore"
ASKS_HELP = 0.15


@dataclass
class Simulated:
    """Someone who answers. ``level``: logits above the average entrant, a domain."""

    actor: Actor
    level: dict[str, float]
    chance: random.Random
    ability: dict[str, float] = field(default_factory=dict)

    def theta(self, catalogue: Catalogue, skill: str) -> float:
        """Her ability on a skill; the first look draws it, near her level in the domain."""
        if skill not in self.ability:
            self.ability[skill] = self.level[skill.split(".")[0]] + self.chance.gauss(0.0, 0.5)
        return self.ability[skill]

    def succeeds(self, catalogue: Catalogue, entry: PoolItem) -> bool:
        """Whether she gets an item right, by the item's own curve."""
        theta = self.theta(catalogue, entry.item.skill)
        p = entry.c + (entry.u - entry.c) / (1.0 + math.exp(-entry.a * (theta - entry.b)))
        return self.chance.random() < p

    def answer(
        self, services: Services, source: DemoSource, served_id: UUID
    ) -> service.Replied | service.Unreadable:
        """Read an exercise, think, answer."""
        with services.db.read() as session:
            found = queries.served(session, self.actor.id, served_id)
            catalogue = services.catalogue.current(session, found.release_id)
        entry = catalogue.items[catalogue.row_of[found.exercise.item_version_id]]
        source.wait(entry.item.seconds * self.chance.uniform(0.5, 1.6))
        right = self.succeeds(catalogue, entry)
        practising = found.sitting.kind == "practice"
        if practising and not right and self.chance.random() < ASKS_HELP:
            service.use_help(services, self.actor, served_id)
            source.wait(20.0)
            right = self.chance.random() < 0.5
        if practising:
            self.ability[entry.item.skill] += LEARNT
        raw = self._words(examples(service.instance_of(found.exercise)), right)
        return service.answer(services, self.actor, served_id, raw or {}, unknown=raw is None)

    def _words(self, known: Examples, right: bool) -> Raw | None:
        if right:
            return dict(known.right[0])
        if self.chance.random() < SAYS_UNKNOWN or not known.wrong:
            return None
        return dict(self.chance.choice(known.wrong)[0])

    def place(
        self, services: Services, source: DemoSource, domain: str, most: int | None = None
    ) -> None:
        """Sit a placement, to its end or for ``most`` exercises."""
        self._go_on(
            services, source, service.start_placement(services, self.actor, domain), most
        )

    def practise(
        self,
        services: Services,
        source: DemoSource,
        domain: str | None = None,
        most: int | None = None,
    ) -> None:
        """Sit a practice, to its end or for ``most`` exercises."""
        self._go_on(
            services, source, service.start_practice(services, self.actor, domain), most
        )

    def _go_on(
        self, services: Services, source: DemoSource, first: UUID | None, most: int | None
    ) -> None:
        following, done = first, 0
        while following is not None and (most is None or done < most):
            reply = self.answer(services, source, following)
            if isinstance(reply, service.Unreadable):
                raise RuntimeError(f"an example answer was unreadable: {reply.error}")
            following, done = reply.next_id, done + 1


def morning(today: datetime, days_ago: int, minutes: int = 0) -> datetime:
    """An instant in the morning, some days before today."""
    return today.replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(
        days=days_ago, minutes=-minutes
    )
