"""Slow hashes of words and passwords, and what a staff password must be."""

from __future__ import annotations

import re
import threading
from functools import cache
from importlib.resources import files
from string import digits, punctuation

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from palier.accounts.words import normalise
from palier.i18n import _

SHORTEST, LONGEST = 12, 128  # characters of a staff password
LOOK_ALIKES = str.maketrans("@4301!5$7", "aaeoiisst")

# OWASP's argon2id setting for small machines: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# A class signs in together: at most this many checks at once, so 76 MiB.
_gate = threading.BoundedSemaphore(4)


def hashed(secret: str) -> str:
    """argon2id of a secret, with its parameters and salt."""
    with _gate:
        return _hasher.hash(secret)


@cache
def _nobody() -> str:
    return hashed("nobody's secret")


def matches(hash_: str | None, secret: str) -> bool:
    """Whether ``secret`` made ``hash_``. Without a hash the same work is done, in vain."""
    try:
        with _gate:
            _hasher.verify(hash_ or _nobody(), secret)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return hash_ is not None


@cache
def common() -> frozenset[str]:
    """Very common passwords and the words they are made of, normalised."""
    text = files("palier.accounts").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(normalise(line) for line in text.splitlines() if line[:1] not in ("", "#"))


def faults(password: str, first_name: str, email: str) -> list[str]:
    """Why this password is refused, each with its remedy; empty when it is accepted."""
    if len(password) < SHORTEST:
        return [_("Prenez au moins %(number)d caractères.", number=SHORTEST)]
    if len(password) > LONGEST:
        return [_("Prenez au plus %(number)d caractères.", number=LONGEST)]
    found = []
    if _is_common(password):
        found.append(
            _("Ce mot de passe est trop connu. Prenez par exemple quatre mots au hasard.")
        )
    form = normalise(password)
    personal = {normalise(first_name), *map(normalise, re.split(r"[@.+_-]", email))}
    if any(len(name) >= 4 and name in form for name in personal):
        found.append(_("Ne mettez pas votre nom ni votre adresse dans le mot de passe."))
    return found


def _is_common(password: str) -> bool:
    """In the list, or a word of the list with figures and signs around or in it."""
    stem = password.strip(digits + punctuation)
    stems = (password, stem, password.translate(LOOK_ALIKES), stem.translate(LOOK_ALIKES))
    return any(form in common() or _repeats(form) for form in map(normalise, stems))


def _repeats(form: str) -> bool:
    """Few different characters, or one piece said twice or more."""
    if len(set(form)) < 5:
        return True
    return any(form == form[:n] * (len(form) // n) for n in range(1, len(form) // 2 + 1))
