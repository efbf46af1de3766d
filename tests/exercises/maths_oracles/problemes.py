"""Problems: each drawn exercise solved again from what a person is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from exercises import french
from tests.exercises.oracles import Oracle, Public, numbers

LESS = re.compile("livre|descendent|verse")


def told(public: Public) -> list[Fraction]:
    """The numbers of the situation."""
    return numbers(public["context"])


def written(value: Fraction) -> str:
    return french.number(value)


def worth(calculation: str) -> Fraction:
    """The value of « 52 − 7 », « 4 × 36 »: two numbers and a sign."""
    one, other = numbers(calculation)
    sign = re.sub(r"[\d\s]", "", calculation)
    return {"+": one + other, "−": one - other, "×": one * other, "÷": one / other}[sign]


def _of_value(public: Public, value: Fraction) -> Any:
    found = [one for one in public["choices"] if worth(one) == value]
    assert len(found) == 1, public
    return found[0]


def _change(public: Public) -> Any:
    start, change = told(public)
    return _of_value(
        public, start - change if LESS.search(public["context"]) else start + change
    )


def _useless(public: Public) -> Any:
    _, one, other = told(public)
    return one + other


def _paired(public: Public) -> Any:
    one, other = told(public)
    values: dict[str, Fraction] = {}
    for question in public["left"]:
        if re.search("partagée|parts égales", question):
            values[question] = one / numbers(question)[0]
        elif numbers(question):
            values[question] = one * numbers(question)[0]
        else:
            values[question] = one - other if "écart" in question else one + other
    return {
        question: next(right for right in public["right"] if worth(right) == value)
        for question, value in values.items()
    }


def _compared(public: Public) -> Any:
    one, gap = told(public)[:2]
    return _of_value(public, one - gap if "de plus" in public["context"] else one + gap)


def _times(public: Public) -> Any:
    total, times = told(public)
    return _of_value(public, total / times)


def _rows(public: Public) -> list[Fraction]:
    return [numbers(row["value"])[0] for row in public["document"]["rows"]]


def _missing(public: Public) -> Any:
    planned, done, *_ = _rows(public)
    return planned - done


def _compared_number(public: Public) -> Any:
    one, _, gap = told(public)
    return one - gap if "de plus" in public["context"] else one + gap


def _groups(public: Public) -> Any:
    groups, each = told(public)
    return " + ".join([written(each)] * int(groups))


def _useful(public: Public) -> Any:
    """The places of the words that say how many, and the price of one."""
    words = [word for line in public["lines"] for word in line if word["at"] is not None]
    numbered = [word for word in words if re.match(r"\d", word["text"])]
    assert len(numbered) == 4
    return [numbered[2]["at"], numbered[3]["at"]]


def _order_with_delivery(public: Public) -> Any:
    count, each, delivery = told(public)
    return sum([each] * int(count), delivery)


def _steps(public: Public) -> Any:
    """The product needs nothing; the price to pay needs it; the change needs that price."""
    keys = ("×", "Enlever", "Partir")
    return [next(step for step in public["elements"] if key in step) for key in keys]


def _bill(public: Public) -> Any:
    lines = [numbers(row[1])[0] * numbers(row[2])[0] for row in public["rows"][:2]]
    return [*lines, sum(lines)]


def _change_given(public: Public) -> Any:
    money, count, each, other = told(public)
    return money - sum([each] * int(count), other)


def _two_groups(public: Public) -> Any:
    one, each, two, other = told(public)
    return " + ".join([written(each)] * int(one) + [written(other)] * int(two))


def _quote(public: Public) -> Any:
    first, second, discount, delivery = (
        numbers(row["value"]) for row in public["document"]["rows"]
    )
    return first[0] * first[1] + second[0] * second[1] - discount[0] + delivery[0]


def _still_to_do(public: Public) -> Any:
    total, each, count = told(public)
    return total - each * count


def _left_over(public: Public) -> Any:
    """What came in, then each expense taken away, the one of the sentence too."""
    left, *out = (numbers(row["value"])[0] for row in public["document"]["rows"])
    for expense in (*out, told(public)[-1]):
        left -= expense
    return left


ORACLES: Mapping[str, Oracle] = {
    "choisir-operation/ajouter-ou-enlever": _change,
    "choisir-operation/un-nombre-en-trop": _useless,
    "choisir-operation/questions-et-calculs": _paired,
    "choisir-operation/plus-que-moins-que": _compared,
    "choisir-operation/surligner-l-utile": _useful,
    "choisir-operation/ecrire-l-operation": _groups,
    "choisir-operation/fois-plus": _times,
    "choisir-operation/bon-de-livraison": _missing,
    "choisir-operation/comparer-puis-calculer": _compared_number,
    "monnaie-budget/reste-apres-depenses": _left_over,
    "plusieurs-etapes/commande-et-livraison": _order_with_delivery,
    "plusieurs-etapes/etapes-dans-l-ordre": _steps,
    "plusieurs-etapes/paie-de-la-semaine": _bill,
    "plusieurs-etapes/monnaie-apres-achats": _change_given,
    "plusieurs-etapes/ecrire-tout-le-calcul": _two_groups,
    "plusieurs-etapes/devis-avec-remise": _quote,
    "plusieurs-etapes/combien-de-voyages": _still_to_do,
}
