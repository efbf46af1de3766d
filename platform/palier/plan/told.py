"""What is said when something was not done."""

from __future__ import annotations


class Told(Exception):
    """It was not done. ``str()`` says why and what to do; ``about``: the form it is about."""

    def __init__(self, said: str, about: str = "") -> None:
        super().__init__(said)
        self.about = about
