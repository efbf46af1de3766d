"""A learner's printed card: its secrets, the address in its QR code, the drawing."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import segno
from markupsafe import Markup

from palier.accounts import words

TOKEN_BYTES = 16  # 128 bits: cannot be guessed, so card sign-in needs no throttle
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


class Secrets(Protocol):
    """Where the secrets of cards come from; the demonstration school fixes them."""

    def token(self) -> str:
        """128 random bits, 22 characters that need no escaping in an address."""

    def words(self) -> tuple[str, ...]:
        """``words.COUNT`` words of the list, drawn independently."""


class SystemSecrets:
    """Secrets of the operating system's generator."""

    def token(self) -> str:
        return secrets.token_urlsafe(TOKEN_BYTES)

    def words(self) -> tuple[str, ...]:
        return tuple(secrets.choice(words.words()) for _ in range(words.COUNT))


SYSTEM_SECRETS = SystemSecrets()


@dataclass(frozen=True)
class NewCard:
    """A card just issued: the only time that its words and token exist outside of hashes."""

    learner_id: UUID
    login_name: str
    words: tuple[str, ...]
    token: str


def digest(token: str) -> bytes:
    """SHA-256 of a random token; it is long enough to need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def is_token(text: str) -> bool:
    """Whether ``text`` has the form of a card's token."""
    return TOKEN.fullmatch(text) is not None


def address(base: str, token: str) -> str:
    """What the QR code holds. The part after # stays in the browser and out of every log."""
    return f"{base}#{token}"


def qr_svg(text: str) -> Markup:
    """The QR code of ``text`` as inline SVG, sized and coloured by the page's style sheet."""
    code = segno.make_qr(text, error="m")
    svg = code.svg_inline(omitsize=True, border=4, svgclass="qr", lineclass=None)
    return Markup(svg)  # noqa: S704  # drawn by segno: numbers only, none of the text
