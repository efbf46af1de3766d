"""An answer to say: a voice, a text or later are answers that wait for a person."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exercises import items as play
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item

One = Callable[[str, str], Item]
VOICE = """{ask: "Dites.", solution: [{text: x}], plan: [Bonjour]}"""


def made(one: One) -> Instance:
    return play.make(one("spoken", VOICE), 0)


def judged(instance: Instance, **raw: str) -> Verdict:
    value = play.parse(instance, {name: [text] for name, text in raw.items()})
    assert not isinstance(value, FormatError)
    return play.grade(instance, value)


def test_a_voice_a_text_or_later_are_answers_that_wait(one: One) -> None:
    instance = made(one)
    for raw in ({"how": "voice"}, {"how": "later"}, {"text": "Bonjour, je suis Inès."}):
        verdict = judged(instance, **raw)
        assert (verdict.pending, verdict.weight) == (True, 0)
        assert verdict.right == ("later" not in raw.values())  # nothing is there to hear yet
    both = play.parse(instance, {"how": ["voice", "later"]})
    assert both == "later"
    assert judged(instance, how="", text="Bonjour").given == "Bonjour"


@pytest.mark.parametrize(
    "raw", [{}, {"how": ["autre"]}, {"text": ["?!"]}, {"text": ["a" * 3000]}]
)
def test_what_cannot_be_read(one: One, raw: dict[str, list[str]]) -> None:
    assert isinstance(play.parse(made(one), raw), FormatError)
