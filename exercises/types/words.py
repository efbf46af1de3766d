"""A text cut into the words, or the sentences, that one may touch.

The cut depends on the text alone, never on what is to be found in it. What a no-break space
joins stays one word ("12 €", "9 h 30"); a short word with its apostrophe is a word ("l’").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from exercises.instance import Json

OPEN, CLOSE = "[", "]"
_CHUNK = re.compile(r"[^ \t\n]+")
_BEFORE = re.compile(r"^[«“\"(—–\-\u00a0]+(?=\S)")
_AFTER = re.compile(r"(?:[\u00a0\u202f]*[.,;:?!…»”\")]+)+$")
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)[’'](?=\w)", re.IGNORECASE)
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+(?=\s|$)|$)", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A word or sentence of a text: the signs around it, and whether the author marked it."""

    text: str
    before: str = ""
    after: str = ""
    marked: bool = False
    line: int = 0  # of the text, from 0
    joined: bool = False  # no space between the piece before and this one

    def shown(self) -> Json:
        """What a page needs to show it; never whether it is marked."""
        return {"text": self.text, "before": self.before, "after": self.after} | (
            {"joined": True} if self.joined else {}
        )


def plain(text: str) -> str:
    """``text`` without the brackets of its marks."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def check_marks(text: str) -> None:
    """Raise ValueError ("what | remedy", in French) unless brackets open and close in turn."""
    depth = 0
    for sign in text:
        depth += (sign == OPEN) - (sign == CLOSE)
        if depth not in (0, 1):
            break
    if depth:
        raise ValueError("Les crochets [ ] ne vont pas par deux. | Fermez chaque crochet.")


def _unmarked(text: str) -> tuple[str, list[bool]]:
    signs: list[str] = []
    marks: list[bool] = []
    inside = False
    for sign in text:
        if sign in (OPEN, CLOSE):
            inside = sign == OPEN
            continue
        signs.append(sign)
        marks.append(inside)
    return "".join(signs), marks


def words(text: str) -> list[Piece]:
    """The words of a text, in order; a word is marked when a letter of it is."""
    bare, marks = _unmarked(text)
    found: list[Piece] = []
    for line, start, end in _spans(bare, _CHUNK):
        chunk = bare[start:end]
        lead, tail = _BEFORE.match(chunk), _AFTER.search(chunk)
        first = lead.end() if lead else 0
        last = tail.start() if tail and tail.start() > first else len(chunk)
        cuts = [first, *(m.end() for m in _ELIDED.finditer(chunk, first, last)), last]
        for at, (begin, stop) in enumerate(pairwise(cuts)):
            found.append(
                Piece(
                    chunk[begin:stop],
                    chunk[:first] if begin == first else "",
                    chunk[last:] if stop == last else "",
                    any(marks[start + begin : start + stop]),
                    line,
                    at > 0,
                )
            )
    return found


def sentences(text: str) -> list[Piece]:
    """The sentences of a text, in order; a sentence is marked when all of it is."""
    bare, marks = _unmarked(text)
    return [
        Piece(bare[start:end].strip(), marked=all(marks[start:end]), line=line)
        for line, start, end in _spans(bare, _SENTENCE)
    ]


def _spans(bare: str, pattern: re.Pattern[str]) -> list[tuple[int, int, int]]:
    """(line, start, end) of each match, line by line."""
    spans, offset = [], 0
    for number, line in enumerate(bare.split("\n")):
        spans += [
            (number, offset + m.start(), offset + m.end()) for m in pattern.finditer(line)
        ]
        offset += len(line) + 1
    return spans


def by_line(pieces: Sequence[Piece]) -> list[list[Json]]:
    """What a page shows, line by line; each piece with its number ``at``."""
    lines: dict[int, list[Json]] = {}
    for at, piece in enumerate(pieces):
        lines.setdefault(piece.line, []).append({"at": at, **piece.shown()})
    return list(lines.values())


def said(lines: Sequence[Sequence[Json]]) -> list[str]:
    """The lines of a page as they are read aloud."""
    return [
        "".join(
            ("" if one.get("joined") else " ") + one["before"] + one["text"] + one["after"]
            for one in line
        ).strip()
        for line in lines
    ]


def marking(text: str, by: str, places: Sequence[int]) -> str:
    """``text`` with these pieces of it marked, and no other."""
    pieces = (words if by == "words" else sentences)(text)
    lines: dict[int, str] = {}
    for at, piece in enumerate(pieces):
        core = f"{OPEN}{piece.text}{CLOSE}" if at in places else piece.text
        gap = "" if piece.joined or not lines.get(piece.line) else " "
        lines[piece.line] = lines.get(piece.line, "") + gap + piece.before + core + piece.after
    return "\n".join(lines.values())
