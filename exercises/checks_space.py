"""What is checked of exercises of number, space and documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from exercises import expressions
from exercises.content import Choice, Content, Part
from exercises.figures.charts import Bars
from exercises.types.chart import ChartContent
from exercises.types.clock import ClockContent
from exercises.types.expression import ExpressionContent
from exercises.types.fields import (
    ChoiceField,
    DateField,
    Fields,
    NumberField,
    TickField,
    WordsField,
)
from exercises.types.form import FormContent
from exercises.types.fraction import FractionContent
from exercises.types.map import MapContent
from exercises.types.money import MoneyContent
from exercises.types.passage import PassageContent
from exercises.types.quantity import QuantityContent
from exercises.types.timeline import TimelineContent
from exercises.typography import Remark

Says = Callable[[str, str], bool]  # (a hint, words or a number) -> does it hold them?


def choice_lists(content: Content) -> list[Sequence[Choice]]:
    """The lists of choices of a content, [] for a type without."""
    return [field.choices for field in _fields(content) if isinstance(field, ChoiceField)]


def _fields(content: Content) -> Fields:
    if isinstance(content, PassageContent):
        return content.questions
    return content.fields if isinstance(content, FormContent) else ()


def shape_remarks(content: Content) -> Iterator[Remark]:
    """Exercises that explain nothing, or do not fit a phone."""
    if (
        isinstance(content, (ExpressionContent, QuantityContent, FractionContent))
        and not content.wrong
    ):
        yield "Aucune réponse attendue à tort.", "Ajoutez « wrong ».", True
    if isinstance(content, MapContent):
        for zone in content.zones:
            if not zone.right and not zone.misconception and not zone.feedback:
                what = f"La zone « {zone.text} » n’explique rien."
                yield what, "Nommez « misconception », ou écrivez « feedback ».", False
    if isinstance(content, PassageContent) and not content.document.sender:
        remedy = "Dites dans « sender » qui l’a écrit, et quand."
        yield "Ce document n’est pas daté.", remedy, True


def _told_fields(content: Content, hint: str, said: str, holds: Says, says: Says) -> bool:
    for field in _fields(content):
        numbers = [field.answer] if isinstance(field, NumberField) else []
        words = field.answers if isinstance(field, WordsField) else ()
        if any(says(hint, one) and not says(said, one) for one in numbers):
            return True
        if any(holds(hint, one) and not holds(said, one) for one in words):
            return True
    return False


def hint_tells(content: Content, hint: str, said: str, holds: Says, says_number: Says) -> bool:
    """True when a hint gives an answer that the question does not already show."""
    if isinstance(content, ExpressionContent):
        written = [content.answer or "", *(content.solutions or ())]
        shown = [expressions.typeset(text) for text in written]
        return any(holds(hint, text) and not holds(said, text) for text in shown)
    if isinstance(content, (QuantityContent, FractionContent)):
        return says_number(hint, content.answer) and not says_number(said, content.answer)
    if isinstance(content, MapContent):
        right = next(zone.where for zone in content.zones if zone.right)
        return holds(hint, right)
    return _told_fields(content, hint, said, holds, says_number)


def _turned(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    return tuple(
        choice.model_copy(update={"right": choices[at - 1].right})
        for at, choice in enumerate(choices)
    )


def _other_fields(fields: Fields) -> tuple[Part, ...]:
    return tuple(field.model_copy(update=_other_field(field)) for field in fields)


def _other_field(field: Part) -> dict[str, object]:
    if isinstance(field, ChoiceField):
        return {"choices": _turned(field.choices)}
    if isinstance(field, WordsField):
        return {"answers": ("tout autre chose",), "wrong": ()}
    if isinstance(field, DateField):
        return {"date": "1999-01-01", "wrong": ()}
    if isinstance(field, TickField):
        return {"ticked": not field.ticked}
    return {"answer": "987654321", "wrong": ()}


def _other_chart(content: ChartContent) -> Content:
    """Bars to set: other heights. A chart that is read is the question: another number."""
    if not content.set or not isinstance(content.chart, Bars):
        return content.model_copy(update={"answer": "987654321", "wrong": ()})
    values = content.chart.values
    other = content.chart.model_copy(update={"values": (*values[1:], values[0])})
    return content.model_copy(update={"chart": other, "misplaced": ()})


def _other_time(content: ClockContent) -> Content:
    """Hands to set: another time. A dial that is read is the question: how it is judged."""
    if content.set:
        hour, minute = content.time.split(":")
        return content.model_copy(
            update={"time": f"{(int(hour) + 1) % 24:02}:{minute}", "wrong": ()}
        )
    return content.model_copy(update={"wrong": ()})


def _other_zone(content: MapContent) -> Content:
    zones = content.zones
    turned = tuple(
        zone.model_copy(update={"right": zones[at - 1].right}) for at, zone in enumerate(zones)
    )
    return content.model_copy(update={"zones": turned})


def _other_years(content: TimelineContent) -> Content:
    """Each event one period later, the last period going round to the first."""
    span = content.stop - content.start
    events = tuple(
        event.model_copy(
            update={
                "year": content.start + (event.year - content.start + content.step) % span,
                "wrong": (),
            }
        )
        for event in content.events
    )
    return content.model_copy(update={"events": events})


def rekeyed(content: Content) -> Content | None:
    """The same content with another right answer; None for another type."""
    if isinstance(content, ExpressionContent):
        if content.solutions is not None:
            return content.model_copy(update={"solutions": ("987654321",), "wrong": ()})
        other = f"{content.answer} + 987654321"
        return content.model_copy(update={"answer": other, "wrong": ()})
    if isinstance(content, (QuantityContent, FractionContent)):
        return content.model_copy(update={"answer": "987654", "wrong": ()})
    if isinstance(content, ChartContent):
        return _other_chart(content)
    if isinstance(content, ClockContent):
        return _other_time(content)
    if isinstance(content, MoneyContent):
        return content.model_copy(update={"total": f"{len(content.pieces)}0", "wrong": ()})
    if isinstance(content, MapContent):
        return _other_zone(content)
    if isinstance(content, TimelineContent):
        return _other_years(content)
    if isinstance(content, PassageContent):
        return content.model_copy(update={"questions": _other_fields(content.questions)})
    if isinstance(content, FormContent):
        return content.model_copy(update={"fields": _other_fields(content.fields)})
    return None
