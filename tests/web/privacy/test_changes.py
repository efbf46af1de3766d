"""The journal of changes: who, what, before, after; to a file that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

from palier.models import AuditEvent, Group
from palier.privacy.changes import ACTIONS, KINDS, PAGE
from tests.web.privacy.audit_kinds import recorded


def test_each_change_that_is_recorded_has_its_words() -> None:
    found, unread = recorded()
    assert unread == set(), "the kind of a change is a constant"
    assert found == ACTIONS.keys(), "say it in words in palier/privacy/changes.py"
    starts = tuple(start for _words, kinds in KINDS.values() for start in kinds)
    assert all(action.startswith(starts) for action in ACTIONS)
    assert len({*ACTIONS.values()}) == len(ACTIONS)


def test_a_change_is_read_with_what_was_before_and_goes_to_a_file(sqlite_room: Any) -> None:
    room, admin = sqlite_room, sqlite_room.staff("admin")
    ines = room.pupil("=cmd|Inès")
    with room.services.db.write() as session:
        other = Group(
            school_id=room.trainer.school_id,
            site_id=room.site_id,
            name="@Groupe B",
            created_at=room.source.now(),
        )
        session.add(other)
        session.flush()
        to = other.id
    record = f"/stagiaires/{ines.actor.id}/dossier"
    mark = re.findall(r'name="lu" value="([^"]+)"', admin.get(record).text)[0]
    admin.post(f"{record}/groupe", record, {"groupe": [str(to)], "lu": [mark]})
    text = unescape(admin.get("/journal").text)
    assert "Changement de groupe" in text
    assert "avant : Groupe A" in text.replace("\xa0", " ")
    assert "après : @Groupe B" in text.replace("\xa0", " ")
    assert "par Admin" in text
    for asked, seen in (
        ("sorte=stagiaires", True),
        ("sorte=equipe", False),
        ("du=2026-09-14&au=2026-09-14", True),
        ("du=2026-09-15", False),
        ("au=2026-09-13", False),
        ("qui=cmd", True),
        ("qui=personne%25", False),
        ("du=hier&page=-1&sorte=autre", True),
    ):
        page = admin.get(f"/journal?{asked}").text
        assert ("Changement de groupe" in unescape(page)) == seen, asked
    sent = admin.get("/journal/fichier?sorte=stagiaires").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sent), delimiter=";"))
    line = next(row for row in rows if row[3] == "Changement de groupe")
    assert line[0] == "2026-09-14"
    assert line[4].startswith("'=cmd")
    assert line[5:7] == ["Groupe A", "'@Groupe B"]
    assert room.browser(room.trainer.id).get("/journal").status_code == 404
    assert room.staff("admin", room.site_id).get("/journal").status_code == 404


def test_an_erased_person_is_named_by_no_line_and_pages_follow(sqlite_room: Any) -> None:
    room, admin = sqlite_room, sqlite_room.staff("admin")
    ines = room.pupil("Clémence")
    path = f"/stagiaires/{ines.actor.id}/dossier/effacer"
    first = unescape(admin.get(path).text)
    assert "Pourquoi" in first
    wrong = admin.post(path, f"{path}?raison=demande", {"raison": ["demande"], "nom": ["Zoé"]})
    assert wrong.status_code == 422
    assert "Rien n’est effacé" in unescape(wrong.text)
    none = admin.post(path, f"{path}?raison=demande", {"raison": ["rien"], "nom": ["Zoé"]})
    assert none.status_code == 422
    name = re.findall(
        r"écrivez le nom pour entrer.: ([a-z0-9-]+)",
        unescape(admin.get(f"{path}?raison=demande").text),
    )[0]
    done = admin.post(
        path, f"{path}?raison=demande", {"raison": ["demande"], "nom": [f" {name} "]}
    )
    assert done.status_code == 303
    assert "Clémence sont effacées" in unescape(admin.get(done.location).text)
    assert admin.get(path).status_code == 404
    text = unescape(admin.get("/journal?sorte=effacements").text)
    assert "Personne effacée" in text
    assert "La personne, ou ses parents, le demandent" in text
    assert "Clémence" not in unescape(admin.get("/journal").text)
    with room.services.db.write() as session:
        for number in range(PAGE + 1):
            session.add(
                AuditEvent(
                    school_id=room.trainer.school_id,
                    at=room.source.now(),
                    action="site.added",
                    detail={"site": number},
                )
            )
        for action in ("prediction.decided", "of.before"):
            session.add(
                AuditEvent(
                    school_id=room.trainer.school_id,
                    at=room.source.now(),
                    action=action,
                    detail={"domain": "maths", "serves": True},
                )
            )
    decided = unescape(admin.get("/journal?sorte=exercices").text).replace("\xa0", " ")
    assert "Modèle appris : décision" in decided
    assert "domaine : Mathématiques, mis en service" in decided
    everything = admin.get("/journal").text
    assert "Autre changement" in everything
    assert "of.before" not in everything
    assert "Page d’après" in unescape(admin.get("/journal?sorte=ecole").text)
    assert "Page d’avant" in unescape(admin.get("/journal?sorte=ecole&page=1").text)
