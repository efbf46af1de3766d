"""One finding as a card: a sentence, how sure it is, what to do, and its picture.

Numbers come from ``judging``; here they become words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from palier.calibration import counted, judging, plots
from palier.calibration.pages import FindingCard
from palier.catalogue import Catalogue
from palier.engine_time import instant
from palier.i18n import N_, _, ngettext
from palier.presentation import day
from palier.report.written import number

A_LEVEL = 0.7  # logits between two levels of exercises
TITLES = {
    judging.HARD: N_("Plus difficile que prévu"),
    judging.EASY: N_("Plus facile que prévu"),
    judging.FLAT: N_("Ne distingue pas"),
    judging.DRIFT: N_("A changé avec le temps"),
    judging.UNFAIR: N_("Demande plus à un groupe"),
    judging.MISFIT: N_("Réponses irrégulières"),
}
ADVICE = {
    judging.HARD: N_(
        "À regarder : la consigne, un mot rare, une réponse juste qui serait refusée."
    ),
    judging.EASY: N_(
        "À regarder : un indice dans la consigne, des choix qui s’éliminent seuls."
    ),
    judging.FLAT: N_(
        "À regarder en premier : la réponse attendue, puis la consigne. Un exercice qui ne "
        "distingue pas n’apprend rien sur le niveau."
    ),
    judging.DRIFT: N_(
        "À regarder : ce qui a changé depuis, l’énoncé ou la façon de l’enseigner."
    ),
    judging.UNFAIR: N_(
        "À regarder : les mots de la consigne qui ne sont pas ceux de la compétence."
    ),
    judging.MISFIT: N_(
        "À regarder : plusieurs choses demandées à la fois, ou une réponse que l’on devine."
    ),
}


def card(finding: Mapping[str, Any], catalogue: Catalogue) -> FindingCard:
    """A finding as it is shown."""
    skill_id, name = finding["item"].rsplit("/", 1)
    known = catalogue.curriculum.skills.get(skill_id)
    published = any(entry.item.id == finding["item"] for entry in catalogue.items)
    kind = finding["kind"]
    picture, picture_kind, title, said = _picture(finding)
    return FindingCard(
        skill_id=skill_id,
        skill=known.label if known else skill_id,
        slug=name if published else "",
        name=name,
        kind=kind,
        title=_(TITLES[kind]),
        said=_said(finding),
        counted=_counted(finding),
        unsure=_unsure(finding),
        advice=_(ADVICE[kind]),
        picture=picture,
        picture_kind=picture_kind,
        picture_title=title,
        picture_said=said,
    )


def _said(finding: Mapping[str, Any]) -> str:
    kind, answers = finding["kind"], finding["answers"]
    if kind in (judging.HARD, judging.EASY) and finding["share"] is not None:
        if kind == judging.EASY:
            return _("Presque tout le monde le réussit : il n’apprend presque rien du niveau.")
        return _(
            "Presque personne ne le réussit, au hasard près : il décourage sans rien dire."
        )
    if kind in (judging.HARD, judging.EASY):
        return _(
            "Réussi %(right)d fois sur %(answers)d. À la difficulté que son auteur annonce, on "
            "en attendait %(expected)d.",
            right=round(finding["right"] * answers),
            answers=answers,
            expected=round(plots.expected(finding) * answers),
        )
    if kind == judging.FLAT:
        if finding["reverse"]:
            return _("Ceux qui savent le plus le réussissent moins souvent que les autres.")
        return _("Ceux qui savent le plus ne le réussissent guère plus souvent que les autres.")
    if kind == judging.DRIFT:
        period, shift = _moved(finding["shifts"])
        harder, at = shift > 0, day(instant(finding["ends"][period - 1]))
        if harder:
            return _("Plus difficile depuis le %(day)s qu’avant, à niveau égal.", day=at)
        return _("Plus facile depuis le %(day)s qu’avant, à niveau égal.", day=at)
    if kind == judging.UNFAIR:
        if finding["harder"]:
            return _("À niveau égal, moins souvent réussi par qui suit un cours de français.")
        return _("À niveau égal, plus souvent réussi par qui suit un cours de français.")
    return _("Les réponses ne suivent pas la courbe d’une compétence que l’on a plus ou moins.")


def _counted(finding: Mapping[str, Any]) -> str:
    found = counted.Counted(*finding.get("counted", (0, 0, 0)))
    return found.words if found.erased else ""


def _moved(shifts: Sequence[Sequence[float]]) -> tuple[int, float]:
    """The first period in which most of the change is there, and how much."""
    most = max(abs(shift) for _period, shift, *_rest in shifts)
    return next((int(k), at) for k, at, *_rest in shifts if abs(at) >= most / 2.0)


def _unsure(finding: Mapping[str, Any]) -> str:
    answers = finding["answers"]
    if finding["kind"] == judging.UNFAIR:
        others, group = finding["people"]
        return _(
            "%(group)d réponses de qui suit un cours de français, %(others)d des autres. La "
            "différence dépasse ce que le hasard donne.",
            group=group,
            others=others,
        )
    if finding.get("share", 0) is None:
        levels = (finding["found"] - finding["author"]) / A_LEVEL
        half = 1.96 * finding["se"] / A_LEVEL
        low, high = sorted((abs(levels) - half, abs(levels) + half))
        return _(
            "%(answers)d réponses : l’écart avec l’annonce est entre %(low)s et %(high)s "
            "niveaux.",
            answers=answers,
            low=number(max(low, 0.0), 1),
            high=number(high, 1),
        )
    return ngettext(
        "Sur %(number)s réponse. Les traits disent jusqu’où le hasard peut aller.",
        "Sur %(number)s réponses. Les traits disent jusqu’où le hasard peut aller.",
        answers,
    )


def _picture(finding: Mapping[str, Any]) -> tuple[plots.Plot, str, str, str]:
    """The plot, its kind, its title and what it shows, for who does not see it."""
    if finding["kind"] == judging.DRIFT:
        ends = [instant(end) for end in finding["ends"]]
        names = [_("jusqu’au %(day)s", day=_short(end)) for end in ends]
        moves = ", ".join(
            f"{names[place]} : {number(at, 1, sign=True)}"
            for place, at, _low, _high in finding["shifts"]
        )
        title = _("Difficulté au fil du temps")
        return plots.over_time(finding, [_short(end) for end in ends]), "time", title, moves
    title = _("Réussite selon le niveau des stagiaires")
    if finding["kind"] == judging.UNFAIR:
        others, group = finding["groups"]
        said = _(
            "Cours de français : %(group)s. Les autres : %(others)s.",
            group=_list(group),
            others=_list(others),
        )
        return plots.two_groups(finding), "groups", title, said
    said = _(
        "Du niveau le plus bas au plus haut, réussi : %(seen)s.", seen=_list(finding["points"])
    )
    return plots.curves(finding), "curve", title, said


def _list(points: Sequence[Sequence[float]]) -> str:
    return ", ".join(_("%(n)s sur 10", n=round(10 * point[1])) for point in points)


def _short(at: datetime) -> str:
    return f"{at:%d/%m}"
