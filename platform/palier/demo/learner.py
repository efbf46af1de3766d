"""A simulated learner: an ability on every skill, that grows a little with practice."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import bindparam, select

from exercises.instance import Examples, Instance, Raw
from exercises.items import examples
from palier.app import Services
from palier.catalogue import Catalogue, PoolItem
from palier.demo.source import DemoSource
from palier.models import ExerciseServed
from palier.practice import given, service
from palier.security import Actor
from palier.sounds import speech, voices

LEARNT = 0.12  # logits a skill grows with each exercise practised
SAYS_UNKNOWN = 0.25  # of the failures, those said "je ne sais pas encore"
NAMED = 0.6  # of the others, those that a known misconception leads to
HALF_RIGHT = 0.35  # of the failures, those right in part, where an exercise has parts
ASKS_HELP = 0.15
HELPED = 0.5  # chance of success after a hint
MISREADS = 0.03  # first tries that cannot be read
HOLDS = 0.85  # how often what she wrongly believes leads her, where it can
STOPS = 0.04  # practices left in the middle
# What they write and say where a person marks it
LATE = (
    "Bonjour Madame Diallo,\nMon bus il est en panne. J’arriverai vers 9 h donc j’aurai une "
    "heure de retard. Désolé pour le dérangement.\nMerci"
)
BOXES = (
    "Bonjour Léa,\nIl reste deux cartons à ranger dans la réserve. Y a plus de café aussi, il "
    "faut en acheter.\nMerci et bon courage"
)
SPOKEN = (
    "Bonjour. Je voudrais travailler dans la vente. J’aime parler avec les gens. J’ai fait un "
    "stage de deux semaines dans une boulangerie. Je cherche un stage dans un supermarché."
)

_TABLE = ExerciseServed.__table__.c
_SERVED = select(
    _TABLE.item_version_id,
    _TABLE.type,
    _TABLE.seed,
    _TABLE.variant,
    _TABLE.public,
    _TABLE.secret,
).where(_TABLE.id == bindparam("served_id"))


@dataclass
class Simulated:
    """Someone who answers. ``level``: logits above the average entrant, a domain.

    ``believes``: misconceptions of skills, which she does not grow out of by practice alone.
    ``grows``: logits that she gains on every skill, by what she learns besides, with each
    exercise practised.
    """

    actor: Actor
    catalogue: Catalogue
    level: Mapping[str, float]
    chance: random.Random
    believes: Mapping[str, str] = field(default_factory=dict)
    grows: float = 0.0
    ability: dict[str, float] = field(default_factory=dict)
    gained: float = 0.0

    def theta(self, skill: str) -> float:
        """Her ability on a skill; the first look draws it, near her level in the domain."""
        if skill not in self.ability:
            self.ability[skill] = self.level[skill.split(".")[0]] + self.chance.gauss(0.0, 0.5)
        return self.ability[skill] + self.gained

    def succeeds(self, entry: PoolItem) -> bool:
        """Whether she gets an item right, by the item's own curve."""
        theta = self.theta(entry.item.skill)
        p = entry.c + (entry.u - entry.c) / (1.0 + math.exp(-entry.a * (theta - entry.b)))
        return self.chance.random() < p

    def place(
        self, services: Services, source: DemoSource, domain: str, most: int | None = None
    ) -> None:
        """Sit a placement, to its end or for ``most`` exercises."""
        first = service.start_placement(services, self.actor, domain)
        self._go_on(services, source, first, most, practising=False)

    def practise(
        self,
        services: Services,
        source: DemoSource,
        domain: str | None,
        most: int | None = None,
    ) -> None:
        """Sit a practice for ``most`` exercises, else most often to its end; the next time goes
        on with one left."""
        if most is None and self.chance.random() < STOPS:
            most = self.chance.randint(1, 4)
        first = service.start_practice(services, self.actor, domain)
        self._go_on(services, source, first, most, practising=True)

    def bilan(self, services: Services, source: DemoSource, domain: str) -> None:
        """Sit the bilan that is proposed in a domain."""
        first = service.start_bilan(services, self.actor, domain)
        self._go_on(services, source, first, None, practising=False)

    def given(self, services: Services, source: DemoSource, most: int | None = None) -> None:
        """Do the work that waits first, to its end or for ``most`` exercises."""
        with services.db.read() as session:
            work = given.waiting(session, self.actor.id, source.now().date())
        if work is None:
            raise RuntimeError(f"no work waits for {self.actor.first_name}")
        first = service.start_given(services, self.actor, work.id)
        self._go_on(services, source, first, most, practising=True)

    def _go_on(
        self,
        services: Services,
        source: DemoSource,
        first: UUID | None,
        most: int | None,
        practising: bool,
    ) -> None:
        following, done = first, 0
        while following is not None and (most is None or done < most):
            following, done = self._answer(services, source, following, practising), done + 1

    def _answer(
        self, services: Services, source: DemoSource, served_id: UUID, practising: bool
    ) -> UUID | None:
        """Read an exercise, think, answer; the id of the next one."""
        entry, instance = self._read(services, served_id)
        known = examples(instance)
        source.wait(entry.item.seconds * self.chance.uniform(0.5, 1.6))
        misled = self._misled(entry, known)
        right = misled is None and self.succeeds(entry)
        if practising and not right and self.chance.random() < ASKS_HELP:
            service.use_help(services, self.actor, served_id)
            source.wait(20.0)
            right = misled is None and self.chance.random() < HELPED
        if practising and misled is None:
            self.ability[entry.item.skill] += LEARNT
        if practising:
            self.gained += self.grows
        if known.unreadable and self.chance.random() < MISREADS:
            service.answer(services, self.actor, served_id, known.unreadable[0])
            source.wait(10.0)
        raw = (
            misled
            or self._said(services, served_id, entry, instance)
            or self._words(known, right)
        )
        reply = service.answer(services, self.actor, served_id, raw or {}, unknown=raw is None)
        if not isinstance(reply, service.Replied):
            raise RuntimeError(f"an example answer was not taken: {entry.item.id} {raw}")
        return reply.next_id

    def _read(self, services: Services, served_id: UUID) -> tuple[PoolItem, Instance]:
        with services.db.read() as session:
            version_id, *rest = session.execute(_SERVED, {"served_id": served_id}).one()
        entry = self.catalogue.items[self.catalogue.row_of[version_id]]
        return entry, Instance(entry.item.id, *rest)

    def _misled(self, entry: PoolItem, known: Examples) -> Raw | None:
        """The answer that what she wrongly believes of this skill leads to, if it does here."""
        idea = self.believes.get(entry.item.skill)
        if idea is None:
            return None
        self.theta(entry.item.skill)
        led = [raw for raw, cause in known.wrong if cause == idea]
        return led[0] if led and self.chance.random() < HOLDS else None

    def _words(self, known: Examples, right: bool) -> Raw | None:
        """The fields to post; None for "je ne sais pas encore"."""
        if right:
            return known.right[0]
        if self.chance.random() < SAYS_UNKNOWN or not known.wrong:
            return None
        if known.partly and self.chance.random() < HALF_RIGHT:
            return self._one(known.partly)
        named = [raw for raw, cause in known.wrong if cause]
        if named and self.chance.random() < NAMED:
            return self._one(named)
        return self._one([raw for raw, _cause in known.wrong])

    def _said(
        self, services: Services, served_id: UUID, entry: PoolItem, instance: Instance
    ) -> Raw | None:
        """What she writes in her own words, or says, where only a person can mark it."""
        if entry.item.type == "writing":
            return {"text": [LATE if "bus" in instance.public["context"] else BOXES]}
        if entry.item.type == "spoken" and speech.available():
            voices.keep(services, self.actor, served_id, speech.say(SPOKEN))
            return {"how": ["voice"]}
        return None

    def _one(self, answers: Sequence[Raw]) -> Raw:
        return answers[self.chance.randrange(len(answers))]
