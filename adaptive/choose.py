"""Choosing the next exercise: ``place`` when placing a learner, ``practise`` ever after."""

from adaptive.choice import Choice, Reason, ReasonCode, Stop
from adaptive.placing import PlacementHistory, place
from adaptive.practising import PracticeContext, practise

__all__ = [
    "Choice",
    "PlacementHistory",
    "PracticeContext",
    "Reason",
    "ReasonCode",
    "Stop",
    "place",
    "practise",
]
