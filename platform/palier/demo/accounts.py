"""The published accounts of the demonstration: who they are, and how to sign in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from palier.accounts.words import normalise
from palier.demo import people
from palier.demo.source import PASSWORD, DemoSecrets


@dataclass(frozen=True)
class Account:
    """A published account. A learner's secret is her five words; she has a card too."""

    who: str
    name: str
    secret: str
    token: str = ""
    said: str = ""


def shown_accounts() -> tuple[Account, ...]:
    """The accounts to try: the team, and one learner of each stage."""
    team = [Account(one.who, one.email, PASSWORD, said=one.site or "") for one in people.TEAM]
    return (*team, *(_of(stage) for stage in _shown()))


@cache
def _published() -> frozenset[str]:
    return frozenset(DemoSecrets(stage.name).token() for stage in people.everyone())


def is_published(token: str) -> bool:
    """Whether a card's token is one of the demonstration's, which anyone may know."""
    return token in _published()


def _shown() -> Iterator[people.Stage]:
    """Learners worth a look; who has just come is the first."""
    said = [stage for stage in people.everyone() if stage.said]
    yield from sorted(said, key=lambda stage: bool(stage.since or stage.unfinished))


def _of(stage: people.Stage) -> Account:
    secrets = DemoSecrets(stage.name)
    token, words = secrets.token(), secrets.words()
    return Account(
        f"Stagiaire ({stage.name})", normalise(stage.name), " ".join(words), token, stage.said
    )
