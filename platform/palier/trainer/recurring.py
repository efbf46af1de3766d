"""Misconceptions that come back: named, with what she answered herself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from uuid import UUID

from exercises.curriculum import Curriculum
from palier.trainer.group_facts import misconception_label
from palier.trainer.learner_pages import OwnAnswer, Recurring
from palier.trainer.queries import AnsweredRow

# A skill comes back every few weeks: what returns each time is not seen in less.
LATELY = timedelta(weeks=8)
MOST, MOST_EXAMPLES, MOST_MISSED = 4, 2, 100


def found(
    curriculum: Curriculum,
    domain: str,
    missed: Sequence[AnsweredRow],
    settled: Collection[str],
    evidence: Callable[[str], str],
    answer: Callable[[UUID], str],
) -> tuple[Recurring, ...]:
    """Those seen twice or more in a domain's recent answers, each with her newest two.

    ``missed``: answers not right, the newest first; ``settled``: skills proved since, where
    nothing comes back any more; ``evidence`` and ``answer`` give addresses.
    """
    counts = Counter(
        (one.skill, shows)
        for one in missed
        if one.skill.startswith(f"{domain}.") and one.skill not in settled
        for shows in one.detail["misconceptions"]
    )
    return tuple(
        Recurring(
            misconception_label(curriculum, skill, shows),
            times,
            evidence(skill),
            _examples([a for a in missed if _is(a, skill, shows)][:MOST_EXAMPLES], answer),
        )
        for (skill, shows), times in counts.most_common(MOST)
        if times > 1
    )


def _is(answer: AnsweredRow, skill: str, misconception: str) -> bool:
    return answer.skill == skill and misconception in answer.detail["misconceptions"]


def _examples(
    answers: Sequence[AnsweredRow], address: Callable[[UUID], str]
) -> tuple[OwnAnswer, ...]:
    return tuple(OwnAnswer(a.public["ask"], a.text, address(a.served_id)) for a in answers)
