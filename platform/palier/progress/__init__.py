"""What a learner sees of her own progress: home and the climb."""
