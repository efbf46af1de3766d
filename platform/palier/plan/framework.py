"""The school's own framework: a file, shown line by line, then mapped to our skills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from exercises.curriculum import Curriculum
from palier.accounts import locks
from palier.app import Services
from palier.errors import NotFound
from palier.i18n import _
from palier.models import FrameworkCompetence
from palier.people import drafts, reading
from palier.people.trace import record
from palier.plan import standing
from palier.plan.order import loop
from palier.plan.pages import FrameworkPage
from palier.plan.told import Told
from palier.security import Actor

KIND = "framework"  # of drafts
LONGEST_CODE = 40
# Heads are compared without accents.
COLUMNS: Mapping[str, Sequence[str]] = {
    "code": ("code", "numero", "id", "reference"),
    "title": ("titre", "intitule", "libelle", "competence", "title", "label"),
    "parent": ("parent", "code parent", "dans", "sous", "bloc"),
    "skills": ("palier", "competences palier", "skills"),
}


@dataclass(frozen=True)
class Line:
    """A line of a file: a competence, and what is to be mended, "" for nothing."""

    number: int
    code: str
    title: str
    parent: str
    skills: tuple[str, ...]
    fault: str = ""


def lines(rows: Sequence[Sequence[Any]], curriculum: Curriculum) -> tuple[Line, ...]:
    """The competences of a file, each with its fault. ``rows``: number, code, title, parent,
    skills as typed."""
    codes = Counter(row[1] for row in rows)
    parents: dict[str, frozenset[str]] = {
        row[1]: frozenset({row[3]} - {""}) for row in rows if row[1]
    }
    found = []
    for number, code, title, parent, typed in rows:
        skills = tuple(dict.fromkeys(typed.replace(",", " ").replace(";", " ").split()))
        unknown = [one for one in skills if one not in curriculum.skills]
        fault = _fault(code, title, parent, codes, parents)
        if not fault and unknown:
            fault = _("Compétence Palier inconnue : %(skill)s.", skill=unknown[0])
        found.append(Line(number, code, title, parent, skills, fault))
    return tuple(found)


def _fault(
    code: str,
    title: str,
    parent: str,
    codes: Mapping[str, int],
    parents: Mapping[str, frozenset[str]],
) -> str:
    if not code:
        return _("Écrivez un code.")
    if len(code) > LONGEST_CODE:
        return _("Code trop long : 40 signes au plus.")
    if not title:
        return _("Écrivez un titre.")
    if codes[code] > 1:
        return _("Ce code est %(n)s fois dans le fichier. Gardez-en un.", n=codes[code])
    if parent and parent not in codes:
        return _("Le parent %(code)s n’est pas dans le fichier.", code=parent)
    way = loop(parents, code)
    if way:
        chain = " → ".join((*way, way[0]))
        return _("Les parents tournent en rond : %(chain)s. Changez l’un d’eux.", chain=chain)
    return ""


def _whole_school(actor: Actor) -> None:
    if actor.sites is not None:
        raise NotFound


def page(
    services: Services,
    actor: Actor,
    draft_id: UUID | None = None,
    chosen: str = "",
    fault: str = "",
) -> FrameworkPage:
    """The framework, a file that waits, or a competence to be mapped. Raises NotFound."""
    _whole_school(actor)
    with services.db.read() as session:
        catalogue = services.catalogue.seen_by(session, actor.school)
        rows = standing.framework(session, actor.school_id)
        draft = drafts.find(session, actor, KIND, draft_id) if draft_id else None
    one = next((row for row in rows if row.code == chosen), None)
    if chosen and one is None:
        raise NotFound
    depths = standing.depths({row.code: row.parent for row in rows})
    read = lines(draft.rows or [], catalogue.curriculum) if draft else ()
    new = {line.code for line in read}
    return FrameworkPage(
        competences=tuple((r.code, r.title, depths[r.code], len(r.skills)) for r in rows),
        draft_id=draft_id,
        file_name=draft.file_name if draft else "",
        lines=tuple((x.number, x.code, x.title, x.parent, x.fault) for x in read),
        gone=tuple(row.code for row in rows if row.code not in new) if draft else (),
        fault=fault,
        chosen=chosen,
        title=one.title if one else "",
        skills=_skills(catalogue.curriculum, catalogue.covered, one.skills) if one else (),
    )


def _skills(
    curriculum: Curriculum, covered: Collection[str], mapped: Collection[str]
) -> tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]:
    """Every skill that has exercises, strand by strand, and whether it is mapped."""
    found = []
    for domain in curriculum.domains:
        for strand in domain.strands:
            skills = tuple(
                (skill.id, skill.label, skill.id in mapped)
                for skill in strand.skills
                if skill.id in covered or skill.id in mapped
            )
            if skills:
                found.append((f"{domain.label}, {strand.label}", skills))
    return tuple(found)


def send(services: Services, actor: Actor, name: str, data: bytes) -> UUID:
    """Read a file and keep its lines. Raises NotFound and reading.Unreadable."""
    _whole_school(actor)
    table = reading.read(data, COLUMNS)
    if not {"code", "title"} <= set(table.columns):
        raise reading.Unreadable(
            _("Il manque la colonne « code » ou la colonne « titre ». Rien n’a été importé.")
        )
    rows = [
        [row.number, *(row.cells[name] for name in ("code", "title", "parent", "skills"))]
        for row in table.rows
    ]
    with services.db.write() as session:
        return drafts.keep(services, session, actor, KIND, name, rows)


def take_in(services: Services, actor: Actor, draft_id: UUID) -> int:
    """The file becomes the framework, whole; how many competences. Raises NotFound, and Told.

    A code that was known keeps its skills unless the file names others.
    """
    _whole_school(actor)
    with services.db.write() as session:
        locks.hold(session, b"framework %d" % actor.school_id)
        draft = drafts.find(session, actor, KIND, draft_id, lock=True)
        if draft.done_at is not None:
            return 0
        curriculum = services.catalogue.current(session).curriculum
        read = lines(draft.rows or [], curriculum)
        wrong = sum(bool(line.fault) for line in read)
        if wrong:
            raise Told(
                _(
                    "Il reste %(n)s lignes à corriger. Rien n’est importé : corrigez-les dans "
                    "votre fichier, puis envoyez-le de nouveau.",
                    n=wrong,
                )
            )
        _replace(session, actor, read)
        draft.rows, draft.done_at = None, services.source.now()
        draft.done = {"competences": len(read)}
        record(services, session, actor, "framework.imported", None, draft.done)
        return len(read)


def _replace(session: Session, actor: Actor, read: Sequence[Line]) -> None:
    mine = FrameworkCompetence.school_id == actor.school_id
    mapped = {
        row.code: list(row.skills) for row in standing.framework(session, actor.school_id)
    }
    session.execute(delete(FrameworkCompetence).where(mine))
    session.add_all(
        FrameworkCompetence(
            school_id=actor.school_id,
            code=line.code,
            title=line.title,
            parent=line.parent or None,
            position=position,
            skills=list(line.skills) or mapped.get(line.code, []),
        )
        for position, line in enumerate(read)
    )


def map_skills(services: Services, actor: Actor, code: str, skills: Sequence[str]) -> None:
    """Say which skills a competence needs. Raises NotFound for an unknown one of either."""
    _whole_school(actor)
    with services.db.write() as session:
        locks.hold(session, b"framework %d" % actor.school_id)
        catalogue = services.catalogue.seen_by(session, actor.school)
        rows = standing.framework(session, actor.school_id)
        row = next((one for one in rows if one.code == code), None)
        known = catalogue.curriculum.skills
        if row is None or any(skill not in known for skill in skills):
            raise NotFound
        unseen = [skill for skill in row.skills if not catalogue.uses(skill)]  # not on the page
        before, row.skills = row.skills, list(dict.fromkeys([*skills, *unseen]))
        detail = {"code": code, "skills": [list(before), row.skills]}
        record(services, session, actor, "framework.mapped", None, detail)
