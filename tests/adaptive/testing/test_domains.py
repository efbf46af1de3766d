"""Several domains in one test: the joint law against a plain integral, and what it saves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adaptive.gaussian import Floats
from adaptive.testing import (
    believe,
    build_bank,
    build_tables,
    correlations,
    from_answers,
    likelihoods,
    simulate_domains,
)
from adaptive.testing.bank import chance

DRAW = np.random.default_rng(12)
BANK = build_bank(DRAW.lognormal(0.0, 0.3, 80), DRAW.normal(size=80))
TABLES, DOMAIN = build_tables(BANK), np.arange(80) % 2


def _prior(r: float) -> Floats:
    return np.array([[1.0, r], [r, 1.0]])


@given(
    r=st.sampled_from([-0.5, 0.0, 0.7, 0.95]),
    answers=st.dictionaries(st.integers(0, 79), st.booleans(), max_size=25),
)
@settings(max_examples=40, deadline=None)
def test_the_joint_belief_is_that_of_a_plain_integral(
    r: float, answers: dict[int, bool]
) -> None:
    item, right = np.array(list(answers), dtype=np.int64), np.array([*answers.values()], bool)
    given_ = likelihoods(TABLES, DOMAIN, np.zeros(len(item), np.int64), item, right, 1)
    found = believe(TABLES, _prior(r), given_)
    theta = TABLES.nodes
    both = np.stack(np.meshgrid(theta, theta, indexing="ij"))
    weight = np.exp(-0.5 * np.einsum("aij,ab,bij->ij", both, np.linalg.inv(_prior(r)), both))
    weight *= given_[0, 0][:, None] * given_[0, 1][None, :]
    weight /= weight.sum()
    mean = np.einsum("aij,ij->a", both, weight)
    square = np.einsum("aij,bij,ij->ab", both, both, weight) - np.outer(mean, mean)
    np.testing.assert_allclose(found.mean[0], mean, atol=0.02)
    np.testing.assert_allclose(found.sd[0], np.sqrt(np.diagonal(square)), atol=0.02)


@pytest.mark.parametrize("r", [0.0, 0.6, 0.9])
def test_correlations_are_found_from_few_answers(r: float) -> None:
    draw, learners, each = np.random.default_rng(3), 1500, 12
    theta = draw.multivariate_normal(np.zeros(2), _prior(r), learners)
    item = np.concatenate([draw.choice(80, each, replace=False) for _ in range(learners)])
    learner = np.repeat(np.arange(learners), each)
    right = draw.random(len(item)) < chance(BANK, theta[learner, DOMAIN[item]], item)
    found = correlations(TABLES, likelihoods(TABLES, DOMAIN, learner, item, right, learners))
    assert found[0, 1] == found[1, 0] == pytest.approx(r, abs=0.08)
    np.testing.assert_allclose(np.diagonal(found), 1.0)
    assert np.linalg.eigvalsh(found).min() > 0.0


def test_correlated_domains_need_fewer_items_for_the_same_error() -> None:
    draw, learners = np.random.default_rng(5), 150
    theta = draw.multivariate_normal(np.zeros(2), _prior(0.9), learners)
    answers = draw.random((learners, 80)) < chance(BANK, theta[:, DOMAIN])
    items = {}
    for r in (0.0, 0.9):
        count, mean, sd = simulate_domains(
            TABLES, DOMAIN, _prior(r), learners, from_answers(answers), 0.45
        )
        assert (sd <= 0.45).mean() > 0.95  # the bank is dry for the others
        items[r] = float(count.mean())
        assert float(np.sqrt(np.mean((mean - theta) ** 2))) < 0.5
    assert items[0.9] < 0.85 * items[0.0]


def test_a_bank_that_is_dry_ends_the_test_and_bad_input_is_named() -> None:
    tables, domain = build_tables(build_bank([1.0, -1.0], [0.0, 0.0])), np.array([0, 1])
    respond = from_answers(np.ones((3, 2), dtype=np.bool_))
    count, _, sd = simulate_domains(tables, domain, _prior(0.5), 3, respond, 0.1)
    assert count.tolist() == [1, 1, 1]
    assert (sd < 1.0).all()
    with pytest.raises(ValueError, match="people, error"):
        simulate_domains(tables, domain, _prior(0.5), 0, respond, 0.3)
    with pytest.raises(ValueError, match="positive definite"):
        simulate_domains(tables, domain, _prior(1.5), 1, respond, 0.3)
    with pytest.raises(ValueError, match="two are needed"):
        correlations(tables, np.ones((1, 2, len(tables.nodes))))
