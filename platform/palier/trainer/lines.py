"""Answers, skills and the way back, as all pages about one learner show them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import url_for

from exercises.curriculum import Curriculum
from palier.engine_time import local
from palier.i18n import _
from palier.levels import SkillLevel
from palier.practice import bilans
from palier.practice.asking import Asked
from palier.trainer import map_state
from palier.trainer.group_facts import misconception_label
from palier.trainer.learner_pages import AnswerLine, AskedHelp, Way
from palier.trainer.map_state import MapState
from palier.trainer.queries import AnsweredRow, GroupRow


def map_address(group_id: int, state: MapState) -> str:
    """The address of a view of a group's map."""
    page = url_for("trainer.mastery_map", group_id=group_id)
    arguments = state.arguments()
    return f"{page}?{urlencode(arguments)}" if arguments else page


def way_back(curriculum: Curriculum, carte: str | None, group: GroupRow, domain: str) -> Way:
    """The map as it was when one left it; else her group's, in the domain looked at."""
    known = map_state.unpack(carte, curriculum)
    if known is None:
        used = any(one.id == domain for one in curriculum.domains)
        page = "trainer.mastery_map"
        address = url_for(page, group_id=group.id, domaine=domain if used else None)
        return Way(None, address, group.name)
    group_id, state = known
    return Way(state.packed(group_id), map_address(group_id, state), _("Retour à la carte"))


def interval(level: SkillLevel) -> str:
    """The 90 % interval of the chance of success, in tenths: "entre 4 et 8 fois sur 10"."""
    low, high = round(10 * level.low), round(10 * level.high)
    if low == high:
        return _("environ %(n)s fois sur 10", n=low)
    return _("entre %(low)s et %(high)s fois sur 10", low=low, high=high)


def outcome(answer: AnsweredRow) -> str:
    """How an answer came out, in the words of the interface."""
    if answer.kind == "unknown":
        return _("Je ne sais pas encore")
    if answer.detail.get("pending"):
        return _("À lire ou à écouter")
    if answer.score >= 1:
        return _("Réussi")
    return _("En partie") if answer.score > 0 else _("Pas encore")


def asked_help(
    curriculum: Curriculum, asked: Sequence[Asked], timezone: str
) -> tuple[AskedHelp, ...]:
    """The requests for help that wait, as her page shows them."""
    skills = curriculum.skills
    return tuple(
        AskedHelp(
            one.served_id,
            skills[one.skill].label if one.skill in skills else one.skill,
            one.public["ask"],
            local(one.at, timezone),
        )
        for one in asked
    )


def answer_line(curriculum: Curriculum, answer: AnsweredRow, timezone: str) -> AnswerLine:
    """An answer as a line of a table."""
    known = curriculum.skills.get(answer.skill)
    sitting = _("séance %(n)s", n=answer.sitting_number)
    if answer.sitting == "placement":
        sitting = _("point de départ")
    elif answer.sitting in bilans.NAMES:
        sitting = bilans.name(answer.sitting)
    return AnswerLine(
        served_id=answer.served_id,
        at=local(answer.at, timezone),
        skill=known.label if known else answer.skill,
        question=answer.public["ask"],
        given=answer.text,
        help_used=answer.help_used,
        sitting=sitting,
        outcome=outcome(answer),
        right=answer.score >= 1 and not answer.detail.get("pending"),
        counted=answer.counted,
        shows=tuple(
            misconception_label(curriculum, answer.skill, one)
            for one in answer.detail["misconceptions"]
        ),
    )
