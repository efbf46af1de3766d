"""What the report's page shows: words and pictures, all numbers written."""

from __future__ import annotations

from dataclasses import dataclass

from palier.report.pictures import BarPlot, CurvePlot, DotPlot


@dataclass(frozen=True)
class Key:
    """A figure to remember, with one sentence."""

    figure: str
    unit: str
    sentence: str


@dataclass(frozen=True)
class Line:
    """A row of a table; ``strong``: ours."""

    head: str
    cells: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its name, the heads of its columns, its rows, what to read in it."""

    caption: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True)
class World:
    """A simulated world: what it assumes, and what came of it."""

    name: str
    assumes: str
    source: str
    verdict: str
    everybody: DotPlot
    weakest: DotPlot
    weakest_verdict: str


@dataclass(frozen=True)
class SimulatedPart:
    """The simulations."""

    learners: int
    setting: str
    few: str  # said when there are too few of them
    worlds: tuple[World, ...]
    gains: Table
    groups: tuple[Table, Table]  # gain, and how far ahead
    coverage: DotPlot
    coverages: tuple[Table, Table]  # by world, by group
    coverage_said: str
    exposure: BarPlot
    exposures: Table


@dataclass(frozen=True)
class ObservedPart:
    """Our own answers. ``said`` alone when there are too few."""

    said: str
    where: str  # what these answers are
    curve: CurvePlot | None
    bins: Table | None
    domains: Table | None
    coverage_said: str
    policies: Table | None
    policies_said: str
    french: Table | None
    french_said: str


@dataclass(frozen=True)
class EnginePage:
    """The report on the engine."""

    until: str
    keys: tuple[Key, ...]
    policies: tuple[tuple[str, str], ...]  # their names, and what they do
    simulated: SimulatedPart
    observed: ObservedPart
    command: str  # that writes this page again
    versions: tuple[tuple[str, str], ...]
