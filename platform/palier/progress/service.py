"""A learner's own progress, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from adaptive import Levels
from exercises.curriculum import Skill
from palier import levels as shown
from palier.acting import word_lines
from palier.app import Services
from palier.calendar.days import COMPANY
from palier.catalogue import Catalogue
from palier.domains import FIRST_DOMAIN, first_of
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import _, ngettext
from palier.levels import ACQUIRED, NEW, PRESUMED, RETAINED, REVIEW, SkillLevel
from palier.models import Sitting
from palier.practice import bilans, deeper, given, reviews
from palier.practice import queries as practice
from palier.practice.reasons import lower_first
from palier.practice.views import announced
from palier.presentation import day
from palier.progress import notices, queries, works
from palier.progress.pages import (
    AwayCard,
    BilanCard,
    ClimbPage,
    DomainCard,
    HomePage,
    KnownSkill,
    Landing,
    NextStep,
    WorkLine,
)
from palier.security import Actor

SHOWN = 3  # of the work given to her, on her home; a page of its own has all of it
Events = Mapping[tuple[str, str], datetime]


def home(services: Services, actor: Actor) -> HomePage:
    """The home page: what to do now, and the four domains."""
    now = services.source.now()
    with services.db.read() as session:
        catalogue = services.catalogue.seen_by(session, actor.school)
        levels = queries.levels(session, catalogue, actor.id, now)
        placed = _placed(session, actor)
        sitting = queries.open_sitting(session, actor.id)
        if sitting is not None and sitting.domain in actor.school.domains_off:
            sitting = None  # begun before: it waits until the domain is used again
        waiting = (
            practice.open_exercise(session, actor.id, sitting.kind, sitting.domain)
            if sitting
            else None
        )
        days = queries.days_present(session, actor.id, now)
        told = notices.unread(session, actor.id)
        proposed = bilans.proposed(session, actor.id, now)
        again = deeper.waiting(session, actor.id) if waiting is None else ()
        today = reviews.today(session, services, catalogue, actor.id, now)
        date_ = local(now, today.timezone).date()
        parts = given.of_learner(session, actor.id, date_)
        ahead = announced(
            services, session, catalogue, actor.id, None, placed, now, today.allowed
        )
    domains = domain_cards(catalogue, levels, placed)
    given_ = [p for p in parts if p.waits(date_) and given.usable(catalogue, p.given)]
    lines = [works.line(catalogue, part, date_, today.timezone) for part in given_[:SHOWN]]
    if lines and (sitting is None or sitting.assignment_id != lines[0].id):
        following: NextStep | None = _given(lines[0])
    elif sitting is not None and waiting is not None:
        following = _resume(catalogue, sitting, waiting, lines[0] if lines else None)
    else:
        following = _next_step(catalogue, placed, ahead)
    away = _away(catalogue, levels, placed, today)
    # At work or on holiday nothing is asked; in the middle of something, one thing at a time.
    quiet = today.until is not None or waiting is not None
    labels = {d.id: d.label for d in catalogue.curriculum.domains}
    return HomePage(
        actor.first_name,
        levels.seq > 0,
        following,
        domains,
        away,
        days,
        told,
        () if quiet else _bilans(catalogue, proposed),
        tuple((domain, labels[domain]) for domain in again if domain in labels),
        0 if today.until is not None else actor.school.weekly_days,
        tuple(lines[1:]),
        len(given_),
    )


def _bilans(catalogue: Catalogue, proposed: Mapping[str, str]) -> tuple[BilanCard, ...]:
    return tuple(
        BilanCard(bilans.name(proposed[domain.id]), domain.id, domain.label)
        for domain in catalogue.curriculum.domains
        if domain.id in proposed and domain.id in catalogue.domains
    )


def _placed(session: Session, actor: Actor) -> list[str]:
    """The domains that have a starting point, of those the school uses."""
    off = actor.school.domains_off
    return [d for d in practice.placed_domains(session, actor.id) if d not in off]


def _away(
    catalogue: Catalogue, levels: Levels, placed: Sequence[str], today: reviews.Today
) -> AwayCard | None:
    """What is said of reviews to somebody who is away; nothing when none waits."""
    if today.until is None or not _something_waits(catalogue, levels, placed):
        return None
    at_work = today.kind == COMPANY
    return AwayCard(
        _("Vous êtes en entreprise") if at_work else _("Vous êtes en congés"),
        _(
            "Rien n’est à revoir jusqu’au %(day)s. À votre retour, cela viendra petit à petit.",
            day=day(today.until),
        ),
    )


def _something_waits(catalogue: Catalogue, levels: Levels, placed: Sequence[str]) -> bool:
    """Whether a skill that practice can show is "à revoir", whatever the calendar says."""
    ids = catalogue.parameters.ids
    waiting = (ids[skill] for skill in np.flatnonzero(levels.review))
    return any(s in catalogue.covered and s.split(".")[0] in placed for s in waiting)


def domain_cards(
    catalogue: Catalogue, levels: Levels, placed: Sequence[str]
) -> tuple[DomainCard, ...]:
    """The four domains with where the learner stands in each."""
    curriculum, cards = catalogue.curriculum, []
    for domain in curriculum.domains:
        done = domain.id in placed
        level = shown.domain_level(curriculum, catalogue.parameters, levels, domain.id)
        cards.append(
            DomainCard(
                id=domain.id,
                label=domain.label,
                glyph=shown.domain_glyph(level) if done else shown.Glyph("g-0", None, "g-new"),
                words=shown.palier_sentence(level) if done else _("Point de départ à trouver"),
                placed=done,
                ready=domain.id in catalogue.domains,
            )
        )
    return tuple(cards)


def _given(work: WorkLine) -> NextStep:
    """What a trainer gave to do: it comes first."""
    button = _("Continuer") if work.begun else _("Commencer")
    return NextStep("given", work.title, work.when, work.words, button, assignment_id=work.id)


def _resume(
    catalogue: Catalogue, sitting: Sitting, waiting: UUID, work: WorkLine | None
) -> NextStep:
    if work is not None:
        said = (work.title, work.when, work.words, _("Reprendre"))
        return NextStep("resume", *said, served_id=waiting)
    domains = catalogue.curriculum.domains
    label = next((d.label for d in domains if d.id == sitting.domain), "")
    if sitting.kind == "placement":
        title = _("Votre point de départ en %(domain)s", domain=lower_first(label))
        if sitting.moment:
            title = f"{bilans.name(sitting.moment)} · {label}"
        return NextStep(
            "resume",
            title,
            _("C’est gardé. Vous reprenez où vous étiez."),
            _("Pas de note, pas de temps limité."),
            _("Reprendre"),
            served_id=waiting,
        )
    return NextStep(
        "resume",
        _("Votre séance en cours"),
        _("C’est gardé. Vous reprenez où vous étiez."),
        _("Encore quelques exercices."),
        _("Reprendre"),
        served_id=waiting,
    )


def _next_step(
    catalogue: Catalogue, placed: Sequence[str], ahead: str | None
) -> NextStep | None:
    if placed and ahead is not None:
        skill = catalogue.curriculum.skills[ahead]
        return NextStep(
            "practice",
            skill.label,
            skill.me_sert_a,
            _("6 exercices, environ 10 minutes. On commence par là."),
            _("Continuer"),
        )
    ready = catalogue.domains
    order = sorted(ready, key=lambda d: d != FIRST_DOMAIN)  # stable: it comes first
    first = next((d for d in order if d not in placed), None)
    if first is None:
        return None
    label = next(d.label for d in catalogue.curriculum.domains if d.id == first)
    return NextStep(
        "placement",
        _("Trouver votre point de départ"),
        _(
            "En %(domain)s. Pour ne pas revoir ce que vous savez déjà.",
            domain=lower_first(label),
        ),
        _("12 questions au plus, environ 10 minutes. Pas de note."),
        _("Commencer"),
        domain=first,
    )


def climb(services: Services, actor: Actor, domain: str | None) -> ClimbPage:
    """The climb in one domain: where one stands, what is known, what comes next."""
    now = services.source.now()
    with services.db.read() as session:
        catalogue = services.catalogue.seen_by(session, actor.school)
        today = reviews.today(session, services, catalogue, actor.id, now)
        whole = queries.levels(session, catalogue, actor.id, now)
        levels = reviews.quiet(whole, today.allowed)
        placed = _placed(session, actor)
        events = queries.newest_events(session, actor.id)
        noted = word_lines.for_learner(session, actor.id)
        curriculum = catalogue.curriculum
        chosen = domain or next(
            (d.id for d in curriculum.domains if d.id in placed), first_of(curriculum)
        )
        ahead = (
            announced(
                services, session, catalogue, actor.id, chosen, placed, now, today.allowed
            )
            if chosen in placed
            else None
        )
    label = next((d.label for d in curriculum.domains if d.id == chosen), None)
    if label is None:
        raise NotFound
    here = shown.domain_level(curriculum, catalogue.parameters, levels, chosen)
    palier = _(shown.PALIER_WORDS[here.palier - 1])
    return ClimbPage(
        domain=chosen,
        domain_label=label,
        domains=domain_cards(catalogue, levels, placed),
        placed=chosen in placed,
        sentence=_("Vous êtes sur le palier %(palier)s.", palier=palier),
        nuance=_nuance(here.certainty, here.low, here.high),
        landings=_landings(catalogue, levels, chosen, here.palier, events, noted),
        next_label=curriculum.skills[ahead].label if ahead else None,
    )


def _nuance(certainty: str, low: int, high: int) -> str:
    """What is not known of a palier, in one sentence."""
    if certainty == "s":
        return _("Nous en sommes assez sûrs.")
    words = [_(word) for word in shown.PALIER_WORDS[low - 1 : high]]
    if len(words) > 1:
        return _(
            "C’est à confirmer : entre %(low)s et %(high)s. Quelques exercices le diront.",
            low=words[0],
            high=words[-1],
        )
    return _("C’est une première estimation. Quelques exercices le diront mieux.")


def _landings(
    catalogue: Catalogue,
    levels: Levels,
    domain: str,
    here: int,
    events: Events,
    noted: Mapping[str, str],
) -> tuple[Landing, ...]:
    skills = catalogue.curriculum.skills
    by_palier: dict[int, list[tuple[Skill, SkillLevel]]] = {n: [] for n in range(1, 5)}
    for skill_id in catalogue.parameters.ids:
        skill = skills[skill_id]
        if skill.domain == domain and skill_id in catalogue.covered:
            level = shown.skill_level(catalogue.parameters, levels, skill_id)
            by_palier[int(skill.level[1:])].append((skill, level))
    landings = []
    for number, lines in by_palier.items():
        known = sum(level.state in (ACQUIRED, RETAINED, REVIEW) for _skill, level in lines)
        state = "full" if number < here else "here" if number == here else "ahead"
        landings.append(
            Landing(
                number=number,
                label=_(shown.PALIER_WORDS[number - 1]),
                skills=tuple(
                    known_skill(skill, level, events, noted.get(skill.id, ""))
                    for skill, level in lines
                ),
                known=known,
                glyph=shown.Glyph(f"g-{number}s" if number < here else f"g-{number}f"),
                state=state,
            )
        )
    return tuple(landings)


def known_skill(skill: Skill, level: SkillLevel, events: Events, noted: str = "") -> KnownSkill:
    """A skill in the learner's words, with its state and date; ``noted``: a trainer's word."""
    acquired = level.state in (ACQUIRED, RETAINED, REVIEW)
    return KnownSkill(
        sentence=skill.je_sais if acquired else skill.label,
        news=noted
        or _news(level, events.get((skill.id, "retenu")), events.get((skill.id, "acquis"))),
        glyph=level.glyph,
        words=level.words,
    )


def _news(level: SkillLevel, retained: datetime | None, acquired: datetime | None) -> str:
    if level.state == RETAINED and retained:
        return _("Retenu : réussi encore le %(day)s", day=day(retained))
    if level.state in (ACQUIRED, RETAINED) and acquired:
        return _("Acquis le %(day)s", day=day(acquired))
    if level.state == REVIEW:
        return _("À revoir : quelques minutes suffisent")
    if level.state == PRESUMED:
        return _("Sans doute déjà su : à confirmer")
    if level.state == NEW:
        return _("Pas encore vu")
    return ngettext(
        "En cours : %(number)s exercice fait, %(certainty)s",
        "En cours : %(number)s exercices faits, %(certainty)s",
        level.answers,
        certainty=_(shown.CERTAINTY_WORDS[level.certainty]),
    )
