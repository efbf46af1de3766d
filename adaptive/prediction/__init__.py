"""Prediction: how likely each of many exercises is to be answered right, learnt from a log.

Two layers, after a plain one. A logistic regression on who has done how much of what
(``linear``), and rates of exercises in context (``tables``), are fitted out-of-fold by learner;
what they say, with what was just answered (``history``), are the features of gradient-boosted
trees, whose probabilities are calibrated on learners the trees never saw.

    given = exercises(skills_of)                  # the skills of each exercise
    model = fit(given, log_of(learner, item, score, at))
    state = model.state()                         # somebody who has not answered yet
    state.observe(item, score, at)                # each answer: the same cost, however many
    p = model.predict(state.features_for(candidates, now))     # all candidates in one call
    switch(learner, of_filter, of_model).on       # may the model serve in this domain?

    from_bytes(to_bytes(model))                   # the same model, from arrays alone

Trees are kept as arrays: nothing is run when a model is read, and scikit-learn is imported by
``fit`` alone. A state is made again by ``observe`` of a learner’s answers.
"""

from adaptive.prediction.exercises import Exercises, exercises
from adaptive.prediction.features import FEATURES, FeatureState
from adaptive.prediction.model import LEAST, MOST, Model, Settings, fit
from adaptive.prediction.stored import from_bytes, to_bytes
from adaptive.prediction.switch import Switch, SwitchRule, bounded_loss, switch

__all__ = [
    "FEATURES",
    "LEAST",
    "MOST",
    "Exercises",
    "FeatureState",
    "Model",
    "Settings",
    "Switch",
    "SwitchRule",
    "bounded_loss",
    "exercises",
    "fit",
    "from_bytes",
    "switch",
    "to_bytes",
]
