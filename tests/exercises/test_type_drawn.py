"""Charts, clocks, money and measures: read, set, judged."""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises import items as play
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item
from exercises.types import TYPES
from exercises.types.clock import LONG, SHORT
from exercises.types.money import _best, _fewest

CHART: dict[str, Any] = {
    "chart": {
        **{"kind": "bars", "categories": ["a", "b", "c"], "values": [2, 4, 1]},
        **{"stop": 6, "step": 1, "labels": [0, 2, 4, 6], "unit": "kg"},
    }
}
EUROS = (5000, 2000, 1000, 500, 200, 100, 50, 20, 10)


def made(kind: str, **content: Any) -> Instance:
    known = {"ask": "Faites.", "solution": [{"text": "x"}]}
    full = TYPES[kind].content.model_validate({**known, **content})
    item = Item("x/a", "x", 1, kind, 30, contents=(full,), messages={"m": "Message."})
    return play.make(item, 0)


def answer(instance: Instance, **typed: str) -> Verdict | FormatError:
    value = play.parse(instance, {name: [text] for name, text in typed.items()})
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(instance: Instance, **typed: str) -> Verdict:
    verdict = answer(instance, **typed)
    assert isinstance(verdict, Verdict), verdict
    return verdict


# Charts


def test_a_chart_is_read_as_any_number() -> None:
    instance = made("chart", answer=4, unit="kg", **CHART)
    assert judged(instance, number="4 kg").right
    assert "b, sur le trait 4" in instance.public["told"]
    assert play.chance(instance.public) == 0


def test_bars_are_set_and_each_counts() -> None:
    wrong = [{"category": "a", "value": 4, "misconception": "m"}]
    instance = made("chart", set=True, misplaced=wrong, **CHART)
    assert instance.public["drawn"]["values"] == []
    assert judged(instance, bar1="2", bar2="4", bar3="1").right
    verdict = judged(instance, bar1="4", bar2="4", bar3="1")
    assert verdict.score == pytest.approx(2 / 3)
    assert verdict.misconceptions == ("m",)
    assert verdict.lines[0]["given"] == "4\u00a0kg"
    left = answer(instance, bar1="4", bar2="")
    assert isinstance(left, FormatError)
    assert "b" in left.message


@pytest.mark.parametrize("tolerance", [0, 1])
def test_chance_of_bars_is_the_mean_over_all_heights(tolerance: int) -> None:
    chart = {**CHART["chart"], "categories": ["a", "b"], "values": [2, 4]}
    instance = made("chart", set=True, chart=chart, tolerance=tolerance)
    every = [
        judged(instance, bar1=str(one), bar2=str(other)).score
        for one, other in product(range(7), repeat=2)
    ]
    assert play.chance(instance.public) == pytest.approx(sum(every) / len(every))


# Clocks


@given(hour=st.integers(0, 23), minute=st.integers(0, 59), other=st.integers(0, 23 * 60 + 59))
def test_a_dial_is_read_on_twelve_hours_or_twenty_four(
    hour: int, minute: int, other: int
) -> None:
    time = f"{hour:02}:{minute:02}"
    instance, full = made("clock", time=time), made("clock", time=time, full=True)
    typed = {"hour": str(other // 60), "minute": str(other % 60)}
    same = other % 60 == minute
    assert judged(instance, **typed).right == (same and other // 60 % 12 == hour % 12)
    assert judged(full, **typed).right == (same and other // 60 == hour)
    assert judged(full, hour=f"{hour}h{minute:02}").right
    assert instance.public["drawn"]["hour"] < 12  # the dial does not tell the half of the day


def test_hands_are_set_and_each_counts() -> None:
    instance = made(
        "clock", time="14:30", set=True, wrong=[{"value": "06:10", "misconception": "m"}]
    )
    assert instance.public == made("clock", time="09:15", set=True).public
    right = {
        "short": str(SHORT.index("entre le 2 et le 3")),
        "long": str(LONG.index("sur le 6")),
    }
    assert judged(instance, **right).right
    still = judged(instance, short=str(SHORT.index("sur le 2")), long=right["long"])
    assert list(still.parts) == [0, 1]
    assert "avance elle aussi" in still.blocks[0]
    swapped = judged(instance, short=str(SHORT.index("entre le 6 et le 7")), long="2")
    assert swapped.misconceptions == ("m",)
    every = [
        judged(instance, short=str(short), long=str(long)).score
        for short, long in product(range(len(SHORT)), range(len(LONG)))
    ]
    assert play.chance(instance.public) == pytest.approx(sum(every) / len(every))


@pytest.mark.parametrize(
    "typed", [{"hour": "27", "minute": "0"}, {"hour": "7"}, {"hour": "midi", "minute": "1"}]
)
def test_times_that_do_not_exist_are_unreadable(typed: dict[str, str]) -> None:
    assert isinstance(answer(made("clock", time="07:05"), **typed), FormatError)


# Money


def fewest(cents: int, pieces: tuple[int, ...]) -> int:
    """Breadth first from nothing: an independent count."""
    seen, todo = {0}, deque([(0, 0)])
    while todo:
        total, count = todo.popleft()
        if total == cents:
            return count
        for piece in pieces:
            if total + piece <= cents and total + piece not in seen:
                seen.add(total + piece)
                todo.append((total + piece, count + 1))
    return -1


@settings(max_examples=50, deadline=None)
@given(tens=st.integers(1, 400))
def test_the_fewest_coins_are_those_of_a_search(tens: int) -> None:
    best = _best(Fraction(tens * 10), EUROS)
    assert best is not None
    assert sum(best) == tens * 10
    assert len(best) == _fewest(tens * 10, EUROS) == fewest(tens * 10, EUROS)


def test_where_the_largest_first_is_not_the_fewest_authors_are_told() -> None:
    with pytest.raises(ValueError, match="moins qu’il n’y paraît"):
        made("money", total="0.6", pieces=[50, 20, 2])


def test_any_way_to_make_a_sum_or_the_fewest() -> None:
    loose, strict = (made("money", total="7.5", fewest=few) for few in (False, True))
    many = {"coin200": "3", "coin100": "1", "coin50": "1"}
    few = {"coin500": "1", "coin200": "1", "coin50": "1"}
    assert judged(loose, **many).right
    assert judged(strict, **few).right
    half = judged(strict, **many)
    assert (half.score, half.good) == (0.5, "La somme est juste.")
    assert "3 suffisent" in half.blocks[0]
    short = judged(strict, coin500="1")
    assert short.score == 0
    assert "Il manque 2,50" in short.blocks[0]
    assert short.given == "5\u00a0€"


@pytest.mark.parametrize("count", ["-1", "deux", "1,5", "100", "²"])
def test_a_count_is_a_small_whole_number(count: str) -> None:
    assert isinstance(answer(made("money", total="7.5"), coin500=count), FormatError)


# Measures

JUG: dict[str, Any] = {
    "look": "jug",
    "start": 0,
    "stop": 10,
    "step": 1,
    "labels": [0, 5, 10],
    "unit": "L",
}


def test_a_measure_is_read_or_set() -> None:
    read = made("scale", answer=7, read=True, **JUG)
    assert judged(read, number="7 L").right
    assert "2e trait après 5" in read.public["told"]
    setting = made("scale", answer=7, **JUG)
    assert "2e trait" not in setting.public["told"]
    assert setting.public == made("scale", answer=3, **JUG).public
    assert judged(setting, place="7").right
    assert judged(setting, place="6").given == "6\u00a0L"
    untouched = answer(setting)
    assert isinstance(untouched, FormatError)
    assert "réglé" in untouched.message
