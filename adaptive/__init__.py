"""The engine: what a learner knows, how sure we are, and what to propose next.

One Gaussian over every skill of the curriculum per learner. Pure functions of their arguments:
no clock, no files, no global randomness. Time is float days (any epoch, the same everywhere),
ability and difficulty are logits: 0 is what an average entrant succeeds one time in two.

Symbols of this package: ``m``, ``mean`` posterior mean; ``V``, ``cov`` posterior covariance;
``K`` prior covariance; ``θ`` ability; ``t`` threshold; ``a, b, c, u`` the item's
discrimination, difficulty, lower and upper asymptote; ``x = wᵀθ − b``; ``n`` skills; ``m``
items.
"""

from adaptive.batch import Many, fold_many
from adaptive.change import Change, Standing, change, standing, standing_of
from adaptive.choice import Choice, Reason, Stop
from adaptive.domain import DomainLevel, domain_level, strand_level
from adaptive.evidence import Event
from adaptive.filter import advance, fold, observe, pass_over
from adaptive.fitting import Fitted, fit
from adaptive.mastery import Levels, levels, pack_levels, unpack_levels
from adaptive.observation import Observation, helped_weight
from adaptive.parameters import Hyper, Parameters, Skill, build_parameters
from adaptive.placing import PlacementHistory, PlacementRule, place
from adaptive.pool import Pool, build_pool
from adaptive.practising import PracticeContext, practise
from adaptive.proved import Proof, nearest, proof, review_in
from adaptive.state import CHECKPOINT_EVERY, State, from_checkpoint, prior, to_checkpoint

__all__ = [
    "CHECKPOINT_EVERY",
    "ENGINE_VERSION",
    "Change",
    "Choice",
    "DomainLevel",
    "Event",
    "Fitted",
    "Hyper",
    "Levels",
    "Many",
    "Observation",
    "Parameters",
    "PlacementHistory",
    "PlacementRule",
    "Pool",
    "PracticeContext",
    "Proof",
    "Reason",
    "Skill",
    "Standing",
    "State",
    "Stop",
    "advance",
    "build_parameters",
    "build_pool",
    "change",
    "domain_level",
    "fit",
    "fold",
    "fold_many",
    "from_checkpoint",
    "helped_weight",
    "levels",
    "nearest",
    "observe",
    "pack_levels",
    "pass_over",
    "place",
    "practise",
    "prior",
    "proof",
    "review_in",
    "standing",
    "standing_of",
    "strand_level",
    "to_checkpoint",
    "unpack_levels",
]

# Named in every checkpoint row. Changed whenever the fold may give other numbers for a log.
ENGINE_VERSION = "2"
