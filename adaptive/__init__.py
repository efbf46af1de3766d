"""The engine: what a learner knows, how sure we are, and what to propose next.

One Gaussian over every skill of the curriculum per learner. Pure functions of their arguments:
no clock, no files, no global randomness. Time is float days (any epoch, the same everywhere),
ability and difficulty are logits: 0 is what an average entrant succeeds one time in two.

Symbols of this package: ``m``, ``mean`` posterior mean; ``V``, ``cov`` posterior covariance;
``K`` prior covariance; ``θ`` ability; ``t`` threshold; ``a, b, c, u`` the item's
discrimination, difficulty, lower and upper asymptote; ``x = wᵀθ − b``; ``n`` skills; ``m``
items.
"""

# Named in every checkpoint row. Changed whenever the fold may give other numbers for a log.
ENGINE_VERSION = "1"
