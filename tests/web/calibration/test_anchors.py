"""Anchors of a calibration: named or not, linked or held; what cannot serve is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from palier.calibration import anchoring, measuring, queries, scaling
from palier.calibration.anchoring import Anchors, AnchorsRefused
from palier.calibration.engines import ThisProcess
from palier.calibration.firsts import Firsts
from palier.calibration.fitting_places import _Spread
from palier.calibration.item_commands import _scale
from palier.calibration.keeping import States, states_from_json, states_to_json
from palier.calibration.measuring import Known
from palier.catalogue import SEED_SD, varied
from palier.cli import main

ITEMS, ANCHORS, LEARNERS = 24, 14, 900
MEAN, SD, MOVED = 0.5, 1.2, 3
NEAR = 1e-6


def shifted(services: Any) -> tuple[Known, dict[str, tuple[float, float]]]:
    """Answers of other learners than before, to items of which the first were measured; one of
    those has become harder. With the truth of each."""
    with services.db.read() as session:
        in_force = queries.in_force(session)
        assert in_force is not None
        entries = measuring.entries(session, services.catalogue.current(session))
    names = tuple(sorted(n for n in entries if n.startswith("maths."))[:ITEMS])
    draw = np.random.default_rng(4)
    a, b = np.exp(draw.normal(0.0, 0.2, ITEMS)), draw.normal(0.0, 0.8, ITEMS)
    calibrated = {
        name: {
            "a": float(a[row]),
            "b": float(b[row]),
            "b_var": 0.01 + (SEED_SD**2 if varied(entries[name].item) else 0.0),
        }
        for row, name in enumerate(names[:ANCHORS])
    }
    now, c = b.copy(), np.array([entries[name].c for name in names])
    now[MOVED] += 1.2
    theta = draw.normal(MEAN, SD, LEARNERS)
    learner, item = np.nonzero(draw.random((LEARNERS, ITEMS)) < 0.8)
    p = 1.0 / (1.0 + np.exp(-a[item] * (theta[learner] - now[item])))
    right = (draw.random(len(item)) < c[item] + (1.0 - c[item]) * p).astype(np.int64)
    at = 2_400.0 + draw.random(len(item))
    of = tuple(name.rsplit("/", 1)[0] for name in names)
    french = np.full(LEARNERS, -1)
    answers = Firsts(learner, item, right, right.astype(float), at, names, of, french, 0, 0)
    truth = dict(zip(names, zip(a.tolist(), b.tolist(), strict=True), strict=True))
    return Known(in_force, entries, calibrated, answers), truth


def test_anchors_hold_the_scale_wherever_answers_are(sqlite_room: Any, tmp_path: Path) -> None:
    known, truth = shifted(sqlite_room.services)
    names = list(truth)
    chosen = Anchors(tuple(names[:ANCHORS]), fixed=True)
    anchoring.check(known, chosen)
    kept: list[States] = []
    found = measuring.measure(
        known, "maths", keep=lambda _domain, at: kept.append(at), anchors=chosen
    )
    figures = found.figures
    assert (figures["linking"], figures["named"]) == ("fixed", True)
    assert figures["moved"] == [names[MOVED]]
    assert figures["anchors"] == ANCHORS - 1
    assert figures["slope"] == pytest.approx(SD, abs=0.1)
    assert figures["shift"] == pytest.approx(MEAN, abs=0.1)
    for name in names[:ANCHORS]:
        same = found.parameters[name] == known.calibrated[name]
        assert same == (name != names[MOVED])  # what moved is measured like the others
    others = names[ANCHORS:]
    apart = [found.parameters[name]["b"] - truth[name][1] for name in others]
    assert float(np.sqrt(np.mean(np.square(apart)))) < 0.25
    assert "13 exercices déjà mesurés gardent leur difficulté" in _scale(figures)
    assert f"1 ont bougé et n’y servent pas : {names[MOVED]}" in _scale(figures)
    # Linked afterwards, the scale is the same within its error.
    linked = measuring.measure(known, "maths", anchors=replace(chosen, fixed=False))
    assert linked.figures["linking"] == "linked"
    assert linked.figures["moved"] == [names[MOVED]]
    far = [found.parameters[n]["b"] - linked.parameters[n]["b"] for n in others]
    assert abs(float(np.mean(far))) < 0.1
    # Nobody named any: those that are measured, all of them.
    usual = measuring.measure(known, "maths", anchors=Anchors(fixed=True))
    assert usual.parameters == found.parameters
    # In files, and gone on from either search, the result is the same.
    in_files = measuring.measure(
        known, "maths", _Spread(tmp_path, ThisProcess()), anchors=chosen
    )
    halves = [one for one in kept if one.fixed is None], [one for one in kept if one.fixed]
    for some in halves:
        at = states_from_json(states_to_json(some[len(some) // 2]))
        again = measuring.measure(known, "maths", states=at, anchors=chosen)
        assert close(again.parameters, found.parameters)
    assert close(in_files.parameters, found.parameters)


def close(one: dict[str, Any], two: dict[str, Any]) -> bool:
    """Whether parameters are the same but for the rounding they are kept with."""
    return all(
        abs(one[name][key] - value) <= 2.0 * NEAR
        for name, said in two.items()
        for key, value in said.items()
    )


def test_what_cannot_hold_the_scale_is_said(sqlite_room: Any) -> None:
    known, truth = shifted(sqlite_room.services)
    names = list(truth)
    flat = {**known.calibrated, names[0]: {"a": -0.2, "b": 0.0, "b_var": 0.1}}
    cases: list[tuple[Known, Anchors, str]] = [
        (known, Anchors((names[0] + "x",)), f"peut-être {names[0]}"),
        (known, Anchors((names[-1],)), "aucune calibration approuvée n’a mesurés"),
        (replace(known, calibrated=flat), Anchors((names[0],)), "pas au-dessus de 0"),
        (known, Anchors(tuple(names[:4])), "4 exercices d’ancrage nommés, dont 4"),
        (replace(known, calibrated={}), Anchors(fixed=True), "Aucun domaine"),
    ]
    for here, chosen, said in cases:
        with pytest.raises(AnchorsRefused, match=said):
            anchoring.check(here, chosen)
    moved = {
        name: {**one, "b": one["b"] + (2.0 * row if row < 5 else 0.0)}
        for row, (name, one) in enumerate(known.calibrated.items())
    }
    with pytest.raises(scaling.TooFewLeft):
        measuring.measure(
            replace(known, calibrated=moved), "maths", anchors=Anchors(tuple(names[:5]))
        )


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(data: bytes) -> Path:
        path = tmp_path / "ancres.csv"
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"m.x/a\nm.x/b\n\nm.x/a\n", ("m.x/a", "m.x/b")),
        ("\ufeffRemarque;Exercice\nsûr;m.x/a\n".encode(), ("m.x/a",)),
        ("Item,note\nm.x/a,\u00e9\n".encode("cp1252"), ("m.x/a",)),
    ],
)
def test_a_file_names_anchors(
    written: Callable[[bytes], Path], data: bytes, names: tuple[str, ...]
) -> None:
    assert anchoring.read(written(data), True) == Anchors(names, True)


def test_the_command_says_what_is_wrong_with_anchors(
    sqlite_fitting: Any, written: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "LEAST_ANSWERS", 5)
    monkeypatch.setattr(measuring, "LEAST_LEARNERS", 1)
    url = sqlite_fitting.services.config.database_url
    monkeypatch.setenv("PALIER_DATABASE_URL", url)
    file = str(written(b"nowhere/item\n"))
    done = CliRunner().invoke(main, ["calibrate", "--anchors", file])
    assert (done.exit_code, "inconnus" in done.output) == (1, True), done.output


def test_a_file_that_names_nothing_is_said(written: Callable[[bytes], Path]) -> None:
    with pytest.raises(AnchorsRefused, match="aucun exercice"):
        anchoring.read(written(b"\n;\n"))
