"""The simulations in words and pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean

from adaptive.simulation.comparison import A_SITTING, DELAY_DAYS
from adaptive.simulation.intervals import Interval
from adaptive.simulation.school import ITEMS_A_SKILL, SAID_SD, sittings
from palier.i18n import _, ngettext
from palier.report import words
from palier.report.pages import Key, Line, SimulatedPart, Table, World
from palier.report.pictures import BarPlot, DotPlot, Row, Scale, bar_plot, dot_plot, scale
from palier.report.simulated import BASELINES, OURS, Group, PolicyResult, WorldResult
from palier.report.written import (
    number,
    percent,
    percent_between,
    points_between,
    times,
    times_between,
)

NOMINAL = 0.90
SKILLS = 48  # of a simulated school
ENOUGH = 40  # learners: ten in the quarter that starts lowest


def keys(worlds: Sequence[WorldResult]) -> tuple[Key, ...]:
    """The figures to remember of the simulations."""
    ratios = [one.against_best.value for one in worlds if one.against_best]
    weakest = [one.weakest_against_best.value for one in worlds if one.weakest_against_best]
    held = [one.inside.value for one in worlds]
    found = []
    if ratios:
        sentence = _(
            "ce qui reste deux semaines après, comparé à la meilleure des autres façons de "
            "choisir. %(where)s",
            where=_against([one.against_best for one in worlds]),
        )
        found.append(Key(times(fmean(ratios)), _("en moyenne"), sentence))
    if weakest:
        sentence = _(
            "la même comparaison, pour le quart qui part du plus bas. %(where)s",
            where=_against([one.weakest_against_best for one in worlds]),
        )
        found.append(Key(times(fmean(weakest)), _("pour les plus fragiles"), sentence))
    sentence = _(
        "des marges annoncées contiennent le vrai niveau ; 90 %% sont visés. Selon le monde, "
        "de %(low)s à %(high)s.",
        low=number(100.0 * min(held)),
        high=percent(max(held)),
    )
    found.append(Key(percent(fmean(held)), _("de marges justes"), sentence))
    return tuple(found)


def _against(ratios: Sequence[Interval | None]) -> str:
    """In how many worlds the engine is ahead, behind, or not to be told apart."""
    known = [one for one in ratios if one is not None]
    ahead = sum(one.low > 1.0 for one in known)
    behind = sum(one.high < 1.0 for one in known)
    said = [
        ngettext(
            "Palier est devant dans %(number)s monde sur %(all)s",
            "Palier est devant dans %(number)s mondes sur %(all)s",
            ahead,
            all=len(ratios),
        )
    ]
    if behind:
        said.append(_("derrière dans %(n)s", n=behind))
    if alike := len(known) - ahead - behind:
        said.append(_("à égalité aux marges près dans %(n)s", n=alike))
    return ", ".join(said) + "."


def simulated_part(worlds: Sequence[WorldResult], learners: int) -> SimulatedPart:
    """Everything about the simulations."""
    everybody = _shared_scale([p.gain for one in worlds for p in one.policies])
    weakest = _shared_scale([p.weakest for one in worlds for p in one.policies])
    return SimulatedPart(
        learners=learners,
        setting=_setting(learners, len(worlds)),
        few=_few(learners),
        worlds=tuple(_world(one, everybody, weakest) for one in worlds),
        gains=_gains(worlds),
        groups=(_groups_gains(worlds), _groups_ahead(worlds)),
        coverage=_coverage(worlds),
        coverages=(_coverages(worlds), _groups_inside(worlds)),
        coverage_said=_coverage_said(worlds),
        exposure=_exposure(worlds),
        exposures=_exposures(worlds),
    )


def explained() -> tuple[tuple[str, str], ...]:
    """The policies compared: their names and what they do, ours first."""
    return tuple(
        (_(words.POLICIES[name]), _(words.POLICIES_EXPLAINED[name]))
        for name in (OURS, *reversed(BASELINES))
    )


def _setting(learners: int, worlds: int) -> str:
    days = sittings()
    return _(
        "Dans chacun des %(worlds)s mondes, %(learners)s stagiaires simulés : %(skills)s "
        "compétences, %(items)s exercices pour chacune, %(sittings)s séances de %(length)s "
        "exercices sur %(weeks)s semaines d’alternance, puis un test %(delay)s jours après la "
        "dernière. Les difficultés dites par les auteurs sont fausses de %(sd)s logit en "
        "moyenne. Toutes les façons de choisir rencontrent les mêmes personnes.",
        worlds=worlds,
        learners=number(learners),
        skills=SKILLS,
        items=ITEMS_A_SKILL,
        sittings=len(days),
        length=A_SITTING,
        weeks=round((days[-1] + 1.0) / 7.0),
        delay=number(DELAY_DAYS),
        sd=number(SAID_SD, 1),
    )


def _few(learners: int) -> str:
    if learners >= ENOUGH:
        return ""
    return _(
        "Version rapide : avec si peu de stagiaires simulés, les intervalles eux-mêmes ne sont "
        "pas sûrs, surtout pour le quart le plus fragile. Pour décider, relancez sans --quick."
    )


def _shared_scale(values: Sequence[Interval]) -> Scale:
    ends = [end for value in values for end in (value.low, value.high)]
    return scale([0.0, *ends])


def _world(one: WorldResult, everybody: Scale, weakest: Scale) -> World:
    name, assumes, source = (_(text) for text in words.WORLDS[one.world])
    return World(
        name=name,
        assumes=assumes,
        source=source,
        verdict=_verdict(one.best, one.against_best),
        everybody=_plot(name, one.policies, everybody, low=False),
        weakest=_plot(name, one.policies, weakest, low=True),
        weakest_verdict=_verdict(one.weakest_best, one.weakest_against_best),
    )


def _verdict(best: str, against: Interval | None) -> str:
    other, ratio = _(words.POLICIES[best]), times_between(against)
    if against is None:
        return _("Aucune autre façon de choisir ne fait gagner quelque chose ici.")
    if against.low > 1.0:
        said = _(
            "Palier est devant. Le mieux placé ensuite : « %(other)s ». Rapport : %(ratio)s."
        )
    elif against.high < 1.0:
        said = _("« %(other)s » fait mieux ici. Rapport de Palier à lui : %(ratio)s.")
    else:
        said = _(
            "On ne peut pas départager Palier et « %(other)s », le meilleur des autres. "
            "Rapport : %(ratio)s."
        )
    return said % {"other": other, "ratio": ratio}


def _plot(name: str, policies: Sequence[PolicyResult], along: Scale, *, low: bool) -> DotPlot:
    ordered = sorted(policies, key=lambda p: -(p.weakest if low else p.gain).value)
    rows = []
    for policy in ordered:
        value, ours = policy.weakest if low else policy.gain, policy.policy == OURS
        form = "ours" if ours else "other"
        label = _(words.POLICIES[policy.policy])
        rows.append(Row(label, points_between(value), ((form, value),), ours))
    title = _("Gain au test différé, en points : %(world)s", world=name)
    desc = " ; ".join(f"{row.label} {row.said}" for row in rows)
    return dot_plot(title, desc, rows, along, lambda v: number(100.0 * v))


def _gains(worlds: Sequence[WorldResult]) -> Table:
    heads = (_("Façon de choisir"), *(_(words.WORLDS[one.world][0]) for one in worlds))
    order = [p.policy for p in worlds[0].policies][::-1]
    lines = []
    for name in order:
        cells = [next(p for p in one.policies if p.policy == name) for one in worlds]
        label = _(words.POLICIES[name])
        lines.append(Line(label, tuple(points_between(p.gain) for p in cells), name == OURS))
    ratios = tuple(times_between(one.against_best) for one in worlds)
    lines.append(Line(_("Palier rapporté au meilleur des autres"), ratios))
    ratios = tuple(times_between(one.weakest_against_best) for one in worlds)
    lines.append(Line(_("La même chose, quart le plus fragile"), ratios))
    success = [next(p for p in one.policies if p.policy == OURS).success for one in worlds]
    line = Line(_("Réussite pendant le travail, Palier"), tuple(percent(s) for s in success))
    return Table(
        _("Gain au test différé"),
        heads,
        (*lines, line),
        _(
            "En points de réussite attendue à un exercice ordinaire de chaque compétence, du "
            "départ au test. Entre parenthèses, l’intervalle à 95 % sur les stagiaires "
            "(rééchantillonnage)."
        ),
    )


def _groups(
    worlds: Sequence[WorldResult], caption: str, note: str, cell: Callable[[Group], str]
) -> Table:
    heads = (_("Qui"), *(_(words.WORLDS[one.world][0]) for one in worlds))
    lines = tuple(
        Line(
            _(said),
            tuple(cell(one.groups[name]) if name in one.groups else "–" for one in worlds),
        )
        for name, said in words.GROUPS.items()
    )
    return Table(caption, heads, lines, note)


def _groups_gains(worlds: Sequence[WorldResult]) -> Table:
    note = _("En points. Qui part de plus haut a moins à gagner au test.")
    caption = _("Gain avec Palier, selon le point de départ")
    return _groups(worlds, caption, note, lambda group: points_between(group.gain))


def _groups_ahead(worlds: Sequence[WorldResult]) -> Table:
    note = _(
        "En points : Palier moins le meilleur des autres dans ce monde, pour les mêmes "
        "personnes. Un intervalle qui contient 0 ne départage pas."
    )
    caption = _("Écart avec le meilleur des autres, selon le point de départ")
    return _groups(worlds, caption, note, lambda group: points_between(group.ahead))


def _groups_inside(worlds: Sequence[WorldResult]) -> Table:
    caption = _("Marges justes à la fin, selon le point de départ")
    return _groups(worlds, caption, "", lambda group: percent_between(group.inside))


def _coverage(worlds: Sequence[WorldResult]) -> DotPlot:
    rows = [
        Row(
            _(words.WORLDS[one.world][0]),
            _(
                "%(end)s, puis %(later)s",
                end=percent(one.inside.value),
                later=percent(one.later.value),
            ),
            (("ours", one.inside), ("later", one.later)),
        )
        for one in worlds
    ]
    ends = [end for one in worlds for v in (one.inside, one.later) for end in (v.low, v.high)]
    along = scale([*ends, NOMINAL], high=1.0)
    desc = " ; ".join(f"{row.label} : {row.said}" for row in rows)
    title = _("Part des marges à 90 % qui contiennent le vrai niveau")
    return dot_plot(title, desc, rows, along, percent, NOMINAL)


def _coverages(worlds: Sequence[WorldResult]) -> Table:
    lines = tuple(
        Line(
            _(words.WORLDS[one.world][0]),
            (percent_between(one.inside), percent_between(one.later)),
        )
        for one in worlds
    )
    heads = (_("Monde"), _("Fin de la dernière séance"), _("Deux semaines après"))
    return Table(_("Marges qui contiennent le vrai niveau"), heads, lines)


def _coverage_said(worlds: Sequence[WorldResult]) -> str:
    """What the intervals are worth, whichever way it is."""
    names = [
        _(words.WORLDS[one.world][0])
        for one in worlds
        if one.inside.high < NOMINAL or one.later.high < NOMINAL
    ]
    if not names:
        return _("Le moteur est au moins aussi prudent qu’il le dit, dans tous les mondes.")
    return _(
        "Le moteur se croit plus sûr qu’il n’est dans : %(names)s. Ces mondes apprennent et "
        "oublient autrement que lui ; ses marges y sont à lire plus larges.",
        names=", ".join(names),
    )


def _by_policy(worlds: Sequence[WorldResult]) -> list[tuple[str, list[PolicyResult]]]:
    order = [p.policy for p in worlds[0].policies][::-1]
    return [
        (name, [next(p for p in one.policies if p.policy == name) for one in worlds])
        for name in order
    ]


def _exposure(worlds: Sequence[WorldResult]) -> BarPlot:
    rows = []
    for name, found in _by_policy(worlds):
        used = fmean(one.shown.used for one in found)
        rows.append((_(words.POLICIES[name]), percent(used), used, name == OURS))
    desc = " ; ".join(f"{label} {said}" for label, said, _used, _ours in rows)
    return bar_plot(_("Part des exercices montrés au moins une fois"), desc, rows, percent)


def _exposures(worlds: Sequence[WorldResult]) -> Table:
    heads = (
        _("Façon de choisir"),
        _("Exercices montrés à quelqu’un"),
        _("Stagiaires ayant vu l’exercice le plus montré"),
        _("Exercices communs à deux stagiaires"),
    )
    lines = tuple(
        Line(
            _(words.POLICIES[name]),
            (
                percent(fmean(one.shown.used for one in found)),
                percent(max(one.shown.most for one in found)),
                percent(fmean(one.shown.overlap for one in found)),
            ),
            name == OURS,
        )
        for name, found in _by_policy(worlds)
    )
    return Table(_("Exposition des exercices"), heads, lines, _("Moyenne des mondes."))
