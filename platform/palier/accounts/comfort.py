"""Reading comfort: text size, spacing, a rule under the lines, colours.

A signed-in person's choice is kept with the person and is never shown to staff. Before signing
in it lives in the session cookie and goes with it, so a shared computer forgets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import session
from flask_login import current_user

SIZES = ("1", "1.25", "1.5")
THEMES = ("system", "light", "dark", "contrast")
KEY = "comfort"


@dataclass(frozen=True)
class Comfort:
    """What the person chose. The defaults change nothing."""

    text: str = "1"  # one of SIZES: times the browser's own size
    spacing: bool = False
    guide: bool = False
    theme: str = "system"  # one of THEMES

    def attributes(self) -> dict[str, str]:
        """The attributes of ``<html>`` that the style sheets read."""
        found: dict[str, str] = {}
        if self.text != "1":
            found["data-text"] = self.text
        if self.spacing:
            found["data-spacing"] = "wide"
        if self.guide:
            found["data-guide"] = "on"
        if self.theme != "system":
            found["data-theme"] = self.theme
        return found

    def data(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "text": self.text,
            "spacing": self.spacing,
            "guide": self.guide,
            "theme": self.theme,
        }


def read(data: Mapping[str, Any]) -> Comfort:
    """The choice in stored or posted ``data``; whatever is not understood keeps its default."""
    text, theme = str(data.get("text", "1")), str(data.get("theme", "system"))
    return Comfort(
        text=text if text in SIZES else "1",
        spacing=bool(data.get("spacing")),
        guide=bool(data.get("guide")),
        theme=theme if theme in THEMES else "system",
    )


def current() -> Comfort:
    """The choice that holds for this request."""
    if current_user and current_user.is_authenticated and current_user.comfort:
        return read(current_user.comfort)
    return read(session.get(KEY, {}))
