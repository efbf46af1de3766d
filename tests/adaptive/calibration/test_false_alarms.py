"""How often what is well is named, over replications; `fit_statistics` has it at length."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive.calibration import calibrate, drift, item_fit, mantel_haenszel, person_fit
from tests.adaptive.calibration.making import made


@pytest.mark.slow
@pytest.mark.parametrize("adaptive", [False, True])
def test_one_in_twenty_is_named_at_five_per_cent(adaptive: bool) -> None:
    alarms: dict[str, list[float]] = {}
    for seed in range(15):
        one = made(700, 50, asked=20, adaptive=adaptive, impact=0.0, seed=seed)
        found = calibrate(one.given, errors=False)
        fit = item_fit(one.given, found)
        two = made(700, 50, asked=20, adaptive=adaptive, impact=0.7, seed=100 + seed)
        common = calibrate(two.given, errors=False)
        p = {
            "infit": fit.infit_p,
            "outfit": fit.outfit_p,
            "chi": fit.p,
            "person": person_fit(one.given, found).p,
            "odds": mantel_haenszel(two.given, common, two.group).p,
            "drift": drift(two.given, common, two.group.astype(np.int64)).p,
        }
        for name, values in p.items():
            alarms.setdefault(name, []).append(float(np.nanmean(values < 0.05)))
    shares = {name: float(np.mean(values)) for name, values in alarms.items()}
    assert {name for name, share in shares.items() if not 0.03 < share < 0.07} == set()
