"""Files as people really send them: each fault is said, and nothing is half done."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from palier.models import Group, Person
from palier.people import importing, reading

HEAD = "Prénom;Nom;Groupe;Arrivée\n"
LINES = {
    "formula": ("=cmd|' /C calc'!A0;B;Groupe A;", "est une formule"),
    "formula in a group": ("Zoé;B;@SUM(1+1);", "est une formule"),
    "accents spoilt": ("InÃ¨s;B;Groupe A;", "sont abîmés"),
    "accents lost": ("In\ufffds;B;Groupe A;", "sont abîmés"),
    "accents of a Mac": ("HŽl\ufffdne;B;Groupe A;", "sont abîmés"),
    "accents of DOS": ("Andr‚;B;Groupe A;", "sont abîmés"),
    "no such day": ("Zoé;B;Groupe A;31/02/2026", "lire cette date"),
    "month before day": ("Zoé;B;Groupe A;11/23/2026", "lire cette date"),
    "a day to come": ("Zoé;B;Groupe A;23/11/2031", "à venir"),
    "no name": ("123;B;Groupe A;", "Écrivez le prénom"),
    "an endless name": (f"{'Zo' * 40};B;Groupe A;", "trop long"),
    "no group": ("Zoé;B;;", "Écrivez le groupe"),
    "twice": ("Zoé;B;Groupe A;\nzoe;B.;GROUPE A;", "Déjà dans la ligne 2"),
}


def test_each_fault_of_a_line_is_said_and_the_others_come_in(sqlite_room: Any) -> None:
    room = sqlite_room
    for name, (line, said) in LINES.items():
        text = f"{HEAD}{line}\n"
        draft = importing.send(room.services, room.trainer, "liste.csv", text.encode())
        page = importing.page(room.services, room.trainer, draft)
        assert re.search(said, " ".join(one.words for one in page.lines)), name
    whole = (
        HEAD + "\n".join(line for line, _said in LINES.values()) + "\nNoé;C;Groupe A;1/9/26\n"
    )
    draft = importing.send(room.services, room.trainer, "liste.csv", whole.encode())
    before = room.count(Person)
    importing.take_in(room.services, room.trainer, draft, ())
    importing.take_in(room.services, room.trainer, draft, ())  # pressed twice
    assert room.count(Person) == before + 2  # Zoé once, Noé
    assert room.count(Group) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("PrÃ©nom;Groupe\nInÃ¨s;A\n".encode(), "sont abîmés"),
        ("Prénom;Groupe\nInès;A\n".encode("mac_roman"), "sont abîmés"),
        ("Prénom;Groupe\nInès;A\n".encode("cp850"), "sont abîmés"),
        ("Prénom;Groupe\nInès;A\n".encode("utf-32-le"), "ni un CSV"),
        (b"%PDF-1.7\x00", "ni un CSV"),
        (b"PK\x03\x04" + b"\x00" * 100, "classeur"),
        (b"Prenom;Groupe\n" + b"Ines;A\n" * 200_000, "trop gros"),
        (b"Prenom;Groupe\n" + b"Ines;A\n" * 1_200, "1000 lignes"),
    ],
)
def test_a_file_that_is_no_list_adds_nothing(sqlite_room: Any, data: bytes, said: str) -> None:
    room, browser = sqlite_room, sqlite_room.browser(sqlite_room.trainer.id)
    with pytest.raises(reading.Unreadable, match=said):
        importing.send(room.services, room.trainer, "liste.csv", data)
    if len(data) < reading.LARGEST:  # a larger one is refused before it is read
        here = "/personnes/importer"
        form = {"fichier": (io.BytesIO(data), "liste.csv")}
        assert browser.post(here, here, form).status_code == 422
    assert room.count(Person) == 1


@pytest.mark.parametrize(
    "where", ["/groupes/1/calendrier/importer", "/ecole/referentiel/envoyer"]
)
def test_a_file_that_is_too_large_is_said_as_a_file(sqlite_room: Any, where: str) -> None:
    kind = "multipart/form-data; boundary=b"
    client = sqlite_room.staff("admin").client
    reply = client.post(where, data=b"x" * 1_200_000, content_type=kind)
    assert reply.status_code == 413
    assert "fichier est trop gros" in reply.text
