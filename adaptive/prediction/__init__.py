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

A model is never stored: it is fitted again from the log, with its seed, by whoever serves it.
Trees of scikit-learn could only be kept as pickles, which run code when read and bind to one
version; a state is made again by ``observe`` of a learner's answers. numpy alone, but for
``fit`` and ``predict``, where scikit-learn is imported.
"""

from adaptive.prediction.exercises import Exercises, exercises
from adaptive.prediction.features import FEATURES, FeatureState
from adaptive.prediction.model import LEAST, MOST, Model, Settings, fit
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
    "switch",
]
