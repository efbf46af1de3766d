"""Doing exercises as a learner does, by staff: nothing of it is kept."""
