"""A place to touch on a map or a picture (curriculum name: ``map``).

Three to eight zones are marked with letters. What is sent is the choice of a list that says
where each zone is, never its name: list and map are worth the same. A touch outside is said.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from exercises.content import Content, Part, Short, Slug, Text
from exercises.instance import Examples, FormatError, Instance, Json, Judged
from exercises.maps import MapName, places
from exercises.types.kind import Form, Kind, Messages, blank, blocks, position

LETTERS = "ABCDEFGH"
HOW = "Touchez une zone marquée d’une lettre."
# Only what draws: no text of an author reaches a page as anything else.
Outline = Annotated[
    str, StringConstraints(pattern=r"^[MmLlHhVvAaZz0-9 ,.\-]+$", min_length=3, max_length=2000)
]
Where = Annotated[float, Field(ge=0, le=1000)]


class Zone(Part):
    """A zone to touch: ``text`` names it, ``where`` says where it is without naming it.

    ``id`` is its code on a known map; else ``path`` draws it and ``at`` places its letter.
    """

    text: Short
    where: Short
    right: bool = Field(default=False, strict=True)
    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None
    id: str | None = None
    path: Outline | None = None
    at: tuple[Where, Where] | None = None


class Shape(Part):
    """A line or a surface of a picture, or words written on it."""

    path: Outline | None = None
    filled: bool = Field(default=False, strict=True)
    words: Short | None = None
    at: tuple[Where, Where] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.path is None) == (self.words is None) or bool(self.words) != bool(self.at):
            what = "Une forme est un « path », ou des « words » avec « at »."
            raise ValueError(f"{what} | Écrivez l’un des deux.")
        return self


class Picture(Part):
    """A picture drawn by an author: its size, and what is on it."""

    width: int = Field(ge=40, le=1000, strict=True)
    height: int = Field(ge=40, le=1000, strict=True)
    shapes: tuple[Shape, ...] = Field(default=(), max_length=60)


class MapContent(Content):
    """A known ``map``, or a ``picture``, with the zones to choose among."""

    map: MapName | None = None
    picture: Picture | None = None
    zones: tuple[Zone, ...] = Field(min_length=3, max_length=len(LETTERS))

    @model_validator(mode="after")
    def _drawn(self) -> Self:
        if (self.map is None) == (self.picture is None):
            raise ValueError("Il faut une carte ou un dessin. | « map » ou « picture ».")
        if sum(zone.right for zone in self.zones) != 1:
            raise ValueError("Une zone, et une seule, est la bonne. | Écrivez « right: true ».")
        for field in ("text", "where"):
            texts = [getattr(zone, field) for zone in self.zones]
            if len(set(texts)) < len(texts):
                raise ValueError(f"Deux zones ont le même « {field} ». | Changez-en un.")
        for zone in self.zones:
            self._check(zone)
        return self

    def _check(self, zone: Zone) -> None:
        if zone.text.casefold() in zone.where.casefold():
            what = f"« where » nomme la zone : {zone.where}."
            raise ValueError(f"{what} | Dites où elle est, sans la nommer.")
        if self.map is not None:
            if zone.id not in places(self.map) or zone.path or zone.at:
                what = f"« {zone.id} » n’est pas une zone de la carte « {self.map} »."
                raise ValueError(f"{what} | Écrivez son numéro dans « id ».")
        elif zone.id is not None or zone.path is None or zone.at is None:
            what = f"La zone « {zone.text} » n’est pas dessinée."
            raise ValueError(f"{what} | Écrivez « path » et « at ».")


def _shown(content: MapContent, rng: random.Random) -> list[Zone]:
    zones = sorted(content.zones, key=lambda zone: zone.where)
    rng.shuffle(zones)
    return zones


def _identity(content: MapContent) -> Json:
    zones = sorted([zone.text, zone.where, zone.right] for zone in content.zones)
    picture = content.picture.model_dump(mode="json") if content.picture else content.map
    return {"drawing": picture, "zones": zones}


def _build(content: MapContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    shown = _shown(content, rng)
    public: Json = {
        "map": content.map,
        "picture": content.picture.model_dump(mode="json") if content.picture else None,
        "zones": [
            {
                "letter": LETTERS[at],
                "where": zone.where,
                "id": zone.id,
                "path": zone.path,
                "at": list(zone.at) if zone.at else None,
            }
            for at, zone in enumerate(shown)
        ],
    }
    secret = {
        "right": next(at for at, zone in enumerate(shown) if zone.right),
        "texts": [zone.text for zone in shown],
        "misconceptions": [zone.misconception for zone in shown],
        "blocks": [blocks(zone.feedback, zone.misconception, messages) for zone in shown],
        "good": [zone.good for zone in shown],
    }
    return public, secret


def _parse(instance: Instance, raw: Form) -> int | FormatError:
    chosen = position(raw, "zone", len(instance.public["zones"]))
    if chosen is not None:
        return chosen
    if blank(raw, "zone"):
        if not blank(raw, "outside"):
            return FormatError("Vous avez touché en dehors des zones.", HOW)
        return FormatError("Vous n’avez pas encore choisi.", HOW, missing=True)
    return FormatError("Nous n’arrivons pas à lire votre choix.", HOW)


def _named(instance: Instance, at: int) -> str:
    return f"{LETTERS[at]}, {instance.secret['texts'][at]}"


def _grade(instance: Instance, chosen: int) -> Judged:
    secret = instance.secret
    given, expected = _named(instance, chosen), _named(instance, secret["right"])
    if chosen == secret["right"]:
        return Judged((1.0,), 1.0, given, expected)
    name = secret["misconceptions"][chosen]
    known, said = (name,) if name else (), (secret["blocks"][chosen],)
    return Judged((0.0,), 0.0, given, expected, known, secret["good"][chosen], said)


def _examples(instance: Instance) -> Examples:
    secret = instance.secret
    others: Sequence[int] = [at for at in range(len(secret["texts"])) if at != secret["right"]]
    return Examples(
        right=({"zone": [str(secret["right"])]},),
        wrong=tuple(({"zone": [str(at)]}, secret["misconceptions"][at]) for at in others),
        partly=(),
        unreadable=(
            {},
            {"outside": ["1"]},
            {"zone": [""]},
            {"zone": [str(len(secret["texts"]))]},
            {"zone": ["0", "1"]},
        ),
    )


def _chance(public: Json) -> float:
    return 1 / len(public["zones"])


def _speech(public: Json) -> list[str]:
    return [f"{zone['letter']}. {zone['where']}" for zone in public["zones"]]


KIND = Kind("map", MapContent, _identity, _build, _parse, _grade, _examples, _chance, _speech)
