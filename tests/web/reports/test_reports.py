"""Reports of learners, groups and schools: what files hold, who gets them, when they go."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import delete, select, update

from palier import cli
from palier.accounts import staff
from palier.active_time import IDLE
from palier.models import (
    TRAINER,
    AccessLine,
    AuditEvent,
    ExerciseServed,
    Group,
    Person,
    ReportFile,
    ReportSchedule,
    Role,
)
from palier.reports import asked, exports, schedules, service, tables
from palier.reports.document import Document, Section
from palier.reports.whom import Period

DAYS = {"du": "2026-09-01", "au": "2026-12-31"}
FORMULA = "=cmd|' /C calc'!A0"


def text_of(pdf: bytes) -> str:
    """The words of a PDF on one line, spaces as one."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def ask(browser: Any, path: str, form: str, **fields: str) -> bytes:
    """Ask for a report and take its file."""
    sent = browser.post(path, form, {k: [v] for k, v in {**DAYS, **fields}.items()})
    assert sent.status_code == 303, unescape(sent.text)[-3000:]
    page = browser.get(sent.location)
    found = re.search(r'href="([^"]+/fichier)"', page.text)
    assert found, page.text
    reply = browser.get(found[1])
    assert re.match(r"attachment; filename=[a-z0-9.-]+$", reply.headers["Content-Disposition"])
    data: bytes = reply.data
    return data


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+33",
        "-2",
        "@SUM(A1)",
        "\t=1",
        " =1",
        "|calc",
        "%cmd",
        "\x0b=1",
        "=\x07",
        FORMULA,
    ],
)
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    assert str(tables.harmless(text)).startswith("'")
    rows = list(csv.reader(io.StringIO(tables.csv_file(("a",), [(text,)]).decode("utf-8-sig"))))
    assert rows[1][0].startswith("'")
    document = Document(
        "T", "S", [], [Section("Un [titre] : long", head=["a"], rows=[[text]])], ""
    )
    book = load_workbook(io.BytesIO(tables.workbook(document)))
    cell = book.worksheets[1]["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_months_that_are_over() -> None:
    assert asked.before(date(2027, 1, 15), 1) == Period(date(2026, 12, 1), date(2026, 12, 31))
    assert asked.before(date(2027, 1, 1), 12) == Period(date(2026, 1, 1), date(2026, 12, 31))
    assert asked.months_on(date(2026, 11, 30), 3) == date(2027, 2, 1)


def test_a_trainer_takes_reports_that_are_tagged_true_and_hers(sqlite_room: Any) -> None:
    room, ines = sqlite_room, sqlite_room.pupil("Inès")
    room.pupil("Karim")
    ines.place("maths")
    ines.sit()
    with room.services.db.write() as session:
        named = update(Person).where(Person.id == ines.actor.id)
        session.execute(named.values(last_name=FORMULA[:20]))
        served = session.scalars(select(ExerciseServed.id).limit(1)).one()
        slow = session.get_one(ExerciseServed, served)
        slow.served_at -= timedelta(hours=3)  # left open at lunch: two minutes count
    team, plan = room.browser(room.trainer.id), f"/stagiaires/{ines.actor.id}/plan"
    path = f"/stagiaires/{ines.actor.id}/rapport"
    for kind, title in (
        ("progress", "Progrès"),
        ("placement", "Positionnement"),
        ("plan", "Plan"),
    ):
        pdf = ask(team, path, plan, quoi=kind, format="pdf")
        reader = PdfReader(io.BytesIO(pdf))
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/StructTreeRoot"]["/K"]
        assert root["/Lang"] == "fr-FR"
        for sheet in reader.pages:
            resources: Any = sheet["/Resources"]
            bases = [str(font["/BaseFont"]) for font in resources["/Font"].values()]
            assert bases
            assert all("Atkinson" in base for base in bases)
        text = text_of(pdf)
        assert title in text
        assert "Vie courante" in text or "Repères" in text or "Autonomie" in text
        assert "vaut pas émargement" in text
    minutes = re.search(
        r"Temps actif, heures d’école (\d+) min",
        text_of(ask(team, path, plan, quoi="progress", format="pdf")),
    )
    assert minutes
    with room.services.db.read() as session:
        count = len(session.scalars(select(ExerciseServed.answered_at)).all())
        looks = session.scalars(select(AccessLine.what)).all()
    assert 0 < int(minutes[1]) <= count * IDLE.total_seconds() / 60
    assert "report" in looks
    group = {"quoi": "group", "groupe": str(room.group_id)}
    text = text_of(ask(team, "/rapports", "/rapports", format="pdf", **group))
    for words in ("Rapport de groupe", "Karim", "à placer", "2", "=cmd"):
        assert words in text
    book = load_workbook(
        io.BytesIO(ask(team, "/rapports", "/rapports", format="xlsx", **group))
    )
    names = {row[0].value: row for row in book["Stagiaires"].iter_rows(min_row=2)}
    assert set(names) == {f"Inès {FORMULA[:20]}", "Karim"}
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
    for wrong, said in (
        ({"du": "2026-12-31", "au": "2026-09-01"}, "Échangez-les"),
        ({"du": "demain"}, "premier et le dernier jour"),
        ({"format": "csv"}, "format"),
        ({"quoi": "école"}, "Choisissez un rapport"),
    ):
        form = {**DAYS, **group, "format": "pdf", **wrong}
        again = team.post("/rapports", "/rapports", {k: [v] for k, v in form.items()})
        assert again.status_code == 422
        assert said in unescape(again.text)
    again = team.post(path, plan, {"quoi": ["progress"], "format": ["pdf"], "du": ["demain"]})
    assert "premier et le dernier jour" in unescape(again.text)
    school = {**DAYS, "quoi": ["school"], "format": ["pdf"]}
    assert team.post("/rapports", "/rapports", school).status_code == 404
    ask(team, path, plan, quoi="progress", format="pdf", groupe="999")  # of nobody: not kept
    with room.services.db.read() as session:
        kept = session.execute(select(ReportFile.kind, ReportFile.group_id).distinct()).all()
    of_group = {kind for kind, group_id in kept if group_id is not None}
    assert of_group == {"group"}
    elsewhere = staff.create_school(room.services, "Autre école", "Lyon")
    with room.services.db.write() as session:  # as kept before that was looked at
        other = Group(
            school_id=elsewhere.school_id,
            site_id=elsewhere.site_id,
            name="Ailleurs",
            created_at=room.source.now(),
        )
        session.add(other)
        session.flush()
        session.execute(update(ReportFile).values(group_id=other.id))
    assert "Ailleurs" not in team.get("/rapports").text


def test_answers_leave_as_csv_and_xapi_without_durations(sqlite_room: Any) -> None:
    room, ines = sqlite_room, sqlite_room.pupil("=Inès")
    ines.place("maths")
    team = room.browser(room.trainer.id)
    group = {"quoi": "answers", "groupe": str(room.group_id)}
    data = ask(team, "/rapports", "/rapports", format="csv", **group)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert tuple(rows[0]) == tuple(exports.COLUMNS)
    assert {row["prenom"] for row in rows} == {"'=Inès"}
    found = json.loads(ask(team, "/rapports", "/rapports", format="xapi", **group))
    assert len(found) == len(rows) == room.count(ExerciseServed)
    one = found[0]
    assert one["actor"]["account"]["name"] == rows[0]["stagiaire"]
    assert one["result"]["success"] is True
    assert "duration" not in json.dumps(found)
    assert "=Inès" not in json.dumps(found)
    voice, best = ines.serve("spoken"), len(rows)  # right, to a machine that hears nothing
    ines.answer(voice)
    data = ask(team, "/rapports", "/rapports", format="csv", **group)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert [row["part_juste"] for row in rows].index("") == len(rows) - 1 == best
    found = json.loads(ask(team, "/rapports", "/rapports", format="xapi", **group))
    assert [one["id"] for one in found if "score" not in one["result"]] == [str(voice)]
    assert "success" not in found[-1]["result"]
    described = (Path(__file__).parents[3] / "docs" / "exports.md").read_text("utf-8")
    assert all(f"`{column}`" in described for column in exports.COLUMNS)


def test_a_school_has_its_indicators_and_is_made_beside_with_progress(
    sqlite_room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, ines = sqlite_room, sqlite_room.pupil("Inès")
    ines.place("maths")
    head = room.staff("admin")
    text = text_of(ask(head, "/rapports", "/rapports", quoi="school", format="pdf"))
    for number in (8, 10, 11, 12, 19):
        assert f"Indicateur {number}" in text
    assert "Méthode" in text
    assert "1 sur 1" in text
    begun: list[Any] = []

    class Later:
        """A thread that waits to be told."""

        def __init__(self, target: Any, args: Any, daemon: bool) -> None:
            assert daemon
            begun.append((target, args))

        def start(self) -> None:
            """Nothing yet."""

    monkeypatch.setattr(service, "AT_ONCE", 0)
    monkeypatch.setattr("palier.reports.service.threading.Thread", Later)
    form = {**DAYS, "quoi": "school", "format": "xlsx"}
    sent = head.post("/rapports", "/rapports", {k: [v] for k, v in form.items()})
    waiting = head.get(sent.location)
    assert "0 stagiaires sur 1" in unescape(waiting.text).replace("\u00a0", " ")
    assert 'data-hx-trigger="load delay:2s"' in waiting.text
    assert head.get(f"{sent.location}/fichier").status_code == 404
    target, args = begun[0]
    with room.services.db.write() as session:
        session.execute(update(ReportFile).where(ReportFile.data.is_(None)).values(done=1))
    assert "se met en page" in unescape(head.get(sent.location).text)
    room.source.wait(11 * 60)
    stopped = unescape(head.get(sent.location).text)
    assert "n’avance plus" in stopped
    assert "data-hx-trigger" not in stopped
    names = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', stopped))
    assert names.pop("csrf_token")
    again = head.post("/rapports", "/rapports", {k: [v] for k, v in names.items()})
    assert again.status_code == 303
    assert begun[1][1][3] == args[3]  # the same report
    target(*args)
    assert "C’est prêt" in unescape(head.get(sent.location).text)
    with monkeypatch.context() as broken:
        broken.setattr(tables, "workbook", lambda _document: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            begun[1][0](*begun[1][1])
    fault = unescape(head.get(again.location).text)
    assert "Le problème vient de nous" in fault
    assert "Le refaire" in fault
    other = room.staff("trainer")
    assert other.get(sent.location).status_code == 404  # of the school: for who asked


def test_reports_that_come_by_themselves_and_go_after_a_month(
    sqlite_room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, ines = sqlite_room, sqlite_room.pupil("Inès")
    ines.place("maths")
    team, services = room.browser(room.trainer.id), room.services

    def count() -> int:
        found: int = room.count(ReportFile)
        return found

    form = {"quoi": "group", "groupe": str(room.group_id), "rythme": "month", "format": "xlsx"}
    for wrong in (
        {"rythme": "toujours"},
        {"quoi": "school"},
        {"groupe": "x"},
        {"format": "csv"},
    ):
        chosen = {**form, "rythme": "year", **wrong}
        again = team.post(
            "/rapports/programmer", "/rapports", {k: [v] for k, v in chosen.items()}
        )
        assert again.status_code == 422
        for value in {"year", "xlsx"} & set(chosen.values()):  # nothing is to be chosen again
            assert f'<option value="{value}" selected>' in again.text
    sent = {k: [v] for k, v in form.items()}
    assert team.post("/rapports/programmer", "/rapports", sent).status_code == 303
    assert schedules.due(services) == (0, 0)
    room.source.wait(20 * 24 * 3600)  # 4 October
    assert schedules.due(services) == (1, 0)
    assert schedules.due(services) == (0, 0)
    with services.db.read() as session:
        row = session.scalars(select(ReportFile)).one()
        assert (row.first_day.isoformat(), row.last_day.isoformat()) == (
            "2026-09-01",
            "2026-09-30",
        )
        assert row.data
        schedule = session.scalars(select(ReportSchedule)).one()
        assert schedule.next_on.isoformat() == "2026-11-01"
    with services.db.write() as session:  # its maker stopped in the middle
        session.execute(update(ReportFile).values(data=None, done=0))
    room.source.wait(3600)
    assert schedules.due(services) == (1, 0)
    stopped = {"lequel": [f"s{schedule.id}"]}
    stranger = room.staff("trainer", room.site_id)
    assert stranger.post("/rapports/arreter", "/rapports", stopped).status_code == 404
    assert count() == 1
    room.source.wait(40 * 24 * 3600)
    monkeypatch.setattr(schedules, "_actor", lambda _session, _id: None)
    assert schedules.due(services) == (0, 1)
    assert count() == 0  # a month is over
    team = room.browser(room.trainer.id)  # her session was over
    assert team.post("/rapports/arreter", "/rapports", stopped).status_code == 303
    with services.db.write() as session:
        session.execute(delete(ReportSchedule))
    monkeypatch.setenv("PALIER_DATABASE_URL", services.db.url)
    done = CliRunner().invoke(cli.main, ["reports", "--due"])
    assert done.exit_code == 0, done.output
    assert "0 rapports faits" in done.output


def test_reports_of_each_of_a_group_come_by_themselves(sqlite_room: Any) -> None:
    room, services = sqlite_room, sqlite_room.services
    ines, karim = room.pupil("Inès"), room.pupil("Karim")
    ines.place("maths")
    team = room.browser(room.trainer.id)
    form = {"quoi": "progress", "groupe": str(room.group_id)}
    sent = {k: [v] for k, v in {**form, "rythme": "month", "format": "xlsx"}.items()}
    assert team.post("/rapports/programmer", "/rapports", sent).status_code == 303
    assert "Progrès, Groupe A" in unescape(team.get("/rapports").text)
    room.source.wait(20 * 24 * 3600)
    assert schedules.due(services) == (1, 0)
    assert schedules.due(services) == (0, 0)
    with services.db.read() as session:
        files = session.scalars(select(ReportFile)).all()
        assert {row.learner_id for row in files} == {ines.actor.id, karim.actor.id}
        assert all(row.data and row.group_id is None for row in files)


def test_what_comes_by_itself_misses_no_month_and_fails_alone(
    sqlite_room: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    room = sqlite_room
    room.pupil("Inès")
    team, made = room.browser(room.trainer.id), []

    def make(_services: Any, _actor: Any, report_id: Any, one: Any, _some: Any) -> None:
        if one.format == "xlsx":
            raise ZeroDivisionError
        made.append((one.period.first.isoformat(), one.period.last.isoformat()))
        service.write(room.services, report_id, data=b"made")

    monkeypatch.setattr(service, "make", make)
    for every, kind in (("month", "xlsx"), *((every, "pdf") for every in asked.EVERY)):
        form = {"quoi": "group", "groupe": str(room.group_id), "rythme": every, "format": kind}
        sent = {k: [v] for k, v in form.items()}
        assert team.post("/rapports/programmer", "/rapports", sent).status_code == 303
    assert schedules.due(room.services) == (0, 0)  # 14 September
    room.source.wait(17 * 24 * 3600)
    assert schedules.due(room.services) == (3, 1)  # 1 October; a broken one breaks no other
    assert "a report could not be made" in caplog.text
    expected = [("2026-09-01", "2026-09-30")]
    expected += [("2026-07-01", "2026-09-30"), ("2025-10-01", "2026-09-30")]
    assert made == expected
    with room.services.db.write() as session:
        session.execute(delete(ReportSchedule).where(ReportSchedule.format == "xlsx"))
        session.execute(delete(ReportFile).where(ReportFile.data.is_(None)))
    room.source.wait(64 * 24 * 3600)  # 4 December: nobody ran it in November
    for days in (
        [("2026-10-01", "2026-10-31")],
        [("2026-11-01", "2026-11-30")],
        [],
    ):
        made.clear()
        assert schedules.due(room.services) == (len(days), 0)
        assert made == days
    room.source.wait(28 * 24 * 3600)  # 1 January
    made.clear()
    schedules.due(room.services)
    assert made == [("2026-12-01", "2026-12-31"), ("2026-10-01", "2026-12-31")]


@pytest.mark.parametrize("then", ["trainer", "site"])
def test_a_report_of_the_school_closes_to_who_lost_the_right(
    sqlite_room: Any, then: str
) -> None:
    room, ines = sqlite_room, sqlite_room.pupil("Inès")
    ines.place("maths")
    head, chief = room.staff("admin"), room.staff("admin", room.site_id)
    form = {**DAYS, "quoi": ["school"], "format": ["xlsx"]}
    for browser in (head, chief):
        page = browser.post("/rapports", "/rapports", form).location
        assert (
            browser.get(page).status_code == browser.get(f"{page}/fichier").status_code == 200
        )
    page = head.post("/rapports", "/rapports", form).location
    monthly = {"quoi": ["school"], "format": ["xlsx"], "rythme": ["month"]}
    assert head.post("/rapports/programmer", "/rapports", monthly).status_code == 303
    with room.services.db.write() as session:
        who = session.scalars(select(ReportSchedule.person_id)).one()
        role = session.scalars(select(Role).where(Role.person_id == who)).one()
        if then == "trainer":
            role.name = TRAINER
        else:
            role.site_id = room.site_id
        session.add(
            AuditEvent(
                school_id=role.school_id,
                at=room.source.now(),
                actor_id=None,
                action="role.removed",
                subject_id=who,
                detail={},
            )
        )
        if then == "trainer":
            session.execute(update(ReportFile).values(data=None))
    for path in (page, f"{page}/fichier"):
        assert head.get(path).status_code == 404
    lines = [
        re.findall(r'href="/rapports/[0-9a-f-]+"', browser.get("/rapports").text)
        for browser in (head, chief)
    ]
    assert [len(found) for found in lines] == [0, 1]  # no line that leads nowhere
    room.source.wait(20 * 24 * 3600)
    made = schedules.due(room.services)
    assert made == ((1, 3) if then == "trainer" else (1, 0))
