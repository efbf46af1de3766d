"""Simulated schools, people and policies: choices are compared before learners meet them."""
