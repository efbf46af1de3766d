"""A few words to type: what is said of them. How they are compared: test_text_match.py."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import items as play
from exercises.checks import play_item
from exercises.content import Step
from exercises.instance import FormatError, Verdict
from exercises.items import Item
from exercises.types.short import ShortContent
from exercises.types.text_match import WrongWords

One = Callable[[str, str], Item]
WORDS = """{ask: "Comment dit-on ?", solution: [{text: "On lit."}], praise: "Vous avez lu.",
  counts: [accents], answers: ["un élève", "une élève"],
  wrong: [{value: "écolier", misconception: zero, good: "Vous y êtes presque."}]}"""
DIGITS = """{ask: "En quelle année ?", solution: [{text: x}], expects: digits,
  answers: ["1789"], wrong: [{value: "1889", misconception: inverse}]}"""


def answer(item: Item, text: str) -> Verdict | FormatError:
    instance = play.make(item, 0)
    value = play.parse(instance, {"text": [text]})
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(item: Item, text: str) -> Verdict:
    verdict = answer(item, text)
    assert isinstance(verdict, Verdict)
    return verdict


def test_right_words(one: One) -> None:
    item = one("short", WORDS)
    exact = judged(item, "un élève")
    assert (exact.right, exact.note, exact.praise) == (True, None, "Vous avez lu.")
    loose = judged(item, "  ÉLÈVE ")
    assert loose.right
    assert loose.given == "ÉLÈVE"
    assert loose.note
    assert "un élève" in loose.note


def test_wrong_words(one: One) -> None:
    item = one("short", WORDS)
    known = judged(item, "Écolier")
    assert known.misconceptions == ("zero",)
    assert known.blocks == ("Regardez le zéro.",)
    assert known.good == "Vous y êtes presque."
    near = judged(item, "eleve")
    assert (near.score, near.good) == (0, "Vous avez trouvé les bons mots.")
    assert near.blocks[0].startswith("Les accents comptent ici.")
    other = judged(item, "étudiant")
    assert (other.misconceptions, other.good) == ((), None)
    assert other.blocks
    assert other.expected == "un élève"


@pytest.mark.parametrize("text", ["", " ", "…", "12", "x" * 300, "a\x00b", "\u202e", "ابت"])
def test_unreadable_is_not_wrong(one: One, text: str) -> None:
    refused = answer(one("short", WORDS), text)
    assert isinstance(refused, FormatError)
    assert refused.missing == (not text.strip())
    assert "élève" not in refused.message + refused.example


def test_digits_are_asked_for_and_read(one: One) -> None:
    item = one("short", DIGITS)
    public = play.make(item, 0).public
    assert (public["keyboard"], public["tells"]) == ("numeric", "Écrivez avec des chiffres.")
    assert judged(item, " 1789 ").right
    assert judged(item, "1889").misconceptions == ("inverse",)
    for text in ("mille sept cent", "17-89", "1e3"):
        assert isinstance(answer(item, text), FormatError)


def test_the_page_knows_nothing_of_the_answers(one: One) -> None:
    other = WORDS.replace("un élève", "mot").replace("une élève", "un tout autre mot bien long")
    shown = [play.make(one("short", content), 1).public for content in (WORDS, other)]
    assert shown[0] == shown[1]
    assert "lève" not in json.dumps(shown[0], ensure_ascii=False)


def test_a_hint_that_holds_the_answer_is_told(one: One) -> None:
    telling = WORDS.replace("answers:", 'help: ["Pensez à une élève."], answers:')
    said = [what for _, (what, _, _) in play_item(one("short", telling), 2).remarks]
    assert any("Une aide contient la réponse" in what for what in said)


CONTENT = ShortContent(
    ask="Écrivez.",
    solution=(Step(text="x"),),
    answers=("la mairie", "l’hôtel de ville"),
    wrong=(WrongWords(value="la préfecture"),),
)
INSTANCE = play.make(Item("x/short", "x", 1, "short", 30, contents=(CONTENT,)), 0)
NEAR = st.text("lamirehôtdvpfcu '’-.LMÉ\u00a0\u0301\u200b\x00١", max_size=130)


@given(text=st.text(max_size=300) | NEAR, twice=st.booleans())
def test_any_text_is_read_or_said_to_be_unreadable(text: str, twice: bool) -> None:
    value = play.parse(INSTANCE, {"text": [text, text] if twice else [text]})
    if isinstance(value, FormatError):
        assert value.message
        return
    verdict = play.grade(INSTANCE, value)
    assert verdict.score in (0, 1)
    assert verdict.right == (verdict.blocks == ())
    assert "\x00" not in verdict.given
    json.dumps(verdict.to_json(), allow_nan=False)
