"""Alive and ready: what a supervisor and a proxy ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import delete, text

from palier.app import create_app
from palier.config import Config
from palier.models import Release


def test_ready_once_there_is_something_to_learn(room: Any) -> None:
    client = room.app.test_client()
    assert client.get("/sante").json == {"status": "alive"}
    reply = client.get("/pret")
    assert (reply.status_code, reply.json) == (200, {"status": "ready"})
    assert reply.headers["Cache-Control"] == "no-store"
    with room.services.db.write() as session:
        session.execute(delete(Release))
    reply = client.get("/pret")
    assert reply.status_code == 503
    assert reply.get_json()["missing"] == "catalogue"
    with room.services.db.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert client.get("/pret").get_json()["missing"] == "schema"
    with room.services.db.write() as session:
        session.execute(text("DROP TABLE alembic_version"))
    assert client.get("/pret").get_json()["missing"] == "schema"
    assert client.get("/sante").status_code == 200


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database" * 1000)
    for url in (
        f"sqlite:///{tmp_path / 'none.db'}",
        f"sqlite:///{broken}",
        "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
    ):
        app = create_app(Config(database_url=url, secret_key=SecretStr("test")))
        client = app.test_client()
        reply = client.get("/pret")
        assert (reply.status_code, reply.get_json()["missing"]) == (503, "database"), url
        assert client.get("/sante").status_code == 200
        app.extensions["palier"].db.dispose()
    assert not (tmp_path / "none.db").exists()
