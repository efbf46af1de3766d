"""Adaptive tests on one scale or several: the classical rules, and ours.

``Bank`` and ``Tables`` choose on one scale as fast as can be; ``simulate`` runs many tests in
step. ``classical``, ``exam`` and ``exposure`` are the rules of the books, over a ``Pool``.
"""

from adaptive.testing.bank import Bank, build_bank, information, most_informative
from adaptive.testing.domains import (
    Joint,
    believe,
    correlations,
    likelihoods,
    most_helpful,
    simulate_domains,
)
from adaptive.testing.kind import kind_best, kind_start
from adaptive.testing.lockstep import Simulated, from_abilities, from_answers, simulate
from adaptive.testing.session import Belief, after, begin, interval
from adaptive.testing.spread import (
    Ledger,
    Sat,
    Spread,
    begun,
    counted,
    ended,
    open_ledger,
    rehearse,
    sit,
    spread_best,
)
from adaptive.testing.tables import Tables, best, build_tables

__all__ = [
    "Bank",
    "Belief",
    "Joint",
    "Ledger",
    "Sat",
    "Simulated",
    "Spread",
    "Tables",
    "after",
    "begin",
    "begun",
    "believe",
    "best",
    "build_bank",
    "build_tables",
    "correlations",
    "counted",
    "ended",
    "from_abilities",
    "from_answers",
    "information",
    "interval",
    "kind_best",
    "kind_start",
    "likelihoods",
    "most_helpful",
    "most_informative",
    "open_ledger",
    "rehearse",
    "simulate",
    "simulate_domains",
    "sit",
    "spread_best",
]
