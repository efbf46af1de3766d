"""A measure to read or to set on a drawn instrument (curriculum name: ``scale``).

A jug, a thermometer, a ruler, scales: the graduated line of ``numberline``, drawn as the thing.
"""

from __future__ import annotations

import random

from exercises.figures import gauges
from exercises.figures.gauges import Look
from exercises.instance import FormatError, Instance, Json
from exercises.types import numberline
from exercises.types.kind import Form, Kind, Messages, blank
from exercises.types.numberline import NumberlineContent
from exercises.types.numeric import Typed

_BASE = numberline.KIND


class ScaleContent(NumberlineContent):
    """As a ``numberline``; ``look``: jug, thermometer, ruler or dial."""

    look: Look


def _identity(content: ScaleContent) -> Json:
    return {"look": content.look, **_BASE.identity(content)}


def _build(content: ScaleContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    public, secret = _BASE.build(content, rng, messages)
    figure = {
        "kind": "gauge",
        "look": content.look,
        "start": content.start,
        "stop": content.stop,
        "step": content.step,
        "labels": list(dict.fromkeys(content.labels)),
        "unit": content.unit,
        "at": public.pop("arrow", None),
    }
    return public | {"drawn": figure, "told": gauges.told(figure)}, secret


def _parse(instance: Instance, raw: Form) -> int | Typed | FormatError:
    found = _BASE.parse(instance, raw)
    if isinstance(found, FormatError) and not instance.public["read"]:
        what = "Nous n’arrivons pas à lire votre réglage."
        if blank(raw, "place"):
            what = "Vous n’avez pas encore réglé la mesure."
        return FormatError(what, "Choisissez un trait, puis validez.", found.missing)
    return found


KIND: Kind[ScaleContent, int | Typed] = Kind(
    "scale",
    ScaleContent,
    _identity,
    _build,
    _parse,
    _BASE.grade,
    _BASE.examples,
    _BASE.chance,
    _BASE.speech,
)
