"""The history generators against an oracle that counts years one by one."""

from __future__ import annotations

import random
import re

import pytest

from exercises.content import Choice, Content
from exercises.generators import (
    culture_ordre,  # noqa: F401 - registers its generators
    culture_siecles,
    registry,
)
from exercises.generators.culture_dates import (
    BEFORE,
    EARLY,
    MODERN,
    ROUND,
    Event,
    bounds,
    century,
    century_of,
    roman,
    years_between,
)
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent
from exercises.types.order import OrderContent

SEEDS = range(60)

ROMANS = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"),
    *("XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX", "XXI"),
)

# Every year from 800 BC to 2100, in the order people lived them: no year 0.
YEARS = [*range(-800, 0), *range(1, 2101)]

MISCONCEPTIONS = {"siecle-moins-un", "avant-jc-ordre", "annee-zero", "romains"}


def counted_century(year: int) -> int:
    """Fill centuries with 100 years each, starting from year 1 or going back from -1."""
    side = [y for y in YEARS if y > 0] if year > 0 else [y for y in reversed(YEARS) if y < 0]
    return side.index(year) // 100 + 1


def counted_name(year: int) -> str:
    """The century's French name, from the list of Roman numerals."""
    number = counted_century(year)
    name = ("Ier" if number == 1 else f"{ROMANS[number - 1]}e") + " siècle"
    return f"{name} avant Jésus-Christ" if year < 0 else name


def draw(name: str, seed: int, **params: str | bool) -> Content:
    """One draw of a generator."""
    rng = random.Random(seed)  # noqa: S311 - a repeatable source, not a secret
    return registry[f"culture.siecles.{name}"].draw(rng, params)


def draw_mcq(name: str, seed: int, **params: str | bool) -> McqContent:
    content = draw(name, seed, **params)
    assert isinstance(content, McqContent)
    return content


def draw_number(name: str, seed: int, **params: str | bool) -> NumericContent:
    content = draw(name, seed, **params)
    assert isinstance(content, NumericContent)
    return content


def draw_order(name: str, seed: int, **params: str | bool) -> OrderContent:
    content = draw(name, seed, **params)
    assert isinstance(content, OrderContent)
    return content


def right(content: McqContent) -> Choice:
    """The one right choice."""
    (choice,) = [c for c in content.choices if c.right]
    return choice


def years_in(text: str | None) -> list[int]:
    """Years written in a text: 1789, 476, -52."""
    return [int(y) for y in re.findall(r"-?\b\d+\b", text or "")]


def test_roman_numerals_match_the_list() -> None:
    assert tuple(roman(n) for n in range(1, 22)) == ROMANS


@pytest.mark.parametrize("number", [0, 40])
def test_roman_numerals_outside_the_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        roman(number)


def test_century_of_a_year_is_the_counted_one() -> None:
    for year in YEARS:
        assert century_of(year) == counted_century(year)
        assert century(century_of(year), before=year < 0) == counted_name(year)


def test_there_is_no_year_zero() -> None:
    with pytest.raises(ValueError, match="no year 0"):
        century_of(0)
    with pytest.raises(ValueError, match="cannot count"):
        years_between(-5, 0)


@pytest.mark.parametrize("number", range(1, 22))
def test_bounds_hold_exactly_the_years_of_the_century(number: int) -> None:
    first, last = bounds(number)
    assert [y for y in YEARS if y > 0 and counted_century(y) == number] == [
        *range(first, last + 1)
    ]


def test_years_between_counts_the_steps_of_the_calendar() -> None:
    for first in range(-60, 80, 7):
        for last in range(first, 90, 5):
            if first and last:
                steps = YEARS.index(last) - YEARS.index(first)
                assert years_between(first, last) == steps


@pytest.mark.parametrize("events", [BEFORE, EARLY, MODERN, ROUND])
def test_events_are_dated_once_and_in_order(events: tuple[Event, ...]) -> None:
    years = [event.year for event in events]
    assert years == sorted(set(years))
    assert len({event.label for event in events}) == len(events)


@pytest.mark.parametrize("kind", ["ordinaire", "debut", "cent", "avant"])
def test_century_of_a_year_has_the_counted_century_for_key(kind: str) -> None:
    for seed in SEEDS:
        content = draw_mcq("siecle-d-une-annee", seed, annee=kind)
        (year,) = years_in(content.context)
        assert right(content).text == counted_name(year)
        texts = [choice.text for choice in content.choices]
        assert len(set(texts)) == len(texts) >= 3
        if kind == "cent":
            assert year % 100 == 0


def test_one_century_too_early_and_too_late_are_named() -> None:
    for seed in SEEDS:
        content = draw_mcq("siecle-d-une-annee", seed, annee="ordinaire")
        year = years_in(content.context)[0]
        number = counted_century(year)
        for choice in content.choices:
            given = ROMANS.index(choice.text.split("e ")[0]) + 1
            if given == number - 1:
                assert choice.misconception == "siecle-moins-un"
            elif {number, given} in ({9, 11}, {14, 16}, {19, 21}):
                assert choice.misconception == "romains"


def test_year_zero_is_the_misconception_of_years_in_00() -> None:
    for seed in SEEDS:
        content = draw_mcq("siecle-d-une-annee", seed, annee="cent")
        year = years_in(content.context)[0]
        named = {choice.text: choice.misconception for choice in content.choices}
        assert named[counted_name(year + 1)] == "annee-zero"


@pytest.mark.parametrize("tricky", [True, False])
def test_roman_numbers_are_read_from_the_list(tricky: bool) -> None:
    for seed in SEEDS:
        content = draw_number("lire-romain", seed, pieges=tricky)
        written = content.ask.split()[1]
        assert ROMANS[int(content.answer) - 1] == written
        assert (len(content.wrong) == 1) is tricky
        for wrong in content.wrong:
            assert sorted(ROMANS[int(wrong.value) - 1]) == sorted(written)


@pytest.mark.parametrize("zero", [True, False])
def test_bounds_have_the_counted_years_for_key(zero: bool) -> None:
    for seed in SEEDS:
        content = draw_mcq("bornes", seed, zero=zero)
        first, last = years_in(right(content).text)
        written = re.search(r"le ([IVX]+)e siècle", content.ask)
        assert written is not None
        assert ROMANS[counted_century(first) - 1] == ROMANS[counted_century(last) - 1]
        assert ROMANS[counted_century(first) - 1] == written[1]
        assert last - first == 99
        assert counted_century(first - 1) + 1 == counted_century(first)
        assert ("annee-zero" in {c.misconception for c in content.choices}) is zero


def test_timeline_in_years_puts_the_year_between_the_bounds() -> None:
    for seed in SEEDS:
        content = draw_mcq("frise", seed, cases="annees")
        (year,) = years_in(content.ask)
        assert content.document is not None
        boxes = dict(zip("ABCD", content.document.cells[0], strict=True))
        first, last = years_in(boxes[right(content).text[-1]])
        assert first <= year <= last


def test_timeline_in_centuries_puts_the_year_in_its_century() -> None:
    for seed in SEEDS:
        content = draw_mcq("frise", seed, cases="romains")
        (year,) = years_in(content.ask)
        assert content.document is not None
        boxes = dict(zip("ABCD", content.document.cells[0], strict=True))
        assert boxes[right(content).text[-1]] == counted_name(year)
        assert not content.shuffle


def when(element: str) -> int:
    """A year of the element: the written one, or the last of the century."""
    written = re.search(r"\b([IVX]+)e siècle$", element)
    return 100 * (ROMANS.index(written[1]) + 1) if written else years_in(element)[-1]


@pytest.mark.parametrize("kind", ["annees", "melange", "avant"])
def test_dates_are_in_the_order_people_lived_them(kind: str) -> None:
    for seed in SEEDS:
        content = draw_order("ordre", seed, dates=kind)
        places = [YEARS.index(when(element)) for element in content.elements]
        assert places == sorted(set(places))
        if kind == "melange":
            assert sum(e.endswith("siècle") for e in content.elements) == 2


def test_wrong_orders_hold_the_same_dates_in_another_order() -> None:
    for seed in SEEDS:
        for kind in ("melange", "avant"):
            content = draw_order("ordre", seed, dates=kind)
            for wrong in content.wrong:
                assert sorted(wrong.elements) == sorted(content.elements)
                assert wrong.elements != content.elements


def test_dates_before_are_read_backwards_by_the_misconception() -> None:
    content = draw_order("ordre", 3, dates="avant")
    (wrong,) = content.wrong
    assert wrong.misconception == "avant-jc-ordre"
    assert [abs(when(e)) for e in wrong.elements[:3]] == sorted(
        abs(when(e)) for e in content.elements[:3]
    )


def test_date_between_marks_is_where_the_calendar_puts_it() -> None:
    for seed in SEEDS:
        content = draw_mcq("entre", seed)
        (year,) = years_in(content.ask)
        text = right(content).text
        marks = [YEARS.index(mark) for mark in years_in(text)]
        place = YEARS.index(year)
        if text.startswith("Entre"):
            assert marks[0] < place < marks[1]
        else:
            assert (place < marks[0]) is text.startswith("Avant")


@pytest.mark.parametrize("across", [True, False])
def test_durations_are_counted_on_the_calendar(across: bool) -> None:
    for seed in SEEDS:
        content = draw_number("duree", seed, avant=across)
        first, last = years_in(content.ask)
        assert int(content.answer) == YEARS.index(last) - YEARS.index(first)
        if across:
            (wrong,) = content.wrong
            assert wrong.misconception == "annee-zero"
            assert int(wrong.value) == len(range(first, last))


ITEMS: tuple[tuple[str, dict[str, str | bool]], ...] = (
    ("frise", {"cases": "annees"}),
    ("frise", {"cases": "romains"}),
    ("ordre", {"dates": "annees"}),
    ("ordre", {"dates": "melange"}),
    ("ordre", {"dates": "avant"}),
    ("lire-romain", {"pieges": True}),
    ("lire-romain", {"pieges": False}),
    ("siecle-d-une-annee", {"annee": "ordinaire"}),
    ("siecle-d-une-annee", {"annee": "debut"}),
    ("siecle-d-une-annee", {"annee": "cent"}),
    ("siecle-d-une-annee", {"annee": "avant"}),
    ("bornes", {"zero": True}),
    ("bornes", {"zero": False}),
    ("entre", {}),
    ("duree", {"avant": True}),
    ("duree", {"avant": False}),
)


def texts_of(value: object) -> list[str]:
    """All the texts of a dumped content."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts_of(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in texts_of(part)]
    return []


@pytest.mark.parametrize(("name", "params"), ITEMS)
def test_texts_are_short_and_written_as_in_french(
    name: str, params: dict[str, str | bool]
) -> None:
    for seed in SEEDS:
        content = draw(name, seed, **params)
        assert len(content.ask) <= 90
        assert len(content.context or "") <= 160
        for text in texts_of(content.model_dump()):
            assert "'" not in text
            assert not re.search(r"[^\u00a0\u202f][:;?!»]", text), text
            assert "«" not in text.replace("«\u00a0", "")


@pytest.mark.parametrize(("name", "params"), ITEMS)
def test_same_seed_same_exercise(name: str, params: dict[str, str | bool]) -> None:
    assert [draw(name, seed, **params) for seed in range(20)] == [
        draw(name, seed, **params) for seed in range(20)
    ]


def test_every_misconception_is_reached() -> None:
    reached: set[str | None] = set()
    for name, params in ITEMS:
        for seed in SEEDS:
            content = draw(name, seed, **params)
            if isinstance(content, McqContent):
                reached |= {choice.misconception for choice in content.choices}
            elif isinstance(content, OrderContent | NumericContent):
                reached |= {wrong.misconception for wrong in content.wrong}
    assert reached - {None} == MISCONCEPTIONS
    assert len(ROMANS) == culture_siecles.LAST_CENTURY
