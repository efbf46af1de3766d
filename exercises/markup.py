"""The only mark-up of exercise texts: ``*word*`` is bold. All else is shown as written."""

from __future__ import annotations

import re

# Stars inside a formula (=A1*B1*C1) touch letters or digits on the outside: not bold.
_BOLD = re.compile(r"(?<![\w*)\]])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*(\[])")


def spans(text: str) -> list[tuple[str, bool]]:
    """``text`` cut into (words, is it bold); pages escape and show each piece."""
    pieces = []
    end = 0
    for match in _BOLD.finditer(text):
        if match.start() > end:
            pieces.append((text[end : match.start()], False))
        pieces.append((match[1], True))
        end = match.end()
    if end < len(text):
        pieces.append((text[end:], False))
    return pieces


def plain(text: str) -> str:
    """``text`` without its marks, to be read aloud or compared."""
    return _BOLD.sub(r"\1", text)
