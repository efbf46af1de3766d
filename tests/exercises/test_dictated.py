"""A dictated text beside what was typed: alignment against an oracle, differences named."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises import dictated
from exercises.dictated import Pair, align, cut
from exercises.french_1990 import plain_form, same_number

TEXT = "Demain matin, l’équipe arrive à l’école."
WORDS = "le la les colis arrive arrivé arriver à a est et on ont l’école lécole son sont"
VOCABULARY = WORDS.split()
texts = st.lists(st.sampled_from(VOCABULARY), max_size=5).map(" ".join)


def kinds(expected: str, typed: str) -> list[tuple[str, str, str]]:
    mine, theirs = cut(expected), cut(typed)
    return [
        (
            " ".join(mine[at].text for at in pair.expected),
            " ".join(theirs[at].text for at in pair.typed),
            pair.kind,
        )
        for pair in align(mine, theirs)
        if pair.kind
    ]


@pytest.mark.parametrize(
    ("expected", "typed", "found"),
    [
        (TEXT, "demain matin l'équipe arrive à l'école", []),
        ("Il arrive à midi.", "il arrive a midi", [("à", "a", "homophone")]),
        (
            "Ils sont là.",
            "Ils son la.",
            [("sont", "son", "homophone"), ("là", "la", "homophone")],
        ),
        ("à l’école", "à lécole", [("l’école", "lécole", "segmentation")]),
        ("à l’école", "à l école", [("l’école", "l école", "segmentation")]),
        (
            "tous les jours",
            "touslesjours",
            [("tous les jours", "touslesjours", "segmentation")],
        ),
        ("d’accord", "daccord", [("d’accord", "daccord", "segmentation")]),
        ("C’est fini.", "sest fini", [("C’est", "sest", "homophone")]),
        ("la réunion", "la reunion", [("réunion", "reunion", "accent")]),
        ("les clients", "les client", [("clients", "client", "agreement")]),
        ("ils mangent", "ils mange", [("mangent", "mange", "agreement")]),
        ("elle est partie", "elle est parti", [("partie", "parti", "agreement")]),
        ("des journaux", "des journals", [("journaux", "journals", "agreement")]),
        ("il a mangé", "il a manger", [("mangé", "manger", "homophone")]),
        ("un rendez-vous", "un rendévou", [("rendez-vous", "rendévou", "lexical")]),
        ("le grand colis", "le colis", [("grand", "", "missing")]),
        ("le colis", "le grand colis", [("", "grand", "extra")]),
        ("à huit heures", "à 8 heures", []),
    ],
)
def test_each_difference_has_its_name(
    expected: str, typed: str, found: list[tuple[str, str, str]]
) -> None:
    assert kinds(expected, typed) == found


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("connaître", "connaitre"),
        ("août", "aout"),
        ("événement", "évènement"),
        ("oignon", "ognon"),
        ("week-end", "weekend"),
        ("je céderai", "je cèderai"),
        ("il renouvelle", "il renouvèle"),
        ("vingt et un colis", "vingt-et-un colis"),
        ("ambiguïté", "ambigüité"),
    ],
)
def test_both_spellings_of_1990_are_right(older: str, newer: str) -> None:
    assert kinds(older, newer) == []
    assert kinds(newer, older) == []


@pytest.mark.parametrize(
    ("one", "other"), [("dû", "du"), ("mûr", "mur"), ("fût", "fut"), ("jeûne", "jeune")]
)
def test_a_circumflex_that_tells_words_apart_stays(one: str, other: str) -> None:
    assert plain_form(one) != plain_form(other)


def test_other_hyphens_are_no_number() -> None:
    assert not same_number(["porte", "clé"], ["porte-clé"])


@given(expected=texts, typed=texts)
@settings(max_examples=60)
def test_the_alignment_costs_the_least(expected: str, typed: str) -> None:
    """The oracle tries every way to go through both texts, without keeping a table of rows."""
    mine, theirs = cut(expected), cut(typed)

    @cache
    def least(row: int, column: int) -> float:
        if not row and not column:
            return 0.0
        moves = dictated._moves(mine, theirs, row, column)
        return min(least(row - down, column - right) + cost for down, right, cost in moves)

    def cost(pairs: list[Pair]) -> float:
        total, row, column = 0.0, 0, 0
        for pair in pairs:
            row, column = row + len(pair.expected), column + len(pair.typed)
            total += next(
                price
                for down, right, price in dictated._moves(mine, theirs, row, column)
                if (down, right) == (len(pair.expected), len(pair.typed))
            )
        return total

    assert cost(align(mine, theirs)) == pytest.approx(least(len(mine), len(theirs)))


@given(expected=texts, typed=texts)
def test_every_word_is_in_one_pair_in_order(expected: str, typed: str) -> None:
    mine, theirs = cut(expected), cut(typed)
    pairs = align(mine, theirs)
    assert [at for pair in pairs for at in pair.expected] == list(range(len(mine)))
    assert [at for pair in pairs for at in pair.typed] == list(range(len(theirs)))


@given(seed=st.integers(0, 10_000))
def test_words_left_out_are_the_only_ones_named(seed: int) -> None:
    """Injected faults are found again: distinct words, some of them left out."""
    chance = random.Random(seed)  # noqa: S311
    words = "midi camion cheffe rideau planning bouteille étage".split()  # noqa: SIM905
    left = [word for word in words if chance.random() < 0.7]
    found = kinds(" ".join(words), " ".join(left))
    assert [(mine, kind) for mine, _typed, kind in found] == [
        (word, "missing") for word in words if word not in left
    ]


@given(text=st.text(max_size=60))
def test_any_text_is_cut_and_aligned(text: str) -> None:
    assert all(word.form for word in cut(text))
    align(cut(TEXT), cut(text))
