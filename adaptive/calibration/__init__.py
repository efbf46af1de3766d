"""Calibration of items from answers: what a bank’s exercises are worth, learnt from their use.

Marginal maximum likelihood, or the mode under priors, of the one-, two- and three-parameter
logistic models, on answers of which most may be missing. Nothing here knows the platform.
"""

from adaptive.calibration.answers import Answers, Chunk, chunks, from_matrix, from_rows
from adaptive.calibration.course import State
from adaptive.calibration.curves import Beta, LogNormal, Normal, Priors
from adaptive.calibration.expect import Counts, Tables, expected_counts
from adaptive.calibration.fit import Calibration, calibrate
from adaptive.calibration.held import Held, InMemory, Pass, joined

__all__ = [
    "Answers",
    "Beta",
    "Calibration",
    "Chunk",
    "Counts",
    "Held",
    "InMemory",
    "LogNormal",
    "Normal",
    "Pass",
    "Priors",
    "State",
    "Tables",
    "calibrate",
    "chunks",
    "expected_counts",
    "from_matrix",
    "from_rows",
    "joined",
]
