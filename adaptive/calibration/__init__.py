"""Calibration of items from answers: what a bank’s exercises are worth, learnt from their use.

Marginal maximum likelihood, or the mode under priors, of the one-, two- and three-parameter
logistic models, on answers of which most may be missing. Nothing here knows the platform.
"""

from adaptive.calibration.anchored import Anchored, calibrate_anchored
from adaptive.calibration.answers import Answers, Chunk, chunks, from_matrix, from_rows
from adaptive.calibration.coldstart import Believed, difficulty, features, slope
from adaptive.calibration.conditional import Conditional, conditional
from adaptive.calibration.course import State
from adaptive.calibration.curves import Beta, LogNormal, Normal, Priors
from adaptive.calibration.dif import Dif, mantel_haenszel
from adaptive.calibration.drift import Drift, drift, periods_apart
from adaptive.calibration.expect import Counts, Tables, expected_counts
from adaptive.calibration.findings import Evidence, Finding, Kind, findings
from adaptive.calibration.fit import Calibration, calibrate, fold
from adaptive.calibration.held import Held, InMemory, Pass, joined
from adaptive.calibration.itemfit import ItemFit, Observed, item_fit, mean_squares, observed
from adaptive.calibration.likelihood import Ratio, likelihood_ratio
from adaptive.calibration.linking import Link, link, on_scale
from adaptive.calibration.looking import People
from adaptive.calibration.margins import MarginsFit, margins_fit
from adaptive.calibration.personfit import PersonFit, person_fit
from adaptive.calibration.pinned import Fixed
from adaptive.calibration.residuals import people_of
from adaptive.calibration.scorefit import ScoreFit, score_fit

__all__ = [
    "Anchored",
    "Answers",
    "Believed",
    "Beta",
    "Calibration",
    "Chunk",
    "Conditional",
    "Counts",
    "Dif",
    "Drift",
    "Evidence",
    "Finding",
    "Fixed",
    "Held",
    "InMemory",
    "ItemFit",
    "Kind",
    "Link",
    "LogNormal",
    "MarginsFit",
    "Normal",
    "Observed",
    "Pass",
    "People",
    "PersonFit",
    "Priors",
    "Ratio",
    "ScoreFit",
    "State",
    "Tables",
    "calibrate",
    "calibrate_anchored",
    "chunks",
    "conditional",
    "difficulty",
    "drift",
    "expected_counts",
    "features",
    "findings",
    "fold",
    "from_matrix",
    "from_rows",
    "item_fit",
    "joined",
    "likelihood_ratio",
    "link",
    "mantel_haenszel",
    "margins_fit",
    "mean_squares",
    "observed",
    "on_scale",
    "people_of",
    "periods_apart",
    "person_fit",
    "score_fit",
    "slope",
]
