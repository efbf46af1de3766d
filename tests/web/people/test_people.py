"""Records, files, staff and settings of a school."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from palier.models import (
    ADMIN,
    AuditEvent,
    Card,
    Departure,
    Enrolment,
    Group,
    ImportDraft,
    Person,
    Role,
    SchoolSetting,
)
from palier.people import reading

DAY = date(2026, 11, 23)
HEADS = {"prenom": ("prénom",), "nom": ("nom",), "arrivee": ("arrivée",)}
TABLE = "Prénom{s}Nom{s}Arrivée\nÉloïse{s}B{s}23/11/2026\n"


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_table_is_read_in_any_usual_encoding(separator: str, encoding: str) -> None:
    data = TABLE.format(s=separator).encode(encoding)
    row = reading.read(data, HEADS).rows[0]
    assert row.number == 2
    assert row.cells == {"prenom": "Éloïse", "nom": "B", "arrivee": "23/11/2026"}


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "23/11/2026",
        "23.11.26",
        "23-11-2026",
        "23 novembre 2026",
        "lundi 23 nov. 2026",
        "20261123",
        "2026-11-23T08:00:00+01:00",
        "46349",
        "23112026",
        "lun. 23/11/26 à 8h30",
    ],
)
def test_a_day_in_every_usual_form(text: str) -> None:
    assert reading.day(text) == DAY


@pytest.mark.parametrize("text", ["", "31/02/2026", "11/23/2026", "demain", "1/1/1", "=1+1"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert reading.day(text) is None


def _book(*rows: tuple[Any, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_as_its_values() -> None:
    data = _book(("Prénom", "Arrivée"), ("Inès", DAY), (None, None), ("Mehdi", "=1+1"))
    rows = reading.read(data, HEADS).rows
    assert [row.number for row in rows] == [2, 4]
    assert reading.day(rows[0].cells["arrivee"]) == DAY
    assert rows[1].cells["arrivee"] == ""  # a formula nobody has calculated says nothing


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "vide"),
        (b"a;b\n1;2", "nommer les colonnes"),
        ("prénom\n".encode(), "première ligne"),
        ("prénom\n".encode() + b"Ines\n" * 1_001, "1000 lignes"),
        (b"x" * 1_000_001, "trop gros"),
        (b"PK\x03\x04 broken", "classeur"),
        (b"\x89PNG\x00\x00", "ni un CSV"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, said: str) -> None:
    with pytest.raises(reading.Unreadable, match=said):
        reading.read(data, HEADS)


def _token(browser: Any, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(path).text)
    assert found
    return found[1]


def _send(browser: Any, path: str, data: bytes, name: str = "liste.csv") -> Any:
    fields = {"csrf_token": _token(browser, path), "fichier": (io.BytesIO(data), name)}
    return browser.client.post(path, data=fields, content_type="multipart/form-data")


IMPORT = "/personnes/importer"
FILE = """Prénom;Nom;Groupe;Site;Arrivée;Rôle;Adresse
Zoé;Martin;Groupe A;;01/09/2026;;
Zoé;M.;groupe a;;;;
Inès;;Groupe A;;;;
Inès;;Groupe B;Reims;;;
Noé;;Groupe B;Reims;;;
Ana;;Groupe B;Lyon;;;
;X;Groupe A;;;;
Eva;;Groupe A;;32/13/2026;;
Karim;;;;;formateur;karim@ecole.example
Alma;;;;;pape;alma@ecole.example
=cmd;;Groupe A;;;;
"""


def test_a_file_is_shown_line_by_line_then_taken_in_once(room: Any) -> None:
    room.pupil("Inès")
    admin = room.staff(ADMIN)
    before = room.count(Person)
    sent = _send(admin, IMPORT, FILE.encode("cp1252"))
    assert sent.status_code == 303
    page = admin.get(sent.location).text
    for said in (
        "Déjà dans la ligne 2",
        "Déjà dans ce groupe",
        "Pour un changement de groupe",
        "dans un nouveau groupe",
        "Ce site n’existe pas ici",
        "Écrivez le prénom",
        "pas à lire cette date",
        "Ce rôle n’existe pas",
        "est une formule",
    ):
        assert said in page, said
    assert room.count(Person) == before
    draft = {"fichier": [sent.location.split("=")[1]]}
    for _twice in range(2):
        admin.post(f"{IMPORT}/faire", IMPORT, draft)
        assert room.count(Person) == before + 3  # Zoé, Noé, Karim
    assert "3 personnes ajoutées" in admin.get(sent.location).text
    again = _send(admin, IMPORT, FILE.encode())
    admin.post(f"{IMPORT}/faire", IMPORT, {"fichier": [again.location.split("=")[1]]})
    assert room.count(Person) == before + 3
    with room.services.db.read() as session:
        zoe = session.scalars(select(Person).where(Person.first_name == "Zoé")).one()
        assert zoe.last_name == "M."
        stay = session.scalars(select(Enrolment).where(Enrolment.learner_id == zoe.id)).one()
        assert stay.joined_at.date() == date(2026, 9, 1)
        assert session.scalars(select(Group.name).where(Group.name == "Groupe B")).one()
        assert session.scalars(select(ImportDraft.rows)).all() == [None, None]
    trainer = room.browser(room.trainer.id)
    assert trainer.get(sent.location).status_code == 404
    kind = "multipart/form-data; boundary=b"
    huge = trainer.client.post(IMPORT, data=b"x" * 1_200_000, content_type=kind)
    assert huge.status_code == 413
    assert "trop gros" in huge.text


def _mark(page: str) -> str:
    found = re.search(r'name="lu" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_learner_changes_group_leaves_is_followed_and_comes_back(room: Any) -> None:
    pupil = room.pupil("Inès")
    trainer, here = room.browser(room.trainer.id), f"/stagiaires/{pupil.actor.id}/dossier"
    trainer.post("/groupes/nouveau", "/groupes/nouveau", {"nom": ["B"], "site": ["1"]})
    with room.services.db.read() as session:
        other = session.scalars(select(Group.id).where(Group.name == "B")).one()
    hers = pupil.browser()
    read = _mark(trainer.get(here).text)
    moved = {"groupe": [str(other)], "lu": [read]}
    assert trainer.post(f"{here}/groupe", here, moved).status_code == 303
    late = trainer.post(f"{here}/groupe", here, {"groupe": ["1"], "lu": [read]})
    assert late.status_code == 422
    assert "vient de changer ce dossier" in late.text
    gone = {"le": ["2026-09-14"], "raison": ["projet"], "destination": ["emploi_long"]}
    mark = [_mark(trainer.get(here).text)]
    early = trainer.post(f"{here}/depart", here, {**gone, "le": ["2026-09-01"], "lu": mark})
    assert "le départ vient après" in early.text
    assert trainer.post(f"{here}/depart", here, {**gone, "lu": mark}).status_code == 303
    assert hers.get("/accueil").status_code == 303  # her session is over
    with room.services.db.read() as session:
        assert session.scalars(select(Card.revoked_at)).one() is not None
    room.source.wait(200 * 86_400)
    trainer = room.browser(room.trainer.id)
    assert "À appeler maintenant" in trainer.get("/suivi").text
    news = {"mois": ["6"], "situation": ["formation"]}
    assert trainer.post(f"{here}/suivi", here, news).status_code == 303
    assert "déjà noté" in trainer.post(f"{here}/suivi", here, news).text
    mark = [_mark(trainer.get(here).text)]
    back = trainer.post(f"{here}/groupe", here, {"groupe": ["1"], "lu": mark})
    assert back.status_code == 303
    assert "Aucun départ" in trainer.get("/suivi").text
    with room.services.db.read() as session:
        assert session.scalars(select(Departure.returned_at)).one() is not None
        assert len(session.scalars(select(Enrolment)).all()) == 3
        acts = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert acts[-4:] == [
        "learner.moved",
        "learner.left",
        "learner.followed",
        "learner.returned",
    ]


def test_a_colleague_is_asked_in_by_a_link_that_works_once(room: Any) -> None:
    admin = room.staff(ADMIN)
    form = {"prenom": ["Léo"], "adresse": ["leo@ecole.example"], "role": ["trainer"]}
    page = admin.post("/equipe/nouveau", "/equipe/nouveau", {**form, "lieu": ["1"]}).text
    link = re.search(r"bienvenue#([\w-]+)", page)
    assert link
    new = {"code": [link[1]], "nouveau": ["trop"], "encore": ["trop"]}
    door, visitor = "/equipe/bienvenue", room.browser()
    assert visitor.post(door, door, new).status_code == 422
    good = {**new, "nouveau": ["violon-tuile-orage"], "encore": ["violon-tuile-orage"]}
    assert visitor.post(door, door, good).status_code == 303
    assert "Vos groupes" in visitor.get("/groupes").text
    assert room.browser().post(door, door, good).status_code == 422
    with room.services.db.read() as session:
        leo = session.scalars(select(Person).where(Person.email == "leo@ecole.example")).one()
        role = session.scalars(select(Role).where(Role.person_id == leo.id)).one()
    here = f"/equipe/{leo.id}"
    only = admin.post(f"{here}/role/retirer", here, {"retirer": [f"r{role.id}"]})
    assert "seul rôle" in only.text
    assert admin.post(f"{here}/fermer", here).status_code == 303
    assert visitor.get("/groupes").status_code == 303
    # Who heads one site touches nobody with rights elsewhere.
    assert room.staff(ADMIN, 1).get("/ecole").status_code == 404


SCHOOL = {
    "domaine": ["francais", "maths", "numerique", "culture"],
    "jours": ["3"],
    "mot_stagiaire": ["stagiaire"],
    "mot_formateur": ["formateur"],
    "ouvert": ["0", "1", "2", "3", "4"],
    "ouvre": ["08:00"],
    "ferme": ["18:00"],
}


def test_settings_are_kept_and_the_second_of_two_is_told(sqlite_room: Any) -> None:
    room = sqlite_room
    admin = room.staff(ADMIN)
    form = {
        "keep_departed": ["12"],
        "keep_access": ["6"],
        "keep_audit": ["24"],
        "keep_signed": ["60"],
        **SCHOOL,
        "lu": ["v0"],
    }
    wrong = admin.post("/ecole", "/ecole", {**form, "keep_access": ["1"]})
    assert "de 3 à 36" in wrong.text
    assert admin.post("/ecole", "/ecole", form).status_code == 303
    assert "vient de changer" in admin.post("/ecole", "/ecole", form).text
    with room.services.db.read() as session:
        row = session.scalars(select(SchoolSetting)).one()
    assert (row.version, row.values["keep_access"]) == (1, 6)


def test_cards_of_a_group_are_issued_on_sheets(sqlite_room: Any) -> None:
    room = sqlite_room
    pupil = room.pupil("Inès")
    trainer, here = room.browser(room.trainer.id), f"/groupes/{room.group_id}/cartes"
    assert "Choisissez au moins" in trainer.post(here, here).text
    page = trainer.post(here, here, {"stagiaire": [str(pupil.actor.id)]}).text
    assert page.count('class="print-card"') == 1
    assert len(re.findall(r"<li>\w+</li>", page)) >= 5
    assert room.count(Card) == 2
