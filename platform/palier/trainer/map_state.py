"""What the map shows, as its address says it: so a view is a link, and the back button works.

Values that make no sense, from an old link or a forged one, count as not given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from exercises.curriculum import Curriculum, Domain
from palier.db import LARGEST_ID
from palier.domains import FIRST_DOMAIN, first_of
from palier.i18n import N_

OVERVIEW = "tous"  # as a domain: the four of them, a column each
BY_STRAND = "volets"
ALL = "competences"  # of the overview: every skill of the four domains
BY_PALIER, ONE_PALIER = "paliers", "palier-"  # skills grouped by palier; or those of one
BY_NAME, BY_STUCK, BY_ACTIVITY, BY_GAPS = "nom", "bloque", "activite", "manques"
READY, EVERYTHING, GAPS, NOT_YET, UNSURE, REVIEWS, STUCK, RECENT = (
    "pretes",
    "tout",
    "manque",
    "pas-acquis",
    "incertain",
    "revoir",
    "bloque",
    "recent",
)
EVERYONE, ACTIVE, TO_SEE = "tous", "actifs", "a-voir"
AWAY_DAYS = {"absents-7": 7, "absents-14": 14, "absents-30": 30}
ACTIVE_DAYS = 7
DOWN = "desc"
TICKED = ("cocher", "tout")  # the argument that ticks all; no part of the view
PALIERS = 4

SORT_WORDS: Mapping[str, str] = {
    BY_NAME: N_("Prénom"),
    BY_STUCK: N_("Blocages d’abord"),
    BY_GAPS: N_("Manques d’abord"),
    BY_ACTIVITY: N_("Dernière activité"),
}
SHOW_WORDS: Mapping[str, str] = {
    READY: N_("Compétences avec exercices"),
    EVERYTHING: N_("Toutes les compétences"),
    GAPS: N_("Ce qui manque au groupe"),
    NOT_YET: N_("Pas encore acquis"),
    UNSURE: N_("Pas encore sûr"),
    REVIEWS: N_("À revoir"),
    STUCK: N_("Blocages"),
    RECENT: N_("Travaillé ces 3 semaines"),
}
WHO_WORDS: Mapping[str, str] = {
    EVERYONE: N_("Tout le groupe"),
    TO_SEE: N_("À voir en premier"),
    ACTIVE: N_("Au travail ces 7 jours"),
    "absents-7": N_("Sans activité depuis 7 jours"),
    "absents-14": N_("Sans activité depuis 14 jours"),
    "absents-30": N_("Sans activité depuis 30 jours"),
}
# In the order in which they are packed; the defaults are left out of addresses.
_DEFAULTS = {
    "domaine": FIRST_DOMAIN,
    "colonnes": "",
    "tri": BY_NAME,
    "sens": "",
    "voir": READY,
    "qui": EVERYONE,
}


@dataclass(frozen=True)
class MapState:
    """A view of a group's map."""

    domain: str = FIRST_DOMAIN
    # "": the domain's skills, or the four domains; ALL; BY_STRAND; one strand's id; BY_PALIER;
    # or one palier.
    columns: str = ""
    sort: str = BY_NAME  # or a column's id
    down: bool = False  # of a column: highest first
    show: str = READY
    who: str = EVERYONE

    @property
    def palier(self) -> int | None:
        """The one palier whose skills are shown, 1 to 4; None for all of them."""
        known = self.columns.startswith(ONE_PALIER)
        return int(self.columns.removeprefix(ONE_PALIER)) if known else None

    @property
    def by_palier(self) -> bool:
        """Whether skills are grouped by palier."""
        return self.columns == BY_PALIER or self.palier is not None

    @property
    def summary(self) -> bool:
        """Whether a column sums up a strand or a domain, instead of being a skill."""
        if self.domain == OVERVIEW:
            return self.columns == ""
        return self.columns == BY_STRAND

    def arguments(self) -> dict[str, str]:
        """The address's arguments, those that say nothing left out."""
        values = dict(zip(_DEFAULTS, self._values(), strict=True))
        return {name: text for name, text in values.items() if text != _DEFAULTS[name]}

    def packed(self, group_id: int) -> str:
        """The whole as one argument, for pages that lead back here."""
        given = self.arguments()
        return "~".join((str(group_id), *(given.get(name, "") for name in _DEFAULTS))).rstrip(
            "~"
        )

    def _values(self) -> tuple[str, ...]:
        down = DOWN if self.down else ""
        return (self.domain, self.columns, self.sort, down, self.show, self.who)

    def at(self, **changes: object) -> MapState:
        """The same view but for these changes."""
        return replace(self, **changes)  # type: ignore[arg-type]  # fields of this class


def read(arguments: Mapping[str, str], curriculum: Curriculum) -> MapState:
    """The view an address asks for."""
    given = {name: arguments.get(name) or default for name, default in _DEFAULTS.items()}
    given["domaine"] = arguments.get("domaine") or first_of(curriculum)
    domain = _domain(curriculum, given["domaine"])
    strands = {strand.id for strand in domain.strands} if domain else set()
    wide = {BY_STRAND, *strands} if domain else {ALL}
    paliers = {BY_PALIER, *(f"{ONE_PALIER}{n}" for n in range(1, PALIERS + 1))}
    columns = given["colonnes"] if given["colonnes"] in wide | paliers else ""
    show = given["voir"] if given["voir"] in SHOW_WORDS else READY
    sort = given["tri"]
    known = {s.id for s in curriculum.skills.values()} | {
        one for d in curriculum.domains for one in (d.id, *(s.id for s in d.strands))
    }
    return MapState(
        domain=given["domaine"],
        columns=columns,
        sort=sort if sort in SORT_WORDS or sort in known else BY_NAME,
        down=given["sens"] == DOWN,
        show=show,
        who=given["qui"] if given["qui"] in WHO_WORDS else EVERYONE,
    )


def packed_address(group_id: str, arguments: Mapping[str, str]) -> str:
    """The packed form of a view by its address; ``unpack`` makes sure that it is one."""
    given = (arguments.get(name, "") for name in _DEFAULTS)
    return "~".join((group_id, *(text.replace("~", "") for text in given))).rstrip("~")


def unpack(text: str | None, curriculum: Curriculum) -> tuple[int, MapState] | None:
    """The group and the view that ``packed`` wrote; None when there are none to go back to."""
    group, *values = (text or "").split("~")
    if not (group.isascii() and group.isdigit() and len(group) < 20):
        return None
    given = dict(zip(_DEFAULTS, values, strict=False))
    if given.get("domaine") not in {OVERVIEW, *(d.id for d in curriculum.domains)}:
        given["domaine"] = first_of(curriculum)
    return (int(group), read(given, curriculum)) if int(group) <= LARGEST_ID else None


def _domain(curriculum: Curriculum, domain: str) -> Domain | None:
    return next((d for d in curriculum.domains if d.id == domain), None)
