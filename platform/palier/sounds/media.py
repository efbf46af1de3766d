"""Sound files as browsers record them: what they are, and whether they may be kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

LARGEST = 3 * 1024 * 1024  # bytes: three minutes as phones record them
SMALLEST = 400  # a shorter one holds no sound
LARGEST_VOICE = 2 * 1024 * 1024  # of a learner: two minutes

# The first bytes of each format, and where they are. Names of files say nothing sure.
_SIGNS = (
    (0, b"\x1a\x45\xdf\xa3", "audio/webm"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftyp", "audio/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
)


@dataclass(frozen=True)
class Heard:
    """A sound to send: its bytes and their type."""

    data: bytes
    mime: str

    @property
    def tag(self) -> str:
        """What changes with the bytes."""
        return hashlib.sha256(self.data).hexdigest()[:16]


def mime(data: bytes) -> str | None:
    """The type of a sound file by its first bytes; None when it is no sound we know."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "audio/wav"
    found = (name for at, sign, name in _SIGNS if data[at : at + len(sign)] == sign)
    return next(found, None)


def readable(data: bytes, largest: int = LARGEST) -> bool:
    """Whether ``data`` looks like a sound of a size we keep."""
    return SMALLEST <= len(data) <= largest and mime(data) is not None
