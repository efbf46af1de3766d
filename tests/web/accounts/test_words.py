"""The words of the cards and their strength."""

from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.accounts import words
from palier.accounts.cards import SYSTEM_SECRETS, address, is_token, qr_svg


def test_list_has_1024_short_words_that_four_letters_tell_apart() -> None:
    forms = [words.normalise(word) for word in words.words()]
    assert len(forms) == 1024
    assert all(4 <= len(form) <= 9 and form.isascii() and form.isalpha() for form in forms)
    assert len({form[:4] for form in forms}) == 1024


def test_1000_secrets_have_50_bits_and_128_bits_and_are_distinct() -> None:
    drawn = [SYSTEM_SECRETS.words() for _ in range(1000)]
    assert all(len(five) == words.COUNT for five in drawn)
    assert words.COUNT * math.log2(len(words.words())) >= 50
    assert len(set(drawn)) == 1000
    tokens = {SYSTEM_SECRETS.token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(is_token(token) for token in tokens)
    used = {word for five in drawn for word in five}
    assert len(used) > 1000  # 5,000 draws of 1,024 leave about 8 of them out


@given(st.sampled_from(words.words()), st.booleans(), st.sampled_from(["NFC", "NFD"]))
def test_accents_capitals_and_spaces_do_not_count(word: str, upper: bool, form: str) -> None:
    said = f"  {word.upper() if upper else word} "
    said = unicodedata.normalize("NFC" if form == "NFC" else "NFD", said)
    assert words.find(said) == word
    assert words.find(words.normalise(said)) == word


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = words.normalise(text)
    assert words.normalise(once) == once
    assert len(once) <= 4 * words.LONGEST


@given(st.lists(st.sampled_from(words.words()), min_size=2, max_size=5, unique=True))
def test_order_of_words_matters(five: list[str]) -> None:
    assert words.secret(five) != words.secret(five[::-1])


@pytest.mark.parametrize(
    ("typed", "near"), [("lanpe", "lampe"), ("elefant", "éléphant"), ("xqzw", None)]
)
def test_misspelt_word_finds_its_neighbour(typed: str, near: str | None) -> None:
    assert words.find(typed) is None
    assert words.closest(typed) == near


def test_qr_code_needs_no_inline_style_and_keeps_the_token_after_the_hash() -> None:
    where = address("https://palier.example/carte", "a" * 22)
    assert where == f"https://palier.example/carte#{'a' * 22}"
    svg = str(qr_svg(where))
    assert svg.startswith("<svg")
    assert "style=" not in svg
    assert "script" not in svg
