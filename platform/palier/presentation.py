"""What every template may use: addresses of static files, French dates, rich text, comfort."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from babel.dates import format_date, format_time
from flask import Flask, current_app, request, url_for
from flask_login import current_user
from markupsafe import Markup, escape

from exercises import figures, markup
from exercises.figures import money, timeline
from palier import assets, maps
from palier.accounts import comfort
from palier.report.written import number
from palier.security import Actor

# "y a-t-il", "doit-elle", "est-ce" and "sur 4" never part at the end of a line.
_TOGETHER = re.compile(
    r"\b\w+(?:-t)?-(?:ils?|elles?|on|ce|vous|nous|je|tu)\b(?!-)|\bsur \d{1,3}\b"
)

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("htmx",)  # third-party scripts of every page, by their name in the manifest


@dataclass(frozen=True)
class Script:
    """A third-party script: its address and the hash the browser checks."""

    address: str
    integrity: str


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a static file of ours; it changes with the file, so it keeps for ever."""
    return f"{request.script_root}{current_app.static_url_path}/{name}?v={_digest(name)}"


def vendor_scripts() -> list[Script]:
    """The third-party scripts that are installed; pages work without them."""
    found = (assets.find(name) for name in SCRIPTS)
    return [
        Script(url_for("static", filename=file.path), file.integrity) for file in found if file
    ]


def viewer() -> Actor | None:
    """The signed-in person, or None."""
    return current_user.actor if current_user.is_authenticated else None


def followed() -> bool:
    """Whether the live room of the signed-in learner's group is open: she is told so."""
    return bool(current_user.is_authenticated and current_user.followed)


def comfort_attributes() -> Markup:
    """The reading comfort the person chose, as attributes of ``<html>``."""
    pairs = comfort.current().attributes().items()
    return Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in pairs)


@cache
def symbol(name: str) -> Markup:
    """A symbol of the sprite, for a page that draws it thousands of times; "" for none."""
    sprite = (STATIC / "sprite.svg").read_text("utf-8")
    found = re.search(rf'<symbol id="{re.escape(name)}".*?</symbol>', sprite, re.DOTALL)
    return Markup(found[0] if found else "")  # noqa: S704  # a file of ours


def rich(text: str) -> Markup:
    """Author's text as HTML: escaped, ``*word*`` in bold, line breaks kept."""
    pieces = (
        Markup("<strong>{}</strong>").format(words) if bold else escape(words)
        for words, bold in markup.spans(text)
    )
    html = Markup("").join(pieces).replace("\n", Markup("<br>"))
    # str(): re would join with Markup's own join, which escapes once more.
    return Markup(_TOGETHER.sub(r'<span class="together">\g<0></span>', str(html)))  # noqa: S704  # escaped


def sentence(text: str) -> str:
    """A text with its full stop, "" for no text."""
    return text if not text or text.endswith((".", "?", "!", "…")) else f"{text}."


def day(value: date | datetime, *, year: bool = False) -> str:
    """A day in words: "8 septembre", "1er septembre"; with its year when asked."""
    said = format_date(value, "d MMMM y" if year else "d MMMM", locale="fr")
    return f"1er{said[1:]}" if value.day == 1 else said


def iso_day(value: str) -> str:
    """A day kept as "2026-09-08", in words with its year."""
    return day(date.fromisoformat(value), year=True)


def hour(value: datetime) -> str:
    """A time of the day: "9 h 04"."""
    return format_time(value, "H\u00a0'h'\u00a0mm", locale="fr")


def short_day(value: date | datetime) -> str:
    """A day in figures: "8/9"."""
    return format_date(value, "d/M", locale="fr")


def ahead(now: datetime, days: float) -> str:
    """A day to come, in words; with its year when it is not this one."""
    then = now + timedelta(days=days)
    return day(then, year=then.year != now.year)


def drawn(figure: dict[str, object]) -> Markup:
    """A figure of an exercise, as SVG."""
    return Markup(figures.draw(figure))  # noqa: S704  # every value of it is escaped


def drawn_coin(cents: int) -> Markup:
    """A coin or a note, as SVG."""
    return Markup(money.draw_one(cents))  # noqa: S704  # drawn from a number


def drawn_time(public: dict[str, list[str]]) -> Markup:
    """The line of time of an exercise, as SVG."""
    figure = {"edges": public["edges"], "rows": len(public["events"])}
    return Markup(timeline.draw(figure))  # noqa: S704  # every value of it is escaped


def init_app(app: Flask) -> None:
    """Give the helpers to the templates."""
    app.jinja_env.globals.update(
        static_url=static_url,
        vendor_scripts=vendor_scripts,
        viewer=viewer,
        symbol=symbol,
        followed=followed,
        comfort_attributes=comfort_attributes,
        drawn=drawn,
        drawn_coin=drawn_coin,
        drawn_time=drawn_time,
        map_drawing=maps.drawing,
        told=figures.told,
    )
    app.jinja_env.filters.update(
        rich=rich,
        plain=markup.plain,
        sentence=sentence,
        day=day,
        iso_day=iso_day,
        hour=hour,
        short_day=short_day,
        number=number,
    )
