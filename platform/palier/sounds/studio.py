"""The recorder: a trainer or an author gives a voice to the texts of exercises, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exercises.types.sound import groups
from palier.app import Services
from palier.catalogue import Catalogue
from palier.errors import NotFound
from palier.security import Actor
from palier.sounds import service
from palier.sounds.media import Heard


@dataclass(frozen=True)
class Line:
    """A text to say: how it is named in addresses, where it comes from, whether it is said."""

    hash: str
    text: str
    skill: str
    recorded: bool


@dataclass(frozen=True)
class RecorderPage:
    """The text to record now, the next one, and all of them."""

    current: Line | None
    following: str  # hash of the text after it, "" for none
    waiting: int
    lines: tuple[Line, ...]


def texts(catalogue: Catalogue) -> Mapping[str, tuple[str, str]]:
    """hash -> (text, label of its skill) of all that published exercises say, each once."""
    found: dict[str, tuple[str, str]] = {}
    for entry in catalogue.items:
        label = catalogue.curriculum.skills[entry.item.skill].label
        for content in entry.item.contents:
            for text in groups(getattr(content, "said", "") or ""):
                if text:
                    found.setdefault(service.text_hash(text).hex(), (text, label))
    return found


def page(services: Services, actor: Actor, chosen: str) -> RecorderPage:
    """The recorder, on a text that was chosen, else on the first that waits."""
    with services.db.read() as session:
        known = texts(services.catalogue.current(session))
        said = service.recorded(session, actor.school_id, [text for text, _ in known.values()])
    lines = [Line(name, text, label, text in said) for name, (text, label) in known.items()]
    lines.sort(key=lambda line: line.recorded)
    waiting = [line for line in lines if not line.recorded]
    current = next((line for line in lines if line.hash == chosen), None)
    current = current or next(iter(waiting), None)
    after = [line for line in waiting if current is None or line.hash != current.hash]
    return RecorderPage(current, after[0].hash if after else "", len(waiting), tuple(lines))


def _text(services: Services, name: str) -> str:
    with services.db.read() as session:
        found = texts(services.catalogue.current(session)).get(name)
    if found is None:
        raise NotFound
    return found[0]


def keep(services: Services, actor: Actor, name: str, data: bytes) -> bool:
    """Keep a voice for a text. False when it is no sound we can keep; raises NotFound."""
    return service.record(services, actor, _text(services, name), data)


def heard(services: Services, actor: Actor, name: str) -> Heard:
    """The sound of a text as learners of this school hear it. Raises NotFound."""
    return service.heard(services, actor.school_id, _text(services, name))


def remove(services: Services, actor: Actor, name: str) -> None:
    """Take a voice of this school back. Raises NotFound."""
    service.remove(services, actor, _text(services, name))
