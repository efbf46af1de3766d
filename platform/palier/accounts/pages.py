"""What each page of accounts may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup

from palier.accounts.comfort import Comfort
from palier.accounts.words import COUNT


@dataclass(frozen=True)
class WordField:
    """One of the five fields: what was typed, and what is wrong with it."""

    number: int
    value: str = ""
    error: str = ""


@dataclass(frozen=True)
class SignInPage:
    """A learner signs in."""

    target: str  # local path to go to afterwards, or ""
    login_name: str = ""
    login_error: str = ""
    fields: tuple[WordField, ...] = tuple(WordField(n + 1) for n in range(COUNT))
    fault: str = ""
    advice: str = ""
    suggestions: tuple[str, ...] = ()
    closed: str = ""  # what became of the form that came when the session was over


@dataclass(frozen=True)
class CardSignInPage:
    """The QR code was opened: the script hands the token over; without it, words do."""

    fault: str = ""


@dataclass(frozen=True)
class StaffSignInPage:
    """A member of staff signs in."""

    target: str
    email: str = ""
    fault: str = ""
    advice: str = ""
    closed: str = ""  # as in SignInPage


@dataclass(frozen=True)
class PasswordPage:
    """Changing one's own password."""

    shortest: int
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class ComfortPage:
    """Reading comfort, with what is chosen now."""

    chosen: Comfort
    target: str
    layout: str  # the template it extends: the learner's or the staff's


@dataclass(frozen=True)
class SiteChoice:
    """A site in a list."""

    id: int
    name: str


@dataclass(frozen=True)
class NewGroupPage:
    """A new group: name and site."""

    sites: tuple[SiteChoice, ...]
    name: str = ""
    site_id: int | None = None
    fault: str = ""


@dataclass(frozen=True)
class NewLearnerPage:
    """A new learner of a group."""

    group_id: int
    group_name: str
    form_id: UUID
    first_name: str = ""
    initial: str = ""
    fault: str = ""


@dataclass(frozen=True)
class CardPage:
    """A learner's card. ``words`` and ``qr`` are there only when it was issued just now."""

    learner_id: UUID
    first_name: str
    last_name: str
    login_name: str
    group_id: int
    group_name: str
    issued_at: datetime | None
    words: tuple[str, ...] = ()
    qr: Markup = Markup("")  # noqa: RUF009  # a constant
    address: str = ""
    news: str = ""
