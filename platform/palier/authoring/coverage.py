"""What the banks cover: of each skill, tiers, types, misconceptions, and states within reach.

A state is reachable when the engine, with the parameters and rules that serve learners, gives
it to someone who succeeds at every exercise there is. Where it does not, a learner would climb
towards a landing that is not there: the command fails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import adaptive
from adaptive import Observation, Parameters, Skill, State, build_parameters
from exercises.bank import Bank
from exercises.checks import play_item
from exercises.curriculum import Curriculum
from exercises.items import Item, draw, variant
from palier.catalogue import PoolItem, guessing, pool_item
from palier.practice.memory import beginning, variant_number

SEEDS = 16
A_SITTING = 3  # exercises of one skill in one sitting, as interleaving would give
MOST_RIGHT = 24  # successes on one skill, after which we stop hoping
# What makes a skill présumé before it is acquis: successes on all the others, and on itself
# fewer than acquis asks. Some skills stand apart: the others alone say too little of them.
OF_OTHERS, OF_IT = 3, 2
WAIT_DAYS = 8  # past the delay after which a success shows that a skill is kept

Progress = Callable[[int, int, str], None]
TIERS = (1, 2, 3)


@dataclass(frozen=True)
class Reached:
    """Which states someone who succeeds at everything is given, for one skill."""

    presumed: bool
    acquis: bool
    retenu: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the states that cannot be reached."""
        return tuple(name for name, reached in vars(self).items() if not reached)


@dataclass(frozen=True)
class Row:
    """One skill. ``items`` counts items by (tier, type); ``instances`` what ``SEEDS`` draws of
    each gave, by tier; ``misconceptions``: by id, the (tier, type) pairs that reveal it."""

    skill: str
    items: Mapping[tuple[int, str], int]
    instances: Mapping[int, int]
    misconceptions: Mapping[str, frozenset[tuple[int, str]]]
    reached: Reached

    @property
    def tiers_missing(self) -> tuple[int, ...]:
        """Tiers without any exercise."""
        return tuple(tier for tier in TIERS if not self.instances.get(tier))

    @property
    def silent(self) -> tuple[str, ...]:
        """Misconceptions that no exercise shows."""
        return tuple(name for name, places in self.misconceptions.items() if not places)

    @property
    def one_type(self) -> bool:
        """Whether every exercise is of the same type."""
        return len({kind for _, kind in self.items}) < 2

    @property
    def incomplete(self) -> bool:
        """Whether an author has something left to write."""
        return bool(self.tiers_missing or self.silent or self.one_type)


def coverage(
    bank: Bank,
    curriculum: Curriculum,
    prefix: str = "",
    progress: Progress = lambda done, total, name: None,
) -> tuple[Row, ...]:
    """One row a skill that has exercises and whose id begins so, in the curriculum's order."""
    parameters = parameters_of(curriculum)
    by_skill: dict[str, list[Item]] = {}
    for item in bank.ready:
        by_skill.setdefault(item.skill, []).append(item)
    entries = {
        skill: [
            pool_item(at, item, guessing(item), parameters, {}) for at, item in enumerate(items)
        ]
        for skill, items in by_skill.items()
    }
    wanted = [s for s in curriculum.ids if s in by_skill and s.startswith(prefix)]
    rows: list[Row] = []
    for done, skill in enumerate(wanted):
        progress(done, len(wanted), skill)
        reached = reach(skill, entries, parameters)
        rows.append(_row(skill, by_skill[skill], curriculum, reached))
    return tuple(rows)


def parameters_of(curriculum: Curriculum) -> Parameters:
    """The engine's parameters for a curriculum that was never published."""
    skills = curriculum.skills.values()
    return build_parameters(
        [Skill(s.id, s.domain, s.strand, s.difficulty, s.requires) for s in skills]
    )


def _row(skill: str, items: Sequence[Item], curriculum: Curriculum, reached: Reached) -> Row:
    counts: Counter[tuple[int, str]] = Counter((item.tier, item.type) for item in items)
    instances: Counter[int] = Counter()
    shown: dict[str, set[tuple[int, str]]] = {
        name: set() for name in curriculum.skills[skill].messages
    }
    for item in items:
        found = play_item(item, SEEDS)
        instances[item.tier] += len(found.variants)
        for name in found.misconceptions & shown.keys():
            shown[name].add((item.tier, item.type))
    frozen = {name: frozenset(places) for name, places in shown.items()}
    return Row(skill, counts, instances, frozen, reached)


def reach(
    skill: str, entries: Mapping[str, Sequence[PoolItem]], parameters: Parameters
) -> Reached:
    """The states that success gives: around this skill (présumé), then on it alone."""
    learner = _Successful(parameters)
    for other, items in entries.items():
        hardest = sorted(items, key=lambda entry: -entry.b)
        for entry, mark in islice(_instances(hardest), OF_IT if other == skill else OF_OTHERS):
            learner.succeed(entry, mark)
    index = parameters.index[skill]
    levels = adaptive.levels(parameters, learner.state, learner.state.at)
    learner = _Successful(parameters)
    for entry, mark in islice(_instances(entries[skill]), MOST_RIGHT):
        learner.succeed(entry, mark)
        if "acquis" in learner.events:
            break
    acquis = "acquis" in learner.events
    learner.day += WAIT_DAYS
    entry, mark = next(_instances(entries[skill]))
    learner.succeed(entry, mark)
    return Reached(bool(levels.presumed[index]), acquis, "retenu" in learner.events)


class _Successful:
    """Someone who succeeds at every exercise, a few of them a day."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.state: State = beginning(parameters)
        self.events: set[str] = set()
        self.day = 1

    def succeed(self, entry: PoolItem, mark: str) -> None:
        """One success, on the instance called ``mark``."""
        if self.state.seq % A_SITTING == 0:
            self.day += 1
        observation = Observation(
            seq=self.state.seq + 1,
            at=float(self.day),
            day=self.day,
            sitting=self.day,
            skills=tuple(self.parameters.index[skill] for skill in entry.skills),
            weights=tuple(entry.skills.values()),
            score=1.0,
            a=entry.a,
            b=entry.b,
            b_var=entry.b_var,
            c=entry.c,
            u=entry.u,
            variant=variant_number(mark),
        )
        state = adaptive.advance(self.parameters, self.state, observation.at)
        self.state, events = adaptive.observe(self.parameters, state, observation)
        self.events |= {event.kind for event in events}


def _instances(entries: Sequence[PoolItem]) -> Iterator[tuple[PoolItem, str]]:
    """Different instances, each item in turn: what weeks of practice would show."""
    known: set[str] = set()
    for seed in range(SEEDS):
        for entry in entries:
            mark = variant(entry.item.type, draw(entry.item, seed))
            if mark not in known:
                known.add(mark)
                yield entry, mark
