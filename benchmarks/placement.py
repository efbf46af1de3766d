"""Placement on the real tree, simulated: `make bench NAME=placement`; `--quick` is shorter.

The world: abilities general sd .7, domain .6, strand .4, prerequisite graph .6 with β = 1; 16
items a skill, difficulties known to ± .4; no luck, slips of 2 %. Each learner is placed in
every domain with twelve exercises, then goes on to thirty. The engine is fitted to the logs of
other learners first. A skill is on the right side when its mean level and the true one are on
the same side of its difficulty.

The graph term can be read in two ways: (I + βL)⁻¹ as it comes, or rescaled to unit diagonal as
the engine's own kernel has it. As it comes, the prior guess is right for 73 % of skills, which
is the anchor beside the targets; both are measured.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from adaptive import Observation, Skill, State, Stop, observe, prior
from adaptive.fitting import fit
from adaptive.gaussian import Floats, cdf
from adaptive.parameters import DEFAULT, Hyper, Parameters, build_parameters
from adaptive.placing import PlacementHistory, PlacementRule, place
from adaptive.pool import Bools, Pool, build_pool
from adaptive.testing.classical import maximum_information
from benchmarks._report import machine, measure
from exercises.curriculum import load_curriculum

CURRICULUM = Path(__file__).parents[1] / "exercises" / "banks" / "curriculum.yaml"
WORLD = Hyper(
    sigma_general=0.7, sigma_domain=0.6, sigma_strand=0.4, sigma_graph=0.6, beta=1.0, drift=0.0
)
ITEMS_A_SKILL, SAID_SD, UPPER = 16, 0.4, 0.98
FIRST, MORE = 12, 30
LEARNERS, QUICK = 400, 40
FITTED_ON, QUICK_FITTED_ON = 200, 40
# Figures and fits never share learners, nor items.
SEED, FIT_SEED = 4_001, 4_002
INTERVAL = 1.6449  # standard deviations on each side of a 90 % interval

# The rule of learners but for its own stop, so that everybody has as many exercises.
TO_THE_LIMIT = PlacementRule(epsilon=0.0)
UNKIND = replace(TO_THE_LIMIT, floor=0.0, last_floor=0.0)


def tree() -> list[Skill]:
    """The skills of the curriculum, as the engine takes them."""
    curriculum = load_curriculum(CURRICULUM)
    return [
        Skill(skill.id, skill.domain, skill.strand, skill.difficulty, skill.requires)
        for skill in curriculum.skills.values()
    ]


@dataclass(frozen=True, eq=False)
class World:
    """True abilities (l, n) and difficulties (m,), and what the engine may know of items."""

    ability: Floats
    true: Floats
    pool: Pool


def world(skills: Sequence[Skill], unit: bool, learners: int, seed: int) -> World:
    """Learners and items drawn anew; ``unit``: the graph term rescaled to unit diagonal."""
    rng = np.random.default_rng(seed)
    known = build_parameters(skills, WORLD)
    cov = known.cov0 if unit else known.cov0 - _rescaled(known) + _as_it_comes(known)
    root = np.linalg.cholesky(cov)
    skill = np.repeat(np.arange(len(skills)), ITEMS_A_SKILL)
    tier = np.tile([1, 2, 3, 2], len(skill) // 4)
    said = known.difficulty[skill] + np.array(WORLD.tier_offsets)[tier - 1]
    return World(
        ability=(root @ rng.standard_normal((len(skills), learners))).T,
        true=said + SAID_SD * rng.standard_normal(len(skill)),
        pool=build_pool(skill=skill, b=said, b_var=SAID_SD**2, tier=tier, u=UPPER),
    )


def _as_it_comes(known: Parameters) -> Floats:
    n = len(known)
    laplacian = np.zeros((n, n))
    for child, parent in zip(known.edge_child, known.edge_parent, strict=True):
        laplacian[[child, parent], [child, parent]] += 1.0
        laplacian[[child, parent], [parent, child]] -= 1.0
    inverse = np.linalg.inv(np.eye(n) + WORLD.beta * laplacian)
    return np.asarray(WORLD.sigma_graph**2 * inverse, dtype=np.float64)


def _rescaled(known: Parameters) -> Floats:
    term = _as_it_comes(known)
    sd = np.sqrt(np.diagonal(term))
    return np.asarray(WORLD.sigma_graph**2 * term / np.outer(sd, sd), dtype=np.float64)


@dataclass
class Sitter:
    """A simulated learner being placed: the belief, the log, what was asked in a domain."""

    state: State
    log: list[Observation]
    asked: list[int]
    scores: list[float]


Chooser = Callable[[Parameters, State, Pool, int, Sitter, np.random.Generator], int | None]


def by_rule(rule: PlacementRule) -> Chooser:
    """``adaptive.place`` itself, under a rule; None when it stops."""

    def choose(
        parameters: Parameters,
        state: State,
        pool: Pool,
        domain: int,
        sitter: Sitter,
        draw: np.random.Generator,
    ) -> int | None:
        history = PlacementHistory(
            domain,
            state.at,
            tuple(sitter.asked),
            tuple(sitter.scores),
            tuple(int(pool.skill[row]) for row in sitter.asked),
            rule=rule,
        )
        choice = place(parameters, state, pool, history, draw)
        return None if isinstance(choice, Stop) else choice.item

    return choose


def then_more(rule: PlacementRule) -> list[tuple[int, Chooser]]:
    """Twelve exercises a domain by this rule, then on to thirty by the same."""
    return [(FIRST, by_rule(rule)), (MORE, by_rule(replace(rule, most=MORE)))]


def _allowed(parameters: Parameters, pool: Pool, domain: int, sitter: Sitter) -> Bools:
    mask = np.asarray(parameters.domain[pool.skill] == domain)
    mask[sitter.asked] = False
    return mask


def at_random(
    parameters: Parameters,
    state: State,
    pool: Pool,
    domain: int,
    sitter: Sitter,
    draw: np.random.Generator,
) -> int:
    """Any item of the domain."""
    return int(draw.choice(np.flatnonzero(_allowed(parameters, pool, domain, sitter))))


def most_informative(
    parameters: Parameters,
    state: State,
    pool: Pool,
    domain: int,
    sitter: Sitter,
    draw: np.random.Generator,
) -> int | None:
    """The classical rule: maximum Fisher information at the estimated levels."""
    allowed = _allowed(parameters, pool, domain, sitter)
    row = maximum_information(pool, state.mean.astype(np.float64), allowed)
    return None if isinstance(row, Stop) else row


def sit(
    parameters: Parameters,
    given: World,
    learner: int,
    blocks: Sequence[tuple[int, Chooser]],
    seed: int,
) -> tuple[list[State], list[Observation]]:
    """The belief after each block: every domain in turn, up to so many exercises in each."""
    draw = np.random.default_rng([seed, learner])
    domains = range(len(parameters.domains))
    asked: list[list[int]] = [[] for _ in domains]
    scores: list[list[float]] = [[] for _ in domains]
    sitter = Sitter(prior(parameters, 0.0), [], [], [])
    after = []
    for most, choose in blocks:
        for domain in domains:
            sitter.asked, sitter.scores = asked[domain], scores[domain]
            while len(sitter.asked) < most:
                row = choose(parameters, sitter.state, given.pool, domain, sitter, draw)
                if row is None:
                    break
                answer(parameters, given, learner, row, sitter, draw)
        after.append(sitter.state)
    return after, sitter.log


def answer(
    parameters: Parameters,
    given: World,
    learner: int,
    row: int,
    sitter: Sitter,
    draw: np.random.Generator,
) -> None:
    """What the learner does with this item, observed."""
    skill = int(given.pool.skill[row])
    lead = float(given.ability[learner, skill] - given.true[row])
    score = float(draw.random() < UPPER / (1.0 + math.exp(-lead)))
    seen = Observation(
        seq=len(sitter.log) + 1,
        at=0.0,
        day=0,
        sitting=0,
        skills=(skill,),
        score=score,
        b=float(given.pool.b[row]),
        b_var=float(given.pool.b_var[row]),
        variant=row,
        practised=False,
    )
    sitter.state, _ = observe(parameters, sitter.state, seen)
    sitter.log.append(seen)
    sitter.asked.append(row)
    sitter.scores.append(score)


@dataclass(frozen=True)
class Figures:
    """Shares, over learners and skills; ``exercises`` and ``success`` are means; ``error`` is
    the standard error of ``right``."""

    right: float
    error: float
    sure_right: float
    sure: float
    held: float
    exercises: float
    success: float


def figures(
    parameters: Parameters, given: World, states: Sequence[State], logs: Sequence[float]
) -> Figures:
    """What the beliefs are worth; ``logs``: scores of all answers, pooled."""
    mean = np.array([state.mean for state in states], dtype=np.float64)
    sd = np.array([state.sd for state in states], dtype=np.float64)
    above = given.ability > parameters.difficulty
    chance = cdf((mean - parameters.difficulty) / sd)
    right = 100.0 * ((chance > 0.5) == above).mean(axis=1)
    sure = chance >= 0.9
    held = np.abs(given.ability - mean) <= INTERVAL * sd
    return Figures(
        right=float(right.mean()),
        error=float(right.std() / math.sqrt(len(right))),
        sure_right=100.0 * float(above[sure].mean()) if sure.any() else math.nan,
        sure=100.0 * float(sure.mean()),
        held=100.0 * float(held.mean()),
        exercises=len(logs) / len(states) / len(parameters.domains),
        success=100.0 * float(np.mean(logs)) if len(logs) else math.nan,
    )


def trial(
    parameters: Parameters, given: World, blocks: Sequence[tuple[int, Chooser]]
) -> list[Figures]:
    """The figures after each block, all learners of the world."""
    states: list[list[State]] = [[] for _ in blocks]
    scores: list[list[float]] = [[] for _ in blocks]
    for learner in range(len(given.ability)):
        after, log = sit(parameters, given, learner, blocks, SEED)
        for block, state in enumerate(after):
            states[block].append(state)
            scores[block] += [seen.score for seen in log[: state.seq]]
    return [
        figures(parameters, given, of_block, told)
        for of_block, told in zip(states, scores, strict=True)
    ]


def show(name: str, seen: Figures, right: float | None = None, *, judged: bool = False) -> None:
    """The lines of one trial; verdicts where there are targets."""
    measure(f"{name}_right_side", seen.right, "%", at_least=right)
    measure(f"{name}_right_side_standard_error", seen.error, "%")
    measure(f"{name}_sure_and_right", seen.sure_right, "%", at_least=93.0 if judged else None)
    measure(f"{name}_called_sure", seen.sure, "%")
    if judged:
        measure(f"{name}_intervals_hold", seen.held, "%", at_least=88.0)
        measure(f"{name}_intervals_hold_at_most", seen.held, "%", at_most=92.0)
    else:
        measure(f"{name}_intervals_hold", seen.held, "%")
    measure(f"{name}_exercises_a_domain", seen.exercises, "")
    measure(f"{name}_success", seen.success, "%")


def fitted(skills: Sequence[Skill], unit: bool, learners: int) -> Hyper:
    """Hyper-parameters from the placements of other learners, sat with the defaults."""
    others = world(skills, unit, learners, FIT_SEED)
    start = build_parameters(skills, DEFAULT)
    blocks = then_more(TO_THE_LIMIT)
    logs = [sit(start, others, one, blocks, FIT_SEED)[1] for one in range(learners)]
    found = fit(skills, logs)
    measure("fitted_on_answers", found.answers, "")
    for name in (
        "sigma_general",
        "sigma_domain",
        "sigma_strand",
        "sigma_graph",
        "beta",
        "mean",
    ):
        measure(f"fitted_{name}", getattr(found.hyper, name), "")
    measure("fitted_log_loss_before", found.before, "nats an answer")
    measure("fitted_log_loss_after", found.after, "nats an answer")
    return found.hyper


def independent(parameters: Parameters, skills: Sequence[Skill]) -> Parameters:
    """The same spread, no skill saying anything of another."""
    sd = math.sqrt(float(np.diagonal(parameters.cov0).mean()))
    alone = Hyper(
        sigma_general=0.0, sigma_domain=0.0, sigma_strand=0.0, sigma_graph=sd, beta=0.0
    )
    return build_parameters(skills, replace(alone, mean=parameters.hyper.mean))


def one_world(skills: Sequence[Skill], unit: bool, quick: bool) -> None:
    """All trials of one reading of the world."""
    print(f"-- graph term {'rescaled to unit diagonal' if unit else 'as it comes'}", flush=True)
    found = build_parameters(
        skills, fitted(skills, unit, QUICK_FITTED_ON if quick else FITTED_ON)
    )
    # "Threshold at the skill's difficulty, for this figure": what is near it counts most.
    parameters = replace(found, threshold=found.difficulty)
    given = world(skills, unit, QUICK if quick else LEARNERS, SEED)
    nothing = [prior(parameters, 0.0)] * len(given.ability)
    show("prior_guess", figures(parameters, given, nothing, []))
    for name, rule in (("placed", TO_THE_LIMIT), ("no_kind_start", UNKIND)):
        twelve, thirty = trial(parameters, given, then_more(rule))
        show(f"{name}_12", twelve, 81.0, judged=True)
        show(f"{name}_30", thirty, 86.0)
    default = build_parameters(skills, DEFAULT)
    variants: list[tuple[str, Parameters, Chooser]] = [
        ("as_learners_get_it", found, by_rule(PlacementRule())),
        ("maximum_information", parameters, most_informative),
        ("at_random", parameters, at_random),
        ("not_fitted", default, by_rule(TO_THE_LIMIT)),
        ("independent_skills", independent(parameters, skills), by_rule(TO_THE_LIMIT)),
    ]
    for name, used, choose in variants:
        show(name, trial(used, given, [(FIRST, choose)])[0])


def main() -> None:
    """Prints the figures in both readings of the world; targets beside those of the engine."""
    machine(f"numpy {np.__version__}")
    skills = tree()
    for unit in (False, True):
        one_world(skills, unit, "--quick" in sys.argv[1:])


if __name__ == "__main__":
    main()
