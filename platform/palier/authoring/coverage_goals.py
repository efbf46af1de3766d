"""What the exercises of a skill come to, counted from what they really give, against a goal.

Nothing is taken from what an author announces: exercises are drawn, identical ones counted
once, and wrong answers are judged to read what is said of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exercises import items as play
from exercises.bank import Bank
from exercises.checks import judged
from exercises.curriculum import Curriculum
from exercises.instance import Instance, Json
from exercises.items import Item

DRAWS = 600  # of the exercises of one skill together, each in turn
TIERS = frozenset({1, 2, 3})
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")
# Another number or another person does not make another situation.
_VARYING = re.compile(r"\d[\d\s.,]*|\b[A-ZÀ-Þ][\w’-]*")

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Goal:
    """The least that a skill should have."""

    templates: int
    types: int
    situations: int
    instances: int


GOALS: Mapping[str, Goal] = {"maths": Goal(templates=4, types=2, situations=3, instances=200)}


@dataclass
class Count:
    """What was drawn of one skill.

    ``templates``: what numbers are drawn from, a generator once whatever its parameters; a
    written exercise is none. ``instances``: fingerprints, so that the same exercise counts once
    over all the items. ``situations``: contexts and titles without their numbers and names.
    ``explained``: by misconception, the templates or written items that answer it in words made
    for the exercise: with a number of it or of the answer, or changing with what is drawn.
    ``unaided``: items without a hint.
    """

    skill: str
    draws: int = 0
    templates: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    tiers: set[int] = field(default_factory=set)
    instances: set[str] = field(default_factory=set)
    situations: set[str] = field(default_factory=set)
    explained: dict[str, set[str]] = field(default_factory=dict)
    unaided: set[str] = field(default_factory=set)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, as people read it."""
        goal = GOALS[self.skill.split(".")[0]]
        counted = (
            ("modèles", len(self.templates), goal.templates),
            ("types", len(self.types), goal.types),
            ("situations", len(self.situations), goal.situations),
            ("énoncés différents", len(self.instances), goal.instances),
        )
        unsaid = [name for name, places in self.explained.items() if not places]
        return (
            *(
                f"{name} : {count} sur {least}"
                for name, count, least in counted
                if count < least
            ),
            *(f"niveau {tier}" for tier in sorted(TIERS - self.tiers)),
            *(f"retour précis pour « {name} »" for name in unsaid),
            *(f"coup de pouce pour « {name} »" for name in sorted(self.unaided)),
        )


def counts(
    bank: Bank,
    curriculum: Curriculum,
    prefix: str = "",
    *,
    drafts: bool = False,
    draws: int = DRAWS,
    progress: Progress = lambda done, total, name: None,
) -> tuple[Count, ...]:
    """One count a skill that has a goal, in the curriculum's order; drafts only when asked.

    Skills without any exercise are counted too: everything is missing there.
    """
    by_skill: dict[str, list[Item]] = {}
    for item in bank.items.values() if drafts else bank.ready:
        by_skill.setdefault(item.skill, []).append(item)
    wanted = [
        one for one in curriculum.ids if one.split(".")[0] in GOALS and one.startswith(prefix)
    ]
    found = []
    for done, skill in enumerate(wanted):
        progress(done, len(wanted), skill)
        messages = curriculum.skills[skill].messages
        found.append(count_of(skill, by_skill.get(skill, ()), messages, draws))
    return tuple(found)


def count_of(
    skill: str, items: Sequence[Item], messages: Mapping[str, str], draws: int = DRAWS
) -> Count:
    """What ``draws`` draws of these items give, each in turn."""
    count = Count(skill, explained={name: set() for name in messages})
    said: dict[tuple[str, str], str] = {}
    for item in items:
        count.types.add(item.type)
        count.tiers.add(item.tier)
        if item.drawn:
            count.templates.add(item.generator or item.id)
        turns = max(-(-draws // len(items)), 1) if item.drawn else len(item.contents)
        for seed in range(turns):
            count.draws += 1
            instance = play.make(item, seed)
            if instance.variant not in count.instances:
                count.instances.add(instance.variant)
                _look(count, item, instance, messages, said)
    return count


def _look(
    count: Count,
    item: Item,
    instance: Instance,
    messages: Mapping[str, str],
    first: dict[tuple[str, str], str],
) -> None:
    """``first``: what was first said of a misconception, by template, to see it change."""
    if situation := _situation(instance.public):
        count.situations.add(situation)
    if not instance.public["helps"]:
        count.unaided.add(item.id.rpartition("/")[2])
    shown = _numbers(json.dumps(instance.public, ensure_ascii=False))
    source = item.generator or item.id
    for name, said, given in _answered(instance):
        if said != messages[name]:
            changes = first.setdefault((name, source), said) != said
            if changes or _numbers(said) & (shown | _numbers(given)):
                count.explained[name].add(source)


def _answered(instance: Instance) -> Iterator[tuple[str, str, str]]:
    """(misconception, what is said of it, the answer) of the answers that show just one."""
    examples = play.examples(instance)
    for raw in (*(raw for raw, _ in examples.wrong), *examples.partly):
        verdict = judged(instance, raw)
        # Where an answer shows several, which sentence is of which is not known.
        if verdict and len(verdict.misconceptions) == len(verdict.blocks) == 1:
            yield verdict.misconceptions[0], verdict.blocks[0], verdict.given


def _situation(public: Json) -> str:
    """What the exercise is about, without what is drawn; "" when it says nothing of it."""
    paper = public["document"] or {}
    said = (public["context"], paper.get("title"), public.get("title"))
    return _VARYING.sub("#", " | ".join(text for text in said if text))


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(_THOUSANDS.sub("", text)))
