"""What is heard: sounds of exercises, voices of learners."""
