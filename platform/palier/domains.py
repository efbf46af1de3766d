"""The domains as a row of links, one of them current: what staff pages switch between."""

from __future__ import annotations

from dataclasses import dataclass

from exercises.curriculum import Curriculum
from palier.errors import NotFound

FIRST_DOMAIN = "maths"  # where one begins, when the school uses it


def first_of(curriculum: Curriculum) -> str:
    """The domain that a page opens on."""
    ids = [domain.id for domain in curriculum.domains]
    return FIRST_DOMAIN if FIRST_DOMAIN in ids else ids[0]


@dataclass(frozen=True)
class Tab:
    """A domain to look at."""

    id: str
    label: str
    current: bool


def tabs(curriculum: Curriculum, domain: str) -> tuple[Tab, ...]:
    """The four domains, one of them current. Raises NotFound for an unknown one."""
    found = tuple(Tab(d.id, d.label, d.id == domain) for d in curriculum.domains)
    if not any(tab.current for tab in found):
        raise NotFound
    return found
