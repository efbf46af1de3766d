"""Groups by need say what the map says, and lead to work for those who are in them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from palier.acting import needs
from palier.levels import PRESUMED, PROVED, skill_level, unpack
from palier.models import LearnerState


def test_a_need_is_shared_by_those_of_whom_the_map_says_it(sqlite_room: Any) -> None:
    kit = sqlite_room
    weak, other, strong, absent = (kit.pupil(n) for n in ("Inès", "Noé", "Zoé", "Lou"))
    weak.place(right=False)
    other.place(right=False)
    strong.place()
    with kit.app.test_request_context():
        page = needs.needs(kit.services, kit.trainer, kit.group_id, "maths")
    assert page.needs
    assert (page.unplaced, page.people) == (1, 4)
    sizes = [len(need.members) for need in page.needs]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) >= needs.FEWEST
    with kit.services.db.read() as session:
        catalogue = kit.services.catalogue.current(session)
        rows = {p.actor.id: session.get_one(LearnerState, p.actor.id) for p in kit.pupils[:3]}
    skills = {skill.label: one for one, skill in catalogue.curriculum.skills.items()}
    for need in page.needs:
        skill = skills[need.skill]
        for member in need.members:
            levels = unpack(catalogue.parameters, rows[member.id].levels, kit.source.now())
            level = skill_level(catalogue.parameters, levels, skill)
            assert level.state not in (*PROVED, PRESUMED)
            assert member.words == level.words  # never without how sure it is
            assert member.unsure == (level.certainty == "f")
        assert absent.actor.id not in {one.id for one in need.members}

    trainer = kit.browser(kit.trainer.id)
    address = f"/groupes/{kit.group_id}/besoins"
    shown = trainer.get(address).text
    first = page.needs[0]
    assert all(unescape(text) in unescape(shown) for text in (first.skill, first.fact))
    link = re.search(r'href="([^"]+/proposer\?[^"]+)"', shown)
    assert link
    form = trainer.get(unescape(link[1])).text
    ticked = set(re.findall(r'name="qui" value="([^"]+)" checked', form))
    assert ticked == {str(one.id) for one in first.members}
    listed = trainer.get(f"{address}/{skills[first.skill]}").text
    assert all(one.name in listed and one.words in listed for one in first.members)
    assert trainer.get(f"{address}?domaine=latin").status_code == 404
