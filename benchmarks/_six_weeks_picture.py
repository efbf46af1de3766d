"""Six weeks of practice as a picture: each exercise a mark, each week its success."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from adaptive.practising import BAND_HIGH, BAND_LOW

DAY, ROW, LEFT, TOP, WEEKLY = 15.0, 13.0, 250.0, 44.0, 64.0
RIGHT, BETWEEN = 24.0, 28.0
STYLE = """
text { font: 11px sans-serif; fill: #1f2937 } .t { font-size: 14px; font-weight: 600 }
.grid { stroke: #d6dae1 } .band { fill: #dcebe2 } .line { fill: none; stroke: #14532d }
.line { stroke-width: 2 } .right { fill: #14532d } .partly { fill: #8fb89f }
.wrong { fill: #ffffff; stroke: #9a3412; stroke-width: 1.4 } .dim { fill: #5b6472 }
"""


@dataclass(frozen=True)
class Seen:
    """An exercise of a practice: when, of which skill, which instance, how it went, why."""

    at: datetime
    skill: str
    instance: str
    score: float
    reason: str


@dataclass(frozen=True)
class Panel:
    """The learners of a palier: the first is drawn, all count in the success of a week."""

    palier: str
    learners: tuple[tuple[Seen, ...], ...]


def drawn(panels: Sequence[Panel], start: datetime, weeks: int) -> str:
    """The picture, one panel a palier under another, as SVG."""
    width = LEFT + weeks * 7 * DAY + RIGHT
    parts, y = list(_legend()), 34.0
    for panel in panels:
        lines, y = _panel(panel, start, weeks, y)
        parts += lines
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {y:g}" '
        f'width="{width:g}" height="{y:g}" role="img">\n'
        "<title>Six semaines de maths, un stagiaire simulé par palier</title>\n"
        f"<style>{STYLE}</style>\n"
        f'<rect width="{width:g}" height="{y:g}" fill="#ffffff"/>\n' + "\n".join(parts)
    ) + "\n</svg>\n"


def _legend() -> Iterator[str]:
    """What the marks mean, above the panels."""
    x = 12.0
    for kind, words in (("right", "juste"), ("partly", "en partie"), ("wrong", "pas encore")):
        yield f'<circle class="{kind}" cx="{x:g}" cy="18" r="3.4"/>'
        yield f'<text x="{x + 8:g}" y="22">{words}</text>'
        x += 90.0
    yield f'<rect class="band" x="{x:g}" y="11" width="22" height="14"/>'
    yield f'<text x="{x + 28:g}" y="22">réussite où un exercice apprend le plus</text>'


def _panel(panel: Panel, start: datetime, weeks: int, top: float) -> tuple[list[str], float]:
    """The marks of a panel, and where the next begins."""
    mine = panel.learners[0]
    skills = list(dict.fromkeys(one.skill for one in mine))
    base = top + TOP
    floor = base + ROW * len(skills)
    words = (
        f"{panel.palier} · {len(mine)} exercices, {len(skills)} compétences "
        f"(un stagiaire) ; réussite par semaine ({len(panel.learners)} stagiaires)"
    )
    out = [f'<text class="t" x="8" y="{top + 18:g}">{escape(words)}</text>']
    for week in range(weeks + 1):
        x = LEFT + 7 * DAY * week
        out.append(f'<path class="grid" d="M{x:g} {base - 8:g}V{floor + 12 + WEEKLY:g}"/>')
    for row, skill in enumerate(skills):
        y = base + ROW * row + 8
        label = escape(skill.partition(".")[2])
        out.append(
            f'<text class="dim" text-anchor="end" x="{LEFT - 8:g}" y="{y:g}">{label}</text>'
        )
    out += _marks(mine, skills, start, base)
    out += _weekly(panel, start, weeks, floor + 12)
    return out, floor + 12 + WEEKLY + BETWEEN


def _marks(
    mine: Sequence[Seen], skills: Sequence[str], start: datetime, base: float
) -> Iterator[str]:
    """A dot an exercise: full when right, pale when partly, hollow when not yet."""
    seen: dict[tuple[int, str], int] = {}
    for one in mine:
        day = (one.at - start).days
        nth = seen[day, one.skill] = seen.get((day, one.skill), 0) + 1
        x = LEFT + DAY * day + 4 + 4.5 * (nth - 1)
        kind = "right" if one.score >= 0.99 else "partly" if one.score > 0 else "wrong"
        y = base + ROW * skills.index(one.skill) + 4
        yield f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="3.4"/>'


def _weekly(panel: Panel, start: datetime, weeks: int, top: float) -> Iterator[str]:
    """The success of each week, on the band where an exercise teaches most."""
    width = 7 * DAY * weeks

    def y(share: float) -> float:
        return top + WEEKLY * (1.0 - share)

    yield (
        f'<rect class="band" x="{LEFT:g}" y="{y(BAND_HIGH):g}" width="{width:g}" '
        f'height="{y(BAND_LOW) - y(BAND_HIGH):g}"/>'
    )
    for share in (0.0, 0.5, 1.0):
        yield f'<path class="grid" d="M{LEFT:g} {y(share):g}h{width:g}"/>'
        yield (
            f'<text class="dim" text-anchor="end" x="{LEFT - 8:g}" y="{y(share) + 4:g}">'
            f"{100 * share:.0f} %</text>"
        )
    places = []
    for week in range(weeks):
        scores = [
            one.score
            for mine in panel.learners
            for one in mine
            if (one.at - start).days // 7 == week
        ]
        if scores:
            share = sum(scores) / len(scores)
            x = LEFT + 7 * DAY * (week + 0.5)
            places.append((x, y(share)))
            yield (
                f'<text text-anchor="middle" x="{x:g}" y="{y(share) - 7:g}">'
                f"{100 * share:.0f} %</text>"
            )
    yield (
        '<polyline class="line" points="' + " ".join(f"{a:g},{b:g}" for a, b in places) + '"/>'
    )
