from __future__ import annotations

import math

import numpy as np
import pytest

from adaptive.parameters import Hyper, Parameters, Skill, build_parameters


def test_the_threshold_is_three_ordinary_exercises_of_four(parameters: Parameters) -> None:
    success = 1.0 / (1.0 + np.exp(parameters.difficulty - parameters.threshold))
    np.testing.assert_allclose(success, 0.75)


def test_relatives_are_more_alike_than_strangers(parameters: Parameters) -> None:
    at, k = parameters.index, parameters.cov0
    neighbours, strand = k[at["a"], at["b"]], k[at["a"], at["c"]]
    domain, stranger = k[at["a"], at["d"]], k[at["a"], at["e"]]
    assert neighbours > strand > domain > stranger > 0.0


def test_every_skill_has_the_same_prior_variance(real: Parameters) -> None:
    h = real.hyper
    total = h.sigma_general**2 + h.sigma_domain**2 + h.sigma_strand**2 + h.sigma_graph**2
    np.testing.assert_allclose(np.diag(real.cov0), total, atol=1e-9)
    assert np.linalg.eigvalsh(real.cov0)[0] > 0.05
    assert (real.cov0 == real.cov0.T).all()


def test_stored_bytes_give_the_same_parameters(real: Parameters) -> None:
    again = Parameters.from_bytes(real.to_bytes())
    assert again.version == real.version
    assert again.to_bytes() == real.to_bytes()
    assert again.requires == real.requires
    assert again.hyper == real.hyper
    assert again.cov0.tobytes() == real.cov0.tobytes()


def test_the_version_tells_two_sets_apart(parameters: Parameters) -> None:
    skills = [
        Skill(i, "maths", "m", float(d))
        for i, d in zip(parameters.ids, parameters.difficulty, strict=True)
    ]
    one = build_parameters(skills)
    assert one.version == build_parameters(skills).version
    assert one.version != build_parameters(skills, Hyper(drift=0.03)).version


@pytest.mark.parametrize("cut", [0, 10, 200, -1])
def test_broken_bytes_are_refused(parameters: Parameters, cut: int) -> None:
    with pytest.raises(ValueError, match="data"):
        Parameters.from_bytes(parameters.to_bytes()[:cut])


def test_arrays_cannot_be_written(parameters: Parameters) -> None:
    with pytest.raises(ValueError, match="read-only"):
        parameters.mean0[0] = 1.0


@pytest.mark.parametrize(
    ("skills", "says"),
    [
        ([], "skills: at least one"),
        ([Skill("a", "m", "m", 0.0), Skill("a", "m", "m", 0.0)], "a is given twice"),
        ([Skill("a", "m", "m", 0.0, ("z",))], "a asks for unknown skill z"),
        ([Skill("a", "m", "m", math.nan)], "difficulty: nan for a"),
        ([Skill("a", "m", "m", 0.0, ("b",)), Skill("b", "m", "m", 0.0, ("a",))], "cycle"),
        ([Skill("a", "m", "m", 0.0, ("a",))], "cycle"),
    ],
)
def test_a_faulty_curriculum_is_named(skills: list[Skill], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        build_parameters(skills)


@pytest.mark.parametrize(
    ("field", "hyper"),
    [
        ("sigma_graph", Hyper(sigma_graph=0.0)),
        ("half_life_days", Hyper(half_life_days=-1.0)),
        ("beta", Hyper(beta=math.nan)),
        ("mean", Hyper(mean=math.inf)),
    ],
)
def test_a_faulty_hyperparameter_is_named(field: str, hyper: Hyper) -> None:
    with pytest.raises(ValueError, match=field):
        build_parameters([Skill("a", "m", "m", 0.0)], hyper)


def test_an_item_is_placed_by_its_tier(parameters: Parameters) -> None:
    skill = parameters.index["c"]
    low, high = (parameters.item_prior(skill, tier, generated=False) for tier in (1, 3))
    assert high[0] - low[0] == pytest.approx(1.4)
    assert parameters.item_prior(skill, 2, generated=True)[1] > low[1]
    with pytest.raises(ValueError, match="tier"):
        parameters.item_prior(skill, 0, generated=True)


def test_a_stored_set_of_before_drift_sd_teaches_without_spread(parameters: Parameters) -> None:
    older = parameters.to_bytes().replace(b'"drift_sd":0.15,', b"")
    assert Parameters.from_bytes(older).hyper.drift_sd == 0.0
