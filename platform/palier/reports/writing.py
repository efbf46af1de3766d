"""Reports written from what was counted: one learner, a group, a school."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from exercises.curriculum import Curriculum
from palier.i18n import _, ngettext
from palier.moved import RULE
from palier.plan.pages import DecisionLine, GoalLine
from palier.presentation import day, iso_day
from palier.reports import indicators
from palier.reports.document import Band, Cell, Document, Section
from palier.reports.facts import DomainFacts, LearnerFacts
from palier.reports.whom import Period
from palier.reports.words import LEVELS, duration, moved, not_attendance, period, share, total


def foot(made_on: date) -> str:
    """What is said at the foot of each page."""
    return _(
        "Palier, fait le %(day)s. Document confidentiel. Ne vaut pas émargement.",
        day=day(made_on, year=True),
    )


def _band(one: DomainFacts) -> Band:
    before = one.before.median if one.before else None
    return Band(one.label, one.now.low, one.now.median, one.now.high, before)


def _levels(one: LearnerFacts) -> Section:
    """The levels of a learner, drawn and in words."""
    if not one.domains:
        said = _("Pas encore de point de départ : il n’y a pas de niveau à montrer.")
        return Section(_("Niveaux"), [said])
    return Section(
        _("Niveaux"),
        bands=[_band(domain) for domain in one.domains],
        head=[
            _("Domaine"),
            _("Niveau estimé"),
            _("Ce qui peut être vrai"),
            _("Depuis le début"),
        ],
        rows=[[d.label, d.sentence, d.between, moved(d)] for d in one.domains],
        note=f"{_(LEVELS)} {_(RULE)}",
    )


def _work(one: LearnerFacts) -> Section:
    return Section(
        _("Travail sur la période"),
        head=[_("Quoi"), _("Combien")],
        rows=[
            [_("Exercices faits"), one.answers],
            [_("Jours de travail"), one.days],
            [_("Compétences acquises sur la période"), one.acquired],
            [_("Compétences retenues sur la période"), one.retained],
            [_("Temps actif, heures d’école"), duration(one.time.inside)],
            [_("Temps actif, autres heures"), duration(one.time.outside)],
        ],
        note=not_attendance(one.school),
    )


def progress(one: LearnerFacts, asked: Period, school: str, made_on: date) -> Document:
    """The progress of one learner."""
    return Document(
        _("Progrès"),
        one.who.name,
        [
            (_("École"), school),
            (_("Groupe"), f"{one.who.group}, {one.who.site}"),
            (_("Période"), period(asked)),
        ],
        [_levels(one), _work(one)],
        foot(made_on),
    )


def placement(
    one: LearnerFacts, asked: Period, school: str, made_on: date, signed: dict[str, Any] | None
) -> Document:
    """Where she stands: what was signed last, and what is estimated."""
    found = progress(one, asked, school, made_on)
    sections = [_levels(one)]
    if signed is None:
        said = _(
            "Aucun positionnement n’est signé. Ce qui suit est une première estimation : elle "
            "ne vaut pas décision."
        )
        sections.insert(0, Section(_("Positionnement"), [said]))
    else:
        sections.insert(0, _signed(signed))
    return Document(_("Positionnement"), one.who.name, found.facts, sections, found.foot)


def _signed(content: dict[str, Any]) -> Section:
    rows = [
        [d["domain"], d["palier"] or _("pas décidé"), d["words"], d["estimate"], d["between"]]
        for d in content["domains"]
    ]
    said = _(
        "Signé le %(day)s par %(learner)s et %(trainer)s. Empreinte %(digest)s.",
        day=iso_day(content["date"]),
        learner=content["learner_name"],
        trainer=content["trainer_name"],
        digest=content["digest"][:16],
    )
    head = [_("Domaine"), _("Décidé"), _("Pourquoi"), _("Estimé alors"), _("Pouvait être vrai")]
    return Section(_("Positionnement signé"), [said], head=head, rows=rows)


def plan(
    one: LearnerFacts,
    asked: Period,
    school: str,
    made_on: date,
    goals: Sequence[GoalLine],
    decisions: Sequence[DecisionLine],
) -> Document:
    """The goals of a learner and what was decided with her."""
    found = progress(one, asked, school, made_on)
    goal_rows = [
        [g.label, day(g.due, year=True), _goal_work(g), g.state, g.outcome or _("en cours")]
        for g in goals
    ]
    decision_rows = [
        [d.what, d.who, day(d.due, year=True), d.outcome or _("pas encore noté"), d.words]
        for d in decisions
    ]
    none = _("Rien n’est encore écrit.")
    return Document(
        _("Plan de formation"),
        one.who.name,
        found.facts,
        [
            Section(
                _("Buts"),
                () if goals else [none],
                head=[
                    _("But"),
                    _("Pour le"),
                    _("Travail"),
                    _("Niveau estimé"),
                    _("Où on en est"),
                ],
                rows=goal_rows,
            ),
            Section(
                _("Décisions"),
                () if decisions else [none],
                head=[_("Décision"), _("Qui"), _("Pour le"), _("Résultat"), _("Précision")],
                rows=decision_rows,
            ),
            _levels(one),
        ],
        found.foot,
        wide=True,
    )


def _goal_work(goal: GoalLine) -> str:
    """What is done for a goal: the work given, with how far it is, and that in words."""
    given = goal.given.said(goal.label, goal.due) if goal.given else ""
    return " ".join(text for text in (given, goal.work) if text)


def _everybody(found: Sequence[LearnerFacts], curriculum: Curriculum) -> Section:
    """A line for each learner whose name may be read."""
    domains = [(d.id, d.label) for d in curriculum.domains]
    groups, group = _groups_of(found)
    return Section(
        _("Stagiaires"),
        head=[
            _("Stagiaire"),
            *group,
            *(label for _id, label in domains),
            _("Acquis"),
            _("Jours"),
            _("Temps actif"),
        ],
        rows=[
            [
                one.who.name,
                *([one.who.group] if groups else ()),
                *(_in_words(one, domain) for domain, _label in domains),
                one.acquired,
                one.days,
                duration(one.active),
            ]
            for one in found
            if one.who.named
        ],
        note=f"{_(LEVELS)} {_(RULE)}",
    )


def _groups_of(found: Sequence[LearnerFacts]) -> tuple[bool, list[str]]:
    """Whether each line says its group, with the head of that column: where all are of one, the
    title says it."""
    several = len({(one.who.site, one.who.group) for one in found}) > 1
    return several, [_("Groupe")] if several else []


def _by_domain(found: Sequence[LearnerFacts], curriculum: Curriculum) -> Section:
    """How many levels moved in each domain, and of how many nobody can say."""
    rows: list[list[Cell]] = []
    for domain in curriculum.domains:
        known = [d for one in found for d in one.domains if d.id == domain.id]
        ways = [d.moved.way for d in known if d.moved]
        counts = (len(known), ways.count(1), ways.count(-1), ways.count(0))
        if known:
            compared = [share(n, len(known)) for n in (*counts[1:], len(known) - len(ways))]
            rows.append([domain.label, len(known), *compared])
    none = _("Pas encore de point de départ : il n’y a pas de niveau à montrer.")
    return Section(
        _("Ce qui a bougé, par domaine"),
        () if rows else [none],
        head=[
            _("Domaine"),
            _("Ont un niveau"),
            _("Progrès réel"),
            _("Changement réel, vers le bas"),
            _("Bruit possible"),
            _("Pas assez de recul"),
        ],
        rows=rows,
        note=f"{_(LEVELS)} {_(RULE)}",
    )


def _real_changes(found: Sequence[LearnerFacts]) -> Section:
    """Each level that moved by more than noise, with the reason to say so."""
    groups, group = _groups_of(found)
    rows: list[list[Cell]] = []
    for one in found:
        who: list[Cell] = [one.who.name, *([one.who.group] if groups else ())]
        for d in one.domains if one.who.named else ():
            if d.moved is not None and d.moved.real:
                rows.append([*who, d.label, d.sentence, d.between, d.moved.sentence])
    none = _("Aucun changement n’est plus grand que ce que nous ne savons pas.")
    head = [_("Stagiaire"), *group, _("Domaine"), _("Niveau estimé")]
    head += [_("Ce qui peut être vrai"), _("Depuis le début, et pourquoi")]
    return Section(_("Changements réels"), () if rows else [none], head=head, rows=rows)


def _in_words(one: LearnerFacts, domain: str) -> str:
    known = next((d for d in one.domains if d.id == domain), None)
    if known is None:
        return _("à placer")
    said = f"{known.sentence} ({known.between})"
    return f"{said} ; {moved(known)}" if known.moved and known.moved.real else said


def _summary(found: Sequence[LearnerFacts]) -> Section:
    count = len(found)
    inside, outside = total(found)
    gone = sum(not one.who.named for one in found)
    said = ngettext(
        "%(number)s personne est partie vers un autre site : ce qu’elle a fait ici jusqu’à son "
        "départ compte dans les totaux, sans son nom.",
        "%(number)s personnes sont parties vers un autre site : ce qu’elles ont fait ici "
        "jusqu’à leur départ compte dans les totaux, sans leur nom.",
        gone,
    )
    return Section(
        _("En bref"),
        [said] if gone else (),
        head=[_("Quoi"), _("Combien")],
        rows=[
            [_("Stagiaires"), count],
            [_("Ont travaillé"), share(sum(one.answers > 0 for one in found), count)],
            [
                _("Progrès réel dans un domaine au moins"),
                share(sum(any(d.rose for d in one.domains) for one in found), count),
            ],
            [_("Compétences acquises"), sum(one.acquired for one in found)],
            [_("Compétences retenues"), sum(one.retained for one in found)],
            [_("Exercices faits"), sum(one.answers for one in found)],
            [_("Temps actif, heures d’école"), duration(inside)],
            [_("Temps actif, autres heures"), duration(outside)],
        ],
        note=not_attendance(found[0].school),
    )


def group(
    found: Sequence[LearnerFacts],
    name: str,
    asked: Period,
    school: str,
    made_on: date,
    curriculum: Curriculum,
) -> Document:
    """A group over a period."""
    return Document(
        _("Rapport de groupe"),
        name,
        [(_("École"), school), (_("Période"), period(asked))],
        [
            _summary(found),
            _by_domain(found, curriculum),
            _real_changes(found),
            _everybody(found, curriculum),
        ],
        foot(made_on),
        wide=True,
    )


def whole_school(
    found: Sequence[LearnerFacts],
    asked: Period,
    school: str,
    made_on: date,
    curriculum: Curriculum,
    counted: indicators.Counted,
) -> Document:
    """A school over a period, with what Qualiopi asks for."""
    return Document(
        _("Rapport de l’école"),
        school,
        [(_("Période"), period(asked)), (_("Stagiaires"), str(len(found)))],
        [
            _summary(found),
            _by_domain(found, curriculum),
            *indicators.sections(found, counted),
            _groups(found),
            _real_changes(found),
            _everybody(found, curriculum),
        ],
        foot(made_on),
        wide=True,
    )


def _groups(found: Sequence[LearnerFacts]) -> Section:
    """A line for each group."""
    names = dict.fromkeys((one.who.site, one.who.group) for one in found)
    rows: list[list[Cell]] = []
    for site, name in names:
        mine = [one for one in found if (one.who.site, one.who.group) == (site, name)]
        inside, outside = total(mine)
        rise = sum(any(d.rose for d in one.domains) for one in mine)
        acquired = sum(one.acquired for one in mine)
        row: list[Cell] = [site, name, len(mine), share(rise, len(mine)), acquired]
        rows.append([*row, duration(inside), duration(outside)])
    head = [_("Site"), _("Groupe"), _("Stagiaires"), _("Progrès réel"), _("Acquis")]
    return Section(
        _("Groupes"), head=[*head, _("Heures d’école"), _("Autres heures")], rows=rows
    )
