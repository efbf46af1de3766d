"""Scales and speeds: each drawn exercise solved again from what a person is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, minutes, numbers


def _repeated(public: Public) -> Any:
    rate, times = numbers(public["context"])
    return sum([rate] * int(times))


def _by_unit(public: Public) -> Any:
    total, time = numbers(public["context"])
    return f"{total}\u00a0÷\u00a0{time}"


def _chosen(oracle: Oracle) -> Oracle:
    """The choice that reads as the oracle says, whatever its spaces."""

    def found(public: Public) -> Any:
        wanted = re.sub(r"\s", "", oracle(public))
        (one,) = [text for text in public["choices"] if re.sub(r"\s", "", text) == wanted]
        return one

    return found


def _by_minutes(public: Public) -> Any:
    (time,) = minutes(public["context"])
    return numbers(public["context"])[0] / 60 * time


def _sheet(public: Public) -> Any:
    (_, total, time, _), (_, _, other, rate) = public["rows"]
    return [numbers(total)[0] / numbers(time)[0], numbers(other)[0] * numbers(rate)[0]]


def _minute_by_minute(public: Public) -> Any:
    total, rate = numbers(public["context"])
    time = next(n for n in range(1_000) if rate * n >= total * 60)
    (found,) = [text for text in public["choices"] if minutes(text)[:1] == [time]]
    return found


def _mean(public: Public) -> Any:
    first, one, second, other = numbers(public["context"])
    hours = [one] * int(first) + [other] * int(second)
    return sum(hours) / len(hours)


def _scale(public: Public) -> Any:
    return numbers(public["context"])[-1]


def _one_centimetre(public: Public) -> Any:
    return next(
        text
        for text in public["choices"]
        if "en vrai" in text and numbers(text)[0] * 100 == _scale(public)
    )


def _most_detailed(public: Public) -> Any:
    return max(public["choices"], key=lambda text: 1 / numbers(text)[1])


def _on_the_map(public: Public) -> Any:
    _, scale, length = numbers(public["context"])[:3]
    return length * scale / 100 / 1_000


def _on_the_plan(public: Public) -> Any:
    real, _, scale = numbers(public["context"])
    return next(n for n in range(1, 1_000) if n * scale == real * 100)


def _walked(public: Public) -> Any:
    length, _, each = numbers(public["context"])
    return sum([each] * int(length))


def _scale_table(public: Public) -> Any:
    (_, plan, real), _, (_, other, _) = public["rows"]
    each = Fraction(numbers(real)[0], numbers(plan)[0])
    return [each * 100, numbers(other)[0] * each]


ORACLES: Mapping[str, Oracle] = {
    "vitesse/tant-par-heure": _repeated,
    "vitesse/quel-calcul": _chosen(_by_unit),
    "vitesse/heures-et-minutes": _by_minutes,
    "vitesse/fiche-a-completer": _sheet,
    "vitesse/combien-de-temps": _minute_by_minute,
    "vitesse/vitesse-moyenne": _mean,
    "echelle/un-centimetre": _one_centimetre,
    "echelle/du-plan-au-vrai": _walked,
    "echelle/plan-le-plus-detaille": _most_detailed,
    "echelle/sur-la-carte": _on_the_map,
    "echelle/du-vrai-au-plan": _on_the_plan,
    "echelle/retrouver-l-echelle": _scale_table,
}
