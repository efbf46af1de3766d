"""An administrator erases a member of staff: whom she may not, what is asked, what stays."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from palier.accounts import staff
from palier.models import ADMIN, AUTHOR, TRAINER, AuditEvent, CalendarPeriod, Erasure, Person
from palier.privacy import asking_staff, retention
from palier.security import Actor

PASSWORD = "lampe-orage-violon-tuile"  # noqa: S105  # of this test alone


def member(room: Any, role: str, site_id: int | None = None) -> Any:
    """A new member of staff."""
    name = f"{role}{room.count(Person)}"
    who = (room.trainer.school_id, role, f"{name}@ecole.example", name.title(), PASSWORD)
    return staff.add_staff(room.services, *who, site_id)


def text(reply: Any) -> str:
    """What a person reads."""
    plain = re.sub(r"<[^>]+>", " ", reply.text).replace("\u00a0", " ")
    return " ".join(plain.split())


def test_staff_are_erased_but_neither_oneself_nor_the_last_who_heads(
    sqlite_room: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = sqlite_room
    monkeypatch.setattr(asking_staff, "folder_of", lambda _config: tmp_path)
    head_id, site_head_id = member(room, ADMIN), member(room, ADMIN, room.site_id)
    author_id, trainer_id = member(room, AUTHOR), room.trainer.id
    calendar = f"/groupes/{room.group_id}/calendrier"
    form = {"du": ["2026-09-21"], "au": ["2026-09-25"], "quoi": ["company"]}
    assert room.browser(trainer_id).post(f"{calendar}/nouvelle", calendar, form)
    head, site_head = room.browser(head_id), room.browser(site_head_id)
    pages = {who: f"/equipe/{who}/effacer" for who in (head_id, author_id, trainer_id)}
    # Oneself, the last who heads the school, somebody out of reach.
    assert "votre propre compte" in text(head.get(pages[head_id]))
    second = Actor(site_head_id, room.trainer.school_id, "", frozenset({ADMIN}))
    asked = (room.services, second, head_id, "depart_equipe", "")
    refused = asking_staff.erase(*asked)
    assert not isinstance(refused, str)
    assert "dernier administrateur" in refused.forbidden
    assert site_head.get(pages[author_id]).status_code == 404
    # Why, then an address; nothing is done before both.
    first = text(head.get(pages[trainer_id]))
    assert "sans son nom" in first
    assert "Positionnements et plans signés" in first
    confirm = f"{pages[trainer_id]}?raison=depart_equipe"
    wrong: dict[str, list[str]] = {"raison": ["depart_equipe"], "adresse": ["a@b.example"]}
    for sent, said in (
        ({}, "Choisissez la raison"),
        (wrong, "n’est pas la bonne. Rien n’est effacé"),
    ):
        reply = head.post(pages[trainer_id], confirm, sent)
        assert (reply.status_code, said in text(reply)) == (422, True)
    assert room.count(Erasure) == 0
    right = {"raison": ["depart_equipe"], "adresse": ["NADIA@ecole.example "]}
    assert head.post(pages[trainer_id], confirm, right).status_code == 303
    assert head.get(pages[trainer_id]).status_code == 404
    with room.services.db.read() as session:
        period = session.scalars(select(CalendarPeriod)).one()
        line = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "person.erased")
        ).one()
    assert (period.created_by, room.count(Erasure)) == (None, 1)
    assert (line.actor_id, line.detail) == (head_id, {"reason": "depart_equipe"})
    journal = text(head.get("/journal"))
    assert "motif : La personne a quitté l’école" in journal
    assert "par une personne partie depuis" in journal


def test_accounts_of_staff_closed_for_long_go_unless_opened_again(
    sqlite_room: Any, tmp_path: Any
) -> None:
    room = sqlite_room
    ids = [member(room, TRAINER) for _n in range(3)]
    closed = room.source.now()
    with room.services.db.write() as session:
        session.execute(update(Person).where(Person.id.in_(ids[:2])).values(disabled_at=closed))
    room.source.set(closed + timedelta(days=735))  # 24 months and some days
    (found,) = retention.due(room.services.db, room.source.now())
    assert {who for who, _on in found.staff} == set(ids[:2])
    assert "Comptes de l’équipe" in retention.said(found)[0]
    with room.services.db.write() as session:
        session.get_one(Person, ids[1]).disabled_at = None
    retention.apply(room.services.db, (found,), tmp_path, room.source.now())
    with room.services.db.read() as session:
        left = set(session.scalars(select(Person.id)))
    assert {ids[1], ids[2], room.trainer.id} <= left
    assert ids[0] not in left
