"""The sizes of files, checked by reading them back from what learners see."""

from __future__ import annotations

import random
import re
from fractions import Fraction

import pytest

from exercises.generators import bureautique_tailles, registry
from exercises.types.numeric import NumericContent
from exercises.types.order import OrderContent

SEEDS = range(40)
MO = {"Ko": Fraction(1, 1000), "Mo": Fraction(1), "Go": Fraction(1000)}


def in_mo(text: str, giga: int = 1000) -> Fraction:
    """The size that a text says, in Mo, with ``giga`` Mo in a Go."""
    said, unit = text.split("\u00a0")
    value = Fraction(said.replace("\u202f", "").replace(",", "."))
    return value * (giga if unit == "Go" else MO[unit])


def ranked(seed: int, converti: bool) -> OrderContent:
    rng = random.Random(seed)  # noqa: S311 - a repeatable source, not a secret
    params = {"converti": converti}
    content = registry["bureautique.fichiers.ranger-tailles"].draw(rng, params)
    assert isinstance(content, OrderContent)
    return content


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("converti", [False, True])
@pytest.mark.parametrize("giga", [1000, 1024])
def test_sizes_are_ranked_whichever_way_a_go_is_counted(
    seed: int, converti: bool, giga: int
) -> None:
    content = ranked(seed, converti)
    sizes = [in_mo(text, giga) for text in content.elements]
    assert sizes == sorted(set(sizes))


@pytest.mark.parametrize("seed", SEEDS)
def test_units_alone_do_not_rank_converted_sizes(seed: int) -> None:
    content = ranked(seed, converti=True)
    by_unit = sorted(content.elements, key=lambda text: (text[-2:] == "Go", in_mo(text)))
    by_number = sorted(content.elements, key=lambda text: in_mo(text[:-2] + "Mo"))
    assert list(content.elements) not in (by_unit, by_number)


@pytest.mark.parametrize("seed", SEEDS)
def test_files_fill_the_stick_one_by_one(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a repeatable source, not a secret
    content = registry["bureautique.fichiers.combien-sur-la-cle"].draw(rng, {})
    assert isinstance(content, NumericContent)
    stick, size = re.findall(r"\d+\u00a0[MG]o", content.context or "")[:2]
    left, count = in_mo(stick), 0
    while left >= in_mo(size):
        left -= in_mo(size)
        count += 1
    assert content.answer == str(count)
    assert left == 0
    assert bureautique_tailles.RULE in "".join(str(wrong.feedback) for wrong in content.wrong)
