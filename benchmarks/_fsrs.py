"""py-fsrs, in an environment of its own: asked by review and memory through ``_peers``.

A right answer is "Good", a wrong one "Again" (free-spaced-repetition-scheduler#42).
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler  # type: ignore[import-not-found, unused-ignore]

from benchmarks._beside import serve

# Python 3.11 has datetime.UTC too; this file runs on whatever made the environment.
START = datetime(2030, 1, 1, tzinfo=timezone.utc)  # noqa: UP017


class Deck:
    """The cards of one learner. ``desired``: the retention desired."""

    def __init__(self, desired: float) -> None:
        # Without fuzz: the same run twice gives the same numbers.
        self._scheduler = Scheduler(desired_retention=desired, enable_fuzzing=False)
        self._cards: list[Card] = []

    def begin(self, cards: int) -> None:
        """So many cards, all new."""
        self._cards = [Card(card_id=i, due=START) for i in range(cards)]

    def recall(self, reviews: list[tuple[int, float, bool]]) -> list[float]:
        """Told what was answered (card, day, right), the retrievability before each."""
        found = []
        for card, day, right in reviews:
            when = START + timedelta(days=day)
            found.append(self._scheduler.get_card_retrievability(self._cards[card], when))
            rating = Rating.Good if right else Rating.Again
            self._cards[card], _ = self._scheduler.review_card(self._cards[card], rating, when)
        return found

    def due(self, reviews: list[tuple[int, float, bool]]) -> list[float]:
        """Told what was answered (card, day, right), the day on which each card is due."""
        for card, day, right in reviews:
            rating = Rating.Good if right else Rating.Again
            when = START + timedelta(days=day)
            self._cards[card], _ = self._scheduler.review_card(self._cards[card], rating, when)
        return [(card.due - START) / timedelta(days=1) for card in self._cards]


if __name__ == "__main__":
    deck = Deck(float(sys.argv[1]))
    serve({"begin": deck.begin, "due": deck.due, "recall": deck.recall})
