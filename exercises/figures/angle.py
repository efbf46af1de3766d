"""An angle: two arms from a point, perhaps on a protractor with its two rows of numbers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from exercises import french
from exercises.figures.charts import Drawn, Json, Label
from exercises.figures.svg import around, element, picture, text

X, Y, RADIUS = 160.0, 176.0, 138.0


class Angle(Drawn):
    """``degrees`` between both arms. ``start``: where the first arm lies, 0 right, 180 left."""

    kind: Literal["angle"]
    degrees: Annotated[int, Field(ge=5, le=180)]
    start: Annotated[int, Field(ge=0, le=180, multiple_of=180)] = 0
    arms: tuple[Annotated[int, Field(ge=50, le=138)], Annotated[int, Field(ge=50, le=138)]] = (
        128,
        128,
    )
    protractor: bool = False
    label: Label | None = None  # what is written in it: "?" or "40°"


def _ray(turned: float, length: float) -> tuple[float, float]:
    """The end of an arm, degrees counted from the right, upwards."""
    return around(90 - turned, length, X, Y)


def draw(figure: Json) -> str:
    """The two arms and the arc between them, over the protractor."""
    end = abs(figure["start"] - figure["degrees"])
    parts = _protractor() if figure["protractor"] else []
    for turned, length in zip((figure["start"], end), figure["arms"], strict=True):
        x, y = _ray(turned, length)
        parts.append(element("line", x1=X, y1=Y, x2=x, y2=y, class_="arm-drawn"))
    first, last = _ray(figure["start"], 34), _ray(end, 34)
    sweep = 0 if figure["start"] == 0 else 1
    if figure["degrees"] == 90:
        side = 1 if figure["start"] == 0 else -1
        way = f"M{X + 18 * side} {Y}v-18h{-18 * side}"
    else:
        way = f"M{first[0]:.1f} {first[1]:.1f}A34 34 0 0 {sweep} {last[0]:.1f} {last[1]:.1f}"
    parts.append(element("path", d=way, class_="arc-drawn"))
    if figure["label"]:
        x, y = _ray((figure["start"] + end) / 2, 56)
        parts.append(text(figure["label"], x, y + 5, text_anchor="middle", class_="strong"))
    return picture(320, 196, *parts, class_="angle-drawn")


def _protractor() -> list[str]:
    way = f"M{X - RADIUS} {Y}A{RADIUS} {RADIUS} 0 0 1 {X + RADIUS} {Y}Z"
    parts = [element("path", d=way, class_="face")]
    for turned in range(0, 181, 5):
        long = turned % 10 == 0
        (x1, y1), (x2, y2) = _ray(turned, RADIUS), _ray(turned, RADIUS - (10 if long else 6))
        parts.append(element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_="mark"))
        if turned % 20 == 0:
            x, y = _ray(turned, RADIUS + 12)
            parts.append(
                text(str(180 - turned), x, y + 4, text_anchor="middle", class_="outer")
            )
            x, y = _ray(turned, RADIUS - 22)
            y -= 8 if turned in (0, 180) else 0  # clear of the arm that lies there
            parts.append(text(str(turned), x, y + 4, text_anchor="middle", class_="inner"))
    return parts


def told(figure: dict[str, Any]) -> str:
    """How open it looks beside a right angle; on a protractor, where both rows are met."""
    degrees = figure["degrees"]
    look = "droit, marqué par un petit carré" if degrees == 90 else "marqué par un arc"
    if degrees != 90:
        look += (
            ", plus fermé qu’un angle droit"
            if degrees < 90
            else ", plus ouvert qu’un angle droit"
        )
    said = f"Un angle {look}."
    if figure["protractor"]:
        end = abs(figure["start"] - degrees)
        side = "à droite" if figure["start"] == 0 else "à gauche"
        said += (
            f" Un rapporteur a deux rangées de nombres. Le premier côté est couché, {side}."
            f" Le second passe par {180 - end} sur la rangée du dehors, "
            f"et par {end} sur celle du dedans."
            f" Le premier passe par {180 - figure['start']} dehors, {figure['start']} dedans."
        )
    long, short = figure["arms"]
    if long != short and not figure["protractor"]:
        said += " Ses côtés n’ont pas la même longueur."
    if figure["label"]:
        value = "un point d’interrogation" if figure["label"] == "?" else figure["label"]
        said += f" Dedans, on lit{french.NBSP}: {value}."
    return said
