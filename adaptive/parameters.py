"""The parameter set: what is known before any learner answers. Immutable, stored as bytes."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adaptive.gaussian import Floats, logit

Ints = NDArray[np.int64]

# A skill is held when an ordinary exercise of it is right three times in four.
THRESHOLD_SUCCESS = 0.75

_MAGIC = b"PALIER-PARAMETERS-1\n"
# Logits: beyond them a prior says nothing, and numbers overflow. Days: an hour.
LARGEST_HYPER, SHORTEST_HALF_LIFE = 1e3, 1.0 / 24.0
_NOT_NEGATIVE = (
    "sigma_general",
    "sigma_domain",
    "sigma_strand",
    "beta",
    "sigma_tier",
    "sigma_seed",
    "drift_sd",
)
_FLOATS = ("mean0", "difficulty", "threshold", "rate", "drift")


@dataclass(frozen=True)
class Skill:
    """A skill as the curriculum gives it; ``requires`` names prerequisites by id."""

    id: str
    domain: str
    strand: str
    difficulty: float
    requires: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hyper:
    """Hyperparameters of the prior, of learning and of forgetting. σ in logits.

    The defaults come from simulation and judgement only, not from learners' data: the prior
    standard deviation is about 1.15 logit, correlation about .5 between domains, .7 within one.
    """

    sigma_general: float = 0.80
    sigma_domain: float = 0.50
    sigma_strand: float = 0.35
    sigma_graph: float = 0.55
    beta: float = 0.5  # how strongly neighbours of the prerequisite graph resemble each other
    sigma_tier: float = 0.7  # spread of an item's difficulty around skill + tier, before data
    sigma_seed: float = 0.3  # spread of the instances of one generated family
    tier_offsets: tuple[float, float, float] = (-0.7, 0.0, 0.7)
    mean: float = 0.0  # prior mean of every skill: an average entrant
    half_life_days: float = 90.0  # without practice; twice that once acquis, four once retenu
    drift: float = 0.08  # logits learnt from one practised exercise
    # How much that differs from one exercise and learner to the next: sd, logits.
    drift_sd: float = 0.15
    drift_by_domain: tuple[tuple[str, float], ...] = ()


DEFAULT = Hyper()


@dataclass(frozen=True, eq=False)
class Parameters:
    """Everything the engine knows of the curriculum. n skills; arrays are not writeable.

    ``cov0`` is K of the design; ``threshold = difficulty + logit(.75)``; ``rate`` the
    forgetting rate per day (> 0); ``drift`` the logits learnt from one practised exercise.
    ``version`` is the fingerprint of the bytes: the same bytes, the same version.
    """

    ids: tuple[str, ...]
    domains: tuple[str, ...]
    strands: tuple[str, ...]
    domain: Ints  # (n,) index into domains
    strand: Ints  # (n,) index into strands
    requires: tuple[tuple[int, ...], ...]
    mean0: Floats  # (n,)
    cov0: Floats  # (n, n)
    difficulty: Floats  # (n,)
    threshold: Floats  # (n,)
    rate: Floats  # (n,) per day
    drift: Floats  # (n,) logits
    edge_child: Ints  # (edges,) skills that require …
    edge_parent: Ints  # (edges,) … these
    hyper: Hyper
    index: dict[str, int]
    version: str

    def __len__(self) -> int:
        return len(self.ids)

    def check_skill(self, skill: int) -> None:
        """Nothing when ``skill`` is an index of this set.

        :raises ValueError: it is not.
        """
        if not 0 <= skill < len(self):
            raise ValueError(f"skill: {skill} is not one of the {len(self)} known")

    def item_prior(self, skill: int, tier: int, generated: bool) -> tuple[float, float]:
        """Mean and variance of an uncalibrated item's difficulty; tier is 1, 2 or 3.

        :raises ValueError: for another tier, or an unknown skill.
        """
        self.check_skill(skill)
        if tier not in (1, 2, 3):
            raise ValueError(f"tier: must be 1, 2 or 3, not {tier}")
        spread = self.hyper.sigma_seed if generated else 0.0
        b = float(self.difficulty[skill]) + self.hyper.tier_offsets[tier - 1]
        return b, self.hyper.sigma_tier**2 + spread**2

    def to_bytes(self) -> bytes:
        """The stored form, exact: a line of JSON, then the arrays as little-endian float64."""
        head = {
            "ids": self.ids,
            "domains": self.domains,
            "strands": self.strands,
            "domain": self.domain.tolist(),
            "strand": self.strand.tolist(),
            "requires": self.requires,
            "hyper": dataclasses.asdict(self.hyper),
        }
        line = json.dumps(head, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        arrays = [getattr(self, name) for name in _FLOATS] + [self.cov0]
        return _MAGIC + line + b"".join(array.astype("<f8").tobytes() for array in arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> Parameters:
        """The parameter set that ``to_bytes`` wrote, bit for bit.

        :raises ValueError: when the bytes are not a parameter set of this format.
        """
        if not data.startswith(_MAGIC):
            raise ValueError("data: not a parameter set of this version")
        line, ended, body = data[len(_MAGIC) :].partition(b"\n")
        try:
            head = json.loads(line) if ended else {"ids": []}
            n = len(head["ids"])
            if not ended or len(body) != 8 * n * (n + len(_FLOATS)):
                raise ValueError("cut short or too long")
            values = np.frombuffer(body, dtype="<f8").astype(np.float64)
            if not np.isfinite(values).all():
                raise ValueError("a number that is not finite")
            vectors = {name: values[i * n : (i + 1) * n] for i, name in enumerate(_FLOATS)}
            return _assemble(head, vectors, values[len(_FLOATS) * n :].reshape(n, n), data)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as damaged:
            raise ValueError(f"data: {damaged}") from damaged


def build_parameters(skills: Sequence[Skill], hyper: Hyper = DEFAULT) -> Parameters:
    """The parameter set of a curriculum, skills in the order given (the index is append-only).

    ``K = σ_general²·11ᵀ + σ_domain²·[same domain] + σ_strand²·[same strand]
    + σ_graph²·(I + βL)⁻¹``, L the Laplacian of the undirected prerequisite graph, the last term
    rescaled to unit diagonal before σ_graph².

    :raises ValueError: empty, duplicate id, unknown prerequisite, cycle, number out of range.
    """
    _check_hyper(hyper)
    index = _index(skills)
    requires = tuple(tuple(index[r] for r in skill.requires) for skill in skills)
    _check_acyclic(skills, requires)
    domains = tuple(dict.fromkeys(skill.domain for skill in skills))
    strands = tuple(dict.fromkeys(skill.strand for skill in skills))
    domain = [domains.index(skill.domain) for skill in skills]
    strand = [strands.index(skill.strand) for skill in skills]
    difficulty = np.array([skill.difficulty for skill in skills], dtype=np.float64)
    drift = dict(hyper.drift_by_domain)
    if strangers := sorted(drift.keys() - set(domains)):
        raise ValueError(f"drift_by_domain: {', '.join(strangers)} unknown")
    vectors = {
        "mean0": np.full(len(skills), hyper.mean),
        "difficulty": difficulty,
        "threshold": difficulty + logit(THRESHOLD_SUCCESS),
        "rate": np.full(len(skills), math.log(2.0) / hyper.half_life_days),
        "drift": np.array([drift.get(skill.domain, hyper.drift) for skill in skills]),
    }
    head = {
        "ids": tuple(index),
        "domains": domains,
        "strands": strands,
        "domain": domain,
        "strand": strand,
        "requires": requires,
        "hyper": dataclasses.asdict(hyper),
    }
    return _assemble(head, vectors, _kernel(domain, strand, requires, hyper), None)


def _assemble(
    head: dict[str, Any],  # JSON of to_bytes
    vectors: dict[str, Floats],
    cov0: Floats,
    data: bytes | None,
) -> Parameters:
    # Sets of before drift_sd was known say nothing of it, and mean 0.
    hyper = {"drift_sd": 0.0} | {k: _tuples(v) for k, v in head["hyper"].items()}
    arrays = {name: _frozen(array) for name, array in vectors.items()}
    edges = [(child, r) for child, needed in enumerate(head["requires"]) for r in needed]
    parameters = Parameters(
        ids=tuple(head["ids"]),
        domains=tuple(head["domains"]),
        strands=tuple(head["strands"]),
        domain=_frozen_ints(head["domain"]),
        strand=_frozen_ints(head["strand"]),
        requires=tuple(tuple(r) for r in head["requires"]),
        edge_child=_frozen_ints([child for child, _ in edges]),
        edge_parent=_frozen_ints([parent for _, parent in edges]),
        cov0=_frozen(cov0),
        hyper=Hyper(**hyper),
        index={name: i for i, name in enumerate(head["ids"])},
        version="",
        **arrays,
    )
    stored = parameters.to_bytes() if data is None else data
    return dataclasses.replace(parameters, version=hashlib.sha256(stored).hexdigest()[:16])


def _kernel(
    domain: list[int], strand: list[int], requires: tuple[tuple[int, ...], ...], hyper: Hyper
) -> Floats:
    n = len(domain)
    d, s = np.array(domain), np.array(strand)
    adjacency = np.zeros((n, n))
    for i, needed in enumerate(requires):
        for j in needed:
            adjacency[i, j] = adjacency[j, i] = 1.0
    laplacian = np.diag(adjacency.sum(axis=1)) - adjacency
    graph = np.linalg.inv(np.eye(n) + hyper.beta * laplacian)
    scale = np.sqrt(np.diag(graph))
    graph = graph / scale[:, None] / scale[None, :]
    kernel = (
        hyper.sigma_general**2
        + hyper.sigma_domain**2 * (d[:, None] == d[None, :])
        + hyper.sigma_strand**2 * (s[:, None] == s[None, :])
        + hyper.sigma_graph**2 * graph
    )
    # The last bits of the inverse depend on the machine and its threads: without rounding, the
    # same curriculum would get another version on each.
    return np.asarray(np.round((kernel + kernel.T) / 2.0, 10), dtype=np.float64)


def _index(skills: Sequence[Skill]) -> dict[str, int]:
    if not skills:
        raise ValueError("skills: at least one is needed")
    index: dict[str, int] = {}
    for i, skill in enumerate(skills):
        if skill.id in index:
            raise ValueError(f"skills: {skill.id} is given twice")
        if not math.isfinite(skill.difficulty):
            raise ValueError(f"difficulty: {skill.difficulty} for {skill.id}")
        index[skill.id] = i
    for skill in skills:
        for needed in skill.requires:
            if needed not in index:
                raise ValueError(f"requires: {skill.id} asks for unknown skill {needed}")
    return index


def _check_acyclic(skills: Sequence[Skill], requires: tuple[tuple[int, ...], ...]) -> None:
    """Kahn's walk: what cannot be taken off is on a cycle, or stands on one."""
    waiting = {i: set(needed) for i, needed in enumerate(requires)}
    while ready := [i for i, needed in waiting.items() if not needed]:
        for i in ready:
            del waiting[i]
        for needed in waiting.values():
            needed.difference_update(ready)
    if waiting:
        names = ", ".join(skills[i].id for i in waiting)
        raise ValueError(f"requires: a cycle among or below {names}")


def _check_hyper(hyper: Hyper) -> None:
    for field in _NOT_NEGATIVE:
        if not 0.0 <= getattr(hyper, field) <= LARGEST_HYPER:
            raise ValueError(f"{field}: must be a number ≥ 0, at most {LARGEST_HYPER:g}")
    if not 0.0 < hyper.sigma_graph <= LARGEST_HYPER:
        raise ValueError(f"sigma_graph: must be a number > 0, at most {LARGEST_HYPER:g}")
    if not SHORTEST_HALF_LIFE <= hyper.half_life_days < math.inf:
        raise ValueError(f"half_life_days: must be a number ≥ {SHORTEST_HALF_LIFE:g}")
    drifts = (hyper.drift, *(drift for _, drift in hyper.drift_by_domain))
    if not all(map(math.isfinite, (hyper.mean, *drifts, *hyper.tier_offsets))):
        raise ValueError("mean, drift, drift_by_domain and tier_offsets: must be numbers")


def _tuples(value: Any) -> Any:  # JSON gives lists where Hyper has tuples
    return tuple(_tuples(v) for v in value) if isinstance(value, list | tuple) else value


def _frozen(array: Floats) -> Floats:
    copy = np.array(array, dtype=np.float64)
    copy.flags.writeable = False
    return copy


def _frozen_ints(values: Sequence[int]) -> Ints:
    array = np.array(values, dtype=np.int64)
    array.flags.writeable = False
    return array
