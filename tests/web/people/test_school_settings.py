"""What a school decides is what its pages show: domains, a goal for the week, its words."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from palier import terms
from palier.errors import NotFound
from palier.models import ADMIN, AuditEvent, SchoolSetting, Site
from palier.people import service as school
from palier.people.settings import Settings, to_json
from palier.plan import goals
from palier.practice import service
from palier.reports import asked, making
from palier.reports.whom import Period


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


TABLES = "maths.calcul.tables"
OFF = "Math"  # of a domain's name: no page that proposes or sums up may have it
# Address after the learner's or the group's, what it answers, whether it is what was done.
READ = (
    ("{one}/plan", 200, False),
    ("{one}/entretien", 200, False),
    ("{one}/positionnement", 200, False),
    ("{one}/bilans", 200, True),
    ("{one}/seances", 200, True),
    ("{one}/notes", 200, False),
    (f"{{one}}/competences/{TABLES}", 200, True),
    (f"{{one}}/competences/{TABLES}/decider", 404, False),
    ("{group}", 200, False),
    ("{group}?domaine=tous&colonnes=competences&voir=tout", 200, False),
    ("{group}?domaine=maths", 404, False),
    ("{group}/besoins", 200, False),
    ("{group}/besoins?domaine=maths", 404, False),
    (f"{{group}}/besoins/{TABLES}", 404, False),
    ("{group}/proposer", 200, False),
    ("{group}/travaux", 200, True),
    ("/essayer", 200, False),
)
SENT = (
    (f"{{one}}/competences/{TABLES}/vue-faire", {"lieu": "stage"}, 404),
    (f"{{one}}/competences/{TABLES}/decider", {"raison": "su.oral"}, 404),
    ("{one}/plan/buts", {"cible": f"skill:{TABLES}", "pour": "2026-12-18", "lu": "v1"}, 422),
    ("{one}/positionnement/approfondir", {"domaine": "maths"}, 422),
    ("{group}/proposer", {"competence": TABLES, "quoi": "skill", "qui": "{who}"}, 422),
)


def test_what_is_read_and_proposed_where_a_domain_is_off(sqlite_room: Any) -> None:
    room, pupil = sqlite_room, sqlite_room.pupil()
    for domain in ("maths", "francais"):
        pupil.place(domain)
    pupil.answer(pupil.start("maths"))
    who = str(pupil.actor.id)
    goals.add(
        room.services,
        room.trainer,
        pupil.actor.id,
        goals.Asked(f"skill:{TABLES}", due="2026-12-18", given="nouveau"),
        "v0",
    )
    _decide(room, domains_off=("maths",))
    places = {"one": f"/stagiaires/{who}", "group": f"/groupes/{room.group_id}", "who": who}
    team = room.browser(room.trainer.id)
    for address, status, done in READ:
        reply = team.get(address.format(**places))
        assert reply.status_code == status, address
        assert done or OFF not in reply.text, address
    for address, form, status in SENT:
        fields = {key: [value.format(**places)] for key, value in form.items()}
        reply = team.post(address.format(**places), "{one}/plan".format(**places), fields)
        assert reply.status_code == status, address
    # What was agreed and done before stays to be read, by both; nothing new is said of it.
    label = "tables de multiplication"
    evidence = team.get(f"/stagiaires/{who}/competences/{TABLES}").text
    assert "L’école n’utilise pas ce domaine" in evidence
    assert "vue-faire" not in evidence.replace('id="vue-faire"', "")
    for page in (team.get(f"/stagiaires/{who}/plan"), pupil.browser().get("/mon-plan")):
        assert label in page.text
        assert 'action="/propose' not in page.text
    period = Period(date(2026, 9, 1), date(2026, 9, 30))
    school = Settings(domains_off=("maths",))
    for kind in (asked.PLACEMENT, asked.PROGRESS, asked.GROUP, asked.SCHOOL, asked.PLAN):
        hers = pupil.actor.id if kind in asked.OF_LEARNER else None
        one = asked.Asked(kind, asked.XLSX, period, hers, room.group_id)
        actor = replace(room.trainer, school=school)
        people = making.people(room.services, actor, one)
        made = making.make(room.services, actor, one, people, lambda _done: None)
        book = load_workbook(io.BytesIO(made))
        cells = [str(c) for sheet in book for row in sheet.values for c in row if c]
        assert not any(OFF in cell for cell in cells), kind
        assert any("Français" in cell for cell in cells), kind
    answers = asked.Asked(asked.ANSWERS, asked.CSV, period, None, room.group_id)
    people = making.people(room.services, actor, answers)
    assert b"maths." in making.make(room.services, actor, answers, people, lambda _done: None)


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
        "ouvert": ["0", "1", "2", "3", "4", "5"],
        "ouvre": ["08:30"],
        "ferme": ["17:00"],
        "lu": ["v0"],
    }
    wrong = [("domaine", []), ("jours", ["9"]), ("mot_stagiaire", ["élève"])]
    wrong += [("ouvert", ["9"]), ("ouvre", ["17:00"]), ("ferme", ["x"]), ("ferme", ["17:05"])]
    for name, value in wrong:
        assert admin.post(here, here, {**form, name: value}).status_code == 422, name
    assert admin.post(here, here, form).status_code == 303
    with room.services.db.read() as session:
        kept = session.scalars(select(SchoolSetting)).one().values
    assert (kept["domains_off"], kept["weekly_days"]) == (domains[3:], 2)
    assert (kept["open_days"], kept["opens"], kept["closes"]) == ([0, 1, 2, 3, 4, 5], 510, 1020)
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
