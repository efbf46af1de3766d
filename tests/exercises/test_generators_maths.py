"""The maths generators against oracles that solve the exercise from its statement alone."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest

from exercises.content import Content
from exercises.generators import Params, load_all, registry
from exercises.generators.maths_words import in_words
from exercises.types.dropdown import DropdownContent
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent
from exercises.types.order import OrderContent
from tests.exercises.shipped import CURRICULUM, MATHS

load_all()
SEEDS, MANY_SEEDS = 200, 1_000

Key = Fraction | str | tuple[str, ...]
Oracle = Callable[[Content], Key]


def draw(name: str, params: Params, seed: int) -> Content:
    """One draw of a generator."""
    rng = random.Random(seed)  # noqa: S311 - a repeatable source, not a secret
    return registry[name].draw(rng, params)


def plain(text: str | None) -> str:
    """The text with ordinary spaces, and none inside numbers."""
    return (text or "").replace("\u202f", "").replace("\u00a0", " ").replace("’", "'")


def numbers(text: str | None) -> list[Fraction]:
    """The numbers of a text, in order."""
    found = re.findall(r"\d+(?:,\d+)?", plain(text))
    return [Fraction(Decimal(number.replace(",", "."))) for number in found]


def only(text: str | None) -> Fraction:
    """The single number of a text."""
    (value,) = numbers(text)
    return value


def key_of(content: Content) -> Key:
    """What the content says is right."""
    if isinstance(content, NumericContent):
        return Fraction(content.answer)
    if isinstance(content, OrderContent):
        return content.elements
    if isinstance(content, DropdownContent):
        return tuple(c.text for gap in content.gaps for c in gap.choices if c.right)
    assert isinstance(content, McqContent)
    (right,) = [choice.text for choice in content.choices if choice.right]
    return right


def texts(content: Content) -> list[str]:
    assert isinstance(content, McqContent)
    return [choice.text for choice in content.choices]


def the_one(content: Content, holds: Callable[[str], bool]) -> str:
    """The only choice for which ``holds``: two would be an ambiguous exercise."""
    (right,) = [text for text in texts(content) if holds(text)]
    return right


NAMES = """
zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize
vingt trente quarante cinquante soixante
"""
SMALL = dict(zip(NAMES.split(), [*range(17), 20, 30, 40, 50, 60], strict=True))


def spoken(words: str) -> int:
    """The number that French words say: quatre-vingts is four twenties."""
    total = current = 0
    for word in words.replace("-", " ").split():
        if word == "mille":
            total, current = total + max(current, 1) * 1000, 0
        elif word in ("cent", "cents"):
            current = max(current, 1) * 100
        elif word in ("vingt", "vingts") and current % 100 == 4:
            current += 76
        elif word != "et":
            current += SMALL[word]
    return total + current


def heard(text: str | None) -> str:
    """The longest run of number words in a text."""
    known = {*SMALL, "cent", "cents", "mille", "vingts", "et", "virgule"}
    runs: list[list[str]] = []
    run: list[str] = []
    for word in [*re.findall(r"\w+|[^\w\s-]", plain(text).lower()), "."]:
        if word in known:
            run.append(word)
        else:
            runs.append(run)
            run = []
    longest: list[str] = max(runs, key=len)
    return " ".join(longest)


def rows(content: Content) -> list[tuple[str, Fraction]]:
    assert content.document is not None
    return [(plain(r.label), only(r.value)) for r in content.document.rows if not r.asked]


def coins(text: str) -> Fraction:
    """What notes and coins are worth: "5 € + 20 c"."""
    found = re.findall(r"(\d+) (€|c)", plain(text))
    return sum((Fraction(int(n), 1 if unit == "€" else 100) for n, unit in found), Fraction(0))


def by_packets(content: Content) -> Fraction:
    total = 0
    for label, count in rows(content):
        size = numbers(label) or [Fraction(1)]
        total += sum(int(size[0]) for _ in range(int(count)))
    return Fraction(total)


def integer_digit(content: Content) -> Fraction:
    place = ["unités", "dizaines", "centaines", "milliers"].index(content.ask.split()[5])
    return Fraction(str(only(content.ask))[-1 - place])


def decimal_digit(content: Content) -> Fraction:
    whole, decimals = re.findall(r"(\d+),(\d\d)", content.ask)[0]
    named = {"dizaines": whole[-2], "dixièmes": decimals[0], "centièmes": decimals[1]}
    if len(whole) > 2:
        named["centaines"] = whole[-3]
    return Fraction(named[content.ask.split()[5]])


def full_packets(content: Content) -> Fraction:
    value, rank = numbers(content.context)
    return Fraction(str(value)[: 1 - len(str(rank))])


def compared(left: Fraction, right: Fraction) -> str:
    """By length, then as texts: what one does by eye with whole numbers."""
    a, b = ((len(str(number)), str(number)) for number in (left, right))
    return "<" if a < b else ">"


def signs(content: Content) -> tuple[str, ...]:
    assert isinstance(content, DropdownContent)
    pairs = [numbers(part) for part in content.text.split(" et ")]
    return tuple(compared(pair[0], pair[-1]) for pair in pairs)


def in_range(content: Content) -> str:
    value = only(content.context)

    def holds(text: str) -> bool:
        low, high = numbers(text)
        return low <= value <= high

    return the_one(content, holds)


def ordered(content: Content) -> tuple[str, ...]:
    assert isinstance(content, OrderContent)
    down = re.search(
        r"décroissant|(?:du|de la) plus (?:grand|haut|lourd|long)", plain(content.ask)
    )
    left, found = list(content.elements), []
    while left:
        pick = (max if down else min)(left, key=lambda text: int(only(text)))
        left.remove(pick)
        found.append(pick)
    return tuple(found)


def whole_sum(content: Content) -> Fraction:
    if content.document is not None:
        return sum((value for _, value in rows(content)), Fraction(0))
    return sum(numbers(content.context), Fraction(0))


def left_over(content: Content) -> Fraction:
    big, small = sorted(numbers(content.context), reverse=True)
    return big - small


def chosen_sum(content: Content) -> str:
    left, right = numbers(content.ask)
    plus = "+" in content.ask
    return the_one(content, lambda text: only(text) == (left + right if plus else left - right))


def change(content: Content) -> Fraction:
    *prices, given = numbers(content.context)
    return given - sum(prices)


def remaining(content: Content) -> Fraction:
    told = sum(numbers(content.context), Fraction(0))
    received = ("Salaire", "Prime d'activité", "Aide au logement")
    lines = rows(content)
    return sum((v if label in received else -v for label, v in lines), Fraction(0)) - told


def at_the_till(content: Content) -> str:
    left = only(content.context) - whole_sum(content)
    verb = "reste" if left >= 0 else "manque"

    def holds(text: str) -> bool:
        return verb in text and only(text) == abs(left)

    return the_one(content, holds)


def euros_cents(content: Content) -> Fraction:
    euros, cents = numbers(content.context)
    return euros + cents / 100


def dictated(content: Content) -> Fraction:
    whole, after = heard(content.context).split(" virgule ")
    zeros = "0" * after.split().count("zéro")
    return Fraction(f"{spoken(whole)}.{zeros}{spoken(after.removeprefix('zéro '))}")


def assembled(content: Content) -> Fraction:
    worth = {"dizaines": "10", "unités": "1", "dixièmes": "0.1", "centièmes": "0.01"}
    found = re.findall(r"(\d) (\w+)", plain(content.ask))
    return sum((int(digit) * Fraction(worth[name]) for digit, name in found), Fraction(0))


def named_places(content: Content) -> tuple[str, ...]:
    assert isinstance(content, DropdownContent)
    shown = re.findall(r"\d+,(\d+), c'est", plain(content.text))
    return tuple({1: "dixièmes", 2: "centièmes"}[len(decimals)] for decimals in shown)


def equal_or_not(content: Content) -> str:
    left, right = numbers(content.ask)
    if left == right:
        return "Les deux nombres sont égaux."
    return the_one(content, lambda text: numbers(text) == [max(left, right)])


def same_value(content: Content) -> str:
    return the_one(content, lambda text: only(text) == only(content.ask))


def product(content: Content) -> Fraction:
    (count,) = numbers(content.ask)
    return only(content.context) * count


def quotient(content: Content) -> Fraction:
    count, whole = numbers(content.context)
    return whole / count


def operation(content: Content) -> str:
    start, end = numbers(content.ask)

    def holds(text: str) -> bool:
        return end == (start * only(text) if "×" in text else start / only(text))

    return the_one(content, holds)


ORACLES: dict[str, Oracle] = {
    "maths.entiers.lettres-en-chiffres": lambda c: Fraction(spoken(heard(c.context))),
    "maths.entiers.chiffres-en-lettres": lambda c: the_one(
        c, lambda text: spoken(text) == only(c.ask)
    ),
    "maths.entiers.chiffre-du-rang": integer_digit,
    "maths.entiers.nombre-de-paquets": full_packets,
    "maths.entiers.compter-paquets": by_packets,
    "maths.entiers.signe": signs,
    "maths.entiers.plus-petit": lambda c: min(texts(c), key=only),
    "maths.entiers.voisin": lambda c: only(c.ask) + (1 if "après" in c.ask else -1),
    "maths.entiers.intervalle": in_range,
    "maths.entiers.ranger": ordered,
    "maths.calcul.somme": whole_sum,
    "maths.calcul.difference": left_over,
    "maths.calcul.nombre-manquant": lambda c: numbers(c.ask)[1] - numbers(c.ask)[0],
    "maths.calcul.somme-choix": chosen_sum,
    "maths.calcul.difference-choix": chosen_sum,
    "maths.monnaie.rendre": change,
    "maths.monnaie.rendre-pieces": lambda c: the_one(c, lambda text: coins(text) == change(c)),
    "maths.monnaie.appoint": lambda c: the_one(c, lambda t: coins(t) == only(c.context)),
    "maths.budget.total-ticket": whole_sum,
    "maths.budget.reste": remaining,
    "maths.budget.assez": at_the_till,
    "maths.decimaux.euros-centimes": euros_cents,
    "maths.decimaux.dictee": dictated,
    "maths.decimaux.chiffre-du-rang": decimal_digit,
    "maths.decimaux.assembler": assembled,
    "maths.decimaux.lire": named_places,
    "maths.decimaux.zero-inutile": equal_or_not,
    "maths.decimaux.meme-nombre": same_value,
    "maths.calcul.fois-puissance": product,
    "maths.calcul.divise-puissance": quotient,
    "maths.calcul.fois-choix": lambda c: the_one(
        c, lambda text: only(text) == numbers(c.ask)[0] * numbers(c.ask)[1]
    ),
    "maths.calcul.quelle-puissance": operation,
}


# The items of other generators have their own module, test_generators_maths_mesures.py.
ITEMS = {name: item for name, item in MATHS.items() if item.generator in ORACLES}


def wrong_answers(content: Content) -> list[tuple[Key, str | None]]:
    """The anticipated wrong answers, each with its misconception."""
    if isinstance(content, NumericContent):
        return [(Fraction(w.value), w.misconception) for w in content.wrong]
    if isinstance(content, OrderContent):
        return [(w.elements, w.misconception) for w in content.wrong]
    choices = content.choices if isinstance(content, McqContent) else ()
    found: list[tuple[Key, str | None]] = [
        (c.text, c.misconception) for c in choices if not c.right
    ]
    if isinstance(content, DropdownContent):
        for index, gap in enumerate(content.gaps):
            found += [(f"{index}{c.text}", c.misconception) for c in gap.choices if not c.right]
    return found


def test_every_generator_has_an_oracle_and_an_item() -> None:
    used = {item.generator for item in MATHS.values()}
    assert {name for name in registry if name.startswith("maths.")} <= used
    assert {item.generator for item in ITEMS.values()} == set(ORACLES)


@pytest.mark.parametrize("seeds", [SEEDS, pytest.param(MANY_SEEDS, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", sorted(ITEMS))
def test_the_key_is_what_the_statement_gives(name: str, seeds: int) -> None:
    item = ITEMS[name]
    assert item.generator is not None
    known = {m.id for m in CURRICULUM.skills[item.skill].misconceptions}
    drawn, reached = set(), set()
    for seed in range(seeds):
        content = draw(item.generator, item.params, seed)
        key = key_of(content)
        assert key == ORACLES[item.generator](content), (seed, content)
        wrongs = wrong_answers(content)
        values = [value for value, _ in wrongs]
        assert wrongs, (seed, content)
        assert key not in values
        assert len(set(values)) == len(values)
        reached |= {misconception for _, misconception in wrongs if misconception}
        drawn.add(content.model_dump_json())
    assert reached
    assert reached <= known
    assert len(drawn) >= 100


@pytest.mark.parametrize("skill", sorted({item.skill for item in ITEMS.values()}))
def test_every_misconception_of_a_skill_is_reached(skill: str) -> None:
    reached: set[str | None] = set()
    for item in ITEMS.values():
        for seed in range(30 if item.skill == skill and item.generator else 0):
            content = draw(str(item.generator), item.params, seed)
            reached |= {misconception for _, misconception in wrong_answers(content)}
    assert {m.id for m in CURRICULUM.skills[skill].misconceptions} <= reached


def test_names_of_numbers_are_read_back() -> None:
    known = {
        71: "soixante et onze",
        80: "quatre-vingts",
        81: "quatre-vingt-un",
        91: "quatre-vingt-onze",
        200: "deux cents",
        201: "deux cent un",
        1000: "mille",
        80_000: "quatre-vingt mille",
        200_300: "deux cent mille trois cents",
    }
    assert {value: in_words(value) for value in known} == known
    sample = [*range(2000), *range(2000, 1_000_000, 977)]
    assert [spoken(in_words(value)) for value in sample] == sample
    with pytest.raises(ValueError, match="999 999"):
        in_words(1_000_000)
