"""What a trainer does about a learner: says what was seen, decides, gives work, marks."""
