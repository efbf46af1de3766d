"""Helpers of the templates."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from palier.presentation import ahead, day, hour, rich, sentence


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Prenez *tout*.", "Prenez <strong>tout</strong>."),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("Lundi\nMardi", "Lundi<br>Mardi"),
        # Regression: the span that keeps these words together was shown as text.
        ("Combien y a-t-il ?", 'Combien y <span class="together">a-t-il</span> ?'),
        ("Que doit-elle dire ?", 'Que <span class="together">doit-elle</span> dire ?'),
        ("2 justes, sur 4.", '2 justes, <span class="together">sur 4</span>.'),
        ("Le site mairie-valmer.example", "Le site mairie-valmer.example"),
        ("Un arc-en-ciel", "Un arc-en-ciel"),
        ("Est-ce *vrai* ?", '<span class="together">Est-ce</span> <strong>vrai</strong> ?'),
    ],
)
def test_authors_text_is_escaped_once_and_keeps_its_marks(text: str, html: str) -> None:
    assert rich(text) == html


def test_a_sentence_gets_one_full_stop() -> None:
    assert sentence("Écrivez par exemple : 12,5") == "Écrivez par exemple : 12,5."
    assert sentence("Choisissez.") == "Choisissez."
    assert sentence("") == ""


def test_a_time_of_the_day_is_written_as_in_french() -> None:
    assert hour(datetime(2026, 9, 16, 9, 4, tzinfo=UTC)) == "9\u00a0h\u00a004"


def test_the_first_of_a_month_is_said_as_in_french() -> None:
    assert day(date(2026, 11, 1)) == "1er novembre"
    assert day(date(2026, 11, 11)) == "11 novembre"
    assert day(date(2027, 1, 1), year=True) == "1er janvier 2027"
    assert ahead(datetime(2026, 12, 30, tzinfo=UTC), 2.0) == "1er janvier 2027"
