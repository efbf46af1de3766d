"""Cards of a group on sheets: issued anew, shown once, several on a page of A4."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from palier.accounts import cards
from palier.accounts import service as accounts
from palier.accounts.cards import NewCard
from palier.app import Services
from palier.errors import NotFound
from palier.people import queries
from palier.people.pages import CardsPage, PrintedCard, SheetPage
from palier.security import Actor
from palier.trainer.queries import full_name
from palier.trainer.queries import group as group_of

MOST = 60  # cards at once: each takes a slow hash


def page(services: Services, actor: Actor, group_id: int, fault: str = "") -> CardsPage:
    """The learners of a group, those without a card first to be chosen. Raises NotFound."""
    with services.db.read() as session:
        group = group_of(session, actor, group_id)
        rows = queries.cards_of(session, group_id)
    lines = tuple((p.id, full_name(p.first_name, p.last_name), card) for p, card in rows)
    return CardsPage(group.id, group.name, lines, fault)


def issue(
    services: Services, actor: Actor, group_id: int, ids: Sequence[UUID], base: str
) -> SheetPage:
    """Fresh cards for these learners of a group; their old ones stop. Raises NotFound.

    ``base``: the address that the codes lead to.
    """
    with services.db.read() as session:
        group = group_of(session, actor, group_id)
        known = {person.id: person for person, _card in queries.cards_of(session, group_id)}
    if not set(ids) <= known.keys():
        raise NotFound
    wanted = [person for person in known.values() if person.id in set(ids)][:MOST]
    issued = [(p, accounts.renew_card(services, actor, p.id)) for p in wanted]
    return SheetPage(
        group.id,
        group.name,
        tuple(_printed(p.first_name, p.last_name, new, base) for p, new in issued),
    )


def _printed(first_name: str, last_name: str, new: NewCard, base: str) -> PrintedCard:
    return PrintedCard(
        first_name,
        last_name,
        new.login_name,
        new.words,
        cards.qr_svg(cards.address(base, new.token)),
        base.removesuffix("/carte").split("://")[-1],
    )
