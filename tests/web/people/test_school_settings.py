"""What a school decides is what its pages show: domains, a goal for the week, its words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from palier import terms
from palier.errors import NotFound
from palier.models import ADMIN, AuditEvent, SchoolSetting, Site
from palier.people import service as school
from palier.people.settings import Settings, to_json
from palier.practice import service


def _decide(room: Any, **decided: Any) -> None:
    with room.services.db.write() as session:
        session.add(
            SchoolSetting(
                school_id=room.trainer.school_id,
                values=to_json(Settings(**decided)),
                version=1,
                updated_at=room.source.now(),
            )
        )


def test_a_domain_that_is_off_is_proposed_and_shown_nowhere(sqlite_room: Any) -> None:
    room = sqlite_room
    pupil = room.pupil()
    pupil.place("maths")
    pupil.place("francais")
    _decide(room, domains_off=("maths",), weekly_days=4)
    hers, trainer = pupil.browser(), room.browser(room.trainer.id)
    home = hers.get("/accueil").text
    assert "Mathématiques" not in home
    assert "Vos domaines" in home
    assert "4 jours par semaine" in home
    climb = hers.get("/montee")
    assert "Mathématiques" not in climb.text
    assert hers.get("/montee?domaine=maths").status_code == 404
    school = Settings(domains_off=("maths",))
    actor = replace(pupil.actor, school=school)
    with pytest.raises(NotFound):
        service.start_placement(room.services, actor, "maths")
    served_id = service.start_practice(room.services, actor, None)
    assert served_id
    assert pupil.served(served_id).skill.startswith("francais.")
    pages = (
        f"/groupes/{room.group_id}",
        f"/groupes/{room.group_id}?domaine=tous",
        f"/stagiaires/{pupil.actor.id}",
        "/aujourdhui",
    )
    for page in pages:
        reply = trainer.get(page)
        assert reply.status_code == 200, page
        assert "Mathématiques" not in reply.text, page
    assert room.differences() == []


@pytest.mark.parametrize(
    ("learner", "trainer", "text", "said"),
    [
        ("stagiaire", "formateur", "Le stagiaire, 2 stagiaires", "Le stagiaire, 2 stagiaires"),
        ("jeune", "formateur", "Ce stagiaire. Stagiaires partis", "Ce jeune. Jeunes partis"),
        ("apprenant", "formateur", "Le stagiaire", "L’apprenant"),
        ("apprenant", "formateur", "du stagiaire au stagiaire", "de l’apprenant à l’apprenant"),
        ("apprenant", "formateur", "ce nouveau stagiaire", "ce nouvel apprenant"),
        ("apprenant", "formateur", "plus de stagiaires", "plus d’apprenants"),
        (
            "apprenant",
            "formateur",
            "ce stagiaire, les stagiaires",
            "cet apprenant, les apprenants",
        ),
        ("jeune", "conseiller", "formatrice ou formateur", "conseillère ou conseiller"),
        ("jeune", "formateur_referent", "Formateurs", "Formateurs référents"),
    ],
)
def test_the_words_of_a_school(learner: str, trainer: str, text: str, said: str) -> None:
    terms.use(Settings(learner_word=learner, trainer_word=trainer))
    assert terms.said(text) == said
    terms.forget()
    assert terms.said(text) == text


def test_pages_use_the_words_and_the_next_request_does_not(sqlite_room: Any) -> None:
    room = sqlite_room
    admin = room.staff(ADMIN)
    here = "/ecole"
    page = admin.get(here).text
    domains = re.findall(r'name="domaine" value="(\w+)"', page)
    form: dict[str, list[str]] = {
        "keep_departed": ["24"],
        "keep_access": ["12"],
        "keep_audit": ["36"],
        "keep_signed": ["60"],
        "domaine": domains[:3],
        "jours": ["2"],
        "mot_stagiaire": ["jeune"],
        "mot_formateur": ["conseiller"],
        "lu": ["v0"],
    }
    wrong = [("domaine", []), ("jours", ["9"]), ("mot_stagiaire", ["élève"])]
    for name, value in wrong:
        assert admin.post(here, here, {**form, name: value}).status_code == 422, name
    assert admin.post(here, here, form).status_code == 303
    with room.services.db.read() as session:
        kept = session.scalars(select(SchoolSetting)).one().values
    assert (kept["domains_off"], kept["weekly_days"]) == (domains[3:], 2)
    assert "Jeunes présents" in admin.get("/personnes").text
    assert "tagiaire" not in re.sub(r"<[^>]*>", " ", admin.get("/personnes").text)
    assert terms.said("stagiaire") == "jeune"  # as this thread last spoke
    room.browser().get("/entrer")
    assert terms.said("stagiaire") == "stagiaire"


def test_a_site_and_its_line_are_one_transaction(
    sqlite_room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = sqlite_room
    admin = room.staff(ADMIN)
    form = {"nom": "Châlons", "fuseau": "Europe/Paris"}

    def broken(*_given: Any) -> None:
        raise RuntimeError("no line")

    with monkeypatch.context() as patch:
        patch.setattr(school, "record", broken)
        with pytest.raises(RuntimeError):
            admin.post("/ecole/sites", "/ecole", form)
    assert room.count(Site) == 1
    assert admin.post("/ecole/sites", "/ecole", form).status_code == 303
    assert admin.post("/ecole/sites", "/ecole", form).status_code == 422
    with room.services.db.read() as session:
        added = select(AuditEvent).where(AuditEvent.action == "site.added")
        assert len(session.scalars(added).all()) == 1
    assert room.count(Site) == 2
