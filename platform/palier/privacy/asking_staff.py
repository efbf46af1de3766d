"""An administrator erases a member of staff, in two steps: why, then an address typed.

What was done stays, without saying by whom: notes, marks, work given, lines of the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from palier.accounts import locks
from palier.app import Services
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.models import AuditEvent
from palier.people import members, queries
from palier.privacy import erasing
from palier.privacy.asking import ERASED
from palier.privacy.entry import Erased, Whose
from palier.privacy.pages import EraseStaffPage
from palier.privacy.register import REGISTER
from palier.security import Actor
from palier.upkeep import UpkeepError
from palier.upkeep.copies import folder_of

REASONS: Mapping[str, str] = {
    "demande_equipe": N_("La personne le demande"),
    "depart_equipe": N_("La personne a quitté l’école"),
    "erreur": N_("Compte ouvert par erreur, ou en double"),
}


def page(
    services: Services, actor: Actor, member_id: UUID, reason: str = "", fault: str = ""
) -> EraseStaffPage:
    """What would go and what would stay. Without a known reason, it is asked for first.

    Raises NotFound.
    """
    with services.db.read() as session:
        person, roles = queries.member(session, actor, member_id)
        forbidden = ""
        if person.id == actor.id:
            forbidden = _own_words()
        elif members.is_last_head(session, person, roles):
            forbidden = members.last_head_words()
    deleted = (e for e in REGISTER if e.erased is Erased.DELETED and e.whose != Whose.LEARNER)
    written = (e for e in REGISTER if e.by and e.erased is not Erased.KEPT)
    return EraseStaffPage(
        member_id=member_id,
        name=person.first_name,
        email=person.email or "",
        closed=person.disabled_at is not None,
        reasons=tuple((key, _(words)) for key, words in REASONS.items()),
        reason=reason if reason in REASONS else "",
        reason_words=_(REASONS[reason]) if reason in REASONS else "",
        gone=tuple(_(e.data) for e in deleted if e.person),
        nameless=tuple(_(e.data) for e in written if e.whose is Whose.LEARNER),
        stays=tuple(_(e.data) for e in REGISTER if e.erased is Erased.KEPT and e.by),
        forbidden=forbidden,
        fault=fault,
    )


def _own_words() -> str:
    return _("Vous ne pouvez pas effacer votre propre compte. Un collègue le peut.")


def erase(
    services: Services, actor: Actor, member_id: UUID, reason: str, typed: str
) -> EraseStaffPage | str:
    """Erase a member of staff for good: the first name; or the page with what is to be mended.

    Raises NotFound, also for who comes second.
    """
    if reason not in REASONS:
        return page(services, actor, member_id, "", _("Choisissez la raison."))
    try:
        name, fault = _erase(services, actor, member_id, reason, typed)
    except UpkeepError as error:
        return page(services, actor, member_id, reason, str(error))
    if fault:
        return page(services, actor, member_id, reason, fault)
    erasing.clean(services.db)
    return name


def _erase(
    services: Services, actor: Actor, member_id: UUID, reason: str, typed: str
) -> tuple[str, str]:
    """The first name, and why nothing was done, "" when it was."""
    now = services.source.now()
    with services.db.write() as session:
        # As closing an account does: two who erase each other leave one.
        locks.hold(session, b"roles %d" % actor.school_id)
        person, roles = queries.member(session, actor, member_id)
        name = person.first_name
        if person.id == actor.id:
            return name, _own_words()
        if members.is_last_head(session, person, roles):
            return name, members.last_head_words()
        if typed.strip().casefold() != (person.email or name).casefold():
            return name, _("L’adresse écrite n’est pas la bonne. Rien n’est effacé.")
        trace = AuditEvent(
            school_id=actor.school_id,
            at=now,
            actor_id=actor.id,
            action=ERASED,
            detail={"reason": reason},
        )
        if not erasing.erase(session, member_id, now, folder_of(services.config), trace):
            raise NotFound
        return name, ""
