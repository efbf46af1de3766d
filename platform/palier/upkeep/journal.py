"""The log: one line a request and one an unforeseen error, of nobody in particular.

No line names, nor lets anyone be found again by, a person: no name, no address of the network
or of a page, no identifier of a person or an exercise, no answer, no cookie. A message of an
exception may quote any of these, so only its class and its places in the code are written.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, g, got_request_exception, request
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict

from palier.clock import SystemSource

REQUEST_ID = "X-Request-Id"
# What a line may hold: anything else is left out, whoever adds it.
FIELDS = (
    "time",
    "level",
    "event",
    "logger",
    "request_id",
    "method",
    "endpoint",
    "status",
    "ms",
    "statements",
    "school",
    "error",
    "cause",
    "code",
    "at",
)
PROBES = frozenset({"upkeep.alive", "upkeep.ready", "live.state"})  # asked every few seconds
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Of a program of others, what is said when it starts and stops; the rest may quote a request.
STARTING = ("gunicorn",)
HOLE = re.compile(r"%(\(\w+\))?[#0\- +]*[\d*]*(\.[\d*]+)?[a-zA-Z]")
OURS = Path(__file__).parents[1]
_statements: ContextVar[list[int] | None] = ContextVar("statements", default=None)
_log = logging.getLogger("palier.request")


def init_app(app: Flask) -> None:
    """Write a line for each request of the application."""
    app.before_request(_begin)
    app.after_request(_end)
    got_request_exception.connect(_unforeseen, app)
    # Flask's own line on an error gives the address and the message.
    app.logger.addFilter(lambda record: record.exc_info is None)
    event.listen(app.extensions["palier"].db.engine, "before_cursor_execute", _count)


def configure(mode: str) -> None:
    """Send the log of this process to stderr: json, text, off, or auto.

    A program that has set up its log already, as gunicorn does with our settings, keeps it.
    """
    root = logging.getLogger()
    if root.handlers:
        return
    handler: logging.Handler = logging.NullHandler()
    if mode != "off":
        handler = logging.StreamHandler()
        handler.setFormatter(formatter(mode))
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def formatter(mode: str) -> logging.Formatter:
    """Lines of JSON, or for people on a terminal."""
    people = mode == "text" or (mode == "auto" and sys.stderr.isatty())
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), timestamp_key="time")
        if people
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        processors=[_fields, renderer], pass_foreign_args=True
    )


def _fields(_logger: Any, _method: str, given: EventDict) -> EventDict:
    """The line of a record, whoever wrote it: only what is on the list."""
    record: logging.LogRecord = given["_record"]
    line: dict[str, object] = {
        "time": SystemSource().now().isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": _said(record, given),
        "logger": record.name,
        **structlog.contextvars.get_contextvars(),
        **getattr(record, "fields", {}),
    }
    error = given.get("exc_info", (None, None))[1]
    if error is not None:
        line.update(_places(error))
    return {name: line[name] for name in FIELDS if line.get(name) is not None}


def _said(record: logging.LogRecord, given: EventDict) -> str:
    """Our own words; of others' messages the words alone, without what fills them."""
    ours = record.name.startswith("palier")
    starting = record.name.startswith(STARTING) and record.levelno <= logging.INFO
    if ours or starting:
        return str(given["event"])
    filled = given.get("positional_args")
    return HOLE.sub("…", record.msg) if filled and isinstance(record.msg, str) else "…"


def _places(error: BaseException) -> dict[str, object]:
    """What an error is and where it came from, without a word of what it says."""
    line: dict[str, object] = {"error": type(error).__qualname__, "at": _frames(error)}
    cause = error.__cause__ or error.__context__
    if cause is not None:
        line["cause"] = type(cause).__qualname__
    if isinstance(error, DBAPIError):
        line["cause"] = type(error.orig).__qualname__
        line["code"] = _code(error.orig)
    return line


def _code(error: BaseException | None) -> str | None:
    """The database's own code of an error."""
    found = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return str(found) if found else None


def _frames(error: BaseException) -> list[str]:
    """Places from the outside in: file of ours or package, line, function."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{_short(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(OURS):
        return f"palier/{path.relative_to(OURS)}"
    parts = path.parts
    start = parts.index("site-packages") + 1 if "site-packages" in parts else -2
    return "/".join(parts[start:])


def _begin() -> None:
    structlog.contextvars.clear_contextvars()
    g.request_id = secrets.token_hex(8)
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    g.began = time.perf_counter()
    g.statements = [0]
    _statements.set(g.statements)


def _count(*_arguments: object) -> None:
    counted = _statements.get()
    if counted is not None:
        counted[0] += 1


def _end(response: Response) -> Response:
    if "request_id" not in g:
        return response
    response.headers[REQUEST_ID] = g.request_id
    file = request.endpoint == "static" and response.status_code < 400
    if not file and request.endpoint not in PROBES:
        _log.log(_level(response.status_code), "request", extra={"fields": _line(response)})
    _statements.set(None)
    return response


def _level(status: int) -> int:
    if status >= 500:
        return logging.ERROR
    return logging.WARNING if status >= 400 else logging.INFO


def _line(response: Response) -> dict[str, object]:
    visitor = g.get("_login_user")  # only if the page asked who it was
    actor = getattr(visitor, "actor", None)
    return {
        "method": request.method if request.method in METHODS else "other",
        "endpoint": request.endpoint or "none",
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.began) * 1000, 1),
        "statements": g.statements[0],
        "school": getattr(actor, "school_id", None),
    }


def _unforeseen(_app: Flask, exception: BaseException, **_more: object) -> None:
    info = (type(exception), exception, exception.__traceback__)
    fields = {"endpoint": request.endpoint or "none"}
    _log.error("unforeseen error", exc_info=info, extra={"fields": fields})


def foreseen(error: BaseException) -> None:
    """Write a line for an error that has its own page: what it is, and where."""
    _log.error("refused", exc_info=(type(error), error, error.__traceback__))
