"""Pairs and lists of whole numbers made to be compared, and why one is smaller."""

from __future__ import annotations

import random

from exercises.french import number


def sign(left: int, right: int) -> str:
    """The sign between two numbers: "<", ">" or "="."""
    if left == right:
        return "="
    return "<" if left < right else ">"


def explain(left: int, right: int) -> str:
    """Why one of two different numbers is smaller: their lengths, or the first other digit."""
    small, big = sorted((left, right))
    texts = str(small), str(big)
    if len(texts[0]) != len(texts[1]):
        return (
            f"{number(small)} a {len(texts[0])} chiffre{'s' if small > 9 else ''}, "
            f"{number(big)} en a {len(texts[1])} : {number(small)} est plus petit."
        )
    low, high = next((a, b) for a, b in zip(*texts, strict=True) if a != b)
    return (
        f"Le premier chiffre qui change : {low} et {high}. "
        f"{low} < {high}, donc {number(small)} est plus petit."
    )


def tempting_pair(rng: random.Random, digits: int) -> tuple[int, int]:
    """Two numbers of ``digits`` and ``digits`` + 1 digits; the short one starts higher."""
    short = rng.randint(5, 9) * 10 ** (digits - 1) + rng.randrange(10 ** (digits - 1))
    long = rng.randint(1, 4) * 10**digits + rng.randrange(10**digits)
    return (short, long) if rng.random() < 0.5 else (long, short)


def cheapest_first(rng: random.Random, digits: int) -> tuple[int, int, int, int]:
    """Four increasing numbers; only the first, from 5… to 9…, has ``digits`` digits."""
    short = rng.randint(5, 9) * 10 ** (digits - 1) + rng.randrange(10 ** (digits - 1))
    first, second, third = sorted(rng.sample(range(10**digits, 45 * 10 ** (digits - 1)), 3))
    return short, first, second, third


def permuted(rng: random.Random, count: int, digits: int) -> list[int]:
    """``count`` different numbers made of the same non-zero digits, in another order."""
    drawn = rng.sample(range(1, 10), digits)
    head, *tail = drawn
    found: set[int] = set()
    while len(found) < count:
        rng.shuffle(tail)
        found.add(int("".join(map(str, (head, *tail)))))
    return sorted(found)
