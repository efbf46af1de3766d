"""An administrator erases a learner, in two steps: why, then her name typed."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from palier.app import Services
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.models import AuditEvent
from palier.people import queries
from palier.privacy import erasing, looked
from palier.privacy.entry import Erased, Whose
from palier.privacy.pages import ErasePage
from palier.privacy.register import REGISTER
from palier.security import Actor
from palier.trainer.queries import full_name
from palier.upkeep import UpkeepError
from palier.upkeep.copies import folder_of

REASONS: Mapping[str, str] = {
    "demande": N_("La personne, ou ses parents, le demandent"),
    "depart": N_("Le parcours est fini, ses données ne servent plus"),
    "erreur": N_("Compte ouvert par erreur, ou en double"),
}
ERASED = "person.erased"


def page(
    services: Services, actor: Actor, learner_id: UUID, reason: str = "", fault: str = ""
) -> ErasePage:
    """What would go and what would stay. Without a known reason, it is asked for first.

    Raises NotFound.
    """
    with services.db.read() as session:
        known = queries.learner(session, actor, learner_id)
        looked.record(services, session, actor, learner_id, looked.RECORD)
    deleted = (e for e in REGISTER if e.erased is Erased.DELETED and e.whose != Whose.STAFF)
    return ErasePage(
        learner_id=learner_id,
        name=full_name(known.person.first_name, known.person.last_name),
        login_name=known.person.login_name or "",
        here=known.here,
        reasons=tuple((key, _(words)) for key, words in REASONS.items()),
        reason=reason if reason in REASONS else "",
        reason_words=_(REASONS[reason]) if reason in REASONS else "",
        gone=tuple(_(e.data) for e in deleted if e.person or e.through),
        stays=tuple(_(e.data) for e in REGISTER if e.erased is Erased.KEPT),
        fault=fault,
    )


def erase(
    services: Services, actor: Actor, learner_id: UUID, reason: str, typed: str
) -> ErasePage | str:
    """Erase her for good: her first name; or the page with what is to be mended.

    Raises NotFound, also for who comes second.
    """
    if reason not in REASONS:
        return page(services, actor, learner_id, "", _("Choisissez la raison."))
    now = services.source.now()
    try:
        with services.db.write() as session:
            person = queries.learner(session, actor, learner_id).person
            name = person.first_name
            right = typed.strip().casefold() == (person.login_name or name).casefold()
            if right:
                trace = AuditEvent(
                    school_id=actor.school_id,
                    at=now,
                    actor_id=actor.id,
                    action=ERASED,
                    detail={"reason": reason},
                )
                folder = folder_of(services.config)
                if not erasing.erase(session, learner_id, now, folder, trace):
                    raise NotFound
    except UpkeepError as error:
        return page(services, actor, learner_id, reason, str(error))
    if not right:
        fault = _("Le nom écrit n’est pas le bon. Rien n’est effacé.")
        return page(services, actor, learner_id, reason, fault)
    services.states.forget(learner_id)
    erasing.clean(services.db)
    return name
