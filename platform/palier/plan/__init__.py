"""What is agreed with a learner: positionnement, plan, interviews; the school's framework."""
