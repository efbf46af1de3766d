"""What each type of exercise reads, and how it judges."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import permutations

import pytest

from exercises import items as play
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item
from exercises.types.order import tau

One = Callable[[str, str], Item]

MCQ = """{ask: "Choisissez.", solution: [{text: "On lit."}], praise: "Vous avez lu.",
  help: ["Lisez.", "Relisez."], choices: [{text: "a", right: true},
  {text: "b", misconception: zero, good: "Bien lu."},
  {text: "c", misconception: inverse, feedback: "Regardez c."},
  {text: "d", feedback: "Relisez."}]}"""
NUMBER = """{ask: "Écrivez.", solution: [{text: "On compte."}], answer: 1500, unit: "€",
  wrong: [{value: 150, misconception: zero, good: "Le 15 y est."}]}"""
ORDER = """{ask: "Rangez.", solution: [{text: "x"}], elements: [un, deux, trois, quatre],
  wrong: [{elements: [quatre, trois, deux, un], misconception: inverse}]}"""
GAPS = """{ask: "Complétez.", solution: [{text: "On lit."}], text: "Le [1] est [2].", gaps: [
  {choices: [{text: chat, right: true}, {text: chats, misconception: zero}]},
  {choices: [{text: noir, right: true}, {text: noirs, misconception: inverse}, {text: n,
   feedback: "Le mot est coupé."}]}]}"""


def answer(instance: Instance, **fields: str | list[str]) -> Verdict | FormatError:
    raw = {name: [v] if isinstance(v, str) else v for name, v in fields.items()}
    value = play.parse(instance, raw)
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(instance: Instance, **fields: str | list[str]) -> Verdict:
    verdict = answer(instance, **fields)
    assert isinstance(verdict, Verdict)
    return verdict


def at(instance: Instance, text: str) -> str:
    """The position at which a choice or an element is shown."""
    shown = instance.public.get("choices") or instance.public["elements"]
    return str(shown.index(text))


def test_a_right_choice(one: One) -> None:
    instance = play.make(one("mcq", MCQ), 1)
    verdict = judged(instance, choice=at(instance, "a"))
    assert verdict.right
    assert (verdict.given, verdict.expected, verdict.praise) == ("a", "a", "Vous avez lu.")
    assert verdict.blocks == ()


def test_a_wrong_choice_says_what_is_right_then_what_blocks(one: One) -> None:
    instance = play.make(one("mcq", MCQ), 1)
    by_curriculum = judged(instance, choice=at(instance, "b"))
    assert by_curriculum.misconceptions == ("zero",)
    assert by_curriculum.blocks == ("Regardez le zéro.",)
    assert by_curriculum.good == "Bien lu."
    assert by_curriculum.praise is None
    by_author = judged(instance, choice=at(instance, "c"))
    assert by_author.blocks == ("Regardez c.",)
    assert judged(instance, choice=at(instance, "d")).misconceptions == ()


@pytest.mark.parametrize("raw", [{}, {"choice": []}, {"choice": ["4"]}, {"choice": ["0", "0"]}])
def test_a_choice_that_cannot_be_read(one: One, raw: dict[str, list[str]]) -> None:
    instance = play.make(one("mcq", MCQ), 1)
    refused = play.parse(instance, raw)
    assert isinstance(refused, FormatError)
    assert refused.example
    assert refused.missing == (raw.get("choice", []) == [])


@pytest.mark.parametrize(
    "text",
    [
        "1500",
        "1 500",
        "1\u202f500",
        "1500,00",
        "1.500",
        "1500 €",
        "1 500 euros",
        "€ 1500",
        "3000/2",
    ],
)
def test_ways_to_write_a_right_number(one: One, text: str) -> None:
    assert judged(play.make(one("numeric", NUMBER), 0), number=text).right


def test_a_known_wrong_number(one: One) -> None:
    verdict = judged(play.make(one("numeric", NUMBER), 0), number="150,0 €")
    assert verdict.score == 0
    assert verdict.misconceptions == ("zero",)
    assert verdict.good == "Le 15 y est."
    assert verdict.given == "150\u00a0€"
    assert verdict.expected == "1\u202f500\u00a0€"


def test_another_unit_is_unreadable_not_wrong(one: One) -> None:
    refused = answer(play.make(one("numeric", NUMBER), 0), number="1500 kg")
    assert isinstance(refused, FormatError)
    assert "euros" in refused.message


def test_a_number_without_unit_takes_no_unit(one: One) -> None:
    item = one("numeric", '{ask: "Écrivez.", solution: [{text: "x"}], answer: "12.5"}')
    instance = play.make(item, 0)
    refused = answer(instance, number="12,5 kg")
    assert isinstance(refused, FormatError)
    # The example of how to write a number is never the answer.
    assert "12,5" not in refused.example
    assert judged(instance, number="12.50").right


def test_tolerance_and_fractions(one: One) -> None:
    near = '{ask: "Écrivez.", solution: [{text: "x"}], answer: "3.14", tolerance: "0.01"}'
    instance = play.make(one("numeric", near), 0)
    assert judged(instance, number="3,15").right
    assert not judged(instance, number="3,16").right
    part = '{ask: "Écrivez.", solution: [{text: "x"}], answer: 3/4, keyboard: text}'
    instance = play.make(one("numeric", part), 0)
    assert judged(instance, number="0,75").right
    assert judged(instance, number="6/8").given == "6/8"
    assert play.answer_text(instance) == "3/4"


def test_a_year_is_written_without_space(one: One) -> None:
    text = '{ask: "Écrivez.", solution: [{text: "x"}], answer: "1918", year: true}'
    instance = play.make(one("numeric", text), 0)
    verdict = judged(instance, number="1 945")
    assert (verdict.given, verdict.expected) == ("1945", "1918")
    refused = answer(instance, number="beaucoup")
    assert isinstance(refused, FormatError)
    assert refused.example.endswith("1500")


def test_an_order_is_read_repeated_or_joined(one: One) -> None:
    instance = play.make(one("order", ORDER), 5)
    key = [at(instance, text) for text in ("un", "deux", "trois", "quatre")]
    assert judged(instance, order=key).right
    assert judged(instance, order=",".join(key)).right
    for wrong in (key[:3], [*key, key[0]], [key[0], *key[:3]], ["x"] * 4, ["-1", *key[:3]]):
        assert isinstance(answer(instance, order=wrong), FormatError)


def test_a_known_order_and_one_nearly_right(one: One) -> None:
    instance = play.make(one("order", ORDER), 5)
    key = [at(instance, text) for text in ("un", "deux", "trois", "quatre")]
    reverse = judged(instance, order=key[::-1])
    assert (reverse.score, reverse.misconceptions) == (0, ("inverse",))
    nearly = judged(instance, order=[key[1], key[0], *key[2:]])
    assert nearly.score == pytest.approx(4 / 6)
    assert nearly.partly
    assert list(nearly.parts) == [0, 0, 1, 1]
    assert nearly.good == "2 éléments sont déjà à leur place, sur 4."
    assert "deux" in nearly.blocks[0]


def test_the_right_order_is_never_shown(one: One) -> None:
    item = one("order", ORDER)
    shown = [play.make(item, seed).public["elements"] for seed in range(200)]
    assert ["un", "deux", "trois", "quatre"] not in shown


def test_tau_is_kendalls() -> None:
    # Kendall 1938: with 5 ranks and 2 pairs exchanged, S = 8 - 2 = 6, tau = 6 / 10.
    assert tau((1, 0, 2, 4, 3), (0, 1, 2, 3, 4)) == pytest.approx(0.6)
    assert tau((4, 3, 2, 1, 0), (0, 1, 2, 3, 4)) == 0
    assert tau((0, 1, 2), (0, 1, 2)) == 1


def test_gaps_give_part_of_the_score(one: One) -> None:
    instance = play.make(one("dropdown", GAPS), 3)
    first, second = instance.public["gaps"]
    fields = {"gap1": str(first.index("chat")), "gap2": str(second.index("noirs"))}
    verdict = judged(instance, **fields)
    assert (verdict.score, list(verdict.parts)) == (0.5, [1, 0])
    assert verdict.misconceptions == ("inverse",)
    assert verdict.given == "Le chat est noirs."
    assert verdict.expected == "Le chat est noir."
    assert verdict.good == "«\u00a0chat\u00a0»\u00a0: bien placé."


def test_an_empty_gap_is_named(one: One) -> None:
    refused = answer(play.make(one("dropdown", GAPS), 3), gap1="0")
    assert isinstance(refused, FormatError)
    assert "trou 2" in refused.message
    assert not refused.missing


def test_chance_is_the_expected_score_of_answers_at_random(one: One) -> None:
    assert play.chance(play.make(one("mcq", MCQ), 0).public) == 1 / 4
    assert play.chance(play.make(one("numeric", NUMBER), 0).public) == 0
    instance = play.make(one("order", ORDER), 0)
    every = [judged(instance, order=list(order)).score for order in permutations("0123")]
    assert play.chance(instance.public) == pytest.approx(sum(every) / 24)
    instance = play.make(one("dropdown", GAPS), 0)
    scores = [judged(instance, gap1=a, gap2=b).score for a in "01" for b in "012"]
    assert play.chance(instance.public) == pytest.approx(sum(scores) / 6)


def test_help_comes_one_step_at_a_time(one: One) -> None:
    instance = play.make(one("mcq", MCQ), 0)
    assert instance.public["helps"] == 2
    assert [play.help_text(instance, step) for step in range(4)] == [
        None,
        "Lisez.",
        "Relisez.",
        None,
    ]


def test_speech_reads_what_is_shown_without_marks(one: One) -> None:
    content = MCQ.replace('"Choisissez."', '"Choisissez *bien*.", context: "Lisez."')
    spoken = play.speech(play.make(one("mcq", content), 0).public)
    assert spoken[:2] == ["Lisez.", "Choisissez bien."]
    assert sorted(spoken[2:]) == ["a", "b", "c", "d"]


def test_the_same_seed_gives_the_same_bytes_and_stored_items_play_again(one: One) -> None:
    for kind, content in (
        ("mcq", MCQ),
        ("numeric", NUMBER),
        ("order", ORDER),
        ("dropdown", GAPS),
    ):
        item = one(kind, content)
        stored = Item.from_json(json.loads(json.dumps(item.to_json())))
        assert stored == item
        assert stored.checksum == item.checksum
        instance = play.make(item, 7)
        assert play.make(stored, 7) == instance
        assert Instance.from_json(json.loads(json.dumps(instance.to_json()))) == instance


def test_a_verdict_survives_json(one: One) -> None:
    instance = play.make(one("mcq", MCQ), 1)
    verdict = judged(instance, choice=at(instance, "b"))
    assert Verdict.from_json(json.loads(json.dumps(verdict.to_json()))) == verdict


def test_seeds_out_of_range_are_refused(one: One) -> None:
    with pytest.raises(ValueError, match="seed"):
        play.make(one("mcq", MCQ), -1)


def test_an_item_of_a_generator_we_do_not_have_says_so() -> None:
    item = Item("x/y", "x", 1, "mcq", 30, generator="nobody.knows", version=2)
    with pytest.raises(play.GeneratorChanged, match=r"nobody.knows version 2"):
        play.make(item, 0)
