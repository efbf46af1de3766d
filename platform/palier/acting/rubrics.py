"""What a person looks at in a text or a voice, and the verdict of its levels. No database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from exercises.instance import Verdict, line
from palier.i18n import N_, _

# A spoken answer has no rubric of its own: never the voice, the accent or the speed.
SPOKEN = (
    (
        N_("Ce qui est demandé est dit"),
        (
            N_("Ce n’est pas encore dit."),
            N_("Une partie est dite."),
            N_("Presque tout est dit."),
            N_("Tout est dit."),
        ),
    ),
    (
        N_("On comprend"),
        (
            N_("On ne comprend pas encore."),
            N_("On comprend en posant des questions."),
            N_("On comprend presque tout."),
            N_("On comprend tout de suite."),
        ),
    ),
)


@dataclass(frozen=True)
class Criterion:
    """What is looked at, and its levels from what is not there yet to what is done well."""

    label: str
    levels: tuple[str, ...]


def rubric_of(public: Mapping[str, Any]) -> tuple[Criterion, ...]:
    """The rubric of an exercise as served; the common one when it has none."""
    if "rubric" in public:
        return tuple(Criterion(one["label"], tuple(one["levels"])) for one in public["rubric"])
    return tuple(Criterion(_(label), tuple(map(_, levels))) for label, levels in SPOKEN)


def sound(rubric: Sequence[Criterion], levels: Sequence[int]) -> bool:
    """Whether there is one level a criterion, each one of its own."""
    return len(levels) == len(rubric) and all(
        0 <= level < len(one.levels) for one, level in zip(rubric, levels, strict=True)
    )


def verdict(
    before: Verdict,
    rubric: Sequence[Criterion],
    marks: Sequence[Sequence[int]],
    comments: Sequence[str],
) -> Verdict:
    """The verdict of one or two marks: the mean of their levels, of full weight (ADR 0059)."""
    parts = tuple(
        sum(mark[at] / (len(one.levels) - 1) for mark in marks) / len(marks)
        for at, one in enumerate(rubric)
    )
    lines = []
    for at, one in enumerate(rubric):
        low, high = min(mark[at] for mark in marks), max(mark[at] for mark in marks)
        given = one.levels[low]
        if low != high:
            given = _("%(low)s Ou : %(high)s", low=given, high=one.levels[high])
        ahead = one.levels[min(low + 1, len(one.levels) - 1)]
        lines.append(line(one.label, given, ahead, low == len(one.levels) - 1))
    return replace(
        before,
        score=sum(parts) / len(parts),
        parts=parts,
        weight=1.0,
        lines=tuple(lines),
        note="\n".join(comments) or None,
        blocks=(),
        pending=False,
    )
