"""The school’s figures on a page, and those of who heads one site alone."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from palier import natural
from palier.models import ExerciseServed, Group, ReportFile, Site
from palier.reports.document import Document
from palier.reports.tables import harmless

DAYS = {"du": ["2026-09-01"], "au": ["2026-12-31"]}
SCHOOL = {**DAYS, "quoi": ["school"], "format": ["page"]}


def words(text: str) -> str:
    """The words of a page on one line, without markup."""
    found = unescape(re.sub(r"<[^>]+>", " ", text))
    return " ".join(found.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize(
    "names",
    [
        ("Promotion 2", "Promotion 10", "Promotion 10 bis"),
        ("7", "12", "École", "Eté 2026", "Été 2027", "Zoé"),
        ("Groupe 1-2", "Groupe 1-10", "groupe 2"),
    ],
)
def test_groups_are_listed_as_people_look_for_them(names: tuple[str, ...]) -> None:
    assert tuple(sorted(sorted(names), key=natural.of)) == names
    assert natural.key("A 10", "B") > natural.key("A 9", "Z")


def test_the_figures_of_the_school_on_a_page_are_those_of_its_files(sqlite_room: Any) -> None:
    room, ines = sqlite_room, sqlite_room.pupil("Inès")
    room.pupil("Karim")
    ines.place("maths")
    with room.services.db.write() as session:
        for name in ("Promotion 10", "Promotion 2"):
            made = {"created_at": room.source.now(), "school_id": room.trainer.school_id}
            session.add(Group(name=name, site_id=room.site_id, **made))
    head = room.staff("admin")
    listed = head.get("/groupes").text
    assert listed.index("Promotion 2") < listed.index("Promotion 10")
    sent = head.post("/rapports", "/rapports", SCHOOL)
    page = head.get(sent.location)
    with room.services.db.read() as session:
        document = Document.of_json(session.scalars(select(ReportFile.data)).one() or b"")
    shown = words(page.text)
    for number in (8, 10, 11, 12, 19):
        assert f"Indicateur {number} :" in shown
    for said in ("vaut pas émargement", "Méthode :", "Ont travaillé 1 sur 2", "pas assez de"):
        assert said.lower() in shown.lower()
    book = load_workbook(io.BytesIO(head.get(f"{sent.location}/fichier?format=xlsx").data))
    assert len(book.worksheets) == 10  # a sheet for each, but none for what moved: nothing did
    for section in (one for one in document.sections if one.rows):
        found = [list(row) for row in book[section.title.replace(":", " ")[:31].strip()].values]
        cells = [[harmless(cell) for cell in row] for row in section.rows]
        assert found == [list(section.head), *cells]
        assert all(words(str(cell)) in shown for row in cells for cell in row)
    assert head.get(f"{sent.location}/fichier?format=pdf").data.startswith(b"%PDF")
    assert head.get(f"{sent.location}/fichier").status_code == 404
    team = room.browser(room.trainer.id)
    assert team.post("/rapports", "/rapports", SCHOOL).status_code == 404
    group = {**SCHOOL, "quoi": ["group"], "groupe": [str(room.group_id)]}
    hers = team.get(team.post("/rapports", "/rapports", group).location).text
    assert "Karim" in hers
    assert '<th scope="col">Groupe</th>' not in hers  # the title says it


def test_who_heads_one_site_counts_what_was_done_there_and_names_nobody_elsewhere(
    sqlite_room: Any,
) -> None:
    room = sqlite_room
    ines, _karim = room.pupil("Inès"), room.pupil("Karim")
    ines.place("maths")
    with room.services.db.write() as session:
        school = room.trainer.school_id
        site = Site(school_id=school, name="Ailleurs", timezone="Europe/Paris")
        session.add(site)
        session.flush()
        made = {"created_at": room.source.now(), "school_id": school}
        group = Group(name="Là-bas", site_id=site.id, **made)
        session.add(group)
        session.flush()
        there, group_id = site.id, group.id
    here, other = room.staff("admin", room.site_id), room.staff("admin", there)
    whole = room.staff("admin")

    def figures(browser: Any) -> tuple[dict[str, Any], str]:
        page = browser.post("/rapports", "/rapports", SCHOOL).location
        with room.services.db.read() as session:
            row = session.get_one(ReportFile, UUID(page.rsplit("/", 1)[-1]))
            document = Document.of_json(row.data or b"")
        brief = {str(label): str(value) for label, value in document.sections[0].rows}
        return brief, browser.get(page).text

    before, text = figures(here)
    assert "Inès" in text
    done = int(before["Exercices faits"])
    assert here.get("/rapports").text.count("/rapports/0") == 1
    room.source.wait(3600)
    move = {"groupe": [str(group_id)], "lu": ["x"]}
    record = f"/stagiaires/{ines.actor.id}/dossier"
    found = re.search(r'name="lu" value="([^"]*)"', whole.get(record).text)
    assert found
    moved = whole.post(f"{record}/groupe", record, {**move, "lu": [found[1]]})
    assert moved.status_code == 303, words(moved.text)[-800:]
    assert here.get("/rapports").text.count("/rapports/0") == 0  # it named her
    room.source.wait(3600)
    ines.place("francais")
    with room.services.db.read() as session:
        all_of_it = len(session.scalars(select(ExerciseServed.answered_at)).all())
    assert all_of_it > done
    mine, text = figures(here)
    assert mine == before  # what she does elsewhere changes nothing here
    assert "Inès" not in text
    assert "1 personne est partie vers un autre site" in words(text)
    theirs, text = figures(other)
    assert int(theirs["Exercices faits"]) == all_of_it - done
    assert "Inès" in text
    assert "Karim" not in text
    assert "partie vers un autre site" not in words(text)
    everything, text = figures(whole)
    assert int(everything["Exercices faits"]) == all_of_it
    assert everything["Stagiaires"] == "2"
    assert text.count("Inès") >= 1
