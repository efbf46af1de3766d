"""Texts and voices marked by people: once, or twice without seeing the first mark."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from palier.acting import marking
from palier.acting.marking import Said
from palier.acting.words import Told
from palier.models import Mark, Notice, ObservationRow, VerdictRow
from palier.practice import regrade
from palier.practice.refold import refold_one


def verdicts(kit: Any, served_id: Any) -> list[tuple[str, float, bool]]:
    """(grader, score, pending) of each verdict of an answer."""
    with kit.services.db.read() as session:
        mine = select(VerdictRow).where(VerdictRow.served_id == served_id)
        rows = session.scalars(mine.order_by(VerdictRow.number))
        return [(row.grader, row.score, row.detail["pending"]) for row in rows]


def counted(kit: Any, served_id: Any) -> tuple[str, float, bool]:
    """The kind, weight and directness of what the engine is told of an answer now."""
    with kit.services.db.read() as session:
        mine = select(ObservationRow).where(ObservationRow.served_id == served_id)
        row = session.scalars(mine.order_by(ObservationRow.seq.desc())).first()
        assert row is not None
        return row.kind, row.data["weight"], row.data["direct"]


def form(page: str) -> dict[str, list[str]]:
    """The form of a page with its highest level chosen on each line."""
    names = sorted(set(re.findall(r'name="(niveau-\d)"', page)))
    tops = [max(re.findall(rf'name="{name}" value="(\d)"', page)) for name in names]
    return {name: [top] for name, top in zip(names, tops, strict=True)}


def test_a_mark_is_the_verdict_and_closes_the_alert(room: Any, ines: Any) -> None:
    kit, services = room, room.services
    written, said = ines.serve("writing"), ines.serve("spoken")
    for served_id in (written, said):
        ines.answer(served_id)
    assert counted(kit, written)[1:] == (0.25, False)
    assert counted(kit, said)[0] == "void"
    trainer = kit.browser(kit.trainer.id)
    assert "2 productions à évaluer" in trainer.get("/aujourdhui").text
    pages = {i: f"/stagiaires/{ines.actor.id}/evaluer/{i}" for i in (written, said)}
    queue = trainer.get("/evaluer").text
    assert all(page in queue for page in pages.values())
    page = trainer.get(pages[written]).text
    best = form(page)
    missing = trainer.post(pages[written], pages[written], {"niveau-0": ["9"]})
    assert missing.status_code == 422
    assert "Choisissez un niveau à chaque ligne" in missing.text

    # Marked: on to the next; the engine takes it at full weight, as proof.
    sent = trainer.post(pages[written], pages[written], {**best, "mot": ["Clair et poli."]})
    assert sent.location == pages[said]
    assert verdicts(kit, written)[-1] == ("person", 1.0, False)
    assert counted(kit, written) == ("answer", 1.0, True)
    low = {name: ["1"] for name in form(trainer.get(pages[said]).text)}
    assert trainer.post(pages[said], pages[said], low).location == "/evaluer"
    assert verdicts(kit, said)[-1] == ("person", 0.0, False)
    assert "Tout est lu" in trainer.get("/evaluer").text
    assert kit.differences() == []
    with services.db.write() as session:
        refold_one(session, ines.actor.id, services.catalogue.current(session))
    assert kit.differences() == []

    # She is told kindly: what stands, the step after, the word; no fault is named.
    mine = ines.browser()
    assert "a été écoutée" in mine.get("/accueil").text
    for served_id, words in ((written, "Clair et poli."), (said, "La marche d’après")):
        shown = mine.get(f"/exercice/{served_id}").text
        assert words in shown
        assert "Pas encore</h1>" not in shown

    # The same mark again changes nothing; another one takes its place.
    count = len(verdicts(kit, written))
    again = {**best, "mot": ["Clair et poli."]}
    trainer.post(pages[written], pages[written], again)
    assert len(verdicts(kit, written)) == count
    trainer.post(pages[written], pages[written], {**again, "niveau-0": ["1"]})
    assert verdicts(kit, written)[-1][1] < 1
    assert kit.differences() == []

    # A key mended later does not undo what a person said.
    with services.db.read() as session:
        entries = services.catalogue.current(session).items
        version = ines.served(written).item_version_id
        name = next(e.item.id for e in entries if e.version_id == version)
    assert regrade.plan(services, name).changes == 0


def test_a_second_opinion_does_not_see_the_first(sqlite_room: Any) -> None:
    kit = sqlite_room
    pupil = kit.pupil("Inès")
    pupil.place("maths")
    served_id = pupil.serve("writing")
    pupil.answer(served_id)
    page = f"/stagiaires/{pupil.actor.id}/evaluer/{served_id}"
    first, second = kit.browser(kit.trainer.id), kit.staff("trainer", kit.site_id)
    best = form(first.get(page).text)
    low = {name: ["1"] for name in best}

    first.post(page, page, {**best, "second": ["oui"], "mot": ["MotDuPremier"]})
    assert len(verdicts(kit, served_id)) == 1  # nothing counts, nothing is told
    assert kit.told(pupil) == []
    assert page not in first.get("/evaluer").text
    assert "second avis demandé" in second.get("/evaluer").text
    blind = second.get(page).text
    answer = f"/stagiaires/{pupil.actor.id}/reponses/{served_id}"
    for hidden in ("checked", "MotDuPremier", "Nadia\u00a0:"):
        assert hidden not in blind
        assert hidden not in second.get(answer).text

    # Opened before the first mark was there: told, nothing typed is lost, then it counts.
    late = second.post(page, page, {**low, "mot": ["Mot du second"], "lus": ["0"]})
    assert (late.status_code, "Mot du second" in late.text) == (422, True)
    assert "checked" in late.text
    second.post(page, page, {**low, "mot": ["Mot du second"], "lus": ["1"]})
    grader, score, pending = verdicts(kit, served_id)[-1]
    assert (grader, score, pending) == ("person", 0.5, False)
    both = first.get(page).text
    assert "avis différents" in both
    assert "Nadia\u00a0:" in both
    assert [kind for kind, _closed in kit.told(pupil)] == ["marked"]
    assert kit.differences() == []

    third = kit.staff("admin")
    assert "Les deux avis" in third.get(page).text
    with pytest.raises(Told, match="Deux personnes"):
        marking.mark(
            kit.services,
            kit.trainer.__class__(
                pupil.actor.id, kit.trainer.school_id, "X", frozenset({"trainer"}), None
            ),
            pupil.actor.id,
            served_id,
            Said((0,) * len(best), read=2),
        )
    assert (kit.count(Mark), kit.count(Notice)) == (2, 1)
