"""What is said aloud in an exercise: a text in groups of words, and never in the page before.

A page knows how many groups there are, and asks for the sound of each by its number.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from exercises.french import NBSP
from exercises.instance import Json

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
BREAK = "|"
MOST_GROUPS = 12


def groups(said: str) -> list[str]:
    """The groups of words of a text, where ``|`` parts them; without brackets."""
    bare = said.replace("[", "").replace("]", "")
    return [" ".join(part.split(" ")).strip() for part in bare.split(BREAK)]


def whole(said: str) -> str:
    """The text in one piece, without its breaks and brackets."""
    return " ".join(group for group in groups(said) if group)


def check_groups(said: str) -> None:
    """Raise ValueError ("what | remedy", in French) for an empty group or too many."""
    found = groups(said)
    if not all(any(sign.isalnum() for sign in group) for group in found):
        raise ValueError("Un groupe de mots est vide. | Retirez un trait « | ».")
    if len(found) > MOST_GROUPS:
        what = f"« said » a {len(found)} groupes de mots."
        raise ValueError(f"{what} | Au plus {MOST_GROUPS}.")


def parts(said: str) -> tuple[Json, Json]:
    """(public, secret) of a text said aloud."""
    return {"groups": len(groups(said))}, {"groups": groups(said), "said": whole(said)}


def transcript(secret: Json, label: str = f"Ce qui est dit{NBSP}:") -> Json:
    """The text said, as the feedback shows it once the answer is known."""
    piece = {"text": secret["said"], "before": "", "after": "", "mark": None}
    return {"label": label, "lines": [[piece]]}
