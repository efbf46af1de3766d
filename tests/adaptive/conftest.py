"""A small curriculum for quick properties, and the real one for reachability."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, settings

from adaptive.filter import observe
from adaptive.observation import Observation
from adaptive.parameters import Parameters, Skill, build_parameters
from adaptive.pool import Pool, build_pool
from adaptive.state import State

CURRICULUM = Path(__file__).parents[2] / "exercises" / "banks" / "curriculum.yaml"

# A shared machine is slow now and then: that is no failure of the engine.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

# a ← b ← c in one strand, d alone in another of the same domain; e, f ← e in another domain.
SMALL = [
    Skill("a", "maths", "m.nombres", -1.5),
    Skill("b", "maths", "m.nombres", -0.5, ("a",)),
    Skill("c", "maths", "m.nombres", 0.6, ("b",)),
    Skill("d", "maths", "m.mesures", 0.2),
    Skill("e", "francais", "f.lecture", -1.0),
    Skill("f", "francais", "f.lecture", 0.4, ("e",)),
]

Answer = Callable[..., Observation]


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return build_parameters(SMALL)


@pytest.fixture(scope="session")
def real() -> Parameters:
    tree = yaml.safe_load(CURRICULUM.read_text(encoding="utf-8"))
    return build_parameters(
        [
            Skill(
                skill["id"],
                domain["id"],
                strand["id"],
                float(skill["difficulty"]),
                tuple(skill["requires"]),
            )
            for domain in tree["domains"]
            for strand in domain["strands"]
            for skill in strand["skills"]
        ]
    )


@pytest.fixture(scope="session")
def stock() -> Callable[..., Pool]:
    return _stock


@pytest.fixture(scope="session")
def answer() -> Answer:
    return _answer


@pytest.fixture(scope="session")
def succeed() -> Callable[..., State]:
    return _succeed


@pytest.fixture(scope="session")
def same() -> Callable[[State, State], bool]:
    return _same


@pytest.fixture(scope="session")
def pool(parameters: Parameters) -> Pool:
    return _stock(parameters)


@pytest.fixture(scope="session")
def real_pool(real: Parameters) -> Pool:
    return _stock(real)


def _stock(
    parameters: Parameters, skills: tuple[int, ...] | None = None, per_tier: int = 3
) -> Pool:
    """A pool with ``per_tier`` generated items in each tier of each skill."""
    wanted = range(len(parameters)) if skills is None else skills
    rows = [(s, tier) for s in wanted for tier in (1, 2, 3) for _ in range(per_tier)]
    priors = [parameters.item_prior(s, tier, generated=True) for s, tier in rows]
    return build_pool(
        skill=[s for s, _ in rows],
        tier=[tier for _, tier in rows],
        b=[b for b, _ in priors],
        b_var=[variance for _, variance in priors],
        generated=True,
    )


def _answer(seq: int, skill: int, score: float, /, **other: object) -> Observation:
    """An ordinary answer, one a quarter of an hour, ten a sitting, a sitting a day."""
    sitting = (seq - 1) // 10
    known: dict[str, object] = {
        "seq": seq,
        "at": sitting + (seq % 10) / 96.0,
        "day": sitting,
        "sitting": sitting,
        "skills": (skill,),
        "score": score,
        "b": 0.0,
        "variant": seq,
    }
    return Observation(**{**known, **other})  # type: ignore[arg-type]


def _succeed(parameters: Parameters, state: State, skill: int, times: int = 40) -> State:
    """The state after right answers on a skill, two a sitting, until it is acquis."""
    for _ in range(times):
        if state.evidence["stage"][skill] > 0:
            break
        seq = state.seq + 1
        b = float(parameters.difficulty[skill])
        seen = _answer(seq, skill, 1.0, b=b, day=seq // 2, sitting=seq // 2, at=seq / 2)
        state, _ = observe(parameters, state, seen)
    return state


def _same(one: State, other: State) -> bool:
    """Bit for bit."""
    return (
        one.mean.tobytes() == other.mean.tobytes()
        and one.cov.tobytes() == other.cov.tobytes()
        and one.evidence.tobytes() == other.evidence.tobytes()
        and (one.at, one.seq, one.sitting) == (other.at, other.seq, other.sitting)
    )
