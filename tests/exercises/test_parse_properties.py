"""Whatever is posted, an answer is read or said to be unreadable: never an exception."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import items as play
from exercises.content import Choice, Document, Step
from exercises.figures.charts import Bars
from exercises.instance import FormatError, Instance
from exercises.items import Item
from exercises.types import TYPES
from exercises.types.chart import ChartContent
from exercises.types.clock import ClockContent
from exercises.types.cloze import ClozeContent, TypedGap
from exercises.types.dictation import DictationContent
from exercises.types.dropdown import DropdownContent, Gap
from exercises.types.expression import ExpressionContent
from exercises.types.fields import ChoiceField, DateField, NumberField, TickField, WordsField
from exercises.types.form import FormContent
from exercises.types.fraction import FractionContent
from exercises.types.highlight import HighlightContent
from exercises.types.listen import ListenContent
from exercises.types.map import MapContent, Zone
from exercises.types.match import MatchContent, Pair
from exercises.types.mcq import McqContent
from exercises.types.mend import MendContent
from exercises.types.money import MoneyContent
from exercises.types.multi import MultiContent
from exercises.types.numberline import NumberlineContent
from exercises.types.numeric import Number, NumericContent
from exercises.types.order import OrderContent
from exercises.types.passage import PassageContent
from exercises.types.quantity import QuantityContent
from exercises.types.scale import ScaleContent
from exercises.types.short import ShortContent
from exercises.types.sort import SortContent, Sorted
from exercises.types.spoken import SpokenContent
from exercises.types.table import TableContent
from exercises.types.table_fill import ListCell
from exercises.types.text_match import Typed
from exercises.types.timeline import Event, TimelineContent
from exercises.types.truefalse import Statement, TruefalseContent
from exercises.types.writing import Check, Criterion, Range, Sort, WritingContent

STEPS = (Step(text="On lit."),)
CHOICES = (Choice(text="a", right=True), Choice(text="b"), Choice(text="c"))
CONTENTS = {
    "mcq": McqContent(ask="Choisissez.", solution=STEPS, choices=CHOICES),
    "numeric": NumericContent(ask="Écrivez.", solution=STEPS, answer="1500", unit="€"),
    "order": OrderContent(ask="Rangez.", solution=STEPS, elements=("a", "b", "c", "d")),
    "dropdown": DropdownContent(
        ask="Complétez.", solution=STEPS, text="[1] [2]", gaps=(Gap(choices=CHOICES),) * 2
    ),
    "multi": MultiContent(
        ask="Cochez.", solution=STEPS, choices=(*CHOICES, Choice(text="d", right=True))
    ),
    "truefalse": TruefalseContent(
        ask="Jugez.",
        solution=STEPS,
        unknown=True,
        statements=(Statement(text="p", answer="vrai"), Statement(text="q", answer="inconnu")),
    ),
    "short": ShortContent(ask="Écrivez.", solution=STEPS, answers=("3 m", "trois mètres")),
    "cloze": ClozeContent(
        ask="Complétez.", solution=STEPS, text="[1] [2]", gaps=(TypedGap(answers=("3",)),) * 2
    ),
    "match": MatchContent(
        ask="Reliez.",
        solution=STEPS,
        pairs=tuple(Pair(left=f"{text} ?", right=text) for text in "abc"),
    ),
    "sort": SortContent(
        ask="Classez.",
        solution=STEPS,
        categories=("a", "b"),
        elements=tuple(Sorted(text=str(n), category="ab"[n % 2]) for n in range(4)),
    ),
    "numberline": NumberlineContent(
        ask="Placez.", solution=STEPS, start="0", stop="8", step="1", answer="3"
    ),
    "table": TableContent(
        ask="Complétez.",
        solution=STEPS,
        title="Prix",
        head=("Quoi", "Prix"),
        rows=(("Riz", "[1]"), ("Pain", "[2]")),
        fill=(Number(answer="3", unit="€"), ListCell(choices=CHOICES)),
    ),
    "expression": ExpressionContent(
        ask="Écrivez.", solution=STEPS, answer="2x + 6", letters=("x",)
    ),
    "dictation": DictationContent(ask="Écrivez.", solution=STEPS, said="3 m | là."),
    "listen": ListenContent(ask="Choisissez.", solution=STEPS, said="Là.", choices=CHOICES),
    "writing": WritingContent(
        ask="Écrivez.",
        solution=STEPS,
        sentences=Range(least=1, most=3),
        checks=(
            Check(label="Oui", any=("oui", "d’accord*"), advice="Dites oui."),
            *(Check(sort=sort) for sort in get_args(Sort)[:5]),
        ),
        rubric=(Criterion(label="Clair", levels=("Pas encore.", "Oui.")),),
        model="Bonjour, oui, je viens lundi. Merci beaucoup.",
    ),
    "spoken": SpokenContent(ask="Dites.", solution=STEPS, plan=("Bonjour",)),
    "highlight": HighlightContent(ask="Trouvez.", solution=STEPS, text="Le [3] est [là]."),
    "mend": MendContent(
        ask="Corrigez.", solution=STEPS, text="Il [et] là.", fix=Typed(answers=("3",))
    ),
    "quantity": QuantityContent(
        ask="Écrivez.", solution=STEPS, answer="1.5", unit="kg", units=("kg", "g")
    ),
    "fraction": FractionContent(ask="Écrivez.", solution=STEPS, answer="3/4", mixed=True),
    "passage": PassageContent(
        ask="Lisez.",
        solution=STEPS,
        document=Document(title="Avis"),
        questions=(
            ChoiceField(label="Qui ?", choices=CHOICES),
            NumberField(label="Combien ?", answer="3"),
            DateField(label="Quand ?", date="2026-03-12"),
        ),
    ),
    "form": FormContent(
        ask="Remplissez.",
        solution=STEPS,
        title="Avis",
        fields=(
            WordsField(label="Nom", answers=("Martin",)),
            TickField(label="Oui", ticked=True),
        ),
    ),
    "chart": ChartContent(
        ask="Réglez.",
        solution=STEPS,
        set=True,
        chart=Bars(kind="bars", categories=("a", "b"), values=("1", "2"), stop="4", step="1"),
    ),
    "clock": ClockContent(ask="Placez.", solution=STEPS, time="14:30", set=True),
    "money": MoneyContent(ask="Faites.", solution=STEPS, total="7.5"),
    "scale": ScaleContent(
        ask="Réglez.", solution=STEPS, look="jug", start="0", stop="8", step="1", answer="3"
    ),
    "map": MapContent(
        ask="Touchez.",
        solution=STEPS,
        map="europe",
        zones=tuple(
            Zone(id=code, text=code, where=f"au {code[0]}", right=code == "250")
            for code in ("250", "380", "724")
        ),
    ),
    "timeline": TimelineContent(
        ask="Placez.",
        solution=STEPS,
        start=1900,
        stop=2000,
        step=10,
        events=(Event(text="a", year=1918), Event(text="b", year=1945)),
    ),
}


def instance(kind: str) -> Instance:
    return play.make(Item(f"x/{kind}", "x", 1, kind, 30, contents=(CONTENTS[kind],)), 0)


INSTANCES = {kind: instance(kind) for kind in CONTENTS}

# Texts close to real answers find more than any text.
nearly = st.text("0123456789 ,./-+€ekmh\u00a0\u202f\u2212\u0663", max_size=30)
texts = st.text(max_size=80) | nearly | st.integers(-3, 9).map(str) | st.just("9" * 5000)
texts |= st.lists(st.sampled_from(["Bonjour,", "oui", "lundi.", "\n", "a", "?!"])).map(" ".join)
texts |= st.sampled_from(["vrai", "faux", "inconnu", "3 m"])
FIELDS = sorted(
    {name for made in INSTANCES.values() for raw in play.examples(made).right for name in raw}
)
names = st.sampled_from(FIELDS) | st.text(max_size=5)
forms = st.dictionaries(names, st.lists(texts, max_size=8) | texts, max_size=6)


def test_every_type_is_covered() -> None:
    assert set(INSTANCES) == set(TYPES)


@pytest.mark.parametrize("kind", list(INSTANCES))
@given(raw=forms)
def test_any_form_is_read_or_said_to_be_unreadable(
    kind: str, raw: dict[str, list[str]]
) -> None:
    value = play.parse(INSTANCES[kind], raw)
    if isinstance(value, FormatError):
        assert value.message
        return
    verdict = play.grade(INSTANCES[kind], value)
    assert 0 <= verdict.score <= 1
    assert all(0 <= part <= 1 for part in verdict.parts)
    assert verdict.right == (verdict.blocks == ())
    json.dumps(verdict.to_json(), allow_nan=False)


@given(text=texts)
def test_any_number_is_read_or_said_to_be_unreadable(text: str) -> None:
    value = play.parse(INSTANCES["numeric"], {"number": [text]})
    if isinstance(value, FormatError):
        assert value.example
    else:
        assert play.grade(INSTANCES["numeric"], value).given


@given(order=st.permutations(range(4)))
def test_only_the_right_order_is_fully_right(order: list[int]) -> None:
    made = INSTANCES["order"]
    value = play.parse(made, {"order": [",".join(map(str, order))]})
    verdict = play.grade(made, value)
    assert verdict.right == (order == made.secret["order"])
