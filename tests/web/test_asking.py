"""« J’ai besoin d’aide »: her trainers see it, until one says so or she goes on well."""

from __future__ import annotations

from typing import Any

from palier.models import HelpRequest
from palier.practice import asking


def waiting(room: Any, pupil: Any) -> list[asking.Asked]:
    with room.services.db.read() as session:
        return asking.waiting(session, [pupil.actor.id])


def press(pupil: Any, served_id: Any) -> Any:
    page = f"/exercice/{served_id}"
    return pupil.browser().post(f"{page}/besoin-aide", page)


def test_it_is_seen_by_the_trainer_who_closes_it(room: Any, ines: Any) -> None:
    served_id = ines.start("maths")
    assert "C’est transmis" in press(ines, served_id).text
    press(ines, served_id)
    assert room.count(HelpRequest) == 1
    shown = ines.browser().get(f"/exercice/{served_id}").text
    assert "C’est transmis" in shown
    assert "J’ai besoin d’aide" not in shown
    team = room.browser(room.trainer.id)
    group = team.get(f"/groupes/{room.group_id}").text
    assert "1 personne demande de l’aide" in group
    page = f"/stagiaires/{ines.actor.id}"
    assert "J’ai vu cette demande" in team.get(page).text
    assert team.post(f"{page}/aide/{served_id}", page).status_code == 303
    assert waiting(room, ines) == []
    assert "J’ai vu cette demande" not in team.get(page).text
    press(ines, served_id)  # asked again, it waits again
    assert len(waiting(room, ines)) == 1


def test_a_success_on_the_skill_closes_it_and_a_failure_does_not(room: Any, ines: Any) -> None:
    served_id = ines.serve("numeric")
    press(ines, served_id)
    ines.answer(served_id, right=False)
    assert len(waiting(room, ines)) == 1
    ines.answer(ines.serve("numeric", seed=2), right=True)
    assert waiting(room, ines) == []


def test_only_on_her_own_exercise_and_only_by_her_own_trainers(room: Any, ines: Any) -> None:
    other = room.pupil("Sofiane")
    other.place("maths")
    served_id = ines.start("maths")
    page = other.start("maths")
    foreign = other.browser().post(f"/exercice/{served_id}/besoin-aide", f"/exercice/{page}")
    assert foreign.status_code == 404
    assert room.count(HelpRequest) == 0
    press(ines, served_id)
    team = room.browser(room.trainer.id)
    address = f"/stagiaires/{other.actor.id}"
    form = f"{address}/cours-fls"
    assert team.post(f"{address}/aide/{served_id}", form).status_code == 404
    assert len(waiting(room, ines)) == 1
