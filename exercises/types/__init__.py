"""One module a type of exercise. A new type: its module here, its template, one line below."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from exercises.types import (
    chart,
    clock,
    cloze,
    dictation,
    dropdown,
    expression,
    form,
    fraction,
    highlight,
    listen,
    map,
    match,
    mcq,
    mend,
    money,
    multi,
    numberline,
    numeric,
    order,
    passage,
    quantity,
    scale,
    short,
    sort,
    spoken,
    table,
    timeline,
    truefalse,
    writing,
)
from exercises.types.kind import Kind

# Any: each kind has its own content and value; only its own functions look inside them.
AnyKind = Kind[Any, Any]

TYPES: Mapping[str, AnyKind] = MappingProxyType(
    {
        kind.KIND.name: kind.KIND
        for kind in (
            *(mcq, numeric, order, dropdown, multi, truefalse, short, cloze),
            *(match, sort, numberline, table),
            *(expression, passage, form, chart, clock, money, scale),
            *(highlight, mend, dictation, listen, writing, spoken),
            *(quantity, fraction, map, timeline),
        )
    }
)
