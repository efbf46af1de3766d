"""The two-way online filter: learners and exercises learnt together, an answer at a time.

For benchmarks, and in shadow beside the published parameters; it decides nothing.
"""

from adaptive.two_way.arrays import from_arrays, to_arrays
from adaptive.two_way.exercises import Difficulty
from adaptive.two_way.filter import Followed, TwoWay
from adaptive.two_way.log import Log, log_of
from adaptive.two_way.settings import FACTS, Effect, Fast, Settings, Slow
from adaptive.two_way.shadow import Shadow, shadow

__all__ = [
    "FACTS",
    "Difficulty",
    "Effect",
    "Fast",
    "Followed",
    "Log",
    "Settings",
    "Shadow",
    "Slow",
    "TwoWay",
    "from_arrays",
    "log_of",
    "shadow",
    "to_arrays",
]
