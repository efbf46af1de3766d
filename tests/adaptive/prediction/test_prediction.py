"""Prediction: features as a plain recount gives them, nothing of what is to come."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from adaptive.gaussian import Floats, logistic
from adaptive.prediction import (
    FEATURES,
    LEAST,
    MOST,
    FeatureState,
    Model,
    Settings,
    exercises,
    fit,
)
from adaptive.prediction import model as model_module
from adaptive.prediction.features import facts_of, features_of
from adaptive.prediction.model import out_of_fold
from adaptive.prediction.tables import COLUMNS, contexts, fit_tables
from adaptive.two_way import Log, log_of

SKILLS, ITEMS = 5, 40
SMALL = Settings(folds=3, forests=3, trees=8, rate=0.25, leaves=8, least_in_leaf=20, seed=3)
# Every third exercise has a second skill.
BANK = exercises(
    [[i % SKILLS, (i + 1) % SKILLS] if i % 3 == 0 else [i % SKILLS] for i in range(ITEMS)]
)
Answer = tuple[int, float, float]  # item, score, days since the one before
answered = st.lists(
    st.tuples(
        st.integers(0, ITEMS - 1), st.sampled_from([0.0, 0.5, 1.0]), st.floats(0.0, 50.0)
    ),
    min_size=1,
    max_size=25,
)


def drawn(seed: int, learners: int, longest: int = 60) -> Log:
    """Answers of learners with an ability each, in a mood that the last answer makes."""
    luck = np.random.default_rng(seed)
    ease = np.random.default_rng(1).normal(0.0, 1.2, ITEMS)
    rows: list[tuple[int, int, int, float]] = []
    for who in range(learners):
        ability, mood, at = luck.normal(0.3, 0.7), 0.0, 0.0
        for item in luck.integers(0, ITEMS, luck.integers(1, longest)).tolist():
            p = logistic(np.array([ability + ease[item] + mood]))
            right = int(luck.random() < p[0])
            rows.append((who * 3, item, right, at))
            mood = 1.5 if right else -1.5
            at += float(luck.exponential(0.2))
    return log_of(*(np.array(column) for column in zip(*rows, strict=True)))


def only(log: Log, keep: NDArray[np.bool_]) -> Log:
    """Some rows of a log."""
    at = None if log.at is None else log.at[keep]
    return log_of(log.learner[keep], log.item[keep], log.score[keep], at)


@pytest.fixture(scope="module")
def log() -> Log:
    return drawn(11, 60)


@pytest.fixture(scope="module")
def others() -> Log:
    return drawn(12, 30)


@pytest.fixture(scope="module")
def model(log: Log) -> Model:
    return fit(BANK, log, SMALL)


def lag(now: float, before: list[float]) -> float:
    """Since the last one, −1 for never."""
    return now - before[-1] if before else -1.0


def recount(model: Model, past: list[tuple[int, float, float]], item: int, at: float) -> Floats:
    """The features that need no table of contexts, all of them counted anew from the past."""
    skills = [s for s in BANK.skills[item].tolist() if s >= 0]
    main = skills[0]
    ease = model.layer.tables.difficulty
    linear = model.layer.linear

    def asks(one: int, skill: int) -> bool:
        return skill in BANK.skills[one].tolist()

    def average(values: list[float], kept: float) -> float:
        n = len(values)
        return sum((1 - kept) * kept ** (n - 1 - k) * v for k, v in enumerate(values))

    def streak(scores: list[float]) -> float:
        signs = [1.0 if s >= 0.5 else -1.0 for s in scores]
        n = next((k for k, s in enumerate(reversed(signs)) if s != signs[-1]), len(signs))
        return signs[-1] * n if signs else 0.0

    def digits(scores: list[float], most: int) -> float:
        newest = [1 + (s >= 0.5) for s in reversed(scores)][:most]
        return float(sum(d * 3 ** (most - 1 - k) for k, d in enumerate(newest)))

    marks = [s for _, s, _ in past]
    per = [[(s, i, t, k) for k, (i, s, t) in enumerate(past) if asks(i, one)] for one in skills]
    here = [(s, t, k) for k, (i, s, t) in enumerate(past) if i == item]
    mains = [int(BANK.skills[i, 0]) for i, _, _ in past]
    run = next((k for k, m in enumerate(reversed(mains)) if m != main), len(mains))
    turns = float(np.mean([len(rows) for rows in per]))
    rights = float(np.mean([sum(r[0] for r in rows) for rows in per]))
    above = [s - float(logistic(ease[[i]])[0]) for i, s, _ in past]
    ability, of_skill, foreseen = 0.0, np.zeros(SKILLS), -1.0
    seen: Counter[int] = Counter()
    new = 0
    for k, (i, s, _) in enumerate(past):
        new += seen[mains[k]] == 0
        asked = [one for one in BANK.skills[i].tolist() if one >= 0]
        foreseen = float(logistic(np.array([ability + of_skill[asked].mean() + ease[i]]))[0])
        ability += (s - foreseen) * 1.2 / (1 + 0.18 * k)
        for one in asked:
            of_skill[one] += (s - foreseen) * 0.9 / (1 + 0.12 * seen[one])
            seen[one] += 1
    logit = linear.start + linear.item[item]
    for one, rows in zip(skills, per, strict=True):
        logit += linear.skill[one] + linear.skill_turns[one] * math.log1p(len(rows))
        logit += linear.skill_rights[one] * math.log1p(sum(r[0] for r in rows))
    counts = [len(past), sum(marks), len(here), sum(h[0] for h in here)]
    logit += float(linear.counts @ np.log1p(counts))
    n, mean = len(past), float(of_skill[skills].mean())
    values = {
        "turn": n, "rate": (sum(marks) + 2) / (n + 3), "streak": streak(marks),
        "last": digits(marks, 4), "run": run, "new_skills": new / max(n, 1),
        "previous_right": float(marks[-1] >= 0.5) if past else 2.0,
        "same_skill": bool(past) and mains[-1] == main,
        "from_previous": item - past[-1][0] if past else -201,
        "from_earlier": item - past[-2][0] if n > 1 else -201,
        "skill_turns": turns, "skill_turns_least": min(len(rows) for rows in per),
        "skill_rate_own": (rights + 1) / (turns + 1.5),
        "skill_streak": np.mean([streak([r[0] for r in rows]) for rows in per]),
        "last_on_skill": digits([r[0] for r in per[0]], 3),
        "item_turns": len(here), "item_rights": sum(h[0] for h in here),
        "item_right": float(here[-1][0] >= 0.5) if here else 2.0,
        "turns_since_skill": lag(n, [float(r[3]) for r in per[0]]),
        "turns_since_item": lag(n, [float(h[2]) for h in here]),
        "days": lag(at, [t for *_, t in past]),
        "days_since_skill": lag(at, [r[2] for r in per[0]]),
        "days_since_item": lag(at, [h[1] for h in here]),
        "item": item, "skill": main, "skills": len(skills),
        "beginning": sum(above[:10]), "ability": ability, "skill_ability": mean,
        "ease": ability + mean + ease[item], "foreseen_before": foreseen, "linear": logit,
    }  # fmt: skip
    for kept in (60, 85, 95):
        values[f"average_{kept}"] = average([s - 0.5 for s in marks], kept / 100)
        values[f"above_{kept}"] = average(above, kept / 100)
    for kept in (50, 80):
        own = [average([r[0] - 0.5 for r in rows], kept / 100) for rows in per]
        values[f"skill_average_{kept}"] = np.mean(own)
        own = [average([above[r[3]] for r in rows], kept / 100) for rows in per]
        values[f"skill_above_{kept}"] = np.mean(own)
    return np.array([float(values[name]) for name in FEATURES if name not in COLUMNS])


PLAIN = [k for k, name in enumerate(FEATURES) if name not in COLUMNS]


@settings(max_examples=25)
@given(answered, st.integers(0, ITEMS - 1))
def test_features_are_what_a_recount_gives(
    model: Model, answers: list[Answer], asked: int
) -> None:
    state, past, at = model.state(), list[tuple[int, float, float]](), 0.0
    for item, score, days in answers:
        at += days
        state.observe(item, score, at)
        past.append((item, score, at))
    found = state.features_for([asked], at + 1.0)[0, PLAIN]
    np.testing.assert_allclose(found, recount(model, past, asked, at + 1.0), 2e-4, 2e-4)


def test_rates_of_contexts_are_counts_drawn_to_plainer_ones(log: Log) -> None:
    facts = facts_of(BANK, log)
    tables = fit_tables(BANK, log.learner, facts, log.score)
    keys = contexts(BANK, facts)
    plain = tables.main_rate[BANK.skills[log.item, 0]]
    own = keys["item"] == 7
    expected = plain[own][0] + (log.score[own] - plain[own]).sum() / (own.sum() + 5.0)
    after = keys["item_last"] == 7 * 3 + 1  # once the latest on the skill was wrong
    assert after.sum() > 3
    rest = (log.score[after] - expected).sum() / (after.sum() + 8.0)
    row = int(np.flatnonzero(after)[0])
    got = tables.columns(facts.rows(np.array([row])))[0, COLUMNS.index("item_last_rate")]
    assert got == pytest.approx(expected + rest)


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.data())
def test_what_comes_later_changes_nothing_earlier(
    model: Model, seed: int, data: st.DataObject
) -> None:
    log = drawn(seed, 4, 20)
    row = data.draw(st.integers(0, len(log) - 1))
    score, item = log.score.copy(), log.item.copy()
    score[row], item[row] = 1.0 - score[row], (item[row] + 1) % ITEMS
    changed = log_of(log.learner, item, score, log.at)
    before, after = (features_of(model.layer, one) for one in (log, changed))
    later = (log.learner == log.learner[row]) & (np.arange(len(log)) >= row)
    np.testing.assert_array_equal(before[~later], after[~later])
    # The answer itself is not in its own features either.
    itself = features_of(model.layer, log_of(log.learner, log.item, score, log.at))
    np.testing.assert_array_equal(before[row], itself[row])


def test_a_batch_is_one_by_one_and_a_log_is_live(model: Model, others: Log) -> None:
    followed = model.follow(others)
    who = others.learner[0]
    mine = only(others, others.learner == who)
    assert mine.at is not None
    state = model.state()
    for row in range(min(len(mine), 12)):
        together = state.features_for(np.arange(ITEMS), mine.at[row])
        alone = [state.features_for([k], mine.at[row])[0] for k in range(ITEMS)]
        np.testing.assert_array_equal(together, np.array(alone))
        p = model.predict(together)
        assert p[mine.item[row]] == pytest.approx(followed[row], abs=1e-12)
        one = model.predict(together[3:4])
        assert p[3] == pytest.approx(one[0], abs=1e-12)
        state.observe(int(mine.item[row]), float(mine.score[row]), mine.at[row])


def test_the_order_of_learners_does_not_matter(model: Model, others: Log) -> None:
    assert others.at is not None
    order = np.argsort(others.at, kind="stable")  # learners in turns
    turns = log_of(
        others.learner[order], others.item[order], others.score[order], others.at[order]
    )
    np.testing.assert_allclose(model.follow(turns), model.follow(others)[order], atol=1e-12)


def test_features_come_from_other_learners(log: Log) -> None:
    """Turn all of somebody’s answers: the features of her first one stay, others’ move."""
    fold = log.learner // 3 % 4
    her = log.learner == log.learner[0]
    turned = log_of(log.learner, log.item, np.where(her, 1.0 - log.score, log.score), log.at)
    before, after = (
        out_of_fold(BANK, one, facts_of(BANK, one), fold, lambda share: None)
        for one in (log, turned)
    )
    np.testing.assert_array_equal(before[0], after[0])
    beside = (fold == fold[0]) & ~her
    np.testing.assert_array_equal(before[beside], after[beside])
    assert (before[fold != fold[0]] != after[fold != fold[0]]).any(axis=0).sum() > 10


def test_trees_never_grow_on_those_they_hold_out_and_a_fit_is_repeatable(
    log: Log, model: Model, others: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown, kept = model_module._grown, list[set[bytes]]()
    seen: list[NDArray[np.float32]] = []

    def spy(features: NDArray[np.float32], score: Floats, given: Settings, part: int) -> object:
        kept.append({row.tobytes() for row in features})
        return grown(features, score, given, part)

    def read(tree: Any, features: NDArray[np.float32]) -> Floats:
        seen.append(features)
        found: Floats = tree.decision_function(features)
        return found

    monkeypatch.setattr(model_module, "_grown", spy)
    monkeypatch.setattr(model_module, "_raw", read)
    told: list[float] = []
    again = fit(BANK, log, SMALL, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert sum(len(rows) for rows in seen) == len(log)
    for trained, rows in zip(kept, seen, strict=True):
        assert len(rows) > 0
        assert not {row.tobytes() for row in rows} & trained
    np.testing.assert_array_equal(again.held_out, model.held_out)
    np.testing.assert_array_equal(again.follow(others), model.follow(others))


def test_it_predicts_better_than_its_first_layer_and_is_calibrated(
    model: Model, log: Log, others: Log
) -> None:
    p = model.follow(others)
    assert ((p >= LEAST) & (p <= MOST)).all()
    linear = logistic(features_of(model.layer, others)[:, -1].astype(np.float64))

    def loss(q: Floats) -> float:
        right = others.score
        return float(-(right * np.log(q) + (1 - right) * np.log1p(-q)).mean())

    assert loss(p) < loss(linear) - 0.01
    assert model.held_out.mean() == pytest.approx(log.score.mean(), abs=0.01)


def test_odd_logs_are_fitted(others: Log) -> None:
    """Partial scores, learners with one answer, an exercise never asked, no times."""
    score = np.where(np.arange(len(others)) % 5 == 0, 0.4, others.score)
    more = exercises([*(row[row >= 0].tolist() for row in BANK.skills), [SKILLS]])
    one = log_of(
        np.concatenate([others.learner, [1_000, 1_001]]),
        np.concatenate([others.item, [0, 1]]),
        np.concatenate([score, [1.0, 0.0]]),
    )
    fitted = fit(more, one, SMALL)
    assert np.isfinite(fitted.held_out).all()
    state = fitted.state()
    p = fitted.predict(state.features_for([0, ITEMS]))
    assert ((p > 0.0) & (p < 1.0)).all()
    assert fitted.predict(state.features_for(np.zeros(0, dtype=np.int64))).shape == (0,)


def test_what_cannot_be_fitted_says_why(log: Log) -> None:
    with pytest.raises(ValueError, match="learner: at least 3"):
        fit(BANK, only(log, log.learner < 6), SMALL)
    with pytest.raises(ValueError, match="score: both right and wrong"):
        fit(BANK, log_of(log.learner, log.item, np.ones(len(log))), SMALL)
    with pytest.raises(ValueError, match="item: numbers from 0 to 2"):
        fit(exercises([[0]] * 3), log, SMALL)
    with pytest.raises(ValueError, match="forests: from 2 to 6"):
        Settings(forests=1)
    back = np.zeros(len(log))
    back[0] = 1.0
    with pytest.raises(ValueError, match="at: row 1 of learner 0 is earlier"):
        fit(BANK, Log(log.learner, log.item, log.score, back), SMALL)
    back[0] = math.nan
    with pytest.raises(ValueError, match="at: a number of days"):
        fit(BANK, Log(log.learner, log.item, log.score, back), SMALL)


def test_certain_answers_leave_calibration_finite() -> None:
    start, slope = model_module._calibrated(np.full(9, 4.0), np.ones(9))
    assert abs(start) < 1.0
    assert 0.0 <= slope < 2.0


@pytest.mark.parametrize("skills_of", [[[0], []], [[-1]], [[0.5]], [[1, 1]]])
def test_an_exercise_needs_skills(skills_of: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="skills_of: exercise"):
        exercises(skills_of)


def test_a_state_refuses_what_is_no_answer(model: Model) -> None:
    state: FeatureState = model.state()
    state.observe(0, 1.0, 2.0)
    with pytest.raises(ValueError, match=r"at: 1\.0 is no day"):
        state.observe(0, 1.0, 1.0)
    with pytest.raises(ValueError, match=r"score: 2\.0"):
        state.observe(0, 2.0, 3.0)
    with pytest.raises(ValueError, match="candidates: numbers from 0 to 39"):
        state.features_for([ITEMS])
    with pytest.raises(ValueError, match="candidates: whole numbers"):
        state.features_for([0.5])
    with pytest.raises(ValueError, match=f"features: rows of {len(FEATURES)}"):
        model.predict(np.zeros((2, 3), dtype=np.float32))
