from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from adaptive.fitting import Fitted, fit, log_loss, prepare
from adaptive.observation import Observation
from adaptive.parameters import DEFAULT, Hyper, Skill, build_parameters

Answer = Callable[..., Observation]
Logs = list[list[Observation]]

# Two domains of two strands of three skills, each on the one before it.
TREE = [
    Skill(
        f"{domain}{strand}{rank}",
        domain,
        f"{domain}.{strand}",
        rank - 1.0,
        (f"{domain}{strand}{rank - 1}",) if rank else (),
    )
    for domain in ("maths", "francais")
    for strand in ("a", "b")
    for rank in range(3)
]
# Learners who are good or weak at everything, and better than expected.
ALIKE = Hyper(
    sigma_general=1.6, sigma_domain=0.1, sigma_strand=0.1, sigma_graph=0.2, mean=0.8, drift=0.0
)


def _simulate(hyper: Hyper, learners: int, answers: int, seed: int, **gain: float) -> Logs:
    """Answers of learners drawn from the prior of ``hyper``; ``gain`` logits an exercise and
    domain."""
    world = build_parameters(TREE, hyper)
    rng = np.random.default_rng(seed)
    root = np.linalg.cholesky(world.cov0)
    logs = []
    for _ in range(learners):
        ability = world.mean0 + root @ rng.standard_normal(len(TREE))
        log = []
        for seq in range(1, answers + 1):
            skill = int(rng.integers(len(TREE)))
            b = TREE[skill].difficulty
            p = 0.98 / (1.0 + math.exp(b - float(ability[skill])))
            ability[skill] += gain.get(TREE[skill].domain, 0.0)
            log.append(
                Observation(
                    seq=seq,
                    at=0.0,
                    day=0,
                    sitting=0,
                    skills=(skill,),
                    score=float(rng.random() < p),
                    b=b,
                    variant=seq,
                    practised=bool(gain),
                )
            )
        logs.append(log)
    return logs


@pytest.fixture(scope="module")
def alike() -> tuple[Logs, Logs, Fitted]:
    logs, others = _simulate(ALIKE, 120, 16, 1), _simulate(ALIKE, 40, 16, 2)
    return logs, others, fit(TREE, logs, held_out=others)


def test_without_answers_the_defaults_come_back() -> None:
    empty: list[Logs] = [[], [[], []]]
    for nothing in empty:
        for start in (DEFAULT, replace(DEFAULT, sigma_general=2.0, drift=0.1)):
            found = fit(TREE, nothing, start)
            assert found == Fitted(DEFAULT, 0.0, 0.0, 0, 0, 0, 0, True)


def test_what_is_not_fitted_is_kept_from_the_start() -> None:
    start = replace(DEFAULT, sigma_seed=0.5, tier_offsets=(-1.0, 0.0, 1.0))
    found = fit(TREE, _simulate(DEFAULT, 3, 5, 0), start, most_rounds=1)
    assert found.hyper.sigma_seed == 0.5
    assert found.hyper.tier_offsets == (-1.0, 0.0, 1.0)


def test_a_world_is_found_again(alike: tuple[Logs, Logs, Fitted]) -> None:
    _, _, found = alike
    assert found.converged
    assert 1.2 < found.hyper.sigma_general < 2.0
    assert found.hyper.sigma_domain < 0.4
    assert 0.4 < found.hyper.mean < 1.2
    assert (found.answers, found.learners, found.held_out) == (120 * 16, 120, 40)


def test_other_learners_are_better_predicted(alike: tuple[Logs, Logs, Fitted]) -> None:
    """On learners never fitted on; the world's own parameters are hardly better."""
    _, others, found = alike
    loss, weight = log_loss(build_parameters(TREE, ALIKE), prepare(others))
    assert found.after < found.before - 0.005
    assert found.after < loss / weight + 0.003


def test_what_the_logs_cannot_tell_stays(alike: tuple[Logs, Logs, Fitted]) -> None:
    """One sitting, nothing practised: no word on forgetting or learning."""
    found = alike[2].hyper
    assert found.half_life_days == DEFAULT.half_life_days
    assert found.drift == DEFAULT.drift
    assert found.drift_by_domain == ()


def test_a_search_cut_short_goes_on(alike: tuple[Logs, Logs, Fitted]) -> None:
    logs, _, whole = alike
    told: list[tuple[int, int, float]] = []
    part = fit(TREE, logs, most_rounds=2, progress=lambda *at: told.append(at))
    assert not part.converged
    assert [(done, most) for done, most, _ in told] == [(1, 2), (2, 2)]
    assert told[1][2] <= told[0][2]
    on = fit(TREE, logs, part.hyper, most_rounds=6)
    assert on.before == pytest.approx(part.after)
    assert on.after <= part.after + 1e-3  # the priors' share of it may have fallen instead
    assert on.hyper.sigma_general == pytest.approx(whole.hyper.sigma_general, rel=0.1)


def test_learning_is_found_in_the_domain_where_it_is() -> None:
    world = replace(DEFAULT, drift=0.0)
    found = fit(TREE, _simulate(world, 30, 30, 3, maths=0.3), most_rounds=2).hyper
    drift = dict(found.drift_by_domain)
    assert drift["maths"] > 2.0 * drift["francais"]
    assert drift["maths"] > DEFAULT.drift


@pytest.mark.parametrize("scores", [(1.0,) * 6, (0.0,) * 6, (1.0, 0.0) * 8])
def test_one_learner_moves_little(answer: Answer, scores: tuple[float, ...]) -> None:
    """All right, all wrong, or contradictory: near the defaults, and every number is one."""
    log = [answer(seq, 0, score) for seq, score in enumerate(scores, 1)]
    found = fit(TREE, [log], most_rounds=3)
    for name in ("sigma_general", "sigma_domain", "sigma_strand", "sigma_graph", "beta"):
        assert 0.5 < getattr(found.hyper, name) / getattr(DEFAULT, name) < 2.0
    assert abs(found.hyper.mean) < 1.0
    assert 0.0 < found.hyper.drift < 0.3
    assert math.isfinite(found.before)
    assert found.after <= found.before


def test_the_loss_is_the_marginal_likelihood() -> None:
    """One skill, four answers: against the integral over ability, on a fine grid."""
    skill = [Skill("one", "d", "s", 0.0)]
    parameters = build_parameters(skill, DEFAULT)
    rights = (1.0, 0.0, 1.0, 1.0)
    log = [
        Observation(
            seq=n, at=0.0, day=0, sitting=0, skills=(0,), score=s, b=0.3 * n, practised=False
        )
        for n, s in enumerate(rights, 1)
    ]
    loss, weight = log_loss(parameters, prepare([log]))
    grid = np.linspace(-8.0, 8.0, 4001)
    law = np.exp(-0.5 * grid**2 / float(parameters.cov0[0, 0]))
    for n, right in enumerate(rights, 1):
        p = 0.98 / (1.0 + np.exp(0.3 * n - grid))
        if n == 1:
            whole = law.sum()
        law = law * (p if right else 1.0 - p)
    assert weight == 4.0
    assert loss == pytest.approx(-math.log(float(law.sum() / whole)), abs=5e-3)


def test_only_answers_made_alone_are_predicted(answer: Answer) -> None:
    log = [
        answer(1, 0, 1.0),
        answer(2, 0, 1.0, aided=True, weight=0.4),
        answer(3, 0, 1.0, kind="override", weight=5.0),
        answer(4, 0, 0.5, weight=0.6),
    ]
    _, weight = log_loss(build_parameters(TREE), prepare([log, []]))
    assert weight == pytest.approx(1.6)


def test_what_does_not_fit_is_named(answer: Answer) -> None:
    good = [answer(1, 0, 1.0)]
    with pytest.raises(ValueError, match="skills"):
        fit([], [good])
    with pytest.raises(ValueError, match="logs: learner 0 has skills"):
        fit(TREE, [[answer(1, 12, 1.0)]])
    with pytest.raises(ValueError, match="held_out: learner 0: seq 1"):
        fit(TREE, [good], held_out=[[answer(2, 0, 1.0), answer(1, 0, 1.0)]])
    with pytest.raises(ValueError, match="most_rounds"):
        fit(TREE, [good], most_rounds=0)
    with pytest.raises(ValueError, match="sigma_graph"):
        fit(TREE, [good], replace(DEFAULT, sigma_graph=math.nan))
