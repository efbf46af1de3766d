"""Asked by benchmarks/review.py over lines of JSON, in an environment of its own: py-fsrs.

One line in: ``{"cards": n}`` makes n cards new; ``{"reviews": [[card, day, right], …]}`` tells
what was answered. One line out: the day on which each card is due. A right answer is "Good", a
wrong one "Again" (free-spaced-repetition-scheduler#42).
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler  # type: ignore[import-not-found, unused-ignore]

# Python 3.11 has datetime.UTC too; this file runs on whatever made the environment.
START = datetime(2030, 1, 1, tzinfo=timezone.utc)  # noqa: UP017


def main() -> None:
    """Answers until its input ends. ``sys.argv[1]``: the retention desired."""
    # Without fuzz: the same run twice gives the same numbers.
    scheduler = Scheduler(desired_retention=float(sys.argv[1]), enable_fuzzing=False)
    cards: list[Card] = []
    for line in sys.stdin:
        asked = json.loads(line)
        if "cards" in asked:
            cards = [Card(card_id=i, due=START) for i in range(asked["cards"])]
        for card, day, right in asked.get("reviews", []):
            rating = Rating.Good if right else Rating.Again
            when = START + timedelta(days=day)
            cards[card], _ = scheduler.review_card(cards[card], rating, when)
        due = [(card.due - START) / timedelta(days=1) for card in cards]
        print(json.dumps(due), flush=True)


if __name__ == "__main__":
    main()
