"""The two-way online filter: learners and exercises learnt together, an answer at a time.

For benchmarks, and in shadow beside the published parameters; it decides nothing.
"""

from adaptive.two_way.filter import Difficulty, Followed, TwoWay
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
    "log_of",
    "shadow",
]
