"""Groups, the mastery map and one learner's page."""
