"""What report is asked for: which, of whom, over which days, in which form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from palier.i18n import N_, _
from palier.people.reading import day as read_day
from palier.plan.told import Told
from palier.reports.whom import Period

PLACEMENT, PLAN, PROGRESS, GROUP, SCHOOL, ANSWERS = (
    "placement",
    "plan",
    "progress",
    "group",
    "school",
    "answers",
)
OF_LEARNER = (PLACEMENT, PLAN, PROGRESS)
OF_GROUP = (GROUP, ANSWERS)
KINDS: Mapping[str, str] = {
    PLACEMENT: N_("Positionnement"),
    PLAN: N_("Plan de formation"),
    PROGRESS: N_("Progrès"),
    GROUP: N_("Rapport de groupe"),
    SCHOOL: N_("Rapport de l’école"),
    ANSWERS: N_("Réponses d’un groupe"),
}
PAGE, PDF, XLSX, CSV, XAPI = "page", "pdf", "xlsx", "csv", "xapi"
FORMATS: Mapping[str, str] = {
    PAGE: N_("À l’écran"),
    PDF: N_("PDF"),
    XLSX: N_("Tableur (XLSX)"),
    CSV: N_("CSV"),
    XAPI: N_("xAPI (JSON)"),
}
MIMES: Mapping[str, tuple[str, str]] = {
    PDF: ("application/pdf", "pdf"),
    XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    CSV: ("text/csv; charset=utf-8", "csv"),
    XAPI: ("application/json", "json"),
}
EVERY: Mapping[str, tuple[str, int]] = {
    "month": (N_("Chaque mois"), 1),
    "quarter": (N_("Chaque trimestre"), 3),
    "year": (N_("Chaque année"), 12),
}
LONGEST = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Asked:
    """A report that is asked for."""

    kind: str
    format: str
    period: Period
    learner_id: UUID | None = None
    group_id: int | None = None


def formats_of(kind: str) -> tuple[str, ...]:
    """The forms that a kind has."""
    if kind == ANSWERS:
        return CSV, XAPI
    return (PAGE, PDF, XLSX) if kind in (GROUP, SCHOOL) else (PDF, XLSX)


def read(
    form: Mapping[str, str], kind: str, today: date, learner_id: UUID | None = None
) -> Asked:
    """What a form asks for. Raises Told with what is to be mended."""
    form_of_it = form.get("format", "")
    if form_of_it not in formats_of(kind):
        raise Told(_("Choisissez le format du document."), kind)
    first, last = read_day(form.get("du", "")), read_day(form.get("au", ""))
    if first is None or last is None:
        raise Told(_("Choisissez le premier et le dernier jour."), kind)
    if first > last:
        raise Told(_("Le premier jour vient après le dernier. Échangez-les."), kind)
    if last - first > LONGEST or first > today:
        raise Told(_("Choisissez des jours déjà passés, 5 ans au plus."), kind)
    group = form.get("groupe", "") if kind in OF_GROUP else ""
    group_id = int(group) if group.isascii() and group.isdigit() and len(group) < 19 else None
    return Asked(kind, form_of_it, Period(first, last), learner_id, group_id)


def months_on(day: date, months: int) -> date:
    """The first day of the month, some months later."""
    index = day.month - 1 + months
    return date(day.year + index // 12, index % 12 + 1, 1)


def before(day: date, months: int) -> Period:
    """The whole months that end before a day’s month."""
    last = day.replace(day=1) - timedelta(days=1)
    return Period(months_on(last, 1 - months), last)
