"""Documents with questions, and forms: parts judged as if they were alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from exercises import items as play
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item
from exercises.types.form import FormContent
from exercises.types.passage import PassageContent

CHOICES = [{"text": "a", "right": True}, {"text": "b", "misconception": "m"}, {"text": "c"}]
WRONG_DAY = {"value": "2026-03-13", "feedback": "f"}
QUESTIONS: list[dict[str, Any]] = [
    {"label": "Qui ?", "choices": CHOICES, "shuffle": False},
    {"label": "Combien ?", "answer": "3", "unit": "€"},
    {
        "label": "Quand ?",
        "date": "2026-03-12",
        "wrong": [{"value": "2026-03-13", "feedback": "f"}],
    },
]
FIELDS = [
    {"label": "Nom", "answers": ["Martin"], "counts": ["spelling"]},
    {"label": "Absent", "ticked": False},
    {"label": "D’accord", "ticked": True, "misconception": "m"},
]
RIGHT = {"question1": "0", "question2": "3", "question3": "12/03/2026"}
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def passage(**content: Any) -> Instance:
    known = {"ask": "Lisez.", "solution": [{"text": "x"}], "document": {"title": "Avis"}}
    full = PassageContent.model_validate({**known, "questions": QUESTIONS, **content})
    item = Item("x/a", "x", 1, "passage", 60, contents=(full,), messages={"m": "Message."})
    return play.make(item, 0)


def form(**content: Any) -> Instance:
    known = {"ask": "Remplissez.", "solution": [{"text": "x"}], "title": "Avis"}
    full = FormContent.model_validate({**known, "fields": FIELDS, **content})
    item = Item("x/a", "x", 1, "form", 60, contents=(full,), messages={"m": "Message."})
    return play.make(item, 0)


def answer(instance: Instance, typed: dict[str, str]) -> Verdict | FormatError:
    value = play.parse(instance, {name: [text] for name, text in typed.items()})
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(instance: Instance, **typed: str) -> Verdict:
    verdict = answer(instance, typed)
    assert isinstance(verdict, Verdict), verdict
    return verdict


def test_each_question_that_is_right_counts() -> None:
    instance = passage()
    assert judged(instance, **RIGHT).right
    verdict = judged(instance, **{**RIGHT, "question1": "1", "question3": "13 mars 2026"})
    assert list(verdict.parts) == [0, 1, 0]
    assert verdict.score == pytest.approx(1 / 3)
    assert verdict.misconceptions == ("m",)
    assert verdict.blocks == ("Message.", "f")
    assert [line["right"] for line in verdict.lines] == [False, True, False]
    assert verdict.weight == 1
    assert verdict.good == "1 réponse est juste, sur 3."


def test_what_is_missing_or_unreadable_is_named() -> None:
    instance = passage()
    nothing = answer(instance, {})
    assert isinstance(nothing, FormatError)
    assert nothing.missing
    left = answer(instance, {**RIGHT, "question2": " "})
    assert isinstance(left, FormatError)
    assert "Combien ?" in left.message
    for typed in ({"question3": "hier"}, {"question2": "beaucoup"}, {"question1": "9"}):
        refused = answer(instance, {**RIGHT, **typed})
        assert isinstance(refused, FormatError)
        assert refused.example


def test_chance_is_the_mean_over_the_parts() -> None:
    instance = passage()
    scores = [judged(instance, **{**RIGHT, "question1": at}).parts[0] for at in "012"]
    assert play.chance(instance.public) == pytest.approx(sum(scores) / 3 / 3)
    filled = form()
    ticks = []
    for second, third in product(({}, {"field2": "1"}), ({}, {"field3": "1"})):
        ticks.append(judged(filled, field1="x", **second, **third))
    mean = sum(verdict.score for verdict in ticks) / len(ticks)
    assert play.chance(filled.public) == pytest.approx(mean)


def test_boxes_to_tick() -> None:
    instance = form()
    assert judged(instance, field1="Martin", field3="1").right
    verdict = judged(instance, field1="Martin", field2="1")
    assert list(verdict.parts) == [1, 0, 0]
    assert [(one["given"], one["expected"]) for one in verdict.lines[1:]] == [
        ("coché", "pas coché"),
        ("pas coché", "coché"),
    ]


@given(day=days, other=days)
def test_dates_in_every_way_of_writing(day: date, other: date) -> None:
    questions = [QUESTIONS[0], {"label": "Quand ?", "date": day.isoformat()}]
    instance = passage(questions=questions)

    def right(text: str) -> bool:
        return judged(instance, question1="0", question2=text).right

    words = format_date(day, "d MMMM yyyy", "fr")
    for text in (f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day:%y}", words, words.upper()):
        assert right(text), text
    assert right(f"{other:%d-%m-%Y}") == (day == other)


@given(day=days)
def test_days_that_do_not_exist_are_unreadable(day: date) -> None:
    past = (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
    text = f"{past.day + 1}/{past.month}/{past.year}"
    assert isinstance(answer(passage(), {**RIGHT, "question3": text}), FormatError)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ([{"label": "a", "ticked": True}, {"label": "b", "ticked": True}], "cases à cocher"),
        ([{"label": "a", "answer": "1"}, {"label": "a", "answer": "2"}], "deux fois"),
        ([{"label": "a", "date": "2026-02-30"}, {"label": "b", "answer": "2"}], "n’existe pas"),
        ([{"label": "a", "choices": CHOICES[1:]}, {"label": "b", "answer": "2"}], "right"),
    ],
)
def test_authors_are_told_what_does_not_hold(fields: list[Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        form(fields=fields)
