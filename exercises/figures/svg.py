"""SVG elements as text, every value escaped."""

from __future__ import annotations

from html import escape
from math import cos, pi, sin


def element(name: str, /, *inside: str, **attributes: str | float) -> str:
    """One element; ``class_`` is class, other underscores hyphens. Inside is not escaped."""
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_text(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{pairs}>{''.join(inside)}</{name}>"


def picture(width: float, height: float, *inside: str, class_: str) -> str:
    """A whole drawing, hidden from screen readers: its words stand beside it."""
    shape: dict[str, str | float] = {"viewBox": f"0 0 {_text(width)} {_text(height)}"}
    hidden = {"aria_hidden": "true", "focusable": "false"}
    return element("svg", *inside, class_=f"drawn {class_}", **shape, **hidden)


def text(words: str, x: float, y: float, **attributes: str | float) -> str:
    """A text, escaped."""
    return element("text", escape(words), x=x, y=y, **attributes)


def around(degrees: float, radius: float, x: float, y: float) -> tuple[float, float]:
    """The point at an angle clockwise from the top, at a distance from a centre."""
    angle = degrees * pi / 180
    return x + radius * sin(angle), y - radius * cos(angle)


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".") or "0"
