"""Signing in, throttling, cards and rights, on both kinds of database where it matters."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select

from palier.accounts import passwords, service, sessions, staff, throttle
from palier.accounts.cards import NewCard
from palier.accounts.comfort import Comfort
from palier.accounts.service import Refused
from palier.accounts.throttle import TRIES, Wait
from palier.errors import NotFound
from palier.models import (
    ADMIN,
    AUTHOR,
    TRAINER,
    AuditEvent,
    Card,
    Person,
    Role,
    SignInAttempt,
    WebSession,
)
from palier.policies import ADMINS, TRAINERS

if TYPE_CHECKING:
    from tests.web.accounts.conftest import SchoolKit

WRONG = ("lampe", "orage", "violon", "tuile", "zèbre")


class FixedSecrets:
    """The secrets of a demonstration school."""

    def token(self) -> str:
        return "t" * 22

    def words(self) -> tuple[str, ...]:
        return WRONG


def by_words(kit: SchoolKit, card: NewCard) -> str | Refused | Wait:
    return service.sign_in_by_words(kit.services, card.login_name, card.words)


def test_words_and_card_open_a_session_of_that_learner(kit_on_both: SchoolKit) -> None:
    kit = kit_on_both
    card = kit.card("Inès")
    for token in (by_words(kit, card), service.sign_in_by_card(kit.services, card.token)):
        assert isinstance(token, str)
        visit = sessions.find(kit.services, token)
        assert visit is not None
        assert visit.actor.id == card.learner_id
        assert visit.actor.first_name == "Inès"
        assert visit.actor.roles == {"learner"}


def test_words_count_in_order_and_without_accents(kit: SchoolKit) -> None:
    new = service.add_learner(
        kit.services, kit.trainer, kit.group_id, "Léa", secrets=FixedSecrets()
    )
    assert new is not None

    def attempt(*words: str) -> object:
        return service.sign_in_by_words(kit.services, " LEA ", words)

    assert isinstance(attempt("Lampe", "ORAGE", "violon ", "tuile", "zebre"), str)
    assert isinstance(attempt("orage", "lampe", "violon", "tuile", "zebre"), Refused)
    assert isinstance(attempt("lampe", "orage", "violon", "tuile"), Refused)


def test_login_names_are_plain_and_distinct(kit_on_both: SchoolKit) -> None:
    names = [kit_on_both.card(n).login_name for n in ("Inès", "Ines", "Jean-Noël", "李", "")]
    assert names == ["ines", "ines2", "jeannoel", "stagiaire", "stagiaire2"]


def test_secrets_are_nowhere_in_the_database(kit: SchoolKit) -> None:
    card = kit.card()
    with kit.services.db.read() as session:
        row = session.scalars(select(Card)).one()
    assert card.token.encode() not in row.token_hash
    assert row.words_hash.startswith("$argon2id$")
    assert not any(word in row.words_hash for word in card.words)


def test_renewing_a_card_stops_the_old_one_and_its_sessions(kit_on_both: SchoolKit) -> None:
    kit = kit_on_both
    old = kit.card()
    token = service.sign_in_by_card(kit.services, old.token)
    assert isinstance(token, str)
    new = service.renew_card(kit.services, kit.trainer, old.learner_id)
    assert sessions.find(kit.services, token) is None
    assert isinstance(service.sign_in_by_card(kit.services, old.token), Refused)
    assert isinstance(by_words(kit, old), Refused)
    assert isinstance(by_words(kit, new), str)
    assert isinstance(service.sign_in_by_card(kit.services, new.token), str)


def test_ten_wrong_tries_then_a_wait_for_that_name_alone(kit_on_both: SchoolKit) -> None:
    kit = kit_on_both
    card, other = kit.card("Inès"), kit.card("Malik")
    for name in ("INES", "inès", "ines") * 3 + ("ines",):
        assert isinstance(service.sign_in_by_words(kit.services, name, WRONG), Refused)
    assert by_words(kit, card) == Wait(15)
    kit.clock.passes(minutes=10)
    assert by_words(kit, card) == Wait(5)
    assert isinstance(service.sign_in_by_card(kit.services, card.token), str)
    assert isinstance(by_words(kit, other), str)
    kit.clock.passes(minutes=5)
    assert isinstance(by_words(kit, card), str)


def test_a_right_try_does_not_use_up_tries(kit: SchoolKit) -> None:
    card = kit.card()
    for _ in range(TRIES + 2):
        assert isinstance(by_words(kit, card), str)


def test_names_that_do_not_exist_are_throttled_alike(kit: SchoolKit) -> None:
    for _ in range(TRIES):
        assert isinstance(service.sign_in_by_words(kit.services, "nobody", WRONG), Refused)
    assert isinstance(service.sign_in_by_words(kit.services, "nobody", WRONG), Wait)


def test_old_tries_are_forgotten(kit: SchoolKit) -> None:
    service.sign_in_by_words(kit.services, "nobody", WRONG)
    kit.clock.passes(minutes=16)
    service.sign_in_by_words(kit.services, "someone", WRONG)
    with kit.services.db.read() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 1


def test_tries_that_arrive_together_all_count(kit_on_both: SchoolKit) -> None:
    kit = kit_on_both
    kit.card("Inès")

    def attempt(_: int) -> object:
        return service.sign_in_by_words(kit.services, "ines", WRONG)

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(24)))
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == TRIES
    assert sum(isinstance(outcome, Wait) for outcome in outcomes) == 24 - TRIES


def test_unknown_names_cost_the_same_work(
    kit: SchoolKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit.card("Inès")
    passwords.matches(None, "warm")
    verified: list[str] = []
    real = passwords._hasher.verify

    class Counting:
        def verify(self, hash_: str, secret: str) -> bool:
            verified.append(hash_)
            return real(hash_, secret)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    for name in ("ines", "nobody"):
        service.sign_in_by_words(kit.services, name, WRONG)
    service.sign_in_by_password(kit.services, "nobody@ecole.example", "x")
    assert len(verified) == 3


def test_real_hashes_are_argon2id_of_19_mib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    hash_ = passwords.hashed("lampe orage violon tuile zebre")
    assert hash_.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(hash_, "lampe orage violon tuile zebre")
    assert not passwords.matches(hash_, "orage lampe violon tuile zebre")


def test_disabled_people_are_out_at_once(kit: SchoolKit) -> None:
    card = kit.card()
    token = by_words(kit, card)
    assert isinstance(token, str)
    with kit.services.db.write() as session:
        session.get_one(Person, card.learner_id).disabled_at = kit.clock.now()
    assert sessions.find(kit.services, token) is None
    assert isinstance(by_words(kit, card), Refused)
    assert isinstance(service.sign_in_by_card(kit.services, card.token), Refused)


def test_a_session_ends_after_hours_without_use_and_lasts_with_it(kit: SchoolKit) -> None:
    token = by_words(kit, kit.card())
    assert isinstance(token, str)
    for _ in range(4):
        kit.clock.passes(minutes=11 * 60)
        assert sessions.find(kit.services, token) is not None
    kit.clock.passes(minutes=12 * 60)
    assert sessions.find(kit.services, token) is None


def test_a_request_reads_its_session_in_one_statement(kit: SchoolKit) -> None:
    token = by_words(kit, kit.card())
    assert isinstance(token, str)
    said: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(kit.services.db.engine, "before_cursor_execute", note)
    kit.clock.passes(minutes=4)
    sessions.find(kit.services, token)
    assert [line.split()[0] for line in said] == ["BEGIN", "SELECT"]
    kit.clock.passes(minutes=2)
    sessions.find(kit.services, token)
    sessions.find(kit.services, token)
    assert sum(line.startswith("UPDATE") for line in said) == 1


def test_a_trainer_of_another_site_or_school_finds_nothing(kit: SchoolKit) -> None:
    card = kit.card()
    elsewhere = replace(kit.trainer, sites=frozenset({kit.other_site_id}))
    other_school = replace(kit.trainer, school_id=kit.trainer.school_id + 1, sites=None)
    for stranger in (elsewhere, other_school):
        with pytest.raises(NotFound):
            service.add_learner(kit.services, stranger, kit.group_id, "Malik")
        with pytest.raises(NotFound):
            service.renew_card(kit.services, stranger, card.learner_id)
        with pytest.raises(NotFound):
            service.card_of(kit.services, stranger, card.learner_id)
        with pytest.raises(NotFound):
            service.create_group(kit.services, stranger, "Groupe B", kit.site_id)
    with pytest.raises(NotFound):
        service.card_of(kit.services, kit.trainer, uuid4())
    with pytest.raises(NotFound):
        service.card_of(kit.services, kit.trainer, kit.trainer.id)
    whole_school = replace(kit.trainer, sites=None)
    assert service.card_of(kit.services, whole_school, card.learner_id).login_name == "ines"


def test_the_same_form_sent_twice_makes_one_learner(kit: SchoolKit) -> None:
    form = kit.services.source.new_id()

    def send() -> NewCard | None:
        args = (kit.services, kit.trainer, kit.group_id, "Inès", "b")
        return service.add_learner(*args, learner_id=form)

    first, second = send(), send()
    assert first is not None
    assert second is not None
    assert (first.learner_id, first.login_name) == (second.learner_id, second.login_name)
    assert isinstance(service.sign_in_by_card(kit.services, first.token), Refused)
    assert isinstance(service.sign_in_by_card(kit.services, second.token), str)
    kit.clock.passes(minutes=2)
    assert send() is None
    assert isinstance(service.sign_in_by_card(kit.services, second.token), str)
    assert service.card_of(kit.services, kit.trainer, form).last_name == "B."


def test_what_staff_do_with_people_is_written_down(kit: SchoolKit) -> None:
    card = kit.card()
    service.renew_card(kit.services, kit.trainer, card.learner_id)
    with kit.services.db.read() as session:
        found = list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    actions = ["staff.added", "group.created", "learner.added", "card.renewed"]
    assert [one.action for one in found] == actions
    assert {one.actor_id for one in found[1:]} == {kit.trainer.id}
    assert found[-1].subject_id == card.learner_id


def test_sites_come_from_the_trainers_roles(kit: SchoolKit) -> None:
    person_id = kit.staff(AUTHOR, "auteur@ecole.example", None)
    with kit.services.db.write() as session:
        person = session.get_one(Person, person_id)
        token = sessions.open_session(session, person, kit.clock.now(), 12)
    visit = sessions.find(kit.services, token)
    assert visit is not None
    assert visit.actor.roles == {"author"}
    admin = kit.staff(ADMIN, "admin@ecole.example", None)
    with kit.services.db.write() as session:
        token = sessions.open_session(
            session, session.get_one(Person, admin), kit.clock.now(), 12
        )
    visit = sessions.find(kit.services, token)
    assert visit is not None
    assert visit.actor.sites is None


def test_one_who_administers_a_site_is_no_administrator_where_she_trains(
    kit: SchoolKit,
) -> None:
    here = kit.trainer.sites
    assert here is not None
    both = kit.staff(ADMIN, "both@ecole.example", min(here))
    with kit.services.db.write() as session:
        person = session.get_one(Person, both)
        session.add(
            Role(school_id=person.school_id, person_id=both, name=TRAINER, site_id=None)
        )
        session.flush()
        token = sessions.open_session(session, person, kit.clock.now(), 12)
    visit = sessions.find(kit.services, token)
    assert visit is not None
    governs, trains = (visit.actor.within(policy) for policy in (ADMINS, TRAINERS))
    assert governs.roles == {ADMIN, TRAINER}
    assert governs.sites == here
    assert trains.roles == {TRAINER}
    assert trains.sites is None


def test_comfort_is_kept_and_leaves_no_trace(kit: SchoolKit) -> None:
    card = kit.card()
    token = by_words(kit, card)
    assert isinstance(token, str)
    visit = sessions.find(kit.services, token)
    assert visit is not None
    before = _audit_rows(kit)
    service.keep_comfort(kit.services, visit.actor, Comfort("1.5", True, False, "dark"))
    visit = sessions.find(kit.services, token)
    assert visit is not None
    assert visit.comfort == {"text": "1.5", "spacing": True, "guide": False, "theme": "dark"}
    assert _audit_rows(kit) == before


def _audit_rows(kit: SchoolKit) -> int:
    with kit.services.db.read() as session:
        return session.scalars(select(func.count()).select_from(AuditEvent)).one()


@pytest.mark.parametrize(
    "password",
    [
        "court",
        "motdepasse2026!",
        "M0tDeP@sse2026",
        "azertyuiop12",
        "aaaaaaaaaaaaaaa",
        "123456789012345",
        "soleilsoleil",
        "nadia-chevalier",
        "nadia.ferrand.2",
        "!!!!!!!!!!!!!!!!",
        "x" * 129,
    ],
)
def test_weak_passwords_are_refused(password: str) -> None:
    assert passwords.faults(password, "Nadia", "nadia.ferrand@ecole.example")


@pytest.mark.parametrize(
    "password", ["lampe-orage-violon", "Trois chats gris à Reims", "g7#kQ2!vLx9mTz"]
)
def test_other_passwords_are_accepted(password: str) -> None:
    assert passwords.faults(password, "Nadia", "nadia.ferrand@ecole.example") == []


def test_every_common_password_is_refused() -> None:
    listed = passwords.common()
    assert len(listed) >= 300
    for word in listed:
        assert passwords.faults(word.capitalize() + "20262026", "Nadia", "n@e.example"), word


def test_staff_is_added_once_with_a_good_password(kit: SchoolKit) -> None:
    with pytest.raises(staff.Impossible, match="déjà un compte"):
        kit.staff(ADMIN, "NADIA@ecole.example ", None)
    with pytest.raises(staff.Impossible, match="trop connu"):
        staff.set_password(kit.services, "nadia@ecole.example", "motdepasse2026")
    with pytest.raises(staff.Impossible, match="Personne"):
        staff.set_password(kit.services, "nobody@ecole.example", "lampe-orage-violon")
    with pytest.raises(staff.Impossible, match="fuseau"):
        staff.create_school(kit.services, "Autre", "Lyon", "Mars/Olympus")
    with pytest.raises(staff.Impossible, match="existe déjà"):
        staff.create_school(kit.services, "École de Reims", "Reims")


def test_throttle_key_does_not_tell_the_name() -> None:
    assert throttle.account("learner", "Inès") == throttle.account("learner", " INES ")
    assert throttle.account("learner", "ines") != throttle.account("staff", "ines")
    assert len(throttle.account("learner", "ines")) == 32


def test_sessions_that_are_over_are_not_kept(kit: SchoolKit) -> None:
    card = kit.card()
    for _ in range(3):
        assert isinstance(by_words(kit, card), str)
        kit.clock.passes(minutes=13 * 60)
    with kit.services.db.read() as session:
        assert session.scalar(select(func.count()).select_from(WebSession)) == 1


def test_the_same_form_twice_at_once_makes_one_learner(kit_on_both: SchoolKit) -> None:
    kit = kit_on_both
    form = kit.services.source.new_id()

    def send(_: int) -> NewCard | None:
        args = (kit.services, kit.trainer, kit.group_id, "Inès")
        return service.add_learner(*args, learner_id=form)

    with ThreadPoolExecutor(4) as pool:
        cards = [card for card in pool.map(send, range(4)) if card is not None]
    assert {card.learner_id for card in cards} == {form}
    working = [service.sign_in_by_card(kit.services, card.token) for card in cards]
    assert sum(isinstance(token, str) for token in working) == 1
