"""A calibration of the items of a database: domain by domain, on the scale in force."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from adaptive import Parameters
from adaptive.calibration import (
    Answers,
    Calibration,
    Held,
    InMemory,
    Priors,
    State,
    calibrate,
    features,
)
from adaptive.gaussian import Floats
from exercises.items import GeneratorChanged, Item, make
from palier.calibration import anchoring, counted, firsts, judging, queries, scaling
from palier.calibration.anchoring import USUAL, Anchors
from palier.calibration.firsts import Firsts
from palier.calibration.keeping import States
from palier.calibration.people import Together, people_of, shares
from palier.calibration.queries import InForce
from palier.catalogue import (
    AUTHOR_SD,
    SEED_SD,
    Catalogue,
    CatalogueStore,
    PoolItem,
    author_values,
    guessing,
    pool_item,
    varied,
)
from palier.models import Item as ItemRow
from palier.models import ItemVersion

# Fewer say more of the people who answered than of the exercises.
LEAST_ANSWERS, LEAST_LEARNERS = 200, 20

# domain, passes done, the most there can be
Progress = Callable[[str, int, int], None]
Keep = Callable[[str, States], None]
# Items on a scale of their own, where that lies on the one in force, what is to be believed.
Found = tuple[Calibration, scaling.Link, scaling.Proposed]
# Where the answers of a domain are held while they are looked at.
Hold = Callable[[Answers], Held]


@dataclass(frozen=True)
class Known:
    """One instant of the database: what is in force, the items, first answers."""

    in_force: InForce
    entries: Mapping[str, PoolItem]  # every item that can be drawn, by name, as authors see it
    calibrated: Mapping[str, Mapping[str, float]]  # what is in force of items
    answers: Firsts
    erased: Mapping[str, tuple[int, int]] = field(
        default_factory=dict
    )  # by item: counted.erased

    @property
    def digest(self) -> str:
        """What tells these answers from others."""
        seen = hashlib.sha256()
        for array in (self.answers.learner, self.answers.item, self.answers.right):
            seen.update(np.ascontiguousarray(array).tobytes())
        seen.update("\n".join(self.answers.names).encode())
        return seen.hexdigest()[:16]

    @property
    def published(self) -> dict[str, float]:
        """The difficulty in force of every item."""
        calibrated = self.calibrated
        return {
            name: float(calibrated.get(name, {}).get("b", entry.b))
            for name, entry in self.entries.items()
        }

    def enough(self, domain: str) -> bool:
        """Whether a domain has answers to calibrate on."""
        answers, learners = self.counts(domain)
        return answers >= LEAST_ANSWERS and learners >= LEAST_LEARNERS

    def counts(self, domain: str) -> tuple[int, int]:
        """Answers of a domain, and learners who gave them."""
        rows = self.rows(domain)
        return int(rows.sum()), len(np.unique(self.answers.learner[rows]))

    def gone(self, domain: str) -> int:
        """Answers to its items of persons erased: whose, nobody knows, and no fit uses them."""
        names = np.array(self.answers.names)[self.within(domain)].tolist()
        return sum(self.erased.get(name, (0, 0))[0] for name in names)

    def rows(self, domain: str) -> Any:
        """Which answers are of a domain, (n,)."""
        return self.within(domain)[self.answers.item]

    def within(self, domain: str) -> Any:
        """Which items are of a domain and can be drawn, (items,)."""
        of = [s.split(".")[0] == domain for s in self.answers.skills]
        here = [name in self.entries for name in self.answers.names]
        return np.array(of, dtype=bool) & np.array(here, dtype=bool)

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains of the parameter set, in its order."""
        return self.in_force.parameters.domains


def read(session: Session, store: CatalogueStore) -> Known | None:
    """What a calibration starts from; None when nothing was ever published."""
    known = queries.in_force(session)
    if known is None:
        return None
    calibrated = queries.calibrated(session, known.release)
    drawn = entries(session, store.current(session))
    answers, erased = firsts.read(session), counted.erased(session)
    return Known(known, drawn, calibrated, answers, erased)


def entries(session: Session, catalogue: Catalogue) -> dict[str, PoolItem]:
    """Every item there ever was as its author sees it, by name. What this program can no longer
    draw is left out: it keeps the parameters it has."""
    parameters = catalogue.parameters
    found = {}
    for entry in catalogue.items:
        said = author_values(entry.item, parameters)
        found[entry.item.id] = replace(entry, a=said["a"], b=said["b"], b_var=said["b_var"])
    rows = session.execute(
        select(ItemVersion.id, ItemVersion.content)
        .join(ItemRow, ItemRow.id == ItemVersion.item_id)
        .where(ItemRow.name.not_in(found))
        .order_by(ItemVersion.number)
    )
    for version_id, content in rows:
        try:
            item = Item.from_json(content)
            found[item.id] = pool_item(version_id, item, guessing(item), parameters, {})
        except (GeneratorChanged, KeyError):
            continue
    return found


def by_authors(session: Session, catalogue: Catalogue) -> dict[str, dict[str, float]]:
    """What authors say of every item there ever was."""
    return {
        name: {"a": entry.a, "b": entry.b, "b_var": entry.b_var}
        for name, entry in entries(session, catalogue).items()
    }


@dataclass(frozen=True)
class Measured:
    """What a domain gave, JSON-able: parameters by item name, findings, and figures."""

    parameters: dict[str, dict[str, float]]
    findings: list[dict[str, Any]]
    figures: dict[str, Any]


def measure(
    known: Known,
    domain: str,
    hold: Hold = InMemory,
    progress: Progress = lambda domain, passes, most: None,
    states: States | None = None,
    keep: Keep = lambda domain, states: None,
    anchors: Anchors = USUAL,
) -> Measured:
    """Calibrate one domain; where its answers are held, they are looked at. Without enough
    answers, what authors say of its items.

    :raises TooFewLeft: of the anchors that were named.
    """
    some = known.answers.of_items(known.within(domain))
    entries = [known.entries[name] for name in some.names]
    reference = _reference(known, entries)
    if not known.enough(domain):
        return _by_authors(known, domain, some, entries, reference)
    spread = _spread(known.in_force.parameters, domain)
    given, people = people_of(some)
    held = hold(given)
    course = _Course(
        held=held,
        guess=np.array([entry.c for entry in entries]),
        priors=scaling.priors(reference, spread),
        progress=lambda passes, most, _objective: progress(domain, passes, most),
        keep=lambda at: keep(domain, at),
    )
    result = _found(
        course, reference, spread, _features(entries), states or States(), (anchors, some.names)
    )
    one = _domain(held, people, some, reference, result)
    return Measured(
        _proposed(known, entries, one),
        [finding | _counted(known, some, finding["item"]) for finding in judging.findings(one)],
        _figures(known, domain, one, anchors),
    )


def _domain(
    held: Held, people: Together, some: Firsts, reference: scaling.Reference, result: Found
) -> judging.Domain:
    found, linked, proposed = result
    return judging.Domain(
        given=held,
        found=found,
        reference=reference,
        link=linked,
        proposed=proposed,
        names=some.names,
        score=shares(some),
        french=people.french,
        period=people.period,
        ends=people.ends,
        groups=people.groups,
    )


def _proposed(
    known: Known, entries: list[PoolItem], one: judging.Domain
) -> dict[str, dict[str, float]]:
    """Parameters by item name; of an anchor that is held those in force, to the last digit."""
    proposed = one.proposed
    parameters = _parameters(entries, proposed.a, proposed.b, proposed.b_var)
    if one.link.how == scaling.FIXED:
        names = [one.names[row] for row in one.link.used]
        parameters |= {name: dict(known.calibrated[name]) for name in names}
    return parameters


@dataclass(frozen=True)
class _Course:
    """What the searches of a domain have in common."""

    held: Held
    guess: Floats
    priors: Priors
    progress: Callable[[int, int, float], None]
    keep: Callable[[States], None]


def _found(
    course: _Course,
    reference: scaling.Reference,
    spread: float,
    table: Floats,
    states: States,
    asked: tuple[Anchors, Sequence[str]],
) -> Found:
    """The items on a scale of their own, where that lies, and what is to be believed; with
    anchors held, a second search from where the first one ended."""
    anchors, names = asked
    common: dict[str, Any] = {
        "guess": course.guess,
        "priors": course.priors,
        "progress": course.progress,
    }
    at = states

    def first(state: State) -> None:
        nonlocal at
        at = States(state)
        course.keep(at)

    free = calibrate(course.held, "2pl", state=states.free, keep=first, **common)
    linked = scaling.link_to_calibrated(free, reference, spread, anchors.among(names))
    proposed = scaling.propose(free, reference, linked, course.priors, free.flat, table)
    if not anchors.fixed or linked.how != scaling.LINKED:
        return free, linked, proposed
    found, linked = scaling.held(
        course.held,
        free,
        reference,
        linked,
        state=states.fixed,
        keep=lambda state: course.keep(replace(at, fixed=state)),
        **common,
    )
    then = scaling.propose(found, reference, linked, course.priors, found.flat, table)
    return found, linked, scaling.kept(then, proposed, reference, linked)


def _counted(known: Known, some: Firsts, name: str) -> dict[str, Any]:
    """What is counted of an item, with the answers of persons erased."""
    right = some.right[some.item == some.names.index(name)]
    gone, gone_right = known.erased.get(name, (0, 0))
    return {"counted": [len(right) + gone, int(right.sum()) + gone_right, gone]}


def _reference(known: Known, entries: list[PoolItem]) -> scaling.Reference:
    now = [known.calibrated.get(entry.item.id, {}) for entry in entries]
    author = np.array([entry.b for entry in entries])
    own = np.full(len(entries), AUTHOR_SD**2)

    def in_force(name: str) -> Floats:
        pairs = zip(now, entries, strict=True)
        return np.array([one.get(name, getattr(entry, name)) for one, entry in pairs])

    pairs = zip(entries, in_force("b_var").tolist(), strict=True)
    return scaling.Reference(
        author_b=author,
        author_var=own,
        a=in_force("a"),
        b=in_force("b"),
        b_var=np.array([anchoring.of_mean(entry, b_var) for entry, b_var in pairs]),
    )


def _features(entries: list[PoolItem]) -> Floats:
    """What is known of items before anybody meets them."""
    shown = [make(entry.item, 0).public for entry in entries]
    return features(
        [entry.item.skill for entry in entries],
        [entry.item.tier for entry in entries],
        [entry.item.type for entry in entries],
        [len(f"{public.get('context') or ''}{public['ask']}") for public in shown],
    )


def _spread(parameters: Parameters, domain: str) -> float:
    """The standard deviation of abilities over a domain's skills, on the scale in force."""
    inside = parameters.domain == parameters.domains.index(domain)
    return float(np.sqrt(parameters.cov0[np.ix_(inside, inside)].mean()))


def _parameters(
    entries: list[PoolItem], a: Floats, b: Floats, b_var: Floats
) -> dict[str, dict[str, float]]:
    return {
        entry.item.id: {
            "a": round(float(a[row]), 6),
            "b": round(float(b[row]), 6),
            # A family's instances differ: its mean is what was measured.
            "b_var": round(float(b_var[row]) + (SEED_SD**2 if varied(entry.item) else 0.0), 6),
        }
        for row, entry in enumerate(entries)
    }


def _by_authors(
    known: Known,
    domain: str,
    some: Firsts,
    entries: list[PoolItem],
    reference: scaling.Reference,
) -> Measured:
    answers, learners = known.counts(domain)
    parameters = _parameters(
        entries, np.ones(len(entries)), reference.author_b, reference.author_var
    )
    figures = {"enough": False, "answers": answers, "learners": learners, "items": 0}
    figures["erased"] = known.gone(domain)
    return Measured(parameters, [], figures)


def _figures(
    known: Known, domain: str, one: judging.Domain, anchors: Anchors
) -> dict[str, Any]:
    answers, learners = known.counts(domain)
    yes, no = one.groups
    return {
        "enough": True,
        "answers": answers,
        "learners": learners,
        "erased": known.gone(domain),
        "items": int((one.found.given > 0).sum()),
        "judged": int((one.found.given >= judging.LEAST).sum()),
        "anchors": one.link.anchors,
        "linking": one.link.how,
        "named": anchors.among(one.names) is not None,
        "moved": [one.names[row] for row in one.link.moved],
        "flat": [one.names[row] for row in one.link.flat],
        "slope": round(one.link.slope, 4),
        "shift": round(one.link.shift, 4),
        "shift_se": round(one.link.shift_se, 4),
        "french": yes,
        "others": no,
        "periods": len(one.ends),
        "passes": one.found.passes,
        "converged": one.found.converged,
        "log_likelihood": round(one.found.log_likelihood, 6),
    }
