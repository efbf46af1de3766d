"""Several right choices: what is read, how it is scored, what guessing is worth."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, combinations

import pytest

from exercises import items as play
from exercises.faults import Fault
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item

One = Callable[[str, str], Item]
Read = Callable[[str], tuple[list[Item], list[Fault]]]
MULTI = """{ask: "Cochez.", solution: [{text: "On lit."}], choices: [
  {text: a, right: true}, {text: b, right: true, misconception: inverse},
  {text: c, misconception: zero}, {text: d, feedback: "Regardez d.", good: "Bien lu."},
  {text: e, feedback: "Regardez e."}]}"""


def ticked(instance: Instance, texts: str) -> Verdict | FormatError:
    raw = {"choice": [str(instance.public["choices"].index(text)) for text in texts]}
    value = play.parse(instance, raw)
    return value if isinstance(value, FormatError) else play.grade(instance, value)


@pytest.mark.parametrize(
    ("texts", "score", "known"),
    [
        ("ab", 1, ()),
        ("ba", 1, ()),
        ("a", 0.5, ("inverse",)),
        ("abc", 2 / 3, ("zero",)),
        ("ac", 1 / 6, ("zero", "inverse")),
        ("abcde", 0, ("zero",)),
        ("c", 0, ("zero", "inverse")),
        ("abcd", 1 / 3, ("zero",)),
        ("cde", 0, ("zero", "inverse")),
    ],
)
def test_the_score_of_each_choice(
    one: One, texts: str, score: float, known: tuple[str, ...]
) -> None:
    verdict = ticked(play.make(one("multi", MULTI), 3), texts)
    assert isinstance(verdict, Verdict)
    assert verdict.score == pytest.approx(score)
    assert verdict.right == (score == 1)
    assert verdict.misconceptions == known


def test_the_feedback_shows_each_choice(one: One) -> None:
    verdict = ticked(play.make(one("multi", MULTI), 3), "ad")
    assert isinstance(verdict, Verdict)
    shown = {row["label"]: (row["given"], row["expected"]) for row in verdict.lines}
    assert shown["a"] == ("coché", "coché")
    assert shown["b"] == ("pas coché", "coché")
    assert shown["d"] == ("coché", "pas coché")
    assert shown["e"] == ("pas coché", "pas coché")
    assert verdict.good == "Bien lu."
    assert set(verdict.blocks) == {"Regardez d.", "Regardez le sens."}
    assert len(verdict.parts) == 5


@pytest.mark.parametrize(
    "raw",
    [{}, {"choice": []}, {"choice": [""]}, {"choice": ["5"]}, {"choice": ["1", "1"]},
     {"choice": ["0", "x"]}, {"choice": [str(n) for n in range(40)]}],
)  # fmt: skip
def test_what_cannot_be_read(one: One, raw: dict[str, list[str]]) -> None:
    refused = play.parse(play.make(one("multi", MULTI), 3), raw)
    assert isinstance(refused, FormatError)
    assert refused.missing == (not any(text.strip() for text in raw.get("choice", [])))
    assert refused.example


def test_chance_is_the_mean_score_at_random_over_the_keys(one: One) -> None:
    def mean(rights: int) -> float:
        choices = ", ".join(
            f"{{text: {t}, {'right: true' if at < rights else 'feedback: x'}}}"
            for at, t in enumerate("abcde")
        )
        content = f'{{ask: "Cochez.", solution: [{{text: x}}], choices: [{choices}]}}'
        instance = play.make(one("multi", content), 0)
        picks = chain.from_iterable(combinations("abcde", n) for n in range(1, 6))
        verdicts = [ticked(instance, "".join(pick)) for pick in picks]
        scores = [verdict.score for verdict in verdicts if isinstance(verdict, Verdict)]
        assert len(scores) == 31
        return sum(scores) / 31

    public = play.make(one("multi", MULTI), 0).public
    assert play.chance(public) == pytest.approx(sum(map(mean, (2, 3, 4))) / 3)
    assert play.chance(public) < 0.25


@pytest.mark.parametrize(
    ("rights", "count"), [(1, "1 bonnes réponses sur 5"), (5, "5 bonnes réponses sur 5")]
)
def test_two_right_ones_at_least_and_one_wrong(read: Read, rights: int, count: str) -> None:
    choices = ", ".join(
        f"{{text: {text}, right: {'true' if at < rights else 'false'}}}"
        for at, text in enumerate("abcde")
    )
    _, faults = read(
        f'- {{id: a, tier: 1, type: multi, content: {{ask: "Dites.", '
        f"solution: [{{text: x}}], choices: [{choices}]}}}}\n"
    )
    assert count in faults[0].what


def test_the_order_shown_depends_on_the_seed_not_on_the_key(one: One) -> None:
    other = MULTI.replace("{text: a, right: true}", "{text: a, feedback: x}").replace(
        "{text: c, misconception: zero}", "{text: c, right: true}"
    )
    first, second = one("multi", MULTI), one("multi", other)
    for seed in range(20):
        assert play.make(first, seed).public == play.make(second, seed).public
