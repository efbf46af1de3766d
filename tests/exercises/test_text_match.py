"""Words typed by people: what is accepted, what is refused, what is said of it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from exercises.instance import FormatError, Json
from exercises.types import text_match
from exercises.types.text_match import Found, Typed, WrongWords, find, same, slipped, tidy

KINDS = ("spelling", "accents", "plural", "capitals", "punctuation", "article")


def secret(*answers: str, counts: tuple[str, ...] = (), wrong: tuple[str, ...] = ()) -> Json:
    content = Typed.model_validate(
        {"answers": answers, "counts": counts, "wrong": [{"value": text} for text in wrong]}
    )
    return text_match.key(content, content.counts, content.expects, {})


@pytest.mark.parametrize(
    ("typed", "answer", "counts"),
    [
        ("LIVRAISON", "livraison", ()),
        ("la livraison", "livraison", ()),
        ("l’hopital", "hôpital", ()),
        ("de l'eau", "eau", ()),
        ("les colis", "un colis", ()),
        ("livraisons", "livraison", ()),
        ("livraison.", "livraison", ()),
        ("« livraison »", "livraison", ()),
        ("livrasion", "livraison", ()),
        ("livaison", "livraison", ()),
        ("livraizon", "livraison", ()),
        ("porte monnaie", "porte-monnaie", ()),
        ("portemonnaie", "porte-monnaie", ()),
        ("aujourdhui", "aujourd’hui", ()),
        ("peut\u2011être", "peut-être", ("spelling", "accents")),
        ("aujourd'hui", "aujourd’hui", ("spelling",)),
        ("coeur", "cœur", KINDS),
        ("e\u0301te\u0301", "été", KINDS),
        ("  tu \u00a0 manges\u200b ", "tu manges", KINDS),
        ("Ça va?", "Ça va ?", KINDS),
        ("Paris", "paris", ("spelling", "accents")),
        ("materiel", "matériel", ("spelling",)),
    ],
)
def test_accepted(typed: str, answer: str, counts: tuple[str, ...]) -> None:
    assert find(tidy(typed), secret(answer, counts=counts)).answer == answer


@pytest.mark.parametrize(
    ("typed", "answer", "counts", "missed"),
    [
        ("ete", "été", ("accents",), ("accents",)),
        ("paris", "Paris", ("capitals",), ("capitals",)),
        ("colis postal", "colis postaux", ("plural",), ("plural",)),
        ("livraisons", "livraison", ("plural",), ("plural",)),
        ("tu mange", "tu manges", ("spelling",), ("spelling",)),
        ("livrason", "livraison", ("spelling", "accents"), ("spelling",)),
        ("quelle", "qu’elle", ("spelling",), ("spelling",)),
        ("peut être", "peut-être", ("spelling",), ("spelling",)),
        ("Viens", "Viens !", ("punctuation",), ("punctuation",)),
        ("le sel", "du sel", ("article",), ("article",)),
        ("chut", "chat", (), ()),
        ("1919", "1918", (), ()),
        ("livrsion", "livraison", (), ()),
    ],
)
def test_refused_with_what_counts(
    typed: str, answer: str, counts: tuple[str, ...], missed: tuple[str, ...]
) -> None:
    assert find(typed, secret(answer, counts=counts)) == Found(missed=missed)


def test_a_known_wrong_answer_is_never_a_slip_of_the_right_one() -> None:
    key = secret("poison", wrong=("poisson",))
    assert find("poisson", key).wrong == 0
    assert find("POISSON", key).wrong == 0
    assert find("poizon", key).answer == "poison"
    # As near to one as to the other: the learner is believed.
    assert find("poisxon", key).answer == "poison"


def test_a_slip_never_hides_what_counts() -> None:
    assert find("materiell", secret("matériel", counts=("accents",))).missed == ("accents",)
    assert find("matériell", secret("matériel", counts=("accents",))).slip


def test_what_was_read_is_said() -> None:
    key = secret("la livraison")
    typed = "Livrason"
    assert text_match.note(typed, find(typed, key), ()) == (
        "Nous avons lu «\u00a0la livraison\u00a0». Une lettre de différence ne compte pas ici."
    )
    assert text_match.note("la livraison", find("la livraison", key), ()) is None
    key = secret("été")
    assert text_match.note("ÉTÉ", find("ÉTÉ", key), ()) == (
        "Nous avons lu «\u00a0été\u00a0». Les majuscules ne comptent pas ici."
    )


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((), "Les majuscules, les accents et une faute de frappe ne comptent pas."),
        (("accents", "spelling"), "L’orthographe et les accents comptent. Les majuscules ne"),
        (("plural",), "Le pluriel compte. Les majuscules, les accents et"),
        (("accents", "capitals"), "comptent. Une faute de frappe ne compte pas."),
    ],
)
def test_what_counts_is_said_before(counts: tuple[str, ...], said: str) -> None:
    assert said in text_match.tells(counts, "words")


def test_answers_that_contradict_are_refused() -> None:
    with pytest.raises(ValidationError, match="bonne et une mauvaise"):
        secret("à", wrong=("a",))
    assert find("a", secret("à", counts=("accents",), wrong=("a",))).wrong == 0
    with pytest.raises(ValidationError, match="deux fois"):
        secret("chat", wrong=("chien", "Chiens"))
    with pytest.raises(ValidationError, match="ni lettre ni chiffre"):
        secret("?")
    with pytest.raises(ValidationError, match="expects: digits"):
        Typed(answers=("douze",), expects="digits")


@pytest.mark.parametrize(
    "text", ["?!", "…", "\u200f\u200e", "\x00chat", "\x1b[2J", "م", "٣", "x" * 121, "12"]
)
def test_what_cannot_be_read_is_said(text: str) -> None:
    refused = text_match.unreadable(text, secret("chat"))
    assert isinstance(refused, FormatError)
    assert refused.message
    assert "chat" not in refused.message + refused.example


def test_numbers_are_read_where_they_are_answers() -> None:
    assert text_match.unreadable("12", secret("12", "douze")) is None
    # In letters only if listed.
    assert find("douze", secret("12")).answer is None
    assert find("douze", secret("12", "douze")).answer == "douze"


# Properties

LETTERS = "abcdefghilmnoprstuvéèçàôœ"
words = st.text(LETTERS, min_size=1, max_size=12)
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
counted = st.sets(st.sampled_from(KINDS))


@given(answer=phrases, counts=counted)
def test_an_answer_is_accepted_in_every_way_that_does_not_count(
    answer: str, counts: set[str]
) -> None:
    key = secret(answer, counts=tuple(counts))
    ways = [answer, f"  {answer}\u00a0", unicodedata.normalize("NFD", answer)]
    if "capitals" not in counts:
        ways.append(answer.upper())
    if "accents" not in counts:
        parts = unicodedata.normalize("NFD", answer)
        ways.append("".join(c for c in parts if not unicodedata.combining(c)))
    if "punctuation" not in counts:
        ways.append(f"{answer}.")
    for way in ways:
        assert find(tidy(way), key).answer == answer, way


@given(answer=phrases, wrong=phrases, counts=counted)
def test_a_named_wrong_answer_is_refused_and_known(
    answer: str, wrong: str, counts: set[str]
) -> None:
    assume(not same(wrong, answer, counts))
    key = secret(answer, counts=tuple(counts), wrong=(wrong,))
    assert find(tidy(wrong), key) == Found(wrong=0)
    assert find(tidy(answer), key).answer == answer


@given(word=st.text(LETTERS.replace("œ", ""), min_size=5, max_size=12), data=st.data())
def test_one_slip_is_forgiven_two_are_not(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    other = word[:at] + "w" + word[at + 1 :]
    assert find(other, secret(word)).answer == word
    assert not slipped("ww" + other, word, ())
    assert find(other, secret(word, counts=("spelling",))).answer is None


@given(text=st.text(max_size=200), answer=phrases)
def test_any_text_is_refused_or_judged(text: str, answer: str) -> None:
    assume(not same(answer, "tout autre", ()))
    key = secret(answer, wrong=("tout autre",))
    if text_match.unreadable(text, key) is None:
        found = find(tidy(text), key)
        assert found.answer in (None, answer)


def test_wrong_words_may_go_without_misconception() -> None:
    assert WrongWords(value="x").misconception is None
