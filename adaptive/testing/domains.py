"""One test of several correlated domains: an answer in one also tells about the others.

θ (D,) ~ N(0, R), R correlations; each item belongs to one domain. The likelihood of a domain is
kept whole on the nodes of the tables, so that only the joint law is approximated: expectation
propagation with one factor a domain (Minka 2001), whose tilted moments are sums over the nodes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools
from adaptive.testing.bank import information
from adaptive.testing.lockstep import Respond
from adaptive.testing.tables import Tables

# Rounds over the domains after an answer: a third one moves means by less than 1e-3.
ROUNDS = 2
# Correlations are looked for by pairs, on every third node, which few answers never outrun.
SPARSE, WIDEST, HALVINGS = 3, 0.995, 30
LEAST_EIGENVALUE = 1e-3


@dataclass(frozen=True, eq=False)
class Joint:
    """What is believed of n learners: ``mean`` (n, D) and ``cov`` (n, D, D); ``likelihood``
    (n, D, q) of their answers so far, ``sites`` (n, D, 2) what each domain's answers say, as a
    precision and a precision times mean.
    """

    mean: Floats
    cov: Floats
    likelihood: Floats
    sites: Floats

    @property
    def sd(self) -> Floats:
        """Standard deviations, (n, D)."""
        return np.asarray(np.sqrt(np.diagonal(self.cov, axis1=1, axis2=2)))


def likelihoods(
    tables: Tables, domain: Ints, learner: Ints, item: Ints, right: Bools, learners: int
) -> Floats:
    """Of each learner's answers in each domain on the nodes, (learners, D, q), largest value 1.

    ``domain`` (m,) of each item; ``learner``, ``item``, ``right`` one each an answer.
    """
    log = np.zeros((learners, int(domain.max()) + 1, len(tables.nodes)))
    p = tables.right[item]
    np.add.at(log, (learner, domain[item]), np.log(np.where(right[:, None], p, 1.0 - p)))
    return np.asarray(np.exp(log - log.max(axis=2, keepdims=True)))


def correlations(tables: Tables, likelihood: Floats) -> Floats:
    """The correlations (D, D) of the abilities behind sparse answers, (n, D, q).

    Each pair by its own marginal likelihood, integrated over both abilities (composite
    likelihood: Varin, Reid & Firth 2011), then the nearest matrix that is positive definite.

    :raises ValueError: fewer than two learners.
    """
    if len(likelihood) < 2:
        raise ValueError(f"likelihood: {len(likelihood)} learners, two are needed")
    nodes, sparse = tables.nodes[::SPARSE], likelihood[:, :, ::SPARSE]
    domains = likelihood.shape[1]
    found = np.eye(domains)
    for one in range(domains):
        for other in range(one):
            r = _most_likely(nodes, sparse[:, one], sparse[:, other])
            found[one, other] = found[other, one] = r
    values, vectors = np.linalg.eigh(found)
    whole = (vectors * np.maximum(values, LEAST_EIGENVALUE)) @ vectors.T
    scale = np.sqrt(np.diagonal(whole))
    return np.asarray(whole / scale[:, None] / scale)


def _most_likely(nodes: Floats, one: Floats, other: Floats) -> float:
    """The correlation of a pair, by golden section."""
    golden = (np.sqrt(5.0) - 1.0) / 2.0
    low, high = -WIDEST, WIDEST

    def likely(r: float) -> float:
        """The log-likelihood of a correlation."""
        square = nodes[:, None] ** 2 - 2.0 * r * nodes[:, None] * nodes + nodes**2
        weight = np.exp(-0.5 * square / (1.0 - r * r))
        both = np.einsum("nq,nq->n", one @ (weight / weight.sum()), other)
        return float(np.log(np.maximum(both, 1e-300)).sum())

    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = likely(left), likely(right)
    for _ in range(HALVINGS):
        if at_left >= at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = likely(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = likely(right)
    return float(0.5 * (low + high))


def believe(
    tables: Tables, prior: Floats, likelihood: Floats, sites: Floats | None = None
) -> Joint:
    """The posterior of n learners, θ ~ N(0, prior), from ``likelihood`` (n, D, q); ``sites`` of
    the belief before, to begin from.

    :raises ValueError: a prior that is not a positive definite matrix of this size.
    """
    n, domains, _ = likelihood.shape
    if prior.shape != (domains, domains) or not np.linalg.eigvalsh(prior).min() > 0.0:
        raise ValueError(f"prior: a positive definite ({domains}, {domains}) is needed")
    inverse: Floats = np.asarray(np.linalg.inv(prior), dtype=np.float64)
    nodes = tables.nodes
    sites = np.zeros((n, domains, 2)) if sites is None else sites.copy()
    mean, cov = _gather(inverse, sites)
    for _ in range(ROUNDS):
        for d in range(domains):
            variance = cov[:, d, d]
            precision = np.maximum(1.0 / variance - sites[:, d, 0], 1e-3)
            centre = (mean[:, d] / variance - sites[:, d, 1]) / precision
            weight = np.exp(-0.5 * precision[:, None] * (nodes - centre[:, None]) ** 2)
            weight *= likelihood[:, d]
            total, first, second = tables.moments @ weight.T
            first = first / total
            spread = np.maximum(second / total - first * first, 1e-6)
            sites[:, d, 0] = 1.0 / spread - precision
            sites[:, d, 1] = first / spread - precision * centre
            mean, cov = _gather(inverse, sites)
    return Joint(mean, cov, likelihood, sites)


def _gather(inverse: Floats, sites: Floats) -> tuple[Floats, Floats]:
    precision = np.tile(inverse, (len(sites), 1, 1))
    every = np.arange(len(inverse))
    precision[:, every, every] += sites[:, :, 0]
    cov: Floats = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    return np.asarray(np.einsum("nde,ne->nd", cov, sites[:, :, 1])), cov


def most_helpful(
    tables: Tables, domain: Ints, joint: Joint, asked: Bools, error: float
) -> Ints:
    """The row for each learner, (n,), −1: there is none.

    The one that takes most from what the variances of the domains have above ``error²``: an
    item of domain d and information I at the mean takes ``C_ed²·I/(1 + C_dd·I)`` from that of
    domain e, weighted by what is above. A domain whose own items have all been asked is over:
    what others tell of it would take too many of them.
    """
    variance = np.diagonal(joint.cov, axis1=1, axis2=2)
    free = ~asked & tables.bank.usable
    own = domain == np.arange(variance.shape[1])[:, None]
    left = (free[:, None, :] & own).any(axis=2)
    above = np.where(left, np.maximum(variance - error * error, 0.0), 0.0)
    told = information(tables.bank, joint.mean[:, domain])
    shared = np.einsum("ned,ne->nd", joint.cov**2, above)[:, domain]
    worth = shared * told / (1.0 + variance[:, domain] * told)
    worth[~free] = 0.0
    best: Ints = worth.argmax(axis=1)
    best[worth.max(axis=1, initial=0.0) <= 0.0] = -1
    return best


def simulate_domains(
    tables: Tables, domain: Ints, prior: Floats, people: int, respond: Respond, error: float
) -> tuple[Ints, Floats, Floats]:
    """Tests in step, each until its deviations are at most ``error``, or nothing is left.

    Items asked (n,), and the means and deviations at the end, (n, D) each.

    :raises ValueError: as ``believe``; people below 1, an error that is not above 0.
    """
    if people < 1 or not error > 0.0:
        raise ValueError(f"people, error: {people}, {error}: 1 and above 0 are needed")
    likelihood = np.ones((people, len(prior), len(tables.nodes)))
    first = believe(tables, prior, likelihood)
    mean, cov, sites = first.mean.copy(), first.cov.copy(), first.sites
    asked = np.zeros((people, len(tables.bank)), dtype=np.bool_)
    on = np.arange(people)
    for position in range(len(tables.bank)):
        on = on[(np.diagonal(cov[on], axis1=1, axis2=2) > error * error).any(axis=1)]
        now = Joint(mean[on], cov[on], likelihood[on], sites[on])
        row = most_helpful(tables, domain, now, asked[on], error)
        on, row = on[row >= 0], row[row >= 0]
        if len(on) == 0:
            break
        p = tables.right[row]
        likelihood[on, domain[row]] *= np.where(respond(on, row, position)[:, None], p, 1.0 - p)
        likelihood[on] /= likelihood[on].max(axis=2, keepdims=True)
        asked[on, row] = True
        after = believe(tables, prior, likelihood[on], sites[on])
        mean[on], cov[on], sites[on] = after.mean, after.cov, after.sites
    return asked.sum(axis=1), mean, Joint(mean, cov, likelihood, sites).sd
