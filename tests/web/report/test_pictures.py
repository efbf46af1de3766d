"""Numbers as French writes them; scales with round steps; marks where they belong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptive.simulation.intervals import Interval
from palier.report import pictures, written

NUMBERS = st.floats(-1e3, 1e3)


@pytest.mark.parametrize(
    ("value", "digits", "sign", "said"),
    [
        (1045.0, 0, False, "1\u202f045"),
        (-0.0213, 2, True, "\u22120,02"),
        (12.34, 1, True, "+12,3"),
        (-0.001, 1, True, "0,0"),
        (0.9, 0, False, "1"),
    ],
)
def test_numbers_are_written_as_in_french(
    value: float, digits: int, sign: bool, said: str
) -> None:
    assert written.number(value, digits, sign) == said


def test_intervals_are_said_in_words() -> None:
    found = Interval(0.123, 0.108, 0.139, 20)
    assert written.points_between(found) == "+12,3 (de +10,8 à +13,9)"
    assert written.percent_between(found) == "12\u00a0% (de 11 à 14\u00a0%)"
    assert written.times_between(None) == "–"


@given(values=st.lists(NUMBERS, min_size=1, max_size=6))
def test_a_scale_holds_its_values_with_few_round_steps(values: list[float]) -> None:
    along = pictures.scale(values)
    assert along.low <= min(values)
    assert along.high >= max(values)
    assert 2 <= len(along.ticks) <= 7
    places = [along.at(value) for value in sorted(values)]
    assert places == sorted(places)
    assert pictures.LEFT <= places[0] <= places[-1] <= pictures.RIGHT


def test_a_scale_that_ends_at_the_whole_goes_no_further() -> None:
    along = pictures.scale([0.47, 0.9, 0.96], high=1.0)
    assert along.ticks[-1] == pytest.approx(1.0)
    assert along.high == pytest.approx(1.0)


def test_a_mark_stands_between_the_ends_of_its_interval() -> None:
    row = pictures.Row("Palier", "+12", (("ours", Interval(0.12, 0.10, 0.15, 9)),), True)
    plot = pictures.dot_plot("t", "d", [row, row], pictures.scale([0.0, 0.2]), str, 0.1)
    mark = plot.lines[1].marks[0]
    assert mark.low < mark.x < mark.high
    assert plot.reference == mark.low
    assert plot.lines[0].y < plot.lines[1].y < mark.y < plot.height
