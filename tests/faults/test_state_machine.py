"""A learner who does anything, in any order: what she was told is what is kept.

She answers, sends again, goes back, opens a second tab, reloads, comes from another device,
comes back after her session is over, while the server is restarted and her trainer takes a
sitting back. The model is her own log of what the server acknowledged.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pydantic import SecretStr
from sqlalchemy import select

from exercises.items import examples
from palier.app import Services, create_app
from palier.catalogue import Catalogue
from palier.config import Config
from palier.demo.source import DemoSource
from palier.models import ExerciseServed, Sitting
from palier.practice import corrections
from palier.practice.refold import verify
from palier.practice.service import instance_of
from tests.faults.client import Learner, Log, Reply
from tests.faults.conftest import scale
from tests.faults.oracle import ANSWERS, OBSERVATIONS, Store, Told, as_kept, compare, plain
from tests.faults.reader import Fields, Form, Page

MONDAY = datetime(2026, 9, 14, 8, tzinfo=UTC)
HOURS = 3600.0
TABS = st.integers(0, 2)
HOW = st.sampled_from(["right", "right", "wrong", "wrong", "unknown", "unreadable"])
SHORTEST_SECRET = 16  # characters: shorter texts may stand anywhere by chance
MOST_BEFORE = 60  # answers: four placements at most, and some practice
PRACTISED = (
    "SELECT count(*) FROM answer JOIN exercise_served ON exercise_served.id = served_id "
    "JOIN sitting ON sitting.id = sitting_id WHERE sitting.kind = 'practice'"
)


class World:
    """One database and the application that serves it, until it is restarted."""

    catalogue: Catalogue | None = None

    def __init__(self, folder: Path, file: Path, seed: int) -> None:
        self.file = folder / "school.db"
        shutil.copy(file, self.file)
        self.url = f"sqlite:///{self.file}"
        self.source = DemoSource(seed, MONDAY)
        self.config = Config(
            database_url=self.url, testing=True, secret_key=SecretStr("one key")
        )
        self.start()

    def start(self) -> None:
        """A new application on the same database."""
        self.app = create_app(self.config, self.source)
        self.services: Services = self.app.extensions["palier"]
        # Reading the published exercises takes most of a start, and gives the same each time.
        World.catalogue = World.catalogue or self._read_catalogue()
        self.services.catalogue._catalogue = World.catalogue

    def _read_catalogue(self) -> Catalogue:
        with self.services.db.read() as session:
            return self.services.catalogue.current(session)

    def restart(self) -> None:
        """The process ends, another begins: nothing is left but the database."""
        self.services.db.dispose()
        self.start()

    def served(self, served: str) -> ExerciseServed:
        """The row of an exercise."""
        with self.services.db.read() as session:
            return session.get_one(ExerciseServed, UUID(served))

    def taken_back(self, served: str) -> bool:
        """Whether an exercise is of a sitting that was taken back."""
        with self.services.db.read() as session:
            exercise = session.get_one(ExerciseServed, UUID(served))
            return session.get_one(Sitting, exercise.sitting_id).voided_at is not None


class Tab(Learner):
    """A tab of a browser: it speaks to the application without a network between."""

    world: World
    served: str = ""
    form: Form | None = None

    def send(self, method: str, path: str, fields: Fields = (), htmx: bool = False) -> Reply:
        """As over the network."""
        client = self.world.app.test_client(use_cookies=False)
        headers = {"Cookie": self.cookie} | ({"HX-Request": "true"} if htmx else {})
        response = client.open(
            path,
            method=method,
            headers=headers,
            data=urlencode(fields),
            content_type="application/x-www-form-urlencoded" if method == "POST" else None,
        )
        if response.headers.get("Set-Cookie"):
            self.cookie = response.headers["Set-Cookie"].split(";")[0]
        named = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, named, response.text)

    def open(self) -> None:
        """The exercise that waits for her, on this tab's page."""
        self.served, self.form = self.next_exercise()

    def look(self, served: str) -> str:
        """The page of an exercise; she signs in again when she must."""
        said = super().look(served)
        if said == "to /entrer":
            self.sign_in()
            said = super().look(served)
        return said

    def acknowledge(self, served: str, reply: Reply) -> None:
        """Written down, unless the sitting was taken back: then she is led home."""
        if not self.world.taken_back(served):
            super().acknowledge(served, reply)

    def note(self, served: str) -> None:
        """Written down, unless the sitting was taken back."""
        if not self.world.taken_back(served):
            super().note(served)


def _tab(world: World, token: str, log: Log) -> Tab:
    tab = Tab(world.url, token, log, Random(1))  # noqa: S311  # not a secret
    tab.world = world
    return tab


def _dashed(served: str) -> str:
    """The id as it stands in addresses."""
    return str(UUID(served))


class AtWork(RuleBasedStateMachine):
    """The rules are what she, the server and her trainer do."""

    begun: Path  # a school and the log of a learner who has worked a little
    token: str
    done: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="palier-machine-"))
        self.world = World(self.folder, self.begun / "school.db", seed=2)
        self.store = Store(self.world.url)
        shutil.copy(self.begun / "learner.log", self.folder)
        self.log = Log(self.folder / "learner.log")
        self.tabs = [_tab(self.world, self.token, self.log) for _n in range(3)]
        told = Told.read(self.log.file)
        # What each exercise said when it was answered, and the answer that counted.
        self.told = {_dashed(s): told.replies[s].pop() for s in told.order}
        self.kept = {_dashed(s): told.sent[s][-1] for s in told.order}
        self.voided: list[UUID] = []

    @initialize()
    def begin(self) -> None:
        """She opens the first exercise on her phone."""
        self.tabs[0].sign_in()
        self.tabs[0].open()

    def _fields(self, tab: Tab, how: str) -> Fields:
        assert tab.form is not None
        token = ("csrf_token", tab.form.hidden("csrf_token"))
        if how == "unknown":
            return [token, ("passe", "1")]
        known = examples(instance_of(self.world.served(tab.served)))
        raws: dict[str, Mapping[str, Sequence[str]]] = {
            "right": known.right[0],
            "wrong": known.wrong[0][0],
            "unreadable": known.unreadable[0],
        }
        return [token, *((name, v) for name, values in raws[how].items() for v in values)]

    def _answer(self, tab: Tab, served: str, fields: Fields, htmx: bool) -> None:
        before = tab.acknowledged
        tab.answer(served, fields, htmx)
        if tab.acknowledged == before:
            return  # unreadable, or refused: nothing may be kept, the invariants see to it
        said = tab.look(served)
        self.kept.setdefault(served, as_kept(fields))
        self.done["answers sent again"] += served in self.told
        assert self.told.setdefault(served, said) == said

    @rule(n=TABS, how=HOW, htmx=st.booleans())
    def answer(self, n: int, how: str, htmx: bool) -> None:
        """Answer what this tab shows, which another tab may have answered meanwhile."""
        tab = self.tabs[n]
        if tab.form is None:
            tab.open()
        self._answer(tab, tab.served, self._fields(tab, how), htmx)
        if how != "unreadable":
            tab.form = None

    @rule(n=TABS, how=HOW, htmx=st.booleans(), which=st.integers(0, 1000))
    @precondition(lambda self: self.told)
    def send_again(self, n: int, how: str, htmx: bool, which: int) -> None:
        """Post an exercise that was answered once more, with the same answer or another."""
        tab = self.tabs[n]
        served = list(self.told)[which % len(self.told)]
        if tab.form is None:
            tab.open()
        fields = self._fields(tab, how)
        if self.world.taken_back(served):
            return
        self._answer(tab, served, fields, htmx)

    @rule(n=TABS, which=st.integers(0, 1000))
    @precondition(lambda self: self.told)
    def go_back(self, n: int, which: int) -> None:
        """The page of an older exercise says what it said."""
        served = list(self.told)[which % len(self.told)]
        said = self.tabs[n].look(served)
        if not self.world.taken_back(served):
            assert said == self.told[served]

    @rule(n=TABS)
    def reload(self, n: int) -> None:
        """The page of an exercise not answered yet tells nothing of its key."""
        tab = self.tabs[n]
        tab.open()
        exercise = self.world.served(tab.served)
        page = Page(tab.insist("GET", f"/exercice/{tab.served}").body)
        assert page.exercise is not None
        public = json.dumps(exercise.public, ensure_ascii=False)
        opened = exercise.secret["help"][: exercise.help_used]
        secret = {**exercise.secret, "help": exercise.secret["help"][exercise.help_used :]}
        shown = public + json.dumps(opened, ensure_ascii=False)
        hidden = [text for text in _texts(secret) if text not in shown]
        assert [text for text in hidden if text.replace("*", "") in page.text] == []

    @rule(n=st.integers(1, 2))
    def second_tab(self, n: int) -> None:
        """The same exercise in two tabs of one browser."""
        if self.tabs[0].form is None:
            self.tabs[0].open()
        first, other = self.tabs[0], self.tabs[n]
        other.cookie, other.served, other.form = first.cookie, first.served, first.form

    @rule(n=TABS)
    def other_device(self, n: int) -> None:
        """A session of its own, with the same card."""
        self.tabs[n].cookie = ""
        self.tabs[n].sign_in()
        self.tabs[n].open()

    @rule(n=TABS)
    def ask_for_help(self, n: int) -> None:
        """A hint, which changes what the answer is worth."""
        tab = self.tabs[n]
        if tab.form is not None:
            token = [("csrf_token", tab.form.hidden("csrf_token"))]
            tab.insist("POST", f"/exercice/{tab.served}/aide", token)

    @rule()
    def session_expires(self) -> None:
        """Twelve hours without a word: every session is over."""
        self.world.source.wait(13 * HOURS)

    @rule(one_in_three=st.sampled_from([False, False, True]))
    def restart(self, one_in_three: bool) -> None:
        """The server is replaced."""
        if one_in_three:
            self.world.restart()

    @rule(which=st.integers(0, 1000))
    @precondition(lambda self: self.told)
    def taken_back(self, which: int) -> None:
        """« Ce n’était pas elle » : the trainer takes a sitting back."""
        exercise = self.world.served(list(self.told)[which % len(self.told)])
        who = exercise.learner_id
        with self.world.services.db.write() as session:
            corrections.void(
                self.world.services, session, who, exercise.sitting_id, who, "essai"
            )
        self.voided.append(exercise.sitting_id)

    @rule()
    @precondition(lambda self: self.voided)
    def put_back(self) -> None:
        """It was hers after all."""
        sitting_id = self.voided.pop()
        with self.world.services.db.write() as session:
            who = session.scalars(select(Sitting.learner_id).where(Sitting.id == sitting_id))
            found = who.one()
            corrections.restore(self.world.services, session, found, sitting_id, found)

    @invariant()
    def kept_is_what_was_acknowledged(self) -> None:
        """Once each, as first sent, in the order in which she was told."""
        stored = {plain(row[0]): json.loads(row[2]) for row in self.store.rows(ANSWERS)}
        assert stored == {plain(served): raw for served, raw in self.kept.items()}
        seen = [plain(row[0]) for row in self.store.rows(OBSERVATIONS)]
        assert seen == [plain(served) for served in self.kept]

    def teardown(self) -> None:
        """The levels are the fold of the log, and the logs agree."""
        with self.world.services.db.read() as session:
            differences = verify(session)[1]
        self.world.services.db.dispose()
        with closing(self.log):
            found = compare(self.store, [self.log.file])
        shutil.rmtree(self.folder)
        assert found.all == []
        assert differences == []
        assert found.acknowledged == len(self.kept)
        self.done.update(acknowledged=found.acknowledged, lost=0, duplicated=0)


def _texts(secret: Any) -> list[str]:
    """Every sentence in what must stay secret."""
    if isinstance(secret, str):
        return [secret] if len(secret) >= SHORTEST_SECRET else []
    if isinstance(secret, dict):
        secret = list(secret.values())
    return [t for part in secret for t in _texts(part)] if isinstance(secret, list) else []


@pytest.fixture(scope="module")
def begun(published: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner who was placed in a domain, and is in the middle of a practice."""
    folder = tmp_path_factory.mktemp("begun")
    world = World(folder, published[0], seed=1)
    store = Store(world.url)
    with closing(Log(folder / "learner.log")) as log:
        tab = _tab(world, published[1][0], log)
        for _step in range(MOST_BEFORE):
            if store.rows(PRACTISED)[0][0] >= 2:
                break
            tab.step()
    world.services.db.dispose()
    assert store.rows(PRACTISED)[0][0] == 2
    return folder


def _run(published: tuple[Path, list[str]], begun: Path, runs: int, steps: int) -> None:
    class Here(AtWork):
        pass

    Here.begun, Here.token, Here.done = begun, published[1][0], Counter()
    profile = settings(
        max_examples=runs,
        stateful_step_count=steps,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # making a failure shorter would take minutes
    )
    run_state_machine_as_test(Here, settings=profile)
    print(f"state machine: {runs} runs of {steps} steps, {dict(Here.done)}")


def test_whatever_she_does_what_she_was_told_is_kept(published: Any, begun: Path) -> None:
    _run(published, begun, 10, 20)


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_whatever_she_does_for_a_long_time(
    published: Any, begun: Path, request: pytest.FixtureRequest
) -> None:
    _run(published, begun, 2 * scale(request, "PALIER_FAULTS_CYCLES", 0), 50)
