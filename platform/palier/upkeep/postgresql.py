"""Copying a PostgreSQL database while it is written, and putting one in its place.

PostgreSQL's own programs write and read the file. Restoring is one transaction of ours: what
was there is dropped, the file is played, and the whole is read again, before it is committed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import conninfo, sql
from sqlalchemy import Connection, inspect
from sqlalchemy.engine import make_url

from palier.db import Database
from palier.i18n import _
from palier.upkeep import Say, UpkeepError
from palier.upkeep.contents import Contents, contents
from palier.upkeep.copies import Backup

# Settings of pg_restore's own session, perhaps unknown to an older server, and guards for psql.
OF_ITS_SESSION = re.compile(rb"SET |SELECT pg_catalog\.set_config|\\(un)?restrict|--|\s*$")
COPY = re.compile(rb"COPY .* FROM stdin;\s*$")


def dump(db: Database, part: Path, say: Say) -> Contents:
    """Write a copy of the database as of one instant; writers go on meanwhile."""
    program = _program("pg_dump")
    with db.engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    ) as connection:
        _new_enough(program, connection)
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        arguments = ["--format=custom", "--no-owner", "--no-privileges", "--no-password"]
        address, environment = _address(db)
        arguments += [f"--snapshot={snapshot}", f"--file={part}", f"--dbname={address}"]
        done = subprocess.run(  # noqa: S603 - our own arguments
            [program, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise _refused(program, done.stderr)
        return contents(connection, say)


def alone(db: Database) -> None:
    """Raise UpkeepError while another process of Palier has the database open."""
    db.dispose()
    with db.engine.connect() as connection:
        _alone(connection)
    db.dispose()


def _alone(connection: Connection) -> None:
    others = connection.exec_driver_sql(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND usename = current_user AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    ).scalar_one()
    if others:
        raise UpkeepError(
            _(
                "Un programme utilise la base de données (connexions : %(count)d). "
                "Arrêtez Palier, puis recommencez.",
                count=others,
            )
        )


def load(db: Database, backup: Backup, say: Say) -> Contents:
    """Put a backup in the database's place, in one transaction that ends once it is proved."""
    program = _program("pg_restore")
    db.dispose()
    with db.engine.connect() as connection:
        _alone(connection)
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        for table in inspect(connection).get_table_names():
            quoted = connection.dialect.identifier_preparer.quote(table)
            connection.exec_driver_sql(f"DROP TABLE {quoted} CASCADE")
        raw: Any = connection.connection.dbapi_connection  # psycopg's, the only driver we have
        for section in ("pre-data", "data", "post-data"):
            with _script(program, section, backup.file) as script:
                _play(raw, script)
        held = contents(connection, say)
        if held.sha256 != backup.manifest.contents:
            raise UpkeepError(_("La copie ne contient pas ce que dit le relevé."))
        connection.commit()
    db.dispose()
    return held


@contextmanager
def _script(program: str, section: str, file: Path) -> Iterator[IO[bytes]]:
    """What pg_restore would do, as text, read as it comes."""
    arguments = [f"--section={section}", "--no-owner", "--no-privileges", "--file=-", str(file)]
    with subprocess.Popen(  # noqa: S603 - our own arguments
        [program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        assert process.stderr is not None  # noqa: S101 - asked for above
        try:
            yield process.stdout
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read().decode(errors="replace")
        if process.wait():
            raise _refused(program, said)


def _play(connection: psycopg.Connection[Any], script: Iterable[bytes]) -> None:
    """Run a script of pg_restore: plain statements, and rows after each COPY."""
    lines = iter(script)
    statements: list[bytes] = []
    with connection.cursor() as cursor:
        for line in lines:
            if COPY.match(line):
                _run(cursor, statements)
                with cursor.copy(sql.SQL(line.decode().strip().rstrip(";"))) as copy:
                    for row in lines:
                        if row.rstrip(b"\n") == b"\\.":
                            break
                        copy.write(row)
            elif not OF_ITS_SESSION.match(line):
                statements.append(line)
        _run(cursor, statements)


def _run(cursor: psycopg.Cursor[Any], statements: list[bytes]) -> None:
    if statements:
        cursor.execute(b"".join(statements))
        statements.clear()


def _program(name: str) -> str:
    """One of PostgreSQL's programs: of its newest version, which reads all older ones."""
    packaged = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = sorted((p for p in packaged if _major(p)), key=_major)
    found = str(newest[-1]) if newest else shutil.which(name)
    if not found:
        raise UpkeepError(
            _(
                "Le programme %(name)s manque. Sous Debian : apt-get install postgresql-client",
                name=name,
            )
        )
    return found


def _major(program: Path) -> int:
    version = program.parents[1].name
    return int(version) if version.isdigit() else 0


def _new_enough(program: str, connection: Connection) -> None:
    """pg_dump refuses a server newer than itself; say it before anything is written."""
    said = subprocess.run(  # noqa: S603 - our own arguments
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = re.search(r"(\d+)(\.\d+)*", said)
    server = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    if found and int(found[1]) < server:
        raise UpkeepError(
            _(
                "%(program)s est de la version %(found)s, le serveur de la version %(server)d. "
                "Sous Debian : apt-get install postgresql-client-%(server)d",
                program=program,
                found=found[1],
                server=server,
            )
        )


def _address(db: Database) -> tuple[str, dict[str, str]]:
    """The address for PostgreSQL's programs, and the environment with the password."""
    _arguments, given = db.engine.dialect.create_connect_args(make_url(db.url))
    environment = dict(os.environ)
    if password := given.pop("password", None):
        environment["PGPASSWORD"] = str(password)
    given.pop("context", None)  # of psycopg itself
    return conninfo.make_conninfo(**given), environment


def _refused(program: str, said: str) -> UpkeepError:
    lines = said.strip().splitlines()
    return UpkeepError(
        _(
            "%(program)s n’a pas réussi : %(why)s",
            program=Path(program).name,
            why=lines[-1] if lines else _("sans dire pourquoi."),
        )
    )
