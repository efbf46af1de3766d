"""What answers say of exercises: which answers count, what is found, on which scale."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adaptive.calibration import Calibration, Priors
from palier.calibration import firsts, judging, keeping, measuring, queries, scaling
from palier.practice import regrade, service


def load_planted() -> Any:
    """The module beside this one: tests are no package."""
    file = Path(__file__).with_name("planted.py")
    spec = importlib.util.spec_from_file_location("planted", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(fitting: Any) -> firsts.Firsts:
    with fitting.services.db.read() as session:
        return firsts.read(session)


def test_first_unaided_answers_count_and_no_other(
    fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read(fitting)
    assert len(before) > 10
    with monkeypatch.context() as patch:  # in batches, none is lost nor read twice
        patch.setattr(firsts, "BATCH", 3)
        again = read(fitting)
    for name in ("learner", "item", "right", "score", "at"):
        assert getattr(again, name).tolist() == getattr(before, name).tolist()
    pairs = list(zip(before.learner.tolist(), before.item.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    sitting_id = fitting.ines.sit()
    after = read(fitting)
    assert len(after) + after.later == len(before) + before.later + 6
    fitting.room.void(fitting.ines, sitting_id)
    assert len(read(fitting)) == len(before)


def test_helped_unknown_and_corrected_answers(fitting: Any) -> None:
    services, karim = fitting.services, fitting.karim
    kinds = ("mcq", "numeric", "short")
    helped, unknown, corrected = (karim.serve(kind, 7) for kind in kinds)
    before = read(fitting)
    known = set(zip(before.learner.tolist(), before.item.tolist(), strict=True))
    service.use_help(services, karim.actor, helped)
    karim.answer(helped)
    with_help = read(fitting)
    assert (len(with_help), with_help.aided) == (len(before), before.aided + 1)
    service.answer(services, karim.actor, unknown, {}, unknown=True)
    karim.answer(corrected, right=False)
    seen = read(fitting)
    new = [
        row
        for row, pair in enumerate(zip(seen.learner.tolist(), seen.item.tolist(), strict=True))
        if pair not in known
    ]
    assert [seen.score[row] for row in new] == [0.0, 0.0]
    assert [seen.right[row] for row in new] == [0, 0]
    for kind in ("writing", "spoken"):  # marked by nobody yet: they say nothing
        karim.answer(karim.serve(kind, 7))
    unmarked = read(fitting)
    assert (len(unmarked), unmarked.aided) == (len(seen), seen.aided + 2)


def test_an_answer_right_in_part_is_right_as_often_as_it_says() -> None:
    from uuid import UUID

    score = np.full(4_000, 0.3)
    ids = [str(UUID(int=n * 2_654_435_761 % 2**128)) for n in range(4_000)]
    right = firsts.rounded(score, ids)
    assert 0.27 < right.mean() < 0.33
    assert (right == firsts.rounded(score, ids)).all()
    assert firsts.rounded(np.array([0.0, 1.0]), [None, None]).tolist() == [0, 1]


def test_planted_faults_are_found_and_nothing_else(sqlite_room: Any) -> None:
    planted = load_planted()
    with sqlite_room.services.db.read() as session:
        known = queries.in_force(session)
        assert known is not None
        entries = measuring.entries(session, sqlite_room.services.catalogue.current(session))
    answers = planted.known(known, entries)
    measured = measuring.measure(answers, "maths")
    names = answers.answers.names
    found = {(f["kind"], names.index(f["item"])) for f in measured.findings}
    expected = {(kind, row) for row, kind in enumerate(planted.PLANTED)}
    # Who succeeds only in the middle of the scale gives a slope near 0 as well, and what has
    # become harder is harder than announced.
    assert expected <= found <= expected | {(judging.FLAT, 5), (judging.HARD, 3)}
    # On the scale in force, difficulties are those that answers were made with.
    ordinary = [n for row, n in enumerate(names) if row >= len(planted.PLANTED)]
    apart = [measured.parameters[n]["b"] - entries[n].b for n in ordinary]
    assert abs(float(np.mean(apart))) < 0.1
    assert float(np.std(apart)) < 0.35
    slopes = [measured.parameters[n]["a"] for n in ordinary]
    assert 0.85 < float(np.mean(slopes)) < 1.15
    # A flat item keeps what its author says, and its slope is never used.
    flat = measured.parameters[names[2]]
    assert flat["a"] == 1.0
    assert flat["b"] == pytest.approx(entries[names[2]].b)
    assert measured.figures["french"] + measured.figures["others"] == planted.LEARNERS


def test_a_state_is_kept_exactly() -> None:
    from adaptive.calibration import calibrate, from_matrix

    table = np.random.default_rng(1).integers(0, 2, (60, 5))
    states: list[Any] = []
    whole = calibrate(from_matrix(table), keep=states.append)
    again = keeping.state_from_json(keeping.state_to_json(states[1]))
    resumed = calibrate(from_matrix(table), state=again)
    assert np.allclose(whole.b, resumed.b, atol=1e-12)
    assert whole.passes == resumed.passes


def made(a: list[float], b: list[float], given_: list[int], flat: list[bool]) -> Calibration:
    n = len(a)
    slope, place = np.array(a), np.array(b)
    se = np.where(np.array(given_) > 0, 0.3, np.nan)
    return Calibration(
        a=slope,
        b=place,
        c=np.zeros(n),
        d=-slope * place,
        a_se=se,
        b_se=se,
        c_se=np.zeros(n),
        given=np.array(given_),
        flat=np.array(flat),
        alone=np.zeros(n, dtype=bool),
        log_likelihood=-1.0,
        objective=-1.0,
        nodes=21,
        passes=3,
        converged=True,
    )


def reference(b: list[float]) -> scaling.Reference:
    place = np.array(b)
    var = np.full(len(b), 0.49)
    return scaling.Reference(place, var, np.ones(len(b)), place, var)


@given(st.floats(0.4, 2.5), st.floats(-3.0, 3.0))
@settings(max_examples=30, deadline=None)
def test_the_link_finds_how_one_scale_lies_on_the_other(slope: float, shift: float) -> None:
    theirs = [-1.0, -0.3, 0.2, 0.8, 1.7]
    ours = [slope * b + shift for b in theirs]
    linked = scaling.link(
        made([slope] * 5, theirs, [50] * 5, [False] * 5), reference(ours), 1.0
    )
    assert linked.slope == pytest.approx(slope)
    assert linked.shift == pytest.approx(shift)
    assert linked.anchors == 5


def test_few_and_flat_items_hold_no_scale() -> None:
    found = made([1.0, -0.5, 1.0], [0.0, 9.0, 9.0], [50, 50, 4], [False, True, False])
    linked = scaling.link(found, reference([0.0, 0.0, 0.0]), 1.0)
    assert linked.anchors == 1
    assert linked.shift == pytest.approx(0.0)
    nothing = scaling.link(made([1.0], [0.0], [0], [False]), reference([0.0]), 1.3)
    assert (nothing.anchors, nothing.slope) == (0, 1.3)


def test_without_answers_an_item_keeps_what_its_author_says() -> None:
    found = made([1.0, 1.2, -0.4], [0.0, 2.0, 1.0], [0, 80, 80], [False, False, True])
    before, linked = Priors(), scaling.Link(1.0, 0.0, 0.1, 1)
    proposed = scaling.propose(found, reference([0.5, 0.5, 0.5]), linked, before, found.flat)
    assert proposed.b[0] == pytest.approx(0.5)
    assert proposed.b_var[0] == pytest.approx(0.49)
    assert 0.5 < proposed.b[1] < 2.1  # between the author and the answers
    assert proposed.b_var[1] < 0.49
    assert proposed.a[2] == 1.0
    assert proposed.b[2] == pytest.approx(0.5)


def test_regraded_answers_count_as_they_now_stand(sqlite_fitting: Any) -> None:
    """The newest verdict, not the first: regrade's own tests say how one comes to be."""
    assert regrade.TO_RIGHT == "to_right"
    from sqlalchemy import select

    from palier.models import VerdictRow

    before = read(sqlite_fitting)
    with sqlite_fitting.services.db.write() as session:
        wrong = session.scalars(
            select(VerdictRow).where(VerdictRow.score == 0.0).order_by(VerdictRow.id)
        ).first()
        assert wrong is not None
        session.add(
            VerdictRow(
                school_id=wrong.school_id,
                served_id=wrong.served_id,
                number=2,
                score=1.0,
                detail=wrong.detail,
                grader=wrong.grader,
                at=wrong.at,
            )
        )
    after = read(sqlite_fitting)
    assert len(after) == len(before)
    assert after.right.sum() == before.right.sum() + 1
