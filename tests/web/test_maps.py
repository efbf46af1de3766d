"""Maps of exercises: every place we name is drawn, and its letter stands on it."""

from __future__ import annotations

import re

import pytest

from exercises.maps import places
from palier import assets, maps

SIDE = 4.0  # of the drawing: a letter may stand that far from an outline that was thinned


def inside(x: float, y: float, path: str) -> bool:
    """Whether a point is in one of the rings of a path (even-odd rule)."""
    odd = False
    for ring in path.strip("MZ").split("ZM"):
        numbers = [float(text) for text in re.findall(r"-?[\d.]+", ring)]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                odd = not odd
    return odd


def test_every_department_is_drawn_where_it_is() -> None:
    drawn = maps.drawing("france-departements")
    assert drawn is not None
    assert set(drawn.places) == set(places("france-departements"))
    assert "CC BY 4.0" in drawn.credit
    off = [c for c, place in drawn.places.items() if not inside(*place.centre, place.path)]
    assert off == []
    north, south = drawn.places["59"].centre, drawn.places["66"].centre
    assert north[1] < south[1]
    assert drawn.places["29"].centre[0] < drawn.places["67"].centre[0]


@pytest.mark.parametrize("name", ["europe", "monde"])
def test_countries_are_drawn_where_they_are(name: str) -> None:
    drawn = maps.drawing(name)
    assert drawn is not None
    west, east = drawn.places["620"], drawn.places["804"]  # Portugal, Ukraine
    north, south = drawn.places["578"], drawn.places["300"]  # Norway, Greece
    assert west.centre[0] < east.centre[0]
    assert north.centre[1] < south.centre[1]
    for code in ("250", "276", "380", "724", "826", "616"):
        place = drawn.places[code]
        assert inside(*place.centre, place.path), code
        assert 0 < place.centre[0] < drawn.width
        assert 0 < place.centre[1] < drawn.height
    if name == "monde":
        for place in drawn.places.values():
            assert -SIDE < place.centre[0] < drawn.width + SIDE


def test_without_its_assets_there_is_no_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "find", lambda _name: None)
    maps._drawing.cache_clear()
    assert maps.drawing("europe") is None
