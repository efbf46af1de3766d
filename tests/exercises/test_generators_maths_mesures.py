"""More maths generators (decimals, tables, rounding, hours) against independent oracles."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest

from exercises.content import Content
from exercises.generators import Params, load_all, registry
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


def extreme(content: Content) -> str:
    big = re.search(r"plus (lourd|long|grand)", content.ask)
    return (max if big else min)(texts(content), key=only)


def ordered(content: Content) -> tuple[str, ...]:
    assert isinstance(content, OrderContent)
    down = re.search(r"du plus (lourd|long|grand)", content.ask)
    return tuple(sorted(content.elements, key=only, reverse=bool(down)))


def middle(content: Content) -> Fraction:
    """The middle of the two ends; the whole open interval, and no more, must be accepted."""
    low, high = numbers(content.ask)
    assert isinstance(content, NumericContent)
    near = Fraction(content.tolerance)
    assert (high - low) * Fraction(499, 1000) < near < (high - low) / 2
    return (low + high) / 2


def between(content: Content) -> str:
    low, high = numbers(content.ask)
    return the_one(content, lambda text: text != "aucun" and low < only(text) < high)


def times(text: str | None) -> Fraction:
    left, right = numbers(text)
    return left * right


RANKS = {"unité": 1, "euro": 1, "dizaine": 10, "centaine": 100, "millier": 1000}


def nearest(content: Content) -> Fraction:
    """The multiple of the rank that is nearest: none is exactly in the middle."""
    value, rank = only(content.ask), next(RANKS[w] for w in RANKS if w in content.ask)
    low = value // rank * rank
    if value * 2 == low * 2 + rank:
        return Fraction(low + rank)
    return Fraction(min((low, low + rank), key=lambda end: abs(end - value)))


def estimate(content: Content, exact: Fraction) -> str:
    """The proposal nearest to the exact result; the next one is clearly further."""
    first, second = sorted(texts(content), key=lambda text: abs(only(text) - exact))[:2]
    assert abs(only(second) - exact) > abs(only(first) - exact)
    return first


def minus(text: str | None) -> Fraction:
    big, small = numbers(text)
    return big - small


NAMES = ["une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze"]
MINUTES = {"et quart": 15, "et demie": 30, "moins le quart": -15, "dix": 10, "vingt": 20}
MINUTES |= {"moins dix": -10, "moins vingt": -20, "moins cinq": -5, "moins vingt-cinq": -25}


def minutes(text: str) -> int:
    """Minutes from midnight of "15 h 45" or "3 h 45 de l'après-midi"."""
    hour, minute = (int(part or 0) for part in re.findall(r"(\d+) h ?(\d*)", plain(text))[0])
    return (hour + 12 * ("après-midi" in plain(text) or "du soir" in text)) * 60 + minute


def on_the_dial(content: Content) -> str:
    *short, long = (int(n) for n in numbers(content.context))
    return the_one(content, lambda text: minutes(text) == short[0] * 60 + long % 12 * 5)


def as_said(content: Content) -> str:
    words = re.findall(r"Il est (\S+) heures? (.+)\. »", plain(content.context))[0]
    told = (NAMES.index(words[0]) + 1) * 60 + MINUTES[words[1]]
    return the_one(content, lambda text: minutes(text) == told)


def on_screen(content: Content) -> str:
    shown = minutes(content.context or "")
    return the_one(content, lambda text: minutes(text) == shown)


def day(content: Content) -> tuple[str, ...]:
    assert isinstance(content, OrderContent)
    return tuple(sorted(content.elements, key=minutes))


def moments(text: str | None) -> list[int]:
    """All the times and durations of a text, in minutes."""
    found = re.findall(r"(?:(\d+) h ?(\d*)|(\d+) min)", plain(text))
    return [int(h or 0) * 60 + int(m or 0) + int(only_min or 0) for h, m, only_min in found]


def arrived(content: Content) -> str:
    end = sum(moments(content.context))
    return the_one(content, lambda text: moments(text) == [end] and numbers(text)[-1] < 60)


def elapsed(content: Content) -> Fraction:
    start, end = moments(content.context)
    return Fraction(end - start)


def at_work(content: Content) -> str:
    start, end, rest = moments(content.context)
    return the_one(content, lambda text: moments(text) == [end - start - rest])


def missing(content: Content) -> Fraction:
    done, whole = numbers(content.context)
    return whole - done


def more_or_less(content: Content) -> Fraction:
    value, change = numbers(content.context)
    return (
        value - change
        if re.search("baisse|descendent", content.context or "")
        else value + change
    )


def computed(text: str) -> Fraction:
    """The result of a text such as "46 + 10 − 1", from left to right."""
    total, sign = Fraction(0), 1
    for part in re.findall(r"\d+|[+−]", text):
        if part in "+−":
            sign = 1 if part == "+" else -1
        else:
            total += sign * int(part)
    return total


ORACLES: dict[str, Oracle] = {
    "maths.mental.complement": missing,
    "maths.mental.plus-neuf": more_or_less,
    "maths.mental.moitie": lambda c: only(c.context) / 2,
    "maths.mental.produit": lambda c: the_one(c, lambda t: only(t) == times(c.ask)),
    "maths.mental.methode": lambda c: the_one(c, lambda t: computed(t) == computed(c.ask)),
    "maths.calcul.produit-pose": lambda c: times(c.context),
    "maths.calcul.produit-choix": lambda c: the_one(c, lambda t: only(t) == times(c.ask)),
    "maths.durees.arrivee": arrived,
    "maths.durees.ecart": elapsed,
    "maths.durees.en-minutes": lambda c: Fraction(moments(c.context)[0]),
    "maths.durees.travail": at_work,
    "maths.durees.decimal": lambda c: Fraction(moments(c.context)[0], 60),
    "maths.heure.aiguilles": on_the_dial,
    "maths.heure.dite": as_said,
    "maths.heure.vingt-quatre": lambda c: only(c.context) + 12,
    "maths.heure.ecran": on_screen,
    "maths.heure.ranger": day,
    "maths.decimaux.somme": lambda c: sum(numbers(c.context), Fraction(0)),
    "maths.decimaux.somme-choix": lambda c: the_one(
        c, lambda text: only(text) == sum(numbers(c.ask))
    ),
    "maths.decimaux.difference": lambda c: minus(c.context),
    "maths.arrondir.nombre": nearest,
    "maths.arrondir.choix": lambda c: the_one(c, lambda text: only(text) == nearest(c)),
    "maths.arrondir.prix": nearest,
    "maths.arrondir.total": lambda c: estimate(c, sum(numbers(c.context), Fraction(0))),
    "maths.arrondir.produit": lambda c: estimate(c, times(c.context)),
    "maths.tables.produit": lambda c: times(c.context),
    "maths.tables.choix": lambda c: the_one(c, lambda text: only(text) == times(c.ask)),
    "maths.tables.zero-un": lambda c: the_one(c, lambda text: only(text) == times(c.ask)),
    "maths.tables.facteur": lambda c: numbers(c.context)[0] / numbers(c.context)[1],
    "maths.decimaux.plus-grand": extreme,
    "maths.decimaux.ranger": ordered,
    "maths.decimaux.entre": middle,
    "maths.decimaux.entre-choix": between,
}
ITEMS = {name: item for name, item in MATHS.items() if item.generator in ORACLES}


def wrong_answers(content: Content) -> list[tuple[Key, str | None]]:
    """The anticipated wrong answers, each with its misconception."""
    if isinstance(content, NumericContent):
        return [(Fraction(w.value), w.misconception) for w in content.wrong]
    if isinstance(content, OrderContent):
        return [(w.elements, w.misconception) for w in content.wrong]
    assert isinstance(content, McqContent)
    return [(c.text, c.misconception) for c in content.choices if not c.right]


def test_every_generator_has_an_item() -> None:
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
