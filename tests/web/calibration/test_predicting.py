"""A model that a person put in force foresees in the choice; nothing else moves."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, cast

import numpy as np
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from adaptive import prediction
from adaptive.prediction import Settings, from_bytes, to_bytes
from palier import foreseers
from palier.calibration import predicting, refolding, shadowing
from palier.catalogue import CatalogueStore
from palier.cli import main
from palier.models import AuditEvent, ExerciseServed, PredictionDecision, Release
from palier.practice import foreseeing, memory, queries, service, serving

SMALL = Settings(folds=2, forests=2, trees=8, leaves=6)
LEARNERS, EACH = 52, 42


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small trees: what they are worth is for other tests."""
    for module in (shadowing, predicting):
        monkeypatch.setattr(module, "fit", partial(prediction.fit, settings=SMALL))


def planted(services: Any, one_in: int = 1) -> shadowing.Answered:
    """Answers that depend on the skill alone, one hard, one easy; foreseen as even odds."""
    with services.db.read() as session:
        items = services.catalogue.current(session).items
    names = tuple(e.item.id for e in items if e.item.skill.startswith("maths."))[::one_in]
    draw = np.random.default_rng(4)
    learner = np.tile(np.arange(LEARNERS), EACH)  # everybody from the beginning on
    item = draw.integers(0, len(names), len(learner))
    skills = tuple(name.rsplit("/", 1)[0] for name in names)
    easy = np.array([sorted(set(skills)).index(skill) % 2 for skill in skills])
    score = (draw.random(len(item)) < np.where(easy[item], 0.8, 0.08)).astype(float)
    at = 2_000.0 + np.arange(len(item)) / 500.0
    return shadowing.Answered(learner, item, score, at, np.full(len(item), 0.5), names, skills)


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    """The model of the planted answers, once one was fitted: each fit takes a second."""
    return {}


@pytest.fixture
def on(sqlite_fitting: Any, made: dict[str, Any]) -> Any:
    """A class where a model serves in maths."""
    services = sqlite_fitting.services
    answered = planted(services)
    if not made:
        log, names, skills = shadowing.numbered(answered, answered.of_domain("maths"))
        given = prediction.exercises([[int(one)] for one in skills])
        made.update(items=names, model=to_bytes(prediction.fit(given, log, SMALL)))
    decide_on(services, **made)
    return sqlite_fitting


def decide_on(services: Any, items: list[str], model: bytes) -> None:
    """As ``palier predict --apply`` writes it."""
    row = PredictionDecision(
        domain="maths",
        serves=True,
        found={},
        items=items,
        model=model,
        created_at=services.source.now(),
    )
    with services.db.read() as session:
        before = foreseers.newest(session)
    predicting._write(services, [row], before, None)


def newest_reason(fitting: Any) -> dict[str, Any]:
    with fitting.services.db.read() as session:
        newest = select(ExerciseServed).order_by(ExerciseServed.served_at.desc()).limit(1)
        found: dict[str, Any] = session.scalars(newest).one().reason
        return found


def first_choices(fitting: Any, monkeypatch: pytest.MonkeyPatch, with_model: bool) -> list[int]:
    """What her next practice would begin with, were chance otherwise, thirty times."""
    services, who = fitting.services, fitting.ines.actor.id
    found = []
    with services.db.read() as session:
        catalogue = services.catalogue.current(session)
        known = foreseeing.prepare(session, services.followed, catalogue, who, ("maths",))
        mine = memory.look(session, services.states, who, catalogue)
        assert mine is not None
        now = services.source.now()
        past = queries.recent(session, who, now)
        for seed in range(30):
            monkeypatch.setattr(
                serving, "opening", lambda *_, seed=seed: np.random.default_rng(seed)
            )
            chosen = serving.announced(
                catalogue,
                mine.state,
                who,
                "maths",
                past,
                ("maths",),
                now,
                None,
                known if with_model else foreseeing.NOTHING,
            )
            assert chosen is not None
            found.append(chosen.item)
    return found


def test_a_model_shown_to_be_better_moves_the_choice_and_nothing_else(
    on: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels = on.levels()
    without, with_it = (first_choices(on, monkeypatch, one) for one in (False, True))
    assert without != with_it
    with on.services.db.read() as session:
        row = session.scalars(select(PredictionDecision)).one()
        catalogue = on.services.catalogue.current(session)
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.detail["serves"]) == (predicting.DECIDED, True)
    skills = sorted({name.rsplit("/", 1)[0] for name in row.items})
    hard = {name for name in row.items if skills.index(name.rsplit("/", 1)[0]) % 2 == 0}
    names = [catalogue.items[item].item.id for item in with_it]
    assert not hard & set(names), "where nearly all fail, the model sends nobody"
    assert on.levels() == levels
    for _ in range(3):
        on.ines.sit()
    with on.services.db.read() as session:
        reasons = session.scalars(
            select(ExerciseServed.reason).where(
                ExerciseServed.learner_id == on.ines.actor.id,
                ExerciseServed.item_version_id.is_not(None),
            )
        ).all()
    moved = [reason for reason in reasons if "model" in reason["terms"]]
    assert moved
    assert {reason["decision"] for reason in moved} == {row.id}
    assert all(0.0 < reason["terms"]["model"] < 1.0 for reason in moved)
    assert on.room.differences() == []


def test_what_is_followed_answer_by_answer_is_what_the_log_says(
    on: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    on.ines.sit()
    sitting_id = on.ines.sit()
    hinted = on.ines.start()
    service.use_help(on.services, on.ines.actor, hinted)
    on.ines.answer(hinted)
    before = agrees(on)
    judge = service.judge

    def unmarked(*args: Any) -> Any:
        raw, verdict = cast("tuple[Any, Any]", judge(*args))
        return raw, replace(verdict, pending=True)

    with monkeypatch.context() as patched:  # marked by nobody yet: it says nothing
        patched.setattr(service, "judge", unmarked)
        on.ines.answer(on.ines.start())
    assert np.array_equal(agrees(on), before, equal_nan=True)
    on.room.void(on.ines, sitting_id)
    agrees(on)


def agrees(on: Any) -> Any:
    """The kept features of Inès, which are those of a process that has just begun."""
    services, who = on.services, on.ines.actor.id
    found = []
    for kept in (services.followed, foreseeing.Kept()):
        with services.db.read() as session:
            catalogue = services.catalogue.current(session)
            ahead = foreseeing.prepare(session, kept, catalogue, who, ("maths",))
        every = np.arange(len(catalogue.foreseers["maths"].number))
        found.append(ahead.followed["maths"].state.features_for(every, 5_000.0))
    assert np.allclose(found[0], found[1], atol=1e-4, equal_nan=True)
    assert (found[0] != found[1]).mean() < 0.2
    return found[0]


def test_switched_off_the_filter_chooses_again(
    on: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert predicting.switch_off(on.services, ("maths", "culture")) == ("maths",)
    assert first_choices(on, monkeypatch, True) == first_choices(on, monkeypatch, False)
    on.ines.sit()
    assert "model" not in newest_reason(on)["terms"]
    assert predicting.switch_off(on.services, ("maths",)) == ()


@pytest.mark.parametrize("damage", ["cut", "narrow"])
def test_a_damaged_model_costs_nobody_an_exercise(
    on: Any, made: dict[str, Any], damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    if damage == "cut":
        decide_on(on.services, made["items"], made["model"][:900])
    else:  # reads well, and speaks of more exercises than are named
        decide_on(on.services, made["items"][:-1], made["model"])
    on.ines.sit()
    assert "model" not in newest_reason(on)["terms"]
    assert "cannot be read" in caplog.text


def test_a_model_that_cannot_speak_leaves_the_choice_to_the_filter(
    on: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with on.services.db.read() as session:
        model = on.services.catalogue.current(session).foreseers["maths"].model
    object.__setattr__(model.layer.linear, "counts", np.zeros(0))
    on.ines.sit()
    assert "model" not in newest_reason(on)["terms"]
    assert "could not foresee" in caplog.text


@pytest.mark.slow
def test_the_command_shows_asks_and_takes_back(
    sqlite_fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALIER_DATABASE_URL", sqlite_fitting.services.db.url)

    def run(*arguments: str, typed: str = "") -> str:
        done = CliRunner().invoke(main, ["predict", *arguments], input=typed)
        return done.output

    assert "Rien à changer : le moteur prédit seul." in run()
    answered = planted(sqlite_fitting.services, one_in=12)
    monkeypatch.setattr(shadowing, "BLOCKS", 2)
    monkeypatch.setattr(shadowing, "read", lambda _session: answered)
    looked = predicting.look(sqlite_fitting.services, lambda *_: None)
    compared = {one.domain: one.compared for one in looked.domains}
    monkeypatch.setattr(shadowing, "compare", lambda _all, domain, *_, **__: compared[domain])
    said = run()
    assert "il prédit mieux" in said
    assert "palier predict --apply" in said
    run("--apply", typed="n\n")
    assert sqlite_fitting.room.count(PredictionDecision) == 0
    assert "C’est fait" in run("--apply", typed="y\n")
    releases = sqlite_fitting.room.count(Release)
    with pytest.raises(refolding.Overtaken):  # somebody who looked before that
        predicting.decide(sqlite_fitting.services, looked, lambda *_: None)
    assert sqlite_fitting.room.count(Release) == releases
    with sqlite_fitting.services.db.read() as session:
        store = CatalogueStore(sqlite_fitting.services.db)
        model = store.current(session).foreseers["maths"].model
        row = session.scalars(select(PredictionDecision)).one()
    assert row.model is not None
    assert model.start == from_bytes(row.model).start
    assert "seul : Mathématiques." in run("--off", "--yes")
    assert "rien à changer" in run("--off", "--yes")
